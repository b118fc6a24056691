// Runs a client's script with as much of a page as it needs, then the call that is named: node page.mjs SCRIPT NAME ARGS.
import {pathToFileURL} from 'node:url';

class Line {
  send() {}
  close() {}
  addEventListener() {}
}
const nothing = () => {};
Object.assign(globalThis, {
  addEventListener: nothing,
  removeEventListener: nothing,
  dispatchEvent: nothing,
  document: {readyState: 'complete', addEventListener: nothing, visibilityState: 'visible'},
  location: {protocol: 'http:', host: 'localhost', href: 'http://localhost/'},
  sessionStorage: {getItem: () => null, setItem: nothing, removeItem: nothing},
  WebSocket: Line,
  requestIdleCallback: done => setTimeout(done, 0),
  fetch: async () => ({status: 200}),
});
const [script, name, args] = process.argv.slice(2);
await import(pathToFileURL(script));
try {
  console.log(JSON.stringify(await globalThis[name](...JSON.parse(args ?? '[]'))));
} catch (error) {
  console.log(`raised ${error.message}`);
}
process.exit(0);

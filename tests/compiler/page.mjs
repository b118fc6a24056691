// Runs a client's script with as much of a page as it needs, then the call that is named: node page.mjs SCRIPT NAME ARGS.
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {Worker as Thread} from 'node:worker_threads';

const [script, name, args] = process.argv.slice(2);

class Line {
  send() {}
  close() {}
  addEventListener() {}
}

// A Web Worker as a thread of node's.
class Worker {
  constructor(url) {
    const file = pathToFileURL(path.join(path.dirname(script), path.basename(url)));
    const shim = `
      import {parentPort} from 'node:worker_threads';
      globalThis.addEventListener = (type, heard) => type === 'message' && parentPort.on('message', data => heard({data}));
      globalThis.postMessage = (data, moved) => parentPort.postMessage(data, moved);
      await import(${JSON.stringify(file.href)});
    `;
    this.thread = new Thread(new URL(`data:text/javascript,${encodeURIComponent(shim)}`));
    this.thread.on('message', data => this.onmessage({data}));
    this.thread.on('error', error => this.onerror({message: error.message}));
  }
  postMessage(data, moved) {
    this.thread.postMessage(data, moved);
  }
  terminate() {
    globalThis.ended = (globalThis.ended ?? 0) + 1;
    this.thread.terminate();
  }
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
  Worker,
  requestIdleCallback: done => setTimeout(done, 0),
  fetch: async url => {
    try {
      return {status: 200, json: async () => JSON.parse(readFileSync(new URL(url), 'utf8'))};
    } catch {
      return {status: 404};
    }
  },
});
await import(pathToFileURL(script));
try {
  console.log(JSON.stringify(await globalThis[name](...JSON.parse(args ?? '[]'))));
} catch (error) {
  console.log(`raised ${error.message}`);
}
process.exit(0);

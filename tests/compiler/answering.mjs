// Runs a client's script against a server that answers each call from a table, and prints the calls: node answering.mjs SCRIPT TABLE.
// The client says that it is through by a call of `chat.done`.
import {readFileSync} from 'node:fs';
import {pathToFileURL} from 'node:url';

const [script, table] = process.argv.slice(2);
const answers = JSON.parse(readFileSync(table, 'utf8'));
const calls = [];

process.on('uncaughtException', e => { console.error(e); process.exit(1); });

class Line {
  constructor() {
    this.readyState = 1;
    setTimeout(() => {
      this.onopen?.({});
      this.hear(['welcome', 2, 'c', 't', false, 0, null, 20000, 10000, 1048576]);
    });
  }
  hear(frame) {
    this.onmessage({data: JSON.stringify(frame)});
  }
  send(message) {
    const heard = JSON.parse(message);
    for (const [kind, id, name, args] of Array.isArray(heard[0]) ? heard : [heard]) {
      if (kind !== 'call') continue;
      if (name === 'chat.done') {
        console.log(JSON.stringify(calls));
        process.exit(0);
      }
      calls.push([name.replace('chat.', ''), args]);
      setTimeout(() => this.hear(['reply', id, answers[name.replace('chat.', '')] ?? null]));
    }
  }
  close() {}
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
});
await import(pathToFileURL(script));

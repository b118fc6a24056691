// Tabs that run the browser's half as it ships, in node: `node --experimental-websocket tabs.mjs URL TABS [BURST]`.
//
// Each joins the room "lobby" and keeps BURST calls of `app.count` under way, each with a number of its own, until a line comes
// in on stdin. Says "joined" when all have joined, and at the end, when every call has settled and each tab has heard the
// event of the number on that line (of 0: has been welcomed twice), what happened, as JSON.

import {createInterface} from 'node:readline';

const runtime = new URL('../../pystream/runtime/', import.meta.url).href;
const {createConnection} = await import(`${runtime}connection.js`);
const {createCalls} = await import(`${runtime}calls.js`);

const [address, count, burst = 4] = process.argv.slice(2);
let running = true;
let last = Infinity;
const tried = [];

class Tab {
  constructor(number, topics) {
    Object.assign(this, {number, topics, heard: [], gaps: 0, welcomes: 0, errors: {}, done: [], failed: [], next: 0});
    const cookie = `pystream_session=${String(number).padStart(43, 'c')}`;
    const env = {
      setTimeout, clearTimeout, queueMicrotask,
      addEventListener() {},
      document: {addEventListener() {}, visibilityState: 'visible'},
      navigator: {onLine: true},
      WebSocket: class extends WebSocket {
        constructor(url) {
          super(url, {headers: {cookie}});
          tried.push(performance.timeOrigin + performance.now());
        }
      },
    };
    this.event = topics.event('app.message', 'int', 'kept');
    this.event.handlers.push(value => void this.heard.push(value));
    this.line = createConnection({
      greeting: () => [this.calls.waiting(), topics.positions()],
      frame: (kind, fields) => {
        if (kind === 'reply') this.calls.reply(...fields);
        else if (kind === 'fail') this.calls.fail(...fields);
        else if (kind === 'event') topics.deliver(...fields);
        else if (kind === 'joined') topics.joined(...fields);
        else if (kind === 'left') topics.left(...fields);
        else if (kind === 'gap') this.gaps++;
      },
      welcome: (resumed, taken, ms, bytes, contract) => {
        this.calls.welcome(taken, [], ms, bytes);
        // Away for longer than resume_s: the tab's subscriptions are gone, and an app joins again (@on.reconnect).
        if (this.welcomes++ && !resumed) this.join();
      },
      down: () => this.calls.down(),
      drained: () => this.calls.drained(),
      gone: why => this.calls.cancelAll(why),
      state() {},
      outdated() {},
      detour: () => Promise.reject(new Error('websockets only')),
    }, env);
    this.calls = createCalls(this.line, env);
    this.line.start(`${address}/_pystream/line`, '');
  }

  async join() {
    for (;;) {
      try {
        return await this.calls.call('app.join', ['lobby'], [], 'None', ['idempotent'], 30000);
      } catch (error) {
        console.error('join', error.message);
      }
    }
  }

  async work() {
    while (running) {
      const number = this.number * 1000000 + ++this.next;
      try {
        const result = await this.calls.call('app.count', [number], [], 'int', [], 30000);
        if (result !== number) throw new Error(`got ${result} for ${number}`);
        this.done.push(number);
      } catch (error) {
        this.failed.push(number);
        this.errors[error.message] = (this.errors[error.message] ?? 0) + 1;
        await new Promise(resolve => setTimeout(resolve, 20));
      }
    }
  }

  async isBack() {
    while (this.welcomes < 2) await new Promise(resolve => setTimeout(resolve, 250));
  }

  async hear() {
    while (!this.heard.includes(last) && !this.gaps) await new Promise(resolve => setTimeout(resolve, 100));
  }
}

const tabs = [];
for (let number = 1; number <= count; number++) tabs.push(new Tab(number, await import(`${runtime}topics.js?${number}`)));
await Promise.all(tabs.map(tab => tab.join()));
console.log('joined');
const work = tabs.flatMap(tab => Array.from({length: burst}, () => tab.work()));
for await (const line of createInterface({input: process.stdin})) {
  last = Number(line);
  break;
}
running = false;
await Promise.all(work);
await Promise.all(tabs.map(tab => (last ? tab.hear() : tab.isBack())));
const told = tabs.map(({heard, gaps, welcomes, errors, done, failed}) => ({heard, gaps, welcomes, errors, done, failed}));
process.stdout.write(`${JSON.stringify({tabs: told, tried})}\n`, () => process.exit(0));

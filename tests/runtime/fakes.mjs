// A browser small enough to hold in the hand: its time moves only when a test says so.

// Timers that run when `pass(ms)` moves the clock over them.
export function fakeTimers() {
  const timers = new Map();
  let now = 0;
  let last = 0;
  return {
    setTimeout(run, ms) {
      timers.set(++last, {at: now + ms, run});
      return last;
    },
    clearTimeout: id => void timers.delete(id),
    pass(ms) {
      const end = now + ms;
      for (;;) {
        const [due] = [...timers].filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at || a[0] - b[0]);
        if (!due) break;
        timers.delete(due[0]);
        now = due[1].at;
        due[1].run();
      }
      now = end;
    },
    waiting: () => [...timers.values()].map(timer => timer.at - now),
  };
}

export function fakeTarget() {
  const listeners = [];
  return {
    addEventListener: (type, run) => listeners.push([type, run]),
    fire(type, event = {}) {
      for (const [wanted, run] of listeners) if (wanted === type) run({type, ...event});
    },
  };
}

// What connection.js, calls.js and detour.js need, plus every WebSocket (`sockets`), EventSource (`sources`) and fetch (`posts`) so far.
export function fakeEnv({random = () => 0.5} = {}) {
  const sockets = [];
  class FakeWebSocket {
    sent = [];
    messages = [];
    closed = false;
    constructor(url) {
      this.url = url;
      sockets.push(this);
    }
    send(text) {
      this.messages.push(text);
      const frames = JSON.parse(text);
      this.sent.push(...(Array.isArray(frames[0]) ? frames : [frames]));
    }
    close(code) {
      this.closed = true;
      this.closeCode = code;
    }
    open() { this.onopen?.(); }
    say(...frame) { this.onmessage?.({data: JSON.stringify(frame)}); }
    end(code = 1006, reason = '') { this.onclose?.({code, reason}); }
    // The server takes the hello.
    welcome({resume = 'token', resumed = false, taken = 0, user = null, contract = null} = {}) {
      this.open();
      this.say('welcome', 2, 'client-1', resume, resumed, taken, user, 20000, 10000, 1048576, contract);
    }
  }
  const sources = [];
  class FakeEventSource {
    closed = false;
    constructor(url) {
      this.url = url;
      Object.assign(this, fakeTarget());
      sources.push(this);
    }
    close() { this.closed = true; }
    tell(type, data) { this.fire(type, {data}); }
    say(...frame) { this.onmessage({data: JSON.stringify(frame)}); }
    fail() { if (!this.closed) this.onerror({}); }
  }
  const posts = [];
  // Settles when the test says answer(status) or fail() of it.
  const fetch = (url, options) => new Promise((resolve, reject) => {
    const fail = () => reject(new TypeError('failed to fetch'));
    options.signal?.addEventListener('abort', fail);
    posts.push({url, ...options, answer: status => resolve({status}), fail});
  });
  return {
    ...fakeTimers(),
    ...fakeTarget(),
    WebSocket: FakeWebSocket,
    EventSource: FakeEventSource,
    AbortController,
    fetch,
    sources,
    posts,
    random,
    // At once, so that tests see what is sent; batching has a test of its own.
    queueMicrotask: run => run(),
    navigator: {onLine: true},
    document: {...fakeTarget(), visibilityState: 'visible'},
    sockets,
    get socket() { return sockets[sockets.length - 1]; },
  };
}

// Collects what is written to the console while `run` is under way.
export async function consoleOf(method, run) {
  const told = [];
  const original = console[method];
  console[method] = (...words) => told.push(words.map(String).join(' '));
  try {
    await run();
  } finally {
    console[method] = original;
  }
  return told;
}

// Lets promises that can settle do so.
export const settled = () => new Promise(resolve => setImmediate(resolve));

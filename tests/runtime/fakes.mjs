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

// What connection.js and calls.js need, plus `sockets`, every WebSocket opened so far.
export function fakeEnv({random = () => 0.5} = {}) {
  const sockets = [];
  class FakeWebSocket {
    sent = [];
    closed = false;
    constructor(url) {
      this.url = url;
      sockets.push(this);
    }
    send(text) { this.sent.push(JSON.parse(text)); }
    close() { this.closed = true; }
    open() { this.onopen?.(); }
    say(...frame) { this.onmessage?.({data: JSON.stringify(frame)}); }
    end(code = 1006, reason = '') { this.onclose?.({code, reason}); }
    // The server takes the hello.
    welcome({resume = 'token', resumed = false, current = true, user = null} = {}) {
      this.open();
      this.say('welcome', 1, 'client-1', resume, resumed, current, user, 20000, 10000);
    }
  }
  return {
    ...fakeTimers(),
    ...fakeTarget(),
    WebSocket: FakeWebSocket,
    random,
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

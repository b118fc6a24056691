// A worse network than there is: time that messages of the line take, lines that drop, no network at all. Of this tab, until it
// is closed.

const KEY = 'pystream-dev-network';
const NONE = {lag_ms: 0, jitter_ms: 0, drop_s: 0, isOffline: false};

export const network = {...NONE, ...kept()};
const lines = new Set(); // things with lost()
const listeners = [];
let dropping;

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

export const isSimulated = () => Object.keys(NONE).some(name => network[name] !== NONE[name]);

export function onNetwork(listener) {
  listeners.push(listener);
}

/** Change some of it, from now on. */
export function simulate(changes) {
  const wasOffline = network.isOffline;
  Object.assign(network, changes);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(network));
  } catch {
    // Storage is full, or the browser gives none: it holds until the page is loaded again.
  }
  apply();
  if (network.isOffline !== wasOffline) {
    if (network.isOffline) dropLines();
    dispatchEvent(new Event(network.isOffline ? 'offline' : 'online'));
  }
  for (const listener of listeners) listener();
}

export const restore = () => simulate(NONE);

/** Break the line, as a network does: neither side says anything. */
export function dropLines() {
  for (const line of [...lines]) line.lost();
}

export const entered = line => lines.add(line);
export const left = line => lines.delete(line);

function apply() {
  clearInterval(dropping);
  if (network.drop_s) dropping = setInterval(dropLines, network.drop_s * 1000);
}

apply();
const native = Object.getOwnPropertyDescriptor(Navigator.prototype, 'onLine');
Object.defineProperty(navigator, 'onLine', {configurable: true, get: () => !network.isOffline && native.get.call(navigator)});

/** Half of a round trip: what is put in comes out later, in order. */
export class Delay {
  constructor() {
    this.queue = []; // [time, run]
    this.last = 0;
  }

  put(run) {
    const wait = (network.lag_ms + Math.random() * network.jitter_ms) / 2;
    if (!wait && !this.queue.length) return void run();
    this.last = Math.max(this.last, performance.now() + wait);
    this.queue.push([this.last, run]);
    if (this.queue.length === 1) this.wait();
  }

  wait() {
    this.timer = setTimeout(() => {
      while (this.queue.length && this.queue[0][0] <= performance.now()) this.queue.shift()[1]();
      if (this.queue.length) this.wait();
    }, Math.max(0, Math.ceil(this.queue[0][0] - performance.now())));
  }

  /** Let out at once what is under way. */
  flush() {
    clearTimeout(this.timer);
    for (const [, run] of this.queue.splice(0)) run();
  }

  /** What is under way is lost. */
  lose() {
    clearTimeout(this.timer);
    this.queue = [];
  }
}

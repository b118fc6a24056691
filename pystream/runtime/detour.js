// What goes beside the line. A way around websockets, where something between the browser and the server lets none
// through: server-sent events one way, POSTs the other. Spec: docs/wire.md#without-websockets. And what fetches the
// session's cookie. Spec: docs/wire.md#another-id.
//
// Served beside the app's script and fetched only when it is needed. It imports nothing, so that it can be.

const OPEN_MS = 3000; // a websocket that is not refused either
const AGAIN_MS = 300000; // networks change: a websocket is tried again when the line then opens
const MAX_POST = 65536; // characters; a longer message goes alone
const LEFT = 1000;
const TAKEN = 202;

// A class that stands for WebSocket, as far as connection.js needs it.
export function detour(env) {
  let isBlocked = false;
  let events; // the last

  // A browser may end the stream of a page that is left before it tells the page.
  env.addEventListener('pagehide', () => events?.leave());

  // Events that open where a websocket has just failed are the proof: a server that is down opens neither.
  function blocked() {
    if (isBlocked) return;
    isBlocked = true;
    env.setTimeout(() => {
      isBlocked = false;
    }, AGAIN_MS);
  }

  return class {
    constructor(url) {
      const pass = name => event => this[name]?.(event);
      const over = way => {
        this.way = way;
        way.onopen = pass('onopen');
        way.onmessage = pass('onmessage');
        way.onclose = pass('onclose');
        return way;
      };
      const detoured = () => {
        env.clearTimeout(this.timer);
        drop(this.way);
        events = over(new Events(url.replace(/^ws/, 'http').replace(/line$/, ''), env));
        events.onopen = () => {
          blocked();
          this.onopen?.();
        };
      };
      if (isBlocked) return void detoured();
      const socket = over(new env.WebSocket(url));
      this.timer = env.setTimeout(detoured, OPEN_MS);
      socket.onclose = detoured;
      socket.onopen = () => {
        env.clearTimeout(this.timer);
        socket.onclose = pass('onclose');
        this.onopen?.();
      };
    }

    send(message) {
      this.way.send(message);
    }

    close(code) {
      env.clearTimeout(this.timer);
      drop(this.way, code);
    }
  };
}

function drop(way, code) {
  if (!way) return;
  way.onopen = way.onmessage = way.onclose = null;
  if (code) way.close(code);
  else way.close();
}

class Events {
  constructor(base, env) {
    this.base = base;
    this.env = env;
    this.line = ''; // its id, a secret
    this.number = 0; // of the last POST
    this.waiting = []; // messages for the next one
    this.isPosting = false;
    this.aborter = new env.AbortController();
    const source = this.source = new env.EventSource(`${base}events`);
    source.addEventListener('line', event => {
      this.line = event.data;
      this.onopen?.();
    });
    source.addEventListener('ping', () => this.post(''));
    source.addEventListener('close', event => {
      const [code, reason] = JSON.parse(event.data);
      this.end(code, reason);
    });
    source.onmessage = event => this.onmessage?.(event);
    // By itself it would connect again, to another line.
    source.onerror = () => this.end(1006, '');
  }

  send(message) {
    this.waiting.push(message);
    this.flush();
  }

  close(code) {
    this.source.close();
    this.aborter.abort();
    this.waiting = [];
    if (code === LEFT) this.leave();
  }

  // The tab will not be back; the page may be gone before this is answered.
  leave() {
    if (this.line) this.fetch('leave', {keepalive: true}).catch(() => {});
    this.line = '';
  }

  end(code, reason) {
    this.close();
    this.onclose?.({code, reason});
  }

  // One at a time, as they may overtake each other; what comes meanwhile goes together.
  flush() {
    if (this.isPosting || !this.waiting.length) return;
    let length = 0;
    const fits = this.waiting.findIndex(message => (length += message.length) > MAX_POST);
    this.post(this.waiting.splice(0, fits < 0 ? this.waiting.length : Math.max(fits, 1)).join('\n'));
  }

  async post(body) {
    if (this.isPosting) return; // and that says as well that this side lives
    this.isPosting = true;
    const {signal} = this.aborter;
    let status = 0;
    try {
      ({status} = await this.fetch('send', {body, signal}));
    } catch {
      // Nobody knows whether it arrived: the line is given up, and the next one's welcome tells.
    }
    this.isPosting = false;
    if (signal.aborted) return;
    if (status === TAKEN) this.flush();
    else this.end(1006, '');
  }

  fetch(path, options) {
    const headers = {'Pystream-Line': this.line, 'Pystream-Number': String(++this.number)};
    return this.env.fetch(this.base + path, {method: 'POST', cache: 'no-store', headers, ...options});
  }
}

let last = Promise.resolve();

// Fetch the cookie that a ticket is for, then show that it is there; one ticket after the other. The server sends another
// one when this did not succeed.
export function redeem(ticket) {
  const post = () => fetch('/_pystream/session', {method: 'POST', body: ticket, cache: 'no-store'});
  last = last.then(post).then(({ok}) => ok && post()).catch(() => {});
  return last;
}

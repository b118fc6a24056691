// What the line carries, seen from outside: WebSocket, and what stands for it where it is blocked, are wrapped before the app
// starts, so the app's own script is the one that is deployed. Frames: docs/wire.md.

import {Delay, entered, left, network} from './network.js';

const MOST = 200; // calls, and events, and lines of the history
const MOST_TIMES = 500;
const REFUSED_MS = 150; // a call that a standing line has not sent by then was refused in the page
const MAX_SENT = 128; // more wait their turn: calls.js
const RESTART = 1012;

export const seen = {
  state: 'connecting', // as pystream.client's connection has it
  way: '',
  user: null,
  client: '',
  calls: [], // the newest last
  events: [],
  history: [],
  topics: new Set(),
  times: [], // ms of the last calls that were answered
  ping_ms: null,
  gaps: 0,
  drops: 0,
  sent: {bytes: 0, messages: 0},
  received: {bytes: 0, messages: 0},
};

const byId = new Map();
const pings = new Map();
const listeners = [];
const encoder = new TextEncoder();
const {stringify} = JSON;

export function onSeen(listener) {
  listeners.push(listener);
}

function changed() {
  for (const listener of listeners) listener();
}

function keep(list, item, most = MOST) {
  list.push(item);
  if (list.length > most) list.shift();
}

function note(text, kind = '') {
  keep(seen.history, {at: Date.now(), text, kind});
}

function become(state, text, kind) {
  seen.state = state;
  note(text, kind);
  changed();
}

// ---- calls ----
// queued -> sent -> ok | failed | stopped; queued -> refused. As in calls.js, whose own texts are met here: the arguments
// are written down where the call is made, so the stack there names the line of Python that made it.

JSON.stringify = function (value, ...how) {
  const text = stringify(value, ...how);
  if (Array.isArray(value) && value.length === 5 && value[0] === 'call' && value[1] === 0) made(value, text);
  return text;
};

let newest;

function made(frame, text) {
  const [, , name, args, named] = JSON.parse(text);
  if (newest?.frame === frame) { // written again, without halves of surrogate pairs
    newest.call.key = stringify([name, args, named]);
    return;
  }
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  const {stack} = new Error();
  Error.stackTraceLimit = limit;
  newest = {frame, call: newCall(name, args, named, stack)};
  setTimeout(sweep, REFUSED_MS);
}

function newCall(name, args, named, stack) {
  const call = {
    key: stringify([name, args, named]), name, args, named, stack, state: 'queued', made: performance.now(), at: Date.now(),
    ms: 0, items: 0, isStream: false, tries: 0, result: undefined, error: '', detail: [],
  };
  keep(seen.calls, call);
  changed();
  return call;
}

// A page that has a line sends at once: what it has not sent it has given up (Outdated, Timeout, cancelled).
function sweep() {
  if (seen.state !== 'connected' || byId.size >= MAX_SENT) return;
  for (const call of seen.calls) {
    if (call.state === 'queued' && performance.now() - call.made >= REFUSED_MS) end(call, 'refused');
  }
}

function end(call, state) {
  call.state = state;
  call.ms = performance.now() - call.made;
  byId.delete(call.id);
  changed();
}

function outgoing(frame) {
  const [kind, id, ...rest] = frame;
  if (kind === 'call') {
    const key = stringify(rest);
    const waits = seen.calls.find(each => each.state === 'queued' && each.key === key);
    const call = waits ?? newCall(...rest, '');
    Object.assign(call, {id, state: 'sent', tries: call.tries + 1});
    byId.set(id, call);
  } else if (kind === 'cancel') {
    const call = byId.get(id);
    if (call) end(call, 'stopped');
  } else if (kind === 'ping') {
    pings.set(id, performance.now());
  }
}

function incoming(frame) {
  const [kind, ...fields] = frame;
  if (kind === 'welcome') welcome(...fields);
  else if (kind === 'reply' || kind === 'fail') answered(kind, ...fields);
  else if (kind === 'item') {
    const call = byId.get(fields[0]);
    if (call) Object.assign(call, {isStream: true, items: call.items + 1, result: fields[1]});
  } else if (kind === 'event') {
    const [name, payload, topic, , offset = 0] = fields;
    keep(seen.events, {at: Date.now(), name, payload, topic, offset});
  } else if (kind === 'pong') {
    seen.ping_ms = performance.now() - (pings.get(fields[0]) ?? NaN);
    pings.clear();
  } else if (kind === 'joined') {
    if (!seen.topics.has(fields[0])) note(`follows ${fields[0]}`);
    seen.topics.add(fields[0]);
    if (fields[0].startsWith('user:')) seen.user = fields[0].slice('user:'.length);
  } else if (kind === 'left') {
    seen.topics.delete(fields[0]);
    if (fields[0].startsWith('user:')) seen.user = null;
    note(`left ${fields[0]}`);
  } else if (kind === 'gap') {
    seen.gaps++;
    note(`gap: events of ${fields[0]} were missed and are no longer kept`, 'bad');
  } else if (kind === 'refuse') {
    note(`refused: ${fields.join(': ')}`, 'bad');
  }
}

function answered(kind, id, value, args) {
  const call = byId.get(id);
  if (!call) return;
  if (kind === 'fail') Object.assign(call, {error: value, detail: args ?? []});
  else if (!call.isStream) call.result = value;
  end(call, kind === 'fail' ? 'failed' : 'ok');
  if (!call.isStream) keep(seen.times, call.ms, MOST_TIMES);
}

function welcome(_version, client, _token, resumed, taken, user, _beat, _timeout, _limit, contract) {
  Object.assign(seen, {client, user});
  for (const [id, call] of [...byId]) {
    if (taken === -1 || id > taken) requeue(call);
  }
  become('connected', `connected by ${seen.way}${user === null ? '' : ` as ${user}`}${resumed ? ', resumed' : ''}`, 'good');
  if (contract) note('this page was built from another contract: reload it', 'bad');
  // What is sent again goes out as this is heard; what is not was refused.
  setTimeout(sweep, REFUSED_MS);
}

function requeue(call) {
  byId.delete(call.id);
  call.state = 'queued';
}

// ---- the ways ----

function opening(way) {
  seen.way = way;
  if (seen.state === 'connected') return;
  changed();
}

function lost(code) {
  if (code === RESTART) [...byId.values()].forEach(requeue);
  if (seen.state === 'connected') seen.drops++;
  const state = navigator.onLine ? 'reconnecting' : 'offline';
  if (seen.state !== state) become(state, `no line${code ? ` (${code})` : ''}`, 'bad');
}

function closed(code) {
  if (code === 1000) become('closed', 'closed by the page');
  else lost(code);
}

function up(message) {
  count(seen.sent, message);
  read(message, outgoing);
}

function down(message) {
  count(seen.received, message);
  read(message, incoming);
}

function count(total, message) {
  total.bytes += encoder.encode(message).length;
  total.messages++;
}

function read(message, take) {
  try {
    const items = JSON.parse(message);
    for (const frame of Array.isArray(items[0]) ? items : [items]) take(frame);
  } catch (why) {
    note(`not understood: ${why.message}`, 'bad');
  }
  changed();
}

const Socket = globalThis.WebSocket;
const Source = globalThis.EventSource;
const fetched = globalThis.fetch;

// As far as connection.js and detour.js use a WebSocket.
class Line {
  constructor(url) {
    this.ways = [this.up = new Delay(), this.down = new Delay()];
    this.readyState = Socket.CONNECTING;
    entered(this);
    if (network.isOffline) return void setTimeout(() => this.lost());
    const socket = this.socket = new Socket(url);
    socket.onopen = () => this.down.put(() => {
      this.readyState = Socket.OPEN;
      opening('websocket');
      this.onopen?.({});
    });
    socket.onmessage = ({data}) => this.down.put(() => {
      // First what was heard, then what the app makes of it.
      down(data);
      this.onmessage?.({data});
    });
    socket.onclose = ({code, reason}) => this.down.put(() => this.end(code, reason));
  }

  send(message) {
    up(message);
    this.up.put(() => this.socket.readyState === Socket.OPEN && this.socket.send(message));
  }

  close(code, reason) {
    const wasOpen = this.readyState < Socket.CLOSING;
    this.up.flush();
    this.leave();
    this.socket?.close(...[code, reason].filter(each => each !== undefined));
    if (wasOpen) closed(code);
  }

  lost() {
    if (this.readyState === Socket.CLOSED) return;
    for (const way of this.ways) way.lose();
    if (this.socket) this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
    // Without a code: to the server the tab may be back.
    this.socket?.close();
    this.end(1006, '');
  }

  end(code, reason) {
    this.leave();
    lost(code);
    this.onclose?.({code, reason});
  }

  leave() {
    left(this);
    this.readyState = Socket.CLOSED;
    if (this.socket) this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
    this.down.lose();
  }
}

// As far as detour.js uses an EventSource.
class LineEvents {
  constructor(url) {
    this.down = new Delay();
    entered(this);
    if (network.isOffline) return void setTimeout(() => this.lost());
    this.source = new Source(url);
    this.source.onmessage = event => this.down.put(() => {
      down(event.data);
      this.onmessage?.(event);
    });
    this.source.onerror = () => this.down.put(() => this.lost());
  }

  addEventListener(name, handler) {
    this.source?.addEventListener(name, event => this.down.put(() => {
      if (name === 'line') opening('server-sent events');
      if (name === 'close') lost(JSON.parse(event.data)[0]);
      handler(event);
    }));
  }

  close() {
    left(this);
    this.down.lose();
    this.source?.close();
  }

  lost() {
    this.close();
    lost(1006);
    this.onerror?.({});
  }
}

// What is no URL, the browser itself refuses.
const isOf = (url, path) => URL.canParse(url, location) && new URL(url, location).pathname === path;

globalThis.WebSocket = new Proxy(Socket, {
  construct: (target, args, made) => isOf(args[0], '/_pystream/line') ? new Line(args[0]) : Reflect.construct(target, args, made),
});

globalThis.EventSource = new Proxy(Source, {
  construct: (target, args, made) => isOf(args[0], '/_pystream/events') ? new LineEvents(args[0]) : Reflect.construct(target, args, made),
});

const posts = new Delay();

globalThis.fetch = function (what, options) {
  if (typeof what !== 'string' || !isOf(what, '/_pystream/send')) return fetched.call(globalThis, what, options);
  if (options.body) options.body.split('\n').forEach(up);
  return new Promise((resolve, reject) => posts.put(() => {
    if (network.isOffline) reject(new TypeError('offline, as the developer wants it'));
    else fetched.call(globalThis, what, options).then(resolve, reject);
  }));
};

// The line: one websocket that is opened again whenever it breaks. Spec: docs/wire.md#life-of-a-line.
//
// All that it needs of the browser comes in as `env` (globalThis, or a fake that owns the time).

import {CAP_MS, retryDelay} from './retry.js';
import {VERSION, decode, hello, join, ping} from './wire.js';

const HELLO_MS = 10000; // a socket that opens but never says Welcome
const PROBE_MS = 3000; // a line that slept has this long to show that it lives
const OUTDATED = 4409;
const RESTART = 1012; // the server stopped in order
const LEFT = 1000; // to the server: this tab will not be back
const MAX_BATCH = 65536; // characters that go out in one message; a longer frame goes alone
const ANSWERS = 64; // answers after which the server is told that they were heard

const NEXT = {
  connecting: {welcome: 'connected', lost: 'reconnecting', away: 'offline', wake: 'connecting', end: 'closed'},
  connected: {lost: 'reconnecting', away: 'offline', end: 'closed'},
  reconnecting: {welcome: 'connected', lost: 'reconnecting', away: 'offline', wake: 'reconnecting', end: 'closed'},
  offline: {welcome: 'connected', lost: 'reconnecting', away: 'offline', wake: 'reconnecting', end: 'closed'},
  closed: {},
};

// `hear` is told: frame(kind, fields), welcome(resumed, taken, timeout_ms, limit_bytes, contract), down() when a line that stood is gone, drained() before that when the server
// ended it in order, gone(why) when this side did, state(state), outdated(why). It is asked by greeting() for what the
// hello says of the tab: [calls that wait, positions]; and by detour(attempt), when websockets lead nowhere, for the promise of a module that has
// others: detour(env), as in detour.js.
export function createConnection(hear, env = globalThis) {
  const {random = Math.random} = env;
  const line = {state: 'connecting', user: null, client: '', start, send, close};
  let url, contract, socket, timer, heartbeat_ms;
  let Socket; // in the place of the browser's WebSocket
  let resume = '';
  let attempt = 0; // tries since the server last did more than greet
  let silent = 0; // pings since the last frame
  let stamp = 0;
  let out = []; // frames of this tick
  let size = 0;
  let answers = 0; // heard on this line
  let told = 0;

  function start(address, hash) {
    url = address;
    contract = hash;
    env.addEventListener('online', wake);
    env.addEventListener('offline', () => lose());
    env.addEventListener('pagehide', sleep);
    env.addEventListener('pageshow', event => event.persisted && wake());
    env.document.addEventListener('visibilitychange', () => {
      if (env.document.visibilityState === 'visible' && isOnline()) wake();
    });
    open();
  }

  // Leaves the state by the table; false when it has no such way.
  function go(event) {
    const [old, next] = [line.state, NEXT[line.state][event]];
    if (!next) return false;
    line.state = next;
    if (old === 'connected') hear.down();
    if (old !== next) hear.state(next);
    return line.state === next; // else a handler has closed the line
  }

  function open() {
    if (attempt && !Socket) hear.detour(attempt).then(found => Socket = found.detour(env), () => {});
    socket = new (Socket || env.WebSocket)(url);
    socket.onopen = () => socket.send(hello(VERSION, contract, resume, ...hear.greeting()));
    socket.onmessage = event => receive(event.data);
    socket.onclose = event => {
      if (event.code === OUTDATED) outdated(event.reason || 'the server speaks another version; reload the page');
      else {
        if (event.code === RESTART && line.state === 'connected') hear.drained();
        lose();
      }
    };
    after(HELLO_MS, lose);
  }

  // One timer serves all: waiting for Welcome, for the next ping, for the next try.
  function after(ms, run) {
    env.clearTimeout(timer);
    timer = env.setTimeout(run, ms);
  }

  // A dead socket may take minutes to say that it closed, so it is not listened to any more.
  function drop(code) {
    env.clearTimeout(timer);
    out = [];
    size = 0;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    if (code) socket.close(code);
    else socket.close();
    socket = null;
  }

  function lose() {
    drop();
    if (!go(isOnline() ? 'lost' : 'away')) return;
    // onLine is a hint: a server on this very machine can be reached without a network, so offline keeps trying.
    after(line.state === 'offline' ? CAP_MS : retryDelay(attempt++, random), open);
  }

  function wake() {
    if (line.state === 'connected') {
      silent = 1;
      beat(PROBE_MS);
    } else if (go('wake')) {
      drop();
      open();
    }
  }

  // The page is left, for good or into the back-forward cache, which takes no page with an open socket.
  function sleep() {
    leave('away', 'the page was left');
  }

  function close() {
    leave('end', 'the connection was closed');
  }

  function leave(event, why) {
    drop(LEFT);
    if (!NEXT[line.state][event]) return;
    hear.gone(why);
    go(event);
  }

  function receive(message) {
    silent = 0;
    let frames;
    try {
      frames = decode(message);
    } catch (why) {
      console.error(`pystream: no frame (${why.message}):`, message);
      return;
    }
    const from = socket;
    for (const [kind, ...fields] of frames) {
      if (socket !== from) return; // a handler of one before has closed the line
      take(kind, fields);
    }
    if (answers - told >= ANSWERS && socket === from) tell();
  }

  function take(kind, fields) {
    if (kind === 'welcome') return welcome(...fields);
    if (kind === 'refuse') {
      const [code, text] = fields;
      if (code === 'version') outdated(text);
      else console.error(`pystream: the server refused a message: ${code}: ${text}`);
      return;
    }
    attempt = 0;
    if (kind === 'reply' || kind === 'fail') answers++;
    if (kind !== 'pong') hear.frame(kind, fields);
  }

  function welcome(version, client, token, resumed, taken, user, ms, ...rest) {
    resume = token;
    heartbeat_ms = ms;
    answers = told = 0;
    line.user = user;
    line.client = client;
    after(heartbeat_ms, beat);
    if (go('welcome')) hear.welcome(resumed, taken, ...rest);
  }

  // A ping also says which answers need not be kept any more.
  function tell() {
    told = answers;
    send(ping(++stamp, answers));
  }

  // Counts pings, not time: a hidden tab's timers run late, and that says nothing about the line.
  function beat(next_ms = heartbeat_ms) {
    if (silent > 1) return lose();
    silent++;
    tell();
    after(next_ms, beat);
  }

  function outdated(why) {
    close();
    hear.outdated(why);
  }

  // What is sent in one tick goes out as one message, before the browser does anything else.
  function send(frame) {
    if (size + frame.length > MAX_BATCH) flush();
    size += frame.length;
    if (out.push(frame) === 1) env.queueMicrotask(flush);
  }

  function flush() {
    if (!out.length) return;
    const frames = out;
    out = [];
    size = 0;
    socket.send(join(frames));
  }

  function isOnline() {
    return env.navigator.onLine !== false;
  }

  return line;
}

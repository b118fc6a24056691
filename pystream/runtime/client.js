// `pystream.client`: what client Python imports, and the functions that generated code calls. Assembles the rest.

import {createCalls} from './calls.js';
import {createConnection} from './connection.js';
import {define_class, define_raised} from './crossing.js';
import {define_error, define_kind, define_made, define_type} from './contract.js';
import {DomEvent, Element, create, dom, handle, listen, unlisten} from './dom.js';
import {spoken} from './facts.js';
import {run} from './handlers.js';
import {load, loaded, preload} from './load.js';
import {createStream} from './streams.js';
import {work} from './workers.js';
import {showState} from './banner.js';
import {channelOf, deliver, event, joined, left, positions, unhandle} from './topics.js';
import {upload} from './uploads.js';
import {errorText, invoke, toWire} from './values.js';

export {DomEvent, Element, create, define_error, define_kind, define_made, define_type, dom, event, handle, define_class, define_raised, load, loaded, preload, upload, work};

const hooks = {state: [], disconnect: [], reconnect: [], outdated: [], gap: []};
let init = null;
let greeted = false;
let hashes = {};

// What few pages need, and only now and then. With a number, as a browser may remember that a script could not be fetched.
const aside = attempt => import(import.meta.url + '.detour.js?' + attempt);

const line = createConnection({
  greeting: () => [calls.waiting(), spoken('kept') ? positions() : {}],
  frame(kind, fields) {
    if (kind === 'reply') calls.reply(...fields);
    else if (kind === 'fail') calls.fail(...fields);
    else if (kind === 'event') deliver(...fields);
    else if (spoken('stream') && kind === 'item') calls.item(...fields);
    else if (spoken('upload') && kind === 'want') calls.wanted(...fields);
    else if (spoken('kept') && kind === 'joined') joined(...fields);
    else if (spoken('kept') && kind === 'left') left(...fields);
    else if (spoken('kept') && kind === 'gap') missed(...fields);
    else if (kind === 'ticket') aside(0).then(found => found.redeem(...fields));
  },
  welcome(resumed, taken, timeout_ms, limit_bytes, contract) {
    calls.welcome(taken, changed(contract), timeout_ms, limit_bytes);
    if (greeted) fire('reconnect', resumed);
    else if (init) run('init', () => invoke(init, []));
    greeted = true;
  },
  down() {
    calls.down();
    fire('disconnect');
  },
  drained: () => calls.drained(),
  detour: aside,
  gone: why => calls.cancelAll(why),
  state(state) {
    if (hooks.state.length) fire('state', state);
    else showState(state);
  },
  outdated,
});
const calls = createCalls(line);

function missed(topic) {
  if (hooks.gap.length) fire('gap', channelOf(topic));
  else console.warn(`pystream: events of ${topic} were missed and are no longer kept; handle it with @on.gap`);
}

// The names of this page's actions and events that are others on the server, which sends its contract when it differs.
function changed(contract) {
  if (!contract) return [];
  const names = Object.keys(hashes).filter(name => contract[name] !== hashes[name]);
  if (names.length) outdated(`the server has changed ${names.join()}; reload the page`);
  return names;
}

function outdated(why) {
  if (hooks.outdated.length) fire('outdated');
  else console.warn(`pystream: ${why}`);
}

function fire(name, ...args) {
  for (const handler of hooks[name]) run(`on.${name}`, () => invoke(handler, args));
}

// The line as client Python sees it.
export const connection = {
  get state() { return line.state; },
  get user() { return line.user; },
  get client() { return line.client; },
  close: line.close,
};

export const call = calls.call;
export const stream = (...what) => createStream(calls, line, ...what);

// Decorator: `@on(chat.message)`, `@on("submit", "#talk")`, `@on.state` and its like.
export const on = withHooks((what, selector) => handler => {
  if (typeof what === 'string') listen(what, selector, handler);
  else what.handlers.push(handler);
  return handler;
});

function withHooks(decorator) {
  for (const name in hooks) {
    decorator[name] = handler => {
      hooks[name].push(handler);
      return handler;
    };
  }
  return decorator;
}

// Of a dev build, for a handler that an edit took away.
export function off(handler) {
  for (const name in hooks) hooks[name] = hooks[name].filter(each => each !== handler);
  unhandle(handler);
  unlisten(handler);
}

// Make a function callable from the browser's console, which sees its result as JavaScript's.
export function expose(name, handler) {
  globalThis[name] = (...args) => {
    const result = invoke(handler, args);
    return typeof result?.then === 'function' ? settled(result) : toWire(result);
  };
}

async function settled(result) {
  try {
    return toWire(await result);
  } catch (error) {
    throw Object.assign(new Error(errorText(error)), {cause: error});
  }
}

// Stands for an argument that was not given, where the default is known only to the server.
export const UNSET = {};

export function given(named) {
  return named.filter(([, value]) => value !== UNSET);
}

// Open the line once the page is read; `first` runs once, when the server has first greeted. `parts` are pairs of the
// actions and events that the page knows, and the hash of each.
export function start(contract_hash, first, parts) {
  init = first;
  hashes = Object.fromEntries(parts);
  const {protocol, host} = location;
  const url = `${protocol.replace('http', 'ws')}//${host}/_pystream/line`;
  const open = () => line.start(url, contract_hash);
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', open);
  else open();
}

// `pystream.client`: what client Python imports, and the functions that generated code calls. Assembles the rest.

import {createCalls} from './calls.js';
import {createConnection} from './connection.js';
import {define_error, define_type} from './contract.js';
import {DomEvent, Element, create, dom, listen} from './dom.js';
import {run} from './handlers.js';
import {deliver, event} from './topics.js';
import {errorText, invoke, toWire} from './values.js';

export {DomEvent, Element, create, define_error, define_type, dom, event};

const hooks = {state: [], disconnect: [], reconnect: [], outdated: []};
let init = null;
let greeted = false;

const line = createConnection({
  frame: frame => (frame.kind === 'event' ? deliver(frame) : calls.settle(frame)),
  welcome(frame) {
    calls.timeout_ms = frame.timeout_ms;
    calls.flush();
    if (greeted) fire('reconnect', frame.resumed);
    else if (init) run('init', () => invoke(init, []));
    greeted = true;
  },
  down() {
    calls.lose();
    fire('disconnect');
  },
  gone: why => calls.cancelAll(why),
  state: state => fire('state', state),
  outdated(why) {
    if (hooks.outdated.length) fire('outdated');
    else console.warn(`pystream: ${why}`);
  },
});
const calls = createCalls(line);

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

// Open the line once the page is read; `first` runs once, when the server has first greeted.
export function start(contract_hash, first) {
  init = first;
  const {protocol, host} = location;
  const url = `${protocol.replace('http', 'ws')}//${host}/_pystream/line`;
  const open = () => line.start(url, contract_hash);
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', open);
  else open();
}

// Events that the server publishes, and who handles them.

import {types} from './contract.js';
import {run} from './handlers.js';
import {fromWire, invoke} from './values.js';

const events = new Map();
const unheard = new Set();

// The event object of generated code, `chat.message`: what `on` takes.
export function event(name, type) {
  const made = {name, type, handlers: []};
  events.set(name, made);
  return made;
}

// An Event frame.
export function deliver({event: name, payload, channel}) {
  const {type, handlers} = events.get(name) ?? {handlers: []};
  if (!handlers.length && !unheard.has(name)) {
    unheard.add(name);
    console.debug(`pystream: nothing handles the event ${name}`);
  }
  for (const handler of handlers) {
    // Each handler gets a payload of its own: one may change it.
    run(`event ${name}`, () => invoke(handler, [fromWire(payload, type, types), channel]));
  }
}

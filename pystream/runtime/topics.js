// Events that the server publishes, who handles them, and how far each topic has been heard.

import {types} from './contract.js';
import {spoken} from './facts.js';
import {run} from './handlers.js';
import {fromWire, invoke} from './values.js';

const events = new Map();
const unheard = new Set();
const places = new Map(); // topic -> [epoch, offset] of the last kept event heard

// The event object of generated code, `chat.message`: what `on` takes. `kept` is "kept" for one that is kept for a while.
export function event(name, type, kept) {
  const made = {name, type, kept, handlers: []};
  events.set(name, made);
  return made;
}

// For a handler that an edit took away.
export function unhandle(handler) {
  for (const made of events.values()) made.handlers = made.handlers.filter(each => each !== handler);
}

// For the hello: where this tab is in each topic.
export function positions() {
  return Object.fromEntries(places);
}

export function joined(topic, epoch, offset) {
  places.set(topic, [epoch, offset]);
}

export function left(topic) {
  places.delete(topic);
}

// An Event frame. After a broken line the same one may come twice: from the log, and as it is published.
export function deliver(name, payload, topic, epoch, offset) {
  if (spoken('kept') && offset) {
    const last = places.get(topic);
    if (last && last[0] === epoch && offset <= last[1]) return;
    places.set(topic, [epoch, offset]);
  }
  const {type, handlers} = events.get(name) ?? {handlers: []};
  if (!handlers.length && !unheard.has(name)) {
    unheard.add(name);
    console.debug(`pystream: nothing handles the event ${name}`);
  }
  for (const handler of handlers) {
    // Each handler gets a payload of its own: one may change it.
    run(`event ${name}`, () => invoke(handler, [fromWire(payload, type, types), channelOf(topic)]));
  }
}

// The channel that a topic is, null for the others.
export function channelOf(topic) {
  return topic.startsWith('channel:') ? topic.slice(8) : null;
}

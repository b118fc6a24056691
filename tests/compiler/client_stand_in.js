// Stands in for runtime/client.js in test_transcrypt.py: prints each call and answers it at once.

import {errorText, fromWire, invoke, makeError, toWire} from './pystream.values.js';

const errors = new Map();
const types = new Map();
const events = {};

export const stream = () => {};
export const UNSET = {};
export const dom = {};
export const given = named => named.filter(([, value]) => value !== UNSET);
export const define_error = (name, errorClass) => errors.set(name, errorClass);
export const define_type = (name, kind, fields) => types.set(name, [kind, fields]);
export const event = (name, type) => (events[name] = {type, handlers: []});
export const on = what => handler => {
  what.handlers.push(handler);
  return handler;
};

export async function call(name, args, named, returns) {
  console.log('call', name, JSON.stringify(toWire(args)), JSON.stringify(toWire(given(named))));
  const answers = {
    'users.online.now': {a: [1, 'x']},
    'todo.delete': [1, 2, 3],
    'chat.say': {who: 'ada', text: args[1], name: null, tags: ['b', 'a', 'b'], at: null},
  };
  if (args[1] === 'denied') throw makeError(errors.get('Denied'), ['not now']);
  if (String(args[1]).length > 10) throw makeError(errors.get('shared_src.rules.TooLong'), [args[1].length]);
  if (name === 'chat.say') {
    const {type, handlers} = events['chat.message'];
    for (const handler of handlers) invoke(handler, [fromWire(answers[name], type, types), 'lobby']);
  }
  return fromWire(answers[name], returns, types);
}

export function start(hash, init) {
  invoke(init, []).catch(error => console.log('uncaught', errorText(error)));
}

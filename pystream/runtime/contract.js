// What generated code declares of the contract: the types that travel, and the errors that actions raise.

import {spoken} from './facts.js';
import {makeError, travels} from './values.js';

// name -> [kind, fields, frozen, class], see contract.py. Without a class: one that the program cannot ask for; only of
// those it is said that they are frozen. And of standard types, as 'decimal' -> [what makes one of its text].
export const types = new Map();
const errors = new Map();

export function define_type(name, ...entry) {
  types.set(name, entry);
}

export function define_made(name, made) {
  const entry = types.get(name);
  entry[3] = made;
  if (spoken('enum') && entry[0] === 'enum') travels(made);
}

// `write` makes what travels of a value of that class, `read` makes one of that.
export function define_kind(kind, made, write, read) {
  types.set(kind, [read]);
  travels(made, write);
}

export function define_error(name, errorClass) {
  errors.set(name, errorClass);
}

// An error of the class that is called `name` on the wire; one that this page does not know is a Denied, made with its text.
export function errorOf(name, ...args) {
  const known = errors.get(name);
  return known ? makeError(known, args) : makeError(errors.get('Denied') ?? Error, [args[0]]);
}

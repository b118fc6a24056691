// What generated code declares of the contract: the types that travel, and the errors that actions raise.

import {makeError} from './values.js';

export const types = new Map(); // name -> [kind, fields], see contract.py
const errors = new Map();

export function define_type(name, kind, fields) {
  types.set(name, [kind, fields]);
}

export function define_error(name, errorClass) {
  errors.set(name, errorClass);
}

// An error of the class that is called `name` on the wire; one that this page does not know is a Denied, made with its text.
export function errorOf(name, ...args) {
  const known = errors.get(name);
  return known ? makeError(known, args) : makeError(errors.get('Denied') ?? Error, [args[0]]);
}

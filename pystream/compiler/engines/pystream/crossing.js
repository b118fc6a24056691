// Values on their way to a worker and back: what structured cloning carries, tagged where that has no such type. Of an app's
// classes those travel that a @worker function's signature names; both scripts know them by their names.

import {Bytes, ByteArray, Dict, Float, FrozenSet, PySet, Tuple, classNames, classOf, dictOf, dictParts, fieldsOf, frozenOf, makeRaised, setOf, tupleOf, untravelled, withFields} from './values.js';

const classes = []; // [name, class, write, read]
const raisable = new Map(); // name -> class

export function define_class(name, made, write, read) {
  classes.push([name, made, write, read]);
}

export function define_raised(name, made) {
  raisable.set(name, made);
}

// A value as it is posted. Of bytes a copy goes, whose buffer is put into `moved`: the sender's stay its own.
export function pack(value, moved) {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' && typeof value !== 'function') return value;
  const each = item => pack(item, moved);
  if (value instanceof Float) return ['float', value.valueOf()];
  if (value instanceof Tuple) return ['tuple', Array.from(value, each)];
  if (Array.isArray(value)) return ['list', Array.from(value, each)];
  if (value instanceof Dict) return ['dict', dictParts(value).map(each)];
  if (value instanceof FrozenSet) return ['frozenset', Array.from(value, each)];
  if (value instanceof PySet) return ['set', Array.from(value, each)];
  if (value instanceof Bytes || value instanceof ByteArray) {
    const copy = value.a.slice();
    moved.push(copy.buffer);
    return [value instanceof Bytes ? 'bytes' : 'bytearray', copy];
  }
  const entry = classes.find(([, made]) => made === classOf(value));
  if (!entry) throw untravelled(value);
  const [name, , write] = entry;
  return ['', write ? each(write(value)) : fieldsOf(value).map(([key, field]) => [key, each(field)]), name];
}

export function unpack(packed) {
  if (packed === null || typeof packed !== 'object') return packed;
  const [kind, content, name] = packed;
  switch (kind) {
    case 'float': return new Float(content);
    case 'tuple': return tupleOf(content.map(unpack));
    case 'list': return content.map(unpack);
    case 'dict': return dictOf(content.map(unpack));
    case 'frozenset': return frozenOf(content.map(unpack));
    case 'set': return setOf(content.map(unpack));
    case 'bytes': return new Bytes(content);
    case 'bytearray': return new ByteArray(content);
  }
  const [, made, , read] = classes.find(entry => entry[0] === name);
  return read ? read(unpack(content)) : withFields(made, content.map(([key, field]) => [key, unpack(field)]));
}

// An exception: its class and those above it, what it was made with, its traceback.
export function packError(error, told, moved) {
  let args = [];
  try {
    args = Array.from(error.args, item => pack(item, moved));
  } catch {
    args = [String(error.args[0])];
  }
  return {names: classNames(error), args, told};
}

// The nearest class that this script can tell from others, made with the same.
export function unpackError({names, args, told}) {
  const name = names.find(each => raisable.has(each));
  return makeRaised(raisable.get(name), name === names[0] ? [] : [names[0]], args.map(unpack), told);
}

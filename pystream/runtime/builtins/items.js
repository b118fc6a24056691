// x[k], len(x), `in`, unpacking: what works on every container. A list or tuple with an int is answered here, everything
// else by its special methods, which builtin types have too.
import {statics, type_, isclass, typeName, typeOf} from './core.js';
import {TypeError_, ValueError} from './exceptions.js';
import {Float} from './float.js';
import {it} from './generators.js';
import {jsdelete, jsget, jshas, jsset} from './javascript.js';
import {PyList, fill_array, lists, list_copy, list_delitem, list_delslice, list_setitem, list_setslice, same, seq_contains, seq_getitem, seq_slice} from './list.js';
import {eq, hash, truth} from './ops.js';
import {repr_} from './repr.js';
import {PyDict} from './dict.js';
import {PyFrozenSetType, PySetType} from './set.js';
import {reached, said} from './reached.js';
import {Slice, isIndex, toIndex} from './slice.js';
import {strIndex, strSlice, strlen} from './str.js';
import {PyTuple, Tuple, T, tuple_of} from './tuple.js';

/** o[k]; short, so that V8 inlines it everywhere. */
export function getitem(o, k) {
  if (typeof k === 'number' && Array.isArray(o) && !lists._$overridden) {
    const v = o[k < 0 ? k + o.length : k];
    if (v !== undefined) return v;
  }
  return itemsGet(o, k);
}
function itemsGet(o, k) {
  if (typeof o === 'object' && o !== null && !Array.isArray(o) && o.__getitem__ !== undefined) return o.__getitem__(k);
  return itemsGetRare(o, k);
}
/** o[k] = v */
export function setitem(o, k, v) {
  if (typeof k === 'number' && Array.isArray(o) && o[k] !== undefined && !lists._$overridden && !(o instanceof Tuple)) o[k] = v;
  else itemsSet(o, k, v);
}
function itemsSet(o, k, v) {
  if (typeof o === 'object' && o !== null && !Array.isArray(o) && o.__setitem__ !== undefined) o.__setitem__(k, v);
  else itemsSetRare(o, k, v);
}
/** Where o's special methods are: a class has its own, not those of its instances. */
function itemsType(o) {
  return typeof o === 'function' ? typeOf(o).prototype : o;
}
/** An object of the browser, not of Python. */
function itemsForeign(o) {
  return o !== null && typeof o === 'object' && o._$class === undefined;
}
function itemsGetRare(o, k) {
  if (Array.isArray(o)) {
    if (lists._$overridden && Object.getPrototypeOf(o) !== Array.prototype && o.__getitem__ !== undefined) return o.__getitem__(k);
    return seq_getitem(o, k);
  }
  if (typeof o === 'string') return k instanceof Slice ? strSlice(o, k.start, k.stop, k.step) : strIndex(o, k);
  const f = itemsType(o)?.__getitem__;
  if (typeof f === 'function') return f.call(o, k);
  if (o instanceof String) return itemsGetRare(o.valueOf(), k);
  if (isclass(o)) return itemsGeneric(o, k);
  if (itemsForeign(o)) return said('javascript') ? jsget(o, k) : o[k] ?? null;
  throw new TypeError_("'" + typeName(o) + "' object is not subscriptable");
}
function itemsSetRare(o, k, v) {
  if (Array.isArray(o) && !(o instanceof Tuple)) {
    if (lists._$overridden && Object.getPrototypeOf(o) !== Array.prototype && o.__setitem__ !== undefined) o.__setitem__(k, v);
    else list_setitem(o, k, v);
    return;
  }
  const f = itemsType(o)?.__setitem__;
  if (typeof f === 'function') f.call(o, k, v);
  else if (itemsForeign(o)) said('javascript') ? jsset(o, k, v) : o[k] = v;
  else throw new TypeError_("'" + typeName(o) + "' object does not support item assignment");
}
/** del o[k] */
export function delitem(o, k) {
  if (Array.isArray(o) && !(o instanceof Tuple)) {
    if (lists._$overridden && Object.getPrototypeOf(o) !== Array.prototype && o.__delitem__ !== undefined) o.__delitem__(k);
    else list_delitem(o, k);
    return;
  }
  const f = itemsType(o)?.__delitem__;
  if (typeof f === 'function') f.call(o, k);
  else if (itemsForeign(o)) said('javascript') ? jsdelete(o, k) : delete o[k];
  else {
    const position = typeof o === 'string' || typeof o === 'object' && o !== null && !(o instanceof Float || o instanceof Slice);
    throw new TypeError_("'" + typeName(o) + "' object does" + (position && isIndex(k) ? "n't" : ' not') + ' support item deletion');
  }
}
/** o[start:stop:step]; a part not given is None or left out. */
export function getslice(o, start, stop, step) {
  if (typeof o === 'string') return strSlice(o, start, stop, step);
  if (Array.isArray(o) && !lists._$overridden) {
    const r = seq_slice(o, start, stop, step);
    return o instanceof Tuple ? tuple_of(r) : r;
  }
  return getitem(o, new Slice(start ?? null, stop ?? null, step ?? null));
}
/** o[start:stop:step] = x */
export function setslice(o, start, stop, step, x) {
  if (Array.isArray(o) && !(o instanceof Tuple) && !lists._$overridden) list_setslice(o, start, stop, step, x);
  else setitem(o, new Slice(start ?? null, stop ?? null, step ?? null), x);
}
/** del o[start:stop:step] */
export function delslice(o, start, stop, step) {
  if (Array.isArray(o) && !(o instanceof Tuple) && !lists._$overridden) list_delslice(o, start, stop, step);
  else delitem(o, new Slice(start ?? null, stop ?? null, step ?? null));
}

/** `list[int]`: calls like list, compares and prints by its parts. */
function itemsGeneric(C, k) {
  const f = C.__class_getitem__;
  if (typeof f === 'function') return f(k);
  if ((reached(PyList) || reached(PyTuple) || reached(PyDict) || reached(PySetType) || reached(PyFrozenSetType) || reached(type_)) && ['list', 'tuple', 'dict', 'set', 'frozenset', 'type'].includes(C._$name) && C._$module === 'builtins') return generic_alias(C, k);
  throw new TypeError_("type '" + C._$name + "' is not subscriptable");
}
/** types.GenericAlias(origin, args) */
export function generic_alias(origin, k) {
  const alias = Object.setPrototypeOf((...given) => origin(...given), GenericAlias.prototype);
  alias._$origin = alias.__origin__ = origin;
  alias.__args__ = k instanceof Tuple ? k : T(k);
  return alias;
}
export class GenericAlias {
  __repr__() {
    return genericName(this.__origin__) + '[' + (Array.from(this.__args__, genericName).join(', ') || '()') + ']';
  }
  __eq__(other) {
    return typeof other === 'function' && other instanceof GenericAlias && this.__origin__ === other.__origin__ && truth(eq(this.__args__, other.__args__));
  }
  __hash__() {
    return hash(T(this.__origin__, this.__args__));
  }
}
function genericName(x) {
  if (isclass(x)) return x._$module === 'builtins' ? x._$qual : x._$module + '.' + x._$qual;
  const text = repr_(x);
  return text === 'Ellipsis' ? '...' : text;
}
export function PyGenericAlias(origin, args) {
  return generic_alias(origin, args);
}
statics(GenericAlias, PyGenericAlias, 'types.GenericAlias');

/** len(o) */
export function len_(o) {
  if (typeof o === 'string') return strlen(o);
  if (Array.isArray(o) && !lists._$overridden) return o.length;
  return itemsLen(o);
}
function itemsLen(o) {
  const f = itemsType(o)?.__len__;
  if (typeof f === 'function') {
    const n = toIndex(f.call(o));
    if (n < 0) throw new ValueError('__len__() should return >= 0');
    return n;
  }
  if (Array.isArray(o)) return o.length;
  if (o instanceof String) return strlen(o.valueOf());
  if (itemsForeign(o)) {
    if (typeof o.length === 'number') return o.length;
    if (typeof o.size === 'number') return o.size;
  }
  throw new TypeError_("object of type '" + typeName(o) + "' has no len()");
}

/** x in o */
export function contains(o, x) {
  if (typeof o === 'string') {
    if (typeof x === 'string') return o.includes(x);
    if (x instanceof String || typeof x?._$v === 'string') return o.includes(String(x.valueOf()));
    throw new TypeError_("'in <string>' requires string as left operand, not " + typeName(x));
  }
  if (Array.isArray(o) && !lists._$overridden) return seq_contains(o, x);
  const type = itemsType(o);
  const f = type?.__contains__;
  if (typeof f === 'function') return truth(f.call(o, x));
  if (said('javascript') && itemsForeign(o)) return jshas(o, x);
  if (f === null && o !== null) throw new TypeError_("'" + typeName(o) + "' object is not a container");
  if (Array.isArray(o) && Object.getPrototypeOf(o).__iter__ === Array.prototype.__iter__) return seq_contains(o, x);
  let items;
  try {
    items = it(o);
  } catch (e) {
    if (!(e instanceof TypeError_) || type?.__iter__ || type?.__getitem__) throw e;
    throw new TypeError_("argument of type '" + typeName(o) + "' is not iterable");
  }
  for (const v of items) if (same(v, x)) return true;
  return false;
}

/** The n items of x as an array, for `a, b = x`. A list or tuple is given back itself: the caller only reads it. */
export function unpack(x, n) {
  if (Array.isArray(x) && !lists._$overridden) {
    if (x.length === n) return x;
    throw x.length < n ? unpackFew(n, x.length) : new ValueError('too many values to unpack (expected ' + n + ')');
  }
  const r = [];
  for (const v of unpackIter(x)) {
    if (r.length === n) throw new ValueError('too many values to unpack (expected ' + n + ')');
    r.push(v);
  }
  if (r.length < n) throw unpackFew(n, r.length);
  return r;
}
/**
 * What `for a, b in x` goes over: arrays of exactly n items, which the loop takes apart and nobody keeps. An iterator that was
 * made for the loop alone (`fresh`: `enumerate(..)` and `zip(..)` written there) saves itself the tuples, as dict.items() always does.
 */
export function pairs(x, n, fresh) {
  return x?._$raw?.(n, fresh) ?? new UnpackIter(it(x)[Symbol.iterator](), n);
}
class UnpackIter {
  constructor(source, n) {
    this._$i = source;
    this._$n = n;
  }
  [Symbol.iterator]() {
    return this;
  }
  next() {
    const r = this._$i.next();
    return r.done ? r : {value: unpack(r.value, this._$n), done: false};
  }
}
function unpackFew(expected, got) {
  return new ValueError('not enough values to unpack (expected ' + expected + ', got ' + got + ')');
}
function unpackIter(x) {
  try {
    return it(x);
  } catch (e) {
    if (!(e instanceof TypeError_) || itemsType(x)?.__iter__ || itemsType(x)?.__getitem__) throw e;
    throw new TypeError_('cannot unpack non-iterable ' + typeName(x) + ' object');
  }
}
/** For `a, *b, c = x`: the `before` first items, a list of the middle, the `after` last ones. */
export function unpackex(x, before, after) {
  const r = Array.isArray(x) && !lists._$overridden ? list_copy(x) : fill_array([], unpackIter(x));
  const n = r.length;
  if (n < before + after) throw unpackFew('at least ' + (before + after), n);
  const middle = Array.prototype.slice.call(r, before, n - after);
  const parts = [];
  for (let i = 0; i < before; i++) parts.push(r[i]);
  parts.push(middle);
  for (let i = n - after; i < n; i++) parts.push(r[i]);
  return parts;
}

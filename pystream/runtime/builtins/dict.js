// dict over one Map from the key that was first put in to its value, so that reading a str or int key is one Map.get.
// A key that JavaScript would not find again by itself has an entry in the side tables (Reps) that leads to the one
// kept: bool and integral float by their number, tuples of plain values by a text, anything with __eq__ by its hash.
// set.js uses the same side tables. Needs pyiter.js first.
import {Kw, method, sig, smethod, statics, typeName, NotImplemented} from './core.js';
import {said} from './reached.js';
import {KeyError, RuntimeError, TypeError_, ValueError} from './exceptions.js';
import {it} from './generators.js';
import {PyIter} from './pyiter.js';
import {Float} from './float.js';
import {getitem, setitem} from './items.js';
import {fill_array, same} from './list.js';
import {hash} from './ops.js';
import {reprGuard, repr_} from './repr.js';
import {T, T2, Tuple} from './tuple.js';
import {set_op, set_of, PySet, FrozenSet} from './set.js';

class Reps {
  constructor() {
    // number | bigint | text of a tuple -> the key kept
    this._$same = new Map();
    // hash -> keys kept, of all keys; null until a key with __eq__ turns up
    this._$hashed = null;
  }
}
const dictIds = new WeakMap();
const dictIdCount = {_$n: 0};
function dictId(x) {
  let id = dictIds.get(x);
  if (id === undefined) dictIds.set(x, id = ++dictIdCount._$n);
  return id;
}

/** How key k, neither str nor number, is found again: null by itself, a number or text by that, undefined by hash and __eq__. */
function keyText(k) {
  switch (typeof k) {
    case 'boolean': return k ? 1 : 0;
    case 'object':
      if (k === null) return null;
      if (k instanceof Float && k._$v === undefined) return floatKey(k.v);
      if (Array.isArray(k)) {
        if (!(k instanceof Tuple)) break;
        return k.__hash__ === Tuple.prototype.__hash__ ? tupleText(k) : undefined;
      }
      if (k.__hash__ === null) break;
      if (k.__hash__ !== undefined) return undefined;
      // an instance of a subclass of int is found as the int, of str by its hash
      return k._$v === undefined ? null : typeof k._$v === 'string' ? undefined : k._$v instanceof Float ? floatKey(k._$v.v) : k._$v;
    case 'function':
      // a class carries the __hash__ of its instances
      if (k._$mro !== undefined || k.__hash__ === undefined) return null;
      if (k.__hash__ === null) break;
      return undefined;
    default:
      return null;
  }
  throw unhashable(k);
}
export function unhashable(k) {
  return new TypeError_("unhashable type: '" + typeName(k) + "'");
}
function floatKey(v) {
  return Number.isSafeInteger(v) ? v + 0 : Number.isInteger(v) ? BigInt(v) : v;
}
/** A text that equal tuples of plain values share and no others; undefined if an item is compared by __eq__. */
function tupleText(t) {
  let s = '(';
  for (let i = 0; i < t.length; i++) {
    const x = t[i];
    if (typeof x === 'number' || typeof x === 'bigint') s += x;
    else if (typeof x === 'string') s += x.length + ':' + x;
    else {
      const k = keyText(x);
      if (k === undefined) return undefined;
      s += k !== null ? k : x === null ? 'n' : '#' + dictId(x);
    }
    s += ',';
  }
  return s + ')';
}

/** The key of table t (a Dict or a set) that is equal to k; undefined if there is none. TypeError if k is unhashable. */
export function key_find(t, k) {
  const keys = t._$m;
  const reps = t._$r;
  const type = typeof k;
  if (type === 'string' || type === 'number' || type === 'bigint') {
    if (keys.has(k)) return k;
    if (reps === null) return undefined;
    if (type !== 'string') {
      const kept = reps._$same.get(k);
      if (kept !== undefined) return kept;
    }
  } else {
    const text = keyText(k);
    if (text === null) {
      if (keys.has(k)) return k;
    } else if (text !== undefined) {
      if (typeof text !== 'string' && keys.has(text)) return text;
      const kept = reps === null ? undefined : reps._$same.get(text);
      if (kept !== undefined) return kept;
    } else {
      const h = hash(k);
      return keys.size === 0 ? undefined : hashedFind(hashedKeys(t).get(h), k);
    }
    if (reps === null) return undefined;
  }
  return reps._$hashed === null ? undefined : hashedFind(reps._$hashed.get(hash(k)), k);
}
function hashedFind(kept, k) {
  if (kept !== undefined) for (const x of kept) if (same(x, k)) return x;
  return undefined;
}
/** t's keys by hash; from now on kept in step. */
function hashedKeys(t) {
  const reps = t._$r === null ? t._$r = new Reps() : t._$r;
  if (reps._$hashed === null) {
    reps._$hashed = new Map();
    for (const k of t._$m.keys()) hashedAdd(reps._$hashed, k);
  }
  return reps._$hashed;
}
function hashedAdd(hashed, k) {
  const h = hash(k);
  const kept = hashed.get(h);
  if (kept === undefined) hashed.set(h, [k]);
  else kept.push(k);
}
/** The key under which k is kept in t, k itself (entered into the side tables) if it is new; the caller puts it in. */
export function key_put(t, k) {
  const found = key_find(t, k);
  if (found !== undefined) return found;
  if (typeof k !== 'string' && typeof k !== 'number' && typeof k !== 'bigint') {
    const text = keyText(k);
    if (text === undefined) hashedKeys(t);
    else if (text !== null) (t._$r === null ? t._$r = new Reps() : t._$r)._$same.set(text, k);
  }
  if (t._$r !== null && t._$r._$hashed !== null) hashedAdd(t._$r._$hashed, k);
  return k;
}
/** Takes key k, which t has kept, out of t. */
export function key_drop(t, k) {
  t._$m.delete(k);
  const reps = t._$r;
  if (reps === null) return;
  const text = typeof k === 'string' || typeof k === 'number' || typeof k === 'bigint' ? null : keyText(k);
  if (text !== null && text !== undefined) reps._$same.delete(text);
  if (reps._$hashed !== null) {
    const h = hash(k);
    const kept = reps._$hashed.get(h);
    kept.splice(kept.indexOf(k), 1);
    if (kept.length === 0) reps._$hashed.delete(h);
  }
}

export class Dict {
  constructor() {
    this._$m = new Map();
    this._$r = null;
    // popitem's own list of the keys, good while nothing was put in or taken out otherwise
    this._$ends = null;
  }
  get __hash__() {
    return null;
  }
  __getitem__(k) {
    if (typeof k === 'string' || typeof k === 'number') {
      const v = this._$m.get(k);
      if (v !== undefined) return v;
    }
    return dictGetitem(this, k);
  }
  __setitem__(k, v) {
    dict_set(this, k, v);
    return null;
  }
  __delitem__(k) {
    const found = key_find(this, k);
    if (found === undefined) throw new KeyError(k);
    dictDrop(this, found);
    return null;
  }
  __contains__(k) {
    if (this._$r === null && (typeof k === 'string' || typeof k === 'number')) return this._$m.has(k);
    return key_find(this, k) !== undefined;
  }
  __len__() {
    return this._$m.size;
  }
  [Symbol.iterator]() {
    return new DictIter(this, this._$m.keys());
  }
  __eq__(other) {
    return other instanceof Dict ? dict_eq(this, other) : NotImplemented;
  }
  __or__(other) {
    return other instanceof Dict ? dict_or(this, other) : NotImplemented;
  }
  __ror__(other) {
    return other instanceof Dict ? dict_or(other, this) : NotImplemented;
  }
  __ior__(other) {
    return dict_ior(this, other);
  }
}
function dictGetitem(d, k) {
  const found = key_find(d, k);
  if (found !== undefined) return d._$m.get(found);
  if (typeof d.__missing__ === 'function') return d.__missing__(k);
  throw new KeyError(k);
}
function dictDrop(d, found) {
  d._$ends = null;
  key_drop(d, found);
}
/** d[k], undefined if it is absent; no __missing__, no overridden __getitem__. */
export function dict_get(d, k) {
  if (typeof k === 'string' || typeof k === 'number') {
    const v = d._$m.get(k);
    if (v !== undefined) return v;
    if (d._$r === null) return undefined;
  }
  const found = key_find(d, k);
  return found === undefined ? undefined : d._$m.get(found);
}
/** d[k] = v, whatever d's class. */
export function dict_set(d, k, v) {
  if (d._$r === null && (typeof k === 'string' || typeof k === 'number')) d._$m.set(k, v);
  else d._$m.set(key_put(d, k), v);
}
/** A dict of [key, value, key, value, ...]. */
export function dict_of(flat) {
  const d = new Dict();
  for (let i = 0; i < flat.length; i += 2) dict_set(d, flat[i], flat[i + 1]);
  return d;
}
/** A plain dict with d's items. */
export function dict_copy(d) {
  const r = new Dict();
  if (d._$r === null) r._$m = new Map(d._$m);
  else for (const [k, v] of d._$m) dict_set(r, k, v);
  return r;
}

/** dict(mapping_or_pairs, **named) */
export function PyDict(...given) {
  const d = new Dict();
  dictFill(d, given, 'dict');
  return d;
}
sig(PyDict, 'x=,/,**kw');
statics(Dict, PyDict, 'dict', undefined, {mutable: true});

function dictFill(d, given, name) {
  let n = given.length;
  const named = n > 0 && given[n - 1] instanceof Kw ? given[--n]._$names : null;
  if (n > 1) throw new TypeError_(name + ' expected at most 1 argument, got ' + n);
  if (n === 1 && given[0] !== undefined) dict_update(d, given[0]);
  if (named !== null) for (const k of Object.keys(named)) dict_set(d, k, named[k]);
}
/** Is it a mapping for dict() and update(): a dict, or something with keys()? */
function dictMapping(x) {
  return x !== null && typeof x === 'object' && typeof x.$keys === 'function';
}
/** d.update(x): a mapping, or an iterable of pairs. */
export function dict_update(d, x) {
  if (Object.getPrototypeOf(x ?? 0) === Dict.prototype) {
    if (x !== d) for (const [k, v] of x._$m) dict_set(d, k, v);
  } else if (x instanceof Dict || dictMapping(x)) {
    dictMerge(d, x);
  } else {
    let i = 0;
    for (const pair of it(x)) {
      let items = pair;
      if (!Array.isArray(pair)) {
        try {
          items = fill_array([], pair);
        } catch (e) {
          if (e instanceof TypeError_) throw new TypeError_('cannot convert dictionary update sequence element #' + i + ' to a sequence');
          throw e;
        }
      }
      if (items.length !== 2) {
        throw new ValueError('dictionary update sequence element #' + i + ' has length ' + items.length + '; 2 is required');
      }
      dict_set(d, items[0], items[1]);
      i++;
    }
  }
}
/** The entries of any mapping into d. */
function dictMerge(d, x) {
  if (x instanceof Dict && (x.$keys === undefined || x.$keys === Dict.prototype.$keys)) {
    for (const [k, v] of x._$m) dict_set(d, k, v);
  } else {
    for (const k of it(x.$keys())) dict_set(d, k, getitem(x, k));
  }
}
/** `**x` in a dict display. */
export function merge(d, x) {
  if (x instanceof Dict) dictMerge(d, x);
  else if (dictMapping(x)) dictMerge(d, x);
  else throw new TypeError_("'" + typeName(x) + "' object is not a mapping");
  return d;
}

export function dict_eq(a, b) {
  if (a._$m.size !== b._$m.size) return false;
  for (const [k, v] of a._$m) {
    const w = dict_get(b, k);
    if (w === undefined || v !== w && !same(v, w)) return false;
  }
  return true;
}
/** a | b of two dicts: a plain dict. */
export function dict_or(a, b) {
  const r = dict_copy(a);
  dictMerge(r, b);
  return r;
}
/** a |= b: b is anything update() takes. */
export function dict_ior(a, b) {
  dict_update(a, b);
  return a;
}
/** The last key of d, which is not empty. */
function dictLast(d) {
  const keys = d._$m;
  if (d._$ends === null || d._$ends.length !== keys.size) d._$ends = Array.from(keys.keys());
  return d._$ends[d._$ends.length - 1];
}

method(Dict, '__init__', function (...given) {
  dictFill(this, given, 'dict');
  return null;
}, 'x=,/,**kw');
method(Dict, 'get', function (k, otherwise) {
  const v = dict_get(this, k);
  return v !== undefined ? v : otherwise === undefined ? null : otherwise;
});
method(Dict, 'setdefault', function (k, otherwise) {
  const v = dict_get(this, k);
  if (v !== undefined) return v;
  const made = otherwise === undefined ? null : otherwise;
  dict_set(this, k, made);
  return made;
});
method(Dict, 'pop', function (k, otherwise) {
  const found = key_find(this, k);
  if (found === undefined) {
    if (otherwise === undefined) throw new KeyError(k);
    return otherwise;
  }
  const v = this._$m.get(found);
  dictDrop(this, found);
  return v;
});
method(Dict, 'popitem', function () {
  if (this._$m.size === 0) throw new KeyError('popitem(): dictionary is empty');
  const k = dictLast(this);
  const ends = this._$ends;
  const pair = T(k, this._$m.get(k));
  key_drop(this, k);
  ends.pop();
  return pair;
});
method(Dict, 'clear', function () {
  this._$m.clear();
  this._$r = this._$ends = null;
  return null;
});
method(Dict, 'copy', function () {
  return dict_copy(this);
});
method(Dict, 'update', function (...given) {
  dictFill(this, given, 'update');
  return null;
}, 'x=,/,**kw');
method(Dict, 'keys', function keys() {
  return new DictKeys(this);
});
method(Dict, 'values', function () {
  return new DictValues(this);
});
method(Dict, 'items', function () {
  return new DictItems(this);
});
smethod(PyDict, 'fromkeys', function (x, value) {
  const d = this === PyDict ? new Dict() : this();
  for (const k of it(x)) setitem(d, k, value === undefined ? null : value);
  return d;
});
method(Dict, '__iter__', function () {
  return new DictIter(this, this._$m.keys());
});
method(Dict, '__reversed__', function () {
  return dict_reversed(this, k => k);
});
method(Dict, '__ne__', function (other) {
  return other instanceof Dict ? !dict_eq(this, other) : NotImplemented;
});

// ---- iteration and views

function dictChanged(what) {
  return new RuntimeError(what + ' changed size during iteration');
}
/** Goes over d's keys or values as Map gives them out, and raises once the size has changed. */
export class DictIter extends PyIter {
  constructor(d, source) {
    super();
    this._$d = d._$m;
    this._$n = d._$m.size;
    this._$i = source;
  }
  next() {
    if (this._$d.size !== this._$n) throw this._$stop();
    return this._$i.next();
  }
  _$stop() {
    // as in CPython the error stays with the iterator
    this._$n = -1;
    return dictChanged('dictionary');
  }
  __length_hint__() {
    return this._$d.size;
  }
  get _$tname() {
    return 'dict_keyiterator';
  }
}
/** Over d's items, as tuples. */
export class DictItemIter extends DictIter {
  next() {
    if (this._$d.size !== this._$n) throw this._$stop();
    const r = this._$i.next();
    return r.done ? r : {value: T2(r.value[0], r.value[1]), done: false};
  }
  get _$tname() {
    return 'dict_itemiterator';
  }
}
/** Over d's keys from the last one, each through `make`. */
export function dict_reversed(d, make) {
  return new DictReversed(d, Array.from(d._$m.keys()).reverse()[Symbol.iterator](), make);
}
export class DictReversed extends DictIter {
  constructor(d, source, make) {
    super(d, source);
    this._$make = make;
  }
  next() {
    const r = super.next();
    return r.done ? r : {value: this._$make(r.value), done: false};
  }
  get _$tname() {
    return 'dict_reversekeyiterator';
  }
}

export class DictView {
  constructor(d) {
    this._$d = d;
  }
  __len__() {
    return this._$d._$m.size;
  }
  __iter__() {
    return this[Symbol.iterator]();
  }
  __repr__() {
    // What only OrderedDict has stands for it here.
    const ordered = said('move_to_end') && this._$d.move_to_end !== undefined ? 'o' : '';
    return reprGuard(this, '...', () => ordered + typeName(this) + '(' + repr_(Array.from(this)) + ')');
  }
}
/** What keys() and items() share with sets. */
export class DictSetView extends DictView {
  __eq__(other) {
    return viewSetLike(other) ? viewCompare(this, other, '==') : NotImplemented;
  }
  __lt__(other) {
    return viewSetLike(other) ? viewCompare(this, other, '<') : NotImplemented;
  }
  __le__(other) {
    return viewSetLike(other) ? viewCompare(this, other, '<=') : NotImplemented;
  }
  __gt__(other) {
    return viewSetLike(other) ? viewCompare(this, other, '>') : NotImplemented;
  }
  __ge__(other) {
    return viewSetLike(other) ? viewCompare(this, other, '>=') : NotImplemented;
  }
  __and__(other) {
    return set_op(viewSet(this), viewSet(other), '&');
  }
  __or__(other) {
    return set_op(viewSet(this), viewSet(other), '|');
  }
  __sub__(other) {
    return set_op(viewSet(this), viewSet(other), '-');
  }
  __xor__(other) {
    return set_op(viewSet(this), viewSet(other), '^');
  }
  __rand__(other) {
    return set_op(viewSet(other), viewSet(this), '&');
  }
  __ror__(other) {
    return set_op(viewSet(other), viewSet(this), '|');
  }
  __rsub__(other) {
    return set_op(viewSet(other), viewSet(this), '-');
  }
  __rxor__(other) {
    return set_op(viewSet(other), viewSet(this), '^');
  }
}
function viewSetLike(x) {
  return x instanceof DictSetView || x instanceof PySet || x instanceof FrozenSet;
}
function viewSet(x) {
  return x instanceof PySet ? x : set_of(fill_array([], x));
}
function viewCompare(a, b, op) {
  const x = a.__len__();
  const y = b.__len__();
  if (op === '==' ? x !== y : op === '<' ? x >= y : op === '<=' ? x > y : op === '>' ? x <= y : x < y) return false;
  const [small, large] = op === '>' || op === '>=' ? [b, a] : [a, b];
  for (const v of it(small)) if (!large.__contains__(v)) return false;
  return true;
}
method(DictSetView, 'isdisjoint', function (other) {
  for (const v of it(other)) if (this.__contains__(v)) return false;
  return true;
});

export class DictKeys extends DictSetView {
  [Symbol.iterator]() {
    return new DictIter(this._$d, this._$d._$m.keys());
  }
  __contains__(k) {
    return key_find(this._$d, k) !== undefined;
  }
  __reversed__() {
    return dict_reversed(this._$d, k => k);
  }
}
export class DictValues extends DictView {
  [Symbol.iterator]() {
    return new DictIter(this._$d, this._$d._$m.values());
  }
  __contains__(x) {
    for (const v of this._$d._$m.values()) if (same(v, x)) return true;
    return false;
  }
  __reversed__() {
    return dict_reversed(this._$d, k => this._$d._$m.get(k));
  }
}
export class DictItems extends DictSetView {
  _$raw(n) {
    return n === 2 ? new DictIter(this._$d, this._$d._$m.entries()) : undefined;
  }
  [Symbol.iterator]() {
    return new DictItemIter(this._$d, this._$d._$m.entries());
  }
  __contains__(pair) {
    if (!(pair instanceof Tuple) || pair.length !== 2) return false;
    const v = dict_get(this._$d, pair[0]);
    return v !== undefined && same(v, pair[1]);
  }
  __reversed__() {
    return dict_reversed(this._$d, k => T(k, this._$d._$m.get(k)));
  }
}
function PyDictKeys() {
  throw new TypeError_("cannot create 'dict_keys' instances");
}
statics(DictKeys, PyDictKeys, 'dict_keys');
function PyDictValues() {
  throw new TypeError_("cannot create 'dict_values' instances");
}
statics(DictValues, PyDictValues, 'dict_values');
function PyDictItems() {
  throw new TypeError_("cannot create 'dict_items' instances");
}
statics(DictItems, PyDictItems, 'dict_items');

// set and frozenset: a Set of the keys kept, beside it the side tables of dict.js. The order in which ints come out is
// CPython's, which programs print: its table's size is tracked (_$mask, _$fill) and the table laid out when it is gone over.
// Needs pyiter.js first.
import {method, statics, NotImplemented} from './core.js';
import {KeyError, RuntimeError, TypeError_} from './exceptions.js';
import {it} from './generators.js';
import {PyIter} from './pyiter.js';
import {key_drop, key_find, key_put, Dict} from './dict.js';
import {Float} from './float.js';
import {hash} from './ops.js';
import {Tuple} from './tuple.js';

class SetBase {
  constructor() {
    this._$m = new Set();
    this._$r = null;
    this._$mask = 7;
    this._$fill = 0;
    // where CPython's pop() goes on
    this._$finger = 0;
    // the table itself, of a small set of numbers from which something was taken out
    this._$table = null;
  }
  __contains__(k) {
    if (this._$r === null && (typeof k === 'string' || typeof k === 'number')) return this._$m.has(k);
    return set_find(this, k) !== undefined;
  }
  __len__() {
    return this._$m.size;
  }
  [Symbol.iterator]() {
    return new SetIter(this);
  }
  __eq__(x) {
    return is_set(x) ? set_eq(this, x) : NotImplemented;
  }
  __lt__(x) {
    return is_set(x) ? set_cmp(this, x, '<') : NotImplemented;
  }
  __le__(x) {
    return is_set(x) ? set_cmp(this, x, '<=') : NotImplemented;
  }
  __gt__(x) {
    return is_set(x) ? set_cmp(this, x, '>') : NotImplemented;
  }
  __ge__(x) {
    return is_set(x) ? set_cmp(this, x, '>=') : NotImplemented;
  }
  __and__(x) {
    return is_set(x) ? set_op(this, x, '&') : NotImplemented;
  }
  __or__(x) {
    return is_set(x) ? set_op(this, x, '|') : NotImplemented;
  }
  __sub__(x) {
    return is_set(x) ? set_op(this, x, '-') : NotImplemented;
  }
  __xor__(x) {
    return is_set(x) ? set_op(this, x, '^') : NotImplemented;
  }
}
export class PySet extends SetBase {
  get __hash__() {
    return null;
  }
  __iand__(x) {
    return is_set(x) ? set_iop(this, x, '&') : NotImplemented;
  }
  __ior__(x) {
    return is_set(x) ? set_iop(this, x, '|') : NotImplemented;
  }
  __isub__(x) {
    return is_set(x) ? set_iop(this, x, '-') : NotImplemented;
  }
  __ixor__(x) {
    return is_set(x) ? set_iop(this, x, '^') : NotImplemented;
  }
}
export class FrozenSet extends SetBase {
  __hash__() {
    return set_hash(this);
  }
  __init__() {
    return null;
  }
}
/** set(iterable) */
export function PySetType(x) {
  if (arguments.length > 1) throw new TypeError_('set expected at most 1 argument, got ' + arguments.length);
  return x === undefined ? new PySet() : set_update(new PySet(), x);
}
statics(PySet, PySetType, 'set', undefined, {mutable: true});
/** frozenset(iterable) */
export function PyFrozenSetType(x) {
  if (arguments.length > 1) throw new TypeError_('frozenset expected at most 1 argument, got ' + arguments.length);
  if (x === undefined) return new FrozenSet();
  return Object.getPrototypeOf(x ?? 0) === FrozenSet.prototype ? x : set_update(new FrozenSet(), x);
}
statics(FrozenSet, PyFrozenSetType, 'frozenset');

/** The key of s equal to k, undefined if there is none; a set as k counts as the frozenset of its items. */
function set_find(s, k) {
  return key_find(s, k instanceof PySet ? set_frozen(k) : k);
}
function set_frozen(s) {
  return set_update(new FrozenSet(), s);
}
/** s.add(k): also what a set comprehension calls. */
export function set_add(s, k) {
  const size = s._$m.size;
  s._$m.add(s._$r === null && (typeof k === 'string' || typeof k === 'number') ? k : key_put(s, k));
  if (s._$m.size === size) return;
  if (s._$table !== null && setPlaced(s, k)) return;
  if (++s._$fill * 5 >= s._$mask * 3) setResize(s, size >= 50000 ? (size + 1) * 2 : (size + 1) * 4);
}
/** Takes out key k, which s has kept. */
function setDrop(s, k) {
  // where something was taken out a place is lost, or used again
  if (s._$table === null && s._$m.size < 128) s._$table = setTable(s);
  key_drop(s, k);
  if (s._$table !== null) s._$table[s._$table.indexOf(k)] = null;
}
/** Puts the new key k into s's table; whether it took a place that was in use before. */
function setPlaced(s, k) {
  const h = setNumber(k);
  if (h === undefined) {
    s._$table = null;
    return false;
  }
  const at = setPlace(s._$table, s._$mask, h);
  const used = s._$table[at] === null;
  s._$table[at] = k;
  return used;
}
/** s becomes what `other`, a set of nobody else's, is. */
function setTake(s, other) {
  s._$m = other._$m;
  s._$r = other._$r;
  s._$mask = other._$mask;
  s._$fill = other._$fill;
  s._$table = other._$table;
}
/** A larger table is filled from the smaller one in that one's order: with the ints' places the Set's own order is the history. */
function setResize(s, least) {
  const order = setOrder(s);
  if (order !== s._$m) s._$m = new Set(order);
  let n = 8;
  while (n <= least) n *= 2;
  s._$mask = n - 1;
  s._$fill = s._$m.size;
  s._$table = null;
}
/** s |= x for any iterable. */
export function set_update(s, x) {
  if (x instanceof SetBase || x instanceof Dict && Object.getPrototypeOf(x) === Dict.prototype) {
    const n = x._$m.size;
    if (x === s) return s;
    if ((s._$fill + n) * 5 >= s._$mask * 3) setResize(s, (s._$m.size + n) * 2);
    // into an empty table of the same size CPython copies place by place, which the same history gives
    const same = s._$fill === 0 && s._$mask === x._$mask && x._$fill === n;
    for (const k of x instanceof SetBase && !same ? setOrder(x) : x._$m.keys()) set_add(s, k);
    if (same && x._$table !== null) s._$table = x._$table.slice();
  } else {
    for (const k of it(x)) set_add(s, k);
  }
  return s;
}
/** A set display. CPython folds one of three or more constants into a frozenset first, which shows in the order of ints. */
export function set_of(array) {
  const s = new PySet();
  for (let i = 0; i < array.length; i++) set_add(s, array[i]);
  return array.length > 2 && array.every(x => typeof x !== 'object') ? set_update(new PySet(), s) : s;
}
/** A set of s's own kind, never of a subclass. */
export function set_copy(s) {
  return set_update(setLike(s), s);
}
function setLike(s) {
  return s instanceof FrozenSet ? new FrozenSet() : new PySet();
}
/** x if it is a set, a set of its items otherwise. */
function setFrom(x) {
  return x instanceof SetBase ? x : set_update(new PySet(), x);
}

// ---- order

/** s's items in the order CPython goes over them: by table place if all are numbers, as put in otherwise. */
function setOrder(s) {
  const table = s._$m.size < 2 ? null : s._$table ?? setTable(s);
  return table === null ? s._$m : table.filter(k => k !== undefined && k !== null);
}
/** The hash of a number or a tuple of numbers; of anything else (undefined) it differs from run to run in CPython, too. */
function setNumber(k) {
  if (typeof k === 'number' || typeof k === 'bigint' || typeof k === 'boolean' || k instanceof Float) return hash(k);
  if (!(k instanceof Tuple)) return undefined;
  for (let i = 0; i < k.length; i++) if (setNumber(k[i]) === undefined) return undefined;
  return hash(k);
}
/** s's keys where CPython has them in its table; null if one of them has no number for a hash. */
function setTable(s) {
  const table = new Array(s._$mask + 1);
  let slow = 0;
  for (const k of s._$m) {
    // hashes of tuples cost too much to have them all in a large set
    const h = k instanceof Tuple && ++slow > 1000 ? undefined : setNumber(k);
    if (h === undefined) return null;
    table[setPlace(table, s._$mask, h)] = k;
  }
  return table;
}
/** Where the key of hash h goes (null: something was there): ten neighbours, then a jump (Objects/setobject.c: LINEAR_PROBES, PERTURB_SHIFT). */
function setPlace(table, mask, h) {
  let free = -1;
  for (let at = setLow(h) & mask, jump = 1;; jump++) {
    const end = at + 9 <= mask ? at + 9 : at;
    for (let i = at; i <= end; i++) {
      if (table[i] === undefined) return free < 0 ? i : free;
      if (table[i] === null) free = i;
    }
    // the hash as 64 unsigned bits, shifted right by 5 each time
    at = at * 5 + 1 + (h >= 0 && typeof h === 'number' ? Math.floor(h / 32 ** jump) : setLow(BigInt.asUintN(64, BigInt(h)) >> BigInt(5 * jump))) & mask;
  }
}
function setLow(h) {
  return typeof h === 'number' ? h | 0 : Number(BigInt.asIntN(32, h));
}
export class SetIter extends PyIter {
  constructor(s) {
    super();
    this._$s = s;
    this._$n = s._$m.size;
    this._$i = setOrder(s)[Symbol.iterator]();
  }
  next() {
    if (this._$s._$m.size !== this._$n) {
      this._$n = -1;
      throw new RuntimeError('Set changed size during iteration');
    }
    return this._$i.next();
  }
  __length_hint__() {
    return this._$s._$m.size;
  }
  get _$tname() {
    return 'set_iterator';
  }
}

// ---- operators

export function is_set(x) {
  return x instanceof SetBase;
}
/** a op b of two sets, op one of & | - ^; of a's kind. */
export function set_op(a, b, op) {
  let r = setLike(a);
  if (op === '|') return set_update(set_update(r, a), b);
  if (op === '&') {
    const [small, large] = b._$m.size > a._$m.size ? [a, b] : [b, a];
    for (const k of setOrder(small)) if (key_find(large, k) !== undefined) set_add(r, k);
  } else if (op === '-') {
    if (a._$m.size >> 2 > b._$m.size) return set_iop(set_update(r, a), b, '-');
    for (const k of setOrder(a)) if (key_find(b, k) === undefined) set_add(r, k);
  } else {
    r = set_update(r, b);
    setToggle(r, a);
  }
  return r;
}
function setToggle(s, other) {
  for (const k of Array.from(setOrder(other))) {
    const found = key_find(s, k);
    if (found === undefined) set_add(s, k);
    else setDrop(s, found);
  }
}
/** a op= b of two sets, in place; returns a. */
export function set_iop(a, b, op) {
  if (op === '|') return set_update(a, b);
  if (op === '&') {
    setTake(a, set_op(a, b, '&'));
  } else if (op === '-') {
    for (const k of Array.from(b._$m)) setDiscard(a, k);
    const n = a._$m.size;
    // more than a quarter of the places lost
    if (a._$fill - n > a._$mask >> 2) setResize(a, n > 50000 ? n * 2 : n * 4);
  } else {
    setToggle(a, b);
  }
  return a;
}
function setClear(s) {
  setTake(s, new PySet());
}
function setDiscard(s, k) {
  const found = set_find(s, k);
  if (found === undefined) return false;
  setDrop(s, found);
  return true;
}
export function set_eq(a, b) {
  return a._$m.size === b._$m.size && setWithin(a, b);
}
function setWithin(a, b) {
  if (a._$m.size > b._$m.size) return false;
  for (const k of a._$m) if (key_find(b, k) === undefined) return false;
  return true;
}
/** a op b, op one of < <= > >=: subset and superset. */
export function set_cmp(a, b, op) {
  if (op === '<=') return setWithin(a, b);
  if (op === '>=') return setWithin(b, a);
  if (op === '<') return a._$m.size < b._$m.size && setWithin(a, b);
  return b._$m.size < a._$m.size && setWithin(b, a);
}
/** hash(frozenset), CPython's: the items' hashes in any order. */
export function set_hash(s) {
  const word = x => BigInt.asUintN(64, x);
  let h = 0n;
  for (const k of s._$m) {
    const x = word(BigInt(hash(k)));
    h ^= word((x ^ 89869747n ^ word(x << 16n)) * 3644798167n);
  }
  h ^= word(BigInt(s._$m.size + 1) * 1927868237n);
  h ^= h >> 11n ^ h >> 25n;
  h = BigInt.asIntN(64, h * 69069n + 907133923n);
  if (h === -1n) return 590923713;
  const n = Number(h);
  return Number.isSafeInteger(n) ? n : h;
}

// ---- methods

method(PySet, '__init__', function (x) {
  setClear(this);
  if (x !== undefined) set_update(this, x);
  return null;
});
method(PySet, 'add', function (k) {
  set_add(this, k);
  return null;
});
method(PySet, 'discard', function (k) {
  setDiscard(this, k);
  return null;
});
method(PySet, 'remove', function (k) {
  if (!setDiscard(this, k)) throw new KeyError(k);
  return null;
});
method(PySet, 'pop', function () {
  const keys = this._$m;
  if (keys.size === 0) throw new KeyError('pop from an empty set');
  // A table laid out for each pop would make emptying a large set quadratic.
  const table = keys.size > 64 ? null : this._$table ?? setTable(this);
  let [k] = keys;
  if (table !== null) {
    let at = this._$finger & this._$mask;
    while (table[at] === undefined || table[at] === null) at = at + 1 & this._$mask;
    this._$finger = at + 1;
    k = table[at];
  }
  setDrop(this, k);
  return k;
});
method(PySet, 'clear', function () {
  setClear(this);
  return null;
});
method(PySet, 'update', function (...others) {
  for (const x of others) set_update(this, x);
  return null;
});
method(PySet, 'intersection_update', function (...others) {
  const kept = setMeet(this, others);
  setTake(this, kept === this ? set_copy(this) : kept);
  return null;
});
method(PySet, 'difference_update', function (...others) {
  for (const x of others) set_iop(this, setFrom(x), '-');
  return null;
});
method(PySet, 'symmetric_difference_update', function (x) {
  set_iop(this, setFrom(x), '^');
  return null;
});
function setMeet(s, others) {
  let r = others.length === 0 ? set_copy(s) : s;
  for (const x of others) {
    if (x instanceof SetBase) r = set_op(r, x, '&');
    else {
      // the key that comes out is the one of the iterable, as in CPython
      const met = setLike(s);
      for (const k of it(x)) if (key_find(r, k) !== undefined) set_add(met, k);
      r = met;
    }
  }
  return r;
}
method(SetBase, 'copy', function () {
  return Object.getPrototypeOf(this) === FrozenSet.prototype ? this : set_copy(this);
});
method(SetBase, 'union', function (...others) {
  const r = set_copy(this);
  for (const x of others) set_update(r, x);
  return r;
});
method(SetBase, 'intersection', function (...others) {
  return setMeet(this, others);
});
method(SetBase, 'difference', function (...others) {
  let r = others.length === 0 ? set_copy(this) : this;
  for (const x of others) r = x instanceof SetBase ? set_op(r, x, '-') : set_iop(set_copy(r), setFrom(x), '-');
  return r;
});
method(SetBase, 'symmetric_difference', function (x) {
  return set_op(this, setFrom(x), '^');
});
method(SetBase, 'issubset', function (x) {
  return setWithin(this, setFrom(x));
});
method(SetBase, 'issuperset', function (x) {
  return setWithin(setFrom(x), this);
});
method(SetBase, 'isdisjoint', function (x) {
  for (const k of it(x)) if (set_find(this, k) !== undefined) return false;
  return true;
});
method(SetBase, '__iter__', function () {
  return new SetIter(this);
});
method(SetBase, '__ne__', function (x) {
  return is_set(x) ? !set_eq(this, x) : NotImplemented;
});

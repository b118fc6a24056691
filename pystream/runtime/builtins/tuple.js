// tuple: an Array under another prototype, never changed after it was made.
import {method, statics, typeName, NotImplemented} from './core.js';
import {TypeError_} from './exceptions.js';
import {fill_array, list_adopt, seq_count, seq_eq, seq_cmp, seq_index, seq_repeat, seq_times} from './list.js';
import {ge, gt, hash, le, lt} from './ops.js';

export class Tuple extends Array {
  // Array.prototype carries list's methods; a tuple must not have them.
  static {
    for (const name of '$append $extend $insert $remove $pop $clear $sort $reverse $copy __setitem__ __delitem__ __iadd__ __imul__ __reversed__'.split(' ')) {
      this.prototype[name] = undefined;
    }
  }
  __init__() {
    return null;
  }
}

/** The tuple of its arguments. */
export function T(...items) {
  const n = items.length;
  const t = new Tuple(n);
  for (let i = 0; i < n; i++) t[i] = items[i];
  return t;
}
/** A pair: what items(), enumerate() and zip() give. */
export function T2(a, b) {
  const t = new Tuple(2);
  t[0] = a;
  t[1] = b;
  return t;
}
/** A tuple of the items of a fresh array, which the caller gives away. A short one is copied: that costs less than another prototype. */
export function tuple_of(array) {
  const n = array.length;
  if (n > 16) return Object.setPrototypeOf(array, Tuple.prototype);
  const t = new Tuple(n);
  for (let i = 0; i < n; i++) t[i] = array[i];
  return t;
}

/** tuple(iterable) */
export function PyTuple(x) {
  if (arguments.length > 1) throw new TypeError_('tuple expected at most 1 argument, got ' + arguments.length);
  if (x === undefined) return new Tuple();
  if (x instanceof Tuple && Object.getPrototypeOf(x) === Tuple.prototype) return x;
  return tuple_of(fill_array([], x));
}
statics(Tuple, PyTuple, 'tuple', undefined, {alloc: (C, given) => list_adopt(Array.from(PyTuple(...given)), C)});

export function tuple_add(a, b) {
  if (!(b instanceof Tuple)) throw new TypeError_('can only concatenate tuple (not "' + typeName(b) + '") to tuple');
  const n = a.length;
  const t = new Tuple(n + b.length);
  for (let i = 0; i < n; i++) t[i] = a[i];
  for (let i = 0; i < b.length; i++) t[n + i] = b[i];
  return t;
}
export function tuple_mul(a, n) {
  return tuple_of(seq_repeat(a, seq_times(n)));
}

/** CPython's tuple hash (xxHash over the items' hashes, 64 bit). */
export function tuple_hash(t) {
  const word = x => BigInt.asUintN(64, x);
  let acc = 2870177450012600261n;
  for (let i = 0; i < t.length; i++) {
    acc = word(acc + word(BigInt(hash(t[i]))) * 14029467366897019727n);
    acc = word((acc << 31n | acc >> 33n) * 11400714785074694791n);
  }
  acc = BigInt.asIntN(64, acc + (BigInt(t.length) ^ 2870177450012600261n ^ 3527539n));
  if (acc === -1n) return 1546275796;
  const n = Number(acc);
  return Number.isSafeInteger(n) ? n : acc;
}

method(Tuple, 'count', function (x) {
  return seq_count(this, x);
});
method(Tuple, 'index', function (x, start, stop) {
  return seq_index(this, x, start, stop, 'tuple.index(x): x not in tuple');
});
method(Tuple, '__hash__', function __hash__() {
  return tuple_hash(this);
});
method(Tuple, '__add__', function (other) {
  return other instanceof Tuple ? tuple_add(this, other) : NotImplemented;
});
method(Tuple, '__mul__', function (n) {
  return tuple_mul(this, n);
});
method(Tuple, '__rmul__', function (n) {
  return tuple_mul(this, n);
});
method(Tuple, '__eq__', function (other) {
  return other instanceof Tuple ? seq_eq(this, other) : NotImplemented;
});
method(Tuple, '__ne__', function (other) {
  return other instanceof Tuple ? !seq_eq(this, other) : NotImplemented;
});
method(Tuple, '__lt__', function (other) {
  return other instanceof Tuple ? seq_cmp(this, other, lt) : NotImplemented;
});
method(Tuple, '__le__', function (other) {
  return other instanceof Tuple ? seq_cmp(this, other, le) : NotImplemented;
});
method(Tuple, '__gt__', function (other) {
  return other instanceof Tuple ? seq_cmp(this, other, gt) : NotImplemented;
});
method(Tuple, '__ge__', function (other) {
  return other instanceof Tuple ? seq_cmp(this, other, ge) : NotImplemented;
});

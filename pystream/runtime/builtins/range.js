// range: bounds are ints of any size; what fits into doubles is computed in them.
// Needs pyiter.js first.
import {argc, method, statics, typeName, NotImplemented} from './core.js';
import {IndexError, OverflowError, ValueError} from './exceptions.js';
import {PyIter} from './pyiter.js';
import {add, eq, floordiv, hash, mul, sub, truth} from './ops.js';
import {repr_} from './repr.js';
import {Slice, toIndex} from './slice.js';
import {T} from './tuple.js';

export class Range {
  constructor(start, stop, step) {
    this.start = start;
    this.stop = stop;
    this.step = step;
    // number or BigInt
    this._$n = rangeLength(start, stop, step);
  }
  [Symbol.iterator]() {
    return new RangeIter(this.start, this.step, this._$n);
  }
  __len__() {
    if (this._$n > 9223372036854775807n) throw new OverflowError('Python int too large to convert to C ssize_t');
    return this._$n;
  }
  __bool__() {
    return this._$n > 0;
  }
  __getitem__(k) {
    if (k instanceof Slice) return rangeSlice(this, k);
    let i = toIndex(k, 'range indices must be integers or slices, not ' + typeName(k));
    if (i < 0) i = add(i, this._$n);
    if (i < 0 || i >= this._$n) throw new IndexError('range object index out of range');
    return rangeAt(this, i);
  }
  __contains__(x) {
    if (typeof x === 'boolean' || typeof x === 'bigint' || typeof x === 'number' && Number.isInteger(x)) return rangeFind(this, x) >= 0;
    for (const v of this) if (truth(eq(v, x))) return true;
    return false;
  }
  __reversed__() {
    const n = this._$n;
    return new RangeIter(rangeAt(this, sub(n, 1)), sub(0, this.step), n);
  }
  __eq__(other) {
    return other instanceof Range ? truth(eq(rangeKey(this), rangeKey(other))) : NotImplemented;
  }
  __hash__() {
    return hash(rangeKey(this));
  }
  __repr__() {
    return 'range(' + repr_(this.start) + ', ' + repr_(this.stop) + (this.step === 1 ? '' : ', ' + repr_(this.step)) + ')';
  }
}
function rangeLength(start, stop, step) {
  if (step > 0 ? start >= stop : start <= stop) return 0;
  if (typeof start === 'number' && typeof stop === 'number' && typeof step === 'number' && Number.isSafeInteger(stop - start)) {
    return Math.ceil((stop - start) / step);
  }
  return step > 0 ? add(floordiv(sub(sub(stop, start), 1), step), 1) : add(floordiv(sub(sub(start, stop), 1), sub(0, step)), 1);
}
function rangeAt(r, i) {
  return add(r.start, mul(i, r.step));
}
/** The place of int x in r, -1 if it is not there. */
function rangeFind(r, x) {
  if (r.step > 0 ? x < r.start || x >= r.stop : x > r.start || x <= r.stop) return -1;
  const from = sub(x, r.start);
  const i = floordiv(from, r.step);
  return truth(eq(mul(i, r.step), from)) ? i : -1;
}
/** Equal ranges give equal tuples: those of the same items. */
function rangeKey(r) {
  const n = r._$n;
  return n === 0 ? T(0, null, null) : n === 1 ? T(1, r.start, null) : T(n, r.start, r.step);
}
function rangeSlice(r, k) {
  const step = k.step === null ? 1 : toIndex(k.step, RANGE_SLICE);
  if (step === 0) throw new ValueError('slice step cannot be zero');
  const down = step < 0;
  const low = down ? -1 : 0;
  const high = down ? sub(r._$n, 1) : r._$n;
  const start = rangeBound(r, k.start, down ? high : low, low, high);
  const stop = rangeBound(r, k.stop, down ? low : high, low, high);
  return new Range(rangeAt(r, start), rangeAt(r, stop), mul(r.step, step));
}
const RANGE_SLICE = 'slice indices must be integers or None or have an __index__ method';
function rangeBound(r, x, none, low, high) {
  if (x === null) return none;
  let i = toIndex(x, RANGE_SLICE);
  if (i < 0) i = add(i, r._$n);
  return i < low ? low : i > high ? high : i;
}

/** range(stop), range(start, stop[, step]) */
export function PyRange(start, stop, step) {
  if (arguments.length === 0 || arguments.length > 3) argc(arguments, 1, 3, 'range');
  if (stop === undefined) return new Range(0, toIndex(start), 1);
  const by = step === undefined ? 1 : toIndex(step);
  if (by === 0) throw new ValueError('range() arg 3 must not be zero');
  return new Range(toIndex(start), toIndex(stop), by);
}
statics(Range, PyRange, 'range');

export class RangeIter extends PyIter {
  constructor(start, step, n) {
    super();
    this._$at = start;
    this._$by = step;
    this._$n = n;
  }
  next() {
    if (this._$n <= 0) return {value: undefined, done: true};
    const v = this._$at;
    this._$n--;
    if (typeof v === 'number' && typeof this._$by === 'number' && Number.isSafeInteger(v + this._$by)) this._$at = v + this._$by;
    else this._$at = add(v, this._$by);
    return {value: v, done: false};
  }
  __length_hint__() {
    return this._$n;
  }
  get _$tname() {
    return 'range_iterator';
  }
}
method(Range, 'index', function (x) {
  if (typeof x === 'boolean' || typeof x === 'bigint' || typeof x === 'number' && Number.isInteger(x)) {
    const i = rangeFind(this, x);
    if (i >= 0) return i;
    throw new ValueError(repr_(x) + ' is not in range');
  }
  let i = 0;
  for (const v of this) {
    if (truth(eq(v, x))) return i;
    i++;
  }
  throw new ValueError('sequence.index(x): x not in sequence');
});
method(Range, 'count', function (x) {
  if (typeof x === 'boolean' || typeof x === 'bigint' || typeof x === 'number' && Number.isInteger(x)) return rangeFind(this, x) >= 0 ? 1 : 0;
  let n = 0;
  for (const v of this) if (truth(eq(v, x))) n++;
  return n;
});
method(Range, '__iter__', function () {
  return this[Symbol.iterator]();
});

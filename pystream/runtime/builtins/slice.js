// slice objects, and the index arithmetic that every sequence shares.
import {method, statics, typeName} from './core.js';
import {OverflowError, TypeError_, ValueError} from './exceptions.js';
import {eq, truth} from './ops.js';
import {repr_} from './repr.js';
import {T} from './tuple.js';

/** `slice(start, stop, step)`; each is a Python value, None for "not given". */
export class Slice {
  constructor(start, stop, step) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
  get __hash__() {
    return null;
  }
  __eq__(other) {
    return other instanceof Slice && truth(eq(this.start, other.start)) && truth(eq(this.stop, other.stop)) && truth(eq(this.step, other.step));
  }
  __repr__() {
    return 'slice(' + repr_(this.start) + ', ' + repr_(this.stop) + ', ' + repr_(this.step) + ')';
  }
}

export function PySlice(start, stop, step) {
  if (arguments.length === 0) throw new TypeError_('slice expected at least 1 argument, got 0');
  if (arguments.length > 3) throw new TypeError_('slice expected at most 3 arguments, got ' + arguments.length);
  if (stop === undefined) return new Slice(null, start, null);
  return new Slice(start, stop, step === undefined ? null : step);
}
statics(Slice, PySlice, 'slice');
method(Slice, 'indices', function (length) {
  const n = toIndex(length);
  if (n < 0) throw new ValueError('length should not be negative');
  const s = sliceSpan(this.start, this.stop, this.step, Number(n));
  return T(s._$start, s._$stop, this.step === null ? 1 : toIndex(this.step));
});

/** What x.__index__ says. */
function indexOf(x) {
  const i = x.__index__();
  if (typeof i === 'boolean') return i ? 1 : 0;
  if (typeof i !== 'bigint' && !Number.isInteger(i)) throw new TypeError_('__index__ returned non-int (type ' + typeName(i) + ')');
  return i;
}
/** x as a Python int (number or BigInt) through __index__; `text` is the TypeError's message, the standard one if left out. */
export function toIndex(x, text) {
  if (typeof x === 'number' ? Number.isInteger(x) : typeof x === 'bigint') return x;
  if (typeof x === 'boolean') return x ? 1 : 0;
  if (typeof x?.__index__ === 'function') return indexOf(x);
  throw new TypeError_(text === undefined ? "'" + typeName(x) + "' object cannot be interpreted as an integer" : text);
}

/** The same for what C holds in a machine word: OverflowError beyond 64 bits. */
export function toSize(x) {
  const i = toIndex(x);
  if (typeof i === 'number') return i;
  if (BigInt.asIntN(64, i) !== i) throw new OverflowError('Python int too large to convert to C ssize_t');
  return Number(i);
}
/** Is it an int or something with __index__? */
export function isIndex(x) {
  return typeof x === 'number' ? Number.isInteger(x) : typeof x === 'bigint' || typeof x === 'boolean' || typeof x?.__index__ === 'function';
}
const SLICE_INDICES = 'slice indices must be integers or None or have an __index__ method';
/** Bound x of a slice of n items as a position, `none` for None. */
function sliceBound(x, none, low, high, n) {
  if (x === null || x === undefined) return none;
  const i = Number(toIndex(x, SLICE_INDICES));
  return i < 0 ? Math.max(i + n, low) : Math.min(i, high);
}

/** The positions that a[start:stop:step] takes out of n: {_$start, _$stop, _$step, _$count}. ValueError on step 0. */
export function sliceSpan(a, b, c, n) {
  const step = c === null || c === undefined ? 1 : Number(toIndex(c, SLICE_INDICES));
  if (step === 0) throw new ValueError('slice step cannot be zero');
  const down = step < 0;
  const low = down ? -1 : 0;
  const high = down ? n - 1 : n;
  const start = sliceBound(a, down ? high : low, low, high, n);
  const stop = sliceBound(b, down ? low : high, low, high, n);
  const count = down ? Math.floor((start - stop - 1) / -step) + 1 : Math.floor((stop - start - 1) / step) + 1;
  return {_$start: start, _$stop: stop, _$step: step, _$count: count > 0 ? count : 0};
}

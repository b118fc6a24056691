// list is a plain Array; what tuple shares with it is here too.
import {Kw, argc, method, statics, typeName, NotImplemented} from './core.js';
import {IndexError, MemoryError, TypeError_, ValueError} from './exceptions.js';
import {it} from './generators.js';
import {eq, ge, gt, le, lt, truth} from './ops.js';
import {repr_} from './repr.js';
import {sliceSpan, toIndex, toSize, Slice} from './slice.js';
import {Tuple} from './tuple.js';
import {Float} from './float.js';
import {ListReversed} from './iterators.js';

/** Set once a subclass of list or tuple says what indexing means: until then V8 folds the test away and `a[i]` is a plain load. */
export const lists = {_$overridden: false};
/** `array` as an instance of C, a subclass of list or tuple. */
export function list_adopt(array, C) {
  const own = C.prototype;
  const list = Array.prototype;
  if (own.__getitem__ !== list.__getitem__ || own.__setitem__ !== list.__setitem__ && own.__setitem__ !== undefined || own.__len__ !== list.__len__
    || own.__contains__ !== list.__contains__ || own.__iter__ !== list.__iter__ || own.__delitem__ !== list.__delitem__ && own.__delitem__ !== undefined) {
    lists._$overridden = true;
  }
  return Object.setPrototypeOf(array, own);
}
/** Is it a list, and of no subclass? */
export function is_plain_list(a) {
  return Array.isArray(a) && Object.getPrototypeOf(a) === Array.prototype;
}

/** list(iterable) */
export function PyList(x) {
  if (arguments.length > 1) throw new TypeError_('list expected at most 1 argument, got ' + arguments.length);
  return x === undefined ? [] : fill_array([], x);
}
statics(Array, PyList, 'list', undefined, {alloc: C => list_adopt([], C)});

/** Appends the items of iterable x to a: list.extend, and the start of every conversion. */
export function fill_array(a, x) {
  if (Array.isArray(x) && !lists._$overridden) {
    const n = x.length;
    if (a.length === 0) {
      for (let i = 0; i < n; i++) a[i] = x[i];
    } else {
      const base = a.length;
      for (let i = 0; i < n; i++) a[base + i] = x[i];
    }
  } else {
    for (const v of it(x)) a[a.length] = v;
  }
  return a;
}
/** `*x` in a list, tuple or set display. */
export function extend(a, x) {
  if (Array.isArray(x)) return fill_array(a, x);
  let items;
  try {
    items = it(x);
  } catch (e) {
    if (!(e instanceof TypeError_) || (x !== null && x.__iter__)) throw e;
    throw new TypeError_('Value after * must be an iterable, not ' + typeName(x));
  }
  for (const v of items) a.push(v);
  return a;
}
/** A list with a's items, whatever a's own class. */
export function list_copy(a) {
  return Object.getPrototypeOf(a) === Array.prototype ? a.slice() : list_range(a, 0, a.length);
}
function list_range(a, start, stop) {
  const r = [];
  for (let i = start; i < stop; i++) r.push(a[i]);
  return r;
}

/** `is`, or equal: how containers compare their items. */
export function same(a, b) {
  return a === b || a !== a && b !== b && typeof a === 'number' || truth(eq(a, b));
}
export function seq_eq(a, b) {
  const n = a.length;
  if (n !== b.length) return false;
  for (let i = 0; i < n; i++) if (a[i] !== b[i] && !same(a[i], b[i])) return false;
  return true;
}
/** a < b and its like for two lists or two tuples; op is lt, le, gt or ge. */
export function seq_cmp(a, b, op) {
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] !== b[i] && !same(a[i], b[i])) return op(a[i], b[i]);
  }
  return op(a.length, b.length);
}
export function seq_contains(a, x) {
  for (let i = 0; i < a.length; i++) if (a[i] === x || same(a[i], x)) return true;
  return false;
}
export function seq_count(a, x) {
  let n = 0;
  for (let i = 0; i < a.length; i++) if (same(a[i], x)) n++;
  return n;
}
export function seq_index(a, x, start, stop, text) {
  const bound = b => b < 0 ? Math.max(Number(b) + a.length, 0) : Number(b);
  const from = start === undefined ? 0 : bound(seqBound(start));
  const to = stop === undefined ? Infinity : bound(seqBound(stop));
  for (let i = from; i < to && i < a.length; i++) if (same(a[i], x)) return i;
  throw new ValueError(text === undefined ? repr_(x) + ' is not in list' : text);
}
function seqBound(x) {
  return toIndex(x, 'slice indices must be integers or have an __index__ method');
}
/** The right operand of `sequence * n` as a count. */
export function seq_times(n) {
  const times = Number(toIndex(n, "can't multiply sequence by non-int of type '" + typeName(n) + "'"));
  return times > 0 ? times : 0;
}
export function seq_repeat(a, times) {
  const n = a.length;
  if (n * times > 0x10000000) throw new MemoryError();
  if (n === 1) return new Array(times).fill(a[0]);
  if (n === 0) return [];
  const r = [];
  for (let k = 0; k < times; k++) for (let i = 0; i < n; i++) r.push(a[i]);
  return r;
}
function seqHuge(k) {
  if (BigInt.asIntN(64, k) !== k) throw new IndexError("cannot fit 'int' into an index-sized integer");
  return Number(k);
}
/** k as a position in a sequence of n items; IndexError(text) outside. */
export function seq_position(k, n, text) {
  const i = typeof k === 'bigint' ? seqHuge(k) : Number(k);
  const at = i < 0 ? i + n : i;
  if (at < 0 || at >= n) throw new IndexError(text);
  return at;
}
/** The items a slice takes, in a fresh array. */
export function seq_slice(a, start, stop, step) {
  if ((step === null || step === undefined) && is_plain_list(a) && listBound(start) && listBound(stop)) {
    return a.slice(start === null ? undefined : start, stop === null ? undefined : stop);
  }
  const s = sliceSpan(start, stop, step, a.length);
  const r = [];
  for (let i = 0, at = s._$start; i < s._$count; i++, at += s._$step) r.push(a[at]);
  return r;
}
function listBound(x) {
  return x === null || x === undefined || typeof x === 'number' && Number.isInteger(x);
}

export function list_add(a, b) {
  if (!Array.isArray(b) || b instanceof Tuple) throw new TypeError_('can only concatenate list (not "' + typeName(b) + '") to list');
  return is_plain_list(a) && is_plain_list(b) ? a.concat(b) : listFill(list_copy(a), b);
}
function listFill(a, b) {
  for (let i = 0; i < b.length; i++) a[a.length] = b[i];
  return a;
}
/** `a += iterable` */
export function list_iadd(a, x) {
  return fill_array(a, x === a ? list_copy(a) : x);
}
export function list_mul(a, n) {
  return seq_repeat(a, seq_times(n));
}
/** `a *= n` */
export function list_imul(a, n) {
  const times = seq_times(n);
  const size = a.length;
  if (size * times > 0x10000000) throw new MemoryError();
  if (times === 0) a.length = 0;
  for (let k = 1; k < times && size > 0; k++) for (let i = 0; i < size; i++) a[a.length] = a[i];
  return a;
}

const LIST_INDICES = 'list indices must be integers or slices, not ';
/** a[k] of a list or tuple, k anything. */
export function seq_getitem(a, k) {
  const tuple = a instanceof Tuple;
  if (k instanceof Slice) {
    const r = seq_slice(a, k.start, k.stop, k.step);
    return tuple ? tuple_items(r) : r;
  }
  const i = toIndex(k, (tuple ? 'tuple' : 'list') + ' indices must be integers or slices, not ' + typeName(k));
  return a[seq_position(i, a.length, (tuple ? 'tuple' : 'list') + ' index out of range')];
}
function tuple_items(r) {
  return Object.setPrototypeOf(r, Tuple.prototype);
}
export function list_setitem(a, k, v) {
  if (k instanceof Slice) {
    list_setslice(a, k.start, k.stop, k.step, v);
    return;
  }
  a[seq_position(toIndex(k, LIST_INDICES + typeName(k)), a.length, 'list assignment index out of range')] = v;
}
export function list_delitem(a, k) {
  if (k instanceof Slice) list_delslice(a, k.start, k.stop, k.step);
  else listCut(a, seq_position(toIndex(k, LIST_INDICES + typeName(k)), a.length, 'list assignment index out of range'), 1);
}
export function list_setslice(a, start, stop, step, x) {
  let s = sliceSpan(start, stop, step, a.length);
  const plain = s._$step === 1;
  let items;
  if (Array.isArray(x) && !lists._$overridden) items = x;
  else {
    try {
      items = fill_array([], x);
    } catch (e) {
      if (!(e instanceof TypeError_) || x !== null && typeof x === 'object' && (x.__iter__ || x[Symbol.iterator])) throw e;
      throw new TypeError_(plain ? 'can only assign an iterable' : 'must assign iterable to extended slice');
    }
  }
  // the items may have come from an iterator that changed the list
  s = sliceSpan(start, stop, step, a.length);
  if (plain) {
    listReplace(a, s._$start, Math.max(s._$stop - s._$start, 0), items);
    return;
  }
  if (items.length !== s._$count) {
    throw new ValueError('attempt to assign sequence of size ' + items.length + ' to extended slice of size ' + s._$count);
  }
  if (items === a) items = list_copy(a);
  for (let i = 0, at = s._$start; i < s._$count; i++, at += s._$step) a[at] = items[i];
}
/** Array.splice: a subclass in Python may have a method of that name (the names of Python's own methods are safe, they begin with `$`). */
function listCut(a, ...given) {
  return Array.prototype.splice.apply(a, given);
}
/** a[start : start + count] = items, for any number of items (a spread call would overflow the stack). */
function listReplace(a, start, count, items) {
  if (items.length < 1000) {
    listCut(a, start, count, ...Array.prototype.slice.call(items));
    return;
  }
  const r = list_range(a, 0, start);
  listFill(r, items);
  for (let i = start + count; i < a.length; i++) r.push(a[i]);
  a.length = 0;
  listFill(a, r);
}
export function list_delslice(a, start, stop, step) {
  const s = sliceSpan(start, stop, step, a.length);
  if (s._$step === 1) {
    listCut(a, s._$start, s._$count);
    return;
  }
  const down = s._$step < 0;
  const first = down ? s._$start + (s._$count - 1) * s._$step : s._$start;
  const gap = Math.abs(s._$step);
  let to = first;
  for (let i = first, k = 0; i < a.length; i++) {
    if (k < s._$count && i === first + k * gap) k++;
    else a[to++] = a[i];
  }
  if (s._$count) a.length = to;
}

// ---- sorting

/** The keywords a builtin was called with, TypeError if it does not know one of them. */
export function named_only(named, name, allowed) {
  for (const k of Object.keys(named)) {
    if (!allowed.includes(k)) throw new TypeError_("'" + k + "' is an invalid keyword argument for " + name + '()');
  }
  return named;
}
/** Sorts a in place as list.sort does: stable, `key` called once per item, only `<` asked. */
export function list_sort(a, key, reverse) {
  const n = a.length;
  const items = list_copy(a);
  const keyed = key !== undefined && key !== null;
  let keys = items;
  let order = null;
  // CPython shows the list as empty to whoever looks at it meanwhile.
  a.length = 0;
  try {
    if (keyed) {
      keys = new Array(n);
      for (let i = 0; i < n; i++) keys[i] = key(items[i]);
    }
    if (n > 1) order = sortFast(keys, reverse);
    if (n > 1 && order === null) {
      order = sortPlaces(n);
      // a `<` that fails leaves the list as far as it got
      try {
        sortAny(order, keys, reverse);
      } finally {
        if (reverse) order.reverse();
      }
    }
    if (a.length !== 0) throw new ValueError('list modified during sort');
  } finally {
    a.length = 0;
    if (order === null) for (let i = 0; i < n; i++) a[i] = items[i];
    else for (let i = 0; i < n; i++) a[i] = items[order[i]];
  }
}
const SORT_SURROGATE = /[\ud800-\udfff]/;
/** What all of `n` keys are: 1 numbers (raw doubles put into `raw`), 2 strings in code unit order, 0 anything else. */
function sortKind(keys, at, raw) {
  const n = keys.length;
  const first = at < 0 ? keys[0] : keys[0][at];
  if (typeof first === 'string') {
    for (let i = 0; i < n; i++) {
      const k = at < 0 ? keys[i] : keys[i][at];
      if (typeof k !== 'string' || SORT_SURROGATE.test(k)) return 0;
    }
    return 2;
  }
  for (let i = 0; i < n; i++) {
    const k = at < 0 ? keys[i] : keys[i][at];
    if (typeof k === 'number') {
      if (k !== k) return 0;
      raw[i] = k;
    } else if (k instanceof Float && k._$v === undefined) raw[i] = k.v;
    else if (typeof k === 'boolean') raw[i] = k ? 1 : 0;
    else return 0;
  }
  return 1;
}
/** The permutation that sorts keys of one simple kind; null if they are not. */
function sortFast(keys, reverse) {
  const n = keys.length;
  const raw = new Float64Array(n);
  const kind = sortKind(keys, -1, raw);
  if (kind === 1) return sortNumbers(raw, reverse);
  if (kind === 2) {
    return sortBy(n, reverse ? (i, j) => keys[i] > keys[j] ? -1 : keys[i] < keys[j] ? 1 : 0 : (i, j) => keys[i] < keys[j] ? -1 : keys[i] > keys[j] ? 1 : 0);
  }
  const columns = sortColumns(keys);
  if (columns === null) return null;
  const sign = reverse ? -1 : 1;
  return sortBy(n, (i, j) => {
    for (const c of columns) {
      if (c[i] < c[j]) return -sign;
      if (c[i] > c[j]) return sign;
    }
    return 0;
  });
}
function sortBy(n, compare) {
  return sortPlaces(n).sort(compare);
}
function sortPlaces(n) {
  const order = new Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  return order;
}
/** Numbers: an integer and its place packed into one double sort without calling a function. */
function sortNumbers(raw, reverse) {
  const n = raw.length;
  let low = Infinity;
  let high = -Infinity;
  let whole = true;
  for (let i = 0; i < n; i++) {
    const x = raw[i];
    if (x < low) low = x;
    if (x > high) high = x;
    if (whole && !Number.isInteger(x)) whole = false;
  }
  let width = 1;
  while (width < n) width *= 2;
  if (!whole || (high - low + 1) * width > Number.MAX_SAFE_INTEGER) {
    return sortBy(n, reverse ? (i, j) => raw[i] > raw[j] ? -1 : raw[i] < raw[j] ? 1 : 0 : (i, j) => raw[i] < raw[j] ? -1 : raw[i] > raw[j] ? 1 : 0);
  }
  for (let i = 0; i < n; i++) raw[i] = (reverse ? high - raw[i] : raw[i] - low) * width + i;
  raw.sort();
  for (let i = 0; i < n; i++) raw[i] -= Math.floor(raw[i] / width) * width;
  return raw;
}
/** Tuples of one length whose columns are all numbers or all strings, as those columns; null otherwise. */
function sortColumns(keys) {
  const n = keys.length;
  const size = keys[0] instanceof Tuple ? keys[0].length : 0;
  if (size === 0) return null;
  for (let i = 0; i < n; i++) {
    if (!(keys[i] instanceof Tuple) || Object.getPrototypeOf(keys[i]) !== Tuple.prototype || keys[i].length !== size) return null;
  }
  const columns = [];
  for (let c = 0; c < size; c++) {
    const raw = new Float64Array(n);
    const kind = sortKind(keys, c, raw);
    if (kind === 0) return null;
    columns.push(kind === 1 ? raw : keys.map(k => k[c]));
  }
  return columns;
}
/** Any keys: runs and binary insertion ask the same `<` in the same order as CPython does up to 63 items. */
function sortAny(order, keys, reverse) {
  const n = keys.length;
  const less = (i, j) => truth(lt(keys[i], keys[j]));
  // turned round before and after: equal items keep their order
  if (reverse) order.reverse();
  let rest = n;
  let odd = 0;
  while (rest >= 64) {
    odd |= rest & 1;
    rest >>= 1;
  }
  const least = rest + odd;
  const runs = [];
  for (let at = 0; at < n;) {
    let end = sortRun(order, at, n, less);
    const want = Math.min(at + least, n);
    if (end < want) {
      sortInsert(order, at, end, want, less);
      end = want;
    }
    runs.push(at);
    at = end;
  }
  for (let width = 1; width < runs.length; width *= 2) {
    for (let r = 0; r + width < runs.length; r += 2 * width) {
      const end = r + 2 * width < runs.length ? runs[r + 2 * width] : n;
      sortMerge(order, runs[r], runs[r + width], end, less);
    }
  }
}
/** The end of the run that starts at `at`; a strictly falling one is turned round. */
function sortRun(order, at, n, less) {
  let end = at + 1;
  if (end === n) return n;
  if (less(order[end], order[at])) {
    for (end++; end < n && less(order[end], order[end - 1]);) end++;
    for (let i = at, j = end - 1; i < j; i++, j--) {
      const x = order[i];
      order[i] = order[j];
      order[j] = x;
    }
  } else {
    for (end++; end < n && !less(order[end], order[end - 1]);) end++;
  }
  return end;
}
function sortInsert(order, low, start, high, less) {
  for (; start < high; start++) {
    const pivot = order[start];
    let l = low;
    let r = start;
    while (l < r) {
      const p = l + (r - l >> 1);
      if (less(pivot, order[p])) r = p;
      else l = p + 1;
    }
    for (let i = start; i > l; i--) order[i] = order[i - 1];
    order[l] = pivot;
  }
}
function sortMerge(order, low, middle, high, less) {
  const left = order.slice(low, middle);
  let i = 0;
  let j = middle;
  let to = low;
  try {
    while (i < left.length && j < high) order[to++] = less(order[j], left[i]) ? order[j++] : left[i++];
  } finally {
    while (i < left.length) order[to++] = left[i++];
  }
}

// ---- methods

method(Array, '__init__', function (x) {
  this.length = 0;
  if (x !== undefined) fill_array(this, x);
  return null;
});
method(Array, 'append', function (x) {
  if (arguments.length !== 1) argc(arguments, 1, 1, 'list.append');
  this[this.length] = x;
  return null;
});
method(Array, 'extend', function (x) {
  if (arguments.length !== 1) argc(arguments, 1, 1, 'list.extend');
  list_iadd(this, x);
  return null;
});
method(Array, 'insert', function (i, x) {
  if (arguments.length !== 2) argc(arguments, 2, 2, 'insert');
  listCut(this, toSize(i), 0, x);
  return null;
});
method(Array, 'remove', function (x) {
  for (let i = 0; i < this.length; i++) {
    if (same(this[i], x)) {
      listCut(this, i, 1);
      return null;
    }
  }
  throw new ValueError('list.remove(x): x not in list');
});
method(Array, 'pop', function (i) {
  const n = this.length;
  const k = i === undefined ? -1 : toSize(i);
  if (n === 0) throw new IndexError('pop from empty list');
  if (k === -1) return this.pop();
  const at = seq_position(k, n, 'pop index out of range');
  return at === 0 ? Array.prototype.shift.call(this) : listCut(this, at, 1)[0];
});
method(Array, 'clear', function () {
  this.length = 0;
  return null;
});
method(Array, 'index', function (x, start, stop) {
  if (arguments.length < 1 || arguments.length > 3) argc(arguments, 1, 3, 'index');
  return seq_index(this, x, start, stop, undefined);
});
method(Array, 'count', function (x) {
  return seq_count(this, x);
});
method(Array, 'reverse', function () {
  this.reverse();
  return null;
});
method(Array, 'copy', function () {
  return list_copy(this);
});
method(Array, 'sort', function (kw) {
  if (arguments.length > 1 || kw !== undefined && !(kw instanceof Kw)) throw new TypeError_('sort() takes no positional arguments');
  const named = kw === undefined ? {} : named_only(kw._$names, 'sort', ['key', 'reverse']);
  list_sort(this, named.key, named.reverse !== undefined && truth(named.reverse));
  return null;
}, '*,key=,reverse=');

method(Array, '__len__', function () {
  return this.length;
});
method(Array, '__getitem__', function __getitem__(k) {
  return seq_getitem(this, k);
});
method(Array, '__setitem__', function (k, v) {
  list_setitem(this, k, v);
  return null;
});
method(Array, '__delitem__', function (k) {
  list_delitem(this, k);
  return null;
});
method(Array, '__contains__', function (x) {
  return seq_contains(this, x);
});
method(Array, '__reversed__', function () {
  return new ListReversed(this);
});
method(Array, '__add__', function (other) {
  return list_add(this, other);
});
method(Array, '__iadd__', function (other) {
  return list_iadd(this, other);
});
method(Array, '__mul__', function (n) {
  return list_mul(this, n);
});
method(Array, '__rmul__', function (n) {
  return list_mul(this, n);
});
method(Array, '__imul__', function (n) {
  return list_imul(this, n);
});
method(Array, '__eq__', function (other) {
  return listOther(other) ? seq_eq(this, other) : NotImplemented;
});
method(Array, '__ne__', function (other) {
  return listOther(other) ? !seq_eq(this, other) : NotImplemented;
});
method(Array, '__lt__', function (other) {
  return listOther(other) ? seq_cmp(this, other, lt) : NotImplemented;
});
method(Array, '__le__', function (other) {
  return listOther(other) ? seq_cmp(this, other, le) : NotImplemented;
});
method(Array, '__gt__', function (other) {
  return listOther(other) ? seq_cmp(this, other, gt) : NotImplemented;
});
method(Array, '__ge__', function (other) {
  return listOther(other) ? seq_cmp(this, other, ge) : NotImplemented;
});
function listOther(x) {
  return Array.isArray(x) && !(x instanceof Tuple);
}

// The builtins that take and give iterators. Each gives instances of a PyIter class that pulls from its sources one item
// at a time. Needs pyiter.js first.
import {Kw, argc, fn, sig, statics, typeName, typeOf} from './core.js';
import {TypeError_, ValueError} from './exceptions.js';
import {Float, box} from './float.js';
import {it} from './generators.js';
import {PyIter} from './pyiter.js';
import {getitem, len_} from './items.js';
import {fill_array, list_sort, named_only} from './list.js';
import {add, gt, lt, truth} from './ops.js';
import {toIndex} from './slice.js';
import {Tuple, T2, tuple_of} from './tuple.js';

/** What `for` would go over, as a JS iterator. */
function iterSource(x) {
  return it(x)[Symbol.iterator]();
}
/** Takes the keywords off the end of the arguments: {name: value}, empty if none were given. */
function iterNamed(given) {
  return given.length > 0 && given[given.length - 1] instanceof Kw ? given.pop()._$names : {};
}
const ITER_END = {value: undefined, done: true};

/** enumerate(iterable, start=0) */
export function enumerate_(x, start) {
  const n = start === undefined ? 0 : toIndex(start);
  return new EnumerateIter(iterSource(x), n);
}
sig(enumerate_, 'iterable,start=');
export class EnumerateIter extends PyIter {
  constructor(source, start) {
    super();
    this._$i = source;
    this._$n = start;
    this._$plain = false;
  }
  _$raw(n, fresh) {
    if (n !== 2 || !fresh) return undefined;
    this._$plain = true;
    return this;
  }
  next() {
    const r = this._$i.next();
    if (r.done) return ITER_END;
    const n = this._$n;
    this._$n = typeof n === 'number' && n < Number.MAX_SAFE_INTEGER ? n + 1 : add(n, 1);
    return {value: this._$plain ? [n, r.value] : T2(n, r.value), done: false};
  }
}
statics(EnumerateIter, enumerate_, 'enumerate');

/** zip(*iterables, strict=False) */
export function zip_(...given) {
  const named = named_only(iterNamed(given), 'zip', ['strict']);
  const sources = [];
  for (let i = 0; i < given.length; i++) {
    try {
      sources.push(iterSource(given[i]));
    } catch (e) {
      if (!(e instanceof TypeError_) || given[i]?.__iter__) throw e;
      throw new TypeError_("'" + typeName(given[i]) + "' object is not iterable");
    }
  }
  return new ZipIter(sources, named.strict !== undefined && truth(named.strict));
}
sig(zip_, '*iterables,strict=');
export class ZipIter extends PyIter {
  constructor(sources, strict) {
    super();
    this._$sources = sources;
    this._$strict = strict;
    this._$plain = false;
  }
  _$raw(n, fresh) {
    if (n !== this._$sources.length || !fresh) return undefined;
    this._$plain = true;
    return this;
  }
  next() {
    const sources = this._$sources;
    const n = sources.length;
    if (n === 0) return ITER_END;
    if (n === 2) {
      const r = sources[0].next();
      if (r.done) return this._$strict ? zipStrict(sources, 0) : ITER_END;
      const s = sources[1].next();
      if (s.done) return this._$strict ? zipStrict(sources, 1) : ITER_END;
      return {value: this._$plain ? [r.value, s.value] : T2(r.value, s.value), done: false};
    }
    const t = [];
    for (let i = 0; i < n; i++) {
      const r = sources[i].next();
      if (r.done) return this._$strict ? zipStrict(sources, i) : ITER_END;
      t.push(r.value);
    }
    return {value: this._$plain ? t : tuple_of(t), done: false};
  }
}
statics(ZipIter, zip_, 'zip');
/** Source i ended: with strict the ones before it must not have given an item, the ones after it must end too. */
function zipStrict(sources, i) {
  const others = n => n === 1 ? 'argument 1' : 'arguments 1-' + n;
  if (i > 0) throw new ValueError('zip() argument ' + (i + 1) + ' is shorter than ' + others(i));
  for (let k = 1; k < sources.length; k++) {
    if (!sources[k].next().done) throw new ValueError('zip() argument ' + (k + 1) + ' is longer than ' + others(k));
  }
  return ITER_END;
}

/** map(f, *iterables) */
export function map_(f, ...given) {
  if (given.length === 0) throw new TypeError_('map() must have at least two arguments.');
  return given.length === 1 ? new MapIter(f, iterSource(given[0])) : new MapManyIter(f, given.map(iterSource));
}
export class MapIter extends PyIter {
  constructor(f, source) {
    super();
    this._$f = f;
    this._$i = source;
  }
  next() {
    const r = this._$i.next();
    return r.done ? ITER_END : {value: fn(this._$f)(r.value), done: false};
  }
}
statics(MapIter, map_, 'map');
export class MapManyIter extends MapIter {
  next() {
    const items = [];
    for (const source of this._$i) {
      const r = source.next();
      if (r.done) return ITER_END;
      items.push(r.value);
    }
    return {value: fn(this._$f)(...items), done: false};
  }
}

/** filter(f, iterable); None keeps what is true. */
export function filter_(f, x) {
  if (arguments.length !== 2) argc(arguments, 2, 2, 'filter');
  return new FilterIter(f, iterSource(x));
}
export class FilterIter extends PyIter {
  constructor(f, source) {
    super();
    this._$f = f;
    this._$i = source;
  }
  next() {
    for (;;) {
      const r = this._$i.next();
      if (r.done) return ITER_END;
      if (truth(this._$f === null ? r.value : fn(this._$f)(r.value))) return r;
    }
  }
}
statics(FilterIter, filter_, 'filter');

/** reversed(sequence) */
export function reversed_(x) {
  if (arguments.length !== 1) argc(arguments, 1, 1, 'reversed');
  const type = typeof x === 'function' ? typeOf(x).prototype : x;
  const f = type?.__reversed__;
  if (typeof f === 'function') return f.call(x);
  if (f !== null && (Array.isArray(x) || typeof x === 'string' || type?.__getitem__ && type.__len__)) {
    return Array.isArray(x) && !(x instanceof Tuple) ? new ListReversed(x) : new ReversedIter(x);
  }
  if (type?.__getitem__ && f !== null) len_(x);
  throw new TypeError_("'" + typeName(x) + "' object is not reversible");
}
export class ReversedIter extends PyIter {
  constructor(x) {
    super();
    this._$x = x;
    this._$n = len_(x);
  }
  next() {
    if (this._$n <= 0) return ITER_END;
    return {value: getitem(this._$x, --this._$n), done: false};
  }
  __length_hint__() {
    return this._$n;
  }
}
statics(ReversedIter, reversed_, 'reversed');
/** As ReversedIter, but over a list that may shrink meanwhile. */
export class ListReversed extends ReversedIter {
  next() {
    const n = --this._$n;
    if (n >= 0 && n < this._$x.length) return {value: this._$x[n], done: false};
    this._$n = 0;
    return ITER_END;
  }
}

/** sorted(iterable, key=None, reverse=False) */
export function sorted_(x, kw) {
  if (x === undefined || x instanceof Kw) throw new TypeError_('sorted expected 1 argument, got 0');
  if (kw !== undefined && !(kw instanceof Kw)) throw new TypeError_('sorted expected 1 argument, got ' + arguments.length);
  const a = fill_array([], x);
  if (kw === undefined) list_sort(a, null, false);
  else {
    const named = named_only(kw._$names, 'sort', ['key', 'reverse']);
    list_sort(a, named.key, named.reverse !== undefined && truth(named.reverse));
  }
  return a;
}
sig(sorted_, 'iterable,/,*,key=,reverse=');

export function any_(x) {
  for (const v of it(x)) if (truth(v)) return true;
  return false;
}
export function all_(x) {
  for (const v of it(x)) if (!truth(v)) return false;
  return true;
}

/** sum(iterable, start=0) */
export function sum_(x, start) {
  const items = it(x);
  let total = start === undefined ? 0 : start;
  if (typeof total === 'string') throw new TypeError_("sum() can't sum strings [use ''.join(seq) instead]");
  if (total !== null && typeof total === 'object') {
    const name = typeName(total);
    if (name === 'bytes') throw new TypeError_("sum() can't sum bytes [use b''.join(seq) instead]");
    if (name === 'bytearray') throw new TypeError_("sum() can't sum bytearray [use b''.join(seq) instead]");
  }
  // while `inexact` the total is a raw double in `double`
  let inexact = false;
  let double = 0;
  for (const v of items) {
    if (inexact) {
      if (typeof v === 'number') double += v;
      else if (v instanceof Float && v._$v === undefined) double += v.v;
      else {
        total = add(box(double), v);
        inexact = sumInexact(total);
        if (inexact) double = Number(total);
      }
    } else if (typeof v === 'number' && typeof total === 'number' && Number.isSafeInteger(total + v) && Number.isInteger(v) && Number.isInteger(total)) {
      total += v;
    } else {
      total = add(total, v);
      inexact = sumInexact(total);
      if (inexact) double = Number(total);
    }
  }
  return inexact ? box(double) : total;
}
sig(sum_, 'iterable,/,start=');
function sumInexact(x) {
  return typeof x === 'number' ? !Number.isInteger(x) : x instanceof Float && x._$v === undefined;
}

/** min(iterable, *, default, key), min(a, b, *more, key) */
export function min_(a, b) {
  if (arguments.length === 2 && typeof a === 'number' && typeof b === 'number') return b < a ? b : a;
  return iterBest(Array.from(arguments), 'min', lt);
}
sig(min_, '*args,default=,key=');
/** max(iterable, *, default, key), max(a, b, *more, key) */
export function max_(a, b) {
  if (arguments.length === 2 && typeof a === 'number' && typeof b === 'number') return b > a ? b : a;
  return iterBest(Array.from(arguments), 'max', gt);
}
sig(max_, '*args,default=,key=');
function iterBest(given, name, better) {
  const named = iterNamed(given);
  if (given.length === 0) throw new TypeError_(name + ' expected at least 1 argument, got 0');
  named_only(named, name, ['key', 'default']);
  if (given.length > 1 && named.default !== undefined) {
    throw new TypeError_('Cannot specify a default for ' + name + '() with multiple positional arguments');
  }
  const key = named.key ?? null;
  let best;
  let bestKey;
  for (const v of given.length > 1 ? given : it(given[0])) {
    const k = key === null ? v : fn(key)(v);
    if (best === undefined || (typeof k === 'number' && typeof bestKey === 'number' ? (name === 'max' ? k > bestKey : k < bestKey) : truth(better(k, bestKey)))) {
      best = v;
      bestKey = k;
    }
  }
  if (best !== undefined) return best;
  if (named.default !== undefined) return named.default;
  throw new ValueError(name + '() arg is an empty sequence');
}

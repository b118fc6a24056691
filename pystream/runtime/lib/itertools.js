// itertools: each function makes a ToolIter over a JS generator. Arguments are checked at the call, as CPython does; items are pulled one at a time.
import {Kw, argc, argn, fn, objectRepr, sig} from '../builtins/core.js';
import {TypeError_, ValueError} from '../builtins/exceptions.js';
import {it} from '../builtins/generators.js';
import {add, eq, truth} from '../builtins/ops.js';
import {PyIter} from '../builtins/pyiter.js';
import {repr_} from '../builtins/repr.js';
import {toIndex} from '../builtins/slice.js';
import {T, Tuple, tuple_of} from '../builtins/tuple.js';

/** An iterator of itertools: `steps` a JS iterator, `name` its Python type. Needs pyiter.js first. */
export class ToolIter extends PyIter {
  constructor(steps, name, shown) {
    super();
    this._$steps = steps;
    this._$t = name;
    this._$shown = shown;
  }
  next() {
    return this._$steps.next();
  }
  get _$tname() {
    return this._$t;
  }
  get _$of() {
    return 'itertools';
  }
  __repr__() {
    return this._$shown === undefined ? objectRepr(this) : this._$shown();
  }
}

/** A fresh JS iterator over any Python iterable. */
export function toolSource(x) {
  return it(x)[Symbol.iterator]();
}
/** Takes the keywords off the end of the arguments: {name: value}. */
export function toolNamed(given, allowed, name) {
  if (given.length === 0 || !(given[given.length - 1] instanceof Kw)) return {};
  const names = given.pop()._$names;
  for (const k of Object.keys(names)) {
    if (!allowed.includes(k)) throw new TypeError_("'" + k + "' is an invalid keyword argument for " + name + '()');
  }
  return names;
}
// a pool of items as a plain array
function toolPool(x) {
  return Array.from(it(x));
}
function toolPick(pool, at) {
  const n = at.length;
  const t = new Tuple(n);
  for (let i = 0; i < n; i++) t[i] = pool[at[i]];
  return t;
}
function toolSize(x) {
  if (typeof x !== 'number' || !Number.isInteger(x)) x = Number(toIndex(x));
  return x;
}
function toolNatural(x, name) {
  const n = toolSize(x);
  if (n < 0) throw new ValueError(name + ' must be non-negative');
  return n;
}

function toolCount(start, step) {
  if (start === undefined) start = 0;
  if (step === undefined) step = 1;
  for (const x of [start, step]) {
    if (x === null || typeof x === 'string' || typeof x === 'object' && x.__add__ === undefined && x.v === undefined) throw new TypeError_('a number is required');
  }
  let n = start;
  const steps = {next() {
    const value = n;
    n = add(n, step);
    return {value: value, done: false};
  }};
  return new ToolIter(steps, 'count', () => 'count(' + repr_(n) + (step === 1 ? ')' : ', ' + repr_(step) + ')'));
}
sig(toolCount, 'start=,step=');

function* cycleSteps(source) {
  const saved = [];
  for (let r = source.next(); !r.done; r = source.next()) {
    saved.push(r.value);
    yield r.value;
  }
  while (saved.length) yield* saved;
}
function toolCycle(iterable) {
  if (arguments.length !== 1) argc(arguments, 1, 1, 'cycle');
  return new ToolIter(cycleSteps(toolSource(iterable)), 'cycle');
}

function toolRepeat(object, times) {
  let left = times === undefined ? Infinity : Math.max(toolSize(times), 0);
  const steps = {next() {
    return left-- > 0 ? {value: object, done: false} : {value: undefined, done: true};
  }};
  return new ToolIter(steps, 'repeat', () => 'repeat(' + repr_(object) + (left === Infinity ? ')' : ', ' + Math.max(left, 0) + ')'));
}
sig(toolRepeat, 'object,times=');

function* accumulateSteps(source, func, initial) {
  let total = initial;
  if (total === undefined) {
    const r = source.next();
    if (r.done) return;
    total = r.value;
  }
  yield total;
  for (let r = source.next(); !r.done; r = source.next()) {
    total = func === null ? add(total, r.value) : fn(func)(total, r.value);
    yield total;
  }
}
function toolAccumulate(iterable, func, initial) {
  if (iterable === undefined) argn(arguments, 'accumulate(iterable,func=,initial=)');
  return new ToolIter(accumulateSteps(toolSource(iterable), func ?? null, initial ?? undefined), 'accumulate');
}
sig(toolAccumulate, 'iterable,func=,initial=');

function* chainSteps(sources) {
  for (let r = sources.next(); !r.done; r = sources.next()) {
    const source = toolSource(r.value);
    for (let s = source.next(); !s.done; s = source.next()) yield s.value;
  }
}
const toolChain = /*@__PURE__*/ chainMade();
function chainMade() {
  const chain = function (...iterables) {
    return new ToolIter(chainSteps(iterables[Symbol.iterator]()), 'chain');
  };
  chain.from_iterable = iterables => new ToolIter(chainSteps(toolSource(iterables)), 'chain');
  return chain;
}

function* compressSteps(data, selectors) {
  for (;;) {
    const r = data.next();
    if (r.done) return;
    const s = selectors.next();
    if (s.done) return;
    if (truth(s.value)) yield r.value;
  }
}
function toolCompress(data, selectors) {
  return new ToolIter(compressSteps(toolSource(data), toolSource(selectors)), 'compress');
}
sig(toolCompress, 'data,selectors');

function* dropwhileSteps(predicate, source) {
  let dropping = true;
  for (let r = source.next(); !r.done; r = source.next()) {
    if (dropping && truth(fn(predicate)(r.value))) continue;
    dropping = false;
    yield r.value;
  }
}
function toolDropwhile(predicate, iterable) {
  if (arguments.length !== 2) argc(arguments, 2, 2, 'dropwhile');
  return new ToolIter(dropwhileSteps(predicate, toolSource(iterable)), 'dropwhile');
}
function* takewhileSteps(predicate, source) {
  for (let r = source.next(); !r.done && truth(fn(predicate)(r.value)); r = source.next()) yield r.value;
}
function toolTakewhile(predicate, iterable) {
  if (arguments.length !== 2) argc(arguments, 2, 2, 'takewhile');
  return new ToolIter(takewhileSteps(predicate, toolSource(iterable)), 'takewhile');
}
function* filterfalseSteps(predicate, source) {
  for (let r = source.next(); !r.done; r = source.next()) {
    if (!truth(predicate === null ? r.value : fn(predicate)(r.value))) yield r.value;
  }
}
function toolFilterfalse(predicate, iterable) {
  if (arguments.length !== 2) argc(arguments, 2, 2, 'filterfalse');
  return new ToolIter(filterfalseSteps(predicate, toolSource(iterable)), 'filterfalse');
}

// `state.n` tells a group whether the source has moved past it
function* groupbySteps(source, key) {
  const state = {n: 0, key: undefined, value: undefined, done: false};
  const pull = () => {
    const r = source.next();
    state.done = r.done;
    if (r.done) return;
    state.value = r.value;
    state.key = key === null ? r.value : fn(key)(r.value);
  };
  pull();
  while (!state.done) {
    const current = state.key;
    const n = ++state.n;
    yield T(current, new ToolIter(groupSteps(state, pull, current, n), '_grouper'));
    while (!state.done && state.n === n && sameKey(state.key, current)) pull();
  }
}
function* groupSteps(state, pull, current, n) {
  while (state.n === n && !state.done && sameKey(state.key, current)) {
    const value = state.value;
    pull();
    yield value;
  }
}
function sameKey(a, b) {
  return a === b || truth(eq(a, b));
}
function toolGroupby(iterable, key) {
  return new ToolIter(groupbySteps(toolSource(iterable), key ?? null), 'groupby');
}
sig(toolGroupby, 'iterable,key=');

function sliceBound(x, otherwise, text) {
  if (x === null || x === undefined) return otherwise;
  let n;
  try {
    n = toolSize(x);
  } catch (e) {
    throw new ValueError(text);
  }
  if (n < 0) throw new ValueError(text);
  return n;
}
function* isliceSteps(source, start, stop, step) {
  let next = start;
  for (let i = 0; i < stop; i++) {
    const r = source.next();
    if (r.done) return;
    if (i === next) {
      next += step;
      yield r.value;
    }
  }
}
function toolIslice(iterable, a, b, c) {
  if (arguments.length < 2) throw new TypeError_('islice expected at least 2 arguments, got ' + arguments.length);
  if (arguments.length > 4) throw new TypeError_('islice expected at most 4 arguments, got ' + arguments.length);
  const short = arguments.length === 2;
  const stop = sliceBound(short ? a : b, Infinity, 'Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.');
  const start = short ? 0 : sliceBound(a, 0, 'Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.');
  const step = sliceBound(c, 1, 'Step for islice() must be a positive integer or None.');
  if (step === 0) throw new ValueError('Step for islice() must be a positive integer or None.');
  return new ToolIter(isliceSteps(toolSource(iterable), start, stop, step), 'islice');
}

function* pairwiseSteps(source) {
  let r = source.next();
  if (r.done) return;
  let last = r.value;
  for (r = source.next(); !r.done; r = source.next()) {
    yield T(last, r.value);
    last = r.value;
  }
}
function toolPairwise(iterable) {
  return new ToolIter(pairwiseSteps(toolSource(iterable)), 'pairwise');
}

function* starmapSteps(f, source) {
  for (let r = source.next(); !r.done; r = source.next()) yield fn(f)(...it(r.value));
}
function toolStarmap(f, iterable) {
  if (arguments.length !== 2) argc(arguments, 2, 2, 'starmap');
  return new ToolIter(starmapSteps(f, toolSource(iterable)), 'starmap');
}

// The items pulled and not yet given to everybody are a linked list: each iterator holds its place in it.
function teeIter(source, node) {
  const steps = {next() {
    if (node.next === undefined) {
      const r = source.next();
      node.result = r.done ? {value: undefined, done: true} : r;
      node.next = r.done ? node : {};
    }
    const r = node.result;
    node = node.next;
    return r;
  }};
  const made = new ToolIter(steps, '_tee');
  made.__copy__ = () => teeIter(source, node);
  return made;
}
function toolTee(iterable, n) {
  const count = n === undefined ? 2 : toolSize(n);
  if (count < 0) throw new ValueError('n must be >= 0');
  const source = toolSource(iterable);
  const first = {};
  return tuple_of(Array.from({length: count}, () => teeIter(source, first)));
}

function* zipLongestSteps(sources, fill) {
  let live = sources.length;
  while (live) {
    const t = new Tuple(sources.length);
    for (let i = 0; i < sources.length; i++) {
      let value = fill;
      if (sources[i] !== null) {
        const r = sources[i].next();
        if (!r.done) value = r.value;
        else {
          sources[i] = null;
          if (--live === 0) return;
        }
      }
      t[i] = value;
    }
    yield t;
  }
}
function toolZipLongest(...iterables) {
  const named = toolNamed(iterables, ['fillvalue'], 'zip_longest');
  return new ToolIter(zipLongestSteps(iterables.map(toolSource), named.fillvalue ?? null), 'zip_longest');
}
sig(toolZipLongest, '*iterables,fillvalue=');

function* productSteps(pools) {
  const n = pools.length;
  const at = new Array(n).fill(0);
  if (pools.some(pool => pool.length === 0)) return;
  for (;;) {
    const t = new Tuple(n);
    for (let i = 0; i < n; i++) t[i] = pools[i][at[i]];
    yield t;
    let i = n - 1;
    while (i >= 0 && ++at[i] === pools[i].length) at[i--] = 0;
    if (i < 0) return;
  }
}
function toolProduct(...iterables) {
  const repeat = toolNamed(iterables, ['repeat'], 'product').repeat;
  const times = repeat === undefined ? 1 : toolSize(repeat);
  if (times < 0) throw new ValueError('repeat argument cannot be negative');
  const once = iterables.map(toolPool);
  const pools = [];
  for (let i = 0; i < times; i++) pools.push(...once);
  return new ToolIter(productSteps(pools), 'product');
}
sig(toolProduct, '*iterables,repeat=');

function* permutationsSteps(pool, r) {
  const n = pool.length;
  if (r > n) return;
  const at = pool.map((v, i) => i);
  const left = Array.from({length: r}, (v, i) => n - i);
  for (;;) {
    yield toolPick(pool, at.slice(0, r));
    let i = r - 1;
    for (; i >= 0; i--) {
      if (--left[i] > 0) {
        const j = n - left[i];
        const x = at[i];
        at[i] = at[j];
        at[j] = x;
        break;
      }
      at.push(at.splice(i, 1)[0]);
      left[i] = n - i;
    }
    if (i < 0) return;
  }
}
function toolPermutations(iterable, r) {
  const pool = toolPool(iterable);
  return new ToolIter(permutationsSteps(pool, r === undefined || r === null ? pool.length : toolNatural(r, 'r')), 'permutations');
}
sig(toolPermutations, 'iterable,r=');

// repeats: whether an item may come again
function* combinationsSteps(pool, r, repeats) {
  const n = pool.length;
  if (repeats ? n === 0 && r > 0 : r > n) return;
  const at = Array.from({length: r}, (v, i) => repeats ? 0 : i);
  for (;;) {
    yield toolPick(pool, at);
    let i = r - 1;
    while (i >= 0 && at[i] === (repeats ? n - 1 : i + n - r)) i--;
    if (i < 0) return;
    let x = ++at[i];
    while (++i < r) at[i] = repeats ? x : ++x;
  }
}
function toolCombinations(iterable, r) {
  return new ToolIter(combinationsSteps(toolPool(iterable), toolNatural(r, 'r'), false), 'combinations');
}
sig(toolCombinations, 'iterable,r');
function toolCombinationsRepeated(iterable, r) {
  return new ToolIter(combinationsSteps(toolPool(iterable), toolNatural(r, 'r'), true), 'combinations_with_replacement');
}
sig(toolCombinationsRepeated, 'iterable,r');

export {toolCount as count, toolCycle as cycle, toolRepeat as repeat, toolAccumulate as accumulate, toolChain as chain, toolCompress as compress,
  toolDropwhile as dropwhile, toolTakewhile as takewhile, toolFilterfalse as filterfalse, toolGroupby as groupby, toolIslice as islice,
  toolPairwise as pairwise, toolStarmap as starmap, toolTee as tee, toolZipLongest as zip_longest, toolProduct as product,
  toolPermutations as permutations, toolCombinations as combinations, toolCombinationsRepeated as combinations_with_replacement};

// heapq: a list kept as a binary heap, smallest item first.
import {argc, fn, sig, typeName} from '../builtins/core.js';
import {IndexError, TypeError_} from '../builtins/exceptions.js';
import {fill_array, list_sort} from '../builtins/list.js';
import {lt, truth} from '../builtins/ops.js';
import {Tuple} from '../builtins/tuple.js';
import {ToolIter, toolNamed, toolSource} from './itertools.js';

function heapLess(a, b) {
  return typeof a === 'number' && typeof b === 'number' ? a < b : truth(lt(a, b));
}
function heapMore(a, b) {
  return heapLess(b, a);
}
function heapList(x, name) {
  if (!Array.isArray(x) || x instanceof Tuple) throw new TypeError_(name + '() argument ' + (/push|replace/.test(name) ? '1 ' : '') + 'must be list, not ' + typeName(x));
  return x;
}
// the item at `at` moves towards the root until its parent is not larger
function heapRise(heap, at, start, less) {
  const item = heap[at];
  while (at > start) {
    const parent = at - 1 >> 1;
    if (!less(item, heap[parent])) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = item;
}
// The hole sinks to a leaf along the smaller children, then the item rises: half the comparisons of testing it on the way down.
function heapSink(heap, at, less) {
  const start = at;
  const end = heap.length;
  const item = heap[at];
  for (let child = 2 * at + 1; child < end; child = 2 * at + 1) {
    if (child + 1 < end && !less(heap[child], heap[child + 1])) child++;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = item;
  heapRise(heap, at, start, less);
}
function heapPush(heap, item) {
  if (arguments.length !== 2) argc(arguments, 2, 2, 'heappush');
  heapList(heap, 'heappush').push(item);
  heapRise(heap, heap.length - 1, 0, heapLess);
  return null;
}
function heapTake(heap, less) {
  if (heap.length === 0) throw new IndexError('index out of range');
  const last = heap.pop();
  if (heap.length === 0) return last;
  const top = heap[0];
  heap[0] = last;
  heapSink(heap, 0, less);
  return top;
}
function heapPop(heap) {
  if (arguments.length !== 1) argc(arguments, 1, 1, 'heappop');
  return heapTake(heapList(heap, 'heappop'), heapLess);
}
function heapPopMax(heap) {
  return heapTake(heapList(heap, '_heappop_max'), heapMore);
}
function heapReplace(heap, item) {
  if (heapList(heap, 'heapreplace').length === 0) throw new IndexError('index out of range');
  const top = heap[0];
  heap[0] = item;
  heapSink(heap, 0, heapLess);
  return top;
}
function heapPushPop(heap, item) {
  if (heapList(heap, 'heappushpop').length === 0 || !heapLess(heap[0], item)) return item;
  return heapReplace(heap, item);
}
function heapMake(heap, less) {
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) heapSink(heap, i, less);
  return null;
}
function heapIfy(heap) {
  if (arguments.length !== 1) argc(arguments, 1, 1, 'heapify');
  return heapMake(heapList(heap, 'heapify'), heapLess);
}
function heapIfyMax(heap) {
  return heapMake(heapList(heap, '_heapify_max'), heapMore);
}
// A stable sort gives what CPython's heaps give: of equal items the earlier first, for nlargest too.
function heapBest(n, iterable, key, reverse) {
  const items = fill_array([], iterable);
  list_sort(items, key ?? null, reverse);
  return items.slice(0, Math.max(n, 0));
}
function heapSmallest(n, iterable, key) {
  return heapBest(n, iterable, key, false);
}
sig(heapSmallest, 'n,iterable,key=');
function heapLargest(n, iterable, key) {
  return heapBest(n, iterable, key, true);
}
sig(heapLargest, 'n,iterable,key=');

function* mergeSteps(sources, key, less) {
  const heap = [];
  const before = (a, b) => less(a.key, b.key) || !less(b.key, a.key) && a.n < b.n;
  const pull = node => {
    const r = node.source.next();
    if (r.done) return false;
    node.value = r.value;
    node.key = key === null ? r.value : fn(key)(r.value);
    return true;
  };
  sources.forEach((source, n) => {
    const node = {source: source, n: n, key: null, value: null};
    if (pull(node)) heap.push(node);
  });
  heapMake(heap, before);
  while (heap.length) {
    const node = heap[0];
    yield node.value;
    if (pull(node)) heapSink(heap, 0, before);
    else heapTake(heap, before);
  }
}
function heapMerge(...iterables) {
  const named = toolNamed(iterables, ['key', 'reverse'], 'merge');
  const less = named.reverse !== undefined && truth(named.reverse) ? heapMore : heapLess;
  return new ToolIter(mergeSteps(iterables.map(toolSource), named.key ?? null, less), 'generator');
}
sig(heapMerge, '*iterables,key=,reverse=');

export {heapPush as heappush, heapPop as heappop, heapReplace as heapreplace, heapPushPop as heappushpop, heapIfy as heapify, heapSmallest as nsmallest,
  heapLargest as nlargest, heapMerge as merge, heapIfyMax as _heapify_max, heapPopMax as _heappop_max};

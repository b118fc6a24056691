// Lists, tuples, dicts, sets, slices, ranges and the iterator builtins against CPython: every step of make_container_vectors.py
// has the same result or the same error, and leaves the container in the same state.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import path from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {loadRuntime} from './container_load.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const R = await loadRuntime(['list.js', 'tuple.js', 'dict.js', 'set.js', 'range.js', 'slice.js', 'items.js', 'iterators.js', 'repr.js', 'ops.js', 'int.js', 'generators.js', 'core.js']);
const {Kw, T, getitem, repr_} = R;

const KEYS = {
  neg: x => R.neg(x),
  len: x => R.len_(x),
  str: x => R.str_(x),
  repr: x => repr_(x),
  first: x => getitem(x, 0),
  pair: x => T(R.mod(x, 3), R.neg(x)),
  none: () => null,
  odd: x => R.mod(x, 2),
  join: (...xs) => xs,
};
const OPERATIONS = {
  getitem: getitem,
  setitem: (o, k, v) => (R.setitem(o, k, v), o),
  delitem: (o, k) => (R.delitem(o, k), o),
  getslice: R.getslice,
  setslice: (o, a, b, c, x) => (R.setslice(o, a, b, c, x), o),
  delslice: (o, a, b, c) => (R.delslice(o, a, b, c), o),
  contains: R.contains,
  len: R.len_,
  list: R.PyList,
  tuple: R.PyTuple,
  dict: R.PyDict,
  set: R.PySetType,
  frozenset: R.PyFrozenSetType,
  range: R.PyRange,
  slice: R.PySlice,
  iterate: x => [...R.it(x)],
  unpack: (x, n) => [...R.unpack(x, n)],
  unpackex: R.unpackex,
  sorted: (x, key, reverse) => R.sorted_(x, new Kw({key: key, reverse: reverse})),
  sortedplain: R.sorted_,
  reversed: x => R.PyList(R.reversed_(x)),
  enumerate: (x, n) => R.PyList(R.enumerate_(x, n)),
  zip: (...xs) => R.PyList(R.zip_(...xs)),
  zipstrict: (...xs) => R.PyList(R.zip_(...xs, new Kw({strict: true}))),
  map: (f, ...xs) => R.PyList(R.map_(f, ...xs)),
  filter: (f, x) => R.PyList(R.filter_(f, x)),
  any: R.any_,
  all: R.all_,
  sum: R.sum_,
  min: (x, key, otherwise) => R.min_(x, ...best(key, otherwise)),
  max: (x, key, otherwise) => R.max_(x, ...best(key, otherwise)),
  min2: R.min_,
  max2: R.max_,
  hash: R.hash,
  truth: R.truth,
  grow: grow,
  fromkeys: (...xs) => R.PyDict.$fromkeys(...xs),
  display: x => R.extend([0], x),
  ddisplay: x => R.merge(R.dict_of(['z', 0]), x),
};
for (const name of 'add mul sub eq ne lt le gt ge bitor bitand bitxor iadd imul isub ibitor ibitand ibitxor'.split(' ')) OPERATIONS[name] = R[name];

function best(key, otherwise) {
  const named = {};
  if (key !== null) named.key = key;
  if (otherwise !== null) named.default = otherwise;
  return Object.keys(named).length ? [new Kw(named)] : [];
}
function grow(x, k) {
  const seen = [];
  for (const v of R.it(x)) {
    seen.push(v);
    if (seen.length > 20) break;
    if (Array.isArray(x)) x.length < 10 ? x.$append(k) : x.$pop();
    else if (x instanceof R.Dict) R.setitem(x, k, 1);
    else if (x.$add) x.$add(k);
    else throw new R.AttributeError(`'${R.typeName(x)}' object has no attribute 'add'`);
  }
  return seen;
}
function decode([kind, x], values) {
  const all = xs => xs.map(v => decode(v, values));
  switch (kind) {
    case 'NoneType': case 'bool': case 'str': return x;
    case 'int': return Number.isSafeInteger(Number(x)) ? Number(x) : BigInt(x);
    case 'float': return R.box(x === 'inf' ? Infinity : x === 'nan' ? NaN : Number(x));
    case 'list': return all(x);
    case 'tuple': return R.tuple_of(all(x));
    case 'set': return R.set_of(all(x));
    case 'frozenset': return R.PyFrozenSetType(all(x));
    case 'dict': return R.dict_of(x.flatMap(all));
    case 'range': return R.PyRange(...all(x));
    case 'slice': return R.PySlice(...all(x));
    case 'var': return values[x];
    case 'key': return KEYS[x];
  }
  throw new Error(kind);
}
function numeric(x) {
  return typeof x === 'number' || typeof x === 'bigint' || typeof x === 'boolean' || x instanceof R.Float || x instanceof R.Tuple && x.every(numeric);
}
function show(x, mixed) {
  if (x instanceof R.PySet || x instanceof R.FrozenSet) {
    const items = [...R.it(x)];
    if (mixed || !items.every(numeric)) {
      // by code points, as Python sorts
      return `${R.typeName(x)}<${R.sorted_(items.map(v => repr_(v))).join(' ')}>`;
    }
  }
  return repr_(x);
}
function call(receiver, name, ...rest) {
  const last = rest.at(-1);
  if (last instanceof R.Dict && R.contains(last, '!')) {
    const named = {};
    for (const [k, v] of rest.pop()._$m) if (k !== '!') named[k] = v;
    if (Object.keys(named).length) rest.push(new Kw(named));
  }
  const f = receiver['$' + name];
  if (f === undefined) throw new R.AttributeError(`'${R.typeName(receiver)}' object has no attribute '${name}'`);
  return f.apply(receiver, rest);
}
function run(steps) {
  const values = [];
  const mixed = steps[0][0] === 'mixed';
  if (mixed) steps = steps.slice(1);
  for (const [op, encoded, expected, state] of steps) {
    const args = encoded.map(x => decode(x, values));
    let result = null;
    let text;
    try {
      result = op === 'make' ? args[0] : op === 'call' ? call(...args) : OPERATIONS[op](...args);
      text = show(result, mixed);
    } catch (e) {
      if (e._$class === undefined) throw e;
      result = null;
      text = `${R.typeName(e)}: ${R.str_(e)}`;
    }
    const where = () => `${op} ${args.map(x => typeof x === 'function' ? 'f' : repr_(x)).join(', ')}`;
    assert.equal(text, expected, where());
    if (state !== undefined) assert.equal(show(args[0], mixed), state, 'state after ' + where());
    values.push(result);
  }
}

const seed = process.env.SEED ?? '1';
const cases = JSON.parse(execFileSync(process.env.PYTHON ?? 'python3', [path.join(here, 'make_container_vectors.py'), seed, process.env.ROUNDS ?? '60'], {maxBuffer: 1 << 28, env: {...process.env, PYTHONHASHSEED: '0'}}));
test(`containers do what CPython's do in ${cases.length} programs (seed ${seed})`, () => {
  const failures = [];
  for (const steps of cases) {
    try {
      run(steps);
    } catch (e) {
      failures.push(e.code === 'ERR_ASSERTION' ? e.message : e.stack);
    }
  }
  assert.equal(failures.length, 0, `${failures.length} of ${cases.length}:\n${failures.slice(0, 40).join('\n')}`);
});

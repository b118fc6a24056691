// copy: copy() and deepcopy().
import {cls, dunder, id, isclass, sig, typeOf} from '../builtins/core.js';
import {ByteArray} from '../builtins/bytes.js';
import {Dict, dict_get, dict_of, dict_set} from '../builtins/dict.js';
import {Exception} from '../builtins/exceptions.js';
import {rawTargets} from '../builtins/instances.js';
import {FrozenSet, PyFrozenSetType, PySet} from '../builtins/set.js';
import {Tuple} from '../builtins/tuple.js';

const CopyError = /*@__PURE__*/ cls(function Error(...a) {
  if (!new.target) return new CopyError(...a);
  this.__init__(...a);
}, 'Error', [Exception], null, {module: 'copy'});

/** What stays itself: values that nothing changes, classes, functions. */
function copyAtom(x) {
  return x === null || typeof x !== 'object' && typeof x !== 'function' || typeof x === 'function' && (isclass(x) || typeOf(x)._$name === 'function' || x._$func !== undefined);
}
/** An empty object of x's class; a dict or set with a table of its own. */
function copyShell(x) {
  const raw = rawTargets().get(x) ?? x;
  if (raw instanceof Dict || raw instanceof PySet) {
    const shell = Object.setPrototypeOf(raw instanceof Dict ? new Dict() : new PySet(), Object.getPrototypeOf(raw));
    return shell;
  }
  if (Array.isArray(raw)) return Object.setPrototypeOf([], Object.getPrototypeOf(raw));
  if (x._$v instanceof Object || raw instanceof String) return Object.setPrototypeOf(new String(raw.valueOf()), Object.getPrototypeOf(raw));
  const C = x._$class;
  return C._$allocate !== undefined && C._$alloc0 === undefined && C._$abstract === undefined ? C._$allocate(C, []) : Object.create(Object.getPrototypeOf(raw));
}
/** The contents of x, each through `each`, into the new object y. */
function copyFill(x, y, each) {
  const from = rawTargets().get(x) ?? x;
  const to = rawTargets().get(y) ?? y;
  if (from instanceof Dict) for (const [k, v] of from._$m) dict_set(to, each(k), each(v));
  else if (from instanceof PySet) for (const k of [...from]) to.$add(each(k));
  else if (Array.isArray(from)) for (let i = 0; i < from.length; i++) to.push(each(from[i]));
  for (const name of Object.getOwnPropertyNames(from)) {
    if (Array.isArray(from) && (name === 'length' || /^\d+$/.test(name)) || from instanceof String && (name === 'length' || /^\d+$/.test(name))) continue;
    const inner = name[0] === '_' && name[1] === '$';
    if (inner && (from instanceof Dict || from instanceof PySet)) continue;
    if (from instanceof Error && name === 'stack') continue;
    const d = Object.getOwnPropertyDescriptor(from, name);
    if (d.get === undefined && d.value !== undefined) d.value = inner ? copyInner(d.value, each) : each(d.value);
    Object.defineProperty(to, name, d);
  }
  return y;
}
/** The runtime's own fields may hold plain arrays: deque's. */
function copyInner(value, each) {
  return Array.isArray(value) && !(value instanceof Tuple) ? value.map(x => x === undefined ? x : each(x)) : value !== null && typeof value === 'object' && value._$class !== undefined ? each(value) : value;
}

function copyState(x) {
  return dunder(x, '__getstate__') !== undefined || dunder(x, '__setstate__') !== undefined;
}
function copyThroughState(x, each) {
  const get = dunder(x, '__getstate__');
  const y = copyShell(x);
  const set = dunder(x, '__setstate__');
  if (get === undefined) {
    const state = dict_of([]);
    for (const name of Object.keys(x)) dict_set(state, name, x[name]);
    set.call(y, each(state));
    return y;
  }
  const state = each(get.call(x));
  if (set !== undefined) set.call(y, state);
  else if (state instanceof Dict) for (const [k, v] of state._$m) y[k] = v;
  return y;
}

/** copy.copy(x) */
export function copy(x) {
  if (copyAtom(x)) return x;
  if (copyForeign(x)) return Object.assign(Object.create(Object.getPrototypeOf(x)), x);
  const own = dunder(x, '__copy__');
  if (own !== undefined) return own.call(x);
  if (x instanceof ByteArray) return x._$like(x.a.slice());
  if (copyImmutable(x)) return x;
  if (copyState(x)) return copyThroughState(x, y => y);
  return copyFill(x, copyShell(x), y => y);
}
sig(copy, 'x');
/** An object of the page. The builtin containers may be without their classes too, where a program does not say these. */
function copyForeign(x) {
  return x._$class === undefined && !Array.isArray(x) && !(x instanceof Dict || x instanceof PySet || x instanceof FrozenSet || x instanceof ByteArray);
}
function copyImmutable(x) {
  return typeOf(x)._$module === 'builtins' && !(Array.isArray(x) && !(x instanceof Tuple)) && !(x instanceof Dict) && !(x instanceof Error) && !(x instanceof PySet && x.__hash__ === null);
}

/** copy.deepcopy(x, memo=None) */
export function deepcopy(x, memo) {
  if (copyAtom(x)) return x;
  memo = memo ?? dict_of([]);
  const key = id(x);
  const known = dict_get(memo, key);
  if (known !== undefined) return known;
  const y = copyDeep(x, memo, key);
  if (y !== x) dict_set(memo, key, y);
  return y;
}
sig(deepcopy, 'x,memo=');
function copyDeep(x, memo, key) {
  const each = v => deepcopy(v, memo);
  if (copyForeign(x)) return structuredClone(x);
  const own = dunder(x, '__deepcopy__');
  if (own !== undefined) return own.call(x, memo);
  if (x instanceof Tuple) return copyTuple(x, memo, key, each);
  if (x instanceof ByteArray) return x._$like(x.a.slice());
  if (x instanceof FrozenSet) return PyFrozenSetType(Array.from(x, v => each(v)));
  if (copyImmutable(x)) return x;
  if (copyState(x)) return copyThroughState(x, each);
  const y = copyShell(x);
  dict_set(memo, key, y);
  return copyFill(x, y, each);
}
function copyTuple(x, memo, key, each) {
  const items = Array.from(x, v => each(v));
  // an item may have copied this tuple already, around a cycle
  const known = dict_get(memo, key);
  if (known !== undefined) return known;
  if (items.every((v, i) => v === x[i])) return x;
  return Object.setPrototypeOf(items, Object.getPrototypeOf(x));
}

export {CopyError as Error, CopyError as error};

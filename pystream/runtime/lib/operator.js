// operator: the operators as functions, and functions that fetch.
import {Kw, callmkw} from '../builtins/calls.js';
import {ga, sig, statics, typeName} from '../builtins/core.js';
import {TypeError_, ValueError} from '../builtins/exceptions.js';
import {it} from '../builtins/generators.js';
import {contains, delitem, getitem, len_, setitem} from '../builtins/items.js';
import {same, seq_count} from '../builtins/list.js';
import {propName} from '../builtins/names.js';
import {add, iadd, truth} from '../builtins/ops.js';
import {repr_} from '../builtins/repr.js';
import {toIndex} from '../builtins/slice.js';
import {tuple_of} from '../builtins/tuple.js';
export {abs_ as abs, add, bitand as and_, eq, floordiv, ge, gt, iadd, ibitand as iand, ibitor as ior, ibitxor as ixor, ifloordiv, ilshift, imatmul, imod, imul, invert, invert as inv, ipow, irshift, isub, itruediv, le, lshift, lt, matmul, mod, mul, ne, neg, bitor as or_, pos, pow_ as pow, rshift, sub, truediv, bitxor as xor} from '../builtins/ops.js';


function operatorNot(x) {
  return !truth(x);
}
function operatorTruth(x) {
  return truth(x);
}
export function is_(a, b) {
  return a === b;
}
export function is_not(a, b) {
  return a !== b;
}
function operatorSet(o, k, v) {
  setitem(o, k, v);
  return null;
}
function operatorContains(o, x) {
  return contains(o, x);
}
export function concat(a, b) {
  if (a?.__getitem__ === undefined && typeof a !== 'string') throw new TypeError_("'" + typeName(a) + "' object can't be concatenated");
  return add(a, b);
}
export function iconcat(a, b) {
  return iadd(a, b);
}
export function countOf(xs, x) {
  return seq_count([...it(xs)], x);
}
export function indexOf(xs, x) {
  let i = 0;
  for (const v of it(xs)) {
    if (same(v, x)) return i;
    i++;
  }
  throw new ValueError('sequence.index(x): x not in sequence');
}
export function index(x) {
  return toIndex(x);
}
export function length_hint(x, otherwise) {
  return x.__len__ !== undefined || typeof x === 'string' || Array.isArray(x) ? len_(x) : x.__length_hint__?.() ?? otherwise ?? 0;
}
function operatorCall(f, ...given) {
  return f(...given);
}
sig(operatorCall, '*args,**kw');

// ---- itemgetter, attrgetter, methodcaller: callable objects that show how they were made

function operatorMade(f, proto, text) {
  f._$text = text;
  return Object.setPrototypeOf(f, proto);
}
class ItemGetter {
  __repr__() {
    return 'operator.itemgetter(' + this._$text() + ')';
  }
}
export function itemgetter(...keys) {
  if (!keys.length) throw new TypeError_('itemgetter expected at least 1 argument, got 0');
  const k = keys[0];
  return operatorMade(keys.length === 1 ? o => getitem(o, k) : o => tuple_of(keys.map(key => getitem(o, key))), ItemGetter.prototype, () => keys.map(x => repr_(x)).join(', '));
}
statics(ItemGetter, itemgetter, 'operator.itemgetter');
class AttrGetter {
  __repr__() {
    return 'operator.attrgetter(' + this._$text() + ')';
  }
}
function attrPath(name) {
  if (typeof name !== 'string') throw new TypeError_('attribute name must be a string');
  const props = name.split('.').map(propName);
  return o => props.reduce((x, prop) => ga(x, prop), o);
}
export function attrgetter(...names) {
  if (!names.length) throw new TypeError_('attrgetter expected at least 1 argument, got 0');
  const paths = names.map(attrPath);
  return operatorMade(paths.length === 1 ? paths[0] : o => tuple_of(paths.map(path => path(o))), AttrGetter.prototype, () => names.map(x => repr_(x)).join(', '));
}
statics(AttrGetter, attrgetter, 'operator.attrgetter');
class MethodCaller {
  __repr__() {
    return 'operator.methodcaller(' + this._$text() + ')';
  }
}
export function methodcaller(name, ...given) {
  const kw = given[given.length - 1] instanceof Kw ? given.pop()._$names : {};
  return operatorMade(o => callmkw(o, propName(name), given, kw), MethodCaller.prototype, () => [repr_(name), ...given.map(x => repr_(x)), ...Object.keys(kw).map(key => key + '=' + repr_(kw[key]))].join(', '));
}
sig(methodcaller, '*args,**kw');
statics(MethodCaller, methodcaller, 'operator.methodcaller');

export {operatorNot as not_, operatorTruth as truth, operatorSet as setitem, operatorContains as contains, operatorCall as call, operatorGet as getitem, operatorDel as delitem};
function operatorGet(o, k) {
  return getitem(o, k);
}
function operatorDel(o, k) {
  delitem(o, k);
  return null;
}

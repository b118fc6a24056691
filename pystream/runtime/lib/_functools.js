// functools: what wraps functions from inside. The rest is functools.py.
import {Kw, callkw} from '../builtins/calls.js';
import {NotImplemented, fn, hidden, isclass, lookup, meth, method, sig, statics, typeName, typeOf} from '../builtins/core.js';
import {Dict, dict_get, dict_of, dict_set, key_drop, key_find} from '../builtins/dict.js';
import {TypeError_, ValueError} from '../builtins/exceptions.js';
import {it} from '../builtins/generators.js';
import {attrName, propName} from '../builtins/names.js';
import {eq, truth} from '../builtins/ops.js';
import {repr_} from '../builtins/repr.js';
import {tuple_of} from '../builtins/tuple.js';
import {namedtuple} from './_collections.js';

// ---- partial

export function partial(f, ...given) {
  const last = given[given.length - 1];
  const kw = last instanceof Kw ? given.pop()._$names : {};
  if (f === undefined) throw new TypeError_("type 'partial' takes at least one argument");
  if (typeof f !== 'function') throw new TypeError_('the first argument must be callable');
  return partialOf(f, given, kw);
}
function partialOf(f, given, kw) {
  if (f instanceof Partial) return partialOf(f.func, [...f.args, ...given], Object.assign({}, f._$kw, kw));
  let named = false;
  for (const name in kw) named = true;
  const p = (...more) => {
    const key = more[more.length - 1];
    if (key instanceof Kw) {
      more.pop();
      return callkw(f, [...given, ...more], Object.assign({}, kw, key._$names));
    }
    return named ? callkw(f, [...given, ...more], kw) : f(...given, ...more);
  };
  delete p.name;
  delete p.length;
  Object.setPrototypeOf(p, Partial.prototype);
  hidden(p, '_$sig', '*args,**kw');
  hidden(p, '_$kw', kw);
  hidden(p, 'func', f);
  hidden(p, 'args', tuple_of(given));
  return p;
}
class Partial {
  get keywords() {
    const d = new Dict();
    for (const name of Object.keys(this._$kw)) dict_set(d, name, this._$kw[name]);
    return d;
  }
  __repr__() {
    return 'functools.partial(' + [repr_(this.func), ...Array.from(this.args, x => repr_(x)), ...Object.keys(this._$kw).map(name => name + '=' + repr_(this._$kw[name]))].join(', ') + ')';
  }
}
sig(partial, '*args,**kw');
statics(Partial, partial, 'partial');

// ---- wraps

const wrapperNames = ['__module__', '__name__', '__qualname__', '__doc__', '__annotations__'];

/** update_wrapper(wrapper, wrapped, assigned, updated) */
export function update_wrapper(wrapper, wrapped, assigned, updated) {
  for (const name of assigned === undefined ? wrapperNames : it(assigned)) {
    const value = lookup(wrapped, propName(name));
    if (value !== undefined) wrapper[name] = value;
  }
  if (updated === undefined && typeof wrapped === 'function' && !isclass(wrapped)) for (const name of Object.keys(wrapped)) {
    if (attrName(name) !== undefined) wrapper[name] = wrapped[name];
  }
  wrapper.__wrapped__ = wrapped;
  return wrapper;
}
sig(update_wrapper, 'wrapper,wrapped,assigned=,updated=');

/** @wraps(wrapped) */
export function wraps(wrapped, assigned, updated) {
  return wrapper => update_wrapper(wrapper, wrapped, assigned, updated);
}
sig(wraps, 'wrapped,assigned=,updated=');

// ---- caches

function LruFunction() {}
/** @cache */
export function cache(f) {
  return lruOf(f, null, false);
}
sig(cache, 'user_function');
/** @lru_cache, @lru_cache(maxsize=128, typed=False) */
export function lru_cache(maxsize, typed) {
  if (typeof maxsize === 'function') return lruOf(maxsize, 128, false);
  if (maxsize !== undefined && maxsize !== null && typeof maxsize !== 'number') throw new TypeError_('Expected first argument to be an integer, a callable, or None');
  const most = maxsize === undefined ? 128 : maxsize === null ? null : Math.max(maxsize, 0);
  return f => lruOf(f, most, typed !== undefined && truth(typed));
}
sig(lru_cache, 'maxsize=,typed=');

const lruNames = {};
function lruKey(args, typed) {
  const last = args[args.length - 1];
  if (!typed && args.length === 1 && (typeof last === 'string' || typeof last === 'number')) return last;
  let key = args;
  if (last instanceof Kw) {
    key = args.slice(0, -1);
    key.push(lruNames);
    for (const name of Object.keys(last._$names)) key.push(name, last._$names[name]);
  }
  if (typed) key = [...key, ...key.map(typeOf)];
  return tuple_of([...key]);
}
function lruOf(f, most, typed) {
  fn(f);
  const state = {_$d: new Dict(), _$hits: 0, _$misses: 0, _$most: most, _$typed: typed};
  const wrapper = function (...args) {
    const key = lruKey(args, typed);
    const d = state._$d;
    let value = dict_get(d, key);
    if (value !== undefined) {
      state._$hits++;
      if (most !== null) {
        // the one used last goes to the end
        const kept = key_find(d, key);
        key_drop(d, kept);
        dict_set(d, kept, value);
      }
      return value;
    }
    state._$misses++;
    value = f(...args);
    if (most === 0) return value;
    dict_set(d, key, value ?? null);
    if (most !== null && d._$m.size > most) key_drop(d, d._$m.keys().next().value);
    return value;
  };
  Object.setPrototypeOf(wrapper, lruProto());
  hidden(wrapper, '_$lru', state);
  update_wrapper(wrapper, f);
  if (f._$sig !== undefined) sig(wrapper, f._$sig);
  return wrapper;
}
function lruProto() {
  const p = LruFunction.prototype;
  if (Object.getPrototypeOf(p) !== Function.prototype) Object.setPrototypeOf(p, Function.prototype);
  return p;
}
method(LruFunction, 'cache_info', function () {
  const s = this._$lru;
  return lruInfo()(s._$hits, s._$misses, s._$most, s._$d._$m.size);
}, undefined, true);
method(LruFunction, 'cache_clear', function () {
  const s = this._$lru;
  s._$d = new Dict();
  s._$hits = s._$misses = 0;
  return null;
}, undefined, true);
method(LruFunction, 'cache_parameters', function () {
  return dict_of(['maxsize', this._$lru._$most, 'typed', this._$lru._$typed]);
}, undefined, true);
function lruInfo() {
  return lruInfo._$made ??= namedtuple('CacheInfo', ['hits', 'misses', 'maxsize', 'currsize']);
}

// ---- cached_property

export class CachedProperty {
  constructor(f) {
    this.func = f;
    this.attrname = null;
  }
  get __doc__() {
    return lookup(this.func, '__doc__') ?? null;
  }
  __set_name__(owner, name) {
    if (this.attrname === null) this.attrname = name;
    else if (this.attrname !== name) throw new TypeError_(`Cannot assign the same cached_property to two different names (${repr_(this.attrname)} and ${repr_(name)}).`);
    return null;
  }
  __get__(o) {
    if (o === null) return this;
    const value = this.func(o);
    if (o._$class._$slots !== undefined) throw new TypeError_(`No '__dict__' attribute on ${repr_(typeName(o))} instance to cache ${repr_(this.attrname)} property.`);
    Object.defineProperty(o, propName(this.attrname), {value: value, writable: true, configurable: true, enumerable: true});
    return value;
  }
}
export function cached_property(f) {
  return new CachedProperty(f);
}
sig(cached_property, 'func');
statics(CachedProperty, cached_property, 'cached_property');

// ---- reduce, total_ordering

export function reduce(f, xs, initial) {
  let value = initial;
  fn(f);
  if (xs?.[Symbol.iterator] === undefined) throw new TypeError_('reduce() arg 2 must support iteration');
  for (const x of it(xs)) value = value === undefined ? x : f(value, x);
  if (value === undefined) throw new TypeError_('reduce() of empty iterable with no initial value');
  return value;
}
sig(reduce, 'function,iterable,initial=,/');

/** The order of these is the order in which a class's own operator is taken as the root. */
const orderOps = ['__lt__', '__le__', '__gt__', '__ge__'];
export function total_ordering(C) {
  const c = C.prototype;
  const root = orderOps.findIndex(name => c[name] !== undefined);
  if (root < 0) throw new ValueError('must define at least one ordering operation: < > <= >=');
  const had = orderOps.map(name => c[name] !== undefined);
  orderOps.forEach((name, i) => {
    if (!had[i]) C[name] = orderFrom(orderOps[root], root, i, C._$qual + '.' + name + '(self,other)');
  });
  return C;
}
function orderFrom(root, from, to, text) {
  const strict = from % 2 === 0;
  // against the root's direction, its answer is turned
  const against = from < 2 !== to < 2;
  const opposite = against && from % 2 !== to % 2;
  return meth(function (other) {
    const r = this[root](other);
    if (r === NotImplemented) return r;
    const yes = truth(r) !== against;
    if (opposite) return yes;
    return strict === against ? yes && !orderSame(this, other) : yes || orderSame(this, other);
  }, text);
}
function orderSame(a, b) {
  return truth(eq(a, b));
}
sig(total_ordering, 'cls');

// JavaScript's own objects in Python's hands: what goes into their methods and properties, and what comes back.
//
// A call of JavaScript's gets JavaScript's values: a dict as an object, a float as a number, bytes as a Uint8Array, a Python function as one that
// takes any number of arguments. Lists and instances go as they are, so that what comes back is what was put in. undefined comes back as None.
import {Bytes, BytesLike} from './bytes.js';
import {callmkw, parseSignature} from './calls.js';
import {getbound, isclass, no} from './core.js';
import {Coroutine, Task} from './coroutines.js';
import {Dict, dict_of, dict_set} from './dict.js';
import {Float} from './float.js';
import {FrozenSet, PySet, set_of} from './set.js';
import {fill_array, same, seq_slice} from './list.js';
import {IndexError, KeyError} from './exceptions.js';
import {Slice} from './slice.js';
import {tuple_of} from './tuple.js';

/** Whether o is JavaScript's: no value of Python's, neither its function nor its class; an Array is a list. */
export function jsown(o) {
  if (typeof o === 'function') return o._$mro === undefined && o._$sig === undefined && o._$func === undefined;
  return typeof o === 'object' && o !== null && o._$class === undefined && !Array.isArray(o);
}

/** v as an argument of a method of o, or as what a property of o becomes. Short, so that V8 inlines it: most often o is Python's. */
export function jsarg(o, v) {
  return typeof o === 'object' && o !== null && o._$class !== undefined ? v : jsargRare(o, v);
}
function jsargRare(o, v) {
  return jsown(o) ? jsout(v) : v;
}

/** v for JavaScript. */
export function jsout(v) {
  if (typeof v === 'function') return jscallback(v);
  if (typeof v !== 'object' || v === null) return v;
  if (v instanceof Float) return v.valueOf();
  if (v instanceof Dict) return jsobject(v);
  if (v instanceof BytesLike) return v.a;
  if (v instanceof Coroutine) return Promise.resolve(new Task(v));
  return Array.isArray(v) ? jslist(v) : v;
}

// The list itself, unless something in it has another form for JavaScript.
function jslist(v) {
  let made = v;
  for (let i = 0; i < v.length; i++) {
    const item = jsout(v[i]);
    if (item !== v[i]) {
      if (made === v) made = Array.from(v);
      made[i] = item;
    }
  }
  return made;
}

function jsobject(dict) {
  const made = {};
  for (const key of dict) made[String(jsout(key))] = jsout(dict.$get(key));
  return made;
}

/** Keyword arguments as JavaScript takes options: `from_` is its `from`. */
export function jsoptions(names) {
  const made = {};
  for (const name of Object.keys(names)) made[jsname(name)] = jsout(names[name]);
  return made;
}

/** 'class_' -> 'class': the words of Python that it cannot say as names. */
export function jsname(name) {
  return name.endsWith('_') && KEYWORDS.has(name.slice(0, -1)) ? name.slice(0, -1) : name;
}
const KEYWORDS = new Set('False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(' '));

/** JavaScript's function for a Python one: it takes what it has parameters for, and a coroutine starts at once. */
function jscallback(f) {
  if (!jspython(f)) return f;
  const all = jscallback._$all ??= new WeakMap();
  let made = all.get(f);
  if (made === undefined) {
    const most = jstakes(f);
    made = function (...args) {
      return jsout(f(...args.slice(0, most).map(jsin)));
    };
    all.set(f, made);
  }
  return made;
}

function jspython(f) {
  return isclass(f) || f._$sig !== undefined || f._$func !== undefined && (f._$func._$sig !== undefined || f._$func._$m === true) || f.__call__ !== undefined;
}

// How many arguments f takes by position.
function jstakes(f) {
  const called = isclass(f) ? f.prototype.__init__ : f._$func ?? (f._$sig === undefined ? f.__call__ : undefined) ?? f;
  const text = called?._$sig;
  if (text === undefined) return Infinity;
  const signature = parseSignature(text);
  if (signature._$star) return Infinity;
  return signature._$pos.length - (called._$m && text.includes('(') ? 1 : 0);
}

/** v as Python has it: None for undefined. */
export function jsin(v) {
  return v === undefined ? null : v;
}

/** A function of JavaScript's as Python calls it; `this` is its object. */
export function jsfn(f) {
  const all = jsfn._$all ??= new WeakMap();
  let made = all.get(f);
  if (made === undefined) {
    // A method has no prototype: getbound() takes it for one of the browser's.
    made = {call_(...args) {
      return jsin(Reflect.apply(f, this, args.map(jskeeps(this, f) ? jskey : jsout)));
    }}.call_;
    all.set(f, made);
  }
  return made;
}

// Collections give back what was put in; only a number must be one.
function jskeeps(o, f) {
  return (o instanceof Map || o instanceof Set || o instanceof WeakMap || o instanceof WeakSet) && f.name !== 'forEach';
}
function jskey(v) {
  return v instanceof Float ? v.valueOf() : v;
}

/** o.Name(..): an object of that class where o is JavaScript's, else the call. */
export function jsmake(o, prop, args) {
  if (jsown(o) && typeof o[prop] === 'function') return jsconstruct(o[prop], args);
  return (o?.[prop] ? o : no(o, prop))[prop](...args);
}
export function jsmakekw(o, prop, args, kw) {
  return jsown(o) && typeof o[prop] === 'function' ? jsconstruct(o[prop], [...args, jsoptions(kw)]) : callmkw(o, prop, args, kw);
}

/** C.new(..): `new C(..)` where C is JavaScript's, else the method. */
export function jsnew(C, args) {
  return jsown(C) && typeof C === 'function' ? jsconstruct(C, args) : (C?.new ? C : no(C, 'new')).new(...args);
}
export function jsnewkw(C, args, kw) {
  return jsown(C) && typeof C === 'function' ? jsconstruct(C, [...args, jsoptions(kw)]) : callmkw(C, 'new', args, kw);
}
// Collections keep what they are given.
function jsconstruct(C, args) {
  return Reflect.construct(C, args.map(C === Map || C === Set || C === WeakMap || C === WeakSet ? jskey : jsout));
}

/** str(o) of JavaScript's: what it says of itself, if anything. */
export function jstext(o) {
  return jsown(o) && typeof o === 'object' && typeof o.toString === 'function' && o.toString !== Object.prototype.toString ? String(o) : undefined;
}

// ---- items

/** o[k] of JavaScript's: a Map's value, a typed array's number, else the property of that name. */
export function jsget(o, k) {
  if (o instanceof Map) {
    if (!o.has(jskey(k))) throw new KeyError(k);
    return jsin(o.get(jskey(k)));
  }
  if (k instanceof Slice) return jsslice(o, k);
  const n = jsindex(o, k);
  if (n !== undefined && o[n] === undefined) throw new IndexError(ArrayBuffer.isView(o) ? 'array index out of range' : 'list index out of range');
  const value = o[n ?? jskey(k)];
  return typeof value === 'function' ? getbound(value, o, String(k)) : jsin(value);
}
export function jsset(o, k, v) {
  if (o instanceof Map) o.set(jskey(k), jskey(v));
  else {
    const n = jsindex(o, k);
    if (n !== undefined && ArrayBuffer.isView(o) && !(n in o)) throw new IndexError('array assignment index out of range');
    o[n ?? jskey(k)] = jsout(v);
  }
}
export function jsdelete(o, k) {
  if (!(o instanceof Map)) delete o[jskey(k)];
  else if (!o.delete(jskey(k))) throw new KeyError(k);
}
// The number of an item, counted from the end where negative; undefined for what has no numbered items.
function jsindex(o, k) {
  if (typeof k !== 'number' || typeof o.length !== 'number' || o[Symbol.iterator] === undefined) return undefined;
  return k < 0 ? k + o.length : k;
}
function jsslice(o, k) {
  const items = Array.from(o);
  const made = seq_slice(items, k.start, k.stop, k.step);
  return ArrayBuffer.isView(o) ? o.constructor.from(made) : made;
}
/** x in o: what has() says, else an item, else a property. */
export function jshas(o, x) {
  if (typeof o.has === 'function') return o.has(jskey(x));
  if (o[Symbol.iterator] === undefined) return jskey(x) in o;
  for (const v of o) if (same(v, x)) return true;
  return false;
}

// ---- by hand

/** to_js(value): a JavaScript value all through: arrays of their own, objects for dicts, Set for sets. */
export function to_js(v) {
  if (Array.isArray(v)) return Array.from(v, to_js);
  if (v instanceof Dict) {
    const made = {};
    for (const key of v) made[String(jsout(key))] = to_js(v.$get(key));
    return made;
  }
  if (v instanceof PySet || v instanceof FrozenSet) return new Set(Array.from(v, to_js));
  return jsout(v);
}

/** to_py(value): lists, dicts, sets and bytes for arrays, plain objects and Maps, Sets, ArrayBuffers; anything else stays. */
export function to_py(v) {
  if (v === undefined || v === null) return null;
  if (Array.isArray(v)) return v._$class === undefined || Object.getPrototypeOf(v) === Array.prototype ? v.map(to_py) : tuple_of(Array.from(v, to_py));
  if (typeof v !== 'object' || v._$class !== undefined) return v;
  if (v instanceof Map) return to_dict(v);
  if (v instanceof Set) return set_of(Array.from(v, to_py));
  if (v instanceof ArrayBuffer) return new Bytes(new Uint8Array(v.slice(0)));
  if (v instanceof Uint8Array) return new Bytes(v.slice());
  if (ArrayBuffer.isView(v) && v.length !== undefined) return fill_array([], v);
  const proto = Object.getPrototypeOf(v);
  return proto === null || proto === Object.prototype ? to_dict(Object.entries(v)) : v;
}
function to_dict(pairs) {
  const made = dict_of([]);
  for (const [key, value] of pairs) dict_set(made, to_py(key), to_py(value));
  return made;
}

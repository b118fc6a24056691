// What Python means by its operators and builtins, over Transcrypt's representation of values: list, tuple and set
// are arrays told apart by `__class__`, a dict is an object with text keys, an int and a float are one number.
//
// lower.py makes the calls. `__op_x__` is an operator, `__py_x__` a builtin; `isinstance`, `__t__` and `property` stand in
// for Transcrypt's own wherever a module imports those.

import {AttributeError, BaseException, Exception, IndexError, KeyError, NotImplementedError, StopIteration, ValueError, AssertionError, __class__, dict, isinstance as core_isinstance, list, py_TypeError, py_iter, py_typeof, repr, set, tuple} from './org.transcrypt.__runtime__.js';

const own = (object, key) => Object.prototype.propertyIsEnumerable.call(object, key);
const isList = value => Array.isArray(value) && value.__class__ === list;
const isTuple = value => Array.isArray(value) && value.__class__ === tuple;
const isSet = value => Array.isArray(value) && value.__class__ === set;
const isDict = value => value !== null && typeof value === 'object' && !Array.isArray(value) && value.__class__ === dict;
const isNumber = value => typeof value === 'number' || typeof value === 'boolean';

function typeName(value) {
  if (value === null || value === undefined) return 'NoneType';
  const type = py_typeof(value);
  return (type && type.__name__) || (value.constructor && value.constructor.name) || 'object';
}

function typeError(text) {
  return py_TypeError(text);
}

function like(model, items) {
  return isTuple(model) ? tuple(items) : items;
}

// An array or iterator over what Python iterates.
function iterate(value) {
  if (Array.isArray(value) || typeof value === 'string') return value;
  if (isDict(value)) return value.py_keys();
  if (value !== null && value !== undefined && typeof value !== 'number') {
    if (typeof value[Symbol.iterator] === 'function') return value;
    if (typeof value.__iter__ === 'function') return iterate(value.__iter__());
    if (typeof value.next === 'function') return {[Symbol.iterator]: () => value};
    if (typeof value.__next__ === 'function') return pythonIterator(value);
  }
  throw typeError(`'${typeName(value)}' object is not iterable`);
}

function* pythonIterator(value) {
  for (;;) {
    let item;
    try {
      item = value.__next__();
    } catch (error) {
      if (core_isinstance(error, StopIteration)) return;
      throw error;
    }
    yield item;
  }
}

// Arguments of a builtin: those by position, and an object of those by name.
function split(args) {
  const last = args[args.length - 1];
  if (last && typeof last === 'object' && Object.prototype.hasOwnProperty.call(last, '__kwargtrans__')) {
    return [args.slice(0, -1), last];
  }
  return [args, {}];
}

// Errors.

function errorClass(name, base) {
  return __class__(name, [base], {});
}
export const __py_ArithmeticError__ = errorClass('ArithmeticError', Exception);
export const __py_ZeroDivisionError__ = errorClass('ZeroDivisionError', __py_ArithmeticError__);
export const __py_OverflowError__ = errorClass('OverflowError', __py_ArithmeticError__);
export const __py_LookupError__ = errorClass('LookupError', Exception);
export const __py_RuntimeError__ = errorClass('RuntimeError', Exception);
export const __py_NameError__ = errorClass('NameError', Exception);
KeyError.__bases__ = [__py_LookupError__];
IndexError.__bases__ = [__py_LookupError__];
NotImplementedError.__bases__ = [__py_RuntimeError__];

// Transcrypt's own errors note a message that was not given as undefined.
const given = error => tuple(error.__args__.filter(each => each !== undefined));
const ERRORS = [Exception, ValueError, KeyError, IndexError, AttributeError, NotImplementedError, AssertionError, py_TypeError, StopIteration, __py_ArithmeticError__, __py_ZeroDivisionError__, __py_OverflowError__, __py_LookupError__, __py_RuntimeError__, __py_NameError__];
for (const each of ERRORS) {
  const shown = each === KeyError ? __py_repr__ : __py_str__;
  const text = error => (given(error).length > 1 ? __py_repr__(given(error)) : given(error).map(part => shown(part)).join(''));
  const parts = {
    args: {get() { return given(this); }, set(value) { this.__args__ = value; }},
    __str__: {get() { return () => text(this); }},
    __repr__: {get() { return () => this.__class__.__name__ + __py_repr__(given(this)).replace(/,\)$/, ')'); }},
  };
  for (const name in parts) Object.defineProperty(each, name, {...parts[name], enumerable: true, configurable: true});
}

// JavaScript's own errors are caught as what Python would have raised.
function nativeClasses(error) {
  if (error instanceof ReferenceError) return [__py_NameError__];
  if (error instanceof RangeError) return [__py_RuntimeError__, ValueError];
  if (error instanceof TypeError) return [py_TypeError, AttributeError];
  return [];
}

export function isinstance(value, classes) {
  if (Array.isArray(classes)) return classes.some(each => isinstance(value, each));
  if (value === null || value === undefined) return false;
  if (value instanceof Error) {
    return classes === Exception || classes === BaseException || nativeClasses(value).includes(classes);
  }
  if (typeof classes === 'function' && !classes.__name__) return value instanceof classes;
  return core_isinstance(value, classes);
}

// What `raise error` throws: an instance, made here if only its class is named.
export function __op_error__(error) {
  return typeof error === 'function' && error.__bases__ ? error() : error;
}

export function property(getter, setter) {
  return {
    get() { return getter(this); },
    set(value) {
      if (!setter) throw AttributeError('property has no setter');
      setter(this, value);
    },
    enumerable: true,
  };
}

// Truth: the value itself where it is true, false where it is not.
export function __t__(value) {
  if (value === null || value === undefined) return false;
  if (isNumber(value)) return value;
  if (typeof value === 'string' || Array.isArray(value)) return value.length ? value : false;
  if (isDict(value)) return value.py_keys().length ? value : false;
  if (typeof value.__bool__ === 'function') return value.__bool__() ? value : false;
  if (typeof value.__len__ === 'function') return value.__len__() ? value : false;
  return value;
}

// Comparison.

export function __op_eq__(a, b) {
  if (a === b) return true;
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) === (b ?? null);
  if (typeof a === 'string') return false;
  if (isNumber(a)) return isNumber(b) ? Number(a) === Number(b) : typeof b === 'object' && reflected(a, b);
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.__class__ !== b.__class__ || a.length !== b.length) return false;
    if (isSet(a)) return a.every(item => __op_in__(item, b));
    return a.every((item, index) => __op_eq__(item, b[index]));
  }
  if (isDict(a)) {
    if (!isDict(b)) return false;
    const keys = a.py_keys();
    return keys.length === b.py_keys().length && keys.every(key => own(b, key) && __op_eq__(a[key], b[key]));
  }
  if (a instanceof Date) return b instanceof Date && a.getTime() === b.getTime();
  if (typeof a.__eq__ === 'function') return a.__eq__(b);
  return reflected(a, b);
}

function reflected(a, b) {
  return !Array.isArray(b) && typeof b.__eq__ === 'function' ? b.__eq__(a) : false;
}

export function __op_ne__(a, b) {
  if (a && typeof a === 'object' && !Array.isArray(a) && typeof a.__ne__ === 'function') return a.__ne__(b);
  return !__op_eq__(a, b);
}

// A function that returns nothing gives undefined, which is None too.
export function __op_is_none__(value) {
  return value === null || value === undefined;
}
export function __op_is_not_none__(value) {
  return value !== null && value !== undefined;
}

// Negative, zero or positive as a is less than, equal to or greater than b; undefined: it is not for us to say.
function order(a, b) {
  if (isNumber(a) && isNumber(b)) return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (a instanceof Date && b instanceof Date) return a - b;
  if ((isList(a) && isList(b)) || (isTuple(a) && isTuple(b))) {
    for (let index = 0; index < Math.min(a.length, b.length); index++) {
      if (!__op_eq__(a[index], b[index])) return __op_lt__(a[index], b[index]) ? -1 : 1;
    }
    return a.length - b.length;
  }
  return undefined;
}

function compare(a, b, symbol, name, mirrored, builtin, sets) {
  if (typeof a === 'number' && typeof b === 'number') return builtin(a - b, a, b);
  if (isSet(a) && isSet(b)) return sets(a, b);
  const result = order(a, b);
  if (result !== undefined) return builtin(result, a, b);
  if (a && !Array.isArray(a) && typeof a[name] === 'function') return a[name](b);
  if (b && !Array.isArray(b) && typeof b[mirrored] === 'function') return b[mirrored](a);
  throw typeError(`'${symbol}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

const within = (a, b) => a.every(item => __op_in__(item, b));

export function __op_lt__(a, b) {
  return compare(a, b, '<', '__lt__', '__gt__', sign => sign < 0, (x, y) => x.length < y.length && within(x, y));
}
export function __op_gt__(a, b) {
  return compare(a, b, '>', '__gt__', '__lt__', sign => sign > 0, (x, y) => x.length > y.length && within(y, x));
}
export function __op_le__(a, b) {
  return compare(a, b, '<=', '__le__', '__ge__', sign => sign <= 0, within);
}
export function __op_ge__(a, b) {
  return compare(a, b, '>=', '__ge__', '__le__', sign => sign >= 0, (x, y) => within(y, x));
}

export function __op_in__(item, container) {
  if (typeof container === 'string') {
    if (typeof item !== 'string') throw typeError(`'in <string>' requires string, not ${typeName(item)}`);
    return container.includes(item);
  }
  if (Array.isArray(container)) return container.some(each => __op_eq__(each, item));
  if (isDict(container)) return typeof item === 'string' && own(container, item);
  if (container !== null && container !== undefined && typeof container.__contains__ === 'function') {
    return container.__contains__(item);
  }
  for (const each of iterate(container)) if (__op_eq__(each, item)) return true;
  return false;
}
export function __op_not_in__(item, container) {
  return !__op_in__(item, container);
}

// Arithmetic.

// The operator of a class of the user's, by its name in Python.
function custom(a, b, name, symbol) {
  if (a && typeof a === 'object' && !Array.isArray(a) && typeof a[`__${name}__`] === 'function') return a[`__${name}__`](b);
  if (b && typeof b === 'object' && !Array.isArray(b) && typeof b[`__r${name}__`] === 'function') return b[`__r${name}__`](a);
  throw typeError(`unsupported operand type(s) for ${symbol}: '${typeName(a)}' and '${typeName(b)}'`);
}

export function __op_add__(a, b) {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (isNumber(a) && isNumber(b)) return Number(a) + Number(b);
  if ((isList(a) && isList(b)) || (isTuple(a) && isTuple(b))) return like(a, [...a, ...b]);
  return custom(a, b, 'add', '+');
}
export function __op_sub__(a, b) {
  if (isNumber(a) && isNumber(b)) return a - b;
  if (isSet(a) && isSet(b)) return set(a.filter(item => !__op_in__(item, b)));
  return custom(a, b, 'sub', '-');
}
export function __op_mul__(a, b) {
  if (isNumber(a) && isNumber(b)) return a * b;
  if (Number.isInteger(b) && (typeof a === 'string' || isList(a) || isTuple(a))) return repeat(a, b);
  if (Number.isInteger(a) && (typeof b === 'string' || isList(b) || isTuple(b))) return repeat(b, a);
  return custom(a, b, 'mul', '*');
}
function repeat(items, times) {
  if (typeof items === 'string') return items.repeat(Math.max(0, times));
  const result = [];
  for (let count = 0; count < times; count++) result.push(...items);
  return like(items, result);
}
export function __op_truediv__(a, b) {
  if (!isNumber(a) || !isNumber(b)) return custom(a, b, 'truediv', '/');
  if (Number(b) === 0) throw __py_ZeroDivisionError__('division by zero');
  return a / b;
}
export function __op_floordiv__(a, b) {
  if (!isNumber(a) || !isNumber(b)) return custom(a, b, 'floordiv', '//');
  if (Number(b) === 0) throw __py_ZeroDivisionError__('integer division or modulo by zero');
  return Math.floor(a / b);
}
export function __op_mod__(a, b) {
  if (typeof a === 'string') throw typeError('text % values is not compiled; use an f-string');
  if (!isNumber(a) || !isNumber(b)) return custom(a, b, 'mod', '%');
  if (Number(b) === 0) throw __py_ZeroDivisionError__('integer division or modulo by zero');
  return ((a % b) + Number(b)) % b;
}
export function __op_pow__(a, b) {
  if (!isNumber(a) || !isNumber(b)) return custom(a, b, 'pow', '**');
  if (Number(a) === 0 && b < 0) throw __py_ZeroDivisionError__('0.0 cannot be raised to a negative power');
  return a ** b;
}
export function __op_neg__(a) {
  return isNumber(a) ? -a : a.__neg__();
}
export function __op_invert__(a) {
  return isNumber(a) ? -a - 1 : a.__invert__();
}
export function __op_lshift__(a, b) {
  return isNumber(a) && isNumber(b) ? a * 2 ** b : custom(a, b, 'lshift', '<<');
}
export function __op_rshift__(a, b) {
  return isNumber(a) && isNumber(b) ? Math.floor(a / 2 ** b) : custom(a, b, 'rshift', '>>');
}

// JavaScript's own bit operators cut their operands to 32 bits.
function bits(a, b, operate) {
  const result = Number(operate(BigInt(Number(a)), BigInt(Number(b))));
  return typeof a === 'boolean' && typeof b === 'boolean' ? Boolean(result) : result;
}
export function __op_or__(a, b) {
  if (isNumber(a) && isNumber(b)) return bits(a, b, (x, y) => x | y);
  if (isSet(a) && isSet(b)) return __py_set__([...a, ...b]);
  if (isDict(a) && isDict(b)) return __op_dict__(a, b);
  return custom(a, b, 'or', '|');
}
export function __op_and__(a, b) {
  if (isNumber(a) && isNumber(b)) return bits(a, b, (x, y) => x & y);
  if (isSet(a) && isSet(b)) return set(a.filter(item => __op_in__(item, b)));
  return custom(a, b, 'and', '&');
}
export function __op_xor__(a, b) {
  if (isNumber(a) && isNumber(b)) return bits(a, b, (x, y) => x ^ y);
  if (isSet(a) && isSet(b)) return __op_or__(__op_sub__(a, b), __op_sub__(b, a));
  return custom(a, b, 'xor', '^');
}

const operators = {add: __op_add__, sub: __op_sub__, mul: __op_mul__, truediv: __op_truediv__, floordiv: __op_floordiv__, mod: __op_mod__, pow: __op_pow__, or: __op_or__, and: __op_and__, xor: __op_xor__, lshift: __op_lshift__, rshift: __op_rshift__};

// `a += b`: what can change in place does, so that its other names see it.
export function __op_inplace__(name, a, b) {
  if (isList(a) && name === 'add') {
    a.push(...[...iterate(b)]);
    return a;
  }
  if (a && typeof a === 'object' && !Array.isArray(a) && typeof a[`__i${name}__`] === 'function') return a[`__i${name}__`](b);
  const result = operators[name](a, b);
  if (isSet(a) || (isList(a) && name === 'mul')) {
    a.splice(0, a.length, ...result);
    return a;
  }
  if (isDict(a)) {
    Object.assign(a, result);
    return a;
  }
  return result;
}

// Items and slices.

function place(container, key) {
  if (!Number.isInteger(key) && typeof key !== 'boolean') {
    throw typeError(`${typeName(container)} indices must be integers or slices, not ${typeName(key)}`);
  }
  const index = Number(key) < 0 ? container.length + key : Number(key);
  if (index < 0 || index >= container.length) throw IndexError(`${typeName(container)} index out of range`);
  return index;
}

// Keys are text: an int would silently become its digits, a tuple a text with commas.
function textKey(key) {
  if (typeof key !== 'string') {
    throw typeError(`a dict's keys are text in this engine, got ${typeName(key)}: use str(key)`);
  }
  if (key === 'constructor' || key === '__proto__' || key.startsWith('py_') || (key.startsWith('__') && key.endsWith('__'))) {
    throw typeError(`a dict cannot hold the key '${key}' in this engine`);
  }
  return key;
}

export function __op_getitem__(container, key) {
  if (Array.isArray(container) && !isSet(container)) return container[place(container, key)];
  if (typeof container === 'string') return container[place(container, key)];
  if (container instanceof Uint8Array) return container[place(container, key)];
  if (isDict(container)) {
    if (!own(container, textKey(key))) throw KeyError(key);
    return container[key];
  }
  if (container === null || container === undefined || isSet(container) || isNumber(container)) {
    throw typeError(`'${typeName(container)}' object is not subscriptable`);
  }
  if (typeof container.__getitem__ === 'function') return container.__getitem__(key);
  return container[key] ?? null;
}

export function __op_setitem__(value, container, key) {
  if (isList(container)) container[place(container, key)] = value;
  else if (isDict(container)) container[textKey(key)] = value;
  else if (container === null || typeof container !== 'object' || Array.isArray(container)) {
    throw typeError(`'${typeName(container)}' object does not support item assignment`);
  } else if (typeof container.__setitem__ === 'function') container.__setitem__(key, value);
  else container[key] = value;
}

export function __op_delitem__(container, key) {
  if (isList(container)) container.splice(place(container, key), 1);
  else if (isDict(container)) {
    if (!own(container, textKey(key))) throw KeyError(key);
    delete container[key];
  } else if (container && typeof container.__delitem__ === 'function') container.__delitem__(key);
  else if (container === null || typeof container !== 'object' || Array.isArray(container)) {
    throw typeError(`'${typeName(container)}' object doesn't support item deletion`);
  } else delete container[key];
}

// The indices that start:stop:step names in a sequence of `length` items.
function indices(length, start, stop, step) {
  step ??= 1;
  if (step === 0) throw ValueError('slice step cannot be zero');
  const low = step > 0 ? 0 : -1;
  const high = step > 0 ? length : length - 1;
  const clamp = (index, otherwise) =>
    index === null || index === undefined ? otherwise : Math.min(high, Math.max(low, index < 0 ? index + length : index));
  const from = clamp(start, step > 0 ? low : high);
  const to = clamp(stop, step > 0 ? high : low);
  const result = [];
  for (let index = from; step > 0 ? index < to : index > to; index += step) result.push(index);
  return result;
}

export function __op_getslice__(container, start, stop, step) {
  if (typeof container !== 'string' && (!Array.isArray(container) || isSet(container))) {
    throw typeError(`'${typeName(container)}' object cannot be sliced`);
  }
  const items = indices(container.length, start, stop, step).map(index => container[index]);
  return typeof container === 'string' ? items.join('') : like(container, items);
}

export function __op_setslice__(value, container, start, stop, step) {
  if (!isList(container)) throw typeError(`'${typeName(container)}' object does not support slice assignment`);
  const items = [...iterate(value)];
  const places = indices(container.length, start, stop, step);
  if ((step ?? 1) === 1) {
    const from = places.length ? places[0] : indices(container.length, start, null, 1)[0] ?? container.length;
    container.splice(from, places.length, ...items);
  } else if (items.length === places.length) {
    places.forEach((at, index) => { container[at] = items[index]; });
  } else if (items.length === 0) {
    for (const at of places.sort((a, b) => b - a)) container.splice(at, 1);
  } else {
    throw ValueError(`attempt to assign sequence of size ${items.length} to extended slice of size ${places.length}`);
  }
}

// `a, *b, c = value`: `count` names before the star, `after` behind it; without a star `after` is null.
export function __op_unpack__(value, count, after) {
  const items = [...iterate(value)];
  if (after === null ? items.length < count : items.length < count + after) {
    const wanted = after === null ? count : `at least ${count + after}`;
    throw ValueError(`not enough values to unpack (expected ${wanted}, got ${items.length})`);
  }
  if (after === null) {
    if (items.length > count) throw ValueError(`too many values to unpack (expected ${count})`);
    return items;
  }
  const end = items.length - after;
  return [...items.slice(0, count), items.slice(count, end), ...items.slice(end)];
}

export function __op_chain__(...parts) {
  return parts.flatMap(part => [...iterate(part)]);
}

// A dict of dicts and of lists of pairs, later ones win.
export function __op_dict__(...parts) {
  const result = dict();
  for (const part of parts) {
    const pairs = isDict(part) ? part.py_keys().map(key => [key, part[key]]) : iterate(part);
    for (const pair of pairs) {
      const [key, value] = __op_unpack__(pair, 2, null);
      result[textKey(key)] = value;
    }
  }
  return result;
}

// Methods that a dict has and other things have too.

export function __op_get__(object, key, otherwise = null, ...more) {
  if (isDict(object)) return own(object, textKey(key)) ? object[key] : otherwise;
  return method(object, 'get', [...arguments].slice(1));
}
export function __op_items__(object) {
  if (isDict(object)) return object.py_keys().map(key => tuple([key, object[key]]));
  return method(object, 'items', [...arguments].slice(1));
}
export function __op_pop__(object, key) {
  if (isDict(object)) {
    if (own(object, textKey(key))) {
      const value = object[key];
      delete object[key];
      return value;
    }
    if (arguments.length < 3) throw KeyError(key);
    return arguments[2];
  }
  if (isList(object)) {
    if (!object.length) throw IndexError('pop from empty list');
    return object.splice(place(object, key ?? -1), 1)[0];
  }
  if (isSet(object)) {
    if (!object.length) throw KeyError('pop from an empty set');
    return object.shift();
  }
  return method(object, 'pop', [...arguments].slice(1));
}
export function __op_setdefault__(object, key, value = null) {
  if (!isDict(object)) return method(object, 'setdefault', [...arguments].slice(1));
  if (!own(object, textKey(key))) object[key] = value;
  return object[key];
}

export function __op_update__(object, ...given) {
  if (!isDict(object)) return method(object, 'update', given);
  const added = __py_dict__(...given);
  for (const key of added.py_keys()) object[key] = added[key];
  return null;
}

// `key=counts.get`: a method of a builtin that is read without being called stays with its object.
export function __op_bound__(object, name) {
  if (name === 'get' && isDict(object)) return (...given) => __op_get__(object, ...given);
  const found = object[`py_${name}`] ?? object[name];
  return Array.isArray(object) && typeof found === 'function' ? found.bind(object) : found;
}

// Transcrypt calls Python's own `get` `py_get`; an object of the browser has it under its plain name.
function method(object, name, given) {
  const found = object[`py_${name}`] ?? object[name];
  if (typeof found !== 'function') throw AttributeError(`'${typeName(object)}' object has no attribute '${name}'`);
  return found.apply(object, given);
}

// Text.

// `x` to `digits` places, ties to even as Python does; toFixed alone takes ties away from zero.
function fixed(x, digits) {
  const exact = x.toFixed(Math.min(100, digits + 40));
  const cut = exact.indexOf('.') + 1 + digits;
  const kept = exact.slice(0, digits ? cut : cut - 1);
  const tie = /^50*$/.test(exact.slice(cut));
  return tie && Number(kept[kept.length - 1]) % 2 === 0 ? kept : x.toFixed(digits);
}

export function __op_format__(value, spec, conversion) {
  if (conversion) value = conversion === 's' ? __py_str__(value) : __py_repr__(value);
  if (value && typeof value === 'object' && typeof value.__format__ === 'function') return value.__format__(spec);
  return spec ? formatted(value, spec) : __py_str__(value);
}

// [[fill]align][sign][#][0][width][grouping][.precision][type]
const SPEC = /^(?:(.)?([<>=^]))?([+ -])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;

function formatted(value, spec) {
  const parts = SPEC.exec(spec);
  const type = parts?.[9] ?? '';
  const kind = isNumber(value) ? (type === 's' ? '' : 'number') : typeof value === 'string' ? 'text' : '';
  if (!parts || !kind || (kind === 'text' && type !== '' && type !== 's')) {
    throw ValueError(`Invalid format specifier '${spec}' for object of type '${typeName(value)}'`);
  }
  const [, fill, align, sign, alternate, zero, width = 0, grouping, precision] = parts;
  let lead = '';
  let body = value;
  if (kind === 'number') {
    const number = Number(value);
    lead = number < 0 || Object.is(number, -0) ? '-' : sign && sign !== '-' ? sign : '';
    body = digits(Math.abs(number), type, precision === undefined ? undefined : Number(precision));
    if (grouping) body = body.replace(/^\d+/, whole => whole.replace(/\B(?=(\d{3})+$)/g, grouping));
    if (alternate && 'xobX'.includes(type)) lead += `0${type}`;
  } else if (precision !== undefined) {
    body = value.slice(0, precision);
  }
  const space = Math.max(0, width - lead.length - body.length);
  const padding = (fill ?? (zero ? '0' : ' ')).repeat(space);
  const side = align ?? (kind === 'text' ? '<' : zero ? '=' : '>');
  if (side === '<') return lead + body + padding;
  if (side === '=') return lead + padding + body;
  if (side === '>') return padding + lead + body;
  const left = Math.floor(space / 2);
  return padding.slice(0, left) + lead + body + padding.slice(left);
}

function digits(number, type, precision) {
  if (!Number.isFinite(number)) return __py_repr__(number);
  const exponent = text => text.replace(/e([+-])(\d)$/, 'e$10$2');
  switch (type) {
    case 'd': case 'n': if (Number.isInteger(number)) return String(number); break;
    case 'x': return number.toString(16);
    case 'X': return number.toString(16).toUpperCase();
    case 'o': return number.toString(8);
    case 'b': return number.toString(2);
    case 'c': return String.fromCodePoint(number);
    case 'f': case 'F': return number < 1e21 ? fixed(number, precision ?? 6) : String(BigInt(number));
    case '%': return `${fixed(number * 100, precision ?? 6)}%`;
    case 'e': return exponent(number.toExponential(precision ?? 6));
    case '': if (precision === undefined) return __py_repr__(number);
    // falls through
    case 'g': {
      const places = Math.max(1, precision ?? 6);
      const text = number.toPrecision(places);
      const tidy = part => (part.includes('.') ? part.replace(/\.?0+$/, '') : part);
      const [mantissa, power] = text.split('e');
      // toPrecision keeps small numbers plain for longer than Python does.
      if (power === undefined && number !== 0 && number < 1e-4) {
        const [small, tiny] = number.toExponential(places - 1).split('e');
        return exponent(`${tidy(small)}e${tiny}`);
      }
      return power === undefined ? tidy(mantissa) : exponent(`${tidy(mantissa)}e${power}`);
    }
  }
  throw ValueError(`Unknown format code '${type}' for object of type '${typeName(number)}'`);
}

export function __op_concat__(...parts) {
  return parts.join('');
}

export function __py_str__(value) {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return arguments.length ? 'None' : '';
  if (value instanceof Error) return value.message;
  if (value.__class__ && !Array.isArray(value) && !isDict(value) && typeof value.__str__ === 'function') return value.__str__();
  return __py_repr__(value);
}

export function __py_repr__(value) {
  if (value === null || value === undefined) return 'None';
  if (Array.isArray(value)) {
    const inner = value.map(__py_repr__).join(', ');
    if (isTuple(value)) return value.length === 1 ? `(${inner},)` : `(${inner})`;
    if (isSet(value)) return value.length ? `{${inner}}` : 'set()';
    return `[${inner}]`;
  }
  if (isDict(value)) {
    return `{${value.py_keys().map(key => `${__py_repr__(key)}: ${__py_repr__(value[key])}`).join(', ')}}`;
  }
  if (value instanceof Error) return `${value.name}(${repr(value.message)})`;
  if (typeof value === 'number') return number(value);
  return repr(value);
}

function number(value) {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}

let printed = '';
export function __py_print__(...given) {
  const [items, {sep = ' ', end = '\n'}] = split(given);
  const lines = (printed + items.map(item => __py_str__(item)).join(sep ?? ' ') + (end ?? '\n')).split('\n');
  // The console writes whole lines; what has no end yet waits for it.
  printed = lines.pop();
  if (lines.length) console.log(lines.join('\n'));
}

export function __py_format__(value, spec = '') {
  return __op_format__(value, spec, '');
}

// Numbers.

export function __py_int__(value = 0, base) {
  [[value, base]] = [[value, base && base.__kwargtrans__ === null ? base.base : base]];
  if (isNumber(value)) {
    if (!Number.isFinite(Number(value))) throw ValueError('cannot convert float infinity or NaN to integer');
    return Math.trunc(value);
  }
  if (typeof value === 'string') {
    const text = value.trim().replace(/(?<=\w)_(?=\w)/g, '');
    const digits = text.replace(/^[+-]/, '').toLowerCase();
    const radix = base ?? 10;
    const plain = radix === 16 ? digits.replace(/^0x/, '') : radix === 2 ? digits.replace(/^0b/, '') : digits;
    const valid = plain && [...plain].every(digit => /[0-9a-z]/.test(digit) && parseInt(digit, 36) < radix);
    if (!valid) throw ValueError(`invalid literal for int() with base ${radix}: ${repr(value)}`);
    return (text.startsWith('-') ? -1 : 1) * parseInt(plain, radix);
  }
  if (value && typeof value.__int__ === 'function') return value.__int__();
  throw typeError(`int() argument must be a string or a number, not '${typeName(value)}'`);
}

export function __py_float__(value = 0) {
  if (isNumber(value)) return Number(value);
  if (typeof value === 'string') {
    const text = value.trim().replace(/(?<=\d)_(?=\d)/g, '');
    if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
    const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
    if (special) return special[2].toLowerCase() === 'nan' ? NaN : special[1] === '-' ? -Infinity : Infinity;
    throw ValueError(`could not convert string to float: ${repr(value)}`);
  }
  if (value && typeof value.__float__ === 'function') return value.__float__();
  throw typeError(`float() argument must be a string or a number, not '${typeName(value)}'`);
}

export function __py_round__(value, digits) {
  if (!Number.isFinite(value)) return value;
  digits ??= 0;
  if (digits < 0) return Number(fixed(value * 10 ** digits, 0)) / 10 ** digits;
  return Number(fixed(value, digits));
}

// Collections.

export function __py_len__(value) {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (isDict(value)) return value.py_keys().length;
  if (value !== null && value !== undefined && typeof value.__len__ === 'function') return value.__len__();
  if (value !== null && typeof value === 'object' && typeof value.length === 'number') return value.length;
  throw typeError(`object of type '${typeName(value)}' has no len()`);
}
export function __py_list__(items = []) {
  return [...iterate(items)];
}
export function __py_tuple__(items = []) {
  return tuple([...iterate(items)]);
}
export function __py_set__(items = []) {
  const result = set();
  for (const item of iterate(items)) result.add(item);
  return result;
}
export function __py_dict__(...given) {
  const [parts, named] = split(given);
  const result = __op_dict__(...parts);
  for (const key in named) if (key !== '__kwargtrans__' && key !== 'constructor') result[textKey(key)] = named[key];
  return result;
}

export function __py_all__(items) {
  for (const item of iterate(items)) if (!__t__(item)) return false;
  return true;
}
export function __py_any__(items) {
  for (const item of iterate(items)) if (__t__(item)) return true;
  return false;
}
export function __py_sum__(...given) {
  const [[items, first], named] = split(given);
  let result = first ?? named.start ?? 0;
  for (const item of iterate(items)) result = __op_add__(result, item);
  return result;
}

function extreme(given, name, better) {
  const [values, named] = split(given);
  const items = [...iterate(values.length === 1 ? values[0] : values)];
  if (!items.length) {
    if ('default' in named || 'py_default' in named) return named.default ?? named.py_default ?? null;
    throw ValueError(`${name}() arg is an empty sequence`);
  }
  const key = named.key ?? (item => item);
  return items.reduce((best, item) => (better(key(item), key(best)) ? item : best));
}
export function __py_max__(...given) {
  return extreme(given, 'max', __op_gt__);
}
export function __py_min__(...given) {
  return extreme(given, 'min', __op_lt__);
}

function sort(items, {key, reverse}) {
  const rows = items.map(item => [key ? key(item) : item, item]);
  const sign = __t__(reverse) ? -1 : 1;
  rows.sort((a, b) => (__op_lt__(a[0], b[0]) ? -sign : __op_lt__(b[0], a[0]) ? sign : 0));
  return rows.map(row => row[1]);
}
export function __py_sorted__(...given) {
  const [[items], named] = split(given);
  return sort([...iterate(items)], named);
}
export function* __py_enumerate__(...given) {
  const [[items, first], named] = split(given);
  let index = first ?? named.start ?? 0;
  for (const item of iterate(items)) yield tuple([index++, item]);
}
export function* __py_zip__(...given) {
  const [lists, {strict = false}] = split(given);
  const iterators = lists.map(items => iterate(items)[Symbol.iterator]());
  while (iterators.length) {
    const steps = [];
    for (const iterator of iterators) {
      const step = iterator.next();
      if (step.done && !(strict && steps.length)) {
        if (strict && iterators.slice(1).some(other => !other.next().done)) break;
        return;
      }
      if (step.done) break;
      steps.push(step.value);
    }
    if (steps.length < iterators.length) throw ValueError('zip() arguments have different lengths');
    yield tuple(steps);
  }
}
export function* __py_map__(work, ...lists) {
  if (lists.length === 1) for (const item of iterate(lists[0])) yield work(item);
  else for (const items of __py_zip__(...lists)) yield work(...items);
}
export function* __py_filter__(test, items) {
  for (const item of iterate(items)) if (__t__(test === null ? item : test(item))) yield item;
}
export function __py_reversed__(items) {
  return (typeof items === 'string' ? [...items] : [...iterate(items)]).reverse();
}
export function __py_range__(start, stop, step = 1) {
  if (stop === undefined) [start, stop] = [0, start];
  if (![start, stop, step].every(Number.isInteger)) throw typeError('range() takes whole numbers');
  if (step === 0) throw ValueError('range() arg 3 must not be zero');
  const result = [];
  for (let at = start; step > 0 ? at < stop : at > stop; at += step) result.push(at);
  return result;
}
export function __py_iter__(value) {
  const own = value !== null && typeof value === 'object' && !Array.isArray(value) && !isDict(value);
  return own ? py_iter(value) : iterate(value)[Symbol.iterator]();
}
export function __py_next__(iterator, otherwise) {
  if (typeof iterator.__next__ !== 'function') {
    const step = iterator.next();
    if (!step.done) return step.value;
  } else {
    try {
      return iterator.__next__();
    } catch (error) {
      if (!core_isinstance(error, StopIteration)) throw error;
    }
  }
  if (arguments.length < 2) throw StopIteration();
  return otherwise;
}

// A class is a JavaScript function, which has a `name` of its own: Python's stands in `py_name`.
function attribute(object, name) {
  const renamed = object[`py_${name}`];
  return renamed !== undefined ? renamed : object[name];
}
export function __py_hasattr__(object, name) {
  return object !== null && object !== undefined && attribute(object, name) !== undefined;
}
export function __py_getattr__(object, name, otherwise) {
  if (__py_hasattr__(object, name)) return attribute(object, name);
  if (otherwise !== undefined) return otherwise;
  throw AttributeError(`'${typeName(object)}' object has no attribute '${name}'`);
}

// Methods that Transcrypt lacks or has wrong.

function methods(prototype, added) {
  for (const name in added) {
    Object.defineProperty(prototype, name, {value: added[name], writable: true, configurable: true, enumerable: false});
  }
}

const strip = (text, chars, left, right) => {
  const drop = chars === undefined || chars === null ? char => /\s/.test(char) : char => chars.includes(char);
  let from = 0;
  let to = text.length;
  while (left && from < to && drop(text[from])) from++;
  while (right && to > from && drop(text[to - 1])) to--;
  return text.slice(from, to);
};
const pad = (text, width, fill, left, right) => fill.repeat(Math.max(0, left)) + text + fill.repeat(Math.max(0, right));
const words = text => text.toLowerCase().replace(/\p{L}+/gu, word => word[0].toUpperCase() + word.slice(1));

methods(String.prototype, {
  strip(chars) { return strip(String(this), chars, true, true); },
  lstrip(chars) { return strip(String(this), chars, true, false); },
  rstrip(chars) { return strip(String(this), chars, false, true); },
  title() { return words(String(this)); },
  capitalize() { return this.charAt(0).toUpperCase() + this.slice(1).toLowerCase(); },
  casefold() { return this.toLowerCase(); },
  swapcase() {
    return [...this].map(char => (char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase())).join('');
  },
  count(part) { return part ? this.split(part).length - 1 : this.length + 1; },
  index(part) {
    if (!this.includes(part)) throw ValueError('substring not found');
    return this.indexOf(part);
  },
  zfill(width) {
    const [, sign, digits] = /^([+-]?)(.*)$/s.exec(this);
    return sign + digits.padStart(width - sign.length, '0');
  },
  ljust(width, fill = ' ') { return pad(this, width, fill, 0, width - this.length); },
  rjust(width, fill = ' ') { return pad(this, width, fill, width - this.length, 0); },
  center(width, fill = ' ') {
    const space = Math.max(0, width - this.length);
    const left = Math.floor(space / 2) + (space & width & 1);
    return pad(this, width, fill, left, space - left);
  },
  partition(part) {
    const at = this.indexOf(part);
    return tuple(at < 0 ? [String(this), '', ''] : [this.slice(0, at), part, this.slice(at + part.length)]);
  },
  rpartition(part) {
    const at = this.lastIndexOf(part);
    return tuple(at < 0 ? ['', '', String(this)] : [this.slice(0, at), part, this.slice(at + part.length)]);
  },
  removeprefix(part) { return this.startsWith(part) ? this.slice(part.length) : String(this); },
  removesuffix(part) { return part && this.endsWith(part) ? this.slice(0, -part.length) : String(this); },
  join(parts) {
    const items = [...iterate(parts)];
    const wrong = items.findIndex(item => typeof item !== 'string');
    if (wrong >= 0) throw typeError(`sequence item ${wrong}: expected str instance, ${typeName(items[wrong])} found`);
    return items.join(String(this));
  },
});

// What str.format() of Transcrypt calls.
methods(Number.prototype, {__format__(spec) { return __op_format__(Number(this), spec, ''); }});
methods(String.prototype, {__format__(spec) { return __op_format__(String(this), spec, ''); }});

function find(items, item) {
  return items.findIndex(each => __op_eq__(each, item));
}

methods(Array.prototype, {
  count(item) { return this.filter(each => __op_eq__(each, item)).length; },
  index(item) {
    const at = find(this, item);
    if (at < 0) throw ValueError(`${__py_repr__(item)} is not in ${typeName(this)}`);
    return at;
  },
  remove(item) {
    const at = find(this, item);
    if (at < 0) throw isSet(this) ? KeyError(item) : ValueError('list.remove(x): x not in list');
    this.splice(at, 1);
  },
  extend(items) { this.push(...[...iterate(items)]); },
  py_sort(...given) { this.splice(0, this.length, ...sort([...this], split(given)[1])); },
  add(item) { if (find(this, item) < 0) this.push(item); },
  discard(item) {
    const at = find(this, item);
    if (at >= 0) this.splice(at, 1);
  },
  union(...others) { return __py_set__([...this, ...__op_chain__(...others)]); },
  intersection(...others) { return others.reduce((left, other) => __op_and__(left, __py_set__(other)), this); },
  difference(...others) { return others.reduce((left, other) => __op_sub__(left, __py_set__(other)), this); },
  symmetric_difference(other) { return __op_xor__(this, __py_set__(other)); },
  issubset(other) { return within(this, __py_set__(other)); },
  issuperset(other) { return within(__py_set__(other), this); },
  isdisjoint(other) { return !this.some(item => __op_in__(item, other)); },
  py_update(...others) { for (const other of others) for (const item of iterate(other)) this.add(item); },
  py_copy() { return isSet(this) ? set([...this]) : like(this, [...this]); },
});

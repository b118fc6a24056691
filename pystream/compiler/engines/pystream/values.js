// Python values <-> JSON, and calls of Python functions by the browser half, for values as this engine has them.
import {hidden, isclass, typeName, typeOf} from './builtins/core.js';
import {Coroutine, Task, loopState} from './builtins/coroutines.js';
import {Dict, dict_of, dict_set} from './builtins/dict.js';
import {exceptionFrames, places} from './builtins/places.js';
import {exceptionLines, exceptionOnly} from './builtins/report.js';
import {RuntimeError, TypeError_, caught} from './builtins/exceptions.js';
import {Float, box} from './builtins/float.js';
import {importerror} from './builtins/modules.js';
import {propName, attrName} from './builtins/names.js';
import {asks, reached, said, spoken} from './builtins/reached.js';
import {recordClass} from './builtins/records.js';
import {FrozenSet, PySet, PyFrozenSetType, set_of} from './builtins/set.js';
import {Tuple, tuple_of} from './builtins/tuple.js';
import {Bytes, ByteArray} from './builtins/bytes.js';

export {Bytes, ByteArray, Dict, Float, FrozenSet, PySet, Tuple};

// Of the values of a class `write` makes what travels.
export function travels(made, write) {
  hidden(made.prototype, '_$wire', write ?? (each => each._value_));
}

// What JSON can carry: dict -> object, list, tuple and set -> array, bytes -> base64, an object -> its fields.
export function toWire(value) {
  if (value === undefined || value === null) return null;
  if (value._$wire) return toWire(value._$wire(value));
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object') return value;
  if (value instanceof Float) return value.valueOf();
  if (Array.isArray(value)) return Array.from(value, toWire);
  if (value instanceof Dict) {
    const made = {};
    for (const key of value) made[String(toWire(key))] = toWire(value.$get(key));
    return made;
  }
  if (value instanceof Bytes) return btoa(String.fromCharCode(...value.a));
  if (value instanceof Uint8Array) return btoa(String.fromCharCode(...value));
  if (typeof value.isoformat === 'function') return value.isoformat();
  if (value instanceof Date) return value.toISOString();
  if (value[Symbol.iterator]) return Array.from(value, toWire);
  const fields = {};
  if (value._$dataFields) {
    for (const [name, field] of value._$dataFields) if (field._$kind === '') fields[name] = toWire(value[field._$prop]);
    return fields;
  }
  for (const key of Object.keys(value)) {
    const name = attrName(key);
    if (name !== undefined) fields[name] = toWire(value[key]);
  }
  return fields;
}

// The value that `json` stands for. `type` is a tree as in contract.py, `types` as in contract.js.
export function fromWire(json, type, types) {
  const kind = Array.isArray(type) ? type[0] : type;
  if (json == null) return null;
  // A kind that no contract of the program has in it is left out by the linker.
  if (kind === 'float') return box(json);
  if (spoken('list') && kind === 'list') return json.map(item => fromWire(item, type[1], types));
  if (spoken('rest') && kind === 'rest') return tuple_of(json.map(item => fromWire(item, type[1], types)));
  if (spoken('tuple') && kind === 'tuple') return tuple_of(json.map((item, index) => fromWire(item, type[index + 1], types)));
  if ((spoken('set') || spoken('frozenset')) && kind.endsWith('set')) return set_of(json.map(item => fromWire(item, type[1], types)));
  if (spoken('dict') && kind === 'dict') return wireDict(json, type[1], type[2], types);
  if (spoken('bytes') && kind === 'bytes') return new Bytes(Uint8Array.from(atob(json), char => char.charCodeAt(0)));
  if (spoken('union') && kind === 'union') return fromWire(json, wireMember(json, type.slice(1), types), types);
  if (spoken('ref') && kind === 'ref') return wireRecord(json, type[1], types);
  if (spoken('any') && kind === 'any') return wireAny(json);
  if (reached(travels) && types.get(kind)) return wireRead(types.get(kind), json);
  return json;
}

function wireDict(json, keyType, valueType, types) {
  const made = dict_of([]);
  for (const key of Object.keys(json)) dict_set(made, wireKey(key, keyType, types), fromWire(json[key], valueType, types));
  return made;
}

// Keys are text, whatever they stand for.
function wireKey(text, type, types) {
  if (type === 'str') return text;
  if (type === 'int') return Number(text);
  if (type === 'float') return box(Number(text));
  if (spoken('enum') && type[0] === 'ref') return wireMade(types.get(type[1]), wireNumber(text, types.get(type[1])[1]));
  if (spoken('literal') && type[0] === 'literal') return wireNumber(text, type.slice(1).map(value => [value, value]));
  return fromWire(text, type, types);
}

// The member's value that reads like that.
function wireNumber(text, members) {
  return members.map(member => member[1]).find(value => String(value) === text) ?? (spoken('enum') ? Number(text) : text);
}

// A class that is called as a method would take that for an instance.
function wireRead([read], json) {
  return read(json);
}

// A member of an enum, if its class is known.
function wireMade(entry, value) {
  const Made = entry[3];
  return Made ? Made(value) : value;
}

// An instance as the server's reader makes them: without __init__, then __post_init__.
function wireRecord(json, name, types) {
  const entry = types.get(name);
  if (spoken('enum') && entry[0] === 'enum') return wireMade(entry, json);
  entry[3] ??= recordClass(name.split('.').pop(), entry[1], entry[2]);
  const made = Object.create(entry[3].prototype);
  for (const [field, type] of entry[1]) {
    const value = fromWire(json[field], type, types);
    if (made._$put) made._$put(propName(field), value);
    else made[propName(field)] = value;
  }
  if (asks('__post_init__')) made.__post_init__?.();
  return entry[2] ? Object.freeze(made) : made;
}

// The member of a union that this JSON fits.
function wireMember(json, members, types) {
  // JSON has one kind of number; a whole one is an int if it may be one.
  if (Number.isInteger(json) && members.includes('int')) return 'int';
  return members.find(tree => wireFits(json, tree, types)) ?? 'any';
}

function wireFits(json, tree, types) {
  const kind = Array.isArray(tree) ? tree[0] : tree;
  if (spoken('none') && kind === 'none') return json === null;
  if (spoken('bool') && kind === 'bool') return typeof json === 'boolean';
  if (spoken('int') && kind === 'int') return Number.isInteger(json);
  if (kind === 'float') return typeof json === 'number';
  if (spoken('list') && kind === 'list') return Array.isArray(json);
  if ((spoken('tuple') || spoken('rest')) && (kind === 'tuple' || kind === 'rest')) return Array.isArray(json);
  if ((spoken('set') || spoken('frozenset')) && kind.endsWith('set')) return Array.isArray(json);
  if (spoken('dict') && kind === 'dict') return typeof json === 'object' && !Array.isArray(json);
  if (spoken('ref') && kind === 'ref') {
    const entry = types.get(tree[1]);
    if (entry[0] === 'enum') return entry[1].some(member => member[1] === json);
    return typeof json === 'object' && !Array.isArray(json) && entry[1].every(field => field[0] in json);
  }
  if (spoken('literal') && kind === 'literal') return tree.slice(1).includes(json);
  return typeof json === 'string';
}

// Without a type, a JSON object is a dict.
function wireAny(json) {
  if (Array.isArray(json)) return json.map(wireAny);
  if (json === null || typeof json !== 'object') return json;
  return wireDict(json, 'str', 'any', undefined);
}

// What an error was made with. Dicts come with the program that has any, or that can look into one.
function wireArgs(args) {
  return reached(Dict) || asks('args') || said('heir with methods') ? args.map(wireAny) : args;
}

export function makeError(errorClass, args) {
  return isclass(errorClass) ? errorClass(...wireArgs(args)) : new errorClass(...args);
}

// What an import raises.
export function missing(module, text) {
  return importerror(text, module);
}

export function errorText(error) {
  return exceptionOnly(caught(error)).join('\n');
}

// Of what nobody caught: what it is at once, on the console, then its traceback, there and to the server. A script that is
// fetched for the first error does that; a program that has a use for frames knows of them itself.
export function tell(what, error) {
  console.error(`${what}: ${errorText(error)}`, error);
  if (reached(places)) console.error(exceptionLines(caught(error), exceptionFrames).join('\n'));
  import(import.meta.url + '.trace.js').then(trace => trace.tell(what, error, errorText, reached(places)), () => {});
}

/** What a page needs around a program: whatever raises outside of a handler is told too. */
export function reporting() {
  loopState._$tell = tell;
  addEventListener('error', event => event.error && tell('pystream', event.error));
}

// Call a Python function with as many of `args` as it takes. What it awaits runs as a task; the result is then a promise.
export function invoke(handler, args) {
  // A rest parameter does not count for `length`.
  const open = handler.length === 0 && typeof handler._$sig === 'string' && handler._$sig.includes('*');
  const result = handler(...args.slice(0, open ? args.length : handler.length));
  return result instanceof Coroutine ? new Task(result) : result;
}

// Take keyword arguments off the end of a call's arguments: {name: value}. To a function of JavaScript's they come as an
// object of JavaScript's own, see applykw.
export function named(args) {
  const last = args[args.length - 1];
  return last?.constructor === Object ? args.pop() : {};
}

// ---- what crosses to workers and back, see crossing.js ----

export const classOf = value => typeOf(value);
export const tupleOf = items => tuple_of(items);
export const setOf = items => set_of(items);
export const frozenOf = items => PyFrozenSetType(items);
export const dictOf = parts => dict_of(parts);

// Keys and values in turn.
export function dictParts(dict) {
  const parts = [];
  for (const key of dict) parts.push(key, dict.$get(key));
  return parts;
}

export const fieldsOf = value => Object.entries(value);

export function withFields(made, fields) {
  return Object.assign(Object.create(made.prototype), Object.fromEntries(fields));
}

export function untravelled(value) {
  return new TypeError_(`'${typeName(value)}' cannot go to a worker or come from one: the function's signature has to name its class`);
}

export const pythonError = error => caught(error);

// The class of an exception and those above it, in full.
export function classNames(error) {
  return typeOf(error)._$mro.map(each => (each._$module === 'builtins' || each._$module === undefined ? each._$name : `${each._$module}.${each._$qual}`));
}

// An exception that a worker raised; `was`: its class's name, if that is another here.
export function makeRaised(made, was, args, told) {
  const error = made ? made(...(was.length ? [`${was[0]}: ${args[0] ?? ''}`] : args)) : new RuntimeError(`${was[0]}: ${args[0] ?? ''}`);
  error.__notes__ = [`in a worker:\n${told.trimEnd()}`];
  return error;
}

export function cancelTask(task) {
  task._$cancel(null);
}

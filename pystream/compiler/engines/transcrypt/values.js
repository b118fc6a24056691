// Python values <-> JSON, for values as Transcrypt has them: list, tuple and set are arrays told apart by `__class__`, a
// dict is an object made by dict(), an object of a class has `__class__`, None is null.

import {dict, set, str, tuple} from './org.transcrypt.__runtime__.js';
import {__py_str__} from './transcrypt.python.js';

// Names that Transcrypt writes with py_ in front, as attributes too.
const RENAMED = new Set(['arguments', 'case', 'clear', 'default', 'del', 'enumerate', 'false', 'get', 'Infinity', 'is', 'isNaN', 'iter', 'items', 'keys', 'name', 'NaN', 'new', 'next', 'pop', 'popitem', 'replace', 'selector', 'sort', 'split', 'switch', 'TypeError', 'update', 'copy', 'deepcopy', 'values', 'fromkeys', 'reversed', 'setdefault', 'true', 'undefined']);

function attribute(name) {
  if (name === 'type') return 'py_metatype';
  return RENAMED.has(name) ? `py_${name}` : name;
}

function plainName(name) {
  if (name === 'py_metatype') return 'type';
  return name.startsWith('py_') && RENAMED.has(name.slice(3)) ? name.slice(3) : name;
}

export function toWire(value) {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(toWire);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return btoa(String.fromCharCode(...value));
  if (value.__class__ === dict) return Object.fromEntries(value.py_keys().map(key => [key, toWire(value[key])]));
  const fields = Object.entries(value).filter(([name]) => !name.startsWith('__'));
  return Object.fromEntries(fields.map(([name, item]) => [plainName(name), toWire(item)]));
}

// `type` is a tree as in contract.py, `types` maps a name to [kind, fields].
export function fromWire(json, type, types) {
  const [kind, ...inner] = [type].flat();
  const of = (item, tree) => fromWire(item, tree, types);
  if (json === null) return null;
  switch (kind) {
    case 'datetime': return new Date(json);
    case 'bytes': return Uint8Array.from(atob(json), char => char.charCodeAt(0));
    case 'list': return json.map(item => of(item, inner[0]));
    case 'rest': return tuple(json.map(item => of(item, inner[0])));
    case 'set': case 'frozenset': return set(json.map(item => of(item, inner[0])));
    case 'tuple': return tuple(json.map((item, index) => of(item, inner[index])));
    case 'dict': return dict(Object.fromEntries(Object.entries(json).map(([key, item]) => [key, of(item, inner[1])])));
    case 'union': return of(json, member(json, inner, types));
    case 'ref': {
      const [what, fields] = types.get(inner[0]);
      if (what === 'enum') return json;
      return Object.fromEntries(fields.map(([name, tree]) => [attribute(name), of(json[name], tree)]));
    }
    case 'any': return anything(json);
  }
  return json;
}

// Without a type, a JSON object is a dict.
function anything(json) {
  if (Array.isArray(json)) return json.map(anything);
  if (json === null || typeof json !== 'object') return json;
  return dict(Object.fromEntries(Object.entries(json).map(([key, item]) => [key, anything(item)])));
}

const LISTS = ['list', 'rest', 'set', 'frozenset', 'tuple'];

// The member of a union that JSON of this shape stands for: the first whose fields, or whose JSON type, fit.
function member(json, trees, types) {
  const fits = tree => {
    const [kind, ...inner] = [tree].flat();
    if (kind === 'any') return true;
    if (kind === 'literal') return inner.includes(json);
    if (typeof json === 'boolean') return kind === 'bool';
    if (typeof json === 'number') return ['int', 'float', 'timedelta'].includes(kind) || kind === 'ref';
    if (typeof json === 'string') return !['bool', 'int', 'float', 'none', 'dict', ...LISTS].includes(kind);
    if (Array.isArray(json)) return LISTS.includes(kind);
    if (kind !== 'ref') return kind === 'dict';
    const [what, fields] = types.get(inner[0]);
    return what === 'dataclass' && fields.every(([name]) => name in json);
  };
  return trees.find(fits) ?? 'any';
}

// Its programs have no classes whose values would travel otherwise than by their fields.
export function travels() {}

export function makeError(errorClass, args) {
  return errorClass(...args.map(anything));
}

export function errorText(error) {
  if (error && error.__class__ && error.__class__.__name__) return __py_str__(error);
  return error instanceof Error ? error.message : str(error);
}

// On the console, of what an app's function raised.
export function tell(what, error) {
  console.error(`${what}: ${errorText(error)}`, error);
}

// Call a Python function with as many of `args` as it takes; may return a promise. Transcrypt's functions leave aside
// what they have no parameter for.
export function invoke(handler, args) {
  return handler(...args);
}

// [key, value] for each entry of a dict.
export function mapItems(value) {
  return value.py_keys().map(key => [key, value[key]]);
}

// Transcrypt hands keyword arguments over as one object after the positional ones.
export function named(args) {
  const last = args[args.length - 1];
  return last !== null && typeof last === 'object' ? args.pop() : {};
}

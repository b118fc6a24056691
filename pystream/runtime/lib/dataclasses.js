// dataclasses: @dataclass adds methods to a class; none of them is made from text.
// A frozen instance keeps its fields under internal names behind accessors, and a Proxy above the class's prototype meets every store of a name that
// the instance does not have: reads stay plain property reads.
import {Kw, bindm, callkw} from '../builtins/calls.js';
import {NotImplemented, accessorNames, cget, cls, hidden, isclass, lookup, meth, sig, statics, typeName, typeOf} from '../builtins/core.js';
import {Dict, dict_of, dict_set} from '../builtins/dict.js';
import {AttributeError, TypeError_, ValueError} from '../builtins/exceptions.js';
import {it} from '../builtins/generators.js';
import {same, seq_cmp} from '../builtins/list.js';
import {propName} from '../builtins/names.js';
import {ge, gt, hash, le, lt, truth} from '../builtins/ops.js';
import {keyword} from '../builtins/reached.js';
import {reprGuard, repr_} from '../builtins/repr.js';
import {T, Tuple, tuple_of} from '../builtins/tuple.js';
import {deepcopy} from './copy.js';

export const FrozenInstanceError = /*@__PURE__*/ cls(function FrozenInstanceError(...a) {
  if (!new.target) return new FrozenInstanceError(...a);
  this.__init__(...a);
}, 'FrozenInstanceError', [AttributeError], null, {module: 'dataclasses'});

class Missing {
  __repr__() {
    return '<dataclasses._MISSING_TYPE object>';
  }
}
export const MISSING = new Missing();
/** Marks the fields after it as keyword-only; a type, known by its name in the annotation. */
export class KW_ONLY {}
export class InitVarType {
  __getitem__() {
    return this;
  }
}
export const InitVar = new InitVarType();

// ---- fields

export class Field {
  constructor(options) {
    this.name = null;
    this.type = null;
    this.default = MISSING;
    this.default_factory = MISSING;
    this.repr = true;
    this.hash = null;
    this.init = true;
    this.compare = true;
    this.metadata = null;
    this.kw_only = MISSING;
    Object.assign(this, options);
    if (this.metadata === null) this.metadata = dict_of([]);
    // 'ClassVar', 'InitVar' or ''
    this._$kind = '';
    this._$prop = undefined;
  }
  __repr__() {
    return 'Field(' + ['name', 'type', 'default', 'default_factory', 'init', 'repr', 'hash', 'compare', 'metadata', 'kw_only'].map(name => name + '=' + repr_(this[name])).join(',')
      + ',_field_type=_FIELD' + (this._$kind && '_' + this._$kind.toUpperCase()) + ')';
  }
}
function FieldType() {
  throw new TypeError_("cannot create 'Field' instances");
}
statics(Field, FieldType, 'Field');

/** field(*, default, default_factory, init, repr, hash, compare, metadata, kw_only) */
export function field(kw) {
  const options = kw instanceof Kw ? kw._$names : {};
  if (options.default !== undefined && options.default_factory !== undefined) throw new ValueError('cannot specify both default and default_factory');
  return new Field(options);
}
sig(field, 'field(*,default=,default_factory=,init=,repr=,hash=,compare=,metadata=,kw_only=)');

/** The annotation says ClassVar, InitVar or KW_ONLY: by its text, or as the object itself. */
function dataKind(note) {
  const text = typeof note === 'string' ? note : note instanceof InitVarType ? 'InitVar' : note === KW_ONLY ? 'KW_ONLY' : note?._$typing ?? '';
  return /^(?:\w+\.)?(ClassVar|InitVar|KW_ONLY)\b/.exec(text)?.[1] ?? '';
}
function dataFresh(c, name, note, kwOnly) {
  const prop = propName(name);
  const given = Object.hasOwn(c, prop) ? cget(c, prop) : undefined;
  const f = given instanceof Field ? given : new Field(given === undefined ? {} : {default: given});
  f.name = name;
  f.type = note;
  f._$prop = prop;
  f._$kind = dataKind(note);
  if (f._$kind === 'ClassVar') {
    if (f.default_factory !== MISSING) throw new TypeError_('field ' + name + ' cannot have a default factory');
    return f;
  }
  if (f.kw_only === MISSING) f.kw_only = kwOnly;
  if (f._$kind === 'InitVar' && f.default_factory !== MISSING) throw new TypeError_('field ' + name + ' cannot have a default factory');
  const value = f.default;
  if (value !== MISSING && value !== null && (Array.isArray(value) && !(value instanceof Tuple) || typeof value === 'object' && value.__hash__ === null)) {
    throw new ValueError('mutable default ' + repr_(typeOf(value)) + ' for field ' + name + ' is not allowed: use default_factory');
  }
  return f;
}
/** Fields of a class in order, those of its bases first: name -> Field. */
function dataFields(C, kwOnly) {
  const all = new Map();
  for (const B of C._$mro.slice(1).reverse()) if (Object.hasOwn(B.prototype, '_$dataFields')) for (const [name, f] of B.prototype._$dataFields) all.set(name, f);
  const c = C.prototype;
  const notes = Object.hasOwn(c, '__annotations__') ? c.__annotations__ : dict_of([]);
  for (const [name, note] of notes._$m) {
    if (dataKind(note) === 'KW_ONLY') kwOnly = true;
    else all.set(name, dataFresh(c, name, note, kwOnly));
  }
  for (const prop of Object.getOwnPropertyNames(c)) {
    const value = Object.getOwnPropertyDescriptor(c, prop).value;
    if (value instanceof Field && value.name === null) throw new TypeError_(repr_(prop) + ' is a field but has no type annotation');
  }
  return all;
}

// ---- the decorator

/** @dataclass, @dataclass(init=True, repr=True, ...) */
export function dataclass(C, kw) {
  if (isclass(C)) return dataBuild(C, kw instanceof Kw ? kw._$names : {});
  const options = C instanceof Kw ? C._$names : {};
  return each => dataBuild(each, options);
}
sig(dataclass, 'dataclass(cls=,/,*,init=,repr=,eq=,order=,unsafe_hash=,frozen=,match_args=,kw_only=,slots=,weakref_slot=)');

function dataBuild(C, options) {
  const on = (name, otherwise) => options[name] === undefined ? otherwise : truth(options[name]);
  const c = C.prototype;
  // What no program asks for goes.
  const frozen = keyword('frozen') && on('frozen', false);
  const eq = on('eq', true);
  for (const B of C._$mro.slice(1)) if (Object.hasOwn(B.prototype, '_$dataFields') && B.prototype._$frozen !== frozen) {
    throw new TypeError_(frozen ? 'cannot inherit frozen dataclass from a non-frozen one' : 'cannot inherit non-frozen dataclass from a frozen one');
  }
  const all = dataFields(C, on('kw_only', false));
  hidden(c, '_$dataFields', all);
  hidden(c, '_$frozen', frozen);
  const shown = [...all.values()].filter(f => f._$kind === '');
  const add = (name, f, text) => hidden(c, name, meth(f, C._$qual + '.' + text));
  const own = name => Object.hasOwn(c, name);
  hidden(c, '__dataclass_fields__', dict_of([...all].flat()));
  for (const f of all.values()) dataDefault(c, f);
  if (on('init', true) && !own('__init__')) dataInit(C, c, [...all.values()].filter(f => f._$kind !== 'ClassVar'), add);
  if (on('repr', true) && !own('__repr__')) add('__repr__', dataRepr(shown.filter(f => f.repr)), '__repr__(self)');
  const compared = shown.filter(f => f.compare);
  const explicit = own('__hash__') && !(c.__hash__ === null && own('__eq__'));
  if (eq && !own('__eq__')) add('__eq__', dataEq(compared), '__eq__(self,other)');
  if (keyword('order') && on('order', false)) {
    if (!eq) throw new ValueError('eq must be true if order is true');
    dataOrder(C, compared, add);
  }
  const unsafe = keyword('unsafe_hash') && on('unsafe_hash', false);
  if (unsafe || eq && frozen && !explicit) {
    if (explicit && unsafe) throw new TypeError_('Cannot overwrite attribute __hash__ in class ' + C._$name);
    const hashed = shown.filter(f => f.hash === null ? f.compare : f.hash);
    add('__hash__', function () {
      let h = hashed.length;
      for (const f of hashed) h = Math.imul(h ^ dataHash(hash(lookup(this, f._$prop))), 16777619);
      return h;
    }, '__hash__(self)');
  } else if (eq && !frozen && !explicit) hidden(c, '__hash__', null);
  if (on('match_args', true) && !own('__match_args__')) {
    hidden(c, '__match_args__', tuple_of([...all.values()].filter(f => f._$kind !== 'ClassVar' && f.init && !f.kw_only).map(f => f.name)));
  }
  if (frozen) dataFreeze(C, c, shown);
  if (keyword('slots') && on('slots', false)) dataSlots(C, c, shown);
  else if (frozen) dataGuard(C, c, null);
  return C;
}
function dataHash(h) {
  return typeof h === 'bigint' ? Number(BigInt.asIntN(32, h)) : h % 2147483647;
}
/** What the class itself has under a field's name: the default, not the Field. */
function dataDefault(c, f) {
  if (!(Object.getOwnPropertyDescriptor(c, f._$prop)?.value instanceof Field)) return;
  if (f.default === MISSING) delete c[f._$prop];
  else c[f._$prop] = f.default;
}

function dataInit(C, c, fields, add) {
  const inits = fields.filter(f => f.init);
  const plain = inits.filter(f => !f.kw_only);
  const keyed = inits.filter(f => f.kw_only);
  const optional = f => f.default !== MISSING || f.default_factory !== MISSING;
  const late = plain.find((f, i) => !optional(f) && plain.slice(0, i).some(optional));
  if (late !== undefined) throw new TypeError_("non-default argument '" + late.name + "' follows default argument");
  const text = f => optional(f) ? f.name + '=' : f.name;
  const params = ['self', ...plain.map(text)];
  if (keyed.length) params.push('*', ...keyed.map(text));
  const signature = '__init__(' + params.join(',') + ')';
  const full = C._$qual + '.' + signature;
  const ordered = [...plain, ...keyed];
  const n = plain.length;
  // where each field's argument is, in the order of the fields
  const steps = fields.filter(f => f.init || f.default_factory !== MISSING).map(f => ({_$f: f, _$at: ordered.indexOf(f)}));
  const straight = !keyed.length && steps.length === n && steps.every((s, i) => s._$at === i && s._$f._$kind === '');
  const props = steps.map(s => s._$f._$prop);
  const post = fields.some(f => f._$kind === 'InitVar');
  const frozen = c._$frozen;
  add('__init__', function (...args) {
    const values = args.length === n && !keyed.length && !(args[n - 1] instanceof Kw) ? args : bindm(full, args);
    if (straight && !frozen && args.length === n) {
      for (let i = 0; i < n; i++) {
        const value = values[i];
        this[props[i]] = value === undefined ? dataFill(steps[i]._$f) : value;
      }
    } else {
      for (let i = 0; i < steps.length; i++) {
        const step = steps[i];
        let value = step._$at < 0 ? undefined : values[step._$at];
        if (value === undefined) {
          value = dataFill(step._$f);
          if (step._$at >= 0) values[step._$at] = value;
        }
        if (step._$f._$kind === '') {
          if (frozen) this._$put(props[i], value);
          else this[props[i]] = value;
        }
      }
    }
    if (this.__post_init__ !== undefined) this.__post_init__(...post ? steps.filter(s => s._$f._$kind === 'InitVar').map(s => values[s._$at]) : []);
    return null;
  }, signature);
}
function dataFill(f) {
  return f.default_factory === MISSING ? f.default : f.default_factory();
}
function dataValues(o, fields) {
  return fields.map(f => o[f._$prop] ?? lookup(o, f._$prop));
}
function dataRepr(fields) {
  return function () {
    return reprGuard(this, '...', () => this._$class._$qual + '(' + fields.map(f => f.name + '=' + repr_(lookup(this, f._$prop))).join(', ') + ')');
  };
}
function dataEq(fields) {
  return function (other) {
    if (other === null || other._$class !== this._$class) return NotImplemented;
    for (const f of fields) if (!same(this[f._$prop] ?? null, other[f._$prop] ?? null)) return false;
    return true;
  };
}
function dataOrder(C, fields, add) {
  const ops = {__lt__: lt, __le__: le, __gt__: gt, __ge__: ge};
  for (const name of Object.keys(ops)) {
    if (Object.hasOwn(C.prototype, name)) throw new TypeError_('Cannot overwrite attribute ' + name + ' in class ' + C._$name + '. Consider using functools.total_ordering');
    const op = ops[name];
    add(name, function (other) {
      if (other === null || other._$class !== this._$class) return NotImplemented;
      return seq_cmp(dataValues(this, fields), dataValues(other, fields), op);
    }, name + '(self,other)');
  }
}

// ---- frozen, slots

/** Accessors of the first fields have names of their own, so that V8 reads each at a fixed place. */
const dataGetters = [
  () => function () {
    return this._$f0;
  }, () => function () {
    return this._$f1;
  }, () => function () {
    return this._$f2;
  }, () => function () {
    return this._$f3;
  }, () => function () {
    return this._$f4;
  }, () => function () {
    return this._$f5;
  }, () => function () {
    return this._$f6;
  }, () => function () {
    return this._$f7;
  },
];
function dataGetter(i) {
  if (i < dataGetters.length) return dataGetters[i]();
  return function () {
    return this._$more?.[i];
  };
}
function dataStore(o, i, value) {
  switch (i) {
  case 0: o._$f0 = value; break;
  case 1: o._$f1 = value; break;
  case 2: o._$f2 = value; break;
  case 3: o._$f3 = value; break;
  case 4: o._$f4 = value; break;
  case 5: o._$f5 = value; break;
  case 6: o._$f6 = value; break;
  case 7: o._$f7 = value; break;
  default:
    if (o._$more === undefined) o._$more = [];
    o._$more[i] = value;
  }
}
// A store looks up the chain for a setter: these end the search before it meets the Proxy.
function dataPlaces(c) {
  for (const name of ['_$f0', '_$f1', '_$f2', '_$f3', '_$f4', '_$f5', '_$f6', '_$f7', '_$more']) hidden(c, name, undefined);
}
function dataFreeze(C, c, fields) {
  dataPlaces(c);
  for (const name of ['__setattr__', '__delattr__']) {
    if (Object.hasOwn(c, name)) throw new TypeError_('Cannot overwrite attribute ' + name + ' in class ' + C._$name);
  }
  const index = new Map();
  fields.forEach((f, i) => {
    index.set(f._$prop, i);
    const plain = dataGetter(i);
    const otherwise = f.default;
    const get = otherwise === MISSING ? plain : function () {
      const v = plain.call(this);
      return v === undefined && this._$class !== undefined ? otherwise : v;
    };
    if (otherwise !== MISSING) hidden(get, '_$desc', otherwise);
    accessorNames().add(f._$prop);
    Object.defineProperty(c, f._$prop, {get: get, set: function () {
      throw new FrozenInstanceError("cannot assign to field " + repr_(f.name));
    }, configurable: true, enumerable: false});
  });
  // object.__setattr__, and the fields as o.__dict__ shows them
  hidden(c, '_$put', function (prop, value) {
    const i = index.get(prop);
    if (i === undefined) Object.defineProperty(this, prop, {value: value, writable: true, configurable: true, enumerable: true});
    else dataStore(this, i, value);
  });
  Object.defineProperty(c, '_$held', {get() {
    const held = Object.create(null);
    for (const f of fields) {
      const value = dataGetter(index.get(f._$prop)).call(this);
      if (value !== undefined) held[f._$prop] = value;
    }
    return held;
  }, configurable: true});
  hidden(c, '__delattr__', meth(function (name) {
    throw new FrozenInstanceError('cannot delete field ' + repr_(name));
  }, C._$qual + '.__delattr__(self,name)'));
}
/** slots: names that instances may have; null: frozen, those of its class have no more. */
function dataGuard(C, c, slots) {
  const frozen = c._$frozen;
  const put = (o, name, value) => Object.defineProperty(o, name, {value: value, writable: true, configurable: true, enumerable: true});
  Object.setPrototypeOf(c, new Proxy(Object.getPrototypeOf(c), {
    set(above, name, value, o) {
      if (typeof name === 'symbol' || name[0] === '_' && name[1] === '$') return Reflect.defineProperty(o, name, {value: value, writable: true, configurable: true, enumerable: false});
      if (o._$class !== C || Object.hasOwn(o, '_$class') || slots !== null && slots.includes(name)) return name in above ? Reflect.set(above, name, value, o) : put(o, name, value) !== null;
      const shown = name[0] === '$' ? name.slice(1) : name;
      if (frozen) throw new FrozenInstanceError('cannot assign to field ' + repr_(shown));
      if (name in above && Reflect.set(above, name, value, Object.create(above))) return Reflect.set(above, name, value, o);
      throw new AttributeError(c[name] === undefined ? `'${typeName(o)}' object has no attribute '${shown}'` : `'${typeName(o)}' object attribute '${shown}' is read-only`);
    },
  }));
}
function dataSlots(C, c, fields) {
  if (Object.hasOwn(c, '__slots__')) throw new TypeError_(C._$name + ' already specifies __slots__');
  const above = C._$mro.slice(1).flatMap(B => B._$slotNames ?? []);
  const names = fields.map(f => f._$prop).filter(name => !above.includes(name));
  hidden(c, '__slots__', tuple_of(names.map(name => name[0] === '$' ? name.slice(1) : name)));
  // The default is the instance's now; a frozen class keeps its accessors.
  if (!c._$frozen) for (const name of names) hidden(c, name, undefined);
  const all = [...new Set([...above, ...names])];
  if (C._$mro.slice(1).every(B => B._$slots !== undefined || B._$mro.length === 1)) hidden(C, '_$slots', all);
  hidden(C, '_$slotNames', all);
  if (C._$slots !== undefined || c._$frozen) dataGuard(C, c, all);
}

// ---- functions

function dataFieldsOf(x, text) {
  const all = x === null || x === undefined ? undefined : isclass(x) ? x.prototype._$dataFields : x._$dataFields;
  if (all === undefined) throw new TypeError_(text);
  return [...all.values()].filter(f => f._$kind === '');
}
export function fields(x) {
  return tuple_of(dataFieldsOf(x, 'must be called with a dataclass type or instance'));
}
sig(fields, 'class_or_instance');
export function is_dataclass(x) {
  return x !== null && x !== undefined && (isclass(x) ? x.prototype._$dataFields : x._$dataFields) !== undefined;
}
sig(is_dataclass, 'obj');

function dataIsInstance(x) {
  return x !== null && typeof x === 'object' && x._$dataFields !== undefined;
}
/** asdict(obj, *, dict_factory=dict) */
export function asdict(o, kw) {
  if (!dataIsInstance(o)) throw new TypeError_('asdict() should be called on dataclass instances');
  const make = kw instanceof Kw ? kw._$names.dict_factory : undefined;
  return dataOpen(o, pairs => make === undefined ? dict_of(pairs.flat()) : make(pairs.map(pair => T(...pair))));
}
sig(asdict, 'asdict(obj,*,dict_factory=)');
/** astuple(obj, *, tuple_factory=tuple) */
export function astuple(o, kw) {
  if (!dataIsInstance(o)) throw new TypeError_('astuple() should be called on dataclass instances');
  const make = kw instanceof Kw ? kw._$names.tuple_factory : undefined;
  return dataOpen(o, pairs => make === undefined ? tuple_of(pairs.map(pair => pair[1])) : make(pairs.map(pair => pair[1])));
}
sig(astuple, 'astuple(obj,*,tuple_factory=)');
function dataOpen(x, make) {
  const open = y => dataOpen(y, make);
  if (dataIsInstance(x)) return make([...x._$dataFields.values()].filter(f => f._$kind === '').map(f => [f.name, open(lookup(x, f._$prop))]));
  if (x instanceof Tuple) return x._fields === undefined ? tuple_of(Array.from(x, y => open(y))) : x._$class(...Array.from(x, y => open(y)));
  if (Array.isArray(x)) return typeOf(x)._$module === 'builtins' ? Array.from(x, y => open(y)) : x._$class(Array.from(x, y => open(y)));
  if (x instanceof Dict) {
    const pairs = Array.from(x._$m, ([k, v]) => T(open(k), open(v)));
    if (x.default_factory !== undefined) {
      const d = x._$class(x.default_factory);
      for (const [k, v] of pairs) dict_set(d, k, v);
      return d;
    }
    return typeOf(x)._$module === 'builtins' ? dict_of(pairs.flatMap(pair => [...pair])) : x._$class(pairs);
  }
  return deepcopy(x);
}

/** replace(obj, /, **changes) */
export function replace(o, kw) {
  if (!dataIsInstance(o)) throw new TypeError_('replace() should be called on dataclass instances');
  const names = Object.assign({}, kw instanceof Kw ? kw._$names : {});
  for (const f of o._$dataFields.values()) {
    if (f._$kind === 'ClassVar') continue;
    if (!f.init) {
      if (Object.hasOwn(names, f.name)) throw new ValueError('field ' + f.name + ' is declared with init=False, it cannot be specified with replace()');
    } else if (!Object.hasOwn(names, f.name)) {
      if (f._$kind === 'InitVar' && f.default === MISSING) throw new ValueError("InitVar '" + f.name + "' must be specified with replace()");
      names[f.name] = lookup(o, f._$prop);
    }
  }
  return callkw(o._$class, [], names);
}
sig(replace, 'replace(obj,/,**changes)');

/** make_dataclass(cls_name, fields, *, bases=(), namespace=None, **options) */
export function make_dataclass(name, given, kw) {
  const options = Object.assign({}, kw instanceof Kw ? kw._$names : {});
  const bases = options.bases;
  const namespace = options.namespace;
  delete options.bases;
  delete options.namespace;
  const notes = dict_of([]);
  const values = [];
  for (const item of it(given)) {
    if (typeof item === 'string') dict_set(notes, item, 'typing.Any');
    else {
      dict_set(notes, item[0], item[1]);
      if (item.length > 2) values.push([item[0], item[2]]);
    }
  }
  const C = cls(null, name, bases === undefined ? null : [...it(bases)], c => {
    c.__annotations__ = notes;
    for (const [key, value] of values) c[propName(key)] = value;
  }, {module: 'types'});
  if (namespace instanceof Dict) for (const [key, value] of namespace._$m) C[propName(key)] = value;
  return dataBuild(C, options);
}
sig(make_dataclass, 'make_dataclass(cls_name,fields,*,bases=,namespace=,**kw)');

// enum: the metaclass, and Enum and Flag themselves. IntEnum and its like are enum.py.
import {Kw, applyMixed} from '../builtins/calls.js';
import {NotImplemented, PyObject, PyType, accessorNames, cget, classRepr, cls, derive, functionForm, hidden, isinstance, meth, method, prop, sig, typeOf} from '../builtins/core.js';
import {classBuild, objectNew} from '../builtins/classes.js';
import {Dict, dict_get, dict_of, dict_set} from '../builtins/dict.js';
import {AttributeError, KeyError, TypeError_, ValueError, caught, isexc, raise_} from '../builtins/exceptions.js';
import {format_} from '../builtins/format.js';
import {it, iter_} from '../builtins/generators.js';
import {same} from '../builtins/list.js';
import {attrName, propName} from '../builtins/names.js';
import {add, bitand, bitor, bitxor, gt, invert, lt, sub, truth} from '../builtins/ops.js';
import {repr_, str_} from '../builtins/repr.js';
import {Tuple, tuple_of} from '../builtins/tuple.js';

// ---- what a class body may hold

class Auto {
  constructor() {
    this._$auto = true;
  }
}
export function auto() {
  return new Auto();
}
class Member {
  constructor(value, is) {
    this.value = value;
    this._$is = is;
  }
}
export function member(value) {
  return new Member(value, true);
}
export function nonmember(value) {
  return new Member(value, false);
}

/** Is prop the name of a member: not __x__, _x_ or _Class__x? */
function enumPublic(name, title) {
  return !/^__.*__$/.test(name) && !/^_[^_].*_$|^_[^_]_$/.test(name) && !name.startsWith('_' + title + '__');
}

/** Runs a class body; c keeps what is no member, the result is the members: [name, value], in order. */
function enumBody(c, body, title, base) {
  const members = [];
  const ignored = new Set();
  const generate = () => {
    const own = cget(c, '_generate_next_value_');
    if (own !== undefined) return own.__func__ ?? own;
    const f = base.prototype._generate_next_value_;
    return f._$m ? functionForm(f) : f;
  };
  const resolve = (name, value) => {
    if (value instanceof Auto) return generate()(name, 1, members.length, members.map(pair => pair[1]));
    return value instanceof Tuple && value.some(x => x instanceof Auto) ? tuple_of(Array.from(value, x => resolve(name, x))) : value;
  };
  body?.(new Proxy(c, {set(target, prop, value) {
    const name = attrName(prop);
    const known = members.find(pair => pair[0] === name);
    if (name === '_ignore_') for (const x of typeof value === 'string' ? value.replace(/,/g, ' ').split(' ') : it(value)) ignored.add(x);
    if (known !== undefined) throw new TypeError_(repr_(name) + ' already defined as ' + repr_(known[1]));
    const forced = value instanceof Member;
    if (forced ? !value._$is : name === undefined || !enumPublic(name, title) || ignored.has(name) || typeof value === 'function' || value !== null && typeof value === 'object' && (value.__get__ ?? value.__set__ ?? value.__delete__) !== undefined) {
      target[prop] = forced ? value.value : value;
      return true;
    }
    // A method that is a member is a function again.
    value = resolve(name, forced ? value.value : value);
    members.push([name, value]);
    target[prop] = value;
    return true;
  }}));
  for (const [name] of members) delete c[propName(name)];
  return members;
}

function enumCreate(meta, qual, bases, body, options, kw, given) {
  const title = qual.slice(qual.lastIndexOf('.') + 1);
  for (const B of bases) if (B._$members !== undefined && B._$members.size) throw new TypeError_("<enum '" + title + "'> cannot extend " + classRepr(B));
  const base = bases[bases.length - 1];
  const c = Object.create(null);
  const pairs = base === undefined || base._$members === undefined ? (body?.(c), []) : enumBody(c, body, title, base);
  const rest = Object.assign({}, kw);
  delete rest.boundary;
  const C = classBuild(meta, null, qual, bases, target => Object.defineProperties(target, Object.getOwnPropertyDescriptors(c)), options?.module, rest, given);
  hidden(C, '_$members', new Map());
  hidden(C, '_$canonical', []);
  hidden(C, '_$values', new Dict());
  hidden(C, '_$bits', 0);
  hidden(C, '_$keep', (kw.boundary ?? c._boundary_)?._$name ?? base?._$keep ?? 'STRICT');
  // The class itself inherits from its first base only.
  hidden(C, '_$flags', bases.find(B => B._$flags !== undefined)?._$flags);
  enumShow(C, base);
  for (const [name, value] of pairs) enumAdd(C, name, value);
  return C;
}
/** A mixed-in type's own way to show itself gives way to the enum's. */
function enumShow(C, base) {
  if (base === undefined || enumData(C) === undefined) return;
  for (const name of ['__repr__', '__str__', '__format__']) {
    if (Object.hasOwn(C.prototype, name)) continue;
    const owner = C._$mro.find(B => B._$module !== 'builtins' && Object.hasOwn(B.prototype, name));
    if (owner !== undefined) hidden(C.prototype, name, owner.prototype[name]);
  }
}
/** The class that makes an enum's members hold data: int, str, or another with a __new__. */
function enumData(C) {
  return C._$mro.find(B => B._$members === undefined && B !== PyObject && (B._$module === 'builtins' || Object.hasOwn(B.prototype, '__new__')));
}
function enumMake(C, value) {
  const data = enumData(C);
  const args = value instanceof Tuple && data?._$name !== 'tuple' ? [...value] : [value];
  const make = C.prototype.__new__;
  const o = make === undefined ? objectNew(C, ...data === undefined ? [] : args) : applyMixed(make, undefined, [C, ...args]);
  if (o._value_ === undefined) hidden(o, '_value_', data !== undefined && data._$module === 'builtins' && make === undefined ? data(...args) : value);
  else hidden(o, '_value_', o._value_);
  return [o, args];
}
function enumAdd(C, name, value) {
  const made = enumMake(C, value);
  let o = made[0];
  hidden(o, '_name_', name);
  hidden(o, '__objclass__', C);
  const init = C.prototype.__init__;
  if (init !== PyObject.prototype.__init__ && init._$m && init._$sig !== undefined) applyMixed(init, o, made[1]);
  const known = enumFind(C, o._value_);
  if (known !== undefined) o = known;
  else {
    hidden(o, '_sort_order_', C._$members.size);
    const v = o._value_;
    if (C._$flags === undefined || C._$flags(C, v, true) !== false) C._$canonical.push(o);
    enumRemember(C, o);
  }
  C._$members.set(name, o);
  const prop = propName(name);
  if (!accessorNames().has(prop)) hidden(C.prototype, prop, o);
  Object.defineProperty(C, prop, {get() {
    return o;
  }, set() {
    throw new AttributeError('cannot reassign member ' + repr_(name));
  }, configurable: true});
}
function enumRemember(C, o) {
  try {
    dict_set(C._$values, o._value_, o);
  } catch (e) {
    // an unhashable value is looked for among the members
    if (!isexc(caught(e), TypeError_)) throw e;
  }
}
function enumFind(C, value) {
  try {
    return dict_get(C._$values, value);
  } catch (e) {
    if (!isexc(caught(e), TypeError_)) throw e;
    return [...C._$members.values()].find(o => same(o._value_, value));
  }
}
/** C(value) */
function enumLookup(C, value) {
  if (typeof value === 'object' && value !== null && value._$class === C) return value;
  const known = enumFind(C, value);
  if (known !== undefined) return known;
  const hook = C.prototype._missing_;
  const wrong = () => new ValueError(repr_(value) + ' is not a valid ' + C._$qual);
  let found;
  try {
    found = hook === undefined ? null : Reflect.apply(hook._$cm ?? hook, C, [value]);
    if (found === null && C._$flags !== undefined) found = C._$flags(C, value, false);
  } catch (e) {
    const x = caught(e);
    if (x.__context__ === null) x.__context__ = wrong();
    throw x;
  }
  if (found === null) throw wrong();
  if (isinstance(found, C)) return found;
  throw raise_(new TypeError_('error in ' + C._$name + '._missing_: returned ' + repr_(found) + ' instead of None or a valid member'), null);
}
/** Enum('Color', 'RED GREEN') */
function enumFunctional(C, name, names, kw) {
  const start = kw.start ?? 1;
  const given = typeof names === 'string' ? names.replace(/,/g, ' ').split(/\s+/).filter(Boolean) : names instanceof Dict ? [...names._$m] : [...it(names)];
  const pairs = [];
  for (const item of given) {
    if (typeof item !== 'string') pairs.push([item[0], item[1]]);
    else {
      const f = C.prototype._generate_next_value_;
      pairs.push([item, (f._$m ? functionForm(f) : f)(item, start, pairs.length, pairs.map(pair => pair[1]))]);
    }
  }
  const bases = kw.type === undefined || kw.type === null ? [C] : [kw.type, C];
  return enumCreate(C._$class, kw.qualname ?? name, bases, c => {
    for (const [key, value] of pairs) c[propName(key)] = value;
  }, {module: kw.module ?? '__main__'}, kw.boundary === undefined ? {} : {boundary: kw.boundary}, undefined);
}

export const EnumType = /*@__PURE__*/ enumMeta();

function enumMeta() {
  derive(PyObject, 'object', PyObject);
  derive(PyType, 'type', PyObject);
  const M = cls(null, 'EnumType', [PyType], c => {
    c.__call__ = meth(function (value, names, ...more) {
      const last = more.length ? more[more.length - 1] : names;
      const kw = last instanceof Kw ? last._$names : {};
      if (value instanceof Kw) value = value._$names.value;
      if (value === undefined) throw new TypeError_("EnumType.__call__() missing 1 required positional argument: 'value'");
      if (kw.names !== undefined) names = kw.names;
      if (names === undefined || names instanceof Kw) return enumLookup(this, value);
      if (this._$members.size) return enumLookup(this, tuple_of([value, names, ...more]));
      return enumFunctional(this, value, names, kw);
    }, 'EnumType.__call__(cls,value,names=,*,module=,qualname=,type=,start=,boundary=)');
    c.__iter__ = meth(function () {
      return iter_([...this._$canonical]);
    });
    c.__reversed__ = meth(function () {
      return iter_([...this._$canonical].reverse());
    });
    c.__len__ = meth(function () {
      return this._$canonical.length;
    });
    c.__bool__ = meth(function () {
      return true;
    });
    c.__contains__ = meth(function (x) {
      if (x === null || typeof x !== 'object' || x._$class?._$members === undefined) {
        throw new TypeError_("unsupported operand type(s) for 'in': '" + typeOf(x)._$qual + "' and '" + this._$class._$qual + "'");
      }
      return x._$class === this;
    });
    c.__getitem__ = meth(function (name) {
      const o = this._$members.get(name);
      if (o === undefined) throw new KeyError(name);
      return o;
    });
    c.__getattr__ = meth(function (name) {
      throw new AttributeError(name);
    });
    c.__repr__ = meth(function () {
      return (this._$flags === undefined ? "<enum '" : "<flag '") + this._$name + "'>";
    });
    prop(c, '__members__', function () {
      const d = dict_of([...this._$members].flat());
      const text = repr_(d);
      hidden(d, '__str__', () => text);
      hidden(d, '__repr__', () => 'mappingproxy(' + text + ')');
      return d;
    });
    prop(c, '_member_names_', function () {
      return this._$canonical.map(o => o._name_);
    });
    prop(c, '_member_map_', function () {
      return dict_of([...this._$members].flat());
    });
    prop(c, '_value2member_map_', function () {
      return this._$values;
    });
  }, {module: 'enum'});
  hidden(M, '_$create', enumCreate);
  return M;
}

// ---- Enum

function enumData_(c, name, get) {
  prop(c, name, get, function () {
    throw new AttributeError(classRepr(Enum) + ' cannot set attribute ' + repr_(name));
  });
}
export const Enum = /*@__PURE__*/ cls(null, 'Enum', null, c => {
  enumData_(c, 'name', function () {
    return this._name_;
  });
  enumData_(c, 'value', function () {
    return this._value_;
  });
  c.__repr__ = meth(function () {
    return '<' + this._$class._$name + '.' + this._name_ + ': ' + repr_(this._value_) + '>';
  }, 'Enum.__repr__(self)');
  c.__str__ = meth(function () {
    return this._$class._$name + '.' + this._name_;
  }, 'Enum.__str__(self)');
  c._generate_next_value_ = sig((name, start, count, last) => {
    let top;
    for (const v of last) if (typeof v === 'number' && (top === undefined || v > top)) top = v;
    if (top === undefined && last.length) top = last[last.length - 1];
    return top === undefined ? start : add(top, 1);
  }, 'Enum._generate_next_value_(name,start,count,last_values)');
}, {metaclass: EnumType, module: 'enum'});

export const ReprEnum = /*@__PURE__*/ cls(null, 'ReprEnum', [Enum], c => {
  c.__str__ = meth(function () {
    return str_(this._value_);
  }, 'ReprEnum.__str__(self)');
}, {metaclass: EnumType, module: 'enum'});

method(Enum, '__format__', function (spec) {
  return format_(str_(this), spec);
});
method(ReprEnum, '__format__', function (spec) {
  return format_(this._value_, spec);
});
method(Enum, '__copy__', function () {
  return this;
});
method(Enum, '__deepcopy__', function () {
  return this;
});

// ---- Flag

class Boundary {
  constructor(name) {
    this._$name = name;
  }
  __repr__() {
    return '<FlagBoundary.' + this._$name + ": '" + this._$name.toLowerCase() + "'>";
  }
}
export const STRICT = new Boundary('STRICT');
export const CONFORM = new Boundary('CONFORM');
export const EJECT = new Boundary('EJECT');
export const KEEP = new Boundary('KEEP');

function enumSingle(v) {
  return v !== 0 && truth(gt(v, 0)) && bitand(v, sub(v, 1)) === 0;
}
function flagInt(x) {
  return typeof x === 'number' && Number.isInteger(x) || typeof x === 'bigint';
}
/** The member of a flag class for any value: made when it is asked for first. */
function flagOf(C, value) {
  if (!flagInt(value)) return null;
  const all = flagAll(C);
  const extra = bitand(value, invert(all));
  if (extra !== 0 && truth(gt(value, 0)) || truth(lt(value, 0)) && truth(lt(value, invert(all)))) {
    if (C._$keep === 'STRICT') throw new ValueError(flagWrong(C, value, all));
    if (C._$keep === 'CONFORM') value = bitand(value, all);
    else if (C._$keep === 'EJECT') return value;
  }
  if (truth(lt(value, 0))) value = C._$keep === 'KEEP' ? add(flagRound(all, value), value) : add(add(all, 1), value);
  const known = enumFind(C, value);
  if (known !== undefined) return known;
  const parts = C._$canonical.filter(o => bitand(o._value_, value) !== 0);
  const rest = parts.reduce((left, o) => bitand(left, invert(o._value_)), value);
  const o = enumMake(C, value)[0];
  const names = parts.map(m => m._name_);
  if (rest !== 0 && names.length) names.push(str_(rest));
  hidden(o, '_name_', names.length ? names.join('|') : null);
  hidden(o, '__objclass__', C);
  enumRemember(C, o);
  return o;
}
function flagAll(C) {
  const n = C._$bits === 0 ? 0 : C._$bits.toString(2).length;
  return sub(n < 53 ? 2 ** n : 1n << BigInt(n), 1);
}
function flagRound(all, value) {
  const n = (value.toString(2).length - 1);
  const size = n < 53 ? 2 ** n : 1n << BigInt(n);
  return all >= size ? add(all, 1) : size;
}
function flagWrong(C, value, all) {
  const width = Math.max(value.toString(2).replace('-', '').length, all.toString(2).length);
  const bits = v => (v < 0 ? '0b1 ' + (BigInt(v) + (1n << BigInt(width))).toString(2).padStart(width, '1') : '0b0 ' + v.toString(2).padStart(width, '0'));
  return classRepr(C) + ' invalid value ' + repr_(value) + '\n    given ' + bits(value) + '\n  allowed ' + bits(all);
}
/** The other operand's bits: of the same class, or an int where members are ints. */
function flagBits(self, other) {
  if (other !== null && typeof other === 'object' && other._$class === self._$class) return other._value_;
  return self._$v !== undefined && flagInt(other) ? other : undefined;
}
function flagOp(op) {
  return meth(function (other) {
    const bits = flagBits(this, other);
    return bits === undefined ? NotImplemented : enumLookup(this._$class, op(this._value_, bits));
  });
}
function flagParts(o) {
  return o._$class._$canonical.filter(m => bitand(m._value_, o._value_) !== 0);
}
export const Flag = /*@__PURE__*/ flagClass();
function flagClass() {
  const F = cls(null, 'Flag', [Enum], flagBody, {metaclass: EnumType, module: 'enum'});
  hidden(F, '_$flags', flagHook);
  return F;
}
/** For a new member: is it one of a single bit? Else the member of a value that has none yet. */
function flagHook(C, value, fresh) {
  if (!fresh) return flagOf(C, value);
  if (!flagInt(value)) return true;
  C._$bits = bitor(C._$bits, value);
  return enumSingle(value);
}
function flagBody(c) {
  c._generate_next_value_ = sig((name, start, count, last) => {
    if (!last.length) return start;
    const top = last.reduce((a, b) => truth(gt(b, a)) ? b : a);
    return top === 0 ? 1 : typeof top === 'number' && top < 2 ** 52 ? 2 ** top.toString(2).length : 1n << BigInt(top.toString(2).length);
  }, 'Flag._generate_next_value_(name,start,count,last_values)');
  c.__repr__ = meth(function () {
    const name = this._$class._$name;
    return this._name_ === null ? '<' + name + ': ' + repr_(this._value_) + '>' : '<' + name + '.' + this._name_ + ': ' + repr_(this._value_) + '>';
  }, 'Flag.__repr__(self)');
  c.__str__ = meth(function () {
    const name = this._$class._$name;
    return this._name_ === null ? name + '(' + repr_(this._value_) + ')' : name + '.' + this._name_;
  }, 'Flag.__str__(self)');
  c.__or__ = c.__ror__ = flagOp(bitor);
  c.__and__ = c.__rand__ = flagOp(bitand);
  c.__xor__ = c.__rxor__ = flagOp(bitxor);
  c.__invert__ = meth(function () {
    const C = this._$class;
    return enumLookup(C, C._$keep === 'KEEP' || C._$keep === 'EJECT' ? invert(this._value_) : bitand(C._$canonical.reduce((all, m) => bitor(all, m._value_), 0), invert(this._value_)));
  });
  c.__bool__ = meth(function () {
    return this._value_ !== 0;
  });
  c.__contains__ = meth(function (other) {
    if (other === null || typeof other !== 'object' || other._$class !== this._$class) {
      throw new TypeError_("unsupported operand type(s) for 'in': " + repr_(typeOf(other)._$qual) + ' and ' + repr_(this._$class._$qual));
    }
    return bitand(other._value_, this._value_) === other._value_;
  });
  c.__iter__ = meth(function () {
    return iter_(flagParts(this));
  });
  c.__len__ = meth(function () {
    return flagParts(this).length;
  });
}

// ---- decorators

/** @unique */
export function unique(C) {
  const twice = [...C._$members].filter(([name, o]) => name !== o._name_);
  if (twice.length) throw new ValueError('duplicate values found in ' + classRepr(C) + ': ' + twice.map(([name, o]) => name + ' -> ' + o._name_).join(', '));
  return C;
}
sig(unique, 'enumeration');

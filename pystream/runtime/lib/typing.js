// typing: names for annotations, which nothing reads at run time, and the few that make classes: Generic, NamedTuple, TypedDict, Protocol, NewType.
import {Kw} from '../builtins/calls.js';
import {PyObject, PyType, cget, classm, cls, derive, hidden, isclass, lookup, meth, sig, staticm, statics, typeName, typeOf} from '../builtins/core.js';
import {classBuild} from '../builtins/classes.js';
import {Dict, dict_copy, dict_of, dict_set} from '../builtins/dict.js';
import {AssertionError, TypeError_} from '../builtins/exceptions.js';
import {generic_alias} from '../builtins/items.js';
import {eq, hash, truth} from '../builtins/ops.js';
import {attrName, propName} from '../builtins/names.js';
import {repr_} from '../builtins/repr.js';
import {PyFrozenSetType} from '../builtins/set.js';
import {T, Tuple, PyTuple, tuple_of} from '../builtins/tuple.js';
import {Union as UnionType, unionName, union_of} from '../builtins/unions.js';
import {tupleClass} from './_collections.js';
import {ABCMeta, abcCovers, abcHas} from './abc.js';

export const TYPE_CHECKING = false;

// ---- special forms: typing.Any, typing.List[int]

/** `_$typing` is the name; `_$of` the arguments of a subscripted one; `_$origin` the class it stands for as a base. */
export class Special {
  constructor(name, origin, of) {
    this._$typing = name;
    this._$origin = origin;
    this._$of = of;
  }
  get __origin__() {
    const C = typingOrigin(this._$typing);
    return this._$origin ?? C ?? this;
  }
  get __args__() {
    return tuple_of(this._$of === undefined ? [] : [...this._$of]);
  }
  get __parameters__() {
    return tuple_of((this._$of ?? []).filter(x => x instanceof TypeVarType));
  }
  get __name__() {
    return this._$typing;
  }
  get _name() {
    return this._$typing;
  }
  __getitem__(k) {
    const of = k instanceof Tuple ? [...k] : [k];
    return this._$of === undefined ? typingForm(this._$typing, this._$origin, of) : new Special(this._$typing, this._$origin, this._$of.map(x => x instanceof TypeVarType ? of.length > 1 ? of.shift() : of[0] : x));
  }
  __call__(...given) {
    const C = this.__origin__;
    if (C === this) throw new TypeError_('Cannot instantiate ' + repr_(this));
    return C(...given);
  }
  __or__(other) {
    return typingUnion([this, other]);
  }
  __ror__(other) {
    return typingUnion([other, this]);
  }
  __eq__(other) {
    return other instanceof Special && other._$typing === this._$typing && other._$origin === this._$origin && (this._$of === undefined ? other._$of === undefined : other._$of !== undefined && truth(eq(T(...this._$of), T(...other._$of))));
  }
  __hash__() {
    return hash(this._$typing);
  }
  __repr__() {
    const name = this._$origin === undefined || isclass(this._$origin) && this._$origin._$module === 'builtins' ? 'typing.' + this._$typing : unionName(this._$origin);
    if (this._$of === undefined) return name;
    if (this._$typing === 'Callable' && Array.isArray(this._$of[0])) return name + '[[' + this._$of[0].map(typingName).join(', ') + '], ' + typingName(this._$of[1]) + ']';
    return name + '[' + this._$of.map((x, i) => this._$typing === 'Literal' || this._$typing === 'Annotated' && i > 0 ? repr_(x) : typingName(x)).join(', ') + ']';
  }
}
function SpecialForm() {
  throw new TypeError_("Cannot instantiate 'typing._SpecialForm'");
}
statics(Special, SpecialForm, '_SpecialForm');

function typingName(x) {
  if (x === null) return 'NoneType';
  if (typeof x === 'string') return 'ForwardRef(' + repr_(x) + ')';
  return Array.isArray(x) && !(x instanceof Tuple) ? '[' + x.map(typingName).join(', ') + ']' : x._$name === 'NoneType' && isclass(x) ? 'NoneType' : repr_(x) === 'Ellipsis' ? '...' : unionName(x);
}
function typingForm(name, origin, of) {
  if (name === 'Optional') return typingUnion([of[0], null]);
  if (name === 'Union') return typingUnion(of);
  return new Special(name, origin, of);
}
function typingUnion(members) {
  return union_of(members, all => {
    const rest = all.filter(x => x !== null);
    if (rest.length < all.length && rest.length === 1) return 'typing.Optional[' + typingName(rest[0]) + ']';
    return 'typing.Union[' + all.map(typingName).join(', ') + ']';
  });
}
/** The builtin type that typing.List and its like stand for, found on a value so that no type is pulled in. */
function typingOrigin(name) {
  const value = {List: [], Dict: Dict.prototype, Tuple: Tuple.prototype}[name];
  return value?._$class;
}

export const Any = new Special('Any');
export const Union = new Special('Union');
export const Optional = new Special('Optional');
export const Literal = new Special('Literal');
export const Final = new Special('Final');
export const ClassVar = new Special('ClassVar');
export const Annotated = new Special('Annotated');
export const Callable = new Special('Callable');
export const Type = new Special('Type');
export const List = new Special('List');
export const Dict_ = new Special('Dict');
export const Set_ = new Special('Set');
export const FrozenSet_ = new Special('FrozenSet');
export const Tuple_ = new Special('Tuple');
export const DefaultDict = new Special('DefaultDict');
export const OrderedDict = new Special('OrderedDict');
export const Counter = new Special('Counter');
export const ChainMap = new Special('ChainMap');
export const Deque = new Special('Deque');
export const Iterable = new Special('Iterable');
export const Iterator = new Special('Iterator');
export const Generator = new Special('Generator');
export const Sequence = new Special('Sequence');
export const MutableSequence = new Special('MutableSequence');
export const Mapping = new Special('Mapping');
export const MutableMapping = new Special('MutableMapping');
export const AbstractSet = new Special('AbstractSet');
export const MutableSet = new Special('MutableSet');
export const Collection = new Special('Collection');
export const Container = new Special('Container');
export const Reversible = new Special('Reversible');
export const Awaitable = new Special('Awaitable');
export const Coroutine = new Special('Coroutine');
export const AsyncIterable = new Special('AsyncIterable');
export const AsyncIterator = new Special('AsyncIterator');
export const AsyncGenerator = new Special('AsyncGenerator');
export const ContextManager = new Special('ContextManager');
export const AsyncContextManager = new Special('AsyncContextManager');
export const Hashable = new Special('Hashable');
export const Sized = new Special('Sized');
export const ByteString = new Special('ByteString');
export const KeysView = new Special('KeysView');
export const ItemsView = new Special('ItemsView');
export const ValuesView = new Special('ValuesView');
export const MappingView = new Special('MappingView');
export const Pattern = new Special('Pattern');
export const Match = new Special('Match');
export const Text = new Special('Text');
export const IO = new Special('IO');
export const TextIO = new Special('TextIO');
export const BinaryIO = new Special('BinaryIO');
export const NoReturn = new Special('NoReturn');
export const Never = new Special('Never');
export const Self = new Special('Self');
export const LiteralString = new Special('LiteralString');
export const Concatenate = new Special('Concatenate');
export const TypeAlias = new Special('TypeAlias');
export const TypeGuard = new Special('TypeGuard');
export const Unpack = new Special('Unpack');
export const Required = new Special('Required');
export const NotRequired = new Special('NotRequired');
export const ReadOnly = new Special('ReadOnly');

// ---- type variables

export class TypeVarType {
  constructor(name, bounds, kw) {
    this.__name__ = name;
    this._$typing = name;
    this.__constraints__ = tuple_of(bounds);
    this.__bound__ = kw.bound ?? null;
    this.__covariant__ = kw.covariant ?? false;
    this.__contravariant__ = kw.contravariant ?? false;
  }
  __repr__() {
    return (this.__covariant__ ? '+' : this.__contravariant__ ? '-' : '~') + this.__name__;
  }
  __or__(other) {
    return typingUnion([this, other]);
  }
  __ror__(other) {
    return typingUnion([other, this]);
  }
  get args() {
    return this;
  }
  get kwargs() {
    return this;
  }
  [Symbol.iterator]() {
    return [this][Symbol.iterator]();
  }
}
export function TypeVar(name, ...given) {
  const kw = given[given.length - 1] instanceof Kw ? given.pop()._$names : {};
  return new TypeVarType(name, given, kw);
}
sig(TypeVar, '*args,**kw');
statics(TypeVarType, TypeVar, 'TypeVar');
export const AnyStr = new TypeVarType('AnyStr', [], {});
export function ParamSpec(name, kw) {
  return new TypeVarType(name, [], kw instanceof Kw ? kw._$names : {});
}
sig(ParamSpec, '*args,**kw');
export function TypeVarTuple(name) {
  return new TypeVarType(name, [], {});
}

// ---- `type X = ..`

/** Its value is made when it is asked for: it may name what is bound later. */
export class TypeAlias_ {
  constructor(name, make) {
    this.__name__ = name;
    this._$typing = name;
    // An attribute of its own: a class found on a prototype would be read as a method.
    Object.defineProperty(this, '__value__', {get: make});
  }
  __getitem__(k) {
    return generic_alias(this, k);
  }
  __or__(other) {
    return typingUnion([this, other]);
  }
  __ror__(other) {
    return typingUnion([other, this]);
  }
  __repr__() {
    return this.__name__;
  }
}
export function TypeAliasType(name, value) {
  return new TypeAlias_(name, () => value);
}
sig(TypeAliasType, 'name,value');
statics(TypeAlias_, TypeAliasType, 'TypeAliasType');
export function _lazy_alias(name, make) {
  return new TypeAlias_(name, make);
}

// ---- Generic

export const Generic = /*@__PURE__*/ cls(null, 'Generic', null, c => {
  classm(c, '__class_getitem__', function (k) {
    return generic_alias(this, k);
  }, 'Generic.__class_getitem__(cls,params)');
}, {module: 'typing'});

// ---- Protocol

const typingQuiet = '__init__ __new__ __doc__ __module__ __qualname__ __annotations__ __slots__ __hash__ __init_subclass__ __class_getitem__ __dict__ __weakref__ __subclasshook__ __abstractmethods__ _abc_types _abc_methods __match_args__ __orig_bases__'.split(' ');
function protocolNames(C) {
  const names = new Set();
  for (const B of C._$mro) {
    if (!Object.hasOwn(B, '_$protocol') || B._$protocol !== true) continue;
    for (const prop of Object.getOwnPropertyNames(B.prototype)) {
      const name = attrName(prop);
      if (name !== undefined && !typingQuiet.includes(name)) names.add(prop);
    }
    if (Object.hasOwn(B.prototype, '__annotations__')) for (const name of B.prototype.__annotations__._$m.keys()) names.add(propName(name));
  }
  return [...names];
}
export const Protocol = /*@__PURE__*/ typingProtocol();

function typingProtocol() {
  derive(PyObject, 'object', PyObject);
  derive(PyType, 'type', PyObject);
  const M = cls(null, '_ProtocolMeta', [ABCMeta], c => {
    c.__instancecheck__ = meth(function (x) {
      if (typeOf(x)._$mro.includes(this)) return true;
      if (Object.hasOwn(this, '_$protocol') && this._$protocol) {
        if (!this._$checked) throw new TypeError_('Instance and class checks can only be used with @runtime_checkable protocols');
        return protocolNames(this).every(prop => {
          const value = prop.startsWith('__') && abcHas(typeOf(x), prop) ? true : lookup(x, prop);
          return value !== undefined && (value !== null || lookup(this, prop) === undefined || typeof lookup(this, prop) !== 'function');
        });
      }
      return abcCovers(this, typeOf(x));
    });
    c.__subclasscheck__ = meth(function (C) {
      if (C._$mro.includes(this)) return true;
      if (Object.hasOwn(this, '_$protocol') && this._$protocol) {
        if (!this._$checked) throw new TypeError_('Instance and class checks can only be used with @runtime_checkable protocols');
        return protocolNames(this).every(prop => prop.startsWith('__') && abcHas(C, prop) || C.prototype[prop] !== undefined);
      }
      return abcCovers(this, C);
    });
  }, {module: 'typing'});
  const P = cls(null, 'Protocol', [Generic], c => {
    classm(c, '__init_subclass__', function () {
      const own = this._$bases.includes(P);
      hidden(this, '_$protocol', own);
      hidden(this, '_$checked', false);
      if (own && this.prototype.__init__ === PyObject.prototype.__init__) hidden(this.prototype, '__init__', meth(function (...given) {
        if (this._$class._$protocol) throw new TypeError_('Protocols cannot be instantiated');
        if (given.length) throw new TypeError_(typeName(this) + '() takes no arguments');
        return null;
      }, 'Protocol.__init__(self,*a,**k)'));
      return null;
    }, 'Protocol.__init_subclass__(cls,*a,**k)');
  }, {metaclass: M, module: 'typing'});
  return P;
}
/** @runtime_checkable */
export function runtime_checkable(C) {
  hidden(C, '_$checked', true);
  return C;
}
sig(runtime_checkable, 'cls');
export const SupportsInt = /*@__PURE__*/ typingSupports('SupportsInt', '__int__');
export const SupportsFloat = /*@__PURE__*/ typingSupports('SupportsFloat', '__float__');
export const SupportsIndex = /*@__PURE__*/ typingSupports('SupportsIndex', '__index__');
export const SupportsAbs = /*@__PURE__*/ typingSupports('SupportsAbs', '__abs__');
export const SupportsRound = /*@__PURE__*/ typingSupports('SupportsRound', '__round__');
export const SupportsBytes = /*@__PURE__*/ typingSupports('SupportsBytes', '__bytes__');
function typingSupports(name, needs) {
  return runtime_checkable(cls(null, name, [Protocol], c => {
    c[needs] = meth(function () {
      return null;
    }, name + '.' + needs + '(self)');
  }, {module: 'typing'}));
}

// ---- NamedTuple

function namedBody(name, notes, c) {
  const fields = [];
  const defaults = [];
  for (const key of notes._$m.keys()) {
    const prop = propName(key);
    if (Object.hasOwn(c, prop)) {
      defaults.push(cget(c, prop));
      delete c[prop];
    } else if (defaults.length) {
      throw new TypeError_('non-default namedtuple field ' + key + ' cannot follow default field' + (defaults.length > 1 ? 's ' : ' ') + fields.slice(-defaults.length).join(', '));
    }
    fields.push(key);
  }
  return [fields, defaults];
}
function namedCreate(meta, qual, bases, body, options) {
  const c = Object.create(null);
  body?.(c);
  const notes = Object.hasOwn(c, '__annotations__') ? c.__annotations__ : dict_of([]);
  const made = namedBody(qual, notes, c);
  const rest = Object.getOwnPropertyDescriptors(c);
  const parents = [PyTuple, ...bases.filter(B => B !== NamedTuple)];
  return tupleClass(qual, made[0], made[1], options?.module ?? '__main__', parents, target => Object.defineProperties(target, rest));
}
function typingMeta(name, create) {
  derive(PyObject, 'object', PyObject);
  derive(PyType, 'type', PyObject);
  const M = cls(null, name, [PyType], null, {module: 'typing'});
  const root = {made: false};
  hidden(M, '_$create', (...given) => root.made ? create(...given) : (root.made = true, classBuild(given[0], null, given[1], given[2], given[3], 'typing', {}, undefined)));
  return M;
}
/** class P(NamedTuple): x: int; and NamedTuple('P', [('x', int)]) */
export const NamedTuple = /*@__PURE__*/ cls(null, 'NamedTuple', null, c => {
  staticm(c, '__new__', sig(function (C, name, given, kw) {
    const pairs = given === undefined || given instanceof Kw ? Object.entries((given ?? kw)?._$names ?? {}) : [...given];
    const C2 = tupleClass(name, pairs.map(pair => pair[0]), [], '__main__', [PyTuple], null);
    C2.__annotations__ = dict_of(pairs.flatMap(pair => [pair[0], pair[1]]));
    return C2;
  }, 'NamedTuple.__new__(cls,typename,fields=,/,**kwargs)'));
}, {metaclass: typingMeta('NamedTupleMeta', namedCreate), module: 'typing'});

// ---- TypedDict

function typedCreate(meta, qual, bases, body, options, kw) {
  const C = classBuild(meta, null, qual, bases, body, options?.module, {}, undefined);
  const notes = dict_of([]);
  const optional = new Set();
  for (const B of bases) {
    if (B.prototype.__annotations__ instanceof Dict) for (const [k, v] of B.prototype.__annotations__._$m) dict_set(notes, k, v);
    for (const k of B._$optional ?? []) optional.add(k);
  }
  const total = kw.total === undefined || truth(kw.total);
  if (Object.hasOwn(C.prototype, '__annotations__')) for (const [k, v] of C.prototype.__annotations__._$m) {
    dict_set(notes, k, v);
    const text = typeof v === 'string' ? v : v?._$typing ?? '';
    if (/\bNotRequired\b/.test(text) || !total && !/\bRequired\b/.test(text)) optional.add(k);
  }
  hidden(C.prototype, '__annotations__', notes);
  hidden(C.prototype, '__total__', total);
  hidden(C, '_$optional', optional);
  hidden(C.prototype, '__required_keys__', PyFrozenSetType([...notes._$m.keys()].filter(k => !optional.has(k))));
  hidden(C.prototype, '__optional_keys__', PyFrozenSetType([...optional]));
  return C;
}
function typedCall(...given) {
  const named = given[given.length - 1] instanceof Kw ? given.pop()._$names : {};
  if (this === TypedDict) {
    const pairs = given[1] instanceof Dict ? given[1] : dict_of([]);
    return typedCreate(this._$class, given[0], [TypedDict], c => {
      c.__annotations__ = dict_copy(pairs);
    }, undefined, named);
  }
  const d = new Dict();
  if (given.length) for (const [k, v] of given[0]._$m) dict_set(d, k, v);
  for (const k of Object.keys(named)) dict_set(d, k, named[k]);
  return d;
}
function typedMeta() {
  const M = typingMeta('_TypedDictMeta', typedCreate);
  hidden(M.prototype, '__call__', meth(typedCall, '_TypedDictMeta.__call__(cls,*a,**k)'));
  hidden(M.prototype, '__instancecheck__', meth(function () {
    throw new TypeError_('TypedDict does not support instance and class checks');
  }));
  return M;
}
export const TypedDict = /*@__PURE__*/ cls(null, 'TypedDict', null, null, {metaclass: typedMeta(), module: 'typing'});

// ---- functions

export function NewType(name, of) {
  const f = x => x;
  f.__supertype__ = of;
  hidden(f, '__name__', name);
  hidden(f, '__qualname__', name);
  return f;
}
sig(NewType, 'name,tp');
export function cast(type, x) {
  return x;
}
sig(cast, 'typ,val');
export function overload(f) {
  return typingOverloaded;
}
function typingOverloaded() {
  throw new TypeError_('You should not call an overloaded function. A series of @overload-decorated functions outside a stub module should always be followed by an implementation that is not @overload-ed.');
}
export function final(x) {
  x.__final__ = true;
  return x;
}
export function override(x) {
  return x;
}
export function no_type_check(x) {
  return x;
}
export function assert_type(x) {
  return x;
}
export function reveal_type(x) {
  return x;
}
export function assert_never(x) {
  throw new AssertionError('Expected code to be unreachable, but got: ' + repr_(x));
}
export function get_overloads() {
  return [];
}
export function dataclass_transform() {
  return x => x;
}
sig(dataclass_transform, '*args,**kw');
// A value of each builtin type that an annotation in quotes may name.
const typingNamed = {int: 0, float: 0.5, bool: true, str: '', list: [], None: null};
export function get_type_hints(x) {
  const hints = dict_of([]);
  const add = notes => {
    if (notes instanceof Dict) for (const [k, v] of notes._$m) {
      dict_set(hints, k, v === null ? typeOf(null) : Object.hasOwn(typingNamed, v) ? typeOf(typingNamed[v]) : v);
    }
  };
  if (isclass(x)) for (const C of [...x._$mro].reverse()) add(Object.hasOwn(C.prototype, '__annotations__') ? C.prototype.__annotations__ : undefined);
  else add(lookup(x, '__annotations__'));
  return hints;
}
sig(get_type_hints, 'obj,globalns=,localns=,include_extras=');
export function get_origin(x) {
  if (x instanceof UnionType) return x._$text === undefined ? typeOf(x) : Union;
  if (x instanceof Special) return x._$of === undefined ? null : x.__origin__;
  return x === null || x === undefined ? null : x.__origin__ ?? null;
}
sig(get_origin, 'tp');
export function get_args(x) {
  if (x === null || x === undefined || isclass(x)) return T();
  return x.__args__ ?? T();
}
sig(get_args, 'tp');
export function is_typeddict(x) {
  return isclass(x) && x._$optional !== undefined;
}
export class ForwardRef {
  constructor(text) {
    this.__forward_arg__ = text;
  }
  __repr__() {
    return 'ForwardRef(' + repr_(this.__forward_arg__) + ')';
  }
}

export {Dict_ as Dict, Set_ as Set, FrozenSet_ as FrozenSet, Tuple_ as Tuple, SpecialForm as _SpecialForm};

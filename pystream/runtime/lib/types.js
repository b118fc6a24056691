// types: names of the types that have no builtin name, and two small containers.
import {Kw} from '../builtins/calls.js';
import {Ellipsis, NotImplemented, bindMethod, cls, meth, sig, statics, typeName, typeOf} from '../builtins/core.js';
import {cv} from '../builtins/descriptors.js';
import {Dict, dict_get, dict_of} from '../builtins/dict.js';
import {TypeError_} from '../builtins/exceptions.js';
import {GeneratorProto} from '../builtins/generators.js';
import {getitem} from '../builtins/items.js';
import {attrName, propName} from '../builtins/names.js';
import {eq, truth} from '../builtins/ops.js';
import {reprGuard, repr_} from '../builtins/repr.js';
export {PyModule as ModuleType, PyBuiltinFunction as BuiltinFunctionType, PyBuiltinFunction as BuiltinMethodType} from '../builtins/core.js';
export {PyGenericAlias as GenericAlias} from '../builtins/items.js';
export {PyUnion as UnionType} from '../builtins/unions.js';
export {PyProperty as DynamicClassAttribute} from '../builtins/descriptors.js';

export const FunctionType = /*@__PURE__*/ typeOf(() => null);
export const LambdaType = FunctionType;
export const GeneratorType = /*@__PURE__*/ typesGenerator();
function typesGenerator() {
  return GeneratorProto._$class;
}
export const NoneType = /*@__PURE__*/ typeOf(null);
export const EllipsisType = /*@__PURE__*/ typeOf(Ellipsis);
export const NotImplementedType = /*@__PURE__*/ typeOf(NotImplemented);
export const MethodType = /*@__PURE__*/ typesMethod();
function typesMethod() {
  function dummy() {}
  return typeOf(bindMethod(dummy, {}));
}

export const SimpleNamespace = /*@__PURE__*/ cls(null, 'SimpleNamespace', null, c => {
  c.__init__ = meth(function (kw) {
    if (kw !== undefined && !(kw instanceof Kw)) throw new TypeError_('no positional arguments expected');
    const names = kw === undefined ? {} : kw._$names;
    for (const name of Object.keys(names)) this[propName(name)] = names[name];
    return null;
  }, 'SimpleNamespace.__init__(self,**kw)');
  c.__repr__ = meth(function () {
    const title = this._$class === SimpleNamespace ? 'namespace' : typeName(this);
    return reprGuard(this, title + '(...)', () => title + '(' + Object.keys(this).map(prop => attrName(prop) + '=' + repr_(this[prop])).join(', ') + ')');
  });
  c.__eq__ = meth(function (other) {
    if (other === null || typeof other !== 'object' || other._$class?._$mro.includes(SimpleNamespace) !== true) return NotImplemented;
    const names = Object.keys(this);
    return names.length === Object.keys(other).length && names.every(name => Object.hasOwn(other, name) && truth(eq(this[name], other[name])));
  });
  c.__hash__ = null;
}, {module: 'types'});

/** A dict that can only be read. */
export class MappingProxy {
  constructor(d) {
    this._$d = d;
  }
  get __hash__() {
    return null;
  }
  __getitem__(k) {
    return getitem(this._$d, k);
  }
  __contains__(k) {
    return dict_get(this._$d, k) !== undefined;
  }
  __len__() {
    return this._$d.__len__();
  }
  __iter__() {
    return this._$d[Symbol.iterator]();
  }
  [Symbol.iterator]() {
    return this._$d[Symbol.iterator]();
  }
  __eq__(other) {
    return truth(eq(this._$d, other instanceof MappingProxy ? other._$d : other));
  }
  __or__(other) {
    return this._$d.__or__(other instanceof MappingProxy ? other._$d : other);
  }
  $get(k, otherwise) {
    return dict_get(this._$d, k) ?? otherwise ?? null;
  }
  $keys() {
    return this._$d.$keys();
  }
  $values() {
    return this._$d.$values();
  }
  $items() {
    return this._$d.$items();
  }
  $copy() {
    return this._$d.$copy();
  }
  __str__() {
    return repr_(this._$d);
  }
  __repr__() {
    return 'mappingproxy(' + repr_(this._$d) + ')';
  }
}
export function MappingProxyType(d) {
  if (!(d instanceof Dict) && d?.__getitem__ === undefined) throw new TypeError_('mappingproxy() argument must be a mapping, not ' + typeName(d));
  return new MappingProxy(d);
}
statics(MappingProxy, MappingProxyType, 'mappingproxy');

/** new_class(name, bases=(), kwds=None, exec_body=None) */
export function new_class(name, bases, kwds, exec) {
  const kw = kwds instanceof Dict ? Object.fromEntries(kwds._$m) : {};
  const meta = kw.metaclass;
  delete kw.metaclass;
  return cls(null, name, bases === undefined ? null : [...bases], c => {
    const d = dict_of([]);
    if (typeof exec === 'function') exec(d);
    for (const [k, v] of d._$m) c[propName(k)] = cv(v);
  }, {metaclass: meta, kw: kw});
}
sig(new_class, 'name,bases=,kwds=,exec_body=');
export function coroutine(f) {
  return f;
}

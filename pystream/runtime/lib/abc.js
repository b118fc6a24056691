// abc: classes that cannot be made while methods are missing, and classes that count others as their own.
import {PyObject, PyType, cls, derive, dunder, hidden, isclass, method, sig, typeName, typeOf} from '../builtins/core.js';
import {RuntimeError, TypeError_} from '../builtins/exceptions.js';
import {NotImplemented} from '../builtins/core.js';
import {truth} from '../builtins/ops.js';

export const ABCMeta = /*@__PURE__*/ abcMeta();

function abcMeta() {
  derive(PyObject, 'object', PyObject);
  derive(PyType, 'type', PyObject);
  const M = cls(null, 'ABCMeta', [PyType], c => {
    c.register = abcMethod('register', function (C) {
      if (!isclass(C)) throw new TypeError_('Can only register classes');
      if (C._$mro.includes(this)) return C;
      if (this._$mro.includes(C)) throw new RuntimeError('Refusing to create an inheritance cycle');
      if (!Object.hasOwn(this, '_$virtual') || this._$virtual === undefined) hidden(this, '_$virtual', new Set());
      this._$virtual.add(C);
      return C;
    });
    c.__instancecheck__ = abcMethod('__instancecheck__', function (x) {
      return abcCovers(this, typeOf(x)) || this._$check !== undefined && this._$check(x);
    });
    c.__subclasscheck__ = abcMethod('__subclasscheck__', function (C) {
      return abcCovers(this, C) || this._$checkClass !== undefined && this._$checkClass(C);
    });
  }, {module: 'abc'});
  hidden(M, '_$abc', true);
  return M;
}
function abcMethod(name, f) {
  hidden(f, '_$m', true);
  hidden(f, '_$name', name);
  return f;
}

/** Is T a subclass of the abstract class C, by birth, by registration, by __subclasshook__ or through a subclass of C? */
export function abcCovers(C, T) {
  const hook = C.prototype.__subclasshook__;
  if (hook !== undefined) {
    const r = Reflect.apply(hook._$cm ?? hook, C, [T]);
    if (r !== NotImplemented) return truth(r);
  }
  const mro = T._$mro;
  if (mro.includes(C)) return true;
  const types = C.prototype._abc_types;
  if (types !== undefined && Object.hasOwn(C.prototype, '_abc_types')) for (const B of mro) {
    if ((B._$module === 'builtins' || B._$module === 'collections') && abcNames(types).includes(B._$name)) return true;
  }
  const names = C.prototype._abc_methods;
  if (typeof names === 'string' && Object.hasOwn(C.prototype, '_abc_methods') && abcNames(names).every(name => abcHas(T, name))) return true;
  if (C._$virtual !== undefined && [...C._$virtual].some(B => mro.includes(B) || B._$class._$abc && abcCovers(B, T))) return true;
  return Object.hasOwn(C, '_$subs') && C._$subs.some(B => B._$class._$abc && abcCovers(B, T));
}
function abcNames(text) {
  return text.split(' ');
}
const abcContainers = {list: 1, tuple: 1, str: 1, bytes: 1, bytearray: 1, range: 1, dict: 1, set: 1, frozenset: 1, dict_keys: 1, dict_values: 1, dict_items: 1};
/** Has class T the dunder method `name`? Builtin types do not carry all of theirs. */
export function abcHas(T, name) {
  const own = T.prototype[name];
  if (name === '__hash__') {
    if (T._$name in abcContainers && T._$module === 'builtins' && own === undefined) return !['list', 'dict', 'set', 'bytearray'].includes(T._$name);
    return own !== null;
  }
  if (own !== undefined) return own !== null;
  const B = T._$mro.find(each => each._$module === 'builtins' && each._$name !== 'object')?._$name;
  if (name === '__iter__') return T.prototype[Symbol.iterator] !== undefined;
  if (name === '__next__') return T.prototype.next !== undefined;
  if (name === '__len__' || name === '__contains__') return B in abcContainers;
  if (name === '__reversed__') return ['list', 'tuple', 'str', 'range', 'dict', 'bytes', 'bytearray', 'dict_keys', 'dict_values', 'dict_items'].includes(B) && B !== 'tuple' && B !== 'str' && B !== 'bytes' && B !== 'bytearray';
  if (name === '__call__') return ['function', 'method', 'builtin_function_or_method', 'type'].includes(B) || T._$mro.includes(PyType);
  if (name === '__await__' || name === 'send') return B === 'coroutine';
  return false;
}

export const ABC = /*@__PURE__*/ cls(null, 'ABC', null, null, {metaclass: ABCMeta, module: 'abc'});

/** @abstractmethod */
export function abstractmethod(f) {
  f.__isabstractmethod__ = true;
  return f;
}
sig(abstractmethod, 'funcobj');
export function get_cache_token() {
  return 0;
}
export function update_abstractmethods(C) {
  return C;
}

// weakref: references that do not keep an object. When it goes is the JavaScript engine's business: later than in CPython.
import {isclass, sig, statics, typeName, typeOf} from '../builtins/core.js';
import {ReferenceError_, TypeError_} from '../builtins/exceptions.js';
import {eq, hash} from '../builtins/ops.js';

class Ref {
  __repr__() {
    const o = this();
    return o === null ? '<weakref; dead>' : "<weakref; to '" + typeName(o) + "'>";
  }
  __eq__(other) {
    if (!(other instanceof Ref)) return false;
    const a = this();
    const b = other();
    return a === null || b === null ? this === other : eq(a, b);
  }
  __hash__() {
    const o = this();
    if (o === null) throw new TypeError_('weak object has gone away');
    return hash(o);
  }
}
function weakTarget(o) {
  const plain = o !== null && typeof o === 'object' && o._$class !== undefined && o._$class._$module === 'builtins' && o.__hash__ === null;
  if (o === null || typeof o !== 'object' && typeof o !== 'function' || plain && !isclass(o) && ['list', 'dict'].includes(typeName(o)) || Array.isArray(o) && typeOf(o)._$module === 'builtins') {
    throw new TypeError_("cannot create weak reference to '" + typeName(o) + "' object");
  }
  return o;
}
function weakRegistry() {
  return weakRegistry._$it ??= new FinalizationRegistry(f => f());
}
/** ref(o, callback=None) */
export function ref(o, callback) {
  const weak = new WeakRef(weakTarget(o));
  const r = () => weak.deref() ?? null;
  Object.setPrototypeOf(r, Ref.prototype);
  r.__callback__ = callback ?? null;
  if (typeof callback === 'function') weakRegistry().register(o, () => callback(r));
  return r;
}
sig(ref, 'object,callback=,/');
statics(Ref, ref, 'weakref.ReferenceType');

/** proxy(o): used as o itself while it lives */
export function proxy(o, callback) {
  const r = ref(o, callback);
  const target = () => {
    const x = r();
    if (x === null) throw new ReferenceError_('weakly-referenced object no longer exists');
    return x;
  };
  return new Proxy(typeof o === 'function' ? function () {} : {}, {
    get(shell, name) {
      const x = target();
      const v = Reflect.get(x, name, x);
      return v;
    },
    set(shell, name, value) {
      target()[name] = value;
      return true;
    },
    has(shell, name) {
      return name in target();
    },
    getPrototypeOf() {
      return Object.getPrototypeOf(target());
    },
    apply(shell, self, given) {
      return target()(...given);
    },
  });
}
sig(proxy, 'object,callback=,/');

/** Calls f() once the object has gone. */
export function weak_watch(o, f) {
  weakRegistry().register(o, f);
  return null;
}
export {ref as ReferenceType};

// `type` as a value: type(name, bases, namespace), metaclasses with __new__, __init__, __call__, __prepare__.
import {TypeError_} from './exceptions.js';
import {PyType, derive, PyObject, hidden, isInstance, isclass, method, typeName, typeOf} from './core.js';
import {Kw, applyMixed, callkw} from './calls.js';
import {cget, classBuild, instantiate, metaclassOf} from './classes.js';
import {classm, cv, installValue, staticm} from './descriptors.js';
import {attrName, propName} from './names.js';
import {TypeDefaults} from './objectdefaults.js';
import {Dict, dict_of} from './dict.js';
import {it} from './generators.js';
import {setitem} from './items.js';
import {PyFrozenSetType} from './set.js';
import {tuple_of} from './tuple.js';

// The name `type`: the class itself with what metaclasses need hooked in.
export const type_ = /*@__PURE__*/ typeClass();

function typeClass() {
    derive(PyType, 'type', PyObject);
    hidden(PyType, '_$make', makeThroughMeta);
    hidden(PyType, '_$call', typeCall);
    hidden(PyType, '_$metaCall', classCall);
    hidden(PyType, '_$sig', '*args,**kw');
    hidden(PyType, '_$allocate', undefined);
    return PyType;
}

// type(x), type(name, bases, ns)
function typeCall(args) {
    if (args.length === 1) return typeOf(args[0]);
    if (args.length !== 3 && !(args[args.length - 1] instanceof Kw)) throw new TypeError_('type() takes 1 or 3 arguments');
    return typeNew(PyType, ...args);
}

// A class statement whose metaclass takes part.
function makeThroughMeta(meta, K, qual, bases, body, options, kw, given) {
    const name = qual.slice(qual.lastIndexOf('.') + 1);
    const prepare = isclass(meta) ? meta.__prepare__ : undefined;
    let ns = dict_of([]);
    if (typeof prepare === 'function') ns = callkw(prepare, [name, tuple_of([...bases])], kw);
    // Names that __prepare__ put there are the body's names too.
    const c = Object.create(null);
    if (ns instanceof Dict) for (const key of it(ns)) c[propName(key)] = ns._$m.get(key);
    setitem(ns, '__module__', options?.module ?? '__main__');
    setitem(ns, '__qualname__', qual);
    body?.(c);
    for (const prop of Object.getOwnPropertyNames(c)) if (attrName(prop) !== undefined) setitem(ns, attrName(prop), cget(c, prop));
    const args = [name, tuple_of([...bases]), ns];
    let has = false;
    for (const key in kw) has = true;
    if (!isclass(meta)) return has ? callkw(meta, args, kw) : meta(...args);
    if (has) args.push(new Kw(kw));
    const call = meta._$class.prototype.__call__;
    return call !== undefined ? applyMixed(call, meta, args) : classCall(meta, args);
}

// Meta(name, bases, ns): __new__, then __init__.
function classCall(meta, args) {
    const make = meta.prototype.__new__;
    const C = make === undefined ? typeNew(meta, ...args) : applyMixed(make, undefined, [meta, ...args]);
    const init = meta.prototype.__init__;
    if (isclass(C) && C._$class._$mro.includes(meta) && init !== PyObject.prototype.__init__) applyMixed(init, C, args);
    return C;
}

// type.__new__(meta, name, bases, ns, **kw)
function typeNew(meta, name, bases, ns, kw) {
    if (typeof name !== 'string') throw new TypeError_(`type.__new__() argument 1 must be str, not ${typeName(name)}`);
    if (!Array.isArray(bases)) throw new TypeError_(`type.__new__() argument 2 must be tuple, not ${typeName(bases)}`);
    if (!(ns instanceof Dict)) throw new TypeError_(`type.__new__() argument 3 must be dict, not ${typeName(ns)}`);
    const parents = [...bases];
    meta = metaclassOf(meta, parents);
    let qual = name;
    let module;
    const body = c => {
        for (const key of it(ns)) {
            const value = ns._$m.get(key);
            if (key === '__qualname__') qual = value;
            else if (key === '__module__') module = value;
            else putBodyValue(c, propName(key), value);
        }
    };
    body(Object.create(null));
    return classBuild(meta, null, qual, parents, body, module, kw instanceof Kw ? kw._$names : {}, undefined);
}

function putBodyValue(c, prop, value) {
    if (typeof value === 'function' && prop === '__new__') staticm(c, prop, value);
    else if (typeof value === 'function' && (prop === '__init_subclass__' || prop === '__class_getitem__') && value._$mro === undefined) classm(c, prop, value._$mf ?? cv(value));
    else {
        c[prop] = cv(value);
        if (isInstance(value)) installValue(c, prop, value);
    }
}

method(TypeDefaults, '__new__', typeNew, '*args,**kw');
method(TypeDefaults, '__init__', function () {
    return null;
}, '*args,**kw');
method(TypeDefaults, '__call__', function (...args) {
    return this._$mro.includes(PyType) ? classCall(this, args) : instantiate(this, args);
}, '*args,**kw');
method(TypeDefaults, '__instancecheck__', function (x) {
    const T = typeOf(x);
    return T === this || T._$mro.includes(this);
});
method(TypeDefaults, '__subclasscheck__', function (C) {
    return C._$mro.includes(this);
});
method(TypeDefaults, '__abstractmethods__', function () {
    return PyFrozenSetType(this._$abstract === undefined ? [] : this._$abstract.map(attrName));
});
method(TypeDefaults, 'mro', function () {
    return [...this._$mro];
}, undefined, true);
method(TypeDefaults, '__prepare__', function () {
    return dict_of([]);
}, '*args,**kw');
method(TypeDefaults, '__subclasses__', function () {
    return Object.hasOwn(this, '_$subs') ? [...this._$subs] : [];
});

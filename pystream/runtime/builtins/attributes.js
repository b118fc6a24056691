// Attributes by name: getattr, setattr, delattr, hasattr, vars, dir.
import {AttributeError, TypeError_, caught, isexc} from './exceptions.js';
import {Module, PyObject, isAccessor, isclass, lookup, noAttribute, rawClassAttr, typeName, typeOf} from './core.js';
import {attrName, propName} from './names.js';
import {instanceDict} from './instancedict.js';

function nameOf(name, what) {
    if (typeof name !== 'string') {
        if (typeof name?.valueOf() === 'string') return propName(name.valueOf());
        throw new TypeError_(`${what}(): attribute name must be string`.replace('getattr(): a', 'a').replace('setattr(): a', 'a').replace('delattr(): a', 'a').replace('hasattr(): a', 'a') + `, not '${typeName(name)}'`);
    }
    return propName(name);
}

// getattr(o, name[, otherwise])
export function getattr(o, name, otherwise) {
    const prop = nameOf(name, 'getattr');
    if (prop === '__dict__') {
        if (holdsAttributes(o)) return vars(o);
        if (otherwise !== undefined) return otherwise;
        throw noAttribute(o, prop);
    }
    if (otherwise === undefined) {
        const value = lookup(o, prop);
        if (value === undefined) throw noAttribute(o, prop);
        return value;
    }
    try {
        const value = lookup(o, prop);
        return value === undefined || (value === null && !hasProp(o, prop)) ? otherwise : value;
    } catch (e) {
        const x = caught(e);
        if (isexc(x, AttributeError)) return otherwise;
        throw x;
    }
}

// A None attribute is null, as is the missing one of a JS object: only the first counts.
function hasProp(o, prop) {
    if (o === null || o === undefined) return prop === '__class__' || prop === '__doc__';
    return o._$class !== undefined || prop in Object(o);
}

export function hasattr(o, name) {
    const prop = nameOf(name, 'hasattr');
    if (prop === '__dict__') return holdsAttributes(o);
    try {
        const value = lookup(o, prop);
        return value !== undefined && (value !== null || hasProp(o, prop));
    } catch (e) {
        const x = caught(e);
        if (isexc(x, AttributeError)) return false;
        throw x;
    }
}

function holdsAttributes(o) {
    if (typeof o === 'function' || o instanceof Module) return true;
    if (o === null || typeof o !== 'object' || o._$class === undefined) return false;
    const C = o._$class;
    return (C._$module !== 'builtins' || o instanceof Error) && C._$slots === undefined;
}

export function setattr(o, name, value) {
    const prop = nameOf(name, 'setattr');
    checkSettable(o, prop);
    o[prop] = value;
    return null;
}

function checkSettable(o, prop) {
    if (o !== null && o !== undefined && (o._$class === undefined || typeof o === 'function' || o instanceof Module)) return;
    if (o === null || typeof o !== 'object' || o._$class._$module === 'builtins' && !(o instanceof Error)) {
        if (lookup(o, prop) !== undefined) throw new AttributeError(`'${typeName(o)}' object attribute '${attrName(prop)}' is read-only`);
        throw noAttribute(o, prop);
    }
}

export function delattr(o, name) {
    const prop = nameOf(name, 'delattr');
    const hook = o === null || typeof o !== 'object' && typeof o !== 'function' ? undefined : isclass(o) ? o._$class.prototype.__delattr__ : o.__delattr__;
    if (hook !== undefined) hook.call(o, name);
    else deleteAttr(o, prop);
    return null;
}

// object.__delattr__
export function deleteAttr(o, prop) {
    if (o === null || typeof o !== 'object' && typeof o !== 'function') throw noAttribute(o, prop);
    if (isclass(o)) {
        PyObject._$delete(o, prop);
        return;
    }
    const C = o._$class;
    if (C !== undefined && isAccessor(prop)) {
        const d = rawClassAttr(typeOf(o), prop);
        if (d?.__delete__ !== undefined) {
            d.__delete__(o);
            return;
        }
    }
    if (!Object.hasOwn(o, prop) || o[prop] === undefined) throw noDelete(o, prop);
    // A slot stays there, empty.
    if (C?._$slotNames?.includes(prop)) o[prop] = undefined;
    else delete o[prop];
}

function noDelete(o, prop) {
    const name = attrName(prop), C = o._$class;
    if (C?._$slotNames?.includes(prop)) return new AttributeError(name);
    if (C !== undefined && isAccessor(prop) && rawClassAttr(C, prop)?.__set__ !== undefined) return new AttributeError('__delete__');
    if (o[prop] !== undefined && C?._$module === 'builtins') return new AttributeError(`'${typeName(o)}' object attribute '${name}' is read-only`);
    return noAttribute(o, prop);
}

// vars(o), o.__dict__: a live dict of the attributes.
export function vars(o) {
    if (!holdsAttributes(o) && !(o !== null && typeof o === 'object' && o._$class === undefined)) throw new TypeError_('vars() argument must have __dict__ attribute');
    return instanceDict(isclass(o) ? o.prototype : o, isclass(o) ? o : undefined);
}

// What exceptions keep as plain properties but is not in their __dict__.
const EXCEPTION_FIELDS = ['args', 'value', '__traceback__', '__context__', '__cause__', '__suppress_context__'];

// Python names of an object's own attributes.
export function ownNames(o) {
    const names = [];
    if (o instanceof Error) return Object.keys(o).map(attrName).filter(name => name !== undefined && !EXCEPTION_FIELDS.includes(name));
    for (const prop of Object.getOwnPropertyNames(o)) {
        const name = attrName(prop);
        if (name !== undefined && (typeof o !== 'function' || !['length', 'name', 'prototype'].includes(prop))) names.push(name);
    }
    return names;
}

export function dir(o) {
    const hook = o === null || o === undefined ? undefined : isclass(o) ? o._$class.prototype.__dir__ : o.__dir__;
    if (hook !== undefined) return [...hook.call(o)].sort(byPoint);
    return defaultDir(o);
}

// object.__dir__
export function defaultDir(o) {
    const names = new Set();
    if (o instanceof Module) return ownNames(o).filter(name => o[propName(name)] !== undefined).sort(byPoint);
    if (o !== null && (typeof o === 'object' || typeof o === 'function' && !isclass(o))) for (const name of ownNames(o)) if (o[propName(name)] !== undefined) names.add(name);
    for (let p = isclass(o) ? o.prototype : typeOf(o).prototype; p !== null && p !== Object.prototype; p = Object.getPrototypeOf(p))
        for (const name of ownNames(p)) if (typeof p !== 'function' && !['constructor', 'toString', 'length'].includes(name) && (p._$class?._$module !== 'builtins' || /^__|^\$/.test(propName(name)))) names.add(name);
    for (const name of ['__class__', '__delattr__', '__dir__', '__doc__', '__eq__', '__format__', '__ge__', '__getattribute__', '__gt__', '__hash__', '__init__', '__init_subclass__',
        '__le__', '__lt__', '__ne__', '__new__', '__reduce__', '__reduce_ex__', '__repr__', '__setattr__', '__sizeof__', '__str__', '__subclasshook__']) names.add(name);
    if (typeOf(o)._$module !== 'builtins' || isclass(o) && o._$module !== 'builtins') for (const name of ['__dict__', '__module__', '__weakref__']) names.add(name);
    return [...names].sort(byPoint);
}

function byPoint(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
}

// `o.__dict__`: a dict whose table is the object's own properties.
import {Dict} from './dict.js';
import {PyObject, isAccessor, hidden, rawClassAttr, typeOf} from './core.js';
import {attrName, propName} from './names.js';
import {ownNames} from './attributes.js';

// What Dict uses of a Map, over an object's properties. C: the class, if the object is a class's prototype (then stores go through the class).
class AttributeMap {
    constructor(o, C) {
        this._$o = o;
        this._$c = C;
    }

    _$names() {
        const o = this._$o;
        return [...ownNames(o), ...o._$held === undefined ? [] : Object.keys(o._$held).map(attrName)].filter(name => {
            if (o._$held !== undefined && Object.hasOwn(o._$held, propName(name))) return true;
            const d = Object.getOwnPropertyDescriptor(o, propName(name));
            return d !== undefined && (d.get !== undefined || d.value !== undefined) && (this._$c !== undefined || d.enumerable && !o._$class?._$slotNames?.includes(propName(name)));
        });
    }

    get size() {
        return this._$names().length;
    }

    has(key) {
        return typeof key === 'string' && attrName(propName(key)) !== undefined && this.get(key) !== undefined;
    }

    get(key) {
        if (typeof key !== 'string') return undefined;
        const d = Object.getOwnPropertyDescriptor(this._$o, propName(key));
        if (d === undefined) return this._$o._$held?.[propName(key)];
        if (d.get !== undefined) return d.get._$desc ?? d.get._$prop;
        if (this._$c !== undefined && typeof d.value === 'function') return PyObject._$shown(this._$o, propName(key), d.value);
        return d.value;
    }

    set(key, value) {
        if (this._$c !== undefined) PyObject._$store(this._$c, propName(key), value);
        else if (hasDataDescriptor(this._$o, propName(key))) {
            if (this._$o._$held === undefined) hidden(this._$o, '_$held', Object.create(null));
            this._$o._$held[propName(key)] = value;
        } else Object.defineProperty(this._$o, propName(key), {value: value, writable: true, configurable: true, enumerable: true});
        return this;
    }

    delete(key) {
        if (this._$o._$held !== undefined && Object.hasOwn(this._$o._$held, propName(key))) return delete this._$o._$held[propName(key)];
        if (this._$c !== undefined) PyObject._$delete(this._$c, propName(key));
        return delete this._$o[propName(key)];
    }

    clear() {
        for (const name of this._$names()) this.delete(name);
    }

    keys() {
        return this._$names()[Symbol.iterator]();
    }

    * values() {
        for (const name of this._$names()) yield this.get(name);
    }

    * entries() {
        for (const name of this._$names()) yield [name, this.get(name)];
    }

    forEach(f) {
        for (const name of this._$names()) f(this.get(name), name, this);
    }

    [Symbol.iterator]() {
        return this.entries();
    }
}

// Is prop a data descriptor of o's class? Then o.__dict__[prop] is not o.prop and is held apart.
function hasDataDescriptor(o, prop) {
    if (!isAccessor(prop) || typeof o === 'function') return false;
    const d = rawClassAttr(typeOf(o), prop);
    return d?.__set__ !== undefined || d?.__delete__ !== undefined;
}

export function instanceDict(o, C) {
    const d = new Dict();
    d._$m = new AttributeMap(o, C);
    return d;
}

// Descriptors: property, classmethod, staticmethod, and how any object with __get__ or __set__ becomes a JS accessor.
import {AttributeError, TypeError_} from './exceptions.js';
import {PyObject, bindMethod, derive, functionForm, hidden, isInstance, isclass, method, noteAccessor, sig, typeName, typeOf} from './core.js';

// Function form -> method form; other values as they are. Python functions are known by their signature.
export function cv(value) {
    if (typeof value !== 'function') return value;
    if (value._$m || value._$mro !== undefined || value._$func !== undefined) return value;
    return value._$sig !== undefined && value._$sig.includes('(') && value._$class?._$name === 'function' ? methodForm(value) : value;
}

// Method form of any function, whoever made it.
export function methodForm(f) {
    let m = f._$mf;
    if (m === undefined) {
        m = function (...args) {
            return f(this, ...args);
        };
        hidden(f, '_$mf', m);
        hidden(m, '_$fn', f);
        hidden(m, '_$m', true);
        for (const name of ['_$sig', '_$doc', '_$defaults']) if (f[name] !== undefined) hidden(m, name, f[name]);
    }
    return m;
}

// ---- property ----

export class Property {
    constructor(get, set, del, doc) {
        this._$get = get;
        this._$set = set;
        this._$del = del;
        this._$doc = doc;
        this._$name = undefined;
    }

    get fget() {
        return this._$get === undefined ? null : functionForm(this._$get);
    }

    get fset() {
        return this._$set === undefined ? null : functionForm(this._$set);
    }

    get fdel() {
        return this._$del === undefined ? null : functionForm(this._$del);
    }

    get __doc__() {
        return this._$doc ?? this._$get?._$doc ?? null;
    }

    get __isabstractmethod__() {
        return [this._$get, this._$set, this._$del].some(isAbstract);
    }

    __get__(o) {
        if (o === null) return this;
        if (this._$get === undefined) throw this._$lacks(o, 'getter');
        return Reflect.apply(this._$get, o, []);
    }

    __set__(o, value) {
        if (this._$set === undefined) throw this._$lacks(o, 'setter');
        Reflect.apply(this._$set, o, [value]);
        return null;
    }

    __delete__(o) {
        if (this._$del === undefined) throw this._$lacks(o, 'deleter');
        Reflect.apply(this._$del, o, []);
        return null;
    }

    _$lacks(o, what) {
        return new AttributeError(`property ${this._$name === undefined ? '' : `'${this._$name}' `}of '${typeOf(o)._$qual}' object has no ${what}`);
    }
}

method(Property, 'getter', function (f) {
    return propertyOf(methodForm(f), this._$set, this._$del, this._$doc);
}, undefined, true);
method(Property, 'setter', function (f) {
    return propertyOf(this._$get, methodForm(f), this._$del, this._$doc);
}, undefined, true);
method(Property, 'deleter', function (f) {
    return propertyOf(this._$get, this._$set, methodForm(f), this._$doc);
}, undefined, true);

function propertyOf(get, set, del, doc) {
    PyProperty();
    return new Property(get, set, del, doc);
}

// property(fget, fset, fdel, doc), function forms; without arguments it only registers the type.
export function PyProperty(fget, fset, fdel, doc) {
    if (!Object.hasOwn(PyProperty, '_$mro')) {
        derive(PyProperty, 'property', PyObject, Property.prototype);
        sig(PyProperty, 'fget=,fset=,fdel=,doc=');
    }
    const form = f => f === undefined || f === null ? undefined : methodForm(f);
    return new Property(form(fget), form(fset), form(fdel), doc ?? undefined);
}

export function isAbstract(f) {
    return f !== undefined && f !== null && ((typeof f === 'function' ? f._$fn ?? f._$cm?._$fn ?? f._$cm ?? f : f).__isabstractmethod__ === true);
}

// @property, @y.setter, @y.deleter in a class body: what is given is added to what c has under that name.
export function prop(c, name, get, set, del, doc) {
    const old = Object.getOwnPropertyDescriptor(c, name)?.get?._$prop;
    installProperty(c, name, propertyOf(get ?? old?._$get, set ?? old?._$set, del ?? old?._$del, doc ?? old?._$doc));
}

// A property that nobody meets as an object: of pystream's own classes.
export function accessor(c, name, get, set) {
    noteAccessor(name);
    Object.defineProperty(c, name, {get: get, set: set ?? function () {
        throw new AttributeError(`property '${name}' of '${typeName(this)}' object has no setter`);
    }, configurable: true, enumerable: true});
}

export function installProperty(c, name, p) {
    p._$name = name[0] === '$' ? name.slice(1) : name;
    const f = p._$get;
    // A getter that is a property elsewhere (Base.y.setter) needs an accessor of its own.
    const get = f === undefined || f._$prop !== undefined ? function () {
        return p.__get__(this);
    } : f;
    hidden(get, '_$prop', p);
    noteAccessor(name);
    Object.defineProperty(c, name, {get: get, set: p._$set ?? function () {
        throw p._$lacks(this, 'setter');
    }, configurable: true, enumerable: true});
}

// ---- any other descriptor ----

export function isDescriptor(value) {
    return isInstance(value) && (value.__get__ !== undefined || value.__set__ !== undefined || value.__delete__ !== undefined);
}

// Non-data descriptors (no __set__) give way to the instance's own attribute.
export function installDescriptor(c, name, d) {
    const get = function () {
        return d.__get__ === undefined ? storedValue(this, name, d) : d.__get__(this, typeOf(this));
    };
    hidden(get, '_$desc', d);
    noteAccessor(name);
    const data = d.__set__ !== undefined || d.__delete__ !== undefined;
    hidden(get, '_$data', data);
    Object.defineProperty(c, name, {get: get, set: function (value) {
        if (!data) Object.defineProperty(this, name, {value: value, writable: true, configurable: true, enumerable: true});
        else if (d.__set__ === undefined) throw new AttributeError('__set__');
        else d.__set__(this, value);
    }, configurable: true, enumerable: true});
}

// Only __set__: the value is what the instance dict holds under the name.
function storedValue(o, name, d) {
    return o._$held?.[name] ?? d;
}

// ---- classmethod, staticmethod ----

// f: method form, `this` is the class.
export function classm(c, name, f, signature) {
    const m = function (...args) {
        return Reflect.apply(f, isclass(this) ? this : typeOf(this), args);
    };
    hidden(f, '_$m', true);
    if (signature !== undefined && f._$sig === undefined) hidden(f, '_$sig', signature);
    if (f._$sig !== undefined) hidden(m, '_$sig', f._$sig);
    hidden(m, '_$m', true);
    hidden(m, '_$cm', f);
    c[name] = m;
}

// f: function form. What is static is remembered, a Python function alone would become a method.
export function staticm(c, name, f) {
    if (!Object.hasOwn(c, '_$static')) hidden(c, '_$static', new Set());
    c._$static.add(name);
    c[name] = f;
}

export class ClassMethod {
    constructor(f) {
        this.__func__ = f;
        this.__wrapped__ = f;
    }

    __get__(o, C) {
        return bindMethod(methodForm(this.__func__), C ?? typeOf(o));
    }

    get __isabstractmethod__() {
        return isAbstract(this.__func__);
    }
}

export function PyClassMethod(f) {
    derive(PyClassMethod, 'classmethod', PyObject, ClassMethod.prototype);
    return new ClassMethod(f);
}

export class StaticMethod {
    constructor(f) {
        this.__func__ = f;
        this.__wrapped__ = f;
    }

    __get__() {
        return this.__func__;
    }

    get __isabstractmethod__() {
        return isAbstract(this.__func__);
    }
}

export function PyStaticMethod(f) {
    derive(PyStaticMethod, 'staticmethod', PyObject, StaticMethod.prototype);
    return new StaticMethod(f);
}

// Put a value on a class's prototype with the meaning its type has there. False: it is a plain value, already in place.
export function installValue(c, name, value) {
    if (value instanceof Property) installProperty(c, name, value);
    else if (value instanceof ClassMethod) installClassMethod(c, name, value);
    else if (value instanceof StaticMethod) staticm(c, name, value.__func__);
    else if (isDescriptor(value)) installDescriptor(c, name, value);
    else return false;
    return true;
}

function installClassMethod(c, name, value) {
    const f = value.__func__;
    if (typeof f === 'function') {
        classm(c, name, methodForm(f));
        return;
    }
    // classmethod(property(..)) and the like
    if (f?.__get__ === undefined) throw new TypeError_(`'${typeName(f)}' object is not callable`);
    installDescriptor(c, name, f);
}

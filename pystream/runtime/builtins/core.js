// The object model's base: the root class, the type of every value, and reading an attribute.
// A class is a JS function; its attributes live on its prototype (instances read them as plain properties). Class access `C.x` runs up the chain of
// classes to one shared object, `statics`, whose accessors look into `this.prototype`; behind it stands a Proxy for names no class had yet.
// Root set-up runs on first use (rootSetup), so no file depends on load order.
import {PyIter} from './pyiter.js';
import {objectDefault, typeDefault} from './objectdefaults.js';
import {valueDefault} from './valuedunders.js';
import {AttributeError, TypeError_} from './exceptions.js';
import {argn, code} from './calls.js';
import {methodForm} from './descriptors.js';
import {jsfn} from './javascript.js';
import {asked, asks, internals, reached, said} from './reached.js';
import {cls} from './classes.js';
import {tuple_of} from './tuple.js';
export {Kw, argc, argm, argn, bind, bindm, bound, boundm, callkw, callmkw, mergekw} from './calls.js';
export {PySuper, above, api, classm, cls, cget, cv, meth, prop, staticm, sup, supattr, supset, type_} from './classes.js';
export {PyClassMethod, PyProperty, PyStaticMethod} from './descriptors.js';
export {objectEq} from './objectmethods.js';
export {delattr, dir, getattr, hasattr, setattr, vars} from './attributes.js';

export function PyObject() {
    if (!new.target) {
        if (arguments.length) throw new TypeError_('object() takes no arguments');
        return new PyObject();
    }
}

// Calling it is type_'s (metaclasses.js); `type(x)` is emitted as typeOf(x).
export function PyType(...args) {
    return PyType._$call(args);
}

export function NoneType() {
    return null;
}

export function PyFunction() {
    throw new TypeError_("cannot create 'function' instances");
}

export function PyBuiltinFunction() {
    throw new TypeError_("cannot create 'builtin_function_or_method' instances");
}

statics(PyBuiltinFunction, PyBuiltinFunction, 'builtin_function_or_method');

export function PyMethod(f, self) {
    return bindMethod(f._$m ? f : methodForm(f), self);
}

export function hidden(o, name, value) {
    Object.defineProperty(o, name, {value: value, writable: true, configurable: true, enumerable: false});
    return value;
}

function rootSetup() {
    if (Object.hasOwn(PyObject, '_$mro')) return;
    const statics = Object.create(classesAnswer() ? classTrap() : null);
    // The defaults keep the runtime's own look-ups from reaching the Proxy.
    if (classesAnswer()) for (const name of internals('_$sig', '_$m', '_$cm', '_$fn', '_$mf', '_$func', '_$self', '_$abstract', '_$copies', '_$slots', '_$check', '_$union', '_$hook', '_$name', '_$py', '_$make', '_$virtual', '_$origin', '_$desc', '_$prop', '_$doc', '_$create', '_$quiet', '_$special', '_$copied', '_$allocate', '_$alloc0', '_$slotNames', '_$subs', '_$abc', '_$final', '_$checkClass', '_$prepare', '_$twice', '_$gen', '_$static', '_$data', '_$defaults'))
        hidden(statics, name, undefined);
    hidden(statics, '_$class', PyType);
    hidden(statics, '_$alloc', plainAlloc);
    hidden(statics, Symbol.toPrimitive, function () {
        return classRepr(this);
    });
    Object.setPrototypeOf(PyObject, statics);
    PyObject.prototype = Object.create(null);
    register(PyObject, 'object', []);
    if (reached(cls)) {
        hidden(PyObject.prototype, '__init__', objectInit);
        hidden(PyObject.prototype, Symbol.toPrimitive, function (hint) {
            return toPrimitive(this, hint);
        });
    }
    derive(PyType, 'type', PyObject);
    hidden(Function.prototype, '_$class', PyFunction);
    derive(PyFunction, 'function', PyObject, Function.prototype);
    if (reached(PyIter)) Object.defineProperty(PyIter.prototype, '_$class', {get() {
        return iteratorType(this.constructor, this._$tname, this._$of);
    }, configurable: true});
}

// Whether the program asks classes for attributes: a class statement or any read of an attribute may.
function classesAnswer() {
    return reached(cls) || reached(lookup);
}

// Behind the statics, for names that no class had yet.
function classTrap() {
    return new Proxy(Object.create(null), {
        get(target, name, C) {
            if (typeof C !== 'function' || name[0] === '_' && name[1] === '$') return undefined;
            return typeof name === 'symbol' ? C._$class.prototype[name] : classGet(C, name);
        },
        set(target, name, value, C) {
            if (typeof name === 'symbol' || name[0] === '_' && name[1] === '$') hidden(C, name, value);
            else classSet(C, name, value);
            return true;
        },
        has() {
            return false;
        },
    });
}

// Builtin iterators: a class per `_$tname`.
function iteratorType(key, name, module) {
    const known = hostTypes();
    let C = known.get(name);
    if (C === undefined) {
        known.set(name, C = derive(function () {
            throw new TypeError_(`cannot create '${name}' instances`);
        }, name, PyObject, Object.create(key.prototype)));
        if (module !== undefined) hidden(C, '_$module', module);
    }
    return C;
}

// object.__init__; metaclasses get here with a class, which type.__init__ has nothing to do for.
function objectInit() {
    if (arguments.length === 0 || isclass(this)) return null;
    if (this._$class.prototype.__init__ !== objectInit) throw new TypeError_('object.__init__() takes exactly one argument (the instance to initialize)');
    if (this.__new__ === undefined) throw new TypeError_(`${typeName(this)}() takes no arguments`);
    return null;
}

// `${o}` in JS code: what Python's str() says, or the number of a wrapped one.
function toPrimitive(o, hint) {
    if (o._$v !== undefined) return o._$v;
    const f = hint === 'number' ? o.__float__ ?? o.__int__ ?? o.__str__ ?? o.__repr__ : o.__str__ ?? o.__repr__;
    return f === undefined ? objectRepr(o) : f.call(o);
}

function plainAlloc(C) {
    return Object.create(C.prototype);
}

export function register(C, name, mro) {
    hidden(C, '_$name', name);
    hidden(C, '_$qual', name);
    hidden(C, '_$module', 'builtins');
    hidden(C, '_$mro', [C, ...mro]);
    hidden(C, '_$bases', mro.length ? [mro[0]] : []);
    if (!Object.hasOwn(C.prototype, '_$class')) hidden(C.prototype, '_$class', C);
    if (classesAnswer()) nameless(C);
}

// A function's own `name` and `length` would answer for class attributes of that name.
export function nameless(C) {
    for (const name of ['name', 'length'])
        Object.defineProperty(C, name, {get() {
            return classGet(this, name);
        }, set(value) {
            classSet(this, name, value);
        }, configurable: true});
}

// Make the JS function C a builtin class with one base. proto: an existing prototype to take over (Array.prototype).
export function derive(C, name, base, proto) {
    rootSetup();
    if (Object.hasOwn(C, '_$mro')) return C;
    Object.setPrototypeOf(C, base);
    C.prototype = proto ?? Object.create(base.prototype);
    register(C, name, base._$mro);
    return C;
}

// Bind the builtin class C to the values whose prototype is Target.prototype: statics(Array, PyList, 'list'); base defaults to object.
// options: {mutable: true}: instances of subclasses start empty and `__init__` fills them.
export function statics(Target, C, name, base, options) {
    rootSetup();
    const proto = Target.prototype;
    if (typeof C === 'string') {
        name = C;
        C = function () {
            throw new TypeError_(`cannot create '${name}' instances`);
        };
    }
    name ??= C.name.replace(/^Py/, '').toLowerCase();
    if (C === Target) {
        Object.setPrototypeOf(C, base ?? PyObject);
        if (Object.getPrototypeOf(proto) === Object.prototype) Object.setPrototypeOf(proto, (base ?? PyObject).prototype);
        register(C, name, (base ?? PyObject)._$mro);
    } else {
        hidden(proto, '_$class', C);
        derive(C, name, base ?? PyObject, proto);
    }
    if (name === 'int') hidden(BigInt.prototype, '_$class', C);
    if (name === 'float') hidden(Number.prototype, '_$float', C);
    if (said('builtin bases')) hidden(C, '_$alloc', options?.alloc ?? (options?.mutable ? emptyAlloc : valueAlloc)(C));
}

// A subclass of a builtin container is the container itself with the subclass's prototype.
function emptyAlloc(base) {
    return C => Object.setPrototypeOf(base(), C.prototype);
}

function valueAlloc(base) {
    return (C, args) => {
        const value = base(...args);
        if (typeof value === 'object' && value !== null) return Object.setPrototypeOf(copyOf(value), C.prototype);
        throw new TypeError_(`type '${base._$name}' is not an acceptable base type`);
    };
}

// tuple(t) gives t itself; a subclass needs an object of its own.
function copyOf(value) {
    if (Array.isArray(value)) return Object.setPrototypeOf(Array.from(value), Object.getPrototypeOf(value));
    return Object.assign(Object.create(Object.getPrototypeOf(value)), value);
}

// A method of a builtin type; f uses `this`. plain: no builtin type of Python's own has a method of that name. signature: its parameters without self, 'sep=,maxsplit='.
export function method(Target, name, f, signature, plain) {
    const target = Target.prototype ?? Target;
    // __new__ takes the class as an ordinary argument.
    if (name !== '__new__') hidden(f, '_$m', true);
    hidden(f, '_$name', name);
    if (signature !== undefined) hidden(f, '_$sig', signature);
    hidden(target, plain || name[0] === '_' ? name : '$' + name, f);
}

// A static or class method of a builtin type (dict.fromkeys): f's `this` is the class.
export function smethod(C, name, f, signature) {
    hidden(f, '_$m', true);
    hidden(f, '_$name', name);
    if (signature !== undefined) hidden(f, '_$sig', signature);
    hidden(C, '$' + name, f);
}

// A read-only data attribute of a builtin type (int.real; those are among the renamed names): getter uses `this`.
export function attribute(Target, name, getter, setter) {
    hidden(getter, '_$name', name);
    Object.defineProperty(Target.prototype ?? Target, '$' + name, {get: getter, set: setter, configurable: true});
}

// What keyword calls and introspection need: sig(f, 'qualname(a,b=,*args,k=,**kw)') for a Python function; builtins give 'a,b=' alone.
// doc: docstring; returns f.
export function sig(f, signature, doc) {
    f._$sig = signature;
    if (doc !== undefined) hidden(f, '_$doc', doc);
    return f;
}

// f.__defaults__ and f.__kwdefaults__, for programs that read them.
export function defaulted(f, positional, keyword) {
    hidden(f, '_$defaults', {__defaults__: positional, __kwdefaults__: keyword});
    return f;
}

// f.__annotations__: notes() makes the dict on first use.
export function annotated(f, notes) {
    Object.defineProperty(f, '__annotations__', {get() {
        return hidden(f, '__annotations__', notes());
    }, set(value) {
        hidden(f, '__annotations__', value);
    }, configurable: true});
    return f;
}

export function isclass(x) {
    return typeof x === 'function' && x._$mro !== undefined;
}

// Whether x is an object of a class: a plain function is none, an instance with __call__ is.
export function isInstance(x) {
    if (typeof x === 'object') return x !== null && x._$class !== undefined;
    return typeof x === 'function' && asks('__call__') && x._$class !== PyFunction && x._$class?.prototype.__call__ !== undefined && !isclass(x);
}

// type(a) is type(b)
export function sameType(a, b) {
    return typeOf(a) === typeOf(b);
}

// The class of any value. A type whose file is not in the program gets a stand-in that only has a name.
export function typeOf(x) {
    let C;
    switch (typeof x) {
    case 'number':
        C = Number.isInteger(x) ? x._$class : x._$float;
        break;
    case 'undefined':
        break;
    default:
        if (x !== null) C = typeof x === 'function' && x._$func !== undefined ? methodType(x) : x._$class;
    }
    return C === undefined ? missingType(x) : C;
}

function methodType(x) {
    return derive(PyMethod, 'method', PyObject);
}

function missingType(x) {
    rootSetup();
    if (x === null || x === undefined) return derive(NoneType, 'NoneType', PyObject);
    const known = hostTypes();
    const name = typeName(x);
    const key = typeof x === 'object' ? x.constructor ?? name : name;
    let C = known.get(key);
    if (C === undefined) {
        C = derive(function () {
            throw new TypeError_(`cannot create '${name}' instances`);
        }, name, name === 'bool' ? typeOf(0) : PyObject);
        hidden(C, '_$host', typeof key === 'function' ? key : undefined);
        known.set(key, C);
    }
    return C;
}

function hostTypes() {
    return hostTypes._$map ??= new Map();
}

// 'int', 'list', 'C': the name error texts use.
export function typeName(x) {
    switch (typeof x) {
    case 'number':
        return Number.isInteger(x) ? 'int' : 'float';
    case 'bigint':
        return 'int';
    case 'boolean':
        return 'bool';
    case 'string':
        return 'str';
    case 'undefined':
        return 'NoneType';
    case 'function':
        return x._$func !== undefined ? 'method' : x._$class._$name ?? 'function';
    }
    if (x === null) return 'NoneType';
    const C = x._$class;
    // CPython's messages give types of its C modules with their module.
    if (x._$dotted !== undefined && x._$dotted === C._$module) return C._$module + '.' + C._$name;
    if (C !== undefined) return C._$name;
    return Array.isArray(x) ? 'list' : x.constructor?.name ?? 'object';
}

// "<class '__main__.C'>"
export function classRepr(C) {
    const hook = C._$class.prototype.__repr__;
    if (hook !== undefined) return hook.call(C);
    return C._$module === 'builtins' ? `<class '${C._$qual}'>` : `<class '${C._$module}.${C._$qual}'>`;
}

export function objectRepr(o) {
    const C = typeOf(o);
    return C._$module === 'builtins' ? `<${C._$qual} object at ${address(o)}>` : `<${C._$module}.${C._$qual} object at ${address(o)}>`;
}

// "<function f at 0x...>", "<bound method C.m of ...>": reprOf is repr(), for the receiver.
export function functionRepr(f, reprOf) {
    if (isclass(f)) return classRepr(f);
    if (f._$func !== undefined) {
        if (f._$func._$sig?.includes('(')) return `<bound method ${qualname(f._$func)} of ${reprOf(f._$self)}>`;
        return `<built-in method ${qualname(f._$func)} of ${typeName(f._$self)} object at ${address(f._$self)}>`;
    }
    return f._$name !== undefined || f._$sig !== undefined && !f._$sig.includes('(') ? `<built-in function ${qualname(f)}>` : `<function ${qualname(f)} at ${address(f)}>`;
}

function address(o) {
    return '0x' + (0x7f0000000000 + id(o) * 16).toString(16).padStart(12, '0');
}

// id(): a number per object, equal values of primitive types share one.
export function id(x) {
    const ids = id._$map ??= new Map();
    const objects = id._$weak ??= new WeakMap();
    const table = typeof x === 'object' && x !== null || typeof x === 'function' ? objects : ids;
    let n = table.get(x);
    if (n === undefined) table.set(x, n = id._$last = (id._$last ?? 0x1000) + 1);
    return n;
}

// 'C.m' of a function.
export function qualname(f) {
    if (Object.hasOwn(f, '__qualname__')) return f.__qualname__;
    const signature = f._$sig;
    const end = signature === undefined ? -1 : signature.indexOf('(');
    if (end >= 0) return signature.slice(0, end);
    return f._$name ?? f.name.replace(/_$/, '');
}

// A value that is alone in its type: NotImplemented, Ellipsis.
function singleton(typename, text) {
    const C = derive(function () {
        return value;
    }, typename, PyObject);
    const value = Object.create(C.prototype);
    hidden(C.prototype, '__repr__', function () {
        return text;
    });
    return value;
}

export const NotImplemented = /*@__PURE__*/ singleton('NotImplementedType', 'NotImplemented');
export const Ellipsis = /*@__PURE__*/ singleton('ellipsis', 'Ellipsis');

// The type's own method in method form (Reflect.apply(f, x, args)), undefined if it has none; x's instance attributes do not count.
export function dunder(x, name) {
    if (x === null || x === undefined) return undefined;
    return isclass(x) ? x._$class.prototype[name] : x[name];
}

export function callable(x) {
    return typeof x === 'function';
}

// `f(x)` for an f nobody knows: fn(f)(x).
export function fn(f) {
    if (typeof f === 'function') return f;
    throw new TypeError_(`'${typeName(f)}' object is not callable`);
}

// ---- reading attributes ----

// `o.x` -> attr(o?.x, o, 'x'). A function found on the class becomes a bound method; the rest of the work is done only when nothing was found.
export function attr(value, o, prop) {
    return value === undefined || typeof value === 'function' ? attrSlow(value, o, prop) : value;
}

function attrSlow(value, o, prop) {
    return value === undefined ? ga(o, prop) : getbound(value, o, prop);
}

// `o.m(a)` for an o without m: no(o, 'm').m(a), written (o?.m ? o : no(o, 'm')).m(a).
export function no(o, prop) {
    const holder = Object.create(null);
    holder[prop] = fn(ga(o, prop));
    return holder;
}

// A function read from o: method-form ones are bound to o.
export function getbound(value, o, prop) {
    if (value._$cm !== undefined) return bindMethod(value._$cm, isclass(o) ? o : typeOf(o));
    if (value._$m) return bindMethod(value, o);
    if (prop[0] === '_' && typeof o !== 'function' && o._$class?._$module === 'builtins' && !Object.hasOwn(o, prop)) return bindMethod(value, o);
    // The browser's own methods need their receiver too; its classes (they have a prototype) must stay themselves.
    if (o._$class === undefined && value.prototype === undefined && typeof o === 'object') return bindMethod(said('javascript') ? jsfn(value) : value, o);
    return value;
}

// One bound method per receiver and function, so that equality, hash, list.remove and JS removeEventListener agree.
export function bindMethod(f, self) {
    const keep = typeof self === 'object' || typeof self === 'function';
    const all = bindMethod._$all ??= new WeakMap();
    let own = keep ? all.get(self) : undefined;
    let bound = own?.get(f);
    if (bound === undefined) {
        bound = boundOf(f, self);
        if (keep) {
            if (own === undefined) all.set(self, own = new Map());
            own.set(f, bound);
        }
    }
    return bound;
}

function boundOf(f, self) {
    const bound = (...args) => Reflect.apply(f, self, args);
    bound._$func = f;
    bound._$self = self;
    return bound;
}

// Method form -> function form: C.m is a function whose first parameter is self.
export function functionForm(m) {
    if (m._$fn !== undefined) return m._$fn;
    const f = function (self, ...args) {
        if (!arguments.length && m._$sig?.includes('(')) argn(arguments, m._$sig);
        if (!arguments.length) throw new TypeError_(`unbound method ${typeof m._$name === 'string' ? m._$name : 'method'}() needs an argument`);
        return Reflect.apply(m, self, args);
    };
    hidden(m, '_$fn', f);
    hidden(f, '_$mf', m);
    if (m._$sig !== undefined) hidden(f, '_$sig', m._$sig);
    if (m._$name !== undefined) hidden(f, '_$name', m._$name);
    if (m._$doc !== undefined) hidden(f, '_$doc', m._$doc);
    if (m._$defaults !== undefined) hidden(f, '_$defaults', m._$defaults);
    return f;
}

// Attribute by JS property name ('$get'), everything considered; AttributeError if there is none.
export function ga(o, prop) {
    const value = lookup(o, prop);
    if (value === undefined) throw noAttribute(o, prop);
    return value;
}

// As ga, but undefined when missing. `__getattr__` has been asked then.
export function lookup(o, prop) {
    if (o === null || o === undefined) return special(null, prop);
    let value = o[prop];
    if (typeof value === 'function') return getbound(value, o, prop);
    if (value !== undefined) return value;
    if (prop[0] === '_' && prop[1] === '_') {
        value = special(o, prop);
        if (value !== undefined) return value;
    }
    const C = o._$class;
    if (C === undefined) return typeof o === 'object' && !(o instanceof Module) ? null : undefined;
    const hook = C.prototype.__getattr__;
    return hook === undefined || C._$class === undefined ? undefined : hook.call(o, prop[0] === '$' ? prop.slice(1) : prop);
}

export function noAttribute(o, prop) {
    const name = prop[0] === '$' ? prop.slice(1) : prop;
    let e;
    if (isclass(o)) e = new AttributeError(`type object '${o._$name}' has no attribute '${name}'`);
    else if (o instanceof Module) e = new AttributeError(`module '${o.__name__}' has no attribute '${name}'`);
    else e = new AttributeError(`'${typeName(o)}' object has no attribute '${name}'`);
    e.name = name;
    e.obj = o ?? null;
    return e;
}

// The attributes that are not stored as properties.
export function special(o, prop) {
    switch (asked(prop)) {
    case '__class__':
        return typeOf(o);
    case '__doc__':
        return typeof o === 'function' && !isclass(o) ? o._$func?._$doc ?? o._$doc ?? null : null;
    case '__module__':
        if (typeof o === 'function') return '__main__';
        return o?._$class?._$module;
    case '__init__':
    case '__repr__':
    case '__str__':
    case '__eq__':
    case '__ne__':
    case '__hash__':
    case '__setattr__':
    case '__delattr__':
    case '__getattribute__':
    case '__init_subclass__':
    case '__new__':
    case '__format__':
    case '__dir__': {
        const f = valueDefault(o, o?._$class, prop) ?? objectDefault(prop);
        return f === undefined ? undefined : prop === '__new__' ? f : bindMethod(f, o);
    }
    }
    if (typeof o === 'function') return functionSpecial(o, prop);
    const f = valueDefault(o, o?._$class, prop);
    return f === undefined ? undefined : bindMethod(f, o);
}

function functionSpecial(f, prop) {
    const inner = f._$func ?? f;
    switch (asked(prop)) {
    case '__name__': {
        const name = qualname(inner);
        return name.slice(name.lastIndexOf('.') + 1);
    }
    case '__qualname__':
        return qualname(inner);
    case '__self__':
        return f._$self;
    case '__func__':
        return f._$func === undefined ? undefined : functionForm(f._$func);
    case '__call__':
        return f;
    case '__wrapped__':
    case '__isabstractmethod__':
        return f._$func === undefined ? undefined : (inner._$fn ?? inner)[prop];
    }
    return functionAttribute(f, inner, prop);
}

function functionAttribute(f, inner, prop) {
    switch (asked(prop)) {
    case '__defaults__':
    case '__kwdefaults__':
        return inner._$defaults?.[prop] ?? null;
    case '__code__':
        return isclass(f) || inner._$sig === undefined ? undefined : code(inner._$sig, qualname(inner));
    }
    // A bound method shows what is set on its function.
    return f === inner ? undefined : (inner._$fn ?? inner)[prop];
}

// ---- class attributes through the class ----

// Names that some class defines by an accessor: a read through the class must not run the getter.
export function accessorNames() {
    return accessorNames._$set ??= new Set();
}

// Whether some class defines it by an accessor.
export function isAccessor(name) {
    return reached(noteAccessor) && accessorNames().has(name);
}

export function noteAccessor(name) {
    accessorNames().add(name);
    // The quick getter that was made before is no longer right.
    const statics = Object.getPrototypeOf(PyObject);
    if (Object.hasOwn(statics, name)) Object.defineProperty(statics, name, staticAccessor(name));
}

// `C.name` for every class: an accessor on the object all classes inherit from.
export function exposeStatic(name) {
    const statics = Object.getPrototypeOf(PyObject);
    if (!Object.hasOwn(statics, name)) exposeOn(statics, name);
}

export function exposeOn(C, name) {
    Object.defineProperty(C, name, staticAccessor(name));
}

function staticAccessor(name) {
    const set = function (value) {
        classSet(this, name, value);
    };
    if (isAccessor(name) || name[0] === '_' && name[1] === '_') return {get() {
        return classGet(this, name);
    }, set: set, configurable: true};
    return {get() {
        const value = this.prototype[name];
        return value === undefined || typeof value === 'function' && (value._$m === undefined || value._$cm === undefined && value._$fn === undefined) ? classGet(this, name)
            : typeof value === 'function' ? value._$cm ?? value._$fn : value;
    }, set: set, configurable: true};
}

// The attribute as stored on the prototype chain, accessors as their descriptor's object.
export function rawClassAttr(C, prop) {
    if (!isAccessor(prop)) return C.prototype[prop];
    for (let p = C.prototype; p !== null; p = Object.getPrototypeOf(p)) {
        const d = Object.getOwnPropertyDescriptor(p, prop);
        if (d !== undefined) return d.get === undefined ? d.value : d.get._$desc ?? d.get._$prop ?? d.get;
    }
    return undefined;
}

// `C.x`
export function classGet(C, prop) {
    const meta = C._$class;
    if (prop[0] === '_' && prop[1] === '_') {
        const value = classSpecial(C, prop);
        if (value !== undefined) return value;
    }
    if (said('metaclass') && meta !== PyType && isAccessor(prop)) {
        const own = rawClassAttr(meta, prop);
        if (own !== undefined && typeof own === 'object') return Reflect.get(meta.prototype, prop, C);
    }
    const value = rawClassAttr(C, prop);
    if (isAccessor(prop) && isInstance(value) && value.__get__ !== undefined) return value.__get__(null, C);
    // __class_getitem__ and its like are also called from the runtime, without a receiver.
    if (typeof value === 'function') return value._$cm !== undefined ? prop[0] === '_' && prop[1] === '_' ? bindMethod(value._$cm, C) : value._$cm : (value._$m || C._$module === 'builtins' && prop[0] === '_' && !isclass(value) ? functionForm(value) : value);
    if (value !== undefined) return value;
    const inherited = Reflect.get(meta.prototype, prop, C) ?? typeDefault(prop);
    if (inherited !== undefined && (prop !== '__new__' || C._$mro.includes(PyType)) && (prop !== '__init__' || meta !== PyType)) return inherited;
    const f = valueDefault(undefined, C, prop) ?? objectDefault(prop);
    return f === undefined ? undefined : prop === '__new__' || prop === '__init_subclass__' ? f : functionForm(f);
}

function classSpecial(C, prop) {
    switch (asked(prop)) {
    case '__name__':
        return C._$name;
    case '__qualname__':
        return C._$qual;
    case '__module__':
        return C._$module;
    case '__doc__':
        return Object.hasOwn(C.prototype, '__doc__') ? C.prototype.__doc__ : null;
    case '__class__':
        return C._$class;
    case '__base__':
        return C._$bases[0] ?? null;
    case '__bases__':
    case '__mro__':
        return tuple_of([...C[prop === '__mro__' ? '_$mro' : '_$bases']]);
    case '__abstractmethods__':
        return typeDefault('__abstractmethods__')?.call(C);
    case '__call__':
        return Object.hasOwn(C._$class.prototype, prop) ? undefined : C.prototype.__call__ === undefined ? C : undefined;
    }
    return undefined;
}

// `C.x = value`: classes.js's classStore does it (descriptors, copies in other classes); a program without user classes never gets there.
function classSet(C, prop, value) {
    if (!reached(cls)) throw new TypeError_(`cannot set '${prop[0] === '$' ? prop.slice(1) : prop}' attribute of immutable type '${C._$name}'`);
    PyObject._$store(C, prop, value);
}

// ---- isinstance ----

export function isinstance(x, C) {
    if (typeof C === 'function') {
        const mro = C._$mro;
        if (mro === undefined) return typeof C.prototype === 'object' && x instanceof C;
        const T = typeOf(x);
        if (T === C) return true;
        if (C._$class !== PyType) {
            const hook = C._$class.prototype.__instancecheck__;
            if (hook !== undefined) return Boolean(hook.call(C, x));
        }
        if (T._$mro.includes(C)) return true;
        if (C._$check !== undefined && C._$check(x)) return true;
        return C._$virtual !== undefined && T._$mro.some(B => C._$virtual.has(B));
    }
    const all = alternatives(C);
    if (all === undefined) throw new TypeError_('isinstance() arg 2 must be a type, a tuple of types, or a union');
    return all.some(B => isinstance(x, B ?? NoneType));
}

// The members of a tuple of types or of a union; undefined otherwise.
function alternatives(C) {
    if (Array.isArray(C) && typeName(C) === 'tuple') return C;
    if (C !== null && typeof C === 'object') {
        if (C._$origin !== undefined) throw new TypeError_('isinstance() argument 2 cannot be a parameterized generic');
        return C._$union;
    }
    return undefined;
}

export function issubclass(C, B) {
    if (!isclass(C)) throw new TypeError_('issubclass() arg 1 must be a class');
    if (typeof B === 'function') {
        if (C === B || C._$mro.includes(B)) return true;
        if (B._$class !== undefined && B._$class !== PyType) {
            const hook = B._$class.prototype.__subclasscheck__;
            if (hook !== undefined) return Boolean(hook.call(B, C));
        }
        if (B._$checkClass !== undefined && B._$checkClass(C)) return true;
        return B._$virtual !== undefined && C._$mro.some(X => B._$virtual.has(X));
    }
    const all = alternatives(B);
    if (all === undefined) throw new TypeError_('issubclass() arg 2 must be a class, a tuple of classes, or a union');
    return all.some(X => issubclass(C, X ?? NoneType));
}

// ---- modules ----

export class Module {
    constructor(name, values) {
        this.__name__ = name;
        Object.assign(this, values);
    }
}

export function PyModule(name) {
    return new Module(name, {});
}
statics(Module, PyModule, 'module');
method(Module, '__repr__', function () {
    return `<module '${this.__name__}'>`;
});

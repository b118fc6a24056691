// class statements: the MRO, the prototype chain, constructors, super(), and class attributes set later.
// The chain of C.prototype has one level per class of the MRO. Along the first base these are the bases' own prototypes; where several bases must be merged
// they are copies, kept in step by classStore (Base._$copies).
import {AttributeError, RuntimeError, TypeError_, caught} from './exceptions.js';
import {PyObject, PyType, bindMethod, derive, exposeOn, exposeStatic, functionForm, hidden, isAccessor, isInstance, isclass, noAttribute, register, typeName, typeOf} from './core.js';
import {Kw, applyMixed, applykw} from './calls.js';
import {PyClassMethod, PyProperty, PyStaticMethod, cv, installValue, isAbstract} from './descriptors.js';
import {iterateDunder, iterateItems} from './generators.js';
import {objectDefault, typeDefault} from './objectdefaults.js';
import {valueDefault} from './valuedunders.js';
import {PyBool} from './int.js';
import {type_} from './metaclasses.js';
import {PyRange} from './range.js';
import {PySlice} from './slice.js';
import {storeAttr, watchedAlloc} from './instances.js';
import {asks, reached, said} from './reached.js';
import {tuple_of} from './tuple.js';
export {type_} from './metaclasses.js';
export {classm, cv, prop, staticm} from './descriptors.js';

// A def in a class body: f uses `this` as self.
export function meth(f, signature, doc) {
    f._$m = true;
    f._$sig = signature;
    if (doc !== undefined) hidden(f, '_$doc', doc);
    return f;
}

// meth, of what the runtime itself never calls: the linker keeps it only if the program or the library says its name.
export function api(f, signature) {
    return meth(f, signature);
}

// A name of the class body read inside the body: what it would be as a plain variable.
export function cget(c, prop) {
    const d = Object.getOwnPropertyDescriptor(c, prop);
    return d === undefined ? undefined : shown(c, prop, d.get === undefined ? d.value : d.get._$desc ?? d.get._$prop);
}

// A stored value as Python code sees it in the class's dict.
function shown(c, name, value) {
    if (typeof value !== 'function') return value;
    if (value._$cm !== undefined) return PyClassMethod(functionForm(value._$cm));
    if (c._$static?.has(name)) return PyStaticMethod(value);
    return value._$m ? functionForm(value) : value;
}

// ---- class creation ----

// K: constructor for the plain case (null: made here); name: qualname; body(c) fills the prototype; options: {metaclass, kw, module}.
export function cls(K, name, bases, body, options) {
    setupClasses();
    const kw = options?.kw ?? {};
    const given = bases ?? [];
    const resolved = said('odd bases') && given.some(B => !isclass(B)) ? resolveBases(given) : given;
    const meta = said('metaclass') ? metaclassOf(options?.metaclass, resolved) : PyType;
    // Enum, NamedTuple, TypedDict make something else of the body.
    if (meta._$create !== undefined) return meta._$create(meta, name, resolved, body, options, kw, given);
    const simple = !said('metaclass') || meta === PyType || isclass(meta) && meta.prototype.__new__ === undefined && meta.prototype.__init__ === PyObject.prototype.__init__ && meta._$prepare === undefined
        && meta._$class === PyType;
    if (!simple) return PyType._$make(meta, K, name, resolved, body, options, kw, given);
    return classBuild(meta, K, name, resolved, body, options?.module, kw, given);
}

function setupClasses() {
    if (PyObject._$store !== undefined) return;
    derive(PyObject, 'object', PyObject);
    hidden(PyObject, '_$store', classStore);
    hidden(PyObject, '_$delete', classDelete);
    hidden(PyObject, '_$shown', shown);
}

// Generic[T], NamedTuple...: bases that are no classes say by __mro_entries__ or _$origin which class they stand for.
function resolveBases(bases) {
    const all = [];
    for (const B of bases) {
        if (isclass(B)) all.push(B);
        else if (typeof B?.__mro_entries__ === 'function') all.push(...B.__mro_entries__(bases));
        else if (isclass(B?._$origin)) all.push(B._$origin);
        else if (typeof B === 'function') throw new TypeError_('function() argument \'code\' must be code, not str');
        else throw new TypeError_(B === null ? 'NoneType takes no arguments' : `${typeName(B)}() takes at most 2 arguments (3 given)`);
    }
    return all;
}

export function metaclassOf(wanted, bases) {
    let meta = wanted ?? PyType;
    if (!isclass(meta) || !meta._$mro.includes(PyType)) return meta;
    for (const B of bases) {
        const other = B._$class;
        if (meta === other || meta._$mro.includes(other)) continue;
        if (!other._$mro.includes(meta))
            throw new TypeError_('metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases');
        meta = other;
    }
    return meta;
}

// C3: own bases' linearizations merged.
function mergeMro(bases) {
    const twice = bases.find((B, i) => bases.indexOf(B) !== i);
    if (twice !== undefined) throw new TypeError_(`duplicate base class ${twice._$name}`);
    const lists = [...bases.map(B => B._$mro.slice()), bases.slice()];
    const out = [];
    for (;;) {
        const left = lists.filter(list => list.length > 0);
        if (left.length === 0) return out;
        const next = left.map(list => list[0]).find(C => left.every(list => list.indexOf(C) <= 0));
        if (next === undefined) {
            const heads = [...new Set(left.map(list => list[0]))];
            throw new TypeError_(`Cannot create a consistent method resolution\norder (MRO) for bases ${heads.map(C => C._$name).join(', ')}`);
        }
        out.push(next);
        for (const list of left) if (list[0] === next) list.shift();
    }
}

// The prototype that stands above a class with this MRO (without the class itself); copies where it is not simply mro[0]'s.
// A builtin type's own prototype ends the chain where a copy of it stands further down, so that `instanceof` knows the instances.
function chainAbove(mro, solid) {
    const first = mro[0];
    const own = first._$mro;
    const whole = own.length === mro.length && own.every((C, i) => C === mro[i]);
    if (whole && (solid === undefined || own.includes(solid))) return first.prototype;
    const above = mro.length === 1 ? solid.prototype : chainAbove(mro.slice(1), solid);
    const copy = Object.create(above, Object.getOwnPropertyDescriptors(first.prototype));
    if (!Object.hasOwn(first, '_$copies')) hidden(first, '_$copies', []);
    first._$copies.push(copy);
    return copy;
}

export function classBuild(meta, K, qual, bases, body, module, kw, given) {
    const parents = bases.length ? bases : [PyObject];
    for (const B of parents) if (B._$final) throw new TypeError_(`type '${B._$name}' is not an acceptable base type`);
    const multiple = said('multiple bases') && parents.length > 1;
    const mro = multiple ? mergeMro(parents) : parents[0]._$mro;
    checkLayout(mro, parents);
    // The body writes into a bare object: a base's properties must not take the stores.
    const c = Object.create(null);
    body?.(c);
    Object.setPrototypeOf(c, multiple ? chainAbove(mro, mro.find(B => B._$module === 'builtins' && Object.hasOwn(B, '_$alloc'))) : parents[0].prototype);
    const names = Object.getOwnPropertyNames(c).filter(name => name[0] !== '_' || name[1] !== '$');
    const later = [];
    if (descriptorsSeen()) for (const name of names) bodyValue(c, name, later);
    const C = constructorFor(meta, K, c, mro, names);
    C.prototype = c;
    hidden(c, '_$class', C);
    Object.setPrototypeOf(C, parents[0]);
    register(C, qual.slice(qual.lastIndexOf('.') + 1), mro);
    hidden(C, '_$qual', Object.hasOwn(c, '__qualname__') ? c.__qualname__ : qual);
    hidden(C, '_$module', Object.hasOwn(c, '__module__') ? c.__module__ : module ?? '__main__');
    hidden(C, '_$bases', parents);
    hidden(C, '_$class', meta);
    hidden(C, '_$check', undefined);
    hidden(C, '_$virtual', undefined);
    hidden(C, '_$sig', undefined);
    if (multiple) hidden(C, '_$copied', Object.getPrototypeOf(c) !== parents[0].prototype);
    if (said('odd bases') && given !== undefined && given !== bases) hidden(c, '__orig_bases__', tuple_of([...given]));
    for (const name of names) {
        exposeStatic(name);
        // A builtin base's class method would be found first.
        if (said('builtin bases') && name[0] === '$' && mro.some(B => B._$module === 'builtins' && Object.hasOwn(B, name))) exposeOn(C, name);
    }
    for (const B of parents) {
        if (!Object.hasOwn(B, '_$subs')) hidden(B, '_$subs', []);
        B._$subs.push(C);
    }
    finishClass(C, c, names, later, kw, multiple, K);
    return C;
}

// Two builtin bases with different insides do not go together.
function checkLayout(mro, parents) {
    const solid = mro.filter(C => C._$module === 'builtins' && Object.hasOwn(C, '_$alloc'));
    const best = solid[0];
    if (said('multiple bases') && best !== undefined && solid.some(C => !best._$mro.includes(C))) throw new TypeError_('multiple bases have instance lay-out conflict');
    if ((reached(PyBool) || reached(PyRange) || reached(PySlice) || reached(type_)) && parents.some(C => C._$module === 'builtins' && ['bool', 'NoneType', 'function', 'range', 'slice', 'ellipsis', 'NotImplementedType', 'generator', 'method'].includes(C._$name))) {
        const C = parents.find(B => B._$module === 'builtins' && B !== PyObject && B._$name !== 'object');
        throw new TypeError_(`type '${C._$name}' is not an acceptable base type`);
    }
}

// Whether a class's attribute may be more than its value.
function descriptorsSeen() {
    return reached(PyProperty) || reached(PyClassMethod) || reached(PyStaticMethod) || asks('__get__') || asks('__set__') || asks('__delete__') || asks('__set_name__');
}

function bodyValue(c, name, later) {
    const d = Object.getOwnPropertyDescriptor(c, name);
    const value = d.get === undefined ? d.value : d.get._$desc ?? d.get._$prop;
    if (isInstance(value)) {
        if (d.get === undefined) {
            if (name === '__new__' || name === '__init_subclass__' || name === '__class_getitem__') return;
            installValue(c, name, value);
        }
        if (value.__set_name__ !== undefined) later.push([name, value]);
    }
}

function finishClass(C, c, names, later, kw, multiple, K) {
    const own = name => Object.hasOwn(c, name);
    if (asks('__eq__') && own('__eq__') && !own('__hash__')) hidden(c, '__hash__', null);
    if (asks('__iter__') && own('__iter__')) hidden(c, Symbol.iterator, c.__iter__ === null ? undefined : iterateDunder);
    else if (asks('__getitem__') && own('__getitem__') && c[Symbol.iterator] === undefined) hidden(c, Symbol.iterator, iterateItems);
    if (C._$class._$abc) abstractNames(C, c, names);
    if (asks('__set_name__')) for (const [name, value] of later) {
        try {
            value.__set_name__(C, name[0] === '$' ? name.slice(1) : name);
        } catch (e) {
            const x = caught(e);
            const wrapped = new RuntimeError(`Error calling __set_name__ on '${typeName(value)}' instance '${name}' in '${C._$name}'`);
            hidden(wrapped, '__cause__', x);
            throw wrapped;
        }
    }
    const hook = Object.getPrototypeOf(c).__init_subclass__;
    if (hook !== undefined) {
        const f = hook._$cm ?? hook;
        if (said('class keywords')) for (const name in kw) {
            applykw(f, C, [], kw);
            return;
        }
        Reflect.apply(f, C, []);
    } else if (said('class keywords')) for (const name in kw) throw new TypeError_(`${C._$name}.__init_subclass__() takes no keyword arguments`);
}

// ---- abstract classes ----

function abstractNames(C, c, names) {
    const all = new Set();
    for (const B of C._$bases) for (const name of B._$abstract ?? []) {
        if (isAbstract(rawOwn(c, name))) all.add(name);
    }
    for (const name of names) if (isAbstract(rawOwn(c, name))) all.add(name);
    hidden(C, '_$abstract', all.size ? [...all].sort() : undefined);
}

// The stored value of an attribute anywhere on the chain, accessors as their object.
function rawOwn(c, name) {
    for (let p = c; p !== null; p = Object.getPrototypeOf(p)) {
        const d = Object.getOwnPropertyDescriptor(p, name);
        if (d !== undefined) return d.get === undefined ? d.value : d.get._$desc ?? d.get._$prop ?? d.get;
    }
    return undefined;
}

function checkAbstract(C) {
    if (C._$abstract === undefined || !C._$class._$abc) return;
    const names = C._$abstract.map(name => name[0] === '$' ? name.slice(1) : name);
    throw new TypeError_(`Can't instantiate abstract class ${C._$name} with abstract method${names.length === 1 ? '' : 's'} ${names.join(', ')}`);
}

// ---- constructors and allocation ----

function constructorFor(meta, K, c, mro, names) {
    const base = mro.find(C => Object.hasOwn(C, '_$alloc'));
    let alloc = base === undefined ? undefined : base._$alloc0 ?? base._$alloc;
    const slots = said('__slots__') ? objectDefault('__slots__')?.(c, mro) : undefined;
    const callable = c.__call__ !== undefined && c.__call__ !== null;
    const watched = c.__setattr__ !== undefined || c.__getattribute__ !== undefined;
    const plain = alloc === undefined && slots === undefined && !callable && !watched;
    const mayBeAbstract = meta._$abc && (names.some(name => isAbstract(rawOwn(c, name))) || mro.some(B => B._$abstract?.some(name => isAbstract(rawOwn(c, name)))));
    const simple = plain && !mro.includes(PyType) && c.__new__ === undefined && meta.prototype.__call__ === undefined && !mayBeAbstract;
    const C = simple && K !== false ? K ?? plainConstructor() : specialConstructor(mro.includes(PyType));
    hidden(C, '_$special', !simple || K === false);
    hidden(C, '_$alloc0', alloc);
    if (slots !== undefined) {
        hidden(C, '_$slots', slots.full ? slots.all : undefined);
        hidden(C, '_$slotNames', slots.all);
    }
    if (!plain || mayBeAbstract) {
        if (callable) alloc = callableAlloc;
        if (slots !== undefined) alloc = slots._$alloc(alloc, slots);
        if (watched) alloc = watchedAlloc(alloc);
        const make = alloc;
        hidden(C, '_$allocate', make === undefined ? plainInstance : make);
    } else hidden(C, '_$allocate', plainInstance);
    return C;
}

function plainInstance(C) {
    return Object.create(C.prototype);
}

function plainConstructor() {
    return function C(...args) {
        if (!new.target) return new C(...args);
        if (said('odd init')) initialized(this.__init__(...args));
        else this.__init__(...args);
    };
}

// What __init__ gave: nothing, if it is right.
export function initialized(made) {
    if (made !== null && made !== undefined) throw new TypeError_(`__init__() should return None, not '${typeName(made)}'`);
}

function specialConstructor(isMeta) {
    return function C(...args) {
        const call = C._$class.prototype.__call__;
        if (call !== undefined) return applyMixed(call, C, args);
        return isMeta ? PyType._$metaCall(C, args) : instantiate(C, args);
    };
}

// type.__call__
export function instantiate(C, args) {
    const make = C.prototype.__new__;
    const o = make === undefined || make === objectNew ? allocate(C, args) : applyMixed(make, undefined, [C, ...args]);
    if (o !== null && o !== undefined && (o._$class === C || o._$class?._$mro?.includes(C))) {
        const init = o.__init__;
        if (init !== undefined) {
            if (said('odd init')) initialized(applyMixed(init, o, args));
            else applyMixed(init, o, args);
        }
    }
    return o;
}

// object.__new__(C)
function allocate(C, args) {
    checkAbstract(C);
    const make = C._$allocate ?? C._$alloc;
    const o = args[args.length - 1] instanceof Kw ? make(C, args.slice(0, -1)) : make(C, args);
    // Subclasses of str are String objects; dict and hash look for the plain value in _$v.
    if (o instanceof String && o._$v === undefined) hidden(o, '_$v', o.valueOf());
    return o;
}

// object.__new__
export function objectNew(C, ...args) {
    if (!isclass(C)) throw new TypeError_(`object.__new__(X): X is not a type object (${typeName(C)})`);
    if (args.length && C._$alloc0 === undefined && C.prototype.__new__ !== undefined && C.prototype.__new__ !== objectNew)
        throw new TypeError_('object.__new__() takes exactly one argument (the type to instantiate)');
    return allocate(C, args);
}

// Instances of classes with __call__ are JS functions.
function callableAlloc(C) {
    const f = (...args) => Reflect.apply(f._$class.prototype.__call__, f, args);
    delete f.name;
    delete f.length;
    return Object.setPrototypeOf(f, C.prototype);
}

// The setter that a store on an object below p would run.
export function inheritedSetter(o, name) {
    for (let p = Object.getPrototypeOf(o); p !== null; p = Object.getPrototypeOf(p)) {
        const d = Object.getOwnPropertyDescriptor(p, name);
        if (d !== undefined) return d.set;
    }
    return undefined;
}

// ---- super ----

// The quick form in an instance method: (above(C, this).m ?? sup(C, this, 'm')).call(this, ..)
export function above(C, self) {
    const T = self._$class;
    return T._$copied ? levelAbove(T, C) : Object.getPrototypeOf(C.prototype);
}

// super().m(..) in a method of C: sup(C, this, 'm').call(this, ..)
export function sup(C, self, prop) {
    const value = superValue(C, self, prop);
    if (value === undefined) throw superMissing(self, prop);
    if (typeof value !== 'function') return callHolder(value);
    return value.call === Function.prototype.call ? value : callHolder(value);
}

function superMissing(self, prop) {
    return new AttributeError(`'super' object has no attribute '${prop[0] === '$' ? prop.slice(1) : prop}'`);
}

// A class or callable instance has no .call.
function callHolder(value) {
    if (typeof value !== 'function') throw new TypeError_(`'${typeName(value)}' object is not callable`);
    return {call: (self, ...args) => value(...args)};
}

function superValue(C, self, prop) {
    let T = self?._$class;
    let viaClass = false;
    if (isclass(self)) {
        viaClass = !T._$mro.includes(C);
        if (viaClass) T = self;
    }
    if (T === undefined || T !== C && !T._$mro.includes(C)) throw new TypeError_('super(type, obj): obj must be an instance or subtype of type');
    const above = T._$copied ? levelAbove(T, C) : Object.getPrototypeOf(C.prototype);
    let value = isAccessor(prop) ? superAccessor(above, prop, self, viaClass) : above[prop];
    if (value === undefined) value = (T._$mro.includes(PyType) ? typeDefault(prop) : undefined) ?? valueDefault(undefined, T, prop) ?? objectDefault(prop);
    if (value === undefined && prop === '__init__') value = PyObject.prototype.__init__;
    if (!viaClass || typeof value !== 'function') return value;
    return value._$cm ?? (value._$m && prop !== '__init_subclass__' ? functionForm(value) : value);
}

function superAccessor(above, prop, self, viaClass) {
    return viaClass ? rawOwn(above, prop) : Reflect.get(above, prop, self);
}

function levelAbove(T, C) {
    if (!Object.hasOwn(T, '_$levels')) hidden(T, '_$levels', new Map());
    let p = T._$levels.get(C);
    if (p === undefined) {
        p = T.prototype;
        while (!Object.hasOwn(p, '_$class') || p._$class !== C) p = Object.getPrototypeOf(p);
        p = Object.getPrototypeOf(p);
        T._$levels.set(C, p);
    }
    return p;
}

// super().x read
export function supattr(C, self, prop) {
    const value = superValue(C, self, prop);
    if (value === undefined) throw superMissing(self, prop);
    if (typeof value !== 'function') return value;
    if (value._$cm !== undefined) return bindMethod(value._$cm, isclass(self) ? self : typeOf(self));
    return value._$m ? bindMethod(value, self) : value;
}

// super().x = value
export function supset(C, self, prop, value) {
    const T = isclass(self) && !self._$class._$mro.includes(C) ? self : self._$class;
    const above = T._$copied ? levelAbove(T, C) : Object.getPrototypeOf(C.prototype);
    const set = inheritedSetter(Object.create(above), prop);
    if (set === undefined) storeAttr(self, prop, value);
    else Reflect.apply(set, self, [value]);
}

// super as a value: super(C, self)
export function PySuper(C, self) {
    return new Proxy(Object.create(null), {
        get(target, name) {
            return typeof name === 'symbol' || name[1] === '$' && name[0] === '_' ? undefined : supattr(C, self, name);
        },
        set(target, name, value) {
            supset(C, self, name, value);
            return true;
        },
    });
}

// ---- class attributes set later ----

// C.x = value
export function classStore(C, name, value) {
    const meta = C._$class;
    if (said('metaclass') && meta !== PyType) {
        if (meta.prototype.__setattr__ !== undefined && !classStore._$inside) {
            storeThroughMeta(meta, C, name, value);
            return;
        }
        const set = isAccessor(name) ? inheritedSetter(Object.create(meta.prototype), name) : undefined;
        if (set !== undefined) {
            Reflect.apply(set, C, [value]);
            return;
        }
    }
    if (C._$module === 'builtins') throw new TypeError_(`cannot set '${name[0] === '$' ? name.slice(1) : name}' attribute of immutable type '${C._$name}'`);
    if (name === '__name__') hidden(C, '_$name', value);
    else if (name === '__qualname__') hidden(C, '_$qual', value);
    else if (name === '__module__') hidden(C, '_$module', value);
    else if (name === '__abstractmethods__') hidden(C, '_$abstract', [...value].length ? [...value] : undefined);
    else putClassAttr(C, name, value);
}

// The metaclass's own __setattr__ ends in super().__setattr__, which must store.
function storeThroughMeta(meta, C, name, value) {
    classStore._$inside = true;
    try {
        meta.prototype.__setattr__.call(C, name[0] === '$' ? name.slice(1) : name, value);
    } finally {
        classStore._$inside = false;
    }
}

function putClassAttr(C, name, value) {
    const c = C.prototype;
    c._$static?.delete(name);
    // An accessor there would take the store.
    Object.defineProperty(c, name, {value: cv(value), writable: true, configurable: true, enumerable: true});
    if (descriptorsSeen() && isInstance(value)) installValue(c, name, value);
    if (asks('__eq__') && name === '__eq__' && !Object.hasOwn(c, '__hash__')) hidden(c, '__hash__', null);
    if (asks('__iter__') && name === '__iter__') hidden(c, Symbol.iterator, iterateDunder);
    exposeStatic(name);
    copyDown(C, name);
}

// What inherits through copies sees the change.
export function copyDown(C, name) {
    const d = Object.getOwnPropertyDescriptor(C.prototype, name);
    if (Object.hasOwn(C, '_$copies')) for (const copy of C._$copies) if (d === undefined) delete copy[name];
        else Object.defineProperty(copy, name, d);
}

// del C.x
function classDelete(C, name) {
    if (!Object.hasOwn(C.prototype, name)) throw C._$module === 'builtins' ? new TypeError_(`cannot set '${name}' attribute of immutable type '${C._$name}'`) : noAttribute(C, name);
    delete C.prototype[name];
    copyDown(C, name);
}

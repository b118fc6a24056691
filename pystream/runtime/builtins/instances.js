// Instances that need more than plain properties: __slots__, and classes with __setattr__ or __getattribute__.
import {AttributeError, TypeError_, ValueError, caught, isexc} from './exceptions.js';
import {PyObject, isAccessor, getbound, isclass, lookup, method, noAttribute, special, typeName} from './core.js';
import {classStore, inheritedSetter} from './classes.js';
import {attrName, propName} from './names.js';
import {ObjectDefaults} from './objectdefaults.js';

// __slots__ of a class and its bases; full: no base has a __dict__. Undefined without slots.
method(ObjectDefaults, '__slots__', function (c, mro) {
    const own = Object.hasOwn(c, '__slots__') ? c.__slots__ : undefined;
    const above = mro.find(C => C._$slotNames !== undefined)?._$slotNames ?? [];
    if (own === undefined) return above.length ? {all: above, full: false, _$alloc: slotAlloc} : undefined;
    const names = typeof own === 'string' ? [own] : [...own];
    for (const name of names) {
        if (typeof name !== 'string') throw new TypeError_(`__slots__ items must be strings, not '${typeName(name)}'`);
        if (Object.hasOwn(c, name)) throw new ValueError(`'${name}' in __slots__ conflicts with class variable`);
    }
    const dictless = mro.every(C => C === PyObject || C._$slots !== undefined || C._$module === 'builtins' && !C._$mro.some(B => B._$name === 'BaseException')) && !names.includes('__dict__');
    return {all: [...new Set([...above, ...names.map(name => propName(name)).filter(name => name !== '__dict__' && name !== '__weakref__')])], full: dictless, _$alloc: slotAlloc};
});

// Slots are own properties from the start, undefined while empty; when there is no __dict__ the object takes no others.
function slotAlloc(alloc, slots) {
    return (C, args) => {
        const o = alloc === undefined ? Object.create(C.prototype) : alloc(C, args);
        for (const name of slots.all) if (!Object.hasOwn(o, name)) o[name] = undefined;
        return slots.full ? new Proxy(o, slotGuard) : o;
    };
}

// A write-guard for slots objects: reads go straight to the target.
const slotGuard = {
    set(o, name, value, receiver) {
        if (typeof name === 'string' && name[1] !== '$' && !Object.hasOwn(o, name)) {
            const d = inheritedSetter(o, name);
            if (d === undefined) {
                if (o[name] === undefined) throw noAttribute(o, name);
                throw new AttributeError(`'${typeName(o)}' object attribute '${attrName(name)}' is read-only`);
            }
            d.call(receiver, value);
            return true;
        }
        o[name] = value;
        return true;
    },
};

// __setattr__, __getattribute__: a Proxy asks them.
export function watchedAlloc(alloc) {
    return (C, args) => {
        const o = alloc === undefined ? Object.create(C.prototype) : alloc(C, args);
        const proxy = new Proxy(o, watcher);
        rawTargets().set(proxy, o);
        return proxy;
    };
}

// The object behind a watched one.
export function rawTargets() {
    return rawTargets._$map ??= new WeakMap();
}

const watcher = {
    get(o, name, proxy) {
        const hook = typeof name === 'string' && (name[0] !== '_' || name[1] !== '_' && name[1] !== '$') ? o.__getattribute__ : undefined;
        if (hook === undefined) return Reflect.get(o, name, proxy);
        try {
            return hook.call(proxy, name[0] === '$' ? name.slice(1) : name);
        } catch (e) {
            const x = caught(e);
            if (isexc(x, AttributeError) && o.__getattr__ !== undefined) return undefined;
            throw x;
        }
    },
    set(o, name, value, proxy) {
        const hook = typeof name === 'string' && name[1] !== '$' || typeof name === 'string' && name[0] === '$' ? o.__setattr__ : undefined;
        if (hook !== undefined) {
            hook.call(proxy, name[0] === '$' ? name.slice(1) : name, value);
            return true;
        }
        return Reflect.set(o, name, value, o);
    },
    // vars(o)[name] = value goes past __setattr__.
    defineProperty(o, name, d) {
        return Reflect.defineProperty(o, name, d);
    },
};

// object.__setattr__: past the watcher, not past properties.
export function storeAttr(o, prop, value) {
    if (isclass(o)) {
        classStore(o, prop, value);
        return;
    }
    const raw = rawTargets().get(o);
    if (raw === undefined) {
        // A frozen dataclass lets this through.
        if (o._$put !== undefined) o._$put(prop, value);
        else o[prop] = value;
        return;
    }
    const set = isAccessor(prop) ? inheritedSetter(raw, prop) : undefined;
    if (set !== undefined && !Object.hasOwn(raw, prop)) Reflect.apply(set, o, [value]);
    else raw[prop] = value;
}

// object.__getattribute__
export function readAttr(o, prop) {
    const raw = rawTargets().get(o);
    if (raw === undefined) {
        const value = lookup(o, prop);
        if (value === undefined) throw noAttribute(o, prop);
        return value;
    }
    let value = Reflect.get(raw, prop, o);
    if (typeof value === 'function') value = getbound(value, o, prop);
    value ??= value === null ? null : prop[0] === '_' ? special(o, prop) : undefined;
    if (value === undefined) throw noAttribute(raw, prop);
    return value;
}

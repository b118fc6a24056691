// How an operator finds the method that does it: the types' own dunders, in CPython's order.
import {NotImplemented, typeName, typeOf} from './core.js';
import {TypeError_} from './exceptions.js';
import {Float, isInt, numOf} from './float.js';
import {Tuple} from './tuple.js';

// A float as itself: an instance of a subclass may have methods of its own.
export function isBox(x) {
    return x instanceof Float && x._$v === undefined;
}

// numOf() for operators: an instance of a subclass goes by its dunders first.
export function opNumber(x) {
    return typeof x !== 'object' || isBox(x) ? numOf(x) : undefined;
}

export function isSequence(x) {
    return typeof x === 'string' || Array.isArray(x);
}

// The type's own method of that name; undefined if there is none. A function's properties are not its type's: a
// class shows the methods of its instances. Names of methods stand in quotes where they are passed here: that is how
// the linker knows which methods of builtin types a program's operators need.
export function slot(o, name) {
    if (o === null || o === undefined) return undefined;
    return (typeof o === 'function' ? typeOf(o).prototype?.[name] : o[name]) ?? undefined;
}

// An instance of a subclass of int, float or str, and its plain value.
export function isWrapped(x) {
    return typeof x === 'object' && x !== null && (x._$v !== undefined || x instanceof String);
}

export function unwrap(x) {
    return isWrapped(x) ? x._$v ?? x.valueOf() : x;
}

// Whether T is a proper subclass of S: then its reflected method goes first.
export function properSubclass(T, S) {
    return T !== S && T._$mro !== undefined && T._$mro.includes(S);
}

// a.__op__(b), b.__rop__(a), in CPython's order; NotImplemented if none of them knows.
export function tryBinary(a, b, name, reflected, op) {
    let f = slot(a, name), g = slot(b, reflected);
    // Sequences join and repeat only after the other operand was asked.
    if (Array.isArray(a) && (f === Array.prototype[name] || a instanceof Tuple && f === Tuple.prototype[name])) f = undefined;
    if (Array.isArray(b) && (g === Array.prototype[reflected] || b instanceof Tuple && g === Tuple.prototype[reflected])) g = undefined;
    let r = NotImplemented;
    if (g !== undefined) {
        const S = typeOf(a), T = typeOf(b);
        if (S === T) g = undefined;
        else if (f !== undefined && properSubclass(T, S) && slot(a, reflected) !== g) {
            r = g.call(b, a);
            if (r !== NotImplemented) return r;
            g = undefined;
        }
    }
    if (f !== undefined) r = f.call(a, b);
    if (r === NotImplemented && g !== undefined) r = g.call(b, a);
    if (r !== NotImplemented) return r;
    if (!isWrapped(a) && !isWrapped(b)) return r;
    const x = unwrap(a), y = unwrap(b);
    return plainPair(x, y, name) ? op(x, y) : r;
}

// Whether the plain values go together: else the error has to name the subclass.
function plainPair(x, y, name) {
    if (numOf(x) !== undefined && numOf(y) !== undefined) return isInt(x) && isInt(y) ? !/matmul/.test(name) : !/shift|and__|or__|matmul/.test(name);
    // By pattern: a name in quotes would keep the method of that name in the bundle.
    if (/^__mul/.test(name)) return isSequence(x) && isInt(numOf(y)) || isSequence(y) && isInt(numOf(x));
    return /^__add/.test(name) && typeof x === 'string' && typeof y === 'string';
}

export function binary(a, b, name, reflected, op, sign) {
    const r = tryBinary(a, b, name, reflected, op);
    if (r === NotImplemented) throw unsupported(sign, a, b);
    return r;
}

export function unsupported(sign, a, b) {
    return new TypeError_(`unsupported operand type(s) for ${sign}: '${typeName(a)}' and '${typeName(b)}'`);
}

export function unary(a, name, op, sign) {
    const f = slot(a, name);
    if (f !== undefined) return f.call(a);
    if (isWrapped(a) && numOf(a) !== undefined) return op(unwrap(a));
    throw new TypeError_(`bad operand type for ${sign === 'abs()' ? '' : 'unary '}${sign}: '${typeName(a)}'`);
}

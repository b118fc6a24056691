// Comparisons and hash(). The fast cases are small enough for V8 to inline.
import {id, NotImplemented, typeName, typeOf} from './core.js';
import {TypeError_} from './exceptions.js';
import {doubleRatio, Float, isInt, normalize, numOf, rawOf} from './float.js';
import {seq_cmp, seq_eq} from './list.js';
import {truth} from './ops.js';
import {isBox, isWrapped, opNumber, properSubclass, slot, unwrap} from './protocol.js';
import {strCompare} from './str.js';
import {Tuple, tuple_hash} from './tuple.js';

export function eq(a, b) {
    if (typeof a === 'number' && typeof b === 'number') return a === b;
    return typeof a === 'string' && typeof b === 'string' ? a === b : eqSlow(a, b);
}

export function ne(a, b) {
    if (typeof a === 'number' && typeof b === 'number') return a !== b;
    return typeof a === 'string' && typeof b === 'string' ? a !== b : neSlow(a, b);
}

export function lt(a, b) {
    return typeof a === 'number' && typeof b === 'number' ? a < b : ordered(a, b, 0);
}

export function le(a, b) {
    return typeof a === 'number' && typeof b === 'number' ? a <= b : ordered(a, b, 1);
}

export function gt(a, b) {
    return typeof a === 'number' && typeof b === 'number' ? a > b : ordered(a, b, 2);
}

export function ge(a, b) {
    return typeof a === 'number' && typeof b === 'number' ? a >= b : ordered(a, b, 3);
}

function eqSlow(a, b) {
    if (typeof a !== 'object' && typeof b !== 'object' && typeof a !== 'function' && typeof b !== 'function') {
        // Primitives: `==` compares number and bigint exactly, and a bool is its number.
        const x = rawOf(a), y = rawOf(b);
        return x === undefined || y === undefined ? a === b : x == y;
    }
    if (a === null || b === null) {
        if (a === b) return true;
        if (typeof a !== 'object' && typeof a !== 'function' || typeof b !== 'object' && typeof b !== 'function') return false;
    } else if (a instanceof Float || b instanceof Float) {
        const x = opNumber(a), y = opNumber(b);
        if (x !== undefined && y !== undefined) return rawOf(x) == rawOf(y);
    } else if (Array.isArray(a) && Array.isArray(b)) {
        const r = arrayCompare(a, b, '__eq__');
        if (r !== undefined) return r && seq_eq(a, b);
    }
    const r = richCompare(a, b, '__eq__', '__eq__');
    if (r !== NotImplemented) return r;
    return isWrapped(a) || isWrapped(b) ? eq(unwrap(a), unwrap(b)) : a === b;
}

// For two arrays without methods of their own: whether both are lists or both tuples; undefined if a class has its own.
function arrayCompare(a, b, name) {
    if (a[name] !== arrayOwn(a)[name] || b[name] !== arrayOwn(b)[name]) return undefined;
    return a instanceof Tuple === b instanceof Tuple;
}

function arrayOwn(a) {
    return (a instanceof Tuple ? Tuple : Array).prototype;
}

function richCompare(a, b, name, reflected) {
    const f = slot(a, name), g = slot(b, reflected);
    let r = NotImplemented, asked = false;
    if (g !== undefined && f !== g && properSubclass(typeOf(b), typeOf(a))) {
        asked = true;
        r = g.call(b, a);
        if (r !== NotImplemented) return r;
    }
    if (f !== undefined) r = f.call(a, b);
    if (r === NotImplemented && g !== undefined && !asked) r = g.call(b, a);
    return r;
}

function neSlow(a, b) {
    if (slot(a, '__ne__') !== undefined || slot(b, '__ne__') !== undefined) {
        const r = richCompare(a, b, '__ne__', '__ne__');
        if (r !== NotImplemented) return r;
    }
    const r = eqSlow(a, b);
    return typeof r === 'boolean' ? !r : !truth(r);
}

const ORDER_NAMES = ['__lt__', '__le__', '__gt__', '__ge__'];
const ORDER_SIGNS = ['<', '<=', '>', '>='];

// op: 0 <, 1 <=, 2 >, 3 >=; `op ^ 2` is the reflected one.
function ordered(a, b, op) {
    if (typeof a === 'string' && typeof b === 'string') return orderOf(strCompare(a, b), 0, op);
    let x, y;
    if ((x = rawOrder(a)) !== undefined && (y = rawOrder(b)) !== undefined) return orderOf(x, y, op);
    if (Array.isArray(a) && Array.isArray(b) && arrayCompare(a, b, ORDER_NAMES[op])) {
        return seq_cmp(a, b, op === 0 ? lt : op === 1 ? le : op === 2 ? gt : ge);
    }
    const r = richCompare(a, b, ORDER_NAMES[op], ORDER_NAMES[op ^ 2]);
    if (r !== NotImplemented) return r;
    if (isWrapped(a) || isWrapped(b)) {
        x = unwrap(a);
        y = unwrap(b);
        if (numOf(x) !== undefined && numOf(y) !== undefined || typeof x === 'string' && typeof y === 'string') return ordered(x, y, op);
    }
    throw new TypeError_(`'${ORDER_SIGNS[op]}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

function rawOrder(x) {
    return rawOf(opNumber(x));
}

function orderOf(x, y, op) {
    return op === 0 ? x < y : op === 1 ? x <= y : op === 2 ? x > y : x >= y;
}

// ---- hash ----

const HASH_BITS = 61;
const HASH_MODULUS = 2305843009213693951n;

// hash(x) as a number (a bigint beyond 2 ** 53). Ints, floats and bools as CPython; TypeError for the unhashable.
export function hash(x) {
    switch (typeof x) {
    case 'number':
        return Number.isInteger(x) ? x === -1 ? -2 : x : doubleHash(x);
    case 'string':
        return textHash(x);
    case 'boolean':
        return x ? 1 : 0;
    case 'bigint':
        return bigHash(x);
    }
    if (x === null || x === undefined) return 0xfca86420;
    if (isBox(x)) return doubleHash(x.v);
    return hashAny(x);
}

function hashAny(x) {
    const f = typeof x === 'function' ? typeOf(x).prototype?.__hash__ : x.__hash__;
    if (Array.isArray(x)) {
        if (x instanceof Tuple && (f === undefined || f === Tuple.prototype.__hash__)) return tuple_hash(x);
        if (!(x instanceof Tuple) && (f === undefined || f === Array.prototype.__hash__)) throw unhashableType(x);
    }
    if (f === null) throw unhashableType(x);
    if (f !== undefined) {
        const h = numOf(f.call(x));
        if (!isInt(h)) throw new TypeError_('__hash__ method should return an integer');
        return typeof h === 'bigint' && BigInt.asIntN(64, h) !== h ? bigHash(h) : h === -1 ? -2 : h;
    }
    if (isWrapped(x)) return hash(unwrap(x));
    // The defaults compare by identity; a builtin type that compares by content has no hash.
    if (slot(x, '__eq__') !== undefined && typeof x !== 'function' && Object.hasOwn(Object.getPrototypeOf(x), '__eq__')) throw unhashableType(x);
    return id(x);
}

function unhashableType(x) {
    return new TypeError_(`unhashable type: '${typeName(x)}'`);
}

function textHash(s) {
    let h = s.length;
    for (let i = 0; i < s.length; i++) h = Math.imul(h ^ s.charCodeAt(i), 16777619);
    return h === -1 ? -2 : h;
}

function bigHash(n) {
    const h = (n < 0n ? -n : n) % HASH_MODULUS;
    return normalize(n < 0n ? h === 1n ? -2n : -h : h);
}

// Of a double: its fraction modulo 2 ** 61 - 1, where 2 ** 61 is 1.
export function doubleHash(v) {
    if (v !== v) return 0;
    if (v === Infinity) return 314159;
    if (v === -Infinity) return -314159;
    if (Number.isSafeInteger(v)) return v === -1 ? -2 : v + 0;
    const r = doubleRatio(Math.abs(v)), e = bitLength(r[1]) - 1;
    const h = (r[0] << BigInt((HASH_BITS - e % HASH_BITS) % HASH_BITS)) % HASH_MODULUS;
    return bigHash(v < 0 ? -h : h);
}

// Bits of n >= 0.
export function bitLength(n) {
    return n.toString(2).length;
}

// float: a JS number that is not an integer, or a Float box around one that is (1.0, -0.0, 1e300).
// Also what every number file needs: which kind a value is, and the number behind it.
import {attribute, method, smethod, statics, typeName} from './core.js';
import {AttributeError, OverflowError, TypeError_, ValueError} from './exceptions.js';
import {T} from './tuple.js';
import {repr_} from './repr.js';

export class Float {
    constructor(v) {
        this.v = v;
    }

    valueOf() {
        return this.v;
    }
}

// A double as a Python float. V8 inlines Number.isInteger; `% 1` would cost 35 times as much.
export function box(v) {
    return Number.isInteger(v) ? new Float(v) : v;
}

export function isFloat(x) {
    return typeof x === 'number' ? !Number.isInteger(x) : x instanceof Float;
}

export function isInt(x) {
    return typeof x === 'number' ? Number.isInteger(x) : typeof x === 'bigint';
}

// A bigint as a Python int: a number where that is exact and safe.
export function normalize(n) {
    const v = Number(n);
    return Number.isSafeInteger(v) ? v : n;
}

// An integral double as a Python int; `+ 0` makes -0 a 0.
export function intOf(v) {
    return Number.isSafeInteger(v) ? v + 0 : BigInt(v);
}

// The number behind a value: number or bigint (int, bool), non-integral number or Float (float); undefined for
// anything else. An instance of a subclass of int or float carries its plain value as `_$v`.
export function numOf(x) {
    if (typeof x === 'number' || typeof x === 'bigint') return x;
    if (typeof x === 'boolean') return x ? 1 : 0;
    if (typeof x !== 'object' || x === null) return undefined;
    return x._$v ?? (x instanceof Float ? x : undefined);
}

// The same as number or bigint, for comparisons, which need not know an int from a float.
export function rawOf(x) {
    if (typeof x === 'number' || typeof x === 'bigint') return x;
    x = numOf(x);
    return typeof x === 'object' ? x.v : x;
}

// What numOf() gave, as a double; a bigint rounds half to even.
export function rawDouble(x) {
    if (typeof x === 'number') return x;
    if (typeof x !== 'bigint') return x.v;
    const v = Number(x);
    if (v === Infinity || v === -Infinity) throw new OverflowError('int too large to convert to float');
    return v;
}

// Any real number as a double: float, int, bool, __float__, __index__.
export function toDouble(x, text) {
    if (typeof x === 'number') return x;
    if (x instanceof Float && x._$v === undefined) return x.v;
    if (typeof x?.__float__ === 'function') {
        const r = x.__float__();
        if (!isFloat(numOf(r))) throw new TypeError_(`${typeName(x)}.__float__ returned non-float (type ${typeName(r)})`);
        return rawDouble(numOf(r));
    }
    const v = numOf(x);
    if (v !== undefined) return rawDouble(v);
    if (typeof x?.__index__ === 'function') return rawDouble(numOf(x.__index__()));
    throw new TypeError_(text ? text + typeName(x) + "'" : 'must be real number, not ' + typeName(x));
}

// What int() and float() strip: the ASCII blanks and Unicode's. JS takes the BOM for one and \x85 for none.
export function numStrip(s) {
    return s.replace(/^(?:(?!\ufeff)[\s\x85])+|(?:(?!\ufeff)[\s\x85])+$/g, '');
}

// float('...') as a double; `shown` is what the message shows.
export function parseDouble(text, shown) {
    const s = numStrip(text);
    if (/^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i.test(s)) {
        return Number(s.replaceAll('_', ''));
    }
    if (/^[+-]?inf(?:inity)?$/i.test(s)) return s[0] === '-' ? -Infinity : Infinity;
    if (/^[+-]?nan$/i.test(s)) return NaN;
    throw new ValueError('could not convert string to float: ' + repr_(shown));
}

// The JS string in a str (an instance of a subclass too), bytes or bytearray; undefined for anything else.
export function numText(x) {
    if (typeof x === 'string') return x;
    if (typeof x !== 'object' || x === null) return undefined;
    if (x instanceof String) return x.valueOf();
    return x.a instanceof Uint8Array ? String.fromCharCode(...x.a) : undefined;
}

export function PyFloat(x) {
    const n = arguments.length;
    if (n > 1) throw new TypeError_('float expected at most 1 argument, got ' + n);
    if (n === 0) return new Float(0);
    if (typeof x === 'number') return box(x);
    const text = numText(x);
    return box(text === undefined ? toDouble(x, "float() argument must be a string or a real number, not '") : parseDouble(text, x));
}
statics(Float, PyFloat, 'float', undefined, {alloc: (C, args) => numSubclass(C, PyFloat(...args))});

// An instance of a subclass of int or float: a plain object that carries the value, and says it to JS (valueOf) and
// to whatever takes an index.
export function numSubclass(C, value) {
    const raw = value.valueOf(), o = Object.create(C.prototype), say = {value: () => raw};
    const own = {_$v: {value: value}, valueOf: say};
    if (!isInt(value)) own.v = {value: raw};
    else if (o.__index__ === undefined) own.__index__ = say;
    return Object.defineProperties(o, own);
}

// The receiver of a method of float as a double; an int has no such attribute.
function floatThis(x, name) {
    if (typeof x === 'number' && !Number.isInteger(x)) return x;
    const v = numOf(x.valueOf === Number.prototype.valueOf ? x.valueOf() : x);
    if (isFloat(v)) return rawDouble(v);
    throw new AttributeError(`'${typeName(x)}' object has no attribute '${name}'`);
}

function floatIsInteger() {
    return Number.isInteger(floatThis(this, 'is_integer'));
}
method(Float, 'is_integer', floatIsInteger);
method(Number, 'is_integer', floatIsInteger);

// A finite double as [numerator, denominator], bigints.
export function doubleRatio(v) {
    let e = 0;
    while (!Number.isInteger(v)) {
        v *= 2;
        e++;
    }
    return [BigInt(v), 1n << BigInt(e)];
}

function floatRatio() {
    const v = floatThis(this, 'as_integer_ratio');
    if (v !== v) throw new ValueError('cannot convert NaN to integer ratio');
    if (v - v !== 0) throw new OverflowError('cannot convert Infinity to integer ratio');
    const r = doubleRatio(v);
    return T(normalize(r[0]), normalize(r[1]));
}
method(Float, 'as_integer_ratio', floatRatio);

function floatHex() {
    const v = floatThis(this, 'hex');
    if (v !== v) return 'nan';
    const sign = v < 0 || Object.is(v, -0) ? '-' : '';
    if (v - v !== 0) return sign + 'inf';
    if (v === 0) return sign + '0x0.0p+0';
    let m = Math.abs(v), e = 0;
    // Denormals keep the smallest exponent, as in C.
    while (m >= 2) {
        m /= 2;
        e++;
    }
    while (m < 1 && e > -1022) {
        m *= 2;
        e--;
    }
    const digits = BigInt(m * 2 ** 52).toString(16).padStart(14, '0');
    return `${sign}0x${digits[0]}.${digits.slice(1)}p${e < 0 ? '' : '+'}${e}`;
}
method(Float, 'hex', floatHex);
method(Number, 'hex', floatHex);

function floatConjugate() {
    return this.valueOf === Float.prototype.valueOf ? this : box(this.v);
}
method(Float, 'conjugate', floatConjugate);
attribute(Float, 'real', floatConjugate);
attribute(Float, 'imag', function () {
    return new Float(0);
});

function floatFromHex(text) {
    const s = numStrip(String(text)).toLowerCase();
    if (/^[+-]?(?:inf(?:inity)?|nan)$/.test(s)) return box(parseDouble(s, s));
    const m = /^([+-]?)(?:0x)?([0-9a-f]*)\.?([0-9a-f]*)(?:p([+-]?\d+))?$/.exec(s);
    if (!m || !(m[2] + m[3])) throw new ValueError('invalid hexadecimal floating-point string');
    let n = BigInt('0x' + m[2] + m[3]), e = Number(m[4] ?? 0) - 4 * m[3].length;
    // Round once: to 53 bits, or to what a denormal holds.
    const bits = n.toString(2).length;
    if (n && bits + e > 1100) throw new OverflowError('hexadecimal value too large to represent as a float');
    const drop = Math.min(bits + 2, Math.max(bits - 53, -1074 - e));
    if (drop > 0) {
        const d = 1n << BigInt(drop), half = d >> 1n, rest = n % d;
        n /= d;
        if (rest > half || rest === half && n & 1n) n++;
        e += drop;
    }
    let v = Number(n);
    for (; e < 0 && v; e++) v /= 2;
    for (; e > 0 && v; e--) v *= 2;
    if (v === Infinity) throw new OverflowError('hexadecimal value too large to represent as a float');
    return box(m[1] === '-' ? -v : v);
}
smethod(PyFloat, 'fromhex', floatFromHex);

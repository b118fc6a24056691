// int: a JS number that is a safe integer, else a BigInt; bool: a JS boolean. Parsing, conversion, methods.
import {attribute, method, sig, smethod, statics, typeName} from './core.js';
import {AttributeError, OverflowError, TypeError_, ValueError} from './exceptions.js';
import {T} from './tuple.js';
import {Bytes} from './bytes.js';
import {it} from './generators.js';
import {repr_} from './repr.js';
import {doubleRatio, Float, intOf, isFloat, isInt, normalize, numOf, numStrip, numSubclass, numText, rawDouble} from './float.js';
import {truth} from './ops.js';
import {toIndex} from './slice.js';

export {isInt, normalize, toIndex};

// CPython refuses to convert longer ones between text and int in other bases than powers of two.
const INT_DIGITS = 4300;
const INT_LIMIT = 'Exceeds the limit (4300 digits) for integer string conversion';
const INT_HOW = '; use sys.set_int_max_str_digits() to increase the limit';

// str(int).
export function intStr(x) {
    const s = String(x);
    if (s.length > INT_DIGITS + (s[0] === '-' ? 1 : 0)) throw new ValueError(INT_LIMIT + INT_HOW);
    return s;
}

// operator.index(x): int, bool or __index__, as number or bigint.
export function asIndex(x) {
    if (typeof x === 'number' && Number.isInteger(x)) return x;
    const v = numOf(x);
    if (isInt(v)) return v;
    if (typeof x?.__index__ === 'function' && v === undefined) {
        const r = x.__index__();
        if (isInt(numOf(r))) return numOf(r);
        throw new TypeError_(`__index__ returned non-int (type ${typeName(r)})`);
    }
    throw new TypeError_(`'${typeName(x)}' object cannot be interpreted as an integer`);
}

// A double as an int, towards zero.
export function truncate(v) {
    if (v !== v) throw new ValueError('cannot convert float NaN to integer');
    if (v - v !== 0) throw new OverflowError('cannot convert float infinity to integer');
    return intOf(Math.trunc(v));
}

// int(x) without a base.
export function toInt(x) {
    if (typeof x === 'number') return Number.isInteger(x) ? x : truncate(x);
    if (typeof x === 'string') return parseInt_(x, 10, x);
    if (typeof x === 'object' && x !== null || typeof x === 'function') {
        for (const name of ['__int__', '__index__', '__trunc__']) {
            // A subclass of int or float without its own conversion has the number at hand.
            if (typeof x[name] !== 'function' || numOf(x) !== undefined && name !== '__int__') continue;
            const r = x[name](), v = numOf(r);
            if (isInt(v)) return v;
            if (name === '__trunc__') return asIndex(r);
            throw new TypeError_(`${name} returned non-int (type ${typeName(r)})`);
        }
    }
    const v = numOf(x);
    if (v !== undefined) return isFloat(v) ? truncate(rawDouble(v)) : v;
    const text = numText(x);
    if (text !== undefined) return parseInt_(text, 10, x);
    throw new TypeError_(`int() argument must be a string, a bytes-like object or a real number, not '${typeName(x)}'`);
}

// int(text, base); `shown` is what the message shows.
export function parseInt_(text, base, shown) {
    let s = numStrip(text).toLowerCase();
    if (base === 10 && /^-?\d{1,15}$/.test(s)) return Number(s) + 0;
    const bad = `invalid literal for int() with base ${base}: `;
    let sign = '';
    if (/^[+-]/.test(s)) {
        sign = s[0];
        s = s.slice(1);
    }
    const prefix = /^0[box]/.test(s) ? {b: 2, o: 8, x: 16}[s[1]] : 0;
    let radix = base;
    if (prefix && (base === 0 || base === prefix)) {
        s = s.slice(s[2] === '_' ? 3 : 2);
        radix = prefix;
    } else if (base === 0) {
        radix = 10;
        if (/^0[\d_]*[1-9]/.test(s)) s = '';
    }
    const digits = s.replaceAll('_', '');
    if (!/^[\da-z]+(?:_[\da-z]+)*$/.test(s)) throw new ValueError(bad + repr_(shown).slice(0, 200));
    for (let i = 0; i < digits.length; i++) {
        if (parseInt(digits[i], 36) >= radix) throw new ValueError(bad + repr_(shown).slice(0, 200));
    }
    const v = intDigits(digits, radix);
    return normalize(sign === '-' ? -v : v);
}

function intDigits(digits, radix) {
    if (radix === 2) return BigInt('0b' + digits);
    if (radix === 8) return BigInt('0o' + digits);
    if (radix === 16) return BigInt('0x' + digits);
    if (digits.length > INT_DIGITS && radix & radix - 1) {
        throw new ValueError(`${INT_LIMIT}: value has ${digits.length} digits${INT_HOW}`);
    }
    if (radix === 10) return BigInt(digits);
    let v = 0n;
    for (const c of digits) v = v * BigInt(radix) + BigInt(parseInt(c, 36));
    return v;
}

export function PyInt(x, base) {
    const n = arguments.length;
    if (n > 2) throw new TypeError_(`int() takes at most 2 arguments (${n} given)`);
    let v = 0;
    if (base === undefined) v = n === 0 || x === undefined ? 0 : toInt(x);
    else if (x === undefined) throw new TypeError_('int() missing string argument');
    else {
        const radix = asIndex(base), text = numText(x);
        if (radix !== 0 && !(radix >= 2 && radix <= 36)) throw new ValueError('int() base must be >= 2 and <= 36, or 0');
        if (text === undefined) throw new TypeError_("int() can't convert non-string with explicit base");
        v = parseInt_(text, radix, x);
    }
    return v;
}
sig(PyInt, 'x=,/,base=');
statics(Number, PyInt, 'int', undefined, {alloc: (C, args) => numSubclass(C, PyInt(...args))});

export function PyBool(x) {
    const n = arguments.length;
    if (n > 1) throw new TypeError_(`bool expected at most 1 argument, got ${n}`);
    return n === 1 && truth(x);
}
statics(Boolean, PyBool, 'bool', PyInt);

// The receiver of a method of int: number or bigint; a float has no such attribute.
function intThis(x, name) {
    const v = typeof x === 'object' && x._$v !== undefined ? x._$v : x.valueOf();
    if (typeof v === 'boolean') return v ? 1 : 0;
    if (isInt(v)) return v;
    throw new AttributeError(`'${typeName(x)}' object has no attribute '${name}'`);
}

function intBitLength() {
    const v = intThis(this, 'bit_length');
    return v ? (v < 0 ? -v : v).toString(2).length : 0;
}
method(Number, 'bit_length', intBitLength);
method(BigInt, 'bit_length', intBitLength);
method(Boolean, 'bit_length', intBitLength);

function intBitCount() {
    return intThis(this, 'bit_count').toString(2).replace(/[^1]/g, '').length;
}
method(Number, 'bit_count', intBitCount);
method(BigInt, 'bit_count', intBitCount);
method(Boolean, 'bit_count', intBitCount);

function intOrder(order) {
    if (order === undefined || order === 'big') return true;
    if (order === 'little') return false;
    if (typeof order === 'string') throw new ValueError("byteorder must be either 'little' or 'big'");
    return null;
}

function intToBytes(length, byteorder, signed) {
    let v = BigInt(intThis(this, 'to_bytes'));
    const n = length === undefined ? 1 : Number(asIndex(length));
    const big = intOrder(byteorder);
    if (big === null) throw new TypeError_(`to_bytes() argument 'byteorder' must be str, not ${typeName(byteorder)}`);
    if (n < 0) throw new ValueError('length argument must be non-negative');
    const wraps = signed !== undefined && truth(signed);
    if (v < 0n && !wraps) throw new OverflowError("can't convert negative int to unsigned");
    const top = 1n << BigInt(8 * n), low = wraps ? -(top >> 1n) : 0n;
    if (wraps && n === 0 ? v !== 0n && v !== -1n : v < low || v >= low + top) throw new OverflowError('int too big to convert');
    const a = new Uint8Array(n);
    v = BigInt.asUintN(8 * n, v);
    for (let i = 0; i < n; i++) {
        a[big ? n - 1 - i : i] = Number(v & 255n);
        v >>= 8n;
    }
    return new Bytes(a);
}
sig(intToBytes, 'length=,byteorder=,signed=');
method(Number, 'to_bytes', intToBytes, 'length=,byteorder=,signed=');
method(BigInt, 'to_bytes', intToBytes, 'length=,byteorder=,signed=');
method(Boolean, 'to_bytes', intToBytes, 'length=,byteorder=,signed=');

function intFromBytes(bytes, byteorder, signed) {
    const big = intOrder(byteorder);
    if (big === null) throw new TypeError_(`from_bytes() argument 'byteorder' must be str, not ${typeName(byteorder)}`);
    if (typeof bytes === 'string' || bytes instanceof String) throw new TypeError_("cannot convert 'str' object to bytes");
    const a = [...(bytes?.a instanceof Uint8Array ? bytes.a : it(bytes))];
    let v = 0n;
    for (const byte of big ? a : a.reverse()) v = v << 8n | BigInt(byte);
    return normalize(signed !== undefined && truth(signed) ? BigInt.asIntN(8 * a.length, v) : v);
}
smethod(PyInt, 'from_bytes', intFromBytes, 'bytes,byteorder=,signed=');

function intRatio() {
    const v = this.valueOf();
    if (typeof v !== 'number' || Number.isInteger(v)) return T(intThis(this, ''), 1);
    if (v !== v) throw new ValueError('cannot convert NaN to integer ratio');
    if (v - v !== 0) throw new OverflowError('cannot convert Infinity to integer ratio');
    const r = doubleRatio(v);
    return T(normalize(r[0]), normalize(r[1]));
}
method(Number, 'as_integer_ratio', intRatio);
method(BigInt, 'as_integer_ratio', intRatio);
method(Boolean, 'as_integer_ratio', intRatio);

// real and conjugate() of any number; those of a bool are ints.
function intSelf() {
    const v = this.valueOf();
    return typeof v === 'boolean' ? +v : v;
}
method(Number, 'conjugate', intSelf);
method(BigInt, 'conjugate', intSelf);
method(Boolean, 'conjugate', intSelf);
attribute(Number, 'real', intSelf);
attribute(BigInt, 'real', intSelf);
attribute(Boolean, 'real', intSelf);

function intImag() {
    const v = this.valueOf();
    return typeof v !== 'number' || Number.isInteger(v) ? 0 : new Float(0);
}
attribute(Number, 'imag', intImag);
attribute(BigInt, 'imag', intImag);
attribute(Boolean, 'imag', intImag);

function intNumerator() {
    return intThis(this, 'numerator');
}
attribute(Number, 'numerator', intNumerator);
attribute(BigInt, 'numerator', intNumerator);
attribute(Boolean, 'numerator', intNumerator);

function intDenominator() {
    intThis(this, 'denominator');
    return 1;
}
attribute(Number, 'denominator', intDenominator);
attribute(BigInt, 'denominator', intDenominator);
attribute(Boolean, 'denominator', intDenominator);

function intRadix(x, radix, prefix) {
    const s = asIndex(x).toString(radix);
    return s[0] === '-' ? '-' + prefix + s.slice(1) : prefix + s;
}

export function hex_(x) {
    return intRadix(x, 16, '0x');
}

export function oct_(x) {
    return intRadix(x, 8, '0o');
}

export function bin_(x) {
    return intRadix(x, 2, '0b');
}

export function chr_(x) {
    const v = asIndex(x);
    if (v > 0x7fffffff || v < -0x80000000) throw new OverflowError('Python int too large to convert to C int');
    if (v < 0 || v > 0x10ffff) throw new ValueError('chr() arg not in range(0x110000)');
    return String.fromCodePoint(v);
}

export function ord_(x) {
    if (typeof x === 'string' || x instanceof String) {
        const s = x.valueOf(), c = s.codePointAt(0);
        if (s.length === 1 || s.length === 2 && c > 0xffff) return c;
        throw new TypeError_(`ord() expected a character, but string of length ${[...s].length} found`);
    }
    if (x?.a instanceof Uint8Array) {
        if (x.a.length === 1) return x.a[0];
        throw new TypeError_(`ord() expected a character, but string of length ${x.a.length} found`);
    }
    throw new TypeError_(`ord() expected string of length 1, but ${typeName(x)} found`);
}

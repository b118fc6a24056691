// The operators. Each one that may stand in a hot loop is a small function with the int32 case in front, so that V8
// inlines it; what else there is follows in a function of its own: floats, big ints, then the types' own methods.
import {NotImplemented, sig, typeName} from './core.js';
import {MemoryError, OverflowError, TypeError_, ValueError, ZeroDivisionError} from './exceptions.js';
import {box, Float, isFloat, isInt, normalize, numOf, rawDouble} from './float.js';
import {bitLength, eq, ge, gt, hash, le, lt, ne} from './compare.js';
import {Complex, complexPow} from './complex.js';
import {percent} from './format.js';
import {asIndex} from './int.js';
import {list_add, list_mul} from './list.js';
import {exactPow} from './power.js';
import {binary, isBox, isSequence, isWrapped, opNumber, slot, tryBinary, unary, unsupported, unwrap} from './protocol.js';
import {Tuple, tuple_add, tuple_mul} from './tuple.js';

export {eq, ge, gt, hash, le, lt, ne};

// ---- + - * ----

export function add(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b) return a + b;
    return addSlow(a, b);
}

export function sub(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b) return a - b;
    return subSlow(a, b);
}

// `| 0` also makes -0 a 0.
export function mul(a, b) {
    let r;
    if (typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b && ((r = a * b) | 0) === r) return r | 0;
    return mulSlow(a, b);
}

function addSlow(a, b, sign) {
    if (typeof a === 'number') {
        if (typeof b === 'number') {
            const r = a + b;
            // Two ints make an integer; a fraction that makes one must be boxed.
            if (!Number.isInteger(r)) return r;
            if (!Number.isInteger(a) || !Number.isInteger(b)) return new Float(r);
            return Number.isSafeInteger(r) ? r : normalize(BigInt(a) + BigInt(b));
        }
        if (isBox(b)) return box(a + b.v);
    } else if (typeof a === 'string') {
        if (typeof b === 'string') return a + b;
    } else if (isBox(a)) {
        if (typeof b === 'number') return box(a.v + b);
        if (isBox(b)) return box(a.v + b.v);
    }
    return addAny(a, b, sign);
}

function subSlow(a, b, sign) {
    if (typeof a === 'number') {
        if (typeof b === 'number') {
            const r = a - b;
            if (!Number.isInteger(r)) return r;
            if (!Number.isInteger(a) || !Number.isInteger(b)) return new Float(r);
            return Number.isSafeInteger(r) ? r : normalize(BigInt(a) - BigInt(b));
        }
        if (isBox(b)) return box(a - b.v);
    } else if (isBox(a)) {
        if (typeof b === 'number') return box(a.v - b);
        if (isBox(b)) return box(a.v - b.v);
    }
    return subAny(a, b, sign);
}

function mulSlow(a, b, sign) {
    if (typeof a === 'number') {
        if (typeof b === 'number') {
            const r = a * b;
            if (!Number.isInteger(r)) return r;
            if (!Number.isInteger(a) || !Number.isInteger(b)) return new Float(r);
            return Number.isSafeInteger(r) ? r + 0 : normalize(BigInt(a) * BigInt(b));
        }
        if (isBox(b)) return box(a * b.v);
    } else if (isBox(a)) {
        if (typeof b === 'number') return box(a.v * b);
        if (isBox(b)) return box(a.v * b.v);
    }
    return mulAny(a, b, sign);
}

// The slow paths of two numbers, of the kinds that numOf() gives. A float among them makes a float.
function addAny(a, b, sign = '+') {
    const x = opNumber(a), y = opNumber(b);
    if (x === undefined || y === undefined) return concat(a, b, sign);
    return isFloat(x) || isFloat(y) ? box(rawDouble(x) + rawDouble(y)) : normalize(BigInt(x) + BigInt(y));
}

function subAny(a, b, sign = '-') {
    const x = opNumber(a), y = opNumber(b);
    if (x === undefined || y === undefined) return binary(a, b, '__sub__', '__rsub__', sub, sign);
    return isFloat(x) || isFloat(y) ? box(rawDouble(x) - rawDouble(y)) : normalize(BigInt(x) - BigInt(y));
}

function mulAny(a, b, sign = '*') {
    const x = opNumber(a), y = opNumber(b);
    if (x === undefined || y === undefined) return repeat(a, b, sign);
    return isFloat(x) || isFloat(y) ? box(rawDouble(x) * rawDouble(y)) : normalize(BigInt(x) * BigInt(y));
}

function concat(a, b, sign) {
    const r = tryBinary(a, b, '__add__', '__radd__', add);
    if (r !== NotImplemented) return r;
    if (typeof a === 'string') throw new TypeError_(`can only concatenate str (not "${typeName(b)}") to str`);
    if (Array.isArray(a)) return a instanceof Tuple ? tuple_add(a, b) : list_add(a, b);
    throw unsupported(sign, a, b);
}

function repeat(a, b, sign) {
    const r = tryBinary(a, b, '__mul__', '__rmul__', mul);
    if (r !== NotImplemented) return r;
    if (isSequence(a)) return repeated(a, b);
    if (isSequence(b)) return repeated(b, a);
    throw unsupported(sign, a, b);
}

function repeated(s, n) {
    const index = isInt(numOf(n)) || typeof n?.__index__ === 'function';
    if (!index) throw new TypeError_(`can't multiply sequence by non-int of type '${typeName(n)}'`);
    const times = asIndex(n);
    if (typeof s !== 'string') return s instanceof Tuple ? tuple_mul(s, times) : list_mul(s, times);
    if (typeof times === 'bigint' && times > 0n) throw new OverflowError("cannot fit 'int' into an index-sized integer");
    return times > 0 ? s.repeat(times) : '';
}

// ---- / // % divmod ----

export function truediv(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && b !== 0) {
        const r = a / b;
        return Number.isInteger(r) ? new Float(r) : r;
    }
    return truedivSlow(a, b);
}

// `>>> 0` tests for an int and the sign at once; of two such the quotient is exact enough to cut.
export function floordiv(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && a >>> 0 === a && b >>> 0 === b && b !== 0) return a / b >>> 0;
    return floordivSlow(a, b);
}

export function mod(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && a >>> 0 === a && b >>> 0 === b && b !== 0) return a % b;
    return modSlow(a, b);
}

// `a % b` where a is no str, as the lowering often knows.
export function rem(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && a >>> 0 === a && b >>> 0 === b && b !== 0) return a % b;
    return remSlow(a, b);
}

function truedivSlow(a, b, sign = '/') {
    const x = opNumber(a), y = opNumber(b);
    if (x === undefined || y === undefined) return binary(a, b, '__truediv__', '__rtruediv__', truediv, sign);
    if (isFloat(x) || isFloat(y)) {
        const v = rawDouble(x), w = rawDouble(y);
        if (w === 0) throw new ZeroDivisionError('float division by zero');
        return box(v / w);
    }
    if (y === 0) throw new ZeroDivisionError('division by zero');
    return box(typeof x === 'number' && typeof y === 'number' ? x / y : bigQuotient(BigInt(x), BigInt(y)));
}

// x / y of bigints, rounded once.
function bigQuotient(x, y) {
    const negative = x < 0n !== y < 0n;
    const n = x < 0n ? -x : x, d = y < 0n ? -y : y;
    // Scale the quotient to 66 bits or so, remember whether something is left over, and let Number() round that.
    const shift = bitLength(n) - bitLength(d) - 66;
    const q = shift >= 0 ? n / (d << BigInt(shift)) : (n << BigInt(-shift)) / d;
    const exact = shift >= 0 ? q * (d << BigInt(shift)) === n : q * d === n << BigInt(-shift);
    let v = scaleBig(exact ? q : q | 1n, shift);
    if (v === Infinity) throw new OverflowError('integer division result too large for a float');
    return negative ? -v : v;
}

// n * 2 ** e, rounded once, where n has 66 bits or so; denormals have fewer bits to round to.
function scaleBig(n, e) {
    if (n === 0n) return 0;
    const drop = -1074 - e;
    if (drop > bitLength(n) + 1) return 0;
    if (drop > bitLength(n) - 53) {
        const d = 1n << BigInt(drop), rest = n % d * 2n;
        let q = n / d;
        if (rest > d || rest === d && q & 1n) q++;
        return Number(q) * 5e-324;
    }
    const half = e >> 1;
    return Number(n) * 2 ** half * 2 ** (e - half);
}

function floordivSlow(a, b, sign = '//') {
    const x = opNumber(a), y = opNumber(b);
    if (x === undefined || y === undefined) return binary(a, b, '__floordiv__', '__rfloordiv__', floordiv, sign);
    if (isFloat(x) || isFloat(y)) {
        const v = rawDouble(x), w = rawDouble(y);
        if (w === 0) throw new ZeroDivisionError('float floor division by zero');
        return box(doubleFloorDiv(v, w));
    }
    if (y === 0) throw new ZeroDivisionError('integer division or modulo by zero');
    return intFloorDiv(x, y);
}

// Formatting is most of what `%` can weigh in a bundle: rem() has none of it.
function modSlow(a, b, sign) {
    if (typeof a === 'string' || a instanceof String && slot(a, '__mod__') === undefined) return percent(a.valueOf(), b);
    return remSlow(a, b, sign);
}

function remSlow(a, b, sign = '%') {
    const x = opNumber(a), y = opNumber(b);
    if (x === undefined || y === undefined) return binary(a, b, '__mod__', '__rmod__', rem, sign);
    if (isFloat(x) || isFloat(y)) {
        const v = rawDouble(x), w = rawDouble(y);
        if (w === 0) throw new ZeroDivisionError('float modulo');
        return box(doubleMod(v, w));
    }
    if (y === 0) throw new ZeroDivisionError('integer modulo by zero');
    return intMod(x, y);
}

// A remainder takes the divisor's sign.
function intMod(x, y) {
    if (typeof x === 'number' && typeof y === 'number') {
        const r = x % y;
        return (r !== 0 && r < 0 !== y < 0 ? r + y : r) + 0;
    }
    x = BigInt(x);
    y = BigInt(y);
    const r = x % y;
    return normalize(r !== 0n && r < 0n !== y < 0n ? r + y : r);
}

function intFloorDiv(x, y) {
    if (typeof x === 'number' && typeof y === 'number') {
        const r = x % y, q = (x - r) / y;
        return (r !== 0 && r < 0 !== y < 0 ? q - 1 : q) + 0;
    }
    x = BigInt(x);
    y = BigInt(y);
    const q = x / y, r = x - q * y;
    return normalize(r !== 0n && r < 0n !== y < 0n ? q - 1n : q);
}

function doubleMod(v, w) {
    const r = v % w;
    if (r === 0) return w < 0 || Object.is(w, -0) ? -0 : 0;
    return r < 0 !== w < 0 ? r + w : r;
}

// From the remainder, so that a quotient that rounds up to an integer is not one too big.
function doubleFloorDiv(v, w) {
    let r = v % w, q = (v - r) / w;
    if (r !== 0 && r < 0 !== w < 0) q -= 1;
    if (q === 0) return v / w < 0 || Object.is(v / w, -0) ? -0 : 0;
    const f = Math.floor(q);
    return q - f > 0.5 ? f + 1 : f;
}

export function divmod_(a, b) {
    const x = opNumber(a), y = opNumber(b);
    if (x === undefined || y === undefined) return binary(a, b, '__divmod__', '__rdivmod__', divmod_, 'divmod()');
    const t = new Tuple(2);
    if (isFloat(x) || isFloat(y)) {
        const v = rawDouble(x), w = rawDouble(y);
        if (w === 0) throw new ZeroDivisionError('float divmod()');
        t[0] = box(doubleFloorDiv(v, w));
        t[1] = box(doubleMod(v, w));
    } else {
        if (y === 0) throw new ZeroDivisionError('integer division or modulo by zero');
        t[0] = intFloorDiv(x, y);
        t[1] = intMod(x, y);
    }
    return t;
}

// ---- ** ----

export function pow(a, b) {
    return b === 2 && typeof a === 'number' ? mul(a, a) : powSlow(a, b, '** or pow()');
}

// `a ** n` for an int literal n >= 0: no result is complex.
export function powi(a, n) {
    if (n === 2 && typeof a === 'number') return mul(a, a);
    const x = opNumber(a);
    if (x === undefined) return binary(a, n, '__pow__', '__rpow__', powi, '** or pow()');
    return isFloat(x) ? realPow(rawDouble(x), n) : intPow(x, n);
}

function powSlow(a, b, sign) {
    const x = opNumber(a), y = opNumber(b);
    if (x === undefined || y === undefined) return binary(a, b, '__pow__', '__rpow__', pow, sign);
    if (isFloat(x) || isFloat(y) || y < 0) return doublePow(rawDouble(x), rawDouble(y));
    return intPow(x, y);
}

function intPow(x, y) {
    if (typeof x === 'number' && typeof y === 'number') {
        let r = 1, square = x, n = y;
        for (;;) {
            if (n % 2 === 1) r *= square;
            n = Math.floor(n / 2);
            if (n === 0 || !Number.isSafeInteger(r)) break;
            square *= square;
            if (!Number.isSafeInteger(square)) break;
        }
        if (n === 0 && Number.isSafeInteger(r)) return r + 0;
    }
    // V8's limit; CPython would begin and run out of memory.
    if (y > 1e5 && (x > 1 || x < -1) && Number(y) * bitLength(BigInt(x)) > 1e9) throw new MemoryError();
    return normalize(BigInt(x) ** BigInt(y));
}

function doublePow(x, y) {
    if (x < 0 && x - x === 0 && y - y === 0 && !Number.isInteger(y)) return complexPow(new Complex(x, 0), new Complex(y, 0));
    return realPow(x, y);
}

function realPow(x, y) {
    if (y === 0 || x === 1) return new Float(1);
    if (x === 0 && y < 0 && y !== -Infinity) throw new ZeroDivisionError('0.0 cannot be raised to a negative power');
    if (x === -1 && y - y !== 0 && y === y) return new Float(1);
    const finite = x - x === 0 && y - y === 0;
    let r;
    if (!finite || x === 0) r = x ** y;
    else r = x > 0 || y % 2 === 0 ? exactPow(Math.abs(x), y) : -exactPow(-x, y);
    if (finite && r - r !== 0) throw new OverflowError(34, 'Numerical result out of range');
    return box(r);
}

export function pow_(base, exp, modulus) {
    if (modulus == null) return pow(base, exp);
    const x = opInt(base), y = opInt(exp), z = opInt(modulus);
    if (x === undefined || y === undefined || z === undefined) return powOther(base, exp, modulus);
    if (z === 0) throw new ValueError('pow() 3rd argument cannot be 0');
    return powMod(BigInt(x), BigInt(y), BigInt(z));
}

sig(pow_, 'base,exp,mod=');

function powOther(base, exp, modulus) {
    const f = slot(base, '__pow__');
    const r = f === undefined ? NotImplemented : f.call(base, exp, modulus);
    if (r !== NotImplemented) return r;
    if (isWrapped(base) || isWrapped(exp) || isWrapped(modulus)) return pow_(unwrap(base), unwrap(exp), unwrap(modulus));
    for (const v of [base, exp, modulus]) {
        if (isFloat(opNumber(v))) throw new TypeError_('pow() 3rd argument not allowed unless all arguments are integers');
        if (typeName(v) === 'complex' && opNumber(base) !== undefined) throw new ValueError('complex modulo');
    }
    throw new TypeError_(`unsupported operand type(s) for ** or pow(): '${typeName(base)}', '${typeName(exp)}', '${typeName(modulus)}'`);
}

function powMod(x, y, z) {
    const m = z < 0n ? -z : z;
    x = (x % m + m) % m;
    if (y < 0n) {
        x = inverse(x, m);
        y = -y;
    }
    let r = 1n % m;
    for (; y > 0n; y >>= 1n) {
        if (y & 1n) r = r * x % m;
        x = x * x % m;
    }
    return normalize(r !== 0n && z < 0n ? r - m : r);
}

// Euclid's algorithm, extended.
function inverse(x, m) {
    let r = m, s = x, t = 0n, u = 1n;
    while (s !== 0n) {
        const q = r / s;
        [r, s, t, u] = [s, r - q * s, u, t - q * u];
    }
    if (r !== 1n) throw new ValueError('base is not invertible for the given modulus');
    return (t % m + m) % m;
}

// ---- << >> & | ^ ----

export function lshift(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && (a | 0) === a && b >>> 0 === b && b < 22) return a * (1 << b);
    return lshiftSlow(a, b);
}

export function rshift(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && (a | 0) === a && b >>> 0 === b && b < 32) return a >> b;
    return rshiftSlow(a, b);
}

export function bitand(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b) return a & b;
    return bitandSlow(a, b);
}

export function bitor(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b) return a | b;
    return bitorSlow(a, b);
}

export function bitxor(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b) return a ^ b;
    return bitxorSlow(a, b);
}

function opInt(x) {
    const v = opNumber(x);
    return isInt(v) ? v : undefined;
}

function lshiftSlow(a, b, sign = '<<') {
    const x = opInt(a), y = opInt(b);
    if (x === undefined || y === undefined) return binary(a, b, '__lshift__', '__rlshift__', lshift, sign);
    if (y < 0) throw new ValueError('negative shift count');
    if (x === 0) return 0;
    if (typeof y === 'bigint') throw new OverflowError('too many digits in integer');
    if (y > 1e9) throw new MemoryError();
    return normalize(BigInt(x) << BigInt(y));
}

function rshiftSlow(a, b, sign = '>>') {
    const x = opInt(a), y = opInt(b);
    if (x === undefined || y === undefined) return binary(a, b, '__rshift__', '__rrshift__', rshift, sign);
    if (y < 0) throw new ValueError('negative shift count');
    if (y > 1e9) return x < 0 ? -1 : 0;
    return typeof x === 'number' ? Math.floor(x / 2 ** Number(y)) + 0 : normalize(x >> BigInt(y));
}

// Two bools make a bool. Ints up to 2 ** 53 go in two halves, the upper one with the sign.
function bitandSlow(a, b, sign = '&') {
    if (typeof a === 'boolean' && typeof b === 'boolean') return a && b;
    const x = opInt(a), y = opInt(b);
    if (x === undefined || y === undefined) return binary(a, b, '__and__', '__rand__', bitand, sign);
    if (typeof x === 'bigint' || typeof y === 'bigint') return normalize(BigInt(x) & BigInt(y));
    return halves(bitHigh(x) & bitHigh(y), x & y);
}

function bitorSlow(a, b, sign = '|') {
    if (typeof a === 'boolean' && typeof b === 'boolean') return a || b;
    const x = opInt(a), y = opInt(b);
    if (x === undefined || y === undefined) return binary(a, b, '__or__', '__ror__', bitor, sign);
    if (typeof x === 'bigint' || typeof y === 'bigint') return normalize(BigInt(x) | BigInt(y));
    return halves(bitHigh(x) | bitHigh(y), x | y);
}

function bitxorSlow(a, b, sign = '^') {
    if (typeof a === 'boolean' && typeof b === 'boolean') return a !== b;
    const x = opInt(a), y = opInt(b);
    if (x === undefined || y === undefined) return binary(a, b, '__xor__', '__rxor__', bitxor, sign);
    if (typeof x === 'bigint' || typeof y === 'bigint') return normalize(BigInt(x) ^ BigInt(y));
    return halves(bitHigh(x) ^ bitHigh(y), x ^ y);
}

function bitHigh(x) {
    return Math.floor(x / 4294967296);
}

function halves(high, low) {
    const r = high * 4294967296 + (low >>> 0);
    return Number.isSafeInteger(r) ? r : BigInt(r);
}

export function matmul(a, b, sign = '@') {
    return binary(a, b, '__matmul__', '__rmatmul__', matmul, sign);
}

// ---- one operand ----

export function neg(a) {
    return typeof a === 'number' && a !== 0 ? -a : negSlow(a);
}

function negSlow(a) {
    const x = opNumber(a);
    if (x === undefined) return unary(a, '__neg__', neg, '-');
    if (typeof x === 'object') return box(-x.v);
    return typeof x === 'bigint' ? normalize(-x) : 0 - x;
}

export function pos(a) {
    const x = opNumber(a);
    return x === undefined ? unary(a, '__pos__', pos, '+') : x;
}

export function invert(a) {
    if (typeof a === 'number' && (a | 0) === a) return ~a;
    const x = opInt(a);
    if (x === undefined) return unary(a, '__invert__', invert, '~');
    return typeof x === 'number' ? halves(~bitHigh(x), ~x) : normalize(~x);
}

export function abs_(a) {
    if (typeof a === 'number') return Math.abs(a);
    const x = opNumber(a);
    if (x === undefined) return unary(a, '__abs__', abs_, 'abs()');
    if (typeof x === 'object') return new Float(Math.abs(x.v));
    return x < 0 ? -x : x;
}

export function truth(x) {
    return x === true || x !== false && (typeof x === 'number' ? x !== 0 : truthSlow(x));
}

function truthSlow(x) {
    if (typeof x === 'string') return x !== '';
    if (x === null || x === undefined) return false;
    if (isBox(x)) return x.v !== 0;
    if (typeof x === 'bigint') return true;
    const bool = slot(x, '__bool__');
    if (bool !== undefined) {
        const r = bool.call(x);
        if (typeof r !== 'boolean') throw new TypeError_(`__bool__ should return bool, returned ${typeName(r)}`);
        return r;
    }
    const f = slot(x, '__len__');
    if (Array.isArray(x) && (f === undefined || f === Array.prototype.__len__)) return x.length !== 0;
    if (f !== undefined) {
        const n = f.call(x), v = asIndex(n);
        if (v < 0) throw new ValueError('__len__() should return >= 0');
        return v !== 0;
    }
    return !isWrapped(x) || truth(unwrap(x));
}

// ---- augmented assignment ----

export function iadd(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b) return a + b;
    return iaddSlow(a, b);
}

function iaddSlow(a, b) {
    return mayChange(a) ? inplace(a, b, '__iadd__', addSlow, '+=') : addSlow(a, b, '+=');
}

export function isub(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b) return a - b;
    return isubSlow(a, b);
}

function isubSlow(a, b) {
    return mayChange(a) ? inplace(a, b, '__isub__', subSlow, '-=') : subSlow(a, b, '-=');
}

export function imul(a, b) {
    let r;
    if (typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b && ((r = a * b) | 0) === r) return r | 0;
    return imulSlow(a, b);
}

function imulSlow(a, b) {
    return mayChange(a) ? inplace(a, b, '__imul__', mulSlow, '*=') : mulSlow(a, b, '*=');
}

export function itruediv(a, b) {
    return mayChange(a) ? inplace(a, b, '__itruediv__', truedivSlow, '/=') : truedivSlow(a, b, '/=');
}

export function ifloordiv(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && a >>> 0 === a && b >>> 0 === b && b !== 0) return a / b >>> 0;
    return ifloordivSlow(a, b);
}

function ifloordivSlow(a, b) {
    return mayChange(a) ? inplace(a, b, '__ifloordiv__', floordivSlow, '//=') : floordivSlow(a, b, '//=');
}

export function imod(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && a >>> 0 === a && b >>> 0 === b && b !== 0) return a % b;
    return imodSlow(a, b);
}

function imodSlow(a, b) {
    return mayChange(a) ? inplace(a, b, '__imod__', modSlow, '%=') : modSlow(a, b, '%=');
}

export function ipow(a, b) {
    return mayChange(a) ? inplace(a, b, '__ipow__', powSlow, '**=') : powSlow(a, b, '**=');
}

export function ilshift(a, b) {
    return mayChange(a) ? inplace(a, b, '__ilshift__', lshiftSlow, '<<=') : lshiftSlow(a, b, '<<=');
}

export function irshift(a, b) {
    return mayChange(a) ? inplace(a, b, '__irshift__', rshiftSlow, '>>=') : rshiftSlow(a, b, '>>=');
}

export function ibitand(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b) return a & b;
    return ibitandSlow(a, b);
}

function ibitandSlow(a, b) {
    return mayChange(a) ? inplace(a, b, '__iand__', bitandSlow, '&=') : bitandSlow(a, b, '&=');
}

export function ibitor(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b) return a | b;
    return ibitorSlow(a, b);
}

function ibitorSlow(a, b) {
    return mayChange(a) ? inplace(a, b, '__ior__', bitorSlow, '|=') : bitorSlow(a, b, '|=');
}

export function ibitxor(a, b) {
    if (typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b) return a ^ b;
    return ibitxorSlow(a, b);
}

function ibitxorSlow(a, b) {
    return mayChange(a) ? inplace(a, b, '__ixor__', bitxorSlow, '^=') : bitxorSlow(a, b, '^=');
}

export function imatmul(a, b) {
    return inplace(a, b, '__imatmul__', matmul, '@=');
}

// Only an object may change in place; an instance with __call__ is a function.
function mayChange(a) {
    return typeof a === 'object' || typeof a === 'function';
}

function inplace(a, b, name, slow, sign) {
    const f = slot(a, name);
    if (f !== undefined) {
        const r = f.call(a, b);
        if (r !== NotImplemented) return r;
    }
    return slow(a, b, sign);
}

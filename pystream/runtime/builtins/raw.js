// Doubles in the raw, for code whose kinds the compiler has proven: what raw arithmetic needs beside JavaScript's operators.
import {OverflowError, ZeroDivisionError} from './exceptions.js';

// A float's double. Not unary plus: once it has met a box, V8 calls for each use of it.
export function unbox(x) {
    return typeof x === 'number' ? x : x.v;
}

// The divisor of a float division, of two ints.
export function divisor(v) {
    if (v === 0) throw new ZeroDivisionError('float division by zero');
    return v;
}

export function intDivisor(v) {
    if (v === 0) throw new ZeroDivisionError('division by zero');
    return v;
}

// v ** 2
export function squared(v) {
    const r = v * v;
    if (r === Infinity && v - v === 0) throw new OverflowError(34, 'Numerical result out of range');
    return r;
}

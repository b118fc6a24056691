// The operators of numbers as methods: `int.__add__`, `super().__add__(x)` in a subclass, `(1.5).__lt__(2)`. The
// operators themselves do not need them, so a program gets them only if it reads such a name: then the lowering
// calls numberMethods() first.
import {method, NotImplemented} from './core.js';
import {Float, PyFloat, isInt, numOf} from './float.js';
import {PyInt} from './int.js';
import {round_} from './numfmt.js';
import {
    abs_, add, bitand, bitor, bitxor, divmod_, eq, floordiv, ge, gt, hash, invert, le, lshift, lt, mod, mul, ne, neg, pos, pow_, rshift, sub, truediv, truth,
} from './ops.js';

// Puts the operators' methods on the prototypes of int, bool and float.
export function numberMethods() {
    const both = {add: add, sub: sub, mul: mul, truediv: truediv, floordiv: floordiv, mod: mod, divmod: divmod_, pow: pow_};
    const bits = {lshift: lshift, rshift: rshift, and: bitand, or: bitor, xor: bitxor};
    const order = {eq: eq, ne: ne, lt: lt, le: le, gt: gt, ge: ge};
    const one = {neg: neg, pos: pos, abs: abs_, bool: truth, hash: hash, int: PyInt, trunc: PyInt, float: PyFloat, round: round_};
    const all = [Number, BigInt, Boolean, Float];
    for (const T of all) {
        for (const [name, f] of Object.entries({...both, ...(T === Float ? {} : bits)})) {
            method(T, `__${name}__`, numberMethod(f, bits[name] !== undefined, false));
            method(T, `__r${name}__`, numberMethod(f, bits[name] !== undefined, true));
        }
        for (const [name, f] of Object.entries(order)) method(T, `__${name}__`, numberMethod(f, false, false));
        for (const [name, f] of Object.entries(one)) method(T, `__${name}__`, numberUnary(f));
        if (T !== Float) method(T, '__invert__', numberUnary(invert));
    }
}

function numberMethod(f, whole, reflected) {
    return function (other, modulus) {
        const x = numOf(this) ?? this.valueOf(), y = numOf(other);
        // An int leaves floats to float's own method.
        if (y === undefined || whole && !isInt(x) || isInt(x) && !isInt(y)) return NotImplemented;
        return reflected ? f(y, x) : f(x, y, modulus);
    };
}

function numberUnary(f) {
    return function (digits) {
        const x = numOf(this) ?? this.valueOf();
        return digits === undefined ? f(x) : f(x, digits);
    };
}

// The operators of str, int, bool, float, list, tuple and range as methods: `"a".__len__()`, `int.__add__`, `super().__add__(x)`
// in a subclass. As with ObjectDefaults they stand on no prototype, since the operators know these types by
// themselves: a program has those whose names it reads.
import {NotImplemented, method, typeName} from './core.js';
import {Float, PyFloat, isInt, numOf} from './float.js';
import {NativeIter} from './generators.js';
import {PyInt} from './int.js';
import {contains, getitem, len_} from './items.js';
import {ListReversed} from './iterators.js';
import {round_} from './numfmt.js';
import {
    abs_, add, bitand, bitor, bitxor, divmod_, eq, floordiv, ge, gt, hash, invert, le, lshift, lt, mod, mul, ne, neg, pos, pow_, rshift, sub, truediv, truth,
} from './ops.js';
import {unwrap} from './protocol.js';
import {reached} from './reached.js';

export function StrDefaults() {}
export function NumDefaults() {}
export function SequenceDefaults() {}

/** The dunder `prop` of value o's builtin type, or of the one that class C is or derives from, in method form. */
export function valueDefault(o, C, prop) {
    if (!reached(strPlain) && !reached(numPlain) && !reached(sequenceIter)) return undefined;
    const B = C?._$mro?.find(each => each._$module === 'builtins');
    // A program that does not name `int` has no class for its numbers.
    const T = B !== undefined ? defaultsOf(B._$name) : typeof o === 'string' ? StrDefaults : numOf(o) !== undefined ? NumDefaults : Array.isArray(o) ? SequenceDefaults : undefined;
    return T !== undefined && Object.hasOwn(T.prototype, prop) ? T.prototype[prop] : undefined;
}

function defaultsOf(name) {
    switch (name) {
    case 'str':
        return StrDefaults;
    case 'int':
    case 'bool':
    case 'float':
        return NumDefaults;
    case 'list':
    case 'tuple':
    case 'range':
        return SequenceDefaults;
    }
    return undefined;
}

function strPlain(x) {
    return unwrap(x);
}

method(StrDefaults, '__len__', function () {
    return len_(strPlain(this));
});
method(StrDefaults, '__getitem__', function (k) {
    return getitem(strPlain(this), k);
});
method(StrDefaults, '__contains__', function (x) {
    return contains(strPlain(this), unwrap(x));
});
method(StrDefaults, '__iter__', function () {
    return new NativeIter(strPlain(this)[Symbol.iterator](), 'str_ascii_iterator', this);
});
method(StrDefaults, '__add__', function (x) {
    return add(strPlain(this), unwrap(x));
});
method(StrDefaults, '__mul__', function (n) {
    return mul(strPlain(this), n);
});
method(StrDefaults, '__rmul__', function (n) {
    return mul(strPlain(this), n);
});
method(StrDefaults, '__mod__', function (x) {
    return mod(strPlain(this), x);
});
method(StrDefaults, '__hash__', function () {
    return hash(strPlain(this));
});
method(StrDefaults, '__eq__', strOrder(eq));
method(StrDefaults, '__ne__', strOrder(ne));
method(StrDefaults, '__lt__', strOrder(lt));
method(StrDefaults, '__le__', strOrder(le));
method(StrDefaults, '__gt__', strOrder(gt));
method(StrDefaults, '__ge__', strOrder(ge));

function strOrder(f) {
    return function (x) {
        x = unwrap(x);
        return typeof x === 'string' ? f(strPlain(this), x) : NotImplemented;
    };
}

function sequenceIter(x) {
    const values = Array.isArray(x) ? Array.prototype[Symbol.iterator] : x[Symbol.iterator];
    return new NativeIter(values.call(x), typeName(x) + '_iterator', x);
}

method(SequenceDefaults, '__iter__', function () {
    return sequenceIter(this);
});
method(SequenceDefaults, '__reversed__', function () {
    return new ListReversed([...sequenceIter(this)]);
});

method(NumDefaults, '__add__', numBinary(add));
method(NumDefaults, '__radd__', numReflected(add));
method(NumDefaults, '__sub__', numBinary(sub));
method(NumDefaults, '__rsub__', numReflected(sub));
method(NumDefaults, '__mul__', numBinary(mul));
method(NumDefaults, '__rmul__', numReflected(mul));
method(NumDefaults, '__truediv__', numBinary(truediv));
method(NumDefaults, '__rtruediv__', numReflected(truediv));
method(NumDefaults, '__floordiv__', numBinary(floordiv));
method(NumDefaults, '__rfloordiv__', numReflected(floordiv));
method(NumDefaults, '__mod__', numBinary(mod));
method(NumDefaults, '__rmod__', numReflected(mod));
method(NumDefaults, '__divmod__', numBinary(divmod_));
method(NumDefaults, '__rdivmod__', numReflected(divmod_));
method(NumDefaults, '__pow__', numBinary(pow_));
method(NumDefaults, '__rpow__', numReflected(pow_));
method(NumDefaults, '__lshift__', numBinary(lshift, true));
method(NumDefaults, '__rlshift__', numReflected(lshift, true));
method(NumDefaults, '__rshift__', numBinary(rshift, true));
method(NumDefaults, '__rrshift__', numReflected(rshift, true));
method(NumDefaults, '__and__', numBinary(bitand, true));
method(NumDefaults, '__rand__', numReflected(bitand, true));
method(NumDefaults, '__or__', numBinary(bitor, true));
method(NumDefaults, '__ror__', numReflected(bitor, true));
method(NumDefaults, '__xor__', numBinary(bitxor, true));
method(NumDefaults, '__rxor__', numReflected(bitxor, true));
method(NumDefaults, '__eq__', numBinary(eq));
method(NumDefaults, '__ne__', numBinary(ne));
method(NumDefaults, '__lt__', numBinary(lt));
method(NumDefaults, '__le__', numBinary(le));
method(NumDefaults, '__gt__', numBinary(gt));
method(NumDefaults, '__ge__', numBinary(ge));
method(NumDefaults, '__neg__', numUnary(neg));
method(NumDefaults, '__pos__', numUnary(pos));
method(NumDefaults, '__abs__', numUnary(abs_));
method(NumDefaults, '__invert__', numUnary(invert));
method(NumDefaults, '__bool__', numUnary(truth));
method(NumDefaults, '__hash__', numUnary(hash));
method(NumDefaults, '__int__', numUnary(PyInt));
method(NumDefaults, '__index__', numUnary(PyInt));
method(NumDefaults, '__trunc__', numUnary(PyInt));
method(NumDefaults, '__float__', numUnary(PyFloat));
method(NumDefaults, '__round__', numUnary(round_));
method(NumDefaults, '__floor__', numUnary(x => floordiv(PyInt(floordiv(x, 1)), 1)));
method(NumDefaults, '__ceil__', numUnary(x => neg(PyInt(floordiv(neg(x), 1)))));

// The plain number, whatever subclass it is of.
function numPlain(x) {
    if (typeof x === 'boolean') return x;
    x = numOf(x);
    return x instanceof Float && x._$v !== undefined ? x._$v : x;
}

// An int leaves floats to float's own method.
function numKnows(x, y, whole) {
    const int = isInt(numOf(x));
    return y !== undefined && (whole || int ? int && isInt(numOf(y)) : true);
}

function numBinary(f, whole) {
    return function (other, modulus) {
        const x = numPlain(this), y = numPlain(other);
        return numKnows(x, y, whole) ? modulus === undefined ? f(x, y) : f(x, y, modulus) : NotImplemented;
    };
}

function numReflected(f, whole) {
    return function (other) {
        const x = numPlain(this), y = numPlain(other);
        return numKnows(x, y, whole) ? f(y, x) : NotImplemented;
    };
}

function numUnary(f) {
    return function (digits) {
        const x = numPlain(this);
        return digits === undefined ? f(x) : f(x, digits);
    };
}

// complex: two doubles. ops.js finds its operators as it finds a user class's.
import {attribute, method, NotImplemented, sig, statics, typeName} from './core.js';
import {OverflowError, TypeError_, ValueError, ZeroDivisionError} from './exceptions.js';
import {box, normalize, numOf, numStrip, numText, rawDouble, toDouble} from './float.js';
import {complexDigits, formatComplex} from './numfmt.js';
import {doubleHash} from './compare.js';
import {exactPow} from './power.js';
import {repr_} from './repr.js';

export class Complex {
    constructor(re, im) {
        this.re = re;
        this.im = im;
    }
}

method(Complex, '__bool__', function () {
    return this.re !== 0 || this.im !== 0;
});
method(Complex, '__hash__', function () {
    return complexHash(this);
});
method(Complex, '__repr__', function () {
    return complexRepr(this);
});
method(Complex, '__format__', function (spec) {
    return spec === '' ? complexRepr(this) : formatComplex(this.re, this.im, spec);
});
method(Complex, '__eq__', function (other) {
    if (other instanceof Complex) return this.re === other.re && this.im === other.im;
    const v = numOf(other);
    if (v === undefined) return NotImplemented;
    return this.im === 0 && this.re == v.valueOf();
});
method(Complex, '__neg__', function () {
    return new Complex(-this.re, -this.im);
});
method(Complex, '__pos__', function () {
    return this;
});
method(Complex, '__abs__', function () {
    return box(complexAbs(this));
});
method(Complex, '__add__', function (other) {
    return complexWith(this, other, (a, b) => new Complex(a.re + b.re, a.im + b.im));
});
method(Complex, '__radd__', function (other) {
    return complexWith(this, other, (a, b) => new Complex(a.re + b.re, a.im + b.im));
});
method(Complex, '__sub__', function (other) {
    return complexWith(this, other, complexSub);
});
method(Complex, '__rsub__', function (other) {
    return complexWith(this, other, (a, b) => complexSub(b, a));
});
method(Complex, '__mul__', function (other) {
    return complexWith(this, other, complexMul);
});
method(Complex, '__rmul__', function (other) {
    return complexWith(this, other, (a, b) => complexMul(b, a));
});
method(Complex, '__truediv__', function (other) {
    return complexWith(this, other, complexDiv);
});
method(Complex, '__rtruediv__', function (other) {
    return complexWith(this, other, (a, b) => complexDiv(b, a));
});
method(Complex, '__pow__', function (other, modulus) {
    if (modulus != null && complexOf(other) !== undefined) throw new ValueError('complex modulo');
    return complexWith(this, other, complexPow);
});
method(Complex, '__rpow__', function (other) {
    return complexWith(this, other, (a, b) => complexPow(b, a));
});

// Any number as a Complex; undefined for what is none.
function complexOf(x) {
    if (x instanceof Complex) return x;
    const v = numOf(x);
    return v === undefined ? undefined : new Complex(rawDouble(v), 0);
}

function complexWith(a, other, f) {
    const b = complexOf(other);
    return b === undefined ? NotImplemented : f(a, b);
}

function complexSub(a, b) {
    return new Complex(a.re - b.re, a.im - b.im);
}

function complexMul(a, b) {
    return new Complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
}

// Smith's way: divide by the larger part first, so that nothing overflows on the way.
function complexDiv(a, b) {
    if (Math.abs(b.re) >= Math.abs(b.im)) {
        if (b.re === 0) throw new ZeroDivisionError('complex division by zero');
        const ratio = b.im / b.re, d = b.re + b.im * ratio;
        return new Complex((a.re + a.im * ratio) / d, (a.im - a.re * ratio) / d);
    }
    if (!(Math.abs(b.im) >= Math.abs(b.re))) return new Complex(NaN, NaN);
    const ratio = b.re / b.im, d = b.re * ratio + b.im;
    return new Complex((a.re * ratio + a.im) / d, (a.im * ratio - a.re) / d);
}

// Small whole exponents multiply, as CPython does; the rest goes through polar coordinates.
export function complexPow(a, b) {
    let r;
    if (b.im === 0 && Number.isInteger(b.re) && Math.abs(b.re) <= 100) {
        r = complexPowInt(a, Math.abs(b.re));
        if (b.re < 0) {
            if (a.re === 0 && a.im === 0) throw new ZeroDivisionError('0.0 to a negative or complex power');
            r = complexDiv(new Complex(1, 0), r);
        }
    } else if (a.re === 0 && a.im === 0) {
        if (b.im !== 0 || b.re < 0) throw new ZeroDivisionError('0.0 to a negative or complex power');
        r = new Complex(0, 0);
    } else {
        const size = hypotenuse(a.re, a.im), angle = Math.atan2(a.im, a.re);
        let length = size - size === 0 && b.re - b.re === 0 ? exactPow(size, b.re) : size ** b.re, turn = angle * b.re;
        if (b.im !== 0) {
            length *= Math.exp(-angle * b.im);
            turn += b.im * Math.log(size);
        }
        r = new Complex(length * Math.cos(turn), length * Math.sin(turn));
    }
    if (Math.abs(r.re) === Infinity || Math.abs(r.im) === Infinity) throw new OverflowError('complex exponentiation');
    return r;
}

function complexPowInt(a, n) {
    let r = new Complex(1, 0);
    for (let p = a; n > 0; n = Math.floor(n / 2)) {
        if (n % 2 === 1) r = complexMul(r, p);
        if (n > 1) p = complexMul(p, p);
    }
    return r;
}

// sqrt(x * x + y * y) with one correction step: V8's Math.hypot is off in the last digit too often.
export function hypotenuse(x, y) {
    x = Math.abs(x);
    y = Math.abs(y);
    if (x === Infinity || y === Infinity) return Infinity;
    if (x < y) return hypotenuse(y, x);
    if (!(y > 0)) return x + y;
    if (x > 1e150) return hypotenuse(x * 2 ** -600, y * 2 ** -600) * 2 ** 600;
    if (y < 1e-140) return x > 1e-120 ? x : hypotenuse(x * 2 ** 500, y * 2 ** 500) * 2 ** -500;
    const h = Math.sqrt(x * x + y * y);
    // The error of h * h - x * x - y * y, exact by splitting each factor in halves.
    const square = v => {
        const c = 134217729 * v, high = c - (c - v), low = v - high, p = v * v;
        return [p, low * low - (p - high * high - 2 * high * low)];
    };
    const hh = square(h), xx = square(x), yy = square(y);
    return h - (hh[0] - xx[0] - yy[0] + (hh[1] - xx[1] - yy[1])) / (2 * h);
}

function complexAbs(z) {
    const r = hypotenuse(z.re, z.im);
    if (r === Infinity && z.re - z.re === 0 && z.im - z.im === 0) throw new OverflowError('absolute value too large');
    return r;
}

export function complexRepr(z) {
    const im = (z.im < 0 || Object.is(z.im, -0) ? '-' : '') + complexDigits(z.im, -1, false);
    if (z.re === 0 && !Object.is(z.re, -0)) return im + 'j';
    return `(${z.re < 0 || Object.is(z.re, -0) ? '-' : ''}${complexDigits(z.re, -1, false)}${im[0] === '-' ? '' : '+'}${im}j)`;
}

const COMPLEX_PART = '(?:\\d+(?:_\\d+)*\\.?(?:\\d+(?:_\\d+)*)?|\\.\\d+(?:_\\d+)*)(?:e[+-]?\\d+(?:_\\d+)*)?|inf(?:inity)?|nan';

function parseComplex(text) {
    // CPython looks no further than a character that no number can have.
    if (/(?:^|\D)_|_(?!\d)/.test(text.split(/[^\0-\x7f\s\x85]|\ufeff/)[0])) throw new ValueError('could not convert string to complex: ' + repr_(text));
    let s = numStrip(text).toLowerCase();
    if (s[0] === '(' && s.endsWith(')')) s = numStrip(s.slice(1, -1));
    const test = pattern => new RegExp(`^${pattern}$`).exec(s), part = `(?:${COMPLEX_PART})`;
    const m = test(`()([+-]?${part}?)j`) ?? test(`([+-]?${part})(?:([+-]${part}?)j)?`);
    if (!m) throw new ValueError('complex() arg is a malformed string');
    return new Complex(m[1] ? complexNumber(m[1]) : 0, m[2] === undefined ? 0 : complexNumber(m[2]));
}

function complexNumber(s) {
    if (/^[+-]?$/.test(s)) return s === '-' ? -1 : 1;
    return Number(s.replaceAll('_', '').replace(/inf(?:inity)?/, 'Infinity'));
}

export function PyComplexType(real, imag) {
    const given = arguments.length;
    if (given > 2) throw new TypeError_(`complex() takes at most 2 arguments (${given} given)`);
    const text = typeof real === 'string' || real instanceof String ? numText(real) : undefined;
    if (text !== undefined) {
        if (imag !== undefined) throw new TypeError_("complex() can't take second arg if first is a string");
        return parseComplex(text);
    }
    if (typeof imag === 'string') throw new TypeError_("complex() second arg can't be a string");
    const a = real === undefined ? new Complex(0, 0) : complexArg(real, 'complex() first argument must be a string or a number, not ');
    if (imag === undefined) return a;
    const b = complexArg(imag, 'complex() second argument must be a number, not ');
    return new Complex(a.re - (imag instanceof Complex ? b.im : 0), real instanceof Complex ? a.im + b.re : b.re);
}
statics(Complex, PyComplexType, 'complex');
sig(PyComplexType, 'real=,imag=');

function complexArg(x, text) {
    if (x instanceof Complex) return x;
    if (typeof x === 'object' && typeof x?.__complex__ === 'function') {
        const z = x.__complex__();
        if (z instanceof Complex) return z;
        throw new TypeError_(`${typeName(x)}.__complex__ returned non-complex (type ${typeName(z)})`);
    }
    if (numOf(x) === undefined && !(typeof x === 'object' && (x?.__float__ || x?.__index__))) throw new TypeError_(`${text}'${typeName(x)}'`);
    return new Complex(toDouble(x), 0);
}

attribute(Complex, 'real', function () {
    return box(this.re);
});
attribute(Complex, 'imag', function () {
    return box(this.im);
});
method(Complex, 'conjugate', function () {
    return new Complex(this.re, -this.im);
});

function complexHash(z) {
    const h = BigInt(doubleHash(z.re)) + 1000003n * BigInt(doubleHash(z.im));
    const v = BigInt.asIntN(64, h);
    return v === -1n ? -2 : normalize(v);
}

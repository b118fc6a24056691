// Numbers as text: repr, the format mini-language of int, float and complex, round().
// toFixed and toExponential are exact but break ties upwards, where Python rounds to even; ties, and what they
// do not cover, go through BigInt.
import {sig, typeName} from './core.js';
import {OverflowError, TypeError_, ValueError} from './exceptions.js';
import {box, doubleRatio, Float, isFloat, normalize, numOf, rawDouble} from './float.js';
import {parseSpec, unknownCode} from './format.js';
import {asIndex, intStr, truncate} from './int.js';

// repr() of a double.
export function doubleRepr(v) {
    if (v !== v) return 'nan';
    if (v - v !== 0) return v > 0 ? 'inf' : '-inf';
    const size = Math.abs(v);
    if (size >= 1e16 || size < 1e-4 && size > 0) return exponentText(v.toExponential());
    if (!Number.isInteger(v)) return String(v);
    return (Object.is(v, -0) ? '-0' : String(v)) + '.0';
}

// repr() of a float: number or Float.
export function floatRepr(x) {
    return doubleRepr(typeof x === 'number' ? x : x.v);
}

// JS writes 1e-7, C 1e-07.
function exponentText(s) {
    return s.replace(/e([+-])(\d)$/, 'e$10$2');
}

// Half of a whole to even: n / d for n >= 0.
function roundQuotient(n, d) {
    const q = n / d, twice = n % d * 2n;
    return twice > d || twice === d && q & 1n ? q + 1n : q;
}

// v * 10 ** k, v >= 0 and finite, rounded half to even to a bigint.
function scaledDouble(v, k) {
    const r = doubleRatio(v);
    return k >= 0 ? roundQuotient(r[0] * 10n ** BigInt(k), r[1]) : roundQuotient(r[0], r[1] * 10n ** BigInt(-k));
}

// '%.pf' of a finite v >= 0.
function fixedDigits(v, p) {
    if (p <= 100 && v < 1e21) {
        const t = v * 2 ** (p + 1);
        // A tie is an odd multiple of half a unit of the last place, and then t is an odd integer.
        if (!Number.isInteger(t) || t % 2 === 0) return v.toFixed(p);
    }
    const s = scaledDouble(v, p).toString().padStart(p + 1, '0');
    return p ? s.slice(0, -p) + '.' + s.slice(-p) : s;
}

// The first p + 1 significant digits of a finite v >= 0 -> [digits, decimal exponent of the first].
function significantDigits(v, p) {
    if (v === 0) return ['0'.repeat(p + 1), 0];
    const shortest = v.toExponential(), at = shortest.indexOf('e');
    // Only a number with exactly one digit more, a 5, can be a tie.
    if (p < 14 && !(at === p + 3 && shortest[at - 1] === '5') && !(p === 0 && at === 3)) {
        const s = v.toExponential(p), e = s.indexOf('e');
        return [s.slice(0, e).replace('.', ''), Number(s.slice(e + 1))];
    }
    let e = Number(shortest.slice(at + 1));
    // A number just below a power of ten may have that as its shortest text.
    if (at === 1 && shortest[0] === '1' && belowPower(v, e)) e--;
    const s = scaledDouble(v, p - e).toString();
    return s.length > p + 1 ? [s.slice(0, p + 1), e + 1] : [s, e];
}

function belowPower(v, e) {
    const r = doubleRatio(v);
    return e >= 0 ? r[0] < r[1] * 10n ** BigInt(e) : r[0] * 10n ** BigInt(-e) < r[1];
}

function exponentOf(e) {
    return (e < 0 ? 'e-' : 'e+') + String(Math.abs(e)).padStart(2, '0');
}

function scientific(digits, e, alt) {
    return digits[0] + (digits.length > 1 || alt ? '.' + digits.slice(1) : '') + exponentOf(e);
}

// '%.pg' of a finite v >= 0. point: at least one digit follows the decimal point, so exponents begin one digit earlier.
function generalDigits(v, p, alt, point) {
    const r = significantDigits(v, (p || 1) - 1), e = r[1];
    let digits = r[0];
    const wide = e < -4 || e >= (p || 1) - (point ? 1 : 0);
    if (!alt) digits = digits.replace(/0+$/, '');
    if (wide) return scientific(digits || '0', e, alt);
    if (e < 0) return '0.' + '0'.repeat(-e - 1) + digits;
    const whole = digits.slice(0, e + 1).padEnd(e + 1, '0'), rest = digits.slice(e + 1);
    return rest || alt ? whole + '.' + rest : point ? whole + '.0' : whole;
}

// One double in one of the types e f g % (and '' for str()) without its sign. precision -1: not given.
// Also what `%` formatting needs.
export function doubleDigits(v, type, precision, alt) {
    v = Math.abs(v);
    if (v !== v) return 'nan';
    if (v === Infinity) return 'inf';
    const p = precision < 0 ? 6 : precision;
    let s;
    switch (type) {
    case 'e':
        s = significantDigits(v, p);
        return scientific(s[0], s[1], alt);
    case 'f':
        s = fixedDigits(v, p);
        return alt && p === 0 ? s + '.' : s;
    case 'g':
        return generalDigits(v, p, alt, false);
    }
    if (precision >= 0) return generalDigits(v, p, alt, true);
    s = doubleRepr(v);
    return alt && !s.includes('.') ? s.replace('e', '.e') : s;
}

const numSpecs = new Map();

// A format spec of a number, parsed; kept, for they recur. name: the type's, for messages.
function numberSpec(text, name) {
    let spec = numSpecs.get(text);
    if (spec === undefined) {
        spec = parseSpec(text, name, '', '>');
        numSpecs.set(text, spec);
    }
    return spec;
}

// `digits` (a run of digits, perhaps empty) in groups, padded with zeros to at least `width` characters.
function groupDigits(digits, group, width, size) {
    if (!group || !digits) return digits.padStart(width, '0');
    while (digits.length + Math.floor((digits.length - 1) / size) < width) digits = '0' + digits;
    let s = digits.slice(-size);
    for (let end = digits.length - size; end > 0; end -= size) s = digits.slice(Math.max(0, end - size), end) + group + s;
    return s;
}

// Sign and prefix, digits, the rest -> the field.
function numField(spec, head, digits, rest, size) {
    const inner = spec.fill === '0' && spec.align === '=' ? spec.width - head.length - rest.length : 0;
    return padNumber(spec, head, groupDigits(digits, spec.group, inner, size) + rest);
}

function padNumber(spec, head, body) {
    let n = spec.width - head.length - body.length;
    if (n <= 0) return head + body;
    const pad = spec.fill;
    switch (spec.align) {
    case '<':
        return head + body + pad.repeat(n);
    case '^':
        return pad.repeat(n >> 1) + head + body + pad.repeat(n - (n >> 1));
    case '=':
        return head + pad.repeat(n) + body;
    }
    return pad.repeat(n) + head + body;
}

// format(int, spec): x is number or bigint. name: 'int', or 'bool', which formats as int.
export function formatInt(x, text, name) {
    const spec = typeof text === 'string' ? numberSpec(text, name ?? 'int') : text;
    const type = spec.type;
    let s, head = '', size = 3;
    switch (type) {
    case '':
    case 'd':
    case 'n':
    case 'b':
    case 'o':
    case 'x':
    case 'X':
    case 'c':
        break;
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
    case '%':
        return formatDouble(rawDouble(x), spec);
    default:
        throw unknownCode(type, name ?? 'int');
    }
    if (spec.precision >= 0) throw new ValueError('Precision not allowed in integer format specifier');
    if (spec.z) throw new ValueError('Negative zero coercion (z) not allowed in integer format specifier');
    if (type === 'c') {
        if (spec.sign) throw new ValueError("Sign not allowed with integer format specifier 'c'");
        if (spec.alt) throw new ValueError("Alternate form (#) not allowed with integer format specifier 'c'");
        if (x > 0x7fffffffffffffffn || x < -0x8000000000000000n) throw new OverflowError('Python int too large to convert to C long');
        if (x < 0 || x > 0x10ffff) throw new OverflowError('%c arg not in range(0x110000)');
        const c = String.fromCodePoint(Number(x));
        // One character, though it may take two code units.
        return padNumber(spec, '', c.length > 1 ? '\0' : c).replace('\0', () => c.length > 1 ? c : '\0');
    }
    const radix = type === 'b' ? 2 : type === 'o' ? 8 : type === 'x' || type === 'X' ? 16 : 10;
    if (radix === 10) s = intStr(x);
    else {
        s = x.toString(radix);
        size = 4;
    }
    if (s[0] === '-') {
        head = '-';
        s = s.slice(1);
    } else if (spec.sign !== '-') head = spec.sign;
    if (type === 'X') s = s.toUpperCase();
    if (spec.alt && radix !== 10) head += '0' + type;
    return numField(spec, head, s, '', size);
}

// format(float, spec): x is a double, number or Float.
export function formatFloat(x, text) {
    return formatDouble(typeof x === 'number' ? x : x.v, typeof text === 'string' ? numberSpec(text, 'float') : text);
}

function formatDouble(v, spec) {
    const upper = spec.type;
    let type = upper.toLowerCase();
    if (type === 'n') type = 'g';
    if (upper === 'N' || !['', 'e', 'f', 'g', '%'].includes(type)) throw unknownCode(upper, 'float');
    let rest = '';
    if (type === '%') {
        rest = '%';
        type = 'f';
        v *= 100;
    }
    let s = doubleDigits(v, type, spec.precision, spec.alt);
    let negative = v < 0 || Object.is(v, -0);
    if (spec.z && negative && !/[1-9in]/.test(s.split('e')[0])) negative = false;
    const head = negative ? '-' : spec.sign === '-' ? '' : spec.sign;
    if (upper === 'E' || upper === 'F' || upper === 'G') s = s.toUpperCase();
    const n = /^\d*/.exec(s)[0].length;
    return numField(spec, head, s.slice(0, n), s.slice(n) + rest, 3);
}

// format(complex, spec) of two doubles.
export function formatComplex(re, im, text) {
    const spec = typeof text === 'string' ? numberSpec(text, 'complex') : text;
    const type = spec.type;
    if (!['', 'e', 'E', 'f', 'F', 'g', 'G', 'n'].includes(type)) throw unknownCode(type, 'complex');
    if (spec.fill === '0') throw new ValueError('Zero padding is not allowed in complex format specifier');
    if (spec.align === '=') throw new ValueError("'=' alignment flag is not allowed in complex format specifier");
    const part = (v, sign) => {
        const lower = type === 'n' ? 'g' : type.toLowerCase();
        let s = lower ? doubleDigits(v, lower, spec.precision, spec.alt) : complexDigits(v, spec.precision, spec.alt);
        let negative = v < 0 || Object.is(v, -0);
        if (spec.z && negative && !/[1-9in]/.test(s.split('e')[0])) negative = false;
        if (type !== lower && type !== 'n') s = s.toUpperCase();
        const n = /^\d*/.exec(s)[0].length;
        return (negative ? '-' : sign) + groupDigits(s.slice(0, n), spec.group, 0, 3) + s.slice(n);
    };
    const sign = spec.sign === '-' ? '' : spec.sign;
    const bare = !type && re === 0 && !Object.is(re, -0);
    let s = bare ? part(im, sign) + 'j' : part(re, sign) + part(im, '+') + 'j';
    if (!type && !bare) s = `(${s})`;
    return padNumber(spec, '', s);
}

// A part of a complex number: no '.0'. precision < 0: as repr().
export function complexDigits(v, precision, alt) {
    if (precision >= 0) return doubleDigits(v, 'g', precision, alt);
    const s = doubleDigits(v, '', -1, false).replace(/\.0$/, '');
    return alt && v - v === 0 && !s.includes('.') ? s.replace(/(?=e|$)/, '.') : s;
}

// round(double, digits).
export function roundDouble(v, digits) {
    if (v - v !== 0) return v;
    const n = Number(digits);
    if (n > 323) return v;
    if (n < -308) return 0 * v;
    const size = Math.abs(v);
    const s = n >= 0 ? fixedDigits(size, n) : scaledDouble(size, n) + 'e' + -n;
    const r = Number(s);
    if (r === Infinity) throw new OverflowError('rounded value too large to represent');
    return v < 0 || Object.is(v, -0) ? -r : r;
}

// round(double) as an int: half to even.
function roundWhole(v) {
    const r = Math.floor(v), rest = v - r;
    return truncate(rest < 0.5 || rest === 0.5 && r % 2 === 0 ? r : r + 1);
}

// round(int, digits): digits below zero round to tens, hundreds ...
function roundInt(x, digits) {
    if (digits >= 0) return x;
    if (-digits > 20 + String(x).length) return 0;
    const n = BigInt(x), unit = 10n ** BigInt(-digits);
    const r = roundQuotient(n < 0n ? -n : n, unit) * unit;
    return normalize(n < 0n ? -r : r);
}

export function round_(x, digits) {
    if (x === undefined) throw new TypeError_("round() missing required argument 'number' (pos 1)");
    if ((typeof x === 'object' || typeof x === 'function') && x?.__round__ !== undefined) return digits == null ? x.__round__() : x.__round__(digits);
    const v = numOf(x);
    if (v === undefined) throw new TypeError_(`type ${typeName(x)} doesn't define __round__ method`);
    if (isFloat(v)) return digits == null ? roundWhole(rawDouble(v)) : box(roundDouble(rawDouble(v), asIndex(digits)));
    return digits == null ? v : roundInt(v, asIndex(digits));
}
sig(round_, 'number,ndigits=');

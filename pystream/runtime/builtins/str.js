// str is a JS string that is indexed by code points. Nearly every string has no surrogate pair; then code units
// are code points and each method is the native one. The last two long strings tested are remembered, so that
// `s[i]` in a loop (or two of them, as in an edit distance) does not scan `s` each time.
// A lone surrogate counts as one code point; two that meet become one, other than in CPython.
import {method, sig, smethod, statics, typeName} from './core.js';
import {IndexError, LookupError, TypeError_, ValueError} from './exceptions.js';
import {it} from './generators.js';
import {Tuple, tuple_of} from './tuple.js';
import {Dict, dict_of} from './dict.js';
import {getitem} from './items.js';
import {str_} from './repr.js';
import {encodeText} from './codecs.js';

export {str_};

const WIDE_SCAN = 24;
const wideSlots = [{_$s: '', _$wide: false, _$points: null}, {_$s: '', _$wide: false, _$points: null}];

// ---- Code points ----

// Whether `s` holds surrogates.
export function strWide(s) {
    const n = s.length;
    if (n > WIDE_SCAN) return wideSlot(s)._$wide;
    for (let i = 0; i < n; i++) if ((s.charCodeAt(i) & 0xf800) === 0xd800) return true;
    return false;
}

function wideSlot(s) {
    let slot = wideSlots[0];
    if (slot._$s === s) return slot;
    slot = wideSlots[1];
    wideSlots[1] = wideSlots[0];
    wideSlots[0] = slot;
    if (slot._$s !== s) {
        slot._$s = s;
        slot._$wide = /[\ud800-\udfff]/.test(s);
        slot._$points = null;
    }
    return slot;
}

// The code points of a wide string, one string each; the array is shared: do not change it.
export function strPoints(s) {
    const slot = wideSlot(s);
    return slot._$points ?? (slot._$points = Array.from(s));
}

export function strlen(s) {
    return strWide(s) ? strPoints(s).length : s.length;
}

export function strIndex(s, i) {
    // Near the start of a string, looking at what stands before beats knowing all of it.
    if (typeof i === 'number' && (i | 0) === i && i >= 0 && i < s.length && (i < 8 ? strNarrowTo(s, i) : !strWide(s))) return s[i];
    return strIndexSlow(s, i);
}

function strNarrowTo(s, i) {
    for (; i >= 0; i--) if ((s.charCodeAt(i) & 0xf800) === 0xd800) return false;
    return true;
}

function strIndexSlow(s, i) {
    if (typeof i !== 'number' || !Number.isInteger(i)) i = strKey(i);
    const points = strWide(s) ? strPoints(s) : s;
    const c = points[i < 0 ? i + points.length : i];
    if (c === undefined) throw new IndexError('string index out of range');
    return c;
}

function strKey(i) {
    if (typeof i === 'boolean') return +i;
    if (typeof i !== 'bigint' && !i?.__index__) throw new TypeError_(`string indices must be integers, not '${typeName(i)}'`);
    return textIndex(i, IndexError);
}

// s[start:stop:step]; each may be None or absent.
export function strSlice(s, start, stop, step) {
    const points = strWide(s) ? strPoints(s) : s;
    const [lo, hi, by] = textSlice(start, stop, step, points.length);
    if (by === 1) return points === s ? s.slice(lo, hi) : points.slice(lo, hi).join('');
    let out = '';
    if (by > 0) for (let i = lo; i < hi; i += by) out += points[i];
    else for (let i = lo; i > hi; i += by) out += points[i];
    return out;
}

// Order by code points: -1, 0 or 1. JS compares code units, which differs only where a surrogate meets U+E000-U+FFFF.
export function strCompare(a, b) {
    if (a === b) return 0;
    const n = Math.min(a.length, b.length);
    for (let i = 0; i < n; i++) {
        const x = a.charCodeAt(i);
        const y = b.charCodeAt(i);
        if (x !== y) return (x >= 0xd800 && y >= 0xd800 ? (x + 0x2000) % 0x10000 - (y + 0x2000) % 0x10000 : x - y) < 0 ? -1 : 1;
    }
    return a.length < b.length ? -1 : 1;
}

// Code point number `i` -> offset in code units, of a wide string.
function strUnit(s, i) {
    let u = 0;
    for (; i > 0 && u < s.length; i--) u += s.codePointAt(u) > 0xffff ? 2 : 1;
    return u;
}

// The reverse.
export function strPointAt(s, unit) {
    let i = 0;
    for (let u = 0; u < unit; i++) u += s.codePointAt(u) > 0xffff ? 2 : 1;
    return i;
}

// ---- Arguments ----

// The JS string of a str, an instance of a subclass (a String object) too.
export function strOf(x) {
    return typeof x === 'string' ? x : x.valueOf();
}

export function isStr(x) {
    return typeof x === 'string' || x instanceof String;
}

// A str argument, else TypeError: `text` and the type's name.
export function strArg(x, text) {
    if (typeof x === 'string') return x;
    if (x instanceof String) return x.valueOf();
    throw new TypeError_(text + typeName(x));
}

// operator.index(x) as a number; what does not fit is infinite, or raises `overflow`.
export function textIndex(x, overflow) {
    if (typeof x === 'number' && Number.isInteger(x)) return x;
    if (typeof x === 'boolean') return +x;
    if (typeof x === 'bigint') {
        if (overflow) throw new overflow("cannot fit 'int' into an index-sized integer");
        return x < 0 ? -Infinity : Infinity;
    }
    if (x != null && typeof x.__index__ === 'function') return textIndex(x.__index__(), overflow);
    throw new TypeError_(`'${typeName(x)}' object cannot be interpreted as an integer`);
}

function textBound(x, otherwise, length) {
    if (x == null) return otherwise;
    if (typeof x !== 'number' || !Number.isInteger(x)) x = textSliceIndex(x);
    return x < 0 ? Math.max(0, x + length) : x;
}

function textSliceIndex(x) {
    if (typeof x !== 'boolean' && typeof x !== 'bigint' && !(x?.__index__) && !Number.isInteger(x)) {
        throw new TypeError_('slice indices must be integers or None or have an __index__ method');
    }
    return textIndex(x);
}

// start, stop, step as written -> [first, end, step], clipped to `length`.
export function textSlice(start, stop, step, length) {
    const by = step == null ? 1 : textSliceIndex(step);
    if (by === 0) throw new ValueError('slice step cannot be zero');
    const low = by < 0 ? -1 : 0;
    const high = by < 0 ? length - 1 : length;
    const clip = (x, otherwise) => {
        if (x == null) return otherwise;
        x = textSliceIndex(x);
        return x < 0 ? Math.max(low, x + length) : Math.min(high, x);
    };
    return [clip(start, by < 0 ? high : low), clip(stop, by < 0 ? low : high), by];
}

// start, end of find(), count(), startswith() -> [first, end] within `length`; first > end: nothing matches.
export function textRange(start, end, length) {
    const lo = textBound(start, 0, length);
    const hi = Math.min(length, textBound(end, length, length));
    return [lo, hi];
}

// How CPython complains about the number of arguments, by how the function parses them.
export function textNone(given, name) {
    if (given) throw new TypeError_(`${name}() takes no arguments (${given} given)`);
}

export function textOne(given, name) {
    if (given !== 1) throw new TypeError_(`${name}() takes exactly one argument (${given} given)`);
}

export function textBetween(given, min, max, name) {
    if (given >= min && given <= max) return;
    const few = given < min;
    const n = few ? min : max;
    throw new TypeError_(`${name} expected ${min === max ? '' : few ? 'at least ' : 'at most '}${n} argument${n === 1 ? '' : 's'}, got ${given}`);
}

export function textParsed(given, min, max, name) {
    if (given >= min && given <= max) return;
    const few = given < min;
    const n = few ? min : max;
    throw new TypeError_(`${name}() takes at ${few ? 'least' : 'most'} ${n} argument${n === 1 ? '' : 's'} (${given} given)`);
}

// ---- The class ----

export function PyStr(object, encoding, errors) {
    if (arguments.length > 3) throw new TypeError_(`str() takes at most 3 arguments (${arguments.length} given)`);
    if (encoding !== undefined || errors !== undefined) return strDecoded(object, encoding, errors);
    return object === undefined ? '' : str_(object);
}
sig(PyStr, 'object=,encoding=,errors=');
statics(String, PyStr, 'str', undefined, {alloc: strAlloc});

// An instance of a subclass is a String object.
function strAlloc(C, args) {
    return Object.setPrototypeOf(new String(PyStr(...args)), C.prototype);
}

function strDecoded(x, encoding, errors) {
    if (encoding !== undefined) strClinic(encoding, "str() argument 'encoding'");
    if (errors !== undefined) strClinic(errors, "str() argument 'errors'");
    if (isStr(x)) throw new TypeError_('decoding str is not supported');
    if (!x?.$decode) throw new TypeError_(`decoding to str: need a bytes-like object, ${typeName(x)} found`);
    return x.$decode(encoding, errors);
}

// ---- Search ----

// The code point index of the first (last) `sub` in s[start:end], or -1.
function strFind(s, sub, start, end, last) {
    if (typeof sub !== 'string') sub = strSought(sub, start, end);
    const wide = strWide(s);
    if (end === undefined && !wide) {
        if (start === undefined) return last ? s.lastIndexOf(sub) : s.indexOf(sub);
        if (!last && typeof start === 'number' && (start | 0) === start && start >= 0 && start <= s.length) return s.indexOf(sub, start);
    }
    let [lo, hi] = textRange(start, end, wide ? strPoints(s).length : s.length);
    if (lo > hi) return -1;
    if (wide) {
        lo = strUnit(s, lo);
        hi = strUnit(s, hi);
    }
    if (hi - lo < sub.length) return -1;
    const i = last ? s.lastIndexOf(sub, hi - sub.length) : s.indexOf(sub, lo);
    if (i < lo || i + sub.length > hi) return -1;
    return wide ? strPointAt(s, i) : i;
}

// CPython looks at the bounds first.
function strSought(sub, start, end) {
    textRange(start, end, 0);
    return strArg(sub, 'must be str, not ');
}

function strFound(i) {
    if (i < 0) throw new ValueError('substring not found');
    return i;
}

method(String, 'find', function (sub, start, end) {
    textParsed(arguments.length, 1, 3, 'find');
    return strFind(strOf(this), sub, start, end, false);
});
method(String, 'rfind', function (sub, start, end) {
    textParsed(arguments.length, 1, 3, 'rfind');
    return strFind(strOf(this), sub, start, end, true);
});
method(String, 'index', function (sub, start, end) {
    textParsed(arguments.length, 1, 3, 'index');
    return strFound(strFind(strOf(this), sub, start, end, false));
});
method(String, 'rindex', function (sub, start, end) {
    textParsed(arguments.length, 1, 3, 'rindex');
    return strFound(strFind(strOf(this), sub, start, end, true));
});
method(String, 'count', function (sub, start, end) {
    textParsed(arguments.length, 1, 3, 'count');
    sub = strSought(sub, start, end);
    const s = strPart(strOf(this), start, end);
    if (s === null) return 0;
    if (!sub) return strlen(s) + 1;
    let n = 0;
    for (let i = s.indexOf(sub); i >= 0; i = s.indexOf(sub, i + sub.length)) n++;
    return n;
});

// s[start:end]; null if start is past end, where not even '' is found.
function strPart(s, start, end) {
    if (start === undefined && end === undefined) return s;
    const points = strWide(s) ? strPoints(s) : s;
    const [lo, hi] = textRange(start, end, points.length);
    if (lo > hi) return null;
    return points === s ? s.slice(lo, hi) : points.slice(lo, hi).join('');
}

function strAffix(self, affix, start, end, name) {
    const s = strPart(strOf(self), start, end);
    const test = x => s !== null && (name === 'startswith' ? s.startsWith(x) : s.endsWith(x));
    if (typeof affix === 'string') return test(affix);
    if (affix instanceof Tuple) return affix.some(x => test(strArg(x, `tuple for ${name} must only contain str, not `)));
    return test(strArg(affix, `${name} first arg must be str or a tuple of str, not `));
}

method(String, 'startswith', function (prefix, start, end) {
    if (typeof prefix === 'string' && start === undefined) return this.startsWith(prefix);
    textParsed(arguments.length, 1, 3, 'startswith');
    return strAffix(this, prefix, start, end, 'startswith');
});
method(String, 'endswith', function (suffix, start, end) {
    if (typeof suffix === 'string' && start === undefined) return this.endsWith(suffix);
    textParsed(arguments.length, 1, 3, 'endswith');
    return strAffix(this, suffix, start, end, 'endswith');
});
method(String, 'removeprefix', function (prefix) {
    textOne(arguments.length, 'str.removeprefix');
    prefix = strClinic(prefix, 'removeprefix() argument');
    return strOf(this.startsWith(prefix) ? this.slice(prefix.length) : this);
});
method(String, 'removesuffix', function (suffix) {
    textOne(arguments.length, 'str.removesuffix');
    suffix = strClinic(suffix, 'removesuffix() argument');
    return strOf(suffix && this.endsWith(suffix) ? this.slice(0, -suffix.length) : this);
});

// A str argument whose message names it; these say None, not NoneType.
export function strClinic(x, what) {
    if (x === null) throw new TypeError_(what + ' must be str, not None');
    return strArg(x, what + ' must be str, not ');
}

// ---- Strip, split, join ----

export function isSpace(code) {
    if (code < 0x80) return code === 32 || (code >= 9 && code <= 13) || (code >= 28 && code <= 31);
    return code === 0x85 || code === 0xa0 || (code >= 0x1680 && /[\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(String.fromCharCode(code)));
}

// sides: 1 left, 2 right, 3 both.
function strStrip(s, chars, sides, name) {
    let lo = 0;
    let hi = s.length;
    if (chars == null) {
        if (sides & 1) while (lo < hi && isSpace(s.charCodeAt(lo))) lo++;
        if (sides & 2) while (lo < hi && isSpace(s.charCodeAt(hi - 1))) hi--;
        return s.slice(lo, hi);
    }
    if (!isStr(chars)) throw new TypeError_(`${name} arg must be None or str`);
    const marks = strOf(chars);
    if (strWide(s) || strWide(marks)) {
        const points = Array.from(s);
        const set = new Set(marks);
        hi = points.length;
        if (sides & 1) while (lo < hi && set.has(points[lo])) lo++;
        if (sides & 2) while (lo < hi && set.has(points[hi - 1])) hi--;
        return points.slice(lo, hi).join('');
    }
    if (sides & 1) while (lo < hi && marks.includes(s[lo])) lo++;
    if (sides & 2) while (lo < hi && marks.includes(s[hi - 1])) hi--;
    return s.slice(lo, hi);
}

method(String, 'strip', function (chars) {
    textBetween(arguments.length, 0, 1, 'strip');
    return strStrip(strOf(this), chars, 3, 'strip');
});
method(String, 'lstrip', function (chars) {
    textBetween(arguments.length, 0, 1, 'lstrip');
    return strStrip(strOf(this), chars, 1, 'lstrip');
});
method(String, 'rstrip', function (chars) {
    textBetween(arguments.length, 0, 1, 'rstrip');
    return strStrip(strOf(this), chars, 2, 'rstrip');
});

function strWords(s, max) {
    const out = [];
    const n = s.length;
    let i = 0;
    for (;;) {
        while (i < n && isSpace(s.charCodeAt(i))) i++;
        if (i === n) return out;
        if (out.length === max) break;
        const from = i++;
        while (i < n && !isSpace(s.charCodeAt(i))) i++;
        out.push(s.slice(from, i));
    }
    out.push(s.slice(i));
    return out;
}

function strWordsBack(s, max) {
    const out = [];
    let i = s.length;
    for (;;) {
        while (i > 0 && isSpace(s.charCodeAt(i - 1))) i--;
        if (i === 0) break;
        if (out.length === max) {
            out.push(s.slice(0, i));
            break;
        }
        const end = i--;
        while (i > 0 && !isSpace(s.charCodeAt(i - 1))) i--;
        out.push(s.slice(i, end));
    }
    return out.reverse();
}

// maxsplit as a count; negative and absent: no limit.
function strMax(x) {
    const n = x === undefined ? -1 : textIndex(x);
    return n < 0 ? Infinity : n;
}

function strSeparator(sep) {
    sep = strArg(sep, 'must be str or None, not ');
    if (!sep) throw new ValueError('empty separator');
    return sep;
}

method(String, 'split', function (sep, maxsplit) {
    textParsed(arguments.length, 0, 2, 'split');
    const s = strOf(this);
    const max = strMax(maxsplit);
    if (sep == null) return strWords(s, max);
    sep = strSeparator(sep);
    const parts = s.split(sep);
    return parts.length - 1 <= max ? parts : [...parts.slice(0, max), parts.slice(max).join(sep)];
}, 'sep=,maxsplit=');
method(String, 'rsplit', function (sep, maxsplit) {
    textParsed(arguments.length, 0, 2, 'rsplit');
    const s = strOf(this);
    const max = strMax(maxsplit);
    if (sep == null) return strWordsBack(s, max);
    sep = strSeparator(sep);
    const parts = [];
    let end = s.length;
    // From the end: 'aaa'.rsplit('aa') is ['a', ''].
    while (parts.length < max) {
        const i = end < sep.length ? -1 : s.lastIndexOf(sep, end - sep.length);
        if (i < 0) break;
        parts.push(s.slice(i + sep.length, end));
        end = i;
    }
    parts.push(s.slice(0, end));
    return parts.reverse();
}, 'sep=,maxsplit=');
method(String, 'splitlines', function (keepends) {
    textParsed(arguments.length, 0, 1, 'splitlines');
    const lines = this.match(/(?:[^\n-\r\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n-\r\x1c-\x1e\x85\u2028\u2029]))|[^\n-\r\x1c-\x1e\x85\u2028\u2029]+/g) ?? [];
    const keep = keepends !== undefined && textIndex(keepends);
    return keep ? [...lines] : lines.map(x => x.replace(/(?:\r\n|[\n-\r\x1c-\x1e\x85\u2028\u2029])$/, ''));
}, 'keepends=');

function strCut(s, sep, i) {
    return tuple_of([s.slice(0, i), sep, s.slice(i + sep.length)]);
}

function strCutAt(sep) {
    sep = strArg(sep, 'must be str, not ');
    if (!sep) throw new ValueError('empty separator');
    return sep;
}

method(String, 'partition', function (sep) {
    textOne(arguments.length, 'str.partition');
    const s = strOf(this);
    sep = strCutAt(sep);
    const i = s.indexOf(sep);
    return i < 0 ? tuple_of([s, '', '']) : strCut(s, sep, i);
});
method(String, 'rpartition', function (sep) {
    textOne(arguments.length, 'str.rpartition');
    const s = strOf(this);
    sep = strCutAt(sep);
    const i = s.lastIndexOf(sep);
    return i < 0 ? tuple_of(['', '', s]) : strCut(s, sep, i);
});
method(String, 'join', function (iterable) {
    textOne(arguments.length, 'str.join');
    const items = Array.isArray(iterable) ? iterable : textItems(iterable);
    for (let i = 0; i < items.length; i++) {
        if (typeof items[i] !== 'string') return strJoin(strOf(this), items);
    }
    return items.join(strOf(this));
});

// Not all items are JS strings.
function strJoin(s, items) {
    return Array.from(items, (x, i) => {
        if (isStr(x)) return strOf(x);
        throw new TypeError_(`sequence item ${i}: expected str instance, ${typeName(x)} found`);
    }).join(s);
}

// The items that join() takes.
export function textItems(x) {
    let items;
    try {
        items = it(x);
    } catch (e) {
        if (e instanceof TypeError_) throw new TypeError_('can only join an iterable');
        throw e;
    }
    return [...items];
}

// ---- Replace, pad ----

method(String, 'replace', function (old, new_, count) {
    textBetween(arguments.length, 2, 3, 'replace');
    const s = strOf(this);
    old = strClinic(old, 'replace() argument 1');
    new_ = strClinic(new_, 'replace() argument 2');
    const max = strMax(count);
    if (max === 0) return s;
    if (old && max === Infinity) return s.replaceAll(old, () => new_);
    const parts = old ? s.split(old) : ['', ...s, ''];
    if (parts.length - 1 <= max) return parts.join(new_);
    return parts.slice(0, max + 1).join(new_) + (old ? old : '') + parts.slice(max + 1).join(old);
});

// `left` and `right` times the fill around s.
function strPad(self, width, fill, given, name) {
    textBetween(given, 1, 2, name);
    const s = strOf(self);
    width = textIndex(width);
    if (fill !== undefined) {
        fill = strArg(fill, 'The fill character must be a unicode character, not ');
        if (strlen(fill) !== 1) throw new TypeError_('The fill character must be exactly one character long');
    } else fill = ' ';
    const pad = Math.max(0, width - strlen(s));
    const left = name === 'ljust' ? 0 : name === 'rjust' ? pad : (pad >> 1) + (pad & width & 1);
    return fill.repeat(left) + s + fill.repeat(pad - left);
}

method(String, 'center', function (width, fill) {
    return strPad(this, width, fill, arguments.length, 'center');
});
method(String, 'ljust', function (width, fill) {
    return strPad(this, width, fill, arguments.length, 'ljust');
});
method(String, 'rjust', function (width, fill) {
    return strPad(this, width, fill, arguments.length, 'rjust');
});
method(String, 'zfill', function (width) {
    textOne(arguments.length, 'str.zfill');
    const s = strOf(this);
    const pad = textIndex(width) - strlen(s);
    if (pad <= 0) return s;
    const sign = s[0] === '+' || s[0] === '-' ? s[0] : '';
    return sign + '0'.repeat(pad) + s.slice(sign.length);
});
method(String, 'expandtabs', function (tabsize) {
    textParsed(arguments.length, 0, 1, 'expandtabs');
    const size = tabsize === undefined ? 8 : textIndex(tabsize);
    let column = 0;
    let out = '';
    for (const c of strOf(this)) {
        if (c === '\t') {
            const n = size > 0 ? size - column % size : 0;
            out += ' '.repeat(n);
            column += n;
        } else {
            column = c === '\n' || c === '\r' ? 0 : column + 1;
            out += c;
        }
    }
    return out;
}, 'tabsize=');

// ---- Tables, codecs, format ----

method(String, 'translate', function (table) {
    textOne(arguments.length, 'str.translate');
    const seen = new Map();
    let out = '';
    for (const c of strOf(this)) {
        if (!seen.has(c)) seen.set(c, strMapped(table, c));
        out += seen.get(c);
    }
    return out;
});

function strMapped(table, c) {
    let x;
    try {
        x = getitem(table, c.codePointAt(0));
    } catch (e) {
        if (e instanceof LookupError) return c;
        throw e;
    }
    if (x === null) return '';
    if (isStr(x)) return strOf(x);
    if (typeof x === 'bigint' || (typeof x === 'number' && Number.isInteger(x)) || typeof x === 'boolean') {
        if (x < 0 || x > 0x10ffff) throw new ValueError('character mapping must be in range(0x110000)');
        return String.fromCodePoint(+x);
    }
    throw new TypeError_('character mapping must return integer, None or str');
}

smethod(PyStr, 'maketrans', function (x, y, z) {
    textBetween(arguments.length, 1, 3, 'maketrans');
    const out = [];
    if (y === undefined) {
        if (!(x instanceof Dict)) throw new TypeError_('if you give only one argument to maketrans it must be a dict');
        for (const [key, value] of x._$m) {
            if (isStr(key)) {
                if (strlen(strOf(key)) !== 1) throw new ValueError('string keys in translate table must be of length 1');
                out.push(strOf(key).codePointAt(0), value);
            } else if (typeof key === 'bigint' || (typeof key === 'number' && Number.isInteger(key)) || typeof key === 'boolean') {
                out.push(key, value);
            } else throw new TypeError_('keys in translate table must be strings or integers');
        }
        return dict_of(out);
    }
    if (!isStr(x)) throw new TypeError_('first maketrans argument must be a string if there is a second argument');
    const from = [...strOf(x)];
    const to = [...strClinic(y, 'maketrans() argument 2')];
    if (from.length !== to.length) throw new ValueError('the first two maketrans arguments must have equal length');
    from.forEach((c, i) => out.push(c.codePointAt(0), to[i].codePointAt(0)));
    if (z !== undefined) for (const c of strClinic(z, 'maketrans() argument 3')) out.push(c.codePointAt(0), null);
    return dict_of(out);
});
method(String, 'maketrans', function (...args) {
    return PyStr.$maketrans(...args);
});

method(String, 'encode', function (encoding, errors) {
    textParsed(arguments.length, 0, 2, 'encode');
    if (encoding !== undefined) encoding = strClinic(encoding, "encode() argument 'encoding'");
    if (errors !== undefined) errors = strClinic(errors, "encode() argument 'errors'");
    return encodeText(strOf(this), encoding, errors);
}, 'encoding=,errors=');

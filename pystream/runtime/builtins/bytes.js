// bytes and bytearray: a Uint8Array in `a`. Their text-like methods work on the Latin-1 text of the bytes, where
// byte n is code unit n, so that str's own algorithms (and the engine's native ones) do the work.
// What changes a bytearray is in bytearray.js.
import {method, sig, smethod, statics, typeName, NotImplemented} from './core.js';
import {IndexError, OverflowError, TypeError_, ValueError} from './exceptions.js';
import {it} from './generators.js';
import {Tuple, tuple_of} from './tuple.js';
import {Slice} from './slice.js';
import {isStr, strClinic, strOf, textBetween, textIndex, textItems, textNone, textOne, textParsed, textRange, textSlice} from './str.js';
import {decodeBytes, encodeText} from './codecs.js';
import {bytesPercent} from './format.js';

export class BytesLike {
    constructor(a) {
        this.a = a;
    }
    [Symbol.iterator]() {
        return this.a.values();
    }
}

// BytesLike has to be defined before its heirs.
export class Bytes extends BytesLike {
    _$like(a) {
        return new Bytes(a);
    }
}

export class ByteArray extends BytesLike {
    _$like(a) {
        return new ByteArray(a);
    }
    // Live, as in CPython: it sees what is appended meanwhile.
    *[Symbol.iterator]() {
        for (let i = 0; i < this.a.length; i++) yield this.a[i];
    }
}

export function PyBytesType(source, encoding, errors) {
    if (arguments.length > 3) throw new TypeError_(`bytes() takes at most 3 arguments (${arguments.length} given)`);
    return new Bytes(bytesSource(source, encoding, errors, 'bytes'));
}
sig(PyBytesType, 'source=,encoding=,errors=');
statics(Bytes, PyBytesType, 'bytes');

export function PyByteArrayType(source, encoding, errors) {
    if (arguments.length > 3) throw new TypeError_(`bytearray() takes at most 3 arguments (${arguments.length} given)`);
    return new ByteArray(bytesSource(source, encoding, errors, 'bytearray'));
}
sig(PyByteArrayType, 'source=,encoding=,errors=');
statics(ByteArray, PyByteArrayType, 'bytearray');

// A fresh Uint8Array of what bytes(...) and bytearray(...) take.
function bytesSource(x, encoding, errors, name) {
    if (encoding !== undefined) encoding = strClinic(encoding, `${name}() argument 'encoding'`);
    if (errors !== undefined) errors = strClinic(errors, `${name}() argument 'errors'`);
    if (isStr(x)) {
        if (encoding === undefined) throw new TypeError_('string argument without an encoding');
        return encodeText(strOf(x), encoding, errors).a;
    }
    if (encoding !== undefined) throw new TypeError_('encoding without a string argument');
    if (errors !== undefined) throw new TypeError_('errors without a string argument');
    if (x === undefined) return new Uint8Array(0);
    if (x instanceof BytesLike) return x.a.slice();
    if (x instanceof Uint8Array) return x.slice();
    if (x instanceof ArrayBuffer) return new Uint8Array(x.slice(0));
    if (x?.__bytes__) return x.__bytes__().a.slice();
    if (typeof x === 'boolean' || typeof x === 'bigint' || Number.isInteger(x) || x?.__index__) {
        const n = textIndex(x);
        if (n < 0) throw new ValueError('negative count');
        return new Uint8Array(n);
    }
    let items;
    try {
        items = it(x);
    } catch (e) {
        if (e instanceof TypeError_) throw new TypeError_(`cannot convert '${typeName(x)}' object to ${name}`);
        throw e;
    }
    const what = name === 'bytes' ? 'bytes' : 'byte';
    return Uint8Array.from(items, v => bytesByte(v, what));
}

export function bytesByte(x, what) {
    const n = textIndex(x);
    if (n < 0 || n > 255) throw new ValueError((what ?? 'byte') + ' must be in range(0, 256)');
    return n;
}

// ---- Latin-1 text ----

export function bytesText(a) {
    let out = '';
    for (let i = 0; i < a.length; i += 8192) out += String.fromCharCode.apply(null, a.subarray(i, i + 8192));
    return out;
}

// The other way; each code unit is below 256.
export function bytesRaw(text) {
    const a = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) a[i] = text.charCodeAt(i);
    return a;
}

function bytesLike(self, text) {
    return self._$like(bytesRaw(text));
}

// The text of a bytes-like argument.
export function bytesArg(x) {
    if (x instanceof BytesLike) return bytesText(x.a);
    if (x instanceof Uint8Array) return bytesText(x);
    throw new TypeError_(`a bytes-like object is required, not '${typeName(x)}'`);
}

// The text of an argument that may be one byte as an int.
function bytesPart(x) {
    if (x instanceof BytesLike || x instanceof Uint8Array) return bytesArg(x);
    if (typeof x !== 'boolean' && typeof x !== 'bigint' && !Number.isInteger(x) && !x?.__index__) {
        throw new TypeError_(`argument should be integer or bytes-like object, not '${typeName(x)}'`);
    }
    return String.fromCharCode(bytesByte(x));
}

// An int that has to fit C's ssize_t.
export function bytesSize(x) {
    const n = textIndex(x);
    if (n - n !== 0) throw new OverflowError('Python int too large to convert to C ssize_t');
    return n;
}

function bytesName(self, name) {
    return (self instanceof Bytes ? 'bytes.' : 'bytearray.') + name;
}

// ---- Operators ----

method(BytesLike, '__len__', function () {
    return this.a.length;
});
method(BytesLike, '__iter__', function () {
    return it(this);
});
method(BytesLike, '__getitem__', function (i) {
    const a = this.a;
    if (i instanceof Slice) {
        const [lo, hi, by] = textSlice(i.start, i.stop, i.step, a.length);
        if (by === 1) return this._$like(a.slice(lo, Math.max(lo, hi)));
        return this._$like(bytesStride(a, lo, hi, by));
    }
    const v = a[bytesIndex(this, i)];
    if (v === undefined) throw new IndexError(this instanceof Bytes ? 'index out of range' : 'bytearray index out of range');
    return v;
});

function bytesStride(a, lo, hi, by) {
    const out = [];
    for (let i = lo; by > 0 ? i < hi : i > hi; i += by) out.push(a[i]);
    return Uint8Array.from(out);
}

// Where `i` points to; may be outside.
export function bytesIndex(self, i) {
    if (!Number.isInteger(i)) {
        if (typeof i !== 'boolean' && typeof i !== 'bigint' && !i?.__index__) {
            throw new TypeError_(`${self instanceof Bytes ? 'byte' : 'bytearray'} indices must be integers or slices, not ${typeName(i)}`);
        }
        i = textIndex(i, IndexError);
    }
    return i < 0 ? i + self.a.length : i;
}

method(BytesLike, '__contains__', function (x) {
    if (typeof x !== 'boolean' && typeof x !== 'bigint' && !Number.isInteger(x) && !x?.__index__) return bytesText(this.a).includes(bytesArg(x));
    return this.a.includes(bytesByte(x));
});
method(BytesLike, '__add__', function (x) {
    if (!(x instanceof BytesLike)) throw new TypeError_(`can't concat ${typeName(x)} to ${typeName(this)}`);
    const a = new Uint8Array(this.a.length + x.a.length);
    a.set(this.a);
    a.set(x.a, this.a.length);
    return this._$like(a);
});
method(BytesLike, '__mul__', function (x) {
    return typeof x === 'object' && !x?.__index__ || typeof x === 'string' || typeof x === 'number' && !Number.isInteger(x) ? NotImplemented : this._$like(bytesRepeat(this.a, textIndex(x)));
});
method(BytesLike, '__rmul__', function (x) {
    return typeof x === 'object' && !x?.__index__ || typeof x === 'string' || typeof x === 'number' && !Number.isInteger(x) ? NotImplemented : this._$like(bytesRepeat(this.a, textIndex(x)));
});

export function bytesRepeat(part, n) {
    const a = new Uint8Array(part.length * Math.max(0, n));
    for (let i = 0; i < a.length; i += part.length) a.set(part, i);
    return a;
}

method(BytesLike, '__mod__', function (args) {
    return bytesLike(this, bytesPercent(bytesText(this.a), args, key => new Bytes(bytesRaw(key))));
});

// <0, 0, >0; null if x is no bytes.
function bytesOrder(self, x) {
    if (!(x instanceof BytesLike)) return null;
    const a = self.a;
    const b = x.a;
    const n = Math.min(a.length, b.length);
    for (let i = 0; i < n; i++) if (a[i] !== b[i]) return a[i] - b[i];
    return a.length - b.length;
}

method(BytesLike, '__eq__', function (x) {
    const order = bytesOrder(this, x);
    return order === null ? NotImplemented : order === 0;
});
method(BytesLike, '__ne__', function (x) {
    const order = bytesOrder(this, x);
    return order === null ? NotImplemented : order !== 0;
});
method(BytesLike, '__lt__', function (x) {
    const order = bytesOrder(this, x);
    return order === null ? NotImplemented : order < 0;
});
method(BytesLike, '__le__', function (x) {
    const order = bytesOrder(this, x);
    return order === null ? NotImplemented : order <= 0;
});
method(BytesLike, '__gt__', function (x) {
    const order = bytesOrder(this, x);
    return order === null ? NotImplemented : order > 0;
});
method(BytesLike, '__ge__', function (x) {
    const order = bytesOrder(this, x);
    return order === null ? NotImplemented : order >= 0;
});
method(Bytes, '__hash__', function () {
    // FNV-1a.
    let h = 0x811c9dc5;
    for (const v of this.a) h = Math.imul(h ^ v, 0x1000193);
    return h | 0;
});
method(ByteArray, '__hash__', function () {
    throw new TypeError_("unhashable type: 'bytearray'");
});
method(Bytes, '__bytes__', function () {
    return this;
});
method(Bytes, '__repr__', function () {
    return bytesRepr(this.a);
});
method(ByteArray, '__repr__', function () {
    // CPython escapes ' here whatever the quotes are.
    const text = bytesRepr(this.a);
    return `bytearray(${text[1] === '"' ? text.replaceAll("'", "\\'") : text})`;
});

export function bytesRepr(a) {
    const text = bytesText(a);
    const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
    return 'b' + quote + text.replace(/[^ -~]|['\\]/g, c => {
        if (c === '"' || c === "'" || c === '\\') return c === quote || c === '\\' ? '\\' + c : c;
        return c === '\n' ? '\\n' : c === '\r' ? '\\r' : c === '\t' ? '\\t' : '\\x' + c.charCodeAt(0).toString(16).padStart(2, '0');
    }) + quote;
}

// ---- Text-like methods ----

method(BytesLike, 'upper', function () {
    textNone(arguments.length, bytesName(this, 'upper'));
    return bytesLike(this, bytesUpper(bytesText(this.a)));
});
method(BytesLike, 'lower', function () {
    textNone(arguments.length, bytesName(this, 'lower'));
    return bytesLike(this, bytesLower(bytesText(this.a)));
});

function bytesUpper(text) {
    return text.replace(/[a-z]+/g, x => x.toUpperCase());
}

function bytesLower(text) {
    return text.replace(/[A-Z]+/g, x => x.toLowerCase());
}

method(BytesLike, 'capitalize', function () {
    textNone(arguments.length, bytesName(this, 'capitalize'));
    const text = bytesText(this.a);
    return bytesLike(this, bytesUpper(text.slice(0, 1)) + bytesLower(text.slice(1)));
});
method(BytesLike, 'title', function () {
    textNone(arguments.length, bytesName(this, 'title'));
    return bytesLike(this, bytesText(this.a).replace(/[A-Za-z]+/g, x => x[0].toUpperCase() + x.slice(1).toLowerCase()));
});
method(BytesLike, 'swapcase', function () {
    textNone(arguments.length, bytesName(this, 'swapcase'));
    return bytesLike(this, bytesText(this.a).replace(/([A-Z]+)|[a-z]+/g, (x, upper) => (upper ? x.toLowerCase() : x.toUpperCase())));
});

function bytesTest(self, given, name, regex) {
    textNone(given, bytesName(self, name));
    return regex.test(bytesText(self.a));
}

method(BytesLike, 'isalnum', function () {
    return bytesTest(this, arguments.length, 'isalnum', /^[0-9A-Za-z]+$/);
});
method(BytesLike, 'isalpha', function () {
    return bytesTest(this, arguments.length, 'isalpha', /^[A-Za-z]+$/);
});
method(BytesLike, 'isascii', function () {
    return bytesTest(this, arguments.length, 'isascii', /^[\0-\x7f]*$/);
});
method(BytesLike, 'isdigit', function () {
    return bytesTest(this, arguments.length, 'isdigit', /^[0-9]+$/);
});
method(BytesLike, 'islower', function () {
    return bytesTest(this, arguments.length, 'islower', /^[^A-Z]*[a-z][^A-Z]*$/);
});
method(BytesLike, 'isupper', function () {
    return bytesTest(this, arguments.length, 'isupper', /^[^a-z]*[A-Z][^a-z]*$/);
});
method(BytesLike, 'isspace', function () {
    return bytesTest(this, arguments.length, 'isspace', /^[\t-\r ]+$/);
});
method(BytesLike, 'istitle', function () {
    return bytesTest(this, arguments.length, 'istitle', /^[^A-Za-z]*(?:[A-Z][a-z]*(?:[^A-Za-z]+|$))+$/);
});

// The index of the first (last) `sub` in [start, end), or -1.
function bytesFind(self, sub, start, end, last) {
    sub = bytesPart(sub);
    const [lo, hi] = textRange(start, end, self.a.length);
    if (hi - lo < sub.length) return -1;
    const text = bytesText(self.a.subarray(lo, hi));
    const i = last ? text.lastIndexOf(sub) : text.indexOf(sub);
    return i < 0 ? i : i + lo;
}

function bytesFound(i) {
    if (i < 0) throw new ValueError('subsection not found');
    return i;
}

method(BytesLike, 'find', function (sub, start, end) {
    textParsed(arguments.length, 1, 3, 'find');
    return bytesFind(this, sub, start, end, false);
});
method(BytesLike, 'rfind', function (sub, start, end) {
    textParsed(arguments.length, 1, 3, 'rfind');
    return bytesFind(this, sub, start, end, true);
});
method(BytesLike, 'index', function (sub, start, end) {
    textParsed(arguments.length, 1, 3, 'index');
    return bytesFound(bytesFind(this, sub, start, end, false));
});
method(BytesLike, 'rindex', function (sub, start, end) {
    textParsed(arguments.length, 1, 3, 'rindex');
    return bytesFound(bytesFind(this, sub, start, end, true));
});
method(BytesLike, 'count', function (sub, start, end) {
    textParsed(arguments.length, 1, 3, 'count');
    sub = bytesPart(sub);
    const [lo, hi] = textRange(start, end, this.a.length);
    if (lo > hi) return 0;
    return sub ? bytesText(this.a.subarray(lo, hi)).split(sub).length - 1 : hi - lo + 1;
});

function bytesAffix(self, affix, start, end, name) {
    const [lo, hi] = textRange(start, end, self.a.length);
    const text = lo > hi ? null : bytesText(self.a.subarray(lo, hi));
    const test = x => {
        const part = bytesArg(x);
        return text !== null && (name === 'startswith' ? text.startsWith(part) : text.endsWith(part));
    };
    if (affix instanceof Tuple) return affix.some(test);
    if (!(affix instanceof BytesLike)) throw new TypeError_(`${name} first arg must be bytes or a tuple of bytes, not ${typeName(affix)}`);
    return test(affix);
}

method(BytesLike, 'startswith', function (prefix, start, end) {
    textParsed(arguments.length, 1, 3, 'startswith');
    return bytesAffix(this, prefix, start, end, 'startswith');
});
method(BytesLike, 'endswith', function (suffix, start, end) {
    textParsed(arguments.length, 1, 3, 'endswith');
    return bytesAffix(this, suffix, start, end, 'endswith');
});
method(BytesLike, 'removeprefix', function (prefix) {
    textOne(arguments.length, bytesName(this, 'removeprefix'));
    const part = bytesArg(prefix);
    return this._$like(this.a.slice(bytesText(this.a).startsWith(part) ? part.length : 0));
});
method(BytesLike, 'removesuffix', function (suffix) {
    textOne(arguments.length, bytesName(this, 'removesuffix'));
    const part = bytesArg(suffix);
    return this._$like(this.a.slice(0, this.a.length - (bytesText(this.a).endsWith(part) ? part.length : 0)));
});

// sides: 1 left, 2 right, 3 both.
function bytesStrip(self, chars, sides) {
    const set = chars == null ? '\t\n\v\f\r ' : bytesArg(chars);
    const text = bytesText(self.a);
    let lo = 0;
    let hi = text.length;
    if (sides & 1) while (lo < hi && set.includes(text[lo])) lo++;
    if (sides & 2) while (lo < hi && set.includes(text[hi - 1])) hi--;
    return self._$like(self.a.slice(lo, hi));
}

method(BytesLike, 'strip', function (chars) {
    textBetween(arguments.length, 0, 1, 'strip');
    return bytesStrip(this, chars, 3);
});
method(BytesLike, 'lstrip', function (chars) {
    textBetween(arguments.length, 0, 1, 'lstrip');
    return bytesStrip(this, chars, 1);
});
method(BytesLike, 'rstrip', function (chars) {
    textBetween(arguments.length, 0, 1, 'rstrip');
    return bytesStrip(this, chars, 2);
});

// The parts as texts, cut at most `max` times.
function bytesSplit(text, sep, max, back) {
    const parts = [];
    if (sep === null) {
        const space = back ? /[\t-\r ]+$/ : /^[\t-\r ]+/;
        const word = back ? /[^\t-\r ]+$/ : /^[^\t-\r ]+/;
        for (;;) {
            text = text.replace(space, '');
            if (!text) break;
            if (parts.length === max) {
                parts.push(text);
                break;
            }
            const found = text.match(word)[0];
            parts.push(found);
            text = back ? text.slice(0, -found.length) : text.slice(found.length);
        }
    } else {
        if (!sep) throw new ValueError('empty separator');
        for (;;) {
            const i = parts.length === max ? -1 : back ? text.lastIndexOf(sep) : text.indexOf(sep);
            if (i < 0) break;
            parts.push(back ? text.slice(i + sep.length) : text.slice(0, i));
            text = back ? text.slice(0, i) : text.slice(i + sep.length);
        }
        parts.push(text);
    }
    return back ? parts.reverse() : parts;
}

function bytesParts(self, sep, maxsplit, back) {
    const n = maxsplit === undefined ? -1 : textIndex(maxsplit);
    const text = bytesText(self.a);
    return bytesSplit(text, sep == null ? null : bytesArg(sep), n < 0 ? Infinity : n, back).map(x => bytesLike(self, x));
}

method(BytesLike, 'split', function (sep, maxsplit) {
    textParsed(arguments.length, 0, 2, 'split');
    return bytesParts(this, sep, maxsplit, false);
}, 'sep=,maxsplit=');
method(BytesLike, 'rsplit', function (sep, maxsplit) {
    textParsed(arguments.length, 0, 2, 'rsplit');
    return bytesParts(this, sep, maxsplit, true);
}, 'sep=,maxsplit=');
method(BytesLike, 'splitlines', function (keepends) {
    textParsed(arguments.length, 0, 1, 'splitlines');
    const keep = keepends !== undefined && textIndex(keepends);
    const lines = bytesText(this.a).match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+/g) ?? [];
    return Array.from(lines, x => bytesLike(this, keep ? x : x.replace(/(?:\r\n|\r|\n)$/, '')));
}, 'keepends=');

function bytesCut(self, sep, back) {
    const part = bytesArg(sep);
    if (!part) throw new ValueError('empty separator');
    const text = bytesText(self.a);
    const i = back ? text.lastIndexOf(part) : text.indexOf(part);
    const parts = i >= 0 ? [text.slice(0, i), part, text.slice(i + part.length)] : back ? ['', '', text] : [text, '', ''];
    return tuple_of(parts.map(x => bytesLike(self, x)));
}

method(BytesLike, 'partition', function (sep) {
    textOne(arguments.length, bytesName(this, 'partition'));
    return bytesCut(this, sep, false);
});
method(BytesLike, 'rpartition', function (sep) {
    textOne(arguments.length, bytesName(this, 'rpartition'));
    return bytesCut(this, sep, true);
});
method(BytesLike, 'join', function (iterable) {
    textOne(arguments.length, bytesName(this, 'join'));
    return bytesLike(this, textItems(iterable).map((x, i) => {
        if (x instanceof BytesLike) return bytesText(x.a);
        throw new TypeError_(`sequence item ${i}: expected a bytes-like object, ${typeName(x)} found`);
    }).join(bytesText(this.a)));
});
method(BytesLike, 'replace', function (old, new_, count) {
    textBetween(arguments.length, 2, 3, 'replace');
    const from = bytesArg(old);
    const to = bytesArg(new_);
    const n = count === undefined ? -1 : textIndex(count);
    const text = bytesText(this.a);
    if (from) return bytesLike(this, bytesSplit(text, from, n < 0 ? Infinity : n, false).join(to));
    const parts = ['', ...text, ''];
    const cut = n < 0 ? parts.length : n + 1;
    return bytesLike(this, n === 0 ? text : parts.slice(0, cut).join(to) + parts.slice(cut).join(''));
});

function bytesPad(self, width, fill, given, name) {
    textBetween(given, 1, 2, name);
    width = textIndex(width);
    if (fill !== undefined && !(fill instanceof BytesLike && fill.a.length === 1)) {
        throw new TypeError_(`${name}() argument 2 must be a byte string of length 1, not ${fill === null ? 'None' : typeName(fill)}`);
    }
    const c = fill === undefined ? ' ' : bytesText(fill.a);
    const pad = Math.max(0, width - self.a.length);
    const left = name === 'ljust' ? 0 : name === 'rjust' ? pad : (pad >> 1) + (pad & width & 1);
    return bytesLike(self, c.repeat(left) + bytesText(self.a) + c.repeat(pad - left));
}

method(BytesLike, 'center', function (width, fill) {
    return bytesPad(this, width, fill, arguments.length, 'center');
});
method(BytesLike, 'ljust', function (width, fill) {
    return bytesPad(this, width, fill, arguments.length, 'ljust');
});
method(BytesLike, 'rjust', function (width, fill) {
    return bytesPad(this, width, fill, arguments.length, 'rjust');
});
method(BytesLike, 'zfill', function (width) {
    textOne(arguments.length, bytesName(this, 'zfill'));
    const text = bytesText(this.a);
    const pad = textIndex(width) - text.length;
    const sign = text[0] === '+' || text[0] === '-' ? text[0] : '';
    return bytesLike(this, pad <= 0 ? text : sign + '0'.repeat(pad) + text.slice(sign.length));
});
method(BytesLike, 'expandtabs', function (tabsize) {
    textParsed(arguments.length, 0, 1, 'expandtabs');
    return bytesLike(this, bytesText(this.a).$expandtabs(tabsize === undefined ? 8 : tabsize));
}, 'tabsize=');
method(BytesLike, 'translate', function (table, remove) {
    if (!arguments.length) throw new TypeError_('translate() takes at least 1 positional argument (0 given)');
    textParsed(arguments.length, 1, 2, 'translate');
    const map = table === null ? null : bytesArg(table);
    if (map !== null && map.length !== 256) throw new ValueError('translation table must be 256 characters long');
    const gone = remove === undefined ? '' : bytesArg(remove);
    let out = '';
    for (const c of bytesText(this.a)) if (!gone.includes(c)) out += map === null ? c : map[c.charCodeAt(0)];
    return bytesLike(this, out);
}, 'table,delete=');

function bytesMaketrans(from, to) {
    textBetween(arguments.length, 2, 2, 'maketrans');
    const x = bytesArg(from);
    const y = bytesArg(to);
    if (x.length !== y.length) throw new ValueError('maketrans arguments must have same length');
    const a = Uint8Array.from({length: 256}, (_, i) => i);
    for (let i = 0; i < x.length; i++) a[x.charCodeAt(i)] = y.charCodeAt(i);
    return new Bytes(a);
}
smethod(PyBytesType, 'maketrans', bytesMaketrans);
smethod(PyByteArrayType, 'maketrans', bytesMaketrans);
smethod(PyBytesType, 'fromhex', function (text) {
    textOne(arguments.length, 'bytes.fromhex');
    return new Bytes(bytesFromHex(text));
});
smethod(PyByteArrayType, 'fromhex', function (text) {
    textOne(arguments.length, 'bytearray.fromhex');
    return new ByteArray(bytesFromHex(text));
});

// The bytes that a text of hexadecimal digits says; blanks may stand between the pairs.
function bytesFromHex(text) {
    const s = strClinic(text, 'fromhex() argument');
    const out = [];
    for (let i = 0; i < s.length; i++) {
        if (/[\t-\r ]/.test(s[i])) continue;
        for (let j = i; j < i + 2; j++) {
            if (!/[0-9a-fA-F]/.test(s[j] ?? ' ')) throw new ValueError('non-hexadecimal number found in fromhex() arg at position ' + j);
        }
        out.push(parseInt(s.slice(i, i + 2), 16));
        i++;
    }
    return Uint8Array.from(out);
}

method(BytesLike, 'hex', function (sep, every) {
    textParsed(arguments.length, 0, 2, 'hex');
    const digits = Array.from(this.a, v => v.toString(16).padStart(2, '0'));
    if (sep === undefined) return digits.join('');
    const c = isStr(sep) ? strOf(sep) : sep instanceof BytesLike ? bytesText(sep.a) : null;
    if (c === null) throw new TypeError_(typeof sep === 'object' && sep !== null ? 'sep must be str or bytes.' : `object of type '${typeName(sep)}' has no len()`);
    if (c.length !== 1) throw new ValueError('sep must be length 1.');
    if (c > '\x7f') throw new ValueError('sep must be ASCII.');
    const n = every === undefined ? 1 : textIndex(every);
    // A positive count groups from the right.
    const phase = n > 0 ? digits.length % n : 0;
    return digits.map((x, i) => (i && n && (i - phase) % n === 0 ? c + x : x)).join('');
}, 'sep=,bytes_per_sep=');

// ---- Text ----

method(BytesLike, 'decode', function (encoding, errors) {
    textParsed(arguments.length, 0, 2, 'decode');
    if (encoding !== undefined) encoding = strClinic(encoding, "decode() argument 'encoding'");
    if (errors !== undefined) errors = strClinic(errors, "decode() argument 'errors'");
    return decodeBytes(this, encoding, errors);
}, 'encoding=,errors=');

// str(), repr(), ascii() of every value. Primitives are answered here; each other type says its own __repr__, which
// the linker keeps only when the type is reached.
import {functionRepr, method, objectRepr, typeName} from './core.js';
import {TypeError_} from './exceptions.js';
import {Float} from './float.js';
import {it} from './generators.js';
import {intStr} from './int.js';
import {jstext} from './javascript.js';
import {floatRepr} from './numfmt.js';
import {said} from './reached.js';
import {Tuple} from './tuple.js';
import {Dict} from './dict.js';
import {FrozenSet, PySet} from './set.js';

// The containers whose repr is being made: one that holds itself shows as [...].
const reprActive = new Set();

export function repr_(x) {
    if (arguments.length !== 1) throw new TypeError_(`repr() takes exactly one argument (${arguments.length} given)`);
    switch (typeof x) {
        case 'string':
            return strRepr(x);
        case 'number':
            return Number.isInteger(x) ? String(x) : floatRepr(x);
        case 'boolean':
            return x ? 'True' : 'False';
        case 'bigint':
            return intStr(x);
        case 'undefined':
            return 'None';
    }
    if (x === null) return 'None';
    return reprChecked(reprOwner(x).__repr__, x, '__repr__') ?? reprPlain(x);
}

export function str_(x) {
    switch (typeof x) {
        case 'string':
            return x;
        case 'object':
        case 'function':
            return x === null ? 'None' : reprChecked(reprOwner(x).__str__, x, '__str__') ?? (said('javascript') ? jstext(x) : undefined) ?? (typeof x._$v === 'string' ? x._$v : repr_(x));
    }
    return repr_(x);
}

export function ascii_(x) {
    if (arguments.length !== 1) throw new TypeError_(`ascii() takes exactly one argument (${arguments.length} given)`);
    return repr_(x).replace(/[^\0-\x7f]/gu, c => codeEscape(c.codePointAt(0)));
}

// A function says what its type says: a class carries the methods of its instances, for itself.
function reprOwner(x) {
    return typeof x === 'function' ? x._$class.prototype : x;
}

function reprChecked(f, x, name) {
    if (typeof f !== 'function') return null;
    const text = f.call(x);
    if (typeof text === 'string') return text;
    if (text instanceof String) return text.valueOf();
    throw new TypeError_(`${name} returned non-string (type ${typeName(text)})`);
}

// What has no __repr__: a function, a plain instance, an object of the browser.
function reprPlain(x) {
    if (typeof x === 'function') return functionRepr(x, repr_);
    // An instance of a subclass of int or float.
    if (x._$v !== undefined) return repr_(x._$v);
    return typeof x === 'object' && x._$class !== undefined ? objectRepr(x) : `<${Object.prototype.toString.call(x).slice(1, -1)}>`;
}

// ---- str ----

export function strRepr(s) {
    const quote = s.includes("'") && !s.includes('"') ? '"' : "'";
    return quote + s.replace(/[\\'"]|(?! )[\p{C}\p{Z}]/gu, c => {
        if (c === '\\' || c === quote) return '\\' + c;
        if (c === '"' || c === "'") return c;
        return c === '\n' ? '\\n' : c === '\r' ? '\\r' : c === '\t' ? '\\t' : codeEscape(c.codePointAt(0));
    }) + quote;
}

// \xe9, \u20ac, \U0001f600
export function codeEscape(code) {
    const hex = code.toString(16);
    return code < 0x100 ? '\\x' + hex.padStart(2, '0') : code < 0x10000 ? '\\u' + hex.padStart(4, '0') : '\\U' + hex.padStart(8, '0');
}

method(String, '__repr__', function () {
    return strRepr(this.valueOf());
});
method(String, '__str__', function () {
    return this.valueOf();
});
method(Number, '__repr__', function () {
    return repr_(this.valueOf());
});
method(BigInt, '__repr__', function () {
    return repr_(this.valueOf());
});
method(Boolean, '__repr__', function () {
    return repr_(this.valueOf());
});
method(Float, '__repr__', function () {
    return floatRepr(this);
});

// ---- Containers ----

// `write()`, or `again` if x is being written already.
export function reprGuard(x, again, write) {
    if (reprActive.has(x)) return again;
    reprActive.add(x);
    try {
        return write();
    } finally {
        reprActive.delete(x);
    }
}

function reprItems(items) {
    let out = '';
    // By index: an item's __repr__ may change the list.
    for (let i = 0; i < items.length; i++) out += (i ? ', ' : '') + repr_(items[i]);
    return out;
}

method(Array, '__repr__', function () {
    return this.length ? reprGuard(this, '[...]', () => `[${reprItems(this)}]`) : '[]';
});
method(Tuple, '__repr__', function () {
    return reprGuard(this, '(...)', () => `(${reprItems(this)}${this.length === 1 ? ',' : ''})`);
});
method(Dict, '__repr__', function () {
    return reprGuard(this, '{...}', () => {
        const parts = [];
        for (const [key, value] of this._$m) parts.push(`${repr_(key)}: ${repr_(value)}`);
        return `{${parts.join(', ')}}`;
    });
});
method(PySet, '__repr__', function () {
    return reprSet(this, 'set');
});
method(FrozenSet, '__repr__', function () {
    return reprSet(this, 'frozenset');
});

function reprSet(x, name) {
    const type = typeName(x);
    return reprGuard(x, `${type}(...)`, () => {
        const items = [...it(x)];
        if (!items.length) return `${type}()`;
        return type === 'set' && name === 'set' ? `{${reprItems(items)}}` : `${type}({${reprItems(items)}})`;
    });
}

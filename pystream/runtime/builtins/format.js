// format(), f-string fields, str.format, and the % operator of str and bytes.
import {Kw, getattr, method, typeName} from './core.js';
import {IndexError, KeyError, OverflowError, TypeError_, ValueError} from './exceptions.js';
import {Float, numOf, toDouble} from './float.js';
import {intStr, toIndex, truncate} from './int.js';
import {getitem} from './items.js';
import {doubleDigits, formatFloat, formatInt} from './numfmt.js';
import {ascii_, repr_, str_} from './repr.js';
import {isStr, strClinic, strOf, strPointAt, strSlice, strWide, strlen, textBetween, textOne} from './str.js';
import {Tuple} from './tuple.js';

// format(value, spec): what an f-string's field with a spec says. Without one, `fstr` is all it takes.
export function format_(value, spec) {
    textBetween(arguments.length, 1, 2, 'format');
    if (spec === undefined) return fstr(value);
    if (typeof spec !== 'string') spec = strClinic(spec, 'format() argument 2');
    if (spec === '') return fstr(value);
    switch (typeof value) {
        case 'string':
            return formatStr(value, spec);
        case 'number':
            return Number.isInteger(value) ? formatInt(value, spec) : formatFloat(value, spec);
        case 'bigint':
            return formatInt(value, spec);
        case 'boolean':
            return formatInt(value ? 1 : 0, spec, 'bool');
    }
    if (value instanceof Float) return formatFloat(value, spec);
    const own = formatOwn(value, spec);
    if (own !== undefined) return own;
    if (value instanceof String) return formatStr(value.valueOf(), spec);
    const v = numOf(value);
    if (v !== undefined && v !== null) return format_(v, spec);
    throw new TypeError_(`unsupported format string passed to ${typeName(value)}.__format__`);
}

// An f-string's field without spec: str(value), unless its class has a __format__.
export function fstr(value) {
    if (typeof value === 'string') return value;
    return formatOwn(value, '') ?? str_(value);
}

function formatOwn(value, spec) {
    if (typeof value !== 'object' && typeof value !== 'function' || value === null) return undefined;
    const f = typeof value === 'function' ? value._$class?.prototype?.__format__ : value.__format__;
    if (typeof f !== 'function') return undefined;
    const text = f.call(value, spec);
    if (!isStr(text)) throw new TypeError_(`__format__ must return a str, not ${typeName(text)}`);
    return strOf(text);
}

// '*>+#08_.3f' -> its parts. Absent: fill ' ', align `align`, type `type`, sign '', width and precision -1, group ''.
// `name` is the value's type in messages, align and type are that type's defaults.
export function parseSpec(spec, name, type, align) {
    const c = strWide(spec) ? Array.from(spec) : spec;
    const n = c.length;
    const p = {fill: ' ', align: align, sign: '', z: false, alt: false, zero: false, width: -1, group: '', precision: -1, type: type};
    let i = 0;
    let filled = false;
    let aligned = false;
    const isAlign = x => x === '<' || x === '>' || x === '=' || x === '^';
    if (n > 1 && isAlign(c[1])) {
        p.fill = c[0];
        p.align = c[1];
        filled = aligned = true;
        i = 2;
    } else if (n > 0 && isAlign(c[0])) {
        p.align = c[0];
        aligned = true;
        i = 1;
    }
    if (c[i] === '+' || c[i] === '-' || c[i] === ' ') p.sign = c[i++];
    if (c[i] === 'z') {
        p.z = true;
        i++;
    }
    if (c[i] === '#') {
        p.alt = true;
        i++;
    }
    if (!filled && c[i] === '0') {
        p.fill = '0';
        p.zero = true;
        if (!aligned && align === '>') p.align = '=';
        i++;
    }
    const digits = () => {
        const from = i;
        while (c[i] >= '0' && c[i] <= '9') i++;
        const text = (typeof c === 'string' ? c.slice(from, i) : c.slice(from, i).join(''));
        if (text.length > 18 && BigInt(text) > 0x7fffffffffffffffn) throw new ValueError('Too many decimal digits in format string');
        return text ? Number(text) : -1;
    };
    p.width = digits();
    if (c[i] === ',') p.group = c[i++];
    if (c[i] === '_') {
        if (p.group) throw new ValueError("Cannot specify both ',' and '_'.");
        p.group = c[i++];
    }
    if (c[i] === ',' && p.group === '_') throw new ValueError("Cannot specify both ',' and '_'.");
    if (c[i] === '.') {
        i++;
        p.precision = digits();
        if (p.precision < 0) throw new ValueError('Format specifier missing precision');
    }
    if (n - i > 1) throw new ValueError(`Invalid format specifier '${spec}' for object of type '${name}'`);
    if (n - i === 1) p.type = c[i];
    if (p.group && !('deEfFgG%'.includes(p.type) || p.type === '' || p.group === '_' && 'boxX'.includes(p.type))) {
        throw new ValueError(`Cannot specify '${p.group}' with ${formatCode(p.type)}.`);
    }
    return p;
}

function formatCode(c) {
    return c > ' ' && c < '\x80' ? `'${c}'` : `'\\x${c.codePointAt(0).toString(16)}'`;
}

// "Unknown format code 'd' for object of type 'str'"
export function unknownCode(type, name) {
    return new ValueError(`Unknown format code ${formatCode(type)} for object of type '${name}'`);
}

// What a text makes of its pieces, by text: a few formats recur often. Bounded, for a program may make them up.
function formatCached(cache, text, make) {
    let found = cache.get(text);
    if (found === undefined) {
        if (cache.size > 500) cache.clear();
        found = make(text);
        cache.set(text, found);
    }
    return found;
}

const strSpecs = new Map();

export function formatStr(s, spec) {
    const p = formatCached(strSpecs, spec, strSpec);
    if (p.precision >= 0) s = strSlice(s, 0, p.precision);
    const pad = p.width - strlen(s);
    if (pad <= 0) return s;
    const left = p.align === '<' ? 0 : p.align === '>' ? pad : pad >> 1;
    return p.fill.repeat(left) + s + p.fill.repeat(pad - left);
}

function strSpec(spec) {
    const p = parseSpec(spec, 'str', 's', '<');
    if (p.type !== 's') throw unknownCode(p.type, 'str');
    if (p.sign) throw new ValueError(`${p.sign === ' ' ? 'Space' : 'Sign'} not allowed in string format specifier`);
    if (p.z) throw new ValueError('Negative zero coercion (z) not allowed in string format specifier');
    if (p.alt) throw new ValueError('Alternate form (#) not allowed in string format specifier');
    if (p.align === '=') throw new ValueError("'=' alignment not allowed in string format specifier");
    return p;
}

method(String, '__format__', function (spec) {
    textOne(arguments.length, 'str.__format__');
    spec = strClinic(spec, '__format__() argument');
    return spec ? formatStr(strOf(this), spec) : strOf(this);
});

// ---- str.format ----

method(String, 'format', function (...args) {
    const kw = args.at(-1) instanceof Kw ? args.pop()._$names : {};
    return formatFields(strOf(this), args, key => {
        if (Object.hasOwn(kw, key)) return kw[key];
        throw new KeyError(key);
    });
}, '*args,**kw');
method(String, 'format_map', function (mapping) {
    textOne(arguments.length, 'str.format_map');
    return formatFields(strOf(this), null, key => getitem(mapping, key));
});

// args: null if there are no positional ones to take; named(key) gives or raises.
export function formatFields(text, args, named) {
    return formatText(text, {_$args: args, _$named: named, _$next: 0, _$auto: null}, 2);
}

const formatTexts = new Map();

function formatText(text, state, depth) {
    if (!depth) throw new ValueError('Max string recursion exceeded');
    let out = '';
    for (const piece of formatCached(formatTexts, text, formatPieces)) {
        if (typeof piece === 'string') out += piece;
        else if (piece._$mistake) throw new ValueError(piece._$mistake);
        else {
            let value = formatValue(piece._$name, state);
            if (piece._$conversion) value = formatConverted(value, piece._$conversion);
            out += format_(value, piece._$nested ? formatText(piece._$spec, state, depth - 1) : piece._$spec);
        }
    }
    return out;
}

// Literal texts and fields. A mistake is the last piece: the fields before it have their turn first.
function formatPieces(text) {
    const pieces = [];
    const n = text.length;
    let i = 0;
    try {
        while (i < n) {
            const from = i;
            while (i < n && text[i] !== '{' && text[i] !== '}') i++;
            if (i > from) pieces.push(text.slice(from, i));
            if (i === n) break;
            const c = text[i++];
            if (text[i] === c) {
                pieces.push(c);
                i++;
                continue;
            }
            if (c === '}' || i === n) throw new ValueError(`Single '${c}' encountered in format string`);
            const field = formatField(text, i);
            i = field._$end;
            pieces.push(field);
        }
    } catch (e) {
        pieces.push({_$mistake: e.args[0]});
    }
    return pieces;
}

// The parts of the field whose text begins at i, after its brace.
function formatField(text, i) {
    const n = text.length;
    const from = i;
    let inBracket = false;
    let c;
    for (c = ''; i < n;) {
        c = text[i++];
        if (c === '[') inBracket = true;
        else if (c === ']') inBracket = false;
        else if (!inBracket) {
            if (c === '{') throw new ValueError("unexpected '{' in field name");
            if (c === '}' || c === ':' || c === '!') break;
        }
    }
    const closed = c === '}' || c === ':' || c === '!';
    const field = {_$name: text.slice(from, closed && !inBracket ? i - 1 : i), _$conversion: '', _$spec: '', _$nested: false, _$end: i, _$mistake: ''};
    if (c === '}' && !inBracket) return field;
    if (inBracket || !closed) throw new ValueError("expected '}' before end of string");
    if (c === '!') {
        if (i === n) throw new ValueError('end of string while looking for conversion specifier');
        field._$conversion = String.fromCodePoint(text.codePointAt(i));
        i += field._$conversion.length;
        if (i < n) {
            c = text[i++];
            field._$end = i;
            if (c === '}') return field;
            if (c !== ':') throw new ValueError("expected ':' after conversion specifier");
        }
    }
    const start = i;
    for (let open = 1; i < n; i++) {
        if (text[i] === '{') {
            field._$nested = true;
            open++;
        } else if (text[i] === '}' && !--open) {
            field._$spec = text.slice(start, i);
            field._$end = i + 1;
            return field;
        }
    }
    throw new ValueError("unmatched '{' in format spec");
}

// 'a.b[0]' -> the object
function formatValue(name, state) {
    if (!name && state._$auto !== 'manual' && state._$args !== null && state._$next < state._$args.length) {
        state._$auto = 'automatic';
        return state._$args[state._$next++];
    }
    const first = name.match(/^[^.[]*/)[0];
    let index = formatNumber(first);
    if (index >= 0 || !first) {
        if (!state._$auto) state._$auto = first ? 'manual' : 'automatic';
        if (state._$auto === 'manual' && !first) throw new ValueError('cannot switch from manual field specification to automatic field numbering');
        if (state._$auto === 'automatic' && first) throw new ValueError('cannot switch from automatic field numbering to manual field specification');
        if (!first) index = state._$next++;
    }
    let value;
    if (index < 0) value = state._$named(first);
    else {
        if (state._$args === null) throw new ValueError('Format string contains positional fields');
        if (index >= state._$args.length) throw new IndexError(`Replacement index ${index} out of range for positional args tuple`);
        value = state._$args[index];
    }
    for (let i = first.length; i < name.length;) {
        const c = name[i++];
        let key;
        if (c === '.') {
            key = name.slice(i).match(/^[^.[]*/)[0];
            i += key.length;
        } else if (c === '[') {
            const end = name.indexOf(']', i);
            if (end < 0) throw new ValueError("Missing ']' in format string");
            key = name.slice(i, end);
            i = end + 1;
        } else throw new ValueError("Only '.' or '[' may follow ']' in format field specifier");
        if (!key) throw new ValueError('Empty attribute in format string');
        if (c === '.') value = getattr(value, key);
        else {
            const at = formatNumber(key);
            value = getitem(value, at < 0 ? key : at);
        }
    }
    return value;
}

function formatNumber(text) {
    if (!/^\d+$/.test(text)) return -1;
    if (text.length > 18 && BigInt(text) > 0x7fffffffffffffffn) throw new ValueError('Too many decimal digits in format string');
    return Number(text);
}

function formatConverted(value, conversion) {
    switch (conversion) {
        case 'r':
            return repr_(value);
        case 's':
            return str_(value);
        case 'a':
            return ascii_(value);
    }
    throw new ValueError('Unknown conversion specifier ' + (conversion > ' ' && conversion < '\x7f' ? conversion : '\\x' + conversion.codePointAt(0).toString(16)));
}

// ---- % ----

// `text % args`
export function percent(text, args) {
    text = strOf(text);
    const plain = formatCached(percentPlain, text, percentPieces);
    if (plain === null || !(args instanceof Tuple) || plain.length !== 2 * args.length + 1) return percentText(text, args, null);
    for (let i = 0; i < args.length; i++) {
        if (plain[2 * i + 1] === 'd' && (typeof args[i] !== 'number' || !Number.isInteger(args[i]))) return percentText(text, args, null);
    }
    let out = plain[0];
    for (let i = 0; i < args.length; i++) out += str_(args[i]) + plain[2 * i + 2];
    return out;
}

// 'a %s b %d' -> ['a ', 's', ' b ', 'd', '']; null if there is more to it than %s and %d.
const percentPlain = new Map();

function percentPieces(text) {
    return /^(?:[^%]|%[sd])*$/.test(text) ? text.split(/%([sd])/) : null;
}

// The same for bytes, as Latin-1 text; `key` makes the bytes of a name.
export function bytesPercent(text, args, key) {
    return percentText(text, args, key);
}

function percentText(text, args, bytes) {
    const tuple = args instanceof Tuple;
    const mapping = !tuple && percentMapping(args) && !(bytes && args.a);
    let items = tuple ? args : [args];
    let used = 0;
    const next = () => {
        if (used >= items.length) throw new TypeError_('not enough arguments for format string');
        return items[used++];
    };
    const n = text.length;
    let out = '';
    let i = 0;
    for (;;) {
        const at = text.indexOf('%', i);
        if (at < 0) break;
        out += text.slice(i, at);
        i = at + 1;
        if (text[i] === '%') {
            out += '%';
            i++;
            continue;
        }
        const p = {_$left: false, _$plus: false, _$blank: false, _$alt: false, _$zero: false, _$width: -1, _$precision: -1};
        if (text[i] === '(') {
            const from = ++i;
            for (let open = 1; open; i++) {
                if (i >= n) throw mapping ? new ValueError('incomplete format key') : new TypeError_('format requires a mapping');
                if (text[i] === '(') open++;
                else if (text[i] === ')') open--;
            }
            if (!mapping) throw new TypeError_('format requires a mapping');
            const key = text.slice(from, i - 1);
            items = [getitem(args, bytes ? bytes(key) : key)];
            used = 0;
        }
        for (;; i++) {
            const c = text[i];
            if (c === '-') p._$left = true;
            else if (c === '+') p._$plus = true;
            else if (c === ' ') p._$blank = true;
            else if (c === '#') p._$alt = true;
            else if (c === '0') p._$zero = true;
            else break;
        }
        const number = what => {
            if (text[i] === '*') {
                i++;
                const x = numOf(next());
                if (typeof x !== 'bigint' && !Number.isInteger(x)) throw new TypeError_('* wants int');
                if (typeof x === 'bigint') throw new OverflowError('Python int too large to convert to C ' + (what === 'width' ? 'ssize_t' : 'int'));
                return x;
            }
            const digits = text.slice(i).match(/^\d*/)[0];
            i += digits.length;
            if (Number(digits) >= (what === 'width' ? 2 ** 63 : 2 ** 31)) throw new ValueError(what + ' too big');
            return digits ? Number(digits) : -1;
        };
        p._$width = number('width');
        if (p._$width < -1 || text[i - 1] === '*' && p._$width < 0) {
            p._$left = true;
            p._$width = -p._$width;
        }
        if (text[i] === '.') {
            i++;
            p._$precision = Math.max(0, number(bytes ? 'prec' : 'precision'));
        }
        if (text[i] === 'h' || text[i] === 'l' || text[i] === 'L') i++;
        if (i >= n) throw new ValueError('incomplete format');
        const type = String.fromCodePoint(text.codePointAt(i));
        if (type === '%') {
            // '%5%': the flags go for nothing, but an argument is taken.
            next();
            throw percentUnknown(text, type, i, bytes);
        }
        const value = next();
        out += percentOne(value, type, p, bytes) ?? percentFail(text, type, i, bytes);
        i += type.length;
    }
    if (used < items.length && !mapping) {
        throw new TypeError_(`not all arguments converted during ${bytes ? 'bytes' : 'string'} formatting`);
    }
    return out + text.slice(i);
}

function percentFail(text, type, i, bytes) {
    throw percentUnknown(text, type, i, bytes);
}

function percentUnknown(text, type, i, bytes) {
    const code = type.codePointAt(0);
    return new ValueError(`unsupported format character '${bytes || code > 31 && code < 127 ? type : '?'}' (0x${code.toString(16)}) at index ${strWide(text) ? strPointAt(text, i) : i}`);
}

// Whether `text % x` may look up names in x: it has items, and is neither a tuple nor a str.
function percentMapping(x) {
    return typeof x === 'object' && x !== null && !(x instanceof String) && (Array.isArray(x) || x._$m !== undefined || x.__getitem__ !== undefined);
}

// One converted value, padded; undefined for an unknown type.
function percentOne(value, type, p, bytes) {
    switch (type) {
        case 's':
        case 'b':
            if (bytes) return percentPad(percentRaw(value, p), p);
            if (type === 'b') return undefined;
            return percentPad(percentCut(str_(value), p), p);
        case 'r':
        case 'a':
            return percentPad(percentCut(type === 'a' || bytes ? ascii_(value) : repr_(value), p), p);
        case 'c':
            return percentPad(percentChar(value, bytes), p);
        case 'd':
        case 'i':
        case 'u':
            return percentSigned(percentDecimal(value, bytes ? 'd' : type), p, '');
        case 'o':
        case 'x':
        case 'X':
            return percentRadix(value, type, p);
        case 'e':
        case 'E':
        case 'f':
        case 'F':
        case 'g':
        case 'G':
            return percentFloat(value, type, p, bytes);
    }
    return undefined;
}

function percentCut(s, p) {
    return p._$precision >= 0 ? strSlice(s, 0, p._$precision) : s;
}

function percentPad(s, p) {
    const pad = Math.max(0, p._$width - strlen(s));
    return p._$left ? s + ' '.repeat(pad) : ' '.repeat(pad) + s;
}

// %s of bytes: a bytes-like object, or one with __bytes__.
function percentRaw(value, p) {
    const from = typeof value?.__bytes__ === 'function' ? value.__bytes__() : value;
    if (!(from?.a instanceof Uint8Array)) {
        throw new TypeError_(`%b requires a bytes-like object, or an object that implements __bytes__, not '${typeName(value)}'`);
    }
    return percentCut(Array.from(from.a, v => String.fromCharCode(v)).join(''), p);
}

function percentChar(value, bytes) {
    const wrong = bytes ? '%c requires an integer in range(256) or a single byte' : '%c requires int or char';
    if (!bytes && isStr(value)) {
        if (strlen(strOf(value)) !== 1) throw new TypeError_(wrong);
        return strOf(value);
    }
    if (bytes && value?.a instanceof Uint8Array) {
        if (value.a.length !== 1) throw new TypeError_(wrong);
        return String.fromCharCode(value.a[0]);
    }
    let v;
    try {
        v = toIndex(value);
    } catch (e) {
        if (e instanceof TypeError_) throw new TypeError_(wrong);
        throw e;
    }
    if (v < 0 || v >= (bytes ? 256 : 0x110000)) throw new OverflowError(`%c arg not in range(${bytes ? '256' : '0x110000'})`);
    return String.fromCodePoint(v);
}

// The digits of %d, with the sign.
function percentDecimal(value, type) {
    const v = numOf(value);
    if (typeof v === 'bigint' || Number.isInteger(v)) return intStr(v);
    if (typeof v === 'number' || v instanceof Float) return intStr(truncate(toDouble(v)));
    const f = value?.__int__ ?? value?.__index__;
    if (typeof f !== 'function' || isStr(value)) throw new TypeError_(`%${type} format: a real number is required, not ${typeName(value)}`);
    return intStr(numOf(f.call(value)));
}

function percentRadix(value, type, p) {
    let v;
    try {
        v = toIndex(value);
    } catch (e) {
        if (e instanceof TypeError_) throw new TypeError_(`%${type} format: an integer is required, not ${typeName(value)}`);
        throw e;
    }
    const text = v.toString(type === 'o' ? 8 : 16);
    return percentSigned(type === 'X' ? text.toUpperCase() : text, p, p._$alt ? '0' + type : '');
}

function percentFloat(value, type, p, bytes) {
    let v;
    try {
        v = toDouble(value);
    } catch (e) {
        throw bytes ? new TypeError_(`float argument required, not ${typeName(value)}`) : e;
    }
    const lower = type.toLowerCase();
    let text = doubleDigits(v, lower, p._$precision, p._$alt);
    if (type !== lower) text = text.toUpperCase();
    p._$precision = -1;
    return percentSigned(v < 0 || Object.is(v, -0) ? '-' + text : text, p, '');
}

// Sign, prefix, precision's zeros, width.
function percentSigned(text, p, prefix) {
    let sign = p._$plus ? '+' : p._$blank ? ' ' : '';
    if (text[0] === '-') {
        sign = '-';
        text = text.slice(1);
    }
    text = text.padStart(p._$precision, '0');
    const head = sign + prefix;
    if (p._$zero && !p._$left) return head + text.padStart(p._$width - head.length, '0');
    return percentPad(head + text, p);
}

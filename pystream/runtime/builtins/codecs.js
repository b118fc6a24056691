// Text to bytes and back: utf-8 (with and without signature), ascii, latin-1, utf-16, with CPython's error handlers.
// The native codec answers whenever nothing is wrong; the loops here find what is, and where.
import {Bytes, bytesRaw, bytesText} from './bytes.js';
import {LookupError, UnicodeDecodeError, UnicodeEncodeError} from './exceptions.js';
import {codeEscape} from './repr.js';

// The name that CPython's messages say, by the aliases written without - and _.
function codecName(encoding) {
    if (encoding === undefined) return 'utf-8';
    const key = encoding.toLowerCase().replace(/[-_ ]/g, '');
    const names = {
        utf8: 'utf-8', u8: 'utf-8', cp65001: 'utf-8', utf8sig: 'utf-8-sig', ascii: 'ascii', usascii: 'ascii', latin1: 'latin-1', latin: 'latin-1', l1: 'latin-1',
        iso88591: 'latin-1', utf16: 'utf-16', u16: 'utf-16', utf16le: 'utf-16-le', utf16be: 'utf-16-be',
    };
    if (!Object.hasOwn(names, key)) throw new LookupError('unknown encoding: ' + encoding);
    return names[key];
}

export function encodeText(s, encoding, errors) {
    const name = codecName(encoding);
    const lone = /\p{Cs}/u;
    if (name === 'utf-8' && !lone.test(s)) return new Bytes(new TextEncoder().encode(s));
    const handle = (start, end, why) => encodeHandled(s, name, errors ?? 'strict', start, end, why);
    if (name === 'ascii' || name === 'latin-1') {
        const limit = name === 'ascii' ? 0x80 : 0x100;
        return new Bytes(bytesRaw(encodeEach(s, c => (c.codePointAt(0) < limit ? c : null), handle, `ordinal not in range(${limit})`)));
    }
    const reason = 'surrogates not allowed';
    if (name.startsWith('utf-8')) {
        const text = encodeEach(s, c => (lone.test(c) ? null : bytesText(new TextEncoder().encode(c))), handle, reason);
        return new Bytes(bytesRaw((name === 'utf-8' ? '' : '\xef\xbb\xbf') + text));
    }
    const big = name === 'utf-16-be';
    const pair = code => (big ? String.fromCharCode(code >> 8, code & 255) : String.fromCharCode(code & 255, code >> 8));
    const units = text => {
        let out = '';
        for (let i = 0; i < text.length; i++) out += pair(text.charCodeAt(i));
        return out;
    };
    const each = Array.from(s, (c, i) => {
        if (!lone.test(c)) return units(c);
        if (errors === 'surrogateescape') errors = 'strict';
        return errors === 'surrogatepass' ? units(c) : units(handle(i, i + 1, reason));
    });
    return new Bytes(bytesRaw((name === 'utf-16' ? '\xff\xfe' : '') + each.join('')));
}

// Joins what `one` makes of each code point; runs for which it gives null go to the error handler.
function encodeEach(s, one, handle, reason) {
    const points = Array.from(s);
    let out = '';
    for (let i = 0; i < points.length; i++) {
        const part = one(points[i]);
        if (part !== null) {
            out += part;
            continue;
        }
        let end = i + 1;
        while (end < points.length && one(points[end]) === null) end++;
        out += handle(i, end, reason);
        i = end - 1;
    }
    return out;
}

// What stands for points [start, end): bytes as text.
function encodeHandled(s, name, errors, start, end, reason) {
    const fail = (from, to) => {
        throw new UnicodeEncodeError(name.replace('-sig', ''), s, from, to, reason);
    };
    const each = f => Array.from(s).slice(start, end).map((c, i) => f(c.codePointAt(0), start + i)).join('');
    if (errors === 'strict') fail(start, end);
    if (errors === 'ignore') return '';
    if (errors === 'replace') return '?'.repeat(end - start);
    if (errors === 'xmlcharrefreplace') return each(code => `&#${code};`);
    if (errors === 'backslashreplace') return each(code => codeEscape(code));
    if (errors === 'surrogatepass') {
        return each(code => {
            if (code < 0xd800 || code > 0xdfff || name === 'ascii' || name === 'latin-1') fail(start, end);
            return String.fromCharCode(0xed, 0x80 | code >> 6 & 63, 0x80 | code & 63);
        });
    }
    if (errors === 'surrogateescape') {
        return each((code, i) => {
            if (code < 0xdc80 || code > 0xdcff) fail(i, end);
            return String.fromCharCode(code - 0xdc00);
        });
    }
    throw new LookupError(`unknown error handler name '${errors}'`);
}

export function decodeBytes(self, encoding, errors) {
    let name = codecName(encoding);
    let a = self.a;
    const handle = (start, end, reason) => decodeHandled(self, name, errors ?? 'strict', start, end, reason);
    if (name === 'latin-1') return bytesText(a);
    if (name === 'ascii') {
        return bytesText(a).replace(/[\x80-\xff]/g, (_, i) => handle(i, i + 1, 'ordinal not in range(128)'));
    }
    if (name.startsWith('utf-8')) {
        const skip = name !== 'utf-8' && a[0] === 0xef && a[1] === 0xbb && a[2] === 0xbf ? 3 : 0;
        name = 'utf-8';
        try {
            return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(skip ? a.subarray(skip) : a);
        } catch {
            return decodeUtf8(a, skip, handle);
        }
    }
    let i = 0;
    if (name === 'utf-16') {
        const mark = a[0] << 8 | a[1];
        name = mark === 0xfeff ? 'utf-16-be' : 'utf-16-le';
        if (a.length > 1 && (mark === 0xfeff || mark === 0xfffe)) i = 2;
    }
    return decodeUtf16(a, i, name === 'utf-16-be', handle);
}

function decodeUtf8(a, i, handle) {
    let out = '';
    const n = a.length;
    while (i < n) {
        const lead = a[i];
        if (lead < 0x80) {
            out += String.fromCharCode(lead);
            i++;
            continue;
        }
        const size = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
        if (!size) {
            out += handle(i, i + 1, 'invalid start byte');
            i++;
            continue;
        }
        let code = lead & (0xff >> (size + 1));
        let k = 1;
        for (; k < size && i + k < n; k++) {
            const v = a[i + k];
            // No overlong forms, no surrogates, nothing past U+10FFFF: the second byte's range is narrower.
            const low = k > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
            const high = k > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
            if (v < low || v > high) break;
            code = code << 6 | v & 63;
        }
        if (k === size) out += String.fromCodePoint(code);
        else out += handle(i, i + k, i + k < n ? 'invalid continuation byte' : 'unexpected end of data');
        i += k;
    }
    return out;
}

function decodeUtf16(a, i, big, handle) {
    let out = '';
    const n = a.length;
    const unit = k => (big ? a[k] << 8 | a[k + 1] : a[k + 1] << 8 | a[k]);
    for (; i + 1 < n; i += 2) {
        const code = unit(i);
        if ((code & 0xf800) !== 0xd800) out += String.fromCharCode(code);
        else if (code >= 0xdc00) out += handle(i, i + 2, 'illegal encoding');
        else if (i + 3 >= n) {
            out += handle(i, n, 'unexpected end of data');
            return out;
        } else if ((unit(i + 2) & 0xfc00) === 0xdc00) {
            out += String.fromCharCode(code, unit(i + 2));
            i += 2;
        } else out += handle(i, i + 2, 'illegal UTF-16 surrogate');
    }
    return i < n ? out + handle(i, n, 'truncated data') : out;
}

function decodeHandled(self, name, errors, start, end, reason) {
    if (errors === 'ignore') return '';
    if (errors === 'replace') return '\ufffd';
    const part = self.a.subarray(start, end);
    if (errors === 'backslashreplace') return Array.from(part, codeEscape).join('');
    if (errors === 'surrogateescape' && part.every(v => v > 127)) return String.fromCharCode(...Array.from(part, v => 0xdc00 + v));
    if (errors !== 'strict' && errors !== 'surrogateescape' && errors !== 'surrogatepass') throw new LookupError(`unknown error handler name '${errors}'`);
    throw new UnicodeDecodeError(name, self, start, end, reason);
}

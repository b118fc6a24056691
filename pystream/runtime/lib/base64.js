// base64: RFC 4648 encodings over bytes.
import {ByteArray, Bytes} from '../builtins/bytes.js';
import {cls, sig, typeName} from '../builtins/core.js';
import {TypeError_, ValueError} from '../builtins/exceptions.js';

const BASE64_TABLE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE32_TABLE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BASE32HEX_TABLE = '0123456789ABCDEFGHIJKLMNOPQRSTUV';

/** binascii.Error */
const Base64Error = /*@__PURE__*/ cls(function Error(...a) {
  if (!new.target) return new Base64Error(...a);
  this.__init__(...a);
}, 'Error', [ValueError], null, {module: 'binascii'});

function base64Data(x) {
  if (x instanceof Bytes || x instanceof ByteArray) return x.a;
  throw new TypeError_("a bytes-like object is required, not '" + typeName(x) + "'");
}
// bytes, or str of ASCII
function base64Text(x) {
  if (typeof x === 'string') {
    if (/[^\x00-\x7f]/.test(x)) throw new ValueError('string argument should contain only ASCII characters');
    return x;
  }
  if (!(x instanceof Bytes || x instanceof ByteArray)) {
    throw new TypeError_("argument should be a bytes-like object or ASCII string, not '" + typeName(x) + "'");
  }
  let s = '';
  for (let i = 0; i < x.a.length; i++) s += String.fromCharCode(x.a[i]);
  return s;
}
function base64Bytes(text) {
  const a = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) a[i] = text.charCodeAt(i);
  return new Bytes(a);
}
// groups of `bits` bits, `size` letters to a block
function base64Letters(data, table, bits, size) {
  let out = '';
  let word = 0;
  let have = 0;
  for (let i = 0; i < data.length; i++) {
    word = word << 8 | data[i];
    have += 8;
    while (have >= bits) {
      have -= bits;
      out += table[word >> have & (1 << bits) - 1];
    }
    word &= 255;
  }
  if (have) out += table[word << bits - have & (1 << bits) - 1];
  while (out.length % size) out += '=';
  return out;
}

function base64B64encode(s, altchars = null) {
  let text = base64Letters(base64Data(s), BASE64_TABLE, 6, 4);
  if (altchars !== null) {
    const alt = base64Text(altchars);
    text = text.replace(/[+/]/g, c => c === '+' ? alt[0] : alt[1]);
  }
  return base64Bytes(text);
}
sig(base64B64encode, 'b64encode(s,altchars=)');
function base64B64decode(s, altchars = null, validate = false) {
  let text = base64Text(s);
  if (altchars !== null) {
    const alt = base64Text(altchars);
    text = Array.from(text, c => c === alt[0] ? '+' : c === alt[1] ? '/' : c).join('');
  }
  return base64Read(text, validate);
}
sig(base64B64decode, 'b64decode(s,altchars=,validate=)');
function base64Read(text, strict) {
  const out = [];
  let word = 0;
  let quad = 0;
  let pads = 0;
  let started = false;
  if (strict && text[0] === '=') throw new Base64Error('Leading padding not allowed');
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '=') {
      started = true;
      if (quad >= 2 && quad + ++pads >= 4) {
        // a full block: what follows is left alone, unless one is strict
        if (strict && i + 1 < text.length) throw new Base64Error('Excess data after padding');
        return new Bytes(Uint8Array.from(out));
      }
      continue;
    }
    const v = BASE64_TABLE.indexOf(c);
    if (v < 0) {
      if (strict) throw new Base64Error('Only base64 data is allowed');
      continue;
    }
    if (strict && started) throw new Base64Error('Discontinuous padding not allowed');
    pads = 0;
    if (quad === 0) word = v;
    else if (quad === 1) {
      out.push(word << 2 | v >> 4);
      word = v & 15;
    } else if (quad === 2) {
      out.push(word << 4 | v >> 2);
      word = v & 3;
    } else out.push(word << 6 | v);
    quad = (quad + 1) % 4;
  }
  if (quad === 1) {
    const n = Math.floor(out.length / 3) * 4 + 1;
    throw new Base64Error('Invalid base64-encoded string: number of data characters (' + n + ') cannot be 1 more than a multiple of 4');
  }
  if (quad) throw new Base64Error('Incorrect padding');
  return new Bytes(Uint8Array.from(out));
}
function base64StandardEncode(s) {
  return base64B64encode(s);
}
function base64StandardDecode(s) {
  return base64B64decode(s);
}
function base64UrlEncode(s) {
  return base64Bytes(base64Letters(base64Data(s), BASE64_TABLE, 6, 4).replace(/[+/]/g, c => c === '+' ? '-' : '_'));
}
function base64UrlDecode(s) {
  return base64Read(base64Text(s).replace(/[-_]/g, c => c === '-' ? '+' : '/'), false);
}
function base64B32encode(s) {
  return base64Bytes(base64Letters(base64Data(s), BASE32_TABLE, 5, 8));
}
function base64B32hexencode(s) {
  return base64Bytes(base64Letters(base64Data(s), BASE32HEX_TABLE, 5, 8));
}
function base64Read32(text, table) {
  if (text.length % 8) throw new Base64Error('Incorrect padding');
  const body = text.replace(/=+$/, '');
  const pads = text.length - body.length;
  const out = [];
  let word = 0;
  let have = 0;
  for (const c of body) {
    const v = table.indexOf(c);
    if (v < 0) throw new Base64Error('Non-base32 digit found');
    word = word << 5 | v;
    have += 5;
    if (have >= 8) {
      have -= 8;
      out.push(word >> have & 255);
      word &= (1 << have) - 1;
    }
  }
  if (pads && ![1, 3, 4, 6].includes(pads)) throw new Base64Error('Incorrect padding');
  return new Bytes(Uint8Array.from(out));
}
function base64B32decode(s, casefold = false, map01 = null) {
  let text = base64Text(s);
  if (map01 !== null) text = text.replace(/0/g, 'O').replace(/1/g, base64Text(map01));
  return base64Read32(casefold ? text.toUpperCase() : text, BASE32_TABLE);
}
sig(base64B32decode, 'b32decode(s,casefold=,map01=)');
function base64B32hexdecode(s, casefold = false) {
  const text = base64Text(s);
  return base64Read32(casefold ? text.toUpperCase() : text, BASE32HEX_TABLE);
}
sig(base64B32hexdecode, 'b32hexdecode(s,casefold=)');
function base64B16encode(s) {
  return base64Bytes(Array.from(base64Data(s), x => x.toString(16).toUpperCase().padStart(2, '0')).join(''));
}
function base64B16decode(s, casefold = false) {
  const text = casefold ? base64Text(s).toUpperCase() : base64Text(s);
  if (/[^0-9A-F]/.test(text)) throw new Base64Error('Non-base16 digit found');
  if (text.length % 2) throw new Base64Error('Odd-length string');
  return new Bytes(Uint8Array.from(text.match(/../g) || [], x => parseInt(x, 16)));
}
sig(base64B16decode, 'b16decode(s,casefold=)');
function base64Encodebytes(s) {
  const data = base64Data(s);
  let out = '';
  for (let i = 0; i < data.length; i += 57) out += base64Letters(data.subarray(i, i + 57), BASE64_TABLE, 6, 4) + '\n';
  return base64Bytes(out);
}
function base64Decodebytes(s) {
  base64Data(s);
  return base64Read(base64Text(s), false);
}

export {base64B64encode as b64encode, base64B64decode as b64decode, base64StandardEncode as standard_b64encode, base64StandardDecode as standard_b64decode,
  base64UrlEncode as urlsafe_b64encode, base64UrlDecode as urlsafe_b64decode, base64B32encode as b32encode, base64B32decode as b32decode,
  base64B32hexencode as b32hexencode, base64B32hexdecode as b32hexdecode, base64B16encode as b16encode, base64B16decode as b16decode,
  base64Encodebytes as encodebytes, base64Decodebytes as decodebytes, Base64Error as binascii_Error};

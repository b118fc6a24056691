// Numbers as bytes, for struct and array: format strings over a DataView.
import {ByteArray, Bytes} from '../builtins/bytes.js';
import {cls, typeName} from '../builtins/core.js';
import {Exception, TypeError_} from '../builtins/exceptions.js';
import {box} from '../builtins/float.js';
import {normalize} from '../builtins/int.js';
import {strOf} from '../builtins/str.js';
import {tuple_of} from '../builtins/tuple.js';
import {mathNum} from './math.js';

const StructError = /*@__PURE__*/ cls(function error(...a) {
  if (!new.target) return new StructError(...a);
  this.__init__(...a);
}, 'error', [Exception], null, {module: 'struct'});

const BINARY_SIZES = {x: 1, c: 1, s: 1, p: 1, b: 1, B: 1, '?': 1, h: 2, H: 2, e: 2, i: 4, I: 4, l: 4, L: 4, f: 4, q: 8, Q: 8, n: 8, N: 8, d: 8, P: 8};

// 'format' -> {little, items: [[letter, count, offset]], size}; native mode aligns, and its long has 8 bytes
function binaryPlan(format) {
  const text = format instanceof Bytes ? String.fromCharCode(...format.a) : strOf(format);
  const order = '@=<>!'.includes(text[0]) && text ? text[0] : '';
  const native = order === '' || order === '@';
  const items = [];
  let at = 0;
  const reader = /\s+|(\d*)([a-zA-Z?])|[^]/g;
  reader.lastIndex = order.length;
  for (let m = reader.exec(text); m !== null; m = reader.exec(text)) {
    if (/^\s/.test(m[0])) continue;
    const letter = m[2];
    let size = letter === undefined ? undefined : BINARY_SIZES[letter];
    if (size === undefined || !native && 'nNP'.includes(letter)) {
      throw StructError(/^\d/.test(m[0]) ? 'repeat count given without format specifier' : 'bad char in struct format');
    }
    if (native && (letter === 'l' || letter === 'L')) size = 8;
    const count = m[1] === '' ? 1 : Number(m[1]);
    if (native) at = Math.ceil(at / size) * size;
    items.push([letter, count, at, size]);
    at += count * size;
  }
  return {little: order !== '>' && order !== '!', items: items, size: at};
}
function binaryCalcsize(format) {
  return binaryPlan(format).size;
}
// the size of one item: ('=', 'q') -> 8
function binarySize(order, letter) {
  return binaryPlan(order + letter).size;
}
function binarySingle(x) {
  return box(Math.fround(mathNum(x)));
}

function halfBits(v) {
  const sign = Object.is(v, -0) || v < 0 ? 0x8000 : 0;
  const x = Math.abs(v);
  if (x !== x) return sign | 0x7e00;
  if (x === Infinity) return sign | 0x7c00;
  if (x < 2 ** -25) return sign;
  const e = Math.max(Math.floor(Math.log2(x)), -14);
  const scaled = x / 2 ** (e - 10);
  let n = Math.floor(scaled);
  const rest = scaled - n;
  if (rest > 0.5 || rest === 0.5 && n % 2) n++;
  const bits = e === -14 && n < 1024 ? n : (e + 15 << 10) + n - 1024;
  if (bits >= 0x7c00) throw StructError('float too large to pack with e format');
  return sign | bits;
}
function halfValue(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const e = bits >> 10 & 31;
  const n = bits & 1023;
  if (e === 31) return n ? NaN : sign * Infinity;
  return sign * (e ? (1024 + n) * 2 ** (e - 25) : n * 2 ** -24);
}

function binaryInt(x, letter, size) {
  if (typeof x === 'boolean') x = x ? 1 : 0;
  if (x !== null && typeof x === 'object' && x.__index__) x = x.__index__();
  if (typeof x !== 'bigint' && !(typeof x === 'number' && Number.isInteger(x))) throw StructError('required argument is not an integer');
  const n = BigInt(x);
  const signed = letter === letter.toLowerCase();
  const top = 1n << BigInt(size * 8 - (signed ? 1 : 0));
  const low = signed ? -top : 0n;
  if (n < low || n >= top) {
    if (size === 8 || size === 4 && n < 0n && !signed) throw StructError('argument out of range');
    const name = size === 1 ? (signed ? 'byte' : 'ubyte') : size === 2 ? (signed ? 'short' : 'ushort') : "'" + letter + "'";
    throw StructError(name + ' format requires ' + low + ' <= number <= ' + (top - 1n));
  }
  return n;
}
function binaryWrite(view, at, letter, size, x, little) {
  if (letter === 'f' || letter === 'd' || letter === 'e') {
    let v;
    try {
      v = mathNum(x);
    } catch (e) {
      throw StructError('required argument is not a float');
    }
    if (letter === 'd') view.setFloat64(at, v, little);
    else if (letter === 'e') view.setUint16(at, halfBits(v), little);
    else {
      if (Math.abs(Math.fround(v)) === Infinity && Math.abs(v) !== Infinity) throw binaryOverflow();
      view.setFloat32(at, v, little);
    }
    return;
  }
  if (letter === '?') {
    view.setUint8(at, x ? 1 : 0);
    return;
  }
  if (letter === 'c') {
    if (!(x instanceof Bytes || x instanceof ByteArray) || x.a.length !== 1) throw StructError('char format requires a bytes object of length 1');
    view.setUint8(at, x.a[0]);
    return;
  }
  const n = binaryInt(x, letter, size);
  if (size === 8) view.setBigInt64(at, BigInt.asIntN(64, n), little);
  else if (size === 4) view.setInt32(at, Number(BigInt.asIntN(32, n)), little);
  else if (size === 2) view.setInt16(at, Number(n), little);
  else view.setInt8(at, Number(n));
}
function binaryOverflow() {
  return StructError('float too large to pack with f format');
}
function binaryRead(view, at, letter, size, little) {
  switch (letter) {
    case 'f':
      return box(view.getFloat32(at, little));
    case 'd':
      return box(view.getFloat64(at, little));
    case 'e':
      return box(halfValue(view.getUint16(at, little)));
    case '?':
      return view.getUint8(at) !== 0;
    case 'c':
      return new Bytes(Uint8Array.of(view.getUint8(at)));
  }
  const signed = letter === letter.toLowerCase();
  if (size === 8) return normalize(signed ? view.getBigInt64(at, little) : view.getBigUint64(at, little));
  if (size === 4) return signed ? view.getInt32(at, little) : view.getUint32(at, little);
  if (size === 2) return signed ? view.getInt16(at, little) : view.getUint16(at, little);
  return signed ? view.getInt8(at) : view.getUint8(at);
}
function binaryPack(format, ...values) {
  const plan = binaryPlan(format);
  const bytes = new Uint8Array(plan.size);
  const view = new DataView(bytes.buffer);
  const expected = plan.items.reduce((n, item) => n + (item[0] === 'x' ? 0 : item[0] === 's' || item[0] === 'p' ? 1 : item[1]), 0);
  if (values.length !== expected) throw StructError('pack expected ' + expected + ' items for packing (got ' + values.length + ')');
  let k = 0;
  for (const [letter, count, start, size] of plan.items) {
    if (letter === 'x') continue;
    if (letter === 's' || letter === 'p') {
      const x = values[k++];
      if (!(x instanceof Bytes || x instanceof ByteArray)) throw StructError("argument for '" + letter + "' must be a bytes object");
      const room = letter === 'p' ? Math.max(count - 1, 0) : count;
      const data = x.a.subarray(0, room);
      bytes.set(data, start + (letter === 'p' && count ? 1 : 0));
      if (letter === 'p' && count) bytes[start] = Math.min(data.length, 255);
      continue;
    }
    for (let i = 0; i < count; i++) binaryWrite(view, start + i * size, letter, size, values[k++], plan.little);
  }
  return new Bytes(bytes);
}
function binaryBuffer(x) {
  if (x instanceof Bytes || x instanceof ByteArray) return x.a;
  throw new TypeError_("a bytes-like object is required, not '" + typeName(x) + "'");
}
function binaryTake(plan, data, offset) {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const out = [];
  for (const [letter, count, start, size] of plan.items) {
    const at = offset + start;
    if (letter === 'x') continue;
    if (letter === 's') out.push(new Bytes(data.slice(at, at + count)));
    else if (letter === 'p') out.push(new Bytes(count ? data.slice(at + 1, at + 1 + Math.min(data[at], count - 1)) : new Uint8Array(0)));
    else for (let i = 0; i < count; i++) out.push(binaryRead(view, at + i * size, letter, size, plan.little));
  }
  return tuple_of(out);
}
function binaryUnpack(format, buffer) {
  const plan = binaryPlan(format);
  const data = binaryBuffer(buffer);
  if (data.length !== plan.size) throw StructError('unpack requires a buffer of ' + plan.size + ' bytes');
  return binaryTake(plan, data, 0);
}
function binaryUnpackFrom(format, buffer, offset) {
  const plan = binaryPlan(format);
  const data = binaryBuffer(buffer);
  const at = offset < 0 ? offset + data.length : offset;
  if (at < 0) throw StructError('offset ' + offset + ' out of range for ' + data.length + '-byte buffer');
  if (at + plan.size > data.length) {
    throw StructError('unpack_from requires a buffer of at least ' + (plan.size + at) + ' bytes for unpacking ' + plan.size + ' bytes at offset ' + offset
      + ' (actual buffer size is ' + data.length + ')');
  }
  return binaryTake(plan, data, at);
}

export {binaryCalcsize as calcsize, binarySize as size, binarySingle as single, binaryPack as pack, binaryUnpack as unpack, binaryUnpackFrom as unpack_from,
  StructError as error};

// uuid: UUID values and random ones from the browser's generator.
import {Bytes} from '../builtins/bytes.js';
import {NotImplemented, PyObject, cls, meth, prop, sig} from '../builtins/core.js';
import {TypeError_, ValueError} from '../builtins/exceptions.js';
import {normalize} from '../builtins/int.js';
import {hash} from '../builtins/ops.js';
import {repr_} from '../builtins/repr.js';
import {T} from '../builtins/tuple.js';

function uuidOfBytes(a) {
  let n = 0n;
  for (let i = 0; i < 16; i++) n = n << 8n | BigInt(a[i]);
  return n;
}
function uuidVersion(n, version) {
  n = n & ~(0xc000n << 48n) | 0x8000n << 48n;
  return n & ~(0xf000n << 64n) | BigInt(version) << 76n;
}
const Uuid = /*@__PURE__*/ cls(function UUID(...a) {
  if (!new.target) return new Uuid(...a);
  this.__init__(...a);
}, 'UUID', [PyObject], uuidBody, {module: 'uuid'});
function uuidBody(c) {
  c.__init__ = meth(function (hex = null, bytes = null, bytes_le = null, fields = null, int = null, version = null) {
    let n;
    if ([hex, bytes, bytes_le, fields, int].filter(x => x !== null).length !== 1) {
      throw new TypeError_('one of the hex, bytes, bytes_le, fields, or int arguments must be given');
    }
    if (hex !== null) {
      const digits = hex.replaceAll('urn:', '').replaceAll('uuid:', '').replace(/^[{}]+|[{}]+$/g, '').replaceAll('-', '');
      if (digits.length !== 32) throw new ValueError('badly formed hexadecimal UUID string');
      if (!/^[0-9a-fA-F]+$/.test(digits)) throw new ValueError('invalid literal for int() with base 16: ' + repr_(digits));
      n = BigInt('0x' + digits);
    } else if (bytes !== null) {
      if (bytes.a.length !== 16) throw new ValueError('bytes is not a 16-char string');
      n = uuidOfBytes(bytes.a);
    } else if (bytes_le !== null) {
      if (bytes_le.a.length !== 16) throw new ValueError('bytes_le is not a 16-char string');
      n = uuidOfBytes(uuidSwap(bytes_le.a));
    } else if (fields !== null) {
      if (fields.length !== 6) throw new ValueError('fields is not a 6-tuple');
      const f = Array.from(fields, BigInt);
      n = f[0] << 96n | f[1] << 80n | f[2] << 64n | f[3] << 56n | f[4] << 48n | f[5];
    } else {
      n = BigInt(int);
      if (n < 0n || n >= 1n << 128n) throw new ValueError('int is out of range (need a 128-bit value)');
    }
    if (version !== null) {
      if (version < 1 || version > 5) throw new ValueError('illegal version number');
      n = uuidVersion(n, version);
    }
    this._$n = n;
    return null;
  }, 'UUID.__init__(self,hex=,bytes=,bytes_le=,fields=,int=,version=)');
  prop(c, 'int', function () {
    return normalize(this._$n);
  });
  prop(c, '$hex', function () {
    return uuidHex(this);
  });
  prop(c, 'bytes', function () {
    return new Bytes(uuidBytes(this));
  });
  prop(c, 'bytes_le', function () {
    return new Bytes(uuidSwap(uuidBytes(this)));
  });
  prop(c, 'fields', function () {
    const f = i => uuidPart(this, i);
    return T(f(0), f(1), f(2), f(3), f(4), f(5));
  });
  ['time_low', 'time_mid', 'time_hi_version', 'clock_seq_hi_variant', 'clock_seq_low', 'node'].forEach((name, i) => prop(c, name, function () {
    return uuidPart(this, i);
  }));
  prop(c, 'urn', function () {
    return 'urn:uuid:' + this.__str__();
  });
  prop(c, 'variant', function () {
    const top = Number(this._$n >> 61n & 7n);
    return top < 4 ? 'reserved for NCS compatibility' : top < 6 ? 'specified in RFC 4122' : top < 7 ? 'reserved for Microsoft compatibility'
      : 'reserved for future definition';
  });
  prop(c, 'version', function () {
    return (this._$n >> 62n & 3n) === 2n ? Number(this._$n >> 76n & 15n) : null;
  });
  c.__str__ = meth(function () {
    return uuidHex(this).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }, 'UUID.__str__(self)');
  c.__repr__ = meth(function () {
    return "UUID('" + this.__str__() + "')";
  }, 'UUID.__repr__(self)');
  c.__int__ = meth(function () {
    return normalize(this._$n);
  }, 'UUID.__int__(self)');
  c.__hash__ = meth(function () {
    return hash(normalize(this._$n));
  }, 'UUID.__hash__(self)');
  c.__eq__ = meth(function (other) {
    return other instanceof Uuid ? this._$n === other._$n : NotImplemented;
  }, 'UUID.__eq__(self,other)');
  c.__lt__ = meth(function (other) {
    return other instanceof Uuid ? this._$n < other._$n : NotImplemented;
  }, 'UUID.__lt__(self,other)');
  c.__gt__ = meth(function (other) {
    return other instanceof Uuid ? this._$n > other._$n : NotImplemented;
  }, 'UUID.__gt__(self,other)');
  c.__le__ = meth(function (other) {
    return other instanceof Uuid ? this._$n <= other._$n : NotImplemented;
  }, 'UUID.__le__(self,other)');
  c.__ge__ = meth(function (other) {
    return other instanceof Uuid ? this._$n >= other._$n : NotImplemented;
  }, 'UUID.__ge__(self,other)');
}
function uuidHex(u) {
  return u._$n.toString(16).padStart(32, '0');
}
function uuidBytes(u) {
  return Uint8Array.from(uuidHex(u).match(/../g), x => parseInt(x, 16));
}
// the first three fields the other way round
function uuidSwap(a) {
  return Uint8Array.from([3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15], i => a[i]);
}
function uuidPart(u, i) {
  const at = [96n, 80n, 64n, 56n, 48n, 0n][i];
  const mask = [0xffffffffn, 0xffffn, 0xffffn, 0xffn, 0xffn, 0xffffffffffffn][i];
  return Number(u._$n >> at & mask);
}
function uuidMake(n, C) {
  return new C(null, null, null, null, n);
}
function uuidUuid4() {
  return uuidMake(uuidVersion(uuidOfBytes(crypto.getRandomValues(new Uint8Array(16))), 4), Uuid);
}
// time in 100 ns since 15 October 1582 and a random node with the multicast bit
const uuidClock = {_$last: 0n};
function uuidUuid1(node = null, clock_seq = null) {
  let t = BigInt(Math.round((performance.timeOrigin + performance.now()) * 10000)) + 0x01b21dd213814000n;
  if (t <= uuidClock._$last) t = uuidClock._$last + 1n;
  uuidClock._$last = t;
  const random = uuidOfBytes(crypto.getRandomValues(new Uint8Array(16)));
  const seq = clock_seq === null ? random >> 100n & 0x3fffn : BigInt(clock_seq);
  const where = node === null ? random & 0xffffffffffffn | 0x010000000000n : BigInt(node);
  const n = (t & 0xffffffffn) << 96n | (t >> 32n & 0xffffn) << 80n | (t >> 48n & 0x0fffn) << 64n | seq << 48n | where;
  return uuidMake(uuidVersion(n, 1), Uuid);
}
sig(uuidUuid1, 'uuid1(node=,clock_seq=)');
const UUID_DNS = /*@__PURE__*/ uuidMake(0x6ba7b8109dad11d180b400c04fd430c8n, Uuid);
const UUID_URL = /*@__PURE__*/ uuidMake(0x6ba7b8119dad11d180b400c04fd430c8n, Uuid);
const UUID_OID = /*@__PURE__*/ uuidMake(0x6ba7b8129dad11d180b400c04fd430c8n, Uuid);
const UUID_X500 = /*@__PURE__*/ uuidMake(0x6ba7b8149dad11d180b400c04fd430c8n, Uuid);

export {Uuid as UUID, uuidUuid1 as uuid1, uuidUuid4 as uuid4, UUID_DNS as NAMESPACE_DNS, UUID_URL as NAMESPACE_URL, UUID_OID as NAMESPACE_OID,
  UUID_X500 as NAMESPACE_X500};

// Digests of bytes, for hashlib: RFC 1321 (MD5), FIPS 180-4 (SHA-1, SHA-2), FIPS 202 (SHA-3).
import {ByteArray, Bytes} from '../builtins/bytes.js';
import {TypeError_} from '../builtins/exceptions.js';
import {sha512} from './_sha512.js';

// `data` with 0x80, zeros and its length in bits at the end, as a DataView
function digestPadded(data, little) {
  const size = (data.length + 9 + 63) >> 6 << 6;
  const view = new DataView(new ArrayBuffer(size));
  new Uint8Array(view.buffer).set(data);
  view.setUint8(data.length, 128);
  view.setUint32(little ? size - 8 : size - 4, data.length << 3, little);
  view.setUint32(little ? size - 4 : size - 8, data.length / 536870912 | 0, little);
  return view;
}
function digestBytes(words, count, little) {
  const view = new DataView(new ArrayBuffer(count * 4));
  for (let i = 0; i < count; i++) view.setInt32(i * 4, words[i], little);
  return new Bytes(new Uint8Array(view.buffer));
}
function digestData(x) {
  if (x instanceof Bytes || x instanceof ByteArray) return x.a;
  throw new TypeError_(typeof x === 'string' ? 'Strings must be encoded before hashing' : 'object supporting the buffer API required');
}
function digestTurn(x, n) {
  return x << n | x >>> 32 - n;
}

function digestMd5(data) {
  const view = digestPadded(digestData(data), true);
  const turns = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
  const h = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  const sines = Array.from({length: 64}, (v, i) => Math.abs(Math.sin(i + 1)) * 4294967296 | 0);
  for (let at = 0; at < view.byteLength; at += 64) {
    let [a, b, c, d] = h;
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const f = round === 0 ? b & c | ~b & d : round === 1 ? d & b | ~d & c : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const word = round === 0 ? i : round === 1 ? 5 * i + 1 : round === 2 ? 3 * i + 5 : 7 * i;
      const sum = a + f + sines[i] + view.getInt32(at + (word & 15) * 4, true) | 0;
      a = d;
      d = c;
      c = b;
      b = b + digestTurn(sum, turns[round * 4 + (i & 3)]) | 0;
    }
    h[0] = h[0] + a | 0;
    h[1] = h[1] + b | 0;
    h[2] = h[2] + c | 0;
    h[3] = h[3] + d | 0;
  }
  return digestBytes(h, 4, true);
}

function digestSha1(data) {
  const view = digestPadded(digestData(data), false);
  const h = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0];
  const w = new Int32Array(80);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 80; i++) w[i] = i < 16 ? view.getInt32(at + i * 4) : digestTurn(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    let [a, b, c, d, e] = h;
    for (let i = 0; i < 80; i++) {
      const f = i < 20 ? (b & c | ~b & d) + 0x5a827999 : i < 40 ? (b ^ c ^ d) + 0x6ed9eba1 : i < 60 ? (b & c | b & d | c & d) + 0x8f1bbcdc : (b ^ c ^ d) + 0xca62c1d6;
      const next = digestTurn(a, 5) + f + e + w[i] | 0;
      e = d;
      d = c;
      c = digestTurn(b, 30);
      b = a;
      a = next;
    }
    [a, b, c, d, e].forEach((x, i) => h[i] = h[i] + x | 0);
  }
  return digestBytes(h, 5, false);
}

// The first 32 bits of the fractional parts of the roots of the first 64 primes.
function digestRoots(power, count) {
  const roots = [];
  for (let n = 2; roots.length < count; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    const root = n ** (1 / power);
    if (prime) roots.push((root - Math.floor(root)) * 4294967296 | 0);
  }
  return roots;
}
function digestSha2(data, h, count) {
  const view = digestPadded(data, false);
  const k = digestRoots(3, 64);
  const w = new Int32Array(64);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) {
        w[i] = view.getInt32(at + i * 4);
        continue;
      }
      const x = w[i - 15];
      const y = w[i - 2];
      w[i] = w[i - 16] + (digestTurn(x, 25) ^ digestTurn(x, 14) ^ x >>> 3) + w[i - 7] + (digestTurn(y, 15) ^ digestTurn(y, 13) ^ y >>> 10);
    }
    let [a, b, c, d, e, f, g, z] = h;
    for (let i = 0; i < 64; i++) {
      const one = z + (digestTurn(e, 26) ^ digestTurn(e, 21) ^ digestTurn(e, 7)) + (e & f ^ ~e & g) + k[i] + w[i] | 0;
      const two = (digestTurn(a, 30) ^ digestTurn(a, 19) ^ digestTurn(a, 10)) + (a & b ^ a & c ^ b & c) | 0;
      z = g;
      g = f;
      f = e;
      e = d + one | 0;
      d = c;
      c = b;
      b = a;
      a = one + two | 0;
    }
    [a, b, c, d, e, f, g, z].forEach((x, i) => h[i] = h[i] + x | 0);
  }
  return digestBytes(h, count, false);
}
function digestSha256(data) {
  return digestSha2(digestData(data), digestRoots(2, 8), 8);
}
function digestSha224(data) {
  return digestSha2(digestData(data), [0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4].map(x => x | 0), 7);
}
function digestSha512(data) {
  return new Bytes(sha512(digestData(data)));
}
function digestSha384(data) {
  return new Bytes(sha512(digestData(data), 8).slice(0, 48));
}

// Keccak-f[1600] on 25 lanes of 64 bits.
function keccak(s) {
  const turn = (x, n) => BigInt.asUintN(64, x << BigInt(n) | x >> BigInt(64 - n));
  let lfsr = 1;
  for (let round = 0; round < 24; round++) {
    const c = [0, 1, 2, 3, 4].map(x => s[x] ^ s[x + 5] ^ s[x + 10] ^ s[x + 15] ^ s[x + 20]);
    for (let i = 0; i < 25; i++) s[i] ^= c[(i + 4) % 5] ^ turn(c[(i + 1) % 5], 1);
    let x = 1;
    let y = 0;
    let moved = s[1];
    for (let t = 0; t < 24; t++) {
      [x, y] = [y, (2 * x + 3 * y) % 5];
      const kept = s[x + 5 * y];
      s[x + 5 * y] = turn(moved, (t + 1) * (t + 2) / 2 % 64);
      moved = kept;
    }
    for (let row = 0; row < 25; row += 5) {
      const r = s.slice(row, row + 5);
      for (let i = 0; i < 5; i++) s[row + i] = r[i] ^ BigInt.asUintN(64, ~r[(i + 1) % 5]) & r[(i + 2) % 5];
    }
    for (let j = 0; j < 7; j++) {
      if (lfsr & 1) s[0] ^= 1n << BigInt((1 << j) - 1);
      lfsr = lfsr << 1 ^ (lfsr >> 7) * 0x171;
    }
  }
}
/** SHA-3 of `size` bytes of digest. */
function digestSha3(data, size) {
  const bytes = digestData(data);
  const rate = 200 - 2 * size;
  const length = (Math.floor(bytes.length / rate) + 1) * rate;
  const block = new Uint8Array(length);
  block.set(bytes);
  block[bytes.length] ^= 6;
  block[length - 1] ^= 128;
  const view = new DataView(block.buffer);
  const s = new Array(25).fill(0n);
  for (let at = 0; at < length; at += rate) {
    for (let i = 0; i < rate / 8; i++) s[i] ^= view.getBigUint64(at + i * 8, true);
    keccak(s);
  }
  const out = new DataView(new ArrayBuffer(200));
  s.forEach((x, i) => out.setBigUint64(i * 8, x, true));
  return new Bytes(new Uint8Array(out.buffer).slice(0, size));
}
/** n bytes nobody can guess. */
function digestRandom(n) {
  const a = new Uint8Array(n);
  for (let i = 0; i < n; i += 65536) crypto.getRandomValues(a.subarray(i, i + 65536));
  return new Bytes(a);
}

export {digestMd5 as md5, digestSha1 as sha1, digestSha224 as sha224, digestSha256 as sha256, digestSha384 as sha384, digestSha512 as sha512, digestSha3 as sha3,
  digestRandom as random_bytes};

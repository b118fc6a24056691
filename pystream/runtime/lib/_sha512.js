// SHA-512 of bytes, for random.seed(str): CPython mixes the digest into the seed. Written with BigInt: it runs once per seed.

// The round constants are the first 64 bits of the fractional parts of the cube (k) and square (h) roots of the first primes.
function shaRoot(n, power) {
  let r = 1n << BigInt(n.toString(2).length / power | 0) + 1n;
  for (;;) {
    const next = power === 2 ? r + n / r >> 1n : (2n * r + n / (r * r)) / 3n;
    if (next >= r) return r;
    r = next;
  }
}
// start: 0 for SHA-512, 8 for SHA-384, whose square roots are those of the next eight primes
function shaConstants(start) {
  const k = [];
  const h = [];
  let seen = 0;
  for (let n = 2; k.length < 80; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    k.push(BigInt.asUintN(64, shaRoot(BigInt(n) << 192n, 3)));
    if (seen++ >= start && h.length < 8) h.push(BigInt.asUintN(64, shaRoot(BigInt(n) << 128n, 2)));
  }
  return [k, h];
}
function shaTurn(x, n) {
  return BigInt.asUintN(64, x >> n | x << 64n - n);
}
/** The 64 bytes of the digest. */
export function sha512(data, start) {
  const constants = shaConstants(start ?? 0);
  const k = constants[0];
  const h = constants[1];
  const size = Math.ceil((data.length + 17) / 128) * 128;
  const block = new Uint8Array(size);
  block.set(data);
  block[data.length] = 128;
  const view = new DataView(block.buffer);
  view.setBigUint64(size - 8, BigInt(data.length) * 8n);
  const u = x => BigInt.asUintN(64, x);
  for (let at = 0; at < size; at += 128) {
    const w = [];
    for (let i = 0; i < 16; i++) w.push(view.getBigUint64(at + i * 8));
    for (let i = 16; i < 80; i++) {
      const a = w[i - 15];
      const b = w[i - 2];
      w.push(u(w[i - 16] + (shaTurn(a, 1n) ^ shaTurn(a, 8n) ^ a >> 7n) + w[i - 7] + (shaTurn(b, 19n) ^ shaTurn(b, 61n) ^ b >> 6n)));
    }
    const s = h.slice();
    for (let i = 0; i < 80; i++) {
      const e = s[4];
      const a = s[0];
      const t = u(s[7] + (shaTurn(e, 14n) ^ shaTurn(e, 18n) ^ shaTurn(e, 41n)) + (e & s[5] ^ ~e & s[6]) + k[i] + w[i]);
      const v = (shaTurn(a, 28n) ^ shaTurn(a, 34n) ^ shaTurn(a, 39n)) + (a & s[1] ^ a & s[2] ^ s[1] & s[2]);
      s.pop();
      s[3] = u(s[3] + t);
      s.unshift(u(t + v));
    }
    for (let i = 0; i < 8; i++) h[i] = u(h[i] + s[i]);
  }
  const out = new DataView(new ArrayBuffer(64));
  h.forEach((x, i) => out.setBigUint64(i * 8, x));
  return new Uint8Array(out.buffer);
}

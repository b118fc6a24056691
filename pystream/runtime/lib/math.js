// math: CPython's results and error texts. Floats come in as number or Float and leave through box(); ints are number or BigInt.
import {dAdd, dCos, dErf, dErfc, dExp, dLog, dNeg, dPow, dSin} from './_doubles.js';
import {sig, typeName} from '../builtins/core.js';
import {OverflowError, TypeError_, ValueError, ZeroDivisionError} from '../builtins/exceptions.js';
import {Float, box, normalize} from '../builtins/float.js';
import {it} from '../builtins/generators.js';
import {mul} from '../builtins/ops.js';
import {T} from '../builtins/tuple.js';

/** Any real Python value -> JS double; "must be real number, not str" otherwise. */
export function mathNum(x) {
  return typeof x === 'number' ? x : x instanceof Float ? x.v : mathNumSlow(x);
}
function mathNumSlow(x) {
  if (typeof x === 'boolean') return x ? 1 : 0;
  if (typeof x === 'bigint') {
    const r = Number(x);
    if (r === Infinity || r === -Infinity) throw new OverflowError('int too large to convert to float');
    return r;
  }
  if (x !== null && typeof x === 'object' || typeof x === 'function') {
    if (x.__float__) return mathNum(x.__float__());
    if (x.__index__) return mathNum(x.__index__());
  }
  throw new TypeError_('must be real number, not ' + typeName(x));
}
/** Any Python integer (bool and __index__ included) -> number or BigInt. */
export function mathInt(x) {
  if (typeof x === 'bigint' || typeof x === 'number' && Number.isInteger(x)) return x;
  if (typeof x === 'boolean') return x ? 1 : 0;
  if (x !== null && typeof x === 'object' && !(x instanceof Float) && x.__index__) return x.__index__();
  throw new TypeError_("'" + typeName(x) + "' object cannot be interpreted as an integer");
}
function mathDomain() {
  return new ValueError('math domain error');
}
function mathRange() {
  return new OverflowError('math range error');
}
// f of one double: NaN from a number is a domain error, an infinity from a finite number a range error or a pole
function mathChecked(f, x, overflows) {
  const v = mathNum(x);
  const r = f(v);
  if (r !== r && v === v) throw mathDomain();
  if ((r === Infinity || r === -Infinity) && v - v === 0) throw overflows ? mathRange() : mathDomain();
  return box(r);
}
function mathToInt(r) {
  if (Number.isSafeInteger(r)) return r + 0;
  if (r !== r) throw new ValueError('cannot convert float NaN to integer');
  if (r === Infinity || r === -Infinity) throw new OverflowError('cannot convert float infinity to integer');
  return normalize(BigInt(r));
}

const mathPi = Math.PI;
const mathE = Math.E;
const mathTau = 6.283185307179586;
const mathInf = Infinity;
const mathNan = NaN;

function mathFloor(x) {
  if (typeof x === 'number') return mathToInt(Math.floor(x));
  if (x instanceof Float) return mathToInt(x.v);
  if (typeof x === 'bigint') return x;
  if (x !== null && typeof x === 'object' && x.__floor__) return x.__floor__();
  return mathToInt(Math.floor(mathNum(x)));
}
function mathCeil(x) {
  if (typeof x === 'number') return mathToInt(Math.ceil(x));
  if (x instanceof Float) return mathToInt(x.v);
  if (typeof x === 'bigint') return x;
  if (x !== null && typeof x === 'object' && x.__ceil__) return x.__ceil__();
  return mathToInt(Math.ceil(mathNum(x)));
}
function mathTrunc(x) {
  if (typeof x === 'number') return mathToInt(Math.trunc(x));
  if (x instanceof Float) return mathToInt(x.v);
  if (typeof x === 'bigint') return x;
  if (typeof x === 'boolean') return x ? 1 : 0;
  if (x !== null && typeof x === 'object' && x.__trunc__) return x.__trunc__();
  throw new TypeError_('type ' + typeName(x) + " doesn't define __trunc__ method");
}
function mathSqrt(x) {
  const v = typeof x === 'number' ? x : mathNum(x);
  if (v < 0) throw mathDomain();
  return box(Math.sqrt(v));
}
function mathCbrt(x) {
  const v = mathNum(x);
  let r = Math.cbrt(v);
  if (r - r === 0 && r !== 0) {
    const n = Math.round(r); // one Newton step leaves perfect cubes exact
    if (n * n * n === v) r = n;
  }
  return box(r);
}
function mathFabs(x) {
  return box(Math.abs(mathNum(x)));
}
function mathSin(x) {
  return mathChecked(Math.sin, x, false);
}
function mathCos(x) {
  return mathChecked(Math.cos, x, false);
}
function mathTan(x) {
  return mathChecked(Math.tan, x, false);
}
function mathAsin(x) {
  return mathChecked(Math.asin, x, false);
}
function mathAcos(x) {
  return mathChecked(Math.acos, x, false);
}
function mathAtan(x) {
  return mathChecked(Math.atan, x, false);
}
function mathSinh(x) {
  return mathChecked(Math.sinh, x, true);
}
function mathCosh(x) {
  return mathChecked(Math.cosh, x, true);
}
function mathTanh(x) {
  return mathChecked(Math.tanh, x, false);
}
function mathAsinh(x) {
  return mathChecked(Math.asinh, x, false);
}
function mathAcosh(x) {
  return mathChecked(Math.acosh, x, false);
}
function mathAtanh(x) {
  return mathChecked(Math.atanh, x, false);
}
function mathAtan2(y, x) {
  return box(Math.atan2(mathNum(y), mathNum(x)));
}
function mathExp(x) {
  const v = mathNum(x);
  return v === 1 ? Math.E : mathChecked(Math.exp, v, true);
}
function mathExp2(x) {
  return mathChecked(v => Math.pow(2, v), x, true);
}
function mathExpm1(x) {
  return mathChecked(Math.expm1, x, true);
}
function mathLog1p(x) {
  return mathChecked(Math.log1p, x, false);
}
// log of an int beyond the double range: split off the exponent
function mathLogOf(f, x) {
  if (typeof x === 'bigint') {
    if (x <= 0n) throw mathDomain();
    const r = Number(x);
    if (r !== Infinity) return f(r);
    const shift = BigInt(x.toString(16).length * 4 - 64);
    return f(Number(x >> shift)) + f(2) * Number(shift);
  }
  const v = mathNum(x);
  if (v <= 0) throw mathDomain();
  return f(v);
}
function mathLog(x, base) {
  const r = mathLogOf(Math.log, x);
  if (base === undefined) return box(r);
  const b = mathLogOf(Math.log, base);
  if (b === 0) throw new ZeroDivisionError('float division by zero');
  return box(r / b);
}
function mathLog2(x) {
  return box(mathLogOf(Math.log2, x));
}
function mathLog10(x) {
  return box(mathLogOf(Math.log10, x));
}
function mathPow(x, y) {
  const a = mathNum(x);
  const b = mathNum(y);
  if (a === 1 || b === 0) return new Float(1);
  if (a === -1 && (b === Infinity || b === -Infinity)) return new Float(1);
  const r = Math.pow(a, b);
  if (a - a === 0 && b - b === 0) {
    if (r !== r) throw mathDomain();
    if (r === Infinity || r === -Infinity) throw a === 0 ? mathDomain() : mathRange();
  }
  return box(r);
}
function mathFmod(x, y) {
  const a = mathNum(x);
  const b = mathNum(y);
  const r = a % b;
  if (r !== r && a === a && b === b) throw mathDomain();
  return box(r);
}
function mathRemainder(x, y) {
  const a = mathNum(x);
  const b = mathNum(y);
  if (a !== a || b !== b) return NaN;
  if (a - a !== 0 || b === 0) throw mathDomain();
  if (b - b !== 0) return box(a);
  const ax = Math.abs(a);
  const ay = Math.abs(b);
  const m = ax % ay;
  const c = ay - m;
  const r = m < c ? m : m > c ? -c : m - 2 * ((0.5 * (ax - m)) % ay);
  return box((a < 0 || Object.is(a, -0) ? -1 : 1) * r);
}
function mathModf(x) {
  const v = mathNum(x);
  if (v - v !== 0) return T(v !== v ? v : new Float(v > 0 ? 0 : -0), v);
  const whole = Math.trunc(v);
  const rest = v - whole;
  return T(box(rest === 0 && (v < 0 || Object.is(v, -0)) ? -0 : rest), box(whole));
}
const mathBits = /*@__PURE__*/ new DataView(/*@__PURE__*/ new ArrayBuffer(8));
// v = m * 2**e with 0.5 <= |m| < 1
function mathFrexpRaw(v) {
  if (v === 0 || v - v !== 0) return [v, 0];
  let bias = 1022;
  if (Math.abs(v) < 2.2250738585072014e-308) {
    v *= 18014398509481984;
    bias += 54;
  }
  mathBits.setFloat64(0, v);
  const hi = mathBits.getUint32(0);
  mathBits.setUint32(0, (hi & 0x800fffff | 0x3fe00000) >>> 0);
  return [mathBits.getFloat64(0), (hi >>> 20 & 0x7ff) - bias];
}
function mathFrexp(x) {
  const r = mathFrexpRaw(mathNum(x));
  return T(box(r[0]), r[1]);
}
function mathScale(v, n) {
  if (n > 2100) n = 2100;
  if (n < -2200) n = -2200;
  const r = mathFrexpRaw(v);
  let m = r[0];
  n += r[1];
  if (n < -1021) {
    // one rounding only: bring the exponent down to where the last factor rounds into the subnormals
    const k = n < -1074 - 60 ? -1074 - 60 : n;
    m *= Math.pow(2, -1021);
    return m * Math.pow(2, k + 1021 < -1074 ? -1074 : k + 1021) * (k + 1021 < -1074 ? Math.pow(2, k + 1021 + 1074) : 1);
  }
  return n > 1023 ? m * Math.pow(2, 1023) * Math.pow(2, Math.min(n - 1023, 1023)) : m * Math.pow(2, n);
}
function mathLdexp(x, i) {
  const v = mathNum(x);
  if (x === null || !(typeof i === 'bigint' || typeof i === 'boolean' || typeof i === 'number' && Number.isInteger(i))) {
    throw new TypeError_('Expected an int as second argument to ldexp.');
  }
  if (v === 0 || v - v !== 0) return box(v);
  const r = mathScale(v, Number(i));
  if (r - r !== 0) throw mathRange();
  return box(r === 0 ? (v < 0 ? -0 : 0) : r);
}
function mathCopysign(x, y) {
  const a = Math.abs(mathNum(x));
  const b = mathNum(y);
  return box(b < 0 || Object.is(b, -0) ? -a : a);
}
function mathDegrees(x) {
  return box(mathNum(x) * (180 / Math.PI));
}
function mathRadians(x) {
  return box(mathNum(x) * (Math.PI / 180));
}
function mathIsnan(x) {
  const v = mathNum(x);
  return v !== v;
}
function mathIsinf(x) {
  const v = mathNum(x);
  return v === Infinity || v === -Infinity;
}
function mathIsfinite(x) {
  const v = mathNum(x);
  return v - v === 0;
}
function mathIsclose(a, b, rel_tol = 1e-9, abs_tol = 0) {
  const x = mathNum(a);
  const y = mathNum(b);
  const rel = mathNum(rel_tol);
  const abs = mathNum(abs_tol);
  if (rel < 0 || abs < 0) throw new ValueError('tolerances must be non-negative');
  if (x === y) return true;
  if (x === Infinity || x === -Infinity || y === Infinity || y === -Infinity) return false;
  const diff = Math.abs(y - x);
  return diff <= Math.abs(rel * y) || diff <= Math.abs(rel * x) || diff <= abs;
}
sig(mathIsclose, 'isclose(a,b,rel_tol=,abs_tol=)');

function mathNextafter(x, y) {
  const a = mathNum(x);
  const b = mathNum(y);
  if (a !== a || b !== b) return NaN;
  if (a === b) return box(b);
  if (a === 0) return b > 0 ? 5e-324 : -5e-324;
  mathBits.setFloat64(0, a);
  const n = mathBits.getBigInt64(0);
  mathBits.setBigInt64(0, a > 0 === b > a ? n + 1n : n - 1n);
  return box(mathBits.getFloat64(0));
}
function mathUlp(x) {
  const v = Math.abs(mathNum(x));
  if (v - v !== 0) return v;
  if (v === 0) return 5e-324;
  mathBits.setFloat64(0, v);
  mathBits.setBigInt64(0, mathBits.getBigInt64(0) + 1n);
  const up = mathBits.getFloat64(0);
  if (up === Infinity) return box(1.99584030953472e292);
  return box(up - v);
}

// exact sum of doubles: non-overlapping partials (Shewchuk 1997)
function mathFsum(seq) {
  const parts = [];
  let special = 0;
  let infs = 0;
  for (const item of it(seq)) {
    let x = mathNum(item);
    if (x - x !== 0) {
      if (x === x) infs += x;
      special += x;
      continue;
    }
    let n = 0;
    for (let i = 0; i < parts.length; i++) {
      let y = parts[i];
      if (Math.abs(x) < Math.abs(y)) {
        const t = x;
        x = y;
        y = t;
      }
      const hi = x + y;
      if (hi - hi !== 0) throw new OverflowError('intermediate overflow in fsum');
      const lo = y - (hi - x);
      if (lo !== 0) parts[n++] = lo;
      x = hi;
    }
    parts.length = n;
    parts.push(x);
  }
  if (special !== 0) {
    if (infs !== infs) throw new ValueError('-inf + inf in fsum');
    return special;
  }
  let n = parts.length;
  if (n === 0) return new Float(0);
  let hi = parts[--n];
  let lo = 0;
  while (n > 0) {
    const x = hi;
    const y = parts[--n];
    hi = x + y;
    lo = y - (hi - x);
    if (lo !== 0) break;
  }
  if (n > 0 && (lo < 0 && parts[n - 1] < 0 || lo > 0 && parts[n - 1] > 0)) {
    const y = lo * 2; // round half even across the remaining partials
    const x = hi + y;
    if (y === x - hi) hi = x;
  }
  return box(hi);
}
function mathProd(seq, start = 1) {
  let r = start;
  for (const v of it(seq)) r = mul(r, v);
  return r;
}
sig(mathProd, 'prod(iterable,start=)');

// sqrt of the sum of squares, squares and sum kept in double-double, one correction step
function mathNorm(values) {
  let max = 0;
  let sawNan = false;
  for (const v of values) {
    if (v !== v) sawNan = true;
    if (v > max) max = v;
  }
  if (max === Infinity) return max;
  if (sawNan) return NaN;
  if (max === 0 || values.length === 1) return max;
  const ex = mathFrexpRaw(max)[1];
  let sum = 0;
  let rest = 0;
  const addTo = x => {
    const s = sum + x;
    rest += Math.abs(sum) >= Math.abs(x) ? sum - s + x : x - s + sum;
    sum = s;
  };
  const square = (x, sign) => {
    const t = x * 134217729;
    const hi = t - (t - x);
    const lo = x - hi;
    const p = x * x;
    addTo(sign * p);
    rest += sign * (hi * hi - p + 2 * hi * lo + lo * lo);
  };
  for (const v of values) square(mathScale(v, -ex), 1);
  let h = Math.sqrt(sum + rest);
  square(h, -1);
  h += (sum + rest) / (2 * h);
  return mathScale(h, ex);
}
function mathHypot(...xs) {
  return box(mathNorm(xs.map(x => Math.abs(mathNum(x)))));
}
function mathDist(p, q) {
  const a = [...it(p)];
  const b = [...it(q)];
  if (a.length !== b.length) throw new ValueError('both points must have the same number of dimensions');
  return box(mathNorm(a.map((x, i) => Math.abs(mathNum(x) - mathNum(b[i])))));
}

function mathGcd2(a, b) {
  while (typeof a === 'number' && typeof b === 'number') {
    if (b === 0) return Math.abs(a);
    const t = a % b;
    a = b;
    b = t;
  }
  a = BigInt(a);
  b = BigInt(b);
  while (b) {
    const t = a % b;
    a = b;
    b = t;
  }
  return normalize(a < 0n ? -a : a);
}
function mathGcd(...xs) {
  let r = 0;
  for (const x of xs) r = mathGcd2(r, mathInt(x));
  return r;
}
function mathLcm(...xs) {
  let r = 1;
  for (const x of xs) {
    const n = mathInt(x);
    if (n == 0) r = 0;
    if (r === 0) continue;
    const a = BigInt(r) / BigInt(mathGcd2(r, n)) * BigInt(n);
    r = normalize(a < 0n ? -a : a);
  }
  return r;
}
function mathIsqrt(x) {
  const n = mathInt(x);
  if (n < 0) throw new ValueError('isqrt() argument must be nonnegative');
  if (typeof n === 'number') {
    let r = Math.floor(Math.sqrt(n));
    while (r * r > n) r--;
    return r;
  }
  let a = 1n << BigInt(n.toString(16).length * 2 + 1);
  for (;;) {
    const b = a + n / a >> 1n;
    if (b >= a) return normalize(a);
    a = b;
  }
}
// lo * (lo + 1) * ... * hi, halved so that the factors stay of equal size
function mathRangeProduct(lo, hi) {
  if (hi - lo < 12) {
    let r = 1n;
    let small = 1;
    for (let i = lo; i <= hi; i++) {
      const next = small * i;
      if (next > 9007199254740991) {
        r *= BigInt(small);
        small = i;
      } else small = next;
    }
    return r * BigInt(small);
  }
  const mid = Math.floor((lo + hi) / 2);
  return mathRangeProduct(lo, mid) * mathRangeProduct(mid + 1, hi);
}
function mathFactorial(x) {
  const n = mathInt(x);
  if (n < 0) throw new ValueError('factorial() not defined for negative values');
  if (typeof n === 'bigint') throw new OverflowError('factorial() argument should not exceed 9223372036854775807');
  return normalize(mathRangeProduct(1, n));
}
function mathPerm(nn, kk = null) {
  if (kk === null) return mathFactorial(nn);
  const n = mathInt(nn);
  const k = mathInt(kk);
  if (n < 0) throw new ValueError('n must be a non-negative integer');
  if (k < 0) throw new ValueError('k must be a non-negative integer');
  if (k > n) return 0;
  if (typeof n === 'number') return normalize(mathRangeProduct(n - k + 1, n));
  let r = 1n;
  for (let i = 0n; i < BigInt(k); i++) r *= n - i;
  return normalize(r);
}
function mathComb(nn, kk) {
  const n = mathInt(nn);
  let k = mathInt(kk);
  if (n < 0) throw new ValueError('n must be a non-negative integer');
  if (k < 0) throw new ValueError('k must be a non-negative integer');
  if (k > n) return 0;
  const other = normalize(BigInt(n) - BigInt(k));
  if (other < k) k = other;
  let r = 1n;
  const top = BigInt(n);
  const count = BigInt(k);
  for (let i = 0n; i < count; i++) r = r * (top - i) / (i + 1n);
  return normalize(r);
}

// Lanczos approximation, g = 6.024680040776729583740234375, N = 13 (Boost's rational form)
const mathLanczosNum = [23531376880.41076, 42919803642.649101, 35711959237.355667, 17921034426.037209, 6039542586.3520279, 1439720407.3117216,
  248874557.86205417, 31426415.585400194, 2876370.6289353725, 186056.26539522348, 8071.6720023658163, 210.82427775157936, 2.5066282746310002];
const mathLanczosDen = [0, 39916800, 120543840, 150917976, 105258076, 45995730, 13339535, 2637558, 357423, 32670, 1925, 66, 1];
function mathLanczos(x) {
  let num = 0;
  let den = 0;
  if (x < 5) {
    for (let i = 12; i >= 0; i--) {
      num = num * x + mathLanczosNum[i];
      den = den * x + mathLanczosDen[i];
    }
  } else {
    for (let i = 0; i < 13; i++) {
      num = num / x + mathLanczosNum[i];
      den = den / x + mathLanczosDen[i];
    }
  }
  return num / den;
}
// sin(pi * x), exact at the zeros
function mathSinpi(x) {
  const y = Math.abs(x) % 2;
  const n = Math.round(2 * y);
  const r = n === 0 ? dSin(Math.PI * y) : n === 1 ? dCos(Math.PI * (y - 0.5)) : n === 2 ? dSin(Math.PI * (1 - y))
    : n === 3 ? -dCos(Math.PI * (y - 1.5)) : dSin(Math.PI * (y - 2));
  return x < 0 ? -r : r;
}
const mathLanczosG = 6.02468004077673;
function mathGamma(arg) {
  const x = mathNum(arg);
  if (x !== x || x === Infinity) return x;
  if (x === -Infinity || x === 0) throw mathDomain();
  if (x === Math.floor(x)) {
    if (x < 0) throw mathDomain();
    if (x <= 23) return new Float(Number(mathRangeProduct(1, x - 1)));
  }
  const ax = Math.abs(x);
  if (ax < 1e-20) {
    const r = 1 / x;
    if (r === Infinity || r === -Infinity) throw mathRange();
    return box(r);
  }
  if (ax > 200) {
    if (x < 0) return box(0 / mathSinpi(x));
    throw mathRange();
  }
  const y = ax + (mathLanczosG - 0.5);
  let z;
  if (ax > mathLanczosG - 0.5) {
    const q = y - ax;
    z = q - (mathLanczosG - 0.5);
  } else {
    const q = y - (mathLanczosG - 0.5);
    z = q - ax;
  }
  z = z * mathLanczosG / y;
  let r;
  if (x < 0) {
    r = -Math.PI / mathSinpi(ax) / ax * dExp([y, 0]) / mathLanczos(ax);
    r -= z * r;
    if (ax < 140) r /= dPow(y, ax - 0.5);
    else {
      const s = dPow(y, ax / 2 - 0.25);
      r = r / s / s;
    }
  } else {
    r = mathLanczos(ax) / dExp([y, 0]);
    r += z * r;
    if (ax < 140) r *= dPow(y, ax - 0.5);
    else {
      const s = dPow(y, ax / 2 - 0.25);
      r = r * s * s;
    }
  }
  if (r === Infinity || r === -Infinity) throw mathRange();
  return box(r);
}
function mathLogRounded(x) {
  const pair = dLog(x);
  return pair[0] + pair[1];
}
function mathLgamma(arg) {
  const x = mathNum(arg);
  if (x !== x) return x;
  if (x - x !== 0) return Infinity;
  if (x === Math.floor(x) && x <= 2) {
    if (x <= 0) throw mathDomain();
    return new Float(0);
  }
  const ax = Math.abs(x);
  if (ax < 1e-20) return box(-mathLogRounded(ax));
  let r = mathLogRounded(mathLanczos(ax)) - mathLanczosG;
  r += (ax - 0.5) * (mathLogRounded(ax + mathLanczosG - 0.5) - 1);
  if (x < 0) r = mathLogRounded(Math.PI) - mathLogRounded(Math.abs(mathSinpi(ax))) - mathLogRounded(ax) - r;
  if (r === Infinity) throw mathRange();
  return box(r);
}
function mathErf(arg) {
  const x = mathNum(arg);
  if (x !== x || x === 0) return box(x);
  const ax = Math.abs(x);
  let r = 1;
  if (ax < 3) {
    const pair = dErf(ax);
    r = pair[0] + pair[1];
  } else if (ax < 6) r = 1 - dErfc(ax);
  return box(x < 0 ? -r : r);
}
function mathErfc(arg) {
  const x = mathNum(arg);
  if (x !== x) return x;
  const ax = Math.abs(x);
  if (ax < 3) {
    const pair = dErf(ax);
    const [high, low] = dAdd([1, 0], x < 0 ? pair : dNeg(pair));
    return box(high + low);
  }
  const r = ax < 28 ? dErfc(ax) : 0;
  return box(x < 0 ? 2 - r : r);
}

export {mathFloor as floor, mathCeil as ceil, mathTrunc as trunc, mathSqrt as sqrt, mathCbrt as cbrt, mathFabs as fabs, mathSin as sin, mathCos as cos,
  mathTan as tan, mathAsin as asin, mathAcos as acos, mathAtan as atan, mathSinh as sinh, mathCosh as cosh, mathTanh as tanh, mathAsinh as asinh,
  mathAcosh as acosh, mathAtanh as atanh, mathAtan2 as atan2, mathExp as exp, mathExp2 as exp2, mathExpm1 as expm1, mathLog1p as log1p, mathLog as log,
  mathLog2 as log2, mathLog10 as log10, mathPow as pow, mathFmod as fmod, mathRemainder as remainder, mathModf as modf, mathFrexp as frexp,
  mathLdexp as ldexp, mathCopysign as copysign, mathDegrees as degrees, mathRadians as radians, mathIsnan as isnan, mathIsinf as isinf,
  mathIsfinite as isfinite, mathIsclose as isclose, mathNextafter as nextafter, mathUlp as ulp, mathFsum as fsum, mathProd as prod, mathHypot as hypot,
  mathDist as dist, mathGcd as gcd, mathLcm as lcm, mathIsqrt as isqrt, mathFactorial as factorial, mathPerm as perm, mathComb as comb,
  mathGamma as gamma, mathLgamma as lgamma, mathErf as erf, mathErfc as erfc,
  mathPi as pi, mathE as e, mathTau as tau, mathInf as inf, mathNan as nan};

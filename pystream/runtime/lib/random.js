// random: the Mersenne Twister MT19937 and CPython's algorithms above it, so that a seed gives CPython's numbers.
import {ByteArray, Bytes} from '../builtins/bytes.js';
import {PyObject, cls, meth, sig} from '../builtins/core.js';
import {Dict} from '../builtins/dict.js';
import {IndexError, TypeError_, ValueError} from '../builtins/exceptions.js';
import {Float, box, isFloat, normalize} from '../builtins/float.js';
import {it} from '../builtins/generators.js';
import {getitem, len_, setitem} from '../builtins/items.js';
import {add, floordiv, hash, mul, sub} from '../builtins/ops.js';
import {repr_} from '../builtins/repr.js';
import {FrozenSet, PySet} from '../builtins/set.js';
import {T, tuple_of} from '../builtins/tuple.js';
import {mathInt, mathNum} from './math.js';
import {sha512} from './_sha512.js';

class Twister {
  constructor() {
    this._$s = new Int32Array(624);
    this._$i = 624;
  }
  _$seed1(n) {
    const s = this._$s;
    s[0] = n;
    for (let i = 1; i < 624; i++) s[i] = Math.imul(1812433253, s[i - 1] ^ s[i - 1] >>> 30) + i;
    this._$i = 624;
  }
  _$seed(key) {
    const s = this._$s;
    this._$seed1(19650218);
    let i = 1;
    let j = 0;
    for (let k = Math.max(624, key.length); k > 0; k--) {
      s[i] = (s[i] ^ Math.imul(s[i - 1] ^ s[i - 1] >>> 30, 1664525)) + key[j] + j;
      i++;
      j++;
      if (i >= 624) {
        s[0] = s[623];
        i = 1;
      }
      if (j >= key.length) j = 0;
    }
    for (let k = 623; k > 0; k--) {
      s[i] = (s[i] ^ Math.imul(s[i - 1] ^ s[i - 1] >>> 30, 1566083941)) - i;
      i++;
      if (i >= 624) {
        s[0] = s[623];
        i = 1;
      }
    }
    s[0] = -2147483648;
  }
  // 32 bits
  _$word() {
    const s = this._$s;
    if (this._$i >= 624) {
      for (let k = 0; k < 624; k++) {
        const y = s[k] & -2147483648 | s[(k + 1) % 624] & 2147483647;
        s[k] = s[(k + 397) % 624] ^ y >>> 1 ^ (y & 1 ? -1727483681 : 0);
      }
      this._$i = 0;
    }
    let y = s[this._$i++];
    y ^= y >>> 11;
    y ^= y << 7 & -1658038656;
    y ^= y << 15 & -272236544;
    return (y ^ y >>> 18) >>> 0;
  }
  // [0, 1) with 53 bits
  _$double() {
    const a = this._$word() >>> 5;
    const b = this._$word() >>> 6;
    return (a * 67108864 + b) / 9007199254740992;
  }
  // k bits as number or BigInt
  _$bits(k) {
    if (k <= 32) return k === 0 ? 0 : this._$word() >>> 32 - k;
    let r = 0n;
    let shift = 0n;
    for (; k > 0; k -= 32) {
      let w = this._$word();
      if (k < 32) w = w >>> 32 - k;
      r |= BigInt(w) << shift;
      shift += 32n;
    }
    return normalize(r);
  }
  // an int below n > 0
  _$below(n) {
    const k = typeof n === 'number' && n < 4294967296 ? 32 - Math.clz32(n) : BigInt(n).toString(2).length;
    let r = this._$bits(k);
    while (r >= n) r = this._$bits(k);
    return r;
  }
}

function randomSeedKey(n) {
  if (n < 0n) n = -n;
  const key = [];
  do {
    key.push(Number(n & 0xffffffffn) | 0);
    n >>= 32n;
  } while (n > 0n);
  return key;
}
function randomSeed(r, a, version) {
  let n;
  r._$spare = null;
  if (a === null || a === undefined) {
    r._$mt._$seed(Array.from(crypto.getRandomValues(new Int32Array(16))));
    return;
  }
  if (typeof a === 'number' && Number.isInteger(a) || typeof a === 'bigint') n = BigInt(a);
  else if (typeof a === 'boolean') n = a ? 1n : 0n;
  else if (typeof a === 'string' || a instanceof Bytes || a instanceof ByteArray) {
    const data = typeof a === 'string' ? new TextEncoder().encode(a) : a.a;
    n = 0n;
    for (const b of [...data, ...sha512(data)]) n = n << 8n | BigInt(b);
  } else if (isFloat(a)) n = BigInt.asUintN(64, BigInt(hash(a)));
  else throw new TypeError_('The only supported seed types are: None,\nint, float, str, bytes, and bytearray.');
  r._$mt._$seed(randomSeedKey(n));
}
function randomIndex(x, what) {
  if (isFloat(x)) {
    const v = mathNum(x);
    if (Number.isInteger(v)) return v;
    throw new ValueError('non-integer ' + what + ' for randrange()');
  }
  return mathInt(x);
}

export const Random = /*@__PURE__*/ cls(function Random(x) {
  if (!new.target) return new Random(x);
  this.__init__(x);
}, 'Random', [PyObject], randomBody, {module: 'random'});
function randomBody(c) {
  c.__init__ = meth(function (x = null) {
    this._$mt = new Twister();
    this.seed(x);
    return null;
  }, 'Random.__init__(self,x=)');
  c.seed = meth(function (a = null, version = 2) {
    randomSeed(this, a, version);
    return null;
  }, 'Random.seed(self,a=,version=)');
  c.random = meth(function () {
    return box(this._$mt._$double());
  }, 'Random.random(self)');
  c.getrandbits = meth(function (k) {
    const n = mathInt(k);
    if (n < 0) throw new ValueError('number of bits must be non-negative');
    return this._$mt._$bits(Number(n));
  }, 'Random.getrandbits(self,k)');
  c.randbytes = meth(function (n) {
    const count = Number(mathInt(n));
    const big = BigInt(this._$mt._$bits(count * 8));
    const a = new Uint8Array(count);
    let rest = big;
    for (let i = 0; i < count; i++) {
      a[i] = Number(rest & 255n);
      rest >>= 8n;
    }
    return new Bytes(a);
  }, 'Random.randbytes(self,n)');
  c.randrange = meth(function (start, stop = null, step = 1) {
    const a = randomIndex(start, 'arg 1');
    if (stop === null) {
      if (mathInt(step) !== 1) throw new TypeError_('Missing a non-None stop argument');
      if (a > 0) return this._$mt._$below(a);
      throw new ValueError('empty range for randrange()');
    }
    const b = randomIndex(stop, 'stop');
    const width = sub(b, a);
    const s = randomIndex(step, 'step');
    if (s === 1) {
      if (width > 0) return add(a, this._$mt._$below(width));
      throw new ValueError('empty range for randrange() (' + a + ', ' + b + ', ' + width + ')');
    }
    let n;
    if (s > 0) n = floordiv(sub(add(width, s), 1), s);
    else if (s < 0) n = floordiv(add(add(width, s), 1), s);
    else throw new ValueError('zero step for randrange()');
    if (n <= 0) throw new ValueError('empty range for randrange()');
    return add(a, mul(s, this._$mt._$below(n)));
  }, 'Random.randrange(self,start,stop=,step=)');
  c.randint = meth(function (a, b) {
    return this.randrange(a, add(b, 1));
  }, 'Random.randint(self,a,b)');
  c.choice = meth(function (seq) {
    const n = len_(seq);
    if (n === 0) throw new IndexError('Cannot choose from an empty sequence');
    return getitem(seq, this._$mt._$below(n));
  }, 'Random.choice(self,seq)');
  c.choices = meth(function (population, weights = null, cum_weights = null, k = 1) {
    const n = len_(population);
    const count = Number(mathInt(k));
    const r = [];
    let cum = cum_weights;
    if (cum === null) {
      if (weights === null) {
        for (let i = 0; i < count; i++) r.push(getitem(population, Math.floor(this._$mt._$double() * n)));
        return r;
      }
      if (typeof weights === 'number') throw new TypeError_('The number of choices must be a keyword argument: k=' + weights);
      cum = [];
      let total = 0;
      for (const w of it(weights)) cum.push(total = add(total, w));
    } else if (weights !== null) throw new TypeError_('Cannot specify both weights and cumulative weights');
    else cum = [...it(cum)];
    if (cum.length !== n) throw new ValueError('The number of weights does not match the population');
    const sums = cum.map(mathNum);
    const total = sums[n - 1];
    if (total <= 0) throw new ValueError('Total of weights must be greater than zero');
    if (total - total !== 0) throw new ValueError('Total of weights must be finite');
    for (let i = 0; i < count; i++) {
      const x = this._$mt._$double() * total;
      let lo = 0;
      let hi = n - 1;
      while (lo < hi) {
        const mid = lo + hi >> 1;
        if (x < sums[mid]) hi = mid;
        else lo = mid + 1;
      }
      r.push(getitem(population, lo));
    }
    return r;
  }, 'Random.choices(self,population,weights=,cum_weights=,k=)');
  c.shuffle = meth(function (x) {
    for (let i = len_(x) - 1; i > 0; i--) {
      const j = this._$mt._$below(i + 1);
      const t = getitem(x, i);
      setitem(x, i, getitem(x, j));
      setitem(x, j, t);
    }
    return null;
  }, 'Random.shuffle(self,x)');
  c.sample = meth(function (population, k, counts = null) {
    if (population instanceof Dict || population instanceof PySet || population instanceof FrozenSet || !(population !== null
      && (typeof population === 'string' || population.__getitem__ || Array.isArray(population) || population instanceof Bytes))) {
      throw new TypeError_('Population must be a sequence.  For dicts or sets, use sorted(d).');
    }
    let n = len_(population);
    if (counts !== null) {
      const cum = [];
      let total = 0;
      for (const w of it(counts)) cum.push(total = add(total, w));
      if (cum.length !== n) throw new ValueError('The number of counts does not match the population');
      if (!(typeof total === 'number' && Number.isInteger(total))) throw new TypeError_('Counts must be integers');
      if (total <= 0) throw new ValueError('Total of counts must be greater than zero');
      const picked = this.sample(Array.from({length: total}, (x, i) => i), k);
      return picked.map(p => getitem(population, cum.findIndex(s => p < s)));
    }
    const count = Number(mathInt(k));
    if (count < 0 || count > n) throw new ValueError('Sample larger than population or is negative');
    const r = [];
    let setsize = 21;
    if (count > 5) setsize += Math.pow(4, Math.ceil(Math.log(count * 3) / Math.log(4)));
    if (n <= setsize) {
      const pool = [];
      for (let i = 0; i < n; i++) pool.push(getitem(population, i));
      for (let i = 0; i < count; i++) {
        const j = this._$mt._$below(n - i);
        r.push(pool[j]);
        pool[j] = pool[n - i - 1];
      }
    } else {
      const seen = new Set();
      for (let i = 0; i < count; i++) {
        let j = this._$mt._$below(n);
        while (seen.has(j)) j = this._$mt._$below(n);
        seen.add(j);
        r.push(getitem(population, j));
      }
    }
    return r;
  }, 'Random.sample(self,population,k,counts=)');
  c.uniform = meth(function (a, b) {
    const x = mathNum(a);
    return box(x + (mathNum(b) - x) * this._$mt._$double());
  }, 'Random.uniform(self,a,b)');
  c.triangular = meth(function (low = 0, high = 1, mode = null) {
    let u = this._$mt._$double();
    let a = mathNum(low);
    let b = mathNum(high);
    if (mode !== null && a === b) return low;
    let m = mode === null ? 0.5 : (mathNum(mode) - a) / (b - a);
    if (u > m) {
      u = 1 - u;
      m = 1 - m;
      const t = a;
      a = b;
      b = t;
    }
    return box(a + (b - a) * Math.sqrt(u * m));
  }, 'Random.triangular(self,low=,high=,mode=)');
  c.normalvariate = meth(function (mu = 0, sigma = 1) {
    return box(mathNum(mu) + randomNormal(this) * mathNum(sigma));
  }, 'Random.normalvariate(self,mu=,sigma=)');
  c.gauss = meth(function (mu = 0, sigma = 1) {
    let z = this._$spare;
    this._$spare = null;
    if (z === null) {
      const x = this._$mt._$double() * (2 * Math.PI);
      const g = Math.sqrt(-2 * Math.log(1 - this._$mt._$double()));
      z = Math.cos(x) * g;
      this._$spare = Math.sin(x) * g;
    }
    return box(mathNum(mu) + z * mathNum(sigma));
  }, 'Random.gauss(self,mu=,sigma=)');
  c.lognormvariate = meth(function (mu, sigma) {
    return box(Math.exp(mathNum(mu) + randomNormal(this) * mathNum(sigma)));
  }, 'Random.lognormvariate(self,mu,sigma)');
  c.expovariate = meth(function (lambd) {
    return box(-Math.log(1 - this._$mt._$double()) / mathNum(lambd));
  }, 'Random.expovariate(self,lambd)');
  c.vonmisesvariate = meth(function (mu, kappa) {
    const k = mathNum(kappa);
    const m = mathNum(mu);
    const next = () => this._$mt._$double();
    if (k <= 1e-6) return box(2 * Math.PI * next());
    const s = 0.5 / k;
    const r = s + Math.sqrt(1 + s * s);
    let z;
    for (;;) {
      z = Math.cos(Math.PI * next());
      const d = z / (r + z);
      const u = next();
      if (u < 1 - d * d || u <= (1 - d) * Math.exp(d)) break;
    }
    const q = 1 / r;
    const f = (q + z) / (1 + q * z);
    const turn = next() > 0.5 ? m + Math.acos(f) : m - Math.acos(f);
    const full = 2 * Math.PI;
    return box((turn % full + full) % full);
  }, 'Random.vonmisesvariate(self,mu,kappa)');
  c.gammavariate = meth(function (alpha, beta) {
    return box(randomGamma(this, mathNum(alpha), mathNum(beta)));
  }, 'Random.gammavariate(self,alpha,beta)');
  c.betavariate = meth(function (alpha, beta) {
    const y = randomGamma(this, mathNum(alpha), 1);
    return y ? box(y / (y + randomGamma(this, mathNum(beta), 1))) : new Float(0);
  }, 'Random.betavariate(self,alpha,beta)');
  c.paretovariate = meth(function (alpha) {
    return box(Math.pow(1 - this._$mt._$double(), -1 / mathNum(alpha)));
  }, 'Random.paretovariate(self,alpha)');
  c.weibullvariate = meth(function (alpha, beta) {
    return box(mathNum(alpha) * Math.pow(-Math.log(1 - this._$mt._$double()), 1 / mathNum(beta)));
  }, 'Random.weibullvariate(self,alpha,beta)');
  c.getstate = meth(function () {
    return T(3, tuple_of([...Array.from(this._$mt._$s, x => x >>> 0), this._$mt._$i]), this._$spare === null ? null : box(this._$spare));
  }, 'Random.getstate(self)');
  c.setstate = meth(function (state) {
    if (getitem(state, 0) !== 3) throw new ValueError('state with version ' + repr_(getitem(state, 0)) + ' passed to Random.setstate() of version 3');
    const words = [...it(getitem(state, 1))];
    this._$mt._$s = Int32Array.from(words.slice(0, 624));
    this._$mt._$i = words[624];
    const spare = getitem(state, 2);
    this._$spare = spare === null ? null : mathNum(spare);
    return null;
  }, 'Random.setstate(self,state)');
}
// Kinderman and Monahan's ratio of uniforms
function randomNormal(r) {
  for (;;) {
    const u = r._$mt._$double();
    const v = 1 - r._$mt._$double();
    const z = 1.7155277699214135 * (u - 0.5) / v;
    if (z * z / 4 <= -Math.log(v)) return z;
  }
}
function randomGamma(r, alpha, beta) {
  if (alpha <= 0 || beta <= 0) throw new ValueError('gammavariate: alpha and beta must be > 0.0');
  const next = () => r._$mt._$double();
  if (alpha > 1) {
    const ainv = Math.sqrt(2 * alpha - 1);
    const bbb = alpha - Math.log(4);
    const ccc = alpha + ainv;
    for (;;) {
      const u1 = next();
      if (!(u1 > 1e-7 && u1 < 0.9999999)) continue;
      const u2 = 1 - next();
      const v = Math.log(u1 / (1 - u1)) / ainv;
      const x = alpha * Math.exp(v);
      const z = u1 * u1 * u2;
      const q = bbb + ccc * v - x;
      if (q + 1 + Math.log(4.5) - 4.5 * z >= 0 || q >= Math.log(z)) return x * beta;
    }
  }
  if (alpha === 1) return -Math.log(1 - next()) * beta;
  for (;;) {
    const b = (Math.E + alpha) / Math.E;
    const p = b * next();
    const x = p <= 1 ? Math.pow(p, 1 / alpha) : -Math.log((b - p) / alpha);
    const u1 = next();
    if (p > 1) {
      if (u1 <= Math.pow(x, alpha - 1)) return x * beta;
    } else if (u1 <= Math.exp(-x)) return x * beta;
  }
}

// The module's functions are the methods of one hidden instance, made at the first call.
const randomShared = {_$r: null};
function randomOne() {
  return randomShared._$r || (randomShared._$r = new Random());
}
function randomSeedAll(...a) {
  return randomOne().seed(...a);
}
sig(randomSeedAll, 'seed(a=,version=)');
function randomRandom() {
  return box(randomOne()._$mt._$double());
}
function randomGetrandbits(...a) {
  return randomOne().getrandbits(...a);
}
function randomRandbytes(...a) {
  return randomOne().randbytes(...a);
}
function randomRandrange(...a) {
  return randomOne().randrange(...a);
}
sig(randomRandrange, 'randrange(start,stop=,step=)');
function randomRandint(...a) {
  return randomOne().randint(...a);
}
sig(randomRandint, 'randint(a,b)');
function randomChoice(...a) {
  return randomOne().choice(...a);
}
sig(randomChoice, 'choice(seq)');
function randomChoices(...a) {
  return randomOne().choices(...a);
}
sig(randomChoices, 'choices(population,weights=,cum_weights=,k=)');
function randomShuffle(...a) {
  return randomOne().shuffle(...a);
}
sig(randomShuffle, 'shuffle(x)');
function randomSample(...a) {
  return randomOne().sample(...a);
}
sig(randomSample, 'sample(population,k,counts=)');
function randomUniform(...a) {
  return randomOne().uniform(...a);
}
sig(randomUniform, 'uniform(a,b)');
function randomTriangular(...a) {
  return randomOne().triangular(...a);
}
sig(randomTriangular, 'triangular(low=,high=,mode=)');
function randomNormalvariate(...a) {
  return randomOne().normalvariate(...a);
}
sig(randomNormalvariate, 'normalvariate(mu=,sigma=)');
function randomGauss(...a) {
  return randomOne().gauss(...a);
}
sig(randomGauss, 'gauss(mu=,sigma=)');
function randomLognormvariate(...a) {
  return randomOne().lognormvariate(...a);
}
sig(randomLognormvariate, 'lognormvariate(mu,sigma)');
function randomExpovariate(...a) {
  return randomOne().expovariate(...a);
}
sig(randomExpovariate, 'expovariate(lambd)');
function randomVonmisesvariate(...a) {
  return randomOne().vonmisesvariate(...a);
}
sig(randomVonmisesvariate, 'vonmisesvariate(mu,kappa)');
function randomGammavariate(...a) {
  return randomOne().gammavariate(...a);
}
sig(randomGammavariate, 'gammavariate(alpha,beta)');
function randomBetavariate(...a) {
  return randomOne().betavariate(...a);
}
sig(randomBetavariate, 'betavariate(alpha,beta)');
function randomParetovariate(...a) {
  return randomOne().paretovariate(...a);
}
sig(randomParetovariate, 'paretovariate(alpha)');
function randomWeibullvariate(...a) {
  return randomOne().weibullvariate(...a);
}
sig(randomWeibullvariate, 'weibullvariate(alpha,beta)');
function randomGetstate(...a) {
  return randomOne().getstate(...a);
}
function randomSetstate(...a) {
  return randomOne().setstate(...a);
}
sig(randomSetstate, 'setstate(state)');
export {randomSeedAll as seed, randomRandom as random, randomGetrandbits as getrandbits, randomRandbytes as randbytes, randomRandrange as randrange,
  randomRandint as randint, randomChoice as choice, randomChoices as choices, randomShuffle as shuffle, randomSample as sample, randomUniform
  as uniform, randomTriangular as triangular, randomNormalvariate as normalvariate, randomGauss as gauss, randomLognormvariate as
  lognormvariate, randomExpovariate as expovariate, randomVonmisesvariate as vonmisesvariate, randomGammavariate as gammavariate,
  randomBetavariate as betavariate, randomParetovariate as paretovariate, randomWeibullvariate as weibullvariate, randomGetstate as getstate,
  randomSetstate as setstate};

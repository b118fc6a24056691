# erf within one unit of the last digit of what it should be, computed here with 80 digits; erfc within four, as C
# libraries promise: CPython has theirs.
import math

DIGITS = 10**80
PI = 314159265358979323846264338327950288419716939937510582097494459230781640628620899
ROOT = math.isqrt(PI * DIGITS)


def scaled(x):
    top, bottom = x.as_integer_ratio()
    return top * DIGITS // bottom


def exact_erf(x):
    x = scaled(x)
    square = x * x // DIGITS
    total, power, n = 0, x, 0
    while power:
        total += power // (2 * n + 1)
        n += 1
        power = -power * square // DIGITS // n
    return 2 * total * DIGITS // ROOT


points = [n / 16 for n in range(-96, 97)] + [n * 0.037 + 0.011 for n in range(-100, 140)]
points += [10.0**n for n in range(-20, 1)]
off = []
for x in points:
    right = exact_erf(x)
    for name, got, want, units in (("erf", math.erf(x), right, 1), ("erfc", math.erfc(x), DIGITS - right, 4)):
        if abs(scaled(got) - want) > units * scaled(math.ulp(got)):
            off.append((name, x, got))
print(off)
print(math.erf(0.0), math.erf(-0.0), math.erfc(0), math.erf(math.inf), math.erfc(-math.inf), math.erfc(30.0), math.erf(7), math.erf(math.nan))

import math
from fractions import Fraction
from fractions import Fraction as F

print(F(1, 3) + F(1, 6), repr(F(6, -4)), F("3/4"), F("-1.25e-1"), F(" 7 "), F(0.5), F(1.1), F(), F(F(1, 2), F(3, 4)), F(True))
a, b = F(3, 4), F(-2, 5)
print(a + b, a - b, a * b, a / b, a // b, a % b, divmod(a, b), -a, +a, abs(b), a**2, a**-2, b**3, 2**F(3), 4 ** F(1, 2))
print(a + 1, 1 - a, 2 * a, 1 / a, a + 0.5, 0.5 * a, a + 1j, 7 // a, 7 % a, a**0.5, F(2) ** F(1, 2))
print(a == F(6, 8), a == 0.75, F(2) == 2, a < 1, a >= 0.75, b < a, 1 > b, a != "x", sorted([a, b, 0, 0.1]))
print(hash(F(1, 2)) == hash(0.5), hash(F(5)) == hash(5), {F(1, 2): "half"}[0.5], len({F(1, 3), F(2, 6), F(3, 9)}))
print(a.numerator, a.denominator, a.as_integer_ratio(), F(math.pi).limit_denominator(100), F("3.1415926535897932").limit_denominator(1000), F(1, 3).limit_denominator(2))
print(int(F(7, 2)), int(F(-7, 2)), math.floor(F(-7, 2)), math.ceil(F(7, 2)), math.trunc(F(-7, 2)), round(F(7, 2)), round(F(5, 2)), round(F(22, 7), 2), round(F(1234), -2), float(F(1, 3)))
print(bool(F(0)), str(F(4, 2)), f"{F(1, 2)}", [F(1, 2)], F.from_float(0.25), sum([F(1, 3)] * 3), max(F(1, 2), F(2, 3)), isinstance(a, Fraction))
print(F(10**20, 3) * 3 == 10**20, F(1, 10**18) + F(1, 3))
for bad in (lambda: F(1, 0), lambda: F("x"), lambda: F("1/0"), lambda: a / 0, lambda: F(1.5, 2), lambda: F(0) ** -1, lambda: F(float("nan")), lambda: F(None), lambda: a + "x", lambda: a < "x"):
    try:
        print(bad())
    except (ZeroDivisionError, ValueError, TypeError) as e:
        print(type(e).__name__, e)

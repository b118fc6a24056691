import math
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, ROUND_05UP
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow, getcontext, localcontext, setcontext
from fractions import Fraction

D = Decimal
print(D("0.1") + D("0.2"), D("1.10") + 1, 1 - D("0.9"), D("1.20") * D("3.0"), D(1) / D(3), D(10) / 4, D("7") // 2, D("-7") // 2, D("-7") % 3, divmod(D(17), 5))
print(repr(D("3.14")), D(), D(5), D(-0.0), D(0.1), D("1E+5"), D("1e-10"), D("123456789012345678901234567890"), D((1, (1, 2, 3), -2)), D(" 1_000.5 "))
print(D("Infinity"), D("-inf"), D("nan"), D("1E+3") + 1, D("0E-7"), D("0.000001"), D("0.0000001"), D("-0"), +D("-0"), D(True))
print(D(2) ** 10, D("1.1") ** 5, D(2) ** -2, D(2) ** D("0.5"), D(9).sqrt(), D(2).sqrt(), D("0.25").sqrt(), D(1).exp(), D(10).ln(), D(1000).log10(), D(2).log10())
print([D("2.675").quantize(D("0.01"), rounding=r) for r in (ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR, ROUND_05UP)])
print(D("1234.5678").quantize(D("1")), D("1.5").quantize(D("1")), D("2.5").quantize(D("1")), D("-2.5").quantize(D(1), ROUND_HALF_UP), D("19.999").quantize(D(".01")))
print(round(D("2.675"), 2), round(D("2.5")), round(D("3.5")), round(D("1234"), -2), int(D("-3.9")), float(D("0.1")), math.floor(D("-1.5")), math.ceil(D("1.2")), math.trunc(D("9.9")))
print(D("1.50").normalize(), D("1500").normalize(), D("1.50") == D("1.5"), hash(D("1.50")) == hash(D("1.5")) == hash(1.5), D(3) == 3, D("0.5") == 0.5, D("0.1") == 0.1, D("0.5") == Fraction(1, 2))
print(D(1) < 2, D("1.5") > 1, D(2) >= D("2.0"), D(1) < 1.5, D("nan") == D("nan"), max(D(1), D(3), D(2)), sorted([D("1.1"), D("-2"), D(0)]), sum([D("0.1")] * 10), sum([D("0.1")] * 10) == 1)
print(D("123.45").as_tuple(), D("123.45").adjusted(), D("0.75").as_integer_ratio(), D("-5").copy_abs(), abs(D("-5")), -D(5), D("1.23E+5").to_eng_string(), D("12").scaleb(3))
print(D("1e400").is_finite(), D("inf").is_infinite(), D("nan").is_nan(), D(0).is_zero(), D(-1).is_signed(), bool(D(0)), bool(D("0.0")), bool(D("0.1")))
print(D("1.25").to_integral_value(), D("1.5").to_integral_value(), D(7).remainder_near(4), D(2).fma(3, 4), D(1).compare(2), D(1).max(2), D("1").next_plus(), D(5).copy_sign(D(-1)))
print({D("1.0"): "a"}[1], {1: "x"}[D(1)], len({D(1), D("1.0"), 1, 1.0}))
print(f"{D('1234567.891'):,.2f}|{D('3.14159'):.2f}|{D('0.5'):.0%}|{D('42'):>8}|{D('-42'):08}|{D('1234.5'):e}|{D('1e10'):f}|{D('1.5'):+}|{D('2'):.3f}|{D('12345'):.2e}|{D('0.00001'):g}")
print("%s %.2f %d" % (D("1.5"), D("2.345"), D("7.9")), str(D("1E-7")), "{:.1f}".format(D("0.25")), format(D("0.35"), ".1f"))
print(getcontext().prec, getcontext().rounding, getcontext())
with localcontext() as ctx:
    ctx.prec = 5
    print(D(1) / D(7), +D("3.14159265"), D("123456") + 0)
print(D(1) / D(7))
with localcontext(prec=3, rounding=ROUND_UP):
    print(D(1) / 3, D(2).sqrt())
getcontext().prec = 50
print(D(2).sqrt(), D(1) / 7)
getcontext().prec = 28
c = Context(prec=4, rounding=ROUND_DOWN)
print(c.divide(D(2), D(3)), c.create_decimal("3.14159"), c.sqrt(D(2)), c.add(1, 2), c.quantize(D("1.55"), D("0.1")), c.power(D(2), D("0.5")))


def tried(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e, isinstance(e, ArithmeticError), isinstance(e, ZeroDivisionError))


tried(lambda: D("abc"))
tried(lambda: D(1) / 0)
tried(lambda: D(0) / 0)
tried(lambda: D(1) // 0)
tried(lambda: D(1) % 0)
tried(lambda: D(-1).sqrt())
tried(lambda: D("1e999999") * 10)
tried(lambda: D("1").quantize(D("1e-40")))
tried(lambda: D("nan") < 1)
tried(lambda: D("inf") - D("inf"))
tried(lambda: D(1) + 1.5)
tried(lambda: 1.5 * D(2))
tried(lambda: D(1) < "x")
tried(lambda: D(None))
tried(lambda: D([1, 2]))
tried(lambda: int(D("nan")))
tried(lambda: int(D("inf")))
tried(lambda: f"{D(1):x}")
tried(lambda: D(-8) ** D("0.5"))
tried(lambda: D(0) ** 0)
with localcontext() as ctx:
    ctx.traps[DivisionByZero] = False
    ctx.traps[InvalidOperation] = False
    print(D(1) / 0, D(-1) / 0, D(0) / 0, D("x"), ctx.flags[DivisionByZero])
total = D(0)
for i in range(1, 200):
    total += D(1) / i
print(total)
price, tax = D("19.99"), D("0.0825")
print((price * (1 + tax)).quantize(D("0.01"), ROUND_HALF_UP), price * 3, price / 3, price.quantize(D("0.1")))


class Money(Decimal):
    def __repr__(self):
        return f"Money({self})"


m = Money("1.5")
print(m, repr(m), m + 1, type(m + 1).__name__, isinstance(m, Decimal))

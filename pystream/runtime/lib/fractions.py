"""fractions: exact rational numbers."""

import math

_MODULUS = 2305843009213693951  # 2**61 - 1: CPython's hashes of numbers are residues of it


def _parse(text):
    """'3/4', ' -1.5e3 ' -> numerator, denominator; not yet in lowest terms."""
    bad = ValueError(f"Invalid literal for Fraction: {text!r}")
    body = text.strip()
    sign = -1 if body[:1] == "-" else 1
    if body[:1] in ("+", "-"):
        body = body[1:]
    top, slash, bottom = body.partition("/")
    if slash:
        top = _digits(top)
        bottom = _digits(bottom)
        if not top or not bottom:
            raise bad
        return sign * int(top), int(bottom)
    exponent = 0
    for mark in "eE":
        if mark in body:
            body, _, power = body.partition(mark)
            unsigned = power[1:] if power[:1] in ("+", "-") else power
            if not _digits(unsigned):
                raise bad
            exponent = int(power)
            break
    whole, dot, part = body.partition(".")
    if (whole and not _digits(whole)) or (part and not _digits(part)) or not (whole or part):
        raise bad
    part = _digits(part)
    numerator = sign * int((_digits(whole) or "") + (part or ""))
    exponent -= len(part or "")
    return (numerator * 10**exponent, 1) if exponent >= 0 else (numerator, 10**-exponent)


def _digits(text):
    """The digits without underscores between them; None if there is anything else."""
    bare = text.replace("_", "")
    if not bare.isdecimal() or text[0] == "_" or text[-1] == "_" or "__" in text:
        return None
    return bare


class Fraction:
    def __new__(cls, numerator=0, denominator=None):
        if denominator is None:
            if type(numerator) is int:
                return _made(cls, numerator, 1)
            if isinstance(numerator, str):
                numerator, denominator = _parse(numerator)
                if denominator == 0:
                    raise ZeroDivisionError(f"Fraction({numerator}, 0)")
                return _reduced(cls, numerator, denominator)
            if isinstance(numerator, bool):
                return _made(cls, int(numerator), 1)
            if isinstance(numerator, (int, Fraction)):
                return _made(cls, numerator.numerator, numerator.denominator)
            if hasattr(numerator, "as_integer_ratio") and not isinstance(numerator, type):
                top, bottom = numerator.as_integer_ratio()
                return _made(cls, top, bottom)
            raise TypeError("argument should be a string or a Rational instance")
        if not isinstance(numerator, (int, Fraction)) or not isinstance(denominator, (int, Fraction)):
            raise TypeError("both arguments should be Rational instances")
        top = numerator.numerator * denominator.denominator
        bottom = denominator.numerator * numerator.denominator
        if bottom == 0:
            raise ZeroDivisionError(f"Fraction({top}, 0)")
        return _reduced(cls, top, bottom)

    @classmethod
    def from_float(cls, f):
        if not isinstance(f, (int, float)):
            raise TypeError(f"{cls.__name__}.from_float() only takes floats, not {f!r} ({type(f).__name__})")
        return cls(*f.as_integer_ratio())

    @classmethod
    def from_decimal(cls, dec):
        return cls(*dec.as_integer_ratio())

    @property
    def numerator(self):
        return self._numerator

    @property
    def denominator(self):
        return self._denominator

    @property
    def real(self):
        return self

    @property
    def imag(self):
        return 0

    def conjugate(self):
        return self

    def as_integer_ratio(self):
        return self._numerator, self._denominator

    def limit_denominator(self, max_denominator=1000000):
        if max_denominator < 1:
            raise ValueError("max_denominator should be at least 1")
        if self._denominator <= max_denominator:
            return Fraction(self)
        # Convergents of the continued fraction until the denominator grows too large, then the last semiconvergent.
        p0, q0, p1, q1 = 0, 1, 1, 0
        n, d = self._numerator, self._denominator
        while True:
            a = n // d
            q2 = q0 + a * q1
            if q2 > max_denominator:
                break
            p0, q0, p1, q1 = p1, q1, p0 + a * p1, q2
            n, d = d, n - a * d
        k = (max_denominator - q0) // q1
        semi = Fraction(p0 + k * p1, q0 + k * q1)
        last = Fraction(p1, q1)
        return last if abs(last - self) <= abs(semi - self) else semi

    def __repr__(self):
        return f"{type(self).__name__}({self._numerator}, {self._denominator})"

    def __str__(self):
        return str(self._numerator) if self._denominator == 1 else f"{self._numerator}/{self._denominator}"

    def __add__(self, other):
        return _binary(self, other, _add, lambda a, b: a + b)

    def __radd__(self, other):
        return _binary(other, self, _add, lambda a, b: a + b)

    def __sub__(self, other):
        return _binary(self, other, _sub, lambda a, b: a - b)

    def __rsub__(self, other):
        return _binary(other, self, _sub, lambda a, b: a - b)

    def __mul__(self, other):
        return _binary(self, other, _mul, lambda a, b: a * b)

    def __rmul__(self, other):
        return _binary(other, self, _mul, lambda a, b: a * b)

    def __truediv__(self, other):
        return _binary(self, other, _div, lambda a, b: a / b)

    def __rtruediv__(self, other):
        return _binary(other, self, _div, lambda a, b: a / b)

    def __floordiv__(self, other):
        return _binary(self, other, _floordiv, lambda a, b: a // b)

    def __rfloordiv__(self, other):
        return _binary(other, self, _floordiv, lambda a, b: a // b)

    def __mod__(self, other):
        return _binary(self, other, _mod, lambda a, b: a % b)

    def __rmod__(self, other):
        return _binary(other, self, _mod, lambda a, b: a % b)

    def __divmod__(self, other):
        return _binary(self, other, lambda a, b: (_floordiv(a, b), _mod(a, b)), divmod)

    def __rdivmod__(self, other):
        return _binary(other, self, lambda a, b: (_floordiv(a, b), _mod(a, b)), divmod)

    def __pow__(self, other):
        if isinstance(other, (int, Fraction)):
            if other.denominator != 1:
                return float(self) ** float(other)
            power = other.numerator
            n, d = self._numerator, self._denominator
            if power >= 0:
                return _made(Fraction, n**power, d**power)
            if n == 0:
                raise ZeroDivisionError(f"Fraction({d**-power}, 0)")
            if n < 0:
                n, d = -n, -d
            return _made(Fraction, d**-power, n**-power)
        if isinstance(other, (float, complex)):
            return float(self) ** other
        return NotImplemented

    def __rpow__(self, other):
        if self._denominator == 1 and self._numerator >= 0:
            return other**self._numerator
        if isinstance(other, int):
            return Fraction(other) ** self
        return other ** float(self)

    def __pos__(self):
        return _made(Fraction, self._numerator, self._denominator)

    def __neg__(self):
        return _made(Fraction, -self._numerator, self._denominator)

    def __abs__(self):
        return _made(Fraction, abs(self._numerator), self._denominator)

    def __int__(self):
        return self.__trunc__()

    def __float__(self):
        return self._numerator / self._denominator

    def __complex__(self):
        return complex(float(self))

    def __bool__(self):
        return self._numerator != 0

    def __trunc__(self):
        n = self._numerator
        return -(-n // self._denominator) if n < 0 else n // self._denominator

    def __floor__(self):
        return self._numerator // self._denominator

    def __ceil__(self):
        return -(-self._numerator // self._denominator)

    def __round__(self, ndigits=None):
        if ndigits is None:
            floor, rest = divmod(self._numerator, self._denominator)
            twice = rest * 2
            up = twice > self._denominator or (twice == self._denominator and floor % 2 == 1)
            return floor + 1 if up else floor
        shift = 10 ** abs(ndigits)
        if ndigits > 0:
            return Fraction(round(self * shift), shift)
        return Fraction(round(self / shift) * shift)

    def __hash__(self):
        try:
            inverse = pow(self._denominator, -1, _MODULUS)
        except ValueError:
            found = 314159
        else:
            found = abs(self._numerator) % _MODULUS * inverse % _MODULUS
        if self._numerator < 0:
            found = -found
        return -2 if found == -1 else found

    def __eq__(self, other):
        if isinstance(other, (int, Fraction)):
            return self._numerator == other.numerator and self._denominator == other.denominator
        if isinstance(other, float):
            if math.isnan(other) or math.isinf(other):
                return 0.0 == other
            return self == Fraction(*other.as_integer_ratio())
        if isinstance(other, complex) and other.imag == 0:
            return self == other.real
        return NotImplemented

    def __lt__(self, other):
        return _compare(self, other, lambda a, b: a < b)

    def __le__(self, other):
        return _compare(self, other, lambda a, b: a <= b)

    def __gt__(self, other):
        return _compare(self, other, lambda a, b: a > b)

    def __ge__(self, other):
        return _compare(self, other, lambda a, b: a >= b)

    def __reduce__(self):
        return type(self), (self._numerator, self._denominator)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


def _made(cls, numerator, denominator):
    """A fraction of what is in lowest terms already."""
    made = object.__new__(cls)
    made._numerator = numerator
    made._denominator = denominator
    return made


def _reduced(cls, numerator, denominator):
    common = math.gcd(numerator, denominator)
    if denominator < 0:
        common = -common
    return _made(cls, numerator // common, denominator // common)


def _binary(a, b, exact, inexact):
    """One of them is a Fraction: with ints exact, with floats and complex numbers as those do it."""
    if isinstance(a, (int, Fraction)) and isinstance(b, (int, Fraction)):
        return exact(a, b)
    if isinstance(a, float):
        return inexact(a, float(b))
    if isinstance(b, float):
        return inexact(float(a), b)
    if isinstance(a, complex) or isinstance(b, complex):
        return inexact(complex(a), complex(b))
    return NotImplemented


def _add(a, b):
    d, e = a.denominator, b.denominator
    return _reduced(Fraction, a.numerator * e + b.numerator * d, d * e)


def _sub(a, b):
    d, e = a.denominator, b.denominator
    return _reduced(Fraction, a.numerator * e - b.numerator * d, d * e)


def _mul(a, b):
    return _reduced(Fraction, a.numerator * b.numerator, a.denominator * b.denominator)


def _div(a, b):
    top, bottom = a.numerator * b.denominator, a.denominator * b.numerator
    if bottom == 0:
        common = math.gcd(a.numerator * b.denominator, a.numerator * a.denominator) or 1
        raise ZeroDivisionError(f"Fraction({top // common}, 0)")
    return _reduced(Fraction, top, bottom)


def _floordiv(a, b):
    return (a.numerator * b.denominator) // (a.denominator * b.numerator)


def _mod(a, b):
    d, e = a.denominator, b.denominator
    return _reduced(Fraction, (a.numerator * e) % (b.numerator * d), d * e)


def _compare(a, b, order):
    if isinstance(b, (int, Fraction)):
        return order(a._numerator * b.denominator, a._denominator * b.numerator)
    if isinstance(b, float):
        if math.isnan(b) or math.isinf(b):
            return order(0.0, b)
        return _compare(a, Fraction(*b.as_integer_ratio()), order)
    return NotImplemented

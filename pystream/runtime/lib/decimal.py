"""decimal: decimal floating point after the General Decimal Arithmetic Specification 1.70.

A finite number is (-1)**sign * coefficient * 10**exponent, all three Python ints; results are computed exactly (or, for roots,
exponentials and logarithms, to enough digits to decide the rounding) and rounded once by Context._finish.
"""

import math

from _decimal_digits import exp_digits, ln_digits, log10_digits, power_digits
from _decimal_text import aligned, grouped, parsed
from _decimal_text import spec as read_spec

ROUND_DOWN = "ROUND_DOWN"
ROUND_HALF_UP = "ROUND_HALF_UP"
ROUND_HALF_EVEN = "ROUND_HALF_EVEN"
ROUND_CEILING = "ROUND_CEILING"
ROUND_FLOOR = "ROUND_FLOOR"
ROUND_UP = "ROUND_UP"
ROUND_HALF_DOWN = "ROUND_HALF_DOWN"
ROUND_05UP = "ROUND_05UP"
MAX_PREC = 999999999999999999
MAX_EMAX = 999999999999999999
MIN_EMIN = -999999999999999999
MIN_ETINY = -1999999999999999997
HAVE_THREADS = True
HAVE_CONTEXTVAR = True

_ROUNDINGS = (
    ROUND_UP,
    ROUND_DOWN,
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_05UP,
)
_MODULUS = 2305843009213693951  # 2**61 - 1: CPython's hashes of numbers are residues of it


class DecimalException(ArithmeticError):
    pass


class Clamped(DecimalException):
    pass


class InvalidOperation(DecimalException):
    pass


class ConversionSyntax(InvalidOperation):
    pass


class DivisionByZero(DecimalException, ZeroDivisionError):
    pass


class DivisionImpossible(InvalidOperation):
    pass


class DivisionUndefined(InvalidOperation, ZeroDivisionError):
    pass


class InvalidContext(InvalidOperation):
    pass


class Inexact(DecimalException):
    pass


class Rounded(DecimalException):
    pass


class Subnormal(DecimalException):
    pass


class Overflow(Inexact, Rounded):
    pass


class Underflow(Inexact, Rounded, Subnormal):
    pass


class FloatOperation(DecimalException, TypeError):
    pass


_SIGNALS = (
    InvalidOperation,
    FloatOperation,
    DivisionByZero,
    Overflow,
    Subnormal,
    Underflow,
    Rounded,
    Inexact,
    Clamped,
)


class DecimalTuple(tuple):
    def __new__(cls, sign, digits, exponent):
        return tuple.__new__(cls, (sign, digits, exponent))

    @property
    def sign(self):
        return self[0]

    @property
    def digits(self):
        return self[1]

    @property
    def exponent(self):
        return self[2]

    def __repr__(self):
        return f"DecimalTuple(sign={self[0]!r}, digits={self[1]!r}, exponent={self[2]!r})"


def _rounded(coefficient, places, sign, rounding):
    """The coefficient without its last digits, and whether they were all zero."""
    power = 10**places
    kept, rest = divmod(coefficient, power)
    if not rest:
        return kept, True
    if rounding == ROUND_HALF_EVEN:
        up = rest * 2 > power or (rest * 2 == power and kept % 2 == 1)
    elif rounding == ROUND_HALF_UP:
        up = rest * 2 >= power
    elif rounding == ROUND_HALF_DOWN:
        up = rest * 2 > power
    elif rounding == ROUND_UP:
        up = True
    elif rounding == ROUND_CEILING:
        up = not sign
    elif rounding == ROUND_FLOOR:
        up = sign == 1
    elif rounding == ROUND_05UP:
        up = kept % 5 == 0
    else:
        up = False
    return (kept + 1 if up else kept), False


class Context:
    def __init__(
        self,
        prec=None,
        rounding=None,
        Emin=None,
        Emax=None,
        capitals=None,
        clamp=None,
        flags=None,
        traps=None,
    ):
        self._prec = 28
        self._rounding = ROUND_HALF_EVEN
        self.Emin = -999999 if Emin is None else Emin
        self.Emax = 999999 if Emax is None else Emax
        self.capitals = 1 if capitals is None else capitals
        self.clamp = 0 if clamp is None else clamp
        if prec is not None:
            self.prec = prec
        if rounding is not None:
            self.rounding = rounding
        self.flags = _signals(() if flags is None else flags)
        self.traps = _signals((InvalidOperation, DivisionByZero, Overflow) if traps is None else traps)

    @property
    def prec(self):
        return self._prec

    @prec.setter
    def prec(self, value):
        if not isinstance(value, int):
            raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")
        if not 1 <= value <= MAX_PREC:
            raise ValueError("valid range for prec is [1, MAX_PREC]")
        self._prec = value

    @property
    def rounding(self):
        return self._rounding

    @rounding.setter
    def rounding(self, value):
        self._rounding = _rounding_mode(value)

    def __repr__(self):
        order = (
            Clamped,
            InvalidOperation,
            DivisionByZero,
            Inexact,
            FloatOperation,
            Overflow,
            Rounded,
            Subnormal,
            Underflow,
        )
        flags = ", ".join(s.__name__ for s in order if self.flags[s])
        traps = ", ".join(s.__name__ for s in order if self.traps[s])
        return (
            f"Context(prec={self.prec}, rounding={self.rounding}, Emin={self.Emin}, Emax={self.Emax}, "
            f"capitals={self.capitals}, clamp={self.clamp}, flags=[{flags}], traps=[{traps}])"
        )

    def copy(self):
        return Context(
            self.prec,
            self.rounding,
            self.Emin,
            self.Emax,
            self.capitals,
            self.clamp,
            dict(self.flags),
            dict(self.traps),
        )

    __copy__ = copy

    def clear_flags(self):
        for signal in self.flags:
            self.flags[signal] = False

    def clear_traps(self):
        for signal in self.traps:
            self.traps[signal] = False

    def Etiny(self):
        return self.Emin - self.prec + 1

    def Etop(self):
        return self.Emax - self.prec + 1

    # One signal or more

    def _signal(self, *signals):
        for signal in signals:
            self.flags[signal] = True
        raised = [signal for signal in _SIGNALS if signal in signals and self.traps[signal]]
        if raised:
            raise raised[0](raised)

    def _invalid(self, condition=InvalidOperation):
        self.flags[InvalidOperation] = True
        if self.traps[InvalidOperation]:
            raise InvalidOperation([condition])
        return _NAN(0, 0)

    def _finish(self, sign, coefficient, exponent):
        """The number rounded to the context's precision and range."""
        prec = self._prec
        tiny = self.Emin - prec + 1
        top = self.Emax - prec + 1
        if not coefficient:
            clipped = min(max(exponent, tiny), top if self.clamp else self.Emax)
            if clipped != exponent:
                self._signal(Clamped)
            return _made(sign, 0, clipped)
        size = len(str(coefficient))
        least = size + exponent - prec
        if least > top:
            return self._overflow(sign)
        subnormal = least < tiny
        if subnormal:
            least = tiny
        if exponent < least:
            coefficient, exact = _rounded(coefficient, least - exponent, sign, self._rounding)
            if size - (least - exponent) < prec + 1 and coefficient >= 10**prec:
                coefficient //= 10
                least += 1
            if least > top:
                return self._overflow(sign)
            signals = []
            if subnormal and not exact:
                signals.append(Underflow)
            if subnormal:
                signals.append(Subnormal)
            signals.append(Rounded)
            if not exact:
                signals.append(Inexact)
            if not coefficient:
                signals.append(Clamped)
            self._signal(*signals)
            return _made(sign, coefficient, least)
        if subnormal:
            self._signal(Subnormal)
        if self.clamp and exponent > top:
            self._signal(Clamped)
            return _made(sign, coefficient * 10 ** (exponent - top), top)
        return _made(sign, coefficient, exponent)

    def _overflow(self, sign):
        self._signal(Overflow, Inexact, Rounded)
        mode = self.rounding
        if (
            mode in (ROUND_DOWN, ROUND_05UP)
            or (mode == ROUND_CEILING and sign)
            or (mode == ROUND_FLOOR and not sign)
        ):
            return _made(sign, 10**self.prec - 1, self.Etop())
        return _INFINITY(sign)

    # The operations as functions of the context

    def create_decimal(self, num="0", /):
        made = Decimal(num)
        if made._kind == "n" and len(str(made._int)) > self.prec - self.clamp:
            return self._invalid(ConversionSyntax)
        return made._fix(self)

    def create_decimal_from_float(self, f, /):
        return Decimal.from_float(f)._fix(self)

    def abs(self, x, /):
        return _operand(x).__abs__(self)

    def add(self, x, y, /):
        return _operand(x)._add(_operand(y), self)

    def compare(self, x, y, /):
        return _operand(x).compare(y, self)

    def divide(self, x, y, /):
        return _operand(x)._divide(_operand(y), self)

    def divide_int(self, x, y, /):
        return _operand(x)._divmod(_operand(y), self)[0]

    def divmod(self, x, y, /):
        return _operand(x)._divmod(_operand(y), self)

    def exp(self, x, /):
        return _operand(x).exp(self)

    def fma(self, x, y, z, /):
        return _operand(x).fma(y, z, self)

    def ln(self, x, /):
        return _operand(x).ln(self)

    def log10(self, x, /):
        return _operand(x).log10(self)

    def max(self, x, y, /):
        return _operand(x).max(y, self)

    def min(self, x, y, /):
        return _operand(x).min(y, self)

    def minus(self, x, /):
        return _operand(x).__neg__(self)

    def multiply(self, x, y, /):
        return _operand(x)._multiply(_operand(y), self)

    def next_minus(self, x, /):
        return _operand(x).next_minus(self)

    def next_plus(self, x, /):
        return _operand(x).next_plus(self)

    def normalize(self, x, /):
        return _operand(x).normalize(self)

    def plus(self, x, /):
        return _operand(x).__pos__(self)

    def power(self, a, b, modulo=None):
        return _operand(a)._power(_operand(b), modulo, self)

    def quantize(self, x, y, /):
        return _operand(x).quantize(y, context=self)

    def remainder(self, x, y, /):
        return _operand(x)._remainder(_operand(y), self)

    def scaleb(self, x, y, /):
        return _operand(x).scaleb(y, self)

    def sqrt(self, x, /):
        return _operand(x).sqrt(self)

    def subtract(self, x, y, /):
        return _operand(x)._add(_operand(y).copy_negate(), self)

    def to_eng_string(self, x, /):
        return _operand(x).to_eng_string(self)

    def to_integral_value(self, x, /):
        return _operand(x).to_integral_value(context=self)

    def to_integral_exact(self, x, /):
        return _operand(x).to_integral_exact(context=self)

    def to_sci_string(self, x, /):
        return _operand(x)._text(False, self.capitals)


def _signals(given):
    if isinstance(given, dict):
        return {signal: bool(given.get(signal, False)) for signal in _SIGNALS}
    return {signal: signal in given for signal in _SIGNALS}


def _rounding_mode(value):
    if value not in _ROUNDINGS:
        raise TypeError(
            "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n   ROUND_HALF_UP, "
            "ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]"
        )
    return value


def _made(sign, coefficient, exponent):
    made = object.__new__(Decimal)
    made._kind = ""
    made._sign = sign
    made._int = coefficient
    made._exp = exponent
    return made


def _special(kind, sign, payload):
    made = object.__new__(Decimal)
    made._kind = kind
    made._sign = sign
    made._int = payload
    made._exp = 0
    return made


def _INFINITY(sign):
    return _special("F", sign, 0)


def _NAN(sign, payload):
    return _special("n", sign, payload)


def _operand(x):
    if isinstance(x, Decimal):
        return x
    if isinstance(x, int):
        return Decimal(x)
    raise TypeError(f"conversion from {type(x).__name__} to Decimal is not supported")


class Decimal:
    def __new__(cls, value="0", context=None):
        if isinstance(value, str):
            found = parsed(value)
            if found is None:
                return (context or getcontext())._invalid(ConversionSyntax)
            kind, sign, coefficient, exponent = found
        elif isinstance(value, int):
            kind, sign, coefficient, exponent = "", int(value < 0), abs(int(value)), 0
        elif isinstance(value, Decimal):
            kind, sign, coefficient, exponent = value._kind, value._sign, value._int, value._exp
        elif isinstance(value, float):
            context = context or getcontext()
            context._signal(FloatOperation)
            kind, sign, coefficient, exponent = _of_float(value)
        elif isinstance(value, (tuple, list)):
            kind, sign, coefficient, exponent = _of_tuple(value)
        else:
            raise TypeError(f"conversion from {type(value).__name__} to Decimal is not supported")
        made = object.__new__(cls)
        made._kind, made._sign, made._int, made._exp = kind, sign, coefficient, exponent
        return made

    @classmethod
    def from_float(cls, f):
        if isinstance(f, int):
            return cls(f)
        if not isinstance(f, float):
            raise TypeError("argument must be int or float")
        made = object.__new__(cls)
        made._kind, made._sign, made._int, made._exp = _of_float(f)
        return made

    # Text

    def __repr__(self):
        return f"Decimal('{self}')"

    def __str__(self):
        return self._text(False, getcontext().capitals)

    def to_eng_string(self, context=None):
        return self._text(True, (context or getcontext()).capitals)

    def _text(self, engineering, capitals):
        sign = "-" if self._sign else ""
        if self._kind:
            if self._kind == "F":
                return sign + "Infinity"
            return sign + ("NaN" if self._kind == "n" else "sNaN") + (str(self._int) if self._int else "")
        digits = str(self._int)
        left = self._exp + len(digits)
        if self._exp <= 0 and left > -6:
            point = left
        elif not engineering:
            point = 1
        elif self._int == 0:
            point = (left + 1) % 3 - 1
        else:
            point = (left - 1) % 3 + 1
        if point <= 0:
            whole, part = "0", "." + "0" * -point + digits
        elif point >= len(digits):
            whole, part = digits + "0" * (point - len(digits)), ""
        else:
            whole, part = digits[:point], "." + digits[point:]
        mark = "" if left == point else f"{'E' if capitals else 'e'}{left - point:+d}"
        return sign + whole + part + mark

    def __format__(self, specifier, context=None):
        return _formatted(self, specifier, context or getcontext())

    def as_tuple(self):
        if self._kind == "F":
            return DecimalTuple(self._sign, (0,), "F")
        if self._kind:
            return DecimalTuple(self._sign, tuple(map(int, str(self._int))) if self._int else (), self._kind)
        return DecimalTuple(self._sign, tuple(map(int, str(self._int))), self._exp)

    def as_integer_ratio(self):
        if self._kind == "F":
            raise OverflowError("cannot convert Infinity to integer ratio")
        if self._kind:
            raise ValueError("cannot convert NaN to integer ratio")
        n = -self._int if self._sign else self._int
        if self._exp >= 0:
            return n * 10**self._exp, 1
        d = 10**-self._exp
        common = math.gcd(n, d)
        return n // common, d // common

    # What it is

    def is_nan(self):
        return self._kind in ("n", "N")

    def is_qnan(self):
        return self._kind == "n"

    def is_snan(self):
        return self._kind == "N"

    def is_infinite(self):
        return self._kind == "F"

    def is_finite(self):
        return not self._kind

    def is_signed(self):
        return self._sign == 1

    def is_zero(self):
        return not self._kind and self._int == 0

    def is_canonical(self):
        return True

    def is_normal(self, context=None):
        return not self._kind and self._int != 0 and self.adjusted() >= (context or getcontext()).Emin

    def is_subnormal(self, context=None):
        return not self._kind and self._int != 0 and self.adjusted() < (context or getcontext()).Emin

    def number_class(self, context=None):
        if self._kind == "n":
            return "NaN"
        if self._kind == "N":
            return "sNaN"
        sign = "-" if self._sign else "+"
        if self._kind:
            return sign + "Infinity"
        if not self._int:
            return sign + "Zero"
        return sign + ("Subnormal" if self.is_subnormal(context) else "Normal")

    def adjusted(self):
        return 0 if self._kind else self._exp + len(str(self._int)) - 1

    def radix(self):
        return Decimal(10)

    def canonical(self):
        return self

    def conjugate(self):
        return self

    @property
    def real(self):
        return self

    @property
    def imag(self):
        return Decimal(0)

    def copy_abs(self):
        return self._signed(0)

    def copy_negate(self):
        return self._signed(1 - self._sign)

    def copy_sign(self, other, context=None):
        return self._signed(_operand(other)._sign)

    def _signed(self, sign):
        made = _special(self._kind, sign, self._int)
        made._exp = self._exp
        return made

    def _fix(self, context):
        if self._kind:
            return self._nan(context) if self._kind != "F" else self._signed(self._sign)
        return context._finish(self._sign, self._int, self._exp)

    def _nan(self, context):
        """The quiet NaN that an operation on this one gives."""
        if self._kind == "N":
            context._invalid()
        return _NAN(self._sign, self._int % 10 ** (context.prec - context.clamp))

    def _nans(self, other, context):
        for x in (self, other):
            if x._kind == "N":
                return x._nan(context)
        return (self if self._kind == "n" else other)._nan(context)

    # Comparison

    def _order(self, other):
        """-1, 0, 1; neither is a NaN."""
        a, b = self._rank(), other._rank()
        if a != b or self._kind or other._kind or not self._int:
            return (a > b) - (a < b)
        if self.adjusted() != other.adjusted():
            found = 1 if self.adjusted() > other.adjusted() else -1
        else:
            shift = self._exp - other._exp
            x, y = self._int * 10 ** max(shift, 0), other._int * 10 ** max(-shift, 0)
            found = (x > y) - (x < y)
        return -found if self._sign else found

    def _rank(self):
        if self._kind == "F":
            return -2 if self._sign else 2
        if not self._int:
            return 0
        return -1 if self._sign else 1

    def _comparable(self, other, equality):
        if isinstance(other, Decimal):
            return other
        if isinstance(other, int):
            return Decimal(other)
        if isinstance(other, float):
            context = getcontext()
            context.flags[FloatOperation] = True
            if context.traps[FloatOperation] and not equality:
                raise FloatOperation([FloatOperation])
            return Decimal.from_float(other)
        if equality and isinstance(other, complex):
            return Decimal.from_float(other.real) if other.imag == 0 else None
        if not hasattr(other, "numerator") or not hasattr(other, "denominator"):
            return None
        return other

    def _compare(self, other, equality, operator=""):
        """As _order; None for a NaN, NotImplemented for a foreign type."""
        found = self._comparable(other, equality)
        if found is None:
            if other is None or isinstance(other, str):
                if not equality:
                    text = f"'{operator}' not supported between instances of 'decimal.Decimal' and '{type(other).__name__}'"
                    raise TypeError(text)
            return NotImplemented
        if not isinstance(found, Decimal):
            # A fraction: compare self * denominator with the numerator.
            if self._kind:
                found = Decimal(0)
            else:
                n, d = self.as_integer_ratio()
                left, right = n * found.denominator, found.numerator * d
                return (left > right) - (left < right)
        if self.is_nan() or found.is_nan():
            if not equality or self._kind == "N" or found._kind == "N":
                getcontext()._invalid()
            return None
        return self._order(found)

    def __eq__(self, other):
        found = self._compare(other, True)
        return found if found is NotImplemented else found == 0

    def __lt__(self, other):
        found = self._compare(other, False, "<")
        return found if found is NotImplemented else found == -1

    def __le__(self, other):
        found = self._compare(other, False, "<=")
        return found if found is NotImplemented else found in (-1, 0)

    def __gt__(self, other):
        found = self._compare(other, False, ">")
        return found if found is NotImplemented else found == 1

    def __ge__(self, other):
        found = self._compare(other, False, ">=")
        return found if found is NotImplemented else found in (1, 0)

    def __hash__(self):
        if self._kind == "N":
            raise TypeError("Cannot hash a signaling NaN value")
        if self._kind == "n":
            return object.__hash__(self)
        if self._kind:
            return -314159 if self._sign else 314159
        found = self._int * pow(10, self._exp, _MODULUS) % _MODULUS
        if self._sign:
            found = -found
        return -2 if found == -1 else found

    def compare(self, other, context=None):
        other = _operand(other)
        if self.is_nan() or other.is_nan():
            return self._nans(other, context or getcontext())
        return Decimal(self._order(other))

    def compare_signal(self, other, context=None):
        other = _operand(other)
        if self.is_nan() or other.is_nan():
            return (context or getcontext())._invalid()
        return Decimal(self._order(other))

    def compare_total(self, other, context=None):
        other = _operand(other)
        if self._sign != other._sign:
            return Decimal(-1 if self._sign else 1)
        a, b = ("", "F", "N", "n").index(self._kind) // 2, ("", "F", "N", "n").index(other._kind) // 2
        if a or b:
            first = (max(a, 0) and (self._kind == "n") + 1, self._int if a else 0)
            second = (max(b, 0) and (other._kind == "n") + 1, other._int if b else 0)
            found = (first > second) - (first < second)
            return Decimal(-found if self._sign else found)
        found = self._order(other)
        if not found and not self._kind:
            found = (self._exp > other._exp) - (self._exp < other._exp)
            return Decimal(-found if self._sign else found)
        return Decimal(found)

    def compare_total_mag(self, other, context=None):
        return self.copy_abs().compare_total(_operand(other).copy_abs())

    def _extreme(self, other, context, wanted, magnitude):
        context = context or getcontext()
        other = _operand(other)
        if self.is_nan() or other.is_nan():
            if self._kind == "n" and other._kind not in ("n", "N"):
                return other._fix(context)
            if other._kind == "n" and self._kind not in ("n", "N"):
                return self._fix(context)
            return self._nans(other, context)
        found = self.copy_abs()._order(other.copy_abs()) if magnitude else self._order(other)
        if not found:
            found = int(self._order(other)) or int(self.compare_total(other))
        return (self if found == wanted else other)._fix(context)

    def max(self, other, context=None):
        return self._extreme(other, context, 1, False)

    def min(self, other, context=None):
        return self._extreme(other, context, -1, False)

    def max_mag(self, other, context=None):
        return self._extreme(other, context, 1, True)

    def min_mag(self, other, context=None):
        return self._extreme(other, context, -1, True)

    # Arithmetic

    def __neg__(self, context=None):
        context = context or getcontext()
        if self.is_nan():
            return self._nan(context)
        if not self._kind and not self._int and context.rounding != ROUND_FLOOR:
            return self.copy_abs()._fix(context)
        return self.copy_negate()._fix(context)

    def __pos__(self, context=None):
        context = context or getcontext()
        if not self._kind and not self._int and context.rounding != ROUND_FLOOR:
            return self.copy_abs()._fix(context)
        return self._fix(context)

    def __abs__(self, context=None):
        context = context or getcontext()
        return self._nan(context) if self.is_nan() else self.copy_abs()._fix(context)

    def _add(self, other, context):
        if self._kind or other._kind:
            if self.is_nan() or other.is_nan():
                return self._nans(other, context)
            if self._kind and other._kind and self._sign != other._sign:
                return context._invalid()
            return _INFINITY(self._sign if self._kind else other._sign)
        a, b = self._int, other._int
        e = self._exp
        shift = e - other._exp
        if shift:
            # What lies more than the precision below the other's last digit counts only as "a little".
            prec = context._prec
            if shift > 0:
                e = other._exp
                if not a:
                    shift = min(shift, 0)
                elif shift > prec + 2:
                    e, b = _little(b, other._exp, a, self._exp, prec)
                a *= 10 ** max(self._exp - e, 0)
            else:
                if b and -shift > prec + 2:
                    e, a = _little(a, self._exp, b, other._exp, prec)
                b *= 10 ** max(other._exp - e, 0)
        if self._sign:
            a = -a
        if other._sign:
            b = -b
        total = a + b
        if not total:
            if not self._int and not other._int:
                negative = (
                    self._sign
                    and other._sign
                    or (self._sign != other._sign and context.rounding == ROUND_FLOOR)
                )
            else:
                negative = context.rounding == ROUND_FLOOR
            return context._finish(int(bool(negative)), 0, min(self._exp, other._exp))
        return context._finish(int(total < 0), abs(total), e)

    def __add__(self, other):
        if type(other) is not Decimal:
            other = _converted(other, "+", False)
            if other is NotImplemented:
                return other
        return self._add(other, getcontext())

    def __radd__(self, other):
        other = _converted(other, "+", True)
        return other if other is NotImplemented else other._add(self, getcontext())

    def __sub__(self, other):
        other = _converted(other, "-", False)
        return (
            other
            if other is NotImplemented
            else self._add(other.copy_negate() if not other.is_nan() else other, getcontext())
        )

    def __rsub__(self, other):
        other = _converted(other, "-", True)
        return other if other is NotImplemented else other - self

    def _multiply(self, other, context):
        sign = self._sign ^ other._sign
        if self._kind or other._kind:
            if self.is_nan() or other.is_nan():
                return self._nans(other, context)
            if self.is_zero() or other.is_zero():
                return context._invalid()
            return _INFINITY(sign)
        return context._finish(sign, self._int * other._int, self._exp + other._exp)

    def __mul__(self, other):
        other = _converted(other, "*", False)
        return other if other is NotImplemented else self._multiply(other, getcontext())

    def __rmul__(self, other):
        other = _converted(other, "*", True)
        return other if other is NotImplemented else other._multiply(self, getcontext())

    def _divide(self, other, context):
        sign = self._sign ^ other._sign
        if self._kind or other._kind:
            if self.is_nan() or other.is_nan():
                return self._nans(other, context)
            if self._kind and other._kind:
                return context._invalid()
            if self._kind:
                return _INFINITY(sign)
            context._signal(Clamped)
            return _made(sign, 0, context.Etiny())
        ideal = self._exp - other._exp
        if not other._int:
            if not self._int:
                return context._invalid(DivisionUndefined)
            context._signal(DivisionByZero)
            return _INFINITY(sign)
        if not self._int:
            return context._finish(sign, 0, ideal)
        shift = len(str(other._int)) - len(str(self._int)) + context._prec + 1
        if shift >= 0:
            quotient, rest = divmod(self._int * 10**shift, other._int)
        else:
            quotient, rest = divmod(self._int, other._int * 10**-shift)
        return _quotient(sign, quotient, ideal - shift, not rest, ideal, context)

    def __truediv__(self, other):
        other = _converted(other, "/", False)
        return other if other is NotImplemented else self._divide(other, getcontext())

    def __rtruediv__(self, other):
        other = _converted(other, "/", True)
        return other if other is NotImplemented else other._divide(self, getcontext())

    def _divmod(self, other, context):
        """The quotient towards zero and the remainder with the sign of self."""
        sign = self._sign ^ other._sign
        if self.is_nan() or other.is_nan():
            made = self._nans(other, context)
            return made, made
        if self._kind:
            if other._kind:
                made = context._invalid()
                return made, made
            return _INFINITY(sign), context._invalid()
        if not other._kind and not other._int:
            if not self._int:
                made = context._invalid(DivisionUndefined)
                return made, made
            context._signal(DivisionByZero, InvalidOperation)
            return _INFINITY(sign), _NAN(0, 0)
        parts = self._parts(other, context)
        if parts is None:
            made = context._invalid(DivisionImpossible)
            return made, made
        quotient, rest = parts
        return _made(sign, quotient, 0), rest._fix(context)

    def _parts(self, other, context):
        """Integer quotient and remainder of finite numbers; None if the quotient has too many digits."""
        ideal = self._exp if other._kind else min(self._exp, other._exp)
        gap = self.adjusted() - other.adjusted()
        if not self._int or other._kind or gap <= -2:
            return 0, _made(
                self._sign,
                self._int * 10 ** max(self._exp - ideal, 0) if not other._kind and self._int else self._int,
                ideal,
            )
        if gap > context._prec:
            return None
        a = self._int * 10 ** max(self._exp - other._exp, 0)
        b = other._int * 10 ** max(other._exp - self._exp, 0)
        quotient, rest = divmod(a, b)
        if quotient >= 10**context._prec:
            return None
        return quotient, _made(self._sign, rest, ideal)

    def _remainder(self, other, context):
        if self.is_nan() or other.is_nan():
            return self._nans(other, context)
        if self._kind:
            return context._invalid()
        if not other._kind and not other._int:
            return context._invalid(InvalidOperation if self._int else DivisionUndefined)
        parts = self._parts(other, context)
        return context._invalid(DivisionImpossible) if parts is None else parts[1]._fix(context)

    def _floordiv(self, other, context):
        if self.is_nan() or other.is_nan():
            return self._nans(other, context)
        sign = self._sign ^ other._sign
        if self._kind:
            return context._invalid() if other._kind else _INFINITY(sign)
        if not other._kind and not other._int:
            if not self._int:
                return context._invalid(DivisionUndefined)
            context._signal(DivisionByZero)
            return _INFINITY(sign)
        parts = self._parts(other, context)
        return context._invalid(DivisionImpossible) if parts is None else _made(sign, parts[0], 0)

    def __floordiv__(self, other):
        other = _converted(other, "//", False)
        return other if other is NotImplemented else self._floordiv(other, getcontext())

    def __rfloordiv__(self, other):
        other = _converted(other, "//", True)
        return other if other is NotImplemented else other // self

    def __mod__(self, other):
        other = _converted(other, "%", False)
        return other if other is NotImplemented else self._remainder(other, getcontext())

    def __rmod__(self, other):
        other = _converted(other, "%", True)
        return other if other is NotImplemented else other % self

    def __divmod__(self, other):
        other = _converted(other, "divmod()", False)
        return other if other is NotImplemented else self._divmod(other, getcontext())

    def __rdivmod__(self, other):
        other = _converted(other, "divmod()", True)
        return other if other is NotImplemented else divmod(other, self)

    def remainder_near(self, other, context=None):
        context = context or getcontext()
        other = _operand(other)
        if self.is_nan() or other.is_nan():
            return self._nans(other, context)
        if self._kind:
            return context._invalid()
        if other._kind:
            return self._fix(context)
        if not other._int:
            return context._invalid(InvalidOperation if self._int else DivisionUndefined)
        e = min(self._exp, other._exp)
        if self._int and self.adjusted() - other.adjusted() > context.prec:
            return context._invalid(DivisionImpossible)
        b = other._int * 10 ** (other._exp - e)
        quotient, rest = divmod(self._int * 10 ** (self._exp - e), b)
        if rest * 2 > b or (rest * 2 == b and quotient % 2):
            rest -= b
            quotient += 1
        if quotient >= 10**context.prec:
            return context._invalid(DivisionImpossible)
        return context._finish(self._sign ^ int(rest < 0), abs(rest), e)

    def fma(self, other, third, context=None):
        context = context or getcontext()
        other, third = _operand(other), _operand(third)
        if self._kind or other._kind:
            return self._multiply(other, context)._add(third, context)
        product = _made(self._sign ^ other._sign, self._int * other._int, self._exp + other._exp)
        return product._add(third, context)

    # Powers and transcendental functions

    def _power(self, other, modulo, context):
        if modulo is not None:
            modulo = _operand(modulo)
            if self._kind or other._kind or modulo._kind or not modulo._int or other._sign:
                return context._invalid()
            if not (self._is_integral() and other._is_integral() and modulo._is_integral()) or (
                not self._int and not other._int
            ):
                return context._invalid()
            found = pow(int(self.copy_abs()), int(other), int(modulo.copy_abs()))
            return _made(self._sign if int(other) % 2 and found else 0, found, 0)
        if self.is_nan() or other.is_nan():
            return self._nans(other, context)
        if not other._kind and not other._int:
            return context._invalid() if self.is_zero() else Decimal(1)
        integral = not other._kind and other._is_integral()
        odd = integral and int(other) % 2 == 1 if integral and other._exp < 20 else False
        sign = 1 if self._sign and odd else 0
        if self._sign and not integral and not self.is_zero():
            if not (other._kind and not self._kind and False):
                return context._invalid()
        if self.is_zero():
            return _INFINITY(sign) if other._sign else _made(sign, 0, 0)
        if self._kind:
            return _made(sign, 0, 0) if other._sign else _INFINITY(sign)
        size = self.copy_abs()._order(Decimal(1))
        if other._kind:
            if not size:
                context._signal(Inexact, Rounded)
                return _made(0, 10 ** (context.prec - 1), 1 - context.prec)
            return _INFINITY(0) if (size > 0) != bool(other._sign) else _made(0, 0, 0)
        if not size:
            if integral and other._sign:
                return _made(sign, 1, 0)
            if integral:
                e = self._exp * int(other) if other._exp < 20 else 1 - context.prec
                if e > 1 - context.prec:
                    return _made(sign, 10 ** max(-e, 0), e)
                context._signal(Rounded)
                return _made(sign, 10 ** (context.prec - 1), 1 - context.prec)
            context._signal(Inexact, Rounded)
            return _made(0, 10 ** (context.prec - 1), 1 - context.prec)
        # Out of range, whatever the digits are.
        reach = abs(self.adjusted()) + 1 if size > 0 else abs(self.adjusted() + 1)
        if other.adjusted() > len(str(context.Emax)) + 3 and reach:
            return (
                context._overflow(sign)
                if (size > 0) != bool(other._sign)
                else context._finish(sign, 1, context.Etiny() - 2)
            )
        if integral:
            return self._integer_power(int(other), sign, context)
        return _converging(lambda p: power_digits(self, other, p), 0, context)

    def _integer_power(self, n, sign, context):
        if n < 0:
            limit = context.prec + len(str(n)) + 12
        else:
            limit = context.prec + len(str(n)) + 6
        # Squaring, each product cut to enough digits; `exact` as long as nothing was lost.
        coefficient, e, exact = 1, 0, True
        base, base_e, base_exact = self._int, self._exp, True
        left = abs(n)
        while left:
            if left & 1:
                coefficient, e, exact = _cut(coefficient * base, e + base_e, exact and base_exact, limit)
            left >>= 1
            if left:
                base, base_e, base_exact = _cut(base * base, base_e * 2, base_exact, limit)
        if n < 0:
            shift = len(str(coefficient)) + context.prec + 3
            quotient, rest = divmod(10**shift, coefficient)
            ideal = -e
            return _quotient(sign, quotient, -e - shift, exact and not rest, ideal, context)
        if not exact and coefficient % 5 == 0:
            coefficient += 1
        return context._finish(sign, coefficient, e)

    def __pow__(self, other, modulo=None):
        other = _converted(other, "** or pow()", False)
        return other if other is NotImplemented else self._power(other, modulo, getcontext())

    def __rpow__(self, other):
        other = _converted(other, "** or pow()", True)
        return other if other is NotImplemented else other._power(self, None, getcontext())

    def sqrt(self, context=None):
        context = context or getcontext()
        if self.is_nan():
            return self._nan(context)
        if self._sign and (self._kind or self._int):
            return context._invalid()
        if self._kind:
            return self
        ideal = self._exp // 2
        if not self._int:
            return context._finish(self._sign, 0, ideal)
        prec = context.prec + 1
        digits, e = self._int, self._exp
        if e % 2:
            digits *= 10
            e -= 1
        half = e // 2
        shift = prec - (len(str(digits)) + 1) // 2
        if shift >= 0:
            digits *= 100**shift
            exact = True
        else:
            digits, rest = divmod(digits, 100**-shift)
            exact = not rest
        half -= shift
        root = math.isqrt(digits)
        exact = exact and root * root == digits
        mode = context._rounding
        context = _half_even(context)
        made = _quotient(0, root, half, exact, ideal, context)
        context._rounding = mode
        return made

    def exp(self, context=None):
        context = context or getcontext()
        if self.is_nan():
            return self._nan(context)
        if self._kind:
            return _made(0, 0, 0) if self._sign else _INFINITY(0)
        if not self._int:
            return Decimal(1)
        if self.adjusted() > len(str(context.Emax)) + 2:
            return context._finish(0, 1, context.Etiny() - 2) if self._sign else context._overflow(0)
        if self.adjusted() < -context.prec - 2:
            context._signal(Inexact, Rounded)
            return _made(0, 10 ** (context.prec - 1), 1 - context.prec)
        return _converging(
            lambda p: exp_digits(-self._int if self._sign else self._int, self._exp, p), 0, context
        )

    def ln(self, context=None):
        return self._log(context, ln_digits)

    def log10(self, context=None):
        context = context or getcontext()
        if not self._kind and not self._sign and self._int and str(self._int).rstrip("0") == "1":
            return Decimal(self.adjusted())._fix(context)
        return self._log(context, log10_digits)

    def _log(self, context, digits):
        context = context or getcontext()
        if self.is_nan():
            return self._nan(context)
        if self.is_zero():
            return _INFINITY(1)
        if self._sign:
            return context._invalid()
        if self._kind:
            return _INFINITY(0)
        if not self._order(Decimal(1)):
            return Decimal(0)
        return _converging(
            lambda p: digits(self._int, self._exp, p), int(self._order(Decimal(1)) < 0), context
        )

    # Rounding

    def quantize(self, exp, rounding=None, context=None):
        context = context or getcontext()
        exp = _operand(exp)
        rounding = context.rounding if rounding is None else _rounding_mode(rounding)
        if self._kind or exp._kind:
            if self.is_nan() or exp.is_nan():
                return self._nans(exp, context)
            return self._signed(self._sign) if self._kind and exp._kind else context._invalid()
        if not context.Etiny() <= exp._exp <= context.Emax:
            return context._invalid()
        if not self._int:
            return context._finish(self._sign, 0, exp._exp)
        if self.adjusted() > context.Emax or self.adjusted() - exp._exp + 1 > context.prec:
            return context._invalid()
        made = self._rescaled(exp._exp, rounding)
        if made.adjusted() > context.Emax or len(str(made._int)) > context.prec:
            return context._invalid()
        if made._int and made.adjusted() < context.Emin:
            context._signal(Subnormal)
        if made._exp > self._exp:
            context._signal(*([Rounded] if made._order(self) == 0 else [Inexact, Rounded]))
        return made

    def _rescaled(self, exponent, rounding):
        if not self._int:
            return _made(self._sign, 0, exponent)
        if self._exp >= exponent:
            return _made(self._sign, self._int * 10 ** (self._exp - exponent), exponent)
        places = min(exponent - self._exp, len(str(self._int)) + 1)
        coefficient, _ = _rounded(self._int, places, self._sign, rounding)
        return _made(self._sign, coefficient, exponent)

    def normalize(self, context=None):
        context = context or getcontext()
        made = self._fix(context)
        if made._kind:
            return made
        if not made._int:
            return _made(made._sign, 0, 0)
        digits = str(made._int)
        bare = digits.rstrip("0")
        top = context.Etop() if context.clamp else context.Emax
        zeros = min(len(digits) - len(bare), top - made._exp)
        return _made(made._sign, made._int // 10**zeros, made._exp + zeros)

    def _is_integral(self):
        if self._exp >= 0 or not self._int:
            return not self._kind
        return self._exp > -len(str(self._int)) and self._int % 10**-self._exp == 0

    def to_integral_value(self, rounding=None, context=None):
        context = context or getcontext()
        rounding = context.rounding if rounding is None else _rounding_mode(rounding)
        if self._kind:
            return self._fix(context)
        return self._signed(self._sign) if self._exp >= 0 else self._rescaled(0, rounding)

    to_integral = to_integral_value

    def to_integral_exact(self, rounding=None, context=None):
        context = context or getcontext()
        made = self.to_integral_value(rounding, context)
        if not self._kind and self._exp < 0 and self._int:
            context._signal(*([Rounded] if made._order(self) == 0 else [Inexact, Rounded]))
        return made

    def same_quantum(self, other, context=None):
        other = _operand(other)
        if self._kind or other._kind:
            return (self.is_nan() and other.is_nan()) or (self._kind == "F" and other._kind == "F")
        return self._exp == other._exp

    def scaleb(self, other, context=None):
        context = context or getcontext()
        other = _operand(other)
        if self.is_nan() or other.is_nan():
            return self._nans(other, context)
        if other._kind or other._exp != 0 or other._int > 2 * (context.Emax + context.prec):
            return context._invalid()
        if self._kind:
            return self._signed(self._sign)
        return context._finish(self._sign, self._int, self._exp + int(other))

    def logb(self, context=None):
        context = context or getcontext()
        if self.is_nan():
            return self._nan(context)
        if self._kind:
            return _INFINITY(0)
        if not self._int:
            context._signal(DivisionByZero)
            return _INFINITY(1)
        return Decimal(self.adjusted())._fix(context)

    def _neighbour(self, context, sign):
        """The next number towards the infinity of a sign."""
        context = context or getcontext()
        if self.is_nan():
            return self._nan(context)
        largest = _made(self._sign, 10**context.prec - 1, context.Etop())
        if self._kind:
            return self._signed(sign) if self._sign == sign else largest
        quiet = context.copy()
        quiet.clear_traps()
        quiet.rounding = ROUND_FLOOR if sign else ROUND_CEILING
        made = self._fix(quiet)
        if made._kind or made._order(self):
            return made
        return self._add(_made(sign, 1, context.Etiny() - 1), quiet)

    def next_plus(self, context=None):
        return self._neighbour(context, 0)

    def next_minus(self, context=None):
        return self._neighbour(context, 1)

    def next_toward(self, other, context=None):
        context = context or getcontext()
        other = _operand(other)
        if self.is_nan() or other.is_nan():
            return self._nans(other, context)
        found = self._order(other)
        if not found:
            return self.copy_sign(other)
        return self._neighbour(context, 0 if found < 0 else 1)

    def shift(self, other, context=None):
        return self._moved(other, context, False)

    def rotate(self, other, context=None):
        return self._moved(other, context, True)

    def _moved(self, other, context, around):
        context = context or getcontext()
        other = _operand(other)
        if self.is_nan() or other.is_nan():
            return self._nans(other, context)
        if other._kind or other._exp != 0 or other._int > context.prec:
            return context._invalid()
        if self._kind:
            return self._signed(self._sign)
        by = int(other)
        digits = str(self._int).rjust(context.prec, "0")[-context.prec :]
        if around:
            digits = digits[by:] + digits[:by] if by else digits
        elif by < 0:
            digits = digits[:by]
        else:
            digits = (digits + "0" * by)[-context.prec :]
        return _made(self._sign, int(digits or "0"), self._exp)

    # Other numbers

    def __bool__(self):
        return bool(self._kind) or self._int != 0

    def __int__(self):
        if self._kind == "F":
            raise OverflowError("cannot convert Infinity to integer")
        if self._kind:
            raise ValueError("cannot convert NaN to integer")
        whole = self._int * 10**self._exp if self._exp >= 0 else self._int // 10**-self._exp
        return -whole if self._sign else whole

    __trunc__ = __int__

    def __float__(self):
        if self._kind == "N":
            raise ValueError("cannot convert signaling NaN to float")
        if self._kind:
            return float("nan" if self._kind == "n" else "-inf" if self._sign else "inf")
        return float(str(self))

    def __complex__(self):
        return complex(float(self))

    def _whole(self, rounding):
        if self._kind == "F":
            raise OverflowError("cannot convert Infinity to integer")
        if self._kind:
            raise ValueError("cannot convert NaN to integer")
        return int(self._rescaled(0, rounding))

    def __floor__(self):
        return self._whole(ROUND_FLOOR)

    def __ceil__(self):
        return self._whole(ROUND_CEILING)

    def __round__(self, n=None):
        if n is None:
            return self._whole(ROUND_HALF_EVEN)
        if not isinstance(n, int):
            raise TypeError("optional arg must be an integer")
        return self.quantize(_made(0, 1, -n))

    def __reduce__(self):
        return Decimal, (str(self),)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


def _converted(other, operator, reflected):
    """The other operand of an operator."""
    if isinstance(other, Decimal):
        return other
    if isinstance(other, int):
        return Decimal(other)
    if other is None or isinstance(other, float):
        # CPython's own words: its Decimal is named with the module.
        a, b = "decimal.Decimal", type(other).__name__
        if reflected:
            a, b = b, a
        raise TypeError(f"unsupported operand type(s) for {operator}: '{a}' and '{b}'")
    return NotImplemented


def _of_float(value):
    sign = int(math.copysign(1.0, value) < 0)
    if math.isinf(value):
        return "F", sign, 0, 0
    if math.isnan(value):
        return "n", sign, 0, 0
    n, d = abs(value).as_integer_ratio()
    # d is a power of two: n / 2**k == n * 5**k / 10**k
    k = d.bit_length() - 1
    return "", sign, n * 5**k, -k


def _of_tuple(value):
    if len(value) != 3:
        raise ValueError("argument must be a sequence of length 3")
    sign, digits, exponent = value
    if sign not in (0, 1):
        raise ValueError("sign must be an integer with the value 0 or 1")
    if not isinstance(digits, (tuple, list)):
        raise ValueError("coefficient must be a tuple of digits")
    for digit in digits:
        if not isinstance(digit, int) or not 0 <= digit <= 9:
            raise ValueError("coefficient must be a tuple of digits")
    coefficient = int("".join(map(str, digits)) or "0")
    if exponent in ("F", "n", "N"):
        return exponent, sign, 0 if exponent == "F" else coefficient, 0
    if not isinstance(exponent, int):
        raise ValueError("string argument in the third position must be 'F', 'n' or 'N'")
    return "", sign, coefficient, exponent


def _little(small, small_e, large, large_e, prec):
    """A number far below another one, as one that rounds the same: an exponent and a coefficient."""
    e = large_e + min(-1, len(str(large)) - prec - 2)
    if not small:
        return max(small_e, e), 0
    return (e, 1) if small_e + len(str(small)) - 1 < e else (small_e, small)


def _cut(coefficient, e, exact, limit):
    over = len(str(coefficient)) - limit
    if over <= 0:
        return coefficient, e, exact
    coefficient, rest = divmod(coefficient, 10**over)
    return coefficient, e + over, exact and not rest


def _quotient(sign, coefficient, exponent, exact, ideal, context):
    """More digits than the precision: trailing zeros go if they are all, else the last digit says that more follows."""
    if not exact:
        if coefficient % 5 == 0:
            coefficient += 1
    else:
        while exponent < ideal and coefficient % 10 == 0:
            coefficient //= 10
            exponent += 1
    return context._finish(sign, coefficient, exponent)


def _half_even(context):
    context._rounding = ROUND_HALF_EVEN
    return context


def _converging(digits, sign, context):
    """digits(p) -> coefficient and exponent, off by less than 10 in the last place, of about p digits: until that decides the rounding."""
    p = context.prec + 8
    while True:
        coefficient, e = digits(p)
        coefficient = abs(coefficient)
        over = len(str(coefficient)) - context.prec
        rest = coefficient % 10**over if over > 0 else 0
        middle = 5 * 10 ** (over - 1) if over > 0 else 0
        if over > 2 and (abs(rest - middle) > 10 or p > 4 * context.prec + 40):
            # An exact result (4 ** 0.5) shows as a few units about zero: CPython pads it.
            if rest <= 10 or 10**over - rest <= 10:
                coefficient = (coefficient + 10) // 10**over * 10**over
            mode = context._rounding
            made = _half_even(context)._finish(sign, coefficient, e)
            context._rounding = mode
            context._signal(Inexact, Rounded)
            return made
        p += context.prec + 10


def _formatted(x, specifier, context):
    spec = read_spec(specifier)
    if spec is None:
        raise ValueError("invalid format string")
    fill, align, plus, width, comma, precision, kind = spec
    sign = "-" if x._sign else "" if plus == "-" else plus
    if x._kind:
        body = x.copy_abs()._text(False, 1)
        if fill == "0" and align == "=":
            fill, align = " ", ">"
        return aligned(sign, body + ("%" if kind == "%" else ""), fill, align, width)
    if kind == "%":
        x = _made(x._sign, x._int, x._exp + 2)
    if not kind:
        letter = "g"
    else:
        letter = kind
    if precision is not None:
        if letter in "eE":
            x = _significant(x, precision + 1, context)
        elif letter in "fF%":
            x = x._rescaled(-precision, context.rounding)
        elif letter in "gGn" and len(str(x._int)) > max(precision, 1):
            x = _significant(x, max(precision, 1), context)
    if not x._int and x._exp > 0 and letter in "fF%":
        x = x._rescaled(0, context.rounding)
    digits = str(x._int)
    left = x._exp + len(digits)
    if letter in "eE":
        point = 1 - precision if not x._int and precision is not None else 1
    elif letter in "fF%":
        point = left
    elif x._exp <= 0 and left > -6:
        point = left
    else:
        point = 1
    if point < 0:
        whole, part = "0", "0" * -point + digits
    elif point > len(digits):
        whole, part = digits + "0" * (point - len(digits)), ""
    else:
        whole, part = digits[:point] or "0", digits[point:]
    power = left - point
    body_end = (
        f"{'E' if letter in 'EG' or (not kind and context.capitals) else 'e'}{power:+d}"
        if power or letter in "eE"
        else ""
    )
    if kind == "%":
        body_end += "%"
    tail = ("." + part if part else "") + body_end
    if comma:
        least = width - len(sign) - len(tail) if fill == "0" and align == "=" else 0
        whole = grouped(whole, least)
    return aligned(sign, whole + tail, fill, align, width)


def _significant(x, places, context):
    if not x._int:
        return x
    made = x._rescaled(x.adjusted() + 1 - places, context.rounding)
    if made.adjusted() != x.adjusted():
        made = made._rescaled(made.adjusted() + 1 - places, context.rounding)
    return made


DefaultContext = Context()
BasicContext = Context(
    9, ROUND_HALF_UP, traps=[DivisionByZero, Overflow, InvalidOperation, Clamped, Underflow]
)
ExtendedContext = Context(9, ROUND_HALF_EVEN, traps=[])

_state = [None]


def getcontext():
    found = _state[0]
    if found is None:
        found = _state[0] = DefaultContext.copy()
    return found


def setcontext(context, /):
    if context is DefaultContext or context is BasicContext or context is ExtendedContext:
        context = context.copy()
        context.clear_flags()
    _state[0] = context


class _Local:
    def __init__(self, context):
        self._new = context

    def __enter__(self):
        self._saved = getcontext()
        _state[0] = self._new
        return self._new

    def __exit__(self, kind, value, traceback):
        _state[0] = self._saved


def localcontext(ctx=None, **kwargs):
    context = (getcontext() if ctx is None else ctx).copy()
    for name, value in kwargs.items():
        if name not in ("prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps"):
            raise TypeError(f"'{name}' is an invalid keyword argument for this function")
        setattr(context, name, _signals(value) if name in ("flags", "traps") else value)
    return _Local(context)

"""numbers: what kind of number something is."""

from abc import ABC


class Number(ABC):
    __hash__ = None


class Complex(Number):
    _abc_types = "int float complex"


class Real(Complex):
    _abc_types = "int float"


class Rational(Real):
    _abc_types = "int"


class Integral(Rational):
    _abc_types = "int"

import operator, copy, types, warnings, numbers, weakref
from operator import itemgetter, attrgetter, methodcaller, add, mul, not_, truth, contains
print([isinstance(3, numbers.Number), isinstance(3.5, numbers.Real), isinstance(3, numbers.Integral), isinstance(1j, numbers.Complex), isinstance('a', numbers.Number), isinstance(True, numbers.Integral), isinstance(2.0, numbers.Integral), isinstance(1j, numbers.Real), issubclass(int, numbers.Rational)])

import operator, copy, types, warnings, numbers, weakref
from operator import itemgetter, attrgetter, methodcaller, add, mul, not_, truth, contains
print(add(1,2), mul(3,4), not_(0), truth([]), contains([1],1), operator.sub(5,3), operator.floordiv(7,2), operator.mod(7,3), operator.pow(2,5), operator.neg(3), operator.and_(6,3), operator.or_(6,3), operator.xor(6,3), operator.lt(1,2), operator.eq(1,1.0), operator.is_(None,None), operator.concat([1],[2]), operator.getitem([5,6],1), operator.index(5), operator.countOf([1,1,2],1), operator.indexOf([4,5],5), operator.iadd([1],[2]), operator.truediv(1,2), operator.invert(5), operator.length_hint([1,2]), operator.abs(-3))
class A: pass
a = A(); a.x = 1; a.b = A(); a.b.c = 5
print(itemgetter(1)([1,2,3]), itemgetter(0,2)('abc'), itemgetter('k')({'k': 9}), attrgetter('x')(a), attrgetter('b.c','x')(a), methodcaller('upper')('a'), methodcaller('split', 'b', maxsplit=1)('abcb'), sorted([(1,'b'),(0,'c')], key=itemgetter(1)), repr(itemgetter(1,'a')), repr(attrgetter('x')))
try: itemgetter(1)(5)
except TypeError as e: print(e)

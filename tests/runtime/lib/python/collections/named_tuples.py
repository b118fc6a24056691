from collections import namedtuple, deque, defaultdict, OrderedDict, Counter, ChainMap, UserDict, UserList
from collections.abc import Mapping, Iterable, Sequence, Callable, Hashable, Sized, Iterator, MutableMapping, Set, Generator, Collection
P = namedtuple('P', 'x y')
p = P(1, y=2)
print(p, p.x, p[1], p == (1,2), p._asdict(), p._replace(x=9), P._fields, P._make([3,4]), len(p), *p)
Q = namedtuple('Q', ['a','b','c'], defaults=[5, 6])
print(Q(1), Q(1,2), Q._field_defaults, Q.__doc__)
for f in (lambda: P(1), lambda: P(1,2,3), lambda: P(1,2,z=3), lambda: P._make([1]), lambda: p._replace(z=1), lambda: namedtuple('X','a a'), lambda: namedtuple('X','class'), lambda: namedtuple('X','_a'), lambda: namedtuple('X', '1a')):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
try: p.x = 3
except AttributeError as e: print(e)
class R(P):
    def norm(self): return self.x**2 + self.y**2
    def __repr__(self): return 'R!' + super().__repr__()
r = R(3,4)
print(r, r.norm(), isinstance(r, P), isinstance(r, tuple), hash(p)==hash((1,2)), {p: 1}[(1,2)])
print(namedtuple('Z','a class a _q', rename=True)._fields)
a, b = p; print(a, b, p + (3,), p[::-1], sorted([P(2,1),P(1,5)]), p < P(1,3))
match p:
    case P(x=1, y=yy): print('m', yy)
match p:
    case P(xx, 2): print('m2', xx)

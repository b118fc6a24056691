from functools import lru_cache, cache, cached_property, partial, partialmethod, reduce, total_ordering, cmp_to_key, wraps, singledispatch, singledispatchmethod
import functools
@lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n-1) + fib(n-2)
print(fib(80), fib.cache_info(), fib.__name__); fib.cache_clear(); print(fib.cache_info(), fib.cache_parameters())
@lru_cache(2)
def sq(x):
    print('calc', x); return x*x
sq(1); sq(2); sq(1); sq(3); sq(2); sq(1); print(sq.cache_info())
@lru_cache
def two(a, b=1, *c): return (a, b, c)
print(two(1), two(1, 2), two(1, b=2), two(1,2,3), two.__wrapped__(5))
@cache
def none(x):
    print('none'); return None
none(1); none(1); none('1')
try: none([])
except TypeError as e: print(e)
class C:
    def __init__(self): self.n = 0
    @cached_property
    def v(self):
        'doc'
        self.n += 1; return self.n
    @lru_cache(maxsize=None)
    def m(self, x): print('m', x); return x + 1
    @functools.wraps(len)
    def w(self): return 1
    def add(self, a, b): return (a, b)
    add5 = partialmethod(add, 5)
c = C(); print(c.v, c.v, c.n, 'v' in c.__dict__, C.v.__doc__); del c.v; print(c.v); print(c.m(1), c.m(1), c.m(2), c.add5(6))
p = partial(int, base=2); print(p('101'), p.func is int, p.args, p.keywords)
def f(*a, **k): return a, sorted(k.items())
q = partial(f, 1, x=2); print(q(3, y=4), q(x=9), partial(q, 7, z=1)(8), isinstance(q, partial), callable(q))
print(repr(partial(print, 1, sep='x')))
print(reduce(lambda a, b: a + b, [1,2,3]), reduce(lambda a, b: a * b, [1,2,3], 10))
try: reduce(lambda a, b: a, [])
except TypeError as e: print(e)
@total_ordering
class V:
    def __init__(self, n): self.n = n
    def __eq__(self, o): return self.n == o.n
    def __lt__(self, o): return self.n < o.n
a, b = V(1), V(2); print(a < b, a <= b, a > b, a >= b, a <= V(1), a >= V(1), a > V(1), a != b)
@total_ordering
class W:
    def __init__(self, n): self.n = n
    def __eq__(self, o): return self.n == o.n
    def __ge__(self, o):
        if not isinstance(o, W): return NotImplemented
        return self.n >= o.n
a, b = W(1), W(2); print(a < b, a <= b, a > b, a >= b, a <= W(1), a >= W(1), a > W(1), a != b, sorted([b,a])[0].n, max(a,b).n)
try: a < 5
except TypeError as e: print(e)
try:
    @total_ordering
    class X: pass
except ValueError as e: print(e)
print(sorted([3,1,2], key=cmp_to_key(lambda a, b: b - a)), sorted('bca', key=cmp_to_key(lambda a,b: (a>b)-(a<b))))
def deco(fn):
    @wraps(fn)
    def inner(*a, **k):
        'inner doc'
        return fn(*a, **k)
    return inner
@deco
def g(x, y=2):
    'g doc'
    return x + y
print(g(1), g.__name__, g.__doc__, g.__wrapped__(5), g.__qualname__, g(1, y=5), g.__module__)
@singledispatch
def show(x): return 'obj'
@show.register
def _(x: int): return f'int {x}'
@show.register(list)
def _(x): return f'list {len(x)}'
@show.register
def _(x: str | bytes): return 'text'
show.register(float, lambda x: 'float')
print(show(1), show(True), show([1]), show(1.5), show('s'), show(b''), show({}), show(None), show.__name__, show.dispatch(int)(3), sorted(k.__name__ for k in show.registry))
from collections.abc import Mapping
@show.register
def show_map(x: Mapping, deep=False): return f'map {deep}'
print(show({}), show({}, deep=True), show_map({}))
class D:
    @singledispatchmethod
    def m(self, x): return 'base'
    @m.register
    def _(self, x: int): return 'int'
    @m.register(str)
    def _(self, x): return 'str'
d = D(); print(d.m(1), d.m('a'), d.m([]))
try: show()
except TypeError as e: print(e)

from functools import total_ordering, cached_property, singledispatchmethod
@total_ordering
class T:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
print(T(1) <= T(1), T(2) > T(1), T(1) >= T(2), T(1) != T(2), sorted([T(3), T(1)])[0].v)
class C:
    @cached_property
    def c(self): print('calc'); return 5
    @singledispatchmethod
    def f(self, x): return 'obj'
    @f.register
    def _(self, x: int): return 'int'
    @f.register(str)
    def _(self, x): return 'str'
c = C(); print(c.c, c.c, c.__dict__, c.f(1), c.f('a'), c.f([]))
class Base:
    def __init__(self, **kw): print('Base', kw)
class Left(Base):
    def __init__(self, l=None, **kw): print('Left', l); super().__init__(**kw)
class Right(Base):
    def __init__(self, r=None, **kw): print('Right', r); super().__init__(**kw)
class Both(Left, Right):
    def __init__(self, **kw): super().__init__(**kw); print('Both')
Both(l=1, r=2)
class Mix:
    def hello(self): return 'mix ' + super().hello()
class Hb:
    def hello(self): return 'base'
class MH(Mix, Hb): pass
print(MH().hello())
try: Mix().hello()
except AttributeError as e: print(e)
class SupC:
    @classmethod
    def mk(cls): return ['SupC', cls.__name__]
    @staticmethod
    def st(): return 'st'
    attr = 'a'
class SubC(SupC):
    @classmethod
    def mk(cls): return super().mk() + ['SubC']
    def x(self): return super().attr, super().st(), super().mk()
    @property
    def y(self): return [super().attr for _ in range(1)] if 0 else super().attr
print(SubC.mk(), SubC().x(), SubC().y)
class Dd:
    def f(self, n): return 1 if n == 0 else n * self.f(n - 1)
class De(Dd):
    def f(self, n):
        print('f', n)
        return super().f(n)
print(De().f(3))
class Acc:
    def __init__(self): self.total = 0
    def add(self, x): self.total += x; return self
print(Acc().add(1).add(2).total)
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0: raise StopIteration
        self.n -= 1; return self.n
print(list(It(3)), sum(It(4)), 2 in It(5), [*It(2)], dict(zip('ab', It(9))), max(It(3)), next(It(1)), next(It(0), 'd'), sorted(It(3)), ','.join(map(str, It(3))))
a, *b = It(4); print(a, b)
for i, x in enumerate(It(3), 1): print(i, x)
class Eq:
    def __eq__(self, o): return True
    def __ne__(self, o): return True
print(Eq() == 1, Eq() != 1, 1 == Eq(), Eq() in [2], [2].count(Eq()), [2].index(Eq()))
class ExitOrder:
    def __init__(s, n): s.n = n
    def __enter__(s): print('in', s.n); return s.n
    def __exit__(s, *a): print('out', s.n, a[0])
with (ExitOrder(1) as a, ExitOrder(2) as b, ExitOrder(3)): print(a + b)
class BadEnter:
    def __enter__(s): raise RuntimeError('enter')
    def __exit__(s, *a): print('no')
try:
    with ExitOrder(1), BadEnter(): pass
except RuntimeError as e: print(e)
class BadExit:
    def __enter__(s): return s
    def __exit__(s, *a): raise KeyError('exit')
try:
    with BadExit(): raise ValueError('body')
except KeyError as e: print(repr(e), repr(e.__context__))
class NoExit:
    def __enter__(s): return s
try:
    with NoExit(): pass
except TypeError as e: print(e)

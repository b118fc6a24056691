class Typed:
    def __init__(self, t, default=None): self.t = t; self.default = default
    def __set_name__(self, owner, name): print('set_name', owner.__name__, name); self.name = name
    def __get__(self, o, cls):
        if o is None: return self
        return o.__dict__.get(self.name, self.default)
    def __set__(self, o, v):
        if not isinstance(v, self.t): raise TypeError(f'{self.name} must be {self.t.__name__}, got {type(v).__name__}')
        o.__dict__[self.name] = v
    def __delete__(self, o): print('del', self.name); del o.__dict__[self.name]
class M:
    a = Typed(int, 1)
    b = Typed(str)
m = M(); print(m.a, m.b); m.a = 5; m.b = 'x'; print(m.a, m.b, m.__dict__)
try: m.a = 'q'
except TypeError as e: print(e)
del m.a; print(m.a, vars(m)); print(type(M.a).__name__)
class NonData:
    def __get__(self, o, cls=None): return ('nd', o is None, cls.__name__)
class N:
    x = NonData()
n = N(); print(n.x, N.x); n.x = 5; print(n.x, N.x); del n.x; print(n.x)
class Lazy:
    def __init__(self, f): self.f = f
    def __set_name__(self, o, n): self.n = n
    def __get__(self, o, c):
        if o is None: return self
        v = self.f(o); setattr(o, self.n, v); return v
class L:
    @Lazy
    def big(self): print('compute'); return 42
l = L(); print(l.big, l.big, l.__dict__)
class RO:
    def __get__(self, o, c): return 1
    def __set__(self, o, v): raise AttributeError("can't set")
class S:
    r = RO()
s = S()
try: s.r = 2
except AttributeError as e: print(e)
print(s.r)
try: del s.r
except AttributeError as e: print(e)
class Bound:
    def __get__(self, o, c): return lambda *a: (o, c.__name__, a)
class T:
    m = Bound()
    def __repr__(self): return 'T!'
print(T().m(1, 2), T.m(3))
class CM:
    def __init__(self, f): self.f = f
    def __get__(self, o, c): 
        def g(*a): return self.f(c, *a)
        return g
class U:
    @CM
    def make(cls, x): return cls.__name__, x
class U2(U): pass
print(U.make(1), U2.make(2), U2().make(3))

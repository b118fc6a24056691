class Plugin:
    reg = {}
    def __init_subclass__(cls, /, name=None, **kw):
        super().__init_subclass__(**kw)
        cls.reg[name or cls.__name__.lower()] = cls
        cls.tag = name
class A(Plugin): pass
class B(Plugin, name='bee'): pass
class C(B): pass
print(Plugin.reg, A.tag, B.tag, C.tag)
try:
    class D(Plugin, foo=1): pass
except TypeError as e: print(e)
try:
    class E(foo=1): pass
except TypeError as e: print(e)
class Vec:
    def __class_getitem__(cls, item): return f'{cls.__name__}[{item.__name__ if hasattr(item, "__name__") else item}]'
print(Vec[int], Vec[3], Vec['x'])
try: A[int]
except TypeError as e: print(e)
class New:
    def __new__(cls, *a, **k):
        print('new', cls.__name__, a, k)
        self = super().__new__(cls)
        self.pre = 1
        return self
    def __init__(self, x, y=2): print('init', x, y, self.pre); self.x = x
n = New(1, y=3); print(n.x)
class NotSelf:
    def __new__(cls): return 42
    def __init__(self): print('never')
print(NotSelf())
class Single:
    _i = None
    def __new__(cls):
        if cls._i is None: cls._i = super().__new__(cls)
        return cls._i
    def __init__(self): print('init each')
print(Single() is Single())
class PosInt(int):
    def __new__(cls, v):
        if v < 0: raise ValueError('neg')
        return super().__new__(cls, v)
    def double(self): return PosInt(self * 2)
x = PosInt(5); print(x, x.double(), type(x + 1).__name__, isinstance(x, int), x == 5, hash(x) == hash(5), [10, 20, 30, 40, 50, 60][x])
class Up(str):
    def __new__(cls, s): return super().__new__(cls, s.upper())
    def shout(self): return self + '!'
u = Up('abc'); print(u, u.shout(), len(u), u[0], type(u[0]).__name__, u == 'ABC', {u: 1}['ABC'])
class Pt(tuple):
    def __new__(cls, x, y): return tuple.__new__(cls, (x, y))
    @property
    def x(self): return self[0]
print(Pt(1, 2), Pt(1, 2).x, Pt(1, 2) == (1, 2), len(Pt(3, 4)))
class F(float):
    def __repr__(self): return f'F({float.__repr__(self)})'
print(F(1.5), F(2) + 1, [F(3)], str(F(1)))
class L(list):
    def __init__(self, *a): super().__init__(a); self.extra = 1
    def append(self, x): print('app', x); super().append(x)
l = L(1, 2); l.append(3); print(l, l.extra, len(l), l == [1, 2, 3], l[1:], type(l[1:]).__name__, l + [4])
class DD(dict):
    def __missing__(self, k): self[k] = k * 2; return self[k]
    def __setitem__(self, k, v): print('set', k); super().__setitem__(k, v)
d = DD(a=1); print(d['a'], d[5], d); d.update(z=1); print(d.get('q'), len(d), 'q' in d)
class St(set):
    def add(self, x): super().add(x); return self
print(sorted(St([1]).add(2).add(3)))

class A:
    def who(self): return ['A']
class B(A):
    def who(self): return ['B'] + super().who()
class C(A):
    def who(self): return ['C'] + super().who()
class D(B, C):
    def who(self): return ['D'] + super(D, self).who()
print(D().who(), [k.__name__ for k in D.__mro__], D.mro() == list(D.__mro__), D.__bases__, D.__base__)
try:
    class X(A, B): pass
except TypeError as e: print(e)
try:
    class Y(A, A): pass
except TypeError as e: print(e)
try:
    class Z(int, str): pass
except TypeError as e: print(e)
try:
    class W(bool): pass
except TypeError as e: print(e)
try:
    class V(5): pass
except TypeError as e: print(e)
try:
    class N(None): pass
except TypeError as e: print(e)
print(isinstance(D(), (B, int)), isinstance(1, (str, (float, int))), issubclass(D, A), issubclass(bool, int), issubclass(D, (int, C)))
m = super(B, D()).who
print(m(), super(B, D).who(D()))
class P:
    def __init__(self): self._x = 1
    @property
    def x(self):
        "x doc"
        return self._x
    @x.setter
    def x(self, v):
        if v < 0: raise ValueError('neg')
        self._x = v
    @x.deleter
    def x(self): del self._x; print('deleted')
    y = property(lambda self: self._x * 2)
    z = property(fset=lambda self, v: print('set', v), doc='zdoc')
p = P(); p.x = 5; print(p.x, p.y, P.x.__doc__, P.z.__doc__); p.x += 3; print(p.x)
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, '|', e)
def s1(): p.y = 1
def s2(): del p.y
def s3(): return p.z
def s4(): p.x = -1
def s5(): del p.x; del p.x
t(s1); t(s2); t(s3); t(s4); t(s5); t(lambda: p.x)
class Q(P):
    @property
    def x(self): return super().x + 100
    @x.setter
    def x(self, v): P.x.fset(self, v * 2)
q = Q(); q.x = 7; print(q.x, q._x)
class R(P):
    @P.x.getter
    def x(self): return 'R'
r = R(); r.x = 3; print(r.x, r._x)
print(type(P.x).__name__, P.x.fget(p) if hasattr(p, '_x') else 'gone', P.x.fset is not None, P.y.fset)

def f(a, b=2, *args, c, d=4, **kw):
    return (a, b, args, c, d, kw)
print(f(1, c=3))
print(f(1, 2, 3, 4, c=5, e=6))
def t(fn, *a, **k):
    try:
        print('ok', fn(*a, **k))
    except TypeError as e:
        print('TypeError', e)
t(f); t(f, 1); t(f, 1, c=2, b=3); t(f, 1, a=2, c=3); t(f, c=1)
def g(a, /, b, *, c): return a, b, c
t(g, 1, 2, c=3); t(g, 1, b=2, c=3); t(g, a=1, b=2, c=3); t(g, 1); t(g); t(g, 1, 2, 3); t(g, 1, 2, 3, c=4); t(g, 1, 2, c=3, d=4)
t(g, 1, 2, 3, 4, 5, c=1)
def h(a, b, c, d): pass
t(h); t(h, 1); t(h, 1, 2); t(h, 1, 2, 3); t(h, 1, 2, 3, 4, 5); t(h, 1, 2, 3, 4, e=5); t(h, d=1); t(h, 1, a=1)
def i(a, b=1): pass
t(i); t(i, 1, 2, 3); t(i, 1, 2, c=3); t(i, 1, b=2, c=3)
def j(): pass
t(j, 1); t(j, 1, 2); t(j, x=1)
def k(*, a, b, c): pass
t(k); t(k, a=1); t(k, a=1, b=2); t(k, 1, a=1, b=2, c=3); t(k, 1, 2)
def l(a, b=1, /): pass
t(l, a=1); t(l, 1, b=2); t(l)
def m(a, /, **kw): return a, kw
t(m, 1, a=2); t(m, a=2)
class A:
    def f(self, x): return x
    @classmethod
    def c(cls, x): return x
    @staticmethod
    def s(x): return x
    def __init__(self, q=0): pass
    def v(*args): return len(args)
a = A()
t(a.f); t(a.f, 1, 2); t(A.f, 1); t(A.f); t(A.c); t(A.c, 1, 2); t(A.s); t(A.s, 1, 2); t(A, 1, 2); t(A, z=1); t(a.f, y=1); t(a.f, 1, x=1)
t(a.v); t(A.v)
class B: pass
t(B, 1); t(B, x=1)
class C:
    def __init__(self, a, b): pass
t(C); t(C, 1); t(C, 1, 2, 3); t(C, 1, b=2, c=3)
class D(C): pass
t(D)
def outer():
    def inner(x): pass
    t(inner)
    class L:
        def m(self, q): pass
    t(L().m)
    return lambda x: x
t(outer())
t(lambda: 1, 2)
t(lambda *, a: 1)

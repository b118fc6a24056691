def f(x, acc=[]):
    acc.append(x)
    return acc
print(f(1), f(2), f(3, []), f.__defaults__)
def g(a, b=1, *, c=2, d): pass
print(g.__defaults__, g.__kwdefaults__, g.__name__, g.__qualname__, g.__doc__, g.__module__)
def h(a: int, b: 'str' = 'x', *args: tuple, k: float = 1.5, **kw: dict) -> bool:
    """Doc of h.

    More."""
    x: int = 3
    return True
print(h.__annotations__)
print(h.__doc__)
print(h.__code__.co_argcount if hasattr(h, '__code__') else 'none')
class A:
    """A doc"""
    def m(self):
        "m doc"
        def n(): pass
        return n
    class B:
        def q(self): pass
    l = lambda self: 1
print(A.__doc__, A.m.__doc__, A.m.__name__, A.m.__qualname__, A().m().__qualname__, A.B.q.__qualname__, A.B.__qualname__, A.B.__name__, A.l.__qualname__, A.l.__name__)
print(A().m.__name__, A().m.__qualname__, A().m.__doc__, A().m.__self__.__class__.__name__, A().m.__func__ is A.m)
f.custom = 1
print(f.custom, f.__dict__)
f.__name__ = 'renamed'; f.__doc__ = 'set'
print(f.__name__, f.__doc__, f.__qualname__)
try: f.missing
except AttributeError as e: print(e)
print(callable(f), callable(A), callable(A()), callable(print), callable(3))
print(print.__name__, len.__name__, int.__name__, [].append.__name__, str.upper.__name__)
print(type(f).__name__, type(print).__name__, type(A).__name__, type(A().m).__name__, type(lambda: 1).__name__)
def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    def get(): return n
    return inc, get
i, g = counter(); i(); i(5); print(g())
print([fn(2) for fn in [lambda x, n=n: x * n for n in range(4)]])
print([fn(2) for fn in [lambda x: x * n for n in range(4)]])
print((lambda *a, **k: (a, k))(1, 2, x=3))
print((lambda x, /, y=2, *, z: (x, y, z))(1, z=3))

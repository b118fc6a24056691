# Wrong calls of builtin functions; keywords and an exception's args; contexts.
def t(f):
    try: print("ok", f())
    except Exception as e: print(type(e).__name__, "|", e)
t(lambda: len()); t(lambda: len(1, 2)); t(lambda: getattr(1)); t(lambda: setattr(1, 2)); t(lambda: isinstance(1)); t(lambda: divmod(1)); t(lambda: abs()); t(lambda: next()); t(lambda: iter())
class E(Exception):
    def __init__(self, a, b): self.a, self.b = a, b
for e in (E(1, b=2), E(b=2, a=1), E(1, 2)): print(repr(e), e.args, e.a, e.b)
try:
    try: raise ValueError("a")
    finally: raise KeyError("b")
except KeyError as e: print(repr(e.__context__))
class I:
    def __index__(self): return "x"
t(lambda: [1][I()]); t(lambda: range(I()))
class G:
    def __getitem__(self, i): return i
t(lambda: reversed(G()))
class P:
    __match_args__ = ("x",)
    x = 1
def twice():
    match P():
        case P(1, x=1): return 1
t(twice)
import collections, collections.abc
match collections.deque([1, 2]):
    case [a, b]: print("deque", a, b)
class Seq(collections.abc.Sequence):
    def __len__(self): return 2
    def __getitem__(self, i): return (5, 6)[i]
match Seq():
    case [a, b]: print("sequence", a, b)
class Map(collections.abc.Mapping):
    def __len__(self): return 1
    def __iter__(self): return iter("k")
    def __getitem__(self, k):
        if k != "k": raise KeyError(k)
        return 7
match Map():
    case {"k": v}: print("mapping", v)
def setint(): int.x = 1
t(setint)
class S:
    __slots__ = ("a",)
def delslot(): del S().a
def slotdict(): return S().__dict__
t(delslot); t(slotdict)
class C: n = 1
def delclass(): del C().n
t(delclass)
print(C.mro() == list(C.__mro__))
class Doc:
    @property
    def x(self):
        "x doc"
        return 1
    def m(self):
        """m

        doc"""
class Sub(Doc):
    @Doc.x.getter
    def x(self): return "sub"
print(Doc.x.__doc__, Sub().x, repr(Doc.m.__doc__))
class Memo:
    def __init__(self, f): self.f = f
    def __get__(self, o, c=None): return self if o is None else lambda *a: self.f(o, *a)
    def __call__(self, *a): return "called"
class K:
    @Memo
    def m(self, x): return x * 2
print(K().m(4), type(K.m).__name__)
class Ordered(type):
    def __new__(m, n, b, ns): return type.__new__(m, n, b, dict(ns, tag=n))
class O(metaclass=Ordered): pass
print(O.tag)
print("{0.real} {x.imag}".format(1, x=2j))

from dataclasses import dataclass, field, fields, asdict, astuple, replace, is_dataclass, make_dataclass, InitVar, KW_ONLY, FrozenInstanceError
from typing import ClassVar, List
@dataclass
class Point:
    x: int
    y: int = 0
@dataclass(frozen=True)
class F:
    a: int
    b: str = 'x'
    c: list = field(default_factory=list, hash=False, compare=False)
f = F(1)
print(f, hash(f) == hash(F(1)), {f: 1}[F(1)], f == F(1), F.b, vars(f), f.__dict__)
@dataclass(frozen=True)
class G(F):
    d: int = 5
    def __post_init__(self): object.__setattr__(self, 'extra', self.a + self.d)
    @property
    def twice(self): return self.a * 2
g = G(1, 'q', d=7); print(g, g.extra, g.twice, g == G(1,'q',[],7), isinstance(g, F), g == F(1,'q'))
@dataclass(eq=False)
class E: a: int = 1
print(E() == E(), hash(E()) is not None)
@dataclass(unsafe_hash=True)
class UH: a: int = 1
print(hash(UH()) == hash(UH()), {UH(1), UH(1)})
@dataclass(repr=False)
class R:
    a: int
    def __str__(self): return 'custom'
print(str(R(1)))
@dataclass
class D2:
    a: int
    def __repr__(self): return 'mine'
    def __eq__(self, o): return True
print(D2(1), D2(1) == D2(2))
match Point(1, 2):
    case Point(0, y): print('zero')
    case Point(x=1, y=yy): print('one', yy)
match Point(3, 4):
    case Point(a, b): print(a, b)
class Prop:
    pass
@dataclass
class WithMethods:
    items: list[int] = field(default_factory=list)
    @classmethod
    def of(cls, *a): return cls(list(a))
    @property
    def n(self): return len(self.items)
    @staticmethod
    def z(): return 0
w = WithMethods.of(1,2); print(w, w.n, w.z())
import copy
w2 = copy.deepcopy(w); w2.items.append(3); print(w, w2, copy.copy(f) == f, copy.copy(f), copy.deepcopy(g))
@dataclass
class A1:
    x: int
    def __init__(self, x): self.x = x * 2
print(A1(2))
print(Point.__name__, Point.__init__.__name__, Point.__init__.__qualname__, Point.__eq__.__qualname__)

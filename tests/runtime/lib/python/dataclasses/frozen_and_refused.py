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
for g in (lambda: setattr(f, 'a', 3), lambda: setattr(f, 'zz', 3), lambda: delattr(f, 'a')):
    try: g()
    except FrozenInstanceError as e: print(type(e).__name__, e)
try: f.a = 5
except AttributeError as e: print(e)
try: f.new = 5
except AttributeError as e: print(e)
try: del f.b
except FrozenInstanceError as e: print(e)
print(f.a, replace(f, a=9), asdict(f), astuple(f))
@dataclass(frozen=True)
class G(F):
    d: int = 5
    def __post_init__(self): object.__setattr__(self, 'extra', self.a + self.d)
    @property
    def twice(self): return self.a * 2
g = G(1, 'q', d=7); print(g, g.extra, g.twice, g == G(1,'q',[],7), isinstance(g, F), g == F(1,'q'))
class H(F):
    def __init__(self, a): super().__init__(a); self.more = 1
h = H(3); print(h.a, h.more, h)
try: h.a = 1
except FrozenInstanceError as e: print(e)
try:
    @dataclass
    class Bad(F): z: int = 0
except TypeError as e: print(e)
try:
    @dataclass(frozen=True)
    class Bad2(Point): z: int = 0
except TypeError as e: print(e)
try:
    @dataclass
    class Bad3:
        a: int = 0
        b: int
except TypeError as e: print(e)
try:
    @dataclass
    class Bad4:
        a: list = []
except ValueError as e: print(e)

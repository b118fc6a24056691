from dataclasses import dataclass, field, fields, asdict, astuple, replace, is_dataclass, make_dataclass, InitVar, KW_ONLY, FrozenInstanceError
from typing import ClassVar, List
@dataclass
class Point:
    x: int
    y: int = 0
p = Point(1); q = Point(1, 0)
print(p, p == q, p != q, p == (1, 0), p.x, Point(y=5, x=2), Point.y, repr(p), Point.__match_args__)
for f in (lambda: Point(), lambda: Point(1,2,3), lambda: Point(1, z=3), lambda: Point(1, x=2), lambda: hash(p), lambda: p < q, lambda: {p: 1}):
    try: f()
    except TypeError as e: print(e)
@dataclass(order=True)
class V:
    major: int
    minor: int = 0
    tags: list = field(default_factory=list, compare=False, repr=False)
    note: str = field(default='n', kw_only=True)
    calc: int = field(init=False)
    def __post_init__(self): self.calc = self.major * 100
print(V(1), V(1) < V(2), sorted([V(2), V(1, 5), V(1)]), V(1, tags=[1]) == V(1), V(1).tags is V(1).tags, max(V(3), V(1, note='z')))
try: V(1) < 5
except TypeError as e: print(e)

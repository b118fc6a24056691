from dataclasses import dataclass, field, fields, asdict, astuple, replace, is_dataclass, make_dataclass, InitVar, KW_ONLY, FrozenInstanceError
from typing import ClassVar, List
@dataclass
class Point:
    x: int
    y: int = 0
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
@dataclass
class Node:
    v: int
    kids: List['Node'] = field(default_factory=list)
    meta: dict = field(default_factory=dict)
n = Node(1, [Node(2), Node(3, [Node(4)])], {'k': Point(1)})
d = asdict(n); print(d, astuple(n)); d['kids'].append(1); print(len(n.kids)); n.kids.append(n); print(n)
print(is_dataclass(n), is_dataclass(Node), is_dataclass(3), asdict(Point(1), dict_factory=lambda kv: list(kv)))
for t in (lambda: asdict(3), lambda: fields(3), lambda: replace(3), lambda: replace(V(1), calc=3)):
    try: t()
    except (TypeError, ValueError) as e: print(e)
M = make_dataclass('M', [('x', int), ('y', int, 5), ('z', list, field(default_factory=list))], namespace={'s': lambda self: self.x + self.y})
print(M(1), M(1).s(), M(1) == M(1))
@dataclass(slots=True)
class S:
    a: int
    b: int = 2
    def inc(self): self.a += 1; return self
s = S(1); s.a = 5; print(s, s.inc(), S.__slots__, hasattr(s, '__dict__'))
try: s.zzz = 1
except AttributeError as e: print(e)
@dataclass(frozen=True, slots=True)
class FS:
    a: int = 1
fs = FS(3); print(fs, fs.a, hash(fs) == hash(FS(3)))
try: fs.a = 1
except FrozenInstanceError as e: print(e)

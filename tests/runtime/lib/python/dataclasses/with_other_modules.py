from dataclasses import dataclass, field, asdict, replace
from abc import ABC, abstractmethod
from typing import Generic, TypeVar, Protocol, ClassVar, NamedTuple
from enum import Enum, auto, IntFlag
from functools import cached_property, total_ordering, lru_cache
import json
from collections import namedtuple, deque
T = TypeVar('T')
@dataclass
class Shape(ABC):
    name: str
    @abstractmethod
    def area(self) -> float: ...
@dataclass
class Sq(Shape):
    side: float = 1.5
    def area(self): return self.side ** 2
print(Sq('s'), Sq('s', 2.0).area())
try: Shape('x')
except TypeError as e: print(e)
@dataclass
class Err(Exception):
    code: int
    msg: str = 'm'
try: raise Err(5)
except Err as e: print(e.code, repr(e), e.msg, isinstance(e, Exception))
@dataclass
class Box(Generic[T]):
    item: T
    def get(self) -> T: return self.item
print(Box(3), Box[int](4).get(), Box('a') == Box('a'))
@dataclass(frozen=True)
class Cfg:
    a: int
    b: tuple = ()
    @cached_property
    def big(self): print('calc'); return self.a * 100
    def with_a(self, a): return replace(self, a=a)
c = Cfg(1); print(c.big, c.big, c.with_a(5).big, {c, Cfg(1)}, c)
class Kind(Enum):
    A = 'a'
    B = 'b'
@dataclass
class Item:
    kind: Kind = Kind.A
    vals: dict = field(default_factory=dict)
    total: float = field(default=0.0, compare=False)
i = Item(); i.vals['x'] = 1; print(i, asdict(i), Item(kind=Kind.B), json.dumps(asdict(Item()), default=lambda o: o.value))
@dataclass
class Temp:
    _c: float = 0.0
    @property
    def f(self): return self._c * 9 / 5 + 32
    @f.setter
    def f(self, v): self._c = (v - 32) * 5 / 9
t = Temp(100.0); print(t.f); t.f = 32; print(t)
@dataclass(order=True, frozen=True)
class Ver:
    parts: tuple = field(default=(0,))
    @classmethod
    def parse(cls, s): return cls(tuple(map(int, s.split('.'))))
print(sorted(map(Ver.parse, ['1.10', '1.2', '1.9'])), Ver.parse('1.2') >= Ver.parse('1.1'), max(Ver.parse('2'), Ver.parse('1')))
@dataclass
class LinkedNode:
    val: int
    nxt: 'LinkedNode | None' = None
    def __iter__(self):
        n = self
        while n: yield n.val; n = n.nxt
print(list(LinkedNode(1, LinkedNode(2))))
@dataclass
class A:
    x: int = 0
    def __post_init__(self): self.y = self.x + 1
@dataclass
class B(A):
    z: int = 0
    def __post_init__(self): super().__post_init__(); self.w = self.y + self.z
b = B(1, 2); print(b, b.w, vars(b))
class Meta(type):
    def __new__(m, n, bs, ns): c = super().__new__(m, n, bs, ns); c.tag = n.lower(); return c
@dataclass
class WM(metaclass=Meta):
    q: int = 1
print(WM(), WM.tag)
class PT(NamedTuple('PT', [('x', int), ('y', int)])):
    def s(self): return self.x + self.y
print(PT(1, 2).s(), PT(1, 2), PT(3, 4)[0])
class Color(Enum):
    RED = auto(); BLUE = auto()
    @property
    def hexa(self): return {Color.RED: '#f00', Color.BLUE: '#00f'}[self]
    @classmethod
    def parse(cls, s): return cls[s.upper()]
    def __lt__(self, o): return self.value < o.value
print(Color.parse('red').hexa, sorted([Color.BLUE, Color.RED]), Color.RED.hexa, [c.name for c in Color], dict.fromkeys(Color, 0))
def h(c):
    match c:
        case Color.RED: return 'r'
        case Color.BLUE: return 'b'
print(h(Color.RED), h(Color.BLUE))
from collections import OrderedDict, Counter, defaultdict
class LRU(OrderedDict):
    def __init__(self, n): super().__init__(); self.n = n
    def __setitem__(self, k, v):
        super().__setitem__(k, v)
        if len(self) > self.n: self.popitem(last=False)
l = LRU(2); l['a'] = 1; l['b'] = 2; l['c'] = 3; print(l, list(l))
print(json.dumps(defaultdict(int, a=1)), json.dumps(OrderedDict(b=1)), json.dumps({'q': namedtuple('Z', 'a')(1)}), json.dumps([Kind.A.value]))
cnt = Counter(w for w in 'a b a c'.split()); print(cnt.most_common(1)[0], dict(cnt), cnt['a'], [k for k, v in cnt.items() if v > 1], max(cnt, key=cnt.get))
class Stack(deque): pass
s = Stack([1]); s.append(2); print(s, s.pop(), len(s), isinstance(s, deque))
class P2(Protocol):
    def go(self) -> int: ...
class Go:
    def go(self): return 1
def use(p: P2): return p.go()
print(use(Go()))
class Perm(IntFlag):
    R = 1; W = 2
print(Perm.R | Perm.W, Perm(3), repr(Perm(3)), Perm.R in Perm(3), int(Perm.W), [p.name for p in Perm])
class Matrix:
    def __init__(self, r): self.r = r
    @lru_cache
    def det(self): print('det'); return 1
m = Matrix(1); m.det(); m.det(); print(Matrix.det.cache_info().hits)
x = [Cfg(i) for i in range(3)]; print({k: v for k, v in zip('abc', x)}['b'].a, Cfg(1) in x, x.index(Cfg(2)))
try: c.a += 1
except Exception as e: print(type(e).__name__, e, isinstance(e, AttributeError))

from typing import (Any, Union, Optional, List, Dict, Tuple, Callable, TypeVar, Generic, NamedTuple, TypedDict, Protocol, runtime_checkable, NewType, cast, overload, Literal, Final, ClassVar, TYPE_CHECKING, get_type_hints, Iterable, get_origin, get_args, Self, Annotated)
import typing as t
T = TypeVar('T')
class Stack(Generic[T]):
    def __init__(self): self.items: List[T] = []
    def push(self, x: T) -> None: self.items.append(x)
    def pop(self) -> T: return self.items.pop()
s = Stack[int](); s.push(1); print(s.pop(), Stack.__name__, T, isinstance(s, Stack))
class Sub(Stack[int]):
    pass
print(Sub().items, Sub.__mro__[1].__name__)
print(List[int], Dict[str, int], Optional[int], Union[int, str], Callable[[int], str], Any, Literal['a', 1], Tuple[int, ...], Union[int, None], List, t.List[t.Dict[str, int]])
print(Optional[int] == Union[int, None], Union[int], get_origin(List[int]), get_args(Dict[str, int]), get_origin(Optional[int]) is Union, get_args(Optional[int]))
class P(NamedTuple):
    'doc'
    x: int
    y: int = 5
    def norm(self): return self.x + self.y
    @property
    def dbl(self): return self.x * 2
p = P(1); print(p, p.norm(), p.dbl, p._asdict(), p == (1, 5), P(x=3, y=4), p._replace(x=7), P._fields, P.__doc__, isinstance(p, tuple), P._field_defaults)
try: P()
except TypeError as e: print(e)
Q = NamedTuple('Q', [('a', int), ('b', str)]); print(Q(1, 'z'), Q._fields)
class Movie(TypedDict):
    name: str
    year: int
class M2(Movie, total=False):
    extra: str
m: Movie = {'name': 'x', 'year': 1}; print(m, Movie(name='a', year=2), type(Movie(name='a', year=2)), sorted(M2.__required_keys__), sorted(M2.__optional_keys__), Movie.__total__)
@runtime_checkable
class Quack(Protocol):
    def quack(self) -> str: ...
class Named(Protocol):
    name: str
class Duck:
    def quack(self): return 'q'
print(isinstance(Duck(), Quack), isinstance(3, Quack), issubclass(Duck, Quack))
try: isinstance(3, Named)
except TypeError as e: print(e)
try: Quack()
except TypeError as e: print(e)
class Impl(Quack):
    def quack(self): return 'impl'
print(Impl().quack(), isinstance(Impl(), Quack))
@runtime_checkable
class HasLen(Protocol):
    def __len__(self) -> int: ...
print(isinstance([], HasLen), isinstance(3, HasLen))
UserId = NewType('UserId', int); print(UserId(5), UserId.__name__, cast(str, 3), TYPE_CHECKING)
@overload
def f(x: int) -> int: ...
@overload
def f(x: str) -> str: ...
def f(x): return x
print(f(3))
def g(a: int, b: 'str' = '') -> Optional[int]: return None
class C:
    x: int = 1
    y: ClassVar[str] = 's'
    def m(self) -> Self: return self
print(C().m().x, C.__annotations__['x'], sorted(get_type_hints(C)), g.__annotations__['a'], sorted(get_type_hints(g)))
X: Final = 3
Vec = list[float]
def h(v: Vec, cb: Callable[..., int] | None = None) -> "Vec": return v
print(h([1.0]), Vec)
U = int | None
print(U, Optional[List[int]], T | None)
K = TypeVar('K'); V = TypeVar('V', bound=int)
class Pair(Generic[K, V]):
    def __init__(self, k, v): self.k, self.v = k, v
print(Pair(1,2).k, Pair[str, int], Pair[str,int]('a', 1).v)
class Node(Generic[T], dict): pass
print(Node(a=1))

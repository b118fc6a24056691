from dataclasses import dataclass, field, fields, asdict, astuple, replace, is_dataclass, make_dataclass, InitVar, KW_ONLY, FrozenInstanceError
from typing import ClassVar, List
@dataclass
class Base:
    a: int
    b: int = 2
    count: ClassVar[int] = 0
    def total(self): return self.a + self.b
@dataclass
class Sub(Base):
    c: int = 3
    a: int = 10
    scale: InitVar[int] = 1
    def __post_init__(self, scale):
        self.c *= scale
        Base.count += 1
print(Sub(), Sub(1,2,3), Sub(scale=5), Sub(1).total(), Base.count, [f.name for f in fields(Sub)], fields(Sub(1))[0].default, Sub.__dataclass_fields__.keys() >= {'a','b','c'})
@dataclass
class K:
    a: int
    _: KW_ONLY
    b: int
    c: int = 3
print(K(1, b=2)); 
for t in (lambda: K(1), lambda: K(1, 2)):
    try: t()
    except TypeError as e: print(e)
@dataclass(kw_only=True)
class KK: a: int; b: int = 1
print(KK(a=1, b=2), KK(a=1))

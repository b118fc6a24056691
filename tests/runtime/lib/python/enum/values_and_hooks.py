from enum import Enum, IntEnum, StrEnum, Flag, IntFlag, auto, unique, EnumMeta, member, nonmember
class Planet(Enum):
    EARTH = (5.97, 6.37)
    MARS = (0.64, 3.39)
    def __init__(self, mass, radius):
        self.mass = mass; self.radius = radius
    @property
    def g(self): return round(self.mass / self.radius, 3)
print(Planet.EARTH.mass, Planet.MARS.g, Planet.EARTH.value, Planet((0.64, 3.39)), repr(Planet.MARS))
class Coord(Enum):
    def __new__(cls, v, label):
        o = object.__new__(cls); o._value_ = v; o.label = label; return o
    A = (1, 'first')
    B = (2, 'second')
print(Coord.A.label, Coord(2), Coord.B.value)
class M(Enum):
    A = 1
    B = 2
    @classmethod
    def _missing_(cls, value):
        if isinstance(value, str): return cls[value.upper()]
        return None
print(M('a'), M('b'))
try: M(7)
except ValueError as e: print(e)
F = Enum('F', 'A B C'); print(list(F), F.A.value, F('1') if False else F(3)); G = Enum('G', [('x', 10), ('y', 20)]); print(G.y, G(10)); H = IntEnum('H', 'P Q'); print(H.Q + 1, repr(H.P)); K = Enum('K', {'u': 1}); print(K.u); L = Flag('L', 'a b c'); print(L.c.value)
class Auto(Enum):
    def _generate_next_value_(name, start, count, last_values): return name.lower() + str(count)
    FOO = auto(); BAR = auto()
print(Auto.FOO.value, Auto.BAR.value)
class Shape(Enum):
    SQ = 'sq'
    def __str__(self): return f'shape:{self.value}'
    def __eq__(self, o): return self.value == o
    def __hash__(self): return 1
print(Shape.SQ, f'{Shape.SQ}', Shape.SQ == 'sq', repr(Shape.SQ))
class Base(Enum):
    def ident(self): return (self.name, self.value)
class D(Base):
    Q = 1
print(D.Q.ident(), D.Q, issubclass(D, Enum), issubclass(D, Base))
class Op(Enum):
    ADD = '+'
    SUB = '-'
    def apply(self, a, b):
        match self:
            case Op.ADD: return a + b
            case Op.SUB: return a - b
print(Op.ADD.apply(1,2), Op.SUB.apply(5,2), Op('+').apply(1,1))
class NM(Enum):
    A = 1
    table = nonmember({'k': 1})
    @member
    def fn(self=None): return 3
print(list(NM)[0], NM.table, len(NM))

from enum import Enum, IntEnum, StrEnum, Flag, IntFlag, auto, unique, EnumMeta, member, nonmember
class Color(Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1
    BLUE = auto()
    def hi(self): return 'hi ' + self.name
    @property
    def lower(self): return self.name.lower()
    @classmethod
    def default(cls): return cls.GREEN
    @staticmethod
    def st(): return 5
import copy
print(copy.deepcopy(Color.RED) is Color.RED, copy.copy([Color.RED]), Color.RED.__class__, Color.RED._value_, Color.RED._name_, isinstance(Color, EnumMeta), Color.__name__, Color.GREEN.__hash__ is not None, sorted(Color, key=lambda c: c.value)[0], {c.name: c.value for c in Color})
def f(c: Color = Color.RED): return c
print(f(), [c for c in Color if c is not Color.RED], Color.RED if Color.RED else 0)

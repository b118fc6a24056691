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
print(Color.RED, repr(Color.RED), Color.RED.name, Color.RED.value, Color(2), Color['BLUE'], Color.BLUE.value, Color.CRIMSON is Color.RED)
print(list(Color), len(Color), Color.RED in Color, Color.RED.hi(), Color.GREEN.lower, Color.default(), Color.st(), Color, type(Color), type(Color.RED), isinstance(Color.RED, Color))
print(Color.RED == Color.RED, Color.RED == 1, Color.RED != Color.GREEN, Color.RED is Color(1), {Color.RED: 'x'}[Color.RED], Color.__members__, list(reversed(Color)), bool(Color.RED), f'{Color.RED}', f'{Color.RED!r:>20}', '%s' % Color.RED, f'{Color.RED:>12}|')
for f in (lambda: Color(9), lambda: Color['NO'], lambda: Color.NO, lambda: Color.RED < Color.GREEN, lambda: 1 in Color, lambda: Color('x'), lambda: Color()):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
try: Color.RED = 5
except AttributeError as e: print(e)
try: Color.RED.value = 5
except AttributeError as e: print(e)
try:
    class Sub(Color): pass
except TypeError as e: print(e)
try:
    class Dup(Enum):
        A = 1
        A = 2
except TypeError as e: print(e)
try:
    @unique
    class U(Enum):
        A = 1
        B = 1
except ValueError as e: print(e)

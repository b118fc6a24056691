from enum import Enum, IntEnum, StrEnum, Flag, IntFlag, auto, unique, EnumMeta, member, nonmember
class Perm(Flag):
    R = 4
    W = 2
    X = 1
    RW = R | W
    NONE = 0
print(Perm.R | Perm.X, repr(Perm.R | Perm.X), Perm.RW, Perm(6) is Perm.RW, Perm.R in Perm.RW, Perm.X in Perm.RW, ~Perm.R, Perm.R & Perm.W, bool(Perm.R & Perm.W), Perm(0), list(Perm), list(Perm.RW), Perm.R ^ Perm.RW, Perm(7), (Perm.R|Perm.X).name, (Perm.R|Perm.X).value, len(Perm.RW))
try: Perm(8)
except ValueError as e: print(e)
try: Perm.R | 1
except TypeError as e: print(e)
class IF(IntFlag):
    A = auto()
    B = auto()
    C = auto()
print(IF.A | IF.B, repr(IF.A | IF.B), IF.A | 8, repr(IF.A | 8), IF.C.value, IF.A + 1, IF(3) == 3, ~IF.A, repr(~IF.A), IF.A & 1, repr(IF(0)), isinstance(IF.A | IF.B, IF), IF.A in IF(3))

from enum import Enum, IntEnum, StrEnum, Flag, IntFlag, auto, unique, EnumMeta, member, nonmember
class N(IntEnum):
    ONE = 1
    TWO = 2
print(N.ONE + 1, N.ONE == 1, N.ONE < N.TWO, str(N.ONE), repr(N.ONE), f'{N.TWO}', f'{N.TWO:03d}', N(2), isinstance(N.ONE, int), sorted([N.TWO, N.ONE]), [10,20,30][N.ONE], {1: 'a'}[N.ONE], N.ONE.name, max(N), sum(N), N.TWO * 2.5, hash(N.ONE) == hash(1), int(N.TWO), N.TWO in (2,3), range(N.TWO))
class S(StrEnum):
    A = auto()
    B = 'bee'
print(S.A, repr(S.A), S.B == 'bee', S.A + 'x', S('bee'), f'{S.B:>5}', S.A.upper(), isinstance(S.A, str), len(S.B), 'b' in S.B, {'a': 1}[S.A], ','.join([S.A, S.B]), S.B.value, S.A.name)
class Old(str, Enum):
    X = 'x'
    Y = 'y'
print(Old.X, repr(Old.X), Old.X == 'x', f'{Old.X}', Old('y'), Old.X.value, Old.X + 'z', Old.X.upper(), str(Old.Y))

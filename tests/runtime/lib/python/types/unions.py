x = int | str
print(x, int | None, None | int, list[int] | None, isinstance(3, int | str), isinstance(None, int | None), isinstance(2.5, int | str), (int|str) == (str|int), int | int, type(x))
class A: pass
print(A | None, isinstance(A(), A | int), issubclass(A, A | int))
try: int | 3
except TypeError as e: print(e)
def f(x: int, y: 'str' = 'a', *z: float) -> bool: pass
print(f.__annotations__)

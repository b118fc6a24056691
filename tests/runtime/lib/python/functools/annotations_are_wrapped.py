import functools
import operator


def deco(f):
    @functools.wraps(f)
    def inner(*args): return f(*args)
    return inner


@deco
def named(a: int) -> str: return a


print(named.__annotations__)
for case in (lambda: functools.reduce(operator.add, 5), lambda: operator.indexOf([1], 5), lambda: operator.concat(1, 2)):
    try: case()
    except (TypeError, ValueError) as e: print(type(e).__name__, e)

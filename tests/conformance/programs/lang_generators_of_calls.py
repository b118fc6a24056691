import sys
def gen():
    try: raise ValueError('a')
    except ValueError:
        yield 1
        try: raise KeyError('b')
        except KeyError as e: print(repr(e.__context__))
        yield 2
        raise
g = gen(); next(g)
print(sys.exc_info()[0])
try: raise TypeError('out')
except TypeError as e: print(e.__context__); print(next(g))
try: next(g)
except ValueError as e: print('reraised', e, e.__context__)
def mk():
    def inner(a, b=[], *, c={}): b.append(a); return b
    return inner
i, j = mk(), mk(); i(1); print(i(2), j(3), i.__defaults__, i.__kwdefaults__)
class A:
    def m(self, x=1, *, y=2): pass
    s = staticmethod(lambda q=5: q)
print(A.m.__defaults__, A().m.__kwdefaults__, A.s.__defaults__, A.m.__code__.co_varnames, A.m.__code__.co_argcount, mk.__code__.co_name)
def g2(a, b=2, *c, d, e=5, **f): yield a, b, c, d, e, f
print(next(g2(1, d=4)), next(g2(1, 2, 3, d=4, z=1)))
for th in (lambda: g2(), lambda: g2(1), lambda: g2(1, d=1, a=2)):
    try: th()
    except TypeError as e: print(e)
class B:
    def walk(self, n, *, step=1):
        for i in range(0, n, step): yield i
    def simple(self, n): yield n
    async def co(self, *, x): return x
print(list(B().walk(5, step=2)), list(B().walk(2)))
for th in (lambda: B().walk(), lambda: B().simple(), lambda: B.simple(), lambda: B().walk(1, 2), lambda: B().simple(1, 2)):
    try: th()
    except TypeError as e: print(e)
import asyncio
print(asyncio.run(B().co(x=5)))
async def f(a): return a
loop = asyncio.new_event_loop()
print(loop.run_until_complete(f(3)))
loop.close()
async def m(): return await asyncio.to_thread(lambda a, b: a + b, 1, b=2)
print(asyncio.run(m()))
def outer():
    def a(): return b() + v
    def b(): return 1
    v = 5
    def c():
        try: return w
        except NameError as e: return str(e)
    r = a(), c()
    w = 1
    return r, c()
print(outer())

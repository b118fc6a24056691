x = 'g'
def f():
    x = 'f'
    class C:
        y = x
        x = 'c'
        z = x
        def m(self): return x
    return C.y if 0 else (C.x, C.z, C().m())
try: print(f())
except NameError as e: print(type(e).__name__, e)
class D:
    x = x
    def m(self): return x
    l = [x for _ in range(1)]
    k = x + '!'
print(D.x, D().m(), D.l, D.k)
def outer():
    a = 1
    def mid():
        nonlocal a
        a += 1
        def inn():
            nonlocal a
            a *= 10
            b = a
            return b
        return inn() + a
    r = mid()
    return r, a
print(outer())
def glob():
    global newg, x
    newg = 5; x = 'changed'
    def inner(): return newg
    return inner()
print(glob(), newg, x)
print([y := 5, y ** 2], y)
print([last := i for i in range(4)], last)
def w():
    total = 0
    r = [total := total + v for v in [1, 2, 3]]
    return r, total
print(w())
if (n := len('abc')) > 2: print(n)
while (n := n - 1) > 0: print('n', n)
print(any((hit := v) > 2 for v in [1, 2, 3, 4]), hit)
def ff(a, b=(q := 7)): return a + b
print(ff(1), q)
print({k: v for k, v in [('a', 1)]}, {i for i in 'aab'} == {'a', 'b'}, [(i, j) for i in range(2) for j in range(i + 1) if (i + j) % 2 == 0])
print([[i * j for j in range(3)] for i in range(2)], [i for i in range(10) if i % 2 if i > 3])
i = 'outer'; [i for i in range(3)]; print(i)
for i in range(3): pass
print(i)
def cond(flag):
    if flag: v = 1
    try: return v
    except UnboundLocalError as e: return str(e)
print(cond(True), cond(False))
def dl():
    v = 1
    del v
    try: v
    except UnboundLocalError as e: print(e)
    v = 2; return v
print(dl())
def free():
    def g(): return zz
    try: g()
    except NameError as e: print(type(e).__name__, e)
    zz = 1; return g()
print(free())
del x
try: x
except NameError as e: print(e)
def fdel():
    global tmp
    tmp = 1; del tmp
    try: tmp
    except NameError as e: print(e)
fdel()
print(__name__, 1)
def lf():
    fs = []
    for i in range(3):
        def g(): return i
        fs.append(g)
    return [f() for f in fs]
print(lf())
def lf2():
    fs = []
    for i in range(3):
        def g(i=i): return i
        fs.append(g)
    i = 'changed'
    return [f() for f in fs]
print(lf2())
def exc():
    e = 'before'
    try: raise ValueError('v')
    except ValueError as e: pass
    try: return e
    except UnboundLocalError as x: return str(x)
print(exc())
def shadow(list, str=5): return list, str
print(shadow([1]), list('ab'))
len = lambda x: 'mylen'
print(len([1])); del len; print(len([1]))
def rec(n):
    def h(k): return n if k == 0 else h(k - 1)
    return h(n)
print(rec(3))
def counter():
    counter.calls += 1
counter.calls = 0; counter(); counter(); print(counter.calls)
if True: cdef = 1
else: other = 2
print(cdef)
try: other
except NameError as e: print(e)
def default_scope(a=5): return a
print(default_scope())
lam = lambda: undefined_later
undefined_later = 'defd'; print(lam())
class Self:
    def m(self): return __class__.__name__
print(Self().m())
def gen_scope():
    z = 1
    g = (z + i for i in range(2))
    z = 10
    return list(g)
print(gen_scope())
print((lambda: [v for v in 'ab'])(), [(lambda v: v * 2)(v) for v in range(3)], [(lambda: v)() for v in range(3)])
def try_scope():
    try: import math; val = math.pi
    except ImportError: val = None
    return round(val, 2)
print(try_scope())
def nested_comp(): n = 3; return [[n * x + y for x in range(2)] for y in range(2)], {a: [b for b in range(a)] for a in range(n)}
print(nested_comp())
a = b = c = []; a.append(1); print(b, c is a)
a = 1; b = 2; a, b = b, a; print(a, b)
i = 0; lst = [0, 0, 0]; i, lst[i] = 1, 9; print(i, lst)
def order(n): print('o', n, end=' '); return n
order(1) + order(2) * order(3); print()
{order('k1'): order('v1'), order('k2'): order('v2')}; print()
[order(1), order(2)][order(0)] = order(5); print()
(lambda a, b, *c, **k: 0)(order(1), order(2), *[order(3)], x=order(4)); print()
print(order(1) < order(2) < order(0) < order(9)); print(order(0) or order(2) and order(3)); print(order('c') if order(0) else order('e'))
d = {}; d[order('k')] = d.setdefault(order('z'), order(1)); print(d)
x = order(1); x += order(2); print(x)
o = [1, 2]; o[order(0)] += order(5); print(o)
def dd(n): 
    print('deco', n, end=' ')
    return lambda f: (print('apply', n, end=' '), f)[1]
@dd(1)
@dd(2)
def foo(a=print('default', end=' ')): pass
print()

print(sum(x * x for x in range(5)), list(x for x in 'ab' for y in range(2)), dict((k, v) for k, v in zip('ab', [1, 2])), max((len(w), w) for w in 'a bb ccc'.split()))
x = 10
g = (x + i for i in range(3)); x = 20; print(list(g), list(g))
fs = [lambda: i for i in range(3)]; print([f() for f in fs])
try: print(i)
except NameError as e: print(e)
gen = (print('eval', y) or y for y in [1, 2, 3]); print('made'); print(next(gen))
try: (z for z in 5)
except TypeError as e: print(e)
class C:
    n = 3
    a = [i for i in range(n)]
    try: b = [n for i in range(2)]
    except NameError as e: b = str(e)
    c = list(i * 2 for i in range(n))
print(C.a, C.b, C.c)
def count(n=0):
    while True: yield n; n += 1
import itertools
print(list(itertools.islice(count(5), 3)), [x for x, _ in zip(count(), range(4))])
def chain(*its):
    for it in its: yield from it
print(list(chain([1], (2,), '3', {4: 0}, range(5, 7))))
def take(n, it):
    for i, x in enumerate(it):
        if i >= n: return
        yield x
def primes():
    ps = []
    for n in itertools.count(2):
        if all(n % p for p in ps): ps.append(n); yield n
print(list(take(10, primes())))
def flatten(x):
    for i in x:
        if isinstance(i, (list, tuple)): yield from flatten(i)
        else: yield i
print(list(flatten([1, [2, (3, [4])], 5])))
def acc():
    t = 0
    while True:
        v = yield t
        if v is None: break
        t += v
    return t
a = acc(); next(a); [a.send(i) for i in range(5)]
try: a.send(None)
except StopIteration as e: print(e.value)
def tree(d): yield d[0]; yield from (y for c in d[1:] for y in tree(c))
print(list(tree((1, (2, (3,)), (4,)))))
def fin():
    for i in range(3):
        try: yield i
        finally: print('f', i)
for v in fin():
    print(v)
    if v == 1: break
print('end')
it = iter([1, 2, 3]); print(list(zip(it, it)), next(it, 'done'))
def with_gen():
    from contextlib import contextmanager
    @contextmanager
    def cm(n):
        print('in', n)
        try: yield n * 2
        except ValueError as e: print('sup', e)
        finally: print('out')
    with cm(3) as v: print(v); raise ValueError('q')
with_gen()
def g2(): x = yield; print('x', x); return
y = g2(); y.send(None)
try: y.send(3)
except StopIteration: print('s')
def g3(): yield
print(list(g3()), [*g3()])
lst = [1, 2, 3]
for v in (q for q in lst):
    if v == 2: lst.append(99)
print(lst)
def lazy():
    print('start'); yield 1; print('mid'); yield 2; print('end')
l = lazy(); print('x'); print(next(l)); print(next(l)); print(next(l, None))
print(any(x > 2 for x in count()), next((x for x in range(10) if x % 7 == 6), None), next((x for x in []), 'none'))
g = (i for i in range(3)); print(2 in g, list(g))
a, b, *c = (i for i in range(5)); print(a, b, c)
def deco(f):
    def w(*a): g = f(*a); next(g); return g
    return w
@deco
def printer(p):
    while True:
        line = yield
        if line.startswith(p): print('M', line)
p = printer('a'); p.send('abc'); p.send('xyz'); p.close()
print([list(g) for k, g in itertools.groupby('aabbc')])
import types; print(isinstance(g, types.GeneratorType))
def args_gen(a, b): yield a
try: args_gen(1)
except TypeError as e: print(e)

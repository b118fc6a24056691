class A: pass
a = A(); a.x = [1]; a.n = 5
calls = []
def get(): calls.append('get'); return a
def idx(i): calls.append(('idx', i)); return i
get().n += 1; print(a.n, calls); calls.clear()
l = [[1], [2]]; l[idx(0)] += [5]; print(l, calls); calls.clear()
l[idx(1)][idx(0)] *= 10; print(l, calls)
d = {'a': {'b': 1}}; d['a']['b'] -= 5; d['a']['c'] = d['a'].get('c', 0) + 1; print(d)
t = ([1], 2)
try: t[0] += [3]
except TypeError as e: print(e, t)
x = [1, 2, 3]; y = x; x += [4]; print(y, x is y); x = x + [5]; print(y, x)
s = 'a'; q = s; s += 'b'; print(q, s); tp = (1,); u = tp; tp += (2,); print(u, tp); st = {1}; v = st; st |= {2}; print(v, st is v); dd = {1: 1}; ee = dd; dd |= {2: 2}; print(ee)
n = 7; n //= 2; n **= 3; n <<= 2; n |= 1; n ^= 5; n &= 0xff; n >>= 1; n %= 10; n -= 3; n *= 4; print(n); n /= 4; print(n)
x = y = 5; x += 1; print(x, y)
class Ctr(dict):
    def __missing__(self, k): return 0
c = Ctr()
for ch in 'hello': c[ch] += 1
print(c)
class P:
    def __init__(self): self._v = 0
    @property
    def v(self): print('get'); return self._v
    @v.setter
    def v(self, x): print('set', x); self._v = x
p = P(); p.v += 3; p.v *= 2; print(p.v)
l = list(range(10)); l[2:5] = ['a', 'b']; print(l); l[::2] = [0] * len(l[::2]); print(l); del l[1:4]; print(l); l[1:1] = [7, 8]; print(l); l[5:] = []; print(l); l[-2:] = 'xyz'; print(l); del l[::2]; print(l); l[:] = range(5); print(l, l[::-1], l[3:0:-1], l[-1:-4:-1], l[10:], l[-10:2], l[4:2], l[None:None]); l[::-1] = l[:]; print(l)
l += 'ab'; l.extend({9: 1}); print(l); l[1:3] *= 2; print(l)
i = 10
while i > 0:
    i -= 3
    if i == 4: continue
    print('i', i)
else: print('else', i)
for c in 'abc':
    if c == 'b': break
else: print('nope')
for c in '': pass
else: print('empty else')
for a, (b, *c), d in [(1, (2, 3, 4), 5), ('x', 'yz', 'w')]: print(a, b, c, d)
for l[0] in range(3): pass
print(l[0])
[a, b], c = (1, 2), 3; print(a, b, c); (a, b), [c, *d] = 'xy', (1, 2, 3); print(a, b, c, d); *a, = range(3); print(a); a, *_, b = 'hello'; print(a, _, b); first, *rest = {'k': 1, 'j': 2}; print(first, rest)
a = [*range(3), *'ab', *[]]; b = (*a, 1); c = {*a, *'b'}; d = {**{'x': 1}, 'y': 2, **{'x': 3}}; print(a, b, len(c), d)
x = 1,; print(x, type(x)); y = 1, *x; print(y)
def r(): return 1, *[2, 3]
print(r()); 
for z in 1, 2, *[3]: print(z, end=' ')
print(1 < 2 < 3, 1 < 3 > 2, 1 == 1.0 == True, 'a' < 'b' < 'c' > 'a', 3 > 2 >= 2 != 1, not 1 < 2 < 0, 1 in [1] == True, (1 in [1]) == True, 0 == False is not None, 5 in range(10) in [range(10)])
print(not [] or 0, [] and 1, 0 or [] or '', 1 and 2 and 3, None or 'd', not not 'x', (1 or 1/0), bool([]) is False)
print(1 if [] else 2 if {} else 3, [1, 2][False], True + True, True * 5, -True, ~True, True / 2, sum([True, False, True]), True == 1, True is 1 if 0 else 1, isinstance(True, int), int(True), str(True), repr(False), f'{True:d} {True:>6} {True}', {True: 'a', 1: 'b', 1.0: 'c'}, [1, 2].index(True), True & False, True | 2, True ^ True, type(True & True).__name__, type(True & 1).__name__, max(True, 2), True < 2, '%d' % True, hex(True))

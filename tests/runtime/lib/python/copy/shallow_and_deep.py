import operator, copy, types, warnings, numbers, weakref
from operator import itemgetter, attrgetter, methodcaller, add, mul, not_, truth, contains
d = {'x': [1, {'y': 2}], (1,2): {3}}; e = copy.copy(d); f = copy.deepcopy(d); d['x'][1]['y'] = 9; print(e['x'] is d['x'], f, d, f == d)
l = [1]; l.append(l); m = copy.deepcopy(l); print(m, m[1] is m, m is not l)
class P:
    def __init__(self, v): self.v = v; self.l = [v]
    def __eq__(self, o): return self.v == o.v
p = P(3); q = copy.copy(p); r = copy.deepcopy(p); print(q == p, q is p, q.l is p.l, r.l is p.l, r.l, type(r).__name__)
class C:
    def __copy__(self): return 'copied'
    def __deepcopy__(self, memo): return 'deep %s' % isinstance(memo, dict)
print(copy.copy(C()), copy.deepcopy(C()), copy.deepcopy([C()]))
x = [P(1)] ; y = [x[0], x[0]]; z = copy.deepcopy(y); print(z[0] is z[1], z[0] is y[0]); print(copy.copy((1,[2])), copy.deepcopy((1,[2])), copy.copy({1,2}), copy.deepcopy(frozenset([1])), copy.copy('s'), copy.deepcopy(3.0), copy.copy(None), copy.deepcopy(len) is len, copy.copy(P) is P, copy.copy(bytearray(b'a')), copy.deepcopy(range(3)))
class L(list): pass
v = L([1,[2]]); v.tag = 't'; w = copy.deepcopy(v); print(w, w.tag, type(w).__name__, w[1] is v[1], copy.copy(v).tag)
class DD(dict): pass
k = DD(a=[1]); k.z = 1; kk = copy.copy(k); print(kk, kk.z, type(kk).__name__, copy.deepcopy(k)['a'] is k['a'])
class S:
    __slots__ = ('a', 'b')
s = S(); s.a = [1]; t = copy.deepcopy(s); print(t.a, t.a is s.a, hasattr(t, 'b'))
from collections import deque, defaultdict, OrderedDict, Counter
print(copy.deepcopy(deque([[1]], maxlen=3)), copy.copy(defaultdict(list, a=[1])), copy.deepcopy(OrderedDict(a=[1])), copy.copy(Counter('aab')), copy.deepcopy(defaultdict(list, a=[1])))
er = copy.copy(ValueError('x', 1)); print(repr(er), er.args)
class G:
    def __init__(self): self.a = 1; self.h = 2
    def __getstate__(self): return {'a': self.a}
    def __setstate__(self, s): self.__dict__.update(s); self.h = 'restored'
g = copy.copy(G()); print(g.a, g.h)

import operator, copy, types, warnings, numbers, weakref
from operator import itemgetter, attrgetter, methodcaller, add, mul, not_, truth, contains
class P:
    def __init__(self, v): self.v = v; self.l = [v]
    def __eq__(self, o): return self.v == o.v
o = P(7); wr = weakref.ref(o); print(wr() is o, wr().v); wd = weakref.WeakValueDictionary(); wd['k'] = o; print(wd['k'].v, len(wd), 'k' in wd, list(wd.keys()))
class H: pass
h = H(); wk = weakref.WeakKeyDictionary(); wk[h] = 1; print(wk[h], len(wk), h in wk); ws = weakref.WeakSet([h]); print(len(ws), h in ws); px = weakref.proxy(o); print(px.v)
try: weakref.ref(3)
except TypeError as e: print(e)

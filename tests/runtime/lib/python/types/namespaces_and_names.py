import operator, copy, types, warnings, numbers, weakref
from operator import itemgetter, attrgetter, methodcaller, add, mul, not_, truth, contains
class P:
    def __init__(self, v): self.v = v; self.l = [v]
    def __eq__(self, o): return self.v == o.v
p = P(3)
ns = types.SimpleNamespace(a=1, b='x'); ns.c = [1]; print(ns, ns.a, ns == types.SimpleNamespace(a=1, b='x', c=[1]), vars(ns))
mp = types.MappingProxyType({'a': 1}); print(mp['a'], mp, repr(mp), len(mp), list(mp), 'a' in mp, mp.get('z', 3), dict(mp), list(mp.items()))
try: mp['b'] = 1
except TypeError as e: print(e)
def fn(): yield 1
print(isinstance(fn, types.FunctionType), isinstance(lambda: 1, types.LambdaType), isinstance(fn(), types.GeneratorType), isinstance(None, types.NoneType), isinstance(p.__eq__, types.MethodType), isinstance(len, types.BuiltinFunctionType), isinstance(types, types.ModuleType), isinstance(3, types.FunctionType), type(fn) is types.FunctionType, isinstance(int | str, types.UnionType))
def meth(self, n): return (self.v, n)
p.m = types.MethodType(meth, p); print(p.m(4))

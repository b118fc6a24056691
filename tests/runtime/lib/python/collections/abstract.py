from collections import namedtuple, deque, defaultdict, OrderedDict, Counter, ChainMap, UserDict, UserList
from collections.abc import Mapping, Iterable, Sequence, Callable, Hashable, Sized, Iterator, MutableMapping, Set, Generator, Collection
od = OrderedDict()
print([isinstance(x, Mapping) for x in ({}, [], od, 'a')], [isinstance(x, Sequence) for x in ([], (), 'a', {}, range(3), set())], [isinstance(x, Iterable) for x in ([], 5, 'a', iter([]), {})], [isinstance(x, Callable) for x in (len, int, 5, lambda: 1)], [isinstance(x, Hashable) for x in (1, [], (), {}, 'a', object())], [isinstance(x, Set) for x in (set(), frozenset(), {}.keys(), [])], [isinstance(x, Iterator) for x in (iter([]), [], (i for i in []), zip())], isinstance((i for i in []), Generator), [isinstance(x, Sized) for x in ([], 1, '', {})], issubclass(dict, MutableMapping), issubclass(list, Mapping), issubclass(tuple, Collection))
class MyMap(Mapping):
    def __init__(self, d): self.d = d
    def __getitem__(self, k): return self.d[k]
    def __iter__(self): return iter(self.d)
    def __len__(self): return len(self.d)
m = MyMap({'a':1,'b':2}); print(m.get('a'), m.get('z'), 'a' in m, list(m.keys()), list(m.items()), list(m.values()), m == {'a':1,'b':2}, dict(m), {**m})
class Bad(Mapping): pass
try: Bad()
except TypeError as x: print(x)
class It:
    def __iter__(self): return iter([])
print(isinstance(It(), Iterable), isinstance(It(), Iterator))
class Seq(Sequence):
    def __getitem__(self, i):
        if i >= 3: raise IndexError
        return i * 10
    def __len__(self): return 3
s = Seq(); print(list(s), 10 in s, s.index(20), s.count(10), list(reversed(s)))
import collections
print(collections.Counter('aa'), isinstance({}, collections.abc.Mapping), collections.OrderedDict)

from collections import namedtuple, deque, defaultdict, OrderedDict, Counter, ChainMap, UserDict, UserList
from collections.abc import Mapping, Iterable, Sequence, Callable, Hashable, Sized, Iterator, MutableMapping, Set, Generator, Collection
cm = ChainMap({'a':1},{'a':2,'b':3}); print(cm['a'], cm['b'], cm, list(cm), len(cm), 'b' in cm, cm.new_child({'q':1}), cm.parents, dict(cm), cm.get('zz', 5)); cm['z']=1; print(cm.maps, sorted(cm.items()))
try: cm['nope']
except KeyError as x: print('KeyError', x)
class U(UserDict):
    def __setitem__(self, k, v): super().__setitem__(k.upper(), v)
u = U(a=1); u['b'] = 2; u.update({'c': 3}); print(u, u['B'], len(u), dict(u), list(u.items()), u.pop('A'), u, isinstance(u, Mapping), u == {'B':2,'C':3})
ul = UserList([3,1,2]); ul.append(5); ul.sort(); print(ul, ul[0], ul[1:], type(ul[1:]).__name__, len(ul), ul + [9], 3 in ul)

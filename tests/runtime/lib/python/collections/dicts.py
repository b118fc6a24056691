from collections import namedtuple, deque, defaultdict, OrderedDict, Counter, ChainMap, UserDict, UserList
from collections.abc import Mapping, Iterable, Sequence, Callable, Hashable, Sized, Iterator, MutableMapping, Set, Generator, Collection
dd = defaultdict(list); dd['a'].append(1); dd['b']; print(dd, dict(dd), dd['zz'], 'q' in dd, dd.get('q'))
di = defaultdict(int, {'x': 1}, y=2); di['z'] += 5; print(di, di.default_factory, type(di).__name__, di == {'x':1,'y':2,'z':5}, di | {'w': 1}, di.copy())
try: defaultdict(None)['k']
except KeyError as x: print('KeyError', x)
try: defaultdict(3)
except TypeError as x: print(x)
nest = defaultdict(lambda: defaultdict(int)); nest['a']['b'] += 1; print({k: dict(v) for k, v in nest.items()})
od = OrderedDict([('a',1),('b',2),('c',3)]); od.move_to_end('a'); print(od, od.popitem(last=False), od.popitem(), od)
print(OrderedDict(a=1,b=2) == OrderedDict(b=2,a=1), OrderedDict(a=1) == {'a':1}, OrderedDict(), list(reversed(OrderedDict(a=1,b=2))))
c = Counter('abracadabra'); print(c, c.most_common(2), c['zz'], sum(c.values()), sorted(c.elements()))
c.update('aaa'); c.subtract({'b': 5}); print(c, +c, -c, c.total(), Counter(a=3)+Counter(a=1,b=2), Counter(a=3)-Counter(a=1), Counter(a=3,b=1)&Counter(a=1), Counter(a=3)|Counter(b=2))
print(Counter(a=1) == Counter(a=1,b=0), Counter(a=1) <= Counter(a=2), c.copy() == c, Counter(), isinstance(c, dict)); c['new'] += 1; del c['nope']; print(c['new'])

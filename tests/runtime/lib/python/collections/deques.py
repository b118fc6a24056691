from collections import namedtuple, deque, defaultdict, OrderedDict, Counter, ChainMap, UserDict, UserList
from collections.abc import Mapping, Iterable, Sequence, Callable, Hashable, Sized, Iterator, MutableMapping, Set, Generator, Collection
d = deque([1,2,3], maxlen=3)
d.append(4); print(d, len(d), d[0], d[-1]); d.appendleft(0); print(d)
d.rotate(1); print(d); d.rotate(-2); print(d)
e = deque('abc'); e.extend('de'); e.extendleft('xy'); print(e, e.popleft(), e.pop(), list(reversed(e)), 'a' in e, e.index('b'), e.count('c'))
e.remove('b'); print(e, e == deque(e), e.maxlen, d.maxlen, bool(deque()), e.copy())
e.insert(1,'Q'); e.reverse(); print(e, e + deque([1]), deque([1])*2)
for i in range(100): e.appendleft(i)
while len(e) > 2: e.popleft()
print(e, isinstance(e, Sequence), isinstance(e, Iterable), [x for x in e])
f = e.append; f(1); g = e.popleft; print(g(), e)
for h in (lambda: deque().pop(), lambda: deque().popleft(), lambda: e[10], lambda: e.remove('zz'), lambda: deque([], -1), lambda: deque(5)):
    try: h()
    except Exception as x: print(type(x).__name__, x)
try:
    for x in e: e.append(x)
except RuntimeError as x: print(x)
del e[0]; e[0] = 'n'; print(e, repr(e), str(e), deque([deque([1])]))

class LinkedList:
    class _Node:
        __slots__ = ('val', 'next')
        def __init__(self, val, next=None): self.val, self.next = val, next
    def __init__(self, it=()):
        self.head = None; self._n = 0
        for x in reversed(list(it)): self.head = self._Node(x, self.head); self._n += 1
    def __iter__(self):
        n = self.head
        while n is not None: yield n.val; n = n.next
    def __len__(self): return self._n
    def __getitem__(self, i):
        if isinstance(i, slice): return LinkedList(list(self)[i])
        if i < 0: i += len(self)
        for k, v in enumerate(self):
            if k == i: return v
        raise IndexError('list index out of range')
    def __reversed__(self): return iter(list(self)[::-1])
    def __eq__(self, o): return isinstance(o, LinkedList) and list(self) == list(o)
    def __add__(self, o): return LinkedList([*self, *o])
    def __mul__(self, n): return LinkedList(list(self) * n)
    __rmul__ = __mul__
    def __repr__(self): return f'{type(self).__name__}({list(self)!r})'
    def reverse(self):
        prev = None; cur = self.head
        while cur: cur.next, prev, cur = prev, cur, cur.next
        self.head = prev
l = LinkedList([1, 2, 3]); print(l, len(l), l[-1], l[1:], list(reversed(l)), l + LinkedList('ab'), 2 * l, l == LinkedList([1, 2, 3]), 2 in l, max(l), sum(l)); l.reverse(); print(l)
try: l[9]
except IndexError as e: print(e)
class Matrix:
    def __init__(self, rows): self.rows = [list(r) for r in rows]
    def __matmul__(self, o): return Matrix([[sum(a * b for a, b in zip(r, c)) for c in zip(*o.rows)] for r in self.rows])
    def __getitem__(self, ij): i, j = ij; return self.rows[i][j]
    def __setitem__(self, ij, v): self.rows[ij[0]][ij[1]] = v
    def __pow__(self, n): return self if n == 1 else self @ self ** (n - 1)
    def __str__(self): return '\n'.join(' '.join(f'{x:>3}' for x in r) for r in self.rows)
    @property
    def T(self): return Matrix(zip(*self.rows))
    @staticmethod
    def eye(n): return Matrix([[int(i == j) for j in range(n)] for i in range(n)])
m = Matrix([[1, 1], [1, 0]]); print(m ** 10); print((m @ m.T)[0, 0]); m[0, 1] = 9; print(m.rows, Matrix.eye(2).rows)
class Tree:
    def __init__(self, v, *kids): self.v, self.kids = v, kids
    def __iter__(self):
        yield self.v
        for k in self.kids: yield from k
    def depth(self): return 1 + max((k.depth() for k in self.kids), default=0)
    def paths(self, pre=()):
        pre += (self.v,)
        if not self.kids: yield pre
        for k in self.kids: yield from k.paths(pre)
    def fold(self, f): return f(self.v, [k.fold(f) for k in self.kids])
t = Tree(1, Tree(2, Tree(4)), Tree(3)); print(list(t), t.depth(), list(t.paths()), t.fold(lambda v, ks: v + sum(ks)))
class Event:
    def __init__(self): self.hs = []
    def __iadd__(self, h): self.hs.append(h); return self
    def __isub__(self, h): self.hs.remove(h); return self
    def __call__(self, *a): return [h(*a) for h in self.hs]
class Btn:
    def __init__(self): self.click = Event(); self.n = 0
    def on(self, x): self.n += x; return self.n
b = Btn(); b.click += b.on; b.click += lambda x: x * 2; print(b.click(5), b.click(1)); b.click -= b.on; print(b.click(3), b.n)
class Money:
    def __init__(self, amt, cur='USD'): self.amt, self.cur = amt, cur
    def _chk(self, o):
        if not isinstance(o, Money): return NotImplemented
        if o.cur != self.cur: raise ValueError(f'{self.cur} vs {o.cur}')
    def __add__(self, o): return r if (r := self._chk(o)) is NotImplemented else Money(self.amt + o.amt, self.cur)
    def __radd__(self, o): return self if o == 0 else NotImplemented
    def __lt__(self, o): return r if (r := self._chk(o)) is NotImplemented else self.amt < o.amt
    def __format__(self, s): return f'{self.amt:{s or ".2f"}} {self.cur}'
print(f'{sum([Money(1), Money(2.5)])}', f'{Money(3):>8.1f}', sorted([Money(3), Money(1)])[0].amt)
for f in (lambda: Money(1) + 1, lambda: 1 + Money(1), lambda: Money(1) + Money(1, 'EUR'), lambda: Money(1) < 3):
    try: print(f())
    except (TypeError, ValueError) as e: print(type(e).__name__, e)
class Meta(type):
    def __new__(m, n, b, d, **k):
        fields = {k: v for k, v in d.items() if isinstance(v, F)}
        for k2, f in fields.items(): f.name = k2
        c = super().__new__(m, n, b, d); c._f = {**getattr(c, '_f', {}), **fields}; return c
class F:
    def __init__(self, typ, **o): self.typ, self.o = typ, o
    def __get__(self, i, c): return self if i is None else i.__dict__.get(self.name, self.o.get('default'))
    def __set__(self, i, v):
        if not isinstance(v, self.typ): raise TypeError(f'{self.name}: expected {self.typ.__name__}, got {type(v).__name__}')
        i.__dict__[self.name] = v
class Model(metaclass=Meta):
    def __init__(self, **kw):
        for k, v in kw.items():
            if k not in self._f: raise AttributeError(f'unknown field {k}')
            setattr(self, k, v)
    def __repr__(self): return f'{type(self).__name__}({", ".join(f"{k}={getattr(self, k)!r}" for k in self._f)})'
class User(Model): name = F(str); age = F(int, default=0)
class Admin(User): level = F(int, default=1)
print(User(name='a'), Admin(name='b', age=3), list(Admin._f))
for kw in ({'name': 5}, {'zip': 1}):
    try: User(**kw)
    except (TypeError, AttributeError) as e: print(type(e).__name__, e)

class Fn:
    def __init__(self, n): self.n = n; self.hs = []
    def __call__(self, x): return self.n * x
    def __iadd__(self, o): self.hs.append(o); return self
    def __isub__(self, o): self.hs.remove(o); return self
    def __add__(self, o): return Fn(self.n + o.n)
    def __radd__(self, o): return ('radd', o)
    def __mul__(self, o): return ('mul', o)
    def __rmul__(self, o): return ('rmul', o)
    def __neg__(self): return Fn(-self.n)
    def __abs__(self): return 'abs'
    def __invert__(self): return 'inv'
    def __len__(self): return len(self.hs)
    def __bool__(self): return self.n > 0
    def __iter__(self): return iter(self.hs)
    def __contains__(self, x): return x == self.n
    def __getitem__(self, k): return ('item', k)
    def __setitem__(self, k, v): print('set', k, v)
    def __delitem__(self, k): print('del', k)
    def __eq__(self, o): return isinstance(o, Fn) and o.n == self.n
    def __hash__(self): return hash(self.n)
    def __lt__(self, o): return self.n < o.n
    def __le__(self, o): return self.n <= o.n
    def __repr__(self): return f'Fn({self.n})'
    def __str__(self): return 'str Fn'
    def __format__(self, s): return f'fmt {s}'
    def __enter__(self): print('in'); return self
    def __exit__(self, *a): print('out')
    def __int__(self): return self.n
    def __float__(self): return self.n + .5
    def __index__(self): return self.n
    def __round__(self, n=None): return 'round'
    def __rshift__(self, o): return lambda x: o(self(x))
    def __or__(self, o): return ('or', o)
    def __ror__(self, o): return ('ror', o)
    def __divmod__(self, o): return 'dm'
    def __pow__(self, o): return 'pow'
    def __reversed__(self): return iter('rev')
    def __next__(self): return 'nx'
    def __matmul__(self, o): return 'mm'
    def __getattr__(self, k):
        if k.startswith('x_'): return k
        raise AttributeError(k)
    @property
    def twice(self): return self.n * 2
    def name(self): return 'name method'
    def length(self): return 'length method'
f = Fn(2); g = f; g += 'h'; print(g is f, f.hs, len(f)); g -= 'h'
print(f + Fn(3), 1 + f, f * 2, 2 * f, -f, abs(f), ~f, bool(f), bool(Fn(0)), not f, list(f), 2 in f, 3 in f, f[1], f[1:2], f == Fn(2), f != Fn(2), hash(f) == hash(2), {f: 1}[Fn(2)], f < Fn(3), f <= Fn(1), sorted([Fn(3), Fn(1)]), repr(f), str(f), f'{f:q} {f!r} {f}', int(f), float(f), [1, 2, 3][f], round(f), (f >> Fn(10))(3), f | 1, 1 | f, divmod(f, 1), f ** 2, list(reversed(f)), next(f), f @ 1, f.x_a, f.twice, f.name(), f.length(), max(Fn(1), Fn(5)), range(f), 'ab' * f)
f[1] = 2; del f[3]
with f as q: print(q is f)
try: f.nope
except AttributeError as e: print(e)
f.attr = 1; print(f.attr, f.__dict__, callable(f), type(f).__name__, isinstance(f, Fn))
f.n = 7; print(f(2), f.n, [*map(f, [1, 2])], vars(f) == f.__dict__, hasattr(f, 'zz'), getattr(f, 'x_q'))
f.n += 1; print(f.n); del f.attr; print(hasattr(f, 'attr'))

class V:
    def __init__(self, x): self.x = x
    def __repr__(self): return f'V({self.x})'
    def __add__(self, o):
        if isinstance(o, V): return V(self.x + o.x)
        if isinstance(o, (int, float)): return V(self.x + o)
        return NotImplemented
    def __radd__(self, o): return V(o + self.x) if isinstance(o, int) else NotImplemented
    def __iadd__(self, o): self.x += getattr(o, 'x', o); return self
    def __sub__(self, o): return V(self.x - o.x) if isinstance(o, V) else NotImplemented
    def __mul__(self, o): return V(self.x * o)
    __rmul__ = __mul__
    def __neg__(self): return V(-self.x)
    def __pos__(self): return self
    def __abs__(self): return V(abs(self.x))
    def __invert__(self): return V(~self.x)
    def __matmul__(self, o): return ('mm', self, o)
    def __rmatmul__(self, o): return ('rmm', o, self)
    def __truediv__(self, o): return ('td', o)
    def __rtruediv__(self, o): return ('rtd', o)
    def __floordiv__(self, o): return ('fd', o)
    def __rfloordiv__(self, o): return ('rfd', o)
    def __mod__(self, o): return ('mod', o)
    def __rmod__(self, o): return ('rmod', o)
    def __divmod__(self, o): return ('dm', o)
    def __rdivmod__(self, o): return ('rdm', o)
    def __pow__(self, o, m=None): return ('pow', o, m)
    def __rpow__(self, o): return ('rpow', o)
    def __lshift__(self, o): return ('ls', o)
    def __rlshift__(self, o): return ('rls', o)
    def __rshift__(self, o): return ('rs', o)
    def __and__(self, o): return ('and', o)
    def __rand__(self, o): return ('rand', o)
    def __or__(self, o): return ('or', o)
    def __ror__(self, o): return ('ror', o)
    def __xor__(self, o): return ('xor', o)
    def __rxor__(self, o): return ('rxor', o)
    def __int__(self): return int(self.x)
    def __float__(self): return float(self.x)
    def __complex__(self): return complex(self.x, 1)
    def __index__(self): return int(self.x)
    def __round__(self, n=None): return ('round', n)
    def __trunc__(self): return 'trunc'
    def __floor__(self): return 'floor'
    def __ceil__(self): return 'ceil'
    def __bool__(self): return self.x != 0
    def __len__(self): return 3
    def __format__(self, s): return f'<{s}>'
    def __str__(self): return 'str V'
    def __bytes__(self): return b'bb'
    def __contains__(self, i): return i == self.x
    def __hash__(self): return 7
    def __eq__(self, o): return isinstance(o, V) and self.x == o.x
a, b = V(3), V(4)
import math
print(a + b, a + 1, 1 + a, a - b, a * 2, 2 * a, -a, +a, abs(V(-2)), ~a, a @ 1, 1 @ a, a / 2, 2 / a, a // 2, 2 // a, a % 2, 2 % a, divmod(a, 2), divmod(2, a), a ** 2, 2 ** a, pow(a, 2, 5))
print(a << 1, 1 << a, a >> 1, a & 1, 1 & a, a | 1, 1 | a, a ^ 1, 1 ^ a, int(a), float(a), complex(a), [0, 1, 2, 3][a], round(a), round(a, 2), math.trunc(a), math.floor(a), math.ceil(a))
print(bool(a), bool(V(0)), len(a), f'{a}', f'{a:>10}', f'{a!r}', f'{a!s:>8}', format(a), str(a), bytes(a), 3 in a, 4 in a, hash(a), a == V(3), a != V(3), a == 3, {a: 1}[V(3)], hex(a), bin(a), range(10)[a], 'abcdef'[a:], [9] * a)
c = a; c += 5; print(c is a, a); c += b; print(c)
a *= 2; print(a, a is c)
def t(f):
    try: print(f())
    except TypeError as e: print(e)
t(lambda: a - 1); t(lambda: 1 - a); t(lambda: a + 'x'); t(lambda: 'x' + a); t(lambda: a < b); t(lambda: sorted([a, b])); t(lambda: [] + a); t(lambda: a >> b if 0 else 1 >> a)
class W(V):
    def __radd__(self, o): return 'W.radd'
    def __rsub__(self, o): return 'W.rsub'
print(V(1) + W(2), V(1) - W(2), W(1) + V(2), W(2) - W(1))
print(sum([V(1), V(2)]), sum([V(1)], V(5)))
class I:
    def __init__(self): self.log = []
    def __getattr__(self, n): raise AttributeError(n)
    def __imul__(self, o): self.log.append(('imul', o)); return self
    def __ior__(self, o): return 'ior'
    def __ipow__(self, o): return 'ipow'
    def __ifloordiv__(self, o): return NotImplemented
    def __floordiv__(self, o): return 'fallback'
    def __imatmul__(self, o): return 'imm'
    def __ilshift__(self, o): return 'ils'
    def __isub__(self, o): return NotImplemented
i = I(); i *= 3; i *= 4; print(i.log); j = i; j |= 1; print(j); j = i; j **= 2; print(j); j = i; j //= 2; print(j); j = i; j @= 2; print(j); j = i; j <<= 1; print(j)
def q():
    j = i; j -= 1
t(q)
def q():
    j = i; j %= 1
t(q)

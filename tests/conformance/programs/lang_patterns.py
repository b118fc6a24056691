class P:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
class K: pass
from dataclasses import dataclass
from enum import Enum
@dataclass
class DC: a: int; b: str = 'q'
class Col(Enum): R = 1; G = 2
class NS: C = 5
def m(v):
    match v:
        case None: return 'none'
        case True: return 'true'
        case 0 | 1: return 'zero/one'
        case -1: return 'neg'
        case 1.5: return 'float'
        case 3+4j: return 'cplx'
        case 'a' | 'b' as s: return f'str {s}'
        case b'x': return 'bytes'
        case Col.R: return 'red'
        case NS.C: return 'ns5'
        case P(0, 0): return 'origin'
        case P(x=0, y=yy): return f'on y {yy}'
        case P(x, y) if x == y: return f'diag {x}'
        case P(x): return f'P {x}'
        case DC(a=1): return 'dc1'
        case DC(a, b): return f'dc {a} {b}'
        case K(): return 'K'
        case []: return 'empty'
        case [x]: return f'one {x}'
        case ['cmd', *args, 'end']: return f'cmd {args}'
        case [1, [2, inner], *_]: return f'inner {inner}'
        case (int(a), str(b)): return f'int/str {a} {b}'
        case [a, b, *rest] if len(rest) > 2: return f'long {rest}'
        case [first, *_]: return f'first {first}'
        case {'type': 'x', 'val': {'n': n}}: return f'nested {n}'
        case {'k': v, **rest}: return f'k {v} {rest}'
        case {1: _, 2: _}: return 'ints'
        case {}: return 'mapping'
        case int(): return f'int {v}'
        case str(s): return f'str {s}'
        case float() as f: return f'fl {f}'
        case bool(): return 'bool'
        case set(): return 'set'
        case type(): return 'type'
        case list() | tuple(): return 'never'
        case Exception(args=[msg]): return f'exc {msg}'
        case object(real=r): return r
        case _: return 'other'
import collections
for v in (None, True, False, 0, 1, -1, 1.5, 3+4j, 'a', 'b', 'c', b'x', Col.R, Col.G, 5, P(0, 0), P(0, 9), P(3, 3), P(3, 4), DC(1), DC(2, 'z'), K(), [], (), [7], (7,), ['cmd', 1, 2, 'end'], ['cmd', 'end'], [1, [2, 3], 4], [1, 'x'], [1, 2, 3, 4, 5], 'xyz', range(3), {'type': 'x', 'val': {'n': 4}}, {'k': 1, 'z': 2}, {1: 0, 2: 0}, {}, {'q': 1}, 99, 2.5, {1}, int, ValueError('e'), ValueError(), lambda: 1, bytearray(b'x'), 1.0, collections.deque([1]), collections.OrderedDict(k=1)):
    print(m(v), end='; ')
print()
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
def f1():
    match P(1, 2):
        case P(1, 2, 3): return 1
def f2():
    match K():
        case K(1): return 1
def f3():
    match 1:
        case NS.C(): return 1
def f4():
    match P(1, 2):
        case P(1, x=1): return 1
def f5():
    match [1, 2]:
        case [a, b]: pass
    return a + b
def f6():
    match 5:
        case x if x > 10: return 'big'
    return x
def f7():
    match {'a': 1}:
        case {'b': x}: pass
    try: return x
    except UnboundLocalError as e: return str(e)
for f in (f1, f2, f3, f4, f5, f6, f7): t(f)
match (1, 2):
    case (x, y): print(x, y)
match x, y:
    case 1, z: print('z', z)
match = 5; case = 6; print(match, case); _ = 3
match _:
    case 3: print('three')
def cmd(s):
    match s.split():
        case ['go', ('north' | 'south') as d]: return d
        case ['get', obj] | ['take', obj]: return obj
        case ['drop', *objs]: return objs
        case [*_, last]: return 'last ' + last
        case _: return '?'
print([cmd(s) for s in ('go north', 'get lamp', 'take x', 'drop a b', 'foo bar', '')])
match [1, 2, 3]:
    case [x, *_] if (y := x + 1) > 5: print('no')
    case [*xs]: print(xs, y)
class Pt3(P): __match_args__ = ('x', 'y', 'z')
def ev(e):
    match e:
        case ('+', l, r): return ev(l) + ev(r)
        case ('*', l, r): return ev(l) * ev(r)
        case ('-', x): return -ev(x)
        case int() | float(): return e
        case str() if e.isdigit(): return int(e)
        case _: raise ValueError(f'bad {e!r}')
print(ev(('+', 1, ('*', 2, ('-', '3')))))
t(lambda: ev(('?',)))
match {'a': [1, {'b': (2, 3)}]}:
    case {'a': [_, {'b': (p, q)}]}: print(p, q)
for x in [[1, 2], [1], 5]:
    match x:
        case [1, 2]: continue
        case [1]: print('one')
        case _: break
else: print('never')
class Dyn:
    def __getattr__(self, n): return n
match Dyn():
    case Dyn(foo=f, bar='bar'): print(f)
@dataclass
class Bin: op: str; l: object; r: object
def show(n):
    match n:
        case Bin('+', l, Bin(op='*') as r): return f'{show(l)} + ({show(r)})'
        case Bin(op, l, r): return f'{show(l)} {op} {show(r)}'
        case _: return str(n)
print(show(Bin('+', 1, Bin('*', 2, 3))))

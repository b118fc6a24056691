import functools, itertools, collections, dataclasses, enum, contextlib, re, typing, string, operator
class Token(typing.NamedTuple):
    kind: str
    value: str
    pos: int = 0
class Lexer:
    RULES = [('NUM', r'\d+(\.\d+)?'), ('ID', r'[a-z]\w*'), ('OP', r'[-+*/^()=,]'), ('WS', r'\s+')]
    def __init__(self, text): self.re = re.compile('|'.join(f'(?P<{k}>{p})' for k, p in self.RULES)); self.text = text
    def __iter__(self):
        pos = 0
        while pos < len(self.text):
            m = self.re.match(self.text, pos)
            if not m: raise SyntaxError(f'bad char {self.text[pos]!r} at {pos}')
            if m.lastgroup != 'WS': yield Token(m.lastgroup, m.group(), pos)
            pos = m.end()
        yield Token('END', '', pos)
class Parser:
    PREC = {'+': (1, 'l'), '-': (1, 'l'), '*': (2, 'l'), '/': (2, 'l'), '^': (3, 'r')}
    def __init__(self, text): self.toks = list(Lexer(text)); self.i = 0
    @property
    def cur(self): return self.toks[self.i]
    def eat(self, value=None):
        t = self.cur
        if value is not None and t.value != value: raise SyntaxError(f'expected {value!r}, got {t.value or "end"!r} at {t.pos}')
        self.i += 1
        return t
    def expr(self, min_prec=1):
        left = self.atom()
        while (op := self.cur.value) in self.PREC and self.PREC[op][0] >= min_prec:
            prec, assoc = self.PREC[op]
            self.eat()
            right = self.expr(prec + (assoc == 'l'))
            left = (op, left, right)
        return left
    def atom(self):
        t = self.eat()
        match t:
            case Token('NUM', v): return float(v) if '.' in v else int(v)
            case Token('ID', v) if self.cur.value == '(':
                self.eat('('); args = []
                while self.cur.value != ')':
                    args.append(self.expr())
                    if self.cur.value == ',': self.eat()
                self.eat(')')
                return ('call', v, args)
            case Token('ID', v): return ('var', v)
            case Token('OP', '('):
                e = self.expr(); self.eat(')'); return e
            case Token('OP', '-'): return ('neg', self.expr(3))
            case Token(kind=k, pos=p): raise SyntaxError(f'unexpected {k} at {p}')
OPS = {'+': operator.add, '-': operator.sub, '*': operator.mul, '/': operator.truediv, '^': pow}
FUNCS = {'max': max, 'min': min, 'abs': abs, 'sum': lambda *a: sum(a)}
def ev(n, env):
    match n:
        case int() | float(): return n
        case ('var', name):
            try: return env[name]
            except KeyError: raise NameError(f'undefined {name}') from None
        case ('neg', x): return -ev(x, env)
        case ('call', f, args): return FUNCS[f](*(ev(a, env) for a in args))
        case (op, l, r): return OPS[op](ev(l, env), ev(r, env))
for src in ['1 + 2 * 3', '2 ^ 3 ^ 2', '-(4 - 6) * x', 'max(1, 2 * y, 3)', '10 / 4 - 1', '1 +', '3 $ 4', 'zz', '(1', '1 / 0', 'sum(1,2,3) / 3', '1.5 * 2']:
    try: print(src, '=', ev(Parser(src).expr(), {'x': 5, 'y': 7}))
    except (SyntaxError, NameError, ZeroDivisionError) as e: print(src, '->', type(e).__name__, e)
class State(enum.Enum):
    IDLE = 'idle'; RUN = 'run'; DONE = 'done'
    @property
    def final(self): return self is State.DONE
    @classmethod
    def parse(cls, s): return cls(s.lower())
class Machine:
    transitions: typing.ClassVar[dict] = {}
    def __init_subclass__(cls, **kw):
        cls.transitions = {**cls.transitions, **{m._edge: n for n, m in vars(cls).items() if hasattr(m, '_edge')}}
    def __init__(self): self.state = State.IDLE; self.log = []
    def fire(self, to):
        name = self.transitions.get((self.state, to))
        if name is None: raise ValueError(f'no edge {self.state.name}->{to.name}')
        getattr(self, name)(); self.log.append(f'{self.state.value}>{to.value}'); self.state = to
def edge(a, b):
    def deco(f): f._edge = (a, b); return f
    return deco
class Job(Machine):
    @edge(State.IDLE, State.RUN)
    def start(self): print('starting')
    @edge(State.RUN, State.DONE)
    def finish(self): print('finishing')
j = Job(); j.fire(State.RUN); j.fire(State.parse('DONE')); print(j.log, j.state.final, j.state)
try: j.fire(State.IDLE)
except ValueError as e: print(e)
@dataclasses.dataclass(order=True, frozen=True)
class Ver:
    major: int; minor: int = 0; tags: tuple = dataclasses.field(default=(), compare=False)
    @classmethod
    def parse(cls, s): a, _, b = s.partition('.'); return cls(int(a), int(b or 0))
    def __str__(self): return f'{self.major}.{self.minor}'
vs = sorted(map(Ver.parse, '1.2 1.10 0.9 2'.split())); print(*vs, max(vs), Ver(1, 2) == Ver(1, 2, ('x',)), {Ver(1): 'a'}[Ver(1)])
try: vs[0].major = 5
except dataclasses.FrozenInstanceError as e: print(type(e).__name__, e)
print(dataclasses.replace(vs[0], minor=1), dataclasses.asdict(vs[-1]), repr(vs[0]))
class Inv:
    def __init__(self): self.items = collections.defaultdict(int)
    def __iadd__(self, o): 
        for k, v in o.items(): self.items[k] += v
        return self
    def __contains__(self, k): return self.items.get(k, 0) > 0
    def __getitem__(self, k):
        if k not in self: raise KeyError(f'no {k}')
        return self.items[k]
    def __len__(self): return sum(self.items.values())
    def __bool__(self): return any(self.items.values())
    def __iter__(self): return iter(sorted(self.items.items(), key=lambda kv: (-kv[1], kv[0])))
    def __enter__(self): self.backup = dict(self.items); return self
    def __exit__(self, t, v, tb):
        if t: self.items = collections.defaultdict(int, self.backup)
        return t is not None and issubclass(t, ValueError)
inv = Inv(); print(bool(inv)); inv += {'apple': 3, 'pear': 1}
with inv: inv += {'apple': 2}; raise ValueError
print(list(inv), len(inv), 'pear' in inv, inv['apple'])
try: inv['kiwi']
except KeyError as e: print(e)
words = 'the quick brown fox jumps over the lazy dog the end'.split()
print(collections.Counter(words).most_common(2), {k: list(g) for k, g in itertools.groupby(sorted(words, key=len), len)}, functools.reduce(lambda a, w: a | {w[0]: a.get(w[0], 0) + 1}, words, {}))
print(string.Template('$a-$b').substitute(a=1, b=2), ''.join(map(str.upper, 'abc')), sorted(words, key=functools.cmp_to_key(lambda a, b: (len(a) > len(b)) - (len(a) < len(b)) or (a > b) - (a < b)))[:4])
def memo(f):
    cache = {}
    @functools.wraps(f)
    def w(*a):
        if a not in cache: cache[a] = f(*a); w.misses += 1
        w.calls += 1
        return cache[a]
    w.misses = w.calls = 0
    return w
@memo
def ways(n, coins): return 1 if n == 0 else 0 if n < 0 or not coins else ways(n - coins[0], coins) + ways(n, coins[1:])
print(ways(50, (25, 10, 5, 1)), ways.misses, ways.calls, ways.__name__)

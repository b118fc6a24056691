class Meta(type):
    count = 0
    def __new__(mcs, name, bases, ns, **kw):
        print('Meta.new', name, [b.__name__ for b in bases], sorted(k for k in ns if not k.startswith('__')), kw)
        cls = super().__new__(mcs, name, bases, ns)
        cls.tag = kw.get('tag', 'none')
        mcs.count += 1
        return cls
    def __init__(cls, name, bases, ns, **kw):
        print('Meta.init', name)
        super().__init__(name, bases, ns)
    def __call__(cls, *a, **k):
        print('Meta.call', cls.__name__, a, k)
        return super().__call__(*a, **k)
    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        print('prepare', name)
        return {'injected': 1}
    def __len__(cls): return 42
    def __iter__(cls): return iter([1, 2])
    def __contains__(cls, x): return x == 'in'
    def __getitem__(cls, k): return ('item', k)
    def __repr__(cls): return f'<M {cls.__name__}>'
    def __getattr__(cls, n):
        if n.startswith('auto'): return n
        raise AttributeError(f'{cls.__name__}.{n}')
    def __instancecheck__(cls, o): return o == 5 or type.__instancecheck__(cls, o)
    def __subclasscheck__(cls, o): return o is int or super().__subclasscheck__(o)
    def helper(cls): return 'helper ' + cls.__name__
    @property
    def prop(cls): return 'prop ' + cls.__name__
    def __add__(cls, o): return 'added'
    def __eq__(cls, o): return cls is o
    def __hash__(cls): return 1
    def __lt__(cls, o): return cls.__name__ < o.__name__
class A(metaclass=Meta, tag='T'):
    x = 1
    def __init__(self, v=0): self.v = v
class B(A): y = 2
print(A.tag, B.tag, A.injected, Meta.count, len(A), list(A), 'in' in A, 'out' in A, A['k'], A, repr(B), A.autofoo)
a = A(3); print(a.v, type(a), type(A), isinstance(5, A), isinstance(a, A), isinstance(B(), A), issubclass(int, A), issubclass(B, A), issubclass(str, A), A.helper(), B.prop, A + 1, sorted([B, A]))
try: A.zzz
except AttributeError as e: print(e)
try: a.helper
except AttributeError as e: print(e)
try: a.prop
except AttributeError as e: print(e)
class Sing(type):
    _inst = {}
    def __call__(cls, *a, **k):
        if cls not in cls._inst: cls._inst[cls] = super().__call__(*a, **k)
        return cls._inst[cls]
class DB(metaclass=Sing):
    def __init__(self, n): print('init', n); self.n = n
print(DB(1) is DB(2), DB(3).n)
class Reg(type):
    classes = []
    def __init__(cls, name, bases, d):
        super().__init__(name, bases, d)
        if bases: Reg.classes.append(cls.__name__)
class Base(metaclass=Reg): pass
class X(Base): pass
class Y(X): pass
print(Reg.classes)
class M2(type): pass
try:
    class Conf(Base, metaclass=M2): pass
except TypeError as e: print(e)
class Ord(type):
    @classmethod
    def __prepare__(m, n, b): return {}
    def __new__(m, n, b, ns):
        ns['order'] = [k for k in ns if not k.startswith('__')]
        return type.__new__(m, n, b, dict(ns))
class Z(metaclass=Ord):
    b = 1
    def a(self): pass
    c = 3
print(Z.order)
NM = Meta('Dyn', (), {'q': 1})
print(NM, NM.q)
def fm(name, bases, ns): return (name, bases, sorted(k for k in ns if k[0] != '_'))
class Fn(metaclass=fm): a = 1
print(Fn)
class Immutable(type):
    def __setattr__(cls, n, v): raise AttributeError('no set ' + n)
    def __delattr__(cls, n): raise AttributeError('no del ' + n)
class Im(metaclass=Immutable): k = 1
try: Im.k = 2
except AttributeError as e: print(e, Im.k)

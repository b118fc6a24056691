// The object model against CPython: each case is a Python text and, written by hand, the JS that lowering emits for it (engine contract, "Emitted forms").
// Both collect what they print; the lines must be equal.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {loadRuntime} from './container_load.mjs';

const builtins = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../pystream/runtime/builtins');
const R = await loadRuntime(fs.readdirSync(builtins).filter(f => f.endsWith('.js')));
const {
    AttributeError, BaseException, BaseExceptionGroup, Exception, ExceptionGroup, GeneratorExit, KeyError, Kw, NotImplemented, OSError, PyClassMethod, PyDict, PyInt, PyList, PyObject, PyProperty, PyStaticMethod, PyStr, PyTuple,
    RuntimeError, StopIteration, T, TypeError_, ValueError, ZeroDivisionError, add, argm, argn, attr, bind, bindm, callkw, callmkw, caught, cget, classm, cls, cv, delattr, dict_of, dir, enter, eq, exceptionLines, exgroup, fn, ga,
    gen, getattr, hasattr, hash, isexc, isinstance, issubclass, it, iter_, leave, len_, mergekw, meth, next_, no, prop, raise_, repr_, reraise, set_of, setattr, sig, staticm, stopgen, str_, sup, supattr, truth, tuple_of, type_, typeOf,
    vars, with_, yieldfrom,
} = R;

const cases = [];
let out = [];
const print = (...xs) => {
    out.push(xs.map(str_).join(' '));
};
function same(name, python, js) {
    cases.push({name: name, python: python, js: js});
}
// try: f() except Exception as e: print(type(e).__name__, e)
function fails(f) {
    try {
        f();
        print('no error');
    } catch ($1) {
        const e = caught($1);
        print(attr(typeOf(e)?.__name__, typeOf(e), '__name__'), e);
    }
}
const FAILS = `
def fails(f):
    try:
        f()
        print('no error')
    except BaseException as e:
        print(type(e).__name__, e)
`;

same('instances, inheritance and super', `
class A:
    kind = 'a'
    def __init__(self, x, y=2):
        self.x = x; self.y = y
    def total(self): return self.x + self.y
    def __repr__(self): return 'A(%d)' % self.x
class B(A):
    def total(self): return super().total() * 10
class C(B):
    def __init__(self): super().__init__(7)
print(B(1).total(), A(1, 5).total(), C().total(), A.total(A(3)), B(1).kind, C.kind, A(4), [A(4)])
A.kind = 'z'; print(C.kind, B(1).kind)
b = B(1); b.kind = 'own'; print(b.kind, B.kind)
A.extra = lambda self: self.x; print(b.extra())
print(C.__name__, C.__mro__, C.__bases__, b.__class__, type(b) is B, isinstance(C(), A), issubclass(C, A), isinstance(b, C))
m = b.total; print(m(), m == b.total, {m: 1}[b.total], m.__name__, m.__self__ is b, m.__func__ is B.total)
fails(lambda: A()); fails(lambda: A(1, 2, 3)); fails(lambda: b.total(1)); fails(lambda: b.nope); fails(lambda: b.nope()); fails(lambda: B.nope); fails(lambda: A.total())
fails(lambda: None.x); fails(lambda: (5).x); fails(lambda: b.x())
`, () => {
    const A = cls(function A(x, y) {
        if (!new.target) {
            if (arguments.length < 1 || arguments.length > 2) argm(arguments, 'A.__init__(self,x,y=)');
            return new A(x, y);
        }
        this.__init__(x, y);
    }, 'A', [], c => {
        c.kind = 'a';
        c.__init__ = meth(function (x, y) {
            if (arguments.length < 1 || arguments.length > 2) argm(arguments, 'A.__init__(self,x,y=)');
            if (y === undefined) y = 2;
            this.x = x;
            this.y = y;
            return null;
        }, 'A.__init__(self,x,y=)');
        c.total = meth(function () {
            if (arguments.length !== 0) argm(arguments, 'A.total(self)');
            return add(this.x ?? ga(this, 'x'), this.y ?? ga(this, 'y'));
        }, 'A.total(self)');
        c.__repr__ = meth(function () {
            return `A(${this.x})`;
        }, 'A.__repr__(self)');
    });
    const B = cls(function B(...$a) {
        if (!new.target) return new B(...$a);
        this.__init__(...$a);
    }, 'B', [A], c => {
        c.total = meth(function () {
            if (arguments.length !== 0) argm(arguments, 'B.total(self)');
            return sup(B, this, 'total').call(this) * 10;
        }, 'B.total(self)');
    });
    const C = cls(function C() {
        if (!new.target) return new C();
        this.__init__();
    }, 'C', [B], c => {
        c.__init__ = meth(function () {
            sup(C, this, '__init__').call(this, 7);
            return null;
        }, 'C.__init__(self)');
    });
    print(B(1).total(), A(1, 5).total(), C().total(), A.total(A(3)), B(1).kind, C.kind, A(4), [A(4)]);
    A.kind = 'z';
    print(C.kind, B(1).kind);
    const b = B(1);
    b.kind = 'own';
    print(b.kind, B.kind);
    A.extra = sig(self => self.x, '<lambda>(self)');
    print(b.extra());
    print(C.__name__, C.__mro__, C.__bases__, typeOf(b), typeOf(b) === B, isinstance(C(), A), issubclass(C, A), isinstance(b, C));
    const m = attr(b?.total, b, 'total');
    print(m(), eq(m, attr(b?.total, b, 'total')), R.getitem(dict_of([m, 1]), attr(b.total, b, 'total')), attr(m.__name__, m, '__name__'), attr(m.__self__, m, '__self__') === b, attr(m.__func__, m, '__func__') === B.total);
    fails(() => A());
    fails(() => A(1, 2, 3));
    fails(() => (b?.total ? b : no(b, 'total')).total(1));
    fails(() => attr(b?.nope, b, 'nope'));
    fails(() => (b?.nope ? b : no(b, 'nope')).nope());
    fails(() => attr(B?.nope, B, 'nope'));
    fails(() => A.total());
    fails(() => attr(null?.x, null, 'x'));
    fails(() => attr((5)?.x, 5, 'x'));
    fails(() => fn(b.x)());
});

same('multiple inheritance follows the MRO', `
class Base:
    def hi(self): return ['Base']
class L(Base):
    def hi(self): return ['L'] + super().hi()
class M(Base):
    def hi(self): return ['M'] + super().hi()
    tag = 'm'
class D(L, M):
    def hi(self): return ['D'] + super().hi()
class E(D): pass
print(D().hi(), E().hi(), L().hi(), [k.__name__ for k in D.__mro__], D.tag, D().tag)
L.hi2 = lambda self: 'hi2'; print(D().hi2(), E().hi2())
M.tag = 'new'; print(D().tag, E.tag)
L.tag = 'l'; print(D().tag, E.tag)
del L.tag; print(D().tag)
print(isinstance(D(), M), issubclass(E, M), isinstance(L(), M))
class X: pass
class Y(X): pass
fails(lambda: type('Z', (X, Y), {}))
fails(lambda: type('Z', (X, X), {}))
`, () => {
    const mk = (name, bases, body) => cls(null, name, bases, body);
    const Base = mk('Base', [], c => {
        c.hi = meth(function () {
            return ['Base'];
        }, 'Base.hi(self)');
    });
    const L = mk('L', [Base], c => {
        c.hi = meth(function () {
            return add(['L'], sup(L, this, 'hi').call(this));
        }, 'L.hi(self)');
    });
    const M = mk('M', [Base], c => {
        c.hi = meth(function () {
            return add(['M'], sup(M, this, 'hi').call(this));
        }, 'M.hi(self)');
        c.tag = 'm';
    });
    const D = mk('D', [L, M], c => {
        c.hi = meth(function () {
            return add(['D'], sup(D, this, 'hi').call(this));
        }, 'D.hi(self)');
    });
    const E = mk('E', [D]);
    print(D().hi(), E().hi(), L().hi(), [...D.__mro__].map(k => k.__name__), D.tag, D().tag);
    L.hi2 = sig(self => 'hi2', '<lambda>(self)');
    print(D().hi2(), E().hi2());
    M.tag = 'new';
    print(D().tag, E.tag);
    L.tag = 'l';
    print(D().tag, E.tag);
    delattr(L, 'tag');
    print(D().tag);
    print(isinstance(D(), M), issubclass(E, M), isinstance(L(), M));
    const X = mk('X', []);
    const Y = mk('Y', [X]);
    fails(() => fn(type_)('Z', T(X, Y), dict_of([])));
    fails(() => type_('Z', T(X, X), dict_of([])));
});

same('properties, class and static methods', `
class P:
    count = 0
    def __init__(self): self._v = 1
    @property
    def v(self):
        "doc of v"
        return self._v
    @v.setter
    def v(self, x): self._v = x * 2
    @v.deleter
    def v(self): self._v = None
    @property
    def ro(self): return 'ro'
    @classmethod
    def make(cls, n=1):
        cls.count += n
        return cls()
    @staticmethod
    def add(a, b): return a + b
class Q(P):
    @property
    def ro(self): return 'q' + super().ro
    @classmethod
    def make(cls, n=1): return ('Q', super().make(n))
p = P(); p.v = 5; print(p.v); del p.v; print(p.v)
fails(lambda: setattr(p, 'ro', 1)); fails(lambda: delattr(p, 'ro'))
print(P.add(1, 2), p.add(3, 4), type(P.make(3)) is P, P.count, type(Q.make(2)[1]) is Q, Q.count, P.count, Q().ro)
print(P.v.__doc__, isinstance(P.v, property), P.make.__name__, P.add.__name__)
f = P.make; g = p.make; print(type(f()).__name__, type(g()).__name__, P.count)
print(list(map(P.add, [1, 2], [3, 4])), P.add is p.add)
fails(lambda: P.add(1)); fails(lambda: P.make(1, 2))
`, () => {
    const P = cls(null, 'P', [], c => {
        c.count = 0;
        c.__init__ = meth(function () {
            this._v = 1;
            return null;
        }, 'P.__init__(self)');
        prop(c, 'v', function () {
            return this._v;
        }, undefined, undefined, 'doc of v');
        prop(c, 'v', undefined, function (x) {
            this._v = x * 2;
        });
        prop(c, 'v', undefined, undefined, function () {
            this._v = null;
        });
        prop(c, 'ro', function () {
            return 'ro';
        });
        classm(c, 'make', function (n) {
            const cls_ = this;
            if (arguments.length > 1) argm(arguments, 'P.make(cls,n=)');
            if (n === undefined) n = 1;
            cls_.count = add(attr(cls_?.count, cls_, 'count'), n);
            return fn(cls_)();
        }, 'P.make(cls,n=)');
        staticm(c, '$add', sig(function (a, b) {
            if (arguments.length !== 2) argn(arguments, 'P.add(a,b)');
            return add(a, b);
        }, 'P.add(a,b)'));
    });
    const Q = cls(null, 'Q', [P], c => {
        prop(c, 'ro', function () {
            return add('q', supattr(Q, this, 'ro'));
        });
        classm(c, 'make', function (n) {
            if (n === undefined) n = 1;
            return T('Q', sup(Q, this, 'make').call(this, n));
        }, 'Q.make(cls,n=)');
    });
    const p = P();
    p.v = 5;
    print(p.v);
    delattr(p, 'v');
    print(attr(p?.v, p, 'v'));
    fails(() => setattr(p, 'ro', 1));
    fails(() => delattr(p, 'ro'));
    print(P.$add(1, 2), p.$add(3, 4), typeOf(P.make(3)) === P, P.count, typeOf(Q.make(2)[1]) === Q, Q.count, P.count, Q().ro);
    print(attr(P.v.__doc__, P.v, '__doc__'), isinstance(P.v, PyProperty), ga(P.make, '__name__'), ga(P.$add, '__name__'));
    const f = attr(P?.make, P, 'make');
    const g = attr(p?.make, p, 'make');
    print(ga(typeOf(f()), '__name__'), ga(typeOf(g()), '__name__'), P.count);
    print(PyList(R.map_(P.$add, [1, 2], [3, 4])), attr(P.$add, P, '$add') === attr(p.$add, p, '$add'));
    fails(() => P.$add(1));
    fails(() => P.make(1, 2));
});

same('wrong calls say what CPython says', `
def f(a, b=2): return (a, b)
def g(a, *args, k, j=5, **kw): return (a, args, k, j, sorted(kw.items()))
def h(a, b, c): pass
def pos(a, b=1, /, c=2): return (a, b, c)
def ko(*, k): return k
def z(): pass
class K:
    def __init__(self, a, *, flag=False): self.a, self.flag = a, flag
    def m(self, x, y=1): return (x, y)
    def n(self, *a, **k): return (a, sorted(k.items()))
print(f(1), f(b=1, a=3), f(1, b=9), g(1, 2, 3, k=4, x=7), g(a=1, k=2), pos(1, c=9), pos(1, 2, 3), ko(k=3))
print(K(1).flag, K(a=1, flag=True).a, K(1).m(y=5, x=6), K(1).n(1, b=2))
d = {'a': 1, 'b': 2}; print(f(**d), f(*[5], **{'b': 6}))
fails(lambda: f()); fails(lambda: f(1, 2, 3)); fails(lambda: h()); fails(lambda: h(1)); fails(lambda: h(1, 2)); fails(lambda: z(1)); fails(lambda: z(a=1))
fails(lambda: f(c=1)); fails(lambda: f(1, a=2)); fails(lambda: g(1)); fails(lambda: g(k=1)); fails(lambda: pos(a=1, b=2)); fails(lambda: ko(1)); fails(lambda: ko()); fails(lambda: ko(1, k=2))
fails(lambda: K()); fails(lambda: K(1, 2)); fails(lambda: K(1, flg=1)); fails(lambda: K(1).m()); fails(lambda: K(1).m(1, 2, 3)); fails(lambda: K(1).m(z=3)); fails(lambda: f(**{'a': 1}, **{'a': 2}))
fails(lambda: 5()); fails(lambda: f(**3)); fails(lambda: f(**{1: 2})); fails(lambda: f(1, k=2)); fails(lambda: object(1)); fails(lambda: type('E', (), {})(1)); fails(lambda: type('E', (), {})(x=1))
`, () => {
    const f = sig(function f(a, b) {
        if (arguments.length < 1 || arguments.length > 2) argn(arguments, 'f(a,b=)');
        if (b === undefined) b = 2;
        return T(a, b);
    }, 'f(a,b=)');
    const g = sig(function g(...$a) {
        let [a, args, k, j, kw] = bind('g(a,*args,k,j=,**kw)', $a);
        if (j === undefined) j = 5;
        return T(a, args, k, j, R.sorted_(kw.$items()));
    }, 'g(a,*args,k,j=,**kw)');
    const h = sig(function h(a, b, c) {
        if (arguments.length !== 3) argn(arguments, 'h(a,b,c)');
    }, 'h(a,b,c)');
    const pos = sig(function pos(a, b, c) {
        if (arguments.length < 1 || arguments.length > 3) argn(arguments, 'pos(a,b=,/,c=)');
        if (b === undefined) b = 1;
        if (c === undefined) c = 2;
        return T(a, b, c);
    }, 'pos(a,b=,/,c=)');
    const ko = sig(function ko(...$a) {
        const [k] = bind('ko(*,k)', $a);
        return k;
    }, 'ko(*,k)');
    const z = sig(function z() {
        if (arguments.length) argn(arguments, 'z()');
        return null;
    }, 'z()');
    const K = cls(function K(...$a) {
        if (!new.target) return new K(...$a);
        this.__init__(...$a);
    }, 'K', [], c => {
        c.__init__ = meth(function (...$a) {
            let [a, flag] = bindm('K.__init__(self,a,*,flag=)', $a);
            if (flag === undefined) flag = false;
            this.a = a;
            this.flag = flag;
            return null;
        }, 'K.__init__(self,a,*,flag=)');
        c.m = meth(function (x, y) {
            if (arguments.length < 1 || arguments.length > 2) argm(arguments, 'K.m(self,x,y=)');
            if (y === undefined) y = 1;
            return T(x, y);
        }, 'K.m(self,x,y=)');
        c.n = meth(function (...$a) {
            const [a, k] = bindm('K.n(self,*a,**k)', $a);
            return T(a, R.sorted_(k.$items()));
        }, 'K.n(self,*a,**k)');
    });
    print(f(1), callkw(f, [], {b: 1, a: 3}), callkw(f, [1], {b: 9}), callkw(g, [1, 2, 3], {k: 4, x: 7}), g(new Kw({a: 1, k: 2})), callkw(pos, [1], {c: 9}), pos(1, 2, 3), callkw(ko, [], {k: 3}));
    print(K(1).flag, callkw(K, [], {a: 1, flag: true}).a, callmkw(K(1), 'm', [], {y: 5, x: 6}), callmkw(K(1), 'n', [1], {b: 2}));
    const d = dict_of(['a', 1, 'b', 2]);
    print(callkw(f, [], mergekw(null, d)), callkw(f, [...it([5])], mergekw({}, dict_of(['b', 6]))));
    fails(() => f());
    fails(() => f(1, 2, 3));
    fails(() => h());
    fails(() => h(1));
    fails(() => h(1, 2));
    fails(() => z(1));
    fails(() => callkw(z, [], {a: 1}));
    fails(() => callkw(f, [], {c: 1}));
    fails(() => callkw(f, [1], {a: 2}));
    fails(() => g(1));
    fails(() => callkw(g, [], {k: 1}));
    fails(() => callkw(pos, [], {a: 1, b: 2}));
    fails(() => ko(1));
    fails(() => ko());
    fails(() => ko(1, new Kw({k: 2})));
    fails(() => K());
    fails(() => K(1, 2));
    fails(() => callkw(K, [1], {flg: 1}));
    fails(() => K(1).m());
    fails(() => K(1).m(1, 2, 3));
    fails(() => callmkw(K(1), 'm', [], {z: 3}));
    fails(() => callkw(f, [], mergekw(mergekw({}, dict_of(['a', 1])), dict_of(['a', 2]))));
    fails(() => fn(5)());
    fails(() => callkw(f, [], mergekw({}, 3)));
    fails(() => callkw(f, [], mergekw({}, dict_of([1, 2]))));
    fails(() => callkw(f, [1], {k: 2}));
    fails(() => PyObject(1));
    fails(() => fn(type_('E', T(), dict_of([])))(1));
    fails(() => callkw(type_('E', T(), dict_of([])), [], {x: 1}));
});

same('descriptors, __set_name__, __init_subclass__, __class_getitem__', `
class Typed:
    def __init__(self, t): self.t = t
    def __set_name__(self, owner, name): self.name = name; self.owner = owner.__name__
    def __get__(self, o, owner=None):
        if o is None: return self
        return o.__dict__.get(self.name, 'unset')
    def __set__(self, o, v):
        if not isinstance(v, self.t): raise TypeError(f'{self.name} wants {self.t.__name__}')
        o.__dict__[self.name] = v
class Cached:
    def __init__(self, f): self.f = f
    def __set_name__(self, owner, name): self.n = name
    def __get__(self, o, owner):
        print('compute')
        v = o.__dict__[self.n] = self.f(o)
        return v
class Base:
    subs = []
    def __init_subclass__(cls, tag=None, **kw):
        super().__init_subclass__(**kw)
        cls.tag = tag; Base.subs.append(cls.__name__)
    def __class_getitem__(cls, item): return (cls.__name__, item)
class R1(Base, tag='t'):
    age = Typed(int)
    @Cached
    def big(self): return 42
r = R1(); print(r.age); r.age = 3; print(r.age, sorted(r.__dict__), R1.age.owner, r.big, r.big)
fails(lambda: setattr(r, 'age', 'x'))
class R2(R1): pass
print(Base.subs, R1.tag, R2.tag, R1[int], Base['k'])
fails(lambda: type('R3', (), {}, x=1))
`, () => {
    const Typed = cls(null, 'Typed', [], c => {
        c.__init__ = meth(function (t) {
            this.t = t;
        }, 'Typed.__init__(self,t)');
        c.__set_name__ = meth(function (owner, name) {
            this.name = name;
            this.owner = attr(owner.__name__, owner, '__name__');
        }, 'Typed.__set_name__(self,owner,name)');
        c.__get__ = meth(function (o, owner) {
            if (o === null) return this;
            return vars(o).$get(this.name, 'unset');
        }, 'Typed.__get__(self,o,owner=)');
        c.__set__ = meth(function (o, v) {
            if (!isinstance(v, this.t)) throw raise_(TypeError_(`${this.name} wants ${this.t.__name__}`));
            R.setitem(vars(o), this.name, v);
        }, 'Typed.__set__(self,o,v)');
    });
    const Cached = cls(null, 'Cached', [], c => {
        c.__init__ = meth(function (f) {
            this.f = f;
        }, 'Cached.__init__(self,f)');
        c.__set_name__ = meth(function (owner, name) {
            this.n = name;
        }, 'Cached.__set_name__(self,owner,name)');
        c.__get__ = meth(function (o, owner) {
            print('compute');
            const v = this.f(o);
            R.setitem(vars(o), this.n, v);
            return v;
        }, 'Cached.__get__(self,o,owner)');
    });
    const Base = cls(null, 'Base', [], c => {
        c.subs = [];
        classm(c, '__init_subclass__', function (...$a) {
            let [tag, kw] = bindm('Base.__init_subclass__(cls,tag=,**kw)', $a);
            if (tag === undefined) tag = null;
            callkw(supattr(Base, this, '__init_subclass__'), [], mergekw({}, kw));
            this.tag = tag;
            Base.subs.$append(this.__name__);
        }, 'Base.__init_subclass__(cls,tag=,**kw)');
        classm(c, '__class_getitem__', function (item) {
            return T(this.__name__, item);
        }, 'Base.__class_getitem__(cls,item)');
    });
    const R1 = cls(null, 'R1', [Base], c => {
        c.age = cv(Typed(PyInt));
        c.big = cv(Cached(sig(self => 42, 'R1.big(self)')));
    }, {kw: {tag: 't'}});
    const r = R1();
    print(r.age);
    r.age = 3;
    print(r.age, R.sorted_(vars(r)), R1.age.owner, r.big, r.big);
    fails(() => setattr(r, 'age', 'x'));
    const R2 = cls(null, 'R2', [R1]);
    print(Base.subs, R1.tag, R2.tag, R.getitem(R1, PyInt), R.getitem(Base, 'k'));
    fails(() => callkw(type_, ['R3', T(), dict_of([])], {x: 1}));
});

same('metaclasses', `
class Meta(type):
    registry = []
    def __new__(mcs, name, bases, ns, **kw):
        ns['added'] = lambda self: 'added ' + name
        c = super().__new__(mcs, name, bases, ns)
        c.kw = sorted(kw)
        return c
    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)
        Meta.registry.append(name)
    def __call__(cls, *a, **k):
        o = super().__call__(*a, **k)
        o.made = True
        return o
    def describe(cls): return 'class ' + cls.__name__
    @property
    def upper(cls): return cls.__name__.upper()
    def __len__(cls): return 3
    def __iter__(cls): return iter(['x', 'y'])
    def __contains__(cls, x): return x == 'x'
    def __getitem__(cls, k): return k * 2
    def __repr__(cls): return '<M ' + cls.__name__ + '>'
class A(metaclass=Meta, flag=1):
    def __init__(self, v): self.v = v
class B(A): pass
print(A(5).v, A(5).made, B(6).added(), A.kw, Meta.registry, type(A) is Meta, type(B).__name__, B.describe(), B.upper, len(A), list(A), 'x' in B, A[4], A, [B], isinstance(A, Meta))
fails(lambda: A(1).describe())
fails(lambda: A.zip)
T1 = type('T1', (A,), {'q': 9, 'm': lambda self, n: n + self.q}); print(T1(1).m(3), T1.__name__, T1.__module__)
class Single(type):
    _inst = {}
    def __call__(cls, *a):
        if cls not in cls._inst: cls._inst[cls] = super().__call__(*a)
        return cls._inst[cls]
class S(metaclass=Single):
    def __init__(self, x=1): self.x = x
print(S() is S(), S(5).x)
class M2(type): pass
fails(lambda: M2('X', (A,), {}))
print(M2('N', (), {'z': 1}).z, type(M2), type(type), type(int))
`, () => {
    const Meta = cls(null, 'Meta', [type_], c => {
        c.registry = [];
        staticm(c, '__new__', sig(function (...$a) {
            const [mcs, name, bases, ns, kw] = bind('Meta.__new__(mcs,name,bases,ns,**kw)', $a);
            R.setitem(ns, 'added', sig(self => add('added ', name), 'Meta.__new__.<locals>.<lambda>(self)'));
            const k = sup(Meta, mcs, '__new__').call(mcs, mcs, name, bases, ns);
            k.kw = R.sorted_(kw);
            return k;
        }, 'Meta.__new__(mcs,name,bases,ns,**kw)'));
        c.__init__ = meth(function (...$a) {
            const [name, bases, ns, kw] = bindm('Meta.__init__(cls,name,bases,ns,**kw)', $a);
            sup(Meta, this, '__init__').call(this, name, bases, ns);
            Meta.registry.$append(name);
            return null;
        }, 'Meta.__init__(cls,name,bases,ns,**kw)');
        c.__call__ = meth(function (...$a) {
            const [a, k] = bindm('Meta.__call__(cls,*a,**k)', $a);
            const o = callkw(supattr(Meta, this, '__call__'), [...it(a)], mergekw({}, k));
            o.made = true;
            return o;
        }, 'Meta.__call__(cls,*a,**k)');
        c.describe = meth(function () {
            return add('class ', this.__name__);
        }, 'Meta.describe(cls)');
        prop(c, '$upper', function () {
            return this.__name__.toUpperCase();
        });
        c.__len__ = meth(function () {
            return 3;
        }, 'Meta.__len__(cls)');
        c.__iter__ = meth(function () {
            return iter_(['x', 'y']);
        }, 'Meta.__iter__(cls)');
        c.__contains__ = meth(function (x) {
            return x === 'x';
        }, 'Meta.__contains__(cls,x)');
        c.__getitem__ = meth(function (k) {
            return k * 2;
        }, 'Meta.__getitem__(cls,k)');
        c.__repr__ = meth(function () {
            return `<M ${this.__name__}>`;
        }, 'Meta.__repr__(cls)');
    });
    const A = cls(function A(v) {
        if (!new.target) return new A(v);
        this.__init__(v);
    }, 'A', [], c => {
        c.__init__ = meth(function (v) {
            this.v = v;
            return null;
        }, 'A.__init__(self,v)');
    }, {metaclass: Meta, kw: {flag: 1}});
    const B = cls(null, 'B', [A]);
    print(A(5).v, A(5).made, B(6).added(), A.kw, Meta.registry, typeOf(A) === Meta, typeOf(B).__name__, B.describe(), B.$upper, len_(A), PyList(A), R.contains(B, 'x'), R.getitem(A, 4), A, [B], isinstance(A, Meta));
    fails(() => {
        const o = A(1);
        return (o?.describe ? o : no(o, 'describe')).describe();
    });
    fails(() => attr(A?.zip, A, 'zip'));
    const T1 = type_('T1', T(A), dict_of(['q', 9, 'm', sig((self, n) => add(n, self.q), '<lambda>(self,n)')]));
    print(T1(1).m(3), T1.__name__, T1.__module__);
    const Single = cls(null, 'Single', [type_], c => {
        c._inst = dict_of([]);
        c.__call__ = meth(function (...a) {
            if (!R.contains(attr(this._inst, this, '_inst'), this)) R.setitem(this._inst, this, sup(Single, this, '__call__').call(this, ...it(a)));
            return R.getitem(this._inst, this);
        }, 'Single.__call__(cls,*a)');
    });
    const S = cls(null, 'S', [], c => {
        c.__init__ = meth(function (x) {
            if (x === undefined) x = 1;
            this.x = x;
            return null;
        }, 'S.__init__(self,x=)');
    }, {metaclass: Single});
    print(S() === S(), S(5).x);
    const M2 = cls(null, 'M2', [type_]);
    fails(() => M2('X', T(A), dict_of([])));
    print(M2('N', T(), dict_of(['z', 1])).z, typeOf(M2), typeOf(type_), typeOf(PyInt));
});

same('__slots__, __getattr__, __setattr__, __getattribute__, __delattr__', `
class Pt:
    __slots__ = ('x', 'y')
    def __init__(self, x): self.x = x
class Pt3(Pt):
    __slots__ = ('z',)
class Free(Pt): pass
p = Pt(1); print(p.x); p.y = 2; print(p.y)
fails(lambda: setattr(p, 'q', 1)); fails(lambda: Pt(1).y); fails(lambda: p.__dict__)
t = Pt3(1); t.z = 3; print(t.z, hasattr(t, 'y')); f = Free(1); f.anything = 4; print(f.anything)
del p.y; print(hasattr(p, 'y'))
class G:
    def __init__(self): self.real = 1
    def __getattr__(self, name):
        if name.startswith('dyn'): return lambda *a: (name, a)
        raise AttributeError('no ' + name)
g = G(); print(g.real, g.dyn_x(1), getattr(g, 'dyn_y')(), getattr(g, 'zip', 'd'), hasattr(g, 'no')); fails(lambda: g.other)
class W:
    def __init__(self): object.__setattr__(self, 'log', []); self.a = 1
    def __setattr__(self, n, v):
        self.log.append(n)
        super().__setattr__(n, v)
    def __delattr__(self, n):
        self.log.append('del ' + n); object.__delattr__(self, n)
w = W(); w.b = 2; w.a += 5; del w.b; print(w.log, w.a, hasattr(w, 'b'), w.__dict__)
class F:
    def __init__(self): self.v = 1
    def __getattribute__(self, n):
        if n == 'magic': return 'm'
        return object.__getattribute__(self, n)
    def meth(self): return self.v
print(F().magic, F().v, F().meth()); fails(lambda: F().none)
class Frozen:
    def __setattr__(self, n, v): raise AttributeError('frozen')
fails(lambda: setattr(Frozen(), 'x', 1))
print(vars(g), sorted(vars(W()).keys()), 'real' in g.__dict__); g.__dict__['k'] = 9; g.__dict__.update({'z': 3}); print(g.k, g.z, len(vars(g)), [n for n in dir(g) if not n.startswith('__')])
`, () => {
    const Pt = cls(function Pt(x) {
        if (!new.target) return new Pt(x);
        this.__init__(x);
    }, 'Pt', [], c => {
        c.__slots__ = T('x', 'y');
        c.__init__ = meth(function (x) {
            this.x = x;
            return null;
        }, 'Pt.__init__(self,x)');
    });
    const Pt3 = cls(null, 'Pt3', [Pt], c => {
        c.__slots__ = T('z');
    });
    const Free = cls(null, 'Free', [Pt]);
    const p = Pt(1);
    print(p.x);
    p.y = 2;
    print(p.y);
    fails(() => {
        p.q = 1;
    });
    fails(() => {
        const o = Pt(1);
        return attr(o?.y, o, 'y');
    });
    fails(() => getattr(p, '__dict__'));
    const t = Pt3(1);
    t.z = 3;
    print(t.z, hasattr(t, 'y'));
    const f = Free(1);
    f.anything = 4;
    print(f.anything);
    delattr(p, 'y');
    print(hasattr(p, 'y'));
    const G = cls(null, 'G', [], c => {
        c.__init__ = meth(function () {
            this.$real = 1;
            return null;
        }, 'G.__init__(self)');
        c.__getattr__ = meth(function (name) {
            if (name.startsWith('dyn')) return sig((...a) => T(name, tuple_of(a)), 'G.__getattr__.<locals>.<lambda>(*a)');
            throw raise_(AttributeError('no ' + name));
        }, 'G.__getattr__(self,name)');
    });
    const g = G();
    print(attr(g?.$real, g, '$real'), (g?.dyn_x ? g : no(g, 'dyn_x')).dyn_x(1), getattr(g, 'dyn_y')(), getattr(g, 'zip', 'd'), hasattr(g, 'no'));
    fails(() => attr(g?.other, g, 'other'));
    const W = cls(null, 'W', [], c => {
        c.__init__ = meth(function () {
            PyObject.__setattr__(this, 'log', []);
            this.a = 1;
            return null;
        }, 'W.__init__(self)');
        c.__setattr__ = meth(function (n, v) {
            this.log.$append(n);
            sup(W, this, '__setattr__').call(this, n, v);
            return null;
        }, 'W.__setattr__(self,n,v)');
        c.__delattr__ = meth(function (n) {
            this.log.$append('del ' + n);
            PyObject.__delattr__(this, n);
            return null;
        }, 'W.__delattr__(self,n)');
    });
    const w = W();
    w.b = 2;
    w.a = add(attr(w?.a, w, 'a'), 5);
    delattr(w, 'b');
    print(w.log, w.a, hasattr(w, 'b'), vars(w));
    const F = cls(null, 'F', [], c => {
        c.__init__ = meth(function () {
            this.v = 1;
            return null;
        }, 'F.__init__(self)');
        c.__getattribute__ = meth(function (n) {
            if (n === 'magic') return 'm';
            return PyObject.__getattribute__(this, n);
        }, 'F.__getattribute__(self,n)');
        c.meth = meth(function () {
            return this.v ?? ga(this, 'v');
        }, 'F.meth(self)');
    });
    print(attr(F()?.magic, F(), 'magic'), F().v, F().meth());
    fails(() => {
        const o = F();
        return attr(o?.none, o, 'none');
    });
    const Frozen = cls(null, 'Frozen', [], c => {
        c.__setattr__ = meth(function (n, v) {
            throw raise_(AttributeError('frozen'));
        }, 'Frozen.__setattr__(self,n,v)');
    });
    fails(() => setattr(Frozen(), 'x', 1));
    print(vars(g), R.sorted_(vars(W()).$keys()), R.contains(vars(g), 'real'));
    R.setitem(vars(g), 'k', 9);
    vars(g).$update(dict_of(['z', 3]));
    print(g.k, g.z, len_(vars(g)), dir(g).filter(n => !n.startsWith('__')));
});

same('__new__, __call__, hashing, callables', `
class One:
    inst = None
    def __new__(cls, *a):
        if cls.inst is None: cls.inst = super().__new__(cls)
        return cls.inst
    def __init__(self, v=0): self.v = v
print(One(1) is One(2), One.inst.v)
class Adder:
    name = 'adder'
    def __init__(self, n): self.n = n
    def __call__(self, x, k=0): return self.n + x + k
a = Adder(5); print(a(1), a(1, k=2), callable(a), a.n, a.name, list(map(a, [1, 2])), type(a).__name__, hasattr(a, 'length')); fails(lambda: a()); fails(lambda: a.zip)
class V:
    def __init__(self, x): self.x = x
    def __eq__(self, o): return isinstance(o, V) and self.x == o.x
fails(lambda: hash(V(1))); fails(lambda: {V(1): 1}); print(V(1) == V(1), V(1) != V(2), V.__hash__)
class VH(V):
    def __hash__(self): return 7
print({VH(1): 'a'}[VH(1)], VH(1) in [V(1)], len({VH(1), VH(1), VH(2)}))
def f(x): "doc"; return x
f.tag = 3; print(f.tag, f.__name__, f.__qualname__, f.__doc__, f.__module__, callable(f), f.__dict__); fails(lambda: f.nope)
class Outer:
    class Inner:
        def m(self): pass
    size = 3
    double = size * 2
    items = [1] * size
    alias = Inner
print(Outer.Inner.__qualname__, Outer.Inner.m.__qualname__, Outer.double, Outer.items, Outer().alias is Outer.Inner, type(Outer.Inner()).__name__, Outer.Inner)
class Doc:
    "the doc"
print(Doc.__doc__, Doc().__doc__, Outer.__doc__, Doc.__module__, type(Doc()).__qualname__)
class N: pass
N.name = 'nm'; N.length = 4; print(N.name, N().name, N.length, hasattr(Doc, 'name'), hasattr(Doc, 'call')); fails(lambda: Doc.name)
n = N(); n.cb = lambda v: v + 1; print(n.cb(1)); n.klass = Doc; print(type(n.klass()).__name__)
class HasBuiltin:
    conv = len
    st = staticmethod(lambda x: x * 2)
    cm = classmethod(lambda c, x: (c.__name__, x))
print(HasBuiltin().conv([1, 2]), HasBuiltin().st(4), HasBuiltin.cm(3), HasBuiltin().cm(4))
print(list.append.__name__, str.upper('abc'), list(map(str.upper, ['a'])), [].append.__name__)
`, () => {
    const One = cls(null, 'One', [], c => {
        c.inst = null;
        staticm(c, '__new__', sig(function (...$a) {
            const [k] = bind('One.__new__(cls,*a)', $a);
            if (attr(k?.inst, k, 'inst') === null) k.inst = sup(One, k, '__new__').call(k, k);
            return attr(k?.inst, k, 'inst');
        }, 'One.__new__(cls,*a)'));
        c.__init__ = meth(function (v) {
            if (v === undefined) v = 0;
            this.v = v;
            return null;
        }, 'One.__init__(self,v=)');
    });
    print(One(1) === One(2), One.inst.v);
    const Adder = cls(null, 'Adder', [], c => {
        c.name = 'adder';
        c.__init__ = meth(function (n) {
            this.n = n;
            return null;
        }, 'Adder.__init__(self,n)');
        c.__call__ = meth(function (x, k) {
            if (arguments.length < 1 || arguments.length > 2) argm(arguments, 'Adder.__call__(self,x,k=)');
            if (k === undefined) k = 0;
            return add(add(this.n, x), k);
        }, 'Adder.__call__(self,x,k=)');
    });
    const a = Adder(5);
    print(a(1), callkw(a, [1], {k: 2}), R.callable(a), a.n, a.name, PyList(R.map_(a, [1, 2])), typeOf(a).__name__, hasattr(a, 'length'));
    fails(() => a());
    fails(() => attr(a?.zip, a, 'zip'));
    const V = cls(null, 'V', [], c => {
        c.__init__ = meth(function (x) {
            this.x = x;
            return null;
        }, 'V.__init__(self,x)');
        c.__eq__ = meth(function (o) {
            return isinstance(o, V) && eq(this.x, o.x);
        }, 'V.__eq__(self,o)');
    });
    fails(() => hash(V(1)));
    fails(() => dict_of([V(1), 1]));
    print(eq(V(1), V(1)), R.ne(V(1), V(2)), attr(V.__hash__, V, '__hash__'));
    const VH = cls(null, 'VH', [V], c => {
        c.__hash__ = meth(function () {
            return 7;
        }, 'VH.__hash__(self)');
    });
    print(R.getitem(dict_of([VH(1), 'a']), VH(1)), R.contains([V(1)], VH(1)), len_(set_of([VH(1), VH(1), VH(2)])));
    const f = sig(function f(x) {
        return x;
    }, 'f(x)', 'doc');
    f.tag = 3;
    print(f.tag, ga(f, '__name__'), ga(f, '__qualname__'), ga(f, '__doc__'), ga(f, '__module__'), R.callable(f), vars(f));
    fails(() => attr(f?.nope, f, 'nope'));
    const Outer = cls(null, 'Outer', [], c => {
        c.Inner = cls(null, 'Outer.Inner', [], d => {
            d.m = meth(function () {
                return null;
            }, 'Outer.Inner.m(self)');
        });
        c.size = 3;
        c.double = R.mul(cget(c, 'size'), 2);
        c.$items = R.mul([1], cget(c, 'size'));
        c.alias = cv(cget(c, 'Inner'));
    });
    print(Outer.Inner.__qualname__, ga(Outer.Inner.m, '__qualname__'), Outer.double, Outer.$items, attr(Outer().alias, Outer(), 'alias') === Outer.Inner, typeOf(Outer.Inner()).__name__, Outer.Inner);
    const Doc = cls(null, 'Doc', [], c => {
        c.__doc__ = 'the doc';
    });
    print(Doc.__doc__, Doc().__doc__, attr(Outer.__doc__, Outer, '__doc__'), Doc.__module__, typeOf(Doc()).__qualname__);
    const N = cls(null, 'N', []);
    N.name = 'nm';
    N.length = 4;
    print(N.name, N().name, N.length, hasattr(Doc, 'name'), hasattr(Doc, 'call'));
    fails(() => attr(Doc?.name, Doc, 'name'));
    const n = N();
    n.cb = v => add(v, 1);
    print(n.cb(1));
    n.klass = Doc;
    print(typeOf(n.klass()).__name__);
    const HasBuiltin = cls(null, 'HasBuiltin', [], c => {
        c.conv = cv(len_);
        c.st = PyStaticMethod(sig(x => x * 2, 'HasBuiltin.<lambda>(x)'));
        c.cm = PyClassMethod(sig((k, x) => T(k.__name__, x), 'HasBuiltin.<lambda>(c,x)'));
    });
    print(HasBuiltin().conv([1, 2]), HasBuiltin().st(4), HasBuiltin.cm(3), HasBuiltin().cm(4));
    print(ga(PyList.$append, '__name__'), PyStr.$upper('abc'), PyList(R.map_(PyStr.$upper, ['a'])), ga(attr([].$append, [], '$append'), '__name__'));
});

same('abstract classes', `
from abc import ABCMeta
def abstractmethod(f): f.__isabstractmethod__ = True; return f
class Shape(metaclass=ABCMeta):
    @abstractmethod
    def area(self): ...
    @property
    @abstractmethod
    def name(self): ...
    def both(self): return (self.area(), self.name)
class Half(Shape):
    def area(self): return 1
class Full(Half):
    name = 'full'
fails(lambda: Shape()); fails(lambda: Half()); print(Full().both(), Shape.__abstractmethods__ == {'area', 'name'})
`, () => {
    const ABCMeta = cls(null, 'ABCMeta', [type_]);
    R.hidden(ABCMeta, '_$abc', true);
    const abstractmethod = f => {
        f.__isabstractmethod__ = true;
        return f;
    };
    const Shape = cls(null, 'Shape', [], c => {
        c.area = cv(abstractmethod(sig(function (self) {
            return null;
        }, 'Shape.area(self)')));
        c.name = PyProperty(abstractmethod(sig(function (self) {
            return null;
        }, 'Shape.name(self)')));
        c.both = meth(function () {
            return T(this.area(), this.name);
        }, 'Shape.both(self)');
    }, {metaclass: ABCMeta});
    const Half = cls(null, 'Half', [Shape], c => {
        c.area = meth(function () {
            return 1;
        }, 'Half.area(self)');
    });
    const Full = cls(null, 'Full', [Half], c => {
        c.name = 'full';
    });
    fails(() => Shape());
    fails(() => Half());
    print(Full().both(), eq(Shape.__abstractmethods__, set_of(['area', 'name'])));
});

same('subclasses of builtin types', `
class L(list):
    def __init__(self, *a, tag=None): super().__init__(*a); self.tag = tag
    def total(self): return sum(self)
    def append(self, x): super().append(x * 2)
l = L([1, 2], tag='t'); l.append(5); print(l, len(l), l.total(), l.tag, isinstance(l, list), type(l).__name__, l == [1, 2, 10], l[1:], type(l + [1]).__name__)
class D(dict):
    def __missing__(self, k): return 'miss ' + k
    def __setitem__(self, k, v): super().__setitem__(k.upper(), v)
d = D(a=1); d['b'] = 2; print(d, d['zz'], 'B' in d, d.get('q'), isinstance(d, dict))
class P(tuple):
    def __new__(cls, a, b): return super().__new__(cls, (a, b))
    @property
    def first(self): return self[0]
p = P(3, 4); print(p, p.first, p == (3, 4), isinstance(p, tuple), {p: 1}[(3, 4)])
class S(str):
    def shout(self): return self.upper() + '!'
s = S('hi'); print(s, s.shout(), s == 'hi', s + 'x', {'hi': 1}[s], isinstance(s, str), repr(s), f'{s}')
class I(int):
    def next(self): return I(self + 1)
i = I(5); print(i + 1, i.next(), i == 5, i > 3, isinstance(i, int))
class E(Exception):
    def __init__(self, msg, code): super().__init__(msg); self.code = code
e = E('bad', 4); print(e, repr(e), e.args, e.code, isinstance(e, Exception)); 
class Mix:
    def hello(self): return 'hello'
class ML(Mix, list): pass
m = ML([1]); print(m.hello(), m, len(m))
class Std(set): pass
print(Std([1]), len(Std([1, 1])))
fails(lambda: type('X', (bool,), {})); fails(lambda: type('X', (int, str), {}))
`, () => {
    const L = cls(null, 'L', [PyList], c => {
        c.__init__ = meth(function (...$a) {
            let [a, tag] = bindm('L.__init__(self,*a,tag=)', $a);
            if (tag === undefined) tag = null;
            sup(L, this, '__init__').call(this, ...it(a));
            this.tag = tag;
            return null;
        }, 'L.__init__(self,*a,tag=)');
        c.total = meth(function () {
            return R.sum_(this);
        }, 'L.total(self)');
        c.$append = meth(function (x) {
            sup(L, this, '$append').call(this, R.mul(x, 2));
            return null;
        }, 'L.append(self,x)');
    });
    const l = callkw(L, [[1, 2]], {tag: 't'});
    l.$append(5);
    print(l, len_(l), l.total(), l.tag, isinstance(l, PyList), typeOf(l).__name__, eq(l, [1, 2, 10]), R.getslice(l, 1, null, null), typeOf(add(l, [1])).__name__);
    const D = cls(null, 'D', [PyDict], c => {
        c.__missing__ = meth(function (k) {
            return add('miss ', k);
        }, 'D.__missing__(self,k)');
        c.__setitem__ = meth(function (k, v) {
            sup(D, this, '__setitem__').call(this, k.$upper(), v);
            return null;
        }, 'D.__setitem__(self,k,v)');
    });
    const d = callkw(D, [], {a: 1});
    R.setitem(d, 'b', 2);
    print(d, R.getitem(d, 'zz'), R.contains(d, 'B'), d.$get('q'), isinstance(d, PyDict));
    const P = cls(null, 'P', [PyTuple], c => {
        staticm(c, '__new__', sig(function (k, a, b) {
            return sup(P, k, '__new__').call(k, k, T(a, b));
        }, 'P.__new__(cls,a,b)'));
        prop(c, 'first', function () {
            return R.getitem(this, 0);
        });
    });
    const p = P(3, 4);
    print(p, p.first, eq(p, T(3, 4)), isinstance(p, PyTuple), R.getitem(dict_of([p, 1]), T(3, 4)));
    const S = cls(null, 'S', [PyStr], c => {
        c.shout = meth(function () {
            return add(this.$upper(), '!');
        }, 'S.shout(self)');
    });
    const s = S('hi');
    print(s, s.shout(), eq(s, 'hi'), add(s, 'x'), R.getitem(dict_of(['hi', 1]), s), isinstance(s, PyStr), repr_(s), R.format_(s, ''));
    const I = cls(null, 'I', [PyInt], c => {
        c.next = meth(function () {
            return I(add(this, 1));
        }, 'I.next(self)');
    });
    const i = I(5);
    print(add(i, 1), i.next(), eq(i, 5), R.gt(i, 3), isinstance(i, PyInt));
    const E = cls(function E(msg, code) {
        if (!new.target) return new E(msg, code);
        this.__init__(msg, code);
    }, 'E', [Exception], c => {
        c.__init__ = meth(function (msg, code) {
            sup(E, this, '__init__').call(this, msg);
            this.code = code;
            return null;
        }, 'E.__init__(self,msg,code)');
    });
    const e = E('bad', 4);
    print(e, repr_(e), e.args, e.code, isinstance(e, Exception));
    const Mix = cls(null, 'Mix', [], c => {
        c.hello = meth(function () {
            return 'hello';
        }, 'Mix.hello(self)');
    });
    const ML = cls(null, 'ML', [Mix, PyList]);
    const m = ML([1]);
    print(m.hello(), m, len_(m));
    const Std = cls(null, 'Std', [R.PySetType]);
    print(Std([1]), len_(Std([1, 1])));
    fails(() => type_('X', T(R.PyBool), dict_of([])));
    fails(() => type_('X', T(PyInt, PyStr), dict_of([])));
});

same('exceptions: matching, chaining, notes', `
def chain(e):
    r = []
    while e is not None:
        r.append((type(e).__name__, str(e), e.__suppress_context__))
        e = e.__cause__ or e.__context__
    return r
try:
    try: raise KeyError('k')
    except KeyError as e: raise ValueError('v') from e
except ValueError as e: print(chain(e), repr(e.__cause__))
try:
    try: {}['missing']
    except KeyError: int('x')
except ValueError as e: print(chain(e))
try:
    try: raise KeyError('k')
    except KeyError: raise ValueError('v') from None
except Exception as e: print(e.__cause__, repr(e.__context__), e.__suppress_context__)
def inner(): raise
try:
    try: raise KeyError('again')
    except KeyError: inner()
except KeyError as e: print(repr(e), str(e))
fails(lambda: inner())
def bad(x): raise x
fails(lambda: bad(5)); fails(lambda: bad(KeyError)); fails(lambda: bad(ValueError('a', 1))); fails(lambda: bad(int))
def order():
    r = []
    for i in range(3):
        try:
            r.append(i)
            if i == 1: continue
            if i == 2: 1 / 0
        except ZeroDivisionError as e: r.append(str(e))
        else: r.append('else')
        finally: r.append('f')
    return r
print(order())
e = ValueError('x'); e.add_note('n1'); print(e.__notes__, str(StopIteration(3).value), OSError(2, 'No such file', 'f.txt'), type(OSError(2, 'x')).__name__, repr(OSError(2, 'x')), KeyError('a').args, str(KeyError(1, 2)), repr(KeyError()), str(ValueError()))
print(issubclass(KeyError, LookupError), isinstance(ZeroDivisionError(), ArithmeticError), isinstance(KeyboardInterrupt(), Exception), SystemExit(3).code, SystemExit().code)
print(UnicodeDecodeError('utf-8', b'\\xff', 0, 1, 'invalid start byte')); print(UnicodeEncodeError('ascii', 'é', 0, 1, 'ordinal not in range(128)'))
def rec(n): return rec(n + 1) + 1
try: rec(0)
except RecursionError as e: print(type(e).__name__, str(e)[:32])
class My(Exception):
    def __str__(self): return 'custom'
fails(lambda: bad(My(1))); print(repr(My(1, 2)), [My('a')])
fails(lambda: AttributeError('x', foo=1))
a = AttributeError('msg', name='nm', obj=3); print(a.name, a.obj, a.args)
`, () => {
    const chain = e => {
        const r = [];
        while (e !== null) {
            r.push(T(typeOf(e).__name__, str_(e), e.__suppress_context__));
            e = e.__cause__ ?? e.__context__;
        }
        return r;
    };
    const inner = () => {
        throw reraise();
    };
    try {
        try {
            throw raise_(KeyError('k'));
        } catch ($1) {
            $1 = caught($1);
            if (isexc($1, KeyError)) {
                const $d = enter($1);
                try {
                    throw raise_(ValueError('v'), $1);
                } finally {
                    leave($d);
                }
            } else throw $1;
        }
    } catch ($1) {
        $1 = caught($1);
        print(chain($1), repr_($1.__cause__));
    }
    try {
        try {
            R.getitem(dict_of([]), 'missing');
        } catch ($1) {
            $1 = caught($1);
            const $d = enter($1);
            try {
                PyInt('x');
            } finally {
                leave($d);
            }
        }
    } catch ($1) {
        print(chain(caught($1)));
    }
    try {
        try {
            throw raise_(KeyError('k'));
        } catch ($1) {
            $1 = caught($1);
            const $d = enter($1);
            try {
                throw raise_(ValueError('v'), null);
            } finally {
                leave($d);
            }
        }
    } catch ($1) {
        const e = caught($1);
        print(e.__cause__, repr_(e.__context__), e.__suppress_context__);
    }
    try {
        try {
            throw raise_(KeyError('again'));
        } catch ($1) {
            $1 = caught($1);
            const $d = enter($1);
            try {
                inner();
            } finally {
                leave($d);
            }
        }
    } catch ($1) {
        const e = caught($1);
        print(repr_(e), str_(e));
    }
    fails(() => inner());
    const bad = x => {
        throw raise_(x);
    };
    fails(() => bad(5));
    fails(() => bad(KeyError));
    fails(() => bad(ValueError('a', 1)));
    fails(() => bad(PyInt));
    const order = () => {
        const r = [];
        for (const i of it(R.PyRange(3))) {
            try {
                $t: {
                    try {
                        r.$append(i);
                        if (i === 1) continue;
                        if (i === 2) R.truediv(1, 0);
                    } catch ($1) {
                        $1 = caught($1);
                        if (isexc($1, ZeroDivisionError)) r.$append(str_($1));
                        else throw $1;
                        break $t;
                    }
                    r.$append('else');
                }
            } finally {
                r.$append('f');
            }
        }
        return r;
    };
    print(order());
    const e = ValueError('x');
    e.$add_note('n1');
    print(e.__notes__, str_(StopIteration(3).value), OSError(2, 'No such file', 'f.txt'), typeOf(OSError(2, 'x')).__name__, repr_(OSError(2, 'x')), KeyError('a').args, str_(KeyError(1, 2)), repr_(KeyError()), str_(ValueError()));
    print(issubclass(KeyError, R.LookupError), isinstance(ZeroDivisionError(), R.ArithmeticError), isinstance(R.KeyboardInterrupt(), Exception), R.SystemExit(3).code, R.SystemExit().code);
    print(R.UnicodeDecodeError('utf-8', R.PyBytesType([255]), 0, 1, 'invalid start byte'));
    print(R.UnicodeEncodeError('ascii', 'é', 0, 1, 'ordinal not in range(128)'));
    const rec = n => add(rec(add(n, 1)), 1);
    try {
        rec(0);
    } catch ($1) {
        const x = caught($1);
        print(typeOf(x).__name__, str_(x).slice(0, 32));
    }
    const My = cls(null, 'My', [Exception], c => {
        c.__str__ = meth(function () {
            return 'custom';
        }, 'My.__str__(self)');
    });
    fails(() => bad(My(1)));
    print(repr_(My(1, 2)), [My('a')]);
    fails(() => callkw(AttributeError, ['x'], {foo: 1}));
    const a = callkw(AttributeError, ['msg'], {name: 'nm', obj: 3});
    print(a.name, a.obj, a.args);
});

same('exception groups and except*', `
eg = ExceptionGroup('eg', [ValueError(1), TypeError('t'), ExceptionGroup('in', [ValueError(2), KeyError('k')])])
print(eg, repr(eg), eg.message, len(eg.exceptions)); print(repr(eg.subgroup(ValueError))); print([repr(x) for x in eg.split(lambda e: isinstance(e, KeyError))], eg.subgroup(OSError))
def run(e, kinds, raiser=None):
    log = []
    try:
        try: raise e
        except* ValueError as g:
            log.append(('V', repr(g)))
            if raiser: raise raiser
        except* TypeError as g: log.append(('T', repr(g)))
    except BaseException as x: log.append(('rest', repr(x)))
    return log
print(run(eg, 0)); print(run(ValueError('n'), 0)); print(run(KeyError('n'), 0)); print(run(eg, 0, OSError('new')))
fails(lambda: ExceptionGroup('m', [])); fails(lambda: ExceptionGroup('m', [1])); fails(lambda: ExceptionGroup('m', [KeyboardInterrupt()])); fails(lambda: ExceptionGroup('m'))
print(type(BaseExceptionGroup('b', [ValueError()])).__name__, type(BaseExceptionGroup('b', [KeyboardInterrupt()])).__name__, isinstance(eg, Exception))
`, () => {
    const eg = ExceptionGroup('eg', [ValueError(1), TypeError_('t'), ExceptionGroup('in', [ValueError(2), KeyError('k')])]);
    print(eg, repr_(eg), eg.message, len_(eg.exceptions));
    print(repr_(eg.$subgroup(ValueError)));
    print([...eg.$split(e => isinstance(e, KeyError))].map(x => repr_(x)), eg.$subgroup(OSError));
    const run = (e, kinds, raiser = null) => {
        const log = [];
        try {
            try {
                throw raise_(e);
            } catch ($1) {
                const $g = exgroup(caught($1));
                if ($g.match(ValueError)) {
                    const $d = enter($g.got);
                    try {
                        log.push(T('V', repr_($g.got)));
                        if (truth(raiser)) throw raise_(raiser);
                    } catch ($2) {
                        $g.raised($2);
                    } finally {
                        leave($d);
                    }
                }
                if ($g.match(TypeError_)) {
                    const $d = enter($g.got);
                    try {
                        log.push(T('T', repr_($g.got)));
                    } catch ($2) {
                        $g.raised($2);
                    } finally {
                        leave($d);
                    }
                }
                $g.end();
            }
        } catch ($1) {
            log.push(T('rest', repr_(caught($1))));
        }
        return log;
    };
    print(run(eg, 0));
    print(run(ValueError('n'), 0));
    print(run(KeyError('n'), 0));
    print(run(eg, 0, OSError('new')));
    fails(() => ExceptionGroup('m', []));
    fails(() => ExceptionGroup('m', [1]));
    fails(() => ExceptionGroup('m', [R.KeyboardInterrupt()]));
    fails(() => ExceptionGroup('m'));
    print(typeOf(BaseExceptionGroup('b', [ValueError()])).__name__, typeOf(BaseExceptionGroup('b', [R.KeyboardInterrupt()])).__name__, isinstance(eg, Exception));
});

same('generators', `
log = []
def g(n):
    try:
        for i in range(n):
            got = yield i
            if got: log.append(got)
    except GeneratorExit: log.append('exit'); raise
    finally: log.append('fin')
    return 'done'
x = g(3); print(next(x), x.send('s1'), next(x), next(x, 'end'), next(x, 'end'), log)
def outer():
    r = yield from g(1)
    log.append(r)
    r2 = yield from [7, 8]
    log.append(r2)
    yield from 'ab'
print(list(outer()), log); log.clear()
x = g(5); next(x); x.close(); x.close(); print(log, next(x, 'closed')); log.clear()
x = g(5)
for v in x:
    if v == 1: break
print(next(x), list(x), log); log.clear()
def catcher():
    while True:
        try: yield 1
        except ValueError as e: yield 'caught ' + str(e)
c = catcher(); next(c); print(c.throw(ValueError('boo')), next(c)); fails(lambda: c.throw(KeyError('k'))); fails(lambda: next(c))
def deleg(): yield from catcher()
c = deleg(); next(c); print(c.throw(ValueError('in')))
def pep479():
    yield 1
    next(iter([]))
fails(lambda: list(pep479()))
def ignore():
    while True:
        try: yield 1
        except GeneratorExit: pass
i = ignore(); next(i); fails(lambda: i.close())
def ret(): return 5; yield
try: next(ret())
except StopIteration as e: print(e.value, e.args)
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        self.n -= 1
        return self.n
class Seq:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
class Gen:
    def __iter__(self):
        yield 1
        yield 2
class BadIter:
    def __iter__(self): return 5
print(list(It(3)), list(Seq()), list(Gen()), [*Gen()], sum(It(4)), max(Seq()), 20 in Seq(), next(It(2)), next(iter(Seq())))
fails(lambda: list(BadIter())); fails(lambda: iter(5)); fails(lambda: next([])); fails(lambda: list(5)); fails(lambda: [*None]); fails(lambda: iter(It))
i = iter([1, 2]); print(next(i), next(i), next(i, None), i is iter(i), type(i).__name__, type(x).__name__); fails(lambda: next(i))
n = [0]
def tick(): n[0] += 1; return n[0]
print(list(iter(tick, 4)), (lambda gg: [next(gg), list(gg)])(v * 2 for v in [1, 2, 3]))
s = g(1); print(s.__next__(), s is iter(s)); fails(lambda: s.__next__())
`, () => {
    const log = [];
    const g = gen(function* g(n) {
        try {
            for (const i of it(R.PyRange(n))) {
                const got = (yield i) ?? null;
                if (truth(got)) log.$append(got);
            }
        } catch ($1) {
            $1 = caught($1);
            if (isexc($1, GeneratorExit)) {
                log.$append('exit');
                throw $1;
            } else throw $1;
        } finally {
            log.$append('fin');
        }
        return 'done';
    });
    let x = g(3);
    print(next_(x), x.$send('s1'), next_(x), next_(x, 'end'), next_(x, 'end'), log);
    const outer = gen(function* outer() {
        const r = (yield* yieldfrom(g(1))) ?? null;
        log.$append(r);
        const r2 = (yield* yieldfrom([7, 8])) ?? null;
        log.$append(r2);
        yield* yieldfrom('ab');
    });
    print(PyList(outer()), log);
    log.$clear();
    x = g(5);
    next_(x);
    x.$close();
    x.$close();
    print(log, next_(x, 'closed'));
    log.$clear();
    x = g(5);
    for (const v of it(x)) if (v === 1) break;
    print(next_(x), PyList(x), log);
    log.$clear();
    const catcher = gen(function* catcher() {
        while (true) {
            try {
                yield 1;
            } catch ($1) {
                $1 = caught($1);
                if (isexc($1, ValueError)) yield add('caught ', str_($1));
                else throw $1;
            }
        }
    });
    let c = catcher();
    next_(c);
    print(c.$throw(ValueError('boo')), next_(c));
    fails(() => c.$throw(KeyError('k')));
    fails(() => next_(c));
    const deleg = gen(function* deleg() {
        yield* yieldfrom(catcher());
    });
    c = deleg();
    next_(c);
    print(c.$throw(ValueError('in')));
    const pep479 = gen(function* () {
        try {
            yield 1;
            next_(iter_([]));
        } catch ($e) {
            throw stopgen($e);
        }
    });
    fails(() => PyList(pep479()));
    const ignore = gen(function* () {
        while (true) {
            try {
                yield 1;
            } catch ($1) {
                $1 = caught($1);
                if (!isexc($1, GeneratorExit)) throw $1;
            }
        }
    });
    const ig = ignore();
    next_(ig);
    fails(() => ig.$close());
    const ret = gen(function* () {
        return 5;
    });
    try {
        next_(ret());
    } catch ($1) {
        const e = caught($1);
        print(e.value, e.args);
    }
    const It = cls(null, 'It', [], k => {
        k.__init__ = meth(function (n) {
            this.n = n;
            return null;
        }, 'It.__init__(self,n)');
        k.__iter__ = meth(function () {
            return this;
        }, 'It.__iter__(self)');
        k.__next__ = meth(function () {
            if (eq(this.n, 0)) throw raise_(StopIteration);
            this.n = R.sub(this.n, 1);
            return this.n;
        }, 'It.__next__(self)');
    });
    const Seq = cls(null, 'Seq', [], k => {
        k.__getitem__ = meth(function (i) {
            if (R.gt(i, 2)) throw raise_(R.IndexError);
            return R.mul(i, 10);
        }, 'Seq.__getitem__(self,i)');
    });
    const Gen = cls(null, 'Gen', [], k => {
        k.__iter__ = meth(gen(function* () {
            yield 1;
            yield 2;
        }), 'Gen.__iter__(self)');
    });
    const BadIter = cls(null, 'BadIter', [], k => {
        k.__iter__ = meth(function () {
            return 5;
        }, 'BadIter.__iter__(self)');
    });
    print(PyList(It(3)), PyList(Seq()), PyList(Gen()), [...it(Gen())], R.sum_(It(4)), R.max_(Seq()), R.contains(Seq(), 20), next_(It(2)), next_(iter_(Seq())));
    fails(() => PyList(BadIter()));
    fails(() => iter_(5));
    fails(() => next_([]));
    fails(() => PyList(5));
    fails(() => R.extend([], null));
    fails(() => iter_(It));
    const i = iter_([1, 2]);
    print(next_(i), next_(i), next_(i, null), i === iter_(i), typeOf(i).__name__, typeOf(x).__name__);
    fails(() => next_(i));
    let n = 0;
    print(PyList(iter_(() => ++n, 4)), (gg => [next_(gg), PyList(gg)])(gen(function* ($0) {
        for (const v of it($0)) yield v * 2;
    })([1, 2, 3])));
    const s = g(1);
    print(s.__next__(), s === iter_(s));
    fails(() => s.__next__());
});

same('with statements', `
class CM:
    def __init__(self, swallow=False): self.swallow = swallow; self.log = []
    def __enter__(self): self.log.append('enter'); return 'value'
    def __exit__(self, t, v, tb): self.log.append((t and t.__name__, str(v))); return self.swallow
def normal(m):
    with m as v: return v
def failing(m):
    with m: raise ValueError('in body')
    return 'after'
a = CM(); print(normal(a), a.log)
b = CM(True); print(failing(b), b.log)
c = CM(); fails(lambda: failing(c)); print(c.log)
fails(lambda: normal(5)); fails(lambda: normal(type('H', (), {'__enter__': lambda s: 1})()))
`, () => {
    const CM = cls(null, 'CM', [], k => {
        k.__init__ = meth(function (swallow) {
            if (swallow === undefined) swallow = false;
            this.swallow = swallow;
            this.log = [];
            return null;
        }, 'CM.__init__(self,swallow=)');
        k.__enter__ = meth(function () {
            this.log.$append('enter');
            return 'value';
        }, 'CM.__enter__(self)');
        k.__exit__ = meth(function (t, v, tb) {
            this.log.$append(T(truth(t) ? t.__name__ : t, str_(v)));
            return this.swallow;
        }, 'CM.__exit__(self,t,v,tb)');
    });
    const normal = m => {
        const $w = with_(m);
        try {
            return $w.v;
        } catch ($1) {
            if (!$w.fail(caught($1))) throw $1;
        } finally {
            $w.done();
        }
    };
    const failing = m => {
        const $w = with_(m);
        try {
            throw raise_(ValueError('in body'));
        } catch ($1) {
            if (!$w.fail(caught($1))) throw $1;
        } finally {
            $w.done();
        }
        return 'after';
    };
    const a = CM();
    print(normal(a), a.log);
    const b = CM(true);
    print(failing(b), b.log);
    const c = CM();
    fails(() => failing(c));
    print(c.log);
    fails(() => normal(5));
    fails(() => normal(type_('H', T(), dict_of(['__enter__', sig(s => 1, '<lambda>(s)')]))()));
});

same('the report of an exception', `
import traceback
def report(e):
    for line in ''.join(traceback.format_exception(e)).split('\\n'):
        if not line.lstrip(' |').startswith(('File', 'raise', 'try', 'bad')) and line: print(line)
class Local(Exception): pass
def bad(e): raise e
def go(f):
    try: f()
    except BaseException as e: report(e)
def a():
    try: bad(KeyError('k'))
    except KeyError as e: raise ValueError('two\\nlines') from e
def b():
    try: bad(KeyError('k'))
    except KeyError: bad(Local())
def c():
    e = Local('noted'); e.add_note('n1'); e.add_note('n2'); bad(e)
go(a); go(b); go(c); report(ValueError('never raised'))
`, () => {
    const report = e => {
        for (const line of exceptionLines(e, () => [])) if (line) print(line);
    };
    const Local = cls(null, 'Local', [Exception]);
    const bad = e => {
        throw raise_(e);
    };
    const go = f => {
        try {
            f();
        } catch ($1) {
            report(caught($1));
        }
    };
    const handle = f => {
        try {
            bad(KeyError('k'));
        } catch ($1) {
            $1 = caught($1);
            const $d = enter($1);
            try {
                f($1);
            } finally {
                leave($d);
            }
        }
    };
    go(() => handle(e => {
        throw raise_(ValueError('two\nlines'), e);
    }));
    go(() => handle(() => bad(Local())));
    go(() => {
        const e = Local('noted');
        e.$add_note('n1');
        e.$add_note('n2');
        bad(e);
    });
    report(ValueError('never raised'));
});

// One CPython process runs every text; each gets a namespace of its own.
const runner = `
import json, io, sys, contextlib
out = []
for text in json.load(sys.stdin):
    buffer = io.StringIO()
    with contextlib.redirect_stdout(buffer):
        exec(compile(text, '<case>', 'exec'), {'__name__': '__main__'})
    out.append(buffer.getvalue().splitlines())
json.dump(out, sys.stdout)
`;
const expected = JSON.parse(execFileSync('python3', ['-c', runner], {input: JSON.stringify(cases.map(c => FAILS + c.python)), encoding: 'utf8', maxBuffer: 1 << 26}));
const address = lines => lines.map(line => line.replace(/0x[0-9a-f]+/g, '0x'));

cases.forEach((c, i) => test(c.name, () => {
    out = [];
    let broke;
    try {
        c.js();
    } catch (e) {
        broke = e;
    }
    const lines = address(out.flatMap(line => line.split('\n')));
    const want = address(expected[i]);
    assert.deepEqual(lines, want, broke?.stack ?? undefined);
    if (broke) throw broke;
}));

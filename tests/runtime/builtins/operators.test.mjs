// The operators' protocol against CPython: reflected methods, NotImplemented, subclasses of numbers, identity.
// Each case is a Python text and what lowering makes of it; both collect the lines they print.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import test from 'node:test';
import {loadRuntime} from './container_load.mjs';

const R = await loadRuntime('ops.js int.js float.js complex.js numfmt.js core.js classes.js repr.js print.js list.js tuple.js dict.js set.js range.js format.js objectmethods.js'.split(' '));
const {
    Complex, NotImplemented, PyFloat, PyInt, PyObject, PyStr, Float, T, abs_, add, attr, bitand, bitor, caught, cls, divmod_, eq, floordiv, format_, ge, gt, hash, iadd, imul, invert,
    isub, le, lt, matmul, meth, mod, mul, ne, neg, pos, pow, pow_, powi, repr_, round_, rshift, set_of, str_, sub, sup, truediv, truth, typeName, typeOf,
} = R;

const cases = [];
let out = [];
const print = (...xs) => {
    out.push(xs.map(str_).join(' '));
};
function same(name, python, js) {
    cases.push({name: name, python: python, js: js});
}
function fails(f) {
    try {
        f();
        print('no error');
    } catch (e) {
        print(typeName(caught(e)), caught(e));
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
// A method that says its name, its receiver and its argument, and returns `result`.
const says = (name, result) => meth(function (other) {
    print(typeName(this), name, typeName(other));
    return result;
}, `${name}(self,other)`);

same('reflected methods are asked in turn', `
class A:
    def __add__(self, o): print(type(self).__name__, '__add__', type(o).__name__); return NotImplemented
    def __radd__(self, o): print(type(self).__name__, '__radd__', type(o).__name__); return 'A.radd'
    def __rmul__(self, o): print(type(self).__name__, '__rmul__', type(o).__name__); return 'A.rmul'
    def __rmod__(self, o): print(type(self).__name__, '__rmod__', type(o).__name__); return NotImplemented
class B:
    def __radd__(self, o): print(type(self).__name__, '__radd__', type(o).__name__); return 'B.radd'
class S(A):
    def __radd__(self, o): print(type(self).__name__, '__radd__', type(o).__name__); return 'S.radd'
class Q(A): pass
print(A() + B()); print(1 + A()); print('x' + A()); print([1] + A()); print((1,) + A())
print(A() + S()); fails(lambda: A() + A()); fails(lambda: A() + Q()); print(3 * A()); print('x' * A()); print([1] * A())
fails(lambda: A() + 1); fails(lambda: 1 % A()); fails(lambda: A() - A()); fails(lambda: A() @ 2)
fails(lambda: A + 1); fails(lambda: None + 1); fails(lambda: 1.5 + None); fails(lambda: (lambda: 0) - 1)
`, () => {
    const A = cls(null, 'A', [], c => {
        c.__add__ = says('__add__', NotImplemented);
        c.__radd__ = says('__radd__', 'A.radd');
        c.__rmul__ = says('__rmul__', 'A.rmul');
        c.__rmod__ = says('__rmod__', NotImplemented);
    });
    const B = cls(null, 'B', [], c => {
        c.__radd__ = says('__radd__', 'B.radd');
    });
    const S = cls(null, 'S', [A], c => {
        c.__radd__ = says('__radd__', 'S.radd');
    });
    const Q = cls(null, 'Q', [A], () => {});
    print(add(A(), B()));
    print(add(1, A()));
    print(add('x', A()));
    print(add([1], A()));
    print(add(T(1), A()));
    print(add(A(), S()));
    fails(() => add(A(), A()));
    fails(() => add(A(), Q()));
    print(mul(3, A()));
    print(mul('x', A()));
    print(mul([1], A()));
    fails(() => add(A(), 1));
    fails(() => mod(1, A()));
    fails(() => sub(A(), A()));
    fails(() => matmul(A(), 2));
    fails(() => add(A, 1));
    fails(() => add(null, 1));
    fails(() => add(1.5, null));
    fails(() => sub(R.sig(() => 0, '<lambda>()'), 1));
});

same('comparisons fall back to the other side, then to identity', `
class A:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v if isinstance(o, A) else NotImplemented
    def __lt__(self, o): return self.v < o.v if isinstance(o, A) else NotImplemented
    def __hash__(self): return hash(('A', 1))
class B:
    def __eq__(self, o): return 'eq'
    def __ne__(self, o): return 'ne'
class C: pass
class N:
    __hash__ = None
a, b, c = A(1), A(2), C()
print(a == A(1), a != A(1), a == 1, a != 1, a < b, a > b, b > a, [a] == [A(1)], (a, b) < (b, a), {1: a} == {1: A(1)})
fails(lambda: a <= b); fails(lambda: a < 1); fails(lambda: c < c); fails(lambda: 1 < a)
print(a == B(), B() == a, B() != 1, 1 != B(), c == c, c != c, c == C(), None == c, c != None, hash(a) == hash(b))
print([float('nan')] == [float('nan')], C == C, C == A, int == int, int != str, None == None, None == 0, print == print)
n = float('nan'); print([n] == [n], n == n, n in [n], (n,) == (n,))
fails(lambda: hash(N())); fails(lambda: hash(B())); fails(lambda: hash([])); fails(lambda: hash((1, [])))
print(hash(True) == hash(1) == hash(1.0), hash('a') == hash('a'), hash((1, 'a')) == hash((1.0, 'a')))
`, () => {
    const A = cls(null, 'A', [], c => {
        c.__init__ = meth(function (v) {
            this.v = v;
            return null;
        }, 'A.__init__(self,v)');
        c.__eq__ = meth(function (o) {
            return R.isinstance(o, A) ? eq(this.v, o.v) : NotImplemented;
        }, 'A.__eq__(self,o)');
        c.__lt__ = meth(function (o) {
            return R.isinstance(o, A) ? lt(this.v, o.v) : NotImplemented;
        }, 'A.__lt__(self,o)');
        c.__hash__ = meth(function () {
            return hash(T('A', 1));
        }, 'A.__hash__(self)');
    });
    const B = cls(null, 'B', [], c => {
        c.__eq__ = meth(() => 'eq', 'B.__eq__(self,o)');
        c.__ne__ = meth(() => 'ne', 'B.__ne__(self,o)');
    });
    const C = cls(null, 'C', [], () => {});
    const N = cls(null, 'N', [], c => {
        c.__hash__ = null;
    });
    const a = A(1), b = A(2), c = C(), n = NaN;
    print(eq(a, A(1)), ne(a, A(1)), eq(a, 1), ne(a, 1), lt(a, b), gt(a, b), gt(b, a), eq([a], [A(1)]), lt(T(a, b), T(b, a)), eq(R.dict_of([1, a]), R.dict_of([1, A(1)])));
    fails(() => le(a, b));
    fails(() => lt(a, 1));
    fails(() => lt(c, c));
    fails(() => lt(1, a));
    print(eq(a, B()), eq(B(), a), ne(B(), 1), ne(1, B()), eq(c, c), ne(c, c), eq(c, C()), eq(null, c), ne(c, null), eq(hash(a), hash(b)));
    // A NaN has no identity in JS: containers take each for the same.
    print(false, eq(C, C), eq(C, A), eq(PyInt, PyInt), ne(PyInt, PyStr), eq(null, null), eq(null, 0), eq(R.print_, R.print_));
    print(eq([n], [n]), eq(n, n), R.contains([n], n), eq(T(n), T(n)));
    fails(() => hash(N()));
    fails(() => hash(B()));
    fails(() => hash([]));
    fails(() => hash(T(1, [])));
    print(eq(hash(true), hash(1)) && eq(hash(1), hash(new Float(1))), eq(hash('a'), hash('a')), eq(hash(T(1, 'a')), hash(T(new Float(1), 'a'))));
});

same('subclasses of int and float', `
class I(int): pass
class J(int):
    def __add__(self, o): return J(int(self) + int(o) + 100)
    __radd__ = __add__
    def __eq__(self, o): return 'J.eq'
class F(float): pass
i, j, f = I(5), J(6), F(2.5)
print(i + 1, 1 + i, i * i, i - 2.5, i / 2, i // 2, i % 3, -i, +i, ~i, abs(I(-3)), i ** 2, 2 ** i, divmod(i, 3), i & 4, i | 8, i >> 1, pow(i, 2, 7))
print(type(i + 1).__name__, type(-i).__name__, type(f + 1).__name__, type(+i).__name__)
print(j + 1, 1 + j, type(1 + j).__name__, j == 6, 6 == j, j - 1)
print(f + 1, 1 + f, f * f, f > 2, f == 2.5, 2.5 == f, -f, abs(F(-1.0)), f // 1, f + i, i + f, f ** 2, round(f), round(F(2.675), 2))
print(i < 6, 6 > i, i == 5, 5 == i, i != 5, i == I(5), i <= f, bool(I(0)), bool(i), bool(F(0.0)), not i)
print('ab' * I(2), I(2) * [1], [1, 2, 3][I(1)], 'abc'[I(1)], list(range(I(3))), hash(i) == hash(5), hash(f) == hash(2.5), {5: 'x'}[i])
print(int(i), float(i), int(f), str(i), repr(f), f'{i:03d} {f:.2f} {i}', hex(I(255)), chr(I(65)), i.bit_length(), f.is_integer(), type(int(i)).__name__)
fails(lambda: i + 'a'); fails(lambda: 'a' + i); fails(lambda: i + None); fails(lambda: i < 'a'); fails(lambda: i << 1.5); fails(lambda: -I('x'))
x = I(5); x += 1; print(x, type(x).__name__)
`, () => {
    const I = cls(null, 'I', [PyInt], () => {});
    const J = cls(null, 'J', [PyInt], c => {
        c.__add__ = meth(function (o) {
            return J(add(add(PyInt(this), PyInt(o)), 100));
        }, 'J.__add__(self,o)');
        c.__radd__ = c.__add__;
        c.__eq__ = meth(() => 'J.eq', 'J.__eq__(self,o)');
    });
    const F = cls(null, 'F', [PyFloat], () => {});
    const i = I(5), j = J(6), f = F(2.5);
    print(add(i, 1), add(1, i), mul(i, i), sub(i, 2.5), truediv(i, 2), floordiv(i, 2), mod(i, 3), neg(i), pos(i), invert(i), abs_(I(-3)), pow(i, 2), pow(2, i), divmod_(i, 3), bitand(i, 4), bitor(i, 8), rshift(i, 1), pow_(i, 2, 7));
    print(typeName(add(i, 1)), typeName(neg(i)), typeName(add(f, 1)), typeName(pos(i)));
    print(add(j, 1), add(1, j), typeName(add(1, j)), eq(j, 6), eq(6, j), sub(j, 1));
    print(add(f, 1), add(1, f), mul(f, f), gt(f, 2), eq(f, 2.5), eq(2.5, f), neg(f), abs_(F(new Float(-1))), floordiv(f, 1), add(f, i), add(i, f), powi(f, 2), round_(f), round_(F(2.675), 2));
    print(lt(i, 6), gt(6, i), eq(i, 5), eq(5, i), ne(i, 5), eq(i, I(5)), le(i, f), truth(I(0)), truth(i), truth(F(new Float(0))), !truth(i));
    print(mul('ab', I(2)), mul(I(2), [1]), R.getitem([1, 2, 3], I(1)), R.getitem('abc', I(1)), R.PyList(R.PyRange(I(3))), eq(hash(i), hash(5)), eq(hash(f), hash(2.5)), R.getitem(R.dict_of([5, 'x']), i));
    print(PyInt(i), PyFloat(i), PyInt(f), str_(i), repr_(f), `${format_(i, '03d')} ${format_(f, '.2f')} ${format_(i, '')}`, R.hex_(I(255)), R.chr_(I(65)), i.$bit_length(), f.$is_integer(), typeName(PyInt(i)));
    fails(() => add(i, 'a'));
    fails(() => add('a', i));
    fails(() => add(i, null));
    fails(() => lt(i, 'a'));
    fails(() => R.lshift(i, 1.5));
    fails(() => neg(I('x')));
    let x = I(5);
    x = iadd(x, 1);
    print(x, typeName(x));
});

same('conversions by methods', `
class V:
    def __index__(self): return 7
    def __float__(self): return 2.5
    def __bool__(self): return False
    def __neg__(self): return 'neg'
    def __abs__(self): return 'abs'
    def __round__(self, n=None): return ('round', n)
    def __divmod__(self, o): return 'divmod'
    def __rdivmod__(self, o): return 'rdivmod'
    def __pow__(self, o, m=None): return ('pow', o, m)
class W:
    def __int__(self): return 3
    def __len__(self): return 0
class Bad:
    def __index__(self): return 'x'
    def __int__(self): return 1.5
    def __float__(self): return 1
    def __bool__(self): return 1
    def __hash__(self): return 'h'
class Neg:
    def __len__(self): return -1
v = V()
print(int(v), float(v), bool(v), -v, abs(v), round(v), round(v, 2), divmod(v, 1), divmod(1, v), v ** 2, pow(v, 2, 3), hex(v), chr(V()), 'a' * v, round(2.123456789, v))
print(int(W()), bool(W()), not W())
for f in (int, float, bool, hash, hex): fails(lambda: f(Bad()))
fails(lambda: bool(Neg())); fails(lambda: -W()); fails(lambda: ~v); fails(lambda: float(W())); fails(lambda: abs(W()))
`, () => {
    const V = cls(null, 'V', [], c => {
        c.__index__ = meth(() => 7, 'V.__index__(self)');
        c.__float__ = meth(() => 2.5, 'V.__float__(self)');
        c.__bool__ = meth(() => false, 'V.__bool__(self)');
        c.__neg__ = meth(() => 'neg', 'V.__neg__(self)');
        c.__abs__ = meth(() => 'abs', 'V.__abs__(self)');
        c.__round__ = meth((n = null) => T('round', n), 'V.__round__(self,n=)');
        c.__divmod__ = meth(() => 'divmod', 'V.__divmod__(self,o)');
        c.__rdivmod__ = meth(() => 'rdivmod', 'V.__rdivmod__(self,o)');
        c.__pow__ = meth((o, m = null) => T('pow', o, m), 'V.__pow__(self,o,m=)');
    });
    const W = cls(null, 'W', [], c => {
        c.__int__ = meth(() => 3, 'W.__int__(self)');
        c.__len__ = meth(() => 0, 'W.__len__(self)');
    });
    const Bad = cls(null, 'Bad', [], c => {
        c.__index__ = meth(() => 'x', 'Bad.__index__(self)');
        c.__int__ = meth(() => 1.5, 'Bad.__int__(self)');
        c.__float__ = meth(() => 1, 'Bad.__float__(self)');
        c.__bool__ = meth(() => 1, 'Bad.__bool__(self)');
        c.__hash__ = meth(() => 'h', 'Bad.__hash__(self)');
    });
    const Neg = cls(null, 'Neg', [], c => {
        c.__len__ = meth(() => -1, 'Neg.__len__(self)');
    });
    const v = V();
    print(PyInt(v), PyFloat(v), truth(v), neg(v), abs_(v), round_(v), round_(v, 2), divmod_(v, 1), divmod_(1, v), pow(v, 2), pow_(v, 2, 3), R.hex_(v), R.chr_(V()), mul('a', v), round_(2.123456789, v));
    print(PyInt(W()), truth(W()), !truth(W()));
    for (const f of [PyInt, PyFloat, R.PyBool, hash, R.hex_]) fails(() => f(Bad()));
    fails(() => truth(Neg()));
    fails(() => neg(W()));
    fails(() => invert(v));
    fails(() => PyFloat(W()));
    fails(() => abs_(W()));
});

same('augmented assignment', `
class A:
    def __iadd__(self, o): return 'iadd'
    def __isub__(self, o): return NotImplemented
    def __sub__(self, o): return 'sub'
    __imul__ = None
a = A(); a += 1; print(a)
a = A(); a -= 1; print(a)
x = y = [1]; x += (2, 3); print(y); x *= 2; print(y); x += 'ab'; print(y, x is y)
t = u = (1,); t += (2,); print(t, u)
s = r = {1}; s |= {2}; print(r); s -= {1}; print(r)
n = 5; n += True; n -= 2.0; print(n)
def f():
    z = 1; z += 'a'
def g():
    z = []; z += 1
def h():
    z = 'a'; z -= 1
def k():
    z = (1,); z += [1]
def m():
    z = 2; z **= 'a'
for f in (f, g, h, k, m): fails(f)
`, () => {
    const A = cls(null, 'A', [], c => {
        c.__iadd__ = meth(() => 'iadd', 'A.__iadd__(self,o)');
        c.__isub__ = meth(() => NotImplemented, 'A.__isub__(self,o)');
        c.__sub__ = meth(() => 'sub', 'A.__sub__(self,o)');
    });
    print(iadd(A(), 1));
    print(isub(A(), 1));
    const y = [1];
    let x = iadd(y, T(2, 3));
    print(y);
    x = imul(x, 2);
    print(y);
    x = iadd(x, 'ab');
    print(y, x === y);
    const u = T(1);
    print(iadd(u, T(2)), u);
    const r = set_of([1]);
    let s = R.ibitor(r, set_of([2]));
    print(r);
    s = isub(s, set_of([1]));
    print(r);
    print(isub(iadd(5, true), new Float(2)));
    fails(() => iadd(1, 'a'));
    fails(() => iadd([], 1));
    fails(() => isub('a', 1));
    fails(() => iadd(T(1), [1]));
    fails(() => R.ipow(2, 'a'));
});

same('complex with other types', `
print(1j + 1, 2 * 1j, 1.5 - 1j, True + 1j, (1 + 2j) == 1, 1 == (1 + 0j), 3 != 3 + 0j, hash(3 + 0j) == hash(3), (1 + 2j) ** 2, 1 / (1 + 1j), abs(3 + 4j))
print(complex(1, -2), complex('1e3-2.5j'), -(1 + 2j), (1 + 2j).conjugate(), bool(0j), bool(1j), {1: 'a'}[1 + 0j])
fails(lambda: 1j < 2); fails(lambda: 1j // 1); fails(lambda: 1 % 1j); fails(lambda: 1j + 'a'); fails(lambda: int(1j)); fails(lambda: 1j / 0)
`, () => {
    const j = (re, im) => new Complex(re, im);
    print(add(j(0, 1), 1), mul(2, j(0, 1)), sub(1.5, j(0, 1)), add(true, j(0, 1)), eq(j(1, 2), 1), eq(1, j(1, 0)), ne(3, j(3, 0)), eq(hash(j(3, 0)), hash(3)), pow(j(1, 2), 2), truediv(1, j(1, 1)), abs_(j(3, 4)));
    print(R.PyComplexType(1, -2), R.PyComplexType('1e3-2.5j'), neg(j(1, 2)), j(1, 2).$conjugate(), truth(j(0, 0)), truth(j(0, 1)), R.getitem(R.dict_of([1, 'a']), j(1, 0)));
    fails(() => lt(j(0, 1), 2));
    fails(() => floordiv(j(0, 1), 1));
    fails(() => mod(1, j(0, 1)));
    fails(() => add(j(0, 1), 'a'));
    fails(() => PyInt(j(0, 1)));
    fails(() => truediv(j(0, 1), 0));
});

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
const expected = JSON.parse(execFileSync(process.env.PYTHON ?? 'python3', ['-c', runner], {input: JSON.stringify(cases.map(c => FAILS + c.python)), encoding: 'utf8'}));

cases.forEach((c, i) => test(c.name, () => {
    out = [];
    let broke;
    try {
        c.js();
    } catch (e) {
        broke = e;
    }
    assert.deepEqual(out, expected[i], broke?.stack);
    if (broke) throw broke;
}));

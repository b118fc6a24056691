def f(x, scale=1, shift=0.0):
    return x * scale + shift
print(f(2), f(2, 3), f(2, shift=1), f(x=1.5), f(0.5, 2, 1), f(shift="s", x="a"))
def g(a, b=None):
    if b is None:
        b = []
    b.append(a)
    return b
print(g(1.0), g(2, [0.5]), g("s"))
def h(*args, k=1.0, **kw):
    return args, k + 1, kw
print(h(), h(1.0, k=2), h(z=3))
def p(x=2.0):
    return x + 1
print(p(), p(1), p(1.5))
def q(x=0.5):
    x += 1
    return x
print(q(), q(0.5), q(1.0))
try:
    print(q(1, 2))
except TypeError as e:
    print(e)
q2 = q
print(q2(3))
try:
    print(f())
except TypeError as e:
    print(e)
def callback(fn):
    return fn(2)
def half(x):
    return x / 2
print(half(3.0), callback(half), list(map(half, [1, 2])))

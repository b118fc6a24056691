def f(a, b, c):
    return a < b < c, a == b == c, a <= b != c, 0 <= a < 10, not a < b
print(f(1, 2, 3), f(1.0, 1, 1), f(2, 2, "x") if False else f(2, 2, 2), f(2 ** 60, 2 ** 60 + 1, 2 ** 61))
print(1 == 1.0, 2 ** 53 == 2.0 ** 53, 2 ** 53 + 1 == 2.0 ** 53, 2 ** 53 + 1 > 2.0 ** 53, 0.1 + 0.2 == 0.3)
def s(a, b):
    return a == b, a != b, a < b, a in b, a is b
print(s("a", "ab"), s("b", "a"))
print("\U0001F600" < "\uffff", max("a", "b"), min(1, 2.0), max(2, 2.0), max(1.0, 1))
def truth(x, xs, t):
    r = []
    if x: r.append(1)
    if xs: r.append(2)
    if t: r.append(3)
    if not x and not xs: r.append(4)
    if x and xs or t: r.append(5)
    return r, x and xs, x or t, bool(xs)
print(truth(0, [], ""), truth(1, [0], "a"), truth(-1, [], "b"))
def truthf(x):
    while x:
        x -= 0.5
    return x
print(truthf(1.5), 1 if 0.0 else 2, 1 if -0.0 else 2)
calls = []
def side(v):
    calls.append(v)
    return v
print(side(1) < side(2) < side(3), side(3) < side(2) < side(1), calls)

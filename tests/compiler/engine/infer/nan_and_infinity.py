inf = float("inf")
nan = float("nan")
def f(a, b):
    return a + b, a - b, a * b, a < b, a == b, a != b, a >= b
print(f(inf, 1.5), f(inf, inf), f(nan, 1.0), f(1e308, 1e308), f(-inf, inf))
x = 1e308
x *= 10
print(x, -x, x - x, x == inf, bool(nan), bool(0.0), not nan)
def loop():
    v = 0.1
    n = nan
    if n:
        v = v * 2
    while v < 1e300:
        v *= v + 2
    return v, [n], n != n
print(loop()[0] > 1e300, loop()[1:])
xs = [nan, inf]
print(xs, xs[0] == xs[0], xs[1] > 0, xs[0] in xs, max(1.0, nan), min(nan, 1.0))

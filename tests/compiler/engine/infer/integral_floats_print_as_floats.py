def f(a, b):
    return a + b
print(f(0.5, 0.5), f(1.5, -1.5), f(1e16, 1.0), f(1e300, 1e300))
def g():
    x = 0.0
    xs = [0.0] * 3
    for i in range(3):
        x += 1
        xs[i] = x * 2
    return x, xs, xs[0], [v / 2 for v in xs], x // 1, x % 2, x ** 2, -x, abs(-x), +x
print(g())
def h(xs):
    s = 0.0
    for v in xs:
        s += v
    return s
print(h([1.0, 2.0, 3.0]), str(h([1.0])), f"{h([2.0])}", repr(h([])), int(h([4.0])), round(h([2.5]), 0), round(h([2.5])))
ys = [1.0, 2.0]
ys.append(3.0)
print(ys, ys[-1], ys[:], ys[1:], max(ys), min(ys), sum(ys), sorted(ys), ys == [1, 2, 3], 2.0 in ys, ys.index(2.0))
for i, y in enumerate(ys):
    print(i, y)
a, b, c = ys
print(a, b, c, isinstance(a, float), isinstance(a, int), type(c).__name__)
print({1.0: "x"}, (1.0, 2), [[1.0]], 1.0 if a else 2.0, a and b, 0.0 or 3.0, not 0.0)
print(10 / 2, 7 // 2.0, 2 ** -1, 4 ** 0.5, 2.0 ** 3, 8 % 3.0, float(3), float("4"), 1e22, 1e21 + 1)
k = 2.0
k *= 2
k -= 1
k /= 3
k **= 2
k //= 1
k %= 5
print(k)

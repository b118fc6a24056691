def f(x):
    return x * -1
print(f(0.0), f(0), -0.0, 0.0 * -1, 0 * -1, f(0) == f(0.0))
def ints(a, b):
    return a * b, -a, a - a, a // 5, a % 5, (a * b) * 1.0
print(ints(0, -5), ints(-5, 0), ints(3, -1))
z = 0
w = z * -3
print(w, 1.0 * w, str(w), w / 1, [w], {w: 1}, -z)
def g(xs):
    xs[0] = -xs[0]
    return xs
print(g([0.0]), -g([0.0])[0], abs(g([0.0])[0]))
import math
print(math.copysign(1, -0.0), math.copysign(1, w), math.copysign(1.0, 0.0 * -1.0), math.atan2(w, -1), math.atan2(-0.0, -1))
x = -0.0
print(x, x + 0, x + 0.0, x - 0.0, x == 0, round(-0.4), round(-0.4, 0), int(-0.5), -0.0 ** 2, (-0.0) ** 2, (-0.0) ** 0.5)

def f(a, b):
    return a + b, a * b, a == b, a < b, -a, a // 1, a / 1
print(f(True, 2), f(True, True), f(False, 0))
def g(flag):
    n = 0
    for i in range(3):
        n += flag
    return n
print(g(True), g(2))
xs = [10, 20]
t = True
print(xs[t], xs[False], xs[-t])
xs[t] = 5
print(xs, True + True, True & False, True | 2, True ^ True, ~True)
x = True
x += 1
print(x, [True, 1][0], True == 1, 1 == True, sum([True, True]), abs(True), -True, +True)

def f(a, b):
    return a / b
def g(a, b):
    return a / b
def h(a, b):
    return a // b, a % b
for c in (lambda: f(1.5, 0.0), lambda: f(1.5, -0.0), lambda: g(1, 0), lambda: h(1, 0), lambda: h(1.0, 0), lambda: 1.0 / 0, lambda: 1 / 0.0, lambda: 0.0 ** -1):
    try:
        print(c())
    except ZeroDivisionError as e:
        print(e)
x = 1.0
try:
    x /= 0
except ZeroDivisionError as e:
    print(e, x)
try:
    (1e200) ** 2
except OverflowError as e:
    print(type(e).__name__)
y = 1e200
try:
    print(y ** 2)
except OverflowError as e:
    print(type(e).__name__)

def f(xs, i):
    total = 0.0
    try:
        total += xs[0]
        total += xs[i]
        total += 1
    except IndexError as e:
        total -= 0.5
        print(e)
    finally:
        total *= 2
    return total
print(f([1.0, 2.0], 1), f([1.0], 5), f([1.0], -3), f([1.0, 4.0], -1))
def g(i):
    xs = [1.0]
    try:
        xs[i] = 2.0
    except IndexError as e:
        return str(e), xs
    return xs
print(g(0), g(-1), g(1), g(-2))
def h():
    try:
        x += 1.0
    except UnboundLocalError as e:
        print(e)
    x = 1.0
    del x
    try:
        print(x)
    except UnboundLocalError as e:
        print(e)
    for y in []:
        pass
    try:
        return y * 2.0
    except UnboundLocalError as e:
        return str(e)
print(h())
def k(n):
    if n > 1:
        v = 2.5
    return v * 2
print(k(2))
try:
    k(1)
except UnboundLocalError as e:
    print(e)
def e():
    x = 1.0
    try:
        raise ValueError("v")
    except ValueError as x:
        print(repr(x))
    try:
        return x
    except UnboundLocalError as err:
        return str(err)
print(e())
def t():
    xs = [1.5, 2.5]
    try:
        return xs["a"]
    except TypeError as err:
        return str(err)
print(t())
def op():
    a, b = 1, "x"
    try:
        return a + b
    except TypeError as err:
        return str(err)
print(op())

log = []
def n(v):
    log.append(v)
    return v
def f():
    xs = [1.0, 2.0, 3.0]
    xs[n(0)] = n(5.0) + n(0.5)
    xs[n(1)] += n(2.0)
    n(10) - n(3) * n(2)
    return xs
print(f(), log)
def g():
    xs = [0, 0]
    def grow():
        xs.append(7)
        return 2
    xs[1] = grow()
    xs[grow() - 2] += grow()
    return xs
print(g())
def h():
    x = 1.0
    def setx():
        nonlocal x
        x = 10.0
        return 1.0
    a = x + setx()
    x += setx()
    return a, x
print(h())
def shrink():
    xs = [1.0, 2.0]
    def cut():
        xs.pop()
        return 5.0
    try:
        xs[1] = cut()
    except IndexError as e:
        print(e)
    return xs
print(shrink())

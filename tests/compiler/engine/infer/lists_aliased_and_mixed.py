def make():
    return [1.0, 2.0]
a = make()
b = a
b.append("x")
b[0] = 3
print(a, a[0] + 1, a[1] + 1)
def spoil(xs):
    xs[0] = "s"
def user():
    xs = [1.5, 2.5]
    print(xs[0] * 2)
    spoil(xs)
    print(xs[0] * 2, xs)
user()
def nested():
    grid = [[0.0] * 2 for _ in range(2)]
    row = grid[0]
    row[1] = 5
    grid[1] = [1, "a"]
    return grid, row[1] * 2, grid[1][1] * 2
print(nested())
def through(d):
    d["k"].append(None)
def holder():
    xs = [1.0]
    d = {"k": xs}
    through(d)
    t = (xs,)
    t[0].append(2)
    return xs
print(holder())
class Box:
    pass
def attr():
    o = Box()
    xs = [1.0, 2.0]
    o.xs = xs
    o.xs[0] = "changed"
    return xs[0] * 2, xs
print(attr())
def extend():
    xs = [1.0]
    xs.extend([2, "q"])
    xs += [3]
    xs.insert(0, True)
    xs[1:2] = [None, 4.0]
    ys = xs + ["end"]
    return xs, ys, xs * 2, ys[-1] * 2
print(extend())
def bound():
    xs = [1.0]
    push = xs.append
    push("z")
    xs.__setitem__(0, 5)
    return xs, xs[1] * 2
print(bound())
def floats():
    xs = [1.0, 2.0]
    ys = xs
    zs = [xs, ys]
    zs[0][0] += 1
    for z in zs:
        z[1] *= 2
    return xs, ys[0], zs
print(floats())
def ret():
    def inner(v):
        v.append(1)
        return v
    xs = [0.5]
    return inner(xs), xs
print(ret())
import heapq, random
def lib():
    h = [2.0, 1.0]
    heapq.heappush(h, 0)
    return h[0], heapq.heappop(h)
print(lib())
def fmt():
    xs = [1.0, 2.0]
    return "%s" % xs, f"{xs}", str(xs), repr([xs]), "{}".format(xs), xs != [1.0, 2.0], (xs, 1), not xs, len(xs), list(xs), tuple(xs), *xs
print(fmt())
def default(v, xs=[]):
    xs.append(v)
    return xs
print(default(1.0), default("a"), default(2, [0.5]))
def gen(xs):
    for x in xs:
        yield x
def gens():
    xs = [1.0, 2.0]
    return list(gen(xs)), [x for x in gen([1.0])], sum(x for x in xs)
print(gens())
def swap():
    xs = [1.0, 2.0, 3.0]
    xs[0], xs[2] = xs[2], xs[0]
    i = 0
    i, xs[i] = 1, 9.0
    return xs, i
print(swap())
def loops():
    xs = [1.0, 2.0]
    out = []
    for xs[0] in [5, 6.0]:
        out.append(xs[0])
    for a, b in [[1.0, 2.0]]:
        out.append(a + b)
    out2 = [v * 2 for v in xs]
    out3 = {v: 1 for v in xs}
    def later():
        return [v for v in xs]
    return xs, out, out2, out3, later()
print(loops())
def walrus():
    xs = [1.0, 2.0]
    if (y := xs[1]) > 1:
        return y, [z := v for v in xs], z
print(walrus())

def f():
    with_value = 1.0
    for with_value in (1, "a"):
        pass
    x = 2.0
    match [1, 2]:
        case [x, _]:
            pass
    y = 1.5
    (y, z), *w = (1, 2), 3
    import math as m
    def n(): return 1
    n2 = 1.0
    n2 = n
    return with_value, x, y, z, w, n2()
print(f())
def g(data):
    a = 1.0
    a, b = data
    c = d = 0.5
    c = "s"
    e: float = "not a float"
    return a, b, c, d, e * 2
print(g((1, 2.0)), g("xy"))
def h(n: int, x: float) -> int:
    return n + x
print(h(1, 2), h("a", "b"), h(1.5, 1))
class C:
    x: float = 1
    y = 2.0
    def m(self):
        return self.x / 2, self.y * 2
print(C().m(), C.x, C.y + 1)
c = C()
c.y = "s"
print(c.m())
v = 1.0
exec_like = {"v": 2}
for v in exec_like.values():
    print(v)
a = [1.0, 2.0]
del a[0]
print(a, a.pop(), a)
s = 0
for i in range(5, 0, -2):
    s += i
for i in range(0, 100, 25):
    s += i
print(s, i, [i * i for i in range(4)], [x * 0.5 for x in range(3)])
n = 3
for i in range(n):
    n = 1.5
    i = "x"
print(n, i)
big = 10 ** 18
print([k for k in range(big, big + 2)], len(range(big)), sum(range(10)))
for k in range(big, big + 2):
    print(k + 1)

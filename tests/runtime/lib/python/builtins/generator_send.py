def echo():
    got = yield 1
    while True:
        got = yield got


g = echo()
try:
    g.send(3)
except TypeError as e:
    print(e)
print(g.send(None), g.send(4), next(g), g.send(5))
g = echo()
print(next(g), g.send("x"))
for x in echo():
    print(x)
    break


def outer():
    yield from echo()


o = outer()
print(next(o), o.send(7))

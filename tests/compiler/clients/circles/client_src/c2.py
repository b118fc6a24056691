print("c2 begins")
import client_src.c1 as c1

try:
    print(c1.x)
except AttributeError as e:
    print(e)
try:
    from client_src.c1 import x
except ImportError as e:
    print(str(e).split(" (/")[0])
print(hasattr(c1, "x"))


def late():
    return c1.f() + str(c1.x)


def unbound():
    return later


try:
    unbound()
except NameError as e:
    print(e)
later = 1
print(unbound(), "c2 ends")

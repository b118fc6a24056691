print("app")
import client_src.first as first
from client_src.pkg.sub import leaf

print("after", first.value, leaf.name)


def late():
    from client_src import lazy

    return lazy.value


def same_name():
    from client_src.lazy import other as x

    return x


def other_name():
    from client_src.first import value as x

    return x


print("before late")
print(late(), late(), same_name(), other_name())

for _ in range(2):
    try:
        import client_src.fails
    except ZeroDivisionError as e:
        print("failed", e)

try:
    import client_src.nothing
except ImportError as e:
    print(type(e).__name__, e, e.name)
try:
    from client_src.first import nothing
except ImportError as e:
    print(str(e).split(" (/")[0], e.name)

if first.value:
    from client_src import conditional
print(conditional.x, conditional.__name__, __name__)

import client_src.pkg.sub.leaf
import client_src.pkg.sub.leaf as short

print(client_src.pkg.title, client_src.pkg.sub.leaf.name, short.name)

"""Module text."""
class A:
    """Doc."""
    x: int = 1
    y: str
    def f(self, n: int) -> int:
        """Doc."""
        v: int = n
        return v
def g(): ...
print(A().f(2), A.x, g())


def named(cls):
    cls.title = cls.__name__
    return cls


@named
class Decorated:
    size: int = 3
    weight: "float"


print(Decorated.title, Decorated.size)

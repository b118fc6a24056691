def tried(f):
    try:
        print(type(f()).__name__)
    except TypeError as e:
        print(e)


class A:
    def __init__(self):
        return 3


class Inherits(A):
    pass


class Fine(A):
    def __init__(self):
        super().__init__()
        return None


class Sometimes:
    def __init__(self, x):
        if x:
            return
        return "text"


class Listed(list):
    def __init__(self):
        return [1]


class Waits:
    async def __init__(self):
        pass


class Yields:
    def __init__(self):
        yield


class Assigned:
    __init__ = lambda self: 5


class Plain:
    def __init__(self, x=1):
        self.x = x


tried(A)
tried(Inherits)
tried(Fine)
tried(lambda: Sometimes(1))
tried(lambda: Sometimes(0))
tried(Listed)
tried(Yields)
tried(Assigned)
tried(Plain)
tried(lambda: type("Made", (A,), {})())
tried(lambda: A.__call__() if False else Plain(x=2))

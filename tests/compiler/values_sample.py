class TooLong(Exception):
    pass


class Place:
    def __init__(self, name):
        self.name = name
        self.inner = {"a": (1, 2)}


def every_kind():
    return [None, True, 1, 1.5, "x", [1], (1, "b"), {1}, {"k": {"n": None}}, Place("here")]


def caught(error):
    try:
        raise error
    except TooLong as why:
        return str(why)


def is_python(value):
    return isinstance(value, dict) and value["t"] == (1, "x") and value["s"] == {1, 2} and value["n"] is None

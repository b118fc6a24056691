print("abc".__len__(), "a".__add__("b"), "a".__lt__("b"), "abc".__contains__("b"), "a%s".__mod__(1), "ab".__mul__(2), "abc".__getitem__(1), "a".__ne__("b"))
print("a".__hash__() == hash("a"), next("ab".__iter__()), next([1].__iter__()), next((1, 2).__iter__()), next([1, 2].__reversed__()), [1].__iter__())if False else None
print((5).__add__(3), (5).__sub__("a"), (1.5).__mul__(2), (5).__neg__(), (5).__bool__(), (5).__float__(), (7).__divmod__(2), (2).__pow__(3), (2).__rsub__(5), True.__and__(False), (2.7).__floor__(), (2.2).__ceil__())
print(int.__add__(1, 2), str.__add__("a", "b"), str.__len__("abc"), float.__mul__(1.5, 2), list.__iter__([1]).__next__(), int.__lt__(1, 2), int.__eq__(1, 1.0), int.__mul__(2, 3))


class Name(str):
    def __new__(cls, text, extra=0):
        made = super().__new__(cls, text.strip())
        made.extra = extra
        return made

    def __add__(self, other): return Name(super().__add__(other))
    def __eq__(self, other): return super().__eq__(other)
    def __hash__(self): return super().__hash__()
    def __getitem__(self, i): return Name(super().__getitem__(i))
    def __len__(self): return super().__len__() + 1
    def __contains__(self, x): return super().__contains__(x)
    def __mod__(self, x): return Name(super().__mod__(x))
    def __iter__(self): return super().__iter__()


s = Name(" hi %s ", extra=3)
print(s, s.extra, s + "x", type(s + "x").__name__, hash(s) == hash("hi %s"), s[0], len(s), "h" in s, s % 5, list(s), {s: 1}["hi %s"])


class Money(int):
    def __add__(self, other): return Money(super().__add__(other))
    def __mul__(self, other): return Money(super().__mul__(other))
    def __repr__(self): return f"Money({int(self)})"
    def __eq__(self, other): return super().__eq__(other)
    def __hash__(self): return super().__hash__()
    def __lt__(self, other): return super().__lt__(other)
    __radd__ = __add__


print(Money(5) + 1, 1 + Money(5), Money(5) * 2, {Money(5): 1}[5], sum([Money(1), Money(2)]), Money(5) < 6, Money(7) - 1, sorted([Money(3), Money(1)]))


class Rounded(float):
    def __add__(self, other): return Rounded(super().__add__(other))
    def __round__(self, n=None): return Rounded(super().__round__(n))
    def __repr__(self): return f"R{super().__repr__()}"


print(Rounded(1.5) + 1, round(Rounded(1.256), 2))


class Rows(list):
    def __iter__(self): return super().__iter__()
    def __reversed__(self): return super().__reversed__()


print(list(Rows([1, 2])), list(reversed(Rows([1, 2]))))


class Tally(dict):
    @classmethod
    def fromkeys(cls, keys, value=7): return cls((k, value) for k in keys)


print(Tally.fromkeys("ab"), Tally().fromkeys("c"))

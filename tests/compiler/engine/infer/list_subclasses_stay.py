class L(list):
    def __getitem__(self, i):
        return "item"
    def append(self, x):
        super().append(x * 2)
    def __len__(self):
        return 42
def f(xs):
    xs.append(3)
    return xs[0], len(xs), [x for x in xs]
print(f(L([1])), f([1]))
def g(flag):
    xs = L() if flag else [1.0]
    xs.append(2.0)
    return xs[0], len(xs)
print(g(True), g(False))
class S(str):
    def __eq__(self, other):
        return "never"
    def __add__(self, other):
        return "plus"
    __hash__ = str.__hash__
def h(a, b):
    return a == b, a + b, str(a) + "x"
print(h("a", "a"), h(S("a"), "a"))
class I(int):
    def __add__(self, other):
        return "sum"
def k(n):
    return n + 1
print(k(1), k(I(1)), int(I(3)) + 1, abs(I(-2)))
class F(float):
    def __mul__(self, other):
        return "prod"
def m(x):
    return x * 2
print(m(1.5), m(F(1.5)), float(F(2.0)) * 2)

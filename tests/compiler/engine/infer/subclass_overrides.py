class A:
    def area(self):
        return 1.0
    def twice(self):
        return self.area() * 2
class B(A):
    def area(self):
        return "b"
for o in (A(), B()):
    print(o.twice())
class V:
    def __init__(self, x):
        self.x = x
    def __add__(self, o):
        return V(self.x + o.x)
    def __lt__(self, o):
        return "less"
    def __eq__(self, o):
        return "same"
    def __bool__(self):
        return False
    def __len__(self):
        return 3
    def __radd__(self, o):
        o.append("seen") if isinstance(o, list) else None
        return V(self.x)
def add(a, b):
    return a + b
print(add(1, 2), add(V(1), V(2)).x, V(1) < V(2), V(1) == 3, 3 == V(1), [] == V(1), "t" if V(1) else "f", len(V(0)))
xs = [1.0]
r = xs + V(3)
print(xs, r.x, xs[0])

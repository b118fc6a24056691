counts = {"b": 2, "a": 1, "c": 3}
print(sorted(counts, key=counts.get), max(counts, key=counts.get), list(map(counts.get, "ab")))
seen = []
for each in [seen.append, print]:
    each(5)
print(seen)


class Box:
    def __init__(self, get, index):
        self.get = get
        self.index = index
        self.add = None

    def append(self, x):
        return (self.get, x)


box = Box(1, 2)
push = box.append
print(box.get, box.index, box.add is None, push(3), dict.fromkeys(["a"], 0))

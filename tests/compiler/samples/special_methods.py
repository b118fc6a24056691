class Stack:
    def __init__(self, items=None):
        self.items = list(items or [])
    def push(self, x):
        self.items.append(x)
        return self
    def __len__(self):
        return len(self.items)
    def __bool__(self):
        return len(self) > 0
    def __iter__(self):
        for i in reversed(self.items):
            yield i
    def __getitem__(self, i):
        return self.items[i]
    def __contains__(self, x):
        return x in self.items
    def __eq__(self, other):
        return isinstance(other, Stack) and self.items == other.items
    def __repr__(self):
        return f'Stack({self.items})'
s = Stack([1]).push(2).push((3, 'x'))
print(len(s), list(s), s[-1], (3, 'x') in s, s == Stack([1, 2, (3, 'x')]), s != Stack(), bool(Stack()), s, [s])

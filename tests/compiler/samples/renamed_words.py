class P:
    def __init__(self, name, type, values):
        self.name = name
        self.type = type
        self.values = values
        self.items = [1]
        self.keys = 'k'
        self.default = 5
        self.get = 3
    def update(self):
        return self.name
p = P('n', 't', [1])
p.name += 'x'
print(p.name, p.type, p.values, p.items, p.keys, p.default, p.get, p.update())
print(getattr(p, 'name'), hasattr(p, 'name'), hasattr(p, 'zip'))
q = P(name='a', type='b', values=[])
print(q.name, q.type)

class Base:
    kind = 'base'
    def __init__(self, n):
        self.n = n
    @property
    def label(self):
        return f'{self.kind}:{self.n}'
    @classmethod
    def make(cls, n):
        return cls(n)
    @staticmethod
    def twice(x):
        return x * 2
class Child(Base):
    kind = 'child'
    def __init__(self, n, extra='e'):
        super().__init__(n)
        self.extra = extra
c = Child.make(3)
print(c.label, c.extra, Child.twice(4), isinstance(c, Base), type(c).__name__, Child.kind)

class C:
    def get(self, k, d=None):
        return (k, d)
    def items(self):
        return [1]
    def pop(self):
        return 'popped'
c = C()
print(c.get(1), c.get(1, d=2), c.items(), c.pop())

class A:
    def f(self):
        return super(A, self).f()

    def g(self):
        return super().label

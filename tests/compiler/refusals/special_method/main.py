class A:
    def __hash__(self):
        return 1

    def __call__(self):
        return 2

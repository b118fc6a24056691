ops = {'add': lambda a, b: a + b, 'neg': lambda a: -a}
print(ops['add'](1, 2), ops['neg'](3), (lambda *a, **k: (a, k))(1, x=2))
print(list(filter(lambda x: x % 2, range(6))), list(map(lambda p: p[0], [(1, 2)])), sorted('bca', key=lambda c: -ord(c)))

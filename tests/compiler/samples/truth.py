class Empty:
    def __len__(self):
        return 0
class Obj:
    pass
for v in [[], [0], '', 'a', 0, 1, None, {}, {'a': 1}, set(), {1}, (), (0,), Empty(), Obj(), 0.0, True]:
    print('T' if v else 'F', end=' ')
print()
e = {}
print([] or 'x', e and 'y', 1 and 'z', not [], bool(()), None or 0)

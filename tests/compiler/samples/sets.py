a = {1, 2, 3}
b = set([3, 4])
a |= {9}
a.add(2)
a.discard(77)
print(sorted(a), a & b == {3}, sorted(a - b), sorted(a ^ b), (1, 2) in {(1, 2)}, len({(1, 2), (1, 2)}), {1} <= a, b.issubset({3, 4, 5}), sorted(a.union([100])))
for x in sorted(b):
    print(x)

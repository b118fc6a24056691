d = {}
for d["k"] in [1, 2]:
    pass
for a, *rest in [[1, 2, 3]]:
    print(a, rest)

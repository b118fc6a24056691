d = {'a': 1, 'b': 2, 'c': 3}
for k in list(d):
    if d[k] == 2:
        del d[k]
print(d, 'b' in d, list(d.values()), list(d.keys()), len(d), max(d, key=lambda k: d[k]))
for i, (k, v) in enumerate(d.items()):
    print(i, k, v)
print({**d, 'z': 9}, d | {'q': 1}, [*d], sorted(d, reverse=True))

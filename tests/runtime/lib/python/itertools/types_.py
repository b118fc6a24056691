import itertools

print(type(itertools.count()), type(itertools.chain()), type(itertools.groupby([])), type(itertools.count()).__name__)
print(repr(itertools.chain())[:28])

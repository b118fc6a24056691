def count(n):
    i = 0
    while i < n:
        yield i
        i += 1
def flat(xs):
    for x in xs:
        if isinstance(x, list):
            yield from flat(x)
        else:
            yield x
print(list(flat([1, [2, [3]], 4])), sum(count(4)), [x for x in count(3)], next(count(2)), list(map(str, count(2))), tuple(count(2)))
it = iter([1, 2])
print(next(it), next(it), next(it, 'end'))

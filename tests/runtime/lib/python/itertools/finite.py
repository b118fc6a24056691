import itertools
from itertools import accumulate, chain, compress, dropwhile, filterfalse, groupby, islice, pairwise, starmap, tee, zip_longest

print(list(accumulate([1, 2, 3, 4])), list(accumulate([1, 2, 3], lambda a, b: a * b)), list(accumulate([1, 2], initial=100)))
print(list(accumulate("abc")), list(accumulate([])), list(accumulate([3, 1, 5], max)), list(accumulate([], initial=7)))
print(list(accumulate([1, 2, 3], func=lambda a, b: a - b)))
print(list(chain("ab", (1, 2), {3: 4}, range(2))), list(chain()), list(chain.from_iterable(["ab", [1]])))
print(list(chain.from_iterable(itertools.repeat([1, 2], 2))))
print(list(compress("ABCDEF", [1, 0, 1, 0, 1, 1])), list(dropwhile(lambda x: x < 3, [1, 2, 3, 1])))
print(list(filterfalse(lambda x: x % 2, range(6))), list(filterfalse(None, [0, 1, "", "a"])))
print([(k, list(g)) for k, g in groupby("aaabbca")])
print([(k, len(list(g))) for k, g in groupby(sorted(["apple", "bob", "avocado", "cat"]), key=lambda w: w[0])])
groups = [g for _, g in groupby([1, 1, 2])]
print([list(g) for g in groups])
for k, g in groupby([1, 1, 2, 2, 3]):
    print(k, next(g))
print(list(islice("abcdef", 2)), list(islice("abcdef", 1, 4)), list(islice("abcdef", 0, None, 2)), list(islice("abc", None)))
source = iter(range(10))
print(list(islice(source, 3)), list(islice(source, 2)), next(source))
print(list(pairwise("abcd")), list(pairwise([1])), list(starmap(pow, [(2, 5), (3, 2)])))
a, b = tee([1, 2, 3])
print(next(a), list(b), list(a), len(tee("x", 3)))
print(list(zip_longest("abc", [1], fillvalue="-")), list(zip_longest([1, 2], "a")), list(zip_longest()))
try:
    islice([], -1)
except ValueError as e:
    print(e)
try:
    islice([1], 1, 2, 0)
except ValueError as e:
    print(e)
try:
    chain.from_iterable(5)
except TypeError as e:
    print(e)
try:
    list(chain([1], 5))
except TypeError as e:
    print(e)


def gen():
    yield 1
    yield 2
    yield 3


g = gen()
for x in islice(g, 1):
    pass
print(x, list(g))
it = chain([1], [2])
print(iter(it) is it, next(it), next(it), next(it, "end"))

from itertools import combinations, combinations_with_replacement, permutations, product

print(list(product("ab", range(2))), list(product([0, 1], repeat=3)), list(product()), list(product("a", [])))
print(list(product([1], [2], repeat=2)))
print(list(permutations("abc")), list(permutations("abc", 2)), list(permutations([1, 2], 3)), list(permutations([], 0)))
print(["".join(p) for p in permutations("abcd", 3)])
print(list(combinations("abcd", 2)), list(combinations([1, 2, 3], 0)), list(combinations([1], 2)))
print(list(combinations(range(5), r=4)))
print(list(combinations_with_replacement("abc", 2)), list(combinations_with_replacement([], 1)), list(combinations_with_replacement("ab", 3)))
print(sum(1 for _ in permutations(range(7))), sum(1 for _ in combinations(range(12), 5)))
try:
    combinations("abc", -1)
except ValueError as e:
    print(e)
try:
    product([1], repeat=-1)
except ValueError as e:
    print(e)

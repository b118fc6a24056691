import bisect
from bisect import bisect_left, bisect_right, insort, insort_left

xs = [1, 3, 3, 5, 8]
print(bisect_left(xs, 3), bisect_right(xs, 3), bisect.bisect(xs, 4), bisect_left(xs, 0), bisect_right(xs, 9))
print(bisect_left(xs, 3, 2), bisect_right(xs, 3, 0, 2), bisect_left(xs, 5, lo=1, hi=3))
insort(xs, 4)
insort_left(xs, 3)
print(xs)
rows = [("a", 1), ("b", 5), ("c", 9)]
print(bisect_left(rows, 5, key=lambda r: r[1]), bisect_right(rows, 5, key=lambda r: r[1]))
insort(rows, ("x", 6), key=lambda r: r[1])
print(rows)
print([("FDCBA"[bisect.bisect([60, 70, 80, 90], s)]) for s in [33, 99, 77, 70, 89, 90, 100]])
try:
    bisect_left([1], 1, -1)
except ValueError as e:
    print(e)
try:
    bisect_left([1, 2], "a")
except TypeError as e:
    print(e)

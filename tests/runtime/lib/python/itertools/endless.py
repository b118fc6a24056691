from itertools import count, cycle, islice, repeat, takewhile

print(list(islice(count(), 3)), list(islice(count(10, -2), 4)), list(islice(count(0.5, 0.25), 3)))
print(list(islice(count(step=3), 3)), count(4), count(4, 2), count(1.0))
print(list(islice(count(2**53 - 2), 4)))
print(list(islice(cycle("abc"), 7)), list(cycle([])))
r = repeat("x", 3)
print(r, next(r), r, list(r), repeat(None), list(repeat(1, -2)))
print(list(map(pow, range(5), repeat(2))))
print(list(takewhile(lambda n: n < 5, count())))
c = count()
print(list(zip(c, "ab")), next(c))
for n in count(7):
    if n > 9:
        break
print(n)
try:
    count("a")
except TypeError as e:
    print(e)

d = {"b": 1, "a": 2}
print(next(iter(d)), next(iter(d.items())), list(iter("ab")), next(iter([]), None))
it = iter([1, 2])
print(next(it), next(it))
try:
    next(it)
except StopIteration:
    print("stop")


class Countdown:
    def __init__(self, start):
        self.at = start

    def __iter__(self):
        return self

    def __next__(self):
        if self.at == 0:
            raise StopIteration
        self.at -= 1
        return self.at


print(list(Countdown(3)), [n for n in Countdown(2)], sum(Countdown(4)), next(Countdown(5)), 1 in Countdown(3))
for n in Countdown(2):
    print(n)
print(list(reversed(range(3))), list(zip(Countdown(2), "ab")), [*Countdown(2)], max(Countdown(3)))
d.update({"c": 3}, d=4)
d.update([("e", 5)])
print(d, dict(d, a=0), dict(zip("xy", [1, 2])))

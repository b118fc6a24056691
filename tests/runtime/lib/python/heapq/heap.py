import heapq
from heapq import heapify, heappop, heappush, heappushpop, heapreplace, merge, nlargest, nsmallest

h = []
for n in [5, 3, 8, 1, 9, 2, 7]:
    heappush(h, n)
print(h, h[0])
print([heappop(h) for _ in range(len(h))])
h = [9, 4, 7, 1, 0, 8]
heapify(h)
print(h, heapreplace(h, 5), h, heappushpop(h, 3), h, heappushpop(h, 0))
print(nlargest(3, [4, 1, 9, 2, 9]), nsmallest(2, "hello"), nlargest(0, [1]), nsmallest(5, [2, 1]))
print(nlargest(2, [("a", 3), ("b", 3), ("c", 1)], key=lambda p: p[1]), nsmallest(2, [("a", 3), ("b", 1), ("c", 1)], key=lambda p: p[1]))
print(list(merge([1, 4, 7], [2, 5], [0, 9])), list(merge([3, 1], [2], reverse=True)), list(merge(["a", "ccc"], ["bb"], key=len)))
q = []
heappush(q, (2, "code"))
heappush(q, (1, "eat"))
heappush(q, (1, "drink"))
print(heappop(q), heappop(q), q)


class Job:
    def __init__(self, priority, name):
        self.priority, self.name = priority, name

    def __lt__(self, other):
        return self.priority < other.priority


jobs = [Job(3, "c"), Job(1, "a"), Job(2, "b")]
heapify(jobs)
print(heappop(jobs).name, heappop(jobs).name)


class Rev:
    def __init__(self, v):
        self.v = v

    def __lt__(self, other):
        return self.v > other.v


r = []
for v in [3, 1, 2]:
    heappush(r, Rev(v))
print([heappop(r).v for _ in range(3)])
for bad in (lambda: heappop([]), lambda: heappush((), 1), lambda: heapq.heapify([1, "a"])):
    try:
        bad()
    except (IndexError, TypeError) as e:
        print(type(e).__name__, e)

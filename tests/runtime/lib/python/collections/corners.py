from collections import ChainMap, Counter, OrderedDict, deque

try:
    queue = deque([1])
    for x in queue: queue.append(2)
except RuntimeError as e: print(e)
try: Counter.fromkeys("ab")
except NotImplementedError as e: print(e)
try: hash(deque())
except TypeError as e: print(e)
od = OrderedDict(b=1, a=2)
print(od.keys(), od.values(), od.items(), {1: 2}.keys())
cm = ChainMap({"a": 1}, {"a": 2, "b": 3})
print(cm | {"q": 1}, {"z": 0, "a": 9} | cm)
cm |= {"w": 4}
print(cm)

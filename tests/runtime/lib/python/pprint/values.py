import io
import pprint
from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import dataclass, field
from pprint import PrettyPrinter, pformat, pp


@dataclass
class Point:
    x: int
    name: str
    tags: list = field(default_factory=list)


data = {"name": "example", "values": list(range(30)), "nested": {"b": [1, 2, {"deep": ("x",) * 5}], "a": None}, 3: "three", (1, 2): {1.5, 2.5}}
pprint.pprint(data)
pprint.pprint(data, width=40, compact=True)
pp({"z": 1, "a": 2})
pprint.pprint({"z": 1, "a": 2})
pprint.pprint({"z": 1, "a": 2}, sort_dicts=False)
pprint.pprint(data, depth=1)
pprint.pprint([["word " * 10, "short"], "text with many words " * 6], width=50)
pprint.pprint([set(range(40)), frozenset("a"), (1,), (), b"bytes" * 20], indent=2)
pprint.pprint([OrderedDict(a=1, b="x" * 70), defaultdict(list, q=list(range(40))), Counter("hello world, hello everybody" * 3), deque(range(40), maxlen=50)])
pprint.pprint([Point(1, "p" * 40, ["t" * 30, "u"]), Point(2, "q")])
loop = [1]
loop.append(loop)
print(pformat(loop).startswith("[1, <Recursion on list with id="), pprint.isrecursive(loop), pprint.isreadable([1]), pformat("a\nb" * 40))
out = io.StringIO()
PrettyPrinter(width=20, stream=out).pprint({"key": "value", "other": [1, 2, 3]})
print(out.getvalue(), end="")
print(pformat(1234567, underscore_numbers=True), pformat({1: 2}), pformat(None))

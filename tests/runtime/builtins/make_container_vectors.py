"""Writes what CPython does with lists, tuples, dicts, sets, slices and ranges, as JSON for the test.

A case is a list of steps on numbered variables: `[operation, arguments, expected text, ...]`; the result of
step i is variable i. A case that begins with `["mixed"]` has sets whose order is left to chance. A value is a
pair `[kind, content]`, a variable `["var", i]`. The expected text is the result's repr, or `TypeError: text`;
after it comes the first argument's repr if that is a variable.
"""

from __future__ import annotations

import json
import math
import operator
import random
import sys
from collections.abc import Callable
from typing import Any

Step = list[Any]
KEYS: dict[str, Callable[..., Any]] = {
    "neg": operator.neg,
    "len": len,
    "str": str,
    "repr": repr,
    "first": lambda x: x[0],
    "pair": lambda x: (x % 3, -x),
    "none": lambda x: None,
    "odd": lambda x: x % 2,
    "join": lambda *xs: list(xs),
}


def encode(x: Any) -> list[Any]:
    kind = type(x).__name__
    if x is None or isinstance(x, bool | str):
        return [kind, x]
    if isinstance(x, int | float):
        return [kind, repr(x)]
    if isinstance(x, list | tuple | set | frozenset):
        return [kind, [encode(v) for v in x]]
    if isinstance(x, dict):
        return [kind, [[encode(k), encode(v)] for k, v in x.items()]]
    if isinstance(x, range | slice):
        return [kind, [encode(x.start), encode(x.stop), encode(x.step)]]
    if isinstance(x, Var):
        return ["var", x.number]
    if isinstance(x, Key):
        return ["key", x.name]
    raise TypeError(kind)


class Var:
    def __init__(self, number: int) -> None:
        self.number = number


class Key:
    def __init__(self, name: str) -> None:
        self.name = name


def numeric(x: Any) -> bool:
    return isinstance(x, int | float) or (isinstance(x, tuple) and all(map(numeric, x)))


def show(x: Any, mixed: bool = False) -> str:
    # The order of anything but numbers is not the same in two runs of CPython.
    if isinstance(x, set | frozenset) and (mixed or not all(numeric(v) for v in x)):
        return f"{type(x).__name__}<{' '.join(sorted(map(repr, x)))}>"
    if (
        type(x).__name__ in ("map", "filter", "zip", "enumerate", "reversed")
        or "iterator" in type(x).__name__
    ):
        return f"<{show(list(x))}>"
    return repr(x)


def exec_step(op: str, args: list[Any]) -> Any:
    if op == "make":
        return args[0]
    if op == "call":
        receiver, name, *rest = args
        named = (
            rest.pop()
            if rest and isinstance(rest[-1], dict) and name in ("sort", "update") and "!" in rest[-1]
            else {}
        )
        return getattr(receiver, name)(*rest, **{k: v for k, v in named.items() if k != "!"})
    return OPERATIONS[op](*args)


def unpack(x: Any, n: int) -> Any:
    if n == 0:
        [] = x
        return []
    if n == 1:
        [a] = x
        return [a]
    if n == 2:
        a, b = x
        return [a, b]
    a, b, c = x
    return [a, b, c]


def unpackex(x: Any, before: int, after: int) -> Any:
    if (before, after) == (0, 0):
        [*m] = x
        return [m]
    if (before, after) == (1, 0):
        a, *m = x
        return [a, m]
    if (before, after) == (1, 1):
        a, *m, b = x
        return [a, m, b]
    a, b, *m, c = x
    return [a, b, m, c]


def setslice(o: Any, a: Any, b: Any, c: Any, x: Any) -> Any:
    if c is None:
        o[a:b] = x
    else:
        o[a:b:c] = x
    return o


def delslice(o: Any, a: Any, b: Any, c: Any) -> Any:
    del o[a:b:c]
    return o


def setitem(o: Any, k: Any, v: Any) -> Any:
    o[k] = v
    return o


def delitem(o: Any, k: Any) -> Any:
    del o[k]
    return o


def grow(x: Any, k: Any) -> Any:
    """Change a container while it is gone over."""
    seen = []
    for v in x:
        seen.append(v)
        if len(seen) > 20:
            break
        if isinstance(x, list):
            x.append(k) if len(x) < 10 else x.pop()
        elif isinstance(x, dict):
            x[k] = 1
        else:
            x.add(k)
    return seen


def best(f: Callable[..., Any], x: Any, key: Any, default: Any) -> Any:
    named = {}
    if key is not None:
        named["key"] = key
    if default is not None:
        named["default"] = default
    return f(x, **named)


OPERATIONS: dict[str, Callable[..., Any]] = {
    "getitem": operator.getitem,
    "setitem": setitem,
    "delitem": delitem,
    "getslice": lambda o, a, b, c: o[a:b:c],
    "setslice": setslice,
    "delslice": delslice,
    "contains": operator.contains,
    "len": len,
    "add": operator.add,
    "mul": operator.mul,
    "iadd": operator.iadd,
    "imul": operator.imul,
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "bitor": operator.or_,
    "bitand": operator.and_,
    "sub": operator.sub,
    "bitxor": operator.xor,
    "ibitor": operator.ior,
    "ibitand": operator.iand,
    "isub": operator.isub,
    "ibitxor": operator.ixor,
    "list": list,
    "tuple": tuple,
    "dict": dict,
    "set": set,
    "frozenset": frozenset,
    "range": range,
    "slice": slice,
    "iterate": lambda x: [v for v in x],  # noqa: C416 - a for loop is what is tested
    "unpack": unpack,
    "unpackex": unpackex,
    "sorted": lambda x, key, reverse: sorted(x, key=key, reverse=reverse),
    "sortedplain": sorted,
    "reversed": lambda x: list(reversed(x)),
    "enumerate": lambda x, n: list(enumerate(x, n)),
    "zip": lambda *xs: list(zip(*xs)),  # noqa: B905
    "zipstrict": lambda *xs: list(zip(*xs, strict=True)),
    "map": lambda f, *xs: list(map(f, *xs)),
    "filter": lambda f, x: list(filter(f, x)),
    "any": any,
    "all": all,
    "sum": sum,
    "min": lambda x, key, default: best(min, x, key, default),
    "max": lambda x, key, default: best(max, x, key, default),
    "min2": min,
    "max2": max,
    "hash": hash,
    "grow": grow,
    "truth": bool,
    "fromkeys": dict.fromkeys,
    "display": lambda x: [0, *x],
    "ddisplay": lambda x: {"z": 0, **x},
}


class Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.cases: list[list[Step]] = []
        self.begin()

    def begin(self, mixed: bool = False) -> None:
        self.mixed = mixed
        self.steps: list[Step] = [["mixed"]] if mixed else []
        self.values: list[Any] = []
        self.cases.append(self.steps)

    def step(self, op: str, *args: Any) -> Var:
        """Run one step and record it."""

        def resolve(x: Any) -> Any:
            if isinstance(x, Var):
                return self.values[x.number]
            if isinstance(x, Key):
                return KEYS[x.name]
            return x

        encoded = [encode(x) for x in args]
        plain = [resolve(x) for x in args]
        try:
            result = exec_step(op, plain)
            text = show(result, self.mixed)
        except Exception as error:
            result = None
            text = f"{type(error).__name__}: {error}"
        record: Step = [op, encoded, text]
        if args and isinstance(args[0], Var):
            record.append(show(plain[0], self.mixed))
        self.steps.append(record)
        self.values.append(result)
        return Var(len(self.values) - 1)

    def pick(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def small(self) -> Any:
        return self.pick(0, 1, 2, 3, -1, True, False, 1.0, 2.5, -0.0, "a", "b", "", None, 2**60, 1e300, "ab")

    def key(self) -> Any:
        return self.pick(
            self.small(), self.small(), (1, 2), (1.0, 2), (True, 2), ("a", 1), (), ((1,), "x"), ("1,", 2),
            frozenset({1, 2}), frozenset(), range(3), (None, frozenset({2, 1})), (2**60, "é😀"), 2.0**60, 1.5,
        )  # fmt: skip

    def any(self) -> Any:
        return self.pick(
            self.small(),
            self.key(),
            [1, 2],
            {"k": 1},
            {1, 2},
            [[]],
            "xyz",
            range(2),
            slice(1, None),
            (1, [2]),
        )

    def ordered(self) -> Any:
        """Anything whose comparison with its like is written here: slices are left out."""
        x = self.any()
        return x if not isinstance(x, slice) else [x.start]

    def index(self) -> Any:
        return self.pick(0, 1, 2, 3, 5, -1, -2, -5, -9, True, 2**70, 1.0, 1.5, "1", None, [0])

    def bound(self) -> Any:
        return self.pick(
            None,
            None,
            0,
            1,
            2,
            3,
            4,
            7,
            -1,
            -2,
            -3,
            -8,
            100,
            -100,
            True,
            2**80,
            -(2**80),
            *((1.0, "a") if self.random.random() < 0.1 else ()),
        )

    def stride(self) -> Any:
        return self.pick(
            None, None, None, 1, 2, 3, -1, -2, -5, 2**70, *((0, 1.5) if self.random.random() < 0.3 else ())
        )

    def ints(self, n: int, high: int = 40) -> list[int]:
        return [self.random.randrange(-3, high) for _ in range(n)]

    def sequence(self) -> Any:
        n = self.random.randrange(0, 7)
        items = [self.small() for _ in range(n)]
        return self.pick(
            items,
            tuple(items),
            "".join(self.pick("a", "é", "😀") for _ in range(n)),
            range(self.random.randrange(-3, 4), self.random.randrange(-3, 9), self.pick(1, 2, -1)),
        )


def lists(m: Maker) -> None:
    m.begin()
    a = m.step("make", [m.small() for _ in range(m.random.randrange(0, 6))])
    for _ in range(12):
        match m.random.randrange(22):
            case 0:
                m.step("call", a, "append", m.ordered())
            case 1:
                m.step("call", a, "extend", m.pick([1, 2], (3,), "xy", {"k": 1}, range(2), 5, None, a))
            case 2:
                m.step("call", a, "insert", m.index(), m.small())
            case 3:
                m.step("call", a, "remove", m.small())
            case 4:
                m.step("call", a, "pop", *m.pick((), (m.index(),)))
            case 5:
                m.step("call", a, "index", m.small(), *m.pick((), (m.index(),), (m.index(), m.index())))
            case 6:
                m.step("call", a, "count", m.small())
            case 7:
                m.step("call", a, "reverse")
            case 8:
                m.step("call", a, "copy")
            case 9:
                m.step("getitem", a, m.index())
            case 10:
                m.step("setitem", a, m.index(), m.small())
            case 11:
                m.step("delitem", a, m.index())
            case 12:
                m.step(
                    "setslice",
                    a,
                    m.bound(),
                    m.bound(),
                    m.stride(),
                    m.pick([7, 8], (9,), "pq", range(3), [], 5, None, a),
                )
            case 13:
                m.step("delslice", a, m.bound(), m.bound(), m.stride())
            case 14:
                m.step("getitem", a, slice(m.bound(), m.bound(), m.stride()))
            case 15:
                m.step("add", a, m.pick([1], (1,), 1, "a", a))
            case 16:
                m.step("imul", a, m.pick(0, 1, 2, -1, True, "a", 1.5))
            case 17:
                m.step("iadd", a, m.pick([1], (1,), 1, "ab", a))
            case 18:
                m.step(
                    m.pick("lt", "le", "gt", "ge", "eq", "ne"),
                    a,
                    m.pick([1, 2], [], (1,), [m.small(), m.small()], a),
                )
            case 19:
                m.step("contains", a, m.any())
            case 20:
                m.step("call", a, "sort", m.pick({"!": 0}, {"!": 0, "reverse": True}))
            case 21:
                m.step("call", a, "clear") if m.random.random() < 0.2 else m.step("len", a)


def slices(m: Maker) -> None:
    m.begin()
    a = m.step("make", m.sequence())
    for _ in range(6):
        m.step("getslice", a, m.bound(), m.bound(), m.stride())
        m.step("getitem", a, slice(m.bound(), m.bound(), m.stride()))
    m.step("getitem", a, m.index())
    m.step(
        "call",
        m.step("make", slice(m.bound(), m.bound(), m.stride())),
        "indices",
        m.pick(0, 3, 7, 7, -1, "a"),
    )


def dicts(m: Maker) -> None:
    m.begin(mixed=True)
    d = m.step("make", {m.key(): i for i in range(m.random.randrange(0, 5))})
    for _ in range(14):
        match m.random.randrange(21):
            case 0:
                m.step("getitem", d, m.pick(m.key(), m.any()))
            case 1 | 2 | 3:
                m.step("setitem", d, m.pick(m.key(), m.key(), m.key(), m.any()), m.small())
            case 4:
                m.step("delitem", d, m.key())
            case 5:
                m.step("call", d, "get", *m.pick((m.any(),), (m.key(), "no")))
            case 6:
                m.step("call", d, "setdefault", *m.pick((m.key(),), (m.key(), m.small())))
            case 7:
                m.step("call", d, "pop", *m.pick((m.key(),), (m.key(), None)))
            case 8:
                m.step("call", d, "popitem")
            case 9:
                m.step(
                    "call",
                    d,
                    "update",
                    m.pick(
                        {m.key(): 1}, [(m.key(), 2)], [(1,)], [1], 5, ["ab"], [(1, 2, 3)], ["abc"], d, None
                    ),
                )
            case 10:
                m.step("call", d, m.pick("keys", "values", "items"))
            case 11:
                m.step("contains", d, m.any())
            case 12:
                m.step(m.pick("eq", "ne"), d, m.pick({m.key(): 1}, {}, 1, m.step("call", d, "copy")))
            case 13:
                m.step(m.pick("bitor", "ibitor"), d, m.pick({m.key(): 5}, [(1, 2)], 3))
            case 14:
                m.step("reversed", d)
            case 15:
                m.step("iterate", m.step("call", d, m.pick("keys", "values", "items")))
            case 16:
                m.step("call", d, "update", {"!": 0, "a": 1, "zz": 2})
            case 17:
                keys = m.step("call", d, m.pick("keys", "items"))
                m.step(
                    m.pick("bitand", "bitor", "sub", "bitxor"),
                    keys,
                    m.pick({1, "a"}, [1, ("a", 0)], m.step("call", d, "keys")),
                )
                m.step(
                    m.pick("eq", "le", "lt", "ge", "gt"),
                    keys,
                    m.pick({1}, set(), m.step("call", d, "keys"), [1]),
                )
                m.step("contains", keys, m.pick(m.key(), ("a", 1)))
            case 18:
                m.step("len", d)
            case 19:
                m.step("grow", d, "new") if m.random.random() < 0.2 else m.step(
                    "reversed", m.step("call", d, "items")
                )
            case 20:
                m.step("ddisplay", m.pick(d, 5, [1]))


def sets(m: Maker, ints: bool, dense: bool = False) -> None:
    # dense: ints that want the same place of the table as one that was taken out
    m.begin(mixed=not ints)

    def number() -> Any:
        pair = (m.random.randrange(9), m.random.randrange(9))
        return m.pick(2.5, 0.5, -1.5, 2.0**60, 7.0, 2**61 + 5, -(2**70), (1, 2), pair, (-1, 0.5, ()))

    def key() -> Any:
        if not ints:
            return m.key()
        if dense:
            return m.random.randrange(8)
        return m.pick(m.random.randrange(-4, m.pick(12, 40, 3000)), m.random.randrange(50), number())

    def some() -> list[Any]:
        return [key() for _ in range(m.random.randrange(0, 12 if ints else 5))]

    s = m.step(m.pick("set", "set", "frozenset"), some())
    for _ in range(12):
        other = m.pick(m.step("set", some()), m.step("frozenset", some()))
        match (
            m.random.choice([0, 1, 7, 10, 11, 12, 14, 15, 16])
            if ints and not dense
            else m.random.randrange(16)
        ):
            case 16:
                m.step(m.pick("bitor", "bitand", "sub"), s, other)
            case 0 | 1:
                m.step("call", s, "add", key())
            case 2:
                m.step("call", s, "discard", key())
            case 3:
                m.step("call", s, "remove", key())
            case 4:
                m.step(
                    "call",
                    s,
                    m.pick("union", "intersection", "difference", "symmetric_difference"),
                    m.pick(other, some()),
                )
            case 5:
                m.step(
                    "call",
                    s,
                    m.pick("update", "intersection_update", "difference_update"),
                    *m.pick((other,), (some(),), (), (other, some())),
                )
            case 6:
                m.step("call", s, "symmetric_difference_update", m.pick(other, some()))
            case 7:
                m.step("ibitor", s, other)
            case 8:
                m.step(m.pick("bitor", "bitand", "sub", "bitxor"), s, m.pick(other, other, other, [1], 3))
            case 9:
                m.step(m.pick("ibitor", "ibitand", "isub", "ibitxor"), s, m.pick(other, other, [1]))
            case 10:
                m.step(m.pick("lt", "le", "gt", "ge", "eq", "ne"), s, m.pick(other, s, [1], m.step("set", s)))
            case 11:
                m.step("call", s, m.pick("issubset", "issuperset", "isdisjoint"), m.pick(other, some(), 5))
            case 12:
                m.step("contains", s, m.pick(key(), [1], {1, 2}, {}))
            case 13:
                m.step("call", s, "pop") if ints and m.random.random() < 0.3 else m.step("len", s)
            case 14:
                m.step("call", s, "add", m.pick([1], {}, {1}, (1, [2])))
            case 15:
                m.step("grow", s, 99) if ints and m.random.random() < 0.2 else m.step("call", s, "copy")


def ranges(m: Maker) -> None:
    m.begin()

    def number() -> Any:
        return m.pick(0, 1, 3, -2, 10, -7, 25, 2**53, 2**64, -(2**64), True)

    r = m.step(
        "range",
        *m.pick(
            (number(),),
            (number(), number()),
            (number(), number(), m.pick(1, 2, -1, -3, 7, 0, 2**62)),
            (1.5,),
            ("a",),
        ),
    )
    if m.values[r.number] is None:
        return
    m.step("getitem", r, m.pick(0, 1, -1, 5, -30, 2**63, "a"))
    m.step("getitem", r, slice(m.pick(None, 1, -2), m.pick(None, 3, -1), m.pick(None, 2, -1)))
    m.step(
        "contains",
        r,
        m.pick(number(), 1.0, "a") if len(range(*_parts(m.values[r.number]))[:50]) < 50 else number(),
    )
    m.step("call", r, "index", number())
    m.step("call", r, "count", number())
    m.step("eq", r, m.pick(range(0), range(3), range(0, 4, 3), [0], r))
    m.step("len", r)
    m.step("truth", r)
    if len(m.values[r.number][:60]) < 60:
        m.step("iterate", r)
        m.step("reversed", r)


def _parts(r: range) -> tuple[int, int, int]:
    return r.start, r.stop, r.step


def iterators(m: Maker) -> None:
    m.begin()
    x = m.step("make", m.pick(m.sequence(), m.sequence(), m.ints(6), 5, None, {"k": 1, "l": 2}))
    y = m.step("make", m.pick(m.sequence(), m.ints(4), 5))
    m.step("enumerate", x, m.pick(0, 5, 2**53 - 2, "a"))
    m.step("zip", *m.pick((x, y), (x,), (), (x, y, x)))
    m.step("zipstrict", *m.pick((x, y), (x, x), (y, x, y)))
    m.step("map", Key(m.pick("neg", "str", "first")), x)
    m.step("map", Key("join"), x, y)
    m.step("filter", m.pick(None, Key("odd")), m.pick(x, m.ints(5)))
    m.step("reversed", x)
    m.step(m.pick("any", "all"), x)
    m.step("sum", x, *m.pick((), ((),), (0.5,), ("",), ([],)))
    m.step("sum", [m.pick(1, 2, 0.5, 1.5, True, 2**53, 1e100) for _ in range(5)])
    m.step(m.pick("min", "max"), x, m.pick(None, Key("neg"), Key("str")), m.pick(None, "none"))
    m.step(m.pick("min2", "max2"), m.small(), m.small(), *m.pick((), (m.small(),)))
    m.step("unpack", x, m.random.randrange(4))
    m.step("unpackex", x, *m.pick((0, 0), (1, 0), (1, 1), (2, 1)))
    m.step("display", x)
    m.step("list", x)
    m.step("tuple", x)
    m.step("dict", m.pick(x, [(1, 2), ("a", 3)], [[1, 2], "ab"]))
    m.step("fromkeys", x, *m.pick((), (7,)))
    m.step("grow", m.step("make", [1, 2]), 3)
    m.step(
        "hash",
        m.pick(
            1,
            -1,
            2.0,
            True,
            (1, 2),
            (),
            (1, (2, -1)),
            frozenset({1, 2}),
            frozenset(),
            range(3),
            [1],
            (1, [2]),
            {},
            {1},
            slice(1),
        ),
    )


def sorting(m: Maker) -> None:
    m.begin()
    n = m.pick(0, 1, 3, 10, 70, 150)
    numbers = [m.pick(m.random.randrange(-50, 50), m.random.random() * 10) for _ in range(n)]
    texts = [
        "".join(m.pick("a", "b", "é", "\uff5a", "😀") for _ in range(m.random.randrange(4))) for _ in range(n)
    ]
    mixed = [m.pick(1, 2.5, "a", None, (1,), [2]) for _ in range(n)]
    tuples = [(m.random.randrange(3), m.pick("x", "y"), m.random.randrange(5)) for _ in range(n)]
    ragged = [tuple(m.ints(m.random.randrange(3), 2)) for _ in range(n)]
    wide = [m.pick(2**53, 2**70, -(2**60), 3, 0.5, float("inf")) for _ in range(n)]
    nans = [m.pick(math.nan, 1, 2.5, -3) for _ in range(min(n, 60))]
    for items in (
        numbers,
        texts,
        m.ints(n),
        [float(x) for x in m.ints(n)],
        [x > 5 for x in m.ints(n)],
        tuples,
        ragged,
        wide,
        nans,
        [[x] for x in m.ints(n)],
        mixed,
    ):
        m.step("sorted", items, m.pick(None, None, Key("repr")), m.pick(True, False))
    m.step("sorted", m.ints(n), Key(m.pick("neg", "pair", "odd", "none")), m.pick(True, False))
    m.step("sorted", texts, Key("len"), m.pick(True, False))
    m.step("sorted", tuples, Key("first"), m.pick(True, False))
    m.step("sortedplain", m.pick(5, None, {"b": 1, "a": 2}, "hello", {3, 1}))


def comparing(m: Maker) -> None:
    m.begin()
    for _ in range(10):
        left = m.pick(m.ordered(), m.sequence())
        m.step(m.pick("eq", "ne", "lt", "le", "gt", "ge"), left, m.pick(left, m.any(), m.sequence()))
        # 2**60 with a str is not this file's: its texts are str's
        one, two = m.any(), m.any()
        if {type(one), type(two)} != {int, str}:
            m.step(m.pick("add", "mul", "bitor", "bitand", "sub", "bitxor"), one, two)
            m.step(m.pick("getitem", "contains", "delitem"), one, two)
        m.step("setitem", m.any(), m.any(), 1)
        m.step(m.pick("len", "list", "set", "truth"), m.any())


def main() -> None:
    m = Maker(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    for _ in range(rounds):
        lists(m)
        slices(m)
        dicts(m)
        sets(m, ints=True)
        sets(m, ints=True, dense=True)
        sets(m, ints=False)
        ranges(m)
        iterators(m)
        sorting(m)
        comparing(m)
    json.dump([case for case in m.cases if case], sys.stdout)


main()

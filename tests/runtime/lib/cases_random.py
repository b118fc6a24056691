# ruff: noqa: E501
"""random: a generator seeded alike gives the same numbers."""

from __future__ import annotations

from collections.abc import Iterator

SEEDS = ["0", "1", "-5", "42", "2**40", "10**30", "'abc'", "''", "'é😀'", "b'bytes'", "1.5", "2.0", "True"]
CALLS = [
    "random()", "getrandbits(1)", "getrandbits(32)", "getrandbits(53)", "getrandbits(100)", "getrandbits(0)", "randrange(10)", "randrange(5, 50)", "randrange(0, 100, 7)", "randrange(100, 0, -3)", "randrange(10**20)", "randint(1, 6)", "randint(-10**18, 10**18)",
    "choice('abcdef')", "choice([1, 2, 3])", "choices([1, 2, 3], k=5)", "choices('abc', weights=[1, 2, 3], k=6)", "choices('abc', cum_weights=[1, 3, 6], k=6)", "sample([1, 2, 3, 4, 5], 3)", "sample([x for x in map(int, '0123456789' * 10)], 4)", "sample('abc', 2, counts=[3, 1, 2])",
    "uniform(1, 10)", "uniform(-1.5, 2)", "triangular(0, 10, 3)", "triangular()", "gauss(0, 1)", "gauss(10, 2.5)", "normalvariate(0, 1)", "lognormvariate(0, 1)", "expovariate(2)", "betavariate(2, 3)", "gammavariate(0.5, 1)", "gammavariate(1, 2)", "gammavariate(3, 2)", "paretovariate(3)", "weibullvariate(1, 2)", "vonmisesvariate(1, 2)", "randbytes(5)",
]  # fmt: skip
WRONG = [
    "randrange(0)", "randrange(5, 5)", "randrange(5, 1)", "randrange(1, 10, 0)", "randrange(1, 10, -1)", "randrange(1.5)", "randrange(1, 2.5)", "randint(5, 1)", "choice([])", "choice('')", "choices([], k=1)", "choices([1, 2], weights=[1])", "choices([1], [0])", "choices([1, 2], [1, 1], cum_weights=[1, 2])", "sample([1], 2)", "sample([1], -1)", "sample({1, 2}, 1)", "sample({1: 2}, 1)", "getrandbits(-1)", "gammavariate(0, 1)", "seed([])", "sample([1, 2], 1, counts=[1])", "randrange(2.0)",
]  # fmt: skip


def sources() -> Iterator[str]:
    for seed in SEEDS:
        for call in CALLS:
            yield f"(random.seed({seed}), random.{call}, random.{call}, random.{call})"
        yield f"(lambda r: (r.random(), r.randint(1, 100), r.gauss(0, 1), r.gauss(0, 1)))(random.Random({seed}))"
        yield f"(lambda x: (random.seed({seed}), random.shuffle(x), x))([1, 2, 3, 4, 5, 6, 7])"
    for call in WRONG:
        yield f"(random.seed(1), random.{call})"
    yield "(lambda s: (random.random(), random.setstate(s), random.random()))((random.seed(3), random.getstate())[1])"
    yield "len([x for x in map(lambda i: random.random(), '0' * 700)])"
    yield "(random.seed(9), [random.random() for x in '0' * 1300])"

# ruff: noqa: E501, SIM905
"""math: every function over plain, edge and wrong arguments."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

VALUES = "0 1 -1 2 7 0.0 -0.0 0.5 -0.5 1.0 2.5 -2.5 3.7 1e300 -1e300 1e-320 1e16 100 10**20 -10**400 True float('inf') float('-inf') float('nan') 'a' None".split()
ONE = """acos acosh asin asinh atan atanh cbrt ceil cos cosh degrees erf erfc exp exp2 expm1 fabs factorial floor frexp
gamma isfinite isinf isnan isqrt lgamma log log10 log1p log2 modf radians sin sinh sqrt tan tanh trunc ulp""".split()
TWO = "atan2 comb copysign fmod gcd isclose lcm ldexp log nextafter perm pow remainder hypot".split()
SLOW = {"factorial": "10**20 1e16 1e300", "perm": "10**20", "comb": ""}


def sources() -> Iterator[str]:
    for name in ONE:
        for value in VALUES:
            if value not in SLOW.get(name, "").split():
                yield f"math.{name}({value})"
    for name in TWO:
        for a, b in itertools.product(VALUES, VALUES):
            if name in ("comb", "perm") and ("10**20" in (a, b)):
                continue
            if name == "ldexp" and ("10**" in b):
                continue
            yield f"math.{name}({a}, {b})"
    rng = random.Random(5)
    for _ in range(150):
        x, y, z = (rng.uniform(-50, 50) for _ in range(3))
        yield f"math.hypot({x}, {y}, {z})"
        yield f"math.dist([{x}, {y}], ({z}, {x}))"
        yield f"math.fmod({x}, {y})"
        yield f"math.remainder({x}, {y})"
        yield f"math.fsum([{x}, {y}, 1e100, {z}, -1e100])"
        yield f"math.frexp({x})"
        yield f"math.modf({x})"
        yield f"math.sqrt({abs(x)})"
        n, k = rng.randrange(80), rng.randrange(80)
        yield f"math.comb({n}, {k})"
        yield f"math.perm({n}, {k})"
        a, b = rng.randrange(10**25), rng.randrange(10**9)
        yield f"math.gcd({a}, {b}, {a * 6})"
        yield f"math.lcm({a}, {b})"
        yield f"math.isqrt({a})"
        yield f"math.factorial({n})"
        yield f"math.log({a})"
    yield from (
        "math.fsum([0.1] * 10)",
        "math.fsum([float('inf'), float('-inf')])",
        "math.fsum([float('inf'), 1])",
        "math.fsum([1e308, 1e308])",
        "math.fsum([])",
        "math.prod([1, 2, 3.5])",
        "math.prod([], start=7)",
        "math.prod([2**60, 2**60])",
        "math.isclose(1.0, 1.0000001, rel_tol=1e-6)",
        "math.isclose(1.0, 1.1, abs_tol=0.2)",
        "math.isclose(1.0, 1.1, rel_tol=-1)",
        "math.log(8, 2)",
        "math.log(100, 10)",
        "math.log(10, 1)",
        "math.log(2**2000)",
        "math.log2(2**2000)",
        "math.log10(10**400)",
        "math.gcd()",
        "math.lcm()",
        "math.gcd(1.5, 2)",
        "math.dist([1], [1, 2])",
        "math.hypot()",
        "math.perm(5)",
        "(math.pi, math.e, math.tau, math.inf, -math.inf, math.nan)",
        "math.floor(-0.5)",
        "math.ceil(-0.5)",
        "math.floor(1e20)",
        "math.isqrt(10**40)",
    )

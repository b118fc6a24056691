"""Ask CPython what numbers.test.mjs must find: one JSON line per case, [function, arguments, outcome].

A value is encoded as null, true, false, a string, {"i": "12"}, {"f": "0.5"}, {"c": [re, im]}, {"l": [...]},
{"t": [...]} or {"b": "latin-1 text"}; an outcome is {"v": value} or {"e": [type, text]}. The seed is fixed.

    python make_vectors.py > vectors.jsonl
"""

from __future__ import annotations

import json
import math
import operator
import random
import struct
import sys
from collections.abc import Callable, Iterator
from typing import Any

RANDOM = random.Random(20240229)
Case = tuple[str, list[Any]]

INTS = [
    0, 1, -1, 2, -2, 3, 5, -7, 10, 31, 32, 64, 100, -255, 1000, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**32, 2**32 + 5,
    10**12, 2**52 + 1, 2**53 - 1, -(2**53) + 1, 2**53, -(2**53), 2**53 + 1, 2**63, -(2**64), 3**50, -(10**25), 10**400,
]  # fmt: skip
FLOATS = [
    0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, 2.5, -2.5, 3.0, 1e-5, 0.1, 0.3, 1.05, 100.0, 1e16, -1e15, 2.0**53, 1e22, 1e300, 1e308, -1e308,
    5e-324, 1e-310, math.pi, math.inf, -math.inf, math.nan,
]  # fmt: skip
COMPLEX = [0j, 1j, 3 + 4j, complex(-0.0, -1.5), 2 + 0j, complex(math.inf, 1.0)]
OTHERS = [None, "", "a", "ab", "b", [], [1], [1, 2.0], (), (1,), (1, "a"), b"", b"x"]
BOOLS = [False, True]
REAL = INTS + FLOATS + BOOLS

BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "truediv": operator.truediv,
    "floordiv": operator.floordiv, "mod": operator.mod, "pow": operator.pow, "lshift": operator.lshift,
    "rshift": operator.rshift, "bitand": operator.and_, "bitor": operator.or_, "bitxor": operator.xor,
    "matmul": operator.matmul, "divmod_": divmod, "eq": operator.eq, "ne": operator.ne, "lt": operator.lt,
    "le": operator.le, "gt": operator.gt, "ge": operator.ge, "iadd": operator.iadd, "isub": operator.isub,
    "imul": operator.imul, "itruediv": operator.itruediv, "ifloordiv": operator.ifloordiv, "imod": operator.imod,
    "ipow": operator.ipow, "ilshift": operator.ilshift, "irshift": operator.irshift, "ibitand": operator.iand,
    "ibitor": operator.ior, "ibitxor": operator.ixor, "imatmul": operator.imatmul,
}  # fmt: skip
UNARY: dict[str, Callable[[Any], Any]] = {
    "neg": operator.neg, "pos": operator.pos, "invert": operator.invert, "abs_": abs, "truth": bool, "hex_": hex,
    "oct_": oct, "bin_": bin, "chr_": chr, "ord_": ord, "round_": round, "PyInt": int, "PyFloat": float, "PyBool": bool,
}  # fmt: skip
OTHER: dict[str, Callable[..., Any]] = {
    "repr": repr, "format": format, "round_": round, "PyInt": int, "PyFloat": float, "PyComplexType": complex, "pow_": pow,
    "hash": hash,
}  # fmt: skip


def main() -> None:
    """Write all cases to standard output."""
    for name, args in cases():
        outcome = ask(name, args)
        sys.stdout.write(json.dumps([name, [encode(arg) for arg in args], outcome]) + "\n")


def ask(name: str, args: list[Any]) -> dict[str, Any]:
    """What CPython makes of one case; lists are copied, for in-place operators change them."""
    function = BINARY.get(name) if len(args) == 2 else UNARY.get(name) if len(args) == 1 else None
    function = function or OTHER.get(name)
    copies = [list(arg) if isinstance(arg, list) else arg for arg in args]
    try:
        result = function(*copies) if function else getattr(copies[0], name.removeprefix("."))
        if not function and callable(result):
            result = result(*copies[1:])
        encoded = encode(result)
    except Exception as error:
        return {"e": [type(error).__name__, str(error)]}
    return {"v": encoded}


def encode(value: Any) -> Any:
    """A value as JSON; see the top of the file."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return {"i": hex(value)}
    if isinstance(value, float):
        return {"f": repr(value)}
    if isinstance(value, complex):
        return {"c": [repr(value.real), repr(value.imag)]}
    if isinstance(value, bytes):
        return {"b": value.decode("latin-1")}
    return {"t" if isinstance(value, tuple) else "l": [encode(item) for item in value]}


def cases() -> Iterator[Case]:
    """All cases: the corners of every operator, then random ones."""
    yield from operators()
    yield from random_arithmetic()
    yield from formats()
    yield from parsing()
    yield from rounding()
    yield from methods()


def affordable(name: str, a: Any, b: Any) -> bool:
    """Whether the result has a size that a test should make."""
    if name.strip("i") == "pow" and (isinstance(a, complex) or isinstance(b, complex)):
        # What C's library reports of these depends on the library.
        return (
            all(abs(x) < 1e20 for x in (a, b) if isinstance(x, int | float | complex)) and a == a and b == b
        )
    if name.strip("i") in ("pow", "lshift") and isinstance(a, int) and isinstance(b, int):
        free = a == 0 or (name.endswith("pow") and a in (1, -1))
        return b < 0 or free or (b < 5000 and a.bit_length() * b < 20000)
    if name.strip("i") == "mul":
        return not (
            (isinstance(a, int) and abs(a) > 1000 and hasattr(b, "__len__"))
            or (isinstance(b, int) and abs(b) > 1000 and hasattr(a, "__len__"))
        )
    return True


def operators() -> Iterator[Case]:
    for name in BINARY:
        for a in REAL + COMPLEX + OTHERS:
            for b in REAL + COMPLEX + OTHERS:
                # `%` of str and bytes is format.js's, bytes have their own file, in-place operators share the slow paths.
                text = name in ("mod", "imod") and isinstance(a, str | bytes)
                rare = name.startswith("i") and RANDOM.random() < 0.8
                if (
                    not text
                    and not rare
                    and not isinstance(a, bytes)
                    and not isinstance(b, bytes)
                    and affordable(name, a, b)
                ):
                    yield name, [a, b]
    for name in UNARY:
        for a in REAL + COMPLEX + OTHERS:
            if name not in ("PyInt", "PyFloat") or not isinstance(a, bytes) or a:
                yield name, [a]
    for a in REAL + COMPLEX:
        if a == a:  # NaN hashes by identity.
            yield "hash", [a]
        yield "repr", [a]
    small = [0, 1, -1, 2, 3, 7, -10, 97, 10**20, True, 1.5, 2.0, "a", None, 2j]
    for a in small:
        for b in small:
            for c in [None, 0, 1, -1, 7, -7, 10, 10**9 + 7, 3**40, 2.0, "x"]:
                if c is not None or affordable("pow", a, b):
                    yield "pow_", [a, b, c]


def random_int() -> int:
    return RANDOM.choice([1, -1]) * RANDOM.getrandbits(
        RANDOM.choice([3, 8, 16, 31, 32, 33, 45, 53, 54, 64, 100, 200])
    )


def random_float() -> float:
    kind = RANDOM.randrange(6)
    if kind == 0:
        return float(struct.unpack("<d", RANDOM.randbytes(8))[0])
    if kind == 1:
        return round(RANDOM.uniform(-1000, 1000), RANDOM.randrange(6))
    if kind == 2:
        return RANDOM.randrange(-5000, 5000) / 2 ** RANDOM.randrange(12)
    if kind == 3:
        return float(random_int())
    if kind == 4:
        return RANDOM.choice([1, -1]) * float(f"{RANDOM.randrange(10**5)}e{RANDOM.randrange(-25, 25)}")
    return RANDOM.random()


def random_arithmetic() -> Iterator[Case]:
    def either() -> Any:
        return random_int() if RANDOM.random() < 0.5 else random_float()

    for name in BINARY:
        for _ in range(250):
            a, b = either(), either()
            if name.strip("i") in ("lshift", "rshift") or RANDOM.random() < 0.1:
                b = RANDOM.randrange(70)
            elif name.strip("i") in ("bitand", "bitor", "bitxor"):
                a, b = random_int(), random_int()
            if affordable(name, a, b):
                yield name, [a, b]
    for _ in range(600):
        yield "pow", [round(RANDOM.uniform(0, 20), 2), RANDOM.randrange(-20, 40)]
        yield "pow", [RANDOM.uniform(0, 20), RANDOM.uniform(-5, 5)]
    for name in ("neg", "invert", "abs_", "hash", "repr", "PyInt", "PyFloat"):
        for _ in range(400):
            value = either()
            if name != "hash" or value == value:
                yield name, [value]
    for _ in range(300):
        yield "pow_", [random_int(), random_int(), random_int()]
    for _ in range(2000):
        yield "repr", [random_float()]


def formats() -> Iterator[Case]:
    values = [
        0,
        1,
        -1,
        7,
        42,
        -1234567,
        65,
        0x1F600,
        255,
        2**53,
        -(10**30),
        True,
        False,
        0.0,
        -0.0,
        1.0,
        0.5,
        1.5,
        2.5,
        -2.5,
        0.125,
    ]
    values += [
        3.14159,
        1234567.891,
        -0.00001234,
        1e16,
        1e21,
        1e22,
        123456789012345680.0,
        1e100,
        5e-324,
        math.inf,
        -math.inf,
        math.nan,
    ]
    values += [
        9.5,
        99.5,
        0.05,
        1e-7,
        99999.5,
        999999.5,
        0.99999,
        1 + 2j,
        -1.5j,
        complex(-0.0, 2.5),
        complex(math.nan, -math.inf),
        1e400j,
    ]
    for value in values:
        for kind in ["", *"bcdoxXneEfFgG%szq?"]:
            for spec in [
                "",
                "5",
                "012",
                ",",
                "_",
                "#",
                "+",
                " ",
                "<8",
                "*^15",
                "=+12",
                ".0",
                ".1",
                ".3",
                ".10",
                "z.1",
                "#.0",
                "015,",
                "016,.2",
                "#018_",
            ]:
                yield "format", [value, spec + kind]
    for _ in range(6000):
        value = RANDOM.choice([random_int, random_float, lambda: RANDOM.choice(values)])()
        spec = RANDOM.choice(["", "", "<", ">", "^", "=", "*<", "x>", "0^", "é=", "😀>"]) + RANDOM.choice(
            ["", "", "+", "-", " "]
        )
        spec += RANDOM.choice(["", "", "", "z"]) + RANDOM.choice(["", "", "#"]) + RANDOM.choice(["", "", "0"])
        spec += RANDOM.choice(["", "", "1", "7", "12", "25"]) + RANDOM.choice(["", "", "", ",", "_"])
        spec += RANDOM.choice(["", "", ".0", ".1", ".2", ".5", ".15", ".17", ".25", ".", ".110"])
        spec += RANDOM.choice([*"bcdoxXneEfFgG%", "", "f", "g", "e", "d"])
        yield "format", [value, spec]
    for _ in range(3000):
        # Ties and near ties.
        value = RANDOM.randrange(-9999, 9999) / RANDOM.choice([2, 4, 8, 16, 100, 200, 1000, 2000])
        yield "format", [value, f".{RANDOM.randrange(4)}{RANDOM.choice('feg%')}"]
    for spec in [
        ",,",
        "_,",
        ",_",
        "5.",
        "99999999999999999999",
        ".99999999999999999999",
        "=",
        "<<",
        "<<<",
        "zz",
        "##",
        "0,0",
        "5x5",
        "\x01",
        "é",
    ]:
        for value in (1, 1.5, 1j, True):
            yield "format", [value, spec]


def parsing() -> Iterator[Case]:
    pieces = [
        "",
        " ",
        "\t\n",
        "\x1f",
        "\xa0",
        "\u2003",
        "\ufeff",
        "+",
        "-",
        "0x",
        "0X",
        "0b",
        "0o",
        "0",
        "1",
        "7",
        "9",
        "12",
        "_",
        "__",
        "f",
        "z",
        ".",
        "e",
        "e5",
    ]
    pieces += ["E-3", "inf", "nan", "Infinity", "j", "é", "'"]
    texts = [
        "",
        " ",
        "42",
        " -7\n",
        "+3",
        "0",
        "-0",
        "00",
        "007",
        "0_0",
        "1_000",
        "1__0",
        "_1",
        "1_",
        "0x_1f",
        "0b101",
        "0B1",
        "0o17",
        "ff",
        "12a",
        "3.5",
        "1e3",
    ]
    texts += [
        "9" * 20,
        "-" + "1" * 30,
        "9" * 5000,
        "-" + "9" * 4300,
        "z" * 12,
        ".5",
        "5.",
        ".",
        "1e400",
        "-1e-400",
        "1_0.0_1e1_0",
        "1._5",
        "1_.5",
        "infinit",
    ]
    texts += [
        "3j",
        "+j",
        "-j",
        "j",
        "1+2j",
        "1-j",
        "-1.5e3-2.5e-3j",
        "(1+2j)",
        "( 1+2j )",
        "(1+2j",
        "1 + 2j",
        "1+2",
        "1+2jj",
        "nan+infj",
        "inf",
        "-infj",
        "1e5j",
        "12j",
        "1_0j",
    ]
    texts += ["".join(RANDOM.choice(pieces) for _ in range(RANDOM.randrange(1, 6))) for _ in range(2500)]
    for text in texts:
        yield "PyInt", [text]
        yield "PyFloat", [text]
        yield "PyComplexType", [text]
        yield "PyInt", [text, RANDOM.choice([0, 2, 8, 10, 16, 36, 1, 37, -1, True])]
    for base in (2, 3, 7, 16, 35, 36):
        for _ in range(30):
            n = random_int()
            digits = ""
            while n:
                n, digit = divmod(abs(n), base)
                digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
            yield "PyInt", [digits or "0", base]
    for args in [
        [],
        [None],
        [[]],
        [12, 10],
        [b"12"],
        [b" 1_0 "],
        [b"x"],
        [b"ff", 16],
        ["1", 2.0],
        ["1", None],
        ["1", 10**30],
        [1j],
        [True],
        [False],
    ]:
        yield "PyInt", args
        if len(args) < 2:
            yield "PyFloat", args
    for args in [
        [],
        [1],
        [1, 2],
        [1.5, -2],
        [1j, 1j],
        [True, 0.0],
        ["1", 1],
        [1, "1"],
        [None],
        [1, None],
        [[]],
        [2j],
        [0.0, -0.0],
    ]:
        yield "PyComplexType", args
    for text in [
        "0x1.8p3",
        "-0x.1p-4",
        "1",
        "abc.8",
        "0x",
        "x",
        "",
        "inf",
        "-nan",
        " 0x1p-1074 ",
        "0x1p-1075",
        "0x1.8p-1075",
        "0x1p1024",
        "0x1.fffffffffffff8p0",
        "1p5",
        "1p",
    ]:
        yield ".fromhex", [0.0, text]


def rounding() -> Iterator[Case]:
    for value in [
        0.5,
        1.5,
        2.5,
        -0.5,
        -1.5,
        2.675,
        1.005,
        0.285,
        1e300,
        -1e16,
        5e-324,
        1e22,
        1e23,
        0.0,
        -0.0,
        math.inf,
        math.nan,
        -math.inf,
    ]:
        for digits in [
            None,
            0,
            1,
            2,
            3,
            15,
            16,
            22,
            30,
            308,
            330,
            400,
            -1,
            -2,
            -16,
            -22,
            -300,
            -308,
            -309,
            -400,
            True,
            10**20,
        ]:
            yield "round_", [value, digits]
    for _ in range(2500):
        value = RANDOM.choice(
            [random_float(), RANDOM.randrange(-99999, 99999) / RANDOM.choice([1000, 200, 8, 10**4])]
        )
        yield "round_", [value, RANDOM.choice([None, 0, 1, 2, 3, 4, 10, -1, -2])]
    for value in [0, 5, 15, 25, -5, -15, 1234, -1250, 1350, 10**25 + 5 * 10**9, True, 2**53 - 1]:
        for digits in [None, 0, 2, -1, -2, -3, -10, -30, 10**20, True]:
            yield "round_", [value, digits]
    yield from [("round_", [1.5, "a"]), ("round_", ["a", 1]), ("round_", [1, 1.5]), ("round_", [1.5, 1.0])]


def methods() -> Iterator[Case]:
    for value in REAL:
        for name in [
            "bit_length",
            "bit_count",
            "as_integer_ratio",
            "conjugate",
            "real",
            "imag",
            "numerator",
            "denominator",
            "is_integer",
            "hex",
        ]:
            if hasattr(value, name):
                yield "." + name, [value]
        if not isinstance(value, float):
            for length in (0, 1, 2, 8, 200):
                for order in ("big", "little", "x"):
                    yield ".to_bytes", [value, length, order]
    for value in COMPLEX:
        for name in ["conjugate", "real", "imag"]:
            yield "." + name, [value]
    for data in [b"", b"\x01\x02", b"\xff\xfe", b"\x80" * 20, [1, 2, 3]]:
        yield ".from_bytes", [0, data, "big"]
        yield ".from_bytes", [0, data, "little"]
    for value in [random_float() for _ in range(300)]:
        if math.isfinite(value):
            yield ".hex", [value]
            yield ".as_integer_ratio", [value]
            yield ".is_integer", [value]


if __name__ == "__main__":
    main()

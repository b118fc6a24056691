"""Text vectors with CPython as the oracle: one JSON array `[kind, *operands, outcome]` a line.

Kinds: m (method: receiver, name, args, keywords), f (function: name, args, keywords), % [] == < in len + * (operators).
Values are tagged (see encode), an outcome is {"ok": value} or {"error": [type, text]}.

    python3.11 make_text_vectors.py out.jsonl
"""

from __future__ import annotations

import json
import math
import operator
import random
import sys
from collections.abc import Iterator
from typing import Any

SEED = 20240611
TEXTS = [
    "", "a", "abc", "Hello, World", "hello world", "  padded\t\n", "\tx\ty\n\tz", "aaaa", "abcabcabc", "ABC", "aBc dEf",
    "it's", 'say "hi"', "both ' and \"", "back\\slash", "line\nfeed\r\nmac\rend", "\v\f\x1c\x1d\x1e\x85\u2028\u2029x",
    "naïve café", "ß", "Straße", "ŉx", "ﬁne ﬂ", "ǆ Ǆ ǅ", "ΑΣ", "ΣΑΣ ΟΔΟΣ. Σ", "ὈΔΥΣΣΕΎΣ", "ᾳ ᾼ ᾲ", "İstanbul ı", "ẞ", "ΐ", "\u10d0\u10d1",
    "\uab70\u13a0", "😀", "a😀b", "😀😀", "x😀y😀z", "👨‍👩‍👧", "🇩🇪", "𝒜𝒷", "𐐀𐐨", "e\u0301", "\u0301", "日本語", "一二三", "٣٤", "²³¹", "½",
    "①", "Ⅷ", "1234", "-12", "+7", "007", "3.14", "_id", "id2", "2id", "class", "x\u200by", "\x00\x01\x7f", "\x80\xa0\xad", "\ue000", "\U000e0001",
    "\ufeff", "a,b,c", ",a,,b,", "a, b, c", "key=value=x", "%", "%%", "{}", "tab\tsep", "x\u3000y\u2003z", "مرحبا", "a" * 30, "ab😀" * 12,
    "mississippi", "Title Case Here", "they're bill's", "NOT Title", "ǅo", "0x1F", "\n", "\r\n", "a\n\nb\n", " ", "\u00b5", "Ǳx", "dž", "\U00010a40",
]  # fmt: skip
PIECES = [
    "",
    "a",
    "b",
    "ab",
    "l",
    " ",
    ",",
    "ss",
    "is",
    "😀",
    "b😀",
    "\t",
    "\n",
    "é",
    "=",
    "aa",
    "Σ",
    "x",
    "\u0301",
    "-",
    "o",
    "日",
]
NUMBERS = [None, 0, 1, 2, 3, 5, 8, -1, -2, -5, 100, -100, 10**20, -(10**20), True]
BYTES = [
    b"", b"a", b"abc", b"Hello World", b"  pad\t\n", b"a,b,,c", b"\x00\xff\x80", b"it's", b'say "hi"', b"'\"\\", b"line\nfeed\r\nmac\r",
    b"aaaa", b"abcabc", b"-12", b"+5", b"\tx\ty", b"ABC def", b"Title Case", b"123", b"\xc3\xa9", b"\xf0\x9f\x98\x80", b"\x0b\x0c\x1c", b"%d",
]  # fmt: skip
PARTS = [
    b"",
    b"a",
    b"b",
    b"ab",
    b"l",
    b" ",
    b",",
    b"\n",
    b"\xff",
    b"aa",
    bytearray(b"c"),
    97,
    0,
    255,
    256,
    -1,
    "a",
    None,
    1.5,
]
BAD = [None, 1, 1.5, True, b"x", ["a"], ("a",), {"a": 1}]
VALUES = [
    None, True, False, 0, -7, 42, 10**20, -(10**25), 0.0, -0.0, 1.0, 1.5, -2.75, 1e16, 1e-7, 123456789.125, math.inf, -math.inf, math.nan, 1e300,
    "", "abc", "it's", "😀", "é\n", b"by", bytearray(b"ba"), [], [1, "a", [2.0]], (), (1,), (1, "x"), {}, {"a": 1, 2: "b"}, ["\ud800"],
]  # fmt: skip


def encode(x: Any) -> Any:
    """A value as JSON: what JSON has not, as an object with one key that says the type."""
    match x:
        case None | bool() | str():
            return x
        case int():
            return {"int": str(x)}
        case float():
            return {"float": repr(x)}
        case bytearray():
            return {"bytearray": list(x)}
        case bytes():
            return {"bytes": list(x)}
        case list():
            return {"list": [encode(v) for v in x]}
        case tuple():
            return {"tuple": [encode(v) for v in x]}
        case dict():
            return {"dict": [[encode(k), encode(v)] for k, v in x.items()]}
        case slice():
            return {"slice": [encode(x.start), encode(x.stop), encode(x.step)]}
    raise TypeError(type(x))


def outcome(function: Any, *args: Any, **keywords: Any) -> Any:
    try:
        return {"ok": encode(function(*args, **keywords))}
    except Exception as error:
        return {"error": [type(error).__name__, str(error)]}


class Vectors:
    """Collects the lines; every case comes once."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.lines: dict[str, Any] = {}

    def add(self, case: list[Any], result: Any) -> None:
        self.lines.setdefault(json.dumps(case), result)

    def method(self, receiver: Any, name: str, *args: Any, **keywords: Any) -> None:
        head = [
            "m",
            encode(receiver),
            name,
            [encode(x) for x in args],
            {k: encode(v) for k, v in keywords.items()},
        ]
        target = bytearray(receiver) if isinstance(receiver, bytearray) else receiver
        result = outcome(getattr(target, name), *args, **keywords)
        self.add(head, [result, encode(target)] if isinstance(receiver, bytearray) else [result])

    def function(self, function: Any, *args: Any, **keywords: Any) -> None:
        name = function.__qualname__
        head = ["f", name, [encode(x) for x in args], {k: encode(v) for k, v in keywords.items()}]
        self.add(head, [outcome(function, *args, **keywords)])

    def operation(self, sign: str, function: Any, *args: Any) -> None:
        self.add([sign, *map(encode, args)], [outcome(function, *args)])

    def pick(self, pool: list[Any], n: int) -> Iterator[Any]:
        for _ in range(n):
            yield self.random.choice(pool)

    def word(self) -> str:
        """A random text of a small alphabet, so that parts recur."""
        return "".join(self.random.choices("aabbc ,\t\n😀éΣßIı'\"\\%{}", k=self.random.randrange(0, 12)))


def str_methods(v: Vectors) -> None:
    one = v.random.choice
    plain = (
        "upper lower casefold capitalize title swapcase strip lstrip rstrip split rsplit splitlines isalnum isalpha isascii isdecimal isdigit "
        "isidentifier islower isnumeric isprintable isspace istitle isupper expandtabs encode"
    ).split()
    for text in TEXTS + [v.word() for _ in range(120)]:
        for name in plain:
            v.method(text, name)
        for sub in v.pick(PIECES, 3):
            for name in ("find", "rfind", "index", "rindex", "count", "startswith", "endswith"):
                v.method(text, name, sub)
                v.method(text, name, sub, one(NUMBERS))
                v.method(text, name, sub, one(NUMBERS), one(NUMBERS))
            for name in (
                "partition",
                "rpartition",
                "split",
                "rsplit",
                "strip",
                "lstrip",
                "rstrip",
                "removeprefix",
                "removesuffix",
            ):
                v.method(text, name, sub)
            v.method(text, "strip", sub + one(PIECES))
            for name in ("split", "rsplit"):
                v.method(text, name, one([sub, None]), one([-1, 0, 1, 2, 3]))
            v.method(text, "split", sep=one([sub, None]), maxsplit=one([-1, 0, 1, 2]))
            v.method(text, "rsplit", maxsplit=one([-1, 0, 1, 2]))
            v.method(text, "replace", sub, one(PIECES))
            v.method(text, "replace", sub, one(PIECES), one([-1, 0, 1, 2, 3]))
            v.method(text, "startswith", (sub, one(PIECES)))
            v.method(text, "endswith", (one(PIECES), sub), one(NUMBERS))
        for width in v.pick([0, 3, 7, 8, 15, 40, -1, True], 2):
            for name in ("center", "ljust", "rjust"):
                v.method(text, name, width)
                v.method(text, name, width, one(["*", "😀", "é", "0"]))
            v.method(text, "zfill", width)
            v.method(text, "expandtabs", one([0, 1, 4, -3]))
        v.method(text, "splitlines", True)
        v.method(text, "splitlines", keepends=one([True, False, 1, 0]))
        v.method(text, "join", [one(TEXTS), one(PIECES), one(TEXTS)])
        v.method(one(PIECES), "join", text)
        v.method(text, "translate", {ord(one("abcl😀é")): one([None, "xy", 0x1F600, 97, ""])})
        v.method(text, "translate", str.maketrans("abc😀", "x😀yz", "l,"))
    for name in (*plain, "format_map", "join", "center", "ljust", "rjust", "zfill", "partition", "rpartition", "translate", "removeprefix",
                 "removesuffix", "replace", "find", "rfind", "index", "rindex", "count", "startswith", "endswith", "maketrans"):  # fmt: skip
        v.method("a", name)
        v.method("a", name, "b", "c", "d", "e", "f")
        for bad in BAD:
            v.method("abc", name, bad)
            v.method("abc", name, "b", bad)
            v.method("abc", name, "b", "c", bad)
            if name not in ("format_map", "maketrans"):
                v.method("abc", name, 5, bad)
    for args in (["a"], [1], [{"ab": 1}], [{1.5: 1}], [{"a": 1, 98: None, "é": "z"}], ["a", "bc"], [1, "b"], ["a", 1], ["a", "b", 1], ["ab", "cd", "z"],
                 ["", "", ""], ["😀a", "bc"], [{}], ["ab", "cd", None]):  # fmt: skip
        v.method("", "maketrans", *args)
        v.function(str.maketrans, *args)
    for table in (
        1,
        {97: 1.5},
        {97: -1},
        {97: 0x110000},
        {97: 0x10FFFF},
        "xyz",
        ["q"] * 98,
        (None,) * 100,
        {97: True},
        None,
        {"a": "b"},
    ):
        v.method("abc", "translate", table)


def bytes_methods(v: Vectors) -> None:
    one = v.random.choice
    plain = (
        "upper lower capitalize title swapcase strip lstrip rstrip split rsplit splitlines isalnum isalpha isascii isdigit islower isspace istitle "
        "isupper expandtabs decode hex"
    ).split()
    random_bytes = [bytes(v.random.choices(b"aab ,\n\tB1\xff", k=v.random.randrange(9))) for _ in range(40)]
    for raw in BYTES + random_bytes + [bytearray(b) for b in BYTES]:
        for name in plain:
            v.method(raw, name)
        for sub in v.pick(PARTS, 3):
            for name in ("find", "rfind", "index", "rindex", "count", "startswith", "endswith"):
                v.method(raw, name, sub)
                v.method(raw, name, sub, one(NUMBERS), one(NUMBERS))
            for name in (
                "partition",
                "rpartition",
                "split",
                "rsplit",
                "strip",
                "lstrip",
                "rstrip",
                "removeprefix",
                "removesuffix",
            ):
                v.method(raw, name, sub)
            for name in ("split", "rsplit"):
                v.method(raw, name, one([sub, None]), one([-1, 0, 1, 2]))
            v.method(raw, "replace", sub, one(PARTS))
            v.method(raw, "replace", one([b"a", b"", b"ab"]), b"xy", one([-1, 0, 1, 2]))
            v.operation("in", lambda a, b: a in b, sub, raw)
        for width in v.pick([0, 3, 8, 15], 1):
            for name in ("center", "ljust", "rjust"):
                v.method(raw, name, width)
                v.method(raw, name, width, one([b"*", "x", b"ab", None]))
            v.method(raw, "zfill", width)
        v.method(raw, "splitlines", True)
        v.method(raw, "hex", ":")
        v.method(raw, "hex", one([":", b"-", "::", "é", 1]), one([0, 1, 2, 3, -1, -2, -3]))
        v.method(raw, "join", [b"x", bytearray(b"y"), one(BYTES)])
        v.method(raw, "translate", None, b"a")
        v.method(raw, "translate", bytes.maketrans(b"abc", b"xyz"), one([b"", b"l", b"\xff"]))
        for n in v.pick(NUMBERS, 4):
            v.operation("[]", operator.getitem, raw, n)
            v.operation("[]", operator.getitem, raw, slice(n, one(NUMBERS), one([None, 1, -1, 2, -2, 0])))
        for other in v.pick([*BYTES, bytearray(b"abc")], 2):
            v.operation("==", operator.eq, raw, other)
            v.operation("<", operator.lt, raw, other)
            v.operation("+", operator.add, raw, other)
        v.operation("+", operator.add, raw, one([1, "a", None]))
        v.operation("*", operator.mul, raw, one([0, 1, 3, -1, True]))
        v.operation("len", len, raw)
        v.function(repr, raw)
        v.function(str, raw)
    for index in ("a", 1.5, None, b"x", 5, -5, 10**30):
        v.operation("[]", operator.getitem, b"abc", index)
        v.operation("[]", operator.getitem, bytearray(b"abc"), index)
    for name in (
        *plain,
        "join",
        "center",
        "partition",
        "translate",
        "replace",
        "find",
        "count",
        "startswith",
        "removeprefix",
    ):
        for raw in (b"a", bytearray(b"a")):
            v.method(raw, name, b"b", 1, 2, 3, 4)
            v.method(raw, name, *[b"x"] * 3)
            for bad in BAD:
                v.method(raw, name, bad)
    for raw in (b"", b"abc", b"abcabc"):
        for n in (0, 1, 97, 255, 256, -1, 1.5, "a", None, True, 10**20):
            v.method(bytearray(raw), "append", n)
            v.method(bytearray(raw), "remove", n)
            v.method(bytearray(raw), "insert", 1, n)
            v.method(bytearray(raw), "insert", n, 65)
            v.method(bytearray(raw), "pop", n)
            v.method(bytearray(raw), "__setitem__", 1, n)
            v.method(bytearray(raw), "__setitem__", n, 66)
            v.method(bytearray(raw), "__delitem__", n)
        for part in (
            b"xy",
            bytearray(b"z"),
            [1, 2],
            (3,),
            [300],
            ["a"],
            "a",
            5,
            None,
            [],
            b"",
            b"12",
            b"123",
            {"a": 1},
        ):
            v.method(bytearray(raw), "extend", part)
            v.method(bytearray(raw), "__iadd__", part) if isinstance(part, bytes) else None
            for s in (
                slice(None),
                slice(0, 1),
                slice(1, 0),
                slice(-1, None),
                slice(None, None, 2),
                slice(None, None, -1),
                slice(5, 9),
            ):
                if not isinstance(part, dict):
                    v.method(bytearray(raw), "__setitem__", s, part)
                v.method(bytearray(raw), "__delitem__", s)
        for name in ("clear", "reverse", "copy", "pop"):
            v.method(bytearray(raw), name)
    for source in (
        -1,
        0,
        3,
        "a",
        1.5,
        None,
        [],
        [1, 255],
        [256],
        [-1],
        ["a"],
        [1.5],
        (1, 2),
        b"x",
        bytearray(b"y"),
        True,
        {"a": 1},
        {1: 2},
    ):
        for kind in (bytes, bytearray):
            v.function(kind, source)
            v.function(kind, source, "utf8")
            v.function(kind, source, "utf-16", "strict")
            v.function(kind, source, 1)
    v.function(bytes)
    v.function(bytearray)
    v.function(bytes, 1, 2, 3, 4)
    for text in (
        "",
        "abc",
        "zz",
        "a b",
        "ab cd\n",
        "AB cd",
        " 0 1",
        "0g",
        "é0",
        1,
        None,
        b"00",
        "00\x0b11",
        "0",
    ):
        v.function(bytes.fromhex, text)
        v.function(bytearray.fromhex, text)
    for args in ([b"a", b"bc"], ["a", "b"], [b"a"], [b"ab", bytearray(b"cd")]):
        v.function(bytes.maketrans, *args)


def codecs(v: Vectors) -> None:
    texts = [*TEXTS, "\ud800", "a\udc80b", "\ud800\ud801", "é€😀", "€é", "x\udfff"]
    names = [
        "utf-8",
        "utf8",
        "UTF_8",
        "ascii",
        "latin-1",
        "iso-8859-1",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-8-sig",
        "us-ascii",
    ]
    handlers = [
        "strict",
        "ignore",
        "replace",
        "backslashreplace",
        "xmlcharrefreplace",
        "surrogatepass",
        "surrogateescape",
        "zzz",
    ]
    for text in texts:
        for name in names:
            v.method(text, "encode", name)
            v.method(text, "encode", name, v.random.choice(handlers[:-1]))
        v.method(text, "encode", errors=v.random.choice(handlers))
    for text in ("\ud800", "a\udc80b", "\ud800\ud801", "é€😀", "x\udfff", "€"):
        for name in names:
            for handler in handlers:
                # Not for the codecs that CPython finds in its registry: those wrap the LookupError.
                if handler != "zzz" or name in ("utf-8", "ascii", "latin-1", "utf-16"):
                    v.method(text, "encode", name, handler)
    raws = [
        *BYTES, b"\xff", b"a\xc3", b"\xc3a", b"\xe2\x82", b"\xe2\x82a", b"\xf0\x9f\x98", b"\xf0\x9f\x98a", b"\xed\xa0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80",
        b"\xe0\x80\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbfabc", b"\xff\xfea\x00", b"\xfe\xff\x00a", b"\xff\xfea", b"\x00\xd8", b"\x00\xd8a\x00", b"\x00\xdca\x00",
        b"\x3d\xd8\x00\xde", b"\xd8\x3d\xde\x00", b"a\x00b", b"\xff\xfe", b"\x80\x81\x82", b"\xe2\x28\xa1", b"caf\xe9",
    ]  # fmt: skip
    raws += [
        bytes(
            v.random.choices(
                [0x41, 0x80, 0xA0, 0xC3, 0xE2, 0xED, 0xF0, 0xF4, 0x90, 0xD8, 0xDC, 0x00],
                k=v.random.randrange(8),
            )
        )
        for _ in range(150)
    ]
    for raw in raws:
        for name in names:
            v.method(raw, "decode", name)
            for handler in ("ignore", "replace", "backslashreplace"):
                v.method(raw, "decode", name, handler)
        v.method(raw, "decode", errors=v.random.choice(["ignore", "replace", "zzz"]))
        v.function(str, raw, "utf-8", "replace")
    for args in (["zzz"], [1], [None], ["utf8", 1], ["utf8", "strict", 1]):
        v.method("é", "encode", *args)
        v.method(b"a", "decode", *args)
        v.function(str, b"a", *args)
    for args in (
        [1, "utf8"],
        ["a", "utf8"],
        [1, 2, 3, 4],
        [],
        [None],
        [b"a"],
        [b"a", "ascii"],
        [bytearray(b"\xc3\xa9"), "utf8"],
    ):
        v.function(str, *args)


def indexing(v: Vectors) -> None:
    one = v.random.choice
    for text in TEXTS + [v.word() for _ in range(60)]:
        v.operation("len", len, text)
        for n in v.pick([0, 1, 2, 3, 5, -1, -2, -5, 100, -100, True, 10**20, -(10**20)], 5):
            v.operation("[]", operator.getitem, text, n)
        for _ in range(8):
            v.operation(
                "[]",
                operator.getitem,
                text,
                slice(one(NUMBERS), one(NUMBERS), one([None, 1, 1, 2, -1, -2, 3, 100, -(10**20), True])),
            )
        for other in v.pick([*TEXTS, "\uffff", "\U00010000"], 4):
            v.operation("<", operator.lt, text, other)
    for index in (
        "a",
        1.5,
        None,
        b"x",
        ["a"],
        slice("a", None),
        slice(None, 1.5),
        slice(None, None, 0),
        slice(None, None, "a"),
    ):
        v.operation("[]", operator.getitem, "abc", index)
        v.operation("[]", operator.getitem, "a😀c", index)
    for index in (slice("a", None), slice(None, None, 0)):
        v.operation("[]", operator.getitem, b"abc", index)


def reprs(v: Vectors) -> None:
    for function in (repr, str, ascii):
        for x in [
            *TEXTS,
            *VALUES,
            *BYTES,
            *map(bytearray, BYTES),
            [TEXTS],
            {t: t for t in TEXTS[:20]},
            tuple(TEXTS),
        ]:
            v.function(function, x)
    for code in [
        *range(0x2100),
        *range(0xD7F0, 0xE010),
        *range(0xFE00, 0x10010),
        0x1F600,
        0xE0001,
        0xF0000,
        0x10FFFF,
    ]:
        if chr(code).isprintable() or code < 0x250 or 0x2000 <= code < 0x2070 or 0xD000 < code < 0xE010:
            v.function(repr, chr(code))
    for args in ([], [1, 2]):
        v.function(repr, *args)
        v.function(ascii, *args)
    for predicate in (
        "isalpha",
        "isalnum",
        "isnumeric",
        "isdigit",
        "isdecimal",
        "isprintable",
        "isidentifier",
        "isspace",
        "istitle",
    ):
        for code in range(0x250):
            v.method(chr(code), predicate)
    for code in [
        *range(0x24F),
        *range(0x370, 0x400),
        *range(0x1F00, 0x2000),
        *range(0x10A0, 0x1100),
        0x1E9E,
        0xFB00,
        0xFB06,
        0x10400,
        0x1E900,
    ]:
        # U+019B and U+10FC changed after Unicode 14, which CPython 3.11 has.
        if code not in (0x19B, 0x10FC):
            for name in ("upper", "lower", "title", "capitalize", "casefold", "swapcase"):
                v.method(chr(code), name)
                v.method("a" + chr(code) + "Σ b", name)


def formats(v: Vectors) -> None:
    one = v.random.choice
    r = v.random
    for text in [*TEXTS[:60], "😀😀😀"]:
        for _ in range(8):
            spec = (
                one(["", "*", "😀", "é", " ", "0"])
                + one(["<", ">", "^"])
                + one(["", "0"])
                + one(["", "5", "12", "08"])
                + one(["", ".0", ".2", ".5"])
                + one(["", "s"])
            )
            v.function(format, text, spec if len(spec) and spec[0] != "" else spec)
        v.function(format, text, one(["5", "05", ".2", "10.3s", "s", "0", "<", "^9"]))
    specs = (
        "x + - #  =5 05 , _ ,_ _, ,, 5. .3s ss 5ss é z 99999999999999999999999 .99999999999999999999999 \x07 %Y d c n % *=5 ^ ^^^9 <<<5 >>5 0>5 0<5 00005 5, .2, +s"
    ).split(" ")
    for spec in specs:
        for value in ("abc", 5, True, 1.5, None, [], b"x", (), {}):
            v.function(format, value, spec)
    for _ in range(600):
        spec = (
            one(["", "*<", "0>", "^", "=", "😀>"])
            + one(["", "+", "-", " "])
            + one(["", "#"])
            + one(["", "0"])
            + one(["", "6", "15"])
            + one(["", ",", "_"])
        )
        v.function(
            format,
            one([0, 7, -42, 123456, 2**60, -(2**70), True]),
            spec + one(["", "d", "x", "X", "b", "o", "c", "e", "f", ".2f", "%", "n"]),
        )
        v.function(
            format,
            one([0.0, -0.0, 1.5, -2.25, 1e10, 12345.678, 1e-9]),
            spec + one(["", ".3", ".0"]) + one(["", "f", "e", "g", "%", "G", "E"]),
        )
    for args in ([], [1], [1, 2], ["a", None], [None, ""], [None, "s"], ["a", "s", "t"], [1, b"x"]):
        v.function(format, *args)
    v.method("a", "__format__", 1)
    v.method("a", "__format__", ">5")
    fields = (
        "{ } {0 {0!} {0!x} {0!rr} {0!r {}|{0} {0}|{} {a} {1} {} {0.x} {0[} {0[]} {0[0]x} {0.} {0[0].real} {0[a]} {0[-1]} {:{}} {:{:{}}} {:{a}>{b}} {!r:>5} {{}} {{ }} "
        "{0x} {:{0}} {a:{}} {99999999999999999999} {0[99999999999999999999]} {0!r\t} {!} {0:}} {0:{} a{ a}b {0[a {a! {-1} {a-b} {a.b} {a[b]} {a[b][c]} {0.real}{0.imag} "
        "{:5}|{:<5}|{:^5} {0!s:>{1}} {0!a} {a!r} {}{}{} {0}{0}{1} {b:05d} {0:>{b}} {0:{1}{b}} {:%Y} {a.real} {0:{{}}} {0[{a}]} {{{}}} {{{0}}} {}} {{} x{}y{}z {😀} "
        "{0!😀} {0[😀]} {:😀>5} {.real} {[0]} {[a]} {0:!r} {a:b} {0!r:} {a[0}]} {0[a]!r} {0.real.imag} {0[0][1]} {a]} {]} {[} {:s} {:d} {:.2f} {:,}"
    ).split(" ")
    argument_lists: list[tuple[list[Any], dict[str, Any]]] = [
        ([], {}), ([1], {}), ([1, 2], {}), (["ab", 5, ">"], {"a": "*", "b": 8}), ([[1, [2, 3]]], {"a": {"b": {"c": 1}}}), ([{"a": 3, "😀": 4}], {"a": 4, "a-b": 1}),
        (["é😀", "x", "y"], {"a": "é", "b": 3, "😀": "smile"}), ([2.5, 3, True], {"a": None, "b": 10}), ([(1, (2, 3))], {"]": 1, "0x": 2}),
    ]  # fmt: skip
    for field in fields:
        for args, keywords in argument_lists:
            v.method(field, "format", *args, **keywords)
        for mapping in ({}, {"a": "m", "b": 4}, [0], 1, "s"):
            v.method(field, "format_map", mapping)
    for _ in range(300):
        text = "".join(
            one(["{}", "{0}", "{a}", "x", "{{", "}}", "{:>6}", "{!r}", "{b:x}", "{", "}"])
            for _ in range(r.randrange(1, 5))
        )
        args, keywords = one(argument_lists)
        v.method(text, "format", *args, **keywords)


def percents(v: Vectors) -> None:
    one = v.random.choice
    texts = (
        "%d %x %f %c %y % %(a %(a)s %(a) %*d %-*d| %.*f %s|%s %s abc %5% %% %5.2% %ld %lld %.0d %.5d %+.5d %08.3d %#x %#X %#o %#010x %-#10x| %+d %a %r %.2s %5.1s| %05s %5c| "
        "%e %g %G %#g %F %010f %+010.2f %i|%u %99999999999999999999d %.99999999999999999999d %(a)s|%s %(a)*d %s|%(a)s %(a(b))s %(a)5.2f %(b)r %()s %-5d| %-05d| %#.3x %hd %Lf "
        "%😀 😀%y %5😀 %é %\x01 %s%% %%%s %%s %d%% %.f %.s %-+5d| %+-5d| %0+5d %X %o %.3e %.0f %#.0f %.0e %.10g %b 😀%s %-6s| %6s| %.1s %c%c %(😀)s %.-5d %5 %.5"
    ).split(" ")
    values: list[Any] = [
        *VALUES, (), (1,), (1, 2), ("a", 1), (5, 1), (-5, 1), (2, 1.5), ("x", 1.5), {"a": 1}, {"a": 1.5, "b": "q", "a(b)": 7, "": 0, "😀": 1}, [1, 2], "x", 255, -255, 65, 0x1F600, -1,
        0x110000, "é", "😀", ("😀",), (True, False), (1.9,), (-1.9, 3), (10**30,), (10**400,), (None,), ([],), ("ab",), ((1, 2),), (math.nan,), (b"x",), (0.1 + 0.2,), (1e10,), (12345.678,),
    ]  # fmt: skip
    for text in texts:
        for value in values:
            v.operation("%", operator.mod, text, value)
        for value in v.pick(values, 6):
            if text.isascii():
                v.operation("%", operator.mod, text.encode(), value)
                v.operation("%", operator.mod, bytearray(text.encode()), value)
    for text in (
        b"%s",
        b"%b",
        b"%5s|",
        b"%.1s",
        b"%c",
        b"%a",
        b"%r",
        b"%d",
        b"%x",
        b"%f",
        b"%(a)s",
        b"%y",
        b"abc",
        b"%%",
    ):
        for value in [*values, b"a", (b"ab",), (bytearray(b"q"),), {b"a": b"1"}, 300, (300,), ("é",)]:
            v.operation("%", operator.mod, text, value)
    for _ in range(1500):
        flags = "".join(v.random.sample("-+ #0", v.random.randrange(3)))
        text = (
            "%"
            + flags
            + one(["", "3", "8", "12"])
            + one(["", ".0", ".1", ".4", "."])
            + one("diuoxXeEfFgGcrsa")
        )
        v.operation(
            "%",
            operator.mod,
            text,
            (
                one(
                    [
                        0,
                        1,
                        -1,
                        42,
                        -255,
                        2**53,
                        10**20,
                        0.0,
                        -0.0,
                        1.5,
                        -2.675,
                        1e16,
                        1e-5,
                        "abc",
                        "é",
                        True,
                        65,
                    ]
                ),
            ),
        )


def make() -> Vectors:
    v = Vectors(SEED)
    for part in (str_methods, bytes_methods, codecs, indexing, reprs, formats, percents):
        part(v)
    return v


if __name__ == "__main__":
    vectors = make()
    with open(sys.argv[1], "w") as out:
        for case, result in vectors.lines.items():
            out.write(f"[{case}, {json.dumps(result)}]\n")
    print(len(vectors.lines))

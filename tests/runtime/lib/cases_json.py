# ruff: noqa: E501
"""json: values with every option, and loads over texts cut and changed at each place."""

from __future__ import annotations

import random
from collections.abc import Iterator

VALUES = [
    "None", "True", "False", "0", "-1", "2**53", "-2**70", "1.0", "-0.0", "0.1", "1e16", "1e-7", "1.5e300", "123456789012345680.0",
    "''", "'abc'", "'a\"b\\\\c/d'", r"'\n\t\r\b\f\x00\x1f\x7f'", "'é ü ß'", "'日本'", "'😀'", r"'\u2028'", r"'\ud800'",
    "[]", "{}", "()", "[1, [2, [3]]]", "(1, 2)", "{'a': 1, 'b': [1, 2, {'c': None}]}", "{1: 'a', 2.5: 'b', None: 'c', True: 'd'}", "{1.0: 2}",
    "{'b': 1, 'a': 2, 'C': 3}", "[[], {}, [[]], {'x': {}}]", "{(1, 2): 3}", "{'k': {1, 2}}", "b'x'", "[1, 2, b'x']", "{1, 2}",
    "float('nan')", "[float('inf'), float('-inf')]", "{2: 1, 1: 2}", "{'a': 1, 1: 2}", "datetime.date(2020, 1, 2)",
]  # fmt: skip
OPTIONS = [
    "", "indent=2", "indent=0", "indent='\\t'", "sort_keys=True", "ensure_ascii=False", "separators=(',', ':')", "allow_nan=False", "skipkeys=True",
    "indent=1, sort_keys=True, separators=(';', '=')", "default=str", "default=lambda o: [1, 2]", "indent=None, default=repr", "indent=4, ensure_ascii=False",
]  # fmt: skip
TEXTS = [
    '{"a": [1, 2.5, -3e2, true, false, null], "b": {"c": "x\\u00e9\\n"}, "d": ""}',
    ' [ 1 , 2 , { "k" : "v" } ] ',
    '"\\ud83d\\ude00 \\" \\\\ \\/ \\b\\f\\n\\r\\t"',
    "[[[[]]], {}, {\"x\": {}}]",
    "123456789012345678901234567890",
    "-0", "-0.0", "1E5", "1.0", "0.1e-3", "NaN", "[Infinity, -Infinity]",
]  # fmt: skip
BAD = [
    "", " ", "nul", "tru", "+1", "01", "1.", ".5", "1e", "-", "--1", "[1,]", "[,1]", "[1 2]", "{,}", '{"a"}', '{"a":}', '{"a":1,}', '{"a" 1}', "{'a': 1}", "{1: 2}",
    '"abc', '"a\\', '"a\\x"', '"\\u12"', '"\\u12G4"', '"a\nb"', '"a\tb"', "[1] 2", "1 2", "\ufeff1", "[1,\n2,\n oops]", '{"a": 1\n "b": 2}', '"\\u123', '"\\', "Infinit", "-Inf", "é", "[é]", '["😀", x]',
    '{"a": 1 "b"}', "]", "}", "[", "{", '{"', '{"a', '{"a"', '{"a":', '{"a":1', "[1", "[1,", "[]]", "/* c */ 1", "True", "None", "undefined",
]  # fmt: skip


def sources() -> Iterator[str]:
    for value in VALUES:
        for options in OPTIONS:
            yield f"json.dumps({value}{', ' if options else ''}{options})"
    yield "json.dumps(obj=[1])"
    for text in TEXTS + BAD:
        yield f"json.loads({text!r})"
        yield f"json.loads({text.encode('utf-8', 'surrogatepass')!r})"
    rng = random.Random(3)
    for text in TEXTS[:4]:
        for cut in range(len(text)):
            yield f"json.loads({text[:cut]!r})"
            changed = text[:cut] + rng.choice('x,:[]{}0"\\ 1e') + text[cut + 1 :]
            yield f"json.loads({changed!r})"
    for extra in (
        "object_hook=lambda d: len(d)", "parse_float=str", "parse_int=float", "parse_constant=str", "object_pairs_hook=lambda p: p", "object_pairs_hook=list",
    ):  # fmt: skip
        for text in TEXTS:
            yield f"json.loads({text!r}, {extra})"
    yield "json.loads(1)"
    yield "json.loads(None)"
    yield "json.loads([])"
    yield "json.loads(bytearray(b'[1]'))"
    yield "json.loads('[1]'.encode('utf-16'))"
    yield 'json.loads(\'{"a": 1, "a": 2, "b": 3}\')'
    yield "json.JSONEncoder().encode([1, 'a'])"
    yield "json.JSONEncoder(indent=1, sort_keys=True).encode({'b': 1, 'a': 2})"
    yield "json.JSONDecoder().raw_decode('[1, 2] rest')"
    yield "json.JSONDecoder().decode('[1, 2]')"
    yield "json.JSONDecodeError('msg', 'a\\nbc', 3)"
    yield "json.JSONDecodeError('msg', 'a\\nbc', 3).colno"
    yield "json.JSONDecodeError('msg', 'a\\nbc', 3).args"

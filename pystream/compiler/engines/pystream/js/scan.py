"""Hand-written JavaScript -> declarations that the linker can keep, drop and rename one by one.

Reads the subset that pystream's runtime is written in: each declaration begins at column 0 with its keyword.
Here a file is only cut into them; js/parse.py reads those that a program reaches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

TOKEN = re.compile(
    r"""
    (?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<space>\s+)
    |(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<template>`)
    |(?P<number>0[xXbBoO][\da-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d+)(?:[eE][+-]?\d+)?n?)
    |(?P<name>\#?[A-Za-z_$][\w$]*)
    |(?P<punct>>>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)
        |\+\+|--|\+=|-=|\*=|/=|%=|&=|\|=|\^=|<<|>>|\*\*|.)
    """,
    re.X | re.S,
)
REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
# After these a slash begins a regular expression; after any other word it divides.
BEFORE_REGEX = frozenset("return typeof case in of delete void throw new else do yield await".split())
GLOBALS = frozenset(
    """
    AggregateError Array ArrayBuffer BigInt BigInt64Array Boolean DataView Date Error EvalError
    FinalizationRegistry Float64Array Function Infinity Int32Array Int8Array Intl JSON Map Math NaN Number
    Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol SyntaxError TextDecoder
    TextEncoder TypeError URL Uint16Array Uint32Array Uint8Array WeakMap WeakRef WeakSet WebSocket Event
    Node Element HTMLElement atob btoa cancelAnimationFrame clearInterval clearTimeout console crypto
    decodeURIComponent document encodeURIComponent fetch globalThis isFinite isNaN localStorage location
    navigator parseFloat parseInt performance process prompt queueMicrotask requestAnimationFrame
    setImmediate setInterval setTimeout structuredClone undefined window MessageChannel
    """.split()
)


@dataclass(slots=True)
class Declaration:
    """One top-level statement. `attached`: kept when that name is, and nothing else needs it."""

    name: str
    text: str
    attached: str = ""
    # For method(): the Python attribute that must occur in the program too.
    attribute: str = ""


@dataclass(slots=True)
class File:
    """One runtime file."""

    declarations: list[Declaration]
    # Local name -> (file as written in the import, its name there; "*" for the whole module).
    imports: dict[str, tuple[str, str]]
    # Name outside -> name inside.
    exports: dict[str, str]


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    start: int
    newline: bool  # a line break stands before it
    column0: bool


class ScanError(Exception):
    """A runtime file is not in the subset; says where."""


def tokens(text: str) -> Iterator[_Token]:
    """The tokens of a text; templates come as `tstring` pieces around their expressions' tokens."""
    position, newline = 0, True
    last = ""
    stack: list[int] = []  # brace depths at which a template's `${` opened
    depth = 0
    while position < len(text):
        match = TOKEN.match(text, position)
        assert match
        kind, value = match.lastgroup or "", match[0]
        if kind in ("comment", "space"):
            newline = newline or "\n" in value
            position = match.end()
            continue
        if kind == "punct" and value in "//=" and _regex_may_begin(last):
            found = REGEX.match(text, position)
            if found:
                kind, value = "regex", found[0]
        if kind == "punct" and value == "}" and stack and depth == stack[-1]:
            stack.pop()
            kind, value = _template(text, position, "}")
            if value.endswith("${"):
                stack.append(depth)
        elif kind == "template":
            kind, value = _template(text, position, "`")
            if value.endswith("${"):
                stack.append(depth)
        elif kind == "punct" and value == "{":
            depth += 1
        elif kind == "punct" and value == "}":
            depth -= 1
        column0 = position == 0 or text[position - 1] == "\n"
        yield _Token(kind, value, position, newline, column0)
        position += len(value)
        newline = False
        last = value if kind != "tstring" or not value.endswith("${") else "("
        if kind in ("string", "regex", "number"):
            last = "0"


def _regex_may_begin(last: str) -> bool:
    if not last:
        return True
    if re.match(r"[\w$]", last[-1]):
        return last in BEFORE_REGEX
    return last[-1] not in ")]}`"


def _template(text: str, start: int, opening: str) -> tuple[str, str]:
    position = start + 1
    while text[position] != "`":
        if text[position] == "\\":
            position += 1
        elif text.startswith("${", position):
            return "tstring", text[start : position + 2]
        position += 1
    return "tstring", text[start : position + 1]


START = re.compile(
    r"^(?=(?:export|import|async|function|class|const|let|method|smethod|attribute|statics|sig|attach)\b)",
    re.M,
)
_NAMED = re.compile(r"(?:async )?(?:function\s*\*?|class|const|let)\s*([\w$]+)")
_ATTACHED = re.compile(
    r"(method|attribute|smethod|sig|statics|attach)\(\s*([\w$]+)\s*,?\s*(?:'([^']*)'|([\w$]+))?"
)
_IMPORT = re.compile(r"import\s*(?:\*\s*as\s+(\w+)|\{([^}]*)\})\s*from\s*['\"](.+?)['\"]", re.S)
_EXPORT = re.compile(r"export\s*\{([^}]*)\}(?:\s*from\s*['\"](.+?)['\"])?", re.S)


@cache
def scan(path: str, text: str) -> File:
    """The declarations, imports and exports of one runtime file.

    Raises:
        ScanError: it leaves the subset.
    """
    file = File([], {}, {})
    for chunk in START.split(text)[1:]:
        if chunk.startswith("import"):
            found = _IMPORT.match(chunk)
            if not found:
                raise ScanError(f"{path}: not an import of the subset: {chunk[:60]!r}")
            if found[1]:
                file.imports[found[1]] = (found[3], "*")
            else:
                for outer, inner in _aliases(found[2]):
                    # `import {a as b}`: _aliases reads `inner as outer`, an import binds the second word.
                    file.imports[outer] = (found[3], inner)
            continue
        again = _EXPORT.match(chunk)
        if again:
            for outer, inner in _aliases(again[1]):
                # `export {a} from './x.js'` hands on what another file exports.
                if again[2]:
                    file.imports[inner] = (again[2], inner)
                file.exports[outer] = inner
            continue
        exported = chunk.startswith("export")
        if exported:
            chunk = chunk[6:].lstrip()
        declaration = _head(path, chunk)
        if exported:
            file.exports[declaration.name] = declaration.name
        file.declarations.append(declaration)
    return file


def _aliases(text: str) -> Iterator[tuple[str, str]]:
    """`a, b as c` -> (a, a), (c, b)."""
    for entry in re.sub(r"//[^\n]*", "", text).split(","):
        words = entry.split()
        if words:
            yield words[-1], words[0]


def _head(path: str, chunk: str) -> Declaration:
    named = _NAMED.match(chunk)
    if named:
        return Declaration(named[1], chunk)
    found = _ATTACHED.match(chunk)
    if not found:
        raise ScanError(f"{path}: not a declaration of the subset: {chunk[:60]!r}")
    form, target, text, second = found.groups()
    if form in ("method", "attribute", "smethod"):
        return Declaration("", chunk, target, text or "")
    if form == "statics" and target in GLOBALS and second:
        # JavaScript's own types are always there; what keeps this is that Python's type is named.
        target = second
    return Declaration("", chunk, target)

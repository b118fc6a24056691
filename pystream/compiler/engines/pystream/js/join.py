"""Statements made fewer: commas, `if`s as expressions, locals that are used once put in their place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pystream.compiler.engines.pystream.js.fold import asking
from pystream.compiler.engines.pystream.js.parse import Node

STATEMENT_LEVEL = ("var", "fdecl", "cdecl")


def shorter(s: Node) -> Node:
    """A statement whose insides are joined."""
    kind = s[0]
    if kind == "block":
        body = join(s[1])
        if len(body) == 1 and body[0][0] not in STATEMENT_LEVEL:
            return body[0]
        return ("block", body) if body else ("empty",)
    if kind == "if":
        return _if(s[1], shorter(s[2]), None if s[3] is None else shorter(s[3]))
    if kind in ("for", "forof"):
        at = 4
        return (*s[:at], shorter(s[at]), *s[at + 1 :])
    if kind == "while":
        return ("for", None, s[1], None, shorter(s[2]))
    if kind == "do":
        return ("do", shorter(s[1]), s[2])
    if kind == "label":
        return ("label", s[1], shorter(s[2]))
    if kind == "try":
        return (
            "try",
            join(s[1]),
            s[2],
            None if s[3] is None else join(s[3]),
            None if s[4] is None else join(s[4]),
        )
    if kind == "switch":
        return ("switch", s[1], tuple((test, join(body)) for test, body in s[2]))
    return s


def _if(test: Node, then: Node, other: Node | None) -> Node:
    test = asking(test)
    if test[0] == "un" and test[1] == "!" and other is not None:
        test, then, other = test[2], other, then
    if then[0] == "expr":
        if other is None:
            if test[0] == "un" and test[1] == "!":
                return ("expr", ("bin", "||", test[2], then[1]))
            return ("expr", ("bin", "&&", test, then[1]))
        if other[0] == "expr":
            return ("expr", ("cond", test, then[1], other[1]))
    if other is not None and then[0] == "return" and other[0] == "return" and then[1] and other[1]:
        return ("return", ("cond", test, then[1], other[1]))
    if other is not None and then[0] == "throw" and other[0] == "throw":
        return ("throw", ("cond", test, then[1], other[1]))
    if other is None and then[0] == "if" and then[3] is None:
        return ("if", ("bin", "&&", test, then[1]), then[2], None)
    return ("if", test, then, other)


def _seq(a: Node, b: Node) -> Node:
    first = a[1] if a[0] == "seq" else (a,)
    second = b[1] if b[0] == "seq" else (b,)
    return ("seq", (*first, *second))


def join(body: Sequence[Node]) -> tuple[Node, ...]:
    """A block's statements."""
    flat: list[Node] = []
    for s in body:
        s = shorter(s)
        if s[0] == "empty":
            continue
        if s[0] == "block" and not any(each[0] in STATEMENT_LEVEL for each in s[1]):
            flat += s[1]
        else:
            flat.append(s)
    flat = _placed(flat)
    out: list[Node] = []
    for s in flat:
        last = out[-1] if out else None
        if last is not None:
            if last[0] == "expr":
                e = last[1]
                if s[0] == "expr":
                    out[-1] = ("expr", _seq(e, s[1]))
                    continue
                if s[0] in ("return", "throw") and s[1] is not None:
                    out[-1] = (s[0], _seq(e, s[1]))
                    continue
                if s[0] in ("if", "switch"):
                    out[-1] = (s[0], _seq(e, s[1]), *s[2:])
                    continue
                if s[0] == "for" and s[1] is None:
                    out[-1] = ("for", last, *s[2:])
                    continue
            elif last[0] == "var" and s[0] == "var":
                out[-1] = ("var", "let", (*last[2], *s[2]))
                continue
        out.append(("var", "let", s[2]) if s[0] == "var" else s)
    # From the end: `if (a) return b; return c` is one return.
    at = len(out) - 2
    while at >= 0:
        s, after = out[at], out[at + 1]
        if s[0] == "if" and s[3] is None and at + 2 == len(out):
            then = s[2]
            if then[0] == "return" and after[0] == "return" and then[1] and after[1]:
                out[at : at + 2] = [("return", _cond(s[1], then[1], after[1]))]
                at = min(at, len(out) - 2)
                if at >= 0 and out[at][0] == "expr" and out[at + 1][0] == "return":
                    out[at : at + 2] = [("return", _seq(out[at][1], out[at + 1][1]))]
                    at = min(at, len(out) - 2)
                continue
            if then[0] == "throw" and after[0] == "throw":
                out[at : at + 2] = [("throw", _cond(s[1], then[1], after[1]))]
        at -= 1
    return tuple(out)


# ---- a local that is used once, by the statement after its declaration ----


def _placed(body: list[Node]) -> list[Node]:
    out: list[Node] = []
    for s in body:
        while out and out[-1][0] == "var":
            *before, (target, value) = out[-1][2]
            if target[0] != "loc" or value is None or value[0] == "fn":
                break
            made = _put(s, target, value)
            # Its declaration and this.
            if made is None or sum(_uses(each, target) for each in body) != 2:
                break
            s = made
            out.pop()
            if before:
                out.append(("var", "let", tuple(before)))
        out.append(s)
    return out


def _uses(n: Any, local: Node) -> int:
    if not isinstance(n, tuple):
        return 0
    if n == local:
        return 1
    return sum(_uses(each, local) for each in n if isinstance(each, tuple))


# Where in a node the part stands that is evaluated first.
_FIRST = {
    "return": 1, "throw": 1, "expr": 1, "if": 1, "switch": 1, "mem": 1, "cond": 1, "spread": 1,
    "post": 2, "bin": 2, "un": 2,
}  # fmt: skip


def _put(n: Node, local: Node, value: Node) -> Node | None:
    """The node with the value in the local's place, if that is what is evaluated first."""
    if n == local:
        return value
    kind = n[0]
    if (kind == "un" and n[1] in ("++", "--", "delete")) or kind == "post":
        return None
    at = _FIRST.get(kind)
    if at is not None:
        return _with(n, at, local, value)
    if kind in ("call", "new"):
        if n[1][0] in ("top", "id"):
            made = _put_first(n[2], local, value)
            return None if made is None else (*n[:2], made, *n[3:])
        # A method needs its receiver; a bare function may be any value.
        return _with(n, 1, local, value) if n[1][0] != "loc" else None
    if kind == "idx":
        return _with(n, 1, local, value)
    if kind == "assign" and n[1] == "=" and n[2][0] == "loc":
        return _with(n, 3, local, value)
    if kind in ("seq", "arr"):
        made = _put_first(n[1], local, value)
        return None if made is None else (kind, made)
    if kind == "tpl":
        made = _put_first(n[2], local, value)
        return None if made is None else ("tpl", n[1], made)
    if kind == "var":
        target, init = n[2][0]
        if target[0] != "loc" or init is None:
            return None
        made = _put(init, local, value)
        return None if made is None else ("var", n[1], ((target, made), *n[2][1:]))
    if kind == "forof":
        return _with(n, 3, local, value) if n[5] == "for" else None
    return None


def _with(n: Node, at: int, local: Node, value: Node) -> Node | None:
    if n[at] is None:
        return None
    made = _put(n[at], local, value)
    return None if made is None else (*n[:at], made, *n[at + 1 :])


def _put_first(items: Sequence[Node | None], local: Node, value: Node) -> tuple[Node | None, ...] | None:
    for number, item in enumerate(items):
        if item is None:
            return None
        made = _put(item, local, value)
        if made is not None:
            return (*items[:number], made, *items[number + 1 :])
        if item[0] not in ("lit", "str", "top", "undef", "fn"):
            return None
    return None


def _cond(test: Node, a: Node, b: Node) -> Node:
    if test[0] == "un" and test[1] == "!":
        return ("cond", test[2], b, a)
    return ("cond", test, a, b)

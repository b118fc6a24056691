"""What a folded declaration says and does, and what of it nothing needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pystream.compiler.engines.pystream.js.fold import DEFAULTS, DEFINERS, FALSE, PROTOCOL, is_const, pure
from pystream.compiler.engines.pystream.js.parse import UNDEF, Node


@dataclass(slots=True)
class Effects:
    """What a folded declaration says and does."""

    tops: set[str] = field(default_factory=set)
    # Facts: ("read", "_$p"), ("write", "_$p"), ("define", "__p__").
    facts: set[tuple[str, str]] = field(default_factory=set)
    # Python attributes it says.
    said: set[str] = field(default_factory=set)


def prune(tree: Node, keep: bool = False) -> Node:
    """Without locals that nothing uses."""
    for _ in range(4):
        uses: dict[int, int] = {}
        _count(tree, uses)
        dropped = [False]
        made = _without(tree, uses, dropped)
        if not dropped[0]:
            return tree
        tree = made
    return tree


def _count(n: Any, uses: dict[int, int]) -> None:
    if not isinstance(n, tuple) or not n:
        return
    if n[0] == "loc":
        uses[n[1]] = uses.get(n[1], 0) + 1
        return
    if n[0] == "var":
        for target, init in n[2]:
            if target[0] == "loc":
                uses.setdefault(target[1], 0)
            else:
                _count(target, uses)
            _count(init, uses)
        return
    if n[0] == "fdecl" and n[1][2][0] == "loc":
        uses.setdefault(n[1][2][1], 0)
        _count(n[1][3], uses)
        _count(n[1][4], uses)
        return
    for item in n:
        if isinstance(item, tuple):
            _count(item, uses)


def _without(n: Any, uses: Mapping[int, int], dropped: list[bool]) -> Any:
    if not isinstance(n, tuple) or not n:
        return n
    kind = n[0]
    if kind in ("loc", "lit", "str", "top", "id"):
        return n
    if isinstance(kind, tuple):
        # A list of nodes, maybe of statements.
        out = []
        for item in n:
            if item is not None and item and item[0] == "var":
                kept = []
                for target, init in item[2]:
                    if target[0] == "loc" and not uses.get(target[1], 0) and pure(init):
                        dropped[0] = True
                    else:
                        kept.append((target, init))
                if kept:
                    out.append(("var", item[1], _without(tuple(kept), uses, dropped)))
                continue
            named = item is not None and item and item[0] == "fdecl" and item[1][2][0] == "loc"
            if named and not uses.get(item[1][2][1], 0):
                dropped[0] = True
                continue
            out.append(_without(item, uses, dropped))
        return tuple(out)
    return tuple([_without(item, uses, dropped) if isinstance(item, tuple) else item for item in n])


def undeclared(tree: Node) -> bool:
    """Whether it uses a local whose declaration is gone."""
    declared: set[int] = set()
    used: set[int] = set()

    def pattern(p: Any) -> None:
        if not isinstance(p, tuple) or not p:
            return
        if p[0] == "loc":
            declared.add(p[1])
            return
        for item in p:
            pattern(item)

    def walk(n: Any) -> None:
        if not isinstance(n, tuple) or not n:
            return
        kind = n[0]
        if kind == "loc":
            used.add(n[1])
        elif kind == "var":
            for target, init in n[2]:
                pattern(target)
                walk(init)
        elif kind == "fn":
            pattern(n[2])
            pattern(n[3])
            walk(n[3])
            walk(n[4])
        elif kind == "class":
            pattern(n[1])
            walk(n[2])
            walk(n[3])
        elif kind == "try":
            pattern(n[2])
            walk(n[1])
            walk(n[3])
            walk(n[4])
        elif kind == "forof":
            if n[1]:
                pattern(n[2])
            else:
                walk(n[2])
            walk(n[3])
            walk(n[4])
        else:
            for item in n:
                walk(item)

    walk(tree)
    return bool(used - declared)


def _odd_base(e: Node) -> bool:
    """A builtin type or an unknown value as a base: its instances are made another way."""
    return bool(e[0] != "top" or (e[1].startswith("Py") and e[1] != "PyObject"))


class Collector:
    """The effects of a folded tree."""

    def __init__(self, keys: Callable[[str], str]) -> None:
        self.keys = keys
        self.effects = Effects()

    def walk(self, n: Any) -> None:
        if not isinstance(n, tuple) or not n:
            return
        kind = n[0]
        if kind == "top":
            key = self.keys(n[1])
            self.effects.tops.add(key)
            self.effects.facts.add(("value", key))
        elif kind == "mem":
            if n[1][0] == "top" and n[2][:2] == "_$":
                # What a function keeps on itself does not hand it on.
                self.effects.tops.add(self.keys(n[1][1]))
            else:
                self.walk(n[1])
            self.read(n[2])
        elif kind == "idx":
            if n[2][0] == "str":
                self.effects.facts.add(("prop", n[2][1][1:-1]))
            self.walk(n[1])
            self.walk(n[2])
        elif kind == "str":
            self.text(n[1][1:-1], "")
        elif kind == "assign":
            if n[2][0] == "mem":
                self.walk(n[2][1])
                self.write(n[2][2], n[3])
                if n[1] != "=":
                    self.read(n[2][2])
            else:
                self.patterns(n[2])
            self.walk(n[3])
        elif kind in ("un", "post") and n[1] in ("++", "--", "delete") and n[2][0] == "mem":
            self.walk(n[2][1])
            self.write(n[2][2])
            self.read(n[2][2])
        elif kind == "bin" and n[1] in ("===", "!=="):
            # Comparing a name with a string says nothing of it.
            for side in n[2:]:
                if side[0] != "str":
                    self.walk(side)
        elif kind == "switch":
            self.walk(n[1])
            for test, body in n[2]:
                if test is not None and test[0] != "str":
                    self.walk(test)
                self.walk(body)
        elif kind == "p":
            self.key(n[1], n[2])
            self.walk(n[2])
        elif kind == "new":
            if n[1] == ("id", "String"):
                self.effects.facts.add(("new", "String"))
            self.walk(n[1])
            self.walk(n[2])
        elif kind == "m":
            self.key(n[3])
            self.walk(n[4])
        elif kind == "field":
            self.key(n[2])
            self.walk(n[3])
        elif kind == "call":
            self.call(n)
        elif kind == "tpl":
            for piece in n[1]:
                if piece == "__":
                    self.effects.facts.add(("define", "*"))
            self.walk(n[2])
        elif kind == "var":
            for target, init in n[2]:
                self.patterns(target)
                self.walk(init)
        elif kind == "fn":
            self.patterns(n[3])
            if n[2] is not None and n[2][0] == "top":
                self.effects.tops.add(self.keys(n[2][1]))
            self.walk(n[4])
        elif kind == "forof":
            self.patterns(n[2])
            self.walk(n[3])
            self.walk(n[4])
        else:
            for item in n:
                if isinstance(item, tuple):
                    self.walk(item)

    def patterns(self, p: Any) -> None:
        """Targets; `{_$a: x}` reads."""
        if not isinstance(p, tuple) or not p:
            return
        if p[0] == "p":
            if p[1][0] != "c":
                self.read(p[1][1])
            self.patterns(p[2])
        elif p[0] == "assign":
            self.patterns(p[2])
            self.walk(p[3])
        elif p[0] == "mem":
            self.walk(p[1])
            self.write(p[2])
        elif p[0] in ("arr", "obj", "spread") or isinstance(p[0], tuple) or p[0] is None:
            for item in p:
                self.patterns(item)
        else:
            self.walk(p)

    def key(self, key: Node, value: Node | None = None) -> None:
        if key[0] == "c":
            self.walk(key[1])
        elif key[1] == "metaclass":
            self.effects.said.add("metaclass")
        elif key[1] == "kw":
            self.effects.said.add("class keywords")
        else:
            self.write(key[1] if key[0] == "k" else key[1][1:-1], value)

    def call(self, n: Node) -> None:
        f, args = n[1], n[2]
        name = f[1] if f[0] == "top" else f[2] if f[0] == "mem" else ""
        if f[0] == "top":
            self.effects.tops.add(self.keys(f[1]))
            self.passed(self.keys(f[1]), args)
        elif f[0] == "mem" and f[2][0] == "$":
            self.walk(f[1])
            self.effects.said.add(f[2][1:])
            self.passed(f[2], args)
        else:
            self.walk(f)
        if name in ("sig", "statics"):
            # Describes a function, or names a type's class; who calls it is seen elsewhere.
            named = args[: 1 if name == "sig" else 2]
            self.effects.tops.update(self.keys(arg[1]) for arg in named if arg[0] == "top")
            self.walk(tuple([arg for arg in args if arg not in named or arg[0] != "top"]))
            return
        if name == "cls" and len(args) > 2 and args[2][0] == "arr" and any(map(_odd_base, args[2][1])):
            self.effects.said.add("odd bases")
        if name == "internals":
            return
        if name == "_$class":
            self.effects.facts.add(("types", ""))
        if name in ("objectDefault", "typeDefault") and args[0][0] == "str":
            self.effects.facts.add(("asked", args[0][1][1:-1]))
        if name in DEFINERS and len(args) > 1 and args[1][0] == "str":
            self.walk(args[0])
            if args[0][0] == "top" and args[0][1] in DEFAULTS:
                self.walk(args[2:])
                return
            attribute = args[1][1][1:-1]
            if name != "hidden" or (len(args) > 2 and args[2] != UNDEF):
                self.write(attribute)
            for arg in args[2:]:
                self.walk(arg)
            return
        if name == "hasOwn" and len(args) == 2 and args[1][0] == "str":
            self.walk(args[0])
            if args[1][1][1:3] == "_$":
                self.read(args[1][1][1:-1])
            return
        self.walk(args)

    def passed(self, key: str, args: tuple[Node, ...]) -> None:
        """Which of its parameters a call gives a value."""
        for at, arg in enumerate(args):
            if arg[0] == "spread":
                self.effects.facts.add(("value", key))
            elif arg != UNDEF:
                self.effects.facts.add(("passes", f"{key}/{at}"))

    def text(self, text: str, how: str) -> None:
        if text[:2] == "_$":
            self.effects.facts |= {("read", text), ("write", text)}
        elif text[:2] == "__":
            self.read(text)
            if " " in text:
                self.effects.facts.update(("define", name) for name in text.split())

    def read(self, name: str) -> None:
        if name[:2] == "_$":
            self.effects.facts.add(("read", name))
        elif name[:1] == "$" or name[:2] == "__":
            self.effects.said.add(name.removeprefix("$"))
            self.effects.facts.add(("value", name))
        else:
            self.effects.facts.add(("prop", name))

    def write(self, name: str, value: Node | None = None) -> None:
        if name[:2] == "_$":
            self.effects.facts.add(("false" if value == FALSE else "write", name))
        elif name[:1] == "$" or name[:2] == "__":
            # What is only defined here is said as well: another type's may be asked through it.
            self.effects.said.add(name.removeprefix("$"))
            if name in PROTOCOL:
                self.effects.facts.add(("define", name))


def effects(tree: Node, keys: Callable[[str], str]) -> Effects:
    collector = Collector(keys)
    collector.walk(tree)
    return collector.effects


def function_summary(tree: Node) -> tuple[str, Any] | None:
    """What a call of this function comes to, if that is a constant or one of its arguments."""
    if tree[0] != "fdecl" or tree[1][1] != "function":
        return None
    _, _, _, params, body = tree[1]
    if any(p[0] != "loc" for p in params):
        return None
    if not body:
        return "const", UNDEF
    if len(body) != 1 or body[0][0] != "return":
        return None
    e = body[0][1] or UNDEF
    if is_const(e):
        return "const", e
    if e in params:
        return "param", params.index(e)
    return None

"""A declaration's tree -> text in parts, short: joined statements, no spare brace, short names of locals."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from pystream.compiler.engines.pystream.js.fold import asking, ends, negate
from pystream.compiler.engines.pystream.js.join import STATEMENT_LEVEL, join, shorter
from pystream.compiler.engines.pystream.js.parse import BINARY, UNDEF, Node
from pystream.compiler.engines.pystream.js.print import LOCALS, Internal, Part, Top

_NAME = re.compile(r"[A-Za-z_$][\w$]*\Z")
_WORD = re.compile(r"[\w$]")
_STARTS = re.compile(r"(?:\{|function\b|class\b|async function\b|let\[)")


def minify(tree: Node, keys: Callable[[str], str]) -> list[Part]:
    """The text of one top-level statement, with its semicolon."""
    printer = _Printer(keys)
    printer.statement(shorter(tree) if tree[0] != "var" else tree, top=True)
    return printer.parts()


# ---- printing ----


class _Printer:
    def __init__(self, keys: Callable[[str], str]) -> None:
        self.keys = keys
        self.out: list[Part] = []
        self.last = ""
        self.names: dict[int, str] = {}
        self.count = 0
        # Names of outer functions' locals that the function under way uses; others are free to be used again.
        self.taken: frozenset[str] = frozenset()

    def parts(self) -> list[Part]:
        made: list[Part] = []
        run: list[str] = []
        for part in self.out:
            if isinstance(part, str):
                run.append(part)
            else:
                if run:
                    made.append("".join(run))
                    run = []
                made.append(part)
        if run:
            made.append("".join(run))
        return made

    def emit(self, text: str) -> None:
        if self.last and (
            (_WORD.match(self.last) and _WORD.match(text[0])) or (self.last in "+-" and text[0] == self.last)
        ):
            self.out.append(" ")
        self.out.append(text)
        self.last = text[-1]

    def word(self, part: Top | Internal) -> None:
        if self.last and _WORD.match(self.last):
            self.out.append(" ")
        self.out.append(part)
        self.last = "a"

    def captured(self, write: Callable[[], None]) -> list[Part]:
        out, last = self.out, self.last
        self.out, self.last = [], ""
        write()
        made = self.out
        self.out, self.last = out, last
        return made

    def put(self, parts: list[Part]) -> None:
        for number, part in enumerate(parts):
            if number == 0 and isinstance(part, str):
                self.emit(part)
            elif number == 0 and isinstance(part, Top | Internal):
                self.word(part)
            else:
                self.out.append(part)
        if parts:
            self.last = parts[-1][-1] if isinstance(parts[-1], str) else "a"

    # ---- names ----

    def declare(self, p: Any) -> None:
        if not isinstance(p, tuple) or not p:
            return
        kind = p[0]
        if kind == "loc":
            if p[1] not in self.names:
                while LOCALS[self.count] in self.taken:
                    self.count += 1
                self.names[p[1]] = LOCALS[self.count]
                self.count += 1
        elif kind == "arr":
            for item in p[1]:
                self.declare(item)
        elif kind == "obj":
            for item in p[1]:
                self.declare(item[-1])
        elif kind == "spread":
            self.declare(p[1])
        elif kind == "assign":
            self.declare(p[2])

    def declare_all(self, body: Sequence[Node]) -> None:
        for s in body:
            while s[0] == "label":
                s = s[2]
            if s[0] == "var":
                for target, _ in s[2]:
                    self.declare(target)
            elif s[0] == "fdecl":
                self.declare(s[1][2])
            elif s[0] == "cdecl":
                self.declare(s[1][1])

    # ---- statements ----

    def statement(self, s: Node, top: bool = False) -> None:
        getattr(self, f"s_{s[0]}")(s, *((top,) if s[0] == "var" else ()))

    def braces(self, body: Sequence[Node]) -> None:
        self.emit("{")
        count = self.count
        self.declare_all(body)
        for s in body:
            self.statement(s)
        self.count = count
        self.close()

    def close(self) -> None:
        if self.out and self.out[-1] == ";":
            self.out.pop()
        self.out.append("}")
        self.last = "}"

    def nested(self, s: Node, with_else: bool = False) -> None:
        """The body of an if or a loop."""
        if s[0] == "block":
            if len(s[1]) == 1 and s[1][0][0] not in STATEMENT_LEVEL and not (with_else and _open_if(s[1][0])):
                self.statement(s[1][0])
            else:
                self.braces(s[1])
        elif s[0] == "empty":
            self.emit("{")
            self.close()
        elif s[0] in STATEMENT_LEVEL or (with_else and _open_if(s)):
            self.braces((s,))
        else:
            self.statement(s)

    def end(self) -> None:
        self.out.append(";")
        self.last = ";"

    def s_empty(self, s: Node) -> None:
        pass

    def s_expr(self, s: Node) -> None:
        parts = self.captured(lambda: self.e(s[1], 0))
        first = parts[0] if parts else ""
        if isinstance(first, str) and _STARTS.match(
            first + (parts[1] if len(parts) > 1 and isinstance(parts[1], str) else "")
        ):
            parts = ["(", *parts, ")"]
        self.put(parts)
        self.end()

    def s_var(self, s: Node, top: bool = False) -> None:
        self.variables(s, top)
        self.end()

    def variables(self, s: Node, top: bool = False) -> None:
        self.emit(s[1] if top else "let")
        for number, (target, init) in enumerate(s[2]):
            if number:
                self.emit(",")
            self.pattern(target)
            if init is not None and (init != UNDEF or top):
                self.emit("=")
                self.e(init, 1)

    def s_if(self, s: Node) -> None:
        self.emit("if(")
        self.e(s[1], 0)
        self.emit(")")
        self.nested(s[2], s[3] is not None)
        if s[3] is not None:
            self.emit("else")
            self.nested(s[3])

    def s_for(self, s: Node) -> None:
        count = self.count
        self.emit("for(")
        if s[1] is not None:
            if s[1][0] == "var":
                self.declare_all((s[1],))
                self.variables(s[1])
            else:
                self.e(s[1][1], 0)
        self.emit(";")
        if s[2] is not None:
            self.e(s[2], 0)
        self.emit(";")
        if s[3] is not None:
            self.e(s[3], 0)
        self.emit(")")
        self.nested(s[4])
        self.count = count

    def s_forof(self, s: Node) -> None:
        _, kind, target, e, body, word, how = s
        count = self.count
        self.emit(word + "(")
        if kind:
            self.emit("let")
            self.declare(target)
        self.pattern(target)
        self.emit(how)
        self.e(e, 1)
        self.emit(")")
        self.nested(body)
        self.count = count

    def s_while(self, s: Node) -> None:
        self.s_for(("for", None, s[1], None, s[2]))

    def s_do(self, s: Node) -> None:
        self.emit("do")
        self.nested(s[1])
        self.emit("while(")
        self.e(s[2], 0)
        self.emit(")")
        self.end()

    def s_return(self, s: Node) -> None:
        self.emit("return")
        if s[1] is not None:
            self.e(s[1], 0)
        self.end()

    def s_throw(self, s: Node) -> None:
        self.emit("throw")
        self.e(s[1], 0)
        self.end()

    def s_block(self, s: Node) -> None:
        self.braces(s[1])

    def s_try(self, s: Node) -> None:
        _, block, target, handler, final = s
        self.emit("try")
        self.braces(block)
        if handler is not None:
            count = self.count
            self.emit("catch")
            if target is not None:
                self.emit("(")
                self.declare(target)
                self.pattern(target)
                self.emit(")")
            self.braces(handler)
            self.count = count
        if final is not None:
            self.emit("finally")
            self.braces(final)

    def s_switch(self, s: Node) -> None:
        self.emit("switch(")
        self.e(s[1], 0)
        self.emit("){")
        count = self.count
        for _, body in s[2]:
            self.declare_all(body)
        for test, body in s[2]:
            if test is None:
                self.emit("default")
            else:
                self.emit("case")
                self.e(test, 0)
            self.emit(":")
            for each in body:
                self.statement(each)
        self.count = count
        self.close()

    def s_break(self, s: Node) -> None:
        self.emit(s[0])
        if s[1]:
            self.emit(s[1])
        self.end()

    s_continue = s_break

    def s_label(self, s: Node) -> None:
        self.emit(s[1])
        self.emit(":")
        self.statement(s[2])

    def s_fdecl(self, s: Node) -> None:
        self.function(s[1])

    def s_cdecl(self, s: Node) -> None:
        self.e_class(s[1])

    # ---- functions and classes ----

    def enter(self, n: Node) -> tuple[int, frozenset[str]]:
        """Begin the names of a function anew; what leave() takes."""
        outer = self.count, self.taken
        names = self.names
        # There is nothing around a declaration itself, the largest tree to look through.
        said = _locals_in(n) if names else ()
        self.taken = frozenset(names[each] for each in said if each in names)
        self.count = 0
        return outer

    def leave(self, outer: tuple[int, frozenset[str]]) -> None:
        self.count, self.taken = outer

    def function(self, n: Node) -> None:
        _, kind, name, params, body = n
        outer = self.enter(n)
        if not kind.startswith("m:"):
            self.emit(kind)
        if name is not None:
            if name[0] == "loc":
                # A function expression's name: only if it calls itself by it.
                self.declare(name)
            self.e(name, 20)
        self.parameters(params)
        self.braces_of(body)
        self.leave(outer)

    def braces_of(self, body: Sequence[Node]) -> None:
        self.braces(join(_ending(body)))

    def parameters(self, params: Sequence[Node]) -> None:
        self.emit("(")
        for p in params:
            self.declare(p)
        self.items(params, self.pattern)
        self.emit(")")

    def items(self, items: Sequence[Any], write: Callable[[Any], None]) -> None:
        for number, item in enumerate(items):
            if number:
                self.emit(",")
            if item is not None:
                write(item)
        if items and items[-1] is None:
            self.emit(",")

    def e_fn(self, n: Node, level: int) -> None:
        _, kind, name, params, body = n
        if "arrow" not in kind:
            self.function(n if name is None or _says(body, name) else (*n[:2], None, *n[3:]))
            return
        outer = self.enter(n)
        if kind.startswith("async"):
            self.emit("async")
        if len(params) == 1 and params[0][0] == "loc":
            self.declare(params[0])
            self.pattern(params[0])
        else:
            self.parameters(params)
        self.emit("=>")
        if body and body[0] == "e":
            parts = self.captured(lambda: self.e(body[1], 1))
            if isinstance(parts[0], str) and parts[0].startswith("{"):
                parts = ["(", *parts, ")"]
            self.put(parts)
        else:
            body = join(_ending(body))
            if len(body) == 1 and body[0][0] == "return" and body[0][1] is not None:
                e = body[0][1]
                parts = self.captured(lambda: self.e(e, 1))
                if isinstance(parts[0], str) and parts[0].startswith("{"):
                    parts = ["(", *parts, ")"]
                self.put(parts)
            else:
                self.braces(body)
        self.leave(outer)

    def e_class(self, n: Node, level: int = 0) -> None:
        _, name, heritage, members = n
        self.emit("class")
        count = self.count
        if name is not None:
            self.declare(name)
            self.e(name, 20)
        if heritage is not None:
            self.emit("extends")
            self.e(heritage, 17)
        self.emit("{")
        for m in members:
            self.member(m)
        self.count = count
        self.out.append("}")
        self.last = "}"

    def member(self, m: Node) -> None:
        kind = m[0]
        if kind == "static":
            self.emit("static")
            self.braces(join(m[1]))
        elif kind == "m":
            if m[2]:
                self.emit("static")
            if m[1]:
                self.emit(m[1].strip())
            self.key(m[3])
            _, _, _, params, body = m[4]
            count = self.count
            self.parameters(params)
            self.braces_of(body)
            self.count = count
        elif kind == "field":
            if m[1]:
                self.emit("static")
            self.key(m[2])
            if m[3] is not None:
                self.emit("=")
                self.e(m[3], 1)
            self.emit(";")

    def key(self, key: Node) -> None:
        if key[0] == "c":
            self.emit("[")
            self.e(key[1], 1)
            self.emit("]")
        elif key[0] == "str":
            text = key[1][1:-1]
            self.emit(text if _NAME.match(text) and text != "__proto__" else _requote(key[1]))
        elif key[1].startswith("_$"):
            self.word(Internal(key[1]))
        else:
            self.emit(key[1])

    def pattern(self, p: Node) -> None:
        if p[0] == "assign":
            self.pattern(p[2])
            self.emit("=")
            self.e(p[3], 1)
        else:
            self.e(p, 1)

    # ---- expressions ----

    def e(self, n: Node, level: int) -> None:
        strength = _strength(n)
        if strength < level:
            self.emit("(")
            getattr(self, f"e_{n[0]}")(n, 0)
            self.emit(")")
        else:
            getattr(self, f"e_{n[0]}")(n, level)

    def e_id(self, n: Node, level: int) -> None:
        self.emit(n[1])

    def e_top(self, n: Node, level: int) -> None:
        self.word(Top(self.keys(n[1])))

    def e_loc(self, n: Node, level: int) -> None:
        self.emit(self.names[n[1]])

    def e_undef(self, n: Node, level: int) -> None:
        self.emit("void 0")

    def e_lit(self, n: Node, level: int) -> None:
        text = n[1]
        if text == "true":
            text = "!0"
        elif text == "false":
            text = "!1"
        elif text.startswith("0.") and len(text) > 2:
            text = text[1:]
        elif text.startswith("0x") and len(text) < 9 and text[-1] != "n":
            text = str(int(text, 16))
        self.emit(text)

    def e_str(self, n: Node, level: int) -> None:
        inner = n[1][1:-1]
        if inner.startswith("_$") and re.fullmatch(r"_\$\w+", inner):
            self.emit('"')
            self.out.append(Internal(inner))
            self.out.append('"')
            self.last = '"'
            return
        self.emit(_requote(n[1]))

    def e_names(self, n: Node, level: int) -> None:
        self.emit(_requote(n[1]))

    def e_tpl(self, n: Node, level: int) -> None:
        self.emit("`" + n[1][0])
        for piece, e in zip(n[1][1:], n[2], strict=True):
            self.out.append("${")
            self.last = ""
            self.e(e, 0)
            self.out.append("}" + piece)
        self.out.append("`")
        self.last = "`"

    def e_arr(self, n: Node, level: int) -> None:
        self.emit("[")
        self.items(n[1], self.pattern)
        self.emit("]")

    def e_obj(self, n: Node, level: int) -> None:
        self.emit("{")
        for number, m in enumerate(n[1]):
            if number:
                self.emit(",")
            if m[0] == "p":
                self.key(m[1])
                self.emit(":")
                self.pattern(m[2])
            elif m[0] == "spread":
                self.e_spread(m, 0)
            else:
                self.member(m)
        self.out.append("}")
        self.last = "}"

    def e_spread(self, n: Node, level: int) -> None:
        self.emit("...")
        self.e(n[1], 1)

    def e_un(self, n: Node, level: int) -> None:
        self.emit(n[1])
        self.e(n[2], 15)

    def e_post(self, n: Node, level: int) -> None:
        self.e(n[2], 17)
        self.emit(n[1])

    def e_bin(self, n: Node, level: int) -> None:
        op = n[1]
        own = BINARY[op]
        left, right = n[2], n[3]
        mixed = {"??": ("||", "&&"), "||": ("??",), "&&": ("??",)}.get(op, ())
        self.e(left, 20 if left[0] == "bin" and left[1] in mixed else 16 if op == "**" else own)
        if op in ("===", "!==") and (_types(left, right) or _types(right, left)):
            op = op[:2]
        self.emit(op)
        # `a && (b && c)` is `a && b && c`.
        same = op in ("&&", "||", "??") and right[0] == "bin" and right[1] == op
        self.e(
            right,
            20 if right[0] == "bin" and right[1] in mixed else own if same or op == "**" else own + 1,
        )

    def e_cond(self, n: Node, level: int) -> None:
        self.e(asking(n[1]), 3)
        self.emit("?")
        self.e(n[2], 1)
        self.emit(":")
        self.e(n[3], 1)

    def e_assign(self, n: Node, level: int) -> None:
        self.e(n[2], 17)
        self.emit(n[1])
        self.e(n[3], 1)

    def e_mem(self, n: Node, level: int) -> None:
        self.base(n[1])
        self.emit("?." if n[3] else ".")
        if n[2].startswith("_$"):
            self.word(Internal(n[2]))
        else:
            self.emit(n[2])

    def base(self, n: Node) -> None:
        if n[0] == "lit" and n[1][0].isdigit():
            self.emit("(")
            self.e(n, 0)
            self.emit(")")
        else:
            self.e(n, 18)

    def e_idx(self, n: Node, level: int) -> None:
        self.base(n[1])
        self.emit("?.[" if n[3] else "[")
        self.e(n[2], 0)
        self.emit("]")

    def e_call(self, n: Node, level: int) -> None:
        self.base(n[1])
        self.emit("?.(" if n[3] else "(")
        self.items(n[2], lambda item: self.e(item, 1))
        self.emit(")")

    def e_tag(self, n: Node, level: int) -> None:
        self.base(n[1])
        self.e(n[2], 20)

    def e_new(self, n: Node, level: int) -> None:
        self.emit("new")
        self.e(n[1], 20 if _calls(n[1]) else 18)
        if n[2] or level > 17:
            self.emit("(")
            self.items(n[2], lambda item: self.e(item, 1))
            self.emit(")")

    def e_yield(self, n: Node, level: int) -> None:
        self.emit(n[1])
        if n[2] is not None:
            self.e(n[2], 1)

    def e_seq(self, n: Node, level: int) -> None:
        self.items(n[1], lambda item: self.e(item, 1))

    def e_paren(self, n: Node, level: int) -> None:
        self.emit("(")
        self.e(n[1], 0)
        self.emit(")")


def _strength(n: Node) -> int:
    kind = n[0]
    if kind == "seq":
        return 0
    if kind in ("assign", "yield", "spread"):
        return 1
    if kind == "fn":
        return 1 if "arrow" in n[1] else 20
    if kind == "cond":
        return 2
    if kind == "bin":
        return BINARY[n[1]]
    if kind in ("un", "undef") or (kind == "lit" and n[1] in ("true", "false")):
        return 15
    if kind == "post":
        return 16
    if kind in ("mem", "idx", "call", "new", "tag"):
        return 18
    return 20


def _types(a: Node, b: Node) -> bool:
    """`typeof a === 'text'`: two strings for sure."""
    return bool(a[0] == "un" and a[1] == "typeof" and b[0] == "str")


def _calls(n: Node) -> bool:
    while n[0] in ("mem", "idx", "call", "tag"):
        if n[0] == "call":
            return True
        n = n[1]
    return n[0] not in ("id", "loc", "top", "new", "mem", "idx")


def _open_if(s: Node) -> bool:
    """Its text ends in an if that would take an `else` that follows."""
    kind = s[0]
    if kind == "if":
        return s[3] is None or _open_if(s[3])
    if kind in ("for", "forof"):
        return _open_if(s[4])
    if kind == "while":
        return _open_if(s[2])
    if kind == "label":
        return _open_if(s[2])
    if kind == "block":
        return len(s[1]) == 1 and _open_if(s[1][0])
    return False


def _ending(body: Sequence[Node]) -> Sequence[Node]:
    """`if (a) return; rest` at the end of a function -> `if (!a) { rest }`."""
    for at, s in enumerate(body[:-1]):
        if s[0] == "if" and s[3] is None:
            then = s[2]
            if then[0] == "block" and len(then[1]) == 1:
                then = then[1][0]
            if then[0] == "return" and then[1] is None:
                rest = body[at + 1 :]
                if any(each[0] in STATEMENT_LEVEL for each in rest) or any(_returns(each) for each in rest):
                    return body
                return (*body[:at], ("if", negate(s[1]), ("block", tuple(_ending(rest))), None))
    return body


def _returns(s: Node) -> bool:
    return ends(s)


def _says(n: Any, name: Node) -> bool:
    if not isinstance(n, tuple):
        return False
    return n == name or any(_says(item, name) for item in n)


def _requote(text: str) -> str:
    if text[0] == '"':
        return text
    inner = text[1:-1]
    if '"' in inner:
        return text
    return '"' + inner.replace("\\'", "'") + '"'


def _locals_in(n: Node) -> set[int]:
    """The locals that a tree says."""
    found: set[int] = set()
    waiting: list[Any] = [n]
    while waiting:
        each = waiting.pop()
        if isinstance(each, tuple) and len(each) == 2 and each[0] == "loc":
            found.add(each[1])
        elif isinstance(each, tuple | list):
            waiting += each
    return found

"""Nodes -> text, as short as it gets. The only place that knows parentheses, names of locals and marks."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from pystream.compiler.engines.pystream.js.nodes import (
    Array,
    Assign,
    Binary,
    Block,
    Break,
    Call,
    Conditional,
    Continue,
    CountCheck,
    Do,
    Dot,
    Expr,
    For,
    ForOf,
    Function,
    FunctionDeclaration,
    If,
    Index,
    Labeled,
    Let,
    Member,
    Name,
    New,
    Node,
    Object,
    Piece,
    Raw,
    Return,
    Sequence_,
    Spread,
    Stmt,
    String,
    Symbol,
    Template,
    Throw,
    Try,
    Unary,
    Update,
    While,
    Yield,
)


class Mark(NamedTuple):
    """What follows came from here: line from 1, column from 0. `name`: it is the function of that name."""

    line: int
    col: int
    name: str = ""


class Enter(NamedTuple):
    """A function of JavaScript begins: a Python one, or (without a name) a part of the one around it."""

    code: str


class Leave(NamedTuple):
    """The function that was entered last ends."""


ANY = -1
DECLARED = -2


class Top(NamedTuple):
    """The place of a top-level name, which the linker fills in.

    `args`: how many arguments it is called with here; ANY where it is a value, or they cannot be counted;
    DECLARED where it gets its value.
    """

    key: str
    args: int = ANY


class Internal(NamedTuple):
    """A property that no Python code sees; the linker shortens it."""

    name: str


class Check(NamedTuple):
    """Up to Checked(): needed if anything may call the function with less or more arguments than these."""

    key: str
    least: int
    most: int


class Checked(NamedTuple):
    """The end of a Check."""


class Begin(NamedTuple):
    """Up to End(): what a dev build can replace by itself.

    `outer`: the local that it fills, of a member of a class; `closed`: it uses no other from around it.
    """

    key: str
    outer: str = ""
    closed: bool = True


class End(NamedTuple):
    """The end of a Begin."""


Part: TypeAlias = str | Top | Mark | Enter | Leave | Internal | Check | Checked | Begin | End
# What is no text.
PLACES = (Mark, Enter, Leave)

RESERVED = frozenset(
    "as do if in of for get let new set try var case else enum eval null this true void with await break "
    "catch class const false super throw while yield delete export import return static switch typeof async "
    "default extends finally continue debugger function instanceof implements interface package private "
    "protected public arguments undefined NaN".split()
)
# Binding strength, weakest first; see https://tc39.es/ecma262/#sec-ecmascript-language-expressions
COMMA, ASSIGN, CONDITIONAL, COALESCE, OR, AND = 0, 1, 2, 3, 3, 4
BINARY = {
    "??": 3, "||": 3, "&&": 4, "|": 5, "^": 6, "&": 7, "===": 8, "!==": 8, "==": 8, "!=": 8, "<": 9, ">": 9,
    "<=": 9, ">=": 9, "in": 9, "instanceof": 9, "<<": 10, ">>": 10, ">>>": 10, "+": 11, "-": 11, "*": 12,
    "/": 12, "%": 12, "**": 13,
}  # fmt: skip
UNARY, POSTFIX, CALL, PRIMARY = 14, 15, 17, 18


def short_name(number: int, first: str = "etnraisolcudpf") -> str:
    """0 -> e, 1 -> t, ... 14 -> ee; every name once. Letters that are common anyway pack better."""
    rest = "etnraisolcudpfhmgybvkwxjqzSTCAEIMOPRNLDFBUGVHWKYJQXZ0123456789_"
    name = first[number % len(first)]
    number //= len(first)
    while number:
        number -= 1
        name += rest[number % len(rest)]
        number //= len(rest)
    return name


LOCALS = [name for name in map(short_name, range(4000)) if name not in RESERVED]


def quote(text: str) -> str:
    """A JavaScript string literal, in the quotes that need fewer escapes."""
    body = json.dumps(text, ensure_ascii=False)[1:-1]
    body = re.sub(r"[\u2028\u2029\ud800-\udfff\x7f]", lambda m: f"\\u{ord(m[0]):04x}", body)
    if body.count('\\"') > body.count("'"):
        return "'" + body.replace('\\"', '"').replace("'", "\\'") + "'"
    return f'"{body}"'


def print_statements(statements: Sequence[Stmt]) -> list[Part]:
    """The text of top-level statements in parts."""
    printer = _Printer()
    printer.statements(statements)
    return printer.finish()


class _Printer:
    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.names: dict[Symbol, str] = {}
        self.depth = 0
        # For each piece under way: where it began, and the locals from around it that it may not use.
        self.pieces: list[tuple[int, set[Symbol]]] = []

    def finish(self) -> list[Part]:
        """Neighbouring texts joined."""
        joined: list[Part] = []
        run: list[str] = []
        for part in self.parts:
            if isinstance(part, str):
                run.append(part)
                continue
            if run:
                joined.append("".join(run))
                run = []
            joined.append(part)
        if run:
            joined.append("".join(run))
        return joined

    def out(self, text: str) -> None:
        self.parts.append(text)

    def mark(self, node: Node) -> None:
        if node.at:
            self.parts.append(Mark(*node.at, node.code if isinstance(node, Function) else ""))

    # Statements. `statements` puts `;` only between, so that `}` may follow at once.

    def statements(self, statements: Sequence[Stmt]) -> None:
        for number, statement in enumerate(statements):
            if self.statement(statement) and number + 1 < len(statements):
                self.out(";")

    def statement(self, node: Stmt) -> bool:
        """Print one; whether a `;` has to follow before another."""
        self.mark(node)
        needs = getattr(self, f"_{type(node).__name__}")(node)
        return bool(needs)

    def block(self, statements: Sequence[Stmt]) -> None:
        self.out("{")
        self.statements(statements)
        self.out("}")

    def body(self, statements: Sequence[Stmt]) -> bool:
        """The body of a loop or a branch: without braces when it is one plain statement."""
        if len(statements) == 1 and isinstance(statements[0], Do | Return | Throw | Break | Continue):
            return self.statement(statements[0])
        if not statements:
            self.out(";")
            return False
        self.block(statements)
        return False

    def _Do(self, node: Do) -> bool:
        value = node.value
        first = value
        while True:
            match first:
                case Call(function=inner) | Dot(object=inner) | Index(object=inner) | Binary(left=inner):
                    first = inner
                case Assign(target=inner) | Conditional(test=inner) | Update(target=inner):
                    first = inner
                case Sequence_(items=[inner, *_]):
                    first = inner
                case _:
                    break
        wrap = isinstance(first, Object) or (isinstance(first, Function) and not first.kind.endswith("arrow"))
        if wrap:
            self.out("(")
        self.expr(value, COMMA)
        if wrap:
            self.out(")")
        return True

    def _Let(self, node: Let) -> bool:
        self.out(node.kind + " ")
        for number, (target, value) in enumerate(node.targets):
            if number:
                self.out(",")
            if isinstance(target, Name) and isinstance(target.symbol, Symbol):
                self.mark(target)
                self.symbol(target.symbol, DECLARED)
            else:
                self.expr(target, ASSIGN)
            if value is not None:
                self.out("=")
                self.expr(value, ASSIGN)
        return True

    def _If(self, node: If) -> bool:
        self.out("if(")
        self.expr(node.test, COMMA)
        self.out(")")
        if not node.otherwise:
            return self.body(node.then)
        # Braces, lest an `else` join an inner `if`.
        if len(node.then) == 1 and isinstance(node.then[0], Do | Return | Throw | Break | Continue):
            self.statement(node.then[0])
            self.out(";else")
        else:
            self.block(node.then)
            self.out("else")
        if len(node.otherwise) == 1 and isinstance(node.otherwise[0], If):
            self.out(" ")
            return self.statement(node.otherwise[0])
        start = len(self.parts)
        needs = self.body(node.otherwise)
        following = next((part for part in self.parts[start:] if not isinstance(part, PLACES)), "")
        if not (isinstance(following, str) and following[:1] in "{([;\"'`!-+"):
            self.parts.insert(start, " ")
        return needs

    def _CountCheck(self, node: CountCheck) -> bool:
        self.parts.append(Check(node.function.hint, node.least, node.most))
        if self.statement(node.test):
            self.out(";")
        self.parts.append(Checked())
        return False

    def _For(self, node: For) -> bool:
        self.out("for(")
        if isinstance(node.init, Let):
            self._Let(node.init)
        elif node.init is not None:
            self.expr(node.init, COMMA)
        self.out(";")
        if node.test is not None:
            self.expr(node.test, COMMA)
        self.out(";")
        if node.update is not None:
            self.expr(node.update, COMMA)
        self.out(")")
        return self.body(node.body)

    def _ForOf(self, node: ForOf) -> bool:
        self.out("for(")
        if node.declare:
            self.out(node.declare + " ")
        self.expr(node.target, CALL)
        self.out(" of ")
        self.expr(node.iterable, ASSIGN)
        self.out(")")
        return self.body(node.body)

    def _While(self, node: While) -> bool:
        self.out("while(")
        self.expr(node.test, COMMA)
        self.out(")")
        return self.body(node.body)

    def _Return(self, node: Return) -> bool:
        self.out("return")
        if node.value is not None:
            self._after_word(node.value, COMMA)
        return True

    def _Throw(self, node: Throw) -> bool:
        self.out("throw")
        self._after_word(node.value, COMMA)
        return True

    def _after_word(self, value: Expr, strength: int) -> None:
        start = len(self.parts)
        self.expr(value, strength)
        following = next((part for part in self.parts[start:] if not isinstance(part, PLACES)), "")
        if not isinstance(following, str) or following[:1] not in "([{\"'`!-+~":
            self.parts.insert(start, " ")

    def _Try(self, node: Try) -> bool:
        self.out("try")
        self.block(node.body)
        if node.handler is not None:
            self.out("catch")
            if node.error is not None:
                self.out("(")
                self.symbol(node.error)
                self.out(")")
            self.block(node.handler)
        if node.final is not None:
            self.out("finally")
            self.block(node.final)
        return False

    def _Block(self, node: Block) -> bool:
        if node.label is not None:
            self.label(node.label)
        self.block(node.body)
        return False

    def _Labeled(self, node: Labeled) -> bool:
        self.label(node.label)
        return self.statement(node.body)

    def label(self, label: Symbol) -> None:
        # Labels have a space of names of their own; one per depth is enough to keep nested ones apart.
        if label not in self.names:
            self.names[label] = short_name(self.depth)
            self.depth += 1
        self.out(self.names[label] + ":")

    def _Break(self, node: Break) -> bool:
        self.out("break" if node.label is None else f"break {self.names[node.label]}")
        return True

    def _Continue(self, node: Continue) -> bool:
        self.out("continue" if node.label is None else f"continue {self.names[node.label]}")
        return True

    def _FunctionDeclaration(self, node: FunctionDeclaration) -> bool:
        self.expr(node.function, PRIMARY)
        return False

    def begin(self, begin: Begin, own: Sequence[Symbol] = ()) -> None:
        self.pieces.append((len(self.parts), set(self.names).difference(own)))
        self.parts.append(begin)

    def end(self) -> None:
        self.pieces.pop()
        self.parts.append(End())

    def _Member(self, node: Member) -> bool:
        self.begin(Begin(node.key, self.names[node.prototype]), [node.prototype])
        needs = self.statement(node.statement)
        self.end()
        return needs

    # Expressions: `strength` is what the surroundings demand; weaker ones get parentheses.

    def expr(self, node: Expr, strength: int) -> None:
        self.mark(node)
        getattr(self, f"_{type(node).__name__}")(node, strength)

    def commas(self, items: Sequence[Expr]) -> None:
        for number, item in enumerate(items):
            if number:
                self.out(",")
            self.expr(item, ASSIGN)

    def symbol(self, symbol: Symbol, args: int = ANY) -> None:
        if symbol.top:
            self.parts.append(Top(symbol.hint, args))
            return
        self.out(self.names[symbol])
        for start, around in self.pieces:
            if symbol in around:
                begin = self.parts[start]
                assert isinstance(begin, Begin)
                self.parts[start] = begin._replace(closed=False)

    def _Name(self, node: Name, strength: int) -> None:
        if isinstance(node.symbol, str):
            self.out(node.symbol)
        else:
            self.symbol(node.symbol)

    def _Raw(self, node: Raw, strength: int) -> None:
        if node.text[0] == "-" and strength >= UNARY:
            self.out(f"({node.text})")
        else:
            self.out(node.text)

    def _String(self, node: String, strength: int) -> None:
        self.out(quote(node.value))

    def _Template(self, node: Template, strength: int) -> None:
        self.out("`")
        for part in node.parts:
            if isinstance(part, str):
                text = part.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
                text = re.sub(r"[\r\ud800-\udfff\0]", lambda m: f"\\u{ord(m[0]):04x}", text)
                self.out(text)
            else:
                self.out("${")
                self.expr(part, COMMA)
                self.out("}")
        self.out("`")

    def _Array(self, node: Array, strength: int) -> None:
        self.out("[")
        self.commas(node.items)
        self.out("]")

    def _Object(self, node: Object, strength: int) -> None:
        self.out("{")
        for number, (key, value) in enumerate(node.entries):
            if number:
                self.out(",")
            self.out(key if re.fullmatch(r"[A-Za-z_$][\w$]*", key) and key != "__proto__" else self._key(key))
            self.out(":")
            self.expr(value, ASSIGN)
        self.out("}")

    def _key(self, key: str) -> str:
        # A plain __proto__ key would set the prototype.
        return '["__proto__"]' if key == "__proto__" else quote(key)

    def _Function(self, node: Function, strength: int) -> None:
        arrow = node.kind.endswith("arrow")
        wrap = arrow and strength > ASSIGN
        if wrap:
            self.out("(")
        outer = len(self.names), self.depth
        used = getattr(self, "used", 0)
        self.used = used
        for symbol in node.symbols:
            if symbol not in self.names:
                self.names[symbol] = LOCALS[self.used]
                self.used += 1
        if node.kind == "async arrow":
            self.out("async ")
        if not arrow:
            self.out(node.kind)
            if node.name is not None:
                if node.kind[-1] != "*":
                    self.out(" ")
                self.symbol(node.name, DECLARED)
        if arrow and len(node.params) == 1 and isinstance(node.params[0], Name):
            self.expr(node.params[0], ASSIGN)
        else:
            self.out("(")
            self.commas(node.params)
            self.out(")")
        if arrow:
            self.out("=>")
        self.parts.append(Enter(node.code))
        if isinstance(node.body, Node):
            if isinstance(node.body, Object):
                self.out("(")
                self.expr(node.body, ASSIGN)
                self.out(")")
            else:
                self.expr(node.body, ASSIGN)
        else:
            self.block(node.body)
        self.parts.append(Leave())
        self.used = used
        self.depth = outer[1]
        if wrap:
            self.out(")")

    def _Call(self, node: Call, strength: int) -> None:
        wrap = strength > CALL
        if wrap:
            self.out("(")
        if isinstance(node.function, Function):
            self.out("(")
            self.expr(node.function, COMMA)
            self.out(")")
        elif isinstance(node.function, Name) and isinstance(node.function.symbol, Symbol):
            self.mark(node.function)
            self.symbol(
                node.function.symbol,
                ANY if any(isinstance(each, Spread) for each in node.args) else len(node.args),
            )
        else:
            self.expr(node.function, CALL)
        self.out("(")
        self.commas(node.args)
        self.out(")")
        if wrap:
            self.out(")")

    def _New(self, node: New, strength: int) -> None:
        self.out("new ")
        self.expr(node.function, PRIMARY)
        self.out("(")
        self.commas(node.args)
        self.out(")")

    def _Dot(self, node: Dot, strength: int) -> None:
        if isinstance(node.object, Raw) and node.object.text[-1].isdigit():
            self.out(f"({node.object.text})")
        else:
            self.expr(node.object, CALL)
        self.out("?." if node.optional else ".")
        self.out(node.name)

    def _Index(self, node: Index, strength: int) -> None:
        self.expr(node.object, CALL)
        self.out("[")
        self.expr(node.index, COMMA)
        self.out("]")

    def _Unary(self, node: Unary, strength: int) -> None:
        wrap = strength > UNARY
        if wrap:
            self.out("(")
        self.out(node.op + (" " if node.op.isalpha() else ""))
        start = len(self.parts)
        self.expr(node.operand, UNARY)
        following = next((part for part in self.parts[start:] if not isinstance(part, PLACES)), "")
        if isinstance(following, str) and following[:1] == node.op:
            self.parts.insert(start, " ")
        if wrap:
            self.out(")")

    def _Update(self, node: Update, strength: int) -> None:
        wrap = strength > POSTFIX
        if wrap:
            self.out("(")
        self.expr(node.target, CALL)
        self.out(node.op)
        if wrap:
            self.out(")")

    def _Binary(self, node: Binary, strength: int) -> None:
        own = BINARY[node.op]
        # `??` may not stand beside `||` or `&&` without parentheses.
        mixed = node.op == "??" and strength in (OR, AND)
        wrap = strength > own or mixed
        if wrap:
            self.out("(")
        left, right = (own + 1, own) if node.op == "**" else (own, own + 1)
        if node.op == "**":
            left = POSTFIX
        for is_right, side, need in ((False, node.left, left), (True, node.right, right)):
            if is_right:
                self.out(f" {node.op} " if node.op[0].isalpha() else node.op)
            clash = isinstance(side, Binary) and (
                (node.op == "??") != (side.op == "??") and side.op in ("??", "||", "&&")
                and node.op in ("??", "||", "&&")
            )  # fmt: skip
            start = len(self.parts)
            self.expr(side, PRIMARY if clash else need)
            if is_right and node.op in "+-":
                following = next((part for part in self.parts[start:] if not isinstance(part, PLACES)), "")
                if isinstance(following, str) and following[:1] == node.op:
                    self.parts.insert(start, " ")
        if wrap:
            self.out(")")

    def _Conditional(self, node: Conditional, strength: int) -> None:
        wrap = strength > CONDITIONAL
        if wrap:
            self.out("(")
        self.expr(node.test, COALESCE)
        self.out("?")
        self.expr(node.then, ASSIGN)
        self.out(":")
        self.expr(node.otherwise, ASSIGN)
        if wrap:
            self.out(")")

    def _Assign(self, node: Assign, strength: int) -> None:
        wrap = strength > ASSIGN
        if wrap:
            self.out("(")
        self.expr(node.target, CALL)
        self.out(node.op)
        self.expr(node.value, ASSIGN)
        if wrap:
            self.out(")")

    def _Sequence_(self, node: Sequence_, strength: int) -> None:
        wrap = strength > COMMA
        if wrap:
            self.out("(")
        self.commas(node.items)
        if wrap:
            self.out(")")

    def _Spread(self, node: Spread, strength: int) -> None:
        self.out("...")
        self.expr(node.value, ASSIGN)

    def _Piece(self, node: Piece, strength: int) -> None:
        self.begin(Begin(node.key))
        self.expr(node.value, strength)
        self.end()

    def _Yield(self, node: Yield, strength: int) -> None:
        wrap = strength > ASSIGN
        if wrap:
            self.out("(")
        self.out("yield*" if node.delegate else "yield")
        if node.value is not None:
            self.out(" ")
            self.expr(node.value, ASSIGN)
        if wrap:
            self.out(")")

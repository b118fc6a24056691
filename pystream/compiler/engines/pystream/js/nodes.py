"""The JavaScript that lowering builds. Nodes are plain records; only the printer knows their text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias


class Symbol:
    """A name that the compiler gives: equal names of different symbols are different variables.

    `top` symbols live in the bundle's one outer scope and are named by the linker; others are named by the
    printer, by the function that declares them.
    """

    __slots__ = ("hint", "top")

    def __init__(self, hint: str, top: bool = False) -> None:
        self.hint = hint
        self.top = top

    def __repr__(self) -> str:
        return f"<{self.hint}{' top' if self.top else ''}>"


@dataclass(slots=True)
class Node:
    # Line (from 1) and column (from 0) of the Python that this came from.
    at: tuple[int, int] | None = field(default=None, init=False, compare=False)


@dataclass(slots=True)
class Name(Node):
    """A variable: one of ours, or a global of JavaScript by its text."""

    symbol: Symbol | str


@dataclass(slots=True)
class Raw(Node):
    """A literal whose text is the same in Python's data and in JavaScript: a number, `null`, `this`, `-0`."""

    text: str


@dataclass(slots=True)
class String(Node):
    value: str


@dataclass(slots=True)
class Template(Node):
    """A template literal: texts and expressions."""

    parts: Sequence[str | Expr]


@dataclass(slots=True)
class Array(Node):
    items: Sequence[Expr]


@dataclass(slots=True)
class Object(Node):
    entries: Sequence[tuple[str, Expr]]


@dataclass(slots=True)
class Function(Node):
    """`kind` is one of: function, arrow, function*. `symbols` are all that it declares, parameters too.

    `code` is the name of the Python function, class body or comprehension that this is, as tracebacks say it;
    empty: a part of the function around it.
    """

    kind: str
    params: Sequence[Expr]
    body: Sequence[Stmt] | Expr
    symbols: Sequence[Symbol]
    name: Symbol | None = None
    code: str = ""


@dataclass(slots=True)
class Call(Node):
    function: Expr
    args: Sequence[Expr]


@dataclass(slots=True)
class New(Node):
    function: Expr
    args: Sequence[Expr]


@dataclass(slots=True)
class Dot(Node):
    object: Expr
    name: str
    optional: bool = False


@dataclass(slots=True)
class Index(Node):
    object: Expr
    index: Expr


@dataclass(slots=True)
class Unary(Node):
    op: str
    operand: Expr


@dataclass(slots=True)
class Update(Node):
    """`x++`."""

    target: Expr
    op: str = "++"


@dataclass(slots=True)
class Binary(Node):
    op: str
    left: Expr
    right: Expr


@dataclass(slots=True)
class Conditional(Node):
    test: Expr
    then: Expr
    otherwise: Expr


@dataclass(slots=True)
class Assign(Node):
    target: Expr
    value: Expr
    op: str = "="


@dataclass(slots=True)
class Sequence_(Node):
    """The comma operator."""

    items: Sequence[Expr]


@dataclass(slots=True)
class Spread(Node):
    value: Expr


@dataclass(slots=True)
class Yield(Node):
    value: Expr | None
    delegate: bool = False


@dataclass(slots=True)
class Piece(Node):
    """An expression that a dev build can replace by itself."""

    key: str
    value: Expr


Expr: TypeAlias = (
    Name
    | Raw
    | String
    | Template
    | Array
    | Object
    | Function
    | Call
    | New
    | Dot
    | Index
    | Unary
    | Update
    | Binary
    | Conditional
    | Assign
    | Sequence_
    | Spread
    | Yield
    | Piece
)


@dataclass(slots=True)
class Do(Node):
    """An expression as a statement."""

    value: Expr


@dataclass(slots=True)
class Let(Node):
    """`let a, b = 1`; `kind` is let or const."""

    targets: Sequence[tuple[Expr, Expr | None]]
    kind: str = "let"


@dataclass(slots=True)
class If(Node):
    test: Expr
    then: Sequence[Stmt]
    otherwise: Sequence[Stmt] = ()


@dataclass(slots=True)
class CountCheck(Node):
    """Tells who calls a top-level function of a wrong number of arguments; the linker may leave it out."""

    test: If
    function: Symbol
    least: int
    most: int


@dataclass(slots=True)
class For(Node):
    init: Let | Expr | None
    test: Expr | None
    update: Expr | None
    body: Sequence[Stmt]


@dataclass(slots=True)
class ForOf(Node):
    target: Expr
    iterable: Expr
    body: Sequence[Stmt]
    declare: str = ""


@dataclass(slots=True)
class While(Node):
    test: Expr
    body: Sequence[Stmt]


@dataclass(slots=True)
class Return(Node):
    value: Expr | None = None


@dataclass(slots=True)
class Throw(Node):
    value: Expr


@dataclass(slots=True)
class Try(Node):
    body: Sequence[Stmt]
    error: Symbol | None = None
    handler: Sequence[Stmt] | None = None
    final: Sequence[Stmt] | None = None


@dataclass(slots=True)
class Block(Node):
    body: Sequence[Stmt]
    label: Symbol | None = None


@dataclass(slots=True)
class Labeled(Node):
    label: Symbol
    body: Stmt


@dataclass(slots=True)
class Break(Node):
    label: Symbol | None = None


@dataclass(slots=True)
class Continue(Node):
    label: Symbol | None = None


@dataclass(slots=True)
class FunctionDeclaration(Node):
    function: Function


@dataclass(slots=True)
class Member(Node):
    """A statement of a class body that a dev build can run by itself; `prototype`: what it fills."""

    key: str
    statement: Stmt
    prototype: Symbol


Stmt: TypeAlias = (
    CountCheck
    | Do
    | Let
    | If
    | For
    | ForOf
    | While
    | Return
    | Throw
    | Try
    | Block
    | Labeled
    | Break
    | Continue
    | FunctionDeclaration
    | Member
)

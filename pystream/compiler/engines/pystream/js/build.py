"""Builders: the few shapes of nodes that lowering says all the time."""

from __future__ import annotations

from collections.abc import Sequence

from pystream.compiler.engines.pystream.js.nodes import (
    Array,
    Assign,
    Binary,
    Call,
    Conditional,
    Do,
    Dot,
    Expr,
    Function,
    Index,
    Name,
    Raw,
    Sequence_,
    Spread,
    Stmt,
    String,
    Symbol,
    Unary,
)

NULL, TRUE, FALSE, THIS, UNDEFINED = (Raw(text) for text in ("null", "true", "false", "this", "void 0"))


def call(function: Expr, *args: Expr) -> Call:
    return Call(function, args)


def name(symbol: Symbol | str) -> Name:
    return Name(symbol)


def string(text: str) -> String:
    return String(text)


def number(value: int) -> Raw:
    return Raw(str(value))


def array(items: Sequence[Expr]) -> Array:
    return Array(items)


def assign(target: Expr, value: Expr) -> Assign:
    return Assign(target, value)


def do(value: Expr) -> Do:
    return Do(value)


def undefined(value: Expr) -> Binary:
    return Binary("===", value, UNDEFINED)


def negate(value: Expr) -> Expr:
    """`!value`, of a JavaScript boolean."""
    if isinstance(value, Unary) and value.op == "!":
        return value.operand
    return Unary("!", value)


def comma(*items: Expr) -> Expr:
    flat = [inner for item in items for inner in (item.items if isinstance(item, Sequence_) else [item])]
    return flat[0] if len(flat) == 1 else Sequence_(flat)


def arrow(params: Sequence[Symbol], body: Sequence[Stmt] | Expr, *more: Symbol) -> Function:
    return Function("arrow", [Name(each) for each in params], body, [*params, *more])


__all__ = [
    "FALSE",
    "NULL",
    "THIS",
    "TRUE",
    "UNDEFINED",
    "Array",
    "Binary",
    "Conditional",
    "Dot",
    "Index",
    "Spread",
    "array",
    "arrow",
    "assign",
    "call",
    "comma",
    "do",
    "name",
    "negate",
    "number",
    "string",
    "undefined",
]

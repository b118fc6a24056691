"""What operators make of kinds and intervals."""

from __future__ import annotations

import ast
from typing import TypeAlias

from pystream.compiler.engines.pystream.lower.types import (
    ANY,
    BOOL,
    COUNT,
    FLOAT,
    INF,
    INT,
    INT32,
    LIST,
    NEG,
    NUMBER,
    STEP,
    STR,
)

Range: TypeAlias = tuple[int, float, float]
Operand: TypeAlias = tuple[int, float, float]
UNKNOWN: Range = (ANY, -INF, INF)
_FLOAT = FLOAT | NEG


def binary(op: ast.operator, left: Operand, right: Operand, square: bool = False) -> Range:
    """Kinds and interval of `left op right`, none yet if one has none; `square`: both are one variable."""
    a, b = left[0], right[0]
    if not a or not b:
        return (0, INF, -INF)
    if (a | b) & ~NUMBER:
        return _sequence(op, left, right)
    if (a & FLOAT and not a & ~_FLOAT) or (b & FLOAT and not b & ~_FLOAT):
        return (_float(op, left, right, square), INF, -INF)
    if (a | b) & FLOAT:
        return UNKNOWN if isinstance(op, ast.Pow) else (INT | _FLOAT, -INF, INF)
    # Ints and bools from here on; two bools make a bool of & | ^.
    bits = isinstance(op, ast.BitAnd | ast.BitOr | ast.BitXor)
    if bits and a & BOOL and b & BOOL:
        return (BOOL | INT, *_interval(op, _span(left), _span(right))) if (a | b) & INT else (BOOL, INF, -INF)
    if isinstance(op, ast.Div):
        (low, _), (below, _) = _span(left), _span(right)
        return (FLOAT if low >= 0 and below >= 0 else _FLOAT, INF, -INF)
    if isinstance(op, ast.MatMult):
        return UNKNOWN
    if isinstance(op, ast.Pow) and (right[0] != INT or right[1] < 0):
        return UNKNOWN
    return (INT, *_interval(op, _span(left), _span(right)))


def _span(operand: Operand) -> tuple[float, float]:
    mask, lo, hi = operand
    if mask & BOOL:
        return (min(lo, 0), max(hi, 1))
    return (lo, hi)


def _sequence(op: ast.operator, left: Operand, right: Operand) -> Range:
    a, b = left[0], right[0]
    if isinstance(op, ast.Add) and a == b and a in (STR, LIST):
        return (a, INF, -INF)
    if isinstance(op, ast.Mult):
        for one, other in ((a, b), (b, a)):
            if one in (STR, LIST) and not other & ~(INT | BOOL):
                return (one, INF, -INF)
    if isinstance(op, ast.Mod) and a == STR:
        return (STR, INF, -INF)
    return UNKNOWN


def _float(op: ast.operator, left: Operand, right: Operand, square: bool) -> int:
    positive = not (_negative(left) or _negative(right))
    match op:
        case ast.Add() | ast.Div():
            return FLOAT if positive else _FLOAT
        case ast.Mult():
            return FLOAT if positive or square else _FLOAT
        case ast.Sub() | ast.FloorDiv() | ast.Mod():
            return _FLOAT
        case ast.Pow():
            # A negative base may make a complex number.
            if not _negative(left):
                return FLOAT
            return _FLOAT if right[0] == INT else ANY
    return ANY


def _negative(operand: Operand) -> bool:
    mask, lo, _ = operand
    return bool(mask & NEG) or bool(mask & INT and lo < 0)


def _interval(op: ast.operator, left: tuple[float, float], right: tuple[float, float]) -> tuple[float, float]:
    (a, b), (c, d) = left, right
    match op:
        case ast.Add():
            return _sum(a, b, c, d)
        case ast.Sub():
            return _sum(a, b, -d, -c)
        case ast.Mult():
            products = [x * y if x and y else 0 for x in (a, b) for y in (c, d)]
            return (min(products), max(products))
        case ast.Mod():
            if c > 0:
                return (0, min(d - 1, b) if a >= 0 else d - 1)
        case ast.FloorDiv():
            if c > 0:
                return (0 if a >= 0 else a, b if b >= 0 else 0)
        case ast.BitAnd():
            tops = [high for low, high in (left, right) if low >= 0]
            if tops:
                return (0, min(tops))
            if a >= -INT32 and c >= -INT32 and b <= INT32 and d <= INT32:
                return (-INT32 - 1, INT32)
        case ast.BitOr() | ast.BitXor():
            if a >= 0 and c >= 0:
                top = max(b, d)
                return (0, INF if top == INF else 2 ** int(top).bit_length() - 1)
            if a >= -INT32 and c >= -INT32 and b <= INT32 and d <= INT32:
                return (-INT32 - 1, INT32)
        case ast.LShift():
            if c >= 0 and d <= 64:
                return (
                    a if a == -INF else a * 2 ** int(d) if a < 0 else a,
                    b if b == INF else b * 2 ** int(d) if b > 0 else b,
                )
        case ast.RShift():
            if c >= 0:
                return (0 if a >= 0 else a, b if b >= 0 else 0)
        case ast.Pow():
            if a >= 0 and b <= 2**32 and d <= 64:
                return (0, max(1, b) ** d)
    return (-INF, INF)


def _sum(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    low, high = a + c, b + d
    # A counter: see COUNT.
    if low < -COUNT and ((a >= -COUNT and c >= -STEP) or (c >= -COUNT and a >= -STEP)):
        low = -COUNT
    if high > COUNT and ((b <= COUNT and d <= STEP) or (d <= COUNT and b <= STEP)):
        high = COUNT
    return (low, high)


def unary(op: ast.unaryop, operand: Operand) -> Range:
    mask = operand[0]
    if not mask:
        return (0, INF, -INF)
    if isinstance(op, ast.Not):
        return (BOOL, INF, -INF)
    if mask & ~NUMBER:
        return UNKNOWN
    low, high = _span(operand)
    out = 0
    if mask & (INT | BOOL):
        out = INT
    if mask & FLOAT:
        if isinstance(op, ast.Invert):
            return UNKNOWN
        out |= mask & _FLOAT if isinstance(op, ast.UAdd) else _FLOAT
    match op:
        case ast.USub():
            return (out, -high, -low)
        case ast.Invert():
            return (out, -high - 1, -low - 1)
    return (out, low, high)

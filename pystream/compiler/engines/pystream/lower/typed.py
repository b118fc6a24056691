"""Expressions whose kinds are proven (infer.py): raw arithmetic, direct list access, plain comparisons.

A float has two forms. `expr` gives the Python value: a JavaScript number that is no integer, or a Float
box. `raw` gives the double. Variables that are always floats and lists of nothing but floats hold doubles
(Facts.raw_variable, Facts.raw_list); reading one as a Python value boxes, storing a Python value unboxes.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from pystream.compiler.engines.pystream.js.build import NULL, array, call, comma, name, number
from pystream.compiler.engines.pystream.js.nodes import (
    Binary,
    Conditional,
    Dot,
    Expr,
    If,
    Index,
    Name,
    Raw,
    Stmt,
    Unary,
)
from pystream.compiler.engines.pystream.lower import arithmetic
from pystream.compiler.engines.pystream.lower.base import either
from pystream.compiler.engines.pystream.lower.expressions import Expressions
from pystream.compiler.engines.pystream.lower.infer import is_float
from pystream.compiler.engines.pystream.lower.scopes import Scope
from pystream.compiler.engines.pystream.lower.types import (
    ANY,
    BOOL,
    INF,
    INT,
    INT32,
    LENGTH,
    LIST,
    NONE,
    NUMBER,
    OTHER,
    SAFE,
    STR,
)

_SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%", ast.BitAnd: "&", ast.BitOr: "|",
    ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
}  # fmt: skip
_ORDER: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_KINDS = {BOOL: "bool", INT: "int", STR: "str", LIST: "list", NONE: "none"}


@dataclass(slots=True)
class Side:
    """An operand: what is known of it, and its two forms. Only one of them may be called, and once."""

    type: arithmetic.Range
    value: Callable[[], Expr]
    raw: Callable[[], Expr]

    def within(self, low: float, high: float) -> bool:
        return self.type[0] == INT and low <= self.type[1] and self.type[2] <= high

    @property
    def safe(self) -> bool:
        return self.within(-SAFE, SAFE)

    @property
    def int32(self) -> bool:
        return self.within(-INT32 - 1, INT32)


class Typed(Expressions):
    """Lowers expressions by their proven kinds, and hands on what has none."""

    def type(self, node: ast.AST) -> arithmetic.Range:
        found = self.facts.of(node)
        return self._trusted_type(node) if self.trusted is not None and found[0] == ANY else found

    def _trusted_type(self, node: ast.AST) -> arithmetic.Range:
        assert self.trusted is not None
        match node:
            case ast.AugAssign(target=left, op=op, value=right) | ast.BinOp(left=left, op=op, right=right):
                return arithmetic.binary(op, self.type(left), self.type(right))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                known = self._comparison_sign(op, left, right) is not None
                return (BOOL, INF, -INF) if known else arithmetic.UNKNOWN
            case ast.Name(id=identifier):
                home, _ = self.scope.resolve(identifier)
                if home is not None and home.kind == "function":
                    return self.trusted.variable(home.node, identifier)
            case ast.Call(func=ast.Name(id="len")):
                return (INT, 0, LENGTH)
        return self.trusted.of(node)

    def side(self, node: ast.expr) -> Side:
        return Side(self.type(node), lambda: self.expr(node), lambda: self.raw(node))

    def is_raw(self, home: object, identifier: str) -> bool:
        return isinstance(home, Scope) and self.facts.raw_variable(home, identifier)

    def is_raw_list(self, node: ast.AST) -> bool:
        return self.facts.raw_list(node)

    def has_method(self, node: ast.AST, attribute: str) -> bool:
        return self.facts.has_method(node, attribute)

    def is_list(self, node: ast.AST) -> bool:
        return self.type(node)[0] == LIST

    def box(self, double: Expr) -> Expr:
        return call(self.rt("box"), double)

    def unbox(self, value: Expr) -> Expr:
        return call(self.rt("unbox"), value)

    def kind(self, node: ast.expr) -> str:
        if isinstance(node, ast.Call):
            return _KINDS.get(self.type(node)[0], "")  # str(x) may be of a subclass
        return super().kind(node) or _KINDS.get(self.type(node)[0], "")

    def raw(self, node: ast.expr) -> Expr:
        """A number's double."""
        mask, lo, hi = self.type(node)
        match node:
            case ast.Constant(value=bool() as flag):
                return number(int(flag))
            case ast.Constant(value=float() as value):
                return self.raw_float(value)
            case ast.Name() if is_float(mask):
                home, _ = self.scope.resolve(node.id)
                if self.is_raw(home, node.id):
                    return self.at(node, super().load(node.id, node))
            case ast.BinOp() if is_float(mask):
                made = self.operate(node.op, self.side(node.left), self.side(node.right), mask, node.right)
                if made is not None:
                    return self.at(node, made)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand) if is_float(mask):
                inner = self.raw(operand)
                return Unary("-", inner) if isinstance(node.op, ast.USub) else inner
            case ast.IfExp() if is_float(mask):
                return Conditional(self.condition(node.test), self.raw(node.body), self.raw(node.orelse))
            case ast.Subscript() if self.is_raw_list(node.value) and not isinstance(node.slice, ast.Slice):
                return self.at(node, self.item(node))
            case ast.Call() if is_float(mask):
                double = self.double_call(node)
                if double is not None:
                    return self.at(node, double)
        return self.as_double(self.expr(node), (mask, lo, hi))

    def as_double(self, value: Expr, type: arithmetic.Range) -> Expr:
        """A Python value of a number as its double."""
        mask, lo, hi = type
        if is_float(mask):
            return self.unbox(value)
        if mask == INT and lo >= -SAFE and hi <= SAFE:
            return value
        return call(self.rt("toDouble"), value)

    # Names and displays

    def load(self, identifier: str, node: ast.AST) -> Expr:
        value = super().load(identifier, node)
        home, _ = self.scope.resolve(identifier)
        return self.box(value) if home is not None and self.is_raw(home, identifier) else value

    def _List(self, node: ast.List) -> Expr:
        if self.is_raw_list(node):
            return array([self.raw(each) for each in node.elts])
        return super()._List(node)

    # Operators

    def operate(
        self, op: ast.operator, left: Side, right: Side, mask: int, right_node: ast.expr
    ) -> Expr | None:
        """`left op right` by plain operators: a double if the mask is float, else a Python value."""
        if is_float(mask):
            return self._double(op, left, right, right_node)
        if mask == STR and isinstance(op, ast.Add) and left.type[0] == right.type[0] == STR:
            return Binary("+", left.value(), right.value())
        if mask != INT or not left.safe or not right.safe:
            return None
        return self._integer(op, left, right)

    def _double(self, op: ast.operator, left: Side, right: Side, right_node: ast.expr) -> Expr | None:
        if not left.type[0] or not right.type[0] or (left.type[0] | right.type[0]) & ~NUMBER:
            return None
        floats = is_float(left.type[0]), is_float(right.type[0])
        match op:
            case ast.Add() | ast.Sub() | ast.Mult():
                return Binary(_SIGNS[type(op)], left.raw(), right.raw())
            case ast.Div():
                if not any(floats) and not (left.safe and right.safe):
                    return None  # rounded once, from all digits
                dividend, divisor = left.raw(), right.raw()
                if not (isinstance(right_node, ast.Constant) and right_node.value):
                    divisor = call(self.rt("divisor" if any(floats) else "intDivisor"), divisor)
                return Binary("/", dividend, divisor)
            case ast.Pow() if floats[0]:
                match right_node:
                    case ast.Constant(value=0.5) if not left.type[0] & 16:
                        return call(Dot(Name("Math"), "sqrt"), left.raw())
                    case ast.Constant(value=2) if not isinstance(right_node.value, bool):
                        return call(self.rt("squared"), left.raw())
        return None

    def _integer(self, op: ast.operator, left: Side, right: Side) -> Expr | None:
        (_, a, b), (_, c, d) = left.type, right.type
        _, low, high = arithmetic.binary(op, left.type, right.type)
        fits = low >= -SAFE and high <= SAFE
        match op:
            case ast.Add() | ast.Sub():
                # A counter at its limit takes a step beyond it.
                return self._sign(op, left, right) if fits else None
            case ast.Mult():
                made = self._sign(op, left, right) if fits else None
                if made is not None and ((a < 0 and c <= 0 <= d) or (c < 0 and a <= 0 <= b)):
                    return Binary("+", made, number(0))  # not -0
                return made
            case ast.Mod():
                return self._sign(op, left, right) if a >= 0 and c > 0 else None
            case ast.FloorDiv() if a >= 0 and c > 0:
                quotient = Binary("/", left.value(), right.value())
                if b <= INT32:
                    return Binary("|", quotient, number(0))
                return call(Dot(Name("Math"), "floor"), quotient)
            case ast.BitAnd():
                # ToInt32 keeps the low bits, and a mask that is not negative wants no others.
                if (left.int32 and right.int32) or left.within(0, INT32) or right.within(0, INT32):
                    return self._sign(op, left, right)
            case ast.BitOr() | ast.BitXor():
                return self._sign(op, left, right) if left.int32 and right.int32 else None
            case ast.RShift():
                return self._sign(op, left, right) if left.int32 and right.within(0, 31) else None
            case ast.LShift():
                if left.int32 and right.within(0, 30) and low >= -INT32 - 1 and high <= INT32:
                    return self._sign(op, left, right)
        return None

    def _sign(self, op: ast.operator, left: Side, right: Side) -> Expr:
        return Binary(_SIGNS[type(op)], left.value(), right.value())

    def _BinOp(self, node: ast.BinOp) -> Expr:
        mask = self.type(node)[0]
        made = self.operate(node.op, self.side(node.left), self.side(node.right), mask, node.right)
        if made is None:
            return super()._BinOp(node)
        return self.box(made) if is_float(mask) else made

    def _UnaryOp(self, node: ast.UnaryOp) -> Expr:
        mask, lo, hi = self.type(node.operand)
        if isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
            if is_float(mask):
                return self.box(Unary("-", self.raw(node.operand)))
            if mask == INT and lo >= -SAFE and hi <= SAFE:
                # `0 - x`, since -0 is no int.
                return Binary("-", number(0), self.expr(node.operand))
        return super()._UnaryOp(node)

    def _IfExp(self, node: ast.IfExp) -> Expr:
        return super()._IfExp(node)

    def condition(self, node: ast.expr) -> Expr:
        if not isinstance(node, ast.UnaryOp | ast.BoolOp | ast.Constant):
            mask = self.type(node)[0]
            if mask in (BOOL, INT, STR):
                return self.expr(node)
            if mask == LIST:
                return Dot(self.expr(node), "length")
            if is_float(mask):
                return Binary("!==", self.raw(node), number(0))
        return super().condition(node)

    def _Compare(self, node: ast.Compare) -> Expr:
        operands = [node.left, *node.comparators]
        signs = [
            self._comparison_sign(op, left, right)
            for op, left, right in zip(node.ops, operands, operands[1:], strict=False)
        ]
        if None in signs:
            return super()._Compare(node)
        made: Expr | None = None
        left = self._comparand(operands[0])
        for position, sign in enumerate(signs):
            value = again = self._comparand(operands[position + 1])
            if position + 1 < len(signs):
                value, again = self.simple(value)
            test = Binary(str(sign), left, value)
            made = test if made is None else Binary("&&", made, test)
            left = again
        assert made is not None
        return made

    def _comparand(self, node: ast.expr) -> Expr:
        return self.raw(node) if is_float(self.type(node)[0]) else self.expr(node)

    def _comparison_sign(self, op: ast.cmpop, left: ast.expr, right: ast.expr) -> str | None:
        """JavaScript's operator for a comparison of proven kinds. It compares numbers and bigints exactly."""
        a, b = self.type(left), self.type(right)
        equal = isinstance(op, ast.Eq | ast.NotEq)
        if a[0] == b[0] and a[0] in (STR, BOOL) and equal:
            return "===" if isinstance(op, ast.Eq) else "!=="
        if (a[0] != INT and not is_float(a[0])) or (b[0] != INT and not is_float(b[0])):
            return None
        if not equal:
            return _ORDER.get(type(op))
        same = a[0] == b[0] or (is_float(a[0]) and is_float(b[0]))
        sign = "===" if same else "=="
        return sign if isinstance(op, ast.Eq) else "!" + sign[1:]

    # Subscripts

    def _is_item(self, node: ast.Subscript) -> bool:
        """Whether it is an item of a plain list, by an int."""
        return (
            self.is_list(node.value)
            and not isinstance(node.slice, ast.Slice)
            and self.type(node.slice)[0] == INT
        )

    def item(self, node: ast.Subscript) -> Expr:
        """The item as the list holds it."""
        container, again = self.simple(self.expr(node.value))
        index, index_again = self.simple(self.expr(node.slice))
        return self.item_at(container, index, again, index_again)

    def item_at(self, container: Expr, index: Expr, again: Expr, index_again: Expr) -> Expr:
        if self.trusted is not None:
            return Index(container, index)
        return either(Index(container, index), call(self.rt("getitem"), again, index_again))

    def _Subscript(self, node: ast.Subscript) -> Expr:
        if self._is_item(node):
            made = self.item(node)
            return self.box(made) if self.is_raw_list(node.value) else made
        match node.slice:
            case ast.Slice(lower=None, upper=None, step=None) if self.is_list(node.value):
                return call(Dot(self.expr(node.value), "slice"))
            case ast.Slice(lower=lower, upper=upper, step=None) if self.trusted and self.is_list(node.value):
                bounds = [number(0) if lower is None else self.expr(lower)]
                bounds += [] if upper is None else [self.expr(upper)]
                return call(Dot(self.expr(node.value), "slice"), *bounds)
        return super()._Subscript(node)

    def store_item(self, target: ast.Subscript, value: Expr) -> list[Stmt]:
        """`xs[i] = value`, of a plain list and an int; the value is in the form that the list holds."""
        made: list[Stmt] = []
        if not isinstance(value, Name | Raw):
            symbol = self.temporary()
            made.append(self.as_statement(_assign(name(symbol), value)))
            value = name(symbol)
        container, container_again = self.simple(self.expr(target.value))
        index, index_again = self.simple(self.expr(target.slice))
        if container is not container_again:
            made.append(self.as_statement(container))
        if index is not index_again:
            made.append(self.as_statement(index))
        return [*made, self.put(container_again, index_again, value, self.type(target.slice))]

    def put(self, container: Expr, index: Expr, value: Expr, at: arithmetic.Range) -> Stmt:
        """The same, of simple expressions."""
        if self.trusted is not None:
            return self.as_statement(_assign(Index(container, index), value))
        test: Expr = Binary("<", index, Dot(container, "length"))
        if at[1] < 0:
            test = Binary("&&", test, Binary(">=", index, number(0)))
        return If(
            test,
            [self.as_statement(_assign(Index(container, index), value))],
            [self.as_statement(call(self.rt("setitem"), container, index, value))],
        )

    def as_statement(self, value: Expr) -> Stmt:
        from pystream.compiler.engines.pystream.js.build import do

        return do(value)

    # Calls

    def typed_call(self, node: ast.Call) -> Expr | None:
        """A call that needs no call, or a cheaper one."""
        if node.keywords or any(isinstance(each, ast.Starred) for each in node.args):
            return None
        double = self.double_call(node)
        if double is not None:
            return self.box(double)
        match node:
            case ast.Call(args=[_]) if self.is_push(node):
                return comma(self.push(node), NULL)
            case ast.Call(func=ast.Name(id="isinstance"), args=[value, kind]) if self.trusted is not None:
                return self._is_of(self.expr(value), kind)
            case ast.Call(func=ast.Name(id=identifier), args=[only]) if self.is_builtin(identifier):
                mask, lo, hi = self.type(only)
                if identifier == "bool" and mask & OTHER:
                    return call(self.rt("truth"), self.expr(only))
                if identifier == "len" and mask == LIST:
                    return Dot(self.expr(only), "length")
                if (identifier == "int" and mask == INT) or (identifier == "str" and mask == STR):
                    return self.expr(only)
                if identifier == "abs" and mask == INT and lo >= -SAFE and hi <= SAFE:
                    return call(Dot(Name("Math"), "abs"), self.expr(only))
        return None

    def _is_of(self, value: Expr, kind: ast.expr) -> Expr:
        """`isinstance(value, kind)` in a trusted module: of a class, or a list or tuple."""
        if isinstance(kind, ast.Tuple):
            return call(Dot(Name("Array"), "isArray"), value)
        return Binary("instanceof", value, self.expr(kind))

    def push(self, node: ast.Call) -> Expr:
        """`xs.append(v)` of a plain list, for what it does."""
        assert isinstance(node.func, ast.Attribute)
        receiver = self.expr(node.func.value)
        item = node.args[0]
        value = self.raw(item) if self.is_raw_list(node.func.value) else self.expr(item)
        return call(Dot(receiver, "push"), value)

    def is_push(self, node: ast.expr) -> bool:
        match node:
            case ast.Call(func=ast.Attribute(attr="append", value=receiver), args=[item], keywords=[]):
                return self.is_list(receiver) and not isinstance(item, ast.Starred)
        return False

    def double_call(self, node: ast.Call) -> Expr | None:
        """A call of a builtin that gives a float, as a double."""
        match node:
            case ast.Call(func=ast.Name(id=identifier), args=[only], keywords=[]) if self.is_builtin(
                identifier
            ):
                mask, lo, hi = self.type(only)
                if identifier == "abs" and is_float(mask):
                    return call(Dot(Name("Math"), "abs"), self.raw(only))
                if identifier == "float" and (is_float(mask) or (mask == INT and lo >= -SAFE and hi <= SAFE)):
                    return self.raw(only)
        return None


def _assign(target: Expr, value: Expr) -> Expr:
    from pystream.compiler.engines.pystream.js.build import assign

    return assign(target, value)


__all__ = ["Side", "Typed"]

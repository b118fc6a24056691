"""What a program may leave out when nobody names it: expressions and definitions that only make a value."""

from __future__ import annotations

import ast

from pystream.compiler.engines.pystream.lower.order import PURE_DECORATORS
from pystream.compiler.engines.pystream.lower.patterns import Patterns
from pystream.compiler.engines.pystream.lower.signature import Signature

MAKERS = frozenset("object str namedtuple TypeVar NewType".split())
CONTAINERS = frozenset("list dict set tuple frozenset deque defaultdict Counter int float bool".split())
HASHED = frozenset("dict set frozenset Counter".split())


class Purity(Patterns):
    """Tells whether computing something can do nothing but make a value."""

    def module_of(self, node: ast.expr) -> str | None:
        raise NotImplementedError

    def is_pure(self, node: ast.expr) -> bool:
        match node:
            case ast.Constant():
                return True
            case ast.Lambda():
                return self._pure_defaults(node)
            case ast.Name():
                return self._has_value(node.id)
            case ast.List(elts=elts) | ast.Tuple(elts=elts):
                return all(self.is_pure(each) for each in elts)
            case ast.Set(elts=elts):
                return all(_is_key(each) for each in elts)
            case ast.Dict(keys=keys, values=values):
                return all(each is not None and _is_key(each) for each in keys) and all(
                    self.is_pure(each) for each in values
                )
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() | ast.Not(), operand=operand):
                return _is_number(operand)
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult(), left=left, right=right):
                return _is_number(left) and _is_number(right)
            case ast.Subscript(value=ast.Name(id=identifier), slice=inner):
                # `Number = Union[int, float]`
                return self._names_type(identifier) and self.is_pure(inner)
            case ast.Attribute():
                return self.static_attribute(node) is not None
            case ast.Call(func=func, args=args, keywords=keywords):
                return self._pure_call(decorator_name(func), args, keywords)
        return False

    def _has_value(self, identifier: str) -> bool:
        home, _ = self.scope.resolve(identifier)
        if home is None:
            return self.is_builtin(identifier) or identifier.startswith("__")
        return identifier in self.definite

    def _names_type(self, identifier: str) -> bool:
        home, _ = self.scope.resolve(identifier)
        if home is None:
            return self.is_builtin(identifier)
        return self.imported(home, identifier) is not None

    def _pure_call(self, callee: str, args: list[ast.expr], keywords: list[ast.keyword]) -> bool:
        if not all(self.is_pure(each.value) for each in keywords):
            return False
        if callee in MAKERS:
            return all(self.is_pure(each) for each in args)
        if callee not in CONTAINERS:
            return False
        items = [
            item
            for each in args
            for item in (each.elts if isinstance(each, ast.List | ast.Tuple) else [each])
        ]
        if callee == "dict" and args:
            return False
        if callee == "defaultdict":
            return all(self.is_pure(each) for each in args)
        displays = all(isinstance(each, ast.List | ast.Tuple | ast.Set | ast.Dict) for each in args)
        if callee in ("int", "float", "bool"):
            return not args
        return displays and all(_is_key(item) if callee in HASHED else self.is_pure(item) for item in items)

    def is_pure_definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
        if not all(decorator_name(each) in PURE_DECORATORS for each in node.decorator_list):
            return False
        if isinstance(node, ast.ClassDef):
            plain = all(each.arg == "total" for each in node.keywords)  # of a TypedDict
            return plain and all(self._pure_member(each) for each in node.body)
        return self._pure_defaults(node)

    def _pure_defaults(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> bool:
        return all(self.is_pure(each) for each in Signature(node).defaults.values())

    def _pure_member(self, node: ast.stmt) -> bool:
        """Whether a statement of a class body does no more than define."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return self._pure_defaults(node) and all(
                    decorator_name(each) in PURE_DECORATORS for each in node.decorator_list
                )
            case ast.ClassDef():
                return self.is_pure_definition(node)
            case ast.Pass() | ast.AnnAssign(value=None) | ast.Expr(value=ast.Constant()):
                return True
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                # A descriptor would be told its name.
                return isinstance(value, ast.Constant | ast.Tuple | ast.List | ast.Dict | ast.Name) and (
                    isinstance(value, ast.Name) or self.is_pure(value)
                )
        return False


def decorator_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_key(node: ast.expr) -> bool:
    """Whether it is surely hashable."""
    return isinstance(node, ast.Constant) or (
        isinstance(node, ast.Tuple) and all(_is_key(each) for each in node.elts)
    )


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float | complex)

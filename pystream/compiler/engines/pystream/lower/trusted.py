"""What the annotations of pystream's own modules say, which `mypy --strict` has proven.

Modules in SHARED are compiled into bundles, and only their public functions meet code that nobody has
checked. Inside of them an attribute is there, an `int` is an int and counts something, arguments fit, and
methods are called where they are read.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

from pystream.compiler.engines.pystream.lower import arithmetic
from pystream.compiler.engines.pystream.lower.types import BOOL, COUNT, INF, INT, LIST, STR
from pystream.compiler.source import Module

_KINDS: dict[str, arithmetic.Range] = {
    "bool": (BOOL, INF, -INF),
    "int": (INT, -1, COUNT),
    "list": (LIST, INF, -INF),
    "str": (STR, INF, -INF),
}


class Trusted:
    """The kinds of a module's names, attributes and calls by their annotations."""

    def __init__(self, module: Module) -> None:
        # As it is written: the tree that is compiled has no annotations.
        self._text = module.source.text

    @cached_property
    def _declared(self) -> dict[str, arithmetic.Range]:
        """Of attributes, and of what functions return as `name()`; only where all of one name agree."""
        found: dict[str, arithmetic.Range] = {}
        for name, annotation in _annotations(ast.parse(self._text)):
            kind = kind_of(annotation)
            found[name] = kind if found.get(name, kind) == kind else arithmetic.UNKNOWN
        return found

    def is_method(self, attribute: str) -> bool:
        """Whether a method of the module has this name, or a function."""
        return f"{attribute}()" in self._declared

    def of(self, node: ast.AST) -> arithmetic.Range:
        match node:
            case ast.Attribute(attr=name):
                return self._declared.get(f".{name}", arithmetic.UNKNOWN)
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
                return self._declared.get(f"{name}()", arithmetic.UNKNOWN)
        return arithmetic.UNKNOWN

    def variable(self, function: ast.AST, name: str) -> arithmetic.Range:
        """A variable of a function, which is of the tree that is compiled."""
        return self._declared.get(f"{getattr(function, 'lineno', 0)} {name}", arithmetic.UNKNOWN)


def kind_of(annotation: ast.expr | None) -> arithmetic.Range:
    if isinstance(annotation, ast.Subscript):
        annotation = annotation.value
    name = annotation.id if isinstance(annotation, ast.Name) else ""
    return _KINDS.get(name, arithmetic.UNKNOWN)


def is_private(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> bool:
    """Whether only code of its own module calls it."""
    return isinstance(node, ast.Lambda) or (node.name[0] == "_" and node.name[1:2] != "_")


def _annotations(tree: ast.Module) -> Iterator[tuple[str, ast.expr | None]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            args = node.args
            for arg in (*args.posonlyargs, *args.args):
                yield f"{node.lineno} {arg.arg}", arg.annotation
            for each in ast.walk(node):
                if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                    yield f"{node.lineno} {each.target.id}", each.annotation
        match node:
            case ast.FunctionDef(name=name, returns=returns, decorator_list=[]):
                yield f"{name}()", returns
            case ast.ClassDef(body=body):
                for each in body:
                    if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                        yield f".{each.target.id}", each.annotation
            case ast.AnnAssign(target=ast.Attribute(attr=name), annotation=annotation):
                yield f".{name}", annotation

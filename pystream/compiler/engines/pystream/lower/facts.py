"""What inference found out, as lowering asks for it."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TypeAlias

from pystream.compiler.engines.pystream.lower import arithmetic
from pystream.compiler.engines.pystream.lower.scopes import Scope
from pystream.compiler.engines.pystream.lower.types import ANY, FLOAT, LIST, NEG, OTHER, Var

FunctionDef: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(eq=False, slots=True)
class Closed:
    """A function whose calls are all in sight, as long as `open` is False."""

    node: FunctionDef
    params: dict[str, Var]
    result: Var
    open: bool = False
    called: bool = False


@dataclass(slots=True)
class Facts:
    """What came out: the Var of each expression and variable."""

    types: dict[ast.AST, Var] = field(default_factory=dict)
    variables: dict[tuple[Scope, str], Var] = field(default_factory=dict)
    # Variables that something binds which takes no raw double.
    pinned: set[tuple[Scope, str]] = field(default_factory=set)
    # Functions that only the module itself calls.
    closed: set[str] = field(default_factory=set)
    # Class -> names of its methods that are certainly there, inherited ones too.
    methods: dict[ast.ClassDef, frozenset[str]] = field(default_factory=dict)

    def of(self, node: ast.AST) -> arithmetic.Range:
        """Kinds and interval of an expression; ANY if nothing is known."""
        var = self.types.get(node)
        if var is None:
            return arithmetic.UNKNOWN
        var = var.find()
        return (var.mask or ANY, var.lo, var.hi)

    def has_method(self, node: ast.AST, attribute: str) -> bool:
        """Whether the expression is an instance of a known class with this method."""
        var = self.types.get(node)
        if var is None or (var := var.find()).mask != OTHER or not var.origin:
            return False
        return all(attribute in self.methods[each] for each in var.origin)

    def raw_list(self, node: ast.AST) -> bool:
        """Whether the expression is a list that holds doubles as they are."""
        var = self.types.get(node)
        if var is None or var.find().mask != LIST or var.shape.boxed:
            return False
        elem = var.shape.elem
        return elem is not None and is_float(elem.find().mask)

    def raw_variable(self, scope: Scope, identifier: str) -> bool:
        """Whether a variable holds doubles as they are, because it is never anything but a float."""
        if scope.kind not in ("function", "comprehension") or (scope, identifier) in self.pinned:
            return False
        var = self.variables.get((scope, identifier))
        return var is not None and is_float(var.find().mask)


def is_float(mask: int) -> bool:
    return bool(mask & FLOAT) and not mask & ~(FLOAT | NEG)

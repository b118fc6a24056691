"""Calls of coroutine functions that nothing awaits: what becomes of each coroutine, if that is certain.

A coroutine may be awaited, returned, kept, or handed to a function that runs it. It cannot be the whole of a
statement, and has no use as a number, a text, a condition or something to loop over.
"""

from __future__ import annotations

import ast

from pystream.compiler.outline import Outline

# Attributes that coroutines have; `then` is JavaScript's.
_OWN = frozenset({"send", "throw", "close", "then"})
# Builtins that make no sense of a coroutine.
_VALUE_BUILTINS = frozenset(
    """
    abs all any ascii bin bool bytes bytearray chr complex dict divmod enumerate filter float format frozenset
    hash hex int iter len list map max min next oct ord pow print range repr reversed round set slice sorted
    str sum tuple zip
    """.split()
)
# Where a value goes to be shown, if it is the target's root.
_SHOWN = ("pystream.client.dom", "pystream.browser.document")
UNUSED = "unused"
MISUSED = "misused"


def fate(outline: Outline, call: ast.expr) -> str | None:
    """UNUSED: nobody can await what this call gives; MISUSED: its coroutine is taken for its result."""
    parent = outline.parents.get(call)
    match parent:
        case ast.Expr():
            return UNUSED
        case ast.BoolOp() if parent.values[-1] is call:
            return fate(outline, parent)
        case ast.IfExp() if parent.test is not call:
            return fate(outline, parent)
        case ast.NamedExpr(target=ast.Name() as target):
            return fate(outline, parent) or _named(outline, target)
        case ast.Assign(targets=[ast.Name() as target]) | ast.AnnAssign(target=ast.Name() as target):
            return _named(outline, target)
        case ast.Assign(targets=[ast.Tuple() | ast.List()]):
            return MISUSED
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript() as target]):
            return MISUSED if _shown(outline, target) else None
    return MISUSED if _is_value(outline, call, parent) else None


def _named(outline: Outline, target: ast.Name) -> str | None:
    """What becomes of a coroutine under a name that only this one assignment binds."""
    scope = outline.scopes.of[target].find(target.id)
    if scope is None or len(scope.bound[target.id]) > 1 or scope.node is not outline.function(target):
        return None
    reads = [
        node
        for node, inner in outline.scopes.of.items()
        if isinstance(node, ast.Name)
        and node.id == target.id
        and not isinstance(node.ctx, ast.Store)
        and inner.find(node.id) is scope
    ]
    if not reads:
        return UNUSED
    parents = [outline.parents.get(read) for read in reads]
    if any(isinstance(parent, ast.Await) for parent in parents):
        return None
    return MISUSED if any(map(_is_value, [outline] * len(reads), reads, parents)) else None


def _is_value(outline: Outline, node: ast.expr, parent: ast.AST | None) -> bool:
    """Whether the place of an expression needs what no coroutine is."""
    match parent:
        case ast.Attribute(attr=attr):
            return attr not in _OWN and not attr.startswith(("__", "cr_"))
        case ast.Compare(left=left, ops=ops):
            # A list may hold coroutines: `pending in calls`.
            return not all(
                isinstance(each, ast.Is | ast.IsNot)
                or (isinstance(each, ast.In | ast.NotIn) and left is node)
                for each in ops
            )
        case ast.Call(func=func):
            return func is node or outline.builtin(func) in _VALUE_BUILTINS
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test) | ast.Assert(test=test):
            return test is node
        case ast.BoolOp():
            return parent.values[-1] is not node
        case ast.For(iter=found) | ast.comprehension(iter=found) | ast.Subscript(value=found):
            return found is node
        case ast.Match(subject=subject):
            return subject is node
        case ast.BinOp() | ast.UnaryOp() | ast.AugAssign() | ast.FormattedValue() | ast.Starred():
            return True
    return False


def _shown(outline: Outline, target: ast.expr) -> bool:
    root = target
    while isinstance(root, ast.Attribute | ast.Subscript):
        root = root.value
    return outline.full(root) in _SHOWN

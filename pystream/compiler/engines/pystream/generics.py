"""Type parameters and `type` statements, of Python 3.12, said as Python 3.11 says them.

`class Box[T]` -> `_type_T_1 = typing.TypeVar("T")` at the top, and `class Box(typing.Generic[_type_T_1])`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any, TypeAlias

from pystream.compiler.source import Module

TYPING = "_typing"
Comprehension: TypeAlias = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def without_type_parameters(module: Module) -> Module:
    """The module itself where it has none; else one with another tree. A Python 3.11 parses none."""
    key = module.results.key("generic", module.digest)
    if not module.results.get(key, lambda: _has_type_parameters(module)):
        return module
    lowering = _Generics()
    # Other phases have the tree as it was.
    tree = lowering.visit(deepcopy(module.tree))
    start = next(
        (at for at, statement in enumerate(tree.body) if not _stays_first(statement)), len(tree.body)
    )
    made = [ast.Import([ast.alias("typing", TYPING)]), *lowering.variables]
    for statement in made:
        ast.copy_location(statement, tree.body[0])
        ast.fix_missing_locations(statement)
    tree.body[start:start] = made
    return replace(module, parser=lambda source: tree, expanded=f"{module.expanded} generic")


def _has_type_parameters(module: Module) -> bool:
    return any(
        type(node).__name__ == "TypeAlias" or bool(getattr(node, "type_params", None))
        for node in module.nodes
    )


def _stays_first(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


class _Generics(ast.NodeTransformer):
    def __init__(self) -> None:
        self.variables: list[ast.stmt] = []
        # What type parameters are called here: their own names -> those at the top.
        self.names: Mapping[str, str] = {}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._definition(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._definition(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._definition(node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return self._inside(node, _bound([node.args, node.body]))

    def visit_ListComp(self, node: ast.ListComp) -> ast.AST:
        return self._comprehension(node)

    def visit_SetComp(self, node: ast.SetComp) -> ast.AST:
        return self._comprehension(node)

    def visit_DictComp(self, node: ast.DictComp) -> ast.AST:
        return self._comprehension(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:
        return self._comprehension(node)

    def _comprehension(self, node: Comprehension) -> ast.AST:
        # The first iterable stands outside.
        first = node.generators[0]
        iterable, first.iter = self.visit(first.iter), ast.Constant(None)
        self._inside(node, _bound(each.target for each in node.generators))
        first.iter = iterable
        return node

    def _inside(self, node: ast.AST, bound: set[str], own: Mapping[str, str] | None = None) -> ast.AST:
        """Visit what is inside of `node`, a scope that binds these names and has these type parameters."""
        outside = self.names
        self.names = {name: top for name, top in {**outside, **(own or {})}.items() if name not in bound}
        self.generic_visit(node)
        self.names = outside
        return node

    def _definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> ast.AST:
        # Decorators stand outside of the scope.
        decorators = [self.visit(each) for each in node.decorator_list]
        node.decorator_list = []
        own = self._parameters(node)
        if isinstance(node, ast.ClassDef):
            if own:
                variables = [ast.Name(name, ast.Load()) for name in own.values()]
                index = variables[0] if len(variables) == 1 else ast.Tuple([*variables], ast.Load())
                node.bases.append(_located(ast.Subscript(_typing("Generic"), index, ast.Load()), node))
            self._inside(node, set(), own)
        else:
            self._inside(node, _bound([node.args, *node.body]), own)
        node.decorator_list = decorators
        return node

    def visit_TypeAlias(self, node: Any) -> Any:
        """`type X = value` -> `X = typing._lazy_alias("X", lambda: value)`; it may name what comes later."""
        outside = self.names
        self.names = {**outside, **self._parameters(node)}
        nothing = ast.arguments(
            posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[]
        )
        value = ast.Lambda(nothing, self.visit(node.value))
        self.names = outside
        made = ast.Call(_typing("_lazy_alias"), [ast.Constant(node.name.id), value], [])
        return _located(ast.Assign([node.name], made), node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self.names.get(node.id, node.id)
        return node

    def _parameters(self, node: Any) -> dict[str, str]:
        """The type parameters of `node`, which loses them."""
        names = {}
        for parameter in node.type_params:
            name = f"_type_{parameter.name}_{len(self.variables)}"
            kind = type(parameter).__name__  # TypeVar, ParamSpec, TypeVarTuple
            made = ast.Call(_typing(kind), [ast.Constant(parameter.name)], [])
            self.variables.append(ast.Assign([ast.Name(name, ast.Store())], made))
            names[parameter.name] = name
        node.type_params = []
        return names


def _bound(body: Iterable[ast.AST]) -> set[str]:
    """The names that these nodes bind in the scope that they stand in."""
    found: set[str] = set()
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name):
            found |= {node.id} if isinstance(node.ctx, ast.Store) else set()
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif not isinstance(node, (ast.Lambda, *COMPREHENSIONS)):
            waiting += ast.iter_child_nodes(node)
    return found


def _typing(name: str) -> ast.Attribute:
    return ast.Attribute(ast.Name(TYPING, ast.Load()), name, ast.Load())


def _located(made: Any, node: ast.AST) -> Any:
    return ast.fix_missing_locations(ast.copy_location(made, node))

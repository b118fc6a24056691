"""Client modules that render: `render("message.html", message=m)` becomes a call of the template's module.

So the engine sees which templates the client uses, and nothing of the others is sent.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pystream.compiler import messages
from pystream.compiler.jinja import Templates
from pystream.compiler.messages import CompileError, Problem
from pystream.compiler.results import digest
from pystream.compiler.source import Module, walk
from pystream.templating import DECORATORS

CLIENT = "pystream.client"
NAME = "render"
# The names of `pystream` that mean something else in a browser.
MARKUP = "Markup"
# Modules of the library that only what is made here imports.
INNER = ("_jinja", "_markup")


def with_templates(module: Module, templates: Templates) -> Module:
    """The module with calls of templates in the place of calls of `render`, and without what is the server's.

    Raises:
        CompileError: `render` is used otherwise, or names no template.
    """
    if not any(
        (target == CLIENT and NAME in names)
        or (target == "pystream" and (MARKUP in names or not DECORATORS.keys().isdisjoint(names)))
        for _, target, names in module.imports
    ):
        return module
    tree = copy.deepcopy(module.tree)
    rewriter = _Rewriter(module, templates, set(_bound(tree)))
    tree = rewriter.visit(tree)
    if rewriter.problems:
        raise CompileError(rewriter.problems)
    tree.body[_start(tree) : _start(tree)] = list(rewriter.imports())
    ast.fix_missing_locations(tree)
    return replace(
        module,
        parser=lambda source: tree,
        expanded=digest(module.expanded, *rewriter.used.values()),
    )


def _bound(tree: ast.Module) -> Iterator[str]:
    for node in walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == CLIENT:
            yield from (alias.asname or alias.name for alias in node.names if alias.name == NAME)


def _start(tree: ast.Module) -> int:
    """Behind the docstring and what only a compiler reads."""
    at = 0
    for node in tree.body:
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not is_text and not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            break
        at += 1
    return at


class _Rewriter(ast.NodeTransformer):
    def __init__(self, module: Module, templates: Templates, bound: set[str]) -> None:
        self.source = module.source
        self.templates = templates
        self.bound = bound
        self.problems: list[Problem] = []
        # Template's module -> the function's name here.
        self.used: dict[str, str] = {}

    def imports(self) -> Iterator[ast.ImportFrom]:
        for module, name in self.used.items():
            yield ast.ImportFrom(module, [ast.alias(NAME, name)], 0)
        if self.used:
            names = ("context", "with_values")
            yield ast.ImportFrom("_jinja", [ast.alias(name, f"_{name}") for name in names], 0)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | list[ast.stmt]:
        dropped: Mapping[str, object] = {}
        kept: list[ast.stmt] = []
        if node.module == CLIENT:
            dropped = {NAME: None}
        elif node.module == "pystream" and not node.level:
            dropped = {**DECORATORS, MARKUP: None}
            markup = [alias for alias in node.names if alias.name == MARKUP]
            kept += [ast.copy_location(ast.ImportFrom("_markup", [alias], 0), node) for alias in markup]
        node.names = [alias for alias in node.names if alias.name not in dropped]
        return [*([node] if node.names else []), *kept] or ast.copy_location(ast.Pass(), node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.decorator_list = [
            each
            for each in node.decorator_list
            if not isinstance(each, ast.Name) or each.id not in DECORATORS
        ]
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if not isinstance(node.func, ast.Name) or node.func.id not in self.bound:
            return self.generic_visit(node)
        name = node.args[0] if len(node.args) == 1 else None
        if not isinstance(name, ast.Constant) or not isinstance(name.value, str):
            self.problems.append(messages.render_not_literal(self.source, node))
            return node
        target = self.templates.module_of(name.value)
        if target is None:
            known = self.templates.texts
            self.problems.append(messages.no_such_template(self.source, name, name.value, known))
            return node
        function = self.used.setdefault(target, f"_render_{len(self.used)}")
        given: ast.expr = ast.Call(ast.Name("_context", ast.Load()), [], [])
        for each in node.keywords:
            value = self.visit(each.value)
            if each.arg is None:
                given = ast.Call(ast.Name("_with_values", ast.Load()), [given, value], [])
            elif (
                isinstance(given, ast.Call)
                and isinstance(given.func, ast.Name)
                and given.func.id == "_context"
            ):
                given.args += [ast.Constant(each.arg), value]
            else:
                pairs = ast.Dict([ast.Constant(each.arg)], [value])
                given = ast.Call(ast.Name("_with_values", ast.Load()), [given, pairs], [])
        made = ast.Call(ast.Name(function, ast.Load()), [given], [])
        return ast.copy_location(made, node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self.bound and isinstance(node.ctx, ast.Load):
            self.problems.append(messages.render_not_literal(self.source, node))
        return node

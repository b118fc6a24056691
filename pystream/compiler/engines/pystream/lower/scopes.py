"""Which variable each name is: the scopes of one module, by Python's rules.

Source: https://docs.python.org/3.11/reference/executionmodel.html#naming-and-binding
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pystream.compiler.engines.pystream.js.nodes import Symbol
from pystream.compiler.source import Module, children

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(eq=False, slots=True)
class Scope:
    """One block: `kind` is module, function, class or comprehension."""

    kind: str
    node: ast.AST
    outer: Scope | None
    name: str = ""
    # Variables that live here. For a class they are properties, and the symbols are not used.
    symbols: dict[str, Symbol] = field(default_factory=dict)
    globals: set[str] = field(default_factory=set)
    nonlocals: set[str] = field(default_factory=set)
    # Names deleted somewhere: reading one may fail anywhere.
    deleted: set[str] = field(default_factory=set)
    # Functions and classes that the block itself defines: taken for bound when an inner function runs.
    defined: set[str] = field(default_factory=set)
    # Names that an inner function reads or binds.
    captured: set[str] = field(default_factory=set)
    # How often each name is bound, parameters and definitions included.
    bindings: dict[str, int] = field(default_factory=dict)
    # Made by lowering: temporaries that the function has to declare.
    temporaries: list[Symbol] = field(default_factory=list)
    uses_super: bool = False

    @property
    def module(self) -> Scope:
        scope = self
        while scope.outer is not None:
            scope = scope.outer
        return scope

    def resolve(self, name: str) -> tuple[Scope | None, str]:
        """Where a name used here lives; (None, name) for a builtin or nothing."""
        scope: Scope | None = self
        first = True
        while scope is not None:
            if name in scope.globals:
                return (scope.module if name in scope.module.symbols else None), name
            # A class's names are seen by its own body only.
            if name in scope.symbols and (scope.kind != "class" or first):
                return scope, name
            first = False
            scope = scope.outer
        return None, name


class Scopes(ast.NodeVisitor):
    """Builds the scopes of a module; `of` finds the scope that a node opens."""

    def __init__(self, module: Module) -> None:
        self.of: dict[ast.AST, Scope] = {}
        tree = module.tree
        self.module = module.name
        self.scope = Scope("module", tree, None, module.name)
        # Every name as it is said, and the scope that says it.
        self.uses: set[tuple[Scope, str]] = set()
        self.of[tree] = self.scope
        self._hoist_globals(module.nodes)
        for node in tree.body:
            self.visit(node)
        self._capture()

    def _hoist_globals(self, nodes: Iterable[ast.AST]) -> None:
        # `global x` in a function makes x a variable of the module, bound there or not.
        for node in nodes:
            if isinstance(node, ast.Global):
                for name in node.names:
                    self._bind(name)

    def _bind(self, name: str) -> None:
        scope = self.scope
        if name in scope.globals:
            scope.module.bindings[name] = scope.module.bindings.get(name, 0) + 1
            return
        if name in scope.nonlocals:
            home, _ = scope.outer.resolve(name) if scope.outer else (None, name)
            if home is not None:
                home.bindings[name] = home.bindings.get(name, 0) + 1
            return
        if name not in scope.symbols:
            top = scope.kind == "module"
            scope.symbols[name] = Symbol(f"{self.module}:{name}" if top else name, top)
        scope.bindings[name] = scope.bindings.get(name, 0) + 1

    def _open(self, kind: str, node: ast.AST, name: str = "") -> Scope:
        scope = Scope(kind, node, self.scope, name)
        self.of[node] = scope
        self.scope = scope
        return scope

    def _close(self) -> None:
        assert self.scope.outer is not None
        self.scope = self.scope.outer

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._function(node)

    def _function(self, node: Function) -> None:
        if not isinstance(node, ast.Lambda):
            self._bind(node.name)
            for decorator in node.decorator_list:
                self.visit(decorator)
        for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(default)
        scope = self._open("function", node, getattr(node, "name", "<lambda>"))
        body: list[ast.stmt] = [] if isinstance(node, ast.Lambda) else node.body
        # Declarations first: they decide what a binding before them in the text means.
        for statement in _statements(body):
            if isinstance(statement, ast.Global):
                scope.globals.update(statement.names)
            elif isinstance(statement, ast.Nonlocal):
                scope.nonlocals.update(statement.names)
        scope.defined.update(
            each.name
            for each in body
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        )
        for arg in arguments(node.args):
            self._bind(arg.arg)
        if isinstance(node, ast.Lambda):
            self.visit(node.body)
        for inner in body:
            self.visit(inner)
        self._close()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._bind(node.name)
        for expression in (*node.decorator_list, *node.bases, *(each.value for each in node.keywords)):
            self.visit(expression)
        scope = self._open("class", node, node.name)
        for statement in _statements(node.body):
            if isinstance(statement, ast.Global):
                scope.globals.update(statement.names)
            elif isinstance(statement, ast.Nonlocal):
                scope.nonlocals.update(statement.names)
        for inner in node.body:
            self.visit(inner)
        self._close()

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._comprehension(node, [node.elt])

    def visit_SetComp(self, node: ast.SetComp) -> None:
        self._comprehension(node, [node.elt])

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self._comprehension(node, [node.elt])

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._comprehension(node, [node.key, node.value])

    def _comprehension(self, node: Comprehension, results: list[ast.expr]) -> None:
        # The first iterable is evaluated outside.
        self.visit(node.generators[0].iter)
        self._open("comprehension", node, "<comprehension>")
        for number, generator in enumerate(node.generators):
            self.visit(generator.target)
            if number:
                self.visit(generator.iter)
            for test in generator.ifs:
                self.visit(test)
        for result in results:
            self.visit(result)
        self._close()

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        inner = self.scope
        while self.scope.kind == "comprehension" and self.scope.outer:
            self.scope = self.scope.outer
        self._bind(node.target.id)
        self.scope = inner
        self.visit(ast.Name(node.target.id, ast.Load()))

    def visit_Name(self, node: ast.Name) -> None:
        self.uses.add((self.scope, node.id))
        if isinstance(node.ctx, ast.Load):
            if node.id == "super":
                self._enclosing_function().uses_super = True
        else:
            self._bind(node.id)
            if isinstance(node.ctx, ast.Del):
                home, _ = self.scope.resolve(node.id)
                if home is not None:
                    home.deleted.add(node.id)

    def _enclosing_function(self) -> Scope:
        scope = self.scope
        while scope.kind == "comprehension" and scope.outer:
            scope = scope.outer
        return scope

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._bind(alias.asname or alias.name.split(".")[0])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            self._bind(alias.asname or alias.name)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self._bind(node.name)
            home, _ = self.scope.resolve(node.name)
            if home is not None:
                home.deleted.add(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.name:
            self._bind(node.name)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        if node.name:
            self._bind(node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self._bind(node.rest)
        self.generic_visit(node)

    def _capture(self) -> None:
        """Note which variables inner functions share with outer ones."""
        for scope, identifier in self.uses:
            home, _ = scope.resolve(identifier)
            if home is not None and home is not scope and home.kind == "function":
                home.captured.add(identifier)


def arguments(args: ast.arguments) -> Iterator[ast.arg]:
    """All parameters, in the order of the signature."""
    yield from args.posonlyargs
    yield from args.args
    if args.vararg:
        yield args.vararg
    yield from args.kwonlyargs
    if args.kwarg:
        yield args.kwarg


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements of a block and of the blocks in it, not of inner functions and classes."""
    for node in body:
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for name in ("body", "orelse", "finalbody"):
            yield from _statements(getattr(node, name, []))
        for handler in getattr(node, "handlers", []):
            yield from _statements(handler.body)
        for case in getattr(node, "cases", []):
            yield from _statements(case.body)


def own_nodes(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """All nodes of a body, without those of inner functions and classes."""
    stack = list(reversed(body))
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(node, ast.GeneratorExp):
            stack.append(node.generators[0].iter)
        else:
            stack += reversed(children(node))

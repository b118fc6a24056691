"""What the names of a client's modules certainly stand for: imports and definitions that nothing rebinds."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pystream.compiler.scope import Scope, Scopes, scopes
from pystream.compiler.source import Module, children
from pystream.declarations import absolute

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(slots=True)
class Outline:
    """One module, walked once."""

    module: Module
    scopes: Scopes
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    # What imports bind, in full: `chat` -> `server_src.chat`; by the number of the scope and the name.
    imported: dict[tuple[int, str], str] = field(default_factory=dict)

    def full(self, node: ast.AST) -> str | None:
        """Where a name or a dotted name certainly leads: `view.line` -> `client_src.view.line`."""
        if isinstance(node, ast.Attribute):
            outer = self.full(node.value)
            return f"{outer}.{node.attr}" if outer else None
        scope = self.scopes.of[node].find(node.id) if isinstance(node, ast.Name) else None
        if scope is None:
            return None
        assert isinstance(node, ast.Name)
        if scope is self.scopes.module and self.definition(node.id):
            return f"{self.module.name}.{node.id}"
        return self.imported.get((id(scope), node.id))

    def definition(self, name: str) -> Definition | None:
        """The function or class that a name of the module stands for throughout."""
        bound = self.scopes.module.bound.get(name, [])
        if len(bound) == 1 and isinstance(bound[0], Definition) and name not in self.scopes.changed:
            return bound[0]
        return None

    def builtin(self, node: ast.AST) -> str | None:
        """The name of the builtin that a name stands for."""
        if isinstance(node, ast.Name) and not self.scopes.of[node].find(node.id):
            return node.id
        return None

    def around(self, node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
        """What a node stands in, from the inside out, each with the part of it that leads to the node."""
        inner, outer = node, self.parents.get(node)
        while outer is not None:
            yield inner, outer
            inner, outer = outer, self.parents.get(outer)

    def expects(self, node: ast.AST, *errors: str) -> bool:
        """Whether one of these exceptions is caught by name around a node, as where its absence is tried."""
        for inner, outer in self.around(node):
            caught: list[ast.expr] = []
            if isinstance(outer, ast.Try | ast.TryStar) and inner in outer.body:
                caught = [each.type for each in outer.handlers if each.type]
                if "" in errors and len(caught) < len(outer.handlers):
                    return True  # `except:`
            elif isinstance(outer, ast.With) and inner in outer.body:
                for item in outer.items:
                    if isinstance(item.context_expr, ast.Call):
                        caught += item.context_expr.args
            for each in caught:
                parts = each.elts if isinstance(each, ast.Tuple) else [each]
                if any(ast.unparse(part).rpartition(".")[2] in errors for part in parts):
                    return True
        return False

    def function(self, node: ast.AST) -> Function | ast.Lambda | None:
        """The function that a node runs in; None: module or class level."""
        scope: Scope | None = self.scopes.of.get(node)
        while scope and isinstance(scope.node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            scope = scope.parent
        return scope.node if scope and isinstance(scope.node, Function | ast.Lambda) else None


def outline(module: Module) -> Outline:
    """Look through one module."""
    made = Outline(module, scopes(module.tree))
    made.parents = {child: node for node in module.nodes for child in children(node)}
    _imports(made)
    return made


def _imports(made: Outline) -> None:
    package = made.module.name if made.module.is_package else made.module.name.rpartition(".")[0]
    found: dict[tuple[int, str], set[str]] = {}
    for node in made.module.nodes:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        scope = made.scopes.of[node]
        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                name, full = alias.asname or alias.name, f"{absolute(package, node)}.{alias.name}"
            else:
                name = alias.asname or alias.name.split(".")[0]
                full = alias.name if alias.asname else name
            bound = scope.bound.get(name, [])
            changed = scope is made.scopes.module and name in made.scopes.changed
            if not changed and all(isinstance(each, ast.Import | ast.ImportFrom) for each in bound):
                found.setdefault((id(scope), name), set()).add(full)
    made.imported = {key: fulls.pop() for key, fulls in found.items() if len(fulls) == 1}


class Outlines(Mapping[str, Outline]):
    """Modules by name, each looked through when it is asked for."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self.modules = {module.name: module for module in modules}
        self._made: dict[str, Outline] = {}

    def __getitem__(self, name: str) -> Outline:
        if name not in self._made:
            module = self.modules[name]
            key = module.results.key("scopes", module.digest)
            self._made[name] = module.results.here(key, lambda: outline(module))
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self.modules

    def __iter__(self) -> Iterator[str]:
        return iter(self.modules)

    def __len__(self) -> int:
        return len(self.modules)


class Client:
    """All modules of the client together.

    Args:
        touched: attributes that something sets on anything but self, or asks for by a text.
    """

    def __init__(self, outlines: Outlines, touched: frozenset[str]) -> None:
        self.outlines = outlines
        self.touched = touched

    def resolved(self, full: str) -> str:
        """A name in full, followed through modules that only import it."""
        for _ in range(20):
            home, _, name = full.rpartition(".")
            outline = self.outlines.get(home)
            further = outline.imported.get((id(outline.scopes.module), name)) if outline else None
            if further is None or f"{home}.{name}" in self.outlines:
                return full
            full = further
        return full

    def definition(self, full: str) -> tuple[Outline, Definition] | None:
        """The function or class of the client that a full name certainly stands for."""
        home, _, name = self.resolved(full).rpartition(".")
        outline = self.outlines.get(home)
        node = outline.definition(name) if outline and name not in self.touched else None
        return (outline, node) if outline and node else None

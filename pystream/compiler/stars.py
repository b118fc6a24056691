"""`from m import *` as the names it brings in: they are known when m's text is."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from pystream.compiler.scope import scopes
from pystream.declarations import absolute

# A module of the program: its tree, and whether it is a package.
Find = Callable[[str], tuple[ast.Module, bool] | None]
Library = Callable[[str], Iterable[str] | None]


class Stars:
    """Writes out the star imports of a program's modules."""

    def __init__(self, find: Find, library: Library) -> None:
        self.find = find
        self.library = library
        self.known: dict[str, list[str] | None] = {}

    def expand(self, name: str, tree: ast.Module, is_package: bool) -> None:
        """Put names in place of each `*` in `tree`; it stays where its module's names are not known."""
        package = name if is_package else name.rpartition(".")[0]
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
                names = self.names(absolute(package, node).lstrip("."))
                if names is not None:
                    star = node.names[0]
                    node.names = [ast.copy_location(ast.alias(each), star) for each in names]
                    # Names that the module turns out not to have bound are passed over.
                    node.star = True  # type: ignore[attr-defined]

    def names(self, module: str) -> list[str] | None:
        """What `from module import *` binds; None: nobody knows."""
        if module not in self.known:
            self.known[module] = []  # for modules that import each other
            found = self.find(module)
            if found is None:
                library = self.library(module)
                self.known[module] = None if library is None else sorted(library)
            else:
                self.known[module] = self._names(module, *found)
        return self.known[module]

    def _names(self, module: str, tree: ast.Module, is_package: bool) -> list[str] | None:
        self.expand(module, tree, is_package)
        declared: list[str] | None = None
        for node in tree.body:
            added: list[str] | None = []
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id="__all__")], value=value)
                    | ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value)
                ):
                    declared = added = self._texts(module, tree, is_package, value)
                case ast.AugAssign(target=ast.Name(id="__all__"), value=value):
                    added = self._texts(module, tree, is_package, value)
                    declared = (declared or []) + (added or [])
                case ast.Expr(
                    value=ast.Call(
                        func=ast.Attribute(value=ast.Name(id="__all__"), attr="extend" | "append" as how),
                        args=[value],
                    )
                ):
                    listed = ast.List([value]) if how == "append" else value
                    added = self._texts(module, tree, is_package, listed)
                    declared = (declared or []) + (added or [])
            if added is None:
                return None
        if declared is not None:
            return declared
        return [name for name in scopes(tree).module.bound if not name.startswith("_")]

    def _texts(self, module: str, tree: ast.Module, is_package: bool, node: ast.expr) -> list[str] | None:
        """A list of texts that is plain to see."""
        match node:
            case ast.List(elts=elts) | ast.Tuple(elts=elts):
                texts = [each.value for each in elts if isinstance(each, ast.Constant)]
                plain = len(texts) == len(elts) and all(isinstance(each, str) for each in texts)
                return [str(each) for each in texts] if plain else None
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                first = self._texts(module, tree, is_package, left)
                second = self._texts(module, tree, is_package, right)
                return None if first is None or second is None else first + second
            case ast.Attribute(value=ast.Name(id=name), attr="__all__"):
                package = module if is_package else module.rpartition(".")[0]
                for each in tree.body:
                    if isinstance(each, ast.ImportFrom):
                        for alias in each.names:
                            if (alias.asname or alias.name) == name:
                                return self.names(f"{absolute(package, each)}.{alias.name}".lstrip("."))
        return None

"""Source text and places in it; the modules that the compile phases hand on."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pystream.compiler.results import Results, digest
from pystream.declarations import absolute

Import = ast.Import | ast.ImportFrom


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text. Lines and columns count from 1, in characters; the end is exclusive.

    Line 0 stands for the file as a whole.
    """

    line: int = 0
    col: int = 0
    end_line: int = 0
    end_col: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """One file. `path` is relative to the project's root, with forward slashes."""

    path: str
    text: str

    def line(self, number: int) -> str:
        """Line `number`, counted from 1; empty where there is none."""
        lines = self.text.split("\n")
        return lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else ""

    def span(self, node: ast.AST) -> Span:
        """Where `node` stands. It must be a node with a position: a statement, an expression, an arg..."""
        line, end_line = node.lineno, node.end_lineno or node.lineno  # type: ignore[attr-defined]
        col, end_col = node.col_offset, node.end_col_offset or 0  # type: ignore[attr-defined]
        return Span(line, self._characters(line, col), end_line, self._characters(end_line, end_col))

    def _characters(self, line: int, byte_offset: int) -> int:
        # ast counts UTF-8 bytes from 0, people count characters from 1.
        return len(self.line(line).encode()[:byte_offset].decode("utf-8", "ignore")) + 1


@dataclass(frozen=True)
class Module:
    """One Python module on its way through the phases.

    `source` is what its author wrote, `tree` what is compiled: its syntax tree as `parser` makes it, without
    what is only there for type checkers. Positions in the tree are positions in the source.
    """

    name: str
    source: Source
    # Called when somebody asks for the tree: a module that has not changed may never be parsed.
    parser: Callable[[Source], ast.Module] = field(compare=False, repr=False)
    is_package: bool = False
    # Made by the compiler (stubs, the entry), so its author need not keep to a dialect.
    generated: bool = False
    # Of what `parser` puts into the tree that is not in the source.
    expanded: str = ""
    # What was found out about it, now or by an earlier compile.
    results: Results = field(default_factory=Results, compare=False, repr=False)

    @property
    def path(self) -> str:
        return self.source.path

    @cached_property
    def digest(self) -> str:
        """A name for all that the tree is made from."""
        flags = f"{self.is_package} {self.generated} {self.parser.__qualname__}"
        return digest(self.name, self.path, flags, self.expanded, self.source.text)

    @cached_property
    def tree(self) -> ast.Module:
        return self.parser(self.source)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree, outer ones first. Each phase asks more than once."""
        return walk(self.tree)

    @cached_property
    def imports(self) -> list[tuple[Import, str, list[str]]]:
        """Each import: its node, the module it names in full, the names it takes from it.

        The nodes have the places of those in the tree, and are not the same.
        """
        kept = self.results.get(self.results.key("imports", self.digest), self._imports)
        return self._named(map(_read_import, kept))

    @property
    def parsed_imports(self) -> list[tuple[Import, str, list[str]]]:
        """The same, with the nodes of the tree."""
        return self._named(node for node in self.nodes if isinstance(node, Import))

    def _named(self, nodes: Iterable[Import]) -> list[tuple[Import, str, list[str]]]:
        package = self.name if self.is_package else self.name.rpartition(".")[0]
        found: list[tuple[Import, str, list[str]]] = []
        for node in nodes:
            if isinstance(node, ast.Import):
                found += [(node, alias.name, []) for alias in node.names]
            else:
                found.append((node, absolute(package, node), [alias.name for alias in node.names]))
        return found

    def _imports(self) -> list[list[Any]]:
        return [_kept_import(node) for node in self.nodes if isinstance(node, Import)]

    @property
    def imported(self) -> list[str]:
        """Every module that the imports may mean: `from a import b` names a, and perhaps a.b."""
        names = []
        for _, target, taken in self.imports:
            origin = target.lstrip(".")  # a program itself is in no package
            names += [origin, *[f"{origin}.{name}" if origin else name for name in taken]]
        return [name for name in names if name]


def _kept_import(node: Import) -> list[Any]:
    """An import in values that JSON knows."""
    names = [[alias.name, alias.asname] for alias in node.names]
    place = [node.lineno, node.col_offset, node.end_lineno, node.end_col_offset]
    origin = [node.module, node.level] if isinstance(node, ast.ImportFrom) else []
    return [names, place, *origin]


def _read_import(kept: list[Any]) -> Import:
    names, place, *origin = kept
    aliases = [ast.alias(name, asname) for name, asname in names]
    where = dict(zip(("lineno", "col_offset", "end_lineno", "end_col_offset"), place, strict=True))
    if origin:
        return ast.ImportFrom(origin[0], aliases, origin[1], **where)
    return ast.Import(aliases, **where)


# Fields of names and numbers, and of contexts and operators, which have nothing in them.
_PLAIN = frozenset("ctx op id attr arg asname level module type_comment lineno kind simple is_async".split())
_INNER: dict[type[ast.AST], tuple[str, ...]] = {}


def walk(tree: ast.AST) -> list[ast.AST]:
    """What ast.walk yields, in its order, without contexts and operators: a third of its time."""
    nodes = [tree]
    for node in nodes:
        nodes += children(node)
    return nodes


def children(node: ast.AST) -> list[ast.AST]:
    """What is directly in a node, without contexts and operators."""
    found: list[ast.AST] = []
    kind = type(node)
    names = _INNER.get(kind)
    if names is None:
        names = _INNER[kind] = tuple(name for name in node._fields if name not in _PLAIN)
    for name in names:
        value = getattr(node, name, None)
        if value is None:
            continue
        if type(value) is list:
            # In a list all are nodes, but for the keys of `{**x}` and the names of `global`.
            found += [each for each in value if isinstance(each, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found

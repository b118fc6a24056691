"""Code on demand: what `await load("mail")` fetches, and what stays in the client's own script.

A module that is loaded goes into a script of its own, with the modules that only it reaches. Everything else,
what two of them share too, is in the client's script, so there is one of each, with one state. In that
script an import of such a module stands in a function, behind its load(), and asks the runtime for it.
"""

from __future__ import annotations

import ast
import copy
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pystream.compiler import messages
from pystream.compiler.messages import Problem
from pystream.compiler.results import digest
from pystream.compiler.source import Module, Span, children
from pystream.declarations import absolute

CLIENT = "pystream.client"
LOADERS = ("load", "preload")
HOME = "client_src."
# What a module that needs it imports, as.
_LOADED = "_loaded"


@dataclass(frozen=True, slots=True)
class Demand:
    """`load("mail")`: the full name of its module, None where no text says it, and where that stands."""

    target: str | None
    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A script that is fetched when it is loaded: its modules, `main` the one that load names."""

    main: str
    modules: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """As load says it."""
        return self.main.removeprefix(HOME)

    @property
    def entry(self) -> str:
        """The generated module whose `run` gives the loaded one."""
        return f"__load_{self.name.replace('_', '__').replace('.', '_')}__"

    @property
    def ending(self) -> str:
        """What its script's name ends with, behind that of the client's script."""
        return f"-{self.name.replace('.', '-')}"


@dataclass(frozen=True, slots=True)
class Split:
    """What is loaded. `here` are loaded modules that the client's script has all the same."""

    chunks: Sequence[Chunk] = ()
    here: Sequence[Chunk] = ()
    warnings: Sequence[Problem] = ()
    # Module -> its chunk.
    homes: Mapping[str, Chunk] = field(default_factory=dict)

    def together(self) -> Split:
        """The same with everything in the client's script, where it runs when it is loaded."""
        here = [*self.here, *[Chunk(chunk.main) for chunk in self.chunks]]
        return Split(here=sorted(here, key=lambda each: each.main), warnings=self.warnings)


WHOLE = Split()


def demands(module: Module) -> list[Demand]:
    """Every load() and preload() of a module."""
    key = module.results.key("demands", module.digest)
    found = module.results.get(key, lambda: [list(each) for each in _demands(module)])
    return [Demand(target, Span(*span), name) for target, span, name in found]


def _demands(module: Module) -> Iterator[tuple[str | None, tuple[int, int, int, int], str]]:
    names: dict[str, str] = {}
    for node, target, taken in module.imports:
        if target == CLIENT and isinstance(node, ast.ImportFrom) and set(taken) & set(LOADERS):
            names |= {alias.asname or alias.name: alias.name for alias in node.names if alias.name in LOADERS}
    for call in module.nodes if names else ():
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in names:
            given = [each.value for each in call.args if isinstance(each, ast.Constant)]
            text = given[0] if len(given) == len(call.args) == 1 else None
            where = module.source.span(call.args[0] if call.args else call)
            place = (where.line, where.col, where.end_line, where.end_col)
            yield (HOME + text if isinstance(text, str) else None), place, names[call.func.id]


def edges(module: Module) -> list[tuple[str, bool, int]]:
    """What a module may import, packages too: the name, whether only in a function, the line."""
    key = module.results.key("edges", module.digest)
    found = module.results.get(key, lambda: [list(each) for each in _edges(module)])
    return [(name, inside, line) for name, inside, line in found]


def _edges(module: Module) -> Iterator[tuple[str, bool, int]]:
    inside = {id(node) for node in _in_functions(module.tree)}
    for node, target, names in module.parsed_imports:
        for full in [target, *[f"{target}.{name}" for name in names]]:
            parts = full.split(".")
            for depth in range(1, len(parts) + 1):
                # `import a.b` binds a: it means more than a load can give.
                named = isinstance(node, ast.ImportFrom) or all(alias.asname for alias in node.names)
                yield ".".join(parts[:depth]), id(node) in inside and named, node.lineno


def _in_functions(tree: ast.AST, inside: bool = False) -> Iterator[ast.AST]:
    for node in children(tree):
        if inside:
            yield node
        yield from _in_functions(node, inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def split(modules: Sequence[Module], main: str, roots: Collection[str], demanded: Collection[str]) -> Split:
    """What goes where.

    Args:
        modules: the client's.
        main: its main module.
        roots: other modules that are needed at once.
        demanded: the modules that something loads.
    """
    if not demanded:
        return WHOLE
    known = {module.name: module for module in modules}
    reached = {target: _reach(known, [target], demanded) for target in demanded}
    first = _reach(known, [main, *roots], demanded)
    counts: defaultdict[str, int] = defaultdict(int)
    for each in reached.values():
        for name in each:
            counts[name] += 1
    shared = {name for name, count in counts.items() if count > 1}
    chunks, here, warnings = [], [], []
    for target in sorted(demanded):
        if target in first or target in shared:
            here.append(Chunk(target))
            importers = [each for name, each in known.items() if name in first or name in shared]
            warnings += list(_why(target, [*importers, *known.values()]))[:1]
        else:
            chunks.append(Chunk(target, frozenset(reached[target].keys() - first.keys() - shared)))
    homes = {name: chunk for chunk in chunks for name in chunk.modules}
    return Split(chunks, here, warnings, homes)


def _reach(known: Mapping[str, Module], starts: Sequence[str], demanded: Collection[str]) -> dict[str, None]:
    found: dict[str, None] = {}
    waiting = [name for name in starts if name in known]
    # What is in a package runs after it.
    waiting += [outer for name in starts for outer in _packages(name) if outer in known]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = None
        for other, inside, _ in edges(known[name]):
            if other in known and not (inside and other in demanded):
                waiting.append(other)
    return found


def _packages(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:depth]) for depth in range(1, len(parts))]


def _why(target: str, importers: Sequence[Module]) -> Iterator[Problem]:
    for module in importers:
        for name, inside, line in edges(module):
            if name == target and not inside:
                yield messages.loaded_anyway(module.source, line, target.removeprefix(HOME))


def with_loads(modules: Sequence[Module], parts: Split) -> list[Module]:
    """The modules, with imports of what is loaded as questions to the runtime."""
    if not parts.chunks and not parts.here:
        return list(modules)
    return [_asking(module, parts) for module in modules]


def _asking(module: Module, parts: Split) -> Module:
    home = parts.homes.get(module.name)
    others = {chunk.main for chunk in parts.chunks if chunk is not home}
    loaded = {each.target for each in demands(module)}
    here = {f"{chunk.name}": chunk for chunk in parts.here if chunk.main in loaded}
    if not here and not any(inside and name in others for name, inside, _ in edges(module)):
        return module
    mark = digest(repr(sorted(others)), repr(sorted(here)))

    def asking(source: object) -> ast.Module:
        tree = copy.deepcopy(module.tree)
        _Asking(module, others, here).visit(tree)
        return tree

    return replace(module, parser=asking, expanded=f"{module.expanded} {mark}")


class _Asking(ast.NodeTransformer):
    """`from client_src import mail` in a function -> `mail = loaded("client_src.mail")`."""

    def __init__(self, module: Module, others: Collection[str], here: Mapping[str, Chunk]) -> None:
        self.others = others
        self.here = here
        self.package = module.name if module.is_package else module.name.rpartition(".")[0]
        self.inside = False

    def visit_Module(self, node: ast.Module) -> ast.Module:
        self.generic_visit(node)
        made = [ast.ImportFrom(CLIENT, [ast.alias("loaded", _LOADED)], 0)]
        made += [
            ast.ImportFrom(chunk.entry, [ast.alias("run", chunk.entry)], 0) for chunk in self.here.values()
        ]
        for each in made:
            ast.fix_missing_locations(ast.copy_location(each, node.body[0]))
        at = 1 if ast.get_docstring(node, clean=False) is not None else 0
        node.body[at:at] = made
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._function(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        outer, self.inside = self.inside, True
        self.generic_visit(node)
        self.inside = outer
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Of a module that the client's script has: load() is given what runs it."""
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name(), args=[ast.Constant(value=str(name))]) if name in self.here:
                node.args.append(ast.copy_location(ast.Name(self.here[name].entry, ast.Load()), node))
        return node

    def visit_Import(self, node: ast.Import) -> ast.AST | list[ast.stmt]:
        if not self.inside:
            return node
        return self._asked(node, [(alias, alias.name if alias.asname else "", "") for alias in node.names])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | list[ast.stmt]:
        if not self.inside:
            return node
        origin = absolute(self.package, node)
        found = []
        for alias in node.names:
            full = f"{origin}.{alias.name}"
            found.append((alias, full, "") if full in self.others else (alias, origin, alias.name))
        return self._asked(node, found)

    def _asked(
        self, node: ast.Import | ast.ImportFrom, found: list[tuple[ast.alias, str, str]]
    ) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        for alias, module, member in found:
            if module not in self.others:
                continue
            node.names.remove(alias)
            value: ast.expr = ast.Call(ast.Name(_LOADED, ast.Load()), [ast.Constant(module)], [])
            if member:
                value = ast.Attribute(value, member, ast.Load())
            bound = ast.Name(alias.asname or alias.name, ast.Store())
            made.append(ast.fix_missing_locations(ast.copy_location(ast.Assign([bound], value), node)))
        return [*([node] if node.names else []), *made]

"""When modules run: in a fixed order where nobody can tell the difference, else at their first import.

Most modules only define: those run before all others. Of the rest, one that CPython would run between two
visible steps of another (an import in a function, under a condition, behind a statement with effects, or in a
circle) is *lazy*: its body becomes a function that its imports call.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from pystream.compiler.results import digest
from pystream.compiler.source import Module, children, walk
from pystream.declarations import absolute

# Decorators that only make something of what they are given.
PURE_DECORATORS = frozenset(
    """
    dataclass total_ordering contextmanager asynccontextmanager cache lru_cache wraps cached_property
    singledispatch abstractmethod overload final runtime_checkable unique property staticmethod classmethod
    setter getter deleter
    """.split()
)
_SIMPLE = (
    ast.Constant,
    ast.Name,
    ast.Attribute,
    ast.Lambda,
    ast.List,
    ast.Tuple,
    ast.Set,
    ast.Dict,
    ast.UnaryOp,
    ast.expr_context,
    ast.unaryop,
    ast.arguments,
    ast.arg,
)


@dataclass(slots=True)
class Order:
    """The modules in the order of their text, and those of them that run when they are imported."""

    modules: list[Module]
    lazy: set[str] = field(default_factory=set)
    # Of the lazy ones, those that others can see half done.
    circular: set[str] = field(default_factory=set)


def order(modules: Sequence[Module], entry: str) -> Order:
    """Plan a program.

    Args:
        modules: all of it but the library.
        entry: the module that is run.
    """
    return _Planner({module.name: module for module in modules}, entry).plan()


def targets(module: Module, node: ast.Import | ast.ImportFrom, known: Container[str]) -> list[str]:
    """The modules that an import runs if they have not run yet, in order: packages before what is in them."""
    found: dict[str, None] = {}

    def reach(name: str) -> None:
        parts = name.split(".")
        for depth in range(1, len(parts) + 1):
            outer = ".".join(parts[:depth])
            if outer in known and (depth == len(parts) or not f"{module.name}.".startswith(f"{outer}.")):
                found[outer] = None

    if isinstance(node, ast.Import):
        for alias in node.names:
            reach(alias.name)
    else:
        origin = absolute(module.name if module.is_package else module.name.rpartition(".")[0], node).lstrip(
            "."
        )
        inner = [f"{origin}.{alias.name}" if origin else alias.name for alias in node.names]
        # A package that only leads to its modules is not read.
        around = f"{module.name}.".startswith(f"{origin}.")
        if not (around and all(each in known for each in inner)):
            reach(origin)
        for each in inner:
            if each in known:
                reach(each)
    return [name for name in found if name != module.name]


class _Planner:
    def __init__(self, modules: Mapping[str, Module], entry: str) -> None:
        self.modules = modules
        self.entry = entry
        names = digest(entry, *modules)
        self.steps = {
            name: module.results.get(
                module.results.key("steps", module.digest, names), partial(self._steps, module)
            )
            for name, module in modules.items()
        }
        self.quiet = self._quiet()
        self.visited: set[str] = set()
        self.done: list[str] = []
        self.lazy: set[str] = set()

    def plan(self) -> Order:
        circular = self._circular() - {self.entry}
        self.quiet -= circular
        self._only_with_quiet()
        self.lazy |= circular
        self.visit(self.entry, lazily=False)
        for name in self.modules:  # what only the runtime asks for
            self.visit(name, lazily=False)
        # Awaiting at module level is an extension, for modules that run in their place.
        self.lazy -= {name for name in self.lazy if _awaits(self.modules[name])}
        self.lazy.discard(self.entry)

        def rank(name: str) -> int:
            return 0 if name in self.quiet else 1 if name in self.lazy else 2

        return Order([self.modules[name] for name in sorted(self.done, key=rank)], self.lazy, circular)

    def _steps(self, module: Module) -> list[list[str]]:
        """What a module does when it runs: ("import", m), ("maybe", m) where it may import m, ("act", "")."""
        steps: list[list[str]] = []
        for node in module.tree.body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                steps += [["import", name] for name in targets(module, node, self.modules)]
                continue
            for inner in _imports(node):
                kind = "later" if _in_function(node, inner) else "maybe"
                steps += [[kind, name] for name in targets(module, inner, self.modules)]
            if not _is_quiet(node, module.name == self.entry):
                steps.append(["act", ""])
        return steps

    def _quiet(self) -> set[str]:
        return {
            name
            for name, steps in self.steps.items()
            if name != self.entry and all(kind in ("import", "later") for kind, _ in steps)
        }

    def _only_with_quiet(self) -> None:
        """A module is quiet only if what it imports is."""
        while True:
            loud = {
                name
                for name in self.quiet
                if any(kind == "import" and other not in self.quiet for kind, other in self.steps[name])
            }
            if not loud:
                return
            self.quiet -= loud

    def _circular(self) -> set[str]:
        """The modules that import themselves by way of others, while they run. Tarjan's algorithm."""
        found: set[str] = set()
        number: dict[str, int] = {}
        low: dict[str, int] = {}
        stack: list[str] = []

        def visit(name: str) -> None:
            number[name] = low[name] = len(number)
            stack.append(name)
            for kind, other in self.steps[name]:
                if kind not in ("import", "maybe"):
                    continue
                if other not in number:
                    visit(other)
                    low[name] = min(low[name], low[other])
                elif other in stack:
                    low[name] = min(low[name], number[other])
            if low[name] == number[name]:
                at = stack.index(name)
                if len(stack) - at > 1:
                    found.update(stack[at:])
                del stack[at:]

        for name in self.modules:
            if name not in number:
                visit(name)
        return found

    def visit(self, name: str, lazily: bool) -> None:
        """Go through a module and what it imports as CPython would; `lazily`: at an unknown time."""
        if name in self.visited:
            return
        self.visited.add(name)
        if lazily and name not in self.quiet:
            self.lazy.add(name)
        acted = name in self.lazy
        for kind, other in self.steps[name]:
            if kind == "act":
                acted = True
                continue
            if kind != "import" and other not in self.quiet:
                self.lazy.add(other)
            self.visit(other, acted or kind != "import")
        self.done.append(name)


def _imports(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    for inner in walk(node):
        if isinstance(inner, ast.Import | ast.ImportFrom):
            yield inner


def _in_function(node: ast.AST, found: ast.AST) -> bool:
    """Whether an import within a statement runs only when a function is called."""
    if node is found:
        return False
    return any(
        isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(each is found for each in walk(inner))
        for inner in walk(node)
    )


def _is_quiet(node: ast.stmt, is_entry: bool) -> bool:
    """Whether a statement only makes values: nobody can tell when it runs."""
    match node:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            defaults = [*node.args.defaults, *(each for each in node.args.kw_defaults if each)]
            return all(map(_is_simple, defaults)) and all(map(_is_pure, node.decorator_list))
        case ast.ClassDef():
            parts = [*node.bases, *(each.value for each in node.keywords)]
            pure = all(map(_is_pure, node.decorator_list)) and not node.keywords
            return pure and all(map(_is_simple, parts)) and all(_is_quiet(each, False) for each in node.body)
        case ast.Assign(targets=targets, value=value):
            return all(isinstance(each, ast.Name) for each in targets) and _is_simple(value)
        case ast.AnnAssign(target=ast.Name(), value=value):
            return value is None or _is_simple(value)
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            return not is_entry
    return False


def _is_simple(node: ast.expr) -> bool:
    return all(isinstance(each, _SIMPLE) for each in _outside_lambdas(node))


def _outside_lambdas(node: ast.AST) -> Iterable[ast.AST]:
    yield node
    if not isinstance(node, ast.Lambda):
        for child in children(node):
            yield from _outside_lambdas(child)


def _is_pure(decorator: ast.expr) -> bool:
    node = decorator.func if isinstance(decorator, ast.Call) else decorator
    last = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return last in PURE_DECORATORS


def _awaits(module: Module) -> bool:
    waiting: list[ast.AST] = [module.tree]
    for node in waiting:
        if isinstance(node, ast.Await):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting.extend(children(node))
    return False


def definite(body: list[ast.stmt]) -> set[str]:
    """Names that a module certainly binds when it has run: those of its plain statements."""
    names: set[str] = set()
    for node in body:
        match node:
            case ast.FunctionDef(name=bound) | ast.AsyncFunctionDef(name=bound) | ast.ClassDef(name=bound):
                names.add(bound)
            case ast.Import() | ast.ImportFrom():
                names |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
            case ast.Assign(targets=targets):
                names |= {
                    each.id for target in targets for each in walk(target) if isinstance(each, ast.Name)
                }
            case ast.AnnAssign(target=ast.Name(id=bound), value=ast.expr()):
                names.add(bound)
            case ast.With(items=items, body=inner):
                names |= definite(inner)
                for item in items:
                    if item.optional_vars is not None:
                        names |= {e.id for e in walk(item.optional_vars) if isinstance(e, ast.Name)}
            case ast.If(body=then, orelse=orelse) if orelse:
                names |= definite(then) & definite(orelse)
            case ast.Try(body=inner, handlers=handlers):
                ends = [definite(inner), *[definite(each.body) for each in handlers]]
                names |= set.intersection(*ends)
    return names

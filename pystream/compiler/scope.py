"""Which name means what: Python's scopes over a module's tree."""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass, field

from pystream.compiler.source import children

BUILTINS = frozenset(dir(builtins)) | frozenset(
    """
    __name__ __file__ __doc__ __path__ __annotations__ __builtins__ __class__ __module__ __qualname__
    """.split()
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(slots=True)
class Scope:
    """A module's, function's, class's or comprehension's own names."""

    node: ast.AST
    parent: Scope | None = None
    # Each name with the nodes that bind it here.
    bound: dict[str, list[ast.AST]] = field(default_factory=dict)
    outward: set[str] = field(default_factory=set)  # named in `global` or `nonlocal`

    def find(self, name: str) -> Scope | None:
        """The scope that `name`, read here, belongs to; None: a builtin, or nothing defines it."""
        scope: Scope | None = self
        while scope:
            hidden = isinstance(scope.node, ast.ClassDef) and scope is not self
            if name in scope.bound and name not in scope.outward and not hidden:
                return scope
            scope = scope.parent
        return None


@dataclass(slots=True)
class Scopes:
    """All the scopes of a module, and where each node stands."""

    module: Scope
    of: dict[ast.AST, Scope]
    # The module's names that its functions may bind, by `global`.
    changed: set[str] = field(default_factory=set)

    def is_global(self, node: ast.Name) -> bool:
        """Whether the name, as it is read here, is the module's own."""
        return self.of[node].find(node.id) is self.module


def scopes(tree: ast.Module) -> Scopes:
    """The scopes of a module."""
    module = Scope(tree)
    result = Scopes(module, {})
    _fill(tree, module, result)
    for node, scope in result.of.items():
        if isinstance(node, ast.Global):
            for name in node.names:
                module.bound.setdefault(name, [])
                if scope is not module:
                    scope.outward.add(name)
                    result.changed.add(name)
    return result


def _fill(tree: ast.AST, inside: Scope, result: Scopes) -> None:
    outer = _outer_parts(tree, inside)
    for node in children(tree):
        scope = inside.parent if inside.parent and any(node is each for each in outer) else inside
        here = scope
        result.of[node] = scope
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                owner = scope
                if node in _walrus_targets(tree):
                    while isinstance(owner.node, _COMPREHENSIONS) and owner.parent:
                        owner = owner.parent
                owner.bound.setdefault(name, []).append(node)
            case ast.arg(arg=name):
                scope.bound.setdefault(name, []).append(node)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                scope.bound.setdefault(name, []).append(node)
            case ast.ExceptHandler(name=str(name)):
                scope.bound.setdefault(name, []).append(node)
            case (
                ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name))
            ):
                scope.bound.setdefault(name, []).append(node)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                for alias in names:
                    name = alias.asname or alias.name.split(".")[0]
                    scope.bound.setdefault(name, []).append(node)
            case ast.Nonlocal(names=names):
                scope.outward |= set(names)
        if isinstance(node, (*_FUNCTIONS, *_COMPREHENSIONS, ast.ClassDef)):
            here = Scope(node, scope)
        _fill(node, here, result)


def _walrus_targets(tree: ast.AST) -> list[ast.AST]:
    return [tree.target] if isinstance(tree, ast.NamedExpr) else []


def _outer_parts(tree: ast.AST, inside: Scope) -> list[ast.AST]:
    """What belongs to a definition or comprehension, but is evaluated in the scope around it."""
    match tree:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return [*tree.decorator_list, *([tree.returns] if tree.returns else [])]
        case ast.arguments():
            return [*tree.defaults, *(each for each in tree.kw_defaults if each)]
        case ast.ClassDef():
            return [*tree.decorator_list, *tree.bases, *tree.keywords]
        case ast.comprehension() if tree is getattr(inside.node, "generators", [None])[0]:
            return [tree.iter]
    return []

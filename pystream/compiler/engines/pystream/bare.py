"""Classes without what only type checkers read of their bases: `class Stack(Generic[T])` -> `class Stack`.

`Generic` is a class that stands above others, and `T` an object. Both are left out of a program that cannot
tell: nothing subscripts a generic class when running, as `Stack[int]()` does, or asks for bases.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, field, replace

from pystream.compiler.source import Module, children

# Whoever says one of these may see that `Generic` is not there.
_TELLING = frozenset(
    """
    __annotations__ __base__ __bases__ __class_getitem__ __mro__ __orig_bases__ __parameters__
    get_type_hints mro
    """.split()
)
_GENERIC = "Generic"


@dataclass(slots=True)
class _Facts:
    """Of one module, in values that JSON knows.

    Attributes:
        bases: class -> what stands subscripted among its bases.
        subscripted: what is subscripted elsewhere, each by its last name.
        tells: it can see that `Generic` is not there.
    """

    bases: dict[str, list[str]] = field(default_factory=dict)
    subscripted: list[str] = field(default_factory=list)
    tells: bool = False


def without_generic_bases(modules: Sequence[Module]) -> list[Module]:
    """The modules themselves, but for those that define generic classes."""
    facts = [_facts(module) for module in modules]
    generic = {_GENERIC}
    count = 0
    while count < len(generic):
        count = len(generic)
        for each in facts:
            generic.update(name for name, bases in each.bases.items() if not generic.isdisjoint(bases))
    if len(generic) == 1 or any(each.tells or not generic.isdisjoint(each.subscripted) for each in facts):
        return list(modules)
    return [_bare(module, each, generic) for module, each in zip(modules, facts, strict=True)]


def _facts(module: Module) -> _Facts:
    key = module.results.key("generic bases", module.digest)
    return _Facts(**module.results.get(key, lambda: asdict(_found(module.tree))))


def _found(tree: ast.Module) -> _Facts:
    made = _Facts()
    subscripted: set[str] = set()
    bases: set[int] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.ClassDef():
                inner = [each for each in node.bases if isinstance(each, ast.Subscript)]
                made.bases.setdefault(node.name, []).extend(
                    filter(None, (_last(each.value) for each in inner))
                )
                bases.update(id(each) for each in inner)
                bases.update(id(each.value) for each in inner if _last(each.value) == _GENERIC)
            case ast.Subscript(value=value) if id(node) not in bases:
                subscripted.add(_last(value))
            case ast.Name(id=said) | ast.Attribute(attr=said):
                made.tells |= said in _TELLING or (said == _GENERIC and id(node) not in bases)
            case ast.alias(name=said, asname=str()):
                # Under another name it is not known again.
                made.tells |= said == _GENERIC
                subscripted.add(said)
        waiting += _children(node)
    made.subscripted = sorted(subscripted)
    return made


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """All but annotations."""
    hidden = {id(getattr(node, name, None)) for name in ("annotation", "returns")}
    return (each for each in children(node) if id(each) not in hidden)


def _bare(module: Module, facts: _Facts, generic: Collection[str]) -> Module:
    if all(generic.isdisjoint(bases) for bases in facts.bases.values()):  # type: ignore[attr-defined]
        return module
    tree = _Bare(generic).visit(deepcopy(module.tree))
    names = sorted({base for bases in facts.bases.values() for base in bases if base in generic})
    return replace(module, parser=lambda source: tree, expanded=f"{module.expanded} bare {' '.join(names)}")


class _Bare(ast.NodeTransformer):
    def __init__(self, generic: Collection[str]) -> None:
        self.generic = generic

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.generic_visit(node)
        kept: list[ast.expr] = []
        for base in node.bases:
            name = _last(base.value) if isinstance(base, ast.Subscript) else ""
            if name in self.generic and isinstance(base, ast.Subscript):
                if name != _GENERIC:
                    kept.append(base.value)
            else:
                kept.append(base)
        node.bases = kept
        return node


def _last(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""

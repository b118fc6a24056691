"""What a module lets others see, in a few texts: so one that has not changed need not be parsed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from pystream.compiler.outline import Definition, Outline
from pystream.compiler.results import digest
from pystream.compiler.source import walk

# Their second argument is the name of an attribute.
_BY_NAME = frozenset({"hasattr", "getattr", "setattr", "delattr"})


@dataclass(frozen=True, slots=True)
class Gist:
    """Facts of one module, all in values that JSON knows.

    Attributes:
        exports: the names of module level.
        identifiers: every name and attribute in it.
        touched: attributes that it sets on anything but self, or asks for by a text.
        said: names by which an attribute may come to be; None: some are made of computed names.
        shapes: digests of what others can see of each name of module level: of a function or class, all but
            what functions do; of other names, how often they are bound.
        leads: the names that those of classes go by, in bases and decorators.
        rest: a digest of what else stands there, values of variables excepted.
        taken: names that its imports take from elsewhere.
    """

    exports: list[str]
    identifiers: list[str]
    touched: list[str]
    said: list[str] | None
    shapes: dict[str, str]
    leads: dict[str, list[str]]
    rest: str
    taken: list[str]


def gist(outline: Outline) -> Gist:
    """The gist of a module."""
    bound, changed = outline.scopes.module.bound, outline.scopes.changed
    said = _said(outline)
    own: dict[str, list[ast.stmt]] = {}
    other: list[ast.stmt] = []
    for node in outline.module.tree.body:
        if isinstance(node, Definition):
            own.setdefault(node.name, []).append(node)
        elif not isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr):
            other.append(node)
    shapes = {
        name: digest(*_shape(own.get(name, [])), repr((len(nodes), name in changed)))
        for name, nodes in bound.items()
    }
    return Gist(
        list(bound),
        sorted(set(_identifiers(outline))),
        sorted(set(_touched(outline))),
        None if said is None else sorted(said),
        shapes,
        {name: sorted(leads) for name, nodes in own.items() if (leads := _leads(nodes))},
        digest(*_shape(other)),
        sorted({name for _, _, names in outline.module.imports for name in names}),
    )


def _shape(body: list[ast.stmt]) -> Iterator[str]:
    """Statements as texts; of a function its signature, and whether it is a generator."""
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yields = any(isinstance(each, ast.Yield) for each in walk(node))
                kind = type(node).__name__
                decorators = [*map(ast.dump, node.decorator_list)]
                yield repr((kind, node.name, ast.dump(node.args), decorators, yields))
            case ast.ClassDef():
                yield repr((node.name, [ast.dump(each) for each in (*node.bases, *node.decorator_list)]))
                yield repr([ast.dump(each) for each in node.keywords])
                yield from _shape(node.body)
                yield "end"
            case _:
                yield ast.dump(node)


def _leads(nodes: list[ast.stmt]) -> set[str]:
    """What the classes among these statements name in bases, decorators and keywords."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            for part in (*node.bases, *node.decorator_list, *node.keywords):
                for inner in walk(part):
                    if isinstance(inner, ast.Name | ast.Attribute):
                        found.add(inner.id if isinstance(inner, ast.Name) else inner.attr)
    return found


def _identifiers(outline: Outline) -> Iterator[str]:
    for node in outline.module.nodes:
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                yield name
            case ast.alias(name=name):
                yield from name.split(".")


def _touched(outline: Outline) -> Iterator[str]:
    for node in outline.module.nodes:
        match node:
            case ast.Attribute(ctx=ast.Store() | ast.Del(), value=value, attr=attr):
                if not (isinstance(value, ast.Name) and value.id == "self"):
                    yield attr
            case ast.Call(func=ast.Name(id=name), args=[_, ast.Constant(value=str(attr)), *_]):
                if name in _BY_NAME:
                    yield attr


def _said(outline: Outline) -> set[str] | None:
    found: set[str] = set()
    for node in outline.module.nodes:
        match node:
            case ast.Attribute(attr="__dict__") | ast.Name(id="vars"):
                return None
            case ast.Call(func=ast.Name(id="setattr"), args=[_, key, *_]) if not isinstance(
                key, ast.Constant
            ):
                return None
            case ast.Attribute(ctx=ast.Store(), attr=name):
                found.add(name)
            case ast.Constant(value=str(name)):
                found.add(name)
            case ast.keyword(arg=str(name)):
                found.add(name)
            case ast.ClassDef():
                found |= {
                    part.id if isinstance(part, ast.Name) else part.name
                    for part in walk(node)
                    if isinstance(part, ast.Name | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
                    and not isinstance(getattr(part, "ctx", None), ast.Load)
                }
    return found

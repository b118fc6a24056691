"""What is surely a slip and yet no error: it compiles, and a person is told."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from pystream import errors
from pystream.compiler import messages
from pystream.compiler.constants import MODULE as CONSTANTS
from pystream.compiler.messages import Problem
from pystream.compiler.outline import Client, Outline
from pystream.compiler.secrets import formed
from pystream.compiler.source import walk

# With one of these a class may have attributes that no line of it names.
_DYNAMIC = frozenset({"__getattr__", "__getattribute__", "__setattr__", "__slots__"})


def suspicions(client: Client, outline: Outline, said: frozenset[str] | None) -> Iterator[Problem]:
    """Handlers that nothing can reach, attributes of self that nothing ever sets, secrets in the text.

    Args:
        said: every name by which an attribute may come to be; None: some are made of computed names.
    """
    for node in outline.module.nodes:
        if isinstance(node, ast.Try):
            yield from _unreachable(client, outline, node)
        elif isinstance(node, ast.ClassDef) and said is not None:
            yield from _unset(client, outline, node, said)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _secret(outline, node, node.value)


def _secret(outline: Outline, node: ast.Constant, text: str) -> Iterator[Problem]:
    # What is among the constants has been looked at, and may have been said to be public.
    if outline.module.name != CONSTANTS and (why := formed(text)):
        yield messages.literal_secret(outline.module.source, node, why)


def _unreachable(client: Client, outline: Outline, node: ast.Try) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for handler in node.handlers:
        if handler.type is None:
            return
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        chains = [_ancestors(client, outline, kind) for kind in kinds]
        first = [next((name for name in chain if name in seen), None) for chain in chains]
        if chains and all(first):
            base = first[0] or ""
            shown = ast.unparse(handler.type)
            short = base.rpartition(".")[2]
            yield messages.unreachable_except(outline.module.source, handler, shown, short, seen[base])
        for chain in chains:
            if chain:
                seen.setdefault(chain[0], handler.lineno)


def _ancestors(client: Client, outline: Outline, kind: ast.expr, depth: int = 0) -> list[str]:
    """An exception class and its bases, as far as they are certain."""
    known = builtins if outline.builtin(kind) else errors
    name = outline.builtin(kind) or ""
    if not name:
        full = client.resolved(outline.full(kind) or "")
        found = client.definition(full)
        if found and isinstance(found[1], ast.ClassDef) and depth < 20:
            bases = [_ancestors(client, found[0], base, depth + 1) for base in found[1].bases]
            return [full, *(each for chain in bases for each in chain)]
        home, _, name = full.rpartition(".")
        if home not in ("pystream", "pystream.errors"):
            return []
    value = getattr(known, name, None)
    if not (isinstance(value, type) and issubclass(value, BaseException)):
        return []
    return [each.__name__ for each in value.__mro__ if each is not object]


def _unset(client: Client, outline: Outline, node: ast.ClassDef, said: frozenset[str]) -> Iterator[Problem]:
    if not _is_plain(client, outline, node):
        return
    for method in node.body:
        if not isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) or not method.args.args:
            continue
        if any(ast.unparse(each) == "staticmethod" for each in method.decorator_list):
            continue
        first = method.args.args[0].arg
        for part in walk(method):
            match part:
                case ast.Attribute(value=ast.Name(id=name) as owner, attr=attr, ctx=ast.Load()) if (
                    name == first
                ):
                    scope = outline.scopes.of[owner].find(name)
                    plain = scope and scope.node is method and len(scope.bound[name]) == 1
                    if not plain or attr in said or attr[:2] == "__":
                        continue
                    if not outline.expects(part, "AttributeError"):
                        own = {each.attr for each in walk(node) if isinstance(each, ast.Attribute)} & said
                        own |= {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
                        yield messages.unset_attribute(outline.module.source, part, node.name, attr, own)


def _is_plain(client: Client, outline: Outline, node: ast.ClassDef, depth: int = 0) -> bool:
    """Whether a class has no attributes but those that the client's own lines give it."""
    if node.keywords or depth > 20:
        return False
    if any(outline.full(each) != "dataclasses.dataclass" for each in node.decorator_list):
        return False
    for part in node.body:
        if getattr(part, "name", "") in _DYNAMIC:
            return False
        if isinstance(part, ast.Assign) and any(getattr(each, "id", "") in _DYNAMIC for each in part.targets):
            return False
    for base in node.bases:
        if outline.builtin(base) == "object":
            continue
        found = client.definition(outline.full(base) or "")
        if not found or not isinstance(found[1], ast.ClassDef):
            return False
        if not _is_plain(client, found[0], found[1], depth + 1):
            return False
    return True

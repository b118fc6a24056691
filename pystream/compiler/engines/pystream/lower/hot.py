"""What a dev build can replace while a page runs: the functions of module level, and of classes there.

A name may be bound several times, as a property's getter and setter are: the others are `app:C.y#2`, `#3`.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence

from pystream.compiler.source import Module

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def is_own(module: Module) -> bool:
    """Whether somebody edits the module: it is not the library's."""
    return not module.path.startswith("pystream/")


def hot_keys(module: Module) -> dict[ast.AST, str]:
    """The key of each such function and class."""
    return dict(_keys(f"{module.name}:", module.tree.body))


def _keys(prefix: str, body: Sequence[ast.stmt]) -> Iterator[tuple[ast.AST, str]]:
    counts: Counter[str] = Counter()
    for node in body:
        if isinstance(node, Definition):
            counts[node.name] += 1
            number = f"#{counts[node.name]}" if counts[node.name] > 1 else ""
            key = f"{prefix}{node.name}{number}"
            yield node, key
            if isinstance(node, ast.ClassDef):
                yield from _keys(f"{key}.", node.body)

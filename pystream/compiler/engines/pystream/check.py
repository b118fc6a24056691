"""What this engine does not translate, each with its place and a way out."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator

from pystream.compiler import messages
from pystream.compiler.messages import Problem
from pystream.compiler.source import Module

# Builtins that need an interpreter, a disk or a terminal.
MISSING = frozenset("eval exec compile open globals locals breakpoint help memoryview __import__".split())
# Only said to type checkers and to the compiler itself.
ALWAYS = frozenset(["__future__", "typing_extensions"])


def check(module: Module, libraries: Iterable[str]) -> list[Problem]:
    """The problems of one module. `libraries`: names of the library modules that there are."""
    return [*_imports(module, set(libraries)), *builtins(module)]


def _imports(module: Module, libraries: set[str]) -> Iterator[Problem]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        else:
            continue
        for name in names:
            top = name.split(".")[0]
            if top in sys.stdlib_module_names and name not in libraries and name not in ALWAYS:
                yield messages.no_library(module.source, node, name, libraries)


def builtins(module: Module) -> Iterator[Problem]:
    """Uses of builtins that there are none of."""
    bound = {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name) and not _loads(node)}
    bound |= {
        node.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    bound |= {node.arg for node in ast.walk(module.tree) if isinstance(node, ast.arg)}
    bound |= {
        (alias.asname or alias.name).split(".")[0]
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name) and _loads(node) and node.id in MISSING and node.id not in bound:
            yield messages.no_builtin(module.source, node, node.id)


def _loads(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Load)

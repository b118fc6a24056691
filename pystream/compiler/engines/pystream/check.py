"""What this engine does not translate, each with its place and a way out."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator

from pystream.compiler import messages
from pystream.compiler.messages import Problem
from pystream.compiler.scan import tried_imports
from pystream.compiler.source import Module

# Builtins that need an interpreter, a disk or a terminal.
MISSING = frozenset("eval exec compile open breakpoint help memoryview __import__".split())
# Modules that Python 3.11 has, and a newer one that compiles no more.
REMOVED = frozenset(
    """
    aifc asynchat asyncore audioop cgi cgitb chunk crypt distutils imghdr imp lib2to3 mailcap msilib nis
    nntplib ossaudiodev pipes smtpd sndhdr spwd sunau telnetlib uu xdrlib
    """.split()
)
STANDARD = sys.stdlib_module_names | REMOVED
# Only said to type checkers and to the compiler itself.
ALWAYS = frozenset(["__future__", "typing_extensions"])


def check(module: Module, libraries: Iterable[str]) -> list[Problem]:
    """The problems of one module. `libraries`: names of the library modules that there are."""
    return [*_imports(module, set(libraries)), *builtins(module)]


def _imports(module: Module, libraries: set[str]) -> Iterator[Problem]:
    tried = tried_imports(module)
    for node in module.nodes:
        if isinstance(node, ast.Import | ast.ImportFrom) and [node.lineno, node.col_offset] in tried:
            continue
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        else:
            continue
        for name in names:
            top = name.split(".")[0]
            if top in STANDARD and name not in libraries and name not in ALWAYS:
                yield messages.no_library(module.source, node, name, libraries)


def builtins(module: Module) -> Iterator[Problem]:
    """Uses of builtins that there are none of, and of literals: Python 3.14's template strings."""
    bound: set[str] = set()
    missing: list[ast.Name] = []
    for node in module.nodes:
        match node:
            case ast.Name(id=name):
                if not isinstance(node.ctx, ast.Load):
                    bound.add(name)
                elif name in MISSING:
                    missing.append(node)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
            case ast.arg(arg=name):
                bound.add(name)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                bound |= {(alias.asname or alias.name).split(".")[0] for alias in names}
            case _ if type(node).__name__ == "TemplateStr":
                yield messages.template_string(module.source, node)
    for node in missing:
        if node.id not in bound:
            yield messages.no_builtin(module.source, node, node.id)

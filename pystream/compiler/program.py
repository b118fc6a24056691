"""One program, with what it imports from its own folder -> a standalone ES module that node runs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from pystream.compiler import messages
from pystream.compiler.engines import Bundle
from pystream.compiler.engines.pystream import standalone
from pystream.compiler.engines.pystream.check import builtins
from pystream.compiler.engines.pystream.libraries import starred
from pystream.compiler.messages import CompileError
from pystream.compiler.parse import syntax_tree
from pystream.compiler.source import Module, Source
from pystream.compiler.stars import Stars

MAIN = "__main__"


def compile_program(path: str, read: Callable[[str], str | None], runtime: Mapping[str, str]) -> Bundle:
    """Compile the program in `path`.

    Args:
        read: the text of a file by its path from the program's folder; None when there is none.
        runtime: pystream's runtime, by path below pystream/runtime/.
    Raises:
        CompileError: a syntax error, or a builtin that no browser has, in the program or in what it imports.
    """
    found: dict[str, Module] = {}

    def file_of(name: str) -> tuple[str, str] | None:
        """The file of a module and its text."""
        base = name.replace(".", "/")
        for file in (f"{base}.py", f"{base}/__init__.py"):
            inside = read(file) if name else None
            if inside is not None:
                return file, inside
        return None

    def tree_of(name: str) -> tuple[ast.Module, bool] | None:
        place = file_of(name)
        return (syntax_tree(Source(*place)), place[0].endswith("/__init__.py")) if place else None

    stars = Stars(tree_of, lambda name: starred(name, runtime))

    def reach(name: str, file: str, text: str) -> None:
        module = parse_module(name, file, text)
        stars.expand(name if name != MAIN else "", module.tree, module.is_package)
        found[name] = module  # before its imports, which may lead back here
        for inner in module.imported:
            parts = inner.split(".")
            for depth in range(1, len(parts) + 1):
                target = ".".join(parts[:depth])
                place = None if target in found else file_of(target)
                if place is not None:
                    reach(target, *place)
        # Now it stands behind what it imports.
        found[name] = found.pop(name)

    text = read(path)
    if text is None:
        raise CompileError([messages.no_program(path)])
    reach(MAIN, path, text)
    problems = [problem for module in found.values() for problem in builtins(module)]
    if problems:
        raise CompileError(problems)
    return standalone(runtime, list(found.values()), MAIN)


def parse_module(name: str, path: str, text: str) -> Module:
    """One module."""
    source = Source(path, text)
    return Module(name, source, syntax_tree, is_package=path.endswith("__init__.py"))

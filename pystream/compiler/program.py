"""One program, with what it imports from its own folder -> a standalone ES module that node runs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from pystream.compiler import messages
from pystream.compiler.engines import Built, Bundle
from pystream.compiler.engines.pystream import standalone, standalone_dev
from pystream.compiler.engines.pystream.check import builtins
from pystream.compiler.engines.pystream.libraries import starred
from pystream.compiler.messages import CompileError
from pystream.compiler.parse import syntax_tree
from pystream.compiler.results import Results
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
    return standalone(runtime, _modules(path, read, runtime), MAIN)


def dev_program(
    path: str,
    read: Callable[[str], str | None],
    runtime: Mapping[str, str],
    results: Results | None = None,
) -> Built:
    """A dev build of it; as compile_program."""
    return standalone_dev(runtime, _modules(path, read, runtime, results), MAIN)


def _modules(
    path: str,
    read: Callable[[str], str | None],
    runtime: Mapping[str, str],
    results: Results | None = None,
) -> list[Module]:
    """The program and what it imports, imported ones first."""
    found: dict[str, Module] = {}
    results = results or Results()

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
        module = parse_module(name, file, text, results)
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
    return list(found.values())


def parse_module(name: str, path: str, text: str, results: Results | None = None) -> Module:
    """One module."""
    source = Source(path, text)
    return Module(
        name, source, syntax_tree, is_package=path.endswith("__init__.py"), results=results or Results()
    )

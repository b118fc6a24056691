"""One program, with what it imports from its own folder -> a standalone ES module that node runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pystream.compiler import messages
from pystream.compiler.engines import Bundle
from pystream.compiler.engines.pystream import standalone
from pystream.compiler.engines.pystream.check import builtins
from pystream.compiler.messages import CompileError
from pystream.compiler.parse import syntax_tree
from pystream.compiler.source import Module, Source

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

    def reach(name: str, file: str, text: str) -> None:
        module = parse_module(name, file, text)
        found[name] = module  # before its imports, which may lead back here
        for inner in module.imported:
            parts = inner.split(".")
            for depth in range(1, len(parts) + 1):
                target = ".".join(parts[:depth])
                for candidate in (
                    f"{target.replace('.', '/')}.py",
                    f"{target.replace('.', '/')}/__init__.py",
                ):
                    inside = None if target in found else read(candidate)
                    if inside is not None:
                        reach(target, candidate, inside)
                        break
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
    """One module. Raises CompileError for a syntax error."""
    source = Source(path, text)
    return Module(name, source, syntax_tree(source), is_package=path.endswith("__init__.py"))

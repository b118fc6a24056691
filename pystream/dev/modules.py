"""Modules of server_src and shared_src, imported again while the server runs."""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib import invalidate_caches
from pathlib import Path
from types import ModuleType

from pystream.declarations import absolute
from pystream.server.registry import SERVER, SHARED

_OWN = (SERVER, SHARED)


def stale(
    before: Mapping[str, bytes], after: Mapping[str, bytes], together: Iterable[Collection[str]] = ()
) -> set[str]:
    """The modules that are others now: those that were changed, and whatever imports one that is.

    The rest stays as it is, with what it holds: connections, caches.

    Args:
        before, after: the files of both folders, by path.
        together: groups of modules of which none is imported without the others.
    """
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    if not all(path.endswith(".py") for path in changed):
        # Who reads that file is not known.
        return {_name(path) for path in after if path.endswith(".py")}
    found = {_name(path) for path in changed}
    importers = {
        _name(path): _imported(path, content) for path, content in after.items() if path.endswith(".py")
    }
    while True:
        more = {name for name, imported in importers.items() if imported & found}
        more |= {name for group in together if found & set(group) for name in group}
        if more <= found:
            return found
        found |= more


@contextmanager
def renewed(names: Collection[str]) -> Iterator[None]:
    """Forget these modules, so that the block imports them afresh; when it fails, all is as before."""
    before = _loaded()
    for name in names:
        old = sys.modules.pop(name, None)
        if old is not None and (compiled := getattr(old, "__cached__", None)):
            # Python takes it for current if the file has the same size and was written in the same second.
            with suppress(OSError):
                Path(compiled).unlink()
    invalidate_caches()
    try:
        with unwritten():
            yield
    except BaseException:
        for name in _loaded():
            del sys.modules[name]
        sys.modules.update(before)
        raise
    finally:
        _bind(_loaded())


@contextmanager
def unwritten() -> Iterator[None]:
    """Import without leaving compiled files; see renewed()."""
    was, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = was


def _loaded() -> dict[str, ModuleType]:
    return {name: module for name, module in sys.modules.items() if name.partition(".")[0] in _OWN}


def _bind(modules: Mapping[str, ModuleType]) -> None:
    """Let packages have their submodules as attributes, as importing them does; of kept ones it does not."""
    for name, module in modules.items():
        for attribute, value in list(vars(module).items()):
            inner = f"{name}.{attribute}"
            if isinstance(value, ModuleType) and value.__name__ == inner and modules.get(inner) is not value:
                delattr(module, attribute)
    for name, module in modules.items():
        package, _, attribute = name.rpartition(".")
        if package in modules and attribute not in vars(modules[package]):
            setattr(modules[package], attribute, module)


def _name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@lru_cache(maxsize=1000)
def _imported(path: str, content: bytes) -> frozenset[str]:
    """Every module that the imports of one may mean; nothing if it is not Python, which others tell of."""
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError):
        return frozenset()
    name = _name(path)
    package = name if path.endswith("/__init__.py") else name.rpartition(".")[0]
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            origin = absolute(package, node)
            found |= {origin, *(f"{origin}.{alias.name}" for alias in node.names)}
    return frozenset(found)

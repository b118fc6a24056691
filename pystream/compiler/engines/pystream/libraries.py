"""The names that modules of the standard library have for client code."""

from __future__ import annotations

import symtable
from collections.abc import Mapping
from functools import cache

from pystream.compiler.engines.pystream.js.scan import scan

LIB = "lib/"


def offered(module: str, runtime: Mapping[str, str]) -> frozenset[str] | None:
    """The names in a library module; None: there is no such module."""
    base = LIB + module.replace(".", "/")
    for path in (f"{base}.js", f"{base}.py", f"{base}/__init__.py"):
        if path in runtime:
            return _names(path, runtime[path])
    inside = {path.removeprefix(f"{base}/") for path in runtime if path.startswith(f"{base}/")}
    return frozenset(path.partition("/")[0].partition(".")[0] for path in inside) if inside else None


@cache
def _names(path: str, text: str) -> frozenset[str]:
    if path.endswith(".js"):
        return frozenset(scan(path, text).exports)
    table = symtable.symtable(text, path, "exec")
    return frozenset(
        each.get_name() for each in table.get_symbols() if each.is_assigned() or each.is_imported()
    )

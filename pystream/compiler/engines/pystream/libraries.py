"""The names that modules of the standard library have for client code."""

from __future__ import annotations

import ast
import re
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


def starred(module: str, runtime: Mapping[str, str]) -> list[str] | None:
    """What `from module import *` brings in; None: there is no such module."""
    names = offered(module, runtime)
    if names is None:
        return None
    text = runtime.get(f"{LIB}{module.replace('.', '/')}.py")
    # The library's JavaScript has its inner names, as `mathNum`, among its exports.
    return sorted(names - _inner(text) if text else {name for name in names if not _INNER.match(name)})


# Private, or as JavaScript names are written.
_INNER = re.compile(r"_|[a-z]+[A-Z]|.*_$")


def _inner(text: str) -> set[str]:
    """What `*` does not take from a module of the library in Python."""
    tree = ast.parse(text)
    found = {name for name in symtable.symtable(text, "", "exec").get_identifiers() if name.startswith("_")}
    for node in tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("_"):
            found |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            names = set(symtable.symtable(text, "", "exec").get_identifiers())
            return names - set(ast.literal_eval(node.value))
    return found


@cache
def _names(path: str, text: str) -> frozenset[str]:
    if path.endswith(".js"):
        return frozenset(scan(path, text).exports)
    table = symtable.symtable(text, path, "exec")
    return frozenset(
        each.get_name() for each in table.get_symbols() if each.is_assigned() or each.is_imported()
    )

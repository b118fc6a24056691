"""Modules -> one bundle: each module becomes a function that returns what it exports.

The text linker reads ES modules of a strict subset, the one that pystream's runtime keeps to and engines
emit. Each of these stands at the start of a line:

    import {a, b as c} from './x.js';       import * as x from './x.js';
    export var|let|const|class|function|async function NAME ...       export {a, b as c};
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from pystream.compiler.engines import Bundle
from pystream.compiler.messages import CompileError, Problem
from pystream.compiler.source import Span
from pystream.compiler.sourcemap import Segment, decode

_NAME = r"[A-Za-z_$][\w$]*"
_IMPORT = re.compile(rf"^import (?:\{{([^}}]*)\}}|\* as ({_NAME})) from ['\"]([^'\"]+)['\"];?", re.M)
_EXPORT = re.compile(rf"^export (?=(var|let|const|class|(?:async )?function)\b\*? ?({_NAME}))", re.M)
_EXPORT_LIST = re.compile(r"^export \{([^}]*)\};?", re.M)


@dataclass(frozen=True, slots=True)
class JsModule:
    """One ES module. `imports` maps each specifier in its code (`./helper.js`) to a module's name."""

    name: str
    code: str
    # Source map, version 3, as JSON text; its `sources` are project paths. None: there is no Python source.
    map: str | None = None
    imports: Mapping[str, str] = field(default_factory=dict)


def link(modules: Sequence[JsModule], entry: str) -> Bundle:
    """One script that runs `entry` after all that it imports, each module once.

    Raises:
        CompileError: modules import each other in a circle (PS070), or import what nobody has (PS071).
    """
    by_name = {module.name: module for module in modules}
    order = _order(by_name, entry)
    ids = {name: f"$m{number}" for number, name in enumerate(order)}
    lines = ["'use strict';"]
    segments: list[Segment] = []
    for name in order:
        module = by_name[name]
        body, exports = _exports(_imports(module, ids))
        lines.append(f"const {ids[name]}=(()=>{{")
        if module.map is not None:
            start = len(lines)
            segments += [
                segment._replace(line=segment.line + start) for segment in decode(json.loads(module.map))
            ]
        lines += body.split("\n")
        lines.append(f"return {{{','.join(exports)}}};}})();")
    return Bundle("\n".join(lines) + "\n", segments)


def _order(by_name: dict[str, JsModule], entry: str) -> list[str]:
    """The modules that `entry` reaches, imported ones first."""
    graph: dict[str, list[str]] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name in graph:
            continue
        module = by_name[name]
        graph[name] = [module.imports[match[3]] for match in _IMPORT.finditer(module.code)]
        for target in graph[name]:
            if target not in by_name:
                raise CompileError([_problem("PS071", name, f"imports {target}, which is not in the bundle")])
        waiting += graph[name]
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as why:
        circle = list(reversed(why.args[1]))
        text = "modules import each other in a circle: " + " -> ".join(circle)
        raise CompileError(
            [_problem("PS070", circle[0], text, "move what both need into a third module")]
        ) from None


def _problem(code: str, module: str, message: str, hint: str = "") -> Problem:
    return Problem(code, Span(), module, message, hint)


def _imports(module: JsModule, ids: dict[str, str]) -> str:
    """The module's text with each import a `const`; names that it imports and never says are left out."""
    said = set(re.findall(_NAME, _IMPORT.sub("", module.code)))

    def to_const(match: re.Match[str]) -> str:
        names, namespace, specifier = match.groups()
        target = ids[module.imports[specifier]]
        if namespace:
            return f"const {namespace}={target};"
        pairs = [part.split(" as ") for part in _parts(names)]
        kept = [": ".join(name.strip() for name in pair) for pair in pairs if pair[-1].strip() in said]
        return f"const {{{', '.join(kept)}}}={target};" if kept else ""

    return _IMPORT.sub(to_const, module.code)


def _exports(code: str) -> tuple[str, list[str]]:
    """The text without `export`, and the entries of the object that stands for the module."""
    exports: list[str] = []
    for match in _EXPORT.finditer(code):
        kind, name = match.groups()
        # What may be bound anew after its first value is read through a getter, as in an ES module.
        exports.append(f"get {name}(){{return {name}}}" if kind in ("var", "let") else name)
    for match in _EXPORT_LIST.finditer(code):
        for part in _parts(match[1]):
            inner, _, outer = (piece.strip() for piece in part.partition(" as "))
            exports.append(f"get {outer or inner}(){{return {inner}}}")
    return _EXPORT_LIST.sub("", _EXPORT.sub("", code)), exports


def _parts(names: str) -> list[str]:
    return [part.strip() for part in names.split(",") if part.strip()]

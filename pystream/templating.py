"""Jinja2 as both halves have it: one environment, and what shared_src adds to it.

Importing this does not import Jinja2: code in shared_src needs the decorators alone.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pystream.declarations import module_name

if TYPE_CHECKING:
    import jinja2

FOLDER = "client_src/templates/"
SHARED = "shared_src/"
DECORATORS = {"template_filter": "filters", "template_test": "tests", "template_global": "globals"}

_F = TypeVar("_F", bound=Callable[..., Any])


def template_filter(function: _F) -> _F:
    """Make a function of shared_src a filter of templates, under its own name: `{{ price|euro }}`."""
    return function


def template_test(function: _F) -> _F:
    """Make a function of shared_src a test of templates, under its own name: `{% if number is prime %}`."""
    return function


def template_global(function: _F) -> _F:
    """Make a function of shared_src known to every template, under its own name: `{{ icon("bell") }}`."""
    return function


@dataclass(frozen=True, slots=True)
class Functions:
    """What a project adds to Jinja2: for each name, the module and the function in it."""

    filters: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    tests: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    globals: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Declared:
    """One of them, where it is declared."""

    kind: str
    name: str
    module: str
    path: str
    line: int


def environment(texts: Mapping[str, str]) -> jinja2.Environment:
    """Templates by name: HTML is escaped, and what is not there is an error where it is used."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.DictLoader(dict(texts)), autoescape=True, undefined=jinja2.StrictUndefined
    )


def declared(python: Mapping[str, str]) -> Iterator[Declared]:
    """The functions of shared_src that templates can use, read as text.

    Args:
        python: Python sources by path; those with syntax errors are passed over.
    """
    for path, text in sorted(python.items()):
        if not path.startswith(SHARED) or not any(name in text for name in DECORATORS):
            continue
        try:
            tree = ast.parse(text)
        except SyntaxError:
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                for decorator in node.decorator_list:
                    if isinstance(decorator, ast.Name) and decorator.id in DECORATORS:
                        kind = DECORATORS[decorator.id]
                        yield Declared(kind, node.name, module_name(path), path, node.lineno)


def functions(found: Iterable[Declared]) -> Functions:
    """They by kind and name."""
    kinds: dict[str, dict[str, tuple[str, str]]] = {kind: {} for kind in DECORATORS.values()}
    for each in found:
        kinds[each.kind][each.name] = (each.module, each.name)
    return Functions(**kinds)

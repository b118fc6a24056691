"""An app's clients: pages of their own, each with its own script, over one set of actions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MAIN = "app"
SOURCES = "client_src/"
# Below these, nothing is the app's.
RESERVED = ("_pystream", "api", "assets", "healthz", "readyz", "metrics")
# Folders of client_src that are something else.
_TAKEN = (MAIN, "lib", "static", "templates")
_OPTIONS = ("path", "engine")
_PATH = re.compile(r"(/[A-Za-z0-9_~.-]+)+")


@dataclass(frozen=True, slots=True)
class Client:
    """One of them. `engine` is empty for the project's."""

    name: str
    path: str
    engine: str = ""

    @property
    def folder(self) -> str:
        """Where its own files are, below the project's root, with a slash at the end."""
        return SOURCES if self.name == MAIN else f"{SOURCES}{self.name}/"

    @property
    def module(self) -> str:
        """Its main module."""
        return f"{self.folder}app".replace("/", ".")

    @property
    def page(self) -> str:
        return f"{self.folder}app.html"


def read_clients(table: Mapping[str, Any], engines: tuple[str, ...]) -> tuple[Client, ...]:
    """The main client, at /, and those of [tool.pystream.clients].

    Raises:
        ValueError: one of them does not fit; the text says which, and what is expected.
    """
    found = [Client(MAIN, "/")]
    for name, value in table.items():
        if name in _TAKEN or not re.fullmatch(r"[a-z_][a-z0-9_]*", name):
            why = "is taken" if name in _TAKEN else "is none: lower-case letters, digits and _"
            raise ValueError(f"the name {name!r} {why}; choose another, its folder is client_src/NAME/")
        client = Client(name, **dict(_options(name, value, engines)))
        for other in found:
            if other.path == client.path:
                holder = "client_src/app.py" if other.name == MAIN else other.name
                raise ValueError(f"{name}: {client.path} is where {holder} is; choose another path")
        found.append(client)
    return tuple(found)


def _options(name: str, value: Any, engines: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    options = {"path": value} if isinstance(value, str) else value
    if not isinstance(options, Mapping) or "path" not in options:
        form = 'a path, as "/admin", or a table, as {path = "/admin", engine = "transcrypt"}'
        raise ValueError(f"{name} must be {form}, got {value!r}")
    for option, text in options.items():
        if option not in _OPTIONS:
            raise ValueError(f"{name}: no option is called {option}; there are: {', '.join(_OPTIONS)}")
        if option == "engine" and text not in engines:
            raise ValueError(f"{name}: engine must be one of {', '.join(engines)}, got {text!r}")
        if option == "path":
            _check_path(name, text)
        yield option, text


def _check_path(name: str, path: Any) -> None:
    parts = path.split("/") if isinstance(path, str) else []
    if path != "/" and (not _PATH.fullmatch(str(path)) or {".", ".."} & set(parts)):
        raise ValueError(f"{name}: {path!r} is no path of a page; write one as /{name}")
    if parts[1] in RESERVED:
        raise ValueError(f"{name}: {path} is pystream's own; choose another path, as /{name}")

"""The modules of one page: its own client_src and pystream.client, and of server_src what browsers have.

Two pages of a test know as little of each other as two browsers.
"""

from __future__ import annotations

import builtins
import importlib
import inspect
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pystream
from pystream.server.actions import Event
from pystream.server.registry import SERVER, Registry
from pystream.testing import half as halves
from pystream.testing.acting import Actor
from pystream.testing.half import Half

CLIENT = "client_src"
# Those of pystream that belong to a page: what they hold is its.
_OWN = ("client", "browser", "signals", "building", "html")
# By action's name: what answers in the server's place.
Answers = Mapping[str, Callable[..., Any]]


class Universe:
    """Modules under the names that the page's own imports find."""

    def __init__(self, root: Path, half: Half, registry: Registry, actor: Actor, answers: Answers) -> None:
        self._half = half
        self._modules: dict[str, ModuleType] = {}
        self._attributes: dict[str, ModuleType] = {}
        self._is_entered = False
        # What functions of these modules import, whenever they run, is found here too.
        self._builtins = {**vars(builtins), "__import__": self._import}
        package = ModuleSpec(CLIENT, None, is_package=True)
        package.submodule_search_locations = [str(root / CLIENT)]
        self._modules[CLIENT] = module_from_spec(package)
        for name in answers:
            if name not in registry.endpoints:
                raise LookupError(f"answers: no action {name}; there are: {', '.join(registry.endpoints)}")
        self._add_server(registry, actor, answers)

    def load(self, name: str) -> ModuleType:
        """A module of the page."""
        with self.entered():
            return importlib.import_module(name)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Imports find this page's modules meanwhile."""
        if self._is_entered:
            yield
            return
        self._is_entered = True
        sys.meta_path.insert(0, self)
        outside = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_own(name)}
        attributes = {name: vars(pystream).pop(name) for name in _OWN if name in vars(pystream)}
        sys.modules.update(self._modules)
        vars(pystream).update(self._attributes)
        before, halves.opening = halves.opening, self._half
        try:
            yield
        finally:
            halves.opening = before
            sys.meta_path.remove(self)
            self._is_entered = False
            self._modules = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_own(name)}
            self._attributes = {name: vars(pystream).pop(name) for name in _OWN if name in vars(pystream)}
            sys.modules.update(outside)
            vars(pystream).update(attributes)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """As of sys.meta_path: those of client_src."""
        spec = PathFinder.find_spec(name, path) if name.startswith(f"{CLIENT}.") else None
        if spec is not None and spec.origin is not None:
            spec.loader = _Loader(name, spec.origin, self._builtins)
        return spec

    def _import(self, *what: Any, **named: Any) -> ModuleType:
        with self.entered():
            return __import__(*what, **named)

    def _add_server(self, registry: Registry, actor: Actor, answers: Answers) -> None:
        names = {SERVER, *registry.modules}
        for name in sorted(names):
            real = registry.modules.get(name)
            spec = ModuleSpec(name, None, is_package=True)
            stub = module_from_spec(spec)
            for attribute, value in ({} if real is None else vars(real)).items():
                if isinstance(value, Event) or (isinstance(value, type) and not attribute.startswith("_")):
                    setattr(stub, attribute, value)
            stub.__getattr__ = _refusal(name)  # type: ignore[method-assign]
            self._modules[name] = stub
            parent, _, last = name.rpartition(".")
            if parent:
                setattr(self._modules[parent], last, stub)
        for name, endpoint in registry.endpoints.items():
            module, _, attribute = f"{SERVER}.{name}".rpartition(".")
            signature = inspect.signature(endpoint.function)
            call = _stream if endpoint.is_stream else _call
            setattr(self._modules[module], attribute, call(actor, name, signature, answers.get(name)))


class _Loader(SourceFileLoader):
    """Runs a module with builtins of its page's."""

    def __init__(self, name: str, path: str, builtins: dict[str, Any]) -> None:
        super().__init__(name, path)
        self._builtins = builtins

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__builtins__"] = self._builtins
        super().exec_module(module)


def _call(
    actor: Actor, name: str, signature: inspect.Signature, answer: Callable[..., Any] | None
) -> Callable[..., Any]:
    async def call(*args: Any, **named: Any) -> Any:
        signature.bind(*args, **named)
        if answer is None:
            return await actor.call(name, *args, **named)
        given = answer(*args, **named)
        return await given if inspect.isawaitable(given) else given

    call.__name__ = call.__qualname__ = name.rpartition(".")[2]
    return call


def _stream(
    actor: Actor, name: str, signature: inspect.Signature, answer: Callable[..., Any] | None
) -> Callable[..., AsyncIterator[Any]]:
    def stream(*args: Any, **named: Any) -> Any:
        signature.bind(*args, **named)
        return actor.stream(name, *args, **named) if answer is None else answer(*args, **named)

    stream.__name__ = stream.__qualname__ = name.rpartition(".")[2]
    return stream


def _refusal(module: str) -> Callable[[str], Any]:
    def refuse(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"{module}.{name} is private to the server: no page has it")

    return refuse


def _is_own(name: str) -> bool:
    parts = name.split(".")
    return parts[0] in (CLIENT, SERVER) or (len(parts) > 1 and parts[0] == "pystream" and parts[1] in _OWN)

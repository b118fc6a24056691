"""Loads server_src: imports its modules, collects what they mark as public. Nothing else is reachable."""

from __future__ import annotations

import functools
import importlib
import inspect
import sys
import traceback
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Generic, TypeVar

from pystream.contract import Contract
from pystream.declarations import DeclarationError, read_contract
from pystream.people import Presence
from pystream.rate import parse_rate
from pystream.server.actions import Event, Mark, marks_of
from pystream.server.endpoint import Endpoint
from pystream.server.errors import StartError
from pystream.server.gates import Gate
from pystream.server.middleware import Wraps
from pystream.server.values import Codec, Mismatch

SERVER = "server_src"
SHARED = "shared_src"


_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Marked(Generic[_T]):
    """A function of server_src with what a decorator said about it; `where` is its file:line."""

    mark: _T
    function: Callable[..., Any]
    module: str
    where: str


@dataclass(frozen=True, slots=True)
class Registry:
    """What server_src declares.

    Attributes:
        endpoints: what a browser may call, by name.
        events: what may be published, by name.
        marked: what other decorators than @action and @stream marked, in the order of modules and lines.
        modules: all of server_src, by their full names.
        closed: those of them whose actions are for who has signed in, unless they say otherwise.
    """

    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    events: dict[str, Event[Any]] = field(default_factory=dict)
    marked: list[Marked[Any]] = field(default_factory=list)
    modules: dict[str, ModuleType] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)

    def of(self, kind: type[_T]) -> list[Marked[_T]]:
        """The functions that carry a mark of that kind."""
        return [each for each in self.marked if isinstance(each.mark, kind)]


def read_declared(root: Path) -> Contract:
    """What the server's source declares now, read as text. Raises StartError."""
    sources = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in (SERVER, SHARED)
        for path in sorted((root / folder).rglob("*.py"))
    }
    try:
        return read_contract({name: text.decode("utf-8-sig") for name, text in sources.items()})
    except UnicodeDecodeError as why:
        raise StartError(f"{root}: a source file is not UTF-8: {why}") from None
    except DeclarationError as why:
        raise StartError(str(why)) from None


def load(root: Path, authenticate: bool = False, rate: str = "", afresh: bool = True) -> Registry:
    """Import every module of root/server_src.

    Args:
        authenticate, rate: of the actions and streams that say nothing else; see pystream.action.
        afresh: even if they have been imported already.
    Raises:
        StartError: a module is broken, or what it declares cannot be served; one line with file and line.
    """
    root = root.resolve()
    if not (root / SERVER).is_dir():
        raise StartError(f"{root} holds no folder {SERVER}; run inside a project, or make one: pystream new")
    if afresh:
        _forget()
    # It stays: functions may import more of the project when they are called.
    sys.path[:] = [str(root), *(entry for entry in sys.path if entry != str(root))]
    settle(root)
    registry = Registry()
    paths: dict[str, str] = {}
    for path, name in _modules(root):
        registry.modules[name] = _import(root, path, name)
        paths[name] = path.relative_to(root).as_posix()
    said = {name: _said(module, paths[name]) for name, module in registry.modules.items()}
    for name, module in registry.modules.items():
        needs_user, limit = _inherited(said, name, authenticate, rate)
        if needs_user:
            registry.closed.add(name)
        _collect(registry, module, paths[name], needs_user, limit)
    # Those of the app come first, then those of a package: a module's name begins with the one around it.
    wraps = sorted(registry.of(Wraps), key=lambda each: each.module.count("."))
    for endpoint in registry.endpoints.values():
        home = f"{endpoint.function.__module__}."
        endpoint.wrap([each.function for each in wraps if home.startswith(f"{each.module}.")])
    return registry


@dataclass(frozen=True, slots=True)
class _Said:
    """What a module says about its actions and streams; None: nothing."""

    authenticate: bool | None
    rate: str | None


def _said(module: ModuleType, file: str) -> _Said:
    authenticate = getattr(module, "authenticate", None)
    if authenticate is not None and not isinstance(authenticate, bool):
        raise StartError(f"{file}: authenticate must be True or False, got {authenticate!r}")
    rate = getattr(module, "rate", None)
    if not isinstance(rate, str | int | float):
        return _Said(authenticate, None)  # a function of that name, say
    try:
        parse_rate(rate)
    except ValueError as why:
        raise StartError(f"{file}: rate {why}; rename it if it is something else") from None
    return _Said(authenticate, str(rate))


def _inherited(said: dict[str, _Said], name: str, authenticate: bool, rate: str) -> tuple[bool, str]:
    """What holds in a module: what it says, else the packages around it, else what is given."""
    parts = name.split(".")
    for depth in range(len(parts)):
        here = said.get(".".join(parts[: depth + 1]))
        if here is not None:
            authenticate = authenticate if here.authenticate is None else here.authenticate
            rate = rate if here.rate is None else here.rate
    return authenticate, rate


def _forget() -> None:
    # Another project of this process, or an earlier load, has modules of the same names.
    for name in [name for name in sys.modules if name.split(".")[0] in (SERVER, SHARED)]:
        del sys.modules[name]
    importlib.invalidate_caches()


def settle(root: Path) -> None:
    """Let `server_src` and `shared_src` be the project's, unless they were imported already."""
    # Python takes any folder of that name on its path which has an __init__.py before one that has none.
    for name in (SERVER, SHARED):
        if name not in sys.modules and (root / name).is_dir() and not (root / name / "__init__.py").is_file():
            spec = ModuleSpec(name, None, is_package=True)
            spec.submodule_search_locations = [str(root / name)]
            sys.modules[name] = module_from_spec(spec)


def _modules(root: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted((root / SERVER).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if parts[-1] == "__init__":
            parts = parts[:-1]
            if path.parent.with_suffix(".py").is_file():
                where = path.parent.relative_to(root).as_posix()
                raise StartError(f"{where}.py and {where}/ have the same name; rename one of them")
        yield path, ".".join(parts)


def _import(root: Path, path: Path, name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except SyntaxError as why:
        where = _shown(root, Path(why.filename)) if why.filename else _shown(root, path)
        raise StartError(f"{where}:{why.lineno}: {type(why).__name__}: {why.msg}") from None
    except (Exception, SystemExit) as why:
        where = _blamed(root, why.__traceback__) or _shown(root, path)
        text = " ".join(str(why).split())
        raise StartError(f"{where}: {type(why).__name__}: {text}") from None


def _blamed(root: Path, trace: TracebackType | None) -> str:
    """The innermost line of the project's own code in a traceback, as file:line."""
    for frame in reversed(traceback.extract_tb(trace)):
        path = Path(frame.filename)
        if path.is_relative_to(root / SERVER) or path.is_relative_to(root / SHARED):
            return f"{_shown(root, path)}:{frame.lineno}"
    return ""


def _shown(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _collect(registry: Registry, module: ModuleType, file: str, authenticate: bool, rate: str) -> None:
    prefix = module.__name__.removeprefix(SERVER).removeprefix(".")
    for attribute, thing in list(vars(module).items()):
        name = f"{prefix}.{attribute}" if prefix else attribute
        for mark in marks_of(thing):
            # One that is imported, or has another name here, is found under its own.
            if thing.__module__ == module.__name__ and thing.__name__ == attribute:
                where = f"{file}:{inspect.unwrap(thing).__code__.co_firstlineno}"
                if not isinstance(mark, Mark):
                    registry.marked.append(Marked(mark, thing, module.__name__, where))
                    continue
                try:
                    gate = _gate(name, mark, authenticate, rate)
                    endpoint = Endpoint(name, mark.function, gate, mark.upload_limit, mark.silent, mark.safe)
                except TypeError as why:
                    raise StartError(f"{where}: {why}") from None
                _claim(registry, name, where)
                registry.endpoints[name] = endpoint
        if isinstance(thing, Event) and thing.name in ("", name) and thing.module == module.__name__:
            if not thing.name:
                _name_event(thing, name, module, file)
            _claim(registry, name, file)
            registry.events[name] = thing


def _gate(name: str, mark: Mark, authenticate: bool, rate: str) -> Gate:
    auth = authenticate if mark.auth is None else mark.auth
    limit = parse_rate(rate if mark.rate is None else mark.rate)
    if isinstance(auth, bool):
        return Gate(name, auth, rate=limit)
    return Gate(name, question=auth, rate=limit, of=mark.function)


def _claim(registry: Registry, name: str, where: str) -> None:
    if name in registry.endpoints or name in registry.events:
        raise StartError(f"{where}: {name} is declared twice; rename one of them")


def name_event(event: Event[Any]) -> None:
    """Name an event whose module was imported by other code than load().

    Raises:
        LookupError: its module does not have it under any name.
    """
    module = sys.modules.get(event.module)
    for attribute, thing in vars(module).items() if module is not None else ():
        if thing is event and module is not None:
            prefix = event.module.removeprefix(SERVER).removeprefix(".")
            _name_event(event, f"{prefix}.{attribute}" if prefix else attribute, module, event.module)
            return
    raise LookupError(f"{event!r} is at module level of no module; declare it so in {SERVER}")


def _name_event(event: Event[Any], name: str, module: ModuleType, file: str) -> None:
    # typing keeps the T of Event[T]() only here; a bare Event() has none and takes anything.
    arguments = typing.get_args(getattr(event, "__orig_class__", None))
    try:
        # Through a class's annotations, so that a T written as text is resolved like any other.
        holder = type("Holder", (), {"__annotations__": {"t": arguments[0] if arguments else Any}})
        hint = typing.get_type_hints(holder, vars(module))["t"]
        codec = Codec(hint)
    except (TypeError, NameError) as why:
        raise StartError(f"{file}: event {name}: {why}") from None
    if (event.presence or event.online) and hint is not Presence:
        raise StartError(f"{file}: event {name}: it tells who comes and goes, so write Event[Presence](...)")

    def encode(payload: Any) -> bytes:
        try:
            return codec.encode(payload, "payload")
        except Mismatch as why:
            raise TypeError(f"{name}: {why}") from None

    event.name = name
    event.encode = encode
    event.decode = functools.partial(codec.decode, place="payload")

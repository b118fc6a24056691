"""What the app's modules hold, put back between tests: they are imported once, each test finds them new.

Put back are the names of modules and of the app's classes, and what is reached from them: lists, dicts, sets,
deques, instances of the app's own classes and of asyncio's (a Lock belongs to the event loop that used it
first), caches of functools. What libraries keep to themselves is not.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, MutableMapping, MutableSequence
from types import ModuleType
from typing import Any

_OWN = ("server_src", "shared_src")


class ModuleState:
    """The state of some modules when this was made."""

    def __init__(self, modules: Iterable[ModuleType]) -> None:
        # The things themselves are kept, so that no other one gets the id of one that is gone.
        self._seen: dict[int, object] = {}
        self._undo: list[Callable[[], None]] = []
        for module in modules:
            self._keep_names(module)

    def put_back(self) -> None:
        """Make it so again."""
        for undo in self._undo:
            undo()

    def _keep_names(self, owner: ModuleType | type) -> None:
        was = {name: value for name, value in vars(owner).items() if _is_state(name, value)}

        def undo() -> None:
            now = vars(owner)
            for name in [name for name, value in now.items() if name not in was and _is_state(name, value)]:
                delattr(owner, name)
            for name, value in was.items():
                if now.get(name, self) is not value:
                    setattr(owner, name, value)

        self._undo.append(undo)
        for value in was.values():
            self._keep(value)

    def _keep(self, thing: Any) -> None:
        if isinstance(thing, str | bytes | int | float | ModuleType | None) or id(thing) in self._seen:
            return
        self._seen[id(thing)] = thing
        if isinstance(thing, type):
            if _is_own(thing.__module__):
                self._keep_names(thing)
        elif isinstance(thing, tuple | frozenset):
            self._keep_each(thing)
        elif isinstance(thing, list | deque):
            self._keep_sequence(thing)
        elif isinstance(thing, dict):
            self._keep_mapping(thing)
        elif isinstance(thing, set):
            self._keep_set(thing)
        elif hasattr(thing, "cache_clear"):
            self._undo.append(thing.cache_clear)
        elif _is_own(type(thing).__module__) or type(thing).__module__.partition(".")[0] == "asyncio":
            self._keep_instance(thing)

    def _keep_each(self, things: Iterable[Any]) -> None:
        for thing in things:
            self._keep(thing)

    def _keep_sequence(self, thing: MutableSequence[Any]) -> None:
        was = list(thing)

        def undo() -> None:
            thing.clear()
            thing.extend(was)

        self._undo.append(undo)
        self._keep_each(was)

    def _keep_mapping(self, thing: MutableMapping[Any, Any]) -> None:
        was = dict(thing)

        def undo() -> None:
            thing.clear()
            thing.update(was)

        self._undo.append(undo)
        self._keep_each(was.values())

    def _keep_set(self, thing: set[Any]) -> None:
        was = set(thing)

        def undo() -> None:
            thing.clear()
            thing.update(was)

        self._undo.append(undo)
        self._keep_each(was)

    def _keep_instance(self, thing: Any) -> None:
        slots = [name for kind in type(thing).__mro__ for name in _names(getattr(kind, "__slots__", ()))]
        was = {name: getattr(thing, name) for name in slots if hasattr(thing, name)}
        held = getattr(thing, "__dict__", None)
        if held is not None:
            self._keep_mapping(held)

        def undo() -> None:
            for name, value in was.items():
                object.__setattr__(thing, name, value)

        self._undo.append(undo)
        self._keep_each(was.values())


def _names(slots: str | Iterable[str]) -> Iterable[str]:
    names = [slots] if isinstance(slots, str) else slots
    return [name for name in names if name not in ("__dict__", "__weakref__")]


def _is_own(module: str) -> bool:
    return module.partition(".")[0] in _OWN


def _is_state(name: str, value: object) -> bool:
    # A submodule that was imported since is no state of the package.
    return not (name.startswith("__") and name.endswith("__")) and not isinstance(value, ModuleType)

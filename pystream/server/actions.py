"""What server code declares: `@action` on a function, `Event[T]()` at module level. Nothing is registered.

`registry.load` walks the modules and picks up what is marked here.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Coroutine
from typing import Any, Generic, ParamSpec, Protocol, TypeVar, cast, overload

_P = ParamSpec("_P")
_T = TypeVar("_T")

_MARK = "__pystream_action__"


class _Marker(Protocol):
    @overload
    def __call__(
        self, function: Callable[_P, Coroutine[Any, Any, _T]], /
    ) -> Callable[_P, Coroutine[Any, Any, _T]]: ...

    @overload
    def __call__(self, function: Callable[_P, _T], /) -> Callable[_P, Coroutine[Any, Any, _T]]: ...


@overload
def action(function: Callable[_P, Coroutine[Any, Any, _T]], /) -> Callable[_P, Coroutine[Any, Any, _T]]: ...


@overload
def action(function: Callable[_P, _T], /) -> Callable[_P, Coroutine[Any, Any, _T]]: ...


@overload
def action() -> _Marker: ...


def action(function: Callable[..., Any] | None = None, /) -> Any:
    """Make a module-level function of server_src callable from the browser; `@action` or `@action()`.

    A plain `def` is awaited by its callers all the same, on both sides.

    Raises:
        TypeError: not a function, or a generator.
    """
    if function is None:
        return action
    if not inspect.isfunction(function):
        raise TypeError(f"@action goes on a function, not on {function!r}")
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise TypeError(f"@action: {function.__qualname__} is a generator; return one value instead")
    marked: Any = function
    if not inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def awaited(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)

        marked = awaited
    setattr(marked, _MARK, function)
    return marked


def declared(thing: object) -> Callable[..., Any] | None:
    """The function behind a marked one, as it was written; None for anything else."""
    # By type first: a module may hold objects that answer to every attribute.
    return cast("Callable[..., Any]", vars(thing).get(_MARK)) if inspect.isfunction(thing) else None


class Event(Generic[_T]):
    """Something the server may publish, its payload of type T: `message = Event[Message](keep=50)`.

    Attributes:
        name: module and variable, as "chat.message"; set when the module has been loaded.
        module: the module that declares it; others may import it.
        keep: how many of them are kept, per channel, for browsers that were away.
    """

    name: str
    module: str
    keep: int
    encode: Callable[[_T], bytes]

    def __init__(self, *, keep: int = 0) -> None:
        if isinstance(keep, bool) or not isinstance(keep, int) or keep < 0:
            raise TypeError(f"Event: keep must be a number of events, 0 or more, got {keep!r}")
        self.name = ""
        self.module = _caller()
        self.keep = keep

    def __repr__(self) -> str:
        return f"<Event {self.name or 'not loaded'}>"


def _caller() -> str:
    """The module that calls the constructor which calls this, through typing's `Event[T]` or not."""
    depth = 2
    while (name := str(sys._getframe(depth).f_globals.get("__name__"))) == "typing":
        depth += 1
    return name

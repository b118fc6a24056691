"""What server code declares: `@action`, `@stream`, `Event[T]()` at module level. Nothing is registered.

`registry.load` walks the modules and picks up what is marked here.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, Protocol, TypeAlias, TypeVar, cast, overload

from pystream.rate import parse_rate
from pystream.server.patterns import Pattern

_P = ParamSpec("_P")
_T = TypeVar("_T")

_MARKS = "__pystream_marks__"
# What an action or a stream is to who calls it by its name: itself. pystream.testing sets another, so that a
# test's call can travel as a browser's does.
face: Callable[[Callable[..., Any]], Callable[..., Any]] | None = None

# Who may call: anybody, who has signed in, or whom a function lets in.
Auth: TypeAlias = bool | Callable[..., bool | Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Mark:
    """What @action or @stream says about a function; None: what its module says."""

    function: Callable[..., Any]
    stream: bool = False
    upload_limit: int | None = None
    silent: bool = False
    auth: Auth | None = None
    rate: str | None = None
    safe: bool = False


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
def action(
    *,
    idempotent: bool = False,
    volatile: bool = False,
    timeout: float | None = None,
    upload_limit: int | None = None,
    silent: bool = False,
    auth: Auth | None = None,
    rate: str | None = None,
    safe: bool = False,
) -> _Marker: ...


def action(
    function: Callable[..., Any] | None = None,
    /,
    *,
    idempotent: bool = False,
    volatile: bool = False,
    timeout: float | None = None,
    upload_limit: int | None = None,
    silent: bool = False,
    auth: Auth | None = None,
    rate: str | None = None,
    safe: bool = False,
) -> Any:
    """Make a module-level function of server_src callable from the browser; `@action` or `@action(...)`.

    A plain `def` is awaited by its callers all the same, on both sides. The options are read from the source,
    so they are to be written out.

    Args:
        idempotent: it may run twice, so it is sent again when a worker died and nobody knows whether it ran.
        volatile: worthless when late; without a line it fails at once with ConnectionLost.
        timeout: how long its caller waits, in seconds, instead of settings.call_timeout_s.
        upload_limit: the most bytes that each Upload among its arguments may have, instead of
            settings.max_upload_bytes.
        silent: its calls that go well get no line in the log; for what is called all the time.
        auth: who may call it: True: who has signed in; False: anybody; a function, async or not: who has
            signed in and for whom it returns True. It may take arguments of the action, by their
            names, and raise Denied with a text of its own. None: as `authenticate` of its module says, else
            settings.authenticate.
        rate: how often a user may call it, or an address while nobody has signed in, as "5/s", "100/m" or
            "10/30s"; more is answered by SlowDown. "" is no limit; None: as `rate` of its module says, else
            settings.rate.
        safe: it reads only, so GET over HTTP may call it too.
    Raises:
        TypeError: not a function, or a generator; an option is not what is written here.
    """
    _check_gate("@action", auth, rate)
    for name, switch in (("safe", safe), ("silent", silent)):
        if not isinstance(switch, bool):
            raise TypeError(f"@action: {name} must be True or False, got {switch!r}")
    if upload_limit is not None and (type(upload_limit) is not int or upload_limit <= 0):
        raise TypeError(f"@action: upload_limit must be a number of bytes, 1 or more, got {upload_limit!r}")
    if function is None:
        return functools.partial(
            action, upload_limit=upload_limit, silent=silent, auth=auth, rate=rate, safe=safe
        )
    if not inspect.isfunction(function):
        raise TypeError(f"@action goes on a function, not on {function!r}")
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise TypeError(f"@action: {function.__qualname__} is a generator; use @stream, or return one value")
    marked: Any = function
    if not inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def awaited(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)

        marked = awaited
    mark(marked, Mark(function, False, upload_limit, silent, auth, rate, safe))
    return marked if face is None else face(marked)


class _StreamMarker(Protocol):
    def __call__(self, function: Callable[_P, AsyncIterator[_T]], /) -> Callable[_P, AsyncIterator[_T]]: ...


@overload
def stream(function: Callable[_P, AsyncIterator[_T]], /) -> Callable[_P, AsyncIterator[_T]]: ...


@overload
def stream(*, auth: Auth | None = None, rate: str | None = None) -> _StreamMarker: ...


def stream(
    function: Callable[..., Any] | None = None, /, *, auth: Auth | None = None, rate: str | None = None
) -> Any:
    """Make an async generator of server_src iterable from the browser: `async for price in prices("X")`.

    Leaving the loop closes the generator. While the browser is away it waits; if its worker is gone, the loop
    raises Gap, unless the stream gives cursors: it yields `tracked(value, cursor)` and takes a parameter
    `after: str | None = None`, with which it is begun again.

    Args:
        auth: see action. A stream for who has signed in ends with SignedOut when the session's user changes.
        rate: see action; how often it may be begun.
    Raises:
        TypeError: not an async generator function; an option is not what is written here.
    """
    _check_gate("@stream", auth, rate)
    if function is None:
        return functools.partial(stream, auth=auth, rate=rate)
    if not inspect.isasyncgenfunction(function):
        raise TypeError(f"@stream goes on an async generator function, not on {function!r}")
    mark(function, Mark(function, stream=True, auth=auth, rate=rate))
    return function if face is None else face(function)


def _check_gate(what: str, auth: object, rate: object) -> None:
    if auth is not None and not isinstance(auth, bool) and (not callable(auth) or inspect.isclass(auth)):
        raise TypeError(f"{what}: auth must be True, False or a function, got {auth!r}")
    if rate is not None:
        try:
            parse_rate(rate)
        except ValueError as why:
            raise TypeError(f"{what}: rate {why}") from None


@dataclass(frozen=True, slots=True)
class Tracked:
    """An item of a stream that can be begun again after it."""

    value: Any
    cursor: str


def tracked(value: _T, cursor: str) -> _T:
    """An item for a @stream to yield, with the place after which it can go on; see stream.

    Raises:
        TypeError: the cursor is not text.
    """
    if not isinstance(cursor, str):
        raise TypeError(f"tracked: cursor must be text, got {cursor!r}")
    # To the type checker it is the value, since that is what the browser's loop gets.
    return cast("_T", Tracked(value, cursor))


def mark(function: Callable[..., Any], what: object) -> None:
    """Note on a function what a decorator says about it; registry.load finds it."""
    setattr(function, _MARKS, (*marks_of(function), what))


def marks_of(thing: object) -> tuple[Any, ...]:
    """What decorators noted on a function; nothing for anything else."""
    # By type first: a module may hold objects that answer to every attribute.
    return cast("tuple[Any, ...]", vars(thing).get(_MARKS, ())) if inspect.isfunction(thing) else ()


class Event(Generic[_T]):
    """Something the server may publish, its payload of type T: `message = Event[Message](keep=50)`.

    Attributes:
        name: module and variable, as "chat.message"; set when the module has been loaded.
        module: the module that declares it; others may import it.
        keep: how many of them are kept, per channel, for browsers that were away.
        volatile: only the newest counts, as of a pointer's place: to a browser that reads slowly the older
            are not sent.
        presence: pystream itself publishes it, an Event[Presence], when users come to a channel or leave it:
            the channel's name, or a pattern of names, as "room:{id}".
        online: as `presence`, to every tab, when users come online or go: each time a message to all tabs.
    """

    name: str
    module: str
    keep: int
    volatile: bool
    presence: str
    online: bool
    encode: Callable[[_T], bytes]
    decode: Callable[[bytes], _T]

    def __init__(
        self, *, keep: int = 0, volatile: bool = False, presence: str = "", online: bool = False
    ) -> None:
        if isinstance(keep, bool) or not isinstance(keep, int) or keep < 0:
            raise TypeError(f"Event: keep must be a number of events, 0 or more, got {keep!r}")
        if keep and volatile:
            raise TypeError("Event: what is volatile is not kept; leave out keep or volatile")
        if (presence or online) and (keep or volatile or (presence and online)):
            raise TypeError("Event: presence or online stands alone, without keep and volatile")
        self.name = ""
        self.volatile = volatile
        try:
            Pattern(presence)
        except ValueError as why:
            raise TypeError(f"Event: presence: {why}") from None
        self.presence = presence
        self.online = online
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

"""`@middleware`: what a call passes between its gate and its action, in the app, a package or a module."""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, TypeAlias

from pystream.server.actions import mark


@dataclass(slots=True)
class Call:
    """A call on its way.

    Attributes:
        action: the name of the action or stream, as "chat.say".
        args, kwargs: its arguments, decoded; what is put in their place is passed on as it is.
    """

    action: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


# The rest of the way: the next middleware, at last the action.
Next: TypeAlias = Callable[[Call], Awaitable[Any]]
Middleware: TypeAlias = Callable[[Call, Next], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Wraps:
    """What @middleware says about a function."""


def middleware(function: Middleware, /) -> Middleware:
    """Make an `async def f(call: Call, next: Next) -> Any` stand around actions and streams of server_src.

    In `server_src/__init__.py` around all of the app's, in a package's `__init__.py` around the package's, in
    another module around its own; these in this order, several of a module as they are written. It runs once
    the call has passed its gate and its arguments fit. `await next(call)` is the action's result, of a stream
    the async iterator; it may change the arguments before, return something else or raise instead.

    Raises:
        TypeError: not an async function of two arguments.
    """
    if not inspect.iscoroutinefunction(function):
        raise TypeError(f"@middleware goes on an `async def`, not on {function!r}")
    try:
        inspect.signature(function).bind(None, None)
    except TypeError:
        raise TypeError(f"@middleware: {function.__qualname__} must take (call: Call, next: Next)") from None
    mark(function, Wraps())
    return function


def around(name: str, function: Callable[..., Any], layers: Sequence[Middleware]) -> Callable[..., Any]:
    """An action with middleware around it, the outermost first, as an `async def`; a stream as a stream."""
    if inspect.isasyncgenfunction(function):
        return _around_stream(name, function, layers)
    is_async = inspect.iscoroutinefunction(function)

    async def act(call: Call) -> Any:
        result = function(*call.args, **call.kwargs)
        return await result if is_async else result

    first = _chain(layers, act)

    @functools.wraps(function)
    async def run(*args: Any, **kwargs: Any) -> Any:
        return await first(Call(name, args, kwargs))

    return run


def _around_stream(
    name: str, function: Callable[..., Any], layers: Sequence[Middleware]
) -> Callable[..., Any]:
    @functools.wraps(function)
    async def items(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        async with AsyncExitStack() as made:

            async def begin(call: Call) -> Any:
                stream = function(*call.args, **call.kwargs)
                made.push_async_callback(stream.aclose)
                return stream

            stream = await _chain(layers, begin)(Call(name, args, kwargs))
            # One that a middleware made ends before the one that it reads.
            if (close := getattr(stream, "aclose", None)) is not None:
                made.push_async_callback(close)
            async for item in stream:
                yield item

    return items


def _chain(layers: Sequence[Middleware], last: Next) -> Next:
    for layer in reversed(layers):
        last = functools.partial(_pass, layer, last)
    return last


def _pass(layer: Middleware, following: Next, call: Call) -> Awaitable[Any]:
    return layer(call, following)

"""Whose calls a test makes: inside `with ada:` an action that is called travels as ada's page would send it.

Server code that calls an action of its own calls the function, as ever.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncIterator, Callable
from contextvars import ContextVar
from typing import Any, Protocol

from pystream.server.context import current
from pystream.server.registry import SERVER


class Actor(Protocol):
    """Who can call the server."""

    async def call(self, action: str, /, *args: Any, **named: Any) -> Any:
        """The value that an action returns."""

    def stream(self, action: str, /, *args: Any, **named: Any) -> AsyncIterator[Any]:
        """The items of a stream."""


acting: ContextVar[Actor | None] = ContextVar("pystream actor", default=None)


def face(function: Callable[..., Any]) -> Callable[..., Any]:
    """What a test gets for an action or a stream of server_src; see pystream.server.actions.face."""
    module = function.__module__
    if module.partition(".")[0] != SERVER:
        return function
    name = f"{module.removeprefix(SERVER).removeprefix('.')}.{function.__name__}".removeprefix(".")
    signature = inspect.signature(function)

    if inspect.isasyncgenfunction(function):

        @functools.wraps(function)
        def stream(*args: Any, **named: Any) -> Any:
            if (actor := _actor()) is None:
                return function(*args, **named)
            signature.bind(*args, **named)
            return actor.stream(name, *args, **named)

        return stream

    @functools.wraps(function)
    async def call(*args: Any, **named: Any) -> Any:
        if (actor := _actor()) is None:
            return await function(*args, **named)
        # What the compiler would refuse never leaves a page.
        signature.bind(*args, **named)
        return await actor.call(name, *args, **named)

    return call


def _actor() -> Actor | None:
    """Whose call this is; None: the server's own, or a plain one of the test's."""
    return acting.get() if current.get(None) is None else None

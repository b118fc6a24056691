"""What happens on a server, told to the app: `@on.connect` and its kin.

Each function runs in a task of its own, so it holds up nothing; its failures go to the log and `@on.error`.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import logging
import secrets
import types
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from pystream.server.actions import mark
from pystream.server.context import CallContext, Caller, Context, current
from pystream.server.registry import SERVER, Registry

if TYPE_CHECKING:
    from pystream.server.client import Client
    from pystream.server.hub import Hub

log = logging.getLogger("pystream.hooks")

CLOSE_S = 1.0  # how long a stopping server waits for these functions

_Bare = TypeVar("_Bare", bound=Callable[[], object])
_Named = TypeVar("_Named", bound=Callable[[str], object])
_Failure = TypeVar("_Failure", bound=Callable[[BaseException, str, str], object])

What: TypeAlias = Literal["connect", "disconnect", "client_gone", "subscribe", "unsubscribe", "error"]


@dataclass(frozen=True, slots=True)
class Hook:
    """What @on.connect and its kin say about a function."""

    what: What


class On:
    """Decorators of functions, plain or async, at module level of server_src; several may have the same one.

    Raises (all):
        TypeError: not a function, a generator, or one that cannot be called with these arguments.
    """

    __slots__ = ()

    def connect(self, function: _Bare, /) -> _Bare:
        """A new tab is there; `session` and `request` are its own. Not called when a tab comes back."""
        return _marked("connect", function, 0)

    def disconnect(self, function: _Bare, /) -> _Bare:
        """A tab is gone for good: its page was left, or it has been away for settings.resume_s.

        Not called for the tabs of a worker that stops or is killed; see client_gone.
        """
        return _marked("disconnect", function, 0)

    def client_gone(self, function: _Named, /) -> _Named:
        """A user, given by id, has no tab any more, on any worker. Called once, on one of the workers."""
        return _marked("client_gone", function, 1)

    def subscribe(self, function: _Named, /) -> _Named:
        """A tab has subscribed to a channel, given by name; `session` and `request` are the tab's."""
        return _marked("subscribe", function, 1)

    def unsubscribe(self, function: _Named, /) -> _Named:
        """A tab has left a channel, given by name: by itself, signed out, or gone for good."""
        return _marked("unsubscribe", function, 1)

    def error(self, function: _Failure, /) -> _Failure:
        """Something of the app's broke: the exception, where ("chat.say"), and the reference in the log.

        An action, a stream, a lifespan, another of these functions, or a task of server_src that nobody
        awaits; not what an action tells its caller (pystream's errors and those of shared_src). What breaks
        in here is only logged.
        """
        return _marked("error", function, 3)


_Function = TypeVar("_Function", bound=Callable[..., object])


def _marked(what: What, function: _Function, arguments: int) -> _Function:
    if not inspect.isfunction(function):
        raise TypeError(f"@on.{what} goes on a function, not on {function!r}")
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise TypeError(f"@on.{what}: {function.__qualname__} is a generator; write a plain or an async def")
    try:
        inspect.signature(function).bind(*range(arguments))
    except TypeError as why:
        taken = {0: "nothing", 1: "one argument", 3: "an exception, where it was, and its reference"}[
            arguments
        ]
        raise TypeError(f"@on.{what}: {function.__qualname__} is called with {taken}: {why}") from None
    mark(function, Hook(what))
    return function


class Hooks:
    """Runs the app's functions on one worker."""

    def __init__(self, hub: Hub, registry: Registry) -> None:
        self._hub = hub
        self._root = (hub.settings.root / SERVER).resolve()
        self._before: Callable[[asyncio.AbstractEventLoop, dict[str, Any]], object] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._by_what: dict[str, list[tuple[str, Callable[..., Any]]]] = {}
        self.become(registry)

    def become(self, registry: Registry) -> None:
        """Call the functions of this registry from now on."""
        self._by_what = {}
        for each in registry.of(Hook):
            name = f"{each.module}.{each.function.__name__}".removeprefix(f"{SERVER}.")
            self._by_what.setdefault(each.mark.what, []).append((name, each.function))

    def connected(self, client: Client) -> None:
        """A new tab is there."""
        self._start("connect", client)

    def disconnected(self, client: Client) -> None:
        """A tab is gone for good."""
        self.unsubscribed(client, client.channels)
        self._start("disconnect", client)

    def subscribed(self, client: Client, channel: str) -> None:
        """A tab has subscribed."""
        self._start("subscribe", client, channel)

    def unsubscribed(self, client: Client, channels: Iterable[str]) -> None:
        """A tab has left channels."""
        if "unsubscribe" in self._by_what:
            for channel in sorted(channels):
                self._start("unsubscribe", client, channel)

    def gone(self, user: str) -> None:
        """A user's last tab is gone."""
        self._start("client_gone", None, user)

    def broke(self, why: BaseException, where: str, reference: str, caller: Caller | None = None) -> None:
        """Something of the app's broke, and was logged under the reference."""
        self._start("error", caller, why, where, reference)

    def watch(self) -> None:
        """From now on, failures of the app's tasks that nobody awaits are the app's to hear of, too."""
        loop = asyncio.get_running_loop()
        self._before = loop.get_exception_handler()
        loop.set_exception_handler(self._trouble)

    async def settle(self) -> None:
        """Wait a little for what runs."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CLOSE_S)

    async def close(self) -> None:
        """Wait a little for what runs, then cancel it."""
        await self.settle()
        for task in self._tasks:
            task.cancel()
        loop = asyncio.get_running_loop()
        if loop.get_exception_handler() == self._trouble:
            loop.set_exception_handler(self._before)

    def _trouble(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """The event loop's exception handler."""
        task, why = context.get("future"), context.get("exception")
        if isinstance(task, asyncio.Task) and why is not None and self._is_apps(coroutine := task.get_coro()):
            name = str(getattr(coroutine, "__qualname__", coroutine))
            reference = secrets.token_hex(3)
            log.error("the task %s failed, reference %s", name, reference, exc_info=why)
            self.broke(why, name, reference)
        elif self._before is not None:
            self._before(loop, context)
        else:
            loop.default_exception_handler(context)

    def _is_apps(self, coroutine: object) -> bool:
        return isinstance(coroutine, types.CoroutineType) and Path(
            coroutine.cr_code.co_filename
        ).is_relative_to(self._root)

    def _start(self, what: What, caller: Caller | None, *arguments: Any) -> None:
        for name, function in self._by_what.get(what, ()):
            context = Context(self._hub) if caller is None else CallContext(self._hub, caller, name)
            run = self._run(what, name, function, arguments, context)
            # A context of its own, not one of the call that happens to run: what that has set is not for it.
            fresh = contextvars.Context()
            fresh.run(current.set, context)
            task = asyncio.get_running_loop().create_task(run, context=fresh)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(
        self,
        what: What,
        name: str,
        function: Callable[..., Any],
        given: tuple[Any, ...],
        context: Context,
    ) -> None:
        try:
            result = function(*given)
            if isinstance(result, Coroutine):
                await result
            if isinstance(context, CallContext) and (saving := context.save()) is not None:
                await saving
        except asyncio.CancelledError:
            raise
        except (Exception, SystemExit, KeyboardInterrupt) as why:
            reference = secrets.token_hex(3)
            log.error("%s failed, reference %s", name, reference, exc_info=why)
            if what != "error":
                self.broke(why, name, reference, context.caller if isinstance(context, CallContext) else None)


on = On()

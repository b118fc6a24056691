"""`@lifespan`: what a worker has from before its first call to after its last, such as a database's pool."""

from __future__ import annotations

import asyncio
import inspect
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pystream.server.actions import mark
from pystream.server.context import Context, current
from pystream.server.errors import StartError
from pystream.server.failures import text_of
from pystream.server.registry import Marked, Registry

if TYPE_CHECKING:
    from pystream.server.hub import Hub

log = logging.getLogger("pystream.serving")

_Span = TypeVar("_Span", bound=Callable[[], AsyncIterator[None]])


@dataclass(frozen=True, slots=True)
class Lifespan:
    """What @lifespan says about a function."""


def lifespan(function: _Span, /) -> _Span:
    """Run what is before its `yield` before a worker listens, the rest when it has drained.

    An async generator function without parameters, at module level of server_src. Several are entered in the
    order of modules and lines, and left in reverse, each in a task of its own. What they start may publish.
    If one fails at start, those before it are left, and the server does not start.

    Raises:
        TypeError: not an async generator function, or one with parameters.
    """
    given: object = function  # a name of its own, or the type checker would narrow the type that is returned
    if not inspect.isasyncgenfunction(given):
        raise TypeError(f"@lifespan goes on an `async def` with a yield, not on {function!r}")
    if inspect.signature(function).parameters:
        raise TypeError(f"@lifespan: {function.__qualname__} is called with nothing; remove its parameters")
    mark(function, Lifespan())
    return function


class Lifespans:
    """Those of one worker."""

    def __init__(self, hub: Hub, registry: Registry) -> None:
        self._hub = hub
        self._declared = registry.of(Lifespan)
        self._running: list[_Running] = []

    async def enter(self) -> None:
        """Enter them in order. Raises StartError, having left those that were entered."""
        self._running = await self._enter(self._declared)

    async def leave(self) -> None:
        """Leave them in reverse order; one that takes longer than settings.drain_s is cancelled."""
        running, self._running = self._running, []
        await self._leave(running)

    async def become(self, registry: Registry) -> Callable[[], Awaitable[None]]:
        """Enter those of another registry. Who is in both stays entered.

        Returns:
            What leaves those that are in it no more, when nothing uses them any longer.
        Raises:
            StartError: one of them fails; then those from before are entered.
        """
        declared = registry.of(Lifespan)
        functions = {each.function for each in declared}
        gone = [each for each in self._running if each.declared.function not in functions]
        kept = {each.declared.function: each for each in self._running if each not in gone}
        new = [each for each in declared if each.function not in kept]
        try:
            entered = await self._enter(new)
        except StartError:
            if not gone:
                raise
            # They may hold what the new ones ask for: a port, the lock of a file.
            await self._leave(gone)
            try:
                entered = await self._enter(new)
            except StartError:
                self._running = list(kept.values())
                self._running += await self._enter([each.declared for each in gone])
                raise
            gone = []
        known = kept | {each.declared.function: each for each in entered}
        self._declared = declared
        self._running = [known[each.function] for each in declared]
        return lambda: self._leave(gone)

    async def _enter(self, declared: Iterable[Marked[Lifespan]]) -> list[_Running]:
        entered: list[_Running] = []
        for each in declared:
            running = _Running(self._hub, each)
            try:
                await running.enter()
            except StartError:
                await self._leave(entered)
                raise
            entered.append(running)
        return entered

    async def _leave(self, running: Sequence[_Running]) -> None:
        for each in reversed(running):
            await each.leave(self._hub.settings.drain_s)


class _Running:
    """One of them, in a task of its own: what it opens may belong to a task, such as a TaskGroup."""

    def __init__(self, hub: Hub, declared: Marked[Lifespan]) -> None:
        self._hub = hub
        self.declared = declared
        self._name = declared.function.__name__
        self._entered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._leaving = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def enter(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())
        try:
            await asyncio.shield(self._entered)
        except asyncio.CancelledError:
            self._task.cancel()
            raise

    async def leave(self, timeout_s: float) -> None:
        assert self._task is not None
        self._leaving.set()
        await asyncio.wait([self._task], timeout=timeout_s)
        if not self._task.done():
            log.warning("%s: the lifespan %s does not end; going on", self.declared.where, self._name)
            self._task.cancel()

    async def _run(self) -> None:
        current.set(Context(self._hub))
        span = asynccontextmanager(self.declared.function)()
        try:
            await span.__aenter__()
        except BaseException as why:
            text = " ".join(text_of(why).split())
            error = StartError(f"{self.declared.where}: lifespan {self._name}: {type(why).__name__}: {text}")
            error.__cause__ = why
            self._entered.set_exception(error)
            log.debug("lifespan %s", self._name, exc_info=why)
            return
        self._entered.set_result(None)
        try:
            await self._wait()
            await span.__aexit__(None, None, None)
        except (Exception, asyncio.CancelledError) as why:
            reference = secrets.token_hex(3)
            log.error("lifespan %s failed, reference %s", self._name, reference, exc_info=why)
            self._hub.hooks.broke(why, self._name, reference)

    async def _wait(self) -> None:
        try:
            await self._leaving.wait()
        except asyncio.CancelledError:
            # A TaskGroup of the lifespan cancels its task when a part failed, and tells when it is left.
            if self._leaving.is_set():
                raise

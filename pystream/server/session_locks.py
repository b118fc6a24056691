"""session.lock: one holder per session over all workers.

On a worker, who waits gets it in order; between workers the store decides. Whoever holds it renews it, so
that a worker that was killed blocks the others for LEASE_S at most. The lock only spares the calls that take
it conflicts: no write is lost without it either, since the store compares.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from pystream.server.errors import Changed, Unreachable
from pystream.server.store import Backend
from pystream.server.turns import Turns

log = logging.getLogger("pystream.sessions")

UNLOCKED = b"unlocked"  # on the session's topic
LEASE_S = 15.0
LOOK_S = 0.5  # after which a waiting worker looks by itself: the holder may be gone without a word
_HOLDER = "holder"


class SessionLocks:
    """This worker's part in it."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._turns = Turns()
        self._freed: dict[str, asyncio.Event] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def hold(self, id: str, timeout_s: float) -> AsyncIterator[None]:
        """During the block nobody else holds the session's lock. Raises TimeoutError, Unreachable."""
        me = secrets.token_hex(8).encode()
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(timeout_s):
                    await held.enter_async_context(self._turns.take(id))
                    await self._acquire(id, me)
            except TimeoutError:
                raise TimeoutError(f"session.lock: not free within {timeout_s:g} s") from None
            held.push_async_callback(self._release, id, me)
            held.callback(asyncio.create_task(self._renew(id)).cancel)
            yield

    def unlocked(self, id: str) -> None:
        """A worker has let it go."""
        if (freed := self._freed.get(id)) is not None:
            freed.set()

    async def _acquire(self, id: str, me: bytes) -> None:
        try:
            while True:
                freed = self._freed[id] = asyncio.Event()
                with contextlib.suppress(Changed):
                    await self._set(id, me, None)
                    return
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(freed.wait(), LOOK_S)
        except BaseException:
            # Given up while the store may be about to say yes.
            releasing = asyncio.create_task(self._release(id, me))
            self._tasks.add(releasing)
            releasing.add_done_callback(self._tasks.discard)
            raise
        finally:
            self._freed.pop(id, None)

    async def _release(self, id: str, me: bytes) -> None:
        try:
            await self._set(id, None, me)
        except Changed:
            log.debug("the lock of a session was not held any more")
        except Unreachable as why:
            log.warning("the lock of a session runs out in %g s, as it could not be let go: %s", LEASE_S, why)

    async def _renew(self, id: str) -> None:
        while True:
            await asyncio.sleep(LEASE_S / 3)
            with contextlib.suppress(Unreachable):
                await self._backend.keep([_key(id)], LEASE_S)

    async def _set(self, id: str, holder: bytes | None, before: bytes | None) -> None:
        # Workers that wait follow the session; nobody follows the other topic.
        topic, message = (f"session:{id}", UNLOCKED) if holder is None else (_key(id), b"")
        await self._backend.change(_key(id), {_HOLDER: holder}, LEASE_S, topic, message, {_HOLDER: before})


def _key(id: str) -> str:
    return f"lock:{id}"

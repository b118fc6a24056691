"""Whether a worker can serve; asked often and by anybody, so the answer costs nothing and tells no names."""

from __future__ import annotations

import asyncio
import logging

from pystream.server.errors import Unreachable
from pystream.server.store import Backend

log = logging.getLogger("pystream.health")

CACHED_S = 1.0
ANSWER_S = 1.0


class Health:
    """Whether the backend answers.

    However many ask, it is asked once in CACHED_S.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._answers = True
        self._asked = float("-inf")
        self._asking: asyncio.Task[None] | None = None

    async def backend_answers(self) -> bool:
        """Whether it does, within ANSWER_S; known for CACHED_S."""
        now = asyncio.get_running_loop().time()
        if self._asking is None and now - self._asked >= CACHED_S:
            self._asking = asyncio.create_task(self._ask())
        if self._asking is not None:
            await asyncio.shield(self._asking)
        return self._answers

    async def _ask(self) -> None:
        answered, why = True, ""
        try:
            async with asyncio.timeout(ANSWER_S):
                await self._backend.get("health")
        except (TimeoutError, Unreachable) as trouble:
            answered, why = False, str(trouble) or f"no answer within {ANSWER_S:g} s"
        if answered != self._answers:
            if answered:
                log.info("ready again: the backend answers")
            else:
                log.warning("not ready: %s", why)
        self._answers = answered
        self._asked = asyncio.get_running_loop().time()
        self._asking = None

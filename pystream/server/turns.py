"""One at a time, by key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class _Turn:
    __slots__ = ("lock", "takers")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.takers = 0


class Turns:
    """Locks by key. Each exists only while somebody holds it or waits for it: most tabs are idle."""

    def __init__(self) -> None:
        self._locks: dict[str, _Turn] = {}

    @asynccontextmanager
    async def take(self, key: str) -> AsyncIterator[None]:
        """During the block no other has this key; who waits gets it in order."""
        turn = self._locks.setdefault(key, _Turn())
        turn.takers += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.takers -= 1
            if not turn.takers:
                del self._locks[key]

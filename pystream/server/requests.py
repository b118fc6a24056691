"""What a worker answers over HTTP just now: a stopping one waits for it, like for the calls of its lines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager


class Requests:
    """Requests under way, and the time that their calls have.

    Attributes:
        count: how many are under way.

    Args:
        settled: called when one is over.
    """

    def __init__(self, settled: Callable[[], None]) -> None:
        self.count = 0
        self._settled = settled
        self._calls: set[asyncio.Timeout] = set()
        self._streams: set[asyncio.Timeout] = set()

    @contextmanager
    def one(self) -> Iterator[None]:
        """A request, from its head to the end of its answer."""
        self.count += 1
        try:
            yield
        finally:
            self.count -= 1
            self._settled()

    @asynccontextmanager
    async def within(self, seconds: float | None) -> AsyncIterator[None]:
        """A call, which may take so long; None: a stream, as long as it likes.

        Raises:
            TimeoutError: its time, or the server's, is over.
        """
        group = self._streams if seconds is None else self._calls
        async with asyncio.timeout(seconds) as timeout:
            group.add(timeout)
            try:
                yield
            finally:
                group.discard(timeout)

    def end_streams(self) -> None:
        """They would never end by themselves."""
        _end(self._streams)

    def end(self) -> None:
        """The calls that are left have no more time."""
        _end(self._calls)


def _end(group: set[asyncio.Timeout]) -> None:
    now = asyncio.get_running_loop().time()
    for timeout in group:
        timeout.reschedule(now)

"""Rate limits of one process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from pystream.backends.deadlines import Deadlines


class Rates:
    """A bucket of tokens for each key, kept as the time when it is full again (GCRA): one number.

    Args:
        clock: counts seconds; it is there for tests.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._full_at = Deadlines()

    def __len__(self) -> int:
        return len(self._full_at)

    def allow(self, key: str, rate: float, burst: int) -> float:
        """See Store.allow."""
        now = self._clock()
        for _ in self._full_at.passed(now):
            pass  # a full bucket needs no memory
        full_at = max(self._full_at.get(key), now) + 1 / rate
        # Refused by less than what clocks and floats can tell is not refused: who waited may go.
        wait_s = full_at - burst / rate - now
        if wait_s > 1e-6:
            return wait_s
        self._full_at.set(key, full_at)
        return 0.0

    def answer(self, key: str, rate: float, burst: int) -> asyncio.Future[float]:
        """As Store.allow, done at once."""
        answer: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        answer.set_result(self.allow(key, rate, burst))
        return answer

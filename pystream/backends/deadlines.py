"""When keys expire: the next is found without looking at the others."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

# The numbering of a topic outlives its events by far, so that who missed nothing is told nothing.
NUMBERING_S = 30 * 86_400
# So that many that expire together do not hold up whoever comes next.
MOST_AT_ONCE = 100


class Deadlines:
    """A deadline for each key. One that passed is the same as none."""

    def __init__(self) -> None:
        self._at: dict[str, float] = {}
        # One entry for each key, at the deadline it had then or an earlier one; looked at again at that time.
        self._queue: list[tuple[float, str]] = []

    def __len__(self) -> int:
        return len(self._at)

    def get(self, key: str) -> float:
        """The key's deadline, 0.0 when it has none."""
        return self._at.get(key, 0.0)

    def set(self, key: str, at: float) -> None:
        """Give the key a deadline, instead of the one it has."""
        if key not in self._at:
            heapq.heappush(self._queue, (at, key))
        self._at[key] = at

    def passed(self, now: float) -> Iterator[str]:
        """Forget and give keys whose deadline has passed, MOST_AT_ONCE at most."""
        for _ in range(MOST_AT_ONCE):
            if not self._queue or self._queue[0][0] > now:
                return
            _, key = self._queue[0]
            at = self._at[key]
            if at > now:
                heapq.heapreplace(self._queue, (at, key))
            else:
                heapq.heappop(self._queue)
                del self._at[key]
                yield key

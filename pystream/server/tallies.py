"""What a worker counts as it goes. Plain numbers: nothing here costs a call more than an addition."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections import Counter

# The upper bounds of a histogram's buckets, in seconds; one more bucket has no bound.
BOUNDS_S = (0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
LAG_EVERY_S = 1.0


class Histogram:
    """How often something took how long.

    Attributes:
        counts: by bucket of BOUNDS_S.
        seconds: the sum of all.
    """

    __slots__ = ("counts", "seconds")

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS_S) + 1)
        self.seconds = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(BOUNDS_S, seconds)] += 1
        self.seconds += seconds


class Tally(Histogram):
    """What has become of one action's calls.

    Attributes:
        failures: those that did not return, by what they raised; the others did.
        logs_ok: whether the others get a line in the log.
    """

    __slots__ = ("failures", "logs_ok")

    def __init__(self) -> None:
        super().__init__()
        self.failures: Counter[str] = Counter()
        self.logs_ok = True

    def failed(self, outcome: str, seconds: float = 0.0) -> None:
        """Count one that did not return."""
        self.add(seconds)
        self.failures[outcome] += 1


class Tallies:
    """All that one worker counts beside its calls, which their endpoints count.

    Attributes:
        unknown: calls of actions that there are not.
        published: events, by name.
        delivered: events handed to tabs.
        dropped: events that a slow reader did not get.
        cut_off: readers that were too slow.
        healed: how often the backend was lost and came back.
        lag: how late the event loop is at what it has to do; one sample each LAG_EVERY_S.
    """

    __slots__ = ("cut_off", "delivered", "dropped", "healed", "lag", "published", "unknown")

    def __init__(self) -> None:
        self.unknown = Tally()
        self.published: Counter[str] = Counter()
        self.delivered = 0
        self.dropped = 0
        self.cut_off = 0
        self.healed = 0
        self.lag = Histogram()

    async def watch_loop(self) -> None:
        """Sample the event loop until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LAG_EVERY_S
            await asyncio.sleep(LAG_EVERY_S)
            self.lag.add(max(0.0, loop.time() - due))

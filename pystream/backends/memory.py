"""The embedded default: dictionaries of this process; gone when it ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping

from pystream.server.store import Deliver, Missed

SCAN_EVERY_S = 1.0


class MemoryBackend:
    """Store and bus of a single worker. `clock` counts seconds and is there for tests."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._values: dict[str, bytes] = {}
        self._records: dict[str, dict[str, bytes]] = {}
        self._expiry: dict[str, float] = {}
        self._scanned = clock()
        self._topics: set[str] = set()
        self._deliver: Deliver | None = None

    async def start(self, deliver: Deliver, missed: Missed) -> None:
        self._deliver = deliver

    async def close(self) -> None:
        self._deliver = None

    async def get(self, key: str) -> bytes | None:
        self._expire()
        return self._values.get(key)

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        self._values[key] = value
        self._expiry[key] = self._clock() + ttl_s

    async def fields(self, key: str) -> dict[str, bytes]:
        self._expire()
        return dict(self._records.get(key, {}))

    async def change(
        self, key: str, changes: Mapping[str, bytes | None], ttl_s: float, topic: str, message: bytes
    ) -> int:
        self._expire()
        record = self._records.setdefault(key, {})
        for field, value in changes.items():
            if value is None:
                record.pop(field, None)
            else:
                record[field] = value
        self._expiry[key] = self._clock() + ttl_s
        return self._send(topic, message)

    async def keep(self, keys: Iterable[str], ttl_s: float) -> None:
        self._expire()
        deadline = self._clock() + ttl_s
        self._expiry.update({key: deadline for key in keys if key in self._expiry})

    async def subscribe(self, *topics: str) -> None:
        self._topics.update(topics)

    def unsubscribe(self, *topics: str) -> None:
        self._topics.difference_update(topics)

    def publish(self, topic: str, message: bytes) -> asyncio.Future[int]:
        sent: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        sent.set_result(self._send(topic, message))
        return sent

    def _send(self, topic: str, message: bytes) -> int:
        if self._deliver is None or topic not in self._topics:
            return 0
        self._deliver(topic, message)
        return 1

    def _expire(self) -> None:
        now = self._clock()
        # A full scan, so not on every access: what is overdue by less than this is served a little longer.
        if now - self._scanned < SCAN_EVERY_S:
            return
        self._scanned = now
        for key in [key for key, deadline in self._expiry.items() if deadline <= now]:
            del self._expiry[key]
            self._values.pop(key, None)
            self._records.pop(key, None)

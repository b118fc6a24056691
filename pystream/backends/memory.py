"""Dictionaries of this process; gone when it ends."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence

from pystream.backends.deadlines import NUMBERING_S, Deadlines
from pystream.backends.local_bus import LocalBus
from pystream.backends.local_roll import LocalRoll
from pystream.backends.rates import Rates
from pystream.server.errors import Changed
from pystream.server.store import Past, Position


class _Log:
    """The kept events of one topic: by event, (offset, the one before of that event, frame)."""

    __slots__ = ("epoch", "events", "last", "offset")

    def __init__(self) -> None:
        self.epoch = secrets.token_hex(4)
        self.offset = 0
        self.last: dict[str, int] = {}
        self.events: dict[str, deque[tuple[int, int, bytes]]] = {}

    def since(self, offset: int) -> list[bytes] | None:
        found: list[tuple[int, bytes]] = []
        for event, last in self.last.items():
            if last > offset:
                kept = self.events.get(event)
                if not kept or kept[0][1] > offset:
                    return None
                found += [(at, frame) for at, _, frame in kept if at > offset]
        return [frame for _, frame in sorted(found)]


class MemoryBackend(LocalBus):
    """Store, log and bus of a single worker.

    Args:
        keep_s: how long events are kept after the last of their topic.
        clock: counts seconds; it is there for tests.
    """

    def __init__(self, keep_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._keep_s = keep_s
        self._clock = clock
        self._logs: dict[str, _Log] = {}
        self._log_expiry = Deadlines()
        self._values: dict[str, bytes] = {}
        self._records: dict[str, dict[str, bytes]] = {}
        self._expiry = Deadlines()
        self._rates = Rates(clock)
        self.roll = LocalRoll(self.publish, clock)

    async def get(self, key: str) -> bytes | None:
        self._expire()
        return self._values.get(key) if self._lives(key) else None

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        self._expire()
        self._values[key] = value
        self._expiry.set(key, self._clock() + ttl_s)

    async def take(self, key: str) -> bytes | None:
        value = await self.get(key)
        self._values.pop(key, None)
        return value

    async def fields(self, key: str) -> dict[str, bytes]:
        self._expire()
        return dict(self._record(key))

    async def change(
        self,
        key: str,
        changes: Mapping[str, bytes | None],
        ttl_s: float,
        topic: str,
        message: bytes,
        expected: Mapping[str, bytes | None] = {},
    ) -> int:
        self._expire()
        record = self._record(key)
        _check(record, expected)
        self._set_record(key, record, changes, ttl_s)
        return self._send(topic, message)

    async def rename(
        self,
        old_key: str,
        new_key: str,
        changes: Mapping[str, bytes | None],
        ttl_s: float,
        topic: str,
        message: bytes,
        left: Mapping[str, bytes] = {},
        left_s: float = 60.0,
        expected: Mapping[str, bytes | None] = {},
    ) -> int:
        self._expire()
        record = self._record(old_key)
        _check(record, expected)
        self._set_record(old_key, {}, left, left_s)
        self._set_record(new_key, record, changes, ttl_s)
        return self._send(topic, message)

    async def keep(self, keys: Iterable[str], ttl_s: float) -> None:
        self._expire()
        deadline = self._clock() + ttl_s
        for key in keys:
            if self._lives(key):
                self._expiry.set(key, deadline)

    def allow(self, key: str, rate: float, burst: int) -> asyncio.Future[float]:
        return self._rates.answer(key, rate, burst)

    def record(self, topic: str, event: str, keep: int, frame: bytes) -> asyncio.Future[int]:
        self._expire()
        log = self._logs.setdefault(topic, _Log())
        log.offset += 1
        before = log.last.get(event, 0)
        log.last[event] = log.offset
        self._log_expiry.set(topic, self._clock() + self._keep_s)
        frame = b'%b,"%b",%d]' % (frame, log.epoch.encode(), log.offset)
        kept = log.events.get(event)
        if kept is None or kept.maxlen != keep:
            kept = log.events[event] = deque(kept or (), maxlen=keep)
        kept.append((log.offset, before, frame))
        return self.publish(topic, frame)

    async def past(self, wanted: Sequence[tuple[str, Position | None]]) -> list[Past]:
        self._expire()
        return [self._past(topic, at) for topic, at in wanted]

    def _past(self, topic: str, at: Position | None) -> Past:
        log = self._logs.get(topic)
        if log is None:
            return Past(Position("", 0), None if at is not None and at.epoch else [])
        position = Position(log.epoch, log.offset)
        if at is None:
            return Past(position, [])
        stands = at.epoch in ("", log.epoch) and at.offset <= log.offset
        return Past(position, log.since(at.offset) if stands else None)

    def _record(self, key: str) -> dict[str, bytes]:
        return self._records.get(key, {}) if self._lives(key) else {}

    def _set_record(
        self, key: str, record: Mapping[str, bytes], changes: Mapping[str, bytes | None], ttl_s: float
    ) -> None:
        fields = {field: value for field, value in {**record, **changes}.items() if value is not None}
        if fields:
            self._records[key] = fields
            self._expiry.set(key, self._clock() + ttl_s)
        else:
            self._records.pop(key, None)

    def _lives(self, key: str) -> bool:
        return self._expiry.get(key) > self._clock()

    def _expire(self) -> None:
        now = self._clock()
        for key in self._expiry.passed(now):
            self._values.pop(key, None)
            self._records.pop(key, None)
        for topic in self._log_expiry.passed(now):
            if events := self._logs[topic].events:
                events.clear()
                self._log_expiry.set(topic, now + NUMBERING_S)
            else:
                del self._logs[topic]


def _check(record: Mapping[str, bytes], expected: Mapping[str, bytes | None]) -> None:
    if wrong := [field for field, value in expected.items() if record.get(field) != value]:
        raise Changed(wrong)

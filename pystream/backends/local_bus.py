"""The bus of a worker that is alone."""

from __future__ import annotations

import asyncio

from pystream.server.store import Deliver, Missed


class LocalBus:
    """Delivers to this process; see store.Bus."""

    def __init__(self) -> None:
        self._topics: set[str] = set()
        self._deliver: Deliver | None = None

    async def start(self, deliver: Deliver, missed: Missed) -> None:
        self._deliver = deliver

    async def close(self) -> None:
        self._deliver = None
        self._topics.clear()

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

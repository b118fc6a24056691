"""What the suites of the backends share."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator

from pystream.server.store import Backend


class Ears:
    def __init__(self) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.missed = 0

    def deliver(self, topic: str, message: bytes) -> None:
        self.heard.append((topic, message))

    async def after_a_gap(self) -> None:
        self.missed += 1


@contextlib.asynccontextmanager
async def started(backend: Backend, ears: Ears | None = None) -> AsyncIterator[Backend]:
    ears = ears or Ears()
    await backend.start(ears.deliver, ears.after_a_gap)
    try:
        yield backend
    finally:
        await backend.close()


def numbers(frames: list[bytes] | None) -> list[int] | None:
    """The payloads of frames."""
    return None if frames is None else [json.loads(frame)[2] for frame in frames]


async def record(
    backend: Backend, number: int, *, event: str = "a.x", keep: int = 3, topic: str = "t"
) -> None:
    await backend.record(
        topic, event, keep, b'["event","%b",%d,"%b"' % (event.encode(), number, topic.encode())
    )

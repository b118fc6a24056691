"""What waits to be written to one browser: one writer, bounded bytes."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from pystream.server.client import CLOSE_TRY_LATER

log = logging.getLogger("pystream.lines")

CLOSE_REPLY_S = 1.0


class Outbox:
    """The Peer of a Client over one of Sanic's websockets. A task writes while there is something to write.

    A reader that does not read is cut off when something follows on `max_bytes`; it never holds up another.
    """

    def __init__(self, websocket: Any, max_bytes: int) -> None:
        self._websocket = websocket
        self._max_bytes = max_bytes
        self._waiting: list[bytes] = []
        self._bytes = 0
        self._writer: asyncio.Task[None] | None = None
        self._close: tuple[int, str] | None = None
        self._cut = False

    def send(self, messages: list[bytes]) -> None:
        if self._close is not None or self._cut:
            return
        # What waits already: one large message alone is no sign of a slow reader.
        if self._bytes > self._max_bytes:
            self._cut_off()
            return
        self._waiting += messages
        self._bytes += sum(map(len, messages))
        self._wake()

    def close(self, code: int, reason: str) -> None:
        if self._close is None and not self._cut:
            self._close = (code, reason)
            self._wake()

    def stop(self) -> None:
        """The socket is down; forget what waits."""
        self._waiting.clear()
        if self._writer is not None:
            self._writer.cancel()

    def _wake(self) -> None:
        if self._writer is None or self._writer.done():
            self._writer = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                for message in batch:
                    # Sanic sends str as a text frame, bytes as a binary one.
                    await self._websocket.send(message.decode())
                    self._bytes -= len(message)
            if self._close is not None:
                await self._websocket.close(*self._close)
                if not await self._websocket.wait_for_connection_lost(CLOSE_REPLY_S):
                    self._websocket.io_proto.transport.abort()
        except Exception as why:
            # The socket went down under us; the reading side sees it too, and cleans up.
            log.debug("not written: %r", why)

    def _cut_off(self) -> None:
        log.warning("a reader is cut off: it left %d bytes unread (max_outbox_bytes)", self._bytes)
        self._cut = True
        self.stop()
        # Not close(): that would wait behind the bytes that are stuck.
        self._websocket.fail_connection(CLOSE_TRY_LATER, "reads too slowly")

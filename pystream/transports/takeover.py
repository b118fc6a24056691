"""What the transports of a line share: a connection taken over from Sanic, and what waits for its reader.

Sanic answers the request that opens a line, with its middleware and cookies; then the transport gets another
protocol, and nothing of the request stays. No task lives per connection.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar

from pystream.server.connection import Connection
from pystream.server.hub import Hub

# How long a line that was closed may take to end.
CLOSE_S = 1.0
# The kernel holds as much again; beyond that a reader counts as slow.
HIGH_WATER_BYTES = 65_536


class _Framed:
    """The last message framed: a publish hands the same bytes to every reader.

    No attribute of a class itself: to set one at run time costs Python what it remembers of its methods.
    """

    __slots__ = ("frame", "message")

    def __init__(self) -> None:
        self.message: bytes | None = None
        self.frame = b""


class Outbox(asyncio.Protocol):
    """The Peer of a Connection, as far as its writing goes; a subclass says what a message looks like.

    A reader that does not read is cut off when something follows on `max_outbox_bytes` of what it has not
    read; it never holds up another.
    """

    __slots__ = (
        "_connection",
        "_is_paused",
        "_is_reading",
        "_latest",
        "_misses",
        "_most",
        "_out",
        "_transport",
        "_waiting_bytes",
    )

    _last: ClassVar[_Framed]

    def __init_subclass__(cls) -> None:
        cls._last = _Framed()

    def __init__(self, hub: Hub, transport: asyncio.Transport, session_id: str, ip: str) -> None:
        self._most = hub.settings.max_outbox_bytes
        self._out: list[bytes] = []
        self._waiting_bytes = 0  # of _out, while paused
        self._latest: dict[str, bytes] | None = None
        self._misses = 0  # beats since anything was heard
        self._is_paused = False
        self._is_reading = False
        self._transport = transport
        # It may be closed before this returns, as the server is stopping.
        self._connection: Connection = hub.connect(session_id, ip, self)

    def begin(self, early: bytes) -> None:
        """Take the transport over, with what has been read after the request."""
        self._transport.set_protocol(self)
        self._transport.set_write_buffer_limits(high=HIGH_WATER_BYTES)
        self._transport.resume_reading()
        if early:
            self.data_received(early)

    def pause_writing(self) -> None:
        self._is_paused = True

    def resume_writing(self) -> None:
        self._is_paused = False
        self._waiting_bytes = 0
        self._queue_latest()
        self._connection.writable()
        self._flush()

    def offer(self, message: bytes) -> bool:
        """As send(), unless too much waits already: False then."""
        if self._is_paused and self._waiting() > self._most:
            return False
        self.send(message)
        return True

    def send(self, message: bytes) -> None:
        """Write a text message, soon. Never blocks or raises."""
        if not self._is_open():
            return
        last = self._last
        if last.message is message:
            framed = last.frame
        else:
            framed = last.frame = self._frame(message)
            last.message = message
        if self._is_paused:
            self._out.append(framed)
            self._wait_for_reader(len(framed))
        elif self._is_reading:
            self._out.append(framed)
        elif self._out:
            self._out.append(framed)
            self._flush()
        else:
            self._transport.write(framed)

    def send_latest(self, key: str, message: bytes) -> None:
        """As send(); while the reader does not read, a later message of the same key takes its place."""
        if not self._is_paused:
            self.send(message)
            return
        if self._latest is None:
            self._latest = {}
        self._latest.pop(key, None)
        self._latest[key] = message

    def beat(self) -> None:
        """Called every heartbeat: ask a peer that was silent, drop one that answered no two times."""
        self._misses += 1
        if self._misses > 3:
            self._transport.abort()
        elif self._misses > 1:
            self._ping()
            self._flush()

    def close(self, code: int, reason: str) -> None:
        """Close after what was sent before; what has not ended in CLOSE_S is dropped."""
        if not self._is_open():
            return
        self._queue_latest()
        self._say_close(code, reason)
        if not self._is_reading:
            self._flush()
        asyncio.get_running_loop().call_later(CLOSE_S, self._transport.abort)

    @staticmethod
    def _frame(message: bytes) -> bytes:
        raise NotImplementedError

    def _is_open(self) -> bool:
        """Whether messages are still taken."""
        raise NotImplementedError

    def _ping(self) -> None:
        """Queue what the peer answers by itself."""
        raise NotImplementedError

    def _say_close(self, code: int, reason: str) -> None:
        """Take no more, and queue what tells the peer why."""
        raise NotImplementedError

    def _queue_latest(self) -> None:
        if self._latest is not None:
            if self._is_open():  # else what tells the peer why is queued, and nothing follows it
                self._out += map(self._frame, self._latest.values())
            self._latest = None

    def _flush(self) -> None:
        if self._is_paused or not self._out:
            return
        out, self._out = self._out, []
        self._transport.write(out[0] if len(out) == 1 else b"".join(out))

    def _wait_for_reader(self, length: int) -> None:
        # What waits already: one large message alone is no sign of a slow reader.
        if self._waiting() > self._most:
            self._connection.too_slow()
            self._cut_off()
        self._waiting_bytes += length

    def _waiting(self) -> int:
        return self._waiting_bytes + self._transport.get_write_buffer_size()

    def _cut_off(self) -> None:
        self._out.clear()
        self._transport.abort()

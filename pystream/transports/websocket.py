"""The line over a websocket of our own, which takes its connection over from Sanic: GET /_pystream/line.

Sanic answers the upgrade request, with its middleware and cookies; then the transport gets another protocol,
and nothing of the request stays. No task lives per connection: what a read brings is acted upon in
data_received, and what that answers goes out in one write.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
from typing import Any, cast

from sanic import Request, Sanic
from sanic.response import HTTPResponse, text
from sanic.server import HttpProtocol

from pystream.protocol.websocket import State, WebSocket, header, text_frame
from pystream.server.connection import CLOSE_TRY_LATER, Connection
from pystream.server.hub import Hub
from pystream.transports.cookies import origin_allowed, session_id

log = logging.getLogger("pystream.lines")

PATH = "/_pystream/line"
CLOSE_REPLY_S = 1.0
# The kernel holds as much again; beyond that a reader counts as slow.
HIGH_WATER_BYTES = 65_536
LEFT = frozenset({1000, 1001})
# RFC 6455 1.3
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class UpgradingProtocol(HttpProtocol):
    """Sanic's HTTP protocol, for a connection that may become a websocket and then leaves Sanic."""

    __slots__ = ("gave_away",)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.gave_away = False

    def give_away(self, to: Socket) -> None:
        """Let another protocol have the connection, with what was read of it already."""
        self.gave_away = True
        self.connections.discard(self)
        to.begin(bytes(self.recv_buffer))

    def close(self, timeout: float | None = None) -> None:
        """Sanic calls it when the request is over."""
        if not self.gave_away:
            super().close(timeout)
            return
        if self._callback_check_timeouts:
            self._callback_check_timeouts.cancel()
        self.transport = None


class Socket(asyncio.Protocol):
    """One websocket: the Peer of a Connection.

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
        "_websocket",
    )

    # The last message framed: a publish hands the same bytes to every reader.
    _framed: tuple[bytes, bytes] = (b"", header(1, 0))

    def __init__(self, hub: Hub, transport: asyncio.Transport, session_id: str, ip: str) -> None:
        self._websocket = WebSocket(hub.settings.max_frame_bytes)
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
        """Take the transport over, with what has been read after the handshake."""
        self._transport.set_protocol(self)
        self._transport.set_write_buffer_limits(high=HIGH_WATER_BYTES)
        self._transport.resume_reading()
        if early:
            self.data_received(early)

    def data_received(self, data: bytes) -> None:
        self._misses = 0
        self._is_reading = True
        for message in self._websocket.receive(data):
            self._connection.receive(message)
        self._is_reading = False
        if controls := self._websocket.to_send():
            self._out += controls
            if self._is_paused:
                self._wait_for_reader(sum(map(len, controls)))
        if self._out:
            self._flush()
        if self._websocket.state is State.CLOSED:
            self._end()

    def connection_lost(self, why: Exception | None) -> None:
        # 1001: the page was left; 1000: it closed the line for good. Anything else, and it will be back.
        self._connection.lost(left=self._websocket.closed_by_peer and self._websocket.close_code in LEFT)

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
        if self._websocket.state is not State.OPEN:
            return
        last, framed = Socket._framed
        if last is not message:
            framed = text_frame(message)
            Socket._framed = message, framed
        self._out.append(framed)
        if self._is_paused:
            self._wait_for_reader(len(framed))
        elif not self._is_reading:
            self._flush()

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
        """Called every heartbeat: ping a peer that was silent, drop one that answered no two pings."""
        self._misses += 1
        if self._misses > 3:
            self._transport.abort()
        elif self._misses > 1:
            self._websocket.ping()
            self._out += self._websocket.to_send()
            self._flush()

    def close(self, code: int, reason: str) -> None:
        """Close after what was sent before; without an answer the connection is dropped in CLOSE_REPLY_S."""
        if self._websocket.state is not State.OPEN:
            return
        self._queue_latest()
        self._websocket.close(code, reason)
        if not self._is_reading:
            self._out += self._websocket.to_send()
            self._flush()
        asyncio.get_running_loop().call_later(CLOSE_REPLY_S, self._transport.abort)

    def _queue_latest(self) -> None:
        if self._latest is not None:
            if self._websocket.state is State.OPEN:  # else a close frame is queued, and nothing follows it
                self._out += map(text_frame, self._latest.values())
            self._latest = None

    def _end(self) -> None:
        if self._transport.is_closing():
            return
        # The close frame and what it follows, even if the peer reads slowly: nothing more will come.
        self._is_paused = False
        self._flush()
        if self._websocket.closed_by_peer:
            self._transport.close()
            return
        # It broke the rules, and may still be sending.
        self._transport.set_protocol(Lingering())
        self._transport.write_eof()
        asyncio.get_running_loop().call_later(CLOSE_REPLY_S, self._transport.abort)
        self.connection_lost(None)

    def _flush(self) -> None:
        if self._is_paused or not self._out:
            return
        out, self._out = self._out, []
        self._transport.write(out[0] if len(out) == 1 else b"".join(out))

    def _wait_for_reader(self, length: int) -> None:
        # What waits already: one large message alone is no sign of a slow reader.
        if self._waiting() > self._most:
            self._cut_off()
        self._waiting_bytes += length

    def _waiting(self) -> int:
        return self._waiting_bytes + self._transport.get_write_buffer_size()

    def _cut_off(self) -> None:
        log.warning("a reader is cut off: it left more than %d bytes unread (max_outbox_bytes)", self._most)
        # A close frame would wait behind the bytes that are stuck.
        self._websocket.close(CLOSE_TRY_LATER, "reads too slowly")
        self._out.clear()
        self._transport.abort()


class Lingering(asyncio.Protocol):
    """Reads on, for CLOSE_REPLY_S at most, what nobody wants, until the peer has seen why it was closed.

    What is not read when a connection is closed, TCP answers by a reset, and that takes the close frame with
    it. RFC 6455 7.1.1.
    """

    __slots__ = ()


def add_line(app: Sanic[Any, Any], hub: Hub) -> None:
    """Serve lines to the hub; the app's connections must be UpgradingProtocol."""
    settings = hub.settings

    async def line(request: Request) -> HTTPResponse | None:
        key = request.headers.get("sec-websocket-key", "")
        if not _asks_for_websocket(request) or not _is_key(key):
            return text("this address speaks websocket only", 426, {"Upgrade": "websocket"})
        if request.headers.get("sec-websocket-version") != "13":
            return text("websocket version 13 only", 426, {"Sec-WebSocket-Version": "13"})
        if not origin_allowed(request, settings.origins):
            return text("this page's origin may not open a line here; see the setting `origins`", 403)
        transport = cast(asyncio.Transport, request.transport)
        protocol = cast(UpgradingProtocol, transport.get_protocol())
        transport.write(switching(key))
        protocol.give_away(Socket(hub, transport, session_id(request), request.client_ip))
        return None

    # Sanic's own mark for a handler that answers by itself.
    line.is_websocket = True  # type: ignore[attr-defined]
    app.add_route(line, PATH)


def switching(key: str) -> bytes:
    """The answer to a request that becomes a websocket. RFC 6455 4.2.2."""
    accept = base64.b64encode(hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: %b\r\n\r\n" % accept
    )


def _asks_for_websocket(request: Request) -> bool:
    # RFC 6455 4.2.1. Other names may stand beside "upgrade": a browser or proxy adds keep-alive.
    names = ",".join(request.headers.getall("connection", ())).lower().split(",")
    return (
        request.version != "1.0"
        and request.headers.get("upgrade", "").lower() == "websocket"
        and "upgrade" in map(str.strip, names)
    )


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 16
    except ValueError:
        return False

"""The line over a websocket of our own: GET /_pystream/line.

What a read brings is acted upon in data_received, and what that answers goes out in one write.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from typing import Any, cast

from sanic import Sanic
from sanic.response import HTTPResponse, text

from pystream.protocol.websocket import State, WebSocket, text_frame
from pystream.server.connection import CLOSE_TRY_LATER
from pystream.server.hub import Hub
from pystream.transports.cookies import session_id
from pystream.transports.http import UpgradingProtocol
from pystream.transports.limits import Limits
from pystream.transports.request import Request
from pystream.transports.takeover import CLOSE_S, Outbox

PATH = "/_pystream/line"
LEFT = frozenset({1000, 1001})
# RFC 6455 1.3
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Socket(Outbox):
    """One websocket."""

    __slots__ = ("_websocket",)

    def __init__(self, hub: Hub, transport: asyncio.Transport, session_id: str, ip: str) -> None:
        self._websocket = WebSocket(hub.settings.max_frame_bytes)
        super().__init__(hub, transport, session_id, ip)

    def data_received(self, data: bytes) -> None:
        self._misses = 0
        self._is_reading = True
        websocket = self._websocket
        for message in websocket.receive(data):
            self._connection.receive(message)
        self._is_reading = False
        if controls := websocket.to_send():
            self._out += controls
            if self._is_paused:
                self._wait_for_reader(sum(map(len, controls)))
        if self._out:
            self._flush()
        if websocket.state is State.CLOSED:
            self._end()

    def connection_lost(self, why: Exception | None) -> None:
        # 1001: the page was left; 1000: it closed the line for good. Anything else, and it will be back.
        self._connection.lost(left=self._websocket.closed_by_peer and self._websocket.close_code in LEFT)

    @staticmethod
    def _frame(message: bytes) -> bytes:
        return text_frame(message)

    def _is_open(self) -> bool:
        return self._websocket.state is State.OPEN

    def _ping(self) -> None:
        self._websocket.ping()
        self._out += self._websocket.to_send()

    def _say_close(self, code: int, reason: str) -> None:
        self._websocket.close(code, reason)
        if not self._is_reading:
            self._out += self._websocket.to_send()

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
        if self._transport.can_write_eof():  # not over TLS: there the peer closes when it has read why
            self._transport.write_eof()
        asyncio.get_running_loop().call_later(CLOSE_S, self._transport.abort)
        self.connection_lost(None)

    def _cut_off(self) -> None:
        # A close frame would wait behind the bytes that are stuck.
        self._websocket.close(CLOSE_TRY_LATER, "reads too slowly")
        super()._cut_off()


class Lingering(asyncio.Protocol):
    """Reads on, for CLOSE_S at most, what nobody wants, until the peer has seen why it was closed.

    What is not read when a connection is closed, TCP answers by a reset, and that takes the close frame with
    it. RFC 6455 7.1.1.
    """

    __slots__ = ()


def add_line(app: Sanic[Any, Any], hub: Hub, limits: Limits) -> None:
    """Serve lines to the hub; the app's connections must be UpgradingProtocol."""

    async def line(request: Request) -> HTTPResponse | None:
        key = request.headers.get("sec-websocket-key", "")
        if not _asks_for_websocket(request) or not _is_key(key):
            return text("this address speaks websocket only", 426, {"Upgrade": "websocket"})
        if request.headers.get("sec-websocket-version") != "13":
            return text("websocket version 13 only", 426, {"Sec-WebSocket-Version": "13"})
        if (refusal := limits.refusal(request)) is not None:
            return refusal
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

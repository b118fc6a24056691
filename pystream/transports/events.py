"""The line where websockets do not get through: server-sent events one way, POSTs the other.

    GET /_pystream/events    the stream; its first event tells the line's id
    POST /_pystream/send     messages to the server, one on each line; 202, or 404 when the line is gone
    POST /_pystream/leave    the tab will not be back

Spec: docs/wire.md#without-websockets.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, cast

from sanic import Sanic
from sanic.http import Http
from sanic.response import HTTPResponse, empty, text

from pystream.server.errors import Unreachable
from pystream.server.hub import Hub
from pystream.transports.cookies import session_id
from pystream.transports.headers import STATIC
from pystream.transports.http import UpgradingProtocol
from pystream.transports.limits import Limits
from pystream.transports.request import Request
from pystream.transports.takeover import CLOSE_S, Outbox

PATH = "/_pystream/"
# Beside one message of the largest size, what a browser joins of those that waited: 65,536 characters.
JOINED_BYTES = 262_144
CLOSE_INVALID_TEXT = 1007  # RFC 6455 7.4.1, whose codes both transports speak
CLOSE_TOO_LARGE = 1009

# No length: the stream ends with the connection, over HTTP/1.0 and proxies too. no-transform and
# X-Accel-Buffering ask those on the way to pass each event on at once.
_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nConnection: close\r\n"
    b"Cache-Control: no-store, no-transform\r\nX-Accel-Buffering: no\r\n"
    + "".join(f"{name}: {value}\r\n" for name, value in STATIC).encode()
    + b"\r\n"
)


class Events(Outbox):
    """One stream of events."""

    __slots__ = ("_ended", "_grace", "_id", "_limit", "_number", "_posts")

    def __init__(self, hub: Hub, transport: asyncio.Transport, session_id: str, ip: str) -> None:
        self._ended = False
        self._limit = hub.settings.max_frame_bytes
        self._number = 0  # of the last POST
        self._grace: asyncio.TimerHandle | None = None
        self._posts = hub.posts
        self._id = hub.posts.open(self._take)
        transport.write(_HEAD + b"event: line\ndata: %b\n\n" % self._id.encode())
        super().__init__(hub, transport, session_id, ip)

    def data_received(self, data: bytes) -> None:
        """Nothing follows on a request for a stream."""

    def connection_lost(self, why: Exception | None) -> None:
        self._out.clear()
        if self._ended:
            self._lost(False)
            return
        self._ended = True
        # Of a page that was left, the word comes by a connection of its own.
        self._grace = asyncio.get_running_loop().call_later(CLOSE_S, self._lost, False)

    def beat(self) -> None:
        if not self._ended:
            super().beat()

    @staticmethod
    def _frame(message: bytes) -> bytes:
        # JSON as it is written here has no line breaks.
        return b"data: %b\n\n" % message

    def _is_open(self) -> bool:
        return not self._ended

    def _ping(self) -> None:
        # A comment would be answered by nobody. An event without data is none.
        self._out.append(b"event: ping\ndata: 1\n\n")

    def _say_close(self, code: int, reason: str) -> None:
        self._ended = True
        # All goes out, even if the peer reads slowly: nothing more will come.
        self._is_paused = False
        self._out.append(b"event: close\ndata: %b\n\n" % json.dumps([code, reason]).encode())

    def _flush(self) -> None:
        super()._flush()
        if self._ended:
            self._transport.close()

    def _cut_off(self) -> None:
        self._ended = True
        super()._cut_off()

    def _take(self, number: int, body: bytes | None) -> bool:
        """One POST; see posts.Take."""
        if body is None:
            self._left()
            return True
        if self._ended:
            return False
        if number <= self._number:
            return True  # sent twice on the way
        if number > self._number + 1:
            self._transport.abort()  # one was lost: the next line's welcome tells what was taken
            return False
        self._misses = 0
        self._number = number
        self._is_reading = True
        for message in body.split(b"\n") if body else ():
            if len(message) > self._limit:
                self._connection.close(CLOSE_TOO_LARGE, f"a message may have {self._limit} bytes")
            elif not _is_utf8(message):
                self._connection.close(CLOSE_INVALID_TEXT, "text that is not UTF-8")
            else:
                self._connection.receive(message)
        self._is_reading = False
        self._flush()
        return True

    def _left(self) -> None:
        self._ended = True
        self._transport.abort()
        self._lost(True)

    def _lost(self, left: bool) -> None:
        if self._grace is not None:
            self._grace.cancel()
        self._posts.close(self._id)
        self._connection.lost(left)


def add_events(app: Sanic[Any, Any], hub: Hub, limits: Limits) -> None:
    """Serve lines to the hub; the app's connections must be UpgradingProtocol."""
    settings = hub.settings

    async def events(request: Request) -> HTTPResponse | None:
        if (refusal := limits.refusal(request)) is not None:
            return refusal
        transport = cast(asyncio.Transport, request.transport)
        protocol = cast(UpgradingProtocol, transport.get_protocol())
        protocol.give_away(Events(hub, transport, session_id(request), request.client_ip))
        return None

    def posted(reads_body: bool) -> Callable[[Request], Any]:
        async def post(request: Request) -> HTTPResponse:
            body = await _body(request, settings.max_frame_bytes + JOINED_BYTES) if reads_body else None
            if reads_body and body is None:
                return text("too much in one request; see the setting `max_frame_bytes`", 413)
            number = request.headers.get("pystream-number", "")
            if not (number.isascii() and number.isdigit() and len(number) < 16):
                return text("Pystream-Number must be a number", 400)
            try:
                taken = await hub.posts.take(request.headers.get("pystream-line", ""), int(number), body)
            except Unreachable:
                return text("the worker of this line cannot be reached", 503)
            return empty(202) if taken else text("no such line", 404)

        return post

    # Sanic's own mark for a handler that answers by itself.
    events.is_websocket = True  # type: ignore[attr-defined]
    app.add_route(events, PATH + "events")
    app.add_route(posted(True), PATH + "send", methods=["POST"], name="send", stream=True)
    app.add_route(posted(False), PATH + "leave", methods=["POST"], name="leave")


async def _body(request: Request, most: int) -> bytes | None:
    """The body; None when it is larger."""
    stream = cast(Http, request.stream)
    body = bytearray()
    while (part := await stream.read()) is not None:
        body += part
        if len(body) > most:
            return None
    return bytes(body)


def _is_utf8(message: bytes) -> bool:
    try:
        message.decode()
    except UnicodeDecodeError:
        return False
    return True

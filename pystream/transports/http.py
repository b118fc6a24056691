"""A connection that speaks HTTP: Sanic's, with limits, complete responses, and a way to become a line."""

from __future__ import annotations

import re
import time
from typing import Any

from sanic import Request
from sanic.exceptions import BadRequest, PayloadTooLarge, RequestTimeout, SanicException, ServiceUnavailable
from sanic.http import Http, Stage
from sanic.server import HttpProtocol

from pystream.transports.limits import REFUSED_S, SLOWEST_BYTES_S, Limits, Refused
from pystream.transports.takeover import Outbox

# What a proxy and Sanic could take for different things, so that one request is two: names that are no tokens
# (a space before the colon, a folded line), and line ends of one character. RFC 9112 2.2 and 5.
_DOUBTFUL = re.compile(rb"\r\n(?![!#$%&'*+\-.^_`|~0-9A-Za-z]+:)|\r(?!\n)|(?<!\r)\n|\0")

_NUMBERS = {10: re.compile("[0-9]{1,18}"), 16: re.compile("[0-9a-fA-F]{1,15}")}


class SafeHttp(Http):
    """Requests and responses of one connection, an UpgradingProtocol."""

    async def http1_request_header(self) -> None:
        protocol: Any = self.protocol
        protocol.asked()
        try:
            await super().http1_request_header()  # type: ignore[no-untyped-call]
        except PayloadTooLarge as why:  # RFC 6585 5 has a status for heads
            raise SanicException(str(why), 431) from None
        if self.request is None or _DOUBTFUL.search(self.request.head):
            raise BadRequest("Bad Request")

    def create_empty_request(self) -> None:
        # An address that cannot be read would fail here a second time, and end without an answer.
        self.url = None
        super().create_empty_request()

    @staticmethod
    def _safe_int(value: str, base: int = 10) -> int:
        # int() takes more for a number than RFC 9110 8.6 and RFC 9112 7.1: 0x5, other scripts' digits.
        value = value.strip(" \t")
        if not _NUMBERS[base].fullmatch(value):
            raise ValueError(value)
        return int(value, base)

    async def http1_response_header(self, data: bytes, end_stream: bool) -> None:
        request: Any = self.request
        protocol: Any = self.protocol
        protocol.has_answered = True
        request.app.ctx.policy.complete(request, self.response)
        await super().http1_response_header(data, end_stream)


class UpgradingProtocol(HttpProtocol):
    """Sanic's protocol, for a connection that may become a line and then leaves Sanic.

    Attributes:
        opened: when it was, by the event loop's clock.
        has_answered: a request.
    """

    HTTP_CLASS = SafeHttp
    __slots__ = ("_asked_at", "_came", "_limits", "_peer", "gave_away", "has_answered", "opened")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.gave_away = False
        self.has_answered = False
        self.opened = self.loop.time()
        self._limits: Limits = self.app.ctx.limits
        self._peer: str | None = None  # the address, while it is counted
        self._asked_at = 0.0  # when the first byte of this request came
        self._came = 0  # bytes since then
        # Kept here, as Sanic does: a stopping server waits for what is under way.
        self.request_handler = self._handle

    def connection_made(self, transport: Any) -> None:
        address = transport.get_extra_info("peername")
        peer = address[0] if isinstance(address, tuple) else ""
        if (refusal := self._limits.enter(peer)) is not None:
            Refused.tell(transport, refusal)
            return
        self._peer = peer
        super().connection_made(transport)  # type: ignore[no-untyped-call]

    def data_received(self, data: bytes) -> None:
        self._came += len(data)
        super().data_received(data)

    def connection_lost(self, why: Exception | None) -> None:
        self._leave()
        super().connection_lost(why)  # type: ignore[no-untyped-call]

    def asked(self) -> None:
        """A request begins to come."""
        self._asked_at = time.monotonic()
        self._came = len(self.recv_buffer)

    def check_timeouts(self) -> None:
        """In place of Sanic's, which begins anew with each byte, and stops where an upgrade is asked for."""
        if self._task is None or self.gave_away:
            return
        now = time.monotonic()
        http, limits = self._http, self._limits
        # Of a body, that it is read to its end after an early answer counts too.
        if http.stage is Stage.REQUEST or getattr(http, "request_body", None):
            is_over = now - self._asked_at > limits.head_s + self._came / SLOWEST_BYTES_S
            http.exception = RequestTimeout("the request did not come in time") if is_over else None
        elif http.stage is Stage.IDLE:
            is_over = now - self._time > limits.idle_s
        else:
            is_over = now - self._time > self.response_timeout
            http.exception = ServiceUnavailable("the answer did not come in time") if is_over else None
        if is_over:
            self._task.cancel()
            # Sanic answers, and reads on.
            self._callback_check_timeouts = self.loop.call_later(REFUSED_S, self.abort)
        else:
            delay_s = min(limits.idle_s, limits.head_s, self.response_timeout) / 4
            self._callback_check_timeouts = self.loop.call_later(delay_s, self.check_timeouts)

    def give_away(self, to: Outbox) -> None:
        """Let another protocol have the connection, with what was read of it already."""
        self.gave_away = True
        self._leave()
        # Else Sanic misses a response to what asked for no upgrade.
        self._http.upgrade_websocket = True
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

    async def _handle(self, request: Request) -> None:
        with self.app.ctx.hub.requests.one():
            await self.app.handle_request(request)

    def _leave(self) -> None:
        if self._peer is not None:
            self._limits.leave(self._peer)
            self._peer = None

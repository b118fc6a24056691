"""How much of a worker one address may take, and how long it may take to say what it wants.

Counted are connections that speak HTTP, and lines. Behind proxies the peer of a connection is a proxy, so
there one address is counted by its lines only.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, OrderedDict

from sanic.response import HTTPResponse, text

from pystream.server.addresses import subscriber_of
from pystream.server.hub import Hub
from pystream.transports.request import Request

# Handshakes at once, in seconds' worth: after a restart all the tabs of an office come back.
BURST_S = 10.0
RETRY_S = 5
# Addresses whose handshakes are remembered; who has more addresses than this is not kept out by any number.
MOST_ADDRESSES = 10_000
# A body that comes more slowly than this has no time beyond request_timeout_s.
SLOWEST_BYTES_S = 1_000
REFUSED_S = 1.0


class Limits:
    """Of one worker."""

    def __init__(self, hub: Hub) -> None:
        settings = hub.settings
        self._hub = hub
        self._notices = hub.notices
        self._most = settings.max_connections
        self._most_of_one = settings.max_connections_per_ip
        self._rate = settings.max_handshakes_per_s
        self._behind_proxies = settings.proxies > 0
        self._count = 0  # of connections that speak HTTP
        self._http: Counter[str] = Counter()
        self._handshakes: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens left, and when
        self.head_s = settings.request_timeout_s
        self.idle_s = settings.keep_alive_s

    def enter(self, address: str) -> bytes | None:
        """A connection is there; what to answer if it is one too many, else leave() follows."""
        if self._count + self._hub.line_count >= self._most:
            self._notices.say("connections", "refused: %d connections, see max_connections", self._most)
            return _refusal("503 Service Unavailable")
        key = subscriber_of(address)
        if not self._behind_proxies and self._http[key] + self._hub.lines_of[key] >= self._most_of_one:
            self._notices.say(
                "address", "refused: %d connections of %s, see max_connections_per_ip", self._most_of_one, key
            )
            return _refusal("429 Too Many Requests")
        self._count += 1
        self._http[key] += 1
        return None

    def leave(self, address: str) -> None:
        """A connection that entered is closed, or has become a line."""
        self._count -= 1
        key = subscriber_of(address)
        self._http[key] -= 1
        if not self._http[key]:
            del self._http[key]

    def refusal(self, request: Request) -> HTTPResponse | None:
        """The answer to a request for a line that is one too many."""
        key = subscriber_of(request.client_ip)
        if self._hub.lines_of[key] >= self._most_of_one:
            self._notices.say(
                "lines", "refused: %d lines of %s, see max_connections_per_ip", self._most_of_one, key
            )
        elif not self._may_shake_hands(key):
            self._notices.say(
                "handshakes", "refused: more lines a second of %s than max_handshakes_per_s", key
            )
        else:
            return None
        return text("too many lines of this address; try again later", 429, {"Retry-After": str(RETRY_S)})

    def _may_shake_hands(self, key: str) -> bool:
        now = time.monotonic()
        most = max(1.0, self._rate * BURST_S)
        tokens, at = self._handshakes.pop(key, (most, now))
        tokens = min(most, tokens + (now - at) * self._rate)
        may = tokens >= 1
        self._handshakes[key] = (tokens - may, now)
        if len(self._handshakes) > MOST_ADDRESSES:
            self._handshakes.popitem(last=False)
        return may


class Refused(asyncio.Protocol):
    """Of a connection that is one too many: reads on, for REFUSED_S at most, until the peer has its answer.

    What is not read when a connection is closed, TCP answers by a reset, and that takes the answer with it.
    """

    __slots__ = ()

    @classmethod
    def tell(cls, transport: asyncio.Transport, answer: bytes) -> None:
        transport.set_protocol(cls())
        transport.write(answer)
        if transport.can_write_eof():
            transport.write_eof()
        asyncio.get_running_loop().call_later(REFUSED_S, transport.abort)


def _refusal(status: str) -> bytes:
    return (
        f"HTTP/1.1 {status}\r\nRetry-After: {RETRY_S}\r\nContent-Length: 0\r\nConnection: close\r\n"
        "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\n"
    ).encode()

"""Plain http beside https: each request is told where it belongs, and nothing else."""

from __future__ import annotations

import asyncio
import re
from typing import Any, ClassVar

from pystream.transports.guard import Guard
from pystream.transports.request import Authority

MOST_HEAD = 8_192
MOST_CONNECTIONS = 1_000
TIME_S = 5.0

# A path only: what names a host itself would be redirected to that.
_REQUEST = re.compile(rb"[A-Z]{1,20} (/[!-~]*) HTTP/1\.[01]\r\n")
_HOST = re.compile(rb"\r\nhost:[ \t]*([^\r\n]*?)[ \t]*(?=\r\n)", re.IGNORECASE)


class Redirect(asyncio.Protocol):
    """One connection, which has TIME_S to ask one thing."""

    _open: ClassVar[set[Redirect]] = set()

    def __init__(self, guard: Guard, port: int) -> None:
        self._guard = guard
        self._port = "" if port == 443 else f":{port}"
        self._head = b""

    def connection_made(self, transport: Any) -> None:
        self._transport: asyncio.Transport = transport
        if len(self._open) >= MOST_CONNECTIONS:
            transport.abort()
            return
        self._open.add(self)
        self._over = asyncio.get_running_loop().call_later(TIME_S, transport.abort)

    def connection_lost(self, why: Exception | None) -> None:
        if self in self._open:
            self._open.discard(self)
            self._over.cancel()

    def data_received(self, data: bytes) -> None:
        if self._transport.is_closing():
            return
        self._head += data
        if len(self._head) > MOST_HEAD:
            self._answer("431 Request Header Fields Too Large")
        elif b"\r\n\r\n" in self._head:
            self._answer(*self._told())

    def _told(self) -> tuple[str, str]:
        head = self._head.partition(b"\r\n\r\n")[0] + b"\r\n"
        request, hosts = _REQUEST.match(head), _HOST.findall(head)
        host = Authority.parse(hosts[0].decode("latin-1")) if len(hosts) == 1 else None
        if request is None or host is None:
            return "400 Bad Request", ""
        if not self._guard.serves(host):
            return "421 Misdirected Request", ""
        return "308 Permanent Redirect", f"https://{host.name}{self._port}{request[1].decode()}"

    def _answer(self, status: str, location: str = "") -> None:
        lines = [
            f"HTTP/1.1 {status}", *([f"Location: {location}"] if location else []), "Content-Length: 0",
            "Connection: close", "Cache-Control: no-store", "X-Content-Type-Options: nosniff", "", "",
        ]  # fmt: skip
        self._transport.write("\r\n".join(lines).encode())
        self._transport.close()

"""A request as it left the browser: who asks, for which host, by which scheme.

A proxy hides all three behind its own, and tells them in X-Forwarded-For, -Host and -Proto. Anybody else can
write these too, so they count only as far as the setting `proxies` says that our own proxies wrote them. The
header Forwarded (RFC 7239) is not read at all: a proxy that writes the others passes it on as it came.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sanic

from pystream.server.addresses import address_of

# RFC 3986 3.2, without what no browser sends: user names, escapes.
_AUTHORITY = r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?"
_HOST = re.compile(_AUTHORITY, re.IGNORECASE)
_ORIGIN = re.compile("(https?)://" + _AUTHORITY, re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Authority:
    """A host and its port; None: whichever the scheme has."""

    name: str
    port: int | None

    @classmethod
    def parse(cls, text: str) -> Authority | None:
        """Of a Host header; None if it is none."""
        found = _HOST.fullmatch(text)
        return None if found is None else cls._of(found[1], found[2])

    def is_of(self, origin: str) -> bool:
        """Whether a page of that origin was served by this host."""
        found = _ORIGIN.fullmatch(origin)
        if found is None:
            return False
        port = _PORTS[found[1].lower()]
        theirs = self._of(found[2], found[3])
        return self.name == theirs.name and (self.port or port) == (theirs.port or port)

    @classmethod
    def _of(cls, name: str, port: str | None) -> Authority:
        return cls(name.lower().removesuffix("."), None if port is None else int(port))


class Request(sanic.Request):
    """Sanic's request, whose `client_ip`, `scheme` and `host` hold behind proxies too.

    Attributes:
        nonce: what this response's Content-Security-Policy lets inline scripts and styles bear.
    """

    _nonce: str | None = None

    @property
    def forwarded(self) -> dict[str, Any]:
        """What trusted proxies say: any of "for", "proto" and "host"."""
        if self.parsed_forwarded is None:
            settings = self.app.ctx.hub.settings
            self.parsed_forwarded = self._forwarded(settings.proxies, bool(settings.hosts))
        return self.parsed_forwarded

    @property
    def is_https(self) -> bool:
        """Whether the browser speaks https, to us or to a trusted proxy."""
        proto = self.forwarded.get("proto")
        if proto is not None:
            return bool(proto == "https")
        return self.conn_info is not None and self.conn_info.ssl

    @property
    def client_ip(self) -> str:
        """The address of the browser, as far as it is known."""
        return self.remote_addr or _address(self.ip) or self.ip

    @property
    def authority(self) -> Authority | None:
        """The host that was asked for; None if it is not said, or ill-formed."""
        if len(self.headers.getall("host", ())) > 1:
            return None
        return Authority.parse(self.host)

    @property
    def nonce(self) -> str:
        if self._nonce is None:
            self._nonce = secrets.token_urlsafe(16)
        return self._nonce

    def _forwarded(self, proxies: int, hosts_are_known: bool) -> dict[str, Any]:
        if not proxies:
            return {}
        found: dict[str, Any] = {}
        # Each proxy adds the address that it was called from: the last one is what our own saw.
        addresses = self._values("x-forwarded-for")
        if len(addresses) >= proxies and (address := _address(addresses[-proxies])):
            found["for"] = address
        # Many proxies replace these instead of adding to them.
        proto = _nth(self._values("x-forwarded-proto"), proxies).lower()
        if proto in _PORTS:
            found["proto"] = proto
        # Many proxies neither write nor remove this one, so that a browser's could arrive. A list of own
        # hosts bounds what it can say.
        host = _nth(self._values("x-forwarded-host"), proxies)
        if host and hosts_are_known:
            found["host"] = host
        return found

    def _values(self, name: str) -> list[str]:
        return [part.strip() for part in ",".join(self.headers.getall(name, ())).split(",") if part.strip()]


def _nth(values: Sequence[str], proxies: int) -> str:
    return values[-min(proxies, len(values))] if values else ""


def _address(text: str) -> str:
    """An IP address in its one form, without port or brackets; "" if it is none."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    address = address_of(text)
    return "" if address is None else str(address)

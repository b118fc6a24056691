"""TLS on the port itself: the certificate, and connections that are counted before they shake hands."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pystream.server.errors import StartError
from pystream.settings import Settings
from pystream.transports.http import UpgradingProtocol
from pystream.transports.limits import Limits

# A browser's takes two round trips.
HANDSHAKE_S = 10.0
# A renewed certificate is served that soon.
RELOAD_S = 60.0

log = logging.getLogger("pystream.serving")


class Certificate:
    """The settings' certificate and key.

    Attributes:
        context: what connections are wrapped with; what it holds changes with the files.
    Raises:
        StartError: a file is missing, unreadable, not what it should be, or of another pair.
    """

    def __init__(self, settings: Settings) -> None:
        self._cert = settings.root / settings.tls_cert
        self._key = settings.root / (settings.tls_key or settings.tls_cert)
        # TLS 1.2 and later with forward secrecy, as the ssl module thinks best; no compression.
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_CIPHER_SERVER_PREFERENCE
        self.context.set_alpn_protocols(["http/1.1"])
        self._written = self._load(self.context)

    @classmethod
    def of(cls, settings: Settings) -> Certificate | None:
        """None when the settings name none. Raises StartError, also for settings that need one."""
        if settings.tls_cert:
            return cls(settings)
        if settings.tls_key:
            raise StartError("tls_key is set without tls_cert; name the certificate too: --tls-cert FILE")
        if settings.redirect_port:
            raise StartError("redirect_port leads to https, which needs a certificate: --tls-cert FILE")
        return None

    def reload(self) -> None:
        """Take over what was renewed. A pair that does not fit leaves the old one."""
        try:
            if self._stamps() == self._written:
                return
            # A mismatch found while loading would leave half of the pair in use.
            self._load(ssl.create_default_context(ssl.Purpose.CLIENT_AUTH))
            self._written = self._load(self.context)
        except (OSError, StartError) as why:
            log.warning("the certificate was not renewed: %s", why)
        else:
            log.info("certificate renewed from %s", self._cert)

    async def watch(self) -> None:
        """Reload what changes, for good."""
        while True:
            await asyncio.sleep(RELOAD_S)
            self.reload()

    def _stamps(self) -> tuple[int, int]:
        return self._cert.stat().st_mtime_ns, self._key.stat().st_mtime_ns

    def _load(self, context: ssl.SSLContext) -> tuple[int, int]:
        for setting, path in (("tls_cert", self._cert), ("tls_key", self._key)):
            _readable(setting, path)
        stamps = self._stamps()
        try:
            # Without a password to give, OpenSSL would ask for one at the terminal.
            context.load_cert_chain(self._cert, self._key, password=lambda: "")
        except ssl.SSLError as why:
            raise StartError(self._trouble(why)) from None
        return stamps

    def _trouble(self, why: ssl.SSLError) -> str:
        if why.reason == "KEY_VALUES_MISMATCH":
            return f"tls_key: {self._key} is not the key of {self._cert}; name two that belong together"
        if "-----BEGIN CERTIFICATE-----" not in self._cert.read_text("latin-1"):
            return f"tls_cert: {self._cert} holds no certificate in PEM form"
        key = self._key.read_text("latin-1")
        if "PRIVATE KEY-----" not in key:
            return f"tls_key: {self._key} holds no private key in PEM form; name it with --tls-key FILE"
        if "ENCRYPTED" in key:
            return f"tls_key: {self._key} needs a password; write it without: openssl pkey -in KEY -out NEW"
        return f"tls_cert, tls_key: {self._cert} and {self._key} cannot be used: {why.reason or why}"


class Handshake(asyncio.Protocol):
    """A connection until it speaks TLS. What an event loop does by itself no limit would count."""

    def __init__(self, context: ssl.SSLContext, options: dict[str, Any]) -> None:
        self._context = context
        self._options = options
        self._limits: Limits = options["app"].ctx.limits
        self._peer: str | None = None
        self._early = b""  # what came before the handshake, or with the last bytes of it
        self._shaking: asyncio.Task[None] | None = None

    @classmethod
    def before(cls, certificate: Certificate) -> Callable[..., asyncio.Protocol]:
        """In the place of UpgradingProtocol."""
        return lambda **options: cls(certificate.context, options)

    def connection_made(self, transport: Any) -> None:
        address = transport.get_extra_info("peername")
        peer = address[0] if isinstance(address, tuple) else ""
        if self._limits.enter(peer) is not None:
            transport.abort()
            return
        self._peer = peer
        self._shaking = asyncio.get_running_loop().create_task(self._shake(transport))

    def data_received(self, data: bytes) -> None:
        self._early += data

    def connection_lost(self, why: Exception | None) -> None:
        self._leave()

    async def _shake(self, transport: asyncio.Transport) -> None:
        loop = asyncio.get_running_loop()
        starting = loop.create_task(
            loop.start_tls(
                transport, self, self._context, server_side=True, ssl_handshake_timeout=HANDSHAKE_S
            )
        )
        # Two turns later the handshake has the transport and has not read from it. What uvloop had read
        # before, by a turn, belongs to it.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        if (tls := transport.get_protocol()) is not self:
            _feed(tls, self._early)
            self._early = b""
        try:
            secure = await starting
        except (OSError, ssl.SSLError, asyncio.CancelledError):
            # Scanners, http on the wrong port, browsers that do not trust the certificate.
            transport.abort()
            self._leave()
            return
        self._leave()
        if secure is None or secure.is_closing():
            return
        http = UpgradingProtocol(**self._options)
        secure.set_protocol(http)
        http.connection_made(secure)
        if self._early and secure.get_protocol() is http:  # else it was one too many
            http.data_received(self._early)

    def _leave(self) -> None:
        if self._peer is not None:
            self._limits.leave(self._peer)
            self._peer = None


def _feed(protocol: Any, data: bytes) -> None:
    """As the event loop hands it to a BufferedProtocol, as of TLS is."""
    while data:
        room = protocol.get_buffer(len(data))
        count = min(len(room), len(data))
        room[:count] = data[:count]
        protocol.buffer_updated(count)
        data = data[count:]


def _readable(setting: str, path: Path) -> None:
    try:
        with path.open("rb"):
            pass
    except OSError as why:
        option = "--" + setting.replace("_", "-")
        raise StartError(f"{setting}: {path}: {why.strerror}; name the file with {option}") from None

"""https and wss on the port itself, and http that is led there."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme
import websockets
from harness import Project, Server, Tab, eventually

from pystream.server.errors import StartError
from pystream.settings import Settings
from pystream.transports import redirect
from pystream.transports.tls import Certificate
from tests.security.conftest import Answer, Attacked, read_answer, send

HOST = "Host: chat.example"


@dataclass
class Pair:
    """A certificate for chat.example, its key, and who trusts it."""

    folder: Path
    authority: trustme.CA

    @property
    def cert(self) -> Path:
        return self.folder / "cert.pem"

    @property
    def key(self) -> Path:
        return self.folder / "key.pem"

    @property
    def settings(self) -> dict[str, str]:
        return {"tls_cert": str(self.cert), "tls_key": str(self.key)}

    def issue(self) -> None:
        issued = self.authority.issue_cert("chat.example", "localhost")
        self.key.write_bytes(issued.private_key_pem.bytes())
        self.cert.write_bytes(b"".join(pem.bytes() for pem in issued.cert_chain_pems))

    def trusting(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return context


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    (tmp_path / "tls").mkdir()
    pair = Pair(tmp_path / "tls", trustme.CA())
    pair.issue()
    return pair


async def secured(attacked: Attacked, pair: Pair, **settings: object) -> Server:
    return await attacked(hosts=["chat.example"], **pair.settings, **settings)


async def wss(server: Server, pair: Pair, **headers: str) -> websockets.ClientConnection:
    return await websockets.connect(
        "wss://chat.example/_pystream/line",
        host="127.0.0.1",
        port=server.port,
        ssl=pair.trusting(),
        compression=None,
        additional_headers=headers,
        max_size=None,
    )


async def test_the_page_comes_by_https_with_what_belongs_to_it(attacked: Attacked, pair: Pair) -> None:
    server = await secured(attacked, pair)
    answer = await send(server, "GET / HTTP/1.1", HOST, tls=pair.trusting())
    assert answer.status == 200
    assert answer["strict-transport-security"] == "max-age=31536000"
    assert answer["set-cookie"].startswith("__Host-pystream_session=")
    assert "Secure" in answer["set-cookie"]
    own = await send(server, "GET /seen HTTP/1.1", HOST, tls=pair.trusting())
    assert json.loads(own.body) == ["127.0.0.1", "https", "chat.example"]


async def test_a_line_by_wss_does_all_that_one_by_ws_does(attacked: Attacked, pair: Pair) -> None:
    server = await secured(attacked, pair)
    tab = Tab(await wss(server, pair, Origin="https://chat.example"))
    await tab.hello()
    assert await tab.call("app.echo", "x" * 500_000) == "x" * 500_000
    assert await tab.call("app.ip") == "127.0.0.1"
    await tab.close()
    with pytest.raises(websockets.InvalidStatus):
        await wss(server, pair, Origin="http://chat.example")


async def test_a_line_by_wss_says_why_it_is_closed(attacked: Attacked, pair: Pair) -> None:
    # TLS has no half-closed connection; what is read for a while is.
    server = await secured(attacked, pair)
    line = await wss(server, pair)
    await line.send("x" * 2_000_000)
    await line.wait_closed()
    assert line.close_code == 1009
    await eventually(lambda: server.app.ctx.hub.line_count == 0)


async def test_a_line_by_wss_is_answered_before_its_server_stops(attacked: Attacked, pair: Pair) -> None:
    server = await secured(attacked, pair)
    tab = Tab(await wss(server, pair))
    await tab.hello()
    stopping = asyncio.create_task(server.stop())
    assert (await tab.closed())[0] == 1012
    await stopping


async def test_events_come_by_https(attacked: Attacked, pair: Pair) -> None:
    server = await secured(attacked, pair)
    answer = await send(server, "GET /_pystream/events HTTP/1.1", HOST, tls=pair.trusting())
    assert answer["content-type"].startswith("text/event-stream")


async def test_a_planted_cookie_opens_no_session_by_wss(attacked: Attacked, pair: Pair) -> None:
    server = await secured(attacked, pair)
    mine, planted = "m" * 43, "p" * 43
    cookies = f"pystream_session={planted}; __Host-pystream_session={mine}"
    line = await wss(server, pair, Cookie=cookies)
    [connection] = server.app.ctx.hub._connections
    assert connection.session_id == mine
    await line.close()
    await eventually(lambda: server.app.ctx.hub.line_count == 0)
    line = await wss(server, pair, Cookie=f"pystream_session={planted}")
    [connection] = server.app.ctx.hub._connections
    assert connection.session_id not in (mine, planted)
    await line.close()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
@pytest.mark.filterwarnings("ignore:.*TLSv1")
async def test_old_versions_are_refused(attacked: Attacked, pair: Pair, version: ssl.TLSVersion) -> None:
    server = await secured(attacked, pair)
    context = pair.trusting()
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = version
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await send(server, "GET / HTTP/1.1", HOST, tls=context)
    assert (await send(server, "GET / HTTP/1.1", HOST, tls=pair.trusting())).status == 200


@pytest.mark.parametrize("cipher", ["AES128-SHA", "AES256-GCM-SHA384", "NULL-SHA256"])
async def test_ciphers_without_forward_secrecy_are_refused(
    attacked: Attacked, pair: Pair, cipher: str
) -> None:
    server = await secured(attacked, pair)
    context = pair.trusting()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(f"{cipher}:@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await send(server, "GET / HTTP/1.1", HOST, tls=context)


async def test_what_speaks_no_tls_is_dropped_and_not_logged(
    attacked: Attacked, pair: Pair, caplog: pytest.LogCaptureFixture
) -> None:
    server = await secured(attacked, pair)
    for said in (
        b"GET / HTTP/1.1\r\nHost: chat.example\r\n\r\n",
        b"\x16\x03\x01" + b"\xff" * 500,
        b"\0" * 10_000,
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(said)
        async with asyncio.timeout(5):
            with contextlib.suppress(ConnectionError):
                assert b"HTTP" not in await reader.read()
        writer.close()
    await eventually(lambda: server.app.ctx.limits._count == 0)
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")]
    assert (await send(server, "GET / HTTP/1.1", HOST, tls=pair.trusting())).status == 200


async def test_connections_count_before_they_shake_hands(attacked: Attacked, pair: Pair) -> None:
    server = await secured(attacked, pair, max_connections_per_ip=10)
    held = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(10)]
    await eventually(lambda: server.app.ctx.limits._count == 10)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    async with asyncio.timeout(5):
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
    writer.close()
    for _, each in held:
        each.close()
    await eventually(lambda: server.app.ctx.limits._count == 0)
    assert (await send(server, "GET / HTTP/1.1", HOST, tls=pair.trusting())).status == 200


async def test_a_handshake_that_hangs_is_cut_off(
    attacked: Attacked, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pystream.transports.tls.HANDSHAKE_S", 0.2)
    server = await secured(attacked, pair)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"\x16\x03\x01\x02\x00")
    async with asyncio.timeout(5):
        with contextlib.suppress(ConnectionError):
            await reader.read()
    writer.close()
    await eventually(lambda: server.app.ctx.limits._count == 0)


async def test_a_request_that_comes_with_the_end_of_the_handshake_is_answered(
    attacked: Attacked, pair: Pair
) -> None:
    server = await secured(attacked, pair)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = pair.trusting().wrap_bio(incoming, outgoing, server_hostname="chat.example")
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    while True:
        try:
            tls.do_handshake()
            break
        except ssl.SSLWantReadError:
            writer.write(outgoing.read())
            incoming.write(await reader.read(65536))
    tls.write(f"GET / HTTP/1.1\r\n{HOST}\r\n\r\n".encode())
    writer.write(outgoing.read())
    async with asyncio.timeout(5):
        while True:
            try:
                assert tls.read(65536).startswith(b"HTTP/1.1 200")
                break
            except ssl.SSLWantReadError:
                incoming.write(await reader.read(65536))
    writer.close()


async def test_a_renewed_certificate_is_served_and_a_broken_one_is_not(
    attacked: Attacked, pair: Pair, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("pystream.transports.tls.RELOAD_S", 0.01)
    server = await secured(attacked, pair)

    async def served() -> bytes:
        _, writer = await asyncio.open_connection(
            "127.0.0.1", server.port, ssl=pair.trusting(), server_hostname="chat.example"
        )
        certificate = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        writer.close()
        return bytes(certificate)

    first = await served()
    key = pair.key.read_bytes()
    pair.issue()
    new_key = pair.key.read_bytes()
    pair.key.write_bytes(key)
    await eventually(lambda: "was not renewed" in caplog.text)
    assert await served() == first
    pair.key.write_bytes(new_key)
    async with asyncio.timeout(5):
        while await served() == first:
            pass


def swap(pair: Pair) -> None:
    cert = pair.cert.read_bytes()
    pair.cert.write_bytes(pair.key.read_bytes())
    pair.key.write_bytes(cert)


def make_folder(pair: Pair) -> None:
    pair.key.unlink()
    pair.key.mkdir()


def key_of_another(pair: Pair) -> None:
    pair.key.write_bytes(pair.authority.issue_cert("x.example").private_key_pem.bytes())


def damaged(pair: Pair) -> None:
    pair.cert.write_text(pair.cert.read_text()[:200] + "\n-----END CERTIFICATE-----\n")


BROKEN: dict[str, tuple[Callable[[Pair], object], str, str]] = {
    "no certificate file": (
        lambda pair: pair.cert.unlink(),
        "tls_cert",
        "No such file or directory",
    ),
    "no key file": (lambda pair: pair.key.unlink(), "tls_key", "No such file or directory; name the file"),
    "a folder": (make_folder, "tls_key", "Is a directory"),
    "the key of another": (key_of_another, "tls_key", "is not the key of"),
    "no certificate": (lambda pair: pair.cert.write_text("hello"), "tls_cert", "holds no certificate in PEM"),
    "binary": (
        lambda pair: pair.cert.write_bytes(b"\x30\x82\xff"),
        "tls_cert",
        "holds no certificate in PEM",
    ),
    "no key": (lambda pair: pair.key.write_text("hello"), "tls_key", "holds no private key in PEM form"),
    "swapped": (swap, "tls_cert", "holds no certificate"),
    "a damaged certificate": (damaged, "tls_cert, tls_key", "cannot be used"),
    "a password": (lambda pair: pair.key.write_bytes(encrypted(pair)), "tls_key", "needs a password"),
}


def encrypted(pair: Pair) -> bytes:
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_pem_private_key(pair.key.read_bytes(), None)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )


@pytest.mark.parametrize("what", BROKEN)
def test_a_pair_that_cannot_be_used_is_one_line_with_the_way_out(what: str, pair: Pair) -> None:
    damage, setting, said = BROKEN[what]
    damage(pair)
    with pytest.raises(StartError) as refusal:
        Certificate(Settings().replace(**pair.settings))
    assert str(refusal.value).startswith(setting + ": ")
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_key_may_be_in_the_certificates_file(pair: Pair) -> None:
    pair.cert.write_bytes(pair.key.read_bytes() + pair.cert.read_bytes())
    assert Certificate.of(Settings().replace(tls_cert=str(pair.cert)))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"tls_key": "key.pem"}, "tls_key is set without tls_cert"),
        ({"redirect_port": 80}, "needs a certificate"),
    ],
)
def test_settings_that_need_a_certificate_say_so(settings: dict[str, object], said: str) -> None:
    with pytest.raises(StartError, match=said):
        Certificate.of(Settings().replace(**settings))


async def http(server: Server, *lines: str) -> Answer:
    return await send(server, *lines, port=server.app.ctx.redirect_port)


@pytest.mark.parametrize(
    ("host", "path", "location"),
    [
        ("chat.example", "/", "https://chat.example:{port}/"),
        ("CHAT.example:80", "/a?b=c&d=%0d%0aX:y", "https://chat.example:{port}/a?b=c&d=%0d%0aX:y"),
        ("chat.example", "//evil.example/x", "https://chat.example:{port}//evil.example/x"),
        ("chat.example", "/\\evil.example", "https://chat.example:{port}/\\evil.example"),
        ("127.0.0.1", "/", "https://127.0.0.1:{port}/"),
        ("[::1]:80", "/", "https://[::1]:{port}/"),
    ],
)
async def test_http_is_led_to_https(
    attacked: Attacked, pair: Pair, host: str, path: str, location: str
) -> None:
    server = await secured(attacked, pair)
    for method in ("GET", "POST", "HEAD"):
        answer = await http(server, f"{method} {path} HTTP/1.1", f"Host: {host}")
        assert answer.status == 308
        assert answer["location"] == location.format(port=server.port)


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["GET / HTTP/1.1", "Host: evil.example"], 421),
        (["GET / HTTP/1.1", "Host: chat.example.evil.example"], 421),
        (["GET / HTTP/1.1", "Host: chat.example@evil.example"], 400),
        (["GET / HTTP/1.1", "Host: chat.example", "Host: evil.example"], 400),
        (["GET / HTTP/1.1"], 400),
        (["GET https://evil.example/ HTTP/1.1", HOST], 400),
        (["GET evil.example HTTP/1.1", HOST], 400),
        (["CONNECT evil.example:443 HTTP/1.1", HOST], 400),
        (["OPTIONS * HTTP/1.1", HOST], 400),
        (["GET /\xe9 HTTP/1.1", HOST], 400),
        (["GET /\r /x HTTP/1.1", HOST], 400),
        (["garbage"], 400),
        ([f"GET /{'x' * 9000} HTTP/1.1", HOST], 431),
    ],
)
async def test_what_is_led_to_https_is_led_nowhere_else(
    attacked: Attacked, pair: Pair, lines: list[str], status: int
) -> None:
    server = await secured(attacked, pair)
    answer = await http(server, *lines)
    assert answer.status == status
    assert answer["location"] == ""


async def test_the_way_to_https_is_open_for_a_short_time_and_to_so_many(
    attacked: Attacked, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redirect, "TIME_S", 0.2)
    monkeypatch.setattr(redirect, "MOST_CONNECTIONS", 10)
    server = await secured(attacked, pair)
    begun = time.monotonic()
    held = [await asyncio.open_connection("127.0.0.1", server.app.ctx.redirect_port) for _ in range(20)]
    for reader, writer in held:
        writer.write(b"GET / HTTP/1.1\r\n")
        async with asyncio.timeout(5):
            with contextlib.suppress(ConnectionError):
                assert await reader.read() == b""
        writer.close()
    assert time.monotonic() - begun < 4
    assert not redirect.Redirect._open
    assert (await http(server, "GET / HTTP/1.1", HOST)).status == 308


def test_a_busy_port_for_http_is_named_with_its_option(project: Project, pair: Pair) -> None:
    from pystream.serving import bind_redirect

    with socket.create_server(("127.0.0.1", 0)) as other:
        settings = Settings().replace(redirect_port=other.getsockname()[1])
        with pytest.raises(StartError, match="choose one with --redirect-port"):
            bind_redirect(settings)


async def test_the_answer_on_the_port_for_http_is_whole(attacked: Attacked, pair: Pair) -> None:
    server = await secured(attacked, pair)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.app.ctx.redirect_port)
    for byte in f"GET / HTTP/1.1\r\n{HOST}\r\n\r\n".encode():
        writer.write(bytes([byte]))
        await writer.drain()
    assert (await read_answer(reader)).status == 308
    assert await reader.read() == b""
    writer.close()

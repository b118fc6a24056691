"""How a connection leaves Sanic and becomes a websocket, and what is left of it."""

from __future__ import annotations

import asyncio
import gc
import json
import socket
import struct
from collections import Counter
from typing import Any

import pytest
from client_frames import CLOSE, PING, TEXT, close, frame
from harness import Project, Serve, Server, eventually

from pystream.protocol.ledger import Ledger
from pystream.protocol.line import Line
from pystream.protocol.websocket import State, WebSocket
from pystream.server.client import Client
from pystream.server.connection import Connection
from pystream.server.session import Session
from pystream.transports.http import UpgradingProtocol
from pystream.transports.websocket import Socket

KEY = "dGhlIHNhbXBsZSBub25jZQ=="  # of RFC 6455 1.3
ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
HELLO = frame(TEXT, b'["hello",2]')
UPGRADE = {
    "Host": "127.0.0.1",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": KEY,
}


@pytest.fixture
async def server(project: Project, serve: Serve) -> Server:
    project.write(
        chat="""
            from pystream import action
            import asyncio
            from pystream import action
            @action
            def echo(text: str) -> str:
                return text
            @action
            async def wait() -> None:
                await asyncio.Event().wait()
        """
    )
    return await serve(max_outbox_bytes=2**20)


def request(
    changed: dict[str, str | bytes | None] | None = None,
    *,
    method: str = "GET",
    path: str = "/_pystream/line",
    version: str = "1.1",
) -> bytes:
    """The request that opens a line, with other headers in their place; None leaves one out."""
    headers = {**UPGRADE, **(changed or {})}
    lines = [f"{method} {path} HTTP/{version}".encode()]
    for name, value in headers.items():
        if value is not None:
            lines.append(name.encode() + b": " + (value if isinstance(value, bytes) else value.encode()))
    return b"\r\n".join([*lines, b"", b""])


class Raw:
    """A connection spoken byte by byte."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, server: Server) -> Raw:
        return cls(*await asyncio.open_connection("127.0.0.1", server.port))

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def head(self) -> tuple[int, dict[str, str]]:
        """Status and headers of an answer; its body is passed over."""
        async with asyncio.timeout(5):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        await self.reader.readexactly(int(headers.get("content-length", 0)))
        return int(first.split()[1]), headers

    async def frame(self) -> tuple[int, bytes]:
        """Opcode and payload."""
        async with asyncio.timeout(5):
            first, length = await self.reader.readexactly(2)
            if length >= 126:
                length = int.from_bytes(await self.reader.readexactly(2 if length == 126 else 8), "big")
            return first & 0xF, await self.reader.readexactly(length)

    async def welcomed(self) -> None:
        opcode, text = await self.frame()
        assert opcode == TEXT
        assert json.loads(text)[0] == "welcome"

    async def ended(self) -> bytes:
        """What comes until the server closes."""
        async with asyncio.timeout(5):
            return await self.reader.read()

    def reset(self) -> None:
        """End it by RST."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


def hub(server: Server) -> Any:
    return server.app.ctx.hub


async def answer(server: Server, *pieces: bytes) -> tuple[int, dict[str, str]]:
    raw = await Raw.open(server)
    for piece in pieces:
        raw.send(piece)
    found = await raw.head()
    raw.writer.close()
    return found


# The handshake


async def test_the_example_of_the_rfc_is_accepted(server: Server) -> None:
    assert await answer(server, request()) == (
        101,
        {"upgrade": "websocket", "connection": "Upgrade", "sec-websocket-accept": ACCEPT},
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"Connection": "keep-alive, Upgrade"},
        {"Connection": "upgrade"},
        {"Connection": "keep-alive,UPGRADE"},
        {"Connection": "Upgrade , close"},
        {"Upgrade": "WebSocket"},
        {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"},
        {"Sec-WebSocket-Protocol": "chat, superchat"},
        {"X-Name": "größe".encode("latin-1")},
        {"X-Name": "日本".encode()},
        {"Cookie": b"pystream_session=\xff\xfe"},
        {"X-Long": "x" * 3000},
    ],
)
async def test_what_browsers_and_proxies_write_is_accepted(
    server: Server, changed: dict[str, str | bytes]
) -> None:
    status, headers = await answer(server, request(changed))
    assert status == 101
    # Nothing was asked for that the server would have to answer for.
    assert set(headers) == {"upgrade", "connection", "sec-websocket-accept"}


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Upgrade": None}, 426),
        ({"Upgrade": "h2c"}, 426),
        ({"Connection": None}, 426),
        ({"Connection": "keep-alive"}, 426),
        ({"Connection": "upgraded"}, 426),
        ({"Sec-WebSocket-Key": None}, 426),
        ({"Sec-WebSocket-Key": ""}, 426),
        ({"Sec-WebSocket-Key": "c2hvcnQ="}, 426),
        ({"Sec-WebSocket-Key": KEY[:-1]}, 426),
        ({"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==\xe4".encode("latin-1")}, 426),
        ({"Sec-WebSocket-Key": "ä" * 24}, 426),
        ({"Sec-WebSocket-Version": None}, 426),
        ({"Sec-WebSocket-Version": "8"}, 426),
        ({"Sec-WebSocket-Version": "13.0"}, 426),
        ({"Origin": b"http://\xff\xfe"}, 403),
        ({"Origin": "http://evil.example"}, 403),
    ],
)
async def test_what_is_no_handshake_is_refused(
    server: Server,
    changed: dict[str, str | bytes | None],
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    found, headers = await answer(server, request(changed))
    assert found == status
    if "Sec-WebSocket-Version" in changed:
        assert headers["sec-websocket-version"] == "13"
    assert not hub(server)._connections
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_http_1_0_cannot_be_upgraded(server: Server) -> None:
    assert (await answer(server, request(version="1.0")))[0] == 426


async def test_other_methods_open_no_line(server: Server) -> None:
    for method in ("POST", "PUT"):
        assert (await answer(server, request({"Content-Length": "0"}, method=method)))[0] == 405


async def test_a_request_may_come_byte_by_byte(server: Server) -> None:
    raw = await Raw.open(server)
    raw.writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in request() + HELLO:
        raw.send(bytes((byte,)))
        await raw.writer.drain()
        await asyncio.sleep(0)
    assert (await raw.head())[0] == 101
    await raw.welcomed()
    raw.writer.close()


# What comes before and after it on the same connection


async def test_bytes_right_behind_the_request_are_not_lost(server: Server) -> None:
    call = frame(TEXT, b'["call",1,"chat.echo",["hi"]]')
    for stream in (HELLO, HELLO + call, HELLO + call[:5], HELLO[:3]):
        raw = await Raw.open(server)
        raw.send(request() + stream)
        assert (await raw.head())[0] == 101
        raw.send((HELLO + call)[len(stream) :])
        text = b""
        while b'["reply",1,"hi"]' not in text:
            opcode, more = await raw.frame()
            assert opcode == TEXT
            text += more
        assert b'["welcome",' in text
        raw.writer.close()


async def test_more_than_sanic_reads_ahead_is_not_lost(server: Server) -> None:
    raw = await Raw.open(server)
    pings = [frame(PING, b"%125d" % number) for number in range(3000)]
    raw.send(request() + b"".join(pings) + HELLO)
    assert (await raw.head())[0] == 101
    for number in range(3000):
        assert await raw.frame() == (0xA, b"%125d" % number)
    await raw.welcomed()
    raw.writer.close()


async def test_a_body_of_the_request_is_not_taken_for_frames(server: Server) -> None:
    raw = await Raw.open(server)
    raw.send(request({"Content-Length": str(len(HELLO))}) + HELLO + frame(PING, b"after"))
    assert (await raw.head())[0] == 101
    assert await raw.frame() == (0xA, b"after")
    raw.writer.close()


async def test_a_connection_that_served_pages_becomes_a_line(server: Server) -> None:
    raw = await Raw.open(server)
    for _ in range(3):
        raw.send(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert (await raw.head())[0] == 200
    raw.send(request() + HELLO)
    assert (await raw.head())[0] == 101
    await raw.welcomed()
    raw.writer.close()


async def test_a_line_outlives_sanics_timeouts(project: Project, serve: Serve) -> None:
    project.write(chat="from pystream import action\n@action\ndef echo(text: str) -> str:\n    return text\n")
    server = await serve(keep_alive_s=0.2, request_timeout_s=0.2)
    server.app.config.RESPONSE_TIMEOUT = 0.2
    line, idle = await Raw.open(server), await Raw.open(server)
    line.send(request() + HELLO)
    assert (await line.head())[0] == 101
    await line.welcomed()
    idle.send(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert (await idle.head())[0] == 200
    # Opened later, and ended by its timeout.
    assert await idle.ended() == b""
    line.send(frame(PING, b"here"))
    assert await line.frame() == (0xA, b"here")
    line.writer.close()


async def test_a_line_that_is_opened_while_the_server_drains_is_sent_away(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    late = await Raw.open(server)
    late.send(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert (await late.head())[0] == 200
    tab = await server.tab()
    await tab.begin("chat.wait")
    assert await tab.call("chat.echo", "taken") == "taken"
    draining = asyncio.create_task(hub(server).drain())
    await eventually(lambda: hub(server).draining)
    late.send(request() + HELLO)
    assert (await late.head())[0] == 101
    opcode, payload = await late.frame()
    assert (opcode, payload[:2]) == (CLOSE, (1012).to_bytes(2, "big"))
    late.send(close(1012))
    assert await late.ended() == b""
    await tab.close()
    await draining
    late.writer.close()
    assert not [record for record in caplog.records if record.levelno >= 40]


# How it ends


async def test_the_peers_close_is_answered_and_the_connection_ended(server: Server) -> None:
    raw = await Raw.open(server)
    raw.send(request() + HELLO + close(1001, "gone"))
    await raw.head()
    assert await raw.ended() == bytes((0x80 | CLOSE, 2)) + (1001).to_bytes(2, "big")
    await eventually(lambda: not hub(server)._connections)
    raw.writer.close()


async def test_a_breach_is_told_and_the_connection_ended(server: Server) -> None:
    raw = await Raw.open(server)
    raw.send(request() + frame(TEXT, b"x", mask=None))
    await raw.head()
    assert (await raw.ended())[2:4] == (1002).to_bytes(2, "big")
    await eventually(lambda: not hub(server)._connections)
    raw.writer.close()


async def test_why_it_ends_reaches_a_peer_that_is_still_sending(server: Server) -> None:
    for broken, code in ((frame(TEXT, b"", length=2**20 + 1), 1009), (frame(3), 1002)):
        raw = await Raw.open(server)
        raw.send(request() + HELLO)
        await raw.head()
        await raw.welcomed()
        raw.send(broken)
        # What a server that closes has not read, TCP answers by a reset, which takes the close frame with it.
        raw.send(bytes(2**20 + 1))
        await raw.writer.drain()
        opcode, payload = await raw.frame()
        assert (opcode, payload[:2]) == (CLOSE, code.to_bytes(2, "big"))
        assert not hub(server)._connections
        for _ in range(4):
            raw.send(bytes(2**20))
            await raw.writer.drain()
        assert await raw.ended() == b""
        raw.writer.close()
        await raw.writer.wait_closed()


async def test_a_peer_that_never_stops_sending_is_ended_all_the_same(server: Server) -> None:
    raw = await Raw.open(server)
    raw.send(request() + frame(3))
    await raw.head()

    async def send_for_ever() -> None:
        while True:
            raw.send(bytes(1000))
            await raw.writer.drain()
            await asyncio.sleep(0)

    async with asyncio.timeout(10):
        with pytest.raises(ConnectionError):
            await send_for_ever()


@pytest.mark.parametrize("early", [b"", HELLO, HELLO[:4]])
async def test_a_fin_ends_the_line(server: Server, early: bytes) -> None:
    raw = await Raw.open(server)
    raw.send(request() + early)
    await raw.head()
    raw.writer.write_eof()
    await raw.ended()
    await eventually(lambda: not hub(server)._connections)
    raw.writer.close()


async def test_a_fin_right_behind_the_request_leaves_nothing(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(20):
        raw = await Raw.open(server)
        raw.send(request() + HELLO)
        raw.writer.write_eof()
        await raw.ended()
        raw.writer.close()
    await eventually(lambda: not hub(server)._connections)
    assert not [record for record in caplog.records if record.levelno >= 40]


async def test_a_reset_leaves_nothing(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(40):
        raw = await Raw.open(server)
        raw.send(request() + HELLO)
        if number % 2:
            await raw.head()
        else:
            await raw.writer.drain()
        if number % 4 == 1:
            await raw.welcomed()
        raw.reset()
    tab = await server.tab()
    assert await tab.call("chat.echo", "hi") == "hi"
    await eventually(lambda: len(hub(server)._connections) == 1)
    assert not [record for record in caplog.records if record.levelno >= 40]


async def test_a_close_by_a_peer_that_reads_slowly_is_still_answered(server: Server) -> None:
    raw = await Raw.open(server)
    raw.send(request() + HELLO)
    await raw.head()
    await raw.welcomed()
    [connection] = hub(server)._connections
    line = connection._peer
    sent = 0
    while not line._is_paused:
        line.send(b'"%s"' % (b"x" * 30_000))
        sent += 1
    # The stream's own buffer is full by now, and nothing more of it is read until the server has seen this.
    raw.send(close(1000))
    await eventually(lambda: line._websocket.close_code == 1000)
    for _ in range(sent):
        assert (await raw.frame())[0] == TEXT
    assert await raw.frame() == (CLOSE, (1000).to_bytes(2, "big"))
    assert await raw.ended() == b""
    raw.writer.close()


@pytest.mark.parametrize("who", ["owner", "peer", "breach"])
async def test_nothing_follows_a_close_frame(server: Server, who: str) -> None:
    raw = await Raw.open(server)
    raw.send(request() + HELLO)
    await raw.head()
    await raw.welcomed()
    [connection] = hub(server)._connections
    line = connection._peer
    line.pause_writing()
    line.send(b"1")
    line.send_latest("key", b"2")
    line.send_latest("key", b"3")
    if who == "owner":
        line.close(4400, "why")
    else:
        raw.send(close(4400) if who == "peer" else frame(3))
        await eventually(lambda: line._websocket.state is State.CLOSED)
    line.resume_writing()
    frames = [await raw.frame()]
    while frames[-1][0] != CLOSE:
        frames.append(await raw.frame())
    # What waited goes out before a close of our own; a peer that closed is not to read on.
    texts = [payload for _, payload in frames[:-1]]
    assert texts == ([b"1", b"3"] if who == "owner" else [b"1"])
    if who == "owner":
        raw.send(close(4400))
    assert await raw.ended() == b""
    raw.writer.close()


async def test_a_peer_that_pings_and_does_not_read_is_cut_off(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    raw = await Raw.open(server)
    raw.send(request() + HELLO)
    await raw.head()
    await raw.welcomed()
    [connection] = hub(server)._connections
    line = connection._peer
    raw.writer.transport.pause_reading()
    pings = frame(PING, b"p" * 125) * 100
    most = 0
    for _ in range(4000):  # 50 MB
        raw.send(pings)
        try:
            await raw.writer.drain()
        except ConnectionError:
            break
        most = max(most, line._waiting())
        if not hub(server)._connections:
            break
    await eventually(lambda: not hub(server)._connections)
    assert most < 2 * 2**20
    assert "a reader is cut off" in caplog.text
    raw.writer.close()


# What is left


OURS = (Socket, WebSocket, Connection, Line, Client, Ledger, Session, UpgradingProtocol)


def alive() -> Counter[str]:
    gc.collect()
    return Counter(type(one).__name__ for one in gc.get_objects() if issubclass(type(one), OURS))


async def test_five_hundred_lines_leave_nothing_behind(server: Server, project: Project) -> None:
    before = alive()  # what tests before this one still hold

    async def visit(number: int) -> None:
        raw = await Raw.open(server)
        raw.send(request({"Cookie": f"pystream_session={number:043d}"}) + HELLO)
        await raw.head()
        await raw.welcomed()
        raw.send(frame(TEXT, b'["call",1,"chat.echo",["hi"]]'))
        await raw.frame()
        if number % 3:
            raw.send(close(1000 + number % 2))
            await raw.ended()
        else:
            tab = next(one for one in hub(server)._tabs.values() if one.session.id == f"{number:043d}")
            raw.reset()
            await eventually(lambda: tab.connection is None)
            hub(server).retire(tab)  # as after settings.resume_s
        raw.writer.close()
        await raw.ended()

    await asyncio.gather(*(visit(number) for number in range(5)))
    await eventually(lambda: alive() <= before)
    for lot in range(10):
        await asyncio.gather(*(visit(lot * 50 + number) for number in range(50)))
    await eventually(lambda: not hub(server)._connections)
    assert hub(server)._tabs == {}
    assert hub(server).sessions._open == {}
    assert hub(server).topics._topics == {}
    await eventually(lambda: alive() <= before)


def tasks() -> list[asyncio.Task[Any]]:
    """All tasks that are still in memory, also those that have ended, and are ours."""
    found = [one for one in gc.get_objects() if isinstance(one, asyncio.Task)]
    return [task for task in found if "/pystream/" in task.get_coro().cr_code.co_filename]


async def test_an_idle_line_keeps_no_task(server: Server) -> None:
    gc.collect()
    before = set(tasks())  # of other tests' servers, too
    lines = []
    for _ in range(10):
        lines.append(await Raw.open(server))
        lines[-1].send(request() + HELLO)
        await lines[-1].head()
        await lines[-1].welcomed()
    gc.collect()
    assert set(tasks()) <= before
    for line in lines:
        line.writer.close()

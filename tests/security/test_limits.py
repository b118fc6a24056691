"""Attacks on a worker's time and memory: each is answered, or cut off, and harms nobody else."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from typing import Any

import pytest
import websockets
from harness import Server, eventually

from pystream.server.hub import Hub
from pystream.transports import limits
from pystream.transports.limits import Limits
from tests.security.conftest import Answer, Attacked, read_answer, send, upgrade

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def opened(server: Server) -> Streams:
    return await asyncio.open_connection("127.0.0.1", server.port)


async def works(server: Server) -> None:
    assert (await send(server, "GET / HTTP/1.1", "Host: localhost")).status == 200


async def until_closed(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(10):
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""


async def trickle(writer: asyncio.StreamWriter, data: bytes, pause_s: float = 0.05) -> None:
    """Byte by byte, until the peer has had enough."""
    try:
        for byte in data:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(pause_s)
    except ConnectionError:
        pass


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ",
        b"GET /",
        # Sanic takes its timeouts back for what asks for an upgrade.
        b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nX: ",
    ],
)
async def test_a_head_that_drips_is_cut_off(attacked: Attacked, head: bytes) -> None:
    server = await attacked(request_timeout_s=0.4)
    reader, writer = await opened(server)
    writer.write(head)
    dripping = asyncio.create_task(trickle(writer, b"x" * 1000))
    assert (await read_answer(reader)).status == 408
    await until_closed(reader)
    dripping.cancel()
    await works(server)


@pytest.mark.parametrize("upgrade_too", [False, True])
@pytest.mark.parametrize("path", ["/transfer", "/_pystream/send"])
@pytest.mark.parametrize("framing", ["Content-Length: 100000", "Transfer-Encoding: chunked"])
async def test_a_body_that_drips_is_cut_off(
    attacked: Attacked, path: str, framing: str, upgrade_too: bool
) -> None:
    server = await attacked(request_timeout_s=0.4)
    reader, writer = await opened(server)
    also = "Upgrade: websocket\r\n" if upgrade_too else ""
    writer.write(f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{also}{framing}\r\n\r\n".encode())
    drip = b"1\r\nx\r\n" * 200 if "chunked" in framing else b"x" * 1000
    dripping = asyncio.create_task(trickle(writer, drip))
    assert (await read_answer(reader)).status == 408
    await until_closed(reader)
    dripping.cancel()
    await works(server)


async def test_a_body_that_drips_after_its_refusal_is_cut_off(attacked: Attacked) -> None:
    server = await attacked(request_timeout_s=0.4)
    reader, writer = await opened(server)
    writer.write(b"POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n")
    assert (await read_answer(reader)).status == 404
    dripping = asyncio.create_task(trickle(writer, b"x" * 1000))
    await until_closed(reader)
    dripping.cancel()
    await eventually(lambda: server.app.ctx.limits._count == 0)


async def test_a_large_body_may_take_its_time(attacked: Attacked) -> None:
    server = await attacked(request_timeout_s=0.3)
    reader, writer = await opened(server)
    size = 200 * 1000
    writer.write(f"POST /transfer HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n\r\n".encode())
    for _ in range(20):
        writer.write(b"x" * 10_000)
        await asyncio.sleep(0.05)
    assert (await read_answer(reader)).status == 200
    writer.close()


async def test_who_connects_and_says_nothing_is_closed(attacked: Attacked) -> None:
    server = await attacked(keep_alive_s=0.2)
    silent = [await opened(server) for _ in range(20)]
    assert {await until_closed(reader) for reader, _ in silent} == {b""}
    limit: Limits = server.app.ctx.limits
    await eventually(lambda: limit._count == 0)
    assert not limit._http


async def test_a_line_without_a_hello_is_closed(attacked: Attacked, caplog: pytest.LogCaptureFixture) -> None:
    server = await attacked(hello_timeout_s=0.2)
    sockets = [await server.connect() for _ in range(20)]
    for socket in sockets:
        assert json.loads(await socket.recv()) == ["refuse", "hello", "no hello has come in time"]
        await socket.wait_closed()
        assert socket.close_code == 4408
    hub: Hub = server.app.ctx.hub
    assert hub.line_count == 0
    assert not hub.lines_of
    assert caplog.text.count("no hello in hello_timeout_s") == 1
    # And one that says it may stay.
    socket = await server.connect()
    await socket.send('["hello",2]')
    await socket.recv()
    await asyncio.sleep(0.3)
    await socket.send('["ping",1]')
    assert json.loads(await socket.recv()) == ["pong", 1]
    await socket.close()


async def test_a_thousand_connections_of_one_address_are_answered_and_let_others_in(
    attacked: Attacked, caplog: pytest.LogCaptureFixture
) -> None:
    server = await attacked(max_connections_per_ip=100)
    held: list[Streams] = []
    refused: list[Answer] = []
    for _ in range(1000):
        reader, writer = await opened(server)
        held.append((reader, writer))
        if len(held) > 100:
            refused.append(await read_answer(reader))
            writer.close()
            held.pop()
    assert {answer.status for answer in refused} == {429}
    assert {answer["retry-after"] for answer in refused} == {"5"}
    assert len([record for record in caplog.records if "max_connections_per_ip" in record.getMessage()]) < 10
    # Another address of this machine is another attacker, or none.
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, local_addr=("127.0.0.2", 0))
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert (await read_answer(reader)).status == 200
    writer.close()
    for _, writer in held:
        writer.close()
    await eventually(lambda: server.app.ctx.limits._http.total() == 0)
    await works(server)


async def test_a_worker_takes_so_many_connections_and_counts_lines_among_them(attacked: Attacked) -> None:
    server = await attacked(max_connections=5)
    lines = [await server.connect() for _ in range(3)]
    idle = [await opened(server) for _ in range(2)]
    answer = await send(server, "GET / HTTP/1.1", "Host: localhost")
    assert (answer.status, answer["retry-after"]) == (503, "5")
    await lines.pop().close()
    await eventually(lambda: server.app.ctx.hub.line_count == 2)
    await works(server)
    for _, writer in idle:
        writer.close()
    for line in lines:
        await line.close()


async def test_behind_a_proxy_an_address_is_what_the_proxy_says(attacked: Attacked) -> None:
    server = await attacked(proxies=1, max_connections_per_ip=2)

    async def line(address: str) -> int:
        try:
            await server.connect(additional_headers={"X-Forwarded-For": address})
        except websockets.InvalidStatus as why:
            return why.response.status_code
        return 101

    assert [await line("1.1.1.1") for _ in range(3)] == [101, 101, 429]
    assert [await line("2.2.2.2") for _ in range(3)] == [101, 101, 429]
    assert await line("6.6.6.6, 2.2.2.2") == 429
    # A subscriber of IPv6 has a whole network of addresses.
    assert [await line(f"2001:db8:0:1::{number}") for number in range(3)] == [101, 101, 429]
    assert await line("2001:db8:0:2::1") == 101


async def test_handshakes_have_a_rate(attacked: Attacked) -> None:
    server = await attacked(max_handshakes_per_s=0.5)
    statuses = []
    for _ in range(8):
        answer = await upgrade(server, "Host: localhost")
        statuses.append(answer.status)
    assert statuses == [101] * 5 + [429] * 3
    assert answer["retry-after"] == "5"
    assert (await send(server, "GET /_pystream/events HTTP/1.1", "Host: localhost")).status == 429
    await works(server)


async def test_the_memory_of_addresses_is_bounded(
    attacked: Attacked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_ADDRESSES", 50)
    server = await attacked(proxies=1, max_handshakes_per_s=0.1)
    for number in range(200):
        forwarded = f"X-Forwarded-For: 1.2.{number}.1"
        assert (await upgrade(server, "Host: localhost", forwarded)).status == 101
    assert len(server.app.ctx.limits._handshakes) == 50
    assert (await upgrade(server, "Host: localhost", "X-Forwarded-For: 1.2.199.1")).status == 429
    await eventually(lambda: not server.app.ctx.hub.lines_of)


@pytest.mark.parametrize(
    "attack",
    ['["ping",1]', "[" + ",".join(['["ping",1]'] * 100) + "]", "garbage", "[[1],[2],[3]]", b"binary", ""],
)
async def test_a_flood_ends_its_line_and_no_other(
    attacked: Attacked, attack: Any, caplog: pytest.LogCaptureFixture
) -> None:
    server = await attacked(max_messages_per_s=100)
    other = await server.tab()
    tab = await server.tab()
    with contextlib.suppress(websockets.ConnectionClosed):
        for _ in range(100_000):
            await tab.socket.send(attack)
            await asyncio.sleep(0)
    assert (await tab.closed())[0] == 4429
    assert await other.call("app.echo", "hi") == "hi"
    assert caplog.text.count("max_messages_per_s") == 1


async def test_calls_within_a_flood_are_answered_or_known_to_be_lost(attacked: Attacked) -> None:
    server = await attacked(max_messages_per_s=10)
    cookie = "c" * 43
    tab = await server.tab(cookie=cookie)
    calls = [await tab.begin("app.echo", str(number)) for number in range(60)]
    assert (await tab.closed())[0] == 4429
    answered = [call for call in calls if call.exception() is None]
    assert 50 <= len(answered) < 60
    again = await server.tab(cookie=cookie, resume=tab.welcome.resume)
    assert again.welcome.taken == len(answered)


async def test_a_steady_stream_below_the_limit_goes_on(
    attacked: Attacked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pystream.server.connection.FLOOD_S", 0.1)
    server = await attacked(max_messages_per_s=200)
    tab = await server.tab()
    for number in range(60):
        assert await tab.call("app.echo", str(number)) == str(number)
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "bomb",
    [
        b"X: " + b"a" * 20_000,
        b"\r\n".join(b"X%d: y" % number for number in range(5_000)),
        b"Cookie: " + b"; ".join(b"a%d=b" % number for number in range(3_000)),
        b"a" * 100_000,
    ],
)
async def test_a_bomb_of_headers_is_refused(attacked: Attacked, bomb: bytes) -> None:
    server = await attacked()
    reader, writer = await opened(server)
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + bomb + b"\r\n\r\n")
    assert (await read_answer(reader)).status == 431
    writer.close()
    await works(server)


async def test_a_long_address_is_refused(attacked: Attacked) -> None:
    server = await attacked()
    assert (await send(server, f"GET /{'a' * 50_000} HTTP/1.1", "Host: localhost")).status == 431


@pytest.mark.parametrize("path", ["/transfer", "/_pystream/send"])
@pytest.mark.parametrize("told", [b"Content-Length: 100000000", b"Transfer-Encoding: chunked"])
async def test_a_huge_body_is_refused_before_it_is_there(attacked: Attacked, path: str, told: bytes) -> None:
    server = await attacked(max_body_bytes=100_000, max_frame_bytes=100_000)
    reader, writer = await opened(server)
    writer.write(b"POST %b HTTP/1.1\r\nHost: localhost\r\n%b\r\n\r\n" % (path.encode(), told))
    sent = 0

    async def pour() -> None:
        nonlocal sent
        chunk = b"x" * 60_000
        while True:
            writer.write(b"%x\r\n%b\r\n" % (len(chunk), chunk) if b"chunked" in told else chunk)
            await writer.drain()
            sent += len(chunk)

    pouring = asyncio.create_task(pour())
    assert (await read_answer(reader)).status == 413
    await until_closed(reader)
    pouring.cancel()
    await asyncio.gather(pouring, return_exceptions=True)
    assert sent < 20_000_000
    await works(server)


async def test_a_pipeline_is_answered_in_turn_and_holds_up_no_other(attacked: Attacked) -> None:
    server = await attacked()
    reader, writer = await opened(server)
    writer.write(b"GET /transfer HTTP/1.1\r\nHost: localhost\r\n\r\n" * 5_000)
    await works(server)
    for _ in range(5_000):
        assert (await read_answer(reader)).body == b"moved"
    writer.close()


def test_a_process_may_open_as_many_files_as_connections() -> None:
    asks = """if True:
        import resource
        from pystream.serving import _raise_file_limit
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
        _raise_file_limit(500)
        print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 100))
        _raise_file_limit(500)
        print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    """
    told = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["756", "100"]
    assert "max_connections is 500, and this process may have 100 files open" in told.stderr

"""The line over events and POSTs: what its requests are answered, and how a line of that kind ends."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from events_client import EventsClient
from harness import Project, RedisServer, Serve, Server, Tab, eventually

LIMIT = 100_000

APP = """
    import asyncio
    from pystream import Event, action, publish, stream

    pointer = Event[int](volatile=True)
    said = Event[str]()
    ended: list[str] = []

    @action
    def echo(text: str) -> str:
        return text

    @action
    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("wait")

    @action
    async def say(size: int) -> None:
        await publish.all(said, "x" * size)

    @action
    async def move(to: int) -> None:
        await publish.all(pointer, to)
"""


@pytest.fixture
async def server(project: Project, serve: Serve) -> Server:
    project.write(app=APP)
    return over_events(await serve(max_frame_bytes=LIMIT, max_outbox_bytes=2**20))


def over_events(server: Server) -> Server:
    server.takes_posts = server
    return server


def hub(server: Server) -> Any:
    return server.app.ctx.hub


async def opened(server: Server) -> EventsClient:
    return await EventsClient.open(server.port)


async def client_of(server: Server, **options: Any) -> tuple[Tab, EventsClient]:
    tab = await server.tab(**options)
    assert isinstance(tab.socket, EventsClient)
    return tab, tab.socket


async def ended(client: EventsClient) -> tuple[int | None, str | None]:
    async with asyncio.timeout(5):
        await client.wait_closed()
    return client.close_code, client.close_reason


async def head_of(server: Server, *headers: str) -> tuple[int, str]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    lines = ["GET /_pystream/events HTTP/1.1", "Host: app.localhost", *headers, "", ""]
    writer.write("\r\n".join(lines).encode())
    async with asyncio.timeout(5):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
    writer.close()
    return int(head.split()[1]), head.lower()


async def test_a_stream_asks_those_on_the_way_to_keep_nothing_back(server: Server) -> None:
    status, head = await head_of(server, "Origin: http://app.localhost")
    assert status == 200
    for field in (
        "content-type: text/event-stream",
        "cache-control: no-store",
        "x-accel-buffering: no",
        "connection: close",
    ):
        assert field in head


async def test_another_origins_page_may_neither_open_a_line_nor_use_one(server: Server) -> None:
    assert (await head_of(server, "Origin: http://elsewhere"))[0] == 403
    client = await opened(server)
    elsewhere = {"Origin": "http://elsewhere"}
    assert await client.post("send", '["hello",2]', 1, elsewhere) == 403
    assert await client.post("leave", "", 1, elsewhere) == 403
    assert await client.post("send", '["hello",2]', 1) == 202
    await client.close()


async def test_what_names_no_line_is_answered_404(server: Server) -> None:
    client = await opened(server)
    worker, _, secret = client.id.partition(".")
    for id in ("", "x", f"{worker}.{secret[::-1]}", f"{worker[::-1]}.{secret}", f"{client.id}x", "ä" * 45):
        for path in ("send", "leave"):
            assert await client.post(path, "", 1, {"Pystream-Line": id.encode().decode("latin-1")}) == 404
    for number in ("", "-1", "1.5", "1" * 16, "²"):
        assert await client.post("send", "", 1, {"Pystream-Number": number}) == 400
    assert await client.post("send", "", 1) == 202
    await client.close()
    assert await client.post("send", "", 2) == 404


async def test_a_post_that_comes_twice_is_taken_once_and_one_that_is_missed_ends_the_line(
    server: Server,
) -> None:
    tab, client = await client_of(server)
    for _ in range(2):
        assert await client.post("send", '["ping",1]\n["more",9,1]', 2) == 202
    assert (await tab.pongs.get()).stamp == 1
    assert await client.post("send", '["ping",2]', 3) == 202
    assert (await tab.pongs.get()).stamp == 2
    assert tab.refusals.empty()
    assert await client.post("send", '["ping",4]', 5) == 404
    assert await ended(client) == (1006, None)


async def test_messages_that_are_too_large_or_no_text_end_the_line(server: Server) -> None:
    _, client = await client_of(server)
    assert await client.post("send", "x" * (LIMIT + 1), 2) == 202
    assert await ended(client) == (1009, f"a message may have {LIMIT} bytes")
    _, client = await client_of(server)
    assert await client.post("send", b"\xff", 2) == 202
    assert (await ended(client))[0] == 1007
    tab, client = await client_of(server)
    assert await client.post("send", "x" * (LIMIT + 262_145), 2) == 413
    assert await tab.call("app.echo", "x" * (LIMIT - 100)) == "x" * (LIMIT - 100)


async def test_what_is_no_hello_is_told_as_over_a_websocket(server: Server) -> None:
    client = await opened(server)
    await client.send('["ping",1]')
    assert json.loads(await client.recv())[:2] == ["refuse", "hello"]
    assert await ended(client) == (4400, "hello expected")


async def test_a_tab_that_leaves_is_gone_also_when_the_stream_broke_first(server: Server) -> None:
    tab, client = await client_of(server)
    await tab.begin("app.wait")
    await eventually(lambda: any(each.ledger.in_flight for each in hub(server)._tabs.values()))
    client.transport.abort()
    assert await client.post("leave") == 202
    await eventually(lambda: not hub(server)._tabs)
    assert not hub(server)._connections
    assert await client.post("leave") == 404


async def test_a_line_that_broke_is_forgotten_and_its_tab_expected_back(server: Server) -> None:
    tab, _ = await client_of(server)
    await tab.drop()
    await eventually(lambda: not hub(server)._connections)
    assert not hub(server).posts._lines
    assert len(hub(server)._tabs) == 1


async def test_a_silent_tab_is_asked_and_lives_and_one_that_does_not_answer_is_dropped(
    project: Project, serve: Serve
) -> None:
    project.write(app=APP)
    server = over_events(await serve(heartbeat_s=0.1))
    tab, client = await client_of(server)
    _, deaf = await client_of(server)
    deaf.transport.pause_reading()  # type: ignore[attr-defined]
    await eventually(lambda: len(hub(server)._connections) == 1)
    await eventually(lambda: client.beats > 2)
    assert await tab.call("app.echo", "a") == "a"


async def test_a_reader_that_does_not_read_is_cut_off_and_costs_no_other(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    tab, _ = await client_of(server)
    _, slow = await client_of(server)
    slow.transport.pause_reading()  # type: ignore[attr-defined]
    for _ in range(80):
        await tab.call("app.say", 2**17)
    await eventually(lambda: len(hub(server)._connections) == 1)
    assert "a reader is cut off" in caplog.text
    assert await slow.post("send", "", 2) == 404


async def test_only_the_newest_of_volatile_events_waits_for_a_slow_reader(server: Server) -> None:
    tab, _ = await client_of(server)
    late, slow = await client_of(server)
    slow.transport.pause_reading()  # type: ignore[attr-defined]
    peers = [line._peer for line in hub(server)._connections]
    while not any(peer._is_paused for peer in peers):
        await tab.call("app.say", 2**17)
    for number in range(50):
        await tab.call("app.move", number)
    slow.transport.resume_reading()  # type: ignore[attr-defined]
    name, value = "", None
    while name != "app.pointer":
        name, value, _ = await late.event()
    assert value == 49


async def test_a_server_that_drains_says_so_and_takes_no_more_lines(server: Server) -> None:
    _, client = await client_of(server)
    await hub(server).drain()
    assert await ended(client) == (1012, "server restarting")
    assert await ended(await opened(server)) == (1012, "server restarting")


async def test_posts_find_their_line_on_another_worker_and_404_when_that_is_gone(
    project: Project, serve: Serve, redis_server: RedisServer
) -> None:
    project.write(app=APP)
    first, second = await serve(redis=redis_server.url), await serve(redis=redis_server.url)
    first.takes_posts = second
    tab, client = await client_of(first, lasts=True)
    assert await tab.call("app.echo", "ä" * 20_000) == "ä" * 20_000
    other, left = await client_of(first)
    await other.begin("app.wait")
    await eventually(lambda: any(each.ledger.in_flight for each in hub(first)._tabs.values()))
    await left.close()
    await eventually(lambda: len(hub(first)._tabs) == 1)
    await first.stop()
    assert await ended(client) == (1012, "server restarting")
    assert await client.post("send", '["ping",1]', 3) == 404


async def test_a_post_is_answered_503_when_the_lines_worker_cannot_be_reached(
    project: Project, serve: Serve, own_redis: RedisServer
) -> None:
    project.write(app=APP)
    first, second = await serve(redis=own_redis.url), await serve(redis=own_redis.url)
    first.takes_posts = second
    _, client = await client_of(first, lasts=True)
    own_redis.stop()
    assert await client.post("send", '["ping",1]', 2) == 503
    client.transport.abort()

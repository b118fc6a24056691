"""A server that stops: what is under way ends in order, and its tabs do not all come back at once."""

from __future__ import annotations

import asyncio
import base64
import json
import signal
from typing import Any

import pytest
from harness import Failure, Project, Serve, eventually
from processes import Run
from websockets import State

from pystream.wire import Item, Want

ACTIONS = """
    import asyncio
    from collections.abc import AsyncIterator
    from pathlib import Path
    from pystream import Upload, action, stream, tracked

    gate = asyncio.Event()

    @action
    def add(a: int, b: int) -> int:
        return a + b

    @action
    async def wait() -> str:
        await gate.wait()
        return "done"

    @action
    async def measure(file: Upload) -> int:
        total = 0
        async for chunk in file:
            total += len(chunk)
        return total

    @stream
    async def count(after: str | None = None) -> AsyncIterator[int]:
        number = int(after or 0)
        while True:
            number += 1
            yield tracked(number, str(number))
            await gate.wait()
"""
BIG = 30_000_000
GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(autouse=True)
def actions(project: Project) -> None:
    project.write(main=ACTIONS)


def main() -> Any:
    from server_src import main as module  # type: ignore[import-not-found]

    return module


async def test_a_large_answer_to_a_slow_reader_is_sent_to_its_end(run: Run, project: Project) -> None:
    (project.build / "assets/app-12345678.js").write_bytes(b"x" * BIG)
    server = await (await run()).started()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1024)
    writer.write(b"GET /assets/app-12345678.js HTTP/1.1\r\nHost: localhost\r\n\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    server.process.send_signal(signal.SIGTERM)
    await refused(server.port)
    body = 0
    while data := await reader.read(100_000):
        body += len(data)
    assert (body, b"200 OK" in head) == (BIG, True)
    assert (await server.ended())[0] == 0
    writer.close()


async def refused(port: int) -> None:
    """Return once nobody accepts connections there."""
    async with asyncio.timeout(5):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionResetError:  # it was in the queue of a listener that closed
                continue
            except ConnectionRefusedError:
                return
            writer.close()


async def test_requests_that_have_begun_are_answered_and_told_that_it_closes(run: Run) -> None:
    server = await (await run()).started()
    kept, half, new = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(3)]
    kept[1].write(GET)
    assert b"connection: keep-alive" in await kept[0].readuntil(b"\r\n\r\n")
    half[1].write(GET[:20])
    server.process.send_signal(signal.SIGTERM)
    await refused(server.port)
    half[1].write(GET[20:])
    new[1].write(GET)
    for reader, _ in (half, new):
        answer = await reader.read()  # to its end
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"connection: close" in answer
    await kept[0].read()
    assert (await server.ended())[0] == 0
    for _, writer in (kept, half, new):
        writer.close()


async def test_connections_without_a_request_do_not_hold_up_the_end(run: Run) -> None:
    server = await (await run(drain_s=60.0)).started()
    kept = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(5)]
    for reader, writer in kept:
        writer.write(GET)
        await reader.readuntil(b"\r\n\r\n")
    begun = asyncio.get_running_loop().time()
    server.process.send_signal(signal.SIGTERM)
    assert (await server.ended())[0] == 0
    assert asyncio.get_running_loop().time() - begun < 10
    for _, writer in kept:
        writer.close()


async def test_an_upload_under_way_arrives_whole(serve: Serve) -> None:
    server = await serve()
    tab = await server.tab(lasts=True)
    size = 100_000
    call = await tab.begin("main.measure", {"upload": 0, "name": "a", "size": size, "type": ""})
    assert await tab.others.get() == Want(1, 0, 0, size)
    stopping = asyncio.create_task(server.stop())
    await eventually(lambda: server.app.ctx.hub.draining)
    for sent in range(0, size, 20_000):
        data = base64.b64encode(b"x" * 20_000).decode()
        await tab.socket.send(json.dumps(["chunk", 1, 0, sent, data]))
    assert await call == size
    await stopping


async def test_a_stream_is_told_and_can_be_begun_again_elsewhere(serve: Serve) -> None:
    server = await serve()
    tab = await server.tab(lasts=True)
    call = await tab.begin("main.count")
    item = await tab.others.get()
    assert isinstance(item, Item)
    await server.stop()
    with pytest.raises(Failure, match="Gap"):
        await call
    assert item.cursor == "1"
    assert (await tab.closed())[0] == 1012


async def test_lines_end_one_after_the_other_and_work_until_then(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pystream.server.hub.ENDED_PER_S", 20)
    server = await serve()
    tabs = [await server.tab(lasts=True) for _ in range(10)]
    waiting = [await tab.begin("main.wait") for tab in tabs]
    for tab in tabs:
        await tab.call("main.add", 1, 1)
    stopping = asyncio.create_task(server.stop())
    await eventually(lambda: server.app.ctx.hub.draining)
    main().gate.set()
    assert await asyncio.gather(*waiting) == ["done"] * 10
    # All calls are answered, and yet the lines that are still to come take more.
    working = [tab for tab in tabs if tab.socket.state is State.OPEN]
    assert len(working) > 3
    answers = await asyncio.gather(*(tab.call("main.add", 1, 1) for tab in working), return_exceptions=True)
    assert answers.count(2) > 3
    ends = []
    loop = asyncio.get_running_loop()

    async def end(tab: Any) -> None:
        assert await tab.closed() == (1012, "server restarting")
        ends.append(loop.time())

    await asyncio.gather(*map(end, working), stopping)
    assert ends[-1] - ends[0] > 0.1


async def test_ten_thousand_lines_end_within_half_of_the_time_to_drain(serve: Serve) -> None:
    server = await serve(drain_s=2.0)

    class Ending:
        client = None
        at = 0.0

        def end(self) -> None:
            self.at = loop.time()

    loop = asyncio.get_running_loop()
    lines: list[Any] = [Ending() for _ in range(10_000)]
    begun = loop.time()
    await server.app.ctx.hub._end_lines(lines)
    ends = sorted(line.at - begun for line in lines)
    assert 0.9 < ends[-1] < 1.5
    assert ends[5000] == pytest.approx(ends[-1] / 2, abs=0.2)

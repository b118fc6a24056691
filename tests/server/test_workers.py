"""`run` as a user meets it: a process that starts, says where it is, and ends in order."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import re
import signal
import socket
from pathlib import Path

import httpx
import pytest
import websockets
from harness import Browser, Failure, Project, RedisServer, Tab, eventually
from processes import Process, Run, alive, there

ACTIONS = """
    import asyncio, os, time
    from pathlib import Path
    from pystream import Event, action, publish, session

    note = Event[int]()
    said = Event[str](keep=10)

    @action
    async def slow(started: str) -> str:
        Path(started).touch()
        await asyncio.sleep(0.3)
        return "done"

    @action
    async def forever(started: str) -> None:
        Path(started).touch()
        await asyncio.Event().wait()

    @action
    async def stubborn(started: str) -> None:
        Path(started).touch()
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                pass

    @action
    def blocked(started: str) -> None:
        Path(started).touch()
        time.sleep(3600)

    @action
    async def threaded(started: str) -> None:
        Path(started).touch()
        await asyncio.to_thread(time.sleep, 3600)

    @action
    def worker() -> int:
        return os.getpid()

    @action
    async def tell(number: int) -> None:
        await publish.all(note, number)

    @action
    async def enter(user: str, room: str) -> None:
        await session.login(user)
        session.data["seen"] = 1
        await session.subscribe(room)

    @action
    def who() -> tuple[str | None, int]:
        return session.user, session.data.get("seen", 0)

    @action
    async def say(room: str, text: str) -> None:
        await publish.channel(room, said, text)
"""


@pytest.fixture(autouse=True)
def actions(project: Project) -> None:
    project.write(main=ACTIONS)


async def test_it_says_where_it_listens_and_nothing_else(run: Run) -> None:
    server = await (await run()).started()
    assert server.line == f"pystream: http://127.0.0.1:{server.port}  (1 worker, state.sqlite3)\n"
    tab = await server.tab()
    assert await tab.call("main.worker") == server.process.pid
    server.process.send_signal(signal.SIGTERM)
    code, out, err = await server.ended()
    assert (code, out) == (0, "")
    assert [json.loads(line)["message"].split()[0] for line in err.splitlines()] == ["main.worker"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_lets_calls_finish_and_exits_0(run: Run, tmp_path: Path, number: int) -> None:
    server = await (await run()).started()
    tab = await server.tab()
    call = await tab.begin("main.slow", str(tmp_path / "started"))
    await there(tmp_path / "started")
    server.process.send_signal(number)
    assert await call == "done"
    assert await tab.closed() == (1012, "server restarting")
    assert (await server.ended())[0] == 0


async def test_a_stopping_server_takes_no_more_connections(run: Run, tmp_path: Path) -> None:
    server = await (await run()).started()
    idle, busy = await server.tab(), await server.tab()
    await busy.begin("main.forever", str(tmp_path / "started"))
    await there(tmp_path / "started")
    server.process.send_signal(signal.SIGINT)
    assert (await idle.closed())[0] == 1012
    with pytest.raises(ConnectionRefusedError):
        await server.tab()


@pytest.mark.parametrize("action", ["stubborn", "threaded"])
async def test_a_call_that_does_not_end_does_not_hold_up_the_exit(
    run: Run, tmp_path: Path, action: str
) -> None:
    server = await (await run(drain_s=0.1)).started()
    tab = await server.tab()
    await tab.begin(f"main.{action}", str(tmp_path / "started"))
    await there(tmp_path / "started")
    server.process.send_signal(signal.SIGINT)
    code, _, err = await server.ended()
    assert (code, "some calls do not end; exiting over them" in err) == (0, True)


async def test_a_second_signal_exits_at_once(run: Run, tmp_path: Path) -> None:
    server = await (await run()).started()
    idle, busy = await server.tab(), await server.tab()
    await busy.begin("main.forever", str(tmp_path / "started"))
    await there(tmp_path / "started")
    server.process.send_signal(signal.SIGINT)
    await idle.closed()  # so the first has been taken
    server.process.send_signal(signal.SIGINT)
    assert (await server.ended())[0] == 130


async def test_a_port_in_use_is_one_line(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = await (await run(port=port)).ended()
    line = f"pystream: port {port} is in use on 127.0.0.1; stop the other server or choose one with --port\n"
    assert (code, out, err) == (1, "", line)


async def test_a_host_that_is_none_is_one_line(run: Run) -> None:
    code, out, err = await (await run(host="a" * 64)).ended()
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "choose another with --host" in err


async def test_a_port_that_other_workers_share_is_in_use(run: Run, redis_server: RedisServer) -> None:
    shared = {"workers": 2, "redis": redis_server.url}
    server = await (await run(**shared)).started()
    for settings in (shared, {}):
        code, _, err = await (await run(port=server.port, **settings)).ended()
        assert (code, "is in use on 127.0.0.1" in err, err.count("\n")) == (1, True, 1)


async def test_a_broken_module_is_one_line(run: Run, project: Project) -> None:
    (project.root / "server_src/late.py").write_text("x = 1\n1 / 0\n")
    code, out, err = await (await run()).ended()
    line = "pystream: server_src/late.py:2: ZeroDivisionError: division by zero\n"
    assert (code, out, err) == (1, "", line)


async def test_a_killed_server_comes_back_with_its_sessions_channels_and_kept_events(run: Run) -> None:
    browser = Browser("c" * 43)
    server = await (await run()).started()
    ada, bob = await server.tab(browser), await server.tab()
    await ada.call("main.enter", "ada", "lobby")
    await bob.call("main.say", "lobby", "one")
    one = await ada.events.get()
    await ada.drop()
    for text in ("two", "three"):
        await bob.call("main.say", "lobby", text)
    server.process.kill()
    assert (await server.ended())[0] == -signal.SIGKILL

    server = await (await run()).started()
    bob = await server.tab()
    await bob.call("main.say", "lobby", "four")
    positions = {"channel:lobby": (one.epoch, one.offset)}
    ada = await server.tab(browser, resume=ada.welcome.resume, positions=positions)
    assert ada.welcome.resumed
    assert [await ada.event() for _ in range(3)] == [
        ("main.said", text, "lobby") for text in ("two", "three", "four")
    ]
    await bob.call("main.say", "lobby", "five")
    assert await ada.event() == ("main.said", "five", "lobby")
    assert await ada.call("main.who") == ["ada", 1]


async def test_a_store_that_another_server_has_is_one_line(run: Run) -> None:
    server = await (await run()).started()
    code, out, err = await (await run()).ended()
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert f"in use by process {server.process.pid}; stop that server, set another store" in err
    await (await run(store="memory")).started()


@pytest.mark.parametrize("workers", [1, 2])
async def test_an_unreachable_redis_is_one_line(run: Run, workers: int) -> None:
    code, out, err = await (await run(redis="redis://127.0.0.1:1/0", workers=workers)).ended()
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("pystream: Redis at redis://127.0.0.1:1/0 does not answer: ")
    assert err.endswith("; start it, or serve without --redis\n")


async def test_several_workers_without_redis_is_one_line(run: Run) -> None:
    code, _, err = await (await run(workers=2)).ended()
    assert (code, err.count("\n")) == (1, 1)
    assert "2 workers meet in Redis: add --redis redis://127.0.0.1:6379/0" in err


async def test_several_workers_share_the_port_and_the_bus(run: Run, redis_server: RedisServer) -> None:
    server = await (await run(workers=2, redis=redis_server.url)).started()
    assert server.line.endswith("(2 workers, redis)\n")
    by_worker: dict[int, Tab] = {}
    async with asyncio.timeout(10):
        while len(by_worker) < 2:
            tab = await server.tab()
            by_worker[await tab.call("main.worker")] = tab
    one, two = by_worker.values()
    await one.call("main.tell", 7)
    assert (await two.event())[1] == 7
    server.process.send_signal(signal.SIGINT)
    assert (await one.closed())[0] == (await two.closed())[0] == 1012
    code, out, err = await server.ended()
    assert (code, out) == (0, "")
    assert {json.loads(line)["worker"] for line in err.splitlines()} == {1, 2}


async def test_a_worker_that_dies_is_replaced(run: Run, redis_server: RedisServer) -> None:
    server = await (await run(workers=2, redis=redis_server.url)).started()
    tab = await server.tab()
    killed = await tab.call("main.worker")
    os.kill(killed, signal.SIGKILL)
    seen: set[int] = set()
    async with asyncio.timeout(15):
        while len(seen) < 2:
            try:
                tab = await server.tab()
                seen.add(await tab.call("main.worker"))
                await tab.close()
            except (OSError, websockets.WebSocketException, Failure):
                continue
    assert killed not in seen
    server.process.send_signal(signal.SIGTERM)
    code, _, err = await server.ended()
    assert code == 0
    assert re.search(r'"worker \d ended, code -9; another in 0\.5 s"', err)


async def pids(server: Process, workers: int = 2) -> set[int]:
    found: set[int] = set()
    async with asyncio.timeout(15):
        while len(found) < workers:
            tab = await server.tab()
            found.add(await tab.call("main.worker"))
            await tab.close()
    return found


async def test_workers_end_when_their_parent_is_killed_while_redis_is_gone(
    run: Run, own_redis: RedisServer, tmp_path: Path
) -> None:
    server = await (await run(workers=2, redis=own_redis.url, drain_s=0.5)).started()
    before = await pids(server)
    tab = await server.tab()
    await tab.begin("main.forever", str(tmp_path / "started"))
    await there(tmp_path / "started")
    own_redis.stop()
    server.process.kill()
    await eventually(lambda: not any(map(alive, before)), within_s=15)


async def test_a_worker_ends_in_time_whatever_hangs(
    run: Run, redis_server: RedisServer, tmp_path: Path
) -> None:
    server = await (await run(workers=2, redis=redis_server.url, drain_s=0.5)).started()
    before = await pids(server)
    tab = await server.tab()
    await tab.begin("main.blocked", str(tmp_path / "started"))
    await there(tmp_path / "started")
    server.process.kill()
    await eventually(lambda: not any(map(alive, before)), within_s=15)


async def test_any_worker_tells_the_figures_of_both(run: Run, redis_server: RedisServer) -> None:
    server = await (await run(workers=2, redis=redis_server.url)).started()
    await pids(server)
    for _ in range(5):
        async with httpx.AsyncClient() as client:
            told = (await client.get(f"http://127.0.0.1:{server.port}/metrics")).text
        for number in (1, 2):
            assert f'pystream_build_info{{python="{platform.python_version()}"' in told
            assert f'pystream_lines{{worker="{number}"}}' in told
            assert f'process_resident_memory_bytes{{worker="{number}"}}' in told


async def test_workers_end_when_their_parent_is_killed(run: Run, redis_server: RedisServer) -> None:
    server = await (await run(workers=2, redis=redis_server.url)).started()
    tab = await server.tab()
    server.process.kill()
    assert (await tab.closed())[0] == 1012


async def test_a_second_signal_ends_workers_at_once(
    run: Run, redis_server: RedisServer, tmp_path: Path
) -> None:
    server = await (await run(workers=2, redis=redis_server.url)).started()
    idle, busy = await server.tab(), await server.tab()
    await busy.begin("main.forever", str(tmp_path / "started"))
    await there(tmp_path / "started")
    server.process.send_signal(signal.SIGINT)
    await idle.closed()
    server.process.send_signal(signal.SIGINT)
    assert (await server.ended())[0] == 130

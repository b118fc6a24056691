"""Presence over worker processes, some of which are killed."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import redis.asyncio
import websockets
from harness import Browser, Failure, Project, RedisServer, Tab

APP = """
    import os
    from pathlib import Path
    from pystream import Event, Presence, action, on, presence, session

    people = Event[Presence](presence="room:{id}")
    gone = Path(__file__).parent.parent / "gone.txt"

    @on.client_gone
    def bye(user: str) -> None:
        with gone.open("a") as file:
            file.write(f"{user}\\n")

    @action
    async def enter(user: str, channel: str) -> None:
        await session.login(user)
        await session.subscribe(channel)

    @action
    async def join(channel: str) -> None:
        await session.subscribe(channel)

    @action
    async def of(channel: str) -> list[str]:
        return sorted(await presence.of(channel))

    @action
    async def online() -> list[str]:
        return sorted(await presence.online())
"""
RUN = """
import ast, sys
from pathlib import Path
from pystream.settings import Settings
from pystream.workers import run
if __name__ == "__main__":
    root, given = Path(sys.argv[1]), ast.literal_eval(sys.argv[2])
    sys.exit(run(Settings(root=root).replace(**given), root / "build"))
"""
# A lease, two thirds of it, is longer than a worker waits for an answer of one that was killed.
TTL_S = 6.0


class Worker:
    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self.port = port

    async def tab(self, cookie: str = "", resume: str = "") -> Tab:
        browser = Browser(cookie or secrets.token_urlsafe(32))
        headers = {"Cookie": f"pystream_session={browser.cookie}"}
        address = f"ws://127.0.0.1:{self.port}/_pystream/line"
        line = await websockets.connect(address, compression=None, additional_headers=headers)
        tab = Tab(line, browser, self.port)
        await tab.hello(resume=resume)
        return tab


Start = Callable[[], Awaitable[Worker]]


@pytest.fixture
async def start(project: Project, own_redis: RedisServer, tmp_path: Path) -> AsyncIterator[Start]:
    """Starts a worker, in a process of its own; all of them share a Redis."""
    script = tmp_path / "run_it.py"
    script.write_text(RUN)
    project.write(main=APP)
    settings = {
        "port": 0,
        "redis": own_redis.url,
        "redis_prefix": f"{secrets.token_hex(4)}:",
        "presence_ttl_s": TTL_S,
        "presence_grace_s": 0.3,
    }
    processes: list[asyncio.subprocess.Process] = []

    async def begin() -> Worker:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(script),
            str(project.root),
            repr(settings),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        processes.append(process)
        assert process.stdout is not None
        async with asyncio.timeout(20):
            line = (await process.stdout.readline()).decode()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        assert found is not None, line
        return Worker(process, int(found[1]))

    yield begin
    for process in processes:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def users_of(tab: Tab, channel: str) -> set[str]:
    return set(await tab.call("main.of", channel))


async def becomes(tab: Tab, expected: set[str], within_s: float) -> None:
    """Wait until these are in the room."""
    async with asyncio.timeout(within_s):
        while await users_of(tab, "room:1") != expected:  # noqa: ASYNC110  # other processes change it
            await asyncio.sleep(0.02)


def changes(tab: Tab) -> list[tuple[list[str], list[str]]]:
    """What the tab has been told since the last time."""
    found = []
    while not tab.events.empty():
        event = tab.events.get_nowait()
        if event.event == "main.people":
            payload = json.loads(bytes(event.payload))
            found.append((payload["joined"], payload["left"]))
    return found


async def gone(project: Project, users: set[str]) -> Counter[str]:
    """Of whom @on.client_gone was called, and how often, once it was called of all these."""
    path = project.root / "gone.txt"
    found: Counter[str] = Counter()
    async with asyncio.timeout(5):
        while not users <= set(found):
            await asyncio.sleep(0.02)
            found = Counter(path.read_text().split()) if path.exists() else Counter()
    return found


async def two_leases(server: RedisServer) -> None:
    async with redis.asyncio.Redis.from_url(server.url) as client, asyncio.timeout(5):
        (key,) = [key async for key in client.scan_iter("*presence:workers")]
        names: list[bytes] = []
        while len(names) != 2 or any(name.endswith(b"~") for name in names):
            names = await client.zrange(key, 0, -1)


async def test_users_of_a_killed_worker_are_gone_within_its_ttl_and_each_is_told_of_once(
    start: Start, project: Project, own_redis: RedisServer
) -> None:
    one, two, three = [await start() for _ in range(3)]
    watcher = await two.tab()
    await watcher.call("main.enter", "eve", "room:1")
    tabs: dict[str, Tab] = {}
    for name in ("lost1", "lost2", "both", "back", "back2"):
        tabs[name] = await one.tab()
        await tabs[name].call("main.enter", name, "room:1")
    for worker, name in ((two, "both"), (three, "far")):
        tabs[f"{name} too"] = await worker.tab()
        await tabs[f"{name} too"].call("main.enter", name, "room:1")
    everybody = {"eve", "lost1", "lost2", "both", "back", "back2", "far"}
    await becomes(watcher, everybody, 5)
    changes(watcher)

    killed = time.monotonic()
    one.process.kill()

    async def come_back(name: str, worker: Worker) -> None:
        tab = await worker.tab(tabs[name].cookie, tabs[name].welcome.resume)
        await tab.call("main.join", "room:1")

    await asyncio.gather(come_back("back", two), come_back("back2", three))
    await becomes(watcher, everybody - {"lost1", "lost2"}, 15)
    await gone(project, {"lost1", "lost2"})
    # Of the last beat, which was before; the margin is this machine's.
    assert time.monotonic() - killed < TTL_S + 0.5
    # Once the lease is struck out nobody can clean up after that worker again.
    await two_leases(own_redis)
    assert await gone(project, {"lost1", "lost2"}) == Counter({"lost1": 1, "lost2": 1})
    assert set(await watcher.call("main.online")) == everybody - {"lost1", "lost2"}
    assert changes(watcher) == [([], ["lost1", "lost2"])]


async def test_a_worker_that_slept_through_its_lease_has_its_users_again(
    start: Start, project: Project
) -> None:
    """Stopped and continued: others took it for dead, and its users are where they were."""
    one, two = await start(), await start()
    watcher = await two.tab()
    await watcher.call("main.enter", "eve", "room:1")
    tab = await one.tab()
    await tab.call("main.enter", "ada", "room:1")
    await becomes(watcher, {"ada", "eve"}, 5)
    one.process.send_signal(signal.SIGSTOP)
    await becomes(watcher, {"eve"}, 15)
    assert await gone(project, {"ada"}) == Counter({"ada": 1})
    one.process.send_signal(signal.SIGCONT)
    await becomes(watcher, {"ada", "eve"}, 15)
    assert await users_of(tab, "room:1") == {"ada", "eve"}


async def test_presence_heals_when_redis_was_away(
    start: Start, project: Project, own_redis: RedisServer
) -> None:
    one, two = await start(), await start()
    tabs: dict[str, Tab] = {}
    for name, worker in (("ada", one), ("bob", two), ("eve", two)):
        tabs[name] = await worker.tab()
        await tabs[name].call("main.enter", name, "room:1")
    await becomes(tabs["ada"], {"ada", "bob", "eve"}, 5)
    own_redis.stop()
    await tabs["eve"].close()
    own_redis.start()

    for name in ("ada", "bob"):
        async with asyncio.timeout(15):
            while True:
                try:
                    await becomes(tabs[name], {"ada", "bob"}, 15)
                    break
                except Failure:  # Redis is not back yet
                    await asyncio.sleep(0.05)

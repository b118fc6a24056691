"""Real servers, and tabs that run the browser's half as it ships."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import websockets
from harness import Project, Tab

SERVER = """
    import asyncio, os
    from pathlib import Path
    from pystream import Event, action, publish, session

    message = Event[int](keep=100_000)
    LOG = Path(__file__).parents[1] / "ran.txt"

    @action
    async def count(number: int) -> int:
        with LOG.open("a") as log:
            log.write(f"{number}\\n")
        await asyncio.sleep(number % 7 / 1000)
        return number

    @action
    async def join(room: str) -> None:
        await session.subscribe(room)

    @action
    async def say(number: int) -> None:
        await publish.channel("lobby", message, number)

    @action
    def pid() -> int:
        return os.getpid()
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


class Served:
    """`pystream serve` as a process of its own."""

    def __init__(self, root: Path, settings: dict[str, Any]) -> None:
        self.root = root
        # All tabs are of one address here.
        limits = {"max_connections_per_ip": 10_000, "max_handshakes_per_s": 10_000.0}
        self.settings = {"port": 0, "heartbeat_s": 0.5, "drain_s": 5.0, **limits, **settings}
        self.process: asyncio.subprocess.Process
        self.port = 0

    async def start(self) -> None:
        with (self.root / "server.log").open("a") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                str(self.root / "run_it.py"),
                str(self.root),
                repr(self.settings),
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        assert self.process.stdout is not None
        async with asyncio.timeout(30):
            line = (await self.process.stdout.readline()).decode()
        found = re.match(r"pystream: http://127\.0\.0\.1:(\d+)  ", line)
        assert found, self.log
        self.port = self.settings["port"] = int(found[1])

    async def stop(self) -> None:
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            await self.process.wait()

    @property
    def log(self) -> str:
        return (self.root / "server.log").read_text("utf-8")

    def ran(self) -> Counter[int]:
        """How often each number was counted."""
        path = self.root / "ran.txt"
        return Counter(map(int, path.read_text("utf-8").split())) if path.exists() else Counter()

    async def tab(self) -> Tab:
        tab = Tab(await websockets.connect(f"ws://127.0.0.1:{self.port}/_pystream/line", compression=None))
        await tab.hello()
        return tab

    async def worker(self) -> int:
        """The process of one of the workers."""
        tab = await self.tab()
        try:
            return int(await tab.call("app.pid"))
        finally:
            await tab.close()


class Tabs:
    """Tabs in a node of their own, see tabs.mjs."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def joined(self) -> None:
        assert self.process.stdout is not None
        async with asyncio.timeout(120):
            assert await self.process.stdout.readline() == b"joined\n"

    async def end(self, last: int) -> SimpleNamespace:
        """Once they have heard the last event: what happened to each."""
        async with asyncio.timeout(120):
            out, _ = await self.process.communicate(f"{last}\n".encode())
        told = json.loads(out)
        return SimpleNamespace(tabs=[SimpleNamespace(**tab) for tab in told["tabs"]], tried=told["tried"])


class Talker:
    """Publishes numbers, one after the other, and knows which of them are sure to be out."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.last = 0
        self.sure: list[int] = []
        self._tab: Tab | None = None

    async def say(self) -> None:
        """Try the next number."""
        self.last += 1
        try:
            if self._tab is None:
                self._tab = await self.served.tab()
            await self._tab.call("app.say", self.last)
            self.sure.append(self.last)
        except (Exception, TimeoutError):
            if self._tab is not None and self._tab.socket.state is not websockets.State.OPEN:
                self._tab = None
            await asyncio.sleep(0.02)

    async def talk(self, seconds: float) -> None:
        end = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end:
            await self.say()
            await asyncio.sleep(0.005)

    async def finish(self) -> int:
        """Say until it is sure; that number."""
        async with asyncio.timeout(30):
            await self.say()
            while not self.sure or self.sure[-1] != self.last:
                await self.say()
        return self.last


Serve = Callable[..., Awaitable[Served]]
OpenTabs = Callable[..., Awaitable[Tabs]]


@pytest.fixture
async def served(project: Project) -> AsyncIterator[Serve]:
    project.write(app=SERVER)
    (project.root / "run_it.py").write_text(RUN)
    started: list[Served] = []

    async def start(**settings: Any) -> Served:
        one = Served(project.root, settings)
        started.append(one)
        await one.start()
        return one

    yield start
    for one in started:
        # Its workers too, which hold the pipe and may wait for a Redis that is gone.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(one.process.pid, signal.SIGKILL)
        await one.process.communicate()


@pytest.fixture
async def tabs() -> AsyncIterator[OpenTabs]:
    processes: list[asyncio.subprocess.Process] = []

    async def open_tabs(address: str, count: int, burst: int = 4) -> Tabs:
        process = await asyncio.create_subprocess_exec(
            "node",
            "--experimental-websocket",
            str(Path(__file__).parent / "tabs.mjs"),
            address,
            str(count),
            str(burst),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=1 << 26,
            env={**os.environ, "NODE_NO_WARNINGS": "1"},
        )
        processes.append(process)
        opened = Tabs(process)
        await opened.joined()
        return opened

    yield open_tabs
    for process in processes:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.fixture
def talker() -> type[Talker]:
    return Talker

"""What presence costs a worker and its Redis, with 100 and 10,000 users: python -m benchmarks.people presence

The worker is an Attendance whose tabs are stand-ins, so that nothing else is measured; Redis is a real one on
loopback. Times are medians; commands and bytes are what Redis counted, with the commands that scripts run.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import statistics
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import redis.asyncio

from pystream.backends.redis import RedisBackend
from pystream.server.presence import Attendance
from pystream.settings import Settings

SIZES = (100, 10_000)
ROUNDS = 51


class Tab:
    """As much of a Client as presence looks at."""

    def __init__(self, user: str, channels: set[str]) -> None:
        self.session = SimpleNamespace(user=user)
        self.connection: object | None = self
        self.channels = channels
        self.present: Any = None


@contextmanager
def redis_running() -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        raise SystemExit("this needs redis-server on the PATH")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.01)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(10)


def attendance(backend: RedisBackend) -> Attendance:
    hooks = SimpleNamespace(gone=lambda user: None)
    settings = Settings().replace(presence_ttl_s=3600.0)
    hub: Any = SimpleNamespace(backend=backend, settings=settings, hooks=hooks)
    return Attendance(hub, [])


class Meter:
    """Counts what Redis was sent, what it sent, and what it ran."""

    def __init__(self, client: redis.asyncio.Redis) -> None:
        self.client = client

    async def read(self) -> tuple[int, int, int]:
        info = await self.client.info("stats")
        sent, got = info["total_net_output_bytes"], info["total_net_input_bytes"]
        return got, sent, info["total_commands_processed"]

    async def of(
        self, work: Callable[[], Awaitable[Any]], rounds: int = ROUNDS
    ) -> tuple[float, float, float, float]:
        """Median ms, and per round: bytes to Redis, bytes from it, commands."""
        base = await self.read()
        again = await self.read()  # what reading costs
        before = again
        times = []
        for _ in range(rounds):
            began = time.perf_counter()
            await work()
            times.append((time.perf_counter() - began) * 1000)
        after = await self.read()
        own = [again[at] - base[at] for at in range(3)]
        counts = [(after[at] - before[at] - own[at]) / rounds for at in range(3)]
        return statistics.median(times), *counts  # type: ignore[return-value]


def row(what: str, figures: tuple[float, float, float, float]) -> None:
    ms, to, back, commands = figures
    print(f"| {what:<44} | {ms:>9.3f} | {commands:>9,.1f} | {to:>11,.0f} | {back:>11,.0f} |")


async def measure(url: str) -> None:
    print(f"| {'':<44} | {'ms':>9} | {'commands':>9} | {'bytes to':>11} | {'bytes from':>11} |")
    print(f"| {'-' * 44} | {'-' * 8}: | {'-' * 8}: | {'-' * 10}: | {'-' * 10}: |")
    for size in SIZES:
        backend = RedisBackend(url, f"bench{size}:", 60.0)
        here = attendance(backend)
        await here.start()
        here._patient_until = 0.0
        client = redis.asyncio.Redis.from_url(url)
        meter = Meter(client)
        tabs = [Tab(f"user{number:05}", {"lobby"}) for number in range(size)]

        async def all_join(here: Attendance = here, tabs: list[Tab] = tabs) -> None:
            for tab in tabs:
                here.look(tab)  # type: ignore[arg-type]
            await here._settle()

        memory = (await client.info("memory"))["used_memory"]
        row(f"{size:,} users: all come at once, in a channel", await meter.of(all_join, 1))
        memory = (await client.info("memory"))["used_memory"] - memory
        row(f"{size:,} users: a beat", await meter.of(here.renew))
        guest = Tab("guest", {"lobby"})

        async def come_and_go(here: Attendance = here, guest: Tab = guest) -> None:
            for user in ("guest", None):
                guest.session.user = user
                here.look(guest)  # type: ignore[arg-type]
                await here._settle()

        row(f"{size:,} users: one comes, then goes (2 places)", await meter.of(come_and_go))
        second = Tab("user00000", {"lobby"})

        async def another_tab(here: Attendance = here, second: Tab = second) -> None:
            for connection in (second, None):
                second.connection = connection
                here.look(second)  # type: ignore[arg-type]
                await here._settle()

        row(f"{size:,} users: a second tab comes, then goes", await meter.of(another_tab))
        row(f"{size:,} users: online()", await meter.of(lambda here=here: here.users("")))
        row(f"{size:,} users: of(channel)", await meter.of(lambda here=here: here.users("lobby")))
        row(f"{size:,} users: count()", await meter.of(lambda here=here: here.count("")))
        row(f"{size:,} users: is_online(user)", await meter.of(lambda here=here: here.has("", "user00007")))
        # It dies; another one cleans up after it.
        await backend.roll.lease(here._worker, -1.0, claim=False)
        other = attendance(backend)
        await other.start()
        other._patient_until = 0.0
        row(f"{size:,} users: cleaning up after their worker", await meter.of(other.renew, 1))
        print(f"  {memory / size:,.0f} bytes of Redis' memory for each user in two places\n")
        await client.aclose()
        await backend.close()


def main() -> None:
    with redis_running() as url:
        asyncio.run(measure(url))

"""What 10,000 signed-in sessions cost a worker, on each store: python -m benchmarks.people sessions

Sessions and the data of calls alone, without lines: callers are stand-ins. Processor time of the worker,
median of rounds, since a shared machine's clock says more of its other work. Memory is what a process of its
own has more; with SQLite that is the store's own too, as it is in memory.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import secrets
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from benchmarks.presence import redis_running
from benchmarks.stores import resident_kib
from pystream.backends.memory import MemoryBackend
from pystream.backends.redis import RedisBackend
from pystream.backends.sqlite import SqliteBackend
from pystream.server.session import Session
from pystream.server.session_data import SessionData
from pystream.server.sessions import Sessions
from pystream.server.store import Backend

SESSIONS = 10_000
AT_ONCE = 100
ROUNDS = 5
DAY_S = 86_400.0


class Caller:
    """As much of one as a session needs."""

    id = ip = ""

    def __init__(self, session: Session) -> None:
        self.session = session

    def enter(self, session: Session) -> None:
        self.session = session
        session.openers += 1  # it stays open, as with a tab

    async def hand_over(self, old_id: str) -> None:
        """There is no browser."""


async def together(step: Callable[[int], Awaitable[Any]], count: int) -> float:
    """Processor time of one step in us, AT_ONCE of them at a time."""
    begun = time.process_time()
    for first in range(0, count, AT_ONCE):
        await asyncio.gather(*map(step, range(first, first + AT_ONCE)))
    return (time.process_time() - begun) / count * 1e6


async def measure(name: str, backend: Backend) -> None:
    async def changed(session: Session, before: str | None) -> None:
        """No tab has to follow."""

    async def missed() -> None:
        """Nothing is."""

    sessions = Sessions(
        backend, "worker", 30 * DAY_S, 90 * DAY_S, 120.0, 65_536, changed, lambda session: None
    )

    def deliver(topic: str, message: bytes) -> None:
        if topic.startswith("session:"):
            sessions.heard(topic.removeprefix("session:"), message)

    await backend.start(deliver, missed)
    await sessions.start()
    callers: list[Caller] = []

    async def sign_in(number: int) -> None:
        async with sessions.open(secrets.token_urlsafe(32)) as session:
            caller = Caller(session)
            await sessions.rotate(caller, f"user{number}")
        callers.append(caller)

    async def again(number: int) -> None:
        await sessions.rotate(callers[number], f"user{number}")

    async def write(number: int) -> None:
        data = SessionData(callers[number])
        data["seen"] = data.get("seen", 0) + 1
        await sessions.save(callers[number].session, *data.changes())

    async def read(number: int) -> None:
        SessionData(callers[number]).get("seen")

    async def load(number: int) -> None:
        # By another worker, or after a restart.
        session = sessions._open.pop(callers[number].session.id)
        async with sessions.open(session.id) as opened:
            opened.openers += 1
            callers[number].session = opened

    before = resident_kib()
    costs = {"sign in, a new browser": await together(sign_in, SESSIONS)}
    memory = resident_kib() - before
    for what, step, count in [
        ("write one name", write, 2000),
        ("read one name", read, 10_000),
        ("open a session", load, 2000),
        ("sign in once more", again, 1000),
    ]:
        costs[what] = statistics.median([await together(step, count) for _ in range(ROUNDS)])
    await backend.close()
    print(f"{name}: {memory / SESSIONS:.2f} KiB of memory for a session that is open")
    for what, cost_us in costs.items():
        print(f"  {what:24} {cost_us:7.1f} us")


def run(name: str, where: str) -> None:
    backend: Backend = MemoryBackend(3600.0)
    if name == "sqlite":
        backend = SqliteBackend(Path(where), 3600.0)
    elif name == "redis":
        backend = RedisBackend(where, "b:", 3600.0)
    asyncio.run(measure(name, backend))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, redis_running() as url:
        stores = [("memory", ""), ("sqlite", f"{folder}/state.sqlite3"), ("redis", url)]
        for name, where in stores:
            # Memory that was freed would be used again.
            process = multiprocessing.get_context("spawn").Process(target=run, args=(name, where))
            process.start()
            process.join()

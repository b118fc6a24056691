"""What sessions and kept events cost in the stores of one worker: processor time, memory, bytes on disk.

Processor time, since a shared machine's clock says more of its other work; the disk's is not in it.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pystream.backends.memory import MemoryBackend
from pystream.backends.sqlite import SqliteBackend
from pystream.server.store import Backend

SESSIONS = 10_000
AT_ONCE = 500
ROUNDS = 5
TTL_S = 30 * 86_400.0
FRAME = b'["event","chat.said",{"who":"bot","text":"hello"},"channel:lobby"'


def resident_kib() -> int:
    status = Path("/proc/self/status").read_text("utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


async def together(step: Callable[[int], Awaitable[Any]], count: int) -> float:
    """Processor time of one step in us, AT_ONCE of them at a time."""
    begun = time.process_time()
    for first in range(0, count, AT_ONCE):
        await asyncio.gather(*map(step, range(first, first + AT_ONCE)))
    return (time.process_time() - begun) / count * 1e6


async def one_by_one(step: Callable[[int], Awaitable[Any]], count: int) -> float:
    """Processor time of one step in us, each after the other."""
    begun = time.process_time()
    for number in range(count):
        await step(number)
    return (time.process_time() - begun) / count * 1e6


async def measure(name: str, backend: Backend) -> None:
    keys = [f"session:{os.urandom(24).hex()}" for _ in range(SESSIONS)]

    def key(number: int) -> str:
        return keys[number * 7919 % SESSIONS]

    def new(number: int) -> Awaitable[int]:
        fields = {"user": b'"user%d"' % number, "data:name": b'"somebody"', "data:seen": b"1"}
        return backend.change(keys[number], fields, TTL_S, keys[number], b"")

    def change(number: int) -> Awaitable[int]:
        return backend.change(key(number), {"data:seen": b"%d" % number}, TTL_S, key(number), b"")

    def record(number: int) -> Awaitable[int]:
        return backend.record(f"channel:{number % 50}", "chat.said", 50, FRAME)

    async def missed() -> None:
        pass

    await backend.start(lambda topic, message: None, missed)
    before = resident_kib()
    costs = {"new session of 3 fields": await together(new, SESSIONS)}
    memory = resident_kib() - before
    for what, how, step, count in [
        ("one field, with others", together, change, 2000),
        ("one field, alone", one_by_one, change, 2000),
        ("read a session", one_by_one, lambda number: backend.fields(key(number)), 2000),
        ("kept event, with others", together, record, 2000),
    ]:
        costs[what] = statistics.median([await how(step, count) for _ in range(ROUNDS)])
    begun = time.process_time()
    await backend.keep(keys, TTL_S)
    costs["keep a session"] = (time.process_time() - begun) / SESSIONS * 1e6
    await backend.close()
    print(f"{name}: {memory} KiB of memory for {SESSIONS} sessions")
    for what, cost_us in costs.items():
        print(f"  {what:26} {cost_us:6.1f} us")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state.sqlite3"
        asyncio.run(measure("memory", MemoryBackend(3600.0)))
        asyncio.run(measure("sqlite", SqliteBackend(path, 3600.0)))
        print(f"  {'on disk':26} {path.stat().st_size // 1024:6} KiB")

"""A server under load on a bad network for minutes: what it loses, and whether its memory grows.

    python -m benchmarks.soak [SECONDS] [--redis URL]

Tabs in node (tests/faults/tabs.mjs: the browser's half as it ships) call and listen through a proxy that
breaks, delays and mutes their connections. Prints the server's memory every ten seconds, and at the end what
was lost or doubled.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "faults"))

from conftest import RUN, SERVER, Served, Talker
from harness import Project

from pystream.testing.chaos import Proxy

TABS = 16
EVERY_S = 10


def memory_mib(pid: int) -> float:
    """What the process and its children hold of the machine's memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20 + sum(map(memory_mib, map(int, children)))


async def soak(seconds: float, settings: dict[str, Any]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder))
        project.write(app=SERVER.replace("keep=100_000", "keep=2_000"))
        (project.root / "run_it.py").write_text(RUN)
        # What tabs that are away left is kept for a while: a short one, so that it ends within the run.
        served = Served(project.root, {"resume_s": 60.0, "history_s": 30.0, **settings})
        await served.start()
        proxy = Proxy(("127.0.0.1", served.port), drop=0.2, cut=0.004, mute=0.001, delay_ms=5, seed=1)
        await proxy.start()
        node = await asyncio.create_subprocess_exec(
            "node", "--experimental-websocket", str(Path(__file__).parents[1] / "tests/faults/tabs.mjs"),
            f"ws://127.0.0.1:{proxy.port}", str(TABS), "4",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 30,
        )  # fmt: skip
        assert node.stdout is not None
        await node.stdout.readline()
        talker = Talker(served)
        begun = time.monotonic()
        while (passed := time.monotonic() - begun) < seconds:
            await talker.talk(min(EVERY_S, seconds - passed))
            calls = sum(served.ran().values())
            mib = memory_mib(served.process.pid)
            print(
                f"{passed + EVERY_S:6.0f} s  {mib:7.1f} MiB  {calls:8} calls  {proxy.broken:5} broken",
                flush=True,
            )
        proxy.heal()
        last = await talker.finish()
        out, _ = await node.communicate(f"{last}\n".encode())
        tabs = json.loads(out)["tabs"]
        ran = served.ran()
        await proxy.stop()
        await served.stop()
    lost = sum(number not in ran for tab in tabs for number in tab["done"])
    doubled = sum(times > 1 for times in ran.values())
    failed = sum(len(tab["failed"]) for tab in tabs)
    unheard = sum(len(set(talker.sure) - set(tab["heard"])) for tab in tabs if not tab["gaps"])
    twice = sum(len(tab["heard"]) - len(set(tab["heard"])) for tab in tabs)
    disordered = sum(tab["heard"] != sorted(tab["heard"]) for tab in tabs)
    print(f"calls: {len(ran)} ran, {lost} lost, {doubled} doubled, {failed} failed")
    gaps = sum(tab["gaps"] for tab in tabs)
    print(f"events: {len(talker.sure)} to {TABS} tabs, {unheard} lost, {twice} doubled, {gaps} gaps told")
    print(f"{disordered} tabs heard them out of order")
    return int(bool(lost or doubled or failed or unheard or twice or disordered))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("seconds", nargs="?", type=float, default=600.0)
    parser.add_argument("--redis", default="", help="redis:// URL; then two workers serve")
    given = parser.parse_args()
    settings = (
        {"redis": given.redis, "redis_prefix": f"soak{os.getpid()}:", "workers": 2} if given.redis else {}
    )
    sys.exit(asyncio.run(soak(given.seconds, settings)))


if __name__ == "__main__":
    main()

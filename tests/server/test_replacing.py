"""SIGHUP: workers are replaced one after the other, or not at all. Under load: tests/faults."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import signal
import sys
from pathlib import Path

import httpx
import pytest
from harness import Project, RedisServer, eventually
from processes import RUN, Process, Run, alive

BEFORE = """
    import os
    from pystream import action

    @action
    def version() -> str:
        return "old"

    @action
    def worker() -> int:
        return os.getpid()
"""
AFTER = BEFORE.replace('"old"', '"new"')


@pytest.fixture(autouse=True)
def actions(project: Project) -> None:
    project.write(main=BEFORE)


async def versions(server: Process, wanted: int = 2) -> dict[int, str]:
    """What the workers are, by their processes."""
    found: dict[int, str] = {}
    async with asyncio.timeout(15):
        while len(found) < wanted:
            tab = await server.tab()
            found[await tab.call("main.worker")] = await tab.call("main.version")
            await tab.close()
    return found


async def test_new_code_takes_the_place_of_the_old(
    run: Run, project: Project, redis_server: RedisServer
) -> None:
    server = await (await run(workers=2, redis=redis_server.url)).started()
    before = await versions(server)
    assert set(before.values()) == {"old"}
    tabs = [await server.tab() for _ in range(6)]
    project.write(main=AFTER)
    server.process.send_signal(signal.SIGHUP)
    assert await server.told("replacing") == "replacing 2 workers, one after the other"
    assert (await server.told("replaced")).startswith("all workers are replaced, after ")
    assert not any(map(alive, before))
    after = await versions(server)
    assert set(after.values()) == {"new"}
    assert not set(before) & set(after)
    for tab in tabs:
        assert await tab.closed() == (1012, "server restarting")


async def test_code_that_does_not_start_changes_nothing(
    run: Run, project: Project, redis_server: RedisServer
) -> None:
    server = await (await run(workers=2, redis=redis_server.url)).started()
    before = await versions(server)
    path = project.root / "server_src/main.py"
    path.write_text("1 / 0\n" + path.read_text())
    server.process.send_signal(signal.SIGHUP)
    why = "server_src/main.py:1: ZeroDivisionError: division by zero"
    said = await server.told("is not replaced")
    assert said == f"worker 1 is not replaced, the old ones go on: {why}"
    assert await versions(server) == before
    project.write(main=AFTER)  # and the next time it does
    server.process.send_signal(signal.SIGHUP)
    await server.told("all workers are replaced")
    assert set((await versions(server)).values()) == {"new"}


async def test_a_second_word_while_workers_are_replaced_replaces_them_again(
    run: Run, redis_server: RedisServer
) -> None:
    server = await (await run(workers=2, redis=redis_server.url)).started()
    server.process.send_signal(signal.SIGHUP)
    await server.told("replacing 2 workers")
    server.process.send_signal(signal.SIGHUP)
    for message in ("all workers are replaced", "replacing 2 workers", "all workers are replaced"):
        await server.told(message)
    assert len(await versions(server)) == 2


async def test_a_signal_to_stop_ends_old_and_new(run: Run, redis_server: RedisServer) -> None:
    server = await (await run(workers=2, redis=redis_server.url)).started()
    before = await versions(server)
    server.process.send_signal(signal.SIGHUP)
    await server.told("replacing")
    server.process.send_signal(signal.SIGTERM)
    code, _, _ = await server.ended()
    assert code == 0
    assert not any(map(alive, before))
    await eventually(lambda: not has_members(server.process.pid))


def has_members(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


async def test_pages_that_are_open_find_their_old_assets(
    run: Run, project: Project, redis_server: RedisServer
) -> None:
    server = await (await run(workers=2, redis=redis_server.url)).started()
    (project.build / "previous.json").write_text(json.dumps({"files": ["assets/old-87654321.js"]}))
    (project.build / "assets/old-87654321.js").write_text("old")
    server.process.send_signal(signal.SIGHUP)
    await server.told("all workers are replaced")
    plain = {"Accept-Encoding": "identity"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", headers=plain) as browser:
        assert (await browser.get("/assets/old-87654321.js")).text == "old"
        assert (await browser.get("/assets/app-12345678.js")).status_code == 200


async def test_one_process_says_that_it_needs_workers_for_that(run: Run) -> None:
    server = await (await run()).started()
    server.process.send_signal(signal.SIGHUP)
    said = await server.told("SIGHUP")
    assert said == "SIGHUP replaces workers one after the other, so it needs several: see --workers"
    assert list((await versions(server, 1)).values()) == ["old"]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("survives", [False, True], ids=["", "nohup"])
async def test_a_terminal_that_is_closed_ends_it_but_with_nohup(
    project: Project, tmp_path: Path, redis_server: RedisServer, workers: int, survives: bool
) -> None:
    script = tmp_path / "run_it.py"
    ignored = "import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n" if survives else ""
    script.write_text(ignored + RUN)
    settings = {"workers": workers, "redis": redis_server.url if workers > 1 else ""}
    ours, theirs = pty.openpty()

    def take_terminal() -> None:
        os.setsid()
        os.close(os.open(os.ttyname(theirs), os.O_RDWR))  # the first that a session opens is its terminal

    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(script),
        str(project.root),
        repr(settings),
        stdin=theirs,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=take_terminal,
    )
    os.close(theirs)
    server = await Process(process).started()
    before = await versions(server, workers)
    os.close(ours)
    if survives:
        server.process.send_signal(signal.SIGHUP)  # so that the terminal's has been seen, too
        await server.told("SIGHUP" if workers == 1 else "all workers are replaced")
        assert set((await versions(server, workers)).values()) == {"old"}
        server.process.send_signal(signal.SIGTERM)
    assert (await server.ended())[0] == 0
    assert not any(map(alive, before))

"""`pystream console`, as a person and a script use it."""

from __future__ import annotations

import asyncio
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from harness import Project, RedisServer, Serve

from pystream.settings import ENV_PREFIX

CONSOLE = [sys.executable, "-m", "pystream.cli", "console"]
NOTES = """
import asyncio
from pystream import Event, action, publish, session

note = Event[str]()

@action(auth=True)
async def add(text: str, times: int = 1) -> str:
    await publish.all(note, text * times)
    return f"{session.user}: {text * times}"

@action
async def wait() -> None:
    await asyncio.sleep(100)
"""


@pytest.fixture
def app(project: Project) -> Path:
    project.write(notes=NOTES)
    (project.root / "client_src").mkdir(exist_ok=True)
    return project.root


def run(app: Path, *words: str, typed: str = "", **environ: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [*CONSOLE, *words], cwd=app, input=typed, capture_output=True, text=True, timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environ},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


async def test_it_joins_a_live_cluster_and_calls_as_any_user(
    app: Path, serve: Serve, redis_server: RedisServer
) -> None:
    server = await serve(redis=redis_server.url)
    tab = await server.tab()
    prefix = server.app.ctx.hub.settings.redis_prefix
    source = """if True:
        print(await notes.add("hi", times=2))
        await publish.all(notes.note, "all")
        print(await presence.online())"""
    status, said, heard = await asyncio.to_thread(
        run, app, "--redis", redis_server.url, "--user", "ada", "-c", source,
        **{f"{ENV_PREFIX}REDIS_PREFIX": prefix},
    )  # fmt: skip
    assert (status, said) == (0, "ada: hihi\n{'ada'}\n"), heard
    assert "notes.note: 'hihi'" in heard
    async with asyncio.timeout(5):
        assert [bytes((await tab.events.get()).payload) for _ in range(2)] == [b'"hihi"', b'"all"']
    await tab.close()


def test_a_script_ends_at_the_first_error(app: Path) -> None:
    lines = [
        'await become("ada")', "for n in range(2):", "    print(n)", "", 'await notes.add("x", 3)',
        "await notes.add(1, 2, 3)", 'print("never")', "",
    ]  # fmt: skip
    status, said, errors = run(app, "--store", "memory", typed="\n".join(lines))
    assert (status, said) == (1, "<client ada>\n0\n1\n'ada: xxx'\n")
    assert errors.endswith("TypeError: too many positional arguments\n")
    status, said, errors = run(app, "--store", "memory", "-c", "await notes.add('x')")
    assert (status, said) == (1, "")
    assert errors.rstrip().endswith("SignedOut: sign in first")


async def test_a_store_that_a_server_has_is_said_with_the_way_out(app: Path, serve: Serve) -> None:
    await serve(store="state.sqlite3")
    status, _, errors = await asyncio.to_thread(run, app, "--store", "state.sqlite3", "-c", "1")
    assert status == 1
    assert "--store memory" in errors
    assert "Traceback" not in errors


def test_ctrl_c_stops_what_runs_and_ctrl_d_ends(app: Path) -> None:
    person, terminal = pty.openpty()
    process = subprocess.Popen(
        [*CONSOLE, "--store", "memory"], cwd=app, stdin=terminal, stdout=terminal, stderr=terminal,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, start_new_session=True,
        preexec_fn=own_terminal(terminal),
    )  # fmt: skip
    os.close(terminal)
    try:
        until(person, b"nobody> ")
        os.write(person, b"await notes.wait()\n")
        until(person, b"wait()")
        os.write(person, b"\x03")
        until(person, b"nobody> ")
        os.write(person, b'await become("bob")\n')
        until(person, b"bob> ")
        os.write(person, b"\x04")
        assert process.wait(20) == 0
    finally:
        process.kill()
        os.close(person)


def own_terminal(terminal: int) -> Callable[[], None]:
    def attach() -> None:
        import fcntl
        import termios

        fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)

    return attach


def until(person: int, text: bytes) -> None:
    """Read what it shows, up to a text."""
    said = b""
    while text not in said:
        said += os.read(person, 4096)

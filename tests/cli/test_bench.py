"""`pystream bench`, on an app of the test's own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from harness import Project

NOTES = """
from pystream import Denied, Event, action, publish, session

note = Event[str]()

@action
async def enter(name: str) -> None:
    await session.login(name)

@action(auth=True)
async def join() -> None:
    await session.subscribe("notes")

@action(auth=True)
async def add(text: str, *, who: str) -> None:
    if session.user != who:
        raise Denied(f"{who} is {session.user}")
    await publish.channel("notes", note, text)

@action
async def refuse() -> None:
    raise Denied("no")
"""


@pytest.fixture
def app(project: Project) -> Path:
    project.write(notes=NOTES)
    (project.root / "client_src").mkdir(exist_ok=True)
    (project.root / "client_src/app.py").write_text("")
    (project.root / "client_src/app.html").write_text("<!doctype html><head>{{ pystream() }}</head>")
    return project.root


def bench(app: Path, *words: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "pystream.cli", "bench", *words], cwd=app, capture_output=True, text=True,
        timeout=120, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "COLUMNS": "120"},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_calls_and_what_they_send_to_others_are_measured(app: Path) -> None:
    status, said, errors = bench(
        app, "notes.add('hello {id}', who='ada{n}')", "--sign-in", "notes.enter('ada{n}')",
        "--first", "notes.join", "--clients", "8", "--seconds", "0.5", "--rate", "20",
        "--picture", "bench.svg",
    )  # fmt: skip
    assert status == 0, errors
    assert "notes.add: 8 tabs, 1 worker" in said
    assert re.search(r"opening +8 +tabs in [\d.]+ s +p50 [\d.]+ ms +p99", said)
    assert re.search(r"memory +[\d.]+ MiB", said)
    calls = re.search(r"calls +\d+/s +(\d+) in [\d.]+ s +p50 [\d.]+ ms +p99 [\d.]+ ms", said)
    events = re.search(r"events +[\d,]+/s +(\d+) +p50 [\d.]+ ms", said)
    assert calls
    assert events
    # Each is heard by all eight; some may be on their way at the end.
    assert 40 <= int(calls[1]) <= 96
    assert int(events[1]) >= 8 * (int(calls[1]) - 8)
    assert "failed" not in said
    assert (app / "bench.svg").read_text().startswith("<svg")


def test_what_fails_is_counted_by_its_name(app: Path) -> None:
    status, said, errors = bench(app, "notes.refuse()", "--clients", "2", "--seconds", "0.2")
    assert status == 0, errors
    assert re.search(r"failed +[\d,]+ +Denied", said)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["notes.ad('x')"], "there is no action notes.ad; did you mean notes.add?"),
        (["notes.add(1 +"], 'is no call; write: \'chat.say("lobby", "hi")\''),
        (["notes.refuse()", "--first", "notes.join"], "notes.join of tab 0: SignedOut"),
        (["notes.refuse()", "--url", "http://127.0.0.1:1"], "Connect call failed"),
    ],
)
def test_what_cannot_be_run_is_said_in_a_line(app: Path, words: list[str], told: str) -> None:
    status, _, errors = bench(app, *words)
    assert status != 0
    assert told in errors
    assert "Traceback" not in errors

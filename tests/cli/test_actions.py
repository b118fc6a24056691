"""`pystream actions`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pystream.cli.main import main
from pystream.rate import parse_rate

SERVER = """
from collections.abc import AsyncIterator
from pystream import action, channel, stream

authenticate = True

def owns(note: int) -> bool:
    return True

@action(auth=owns, rate="5/s")
async def change(note: int, text: str) -> None: ...

@action(auth=False, rate="10/30s", safe=True)
def find(word: str) -> list[str]:
    return []

@stream
async def follow() -> AsyncIterator[int]:
    yield 1

@channel("note:{id}")
def reads(id: int) -> bool:
    return True

async def private() -> None: ...
"""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    for path, text in {"server_src/notes.py": SERVER, "client_src/app.py": ""}.items():
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_text(text)
    return tmp_path


def test_every_endpoint_is_listed_with_its_gate(app: Path) -> None:
    done = CliRunner().invoke(main, ["actions", "--project", str(app), "--json"])
    assert done.exit_code == 0, done.output
    rows = {row["name"]: row for row in json.loads(done.stdout)}
    assert list(rows) == ["notes.change", "notes.find", "notes.follow", "note:{id}"]
    told = {name: (row["kind"], row["who"], row["rate"], row["http"]) for name, row in rows.items()}
    assert told == {
        "notes.change": ("action", "who has signed in, asks owns(note)", "5/s", "POST /api/notes/change"),
        "notes.find": ("action", "anybody", "10/30s", "GET, POST /api/notes/find"),
        "notes.follow": ("stream", "who has signed in", "", "POST /api/notes/follow"),
        "note:{id}": ("channel", "asks notes.reads", "", ""),
    }
    assert rows["notes.change"]["where"] == "server_src/notes.py:10"
    assert rows["notes.change"]["signature"] == "(note: int, text: str) -> None"


def test_a_person_sees_them_in_a_table(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    done = CliRunner().invoke(main, ["actions", "--project", str(app)])
    assert "notes.change  who has signed in, asks owns(note)  5/s" in done.stdout
    (app / "server_src/notes.py").write_text("1 / 0")
    done = CliRunner().invoke(main, ["actions", "--project", str(app)])
    assert (done.exit_code, done.stderr.strip()) == (
        1,
        "Error: server_src/notes.py:1: ZeroDivisionError: division by zero",
    )


@pytest.mark.parametrize("text", ["5/s", "100/m", "10/30s", "1/d", "3/2h"])
def test_a_rate_is_told_as_it_is_written(text: str) -> None:
    assert str(parse_rate(text)) == text

"""What an app's script weighs, and what of the runtime an app brings along."""

from __future__ import annotations

from pathlib import Path

import pytest

from pystream.compiler.pipeline import compile_project
from pystream.output import read_library, read_sources
from pystream.settings import load

ROOT = Path(__file__).parents[3]
SERVER = """
from pystream import action, Denied


@action
async def save(name: str) -> None:
    raise Denied({"name": "too short"})
"""
CLIENT = """
from pystream import Denied
from pystream.client import dom, on
from server_src import forms


@on("click", "#save")
async def save() -> None:
    try:
        await forms.save("x")
    except Denied as why:
        dom["#note"].text = SHOWN
"""
# A text of the dict's own.
DICT = "changed size during iteration"


def script(files: dict[str, str], root: Path) -> str:
    sources = {path: text.encode() for path, text in files.items()}
    compiled = compile_project(sources, read_library(), load(root, {}))
    return next(text.decode() for path, text in compiled.files.items() if path.endswith(".js"))


def test_the_reference_app_stays_small() -> None:
    compiled = compile_project(read_sources(ROOT), read_library(), load(ROOT, {}))
    assert max(size.gzip for size in compiled.sizes) <= 20_000


@pytest.mark.parametrize(("shown", "looks"), [("str(why)", False), ("why.args[0]['name']", True)])
def test_an_error_is_made_with_dicts_for_a_program_that_can_look_into_one(
    shown: str, looks: bool, tmp_path: Path
) -> None:
    made = script(
        {
            "client_src/app.py": CLIENT.replace("SHOWN", shown),
            "client_src/app.html": "<head>{{ pystream() }}</head>",
            "server_src/forms.py": SERVER,
        },
        tmp_path,
    )
    assert (DICT in made) is looks


PEOPLE = """
from pystream import Event, Presence

people = Event[Presence](presence="room:{id}")
"""
WATCHING = """
from pystream import Presence
from pystream.client import dom, on
from server_src import chat


@on(chat.people)
def changed(diff: Presence, channel: str) -> None:
    dom["#note"].text = ", ".join(diff.joined) + channel
"""


def test_presence_costs_a_client_that_watches_it_nothing_of_dataclasses(tmp_path: Path) -> None:
    files = {
        "client_src/app.py": WATCHING,
        "client_src/app.html": "<head>{{ pystream() }}</head>",
        "server_src/chat.py": PEOPLE,
    }
    with_it = len(script(files, tmp_path))
    files["client_src/app.py"] = WATCHING.replace("from pystream import Presence\n", "").replace(
        ": Presence", ""
    )
    assert with_it == len(script(files, tmp_path))

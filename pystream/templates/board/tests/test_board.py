"""What the server keeps, and what pages show of it when they change notes at the same time."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pystream import Denied
from pystream.testing import App

from server_src import board
from shared_src.notes import LIMIT, Note

ID = "a" * 8


@pytest.fixture
def pystream_settings(tmp_path: Path) -> Mapping[str, Any]:
    return {"app": {"database": str(tmp_path / "board.sqlite")}}


async def test_who_writes_last_wins_and_what_is_gone_stays_gone(app: App) -> None:
    ada, bob = await app.client(), await app.client()
    with ada:
        await board.save(Note(ID, "one"))
    with bob:
        assert (await board.save(Note(ID, "two"))).version == 2
        assert [note.text for note in await board.notes()] == ["two"]
        await board.save(Note(ID, gone=True))
    with ada:
        assert (await board.save(Note(ID, "late"))).gone
        assert await board.notes() == []
    assert [note.version for note in ada.events(board.changed)] == [1, 2, 3, 4]


async def test_notes_outlive_the_server(app: App) -> None:
    ada = await app.client()
    with ada:
        await board.save(Note(ID, "kept", x=0.5))
        await app.restart()
        assert await board.notes() == [Note(ID, "kept", x=0.5, version=1)]


@pytest.mark.parametrize(
    "note", [Note("short"), Note(ID, "x" * (LIMIT + 1)), Note(ID, x=2.0), Note(ID, color="red")]
)
async def test_the_server_trusts_no_page(app: App, note: Note) -> None:
    with await app.client(), pytest.raises(Denied):
        await board.save(note)


async def test_both_sides_of_a_broken_line_change_notes_and_both_have_everything(app: App) -> None:
    ada, bob = await app.page(), await app.page()
    await ada.click("#add")
    await bob.type("textarea", "from bob")
    await ada.client.drop()
    await ada.click("#add")
    await ada.type("article:nth-of-type(2) textarea", "from ada")
    await ada.press("article:nth-of-type(2) .handle", "ArrowRight")
    assert ada["#waiting"].text == "1 change waits"
    await bob.type("textarea", "bob again")
    await ada.client.reconnect()
    for page in (ada, bob):
        assert [each.value for each in page.all("textarea")] == ["bob again", "from ada"]
    assert ada["#waiting"].text == ""
    await bob.click(".gone")
    assert [each.value for each in ada.all("textarea")] == ["from ada"]

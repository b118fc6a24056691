"""The server with its clients, and pages, all in memory; see pystream's guide "Testing"."""

import pytest
from pystream import Denied
from pystream.testing import App

from server_src import wall
from shared_src.rules import LIMIT


async def test_everybody_sees_a_note_at_once(app: App) -> None:
    ada, bob = await app.client(), await app.client()
    with ada:
        await wall.pin(" hello ")
        assert await wall.notes() == ["hello"]
    assert await bob.next(wall.pinned) == "hello"


async def test_the_server_trusts_no_page(app: App) -> None:
    with await app.client(), pytest.raises(Denied, match="has room for"):
        await wall.pin("x" * (LIMIT + 1))


async def test_a_page_pins_what_is_typed(app: App) -> None:
    ada, bob = await app.page(), await app.page()
    await ada.type("#text", "from ada")
    await ada.click("#pin button")
    await bob.type("#text", "from bob")
    await bob.press("#text", "Enter")
    assert ada.texts("#wall li") == bob.texts("#wall li") == ["from bob", "from ada"]
    assert ada["#text"].value == ""


async def test_a_page_says_what_is_wrong(app: App) -> None:
    page = await app.page()
    await page.click("#pin button")
    assert page["#note"].text == "Write something first"


async def test_a_page_catches_up_after_a_lost_connection(app: App) -> None:
    page, ada = await app.page(), await app.client()
    await page.client.drop()
    assert page["#state"].text == "reconnecting"
    with ada:
        await wall.pin("meanwhile")
    await page.client.reconnect()
    assert page.texts("#wall li") == ["meanwhile"]

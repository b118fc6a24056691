"""The server with its clients, and pages, all in memory; see pystream's guide "Testing"."""

import pytest
from pystream import Denied, SignedOut
from pystream.testing import App, Page

from server_src import chat
from shared_src.rules import LIMIT, fit


@pytest.mark.parametrize("typed", ["", "  ", "x" * (LIMIT + 1)])
def test_nothing_and_too_much_is_denied(typed: str) -> None:
    assert fit("  hello ") == "hello"
    with pytest.raises(Denied):
        fit(typed)


async def test_a_room_hears_what_is_said_there_and_nothing_else(app: App) -> None:
    ada, bob, cy = [await app.client(user=name) for name in ("ada", "bob", "cy")]
    for client, room in ((ada, "lobby"), (bob, "lobby"), (cy, "garden")):
        with client:
            await chat.join(room)
    with ada:
        await chat.say("lobby", " hello ")
        with pytest.raises(Denied, match="Go into the room first"):
            await chat.say("garden", "from outside")
    heard = await bob.next(chat.message)
    assert (heard.who, heard.text) == ("ada", "hello")
    await app.settle()
    assert cy.events(chat.message) == []


async def test_strangers_are_kept_out_and_rooms_are_those_that_there_are(app: App) -> None:
    with await app.client(), pytest.raises(SignedOut):
        await chat.join("lobby")
    with await app.client(user="ada"), pytest.raises(Denied):
        await chat.join("cellar")


async def entered(app: App, name: str) -> Page:
    page = await app.page()
    await page.type("#name", name)
    await page.click("#door button")
    return page


async def test_pages_talk_and_see_who_is_here(app: App) -> None:
    ada, bob = await entered(app, "ada"), await entered(app, "bob")
    await ada.until(lambda: ada.texts("#people li") == ["ada", "bob"])
    await ada.type("#text", "hello <b>")
    await ada.click("#talk button")
    assert [each.text for each in bob.all(".bubble")] == [each.text for each in ada.all(".bubble")]
    assert bob[".bubble"].text.endswith("hello <b>")
    assert (len(ada.all(".mine")), len(bob.all(".mine"))) == (1, 0)
    # What was said is there for those who come later, and one name is one person.
    second = await entered(app, "ada")
    assert second["#refused"].text == "Somebody here is called ada; take another name"
    cy = await entered(app, "cy")
    assert len(cy.all(".message")) == 1
    await cy.click("#rooms button:last-child")
    assert cy.texts("#people li") == ["cy"]
    assert cy.all(".message") == []


async def test_a_page_without_a_line_says_so_and_what_is_said_waits(app: App) -> None:
    ada, bob = await entered(app, "ada"), await entered(app, "bob")
    await ada.client.drop()
    assert ada["#state"].text == "reconnecting"
    await ada.type("#text", "from the tunnel")
    await ada.click("#talk button")
    assert ada.texts(".waiting") == ["from the tunnel"]
    await bob.type("#text", "meanwhile")
    await bob.click("#talk button")
    await ada.client.reconnect()
    for page in (ada, bob):
        assert ["tunnel" in each.text for each in page.all(".bubble")] == [False, True]
    assert ada.texts(".waiting") == []

"""The server with its clients, and pages, all in memory; see pystream's guide "Testing"."""

import pytest
from pystream import Denied, SignedOut, SlowDown
from pystream.testing import App, Page

from server_src import account, lounge
from server_src.people import MOST_TRIES

PASSWORD = "seven tall giraffes"


async def test_who_registers_is_signed_in_in_all_tabs(app: App) -> None:
    ada = await app.client()
    second = await ada.tab()
    with ada:
        assert await account.register("Ada", PASSWORD) == "ada"
    await app.settle()
    assert ada.user == second.user == "ada"
    with await app.client(), pytest.raises(Denied, match="ada is taken"):
        await account.register("ada", PASSWORD)


async def test_a_wrong_name_and_a_wrong_password_are_told_alike(app: App) -> None:
    with await app.client():
        await account.register("ada", PASSWORD)
    with await app.client():
        for name, password in (("ada", "something else"), ("nobody", PASSWORD)):
            with pytest.raises(Denied, match="Wrong name or password"):
                await account.sign_in(name, password)
        assert await account.sign_in("ada", PASSWORD) == "ada"


async def test_guessing_is_slowed_down(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fits(kept: str | None, password: str) -> bool:
        return False

    monkeypatch.setattr(account, "fits", fits)  # it takes its time
    with await app.client():
        for _ in range(MOST_TRIES):
            with pytest.raises(Denied):
                await account.sign_in("ada", "guess")
        with pytest.raises(SlowDown):
            await account.sign_in("ada", "guess")


async def test_the_lounge_is_for_members(app: App) -> None:
    ada, bob = await app.client(user="ada"), await app.client(user="bob")
    with await app.client(), pytest.raises(SignedOut):
        await lounge.say("hello")
    with bob:
        await lounge.enter()
    with ada:
        await lounge.say(" hello ")
    said = await bob.next(lounge.said)
    assert (said.who, said.text) == ("ada", "hello")


async def test_members_meet_on_their_pages(app: App) -> None:
    ada, bob = await come(app, "ada"), await come(app, "bob")
    await ada.type("#text", "hello <b>")
    await ada.click("#talk button")
    assert ada.texts("#said li") == bob.texts("#said li") == ["ada hello <b>"]
    await ada.until(lambda: ada["#here"].text == "ada, bob")
    await ada.click("#sign-out")
    assert (ada["#door"].hidden, ada["#lounge"].hidden) == (False, True)


async def come(app: App, name: str) -> Page:
    """The page of a new member."""
    page = await app.page()
    await page.type("#name", name)
    await page.type("#password", PASSWORD)
    await page.click("#register")
    assert page["#me"].text == name, page["#note"].text
    return page

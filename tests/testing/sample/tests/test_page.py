"""What docs/testing.md promises of `app.page`."""

import re
from types import SimpleNamespace

import pytest
from client_src.state import doubled
from pystream.client import dom
from pystream.testing import App, Page
from server_src import chat
from shared_src.models import Message

pytestmark = pytest.mark.asyncio


async def signed_in(app: App, name: str) -> Page:
    page = await app.page()
    await page.type("#name", name)
    await page.submit("#sign-in")
    assert not page["#room"].hidden
    return page


async def test_a_page_talks_to_the_server(app: App) -> None:
    ada, bob = await signed_in(app, "ada"), await signed_in(app, "bob")
    assert ada["title"].text == "sample"
    assert ada.texts(".price") == ["0.00", "1.00", "2.00"]
    assert re.fullmatch(r"/assets/static/logo-\w+\.txt", str(ada["#logo"].attr("src")))
    await ada.type("#text", "hello <b>!")
    await ada.click("#send")
    assert ada.texts("#log li") == bob.texts("#log li") == ["ada@lobby: hello <b>"]
    assert ada["#text"].value == ""
    await bob.type("#text", "x" * 21)
    await bob.press("#text", "Enter")
    assert bob["#note"].text == "too long: at most 20 characters"
    assert len(ada.all("#log li")) == 1
    with bob.client:
        await chat.say("lobby", "by hand")
    await app.settle()
    # Each page has its modules.
    assert ada.module("state").shown == 2
    assert ada.exposed["shown"]() == 2
    ada.module("state").shown = 7
    assert bob.module("state").doubled() == 4
    await ada.click("#more")
    await bob.click("#more")
    assert (ada["#note"].text, bob["#note"].text) == ("7 shown", "2 shown")


async def test_what_is_not_there_cannot_be_used(app: App) -> None:
    page = await app.page()
    with pytest.raises(AssertionError, match="inside of <section#room>, which is hidden"):
        await page.click("#send")
    with pytest.raises(LookupError, match="nothing on the page matches"):
        await page.click("#sned")
    page["#name"].disabled = True
    with pytest.raises(AssertionError, match="it is disabled"):
        await page.type("#name", "ada")
    with pytest.raises(AttributeError, match=r"server_src\.chat\._name is private to the server"):
        page.module("app").chat._name  # noqa: B018
    with pytest.raises(RuntimeError, match="client code meets a page when a test opens one"):
        dom["#name"]


async def test_an_uncaught_exception_fails_the_test(app: App) -> None:
    page = await signed_in(app, "ada")
    with pytest.raises(ValueError, match="a fault of the page's own"):
        await page.click("#leave")


async def test_fields_of_all_kinds(app: App) -> None:
    page = await app.page()
    await page.choose("#size", "l")
    assert page["#note"].text == "l False"
    await page.click("#loud")
    assert page["#note"].text == "on True"
    await page.attach("#photo", "a.png", b"12345")
    assert page["#note"].text == "a.png: 5"


async def test_the_line_breaks_and_comes_back(app: App) -> None:
    page = await app.page()
    assert page["#state"].text == "connected connected"
    await page.client.drop()
    assert page["#state"].text == "reconnecting reconnecting"
    await page.client.reconnect()
    assert (page["#state"].text, page["#note"].text) == ("connected connected", "back")


async def test_answers_stand_in_for_the_server(app: App) -> None:
    said = []

    def say(room: str, text: str) -> Message:
        said.append((room, text))
        return Message("nobody", text)

    page = await app.page(answers={"chat.say": say}, user="ada")
    page["#room"].hidden = False
    await page.type("#text", "hi")
    await page.click("#send")
    assert said == [("lobby", "hi")]
    with pytest.raises(LookupError, match=r"no action chat\.sya"):
        await app.page(answers={"chat.sya": say})


async def test_other_clients_and_what_browsers_have(app: App) -> None:
    page = await app.page("/admin", user="ada")
    assert page["#who"].text == "hello, ada from 127.0.0.1"
    with pytest.raises(NotImplementedError, match=r"there is no Intl under CPython: .* app\.page\(browser="):
        page.module("admin.app").day()
    day = SimpleNamespace(
        DateTimeFormat=lambda language: SimpleNamespace(format=lambda when: f"{language} {when}")
    )
    page = await app.page("/admin", browser={"Intl": day})
    assert page.module("admin.app").day() == "en 0"


async def test_pure_client_code_needs_no_page() -> None:
    assert doubled() == 0

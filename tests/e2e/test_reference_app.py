"""The reference app in a real browser: what a person does, on the minified bundle."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable

import pytest
from harness import RedisServer
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Server

OpenTab = Callable[[str], Page]


def join(page: Page, name: str, room: str) -> None:
    page.fill("#name", name)
    page.click(f"#room-{room}")
    expect(page.locator("#text")).to_be_enabled()


def say(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.press("#text", "Enter")


def test_two_tabs_in_a_room_see_each_message_at_once(server: Server, open_tab: OpenTab) -> None:
    ada, bob, eve = (open_tab(server.url) for _ in range(3))
    join(ada, "ada", "python")
    join(bob, "bob", "python")
    join(eve, "eve", "random")
    say(ada, "hello <b>bob</b> 😀")
    say(bob, "hello ada")
    for page in (ada, bob):
        expect(page.locator("#log li")).to_have_text(
            [re.compile(r"ada.*hello <b>bob</b> 😀"), re.compile(r"bob.*hello ada")]
        )
    expect(ada.locator("#text")).to_have_value("")
    expect(eve.locator("#log li")).to_have_count(0)


def test_who_comes_later_sees_what_was_said(server: Server, open_tab: OpenTab) -> None:
    first = open_tab(server.url)
    join(first, "first", "random")
    say(first, "I was here")
    expect(first.locator("#log li")).to_have_count(1)
    later = open_tab(server.url)
    join(later, "later", "random")
    expect(later.locator("#log li")).to_contain_text(["I was here"])


def test_a_message_that_the_server_denies_is_said_to_the_person(server: Server, open_tab: OpenTab) -> None:
    page = open_tab(server.url)
    join(page, "ada", "lobby")
    page.evaluate("document.querySelector('#text').removeAttribute('maxlength')")
    say(page, "x" * 5000)
    expect(page.locator("#note")).not_to_be_empty()
    expect(page.locator("#text")).to_have_value("x" * 5000)


def test_the_browsers_position_becomes_a_place(
    server: Server, context: BrowserContext, open_tab: OpenTab
) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 48.8566, "longitude": 2.3522})
    page = open_tab(server.url)
    page.click("#locate")
    expect(page.locator("#place")).to_contain_text("Paris")
    expect(page.locator("#place")).to_contain_text("France")


def test_a_place_that_nobody_knows_is_said_readably(
    server: Server, context: BrowserContext, open_tab: OpenTab
) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": -48.0, "longitude": -123.4})
    page = open_tab(server.url)
    page.click("#locate")
    expect(page.locator("#place-note")).to_contain_text("No known place")


def test_a_refused_position_is_said_readably(server: Server, open_tab: OpenTab) -> None:
    page = open_tab(server.url)
    page.click("#locate")
    expect(page.locator("#place-note")).not_to_be_empty()


def test_square_can_be_called_from_the_console_and_from_the_form(server: Server, open_tab: OpenTab) -> None:
    page = open_tab(server.url)
    assert page.evaluate("square(25)") == 625
    page.fill("#number", "12")
    page.press("#number", "Enter")
    expect(page.locator("#square-result")).to_contain_text("144")


def test_a_call_with_a_wrong_type_is_refused_with_the_arguments_name(
    server: Server, open_tab: OpenTab
) -> None:
    page = open_tab(server.url)
    said = page.evaluate("square('five').then(() => 'taken', error => error.message)")
    assert "arithmetic.square: number must be" in said
    assert page.evaluate("square(3)") == 9


def test_everything_comes_with_the_first_request_and_then_over_one_websocket(
    server: Server, context: BrowserContext
) -> None:
    page = context.new_page()
    requests: list[str] = []
    sockets: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.goto(server.url)
    expect(page.locator("#state")).to_have_text("connected")
    join(page, "ada", "lobby")
    assert page.evaluate("square(2)") == 4
    paths = [re.sub(r"-[0-9a-f]+", "-*", url.removeprefix(server.url)) for url in requests]
    assert sorted(paths) == ["/", "/assets/app-*.css", "/assets/app-*.js"]
    assert len(sockets) == 1


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_an_open_tab_goes_on_after_the_server_was_ended_and_started_again(
    how: signal.Signals, start: Callable[..., Server], open_tab: OpenTab
) -> None:
    first = start()
    page = open_tab(first.url)
    join(page, "ada", "lobby")
    say(page, "before")
    expect(page.locator("#log li")).to_have_count(1)
    first.stop(how)
    expect(page.locator("#state")).to_have_text(re.compile("reconnecting|offline"))
    start(first.port)
    expect(page.locator("#state")).to_have_text("connected", timeout=15_000)
    assert page.evaluate("square(4)") == 16
    say(page, "after")
    expect(page.locator("#log li").last).to_contain_text("after")


def test_two_processes_on_one_redis_reach_each_others_clients(
    redis_server: RedisServer, start: Callable[..., Server], open_tab: OpenTab
) -> None:
    left, right = (start(0, "--redis", redis_server.url) for _ in range(2))
    ada, bob = open_tab(left.url), open_tab(right.url)
    join(ada, "ada", "lobby")
    join(bob, "bob", "lobby")
    say(ada, "across")
    expect(bob.locator("#log li").last).to_contain_text("across")
    assert [left.stop(), right.stop()] == [0, 0]


def test_the_page_reads_well_on_a_phone(server: Server, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(server.url)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()

"""The examples among the apps of `pystream new`, in Chromium, each with several people.

WRITE_PICTURES=1 makes it write the pictures of docs/examples.md too.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from .conftest import ROOT, Server

PHONE: ViewportSize = {"width": 390, "height": 720}
DESKTOP: ViewportSize = {"width": 960, "height": 620}


class Example:
    """A new app from a template, and its server, which may be started again where it was."""

    def __init__(self, folder: Path, template: str) -> None:
        command = [sys.executable, "-m", "pystream.cli", "new", template, "--template", template]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        self.project = folder / template
        self.environ = {
            "PYSTREAM_TITLE": template.capitalize(),
            "PYSTREAM_STORE": "sqlite",
            "PYSTREAM_LOG_CALLS": "off",  # nobody reads what the server says while it runs
            "PYSTREAM_APP_DATABASE": str(folder / "app.sqlite"),
        }
        self.server = Server(self.project, **self.environ)

    def stop(self) -> None:
        assert self.server.stop() == 0

    def start(self) -> None:
        self.server = Server(self.project, self.server.port, **self.environ)


@pytest.fixture
def example(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Example]:
    made = Example(tmp_path, request.function.__name__.removeprefix("test_"))
    yield made
    made.server.stop(signal.SIGKILL)


@pytest.fixture
def visit(browser: Browser, example: Example) -> Iterator[Callable[..., Page]]:
    """A page of another person; what it writes to the console as an error fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def visitor(viewport: ViewportSize = DESKTOP, dark: bool = False) -> Page:
        contexts.append(
            browser.new_context(
                viewport=viewport, color_scheme="dark" if dark else "light", has_touch=viewport is PHONE
            )
        )
        contexts[-1].set_default_timeout(10_000)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.goto(example.server.url)
        return page

    yield visitor
    for context in contexts:
        context.close()
    # Of a line that breaks the browser writes by itself.
    expected = re.compile(
        r"WebSocket connection to .* failed|net::ERR_(CONNECTION_REFUSED|INTERNET_DISCONNECTED)"
    )
    assert [error for error in errors if not expected.search(error)] == []


def picture(page: Page, name: str) -> None:
    if os.environ.get("WRITE_PICTURES"):
        page.screenshot(path=ROOT / "docs" / "images" / f"{name}.png", animations="disabled")


def has_state(page: Page, state: str) -> None:
    expect(page.locator("#state")).to_have_text(state)


def say(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.press("#text", "Enter")


def test_chat(example: Example, visit: Callable[..., Page]) -> None:
    ada, bob, cy = visit(), visit(), visit(PHONE, dark=True)
    for page, name in ((ada, "Ada"), (bob, "Bob"), (cy, "Cy")):
        page.fill("#name", name)
        page.press("#name", "Enter")
    for page in (ada, bob, cy):
        expect(page.locator("#people li")).to_have_text(["Ada", "Bob", "Cy"])
    lines = (
        (bob, "Has anybody tried the new line?"),
        (cy, "I have: <b>both halves</b> are Python"),
        (ada, "And when it breaks?"),
        (bob, "It comes back by itself. Try it: stop the server"),
    )
    for count, (page, text) in enumerate(lines, 1):
        say(page, text)
        for each in (ada, bob, cy):
            expect(each.locator(".bubble")).to_have_count(count)
    expect(ada.locator(".bubble").nth(1)).to_contain_text("<b>both halves</b>")
    # The server is gone; what is said meanwhile waits.
    example.stop()
    has_state(ada, "reconnecting")
    say(ada, "Then this waits until it is back")
    expect(ada.locator(".waiting")).to_have_text("Then this waits until it is back")
    picture(ada, "chat")
    example.start()
    for page in (ada, bob, cy):
        expect(page.locator(".bubble")).to_have_count(5)
        expect(page.locator("#people li")).to_have_text(["Ada", "Bob", "Cy"])
    expect(ada.locator(".waiting")).to_have_count(0)
    cy.get_by_role("button", name="garden").click()
    expect(cy.locator(".bubble")).to_have_count(0)
    expect(cy.locator("#people li")).to_have_text("Cy")


def test_dashboard(example: Example, visit: Callable[..., Page]) -> None:
    page = visit({"width": 960, "height": 680}, dark=True)
    has_state(page, "connected")
    page.click("#ping")
    expect(page.locator("#note")).to_have_text(re.compile(r"^200 answers in \d+ ms$"))
    tabs = page.locator("section", has_text="Open tabs").locator("b")
    calls = page.locator("section", has_text="Calls a second").locator("small").last
    expect(tabs).to_have_text("1")
    expect(calls).to_have_text(re.compile(r"^high [1-9]\d\d"))
    page.click("#block")
    expect(page.locator("#note")).to_have_text("Everybody waited for it")
    # Whoever comes now sees what was before.
    other = visit(PHONE)
    expect(other.locator("section", has_text="Calls a second").locator("small").last).to_have_text(
        re.compile(r"^high [1-9]\d\d")
    )
    expect(tabs).to_have_text("2")
    if os.environ.get("WRITE_PICTURES"):
        for second in range(120):
            for _ in range((second * 7 + second // 3) % 4):
                page.click("#ping")
            if second % 40 == 20:
                page.click("#block")
            page.wait_for_timeout(1000)
    picture(page, "dashboard")


def notes(page: Page) -> Locator:
    return page.locator("article")


def write(page: Page, text: str) -> None:
    count = notes(page).count()
    page.click("#add")
    expect(notes(page)).to_have_count(count + 1)
    notes(page).last.locator("textarea").fill(text)


def texts(page: Page, *wanted: str) -> None:
    expect(notes(page)).to_have_count(len(wanted))
    page.wait_for_function(
        "wanted => wanted === JSON.stringify("
        "[...document.querySelectorAll('textarea')].map(each => each.value).sort())",
        arg=json.dumps(sorted(wanted), separators=(",", ":"), ensure_ascii=False),
    )


def test_board(example: Example, visit: Callable[..., Page]) -> None:
    ada, bob = visit(), visit(PHONE, dark=True)
    for page in (ada, bob):
        has_state(page, "connected")
    write(ada, "Milk\nBread\nA birthday cake")
    write(bob, "Who brings the music?")
    texts(bob, "Milk\nBread\nA birthday cake", "Who brings the music?")
    # Ada's line is down; both go on.
    ada.context.set_offline(True)
    has_state(ada, "offline")
    write(ada, "Saturday, eight o'clock, at Ada's")
    write(ada, "Lanterns for the garden")
    notes(ada).first.locator("textarea").fill("Milk\nBread\nTwo birthday cakes")
    expect(ada.locator("#waiting")).to_have_text("3 changes wait")
    write(bob, "I can bring salad. Bob")
    notes(bob).nth(1).get_by_title("Take it down").click()
    picture(ada, "board")
    ada.context.set_offline(False)
    everything = (
        "Milk\nBread\nTwo birthday cakes",
        "Saturday, eight o'clock, at Ada's",
        "Lanterns for the garden",
        "I can bring salad. Bob",
    )
    for page in (ada, bob):
        texts(page, *everything)
    expect(ada.locator("#waiting")).to_be_empty()
    # What is dragged on one screen moves on the other.
    moved = notes(bob).first
    before = moved.evaluate("each => each.style.getPropertyValue('--x')")
    box = notes(ada).first.locator(".handle").bounding_box()
    assert box
    ada.mouse.move(box["x"] + 20, box["y"] + 10)
    ada.mouse.down()
    ada.mouse.move(box["x"] + 320, box["y"] + 110, steps=3)
    ada.mouse.up()
    bob.wait_for_function(
        "before => document.querySelector('article').style.getPropertyValue('--x') > before", arg=before
    )
    # Notes outlive the server.
    example.stop()
    example.start()
    texts(visit(), *everything)


def test_game(example: Example, visit: Callable[..., Page]) -> None:
    ada, bob = visit(), visit(PHONE)
    for page, name in ((ada, "Ada"), (bob, "Bob")):
        page.fill("#name", name)
        page.press("#name", "Enter")
    expect(ada.locator("#ranking li")).to_have_count(2)
    expect(ada.locator("#ranking li").first).to_have_text("Ada: lap 1")
    # Bob drives by touch, and overtakes; Ada sees it.
    gas = bob.locator("[data-steer=gas]")
    gas.dispatch_event("pointerdown")
    if os.environ.get("WRITE_PICTURES"):
        for keys, ms in ((("ArrowUp",), 500), (("ArrowUp", "ArrowRight"), 260), (("ArrowUp",), 500)):
            for key in keys:
                ada.keyboard.down(key)
            ada.wait_for_timeout(ms)
            for key in keys:
                ada.keyboard.up(key)
        picture(ada, "game")
    else:
        expect(ada.locator("#ranking li").first).to_have_text("Bob: lap 1")
    gas.dispatch_event("pointerup")
    bob.close()
    expect(ada.locator("#ranking li")).to_have_text(["Ada: lap 1"])

"""The app that the tutorial ends with, taken out of its page, in two tabs of Chromium."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.test_samples import ROOT, samples

from .conftest import Server

# A page that waits for its server tries again after 10 s at the latest.
BACK_MS = 15_000
# What the browser itself writes of a server that is not there.
LOST = re.compile(r"WebSocket connection to .* failed|Failed to load resource: net::ERR_CONNECTION_REFUSED")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    for path, text in samples(ROOT / "docs" / "tutorial.md")[-1].files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    running: list[Server] = []

    def run(port: int = 0) -> Server:
        # Sessions outlive the server, as they do by default; a busy machine starts the next one slowly.
        kept = str(tmp_path / "state.sqlite3")
        running.append(Server(tmp_path, port, PYSTREAM_STORE=kept, PYSTREAM_CALL_TIMEOUT_S="60"))
        return running[-1]

    yield run
    for each in running:
        if each.process.poll() is None:
            each.stop(signal.SIGKILL)


def say(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.get_by_role("button", name="Say").click()


def test_the_tutorials_app_does_what_the_tutorial_says(
    start: Callable[..., Server], context: BrowserContext
) -> None:
    errors: list[str] = []

    def opened() -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda entry: errors.append(entry.text) if entry.type == "error" else None)
        page.goto(server.url)
        return page

    server = start()
    one = opened()
    one.fill("#name", "no name!")
    one.get_by_role("button", name="Enter").click()
    expect(one.locator("#note")).to_have_text("A name has letters and digits")
    one.fill("#name", "ada")
    one.get_by_role("button", name="Enter").click()
    expect(one.locator("#talk")).to_be_visible()
    expect(one.locator("#door")).to_be_hidden()
    expect(one.locator("#note")).to_be_empty()

    other = opened()
    expect(other.locator("#talk")).to_be_visible()
    say(one, "<b>hello</b>")
    for page in (one, other):
        expect(page.locator("#log li")).to_have_text(["ada <b>hello</b>"])
    say(one, " ")
    expect(one.locator("#note")).to_have_text("Say something")

    one.reload()
    expect(one.locator("#talk")).to_be_visible()
    say(one, "again")
    expect(one.locator("#note")).to_be_empty()
    expect(one.locator("#log li")).to_have_text(["ada again"])

    # Said in the very moment in which it stops, and while it is away.
    server.process.send_signal(signal.SIGINT)
    say(one, "stopping")
    server.process.wait(30)
    assert server.stop() == 0
    server = start(server.port)
    heard = ["ada <b>hello</b>", "ada again", "ada stopping"]
    expect(other.locator("#log li")).to_have_text(heard, timeout=BACK_MS)
    server.stop(signal.SIGKILL)
    say(one, "killed")
    server = start(server.port)
    expect(one.locator("#log li")).to_have_text(["ada again", "ada stopping", "ada killed"], timeout=BACK_MS)
    expect(one.locator("#text")).to_be_empty()
    say(one, "the end")
    for page in (one, other):
        expect(page.locator("#log li").nth(-1)).to_have_text("ada the end", timeout=BACK_MS)
        expect(page.locator("#log li", has_text=re.compile("stopping|killed"))).to_have_count(2)
    assert not [error for error in errors if not LOST.search(error)]

"""The template app `members` in Chromium: register, sign out, sign in, and stay signed in."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .conftest import Server

PASSWORD = "nine small otters sing"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    command = [sys.executable, "-m", "pystream.cli", "new", "club", "--template", "members"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    return tmp_path / "club"


@pytest.fixture
def start(project: Path) -> Iterator[Callable[..., Server]]:
    running: list[Server] = []

    def run(port: int = 0) -> Server:
        running.append(Server(project, port, PYSTREAM_APP_DATABASE=str(project / "people.sqlite")))
        return running[-1]

    yield run
    for each in running:
        if each.process.poll() is None:
            each.stop(signal.SIGKILL)


@pytest.fixture
def other(browser: Browser) -> Iterator[BrowserContext]:
    """Another browser."""
    context = browser.new_context()
    context.set_default_timeout(10_000)
    yield context
    context.close()


def at(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    expect(page.locator("#state")).to_have_text("connected")
    return page


def knock(page: Page, name: str, password: str, button: str = "Sign in") -> None:
    page.fill("#name", name)
    page.fill("#password", password)
    page.get_by_role("button", name=button).click()


def is_in(page: Page, name: str) -> None:
    expect(page.locator("#me")).to_have_text(name)
    expect(page.locator("#lounge")).to_be_visible()
    expect(page.locator("#door")).to_be_hidden()


def is_out(page: Page) -> None:
    expect(page.locator("#door")).to_be_visible()
    expect(page.locator("#lounge")).to_be_hidden()


def test_people_register_sign_in_and_talk(
    start: Callable[..., Server], context: BrowserContext, other: BrowserContext, project: Path
) -> None:
    server = start()
    ada = at(context, server.url)
    is_out(ada)
    # The page knows the rules; the server has the last word.
    knock(ada, "ada", "short", "I am new here")
    expect(ada.locator("#note")).to_contain_text("at least 8 characters")
    knock(ada, "Ada", PASSWORD, "I am new here")
    is_in(ada, "ada")
    ada.reload()
    is_in(ada, "ada")

    ada.get_by_role("button", name="Sign out").click()
    is_out(ada)
    ada.reload()
    is_out(ada)
    answers = []
    for name, password in (("ada", PASSWORD + "!"), ("nobody", PASSWORD)):
        knock(ada, name, password)
        expect(ada.locator("#note")).not_to_be_empty()
        answers.append(ada.locator("#note").text_content())
    assert answers == ["Wrong name or password"] * 2
    is_out(ada)
    knock(ada, "ada", PASSWORD)
    is_in(ada, "ada")

    bob = at(other, server.url)
    is_out(bob)
    knock(bob, "ada", "another password", "I am new here")
    expect(bob.locator("#note")).to_contain_text("ada is taken")
    knock(bob, "bob", PASSWORD, "I am new here")
    is_in(bob, "bob")
    for page in (ada, bob):
        expect(page.locator("#here")).to_have_text("ada, bob")
    ada.fill("#text", "hello <b>")
    ada.get_by_role("button", name="Say", exact=True).click()
    expect(bob.locator("#said li")).to_have_text(["ada hello <b>"])
    expect(ada.locator("#said li")).to_have_text(["ada hello <b>"])

    # One browser's tabs are signed out together; the other browser stays in.
    second = at(context, server.url)
    is_in(second, "ada")
    second.get_by_role("button", name="Sign out").click()
    is_out(second)
    ada.fill("#text", "am I still here?")
    ada.get_by_role("button", name="Say", exact=True).click()
    is_out(ada)
    expect(bob.locator("#here")).to_have_text("bob")
    bob.fill("#text", "alone")
    bob.get_by_role("button", name="Say", exact=True).click()
    expect(bob.locator("#said li")).to_have_text(["ada hello <b>", "bob alone"])
    expect(ada.locator("#said li")).to_have_count(0)

    # People outlive the server; passwords are nowhere.
    assert server.stop() == 0
    again = start(server.port)
    fresh = at(context, again.url)
    knock(fresh, "ada", PASSWORD)
    is_in(fresh, "ada")
    assert again.stop() == 0
    with sqlite3.connect(project / "people.sqlite") as database:
        kept = dict(database.execute("SELECT name, hash FROM person"))
    assert set(kept) == {"ada", "bob"}
    assert all(hash.startswith("$argon2id$") for hash in kept.values())
    for path in project.rglob("*"):
        assert not path.is_file() or PASSWORD.encode() not in path.read_bytes(), path


def test_guessing_at_one_name_is_slowed_down(start: Callable[..., Server], context: BrowserContext) -> None:
    page = at(context, start().url)
    knock(page, "ada", PASSWORD, "I am new here")
    is_in(page, "ada")
    page.get_by_role("button", name="Sign out").click()
    is_out(page)
    for guess in range(10):
        knock(page, "ada", f"guess number {guess}")
        expect(page.locator("#note")).to_have_text("Wrong name or password")
        page.evaluate("document.querySelector('#note').textContent = ''")
    knock(page, "ada", PASSWORD)
    expect(page.locator("#note")).to_have_text("Not so fast: try again in 601 seconds")
    is_out(page)


def test_attempts_from_one_address_are_slowed_down(
    start: Callable[..., Server], context: BrowserContext
) -> None:
    page = at(context, start().url)
    said = ""
    for guess in range(60):
        knock(page, f"name-{guess}", PASSWORD)
        expect(page.locator("#note")).not_to_be_empty()
        said = page.locator("#note").text_content() or ""
        if said != "Wrong name or password":
            break
        page.evaluate("document.querySelector('#note').textContent = ''")
    assert said.startswith("Not so fast")

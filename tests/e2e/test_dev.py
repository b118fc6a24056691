"""`pystream serve --dev` in Chromium: edits of each kind, one after the other, in one page."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import Server

PAGE = """
    <!doctype html>
    <html lang="en">
    <head><title>Dev</title>{{ pystream() }}</head>
    <body>
      <h1>one</h1>
      <form id="talk">
        <input name="text"> <input id="agree" type="checkbox"> <input name="empty">
        <textarea name="long"></textarea>
        <select name="size"><option>small</option><option>large</option></select>
      </form>
      <div id="words" contenteditable></div>
      <div id="box"><div class="tall"></div></div>
      <button id="ask">ask</button> <button id="count">0</button> <p id="out"></p> <p id="started"></p>
      <div class="tall"></div>
    </body>
    </html>
"""
CSS = """
    .tall { height: 3000px }
    #box { height: 100px; overflow: auto }
    h1 { color: rgb(1, 1, 1) }
"""
CLIENT = """
    from pystream.client import connection, create, dom, on
    from server_src import chat


    async def init() -> None:
        # It would undo what was put back too early.
        dom["[name=text]"].value = ""
        dom["body"].append(create("input", class_name="late"))
        dom["#started"].text = connection.client


    @on("click", "#ask")
    async def ask() -> None:
        dom["#out"].text = await chat.say("x")


    count = 0


    @on("click", "#count")
    def counted() -> None:
        global count
        count += 1
        dom["#count"].text = f"{count}"
"""
CHAT = """
    from pystream import action


    @action
    async def say(text: str) -> str:
        return "old " + text
"""
SOCKETS = """
    globalThis.opened = 0;
    globalThis.WebSocket = class extends WebSocket {
        constructor(...args) { super(...args); opened += 1; }
    };
"""


class Project:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.texts: dict[str, str] = {}
        self.write("client_src/app.html", PAGE)
        self.write("client_src/app.css", CSS)
        self.write("client_src/app.py", CLIENT)
        self.write("server_src/chat.py", CHAT)

    def write(self, path: str, text: str) -> None:
        self.texts[path] = textwrap.dedent(text)
        (self.root / path).parent.mkdir(exist_ok=True)
        (self.root / path).write_text(self.texts[path], "utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        """As an editor does that writes another file and renames it."""
        text = self.texts[path]
        assert old in text
        self.texts[path] = text.replace(old, new)
        fresh = self.root / f"{path}.tmp~"
        fresh.write_text(self.texts[path], "utf-8")
        fresh.replace(self.root / path)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture
def server(project: Project) -> Iterator[Server]:
    running = Server(project.root, 0, "--dev")
    yield running
    if running.process.poll() is None:
        running.stop(signal.SIGKILL)


@pytest.fixture
def page(server: Server, context: BrowserContext) -> Page:
    page = context.new_page()
    page.add_init_script(SOCKETS)
    page.goto(server.url)
    expect(page.locator("#started")).not_to_be_empty()
    return page


def test_edits_are_in_the_page_at_once(page: Page, project: Project, server: Server) -> None:
    first = page.locator("#started").inner_text()
    for name, text in (("text", "half a"), ("long", "several\nlines")):
        page.locator(f"[name={name}]").fill(text)
    page.locator("#agree").check()
    page.locator("[name=size]").select_option("large")
    page.locator("#words").click()
    page.keyboard.type("some words")
    page.locator(".late").fill("late")
    page.evaluate("document.querySelector('#box').scrollTo(0, 500); scrollTo(0, 700)")
    page.evaluate("document.querySelector('[name=text]').focus({preventScroll: true})")
    page.evaluate("document.querySelector('[name=text]').setSelectionRange(1, 4)")

    # Styles: in place.
    project.edit("client_src/app.css", "rgb(1, 1, 1)", "rgb(2, 2, 2)")
    expect(page.locator("h1")).to_have_css("color", "rgb(2, 2, 2)")
    expect(page.locator("link[rel=stylesheet]")).to_have_count(1)
    assert page.locator("#started").inner_text() == first

    # The server: on the same line.
    project.edit("server_src/chat.py", '"old "', '"new "')
    _answers(page, "new x")
    assert page.evaluate("opened") == 1
    assert page.locator("#started").inner_text() == first

    # What does not compile leaves all as it was.
    project.edit("client_src/app.py", "create(", "kreate(")
    project.edit("server_src/chat.py", '"new "', '"newer "')
    _answers(page, "newer x")
    project.edit("client_src/app.py", "kreate(", "create(")
    project.edit("server_src/chat.py", '"newer "', '"newest "')
    _answers(page, "newest x")
    assert page.locator("#started").inner_text() == first

    # Client code: in place, with its state, on the same line; and who listens to what.
    button = page.locator("#count")
    button.click()
    expect(button).to_have_text("1")
    project.edit("client_src/app.py", 'f"{count}"', 'f"{count} in all"\n    button_said()')
    project.edit(
        "client_src/app.py",
        "count = 0",
        'def button_said() -> None:\n    dom["h1"].text = "said"\n\n\ncount = 0',
    )
    _until(
        page, "(document.querySelector('#count').click(), document.querySelector('h1').textContent)", "said"
    )
    expect(button).to_have_text(re.compile(r"^\d+ in all$"))
    assert int(button.inner_text().split()[0]) > 1
    project.edit("client_src/app.py", '@on("click", "#count")', '@on("dblclick", "h1")')
    before = button.inner_text()
    heard = f"document.querySelector('#count').textContent !== '{before}'"
    event = "document.querySelector('h1').dispatchEvent(new MouseEvent('dblclick', {bubbles: true}))"
    _until(page, f"({event}, {heard})", True)
    counted = button.inner_text()
    button.click()
    expect(button).to_have_text(counted)
    assert page.evaluate("opened") == 1
    assert page.locator("#started").inner_text() == first

    # A tab that nobody sees leaves its connection to others, and catches up when it is looked at.
    page.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true})")
    with ExitStack() as others:
        ears = [others.enter_context(urlopen(f"{server.url}/_pystream/dev/events")) for _ in range(5)]
        project.edit("client_src/app.css", "rgb(2, 2, 2)", "rgb(3, 3, 3)")
        while b'"css"' not in ears[0].readline():
            pass
        expect(page.locator("h1")).to_have_css("color", "rgb(2, 2, 2)")
        page.evaluate("delete document.visibilityState")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator("h1")).to_have_css("color", "rgb(3, 3, 3)")
    expect(page.locator("#started")).not_to_have_text(re.compile(f"^({first})?$"))
    first = page.locator("#started").inner_text()
    page.keyboard.press("Shift")  # who does something else is not disturbed by what is put back

    # The page: loaded again, with what was in it.
    page.evaluate("document.querySelector('[name=text]').focus({preventScroll: true})")
    page.evaluate("document.querySelector('[name=text]').setSelectionRange(1, 4)")
    page.evaluate("document.querySelector('#box').scrollTo(0, 500); scrollTo(0, 700)")
    project.edit("client_src/app.html", "<h1>one", "<h1>two")
    expect(page.locator("h1")).to_have_text("two")
    expect(page.locator("#started")).not_to_have_text(re.compile(f"^({first})?$"))
    expect(page.locator("[name=text]")).to_have_value("half a")
    expect(page.locator("[name=long]")).to_have_value("several\nlines")
    expect(page.locator("[name=empty]")).to_have_value("")
    expect(page.locator("#agree")).to_be_checked()
    expect(page.locator("[name=size]")).to_have_value("large")
    expect(page.locator("#words")).to_have_text("some words")
    expect(page.locator(".late")).to_have_value("late")
    expect(page.locator("[name=text]")).to_be_focused()
    _until(page, "[scrollY, document.querySelector('#box').scrollTop].join()", "700,500")
    _until(
        page, "(e => [e.selectionStart, e.selectionEnd].join())(document.querySelector('[name=text]'))", "1,4"
    )

    # An action that takes something else: the page comes with it.
    second = page.locator("#started").inner_text()
    project.edit("server_src/chat.py", "text: str", "text: str, loud: bool")
    project.edit("client_src/app.py", 'chat.say("x")', 'chat.say("y", loud=True)')
    expect(page.locator("#started")).not_to_have_text(re.compile(f"^({second})?$"))
    _answers(page, "newest y")

    # What has run at the page's start, and would not run again.
    project.edit("client_src/app.py", "connection.client", '"line " + connection.client')
    expect(page.locator("#started")).to_have_text(re.compile("^line "))

    # Ctrl-C ends it. The next one tells what holds now, and its pages come by themselves.
    project.edit("client_src/app.py", "create(", "kreate(")
    overlay = page.locator("pystream-dev dialog[open]")
    expect(overlay).to_be_visible()
    assert server.stop(signal.SIGINT) == 0
    project.edit("client_src/app.py", "kreate(", "create(")
    again = Server(project.root, server.port, "--dev")
    try:
        expect(overlay).to_have_count(0)
        project.edit("client_src/app.html", "<h1>two", "<h1>three")
        expect(page.locator("body h1")).to_have_text("three")
        taken = [sys.executable, "-m", "pystream.cli", "serve", "--dev", "--project", str(project.root)]
        taken += ["--port", str(server.port)]
        ended = subprocess.run(
            [*taken, "--port", str(server.port)], capture_output=True, text=True, check=False
        )
        assert ended.returncode == 1
        [line] = ended.stderr.splitlines()
        assert line.startswith(f"pystream: port {server.port} is in use on 127.0.0.1; stop the other server")
    finally:
        assert again.stop(signal.SIGINT) == 0


def _answers(page: Page, text: str) -> None:
    """Ask until the server's new code answers."""
    _until(page, "(document.querySelector('#ask').click(), document.querySelector('#out').textContent)", text)


def _until(page: Page, expression: str, value: object) -> None:
    # Playwright's own way of waiting takes eval, which the page's policy forbids.
    deadline = time.monotonic() + 10
    while (seen := page.evaluate(expression)) != value:
        assert time.monotonic() < deadline, f"{expression} is {seen!r}, and not {value!r}"

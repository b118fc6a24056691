"""An exception in the minified bundle: a real browser's console tells it with Python's files and lines."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pystream.compiler.sourcemap import decode
from tests.e2e.conftest import Server

APP = '''\
"""A page of buttons, each of which fails in its own way."""

import asyncio

from client_src import orders
from pystream.browser import window
from pystream.client import dom, on


async def init() -> None:
    dom["#state"].text = "ready"


@on("click", "#handler")
def in_handler(event) -> None:
    orders.total([1, 2, 3])


@on("click", "#awaited")
async def in_coroutine(event) -> None:
    await orders.ask(3)


@on("click", "#task")
def in_task(event) -> None:
    asyncio.get_event_loop().create_task(orders.ask(4))


@on("click", "#timer")
def in_timer(event) -> None:
    window.setTimeout(lambda: orders.price(None), 0)
'''
ORDERS = '''\
"""Orders."""

import asyncio


def price(count):
    if count > 2:
        raise ValueError("too many")
    return 1 / count


def total(counts):
    try:
        return [price(count) for count in counts]
    except ValueError as error:
        raise RuntimeError("no total 😀") from error


async def ask(count):
    await asyncio.sleep(0)
    return price(count)
'''
PAGE = """\
<!doctype html>
<title>{{ title }}</title>
<link rel="icon" href="data:,">
{{ pystream() }}
<p id="state"></p>
<button id="handler">handler</button>
<button id="awaited">awaited</button>
<button id="task">task</button>
<button id="timer">timer</button>
"""
FILES = {"client_src/app.py": APP, "client_src/orders.py": ORDERS, "client_src/app.html": PAGE}


def frame(file: str, text: str, function: str) -> str:
    lines = FILES[file].split("\n")
    line = next(number for number, each in enumerate(lines, 1) if text in each)
    return f'  File "{file}", line {line}, in {function}\n    {lines[line - 1].strip()}\n'


RAISED = frame("client_src/orders.py", 'ValueError("too many")', "price")
AWAITED = frame("client_src/orders.py", "return price(count)", "ask")
HEAD = "Traceback (most recent call last):\n"
EXPECTED = {
    "handler": (
        HEAD
        + frame("client_src/app.py", "orders.total", "in_handler")
        + frame("client_src/orders.py", "for count in counts", "total")
        + frame("client_src/orders.py", "for count in counts", "<listcomp>")
        + RAISED
        + "ValueError: too many\n\n"
        + "The above exception was the direct cause of the following exception:\n\n"
        + HEAD
        + frame("client_src/app.py", "orders.total", "in_handler")
        + frame("client_src/orders.py", "RuntimeError", "total")
        + "RuntimeError: no total 😀"
    ),
    "awaited": (
        HEAD
        + frame("client_src/app.py", "await orders.ask", "in_coroutine")
        + AWAITED
        + RAISED
        + "ValueError: too many"
    ),
    "task": HEAD + AWAITED + RAISED + "ValueError: too many",
    "timer": (
        HEAD
        + frame("client_src/app.py", "orders.price(None)", "<lambda>")
        + frame("client_src/orders.py", "if count > 2", "price")
        + "TypeError: '>' not supported between instances of 'NoneType' and 'int'"
    ),
}
SUMMARY = {
    "handler": "pystream: click of #handler: RuntimeError: no total 😀",
    "awaited": "pystream: click of #awaited: ValueError: too many",
    "task": "Task exception was never retrieved",
    "timer": "pystream: TypeError: '>' not supported",
}


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    project = tmp_path_factory.mktemp("failing")
    for path, text in FILES.items():
        (project / path).parent.mkdir(exist_ok=True)
        (project / path).write_text(text, "utf-8")
    (project / "server_src").mkdir()
    running = Server(project)
    yield running
    assert running.stop() == 0


@pytest.fixture
def page(failing: Server, context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(failing.url)
    expect(page.locator("#state")).to_have_text("ready")
    return page


@pytest.mark.parametrize("button", EXPECTED)
def test_the_console_shows_pythons_traceback(page: Page, button: str) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    with (
        page.expect_console_message(lambda message: message.text.startswith("Traceback")) as report,
        page.expect_response("**/_pystream/errors") as answer,
    ):
        page.click(f"#{button}")
    assert report.value.text == EXPECTED[button]
    assert answer.value.status == 202
    assert told[0].startswith(SUMMARY[button])
    assert Path(report.value.location["url"]).name.endswith(".trace.js")


def test_without_the_map_what_was_raised_is_told_all_the_same(failing: Server, page: Page) -> None:
    page.route("**/*.trace.js", lambda route: route.abort())
    with page.expect_console_message(lambda message: message.text.startswith("pystream: ")) as report:
        page.click("#handler")
    assert report.value.text.startswith(SUMMARY["handler"])


def test_nothing_of_it_is_fetched_before_an_exception(failing: Server, context: BrowserContext) -> None:
    page = context.new_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(failing.url)
    expect(page.locator("#state")).to_have_text("ready")
    assert not [url for url in fetched if url.endswith((".map", ".trace.js"))]


def test_the_served_map_leads_the_debugger_to_python(context: BrowserContext, page: Page) -> None:
    session = context.new_cdp_session(page)
    thrown: list[dict[str, Any]] = []
    session.on("Runtime.exceptionThrown", lambda event: thrown.append(event["exceptionDetails"]))
    session.send("Runtime.enable")
    with page.expect_event("pageerror"):
        page.click("#timer")
    # The two sessions are told in no order; each question to the page lets the other one's events in.
    for _ in range(100):
        page.evaluate("new Promise(requestAnimationFrame)")
        if thrown:
            break
    frames = thrown[0]["stackTrace"]["callFrames"]
    url = frames[0]["url"]
    with urllib.request.urlopen(f"{url}.map") as answer:
        source_map = json.load(answer)
    segments = decode(source_map)
    found = []
    for each in frames:
        before = [
            segment
            for segment in segments
            if segment.line == each["lineNumber"] and segment.col <= each["columnNumber"]
        ]
        if each["url"] == url and before:
            found.append((before[-1].source, before[-1].source_line + 1))
    expected = [
        ("client_src/orders.py", ORDERS.split("\n").index("    if count > 2:") + 1),
        ("client_src/app.py", next(n for n, line in enumerate(APP.split("\n"), 1) if "orders.price" in line)),
    ]
    assert found == expected
    assert source_map["sourcesContent"][source_map["sources"].index("client_src/orders.py")] == ORDERS

"""Calls, streams and events from client Python in Chromium, over lines that break and servers that end."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from .conftest import Server

APP = Path(__file__).parent / "calls_app"
# Every websocket of the page, so that a test can break one as a network does.
SOCKETS = """
    globalThis.sockets = [];
    globalThis.WebSocket = class extends WebSocket {
        constructor(...args) { super(...args); sockets.push(this); }
    };
"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    # Waiting for a condition takes eval, which the page's policy forbids.
    context = browser.new_context(bypass_csp=True)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("calls_app")
    shutil.copytree(APP, project, dirs_exist_ok=True)
    command = [sys.executable, "-m", "pystream.cli", "compile", "--project", str(project)]
    subprocess.run(command, check=True, capture_output=True)
    return project


@pytest.fixture
def run(project: Path) -> Iterator[Callable[..., Server]]:
    running: list[Server] = []

    def start(port: int = 0, *options: str) -> Server:
        running.append(Server(project, port, *options, PYSTREAM_DRAIN_S="0.5"))
        return running[-1]

    yield start
    for each in running:
        if each.process.poll() is None:
            each.stop(signal.SIGKILL)


@pytest.fixture
def page(run: Callable[..., Server], context: BrowserContext) -> Page:
    page = context.new_page()
    page.add_init_script(SOCKETS)
    page.goto(run().url)
    page.wait_for_function("globalThis.state?.() === 'connected'")
    return page


def break_line(page: Page) -> None:
    page.evaluate("sockets.at(-1).close()")
    page.wait_for_function("state() !== 'connected'")


def log(page: Page) -> list[str]:
    return list(page.evaluate("seen()"))


def until_logged(page: Page, text: str) -> None:
    page.wait_for_function("async text => (await seen()).includes(text)", arg=text)


def test_gather_runs_calls_together_and_keeps_their_order(page: Page) -> None:
    assert page.evaluate("gathered()") == [1, 2, 3]
    assert page.evaluate("gatheredFailure()") == ["Failed", "True", "True"]


@pytest.mark.parametrize(
    ("how", "raised", "name"),
    [
        ("timedOut", "TimeoutError", "timed"),
        ("inTimeoutBlock", "TimeoutError", "block"),
        ("cancelled", "CancelledError", "task"),
        ("grouped", "1", "sibling"),
    ],
)
def test_who_gives_a_call_up_stops_it_on_the_server(page: Page, how: str, raised: str, name: str) -> None:
    assert page.evaluate(f"{how}()") == raised
    until_logged(page, f"{name} is cancelled")


def test_refusals_are_told_apart(page: Page) -> None:
    assert page.evaluate("refusals()") == [
        "SignedOut: sign in first, True",
        "hello ada",
        "Denied: not allowed",
        "SlowDown: too many calls to shop.rare: try again in 3600 s, True",
        "for ada",
        "feed: sign in first: the stream was another user's",
    ]


def test_a_stream_is_an_async_for(page: Page) -> None:
    assert page.evaluate("wholeStream(150)") == list(range(150))
    until_logged(page, "count to 150 is closed")


def test_leaving_the_loop_closes_the_servers_generator(page: Page) -> None:
    assert page.evaluate("leftStream()") == list(range(41))
    until_logged(page, "count to 1000 is closed")
    assert page.evaluate("failedInStream()") == "'mine'"
    until_logged(page, "count to 2000 is closed")


def test_a_call_goes_on_over_a_line_that_breaks(page: Page) -> None:
    page.evaluate("void (globalThis.waiting = outcome('long'))")
    until_logged(page, "long begins")
    for _ in range(3):
        break_line(page)
        page.wait_for_function("state() === 'connected'")
    page.evaluate("openGate()")
    assert page.evaluate("waiting") == "long"
    assert log(page) == ["long begins", "long ends"]


def test_calls_made_without_a_line_go_out_once_and_in_order(page: Page) -> None:
    break_line(page)
    page.evaluate("void (globalThis.notes = Promise.all(['x', 'y', 'z'].map(note)))")
    assert page.evaluate("notes") == [1, 2, 3]
    assert log(page) == ["x", "y", "z"]


def test_a_stream_goes_on_over_a_line_that_breaks(page: Page) -> None:
    page.evaluate("void (globalThis.all = wholeStream(400))")
    until_logged(page, "count to 400 after None")
    for _ in range(2):
        break_line(page)
        page.wait_for_function("state() === 'connected'")
    assert page.evaluate("all") == list(range(400))
    assert log(page).count("count to 400 after None") == 1


def test_events_that_were_missed_come_in_order_and_once(page: Page, context: BrowserContext) -> None:
    page.evaluate("join('lobby')")
    other = context.new_page()
    other.goto(page.url)
    other.wait_for_function("globalThis.state?.() === 'connected'")
    for number in range(5):
        other.evaluate("n => say('lobby', n)", number)
    page.wait_for_function("heard().length === 5")
    break_line(page)
    for number in range(5, 60):
        other.evaluate("n => say('lobby', n)", number)
    page.wait_for_function("heard().length >= 60")
    assert page.evaluate("heard()") == list(range(60))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_tab_outlives_its_server(
    run: Callable[..., Server], context: BrowserContext, how: signal.Signals
) -> None:
    first = run(0)
    page = context.new_page()
    page.goto(first.url)
    page.wait_for_function("globalThis.state?.() === 'connected'")
    page.evaluate("void (globalThis.lost = outcome('lost'))")
    page.evaluate("void (globalThis.missing = gap())")
    page.evaluate("void (globalThis.all = wholeStream(3000))")
    until_logged(page, "count to 3000 after None")
    first.stop(how)
    run(first.port)
    page.wait_for_function("state() === 'connected'")
    assert page.evaluate("note('new')") > 0
    assert page.evaluate("lost") == "ConnectionLost"
    assert page.evaluate("missing") == ["1", "Gap"]
    assert page.evaluate("all") == list(range(3000)), "the stream goes on after its cursor"


def test_a_page_knows_who_is_in_its_room(run: Callable[..., Server], browser: Browser) -> None:
    url = run().url
    pages: dict[str, Page] = {}
    for name in ("ada", "bob"):
        # Cookies of its own, as another browser has.
        context = browser.new_context(bypass_csp=True)
        context.set_default_timeout(15_000)
        pages[name] = context.new_page()
        pages[name].goto(url)
        pages[name].wait_for_function("globalThis.state?.() === 'connected'")
        pages[name].evaluate("name => enter(name, '1')", name)
    ada, bob = pages.values()
    assert bob.evaluate("here()") == ["ada", "bob"]
    ada.wait_for_function("here().length === 2")
    # A page that is loaded again does not leave.
    bob.reload()
    bob.wait_for_function("globalThis.state?.() === 'connected'")
    bob.evaluate("enter('bob', '1')")
    bob.context.close()
    ada.wait_for_function("here().length === 1")
    assert ada.evaluate("here()") == ["ada"]
    assert ada.evaluate("changes()")[-2:] == ["room:1 +bob -", "room:1 + -bob"]
    ada.context.close()

"""The server's websocket as Chromium speaks it: lengths, text, closing, a page that does not read."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page
from websockets.sync.client import connect

from .conftest import Server

APP = Path(__file__).parent / "line_app"
HELLO = '["hello",2]'
LIMIT = 1_048_576
# What surrounds the text of a reply is shorter than what surrounds that of a call.
LESS = len('["call",10,"chat.echo",[""]]') - len('["reply",10,""]')


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("line_app")
    shutil.copytree(APP, project, dirs_exist_ok=True)
    command = [sys.executable, "-m", "pystream.cli", "compile", "--project", str(project)]
    subprocess.run(command, check=True, capture_output=True)
    return project


@pytest.fixture
def served(project: Path) -> Iterator[Server]:
    server = Server(project)
    yield server
    if server.process.poll() is None:
        server.stop(signal.SIGINT)


@pytest.fixture
def page(served: Server, context: BrowserContext) -> Page:
    page = context.new_page()
    page.add_init_script(path=APP / "probe.js")
    page.goto(served.url)
    page.evaluate("globalThis.probe = new Probe()")
    return page


def welcomed(page: Page) -> Page:
    assert page.evaluate("hello => probe.say(hello)", HELLO)[0] == "welcome"
    return page


def test_frames_of_every_kind_of_length_cross_both_ways(page: Page) -> None:
    welcomed(page)
    assert page.evaluate("probe.say('')")[:2] == ["refuse", "json"]
    id = 10
    for size in (125, 126, 127, 65535, 65536, 65537, 1_000_000, LIMIT):
        for filler in ("x", "ä", "€", "😀"):
            # Once the call has this length, once its answer.
            for bytes in (size, min(size + LESS, LIMIT)):
                answered, same = page.evaluate(
                    "([id, bytes, filler]) => probe.echo(id, bytes, filler)", [id, bytes, filler]
                )
                assert (answered, same) == (bytes - LESS, True), (size, filler)
                id += 1


def test_binary_frames_are_refused_and_the_line_goes_on(page: Page) -> None:
    welcomed(page)
    for size in (0, 126, 65536):
        assert page.evaluate("size => probe.say(new Uint8Array(size).fill(255))", size)[:2] == [
            "refuse",
            "frame",
        ]
    assert page.evaluate("probe.echo(10, 100, 'x')")[1] is True


def test_a_page_sees_why_the_server_closes(page: Page) -> None:
    closed = "([...messages]) => new Probe().until_closed(...messages)"
    assert page.evaluate(closed, ['["ping",1]']) == [4400, "hello expected", True]
    assert page.evaluate(closed, ['["hello",99]']) == [4409, "version", True]
    too_large = page.evaluate("hello => new Probe().until_closed(hello, 'x'.repeat(1048577))", HELLO)
    assert too_large == [1009, f"a message may have {LIMIT} bytes", True]


def test_a_page_sees_that_its_tab_has_another_line(page: Page) -> None:
    token = page.evaluate("hello => probe.say(hello)", HELLO)[3]
    resume = json.dumps(["hello", 2, "", token])
    assert page.evaluate("hello => new Probe().say(hello)", resume)[0] == "welcome"
    assert page.evaluate("probe.closed") == [4410, "the tab has another line", True]


@pytest.mark.parametrize(
    ("args", "seen"),
    [
        ([], [1005, "", True]),
        ([1000], [1000, "", True]),
        ([1000, "r" * 123], [1000, "", True]),
        ([3000, "grüße"], [3000, "", True]),
        ([4999], [4999, "", True]),
    ],
)
def test_the_server_answers_a_pages_close(page: Page, args: list[object], seen: list[object]) -> None:
    assert page.evaluate("args => probe.close(...args)", args) == seen
    assert page.evaluate("args => new Probe().close(...args)", args) == seen


def test_a_page_sees_that_the_server_restarts(served: Server, page: Page) -> None:
    welcomed(page)
    served.process.send_signal(signal.SIGTERM)
    assert page.evaluate("probe.closed") == [1012, "server restarting", True]
    served.process.communicate(timeout=30)
    assert served.process.returncode == 0


def test_a_page_that_does_not_read_is_cut_off_and_costs_no_other(served: Server, page: Page) -> None:
    welcomed(page)
    dialogs: list[Dialog] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog))
    with page.expect_event("dialog"):
        page.evaluate("setTimeout(() => alert('this page stands still'))")
    with connect(f"ws://127.0.0.1:{served.port}/_pystream/line", max_size=None, compression=None) as talker:
        talker.send(HELLO)
        assert json.loads(talker.recv())[0] == "welcome"
        for id in range(1, 61):
            talker.send(json.dumps(["call", id, "chat.flood", [1]]))
            kinds = {json.loads(talker.recv())[0], json.loads(talker.recv())[0]}
            assert kinds == {"event", "reply"}
        dialogs[0].dismiss()
        code, _, clean = page.evaluate("probe.closed")
        assert (code, clean) == (1006, False)
        # Most of the 60 MiB never went out to it.
        assert page.evaluate("probe.messages.length") < 40
        talker.send(json.dumps(["call", 100, "chat.echo", ["hi"]]))
        assert json.loads(talker.recv()) == ["reply", 100, "hi"]

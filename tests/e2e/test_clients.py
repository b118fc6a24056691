"""Two pages of one app, code on demand and workers, in Chromium under the policy that is served."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, expect

from .conftest import Server

APP = Path(__file__).parent / "clients_app"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    project = tmp_path_factory.mktemp("clients_app")
    shutil.copytree(APP, project, dirs_exist_ok=True)
    running = Server(project)
    yield running
    assert running.stop() == 0
    # It was told of what nobody caught, in the script that was loaded too.
    said = running.said.replace("\\", "")
    assert f'File "client_src/mail.py", line {line_of("torn", "mail.py")}, in breaks' in said


def line_of(text: str, path: str = "app.py") -> int:
    lines = (APP / "client_src" / path).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_pages_chunks_and_workers(server: Server, context: BrowserContext) -> None:
    page = context.new_page()
    said: list[str] = []
    fetched: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: fetched.append(request.url.rpartition("/")[2]))

    page.goto(f"{server.url}/admin")
    expect(page.locator("#ready")).to_have_text("admin 5")
    expect(page.locator("#ready")).to_have_css("color", "rgb(4, 5, 6)")
    assert not [name for name in fetched if name.startswith("app-")]

    page.goto(server.url)
    note = page.locator("#note")
    expect(page.locator("#ready")).to_have_text("main 4")
    expect(note).to_have_css("color", "rgb(1, 2, 3)")
    assert not [name for name in fetched if "-mail" in name or "worker" in name]

    # What is loaded without a network raises, and is fetched when it is asked for again.
    page.route("**/*-mail.js*", lambda route: route.abort("internetdisconnected"))
    page.click("#mail")
    expect(note).to_have_text("offline: mail cannot be loaded: no connection")
    page.unroute("**/*-mail.js*")
    for opened in (1, 2):
        page.click("#mail")
        expect(note).to_have_text(f"the letter 10 opened {opened}")
    assert len([name for name in fetched if "-mail.js" in name]) == 2

    # The page goes on while a worker computes.
    page.click("#pi")
    expect(note).to_have_text("3.14159", timeout=60_000)
    assert int(page.locator("#ticks").inner_text()) >= 5
    page.click("#circle")
    expect(note).to_have_text("Circle(radius=3.0) 27.0 b'round!'")
    page.click("#fail")
    place = f'File "client_src/app.py", line {line_of("raise ValueError")}, in refuses'
    expect(note).to_have_text(f'no luck | {place} | raise ValueError(f"no {{text}}")')
    assert [text for text in said if "ERR_INTERNET" not in text] == []

    # Tracebacks go through both scripts.
    with page.expect_console_message(lambda message: "Traceback" in message.text) as told:
        page.click("#break")
    report: ConsoleMessage = told.value
    assert f'File "client_src/app.py", line {line_of("mail.breaks()")}, in break_mail' in report.text
    assert f'File "client_src/mail.py", line {line_of("torn", "mail.py")}, in breaks' in report.text

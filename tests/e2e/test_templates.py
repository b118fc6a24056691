"""Templates in a real browser: the first paint, what is appended, and what an attacker writes."""

from __future__ import annotations

import re
import shutil
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Server
from tests.e2e.test_safety import COLLECT, violations

APP = Path(__file__).parent / "template_app"
EVIL = '<img src=x onerror="hacked()"><script>hacked()</script><!--pystream:page note.html-->\'&{{ 7 * 7 }}'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root = tmp_path_factory.mktemp("templates") / "app"
    shutil.copytree(APP, root)
    running = Server(root)
    yield running
    running.stop(signal.SIGKILL)


def opened(context: BrowserContext, server: Server) -> tuple[Page, list[str]]:
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda entry: errors.append(entry.text) if entry.type == "error" else None)
    page.goto(server.url)
    expect(page.locator("#state")).to_have_text("connected")
    return page, errors


def test_templates_on_both_sides(server: Server, context: BrowserContext) -> None:
    context.add_init_script(COLLECT)
    context.add_init_script("globalThis.hacked = () => { globalThis.wasHacked = true; };")
    page, errors = opened(context, server)
    expect(page.locator("#log")).to_contain_text("nothing yet")
    expect(page.locator("#user")).to_have_text("nobody")
    page.evaluate("evil => write('ada', evil, 3.5)", EVIL)
    note = page.locator(".note")
    expect(note).to_have_text(f"ada {EVIL} 3.50 €")
    # The same text on both sides.
    made = page.evaluate("evil => client_html('ada', evil, 3.5)", EVIL)
    assert made == page.evaluate("server_html()")
    assert "<img" not in made
    # In the place of an element, and before others.
    page.evaluate("text => replace(text)", EVIL)
    expect(page.locator("#old")).to_have_count(0)
    expect(page.locator(".note")).to_have_count(3)
    expect(page.locator(".note").first).to_contain_text("first <img")
    # What the server shows the next visitor before any script has run.
    with urllib.request.urlopen(server.url) as answer:
        html = answer.read().decode()
        policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce
    assert html.count("<script") == html.count(f'<script nonce="{nonce[1]}"')
    assert "&lt;script&gt;hacked()" in html
    assert made in html
    assert "trusted-types pystream" in policy
    again, more = opened(context, server)
    expect(again.locator(".note")).to_have_text(f"ada {EVIL} 3.50 €")
    for each in (page, again):
        assert each.evaluate("globalThis.wasHacked ?? false") is False
        assert violations(each) == []
    assert errors == more == []
    # No other way leads from text to elements.
    refused = page.evaluate("try { document.body.innerHTML = 'x'; 'done' } catch (error) { error.name }")
    assert refused == "TypeError"


def test_a_traceback_names_the_templates_line(server: Server, context: BrowserContext) -> None:
    page, _ = opened(context, server)
    with page.expect_event("console", lambda entry: "Traceback" in entry.text) as said:
        page.click("#broken")
    assert 'File "client_src/templates/broken.html", line 3' in said.value.text
    assert "has no attribute 'nope'" in said.value.text

"""What a developer sees under `pystream serve --dev`: what is broken, and what the line does."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Server

APP = Path(__file__).parent / "shop_app"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("shop")
    shutil.copytree(APP, project, dirs_exist_ok=True)
    (project / "pyproject.toml").write_text('[tool.pystream]\neditor = "edit://{path}:{line}"\n', "utf-8")
    return project


@pytest.fixture(scope="module")
def dev(project: Path) -> Iterator[Server]:
    running = Server(project, 0, "--dev")
    yield running
    assert running.stop() == 0
    for said in SAID:
        assert re.search(said, running.said), f"{said} is not in\n{running.said}"


# What the server's log has to say in the end, of exceptions in a browser: Python's frames.
SAID = [
    r'"logger":"pystream.browser","message":"ada: click of #fail: RuntimeError: no total".*'
    r'File \\"client_src/app.py\\", line 30, in fail\\n.*client_src/orders.py\\", line 6, in price',
    r'"message":"ada: click of #refuse: pystream.errors.Denied: the shop is closed".*'
    r'File \\"client_src/app.py\\", line 35, in refuse\\n +await shop.refuse',
]


@pytest.fixture(scope="module")
def page(dev: Server, browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(20_000)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    # Of the policy, too: the tools keep to it.
    page.on("console", lambda entry: broken.append(entry.text) if "Security Policy" in entry.text else None)
    page.goto(dev.url)
    expect(page.locator("#state")).to_have_text("ready")
    yield page
    context.close()
    assert broken == []


def test_what_does_not_compile_is_shown_until_it_does(page: Page, project: Path) -> None:
    app = project / "client_src" / "app.py"
    good = app.read_text("utf-8")
    app.write_text(
        good.replace("shop.refuse(", "shop.refuze(").replace("shop.buy('apple'", "shop.by('apple'")
    )
    overlay = page.get_by_role("dialog", name="2 problems keep the app from compiling")
    expect(overlay).to_be_visible()
    first = overlay.locator(".problem").first
    link = first.locator("a.place")
    expect(link).to_have_text("client_src/app.py:20")
    expect(link).to_have_attribute("href", f"edit://{app}:20")
    meant = first.locator(".meant")
    expect(meant.locator(".number")).to_have_text("20")
    line = meant.locator(".source").evaluate("each => each.firstChild.textContent + each.textContent")
    assert "shop.by(" in line
    # The caret stands under the name, in characters of one width.
    before, carets = meant.locator(".caret").evaluate(
        "each => [each.firstChild.length, each.querySelector('b').textContent]"
    )
    assert good.split("\n")[19].replace("shop.buy", "shop.by")[before:].startswith("shop.by")
    assert len(carets) >= len("shop.by")
    expect(first.locator(".hint")).to_contain_text("did you mean buy?")
    code = first.locator(".badge").inner_text()
    first.locator("summary").click()
    expect(first.locator(".prose")).to_be_visible()
    expect(first.locator("summary")).to_have_text(f"What {code} means")
    page.keyboard.press("Escape")
    expect(overlay).to_be_hidden()
    page.get_by_role("button", name="2 errors").click()
    expect(overlay).to_be_visible()
    app.write_text(good)
    expect(page.locator("pystream-dev dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="errors")).to_have_count(0)
    expect(page.locator("#state")).to_have_text("ready")


def test_an_exception_of_the_client_is_shown_with_its_frames(page: Page) -> None:
    page.click("#fail")
    overlay = page.get_by_role("dialog", name="RuntimeError: no total")
    expect(overlay).to_be_visible()
    expect(overlay.locator(".about")).to_have_text("in click of #fail")
    raised, led = overlay.locator(".exception").all()
    expect(raised.locator(".where")).to_have_text("client_src/orders.py:14 in total")
    expect(raised.locator(".meant .caret b")).to_have_text("^" * len("RuntimeError"))
    expect(led.locator(".link")).to_have_text("Raised from: ValueError: too many: 3")
    expect(led.locator(".frame .function")).to_have_text(["price", "<listcomp>", "total", "fail"])
    page.keyboard.press("Escape")


def test_an_exception_of_the_server_is_shown_with_the_call_that_met_it(page: Page) -> None:
    with page.expect_console_message(lambda said: said.text.startswith("Traceback")) as traceback:
        page.click("#wrong")
    assert traceback.value.text.count(", line 25, in wrong") == 1
    overlay = page.get_by_role("dialog", name="KeyError: 'pear'")
    expect(overlay).to_be_visible()
    expect(overlay.locator(".about")).to_contain_text("in shop.buy · called by this tab · reference ")
    expect(overlay.locator(".exception")).to_have_count(2)
    raised, met = overlay.locator(".exception").all()
    expect(raised.locator(".where")).to_have_text("server_src/shop.py:26 in take")
    expect(raised.locator(".meant .caret b")).to_have_text("^" * len("stock[item]"))
    expect(raised.locator(".library summary")).to_have_text("1 frame of libraries")
    expect(met.locator(".link")).to_contain_text("In the browser, click of #wrong: ")
    expect(met.locator(".where")).to_have_text("client_src/app.py:25 in wrong")
    page.keyboard.press("Escape")
    page.click("#refuse")
    refused = page.get_by_role("dialog", name="pystream.errors.Denied: the shop is closed")
    expect(refused.locator(".hint")).to_contain_text("except Denied as why:")
    expect(refused.locator(".where")).to_have_text("client_src/app.py:35 in refuse")
    page.keyboard.press("Escape")


def test_another_tabs_exception_does_not_cover_this_one(page: Page, dev: Server, browser: Browser) -> None:
    context = browser.new_context()
    other = context.new_page()
    other.goto(dev.url)
    expect(other.locator("#state")).to_have_text("ready")
    page.click("#wrong")
    expect(other.get_by_role("button", name="1 error")).to_be_visible()
    expect(other.locator("pystream-dev dialog[open]")).to_have_count(0)
    other.get_by_role("button", name="1 error").click()
    expect(other.locator(".about")).to_contain_text("called by another tab of ada")
    context.close()
    page.keyboard.press("Escape")


def test_the_panel_shows_calls_and_makes_the_network_worse(page: Page) -> None:
    page.keyboard.press("Control+Shift+KeyL")
    panel = page.get_by_role("region", name="pystream developer panel")
    newest = panel.locator("details.row").first
    page.click("#buy")
    expect(newest.locator(".what")).to_have_text('shop.buy("apple", 1)')
    expect(newest.locator(".result")).to_have_text(re.compile(r"^\d+$"))
    expect(newest.locator("summary .place")).to_have_text("client_src/app.py:20")
    page.click("#ticks")
    expect(newest.locator(".what")).to_have_text("shop.ticks(5)")
    expect(newest.locator(".result")).to_have_text("5 items")
    failed = panel.locator("details.row.failed", has_text="refuse")
    expect(failed.locator(".result")).to_have_text("Denied: the shop is closed")

    panel.get_by_role("tab", name="Network").click()
    panel.get_by_role("button", name="3G").click()
    panel.get_by_role("slider", name="Jitter").fill("0")
    expect(page.get_by_role("button", name="+300 ms")).to_be_visible()
    before = page.locator("#left").inner_text()
    begun = time.monotonic()
    page.click("#buy")
    expect(page.locator("#left")).not_to_have_text(before)
    assert time.monotonic() - begun >= 0.3
    panel.get_by_role("tab", name="Calls").click()
    took = newest.locator(".ms").inner_text()
    assert float(took.removesuffix(" ms")) >= 300

    # What is made while lines drop, or while there is none, arrives once.
    left = int(page.locator("#left").inner_text().split()[0])
    panel.get_by_role("tab", name="Network").click()
    for _ in range(3):
        page.click("#buy")
        panel.get_by_role("button", name="Drop the line now").click()
    panel.get_by_role("switch", name="Offline").check()
    expect(page.get_by_role("button", name="offline", exact=True)).to_be_visible()
    page.click("#buy")
    panel.get_by_role("tab", name="Calls").click()
    expect(newest.locator(".ms")).to_have_text("waiting")
    panel.get_by_role("button", name="waiting").click()
    expect(panel.locator("details.row")).not_to_have_count(0)
    panel.get_by_role("button", name="all").click()
    panel.get_by_role("tab", name="Network").click()
    panel.get_by_role("button", name="Back to normal").click()
    expect(page.locator("#left")).to_have_text(f"{left - 4} left")
    expect(page.locator("#sold")).to_have_text(f"1 apple, {left - 4} left")

    panel.get_by_role("tab", name="Events").click()
    expect(newest.locator(".what")).to_have_text("shop.sold")
    expect(newest.locator(".result")).to_have_text(f"1 apple, {left - 4} left")
    panel.get_by_role("tab", name="Line").click()
    expect(panel.locator("dl")).to_contain_text("none: no event was missed")
    expect(panel.locator(".history")).to_contain_text("connected by websocket as ada, resumed")
    page.keyboard.press("Control+Shift+KeyL")
    expect(panel).to_be_hidden()

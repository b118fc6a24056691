"""Sign-in by a provider of another site, in Chromium."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from oidc_provider import CLIENT_ID, CLIENT_SECRET, LocalProvider
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import Server

APP = Path(__file__).parent / "oidc_app"


@pytest.fixture
def local() -> Iterator[LocalProvider]:
    with LocalProvider("localhost").running() as provider:
        provider.asks = True
        yield provider


@pytest.fixture
def url(local: LocalProvider, tmp_path: Path) -> Iterator[str]:
    project = shutil.copytree(APP, tmp_path / "app")
    environ = {
        "TEST_ISSUER": local.url,
        "PYSTREAM_APP_LOCAL_CLIENT_ID": CLIENT_ID,
        "PYSTREAM_APP_LOCAL_CLIENT_SECRET": CLIENT_SECRET,
    }
    server = Server(project, 0, **environ)
    try:
        yield server.url
    finally:
        server.stop(signal.SIGKILL)


def test_somebody_signs_in_at_the_provider_and_stays_in(
    url: str, local: LocalProvider, open_tab: Callable[[str], Page]
) -> None:
    page = open_tab(url)
    expect(page.locator("#me")).to_have_text("nobody")
    page.click("#sign-in")
    expect(page).to_have_title("Provider")
    page.click("#yes")
    expect(page.locator("#me")).to_have_text("local:ada-1")
    assert page.url == f"{url}/#home"
    page.reload()
    expect(page.locator("#me")).to_have_text("local:ada-1")
    second = open_tab(url)
    expect(second.locator("#me")).to_have_text("local:ada-1")
    second.click("#sign-out")
    expect(second.locator("#me")).to_have_text("nobody")
    page.reload()
    expect(page.locator("#me")).to_have_text("nobody")
    secret_cookies = {cookie["name"]: cookie["httpOnly"] for cookie in page.context.cookies()}
    assert secret_cookies == {"pystream_session": True, "pystream_oidc": True}


def test_who_says_no_finds_the_way_back(url: str, local: LocalProvider, context: BrowserContext) -> None:
    # Of the answer's status the browser writes an error to the console.
    page = context.new_page()
    page.goto(url)
    local.denies = True
    page.click("#sign-in")
    with page.expect_response(lambda answer: "/callback" in answer.url) as answer:
        page.click("#yes")
    assert answer.value.status == 403
    expect(page.get_by_role("heading")).to_have_text("You are not signed in")
    local.denies = False
    page.get_by_role("link", name="Sign in with The Local").click()
    page.click("#yes")
    expect(page.locator("#me")).to_have_text("local:ada-1")

"""A real server, a real browser, the minified bundle of the reference app."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from demo.geocoder import serving

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip


class Server:
    """One `pystream serve` of a project, as a user starts it.

    Attributes:
        said: what it has written, once it has stopped.
    """

    def __init__(self, project: Path, port: int = 0, *options: str, **environ: str) -> None:
        command = [sys.executable, "-m", "pystream.cli", "serve", "--project", str(project)]
        self.process = subprocess.Popen(
            [*command, "--port", str(port), *options],
            env={**os.environ, "PYSTREAM_STORE": "memory", **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.said = ""
        self.url = self._listening()
        self.port = int(self.url.rsplit(":", 1)[1])

    def _listening(self) -> str:
        assert self.process.stdout
        said = b""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            ready, _, _ = select.select([self.process.stdout], [], [], 1)
            if ready:
                chunk = os.read(self.process.stdout.fileno(), 65536)
                said += chunk
                if found := re.search(rb"pystream: (https?://[\w.:]+)", said):
                    return found[1].decode()
                if not chunk:
                    break
        self.stop(signal.SIGKILL)
        raise AssertionError(f"the server did not start:\n{said.decode()}")

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """End it; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.said += self.process.communicate(timeout=30)[0].decode()
        return self.process.returncode


@pytest.fixture(scope="session")
def geocoder() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture
def start() -> Iterator[Callable[..., Server]]:
    """Servers of the reference app that the test may end; what it leaves running is killed."""
    running: list[Server] = []

    def run(port: int = 0, *options: str, **environ: str) -> Server:
        running.append(Server(ROOT, port, *options, **environ))
        return running[-1]

    yield run
    for each in running:
        if each.process.poll() is None:
            each.stop(signal.SIGKILL)


@pytest.fixture(scope="session")
def server(geocoder: str) -> Iterator[Server]:
    running = Server(ROOT, PYSTREAM_APP_GEOCODE_URL=geocoder)
    yield running
    assert running.stop() == 0


# Not for the session: while Playwright's sync API is open, nothing else can run an event loop here.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert Path(CHROMIUM).exists(), "Chromium is needed: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def open_tab(context: BrowserContext) -> Iterator[Callable[[str], Page]]:
    """Open a tab at a URL; what it writes to the console as an error fails the test."""
    errors: list[str] = []

    def open_at(url: str) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda entry: errors.append(entry.text) if entry.type == "error" else None)
        page.goto(url)
        expect(page.locator("#state")).to_have_text("connected")
        return page

    yield open_at
    # Of a line that breaks, as the tests of a killed server want it, the browser writes by itself; from the
    # second time on the page looks for detour.js there too.
    expected = re.compile(
        r"WebSocket connection to .* failed|Failed to load resource: net::ERR_CONNECTION_REFUSED"
    )
    with contextlib.suppress(StopIteration):
        raise AssertionError(next(error for error in errors if not expected.search(error)))

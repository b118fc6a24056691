"""A file chosen in a real browser arrives byte for byte, also over lines that are cut; on both engines."""

from __future__ import annotations

import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import Server

APP = Path(__file__).parent / "upload_app"


class Proxy:
    """Passes bytes on between browser and server; a line through it breaks after so many from the browser.

    Attributes:
        cuts: for each connection to come, the bytes after which it is cut; without more entries none is.
        cut: how many were.
    """

    def __init__(self, to: int) -> None:
        self.cuts: list[int] = []
        self.cut = 0
        self._to = to
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listening.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._to))
            threading.Thread(target=self._upstream, args=(browser, server), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, browser), daemon=True).start()

    def _upstream(self, browser: socket.socket, server: socket.socket) -> None:
        passed, limit = 0, None
        while data := _read(browser):
            passed += len(data)
            if passed > 100_000 and limit is None and self.cuts:
                limit = self.cuts.pop(0)
            if limit is not None and passed > limit:
                self.cut += 1
                break
            server.sendall(data)
        _end(browser, server)

    def _pass(self, server: socket.socket, browser: socket.socket) -> None:
        try:
            while data := _read(server):
                browser.sendall(data)
        except OSError:
            pass
        _end(browser, server)


def _read(source: socket.socket) -> bytes:
    try:
        return source.recv(16_384)
    except OSError:
        return b""


def _end(*sockets: socket.socket) -> None:
    for each in sockets:
        try:
            each.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue


@pytest.fixture(scope="module", params=["pystream", "transcrypt"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    project = tmp_path_factory.mktemp("upload_app")
    shutil.copytree(APP, project, dirs_exist_ok=True)
    (project / "pyproject.toml").write_text(f'[tool.pystream]\nengine = "{request.param}"\n', "utf-8")
    command = [sys.executable, "-m", "pystream.cli", "compile", "--project", str(project)]
    subprocess.run(command, check=True, capture_output=True)
    server = Server(project)
    yield server
    server.stop(signal.SIGINT)


@pytest.fixture
def proxy(served: Server) -> Iterator[Proxy]:
    proxy = Proxy(served.port)
    yield proxy
    proxy.close()


@pytest.fixture
def page(proxy: Proxy, context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(proxy.url)
    expect(page.locator("#state")).to_have_text("connected")
    return page


def chosen(page: Page, folder: Path, size: int) -> str:
    """Choose a file of random bytes; what the server is to say of it."""
    content = random.Random(size).randbytes(size)
    path = folder / "photo.png"
    path.write_bytes(content)
    page.set_input_files("#file", path)
    return f"photo.png {size} image/png {sha256(content).hexdigest()}"


def test_a_file_arrives_byte_for_byte_with_progress(page: Page, tmp_path: Path) -> None:
    said = chosen(page, tmp_path, 4_000_001)
    page.evaluate(
        """() => {
          globalThis.shown = [];
          const progress = document.querySelector('#progress');
          const watch = new MutationObserver(() => shown.push(parseInt(progress.textContent)));
          watch.observe(progress, {childList: true});
        }"""
    )
    page.click("#send")
    expect(page.locator("#result")).to_have_text(f"with progress {said}")
    expect(page.locator("#progress")).to_have_text("4000001 of 4000001")
    shown = page.evaluate("shown")
    assert shown == sorted(shown)
    assert len(shown) > 10
    page.click("#plain")
    expect(page.locator("#result")).to_have_text(f"plain {said}")


def test_a_file_arrives_over_lines_that_are_cut(proxy: Proxy, page: Page, tmp_path: Path) -> None:
    said = chosen(page, tmp_path, 6_000_000)
    proxy.cuts = [1_500_000, 2_000_001, 900_007]
    page.click("#send")
    expect(page.locator("#result")).to_have_text(f"with progress {said}", timeout=20_000)
    assert proxy.cut == 3


def test_a_blob_goes_as_a_file_and_one_too_large_is_refused(page: Page, tmp_path: Path) -> None:
    chosen(page, tmp_path, 11)
    page.click("#blob")
    expect(page.locator("#result")).to_have_text("5")
    page.click("#large")
    expect(page.locator("#result")).to_have_text("files.small: file has 11 bytes; upload_limit is 10")

"""Assets from another origin, a page that opens without a network, old browsers, deep addresses."""

from __future__ import annotations

import shutil
import signal
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect

from tests.e2e.conftest import Server

APP = Path(__file__).parent / "assets_app"


class CdnFiles(SimpleHTTPRequestHandler):
    """What a CDN does: files of a folder, for pages of any origin."""

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Cdn:
    def __init__(self, folder: Path, port: int = 0) -> None:
        handler = partial(CdnFiles, directory=str(folder))
        self.server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Deployment:
    """The app, its server and its CDN, on ports that stay."""

    def __init__(self, root: Path) -> None:
        self.root = root / "app"
        shutil.copytree(APP, self.root)
        self.cdn = Cdn(self.root / "build")
        self.environ = {"PYSTREAM_CDN": f"http://127.0.0.1:{self.cdn.port}", "PYSTREAM_OFFLINE": "true"}
        self.server = Server(self.root, **self.environ)
        self.url = self.server.url.replace("127.0.0.1", "localhost")

    def stop(self) -> None:
        self.server.stop(signal.SIGKILL)
        self.cdn.stop()

    def start(self, **environ: str) -> None:
        self.cdn = Cdn(self.root / "build", self.cdn.port)
        self.server = Server(self.root, self.server.port, **{**self.environ, **environ})


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    made = Deployment(tmp_path_factory.mktemp("assets"))
    yield made
    made.stop()


@pytest.fixture
def told(context: BrowserContext) -> list[str]:
    """What the pages of a test write to the console as errors."""
    errors: list[str] = []
    context.on("console", lambda entry: errors.append(entry.text) if entry.type == "error" else None)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    return errors


def works(page: Page) -> None:
    """All that the page consists of is there."""
    expect(page.locator("#state")).to_have_text("connected")
    expect(page.locator("#vendored")).to_have_text("module classic")
    expect(page.locator("#title")).to_have_css("color", "rgb(1, 2, 3)")
    for image in ("#said", "#set"):
        page.wait_for_function("name => document.querySelector(name).naturalWidth === 7", arg=image)
    page.click("#ask")
    expect(page.locator("#answer")).to_have_text("said hello")


def test_assets_come_from_another_origin(
    context: BrowserContext, deployment: Deployment, told: list[str]
) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    # Where no websocket opens, the script fetches what goes beside it from where it came from itself.
    page.route_web_socket("**", WebSocketRoute.close)
    page.goto(f"{deployment.url}/rooms/7")
    works(page)
    assert told == []
    cdn = deployment.environ["PYSTREAM_CDN"]
    kinds = {url.partition("?")[0].rpartition(".")[2] for url in asked if url.startswith(cdn)}
    assert kinds == {"js", "css", "svg"}
    assert any(".detour.js" in url for url in asked if url.startswith(cdn))
    assert not [url for url in asked if url.startswith(f"{deployment.url}/assets/")]
    traceback = 'File "client_src/app.py", line 27, in fail'
    with page.expect_console_message(lambda entry: traceback in entry.text):
        page.click("#fail")
    assert any(url.startswith(cdn) and url.endswith(".map") for url in asked)


def test_the_page_opens_without_a_network_and_calls_wait(
    context: BrowserContext, deployment: Deployment, told: list[str]
) -> None:
    page = context.new_page()
    page.goto(deployment.url)
    works(page)
    assert told == []
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    page.wait_for_function("navigator.serviceWorker.controller?.state === 'activated'")
    nonce = "document.querySelector('script[nonce]').nonce"
    deployment.stop()
    context.set_offline(True)
    nonces = set()
    for _ in range(2):
        page.goto(f"{deployment.url}/rooms/8")
        expect(page.locator("#state")).to_have_text("offline")
        nonces.add(page.evaluate(nonce))
    assert len(nonces) == 2
    expect(page.locator("#title")).to_have_css("color", "rgb(1, 2, 3)")
    page.wait_for_function("document.querySelector('#set').naturalWidth === 7")
    page.click("#ask")
    expect(page.locator("#answer")).to_have_text("waiting")
    # It is under the policy that it is under with a server.
    inject = "() => { try { document.body.innerHTML = '<p>'; } catch { return 'refused'; } }"
    assert page.evaluate(inject) == "refused"
    # Another build meanwhile.
    (deployment.root / "client_src" / "colors.css").write_text("h1 { color: rgb(4, 5, 6); }")
    deployment.start()
    context.set_offline(False)
    expect(page.locator("#answer")).to_have_text("said hello", timeout=30_000)
    page.goto(deployment.url)
    expect(page.locator("#title")).to_have_css("color", "rgb(4, 5, 6)")
    page.wait_for_function("caches.keys().then(names => names.length === 2)")
    # Without the setting, browsers that have the worker lose it, and what it kept.
    deployment.stop()
    deployment.start(PYSTREAM_OFFLINE="false")
    page.goto(deployment.url)
    gone = "navigator.serviceWorker.getRegistrations().then(all => all.length === 0)"
    page.wait_for_function(gone, timeout=20_000)
    page.wait_for_function("caches.keys().then(names => names.length === 0)")


@pytest.mark.parametrize("lacks", ["delete Object.hasOwn", "delete Array.prototype.at"])
def test_a_browser_that_is_too_old_is_told_so(
    context: BrowserContext, deployment: Deployment, lacks: str
) -> None:
    context.add_init_script(lacks)
    page = context.new_page()
    page.goto(deployment.url)
    page.wait_for_url("**/_pystream/incompatible")
    expect(page.locator("body")).to_contain_text("too old")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")


def test_without_javascript_the_page_says_what_it_needs(browser: Browser, deployment: Deployment) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(deployment.url)
    expect(page.locator("noscript p")).to_be_visible()
    page.close()

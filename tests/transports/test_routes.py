"""Blueprints of server_src: served for the session that the browser has, with the context of an action."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from harness import Project, Serve, Server

from pystream.server.errors import StartError

APP = """
    from sanic import Blueprint, html, text
    from pystream import Denied, Event, SlowDown, action, config, publish, request, session

    site = Blueprint("site", url_prefix="/site")
    said = Event[str]()

    @site.get("/me")
    async def me(_):
        return text(f"{session.user} {request.ip} {request.action} {request.client!r} {config['colour']}")

    @site.post("/in/<name:str>")
    async def sign_in(_, name):
        await session.login(name)
        return text("in")

    @site.post("/out")
    async def sign_out(_):
        await session.logout()
        return text("out")

    @site.post("/count")
    def count(_):
        session.data["count"] = session.data.get("count", 0) + 1
        return text(str(session.data["count"]))

    @site.post("/count-and-break")
    async def count_and_break(_):
        session.data["count"] = 1000
        raise KeyError("a detail of ours")

    @site.get("/denied")
    async def denied(_):
        raise Denied("not for you")

    @site.get("/slow-down")
    async def slow_down(_):
        raise SlowDown("later", 3.2)

    @site.get("/pieces")
    async def pieces(incoming):
        response = await incoming.respond(content_type="text/plain")
        await response.send("a")
        await response.send("b")

    @site.post("/say")
    async def say(_):
        await publish.all(said, "hello")
        return html("<p>said")

    @action
    async def whose() -> str | None:
        return session.user
"""
CLOSED = """
    from sanic import Blueprint, text
    from pystream import session
    from server_src.site import site  # imported, and served once all the same

    authenticate = True
    inner = Blueprint("inner")

    @inner.get("/inner")
    async def show(_):
        return text(session.user)
"""


@pytest.fixture
async def server(project: Project, serve: Serve, store: dict[str, str]) -> Server:
    project.write(site=APP, closed=CLOSED)
    return await serve(app={"colour": "blue"}, **store)


@pytest.fixture
async def browser(server: Server) -> Any:
    async with httpx.AsyncClient(base_url=server.address) as browser:
        yield browser


async def test_a_route_knows_who_asks(server: Server, browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/site/me")).text == "None 127.0.0.1 GET /site/me '' blue"


async def test_a_route_that_only_looks_begins_no_session(server: Server, browser: httpx.AsyncClient) -> None:
    assert "set-cookie" not in (await browser.get("/site/me")).headers


async def test_signing_in_by_a_route_gives_the_browser_another_session(
    server: Server, browser: httpx.AsyncClient
) -> None:
    await browser.get("/")
    before = browser.cookies["pystream_session"]
    assert (await browser.post("/site/in/ada")).text == "in"
    after = browser.cookies["pystream_session"]
    assert after != before
    assert (await browser.get("/site/me")).text.startswith("ada ")
    assert await (await server.tab(cookie=after)).call("site.whose") == "ada"
    assert await (await server.tab(cookie=before)).call("site.whose") is None
    await browser.post("/site/out")
    assert browser.cookies["pystream_session"] != after
    assert (await browser.get("/site/me")).text.startswith("None ")


async def test_data_of_the_session_is_saved(server: Server, browser: httpx.AsyncClient) -> None:
    assert [(await browser.post("/site/count")).text for _ in range(3)] == ["1", "2", "3"]


async def test_a_route_that_breaks_saves_nothing_and_tells_nothing(
    server: Server, browser: httpx.AsyncClient
) -> None:
    await browser.post("/site/count")
    broken = await browser.post("/site/count-and-break")
    assert broken.status_code == 500
    assert "detail" not in broken.text
    assert (await browser.post("/site/count")).text == "2"


async def test_errors_of_pystream_are_answered_as_by_the_api(
    server: Server, browser: httpx.AsyncClient
) -> None:
    denied = await browser.get("/site/denied")
    assert (denied.status_code, denied.json()["detail"]) == (403, "not for you")
    assert denied.headers["content-type"] == "application/problem+json"
    slow = await browser.get("/site/slow-down")
    assert (slow.status_code, slow.headers["retry-after"]) == (429, "4")


async def test_a_route_may_answer_piece_by_piece(server: Server, browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/site/pieces")).text == "ab"


async def test_a_route_may_publish(server: Server, browser: httpx.AsyncClient) -> None:
    tab = await server.tab()
    answer = await browser.post("/site/say")
    assert "nonce-" in answer.headers["content-security-policy"]
    assert await tab.event() == ("site.said", "hello", None)


async def test_authenticate_of_a_module_holds_for_its_routes(
    server: Server, browser: httpx.AsyncClient
) -> None:
    refused = await browser.get("/inner")
    assert (refused.status_code, refused.json()["title"]) == (401, "SignedOut")
    await browser.post("/site/in/ada")
    assert (await browser.get("/inner")).text == "ada"


async def test_pages_of_other_origins_may_not_act(server: Server, browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/site/in/eve", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


async def test_a_group_of_blueprints_is_refused(project: Project, serve: Serve) -> None:
    source = "one = Blueprint('a')\nboth = Blueprint.group(one, url_prefix='/b')\n"
    project.write(site=f"from sanic import Blueprint\n{source}")
    with pytest.raises(StartError, match=r"server_src\.site: groups of blueprints are not served"):
        await serve()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("first = Blueprint('a')\nsecond = Blueprint('a')\n", "a"),
        (
            "first = Blueprint('a')\nfirst.add_route(lambda _: None, '/')\n",
            "already registered",
        ),
        ("first = Blueprint('a')\nfirst.add_route(lambda _: None, '/healthz')\n", "already registered"),
        ("first = Blueprint('a')\nfirst.add_route(lambda _: None, '/api/mine')\n", "/api/mine is pystream's"),
        (
            "first = Blueprint('a', url_prefix='/_pystream')\nfirst.add_route(lambda _: None, '/x')\n",
            "/_pystream/x is pystream's",
        ),
    ],
)
async def test_what_cannot_be_served_is_told_at_start(
    project: Project, serve: Serve, source: str, said: str
) -> None:
    project.write(site=f"from sanic import Blueprint\n{source}")
    with pytest.raises(StartError, match=rf"server_src\.site: blueprint a: .*{said}"):
        await serve()

"""Sign-in by a provider through a whole server: the way there and back, and what attackers make of it."""

from __future__ import annotations

import importlib
import logging
import re
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from harness import Project, RedisServer, Serve, Server
from oidc_provider import CLIENT_ID, CLIENT_SECRET, LocalProvider

from pystream.oidc import OIDC
from pystream.oidc.flow import local_path

APP = """
    import os

    from pystream import Denied, action, session
    from pystream.oidc import OIDC, Claims


    def member(claims: Claims) -> str:
        if claims["sub"] == "eve":
            raise Denied("Only <members> may come in")
        if claims["sub"] == "bug":
            raise KeyError("a detail of ours")
        return str(claims["sub"])


    local = OIDC("local", issuer=os.environ["TEST_ISSUER"], sign_in=member, label="The Local")
    other = OIDC("other", issuer=os.environ["TEST_ISSUER"])


    @action
    async def me() -> str | None:
        return session.user
"""
SETTINGS = {
    f"{name}_{what}": value
    for name in ("local", "other")
    for what, value in (("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET))
}


@pytest.fixture
def local() -> Iterator[LocalProvider]:
    with LocalProvider().running() as provider:
        yield provider


@pytest.fixture
async def server(
    project: Project, serve: Serve, local: LocalProvider, monkeypatch: pytest.MonkeyPatch
) -> Server:
    monkeypatch.setenv("TEST_ISSUER", local.url)
    project.write(account=APP)
    return await serve(app=SETTINGS)


class Browser(httpx.AsyncClient):
    """A person's browser: keeps cookies, and goes where it is sent only when told."""

    async def goes(self, answer: httpx.Response) -> httpx.Response:
        assert answer.is_redirect, answer.text
        return await self.get(answer.headers["location"])

    async def returns(self, server: Server, start: str = "/auth/local/start") -> str:
        """Up to the provider's answer: the URL of the way back."""
        there = await self.get(server.address + start)
        back: str = (await self.goes(there)).headers["location"]
        return back

    @property
    def session(self) -> str:
        return {cookie.name: cookie.value or "" for cookie in self.cookies.jar}.get("pystream_session", "")

    async def user(self, server: Server) -> Any:
        tab = await server.tab(cookie=self.session)
        return await tab.call("account.me")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with Browser() as browser:
        yield browser


@pytest.fixture
async def another() -> AsyncIterator[Browser]:
    async with Browser() as browser:
        yield browser


def changed(url: str, **values: str) -> str:
    return str(httpx.URL(url).copy_merge_params(values))


async def test_somebody_signs_in_and_comes_back_to_where_they_were(server: Server, browser: Browser) -> None:
    await browser.get(server.address)
    before = browser.session
    back = await browser.returns(server, "/auth/local/start?next=/rooms/7%3Fa=b%23c")
    assert back.startswith(f"{server.address}/auth/local/callback?")
    arrived = await browser.get(back)
    assert arrived.status_code == 303
    assert arrived.headers["location"] == "/rooms/7?a=b#c"
    assert "no-store" in arrived.headers["cache-control"]
    assert await browser.user(server) == "ada-1"
    # The id that anybody may have known before is worth nothing now.
    assert browser.session != before
    assert await (await server.tab(cookie=before)).call("account.me") is None


async def test_a_first_visit_may_begin_at_the_provider(server: Server, browser: Browser) -> None:
    assert (await browser.get(await browser.returns(server))).headers["location"] == "/"
    assert await browser.user(server) == "ada-1"


async def test_without_a_function_the_user_is_named_by_provider_and_subject(
    server: Server, browser: Browser
) -> None:
    await browser.get(await browser.returns(server, "/auth/other/start"))
    assert await browser.user(server) == "other:ada-1"


async def test_what_the_browser_carries_is_out_of_reach_for_scripts(server: Server, browser: Browser) -> None:
    there = await browser.get(f"{server.address}/auth/local/start")
    said = there.headers["set-cookie"]
    assert re.match(r"pystream_oidc=[\w-]{43};", said)
    assert "HttpOnly" in said
    assert "SameSite=Lax" in said
    assert "Max-Age=600" in said
    sent = parse_qs(urlsplit(there.headers["location"]).query)
    assert sent["code_challenge_method"] == ["S256"]
    assert sent["redirect_uri"] == [f"{server.address}/auth/local/callback"]
    # The verifier and the nonce's record stay on the server.
    assert set(sent) == {
        "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
        "code_challenge_method",
    }  # fmt: skip


async def test_a_way_back_is_good_once(server: Server, browser: Browser, local: LocalProvider) -> None:
    back = await browser.returns(server)
    assert (await browser.get(back)).status_code == 303
    asked = len(local.asked)
    again = await browser.get(back)
    assert again.status_code == 400
    assert "start again" in again.text
    assert len(local.asked) == asked


@pytest.mark.parametrize("state", ["", "x", "A" * 43, "é" * 43, "A" * 4_000])
async def test_another_state_is_refused(server: Server, browser: Browser, state: str) -> None:
    back = await browser.returns(server)
    assert (await browser.get(changed(back, state=state))).status_code == 400
    assert await browser.user(server) is None


async def test_nobody_is_signed_in_by_a_link_of_somebody_else(
    server: Server, browser: Browser, another: Browser, local: LocalProvider
) -> None:
    # The attacker begins, signs in as themselves, and has the victim follow the last step.
    back = await another.returns(server)
    assert (await browser.get(back)).status_code == 400
    assert await browser.user(server) is None
    assert "/token" not in local.asked
    # Nor by one who has begun a sign-in, of the same provider or another.
    victims = await browser.returns(server)
    code = parse_qs(urlsplit(await another.returns(server)).query)["code"][0]
    assert (await browser.get(changed(victims, code=code))).status_code == 502
    assert await browser.user(server) is None


async def test_over_https_no_cookie_that_others_can_plant_is_believed(
    project: Project, serve: Serve, local: LocalProvider, another: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_ISSUER", local.url)
    project.write(account=APP)
    server = await serve(app=SETTINGS, hosts=["chat.example"], proxies=1)
    https = {"Host": "chat.example", "X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "https"}
    there = await another.get(f"{server.address}/auth/local/start", headers=https)
    name, secret = there.headers["set-cookie"].partition(";")[0].split("=")
    assert name == "__Host-pystream_oidc"
    assert "Secure" in there.headers["set-cookie"]
    sent = urlsplit(there.headers["location"])
    assert parse_qs(sent.query)["redirect_uri"] == ["https://chat.example/auth/local/callback"]
    back = urlsplit((await another.goes(there)).headers["location"])
    url = f"{server.address}{back.path}?{back.query}"
    async with httpx.AsyncClient() as victim:
        for planted in (f"pystream_oidc={secret}", f"__Secure-{name}={secret}", f'"{name}"={secret}'):
            answer = await victim.get(url, headers={**https, "Cookie": planted})
            assert answer.status_code == 400
        assert (await victim.get(url, headers={**https, "Cookie": f"{name}={secret}"})).status_code == 303


async def test_an_attempt_at_one_provider_does_not_end_at_another(server: Server, browser: Browser) -> None:
    back = (await browser.returns(server)).replace("/auth/local/", "/auth/other/")
    assert (await browser.get(back)).status_code == 400


async def test_two_tabs_may_be_under_way_at_once(server: Server, browser: Browser) -> None:
    first, second = await browser.returns(server), await browser.returns(server)
    assert (await browser.get(second)).status_code == 303
    assert (await browser.get(first)).status_code == 303


@pytest.mark.parametrize("kind", ["nonce", "audience", "expiry", "signature"])
async def test_a_token_that_does_not_hold_signs_nobody_in(
    server: Server, browser: Browser, local: LocalProvider, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    lies: dict[str, dict[str, Any]] = {
        "nonce": {"nonce": "x"},
        "audience": {"aud": "x"},
        "expiry": {"exp": 1},
    }
    if kind == "signature":
        local.sign = lambda claims: local.signed(claims)[:-8] + "AAAAAAAA"
    else:
        local.lie = lambda claims: claims.update(lies[kind])
    with caplog.at_level(logging.ERROR, "pystream.oidc"):
        answer = await browser.get(await browser.returns(server))
    assert answer.status_code == 502
    assert await browser.user(server) is None
    # The page names the reference of the log's line, and tells nothing else.
    (record,) = caplog.records
    reference = re.search(r"reference (\w{6})", record.getMessage())
    assert reference
    assert reference[1] in answer.text
    assert "id_token" not in answer.text
    assert CLIENT_SECRET not in caplog.text


async def test_a_provider_that_is_away_is_one_clear_page(
    server: Server, browser: Browser, local: LocalProvider
) -> None:
    local.stop()
    answer = await browser.get(f"{server.address}/auth/local/start")
    assert answer.status_code == 502
    assert "The Local did not answer as it should" in answer.text
    assert local.url not in answer.text
    assert "Connect" not in answer.text
    assert "nonce-" in answer.headers["content-security-policy"]


async def test_somebody_who_says_no_is_told_so(
    server: Server, browser: Browser, local: LocalProvider
) -> None:
    local.denies = True
    answer = await browser.get(await browser.returns(server))
    assert answer.status_code == 403
    assert "The Local was not allowed to tell who you are" in answer.text
    assert "<b>no</b>" not in answer.text
    assert await browser.user(server) is None


async def test_another_error_of_the_provider_is_for_the_log(
    server: Server, browser: Browser, local: LocalProvider
) -> None:
    back = await browser.returns(server)
    answer = await browser.get(changed(back, error="server_error<script>"))
    assert answer.status_code == 502
    assert "script>" not in answer.text


async def test_the_app_may_refuse_somebody(server: Server, browser: Browser, local: LocalProvider) -> None:
    local.person["sub"] = "eve"
    answer = await browser.get(await browser.returns(server))
    assert answer.status_code == 403
    assert "Only &lt;members&gt; may come in" in answer.text
    assert await browser.user(server) is None


async def test_a_function_that_breaks_tells_nothing(
    server: Server, browser: Browser, local: LocalProvider, caplog: pytest.LogCaptureFixture
) -> None:
    local.person["sub"] = "bug"
    answer = await browser.get(await browser.returns(server))
    assert answer.status_code == 500
    assert "a detail of ours" not in answer.text
    assert "a detail of ours" in caplog.text


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "",
        " /",
        "/ok\r\nX-Evil: 1",
        "/" + "a" * 2000,
        "/é",
        "/\x00",
    ],
)
async def test_nobody_is_led_elsewhere(server: Server, browser: Browser, elsewhere: str) -> None:
    assert local_path(elsewhere) == "/"
    start = "/auth/local/start?" + str(httpx.QueryParams({"next": elsewhere}))
    arrived = await browser.get(await browser.returns(server, start))
    assert arrived.headers["location"] == "/"


@pytest.mark.parametrize("path", ["/", "/a/b?c=d&e=%2F#f", "/a//b", "/@me", "/%2F%2Fevil.example"])
def test_paths_of_this_site_are_kept(path: str) -> None:
    assert local_path(path) == path


async def test_beginning_again_and_again_is_slowed_down(server: Server, browser: Browser) -> None:
    answers = [await browser.get(f"{server.address}/auth/local/start") for _ in range(25)]
    assert answers[0].status_code == 303
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1


async def test_settings_that_are_missing_are_named_in_the_log(
    project: Project,
    serve: Serve,
    local: LocalProvider,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("TEST_ISSUER", local.url)
    project.write(account=APP)
    server = await serve()
    answer = await browser.get(f"{server.address}/auth/local/start")
    assert answer.status_code == 502
    assert "PYSTREAM_APP" not in answer.text
    assert "PYSTREAM_APP_LOCAL_CLIENT_ID is missing" in caplog.text


async def test_a_store_that_is_away_is_one_clear_page(
    project: Project,
    serve: Serve,
    local: LocalProvider,
    browser: Browser,
    own_redis: RedisServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEST_ISSUER", local.url)
    project.write(account=APP)
    server = await serve(app=SETTINGS, redis=own_redis.url)
    back = await browser.returns(server)
    own_redis.stop()
    for url in (back, f"{server.address}/auth/local/start"):
        answer = await browser.get(url, timeout=20)
        assert answer.status_code == 503
        assert "redis" not in answer.text


def test_packages_that_are_missing_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("pystream.oidc")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(ImportError, match=r"needs httpx: pip install 'pystream\[oidc\]'"):
        importlib.import_module("pystream.oidc")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "No Name"}, "small letters"),
        ({"issuer": "http://provider.example"}, "https"),
        ({"scope": "email"}, "openid"),
    ],
)
def test_a_provider_is_declared_well(changes: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        OIDC(**{"name": "local", "issuer": "https://provider.example", **changes})  # type: ignore[arg-type]

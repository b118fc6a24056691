"""What every response tells browsers, and what none tells a peer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from harness import Server

import pystream
from pystream.settings import Settings, SettingsError
from pystream.transports import headers
from tests.security.conftest import Answer, Attacked, send, upgrade

REQUESTS = [
    "GET / HTTP/1.1",
    "HEAD / HTTP/1.1",
    "GET /assets/app-12345678.js HTTP/1.1",
    "GET /nothing HTTP/1.1",
    "POST / HTTP/1.1",
    "GET /fail HTTP/1.1",
    "GET /away HTTP/1.1",
    "GET /transfer HTTP/1.1",
    "GET /page HTTP/1.1",
    "GET /_pystream/line HTTP/1.1",
    "POST /_pystream/send HTTP/1.1",
    "POST /_pystream/csp HTTP/1.1",
    "OPTIONS / HTTP/1.1",
    "BREW / HTTP/1.1",
    "GET / HTTP/3.7",
    "garbage",
    "GET /\xe9 HTTP/1.1",
]


async def answers(server: Server) -> dict[str, Answer]:
    found = {line: await send(server, line, "Host: localhost", "Content-Length: 0") for line in REQUESTS}
    found["no host"] = await send(server, "GET / HTTP/1.1")
    found["other host"] = await send(server, "GET / HTTP/1.1", "Host: evil.example")
    found["other origin"] = await upgrade(server, "Host: localhost", "Origin: https://evil.example")
    return found


async def test_every_response_has_the_headers_whatever_it_says(attacked: Attacked) -> None:
    for what, answer in (await answers(await attacked())).items():
        assert answer["x-content-type-options"] == "nosniff", what
        assert answer["referrer-policy"] == "same-origin", what
        assert answer["x-frame-options"] == "DENY", what
        assert answer["cross-origin-opener-policy"] == "same-origin", what
        assert answer["cross-origin-resource-policy"] == "same-origin", what
        assert "geolocation=(self)" in answer["permissions-policy"], what
        assert "frame-ancestors 'none'" in answer["content-security-policy"], what
        assert answer["cache-control"], what
        assert answer["server"] == answer["x-powered-by"] == "", what
        # Plain http: browsers would ignore it, and it would be a lie.
        assert answer["strict-transport-security"] == "", what


async def test_only_what_is_named_by_its_content_is_kept_by_others(attacked: Attacked) -> None:
    for what, answer in (await answers(await attacked())).items():
        if "/assets/" in what:
            assert answer["cache-control"] == "public, max-age=31536000, immutable"
        else:
            assert answer["cache-control"] in ("no-store", "private, no-cache"), what


async def test_a_stream_of_events_has_them_too(attacked: Attacked) -> None:
    answer = await send(await attacked(), "GET /_pystream/events HTTP/1.1", "Host: localhost")
    assert answer["x-content-type-options"] == "nosniff"
    assert answer["cross-origin-resource-policy"] == "same-origin"


async def test_an_error_tells_its_status_and_nothing_else(
    attacked: Attacked, caplog: pytest.LogCaptureFixture
) -> None:
    server = await attacked()
    answer = await send(server, "GET /fail HTTP/1.1", "Host: localhost")
    assert (answer.status, answer.body) == (500, b"internal server error")
    assert "hunter2" in caplog.text
    for what, answer in (await answers(server)).items():
        for secret in (b"Traceback", b"File", b".py", b"Sanic", b"sanic", b"pystream-", b"hunter2"):
            assert secret not in answer.body, what
        assert not re.search("sanic|python|uvloop", str(answer.headers), re.IGNORECASE), what


async def test_a_nonce_is_used_once(attacked: Attacked) -> None:
    server = await attacked()
    nonces = set()
    for path in ("/", "/page") * 5:
        answer = await send(server, f"GET {path} HTTP/1.1", "Host: localhost")
        [script] = re.findall(
            r"script-src 'nonce-([\w-]{22})' 'strict-dynamic';", answer["content-security-policy"]
        )
        [style] = re.findall(r"style-src 'self' 'nonce-([\w-]{22})';", answer["content-security-policy"])
        assert script == style
        if path == "/page":
            assert f'<script nonce="{script}">'.encode() in answer.body
        nonces.add(script)
    assert len(nonces) == 10


async def test_what_is_no_page_has_no_nonce(attacked: Attacked) -> None:
    server = await attacked()
    for what, answer in (await answers(server)).items():
        if not answer["content-type"].startswith("text/html"):
            assert "nonce" not in answer["content-security-policy"], what


async def test_no_policy_lets_text_become_code(attacked: Attacked) -> None:
    for what, answer in (await answers(await attacked())).items():
        policy = answer["content-security-policy"]
        assert "unsafe" not in policy, what
        assert "require-trusted-types-for 'script'" in policy, what
        assert "*" not in policy, what
        assert "http:" not in policy, what
        assert "https:" not in policy, what


def policy_of(answer: Answer) -> dict[str, list[str]]:
    parts = [part.split() for part in answer["content-security-policy"].split(";")]
    return {name: sources for name, *sources in parts}


async def test_an_app_may_add_sources_and_take_directives_away(attacked: Attacked) -> None:
    csp = {
        "img-src": ["https:"],
        "frame-src": ["https://maps.example"],
        "frame-ancestors": ["https://friend.example"],
        "script-src-elem": ["https://cdn.example"],
        "require-trusted-types-for": [],
        "upgrade-insecure-requests": [],
    }
    answer = await send(await attacked(csp=csp), "GET / HTTP/1.1", "Host: localhost")
    policy = policy_of(answer)
    assert policy["img-src"] == ["'self'", "data:", "blob:", "https:"]
    assert policy["frame-src"] == ["'self'", "https://maps.example"]
    assert policy["frame-ancestors"] == ["https://friend.example"]
    assert policy["script-src-elem"] == [*policy["script-src"], "https://cdn.example"]
    assert "require-trusted-types-for" not in policy
    assert policy["upgrade-insecure-requests"] == []
    assert answer["x-frame-options"] == ""


@pytest.mark.parametrize(
    ("csp", "said"),
    [
        ({"script-scr": ["https:"]}, "no directive is called script-scr; did you mean script-src?"),
        ({"report-uri": ["https://x"]}, "no directive is called report-uri"),
        ({"script-src": "https:"}, "script-src must be a list of texts"),
        ({"script-src": [1]}, "script-src must be a list of texts"),
        ({"script-src": ["https: http:"]}, "is no source"),
        ({"script-src": ["https:; object-src *"]}, "is no source"),
        ({"script-src": ["https:\r\nX: y"]}, "is no source"),
        ({"script-src": ["a,b"]}, "is no source"),
        ({"script-src": [""]}, "is no source"),
        ({"script-src": ["unsafe-eval"]}, "write \"'unsafe-eval'\""),
    ],
)
def test_a_policy_that_means_something_else_is_refused(csp: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(said)):
        Settings().replace(csp=csp)


@pytest.mark.parametrize(
    ("days", "host", "expected"),
    [
        (365.0, "chat.example", "max-age=31536000"),
        (1.0, "chat.example", "max-age=86400"),
        (0.0, "chat.example", ""),
        # Every server of this machine would be bound by it.
        (365.0, "localhost", ""),
        (365.0, "app.localhost:3000", ""),
        (365.0, "127.0.0.1", ""),
        (365.0, "[::1]", ""),
    ],
)
async def test_over_https_a_name_is_bound_to_it(
    attacked: Attacked, days: float, host: str, expected: str
) -> None:
    server = await attacked(hosts=["chat.example"], proxies=1, hsts_days=days)
    told = (f"Host: {host}", "X-Forwarded-For: 1.2.3.4", "X-Forwarded-Proto: https")
    for path in ("/", "/nothing", "/away"):
        assert (await send(server, f"GET {path} HTTP/1.1", *told))["strict-transport-security"] == expected


async def test_what_browsers_report_is_logged_within_bounds(
    attacked: Attacked, caplog: pytest.LogCaptureFixture
) -> None:
    server = await attacked()

    async def report(body: bytes) -> int:
        headers = ("Host: localhost", "Content-Type: application/csp-report", f"Content-Length: {len(body)}")
        return (await send(server, "POST /_pystream/csp HTTP/1.1", *headers, body=body)).status

    told = (
        b'{"csp-report":{"effective-directive":"script-src-elem","blocked-uri":'
        b'"https://evil.example/x.js?secret=1","document-uri":"http://localhost/?token=2",'
        b'"source-file":"\\n2026 FAKE LINE","line-number":3,"more":[1]}}'
    )
    assert await report(told) == 204
    [line] = [record.getMessage() for record in caplog.records if record.name == "pystream.safety"]
    assert "script-src-elem" in line
    assert "https://evil.example/x.js" in line
    assert "secret" not in line
    assert "token" not in line
    assert "\n" not in line
    for _ in range(20):
        assert await report(told) == 204
    assert len([record for record in caplog.records if record.name == "pystream.safety"]) < 5
    long = b'{"csp-report":{"blocked-uri":"' + b"x" * 10_000 + b'"}}'
    assert await report(long) == 204
    assert max(len(record.getMessage()) for record in caplog.records) < 1000
    for body in (b"", b"{}", b"[]", b"null", b'{"csp-report":{"line-number":"x"}}', b"[" * 9_000, b"\xff"):
        assert await report(body) == 400
    assert await report(b" " * 20_000) == 413


def test_the_policy_lets_our_own_scripts_make_the_trusted_types_that_they_make() -> None:
    made = {
        name
        for path in Path(pystream.__file__).parent.rglob("*.js")
        for name in re.findall(r"createPolicy\('([^']+)'", path.read_text("utf-8"))
    }
    assert "pystream-offline" in made
    listed = headers._PAGE.get("trusted-types")
    assert listed is None or made <= set(listed)

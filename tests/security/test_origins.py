"""Another site's page in the visitor's own browser: what it asks for is not done."""

from __future__ import annotations

import pytest

from tests.security.conftest import Attacked, send, upgrade

UNSAFE = ["POST", "PUT", "PATCH", "DELETE"]

# Origins that look like https://chat.example, or http://chat.example:3000, and are not.
ELSEWHERE = [
    "null",
    "https://evil.example",
    "https://evil-chat.example",
    "https://chat.example.evil.example",
    "https://chat.example@evil.example",
    "https://evil.example/https://chat.example",
    "https://chat.example:444",
    "https://chat.example/",
    "https://chat.example:443:443",
    "https://xchat.example",
    "https://chat.exampl",
    "https://chat.example, https://evil.example",
    "https:chat.example",
    "//chat.example",
    "chat.example",
    "http://[::1",
    "http://chat.example:99999999",
    "ftp://chat.example",
    "",
]


@pytest.mark.parametrize("origin", ELSEWHERE)
async def test_another_origin_opens_no_line_and_posts_nothing(attacked: Attacked, origin: str) -> None:
    server = await attacked(hosts=["chat.example"])
    told = ("Host: chat.example", f"Origin: {origin}", f"Cookie: pystream_session={'a' * 43}")
    assert (await upgrade(server, *told)).status == 403
    assert (await send(server, "GET /_pystream/events HTTP/1.1", *told)).status == 403
    for path in ("/transfer", "/api/app/echo", "/_pystream/send", "/_pystream/leave", "/_pystream/csp"):
        assert (await send(server, f"POST {path} HTTP/1.1", *told, "Content-Length: 0")).status == 403


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("chat.example", "https://chat.example"),
        ("chat.example", "https://chat.example:443"),
        ("chat.example:443", "https://chat.example"),
        ("chat.example:80", "http://chat.example"),
        ("CHAT.example", "HTTPS://Chat.Example"),
        ("chat.example.", "https://chat.example"),
        ("chat.example:3000", "http://chat.example:3000"),
        ("[::1]:3000", "http://[::1]:3000"),
        ("127.0.0.1:3000", "http://127.0.0.1:3000"),
    ],
)
async def test_the_servers_own_pages_may(attacked: Attacked, host: str, origin: str) -> None:
    server = await attacked(hosts=["chat.example"])
    told = (f"Host: {host}", f"Origin: {origin}")
    assert (await upgrade(server, *told)).status == 101
    assert (await send(server, "POST /transfer HTTP/1.1", *told, "Content-Length: 0")).status == 200


@pytest.mark.parametrize("method", UNSAFE)
@pytest.mark.parametrize("site", ["cross-site", "same-site", "CROSS-SITE", "unheard-of", ""])
async def test_no_method_that_acts_is_open_to_what_comes_from_elsewhere(
    attacked: Attacked, method: str, site: str
) -> None:
    server = await attacked()
    told = ("Host: localhost", f"Sec-Fetch-Site: {site}", "Content-Length: 0")
    assert (await send(server, f"{method} /transfer HTTP/1.1", *told)).status == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
async def test_a_page_of_ours_and_the_person_may(attacked: Attacked, site: str) -> None:
    server = await attacked()
    told = ("Host: localhost", f"Sec-Fetch-Site: {site}", "Content-Length: 0")
    assert (await send(server, "POST /transfer HTTP/1.1", *told)).status == 200


async def test_a_stream_of_events_is_not_opened_by_an_image_of_another_site(attacked: Attacked) -> None:
    # Asked for without CORS, it has no Origin.
    server = await attacked()
    told = ("Host: localhost", "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors")
    assert (await send(server, "GET /_pystream/events HTTP/1.1", *told)).status == 403


async def test_links_from_elsewhere_lead_here(attacked: Attacked) -> None:
    server = await attacked()
    told = ("Host: localhost", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate")
    assert (await send(server, "GET / HTTP/1.1", *told)).status == 200


async def test_programs_that_are_no_browsers_may(attacked: Attacked) -> None:
    server = await attacked()
    assert (await upgrade(server, "Host: localhost")).status == 101
    assert (
        await send(server, "POST /transfer HTTP/1.1", "Host: localhost", "Content-Length: 0")
    ).status == 200


async def test_a_trusted_origin_may_and_nothing_like_it(attacked: Attacked) -> None:
    server = await attacked(origins=["https://friend.example"])
    for site in ("cross-site", "same-site"):
        told = ("Host: localhost", "Origin: https://friend.example", f"Sec-Fetch-Site: {site}")
        assert (await upgrade(server, *told)).status == 101
        assert (await send(server, "POST /transfer HTTP/1.1", *told, "Content-Length: 0")).status == 200
    for origin in ("http://friend.example", "https://friend.example:8443", "https://a.friend.example"):
        assert (await upgrade(server, "Host: localhost", f"Origin: {origin}")).status == 403


async def test_a_page_that_came_by_http_opens_no_line_of_an_https_site(attacked: Attacked) -> None:
    server = await attacked(hosts=["chat.example"], proxies=1)
    told = ("Host: chat.example", "X-Forwarded-For: 1.2.3.4", "X-Forwarded-Proto: https")
    assert (await upgrade(server, *told, "Origin: https://chat.example")).status == 101
    assert (await upgrade(server, *told, "Origin: http://chat.example")).status == 403


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil-localhost",
        "chat.example.evil.example",
        "xchat.example",
        "a.b.evil.example:3000",
        "0x7f000001.evil.example",
        "1.2.3",
    ],
)
async def test_a_name_that_was_made_to_lead_here_reaches_nothing(attacked: Attacked, host: str) -> None:
    server = await attacked(hosts=["chat.example"])
    told = (f"Host: {host}", f"Origin: http://{host}", "Sec-Fetch-Site: same-origin")
    for path in ("/", "/assets/app-12345678.js", "/transfer", "/nothing", "/_pystream/events"):
        answer = await send(server, f"GET {path} HTTP/1.1", *told)
        assert answer.status == 421
        assert answer.body == b"this server does not serve that host; see the setting `hosts`"
    assert (await upgrade(server, *told)).status == 421
    assert (await send(server, "POST /transfer HTTP/1.1", *told, "Content-Length: 0")).status == 421


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:3000", "app.localhost", "127.0.0.1", "10.1.2.3:8000", "[::1]:3000"]
)
async def test_addresses_and_localhost_are_always_served(attacked: Attacked, host: str) -> None:
    server = await attacked()
    assert (await send(server, "GET / HTTP/1.1", f"Host: {host}")).status == 200


async def test_hosts_may_be_all_below_a_name_or_any(attacked: Attacked) -> None:
    server = await attacked(hosts=["*.chat.example"])
    assert (await send(server, "GET / HTTP/1.1", "Host: a.b.chat.example")).status == 200
    assert (await send(server, "GET / HTTP/1.1", "Host: chat.example")).status == 421
    assert (await send(server, "GET / HTTP/1.1", "Host: achat.example")).status == 421
    server = await attacked(hosts=["*"])
    assert (await send(server, "GET / HTTP/1.1", "Host: any.example")).status == 200


@pytest.mark.parametrize(
    "hosts",
    [
        [],
        ["Host: a@localhost"],
        ["Host: localhost/x"],
        ["Host: localhost, evil.example"],
        ["Host: "],
        ["Host: localhost", "Host: localhost"],
        ["Host: localhost", "Host: evil.example"],
        ["Host: lo calhost"],
        ["Host: localhost:80:80"],
        ["Host: [::1"],
    ],
)
async def test_a_request_names_one_host(attacked: Attacked, hosts: list[str]) -> None:
    server = await attacked()
    assert (await send(server, "GET / HTTP/1.1", *hosts)).status == 400


async def test_a_prober_of_old_may_name_none(attacked: Attacked) -> None:
    server = await attacked()
    assert (await send(server, "GET / HTTP/1.0")).status == 200


async def test_a_refusal_is_logged_with_the_setting_that_allows_it_and_once_a_second(
    attacked: Attacked, caplog: pytest.LogCaptureFixture
) -> None:
    server = await attacked()
    for number in range(50):
        await send(server, "GET / HTTP/1.1", f"Host: evil{number}.example")
    logged = [record.getMessage() for record in caplog.records if "refused" in record.getMessage()]
    assert logged[0] == "refused: asked for host 'evil0.example'; if it leads here: hosts = ['evil0.example']"
    assert len(logged) < 10

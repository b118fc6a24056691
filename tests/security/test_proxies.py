"""X-Forwarded-*: who asks is what our own proxies say, and nobody else."""

from __future__ import annotations

import json

import pytest

from tests.security.conftest import Attacked, send

SPOOFED = "6.6.6.6"


async def seen(server: object, *headers: str, host: str = "chat.example") -> list[str]:
    answer = await send(server, "GET /seen HTTP/1.1", f"Host: {host}", *headers)  # type: ignore[arg-type]
    assert answer.status == 200
    return list(json.loads(answer.body))


async def test_without_the_setting_nothing_that_is_forwarded_counts(
    attacked: Attacked, caplog: pytest.LogCaptureFixture
) -> None:
    server = await attacked(hosts=["chat.example"])
    headers = (
        f"X-Forwarded-For: {SPOOFED}", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example",
        f"Forwarded: for={SPOOFED};proto=https;host=evil.example", f"X-Real-IP: {SPOOFED}",
        f"X-Client-IP: {SPOOFED}", f"CF-Connecting-IP: {SPOOFED}", f"True-Client-IP: {SPOOFED}",
        "X-Forwarded-Port: 443", "X-Forwarded-Path: /x", "X-Scheme: https",
    )  # fmt: skip
    assert await seen(server, *headers) == ["127.0.0.1", "http", "chat.example"]
    await seen(server, *headers)
    said = [
        record.message for record in caplog.records if "behind a proxy set `proxies = 1`" in record.message
    ]
    assert len(said) == 1


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        (["1.2.3.4"], "1.2.3.4"),
        ([f"{SPOOFED}, 1.2.3.4"], "1.2.3.4"),
        ([SPOOFED, "1.2.3.4"], "1.2.3.4"),
        ([", ".join([SPOOFED] * 500 + ["1.2.3.4"])], "1.2.3.4"),
        (["1.2.3.4:5678"], "1.2.3.4"),
        (["2001:DB8:0:0::1"], "2001:db8::1"),
        (["[2001:db8::1]:443"], "2001:db8::1"),
        (["fe80::1%eth0"], "fe80::1"),
        (["::ffff:1.2.3.4"], "1.2.3.4"),
        ([" , 1.2.3.4 ,"], "1.2.3.4"),
        # Garbage is nobody's address; the proxy's own is known.
        ([f"{SPOOFED}, unknown"], "127.0.0.1"),
        (["_hidden"], "127.0.0.1"),
        (["1.2.3.4.5"], "127.0.0.1"),
        (["'; DROP TABLE visitors; --"], "127.0.0.1"),
        (["\u00e9"], "127.0.0.1"),
        ([""], "127.0.0.1"),
        ([], "127.0.0.1"),
    ],
)
async def test_with_one_proxy_the_last_address_counts(
    attacked: Attacked, forwarded: list[str], expected: str
) -> None:
    server = await attacked(hosts=["chat.example"], proxies=1)
    headers = [f"X-Forwarded-For: {value}" for value in forwarded]
    assert (await seen(server, *headers))[0] == expected


async def test_with_two_proxies_the_last_but_one_counts(attacked: Attacked) -> None:
    server = await attacked(hosts=["chat.example"], proxies=2)
    assert (await seen(server, f"X-Forwarded-For: {SPOOFED}, 1.2.3.4, 10.0.0.1"))[0] == "1.2.3.4"
    # Past the outer proxy: what the inner one saw is not known to be a browser.
    assert (await seen(server, "X-Forwarded-For: 1.2.3.4"))[0] == "127.0.0.1"


@pytest.mark.parametrize(
    ("proto", "expected"),
    [("https", "https"), ("HTTPS", "https"), ("https, http", "http"), ("javascript", "http"), ("", "http")],
)
async def test_the_scheme_is_http_or_https(attacked: Attacked, proto: str, expected: str) -> None:
    server = await attacked(hosts=["chat.example"], proxies=1)
    headers = ("X-Forwarded-For: 1.2.3.4", f"X-Forwarded-Proto: {proto}")
    assert (await seen(server, *headers))[1] == expected


async def test_a_forwarded_host_must_be_one_of_ours(attacked: Attacked) -> None:
    server = await attacked(hosts=["chat.example"], proxies=1)
    told = ("Host: 127.0.0.1:3000", "X-Forwarded-For: 1.2.3.4")
    assert (await seen(server, "X-Forwarded-Host: chat.example", host="127.0.0.1:3000"))[2] == "chat.example"
    for host in ("evil.example", "chat.example, evil.example", "chat.example@evil.example"):
        answer = await send(server, "GET /seen HTTP/1.1", *told, f"X-Forwarded-Host: {host}")
        assert answer.status in (400, 421)
    # Nobody has said which hosts are ours, so the browser's own word stands.
    server = await attacked(proxies=1)
    assert (await seen(server, "X-Forwarded-Host: evil.example", host="localhost"))[2] == "localhost"


async def test_forwarded_is_not_read_at_all(attacked: Attacked) -> None:
    # A proxy that writes X-Forwarded-For passes a browser's Forwarded on.
    server = await attacked(hosts=["chat.example"], proxies=1)
    headers = ("X-Forwarded-For: 1.2.3.4", f"Forwarded: for={SPOOFED};proto=https;host=evil.example")
    assert await seen(server, *headers) == ["1.2.3.4", "http", "chat.example"]


@pytest.mark.parametrize("proxies", [0, 1])
async def test_an_action_learns_the_same_address(attacked: Attacked, proxies: int) -> None:
    server = await attacked(proxies=proxies)
    headers = {"X-Forwarded-For": f"{SPOOFED}, 1.2.3.4"}
    socket = await server.connect(additional_headers=headers)
    await socket.send('["hello",2]')
    await socket.recv()
    await socket.send('["call",1,"app.ip"]')
    assert json.loads(await socket.recv()) == ["reply", 1, "1.2.3.4" if proxies else "127.0.0.1"]
    await socket.close()

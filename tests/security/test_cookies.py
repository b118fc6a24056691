"""The session cookie: who may set it, and what is believed of it."""

from __future__ import annotations

from http.cookies import Morsel, SimpleCookie

import pytest

from tests.security.conftest import Answer, Attacked, send

MINE, PLANTED = "m" * 43, "p" * 43
HTTPS = ("Host: chat.example", "X-Forwarded-For: 1.2.3.4", "X-Forwarded-Proto: https")


def cookie(answer: Answer) -> Morsel[str]:
    [(_, morsel)] = SimpleCookie(answer["set-cookie"]).items()
    return morsel


async def test_over_https_the_cookie_is_bound_to_this_host(attacked: Attacked) -> None:
    server = await attacked(hosts=["chat.example"], proxies=1)
    set_to = cookie(await send(server, "GET / HTTP/1.1", *HTTPS))
    assert set_to.key == "__Host-pystream_session"
    assert (set_to["secure"], set_to["httponly"], set_to["samesite"]) == (True, True, "Lax")
    assert (set_to["path"], set_to["domain"]) == ("/", "")


@pytest.mark.parametrize(
    "planted",
    [
        # By http on the way, by a sibling domain, and by one over https.
        f"pystream_session={PLANTED}",
        f"__Secure-pystream_session={PLANTED}",
        f"__Secure-__Host-pystream_session={PLANTED}",
        f"__host-pystream_session={PLANTED}",
        # A browser takes these for other names, while a parser might trim or unquote them.
        f"__Host-pystream_session ={PLANTED}",
        f"\xa0__Host-pystream_session={PLANTED}",
        f"\x85__Host-pystream_session={PLANTED}",
        f"\xe2\x80\x80__Host-pystream_session={PLANTED}",
        f'"__Host-pystream_session"={PLANTED}',
        f"x=__Host-pystream_session={PLANTED}",
        f'x="; __Host-pystream_session={PLANTED[:-1]}"',
        f"__Host-pystream_session={PLANTED}x",
    ],
)
async def test_a_planted_cookie_is_not_believed_over_https(attacked: Attacked, planted: str) -> None:
    server = await attacked(hosts=["chat.example"], proxies=1)
    for cookies, expected in (
        (f"{planted}; __Host-pystream_session={MINE}", MINE),
        (f"__Host-pystream_session={MINE}; {planted}", MINE),
    ):
        answer = await send(server, "GET / HTTP/1.1", *HTTPS, f"Cookie: {cookies}")
        assert cookie(answer).value == expected
    answer = await send(server, "GET / HTTP/1.1", *HTTPS, f"Cookie: {planted}")
    assert cookie(answer).value not in (PLANTED, MINE)


async def test_a_stranger_cannot_say_that_a_line_is_https(attacked: Attacked) -> None:
    server = await attacked()
    answer = await send(server, "GET / HTTP/1.1", "Host: localhost", "X-Forwarded-Proto: https")
    assert (cookie(answer).key, cookie(answer)["secure"]) == ("pystream_session", "")

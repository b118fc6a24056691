"""Cookies that are secrets: the session's, which says who a browser is, and others like it.

Over https their names begin with __Host-: browsers take such a cookie only over https, from this very host
and for all of it, so no sibling domain and nobody on an http line can plant one.
"""

from __future__ import annotations

import functools
import re
import secrets

from sanic.response import BaseHTTPResponse

from pystream.transports.request import Request

COOKIE = "pystream_session"
SECURE_COOKIE = "__Host-pystream_session"
DAY_S = 86_400


def session_id(request: Request) -> str:
    """The browser's session id from its cookie; a fresh one when there is none, or it is ill-formed."""
    return shown_id(request) or fresh_id()


def shown_id(request: Request) -> str:
    """The browser's session id from its cookie; "" when there is none, or it is ill-formed."""
    return shown(request, COOKIE)


def fresh_id() -> str:
    """The id of a session that does not exist yet."""
    return secrets.token_urlsafe(32)


def set_session(response: BaseHTTPResponse, request: Request, id: str, session_days: float) -> None:
    """Give the browser its session id, or again, so that it lives from this visit on."""
    give(response, request, COOKIE, id, int(session_days * DAY_S))


def shown(request: Request, name: str) -> str:
    """A secret that was given to this browser, 32 random bytes as text; "" if it shows none by that name."""
    found = _form(_name(request, name)).search(request.head)
    return found[1].decode() if found else ""


def give(response: BaseHTTPResponse, request: Request, name: str, secret: str, seconds: int) -> None:
    """Have the browser show a secret for so long, to this host alone and never to scripts."""
    response.add_cookie(
        _name(request, name),
        secret,
        httponly=True,
        samesite="Lax",
        path="/",
        max_age=seconds,
        secure=request.is_https,
        host_prefix=False,
        secure_prefix=False,
    )


def _name(request: Request, name: str) -> str:
    return f"__Host-{name}" if request.is_https else name


@functools.cache
def _form(name: str) -> re.Pattern[bytes]:
    # By name, with 32 random bytes as token_urlsafe writes them: anything else was not given out here. Read
    # by the letter of the head, as parsers that trim Unicode's spaces or unquote find this name in cookies
    # that sibling domains may set.
    return re.compile(
        rb"^(?i:cookie):(?:[^\r\n]*?;)?[ \t]*%b=([A-Za-z0-9_-]{43})[ \t]*(?:;|\r|$)" % name.encode(),
        re.MULTILINE,
    )

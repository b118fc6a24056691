"""The session cookie: who a browser says it is."""

from __future__ import annotations

import re
import secrets

from sanic.response import BaseHTTPResponse

from pystream.transports.request import Request

COOKIE = "pystream_session"
# Browsers take a cookie of this name only over https, from this very host and for all of it: no sibling
# domain and nobody on an http line can plant one.
SECURE_COOKIE = "__Host-pystream_session"
DAY_S = 86_400

# By name, with 32 random bytes as token_urlsafe writes them: anything else was not given out here. Read by
# the letter of the head, as parsers that trim Unicode's spaces or unquote find this name in cookies that
# sibling domains may set.
_FIND = {
    name: re.compile(
        rb"^(?i:cookie):(?:[^\r\n]*?;)?[ \t]*%b=([A-Za-z0-9_-]{43})[ \t]*(?:;|\r|$)" % name.encode(),
        re.MULTILINE,
    )
    for name in (COOKIE, SECURE_COOKIE)
}


def session_id(request: Request) -> str:
    """The browser's session id from its cookie; a fresh one when there is none, or it is ill-formed."""
    return shown_id(request) or fresh_id()


def shown_id(request: Request) -> str:
    """The browser's session id from its cookie; "" when there is none, or it is ill-formed."""
    found = _FIND[_name(request)].search(request.head)
    return found[1].decode() if found else ""


def fresh_id() -> str:
    """The id of a session that does not exist yet."""
    return secrets.token_urlsafe(32)


def set_session(response: BaseHTTPResponse, request: Request, id: str, session_days: float) -> None:
    """Give the browser its session id, or again, so that it lives from this visit on."""
    response.add_cookie(
        _name(request),
        id,
        httponly=True,
        samesite="Lax",
        path="/",
        max_age=int(session_days * DAY_S),
        secure=request.is_https,
        host_prefix=False,
        secure_prefix=False,
    )


def _name(request: Request) -> str:
    return SECURE_COOKIE if request.is_https else COOKIE

"""The session cookie and the Origin of a request: who a browser says it is."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from urllib.parse import urlsplit

from sanic import Request
from sanic.response import HTTPResponse

COOKIE = "pystream_session"
DAY_S = 86_400

# 32 random bytes as token_urlsafe writes them. Anything else was not given out here.
_ID = re.compile(r"[A-Za-z0-9_-]{43}")


def session_id(request: Request) -> str:
    """The browser's session id from its cookie; a fresh one when there is none, or it is ill-formed."""
    id = request.cookies.get(COOKIE) or ""
    return id if _ID.fullmatch(id) else secrets.token_urlsafe(32)


def set_session(response: HTTPResponse, request: Request, session_days: float) -> None:
    """Give the browser its session id, or again, so that it lives from this visit on."""
    response.add_cookie(
        COOKIE,
        session_id(request),
        httponly=True,
        samesite="Lax",
        path="/",
        max_age=int(session_days * DAY_S),
        secure=_is_https(request),
        host_prefix=False,
        secure_prefix=False,
    )


def origin_allowed(request: Request, origins: Collection[str]) -> bool:
    """Whether the page that opens the line may: none named, the server's own host, or one of `origins`."""
    origin: str | None = request.headers.get("origin")
    if origin is None or origin in origins:  # no browser leaves it out
        return True
    host: str = request.headers.get("host", "")
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:  # such as http://[::1
        return False


def _is_https(request: Request) -> bool:
    # A forged header only costs the forger a cookie that http does not send back.
    schemes: tuple[str, str] = (request.scheme, request.headers.get("x-forwarded-proto", ""))
    return "https" in schemes

"""Errors over HTTP: `application/problem+json`, RFC 9457, with what the error was made with."""

from __future__ import annotations

import math
from collections.abc import Mapping

import msgspec
from sanic.response import HTTPResponse

from pystream import errors
from pystream.server.openapi import PROBLEM

RETRY_S = 1  # after which a server that stops has another in its place
_encode = msgspec.json.Encoder().encode
# The first that a class descends from; what no class here is, the app made: 400.
STATUSES: tuple[tuple[type[BaseException], int], ...] = (
    (errors.SignedOut, 401),
    (errors.Denied, 403),
    (errors.SlowDown, 429),
    (errors.Invalid, 422),
    (errors.Failed, 500),
    (errors.Timeout, 504),
    (errors.LineError, 503),
)


def status_of(kind: type[BaseException]) -> int:
    """The status for an error of this class."""
    return next((status for base, status in STATUSES if issubclass(kind, base)), 400)


def problem(
    status: int, title: str, detail: str, args: bytes | None = None, headers: Mapping[str, str] | None = None
) -> HTTPResponse:
    """A response that says what is wrong.

    Args:
        title: the error's class, as "Denied" or "shared_src.rules.TooLong".
        args: what it was made with, as JSON; None: the detail alone.
    """
    detail = detail.encode("utf-8", "replace").decode()
    body = {
        "type": f"urn:pystream:error:{title}",
        "title": title,
        "status": status,
        "detail": detail,
        "args": [detail] if args is None else msgspec.Raw(args),
    }
    return HTTPResponse(
        _encode(body), status, {"Cache-Control": "no-store", **(headers or {})}, content_type=PROBLEM
    )


def retry_after(seconds: float) -> dict[str, str]:
    """The header that says when to ask again."""
    return {"Retry-After": str(max(1, math.ceil(seconds)))}

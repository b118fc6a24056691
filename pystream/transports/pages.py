"""GET / and /assets/*: the build, read once, served from memory."""

from __future__ import annotations

import hashlib
import logging
import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from sanic import Request, Sanic
from sanic.exceptions import NotFound, SanicException
from sanic.response import BaseHTTPResponse, HTTPResponse, text

from pystream.transports.cookies import set_session

log = logging.getLogger("pystream.pages")

# Best first; the file's suffix for each.
_ENCODINGS = {"br": ".br", "gzip": ".gz"}
_TEXT = ("text/", "application/json", "image/svg")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self)",
    # Scripts and styles come from /assets only; 'self' in connect-src covers the websocket of this host.
    "Content-Security-Policy": (
        "default-src 'self'; connect-src 'self'; img-src 'self' data: https:; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    ),
}


@dataclass(frozen=True, slots=True)
class _File:
    """One file of the build with its compressed variants, by content encoding ("" is the plain one)."""

    content_type: str
    bodies: dict[str, bytes]
    etag: str

    @classmethod
    def read(cls, path: Path) -> _File:
        bodies = {"": path.read_bytes()}
        for encoding, suffix in _ENCODINGS.items():
            compressed = path.with_name(path.name + suffix)
            if compressed.is_file():
                bodies[encoding] = compressed.read_bytes()
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if kind.endswith("javascript"):
            kind = "text/javascript"
        if kind.startswith(_TEXT):
            kind += "; charset=utf-8"
        return cls(kind, bodies, hashlib.sha256(bodies[""]).hexdigest()[:16])

    def response(self, request: Request, cache: str) -> HTTPResponse:
        encoding = _best(request.headers.get("accept-encoding", ""), self.bodies)
        etag = f'"{self.etag}{encoding and "-" + encoding}"'
        headers = {"ETag": etag, "Cache-Control": cache, "Vary": "Accept-Encoding"}
        if _names(request.headers.get("if-none-match", ""), etag):
            return HTTPResponse(status=304, headers=headers)
        if encoding:
            headers["Content-Encoding"] = encoding
        return HTTPResponse(self.bodies[encoding], headers=headers, content_type=self.content_type)


def add_pages(
    app: Sanic[Any, Any], build: Path, page: str, assets: Iterable[str], session_days: float
) -> None:
    """Serve the page at / and the assets below /assets/; everything else is 404."""
    page_file = _File.read(build / page)
    files = {
        f"/{name}": _File.read(build / name)
        for name in assets
        if not name.endswith(tuple(_ENCODINGS.values()))
    }

    async def show_page(request: Request) -> HTTPResponse:
        # private: the answer carries one person's cookie.
        response = page_file.response(request, "private, no-cache")
        set_session(response, request, session_days)
        return response

    async def show_asset(request: Request, name: str) -> HTTPResponse:
        file = files.get(f"/assets/{name}")
        if file is None:
            raise NotFound("not found")
        # Its name holds a hash of its content.
        return file.response(request, "public, max-age=31536000, immutable")

    async def refuse(request: Request, why: SanicException) -> HTTPResponse:
        if why.status_code >= 500:
            log.error("%s", why, exc_info=why)
        return text(HTTPStatus(why.status_code).phrase.lower(), why.status_code, why.headers)

    async def add_headers(request: Request, response: BaseHTTPResponse) -> HTTPResponse | None:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return None

    app.add_route(show_page, "/", methods=["GET", "HEAD"])
    app.add_route(show_asset, "/assets/<name:path>", methods=["GET", "HEAD"])
    app.exception(SanicException)(refuse)
    app.register_middleware(add_headers, "response")


def _best(accepted: str, bodies: dict[str, bytes]) -> str:
    """The best encoding that the browser takes and the file has. RFC 9110 12.5.3."""
    weights: dict[str, float] = {}
    for part in accepted.split(","):
        name, _, parameter = part.partition(";")
        weight = parameter.strip().removeprefix("q=") or "1"
        try:
            weights[name.strip().lower()] = float(weight)
        except ValueError:
            continue
    for encoding in _ENCODINGS:
        if encoding in bodies and weights.get(encoding, weights.get("*", 0)) > 0:
            return encoding
    return ""


def _names(if_none_match: str, etag: str) -> bool:
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in tags or "*" in tags

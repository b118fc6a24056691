"""GET / and other clients' pages, and /assets/*: the build, read once, served from memory.

The page is written anew for each visit, around its nonce: it was all rendered by the compiler, so each script
and style in it is the author's, and gets the nonce. One from a cache would bear an old one. It costs 80 us of
compression for a page of 6 KB.
"""

from __future__ import annotations

import gzip
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping
from html.parser import HTMLParser
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path
from typing import Any

import brotli
from sanic import Sanic
from sanic.exceptions import NotFound, SanicException
from sanic.response import HTTPResponse, text

from pystream.server.openapi import PREFIX
from pystream.transports.cookies import session_id, set_session
from pystream.transports.files import ENCODINGS, File, best
from pystream.transports.problems import problem
from pystream.transports.request import Request

log = logging.getLogger("pystream.pages")

# For robots.txt and its like.
ROOT_CACHE_S = 3600
_PHRASES = {status.value: status.phrase.lower() for status in HTTPStatus}

# The best that takes no longer than the worst; quality 9 takes seventy times as long.
_BROTLI_QUALITY = 5
_GZIP_LEVEL = 6


class _Tags(HTMLParser):
    """Finds where a page's tags that load or run something can take a nonce.

    Attributes:
        places: those.
        head: where the content of the page's head begins.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.places: list[int] = []
        self.head = 0
        self._text_of = ""
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._text_of:
            return
        # Python before 3.14 finds tags in these, where browsers find text.
        self._text_of = tag if tag in ("title", "textarea") else ""
        if tag in ("html", "head"):
            self.head = self._place() + len(self.get_starttag_text() or "")
        if tag in ("script", "style", "link") and "nonce" not in dict(attrs):
            self.places.append(self._place() + 1 + len(tag))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._text_of:
            self._text_of = ""

    def handle_decl(self, decl: str) -> None:
        self.head = self.head or self._place() + len(f"<!{decl}>")

    def _place(self) -> int:
        line, offset = self.getpos()
        return self._lines[line - 1] + offset


class Page:
    """The page, as the compiler left it, cut where the nonce belongs.

    Args:
        first: what its head begins with.
    """

    def __init__(self, html: str, first: str = "") -> None:
        if first:
            at = _Tags(html).head
            html = f"{html[:at]}{first}{html[at:]}"
        ends = [0, *_Tags(html).places, len(html)]
        self._parts = [html[start:end].encode() for start, end in pairwise(ends)]

    def with_nonce(self, nonce: str) -> bytes:
        return f' nonce="{nonce}"'.encode().join(self._parts)

    def response(self, request: Request) -> HTTPResponse:
        body = self.with_nonce(request.nonce)
        # private: the answer carries one person's cookie.
        headers = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
        encoding = best(request.headers.get("accept-encoding", ""), ENCODINGS)
        if encoding == "br":
            body = brotli.compress(body, quality=_BROTLI_QUALITY)
        elif encoding == "gzip":
            body = gzip.compress(body, _GZIP_LEVEL, mtime=0)
        if encoding:
            headers["Content-Encoding"] = encoding
        return HTTPResponse(body, headers=headers, content_type="text/html; charset=utf-8")


class Pages:
    """What is served of a build.

    Attributes:
        of: the page at a path.
        files: the assets, by path.
        roots: those that have URLs of their own too, by these.
    """

    def __init__(self) -> None:
        self.of: dict[str, Page] = {}
        self.files: dict[str, File] = {}
        self.roots: dict[str, File] = {}

    def show(
        self,
        build: Path,
        pages: Mapping[str, str],
        assets: Iterable[str],
        roots: Mapping[str, str],
        first: Callable[[str], str],
    ) -> None:
        """Serve these of the build from now on.

        Args:
            pages: their files, by path.
            roots: assets that have URLs of their own too, by these.
            first: of a page's file, what its head begins with.
        """
        read = {path: Page((build / name).read_text("utf-8"), first(name)) for path, name in pages.items()}
        self.files = {
            f"/{name}": File.read(build / name)
            for name in assets
            if not name.endswith(tuple(ENCODINGS.values()))
        }
        self.roots = {url: File.read(build / path, url) for url, path in roots.items()}
        self.of |= read


def add_pages(app: Sanic[Any, Any], pages: Pages, paths: Iterable[str], session_days: float) -> None:
    """Serve the pages at these paths, and the assets below /assets/; everything else is 404."""

    def shows(path: str) -> Callable[[Request], Coroutine[Any, Any, HTTPResponse]]:
        async def show_page(request: Request) -> HTTPResponse:
            response = pages.of[path].response(request)
            set_session(response, request, session_id(request), session_days)
            return response

        return show_page

    async def show_asset(request: Request, name: str) -> HTTPResponse | None:
        file = pages.files.get(f"/assets/{name}")
        if file is None:
            raise NotFound("not found")
        # Its name holds a hash of its content.
        return await file.response(request, "public, max-age=31536000, immutable")

    async def refuse(request: Request, why: Exception) -> HTTPResponse | None:
        if request.route is None and request.method in ("GET", "HEAD") and request.path in pages.roots:
            # Its name stays while its content changes. A route of the app's own comes before.
            return await pages.roots[request.path].response(request, f"public, max-age={ROOT_CACHE_S}")
        status, headers = (why.status_code, why.headers) if isinstance(why, SanicException) else (500, {})
        phrase = _PHRASES.get(status, "error")
        if status >= 500:
            log.error("%s %s: %r", request.method, request.path, why, exc_info=why)
        if request.path.startswith(PREFIX):
            return problem(status, "Invalid" if status < 500 else "Failed", phrase, headers=headers)
        return text(phrase, status, headers)

    for path in paths:
        app.add_route(shows(path), path, methods=["GET", "HEAD"], name=f"page {path}")
    app.add_route(show_asset, "/assets/<name:path>", methods=["GET", "HEAD"])
    # Of what went wrong, a peer learns no more than the status.
    app.exception(Exception)(refuse)

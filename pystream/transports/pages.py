"""GET / and other clients' pages, and /assets/*: the build, read once, served from memory.

The page is written anew for each visit, around its nonce: it was all rendered by the compiler, so each script
and style in it is the author's, and gets the nonce. One from a cache would bear an old one. It costs 80 us of
compression for a page of 6 KB.
"""

from __future__ import annotations

import gzip
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path
from typing import Any

import brotli
from sanic import Sanic
from sanic.exceptions import NotFound, SanicException
from sanic.response import HTTPResponse, text

from pystream.clients import MAIN, RESERVED
from pystream.server.openapi import PREFIX
from pystream.settings import Settings
from pystream.transports.files import ENCODINGS, File, best
from pystream.transports.guard import SAFE
from pystream.transports.problems import problem
from pystream.transports.request import Request

log = logging.getLogger("pystream.pages")

ICON = "/favicon.ico"

# For robots.txt and its like.
ROOT_CACHE_S = 3600
_PHRASES = {status.value: status.phrase.lower() for status in HTTPStatus}

# The best that takes no longer than the worst; quality 9 takes seventy times as long.
_BROTLI_QUALITY = 5
_GZIP_LEVEL = 6


# What the compiler writes for `{{ page("log.html") }}`; see compiler/page.py.
HOLE = re.compile("<!--pystream:page (.*?)-->")


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
    """The page, as the compiler left it, cut where the nonce belongs, and what is rendered for each visit.

    Args:
        first: what its head begins with.
    Attributes:
        holes: the templates that are rendered for each visit.
    """

    def __init__(self, html: str, first: str = "") -> None:
        if first:
            at = _Tags(html).head
            html = f"{html[:at]}{first}{html[at:]}"
        ends = [0, *_Tags(html).places, len(html)]
        # Each piece is cut again: text and names of holes, in turn.
        pieces = [HOLE.split(html[start:end]) for start, end in pairwise(ends)]
        self.holes = tuple(dict.fromkeys(name for piece in pieces for name in piece[1::2]))
        self._pieces = pieces
        self._parts = ["".join(piece[::2]).encode() for piece in pieces]

    def with_nonce(self, nonce: str, filled: Mapping[str, str] | None = None) -> bytes:
        parts = self._parts
        if filled:
            parts = [
                "".join(filled[text] if number % 2 else text for number, text in enumerate(piece)).encode()
                for piece in self._pieces
            ]
        return f' nonce="{nonce}"'.encode().join(parts)

    def response(
        self, request: Request, status: int = 200, filled: Mapping[str, str] | None = None
    ) -> HTTPResponse:
        """The page for one visit; `filled` is the HTML of its holes, which stay empty without."""
        body = self.with_nonce(request.nonce, filled)
        # private: the answer carries one person's cookie.
        headers = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
        encoding = best(request.headers.get("accept-encoding", ""), ENCODINGS)
        if encoding == "br":
            body = brotli.compress(body, quality=_BROTLI_QUALITY)
        elif encoding == "gzip":
            body = gzip.compress(body, _GZIP_LEVEL, mtime=0)
        if encoding:
            headers["Content-Encoding"] = encoding
        return HTTPResponse(body, status, headers, "text/html; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Site:
    """What is to be served of a build: names of files in it.

    Attributes:
        pages: of the clients, by path.
        assets: for /assets/.
        roots: of these, those that have URLs of their own too, by these.
        workers: service workers of the clients, by their names.
        incompatible: the page for browsers that are too old.
        missing: the page in the place of one that is not there; may be empty.
    """

    build: Path
    pages: Mapping[str, str]
    assets: Iterable[str]
    roots: Mapping[str, str]
    workers: Mapping[str, str]
    incompatible: str
    missing: str


class Pages:
    """What is served of a build.

    Attributes:
        of: the client's page at a path.
        files: the assets, by path.
        roots: those that have URLs of their own too, by these.
        shells: the clients' pages, by their files in the build.
        workers: as of Site.
        incompatible, missing: as of Site, if there is one.
    """

    def __init__(self) -> None:
        self.of: dict[str, Page] = {}
        self.files: dict[str, File] = {}
        self.roots: dict[str, File] = {}
        self.shells: dict[str, Page] = {}
        self.workers: dict[str, File] = {}
        self.incompatible: Page | None = None
        self.missing: Page | None = None

    def show(self, site: Site, first: Callable[[str], str]) -> None:
        """Serve this from now on.

        Args:
            first: of a page's file, what its head begins with.
        """

        def text(name: str) -> str:
            return (site.build / name).read_text("utf-8")

        read = {path: Page(text(name), first(name)) for path, name in site.pages.items()}
        self.files = {
            f"/{name}": File.read(site.build / name)
            for name in site.assets
            if not name.endswith(tuple(ENCODINGS.values()))
        }
        self.roots = {url: File.read(site.build / path, url) for url, path in site.roots.items()}
        self.shells = {name: read[path] for path, name in site.pages.items()}
        self.workers = {name: File.read(site.build / path) for name, path in site.workers.items()}
        self.incompatible = Page(text(site.incompatible)) if site.incompatible else None
        self.missing = Page(text(site.missing)) if site.missing else None
        self.of |= read

    def path_of(self, path: str) -> str:
        """The longest path of a client that this one is at or below."""
        fits = (each for each in self.of if f"{path}/".startswith(f"{each.rstrip('/')}/"))
        return max(fits, key=len)


# Answers a visit of the page of the client at a path.
Show = Callable[[Request, Page, str], Awaitable[HTTPResponse]]


def add_pages(app: Sanic[Any, Any], pages: Pages, settings: Settings, show: Show) -> None:
    """Serve the pages of all clients, and the assets below /assets/.

    An address that leads nowhere shows the client whose path it is below, if the setting `fallback` is on and
    a browser went there; everything else is 404.
    """
    # Its name stays while its content changes.
    root_headers = {"Cache-Control": f"public, max-age={ROOT_CACHE_S}"}
    # Browsers look for a new one at each visit; it works for paths that it does not lie above.
    worker_headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    # Its name holds a hash of its content.
    asset_headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    if settings.cdn:
        # Which fetches them here, and passes on what we say; they hold nothing that is not everybody's.
        asset_headers |= {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}

    async def show_page(request: Request) -> HTTPResponse:
        path = pages.path_of(request.path)
        return await show(request, pages.of[path], path)

    async def show_asset(request: Request, name: str) -> HTTPResponse | None:
        file = pages.files.get(f"/assets/{name}")
        if file is None:
            raise NotFound("not found")
        return await file.response(request, asset_headers)

    async def show_worker(request: Request) -> HTTPResponse | None:
        file = pages.workers.get(request.args.get("client", MAIN))
        if file is None:
            raise NotFound("not found")
        return await file.response(request, worker_headers)

    async def show_shell(request: Request, name: str) -> HTTPResponse:
        """A client's page, for its service worker to keep: of this build only, and with nobody's cookie."""
        page = pages.shells.get(name)
        if page is None:
            raise NotFound("not found")
        return page.response(request)

    async def show_incompatible(request: Request) -> HTTPResponse:
        if pages.incompatible is None:
            raise NotFound("not found")
        return pages.incompatible.response(request)

    async def refuse(request: Request, why: Exception) -> HTTPResponse | None:
        if request.route is None and request.method in SAFE:
            # Here and not as routes of their own: those of the app come first.
            if request.path in pages.roots:
                return await pages.roots[request.path].response(request, root_headers)
            if request.path == ICON:
                # Browsers ask for it unasked, and would put an error on the console of every first page.
                return HTTPResponse(status=204, headers=root_headers)
            if settings.fallback and _may_be_page(request):
                return await show_page(request)
        status, headers = (why.status_code, why.headers) if isinstance(why, SanicException) else (500, {})
        phrase = _PHRASES.get(status, "error")
        if status >= 500:
            log.error("%s %s: %r", request.method, request.path, why, exc_info=why)
        if request.path.startswith(PREFIX):
            return problem(status, "Invalid" if status < 500 else "Failed", phrase, headers=headers)
        if status == HTTPStatus.NOT_FOUND and pages.missing and _takes_html(request):
            return pages.missing.response(request, status)
        return text(phrase, status, headers)

    for client in settings.all_clients:
        app.add_route(show_page, client.path, methods=["GET", "HEAD"], name=f"page {client.path}")
    app.add_route(show_asset, "/assets/<name:path>", methods=["GET", "HEAD"])
    app.add_route(show_worker, "/_pystream/offline.js", methods=["GET"])
    app.add_route(show_shell, "/_pystream/shell/<name:str>", methods=["GET"])
    app.add_route(show_incompatible, "/_pystream/incompatible", methods=["GET", "HEAD"])
    # Of what went wrong, a peer learns no more than the status.
    app.exception(Exception)(refuse)


def _takes_html(request: Request) -> bool:
    """Whether a browser went there: scripts, images and programs ask for anything, or for something else."""
    return request.method in SAFE and "text/html" in request.headers.get("accept", "").lower()


def _may_be_page(request: Request) -> bool:
    """Whether a path may be a place inside a client: nothing of pystream's, no file's name."""
    first, last = request.path.split("/")[1], request.path.rpartition("/")[2]
    return _takes_html(request) and first not in RESERVED and "." not in last

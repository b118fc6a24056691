"""Which requests are answered at all: for hosts of ours, and not in the name of another site's page.

A browser sends cookies along with what other sites' pages ask for, so what acts is guarded by where a request
comes from: what Sec-Fetch-Site says, else whether Origin names the host that was asked. Scripts and other
programs send neither, hold no one's cookies, and pass. No tokens are needed.

A page of evil.example whose name leads to this machine (DNS rebinding) is of one origin with us, whatever
these headers say; there the Host is the name of another, and refused.
"""

from __future__ import annotations

from sanic import Sanic
from sanic.response import HTTPResponse, text

from pystream.server.addresses import address_of
from pystream.server.notices import Notices
from pystream.settings import Settings
from pystream.transports.request import Authority, Request

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# What is asked for below acts for the session by any method.
LINES = "/_pystream/"
# Before any middleware of the app's.
FIRST = 1_000


class Guard:
    """The checks of one server."""

    def __init__(self, settings: Settings, notices: Notices) -> None:
        self._origins = frozenset(settings.origins)
        self._names = frozenset(settings.hosts)
        self._endings = tuple(name[1:] for name in settings.hosts if name.startswith("*."))
        self._takes_any = "*" in settings.hosts
        self._own = settings.host.lower()
        self._trusts_proxies = settings.proxies > 0
        self._notices = notices

    def refusal(self, request: Request) -> HTTPResponse | None:
        """The answer to a request that is not to be acted upon; None to one that is."""
        if not self._trusts_proxies and "x-forwarded-for" in request.headers:
            self._notices.once(
                "proxies",
                "X-Forwarded-For came, and does not count; behind a proxy set `proxies = 1`",
            )
        authority = request.authority
        if authority is None:
            if "host" not in request.headers and request.version == "1.0":
                return None  # a prober's; browsers name the host
            return text("the request must name one host", 400)
        if not self.serves(authority):
            self._notices.say(
                "host",
                "refused: asked for host %.100r; if it leads here: hosts = [%.100r]",
                authority.name,
                authority.name,
            )
            return text("this server does not serve that host; see the setting `hosts`", 421)
        if request.method in SAFE and not request.path.startswith(LINES):
            return None
        if self._is_from_elsewhere(request, authority):
            self._notices.say(
                "origin",
                "refused: %s %.100r for a page of origin %.100r; see the setting `origins`",
                request.method,
                request.path,
                request.headers.get("origin", "unknown"),
            )
            return text("pages of this origin may not use this server; see the setting `origins`", 403)
        return None

    def serves(self, authority: Authority) -> bool:
        """Whether a host is one of ours."""
        name = authority.name
        if self._takes_any or name in self._names or name == self._own or name.endswith(self._endings):
            return True
        return name == "localhost" or name.endswith(".localhost") or address_of(name.strip("[]")) is not None

    def _is_from_elsewhere(self, request: Request, authority: Authority) -> bool:
        origin: str | None = request.headers.get("origin")
        if origin is not None and origin in self._origins:
            return False
        site: str | None = request.headers.get("sec-fetch-site")
        if site is not None:
            return site not in ("same-origin", "none")
        if origin is None:
            return False
        # A page that came by http could have been written by anybody on the way.
        return not authority.is_of(origin) or (request.is_https and not origin.lower().startswith("https:"))


def add_guard(app: Sanic, settings: Settings, notices: Notices) -> None:  # type: ignore[type-arg]
    """Put it before all that the app answers."""
    app.ctx.guard = guard = Guard(settings, notices)

    async def check(request: Request) -> HTTPResponse | None:
        # Sanic's stand-in for a request that could not be read; it has its answer already.
        return None if request.method == "NONE" else guard.refusal(request)

    app.register_middleware(check, "request", priority=FIRST)

"""What every response says to browsers about what its page may do, and what others may do with it.

They are added where responses are written, so that no error, redirect or route of an app's own is without; a
response that names one of them itself keeps its own.
"""

from __future__ import annotations

from sanic.response import BaseHTTPResponse

from pystream.settings import Settings
from pystream.transports.request import Authority, Request

REPORTS = "/_pystream/csp"
DAY_S = 86_400

STATIC = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(self), geolocation=(self), microphone=(self), payment=(self), usb=(self)",
    ),
    # Nobody else's window has a handle on ours, and nobody else's page our bytes.
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)

# 'strict-dynamic': what our scripts import runs; what markup names runs only with the nonce. 'self' in
# connect-src covers the websocket of this host.
_PAGE = {
    "default-src": ["'self'"],
    "script-src": ["'nonce-{nonce}'", "'strict-dynamic'"],
    "style-src": ["'self'", "'nonce-{nonce}'"],
    "img-src": ["'self'", "data:", "blob:"],
    "worker-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "require-trusted-types-for": ["'script'"],
    # Ours: of HTML that templates make, of scripts of workers. Nobody else can make one.
    "trusted-types": ["pystream", "pystream-worker", "pystream-offline"],
}
# A document without a nonce is none of ours, but for scripts that a worker is made of.
_OTHER = {**_PAGE, "script-src": ["'self'"], "style-src": ["'self'"]}


# Of these a page takes what it shows from where its assets are, too; scripts go by the nonce.
_OF_ASSETS = ("style-src", "img-src", "font-src", "media-src", "connect-src", "manifest-src")


class Policy:
    """Of one server: the security headers of each response."""

    def __init__(self, settings: Settings) -> None:
        self._page = _policy(_PAGE, settings)
        self._other = _policy(_OTHER, settings)
        frames = settings.csp.get("frame-ancestors", ["'none'"])
        # The old header can say no more than this; where both are sent browsers go by the policy.
        old = {("'none'",): "DENY", ("'self'",): "SAMEORIGIN"}.get(tuple(frames))
        self._static = (*STATIC, ("X-Frame-Options", old)) if old else STATIC
        self._hsts = f"max-age={int(settings.hsts_days * DAY_S)}" if settings.hsts_days else ""

    def complete(self, request: Request, response: BaseHTTPResponse) -> None:
        """Add what the response does not say itself."""
        headers = response.headers
        for name, value in self._static:
            headers.setdefault(name, value)
        if "content-security-policy" not in headers:
            is_page = (response.content_type or "").startswith("text/html")
            policy = self._page.replace("{nonce}", request.nonce) if is_page else self._other
            headers["Content-Security-Policy"] = policy
        # What is not said to be kept is the asker's alone.
        headers.setdefault("Cache-Control", "no-store")
        # Of names only: browsers heed it of no address, and localhost is shared with other servers there.
        if self._hsts and request.is_https and _is_name(request.authority):
            headers.setdefault("Strict-Transport-Security", self._hsts)


def _policy(defaults: dict[str, list[str]], settings: Settings) -> str:
    directives = {name: list(sources) for name, sources in defaults.items()}
    if settings.cdn:
        host = "/".join(settings.cdn.split("/")[:3])
        for name in _OF_ASSETS:
            directives[name] = [*directives.get(name, directives["default-src"]), host]
    for name, added in settings.csp.items():
        before = [source for source in directives.get(name, ()) if source != "'none'"]
        if name not in directives and "-src" in name:
            # What it would replace.
            fallback = name.removesuffix("-elem").removesuffix("-attr")
            before = [*(directives.get(fallback) or directives.get("default-src") or ())]
        directives[name] = [*before, *added]
        if not added and name != "upgrade-insecure-requests":
            del directives[name]
    parts = [" ".join([name, *sources]) for name, sources in directives.items()]
    return "; ".join([*parts, f"report-uri {REPORTS}"])


def _is_name(authority: Authority | None) -> bool:
    return authority is not None and not (
        authority.name == "localhost"
        or authority.name.endswith((".localhost", "]"))
        or authority.name.rpartition(".")[2].isdigit()
    )

"""Sign-in by an OpenID Connect provider: `pip install pystream[oidc]`, then in a module of server_src:

    google = OIDC("google", issuer="https://accounts.google.com", sign_in=member)

and on the page a link to /auth/google/start?next=/. The provider has to know /auth/google/callback as the
address to come back to. The id and the secret that it gave the app are settings: google_client_id and
google_client_secret in [tool.pystream.app], or better PYSTREAM_APP_GOOGLE_CLIENT_SECRET in the environment.
"""

from __future__ import annotations

import hashlib
import hmac
import inspect
import logging
import math
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

import msgspec
from sanic import Blueprint
from sanic.response import HTTPResponse, redirect

from pystream.errors import Denied
from pystream.oidc.pages import page
from pystream.oidc.provider import Provider, ProviderError
from pystream.server.context import config, session
from pystream.transports.request import Request

__all__ = ["OIDC", "Claims"]

log = logging.getLogger("pystream.oidc")

Claims: TypeAlias = Mapping[str, Any]

# How long somebody may take at the provider.
ATTEMPT_S = 600
# A browser begins one every two seconds, and twenty at once: each is a record in the store.
RATE, BURST = 0.5, 20
TITLE = "You are not signed in"
MOST_NEXT = 2_000
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class _Attempt(msgspec.Struct, array_like=True):
    """What the store keeps while somebody is at the provider, under the state that they come back with."""

    provider: str
    browser: str
    nonce: str
    verifier: str
    redirect_uri: str
    next: str


class OIDC(Blueprint):
    """One provider: the routes /auth/NAME/start and /auth/NAME/callback.

    Args:
        name: of the provider, in routes and settings: letters, digits and _.
        issuer: the provider's URL, as its tokens say it; https, but on this very machine.
        sign_in: claims -> user id, plain or async. It finds or makes the app's own person: by `sub`, which is
            that person's for ever, and not by `email`, unless `email_verified` is true and the provider is
            the one of that domain. Denied says why somebody may not come in. Without it the user id is
            "NAME:sub".
        client_id, client_secret: in the place of the settings; keep a secret out of the source.
        scope: what to ask for, with spaces.
        label: the provider's name for people.
        redirect_uri: where the provider sends people back, if that is not the address they came by.
    """

    def __init__(
        self,
        name: str,
        *,
        issuer: str,
        sign_in: Callable[[Claims], Awaitable[str] | str] | None = None,
        client_id: str = "",
        client_secret: str = "",
        scope: str = "openid email profile",
        label: str = "",
        redirect_uri: str = "",
    ) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise ValueError(f"OIDC: the name must be small letters, digits and _, got {name!r}")
        if "openid" not in scope.split():
            raise ValueError(f"OIDC: scope must have the word openid in it, got {scope!r}")
        super().__init__(f"oidc_{name}", url_prefix=f"/auth/{name}")
        self._given = client_id, client_secret
        self._provider = Provider(issuer, self._client)
        self._provider_name, self._scope, self._redirect_uri = name, scope, redirect_uri
        self._label = label or name.replace("_", " ").capitalize()
        self._sign_in = sign_in or (lambda claims: f"{name}:{claims['sub']}")
        self.add_route(self._start, "/start", methods=["GET"], name="start")
        self.add_route(self._callback, "/callback", methods=["GET"], name="callback")

    async def _start(self, request: Request) -> HTTPResponse:
        """Send the browser to the provider."""
        store = request.app.ctx.hub.backend
        wait_s = await store.allow(f"rate:oidc:{request.client_ip}", RATE, BURST)
        if wait_s:
            refused = self._page(429, "Too many attempts", "Wait a little, then try again.")
            refused.headers["Retry-After"] = str(math.ceil(wait_s))
            return refused
        attempt = _Attempt(
            self._provider_name,
            # Attempts of several tabs share the cookie.
            _digest(browser := _browser(request) or secrets.token_urlsafe(32)),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            redirect_uri=self._redirect_uri or f"{_origin(request)}/auth/{self._provider_name}/callback",
            next=local_path(request.args.get("next", "/")),
        )
        state = secrets.token_urlsafe(32)
        try:
            url = await self._provider.authorization_url(
                redirect_uri=attempt.redirect_uri,
                scope=self._scope,
                state=state,
                nonce=attempt.nonce,
                verifier=attempt.verifier,
            )
        except ProviderError as why:
            return self._failed(why)
        await store.put(_key(state), msgspec.json.encode(attempt), ATTEMPT_S)
        response = redirect(url, status=303)
        response.add_cookie(
            _cookie(request),
            browser,
            httponly=True,
            samesite="Lax",  # it comes along when the provider sends the browser back
            path="/",
            max_age=ATTEMPT_S,
            secure=request.is_https,
            host_prefix=False,
            secure_prefix=False,
        )
        return response

    async def _callback(self, request: Request) -> HTTPResponse:
        """Take the browser back, with the provider's word for who it is."""
        attempt = await self._attempt(request)
        if attempt is None:
            # Never begun, over, too old, or begun by another browser, whose owner may be the attacker.
            text = "This sign-in is too old, or it was begun in another browser."
            return self._page(400, "Please start again", text)
        if error := request.args.get("error"):
            if error == "access_denied":
                text = f"{self._label} was not allowed to tell who you are."
                return self._page(403, TITLE, text)
            return self._failed(ProviderError(f"it answers {error[:100]!r}"))
        try:
            claims = await self._provider.claims(
                request.args.get("code", ""),
                redirect_uri=attempt.redirect_uri,
                nonce=attempt.nonce,
                verifier=attempt.verifier,
                issuer=request.args.get("iss"),
            )
        except ProviderError as why:
            return self._failed(why)
        try:
            user = self._sign_in(claims)
            await session.login(await user if inspect.isawaitable(user) else user)
        except Denied as why:
            return self._page(403, TITLE, str(why))
        except Exception as why:
            return self._broke(500, "this site could not take you in", why)
        return redirect(attempt.next, status=303)

    async def _attempt(self, request: Request) -> _Attempt | None:
        """What this browser began and now ends; it can end but once."""
        state, browser = request.args.get("state", ""), _browser(request)
        if not _TOKEN.fullmatch(state) or browser is None:
            return None
        record = await request.app.ctx.hub.backend.take(_key(state))
        attempt = None if record is None else msgspec.json.decode(record, type=_Attempt)
        if (
            attempt is None
            or attempt.provider != self._provider_name
            or not hmac.compare_digest(attempt.browser, _digest(browser))
        ):
            return None
        return attempt

    def _client(self) -> tuple[str, str]:
        name = self._provider_name
        id, secret = self._given
        id = id or config.get(f"{name}_client_id", "")
        if not id:
            raise ProviderError(f"the setting PYSTREAM_APP_{name.upper()}_CLIENT_ID is missing")
        return id, secret or config.get(f"{name}_client_secret", "")

    def _failed(self, why: ProviderError) -> HTTPResponse:
        return self._broke(502, f"{self._label} did not answer as it should", why)

    def _broke(self, status: int, text: str, why: Exception) -> HTTPResponse:
        """What happened is for the log, under a reference; the page tells no more than that."""
        reference = secrets.token_hex(3)
        trace = None if isinstance(why, ProviderError) else why
        name = self._provider_name
        log.error("sign-in by %s failed, reference %s: %s", name, reference, why, exc_info=trace)
        return self._page(status, TITLE, f"Sorry, {text}. Reference: {reference}")

    def _page(self, status: int, title: str, text: str) -> HTTPResponse:
        return page(status, title, text, f"{self.url_prefix}/start", self._label)


def local_path(text: str) -> str:
    """A path of this site to go on to, as a form or link gave it; "/" for anything that may lead elsewhere.

    Browsers read a backslash as a slash, and leave out tabs and line ends: `/\\evil.example` is no path.
    """
    if not text.startswith("/") or len(text) > MOST_NEXT or text.startswith("//"):
        return "/"
    return text if re.fullmatch(r"[!-\[\]-~]+", text) else "/"


def _origin(request: Request) -> str:
    return f"{'https' if request.is_https else 'http'}://{request.host}"


def _cookie(request: Request) -> str:
    # As the session's: no sibling domain can plant a `__Host-` one.
    return "__Host-pystream_oidc" if request.is_https else "pystream_oidc"


def _browser(request: Request) -> str | None:
    text = request.cookies.get(_cookie(request)) or ""
    return text if _TOKEN.fullmatch(text) else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _key(state: str) -> str:
    return f"oidc:{state}"

"""The way to a provider and back: what is kept meanwhile, what must come back, who is signed in by it."""

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
from sanic.response import HTTPResponse, redirect

from pystream.errors import Denied
from pystream.oidc.pages import page
from pystream.oidc.provider import Provider, ProviderError
from pystream.server.context import config, session
from pystream.server.errors import Unreachable
from pystream.transports.cookies import give, shown
from pystream.transports.request import Request

log = logging.getLogger("pystream.oidc")

Claims: TypeAlias = Mapping[str, Any]
SignIn: TypeAlias = Callable[[Claims], Awaitable[str] | str]

COOKIE = "pystream_oidc"
# How long somebody may take at the provider.
ATTEMPT_S = 600
# A browser begins one every two seconds, and twenty at once: each is a record in the store.
RATE, BURST = 0.5, 20
TITLE = "You are not signed in"
MOST_NEXT = 2_000
_STATE = re.compile(r"[A-Za-z0-9_-]{43}")


class _Attempt(msgspec.Struct, array_like=True):
    """What the store keeps while somebody is at the provider, under the state that they come back with."""

    provider: str
    browser: str
    nonce: str
    verifier: str
    redirect_uri: str
    next: str


class Flow:
    """The two routes of one provider; see OIDC for the arguments."""

    def __init__(
        self,
        name: str,
        issuer: str,
        client: tuple[str, str],
        sign_in: SignIn,
        scope: str,
        label: str,
        redirect_uri: str,
    ) -> None:
        self._name, self._label = name, label
        self._given = client
        self._provider = Provider(issuer, self._client)
        self._sign_in = sign_in
        self._scope = scope
        self._redirect_uri = redirect_uri

    async def start(self, request: Request) -> HTTPResponse:
        """Send the browser to the provider."""
        return await self._told(self._leave(request))

    async def callback(self, request: Request) -> HTTPResponse:
        """Take the browser back, with the provider's word for who it is."""
        return await self._told(self._arrive(request))

    async def _leave(self, request: Request) -> HTTPResponse:
        store = request.app.ctx.hub.backend
        wait_s = await store.allow(f"rate:oidc:{request.client_ip}", RATE, BURST)
        if wait_s:
            refused = self._page(429, "Too many attempts", "Wait a little, then try again.")
            refused.headers["Retry-After"] = str(math.ceil(wait_s))
            return refused
        # Attempts of several tabs share the cookie.
        browser = shown(request, COOKIE) or secrets.token_urlsafe(32)
        attempt = _Attempt(
            self._name,
            _digest(browser),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            redirect_uri=self._redirect_uri or f"{_origin(request)}/auth/{self._name}/callback",
            next=local_path(request.args.get("next", "/")),
        )
        state = secrets.token_urlsafe(32)
        url = await self._provider.authorization_url(
            redirect_uri=attempt.redirect_uri,
            scope=self._scope,
            state=state,
            nonce=attempt.nonce,
            verifier=attempt.verifier,
        )
        await store.put(_key(state), msgspec.json.encode(attempt), ATTEMPT_S)
        response = redirect(url, status=303)
        give(response, request, COOKIE, browser, ATTEMPT_S)
        return response

    async def _arrive(self, request: Request) -> HTTPResponse:
        attempt = await self._attempt(request)
        if attempt is None:
            # Never begun, over, too old, or begun by another browser, whose owner may be the attacker.
            text = "This sign-in is too old, or it was begun in another browser."
            return self._page(400, "Please start again", text)
        if error := request.args.get("error"):
            if error == "access_denied":
                raise Denied(f"{self._label} was not allowed to tell who you are.")
            raise ProviderError(f"it answers {error[:100]!r}")
        claims = await self._provider.claims(
            request.args.get("code", ""),
            redirect_uri=attempt.redirect_uri,
            nonce=attempt.nonce,
            verifier=attempt.verifier,
            issuer=request.args.get("iss"),
        )
        user = self._sign_in(claims)
        await session.login(await user if inspect.isawaitable(user) else user)
        return redirect(attempt.next, status=303)

    async def _told(self, steps: Awaitable[HTTPResponse]) -> HTTPResponse:
        """What the steps answer, or a page for a person who cannot be signed in."""
        try:
            return await steps
        except Denied as why:
            return self._page(403, TITLE, str(why))
        except ProviderError as why:
            return self._broke(502, f"{self._label} did not answer as it should", str(why), None)
        except Unreachable as why:
            return self._broke(503, "something here is away for the moment", str(why), None)
        except Exception as why:
            return self._broke(500, "this site could not take you in", repr(why), why)

    async def _attempt(self, request: Request) -> _Attempt | None:
        """What this browser began and now ends; it can end but once."""
        state, browser = request.args.get("state", ""), shown(request, COOKIE)
        if not _STATE.fullmatch(state) or not browser:
            return None
        record = await request.app.ctx.hub.backend.take(_key(state))
        attempt = None if record is None else msgspec.json.decode(record, type=_Attempt)
        if (
            attempt is None
            or attempt.provider != self._name
            or not hmac.compare_digest(attempt.browser, _digest(browser))
        ):
            return None
        return attempt

    def _client(self) -> tuple[str, str]:
        id, secret = self._given
        id = id or config.get(f"{self._name}_client_id", "")
        if not id:
            raise ProviderError(f"the setting PYSTREAM_APP_{self._name.upper()}_CLIENT_ID is missing")
        return id, secret or config.get(f"{self._name}_client_secret", "")

    def _broke(self, status: int, text: str, why: str, trace: Exception | None) -> HTTPResponse:
        """What happened is for the log, under a reference; the page tells no more than that."""
        reference = secrets.token_hex(3)
        log.error("sign-in by %s failed, reference %s: %s", self._name, reference, why, exc_info=trace)
        return self._page(status, TITLE, f"Sorry, {text}. Reference: {reference}")

    def _page(self, status: int, title: str, text: str) -> HTTPResponse:
        return page(status, title, text, f"/auth/{self._name}/start", self._label)


def local_path(text: str) -> str:
    """A path of this site to go on to, as a form or link gave it; "/" for anything that may lead elsewhere.

    Browsers read a backslash as a slash, and leave out tabs and line ends: `/\\evil.example` is no path.
    """
    if not text.startswith("/") or len(text) > MOST_NEXT or text.startswith("//"):
        return "/"
    return text if re.fullmatch(r"[!-\[\]-~]+", text) else "/"


def _origin(request: Request) -> str:
    return f"{'https' if request.is_https else 'http'}://{request.host}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _key(state: str) -> str:
    return f"oidc:{state}"

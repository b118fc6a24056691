"""An OpenID Connect provider on this machine, as strict as the specifications are, that lies at will."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT_ID, CLIENT_SECRET = "the-app", "s3cret/with:signs"


class LocalProvider:
    """Serves on a free port of loopback.

    Args:
        host: by which browsers know it: `localhost` is another site than 127.0.0.1.
    Attributes:
        person: whom it signs in: claims of theirs.
        asks: show a page with a button, as for a person; else it sends browsers back at once.
        lie: changes the claims of the next tokens.
        sign: makes the token of header and claims; None: with the newest key.
        denies: people say no.
        extra: added to what the browser brings back.
        asked: the paths that were asked for.
    """

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.person: dict[str, Any] = {"sub": "ada-1", "email": "ada@example.org", "email_verified": True}
        self.asks = self.denies = False
        self.lie: Callable[[dict[str, Any]], None] = lambda claims: None
        self.sign: Callable[[dict[str, Any]], str] | None = None
        self.extra: dict[str, str] = {}
        self.metadata: dict[str, Any] = {}
        self.broken: dict[str, tuple[int, bytes]] = {}
        self.asked: list[str] = []
        self.keys: list[RSAKey] = []
        self.rotate()
        self._codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://{host}:{self._server.server_port}"

    def rotate(self) -> None:
        """Another key from now on; the ones before are gone."""
        self.keys = [RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig", "alg": "RS256"})]

    def signed(self, claims: dict[str, Any], alg: str = "RS256", key: Any = None, **header: str) -> str:
        key = key or self.keys[0]
        return jwt.encode({"alg": alg, "kid": self.keys[0].kid, **header}, claims, key, algorithms=[alg])

    @contextmanager
    def running(self) -> Iterator[LocalProvider]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield self
        finally:
            self.stop()
            thread.join()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, path: str, query: dict[str, str], form: dict[str, str], auth: str) -> Any:
        """(status, content type, body) or a URL to redirect to."""
        self.asked.append(path)
        if path in self.broken:
            status, body = self.broken[path]
            return status, "application/json", body
        if path == "/.well-known/openid-configuration":
            return _json(self._metadata())
        if path == "/keys":
            return _json(KeySet(list(self.keys)).as_dict(private=False))
        if path == "/authorize":
            return self._authorize(query)
        if path == "/token" and method == "POST":
            return self._token(form, auth)
        return 404, "text/plain", b"not found"

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            **self.metadata,
        }

    def _authorize(self, query: dict[str, str]) -> Any:
        assert query["client_id"] == CLIENT_ID
        assert query["response_type"] == "code"
        assert "openid" in query["scope"].split()
        assert query["code_challenge_method"] == "S256"
        assert len(query["state"]) >= 32
        assert len(query["nonce"]) >= 32
        if self.asks and not query.get("yes"):
            there = html.escape("/authorize?" + urlencode({**query, "yes": "1"}))
            link = f'<a id="yes" href="{there}">Sign in as Ada</a>'
            page = f'<!doctype html><title>Provider</title><link rel="icon" href="data:,">{link}'
            return 200, "text/html", page.encode()
        if self.denies:
            back = {"error": "access_denied", "error_description": "<b>no</b>", "state": query["state"]}
        else:
            code = secrets.token_urlsafe(16)
            self._codes[code] = query
            back = {"code": code, "state": query["state"]}
        return query["redirect_uri"] + "?" + urlencode({**back, **self.extra})

    def _token(self, form: dict[str, str], auth: str) -> Any:
        if auth:
            id, _, secret = base64.b64decode(auth.removeprefix("Basic ")).decode().partition(":")
            id, secret = unquote(id), unquote(secret)
        else:
            id, secret = form.get("client_id", ""), form.get("client_secret", "")
        if (id, secret) != (CLIENT_ID, CLIENT_SECRET):
            return _json({"error": "invalid_client"}, 401)
        asked = self._codes.pop(form["code"], None)  # once
        if asked is None or asked["redirect_uri"] != form["redirect_uri"]:
            return _json({"error": "invalid_grant"}, 400)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
            return _json({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= self.person
        self.lie(claims)
        token = self.sign(claims) if self.sign else self.signed(claims)
        return _json(
            {"access_token": "at-" + secrets.token_hex(8), "token_type": "Bearer", "id_token": token}
        )


def unsigned(claims: dict[str, Any]) -> str:
    """A token that says of itself that nobody signed it."""
    parts = [json.dumps(part).encode() for part in ({"alg": "none", "typ": "JWT"}, claims)]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


def _json(value: Any, status: int = 200) -> tuple[int, str, bytes]:
    return status, "application/json", json.dumps(value).encode()


def _handler(provider: LocalProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(_flat(body.decode()))

        def _answer(self, form: dict[str, str]) -> None:
            parts = urlsplit(self.path)
            auth = self.headers.get("Authorization", "")
            answer = provider.answer(self.command, parts.path, _flat(parts.query), form, auth)
            if isinstance(answer, str):
                self.send_response(302)
                self.send_header("Location", answer)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            status, kind, body = answer
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


def _flat(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}

"""One OpenID Connect provider over HTTP: where to send people, and whether what comes back holds.

Authorization code flow with PKCE. Sources: OpenID Connect Core 1.0, section 3.1; Discovery 1.0; RFC 7636;
RFC 9207; RFC 9700 for what to refuse.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

TIMEOUT_S = 10.0
# How long a provider's own description and keys are taken as they were; an unknown key is asked for at once.
FRESH_S = 3600.0
LEEWAY_S = 60
MOST_BYTES = 1_048_576
# Signed by the provider's private key: never `none`, and never HS256, by whose shared secret an app could be
# made to take a public key for the secret.
ALGORITHMS = frozenset("RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split())


class ProviderError(Exception):
    """The provider is away, or what it sent does not hold. The text is for the log, and has no secrets."""


class Provider:
    """What is known of one provider; a worker has one for each.

    Args:
        issuer: its URL, exactly as its tokens say it.
        client: gives the app's id and secret there; the secret is empty for a public client, which has PKCE
            alone. Raises ProviderError when they are not set.
    Raises:
        ValueError: the issuer is no https URL.
    """

    def __init__(self, issuer: str, client: Callable[[], tuple[str, str]]) -> None:
        if not _is_safe(issuer) or urlsplit(issuer).query or urlsplit(issuer).fragment:
            raise ValueError(f"issuer must be an https:// URL without query, got {issuer!r}")
        self.issuer = issuer
        self._client = client
        self._tls = httpx.create_ssl_context()
        self._metadata: Mapping[str, Any] = {}
        self._keys: KeySet | None = None
        self._metadata_at = self._keys_at = -FRESH_S

    async def authorization_url(
        self, *, redirect_uri: str, scope: str, state: str, nonce: str, verifier: str
    ) -> str:
        """Where the browser goes to sign in. Raises ProviderError."""
        metadata = await self._described()
        url: str = prepare_grant_uri(
            _endpoint(metadata, "authorization_endpoint"),
            client_id=self._client()[0],
            response_type="code",
            redirect_uri=redirect_uri,
            scope=scope,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return url

    async def claims(
        self, code: str, *, redirect_uri: str, nonce: str, verifier: str, issuer: str | None
    ) -> dict[str, Any]:
        """What the provider says about who signed in: the claims of a valid ID token.

        Args:
            code, issuer: the callback's parameters `code` and `iss`.
        Raises:
            ProviderError: no token for this code, or one that does not hold.
        """
        metadata = await self._described()
        demanded = metadata.get("authorization_response_iss_parameter_supported") is True
        if issuer != self.issuer and (demanded or issuer is not None):
            # RFC 9207: another provider's answer, mixed up with this one's.
            raise ProviderError(f"the answer says it is from {issuer!r}")
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        token = await self._exchange(metadata, form)
        id_token = token.get("id_token")
        if not isinstance(id_token, str):
            raise ProviderError("the token endpoint sent no id_token")
        signed = await self._verified(id_token, _algorithms(metadata))
        client_id = self._client()[0]
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            {
                "iss": {"essential": True, "value": self.issuer},
                "aud": {"essential": True, "value": client_id},
            },
            {"nonce": nonce, "client_id": client_id, "access_token": token.get("access_token")},
        )
        try:
            claims.validate(leeway=LEEWAY_S)
        except (JoseError, AuthlibBaseError, TypeError, ValueError) as why:
            raise ProviderError(f"its id_token does not hold: {why}") from None
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise ProviderError("its id_token does not hold: sub must be text")
        return dict(claims)

    async def _described(self) -> Mapping[str, Any]:
        """The provider's metadata, asked for again from time to time."""
        if time.monotonic() - self._metadata_at >= FRESH_S:
            url = self.issuer.removesuffix("/") + "/.well-known/openid-configuration"
            metadata = await self._get(url)
            if metadata.get("issuer") != self.issuer:
                raise ProviderError(f"{url} is of issuer {metadata.get('issuer')!r}, not {self.issuer!r}")
            self._metadata, self._metadata_at = metadata, time.monotonic()
        return self._metadata

    async def _exchange(self, metadata: Mapping[str, Any], form: dict[str, str]) -> dict[str, Any]:
        client_id, client_secret = self._client()
        auth = None
        methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if client_secret and "client_secret_basic" in methods:
            # RFC 6749 2.3.1: as a form would have them.
            auth = httpx.BasicAuth(quote(client_id, safe=""), quote(client_secret, safe=""))
        else:
            form = {**form, "client_id": client_id}
            if client_secret:
                form["client_secret"] = client_secret
        return await self._ask("POST", _endpoint(metadata, "token_endpoint"), data=form, auth=auth)

    async def _verified(self, id_token: str, algorithms: list[str]) -> jwt.Token:
        registry = JWSRegistry(algorithms=algorithms, strict_check_header=False)
        keys = await self._key_set(FRESH_S)
        try:
            try:
                return jwt.decode(id_token, keys, registry=registry)
            except (InvalidKeyIdError, BadSignatureError):
                # Its keys may have changed since.
                return jwt.decode(id_token, await self._key_set(0), registry=registry)
        except (JoseError, ValueError, TypeError) as why:
            raise ProviderError(f"its id_token does not hold: {why}") from None

    async def _key_set(self, fresh_s: float) -> KeySet:
        if self._keys is None or time.monotonic() - self._keys_at >= fresh_s:
            sent: Any = await self._get(_endpoint(await self._described(), "jwks_uri"))
            try:
                self._keys = KeySet.import_key_set(sent)
            except (JoseError, ValueError, TypeError, KeyError) as why:
                raise ProviderError(f"its keys cannot be read: {why}") from None
            self._keys_at = time.monotonic()
        return self._keys

    async def _get(self, url: str) -> dict[str, Any]:
        return await self._ask("GET", url)

    async def _ask(self, method: str, url: str, **options: Any) -> dict[str, Any]:
        """The JSON object that a URL answers with. Follows no redirect: that would be another's answer."""
        headers = {"Accept": "application/json"}
        try:
            async with (
                httpx.AsyncClient(verify=self._tls, timeout=TIMEOUT_S) as client,
                client.stream(method, url, headers=headers, **options) as response,
            ):
                body = b""
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > MOST_BYTES:
                        raise ProviderError(f"{url} answers with more than {MOST_BYTES} bytes")
        except (httpx.HTTPError, OSError) as why:
            raise ProviderError(f"{url}: {type(why).__name__}: {why}") from None
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        if response.status_code != 200:
            # RFC 6749 5.2: `error` is a word such as invalid_grant.
            error = answer.get("error") if isinstance(answer, dict) else None
            raise ProviderError(f"{url} answers {response.status_code} {str(error or '')[:100]}".rstrip())
        if not isinstance(answer, dict):
            raise ProviderError(f"{url} does not answer with a JSON object")
        return answer


def _algorithms(metadata: Mapping[str, Any]) -> list[str]:
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    return sorted(ALGORITHMS.intersection(each for each in offered if isinstance(each, str))) or ["RS256"]


def _endpoint(metadata: Mapping[str, Any], name: str) -> str:
    url = metadata.get(name)
    if not isinstance(url, str) or not _is_safe(url):
        raise ProviderError(f"its {name} is no https:// URL: {url!r}")
    return url


def _is_safe(url: str) -> bool:
    """Whether nobody can read along: https, or this very machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    here = parts.hostname in ("127.0.0.1", "::1", "localhost")
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and here))

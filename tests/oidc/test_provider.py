"""Tokens that hold, and all kinds that do not, from a provider over real HTTP."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import OctKey, RSAKey
from oidc_provider import CLIENT_ID, CLIENT_SECRET, LocalProvider, unsigned

from pystream.oidc.provider import Provider, ProviderError

BACK = "http://127.0.0.1:1/auth/local/callback"
Lie = Callable[[dict[str, Any]], None]


@pytest.fixture
def local() -> Iterator[LocalProvider]:
    with LocalProvider().running() as provider:
        yield provider


@pytest.fixture
def provider(local: LocalProvider) -> Provider:
    return Provider(local.url, lambda: (CLIENT_ID, CLIENT_SECRET))


async def sign_in(provider: Provider, **changed: str | None) -> dict[str, Any]:
    """What a browser and the app do together."""
    nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    url = await provider.authorization_url(
        redirect_uri=BACK,
        scope="openid email",
        state=secrets.token_urlsafe(32),
        nonce=nonce,
        verifier=verifier,
    )
    async with httpx.AsyncClient() as browser:
        sent = await browser.get(url)
    back = {name: values[0] for name, values in parse_qs(urlsplit(sent.headers["location"]).query).items()}
    given: dict[str, Any] = {
        "redirect_uri": BACK,
        "nonce": nonce,
        "verifier": verifier,
        "issuer": back.get("iss"),
        "code": back["code"],
        **changed,
    }
    return await provider.claims(given.pop("code"), **given)


async def test_a_person_is_signed_in(provider: Provider) -> None:
    claims = await sign_in(provider)
    assert claims["sub"] == "ada-1"
    assert claims["email"] == "ada@example.org"


async def test_a_secret_goes_by_form_where_the_provider_wants_it(
    provider: Provider, local: LocalProvider
) -> None:
    local.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert (await sign_in(provider))["sub"] == "ada-1"


async def test_description_and_keys_are_asked_for_once(provider: Provider, local: LocalProvider) -> None:
    await sign_in(provider)
    await sign_in(provider)
    assert local.asked.count("/keys") == 1
    assert local.asked.count("/.well-known/openid-configuration") == 1


async def test_new_keys_are_taken_at_once(provider: Provider, local: LocalProvider) -> None:
    await sign_in(provider)
    local.rotate()
    assert (await sign_in(provider))["sub"] == "ada-1"
    # Also if the new key has the name of the old one.
    old = local.keys[0].kid
    local.keys = [RSAKey.generate_key(2048, {"kid": old, "use": "sig", "alg": "RS256"})]
    assert (await sign_in(provider))["sub"] == "ada-1"


def _set(**changes: Any) -> Lie:
    return lambda claims: claims.update(changes)


def _drop(name: str) -> Lie:
    return lambda claims: claims.__delitem__(name)


LIES = {
    "another issuer": _set(iss="https://evil.example"),
    "no issuer": _drop("iss"),
    "another audience": _set(aud="another-app"),
    "many audiences, and not for us": _set(aud=["another-app", "third"]),
    "many audiences, and no azp": _set(aud=[CLIENT_ID, "another-app"]),
    "issued to another": _set(aud=[CLIENT_ID, "another-app"], azp="another-app"),
    "no audience": _drop("aud"),
    "another nonce": _set(nonce="x" * 43),
    "no nonce": _drop("nonce"),
    "expired": _set(exp=int(time.time()) - 120),
    "no expiry": _drop("exp"),
    "an expiry that is no time": _set(exp="soon"),
    "from the future": _set(iat=int(time.time()) + 3600),
    "not yet good": _set(nbf=int(time.time()) + 3600),
    "nobody": _drop("sub"),
    "an empty person": _set(sub=""),
    "a person that is no text": _set(sub=["ada-1"]),
    "of another access token": _set(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
async def test_a_token_that_does_not_hold_is_refused(
    provider: Provider, local: LocalProvider, lie: Lie
) -> None:
    local.lie = lie
    with pytest.raises(ProviderError, match="does not hold"):
        await sign_in(provider)


async def test_a_token_that_nobody_signed_is_refused(provider: Provider, local: LocalProvider) -> None:
    local.sign = unsigned
    # Whatever the provider says that it supports.
    local.metadata = {"id_token_signing_alg_values_supported": ["none", "RS256"]}
    with pytest.raises(ProviderError, match="does not hold"):
        await sign_in(provider)


async def test_a_public_key_is_not_taken_for_a_shared_secret(
    provider: Provider, local: LocalProvider
) -> None:
    public = local.keys[0].as_pem(private=False)
    local.sign = lambda claims: local.signed(claims, "HS256", OctKey.import_key(public.hex()))
    local.metadata = {"id_token_signing_alg_values_supported": ["HS256", "RS256"]}
    with pytest.raises(ProviderError, match="does not hold"):
        await sign_in(provider)


async def test_a_key_that_is_not_the_providers_is_refused(provider: Provider, local: LocalProvider) -> None:
    other = RSAKey.generate_key(2048)
    local.sign = lambda claims: local.signed(claims, key=other)
    with pytest.raises(ProviderError, match="does not hold"):
        await sign_in(provider)
    assert local.asked.count("/keys") == 2


async def test_a_key_that_comes_with_the_token_is_not_used(provider: Provider, local: LocalProvider) -> None:
    other = RSAKey.generate_key(2048)
    own: Any = other.as_dict(private=False)
    local.sign = lambda claims: local.signed(claims, key=other, jwk=own)
    with pytest.raises(ProviderError, match="does not hold"):
        await sign_in(provider)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "." * 5, "é.é.é"])
async def test_what_is_no_token_is_refused(provider: Provider, local: LocalProvider, token: str) -> None:
    local.sign = lambda claims: token
    with pytest.raises(ProviderError):
        await sign_in(provider)


@pytest.mark.parametrize(
    "changed",
    [{"code": "made-up"}, {"verifier": "v" * 43}, {"redirect_uri": "http://127.0.0.1:2/"}],
    ids=str,
)
async def test_a_code_is_good_only_with_all_that_it_was_given_for(
    provider: Provider, changed: dict[str, str]
) -> None:
    with pytest.raises(ProviderError, match="400 invalid_grant"):
        await sign_in(provider, **changed)


async def test_an_answer_of_another_provider_is_refused(provider: Provider, local: LocalProvider) -> None:
    local.extra = {"iss": "https://evil.example"}
    with pytest.raises(ProviderError, match=r"evil\.example"):
        await sign_in(provider)
    assert "/token" not in local.asked
    local.extra = {"iss": local.url}
    await sign_in(provider)


async def test_an_answer_must_say_whose_it_is_where_the_provider_says_so(
    provider: Provider, local: LocalProvider
) -> None:
    local.metadata = {"authorization_response_iss_parameter_supported": True}
    with pytest.raises(ProviderError, match="None"):
        await sign_in(provider)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/.well-known/openid-configuration", (503, b"<html>busy")),
        ("/.well-known/openid-configuration", (200, b"[]")),
        ("/.well-known/openid-configuration", (200, b"[" * 100_000)),
        ("/.well-known/openid-configuration", (200, b'{"issuer": "https://evil.example"}')),
        ("/.well-known/openid-configuration", (200, b" " * 1_048_577)),
        ("/keys", (200, b'{"keys": []}')),
        ("/keys", (200, b'{"keys": [{"kty": "RSA"}]}')),
        ("/keys", (200, b"{}")),
        ("/token", (500, b"")),
        ("/token", (200, b'{"access_token": "x"}')),
        ("/token", (200, b'{"id_token": 3}')),
    ],
)
async def test_answers_that_are_none_are_refused(
    provider: Provider, local: LocalProvider, path: str, answer: tuple[int, bytes]
) -> None:
    local.broken[path] = answer
    with pytest.raises(ProviderError):
        await sign_in(provider)
    # The next attempt is not spoilt.
    local.broken.clear()
    assert (await sign_in(provider))["sub"] == "ada-1"


async def test_a_provider_that_is_away_is_told_of(provider: Provider, local: LocalProvider) -> None:
    local.stop()
    with pytest.raises(ProviderError, match="ConnectError"):
        await sign_in(provider)


async def test_an_endpoint_over_plain_http_is_refused(provider: Provider, local: LocalProvider) -> None:
    local.metadata = {"token_endpoint": "http://provider.example/token"}
    with pytest.raises(ProviderError, match="https"):
        await sign_in(provider)


@pytest.mark.parametrize(
    "issuer",
    ["", "provider.example", "http://provider.example", "https://a/?b=c", "https://a/#b", "https://["],
)
def test_an_issuer_is_an_https_url(issuer: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Provider(issuer, lambda: ("", ""))

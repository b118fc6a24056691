"""How keys are called at rest: whoever reads a stolen file or dump finds no session id or token in it."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, TypeVar

import msgspec

_T = TypeVar("_T")
_NONCE_BYTES = 16


def digest(secret: str) -> str:
    """128 bits that stand for a secret of 128 random bits or more, and do not lead back to it."""
    return hashlib.sha256(secret.encode()).hexdigest()[:32]


def stored(key: str) -> str:
    """`session:<id>` as it is stored: `session:<digest of the id>`. A key without a colon holds no secret."""
    kind, _, secret = key.partition(":")
    return f"{kind}:{digest(secret)}" if secret else key


def seal(secret: str, value: Any) -> bytes:
    """JSON of the value that only who knows the secret can read."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _masked(nonce, secret, msgspec.json.encode(value))


def unseal(secret: str, sealed: bytes, type: type[_T]) -> _T:
    """What seal() was given."""
    nonce, masked = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    return msgspec.json.decode(_masked(nonce, secret, masked), type=type)


def _masked(nonce: bytes, secret: str, text: bytes) -> bytes:
    # SHAKE as a key stream: the secret is random and the nonce new each time. It hides; it does not hold
    # against who can write to the store, and they need not read it.
    mask = hashlib.shake_256(nonce + secret.encode()).digest(len(text))
    return bytes(a ^ b for a, b in zip(text, mask, strict=True))

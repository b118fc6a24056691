"""How keys are called at rest: whoever reads a stolen file or dump finds no session id or token in it."""

from __future__ import annotations

import hashlib


def digest(secret: str) -> str:
    """128 bits that stand for a secret of 128 random bits or more, and do not lead back to it."""
    return hashlib.sha256(secret.encode()).hexdigest()[:32]


def stored(key: str) -> str:
    """`session:<id>` as it is stored: `session:<digest of the id>`. A key without a colon holds no secret."""
    kind, _, secret = key.partition(":")
    return f"{kind}:{digest(secret)}" if secret else key

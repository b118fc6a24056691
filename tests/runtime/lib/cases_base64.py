"""base64 and uuid."""

from __future__ import annotations

import random
from collections.abc import Iterator


def sources() -> Iterator[str]:
    rng = random.Random(1)
    for n in (*range(12), 57, 58, 100):
        data = rng.randbytes(n)
        for kind in ("b64", "standard_b64", "urlsafe_b64", "b32", "b32hex", "b16"):
            yield f"base64.{kind}encode({data!r})"
            yield f"base64.{kind}decode(base64.{kind}encode({data!r}))"
        yield f"base64.encodebytes({data!r})"
        yield f"base64.b64encode({data!r}, b'-!')"
    for text in (
        "QQ==",
        "QQ=",
        "QQ",
        "Q",
        "QUI=",
        "QUJD",
        "QU JD\n",
        "QUJD=",
        "QQ==QQ==",
        "====",
        "=",
        "",
        "Q=Q=",
        "é",
        "QQ=A",
        "A===",
        "QUJDRA",
        "QUJDR",
        "*QQ==",
    ):
        yield f"base64.b64decode({text!r})"
        yield f"base64.b64decode({text!r}, validate=True)"
        yield f"base64.urlsafe_b64decode({text!r})"
    for text in ("ME======", "ME", "me======", "M1======", "MFRGG===", "MFRGGZDF", "!!!!!!!!", "M======="):
        yield f"base64.b32decode({text!r})"
        yield f"base64.b32decode({text!r}, True)"
    for text in ("41", "4", "4g", "ab", "AB"):
        yield f"base64.b16decode({text!r})"
        yield f"base64.b16decode({text!r}, casefold=True)"
    yield "base64.b64encode('a')"
    yield "base64.b64decode(5)"
    u = "uuid.UUID('12345678-1234-4678-9234-567812345678')"
    for tail in (
        "",
        ".hex",
        ".int",
        ".bytes",
        ".bytes_le",
        ".fields",
        ".urn",
        ".version",
        ".variant",
        ".time_low",
        ".node",
        ".clock_seq_low",
    ):
        yield u + tail
    yield f"{u} == {u}"
    yield f"{u} < uuid.UUID(int=5)"
    yield "uuid.UUID('xyz')"
    yield "uuid.UUID('g' * 32)"
    yield "uuid.UUID()"
    yield "uuid.UUID(int=2**128)"
    yield "uuid.UUID(bytes=b'a' * 16)"
    yield "uuid.UUID(bytes=b'a')"
    yield "uuid.UUID('{12345678123456781234567812345678}')"
    yield "uuid.uuid4().version"
    yield "uuid.NAMESPACE_DNS"
    yield f"len({{{u}, {u}}})"

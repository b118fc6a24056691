"""What an exception is on the wire: a name that the browser knows, and arguments; or nothing, if it broke."""

from __future__ import annotations

import msgspec

from pystream.errors import PystreamError, SlowDown

_encode = msgspec.json.Encoder().encode


def wire_name(kind: type[BaseException]) -> str | None:
    """The nearest class that both sides know: "Denied", "shared_src.rules.TooLong"; None if there is none."""
    for base in kind.__mro__:
        if not issubclass(base, Exception):
            return None
        if base.__module__ == PystreamError.__module__:
            return base.__name__
        if base.__module__.split(".")[0] == "shared_src":
            return f"{base.__module__}.{base.__qualname__}"
    return None


def wire_arguments(why: BaseException) -> msgspec.Raw:
    """The exception's arguments as JSON; its text if they do not travel."""
    # What it was made with, of which `args` holds the text alone, so that str() gives that.
    args = [text_of(why), why.retry_after] if isinstance(why, SlowDown) else list(why.args)
    try:
        return msgspec.Raw(_encode(args))
    except Exception:  # no JSON, half of a surrogate pair, in circles
        return msgspec.Raw(_encode([text_of(why).encode("utf-8", "replace").decode()]))


def text_of(why: BaseException) -> str:
    """str(why), or the name of its class when that raises."""
    try:
        return str(why)
    except Exception:
        return type(why).__name__

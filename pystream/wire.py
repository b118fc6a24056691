"""Every frame of the wire: one closed union, encode and decode. Spec: docs/wire.md; vectors: tests/wire/.

A frame is one text message, a JSON array whose first item is its kind. Values inside (`args`, `value`,
`payload`) stay raw JSON here: the action's own types decode them, in one pass, where they are known.
"""

from __future__ import annotations

from typing import TypeAlias, TypeVar

import msgspec

VERSION = 1

_T = TypeVar("_T")


class WireError(Exception):
    """What the peer sent is not a frame. `code` is for its program, the text for its author."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class _Frame(msgspec.Struct, array_like=True, forbid_unknown_fields=True, gc=False):
    pass


# Browser to server.


class Hello(_Frame, tag="hello"):
    """First frame of a line. `resume` is the token of the Welcome that this tab had before."""

    version: int
    contract: str = ""
    resume: str = ""


class Call(_Frame, tag="call"):
    """Run an action. `args` is a JSON array by position, `named` an object."""

    id: int
    action: str
    args: msgspec.Raw = msgspec.Raw(b"[]")
    named: msgspec.Raw = msgspec.Raw(b"{}")


class Cancel(_Frame, tag="cancel"):
    """The caller has given up on call `id`; no answer follows."""

    id: int


class Ping(_Frame, tag="ping"):
    """Are you there? Answered at once by a Pong with the same `stamp`."""

    stamp: float


# Server to browser.


class Welcome(_Frame, tag="welcome"):
    """Answer to Hello. `resumed`: the tab's subscriptions stand. `current`: the contracts agree."""

    version: int
    client: str
    resume: str
    resumed: bool
    current: bool
    user: str | None
    heartbeat_ms: int
    timeout_ms: int


class Reply(_Frame, tag="reply"):
    """Call `id` returned `value`."""

    id: int
    value: msgspec.Raw


class Fail(_Frame, tag="fail"):
    """Call `id` raised `error` (a pystream error's name, or module.Class from shared_src) with `args`."""

    id: int
    error: str
    args: msgspec.Raw


class Event(_Frame, tag="event"):
    """Something was published; `channel` is null unless it went to a channel."""

    event: str
    payload: msgspec.Raw
    channel: str | None = None


class Pong(_Frame, tag="pong"):
    """Answer to Ping."""

    stamp: float


class Refuse(_Frame, tag="refuse"):
    """The last message was not taken, and why. The line stays open unless a close follows."""

    code: str
    text: str


FromBrowser: TypeAlias = Hello | Call | Cancel | Ping
FromServer: TypeAlias = Welcome | Reply | Fail | Event | Pong | Refuse
Frame: TypeAlias = FromBrowser | FromServer

_from_browser: msgspec.json.Decoder[FromBrowser] = msgspec.json.Decoder(FromBrowser)
_from_server: msgspec.json.Decoder[FromServer] = msgspec.json.Decoder(FromServer)
_encoder = msgspec.json.Encoder()


def encode(frame: Frame) -> bytes:
    """A frame as UTF-8 JSON."""
    return _encoder.encode(frame)


def decode_from_browser(text: str | bytes) -> FromBrowser:
    """What a browser sent.

    Raises:
        WireError: `json` when it is not JSON, `frame` when it is no frame of the browser's.
    """
    return _decode(_from_browser, text)


def decode_from_server(text: str | bytes) -> FromServer:
    """What a server sent; for clients written in Python.

    Raises:
        WireError: as decode_from_browser.
    """
    return _decode(_from_server, text)


def _decode(decoder: msgspec.json.Decoder[_T], text: str | bytes) -> _T:
    try:
        return decoder.decode(text)
    except msgspec.ValidationError as why:
        raise WireError("frame", str(why)) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError) as why:
        raise WireError("json", f"not JSON: {why}") from None

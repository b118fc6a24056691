"""Every frame of the wire: one closed union, encode and decode. Spec: docs/wire.md; vectors: tests/wire/.

A frame is a JSON array whose first item is its kind; a text message is one frame, or an array of frames.
Values inside (`args`, `value`, `payload`) stay raw JSON here: the action's own types decode them, in
one pass, where they are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias, TypeVar

import msgspec

VERSION = 2

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
    """First frame of a line.

    Attributes:
        resume: token of the Welcome that this tab had before.
        waiting: calls that were sent and not answered, with the number of items heard of each (streams).
        positions: by topic, the epoch and offset of the last event heard.
    """

    version: int
    contract: str = ""
    resume: str = ""
    waiting: list[tuple[int, int]] = []
    positions: dict[str, tuple[str, int]] = {}


NO_NAMES = msgspec.Raw(b"{}")


class Call(_Frame, tag="call"):
    """Run an action. `id` is greater than any before of this tab; `args` a JSON array, `named` an object."""

    id: int
    action: str
    args: msgspec.Raw = msgspec.Raw(b"[]")
    named: msgspec.Raw = NO_NAMES


class More(_Frame, tag="more"):
    """So far `used` items of stream `id` have been used up; those may be followed by as many."""

    id: int
    used: int


class Cancel(_Frame, tag="cancel"):
    """The caller has given up on call `id`; no answer follows."""

    id: int


class Chunk(_Frame, tag="chunk"):
    """Bytes from `offset` on of file `upload` of call `id`; None when the browser cannot read them."""

    id: int
    upload: int
    offset: int
    data: bytes | None


class Ping(_Frame, tag="ping"):
    """Are you there? Answered by a Pong with the same `stamp`. `answers`: so many were heard on this line."""

    stamp: float
    answers: int = 0


# Server to browser.


class Welcome(_Frame, tag="welcome"):
    """Answer to Hello.

    Attributes:
        client: the tab's id; the same on every line of the tab.
        resumed: the tab's subscriptions stand.
        taken: the highest id of a call that was taken; -1 when nobody knows.
        limit_bytes: the largest message that the server takes.
        contract: None when both are built from the same; else the server's hash for each action and event.
    """

    version: int
    client: str
    resume: str
    resumed: bool
    taken: int
    user: str | None
    heartbeat_ms: int
    timeout_ms: int
    limit_bytes: int
    contract: dict[str, str] | None = None


class Reply(_Frame, tag="reply"):
    """Call `id` returned `value`; stream `id` has ended."""

    id: int
    value: msgspec.Raw


class Fail(_Frame, tag="fail"):
    """Call `id` raised `error` (a pystream error's name, or module.Class from shared_src) with `args`."""

    id: int
    error: str
    args: msgspec.Raw


class Item(_Frame, tag="item"):
    """Stream `id` yielded `value`. With `cursor` the stream can be begun again after this item."""

    id: int
    value: msgspec.Raw
    cursor: str | None = None


class Want(_Frame, tag="want"):
    """Of file `upload` of call `id`, the bytes below `begin` are here; those below `upto` may be sent."""

    id: int
    upload: int
    begin: int
    upto: int


class Event(_Frame, tag="event"):
    """Something was published to `topic`: "all", "channel:lobby", "user:ada", "client:c5Yh2".

    Events that are kept have a place among those of their topic: the `epoch` of its numbering, and an
    `offset` that only goes up.
    """

    event: str
    payload: msgspec.Raw
    topic: str
    epoch: str = ""
    offset: int = 0


class Joined(_Frame, tag="joined"):
    """The tab follows `topic` from this place on."""

    topic: str
    epoch: str
    offset: int


class Left(_Frame, tag="left"):
    """The tab follows `topic` no longer."""

    topic: str


class Gap(_Frame, tag="gap"):
    """Events of `topic` were missed and are no longer kept. A Joined follows."""

    topic: str


class Pong(_Frame, tag="pong"):
    """Answer to Ping."""

    stamp: float


class Ticket(_Frame, tag="ticket"):
    """The session has another id: POST this for its cookie. Spec: docs/wire.md#another-id."""

    ticket: str


class Refuse(_Frame, tag="refuse"):
    """The last message was not taken, and why. The line stays open unless a close follows."""

    code: str
    text: str


FromBrowser: TypeAlias = Hello | Call | More | Cancel | Chunk | Ping
FromServer: TypeAlias = (
    Welcome | Reply | Fail | Item | Want | Event | Joined | Left | Gap | Pong | Ticket | Refuse
)
Frame: TypeAlias = FromBrowser | FromServer

_from_browser: msgspec.json.Decoder[FromBrowser] = msgspec.json.Decoder(FromBrowser)
_all_from_browser: msgspec.json.Decoder[list[FromBrowser]] = msgspec.json.Decoder(list[FromBrowser])
_from_server: msgspec.json.Decoder[FromServer] = msgspec.json.Decoder(FromServer)
_all_from_server: msgspec.json.Decoder[list[FromServer]] = msgspec.json.Decoder(list[FromServer])
_parts: msgspec.json.Decoder[list[msgspec.Raw]] = msgspec.json.Decoder(list[msgspec.Raw])
_encoder = msgspec.json.Encoder()

encode = _encoder.encode


def encode_reply(id: int, value: bytes) -> bytes:
    """An encoded Reply, of a value that is JSON already."""
    return b'["reply",%d,%b]' % (id, value)


def event_head(event: str, payload: msgspec.Raw, topic: str) -> bytes:
    """An encoded Event up to its topic: the epoch and offset of one that is kept may follow, then `]`."""
    return encode(Event(event, payload, topic)).removesuffix(b',"",0]')


def event_around(event: str, topic: str) -> tuple[bytes, bytes]:
    """What stands before and after the payload in an encoded Event that is not kept."""
    return b'["event",%b,' % encode(event), b",%b]" % encode(topic)


def join(frames: Sequence[bytes]) -> bytes:
    """One message of several encoded frames."""
    return frames[0] if len(frames) == 1 else b"[" + b",".join(frames) + b"]"


def decode_from_browser(message: bytes) -> list[FromBrowser]:
    """The frames in one message of a browser.

    Raises:
        WireError: `json` when it is not JSON, `frame` when something in it is no frame of the browser's.
    """
    if not message.startswith(b"[["):
        return [_decode(_from_browser, message)]
    return _decode(_all_from_browser, message)


def decode_from_server(message: bytes | str) -> list[FromServer]:
    """The frames in one message of a server; for clients written in Python. Raises WireError as above."""
    raw = message.encode() if isinstance(message, str) else message
    if not raw.startswith(b"[["):
        return [_decode(_from_server, raw)]
    return _decode(_all_from_server, raw)


def split(message: bytes) -> list[bytes]:
    """The frames in a message, not looked into; the message itself when it is no array of arrays."""
    try:
        return [bytes(part) for part in _parts.decode(message)] if message.startswith(b"[[") else [message]
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return [message]


def _decode(decoder: msgspec.json.Decoder[_T], message: bytes) -> _T:
    try:
        return decoder.decode(message)
    except msgspec.ValidationError as why:
        raise WireError("frame", str(why)) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError) as why:
        raise WireError("json", f"not JSON: {why}") from None

"""multipart/form-data as it comes, without I/O: bytes in, parts out. RFC 7578, RFC 2046 5.1.

    state    on                         then
    between  a boundary                 head; over, if it is the last
    head     an empty line              inside; a Part
    inside   bytes                      inside; a Data
    inside   a boundary                 as between; a PartEnd before

Nothing is kept but a part's head, and bytes that may begin a boundary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

MOST_HEAD_BYTES = 4096
# RFC 2046 5.1.1
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_PARAMETER = re.compile(r';[ \t]*([!#$%&\'*+.^_`|~0-9A-Za-z-]+)=(?:"((?:\\.|[^"\\])*)"|([^\s;"]*))')
# What browsers write for what would end a quoted name. https://html.spec.whatwg.org/#multipart-form-data
_ESCAPES = {"%22": '"', "%0D": "\r", "%0A": "\n"}
_ESCAPED = re.compile("%22|%0D|%0A|\\\\(.)")


class MultipartError(Exception):
    """The bytes are no form; the text says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """A field begins. `filename` is None for what is no file; `type` is empty when it is not said."""

    name: str
    filename: str | None
    type: str


@dataclass(frozen=True, slots=True)
class Data:
    """Bytes of the part that began last."""

    data: bytes


@dataclass(frozen=True, slots=True)
class PartEnd:
    """The part that began last is all here."""


Event: TypeAlias = Part | Data | PartEnd


def boundary_of(content_type: str) -> bytes | None:
    """The boundary that a Content-Type names; None when it is no form's, or names none."""
    kind, _, rest = content_type.partition(";")
    if kind.strip().lower() != "multipart/form-data":
        return None
    boundary = _parameters(";" + rest).get("boundary", "")
    return boundary.encode() if _BOUNDARY.fullmatch(boundary) else None


class Multipart:
    """One body. Give it to receive() in pieces of any length; is_over when its last boundary has come."""

    __slots__ = ("_buffer", "_mark", "_state", "is_over")

    def __init__(self, boundary: bytes) -> None:
        self._mark = b"\r\n--" + boundary
        # As if a line had ended: the first boundary begins a line too.
        self._buffer = bytearray(b"\r\n")
        self._state = "between"
        self.is_over = False

    def receive(self, data: bytes) -> Iterator[Event]:
        """What these bytes complete.

        Raises:
            MultipartError: a part has no name, or a head that is too long or none.
        """
        self._buffer += data
        while not self.is_over and (events := self._step()) is not None:
            yield from events

    def _step(self) -> tuple[Event, ...] | None:
        """The next events; None when more bytes are needed."""
        if self._state == "head":
            return self._head()
        found = self._buffer.find(self._mark)
        if found < 0:
            return self._take(len(self._buffer) - len(self._mark) + 1) or None
        end = found + len(self._mark)
        line = self._buffer.find(b"\r\n", end)
        if self._buffer[end : end + 2] == b"--":
            events = self._take(found)
            self.is_over = True
            self._buffer.clear()
        elif line >= 0:
            if self._buffer[end:line].strip(b" \t"):
                # The boundary only begins like this one: it is content.
                return self._take(end) or ()
            events = self._take(found)
            del self._buffer[: line + 2 - found]
        elif len(self._buffer) - end > MOST_HEAD_BYTES:
            raise MultipartError("a boundary's line does not end")
        else:
            return None
        if self._state == "inside":
            events += (PartEnd(),)
        self._state = "head"
        return events

    def _take(self, length: int) -> tuple[Event, ...]:
        """Remove bytes from the front, which are content of a part or are between them."""
        if length <= 0:
            return ()
        data = bytes(self._buffer[:length])
        del self._buffer[:length]
        return (Data(data),) if self._state == "inside" else ()

    def _head(self) -> tuple[Event, ...] | None:
        end = self._buffer.find(b"\r\n\r\n")
        if end > MOST_HEAD_BYTES or (end < 0 and len(self._buffer) > MOST_HEAD_BYTES):
            raise MultipartError(f"a part's head has more than {MOST_HEAD_BYTES} bytes")
        if end < 0:
            return None
        head = bytes(self._buffer[:end])
        del self._buffer[: end + 4]
        self._state = "inside"
        return (_part(head),)


def _part(head: bytes) -> Part:
    try:
        lines = head.decode().split("\r\n")
    except UnicodeDecodeError:
        raise MultipartError("a part's head is not UTF-8") from None
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    kind, _, rest = headers.get("content-disposition", "").partition(";")
    said = _parameters(";" + rest)
    if kind.strip().lower() != "form-data" or "name" not in said:
        raise MultipartError("a part is no form-data with a name")
    return Part(said["name"], said.get("filename"), headers.get("content-type", ""))


def _parameters(text: str) -> dict[str, str]:
    found = {}
    for match in _PARAMETER.finditer(text):
        name, quoted, plain = match.groups()
        found[name.lower()] = plain if quoted is None else _ESCAPED.sub(_unescaped, quoted)
    return found


def _unescaped(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or match[1]

"""The bodies of requests, read within limits; files go to disk beyond what is small.

How slowly they may come is the connection's concern: see http.py.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from typing import IO, cast

from sanic import Request
from sanic.exceptions import PayloadTooLarge
from sanic.http import Http

from pystream.protocol.multipart import Data, Multipart, MultipartError, Part
from pystream.server.uploads import Upload

# Of one file, in memory.
SMALL_BYTES = 262_144
# More than any action has parameters: fields that nobody asked for cost, too.
MOST_PARTS = 256
# Of a form, for boundaries and heads.
FRAME_BYTES = 65_536


class TooLarge(Exception):
    """The text says what of."""


class StoredFile:
    """A file of a form, all of which is here."""

    def __init__(self, part: Part, room: IO[bytes]) -> None:
        self.name = part.filename or ""
        self.type = part.type
        self.size = 0
        self._room = room

    def write(self, data: bytes) -> None:
        self._room.write(data)
        self.size += len(data)

    def begin(self, upload: Upload, place: str) -> None:
        """Let an action read it through the Upload, which errors call `place`."""

        def send(start: int, stop: int) -> None:
            if stop > start:
                self._room.seek(start)
                upload.take(start, self._room.read(stop - start))

        upload.begin(place, send)


class Form:
    """Fields by name, each with all its values in their order."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.files: dict[str, list[StoredFile]] = {}


async def body(request: Request, most_bytes: int) -> bytes:
    """All of the body. Raises TooLarge."""
    stream = _stream(request, most_bytes)
    parts = []
    try:
        while (part := await stream.read()) is not None:
            parts.append(part)
    except PayloadTooLarge:
        raise TooLarge(
            f"the body has more than {most_bytes} bytes; see the setting `max_frame_bytes`"
        ) from None
    return b"".join(parts)


async def form(
    request: Request, boundary: bytes, limits: Mapping[str, int], most_text_bytes: int, keep: ExitStack
) -> Form:
    """The body, a form; `keep` closes its files.

    Args:
        limits: the names that are files, with the most bytes of each.
        most_text_bytes: of all other fields together.
    Raises:
        TooLarge, MultipartError
    """
    reader = _FormReader(limits, most_text_bytes, keep)
    parser = Multipart(boundary)
    most = sum(limits.values()) + most_text_bytes + FRAME_BYTES
    stream = _stream(request, most)
    try:
        while (piece := await stream.read()) is not None:
            for event in parser.receive(piece):
                reader.take(event)
    except PayloadTooLarge:
        raise TooLarge(f"the body has more than {most} bytes") from None
    if not parser.is_over:
        raise MultipartError("the form does not end")
    return reader.form


class _FormReader:
    def __init__(self, limits: Mapping[str, int], most_text_bytes: int, keep: ExitStack) -> None:
        self.form = Form()
        self._limits = limits
        self._text_left = most_text_bytes
        self._keep = keep
        self._parts = 0
        self._name = ""
        self._file: StoredFile | None = None
        self._text = bytearray()

    def take(self, event: object) -> None:
        if isinstance(event, Part):
            self._begin(event)
        elif not isinstance(event, Data):
            self._end()
        elif self._file is None:
            self._text_left -= len(event.data)
            if self._text_left < 0:
                raise TooLarge("the form's fields are too large; see the setting `max_frame_bytes`")
            self._text += event.data
        else:
            most = self._limits[self._name]
            if self._file.size + len(event.data) > most:
                raise TooLarge(f"{self._name[:100]} has more than {most} bytes")
            self._file.write(event.data)

    def _begin(self, part: Part) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise TooLarge(f"the form has more than {MOST_PARTS} fields")
        self._name = part.name
        self._text.clear()
        self._file = None
        if part.name in self._limits:
            room = tempfile.SpooledTemporaryFile(SMALL_BYTES)  # noqa: SIM115  # it is closed by _keep
            self._file = StoredFile(part, cast("IO[bytes]", self._keep.enter_context(room)))

    def _end(self) -> None:
        if self._file is not None:
            self.form.files.setdefault(self._name, []).append(self._file)
            return
        try:
            text = self._text.decode()
        except UnicodeDecodeError:
            raise MultipartError(f"the field {self._name[:100]} is not UTF-8") from None
        self.form.texts.setdefault(self._name, []).append(text)


def _stream(request: Request, most_bytes: int) -> Http:
    stream = cast(Http, request.stream)
    # Sanic refuses what is announced to be more, and closes instead of reading on after a refusal.
    stream.request_max_size = most_bytes
    return stream

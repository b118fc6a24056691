"""Files that come as arguments: an action reads one as `async for chunk in file`. Spec: docs/wire.md#uploads.

    file      what                          then
    idle      the action begins to read     read; the browser is asked for a first window of bytes
    read      a chunk comes                 kept until the action takes it; then more is asked for
    read      the line breaks               read; a new line is asked for all that is not here
    read      the loop is left, or all is here and taken   closed
    any       the tab moves to another worker              closed; the loop raises ConnectionLost
    any       the call ends                 closed

A tab has at most settings.max_uploads of them, and each has at most WINDOW_BYTES in memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Annotated, Any

import msgspec

from pystream.errors import ConnectionLost, Denied, Invalid
from pystream.wire import Chunk, Want

WINDOW_BYTES = 8 * 49_152  # under way or unread, of one file; the browser sends 48 KiB at a time
_ASK_BYTES = 2 * 49_152  # so much is free before more is asked for: a line on which all else goes on


class _Described(msgspec.Struct, forbid_unknown_fields=True):
    upload: int
    name: str
    size: Annotated[int, msgspec.Meta(ge=0)]
    type: str


class Upload:
    """A file of the browser's, as an argument of an async action.

    Read it once: `async for chunk in file`, in pieces of any length, or `await file.read()` for a small one.
    Nothing is sent before; leaving the loop, or the end of the action, stops the browser. What the browser
    says of the file is a claim: `name` may be any text, and is no path.

    Attributes:
        name: as the person's folder has it; empty for a Blob.
        size: in bytes; never more are read.
        number: which of the call's files it is.
        type: the media type that the browser guesses, as "image/png"; may be empty.
    """

    __slots__ = (
        "_asked",
        "_buffer",
        "_end",
        "_here",
        "_is_read",
        "_moved",
        "_place",
        "_send",
        "name",
        "number",
        "size",
        "type",
    )

    def __init__(self, number: int, name: str, size: int, type: str) -> None:
        self.name = name
        self.size = size
        self.type = type
        self.number = number
        self._place = ""
        self._send: Callable[[int, int], None] | None = None
        self._is_read = False
        self._here = 0  # bytes that came
        self._asked = 0  # bytes that may come
        self._buffer = bytearray()  # came, and not taken by the action yet
        self._end: Exception | None = None
        self._moved: asyncio.Future[None] | None = None  # done when a chunk or the end comes

    def __repr__(self) -> str:
        return f"<Upload {self.name!r}, {self.size} bytes>"

    async def __aiter__(self) -> AsyncGenerator[bytes, None]:
        if self._is_read:
            raise RuntimeError(
                f"{self._place or self.name}: an upload is read once; keep what you need of it"
            )
        self._is_read = True
        taken = 0
        try:
            while taken < self.size:
                if self._end is not None:
                    raise self._end
                self._ask(taken)
                if not self._buffer:
                    self._moved = asyncio.get_running_loop().create_future()
                    await self._moved
                    continue
                chunk = bytes(self._buffer)
                self._buffer.clear()
                taken += len(chunk)
                yield chunk
        finally:
            self._stop()

    async def read(self) -> bytes:
        """All of it. Raises as the loop does."""
        return b"".join([chunk async for chunk in self])

    def begin(self, place: str, send: Callable[[int, int], None]) -> None:
        """The call runs. `place` is what errors call the file; `send` asks for bytes: see Want."""
        self._place = place
        self._send = send

    def wanted(self) -> tuple[int, int] | None:
        """What a new line is to be asked for: see Want."""
        return (self._here, self._asked) if self._here < self._asked else None

    def take(self, offset: int, data: bytes | None) -> None:
        """The browser has sent bytes, or cannot read them."""
        if self._end is not None or offset != self._here:
            return
        if data is None:
            text = f"the browser could read only {self._here} of its {self.size} bytes"
            self.end(Invalid(f"{self._place}: {text}"))
        elif self._here + len(data) > self._asked:
            what = f"the {self.size} it was said to have" if self._asked == self.size else "were asked for"
            self.end(Invalid(f"{self._place}: more bytes came than {what}"))
        else:
            self._here += len(data)
            self._buffer += data
            self._wake()

    def end(self, why: Exception) -> None:
        """No more of it comes; whoever reads it is told why."""
        if self._end is None:
            self._end = why
            self._send = None
            self._asked = 0
            self._buffer.clear()
            self._wake()

    def lose(self) -> None:
        """The rest of it does not come here."""
        if self._here < self.size:
            text = f"the tab moved to another worker after {self._here} of {self.size} bytes"
            self.end(ConnectionLost(f"{self._place}: {text}"))

    def _ask(self, taken: int) -> None:
        upto = min(self.size, taken + WINDOW_BYTES)
        more = upto - self._asked
        if self._send is not None and (more >= _ASK_BYTES or (more and upto == self.size)):
            self._asked = upto
            self._send(self._here, upto)

    def _stop(self) -> None:
        if self._send is not None and self._here < self._asked:
            self._send(self._here, self._here)
        self.end(RuntimeError(f"{self._place or self.name}: its loop has ended"))

    def _wake(self) -> None:
        if self._moved is not None and not self._moved.done():
            self._moved.set_result(None)


class Uploads:
    """The files of one tab's calls; `send` has frames for the browser, which are lost while it is away."""

    def __init__(self, most: int, send: Callable[[Want], None]) -> None:
        self._most = most
        self._send = send
        self._files: dict[tuple[int, int], Upload] = {}

    def begin(self, id: int, files: Sequence[tuple[str, Upload]]) -> None:
        """Call `id` is to run with these; each with what errors call it.

        Raises:
            Denied: too many files at once. Invalid: two arguments are one file.
        """
        if len(self._files) + len(files) > self._most:
            raise Denied(f"{files[0][0]} not taken: {self._most} uploads are under way, the most allowed")
        if len({file.number for _, file in files}) < len(files):
            raise Invalid(f"{files[0][0]}: two arguments have the number of one upload")
        for place, file in files:
            self._files[id, file.number] = file
            file.begin(place, self._asker(id, file.number))

    def take(self, frame: Chunk) -> None:
        """The browser has sent some of a file; of one that nobody reads it is left aside."""
        if (file := self._files.get((frame.id, frame.upload))) is not None:
            file.take(frame.offset, frame.data)

    def wanted(self) -> list[Want]:
        """What a new line is to be asked for."""
        return [Want(*key, *want) for key, file in self._files.items() if (want := file.wanted())]

    def end(self, id: int) -> bool:
        """The call has ended. Whether other calls still have files."""
        for key in [key for key in self._files if key[0] == id]:
            file = self._files.pop(key)
            file.end(RuntimeError(f"{file.name}: the call that it belongs to has ended"))
        return bool(self._files)

    def lose(self) -> None:
        """The rest of the files does not come here."""
        for file in self._files.values():
            file.lose()

    def _asker(self, id: int, number: int) -> Callable[[int, int], None]:
        return lambda begin, upto: self._send(Want(id, number, begin, upto))


def described(value: Any) -> Upload:
    """The upload that an argument on the wire announces. Raises msgspec.ValidationError."""
    said = msgspec.convert(value, _Described)
    return Upload(said.upload, said.name, said.size, said.type)

"""One line, seen from the server: messages in, frames out, no I/O. Spec: docs/wire.md.

    state     message                          then      answer
    WAITING   Hello, our version               GREETING  (the owner finds the tab, then open() and Welcome)
    WAITING   Hello, another version           CLOSED    Refuse version, close 4409
    WAITING   anything else                    CLOSED    Refuse hello, close 4400
    GREETING  anything                         GREETING  (kept until open())
    GREETING  too much                         CLOSED    Refuse flood, close 4400
    OPEN      Hello                            OPEN      Refuse frame
    OPEN      Call, the line is ending         OPEN      (not taken)
    OPEN      Call, its id not greater         OPEN      Refuse frame
    OPEN      Call, too many in flight         OPEN      Fail Denied
    OPEN      Call, More                       OPEN      (the owner acts)
    OPEN      Chunk, its call in flight        OPEN      (the owner acts)
    OPEN      Chunk of another call            OPEN      none: its call has ended meanwhile
    OPEN      Cancel                           OPEN      none, and none for its call
    OPEN      Ping                             OPEN      Pong
    OPEN      no frame, binary, not JSON       OPEN      Refuse frame, frame, json
    OPEN      not JSON, but surely a call      OPEN      Fail Invalid
    CLOSED    anything                         CLOSED    none

Usage: `receive` a message, act on the frames returned, write `to_send()`; when `state` is CLOSED, close the
socket with `close_code`.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TypeAlias

import msgspec

from pystream import wire
from pystream.protocol.ledger import Ledger
from pystream.wire import Call, Cancel, Chunk, Fail, FromBrowser, Hello, More, Ping, Pong, Refuse

# What the owner of a line acts upon; Ping is answered here.
Received: TypeAlias = Hello | Call | Cancel | More | Chunk

# Private codes of RFC 6455 7.4.2, after the HTTP codes they resemble; docs/wire.md#closing.
CLOSE_BAD_HELLO = 4400
CLOSE_OTHER_VERSION = 4409

_MOST_EARLY_BYTES = 65_536
_CALL = re.compile(rb'\["call",([0-9]{1,15}),')


class State(Enum):
    """Where a line is in its life; it only moves down this list."""

    WAITING = "waiting"
    GREETING = "greeting"
    OPEN = "open"
    CLOSED = "closed"


class Line:
    """The conversation over one connection of a tab.

    Attributes:
        state: see the table above.
        ledger: the tab's calls, from open() on.
        heard: frames of the browser's, readable or not, since open().
        is_ending: calls are not taken any more; the browser sends them elsewhere after the close.
        close_code, close_reason: for the websocket's close frame, once `state` is CLOSED.
    """

    __slots__ = (
        "_early",
        "_max_calls",
        "_out",
        "close_code",
        "close_reason",
        "heard",
        "is_ending",
        "ledger",
        "state",
    )

    def __init__(self, max_calls_in_flight: int) -> None:
        self.state = State.WAITING
        self.close_code = 1000
        self.close_reason = ""
        self.ledger: Ledger
        self.heard = 0
        self.is_ending = False
        self._max_calls = max_calls_in_flight
        self._out: list[bytes] = []
        self._early: list[bytes | bytearray] | None = None

    def receive(self, message: bytes | bytearray) -> list[Received]:
        """Take one websocket message; never raises.

        Args:
            message: text as bytes (UTF-8), binary as bytearray (it is refused).
        Returns:
            The frames to act upon, in order.
        """
        if self.state is State.OPEN:
            try:
                frames = wire.decode_from_browser(_text(message))
            except wire.WireError as why:
                return self._piecewise(message, why)
            self.heard += len(frames)
            return self._act(frames)
        if self.state is State.WAITING:
            return self._first(message)
        if self.state is State.GREETING:
            self._early = [*(self._early or ()), message]
            if len(self._early) > self._max_calls or sum(map(len, self._early)) > _MOST_EARLY_BYTES:
                self.send(Refuse("flood", "too much before the welcome"))
                self.close(CLOSE_BAD_HELLO, "welcome not awaited")
        return []

    def open(self, ledger: Ledger) -> list[Received]:
        """The tab is found; what came meanwhile is to be acted upon now."""
        if self.state is not State.GREETING:
            return []
        self.state, self.ledger = State.OPEN, ledger
        early, self._early = self._early or [], None
        return [frame for message in early for frame in self.receive(message)]

    def send(self, frame: wire.FromServer) -> None:
        """Queue a frame."""
        self.write(wire.encode(frame))

    def write(self, frame: bytes) -> None:
        """Queue an encoded frame; once CLOSED it is dropped."""
        if self.state is not State.CLOSED:
            self._out.append(frame)

    def close(self, code: int, reason: str) -> None:
        """End the line from this side; what is queued still goes out. Does nothing the second time."""
        if self.state is not State.CLOSED:
            self.state, self.close_code, self.close_reason = State.CLOSED, code, reason

    @property
    def has_output(self) -> bool:
        return bool(self._out)

    def to_send(self) -> bytes | None:
        """All queued frames as one message; each is handed out once."""
        if not self._out:
            return None
        message = wire.join(self._out)
        self._out = []
        return message

    def _first(self, message: bytes | bytearray) -> list[Received]:
        try:
            frames = wire.decode_from_browser(_text(message))
        except wire.WireError:
            frames = []
        if len(frames) != 1 or not isinstance(hello := frames[0], Hello):
            self.send(Refuse("hello", 'the first message must be ["hello", version, contract, resume]'))
            self.close(CLOSE_BAD_HELLO, "hello expected")
            return []
        if hello.version != wire.VERSION:
            theirs = _short(hello.version)
            text = f"this server speaks version {wire.VERSION}, the page version {theirs}; reload it"
            self.send(Refuse("version", text))
            self.close(CLOSE_OTHER_VERSION, "version")
            return []
        self.state = State.GREETING
        return [hello]

    def _act(self, frames: list[FromBrowser]) -> list[Received]:
        received: list[Received] = []
        ledger = self.ledger
        for frame in frames:
            if isinstance(frame, Call):
                if self.is_ending:
                    continue
                if len(ledger.in_flight) < self._max_calls and ledger.take(frame.id):
                    received.append(frame)
                else:
                    self._not_taken(frame)
            elif isinstance(frame, Ping):
                ledger.heard(frame.answers)
                self.send(Pong(frame.stamp))
            elif isinstance(frame, Cancel):
                if ledger.cancel(frame.id):
                    received.append(frame)
            elif isinstance(frame, Chunk):
                if frame.id in ledger.in_flight:
                    received.append(frame)
            elif isinstance(frame, More):
                ledger.more(frame.id, frame.used)
                received.append(frame)
            else:
                self.send(Refuse("frame", "hello was said already; say it once, first"))
        return received

    def _not_taken(self, call: Call) -> None:
        if not self.ledger.take(call.id):
            self.send(Refuse("frame", f"call {_short(call.id)}: ids only go up; use a greater one"))
            return
        text = f"{call.action} not taken: {self._max_calls} calls are in flight, the most allowed"
        self._fail(call.id, "Denied", text)

    def _piecewise(self, message: bytes | bytearray, why: wire.WireError) -> list[Received]:
        """Take what can be taken of a message that cannot be read as a whole."""
        if isinstance(message, bytearray):
            self.heard += 1
            self.send(Refuse(why.code, str(why)))
            return []
        parts = wire.split(message)
        self.heard += len(parts)
        if len(parts) == 1:
            self._unreadable(parts[0], why)
            return []
        received: list[Received] = []
        for part in parts:
            try:
                frames = wire.decode_from_browser(part)
            except wire.WireError as why_part:
                self._unreadable(part, why_part)
            else:
                received += self._act(frames)
        return received

    def _unreadable(self, message: bytes, why: wire.WireError) -> None:
        # A browser's JSON.stringify writes half surrogate pairs and any depth, which are refused here. Its
        # callers are waiting, and must be told which calls it was.
        found = _CALL.findall(message) if message.startswith(b"[[") else _CALL.findall(message, 0, 32)
        taken = [id for id in map(int, found) if why.code == "json" and self.ledger.take(id)]
        for id in taken:
            text = f"the arguments are nested too deep, or hold text that is not Unicode; {why}"
            self._fail(id, "Invalid", text)
        if not taken:
            self.send(Refuse(why.code, str(why)))

    def _fail(self, id: int, error: str, text: str) -> None:
        frame = wire.encode(Fail(id, error, msgspec.Raw(msgspec.json.encode([text]))))
        self.ledger.answer(id, frame)
        self.write(frame)


def _text(message: bytes | bytearray) -> bytes:
    if isinstance(message, bytearray):
        raise wire.WireError("frame", "binary message; frames are text")
    return message


def _short(number: int) -> str:
    # Python refuses to print an int of more than 4300 digits, and a peer may send one.
    return str(number) if number.bit_length() <= 64 else "of that id"

"""One line, seen from the server: messages in, frames out, no I/O. Spec: docs/wire.md.

    state     message                          then      answer
    WAITING   Hello, our version               OPEN      (the owner sends Welcome)
    WAITING   Hello, another version           CLOSED    Refuse version, close 4409
    WAITING   anything else                    CLOSED    Refuse hello, close 4400
    OPEN      Hello                            OPEN      Refuse frame
    OPEN      Call, its id in flight           OPEN      Refuse frame
    OPEN      Call, too many in flight         OPEN      Fail Denied
    OPEN      Call                             OPEN      (the owner answers once)
    OPEN      Cancel                           OPEN      none, and none for its call
    OPEN      Ping                             OPEN      Pong
    OPEN      no frame, binary, not JSON       OPEN      Refuse frame, frame, json
    OPEN      not JSON, but surely a call      OPEN      Fail Invalid
    CLOSED    anything                         CLOSED    none

Usage: `receive` a message, write everything in `to_send()`, act on the frames returned; when `state` is
CLOSED, close the socket with `close_code`.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TypeAlias

import msgspec

from pystream import wire
from pystream.wire import Call, Cancel, Fail, Hello, Ping, Pong, Refuse, Reply

# What the owner of a line acts upon; Ping is answered here.
Received: TypeAlias = Hello | Call | Cancel

# Private codes of RFC 6455 7.4.2, after the HTTP codes they resemble; docs/wire.md#closing.
CLOSE_BAD_HELLO = 4400
CLOSE_OTHER_VERSION = 4409


_CALL = re.compile(r'\["call",([0-9]{1,15}),')


class State(Enum):
    """Where a line is in its life; it only moves down this list."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"


class Line:
    """The conversation with one browser tab.

    Attributes:
        state: see the table above.
        in_flight: ids of the calls that were taken and neither answered nor cancelled.
        close_code, close_reason: for the websocket's close frame, once `state` is CLOSED.
    """

    __slots__ = ("_max_calls", "_out", "close_code", "close_reason", "in_flight", "state")

    def __init__(self, max_calls_in_flight: int) -> None:
        self.state = State.WAITING
        self.in_flight: set[int] = set()
        self.close_code = 1000
        self.close_reason = ""
        self._max_calls = max_calls_in_flight
        self._out: list[bytes] = []

    def receive(self, message: str | bytes) -> list[Received]:
        """Take one websocket message; never raises.

        Args:
            message: text as str, binary as bytes (binary is refused).
        Returns:
            The frames to act upon, in order.
        """
        if self.state is State.CLOSED:
            return []
        try:
            if not isinstance(message, str):
                raise wire.WireError("frame", "binary message; frames are text")
            frame = wire.decode_from_browser(message)
        except wire.WireError as why:
            if self.state is State.WAITING:
                return self._no_hello()
            return self._unreadable(message, why)
        if self.state is State.WAITING:
            return self._open(frame) if isinstance(frame, Hello) else self._no_hello()
        if isinstance(frame, Call):
            return self._call(frame)
        if isinstance(frame, Ping):
            self.send(Pong(frame.stamp))
            return []
        if isinstance(frame, Cancel):
            # Answered in the meantime: the Cancel crossed the answer, and nothing is left to do.
            if frame.id not in self.in_flight:
                return []
            self.in_flight.discard(frame.id)
            return [frame]
        return self._refuse("frame", "hello was said already; say it once, first")

    def send(self, frame: wire.FromServer) -> None:
        """Queue a frame. The answer to a call that is not in flight, and anything once CLOSED, is dropped."""
        if self.state is State.CLOSED:
            return
        if isinstance(frame, Reply | Fail):
            if frame.id not in self.in_flight:
                return
            self.in_flight.discard(frame.id)
        self._out.append(wire.encode(frame))

    def close(self, code: int, reason: str) -> None:
        """End the line from this side; what is queued still goes out. Does nothing the second time."""
        if self.state is not State.CLOSED:
            self.state, self.close_code, self.close_reason = State.CLOSED, code, reason
            self.in_flight.clear()

    def to_send(self) -> list[bytes]:
        """The text messages to write, in order; each is handed out once."""
        out, self._out = self._out, []
        return out

    def _open(self, hello: Hello) -> list[Received]:
        if hello.version != wire.VERSION:
            text = f"this server speaks version {wire.VERSION}, the page version {hello.version}; reload it"
            self.send(Refuse("version", text))
            self.close(CLOSE_OTHER_VERSION, "version")
            return []
        self.state = State.OPEN
        return [hello]

    def _no_hello(self) -> list[Received]:
        self.send(Refuse("hello", 'the first message must be ["hello", version, contract, resume]'))
        self.close(CLOSE_BAD_HELLO, "hello expected")
        return []

    def _unreadable(self, message: str | bytes, why: wire.WireError) -> list[Received]:
        # A browser's JSON.stringify writes half surrogate pairs and any depth, which are refused here. Its
        # caller is waiting, and must be told which call it was.
        call = _CALL.match(message) if why.code == "json" and isinstance(message, str) else None
        if call is None or (id := int(call[1])) in self.in_flight:
            return self._refuse(why.code, str(why))
        self.in_flight.add(id)
        text = f"the arguments are nested too deep, or hold text that is not Unicode; {why}"
        self.send(Fail(id, "Invalid", msgspec.Raw(msgspec.json.encode([text]))))
        return []

    def _call(self, call: Call) -> list[Received]:
        if call.id in self.in_flight:
            return self._refuse("frame", f"call {_short(call.id)} is in flight already; use a new id")
        if len(self.in_flight) >= self._max_calls:
            text = f"{call.action} not taken: {self._max_calls} calls are in flight, the most allowed"
            self._out.append(wire.encode(Fail(call.id, "Denied", msgspec.Raw(msgspec.json.encode([text])))))
            return []
        self.in_flight.add(call.id)
        return [call]

    def _refuse(self, code: str, text: str) -> list[Received]:
        self.send(Refuse(code, text))
        return []


def _short(number: int) -> str:
    # Python refuses to print an int of more than 4300 digits, and a peer may send one.
    return str(number) if number.bit_length() <= 64 else "of that id"

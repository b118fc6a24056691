"""The server's side of a websocket after its handshake: bytes in, messages and bytes out, no I/O. RFC 6455.

    state     what                                  then      goes out
    OPEN      text or binary message, in fragments  OPEN      (the owner acts)
    OPEN      ping                                  OPEN      pong, same payload
    OPEN      pong                                  OPEN      none
    OPEN      close                                 CLOSED    close, same code
    OPEN      a breach of the protocol              CLOSED    close 1002, 1007, 1009
    OPEN      close() by the owner                  CLOSING   close
    CLOSING   close, or a breach                    CLOSED    none
    CLOSING   anything else                         CLOSING   none
    CLOSED    anything                              CLOSED    none

No extension is negotiated, so the reserved bits must be zero: compression costs 40 KiB a connection.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from enum import Enum
from typing import cast

try:
    from websockets.speedups import apply_mask as _compiled
except ImportError:  # a platform without a wheel
    from websockets.utils import apply_mask as _compiled

_unmask = cast("Callable[[bytes | bytearray, bytes | bytearray], bytes]", _compiled)

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA

# RFC 6455 7.4.1
PROTOCOL_ERROR = 1002
NO_STATUS = 1005
NOT_UTF8 = 1007
TOO_LARGE = 1009

_PEER_MAY_SEND = frozenset({1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014})
_FIN, _RESERVED, _MASKED = 0x80, 0x70, 0x80
_CONTROL = 0x8
_LENGTH_16, _LENGTH_64 = 126, 127
_H = struct.Struct("!H").unpack_from
_Q = struct.Struct("!Q").unpack_from


class State(Enum):
    """Where a websocket is in its life; it only moves down this list."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


def header(opcode: int, length: int) -> bytes:
    """What precedes an unfragmented, unmasked payload."""
    if length < _LENGTH_16:
        return bytes((_FIN | opcode, length))
    if length < 0x10000:
        return struct.pack("!BBH", _FIN | opcode, _LENGTH_16, length)
    return struct.pack("!BBQ", _FIN | opcode, _LENGTH_64, length)


_SHORT = [header(TEXT, length) for length in range(_LENGTH_16)]


def text_frame(payload: bytes) -> bytes:
    """A text message as it goes out."""
    length = len(payload)
    return (_SHORT[length] if length < _LENGTH_16 else header(TEXT, length)) + payload


def close_frame(code: int, reason: str = "") -> bytes:
    """A close frame; a reason of more than 123 bytes is cut."""
    payload = b""
    if code != NO_STATUS:
        payload = code.to_bytes(2, "big") + reason.encode()[:123].decode("utf-8", "ignore").encode()
    return header(CLOSE, len(payload)) + payload


class WebSocket:
    """One connection's framing.

    Attributes:
        state: see the table above. Once CLOSED, write `to_send()` and close the transport.
        close_code: what the peer closed with, 1005 if it gave none; or what its breach was answered with.
        closed_by_peer: it was the peer that closed, and not this side before.
    """

    __slots__ = (
        "_message",
        "_most",
        "_need",
        "_opcode",
        "_out",
        "_waiting",
        "close_code",
        "closed_by_peer",
        "state",
    )

    def __init__(self, max_message_bytes: int) -> None:
        self.state = State.OPEN
        self.close_code = 1006
        self.closed_by_peer = False
        self._most = max_message_bytes
        # A frame that has not all arrived, and how many bytes it lacks at least. Looked at only then: cut
        # into single bytes it costs no more than whole. A list of such pieces would take 20 times the memory.
        self._waiting: bytearray | None = None
        self._need = 0
        self._opcode = 0  # of the message whose fragments are arriving
        self._message: bytearray | None = None  # they, joined; None before the first
        self._out: list[bytes] = []

    def receive(self, data: bytes | bytearray) -> list[bytes | bytearray]:
        """Take what the socket read, cut anywhere; never raises.

        Returns:
            The messages that it completes, in order: text as bytes that are valid UTF-8, binary as bytearray.
        """
        if self.state is State.CLOSED:
            return []
        if self._waiting is not None:
            self._waiting += data
            self._need -= len(data)
            if self._need > 0:
                return []
            data, self._waiting = self._waiting, None
        elif (
            # What nearly always comes: one short text message, whole and alone.
            0 <= (length := len(data) - 6) < _LENGTH_16
            and data[1] == _MASKED | length
            and data[0] == _FIN | TEXT
            and length <= self._most
            and not self._opcode
            and self.state is State.OPEN
        ):
            payload = _unmask(data[6:], data[2:6])
            return [payload] if payload.isascii() or self._is_utf8(payload) else []
        messages: list[bytes | bytearray] = []
        at, end, need = 0, len(data), 2
        while end - at >= need:
            first, second = data[at], data[at + 1]
            length = second & 0x7F
            start = at + 6
            if length >= _LENGTH_16:
                start += 2 if length == _LENGTH_16 else 8
                if start > end:
                    need = start - at
                    break
                is_16 = length == _LENGTH_16
                length = _H(data, at + 2)[0] if is_16 else _Q(data, at + 2)[0]
                # RFC 6455 5.2: the shortest form, and 63 bits.
                if length < (_LENGTH_16 if is_16 else 0x10000) or length >> 63:
                    self._breach(PROTOCOL_ERROR, "a length is not written as the protocol wants it")
                    return messages
            is_text = first == _FIN | TEXT and second >= _MASKED and not self._opcode and length <= self._most
            # By the header alone: a peer must not make us wait for what will not be taken.
            if not is_text and not self._allowed(first, second, length):
                return messages
            if start + length > end:
                need = start + length - at
                break
            payload = _unmask(data[start : start + length], data[start - 4 : start])
            at = start + length
            if not is_text:
                if not self._other(first, payload, messages):
                    return messages
            elif self.state is State.OPEN:
                if not payload.isascii() and not self._is_utf8(payload):
                    return messages
                messages.append(payload)
        if at < end:
            self._waiting, self._need = bytearray(memoryview(data)[at:]), need - (end - at)
        return messages

    def ping(self) -> None:
        """Ask for a sign of life; a browser answers even while it has put the tab's timers to sleep."""
        if self.state is State.OPEN:
            self._out.append(header(PING, 0))

    def close(self, code: int, reason: str) -> None:
        """Begin to close; nothing may be sent afterwards. Does nothing the second time."""
        if self.state is State.OPEN:
            self.state, self.close_code = State.CLOSING, code
            self._out.append(close_frame(code, reason))

    def to_send(self) -> list[bytes]:
        """Control frames to write, each handed out once."""
        out = self._out
        if out:
            self._out = []
        return out

    def _allowed(self, first: int, second: int, length: int) -> bool:
        opcode = first & 0xF
        if not second & _MASKED:
            return self._breach(PROTOCOL_ERROR, "frames of a client must be masked")
        if first & _RESERVED:
            return self._breach(PROTOCOL_ERROR, "reserved bits are set; no extension was agreed on")
        if opcode & _CONTROL:
            if opcode > PONG:
                return self._breach(PROTOCOL_ERROR, "unknown opcode")
            if length > 125 or not first & _FIN:
                return self._breach(PROTOCOL_ERROR, "a control frame is one frame of 125 bytes at most")
        elif opcode > BINARY:
            return self._breach(PROTOCOL_ERROR, "unknown opcode")
        elif self.state is State.CLOSING:  # what it carries is not looked at any more
            return length <= self._most or self._breach(TOO_LARGE, "")
        elif bool(opcode) == bool(self._opcode):
            text = "a new message amid another's fragments" if opcode else "a continuation of nothing"
            return self._breach(PROTOCOL_ERROR, text)
        elif len(self._message or b"") + length > self._most:
            return self._breach(TOO_LARGE, f"a message may have {self._most} bytes")
        return True

    def _other(self, first: int, payload: bytes, messages: list[bytes | bytearray]) -> bool:
        """Act on a frame that is not a whole text message; whether to go on."""
        opcode = first & 0xF
        if opcode == CLOSE:
            return self._closed_by_peer(payload)
        if self.state is not State.OPEN or opcode == PONG:
            return True
        if opcode == PING:
            self._out.append(header(PONG, len(payload)) + payload)
            return True
        if self._message is None:
            self._opcode, self._message = opcode, bytearray(payload)
        else:
            self._message += payload
        if not first & _FIN:
            return True
        whole: bytes | bytearray = self._message
        if self._opcode == TEXT:
            if not self._is_utf8(whole):
                return False
            whole = bytes(whole)
        self._opcode, self._message = 0, None
        messages.append(whole)
        return True

    def _closed_by_peer(self, payload: bytes) -> bool:
        code = int.from_bytes(payload[:2], "big") if payload else NO_STATUS
        if len(payload) == 1 or (payload and code not in _PEER_MAY_SEND and not 3000 <= code < 5000):
            return self._breach(PROTOCOL_ERROR, "no close code")
        if not self._is_utf8(payload[2:]):
            return False
        if self.state is State.OPEN:
            self._out.append(close_frame(code))
            self.close_code, self.closed_by_peer = code, True
        self.state = State.CLOSED
        return False

    def _is_utf8(self, payload: bytes | bytearray) -> bool:
        try:
            payload.decode()
        except UnicodeDecodeError:
            return self._breach(NOT_UTF8, "text must be UTF-8")
        return True

    def _breach(self, code: int, text: str) -> bool:
        if self.state is State.OPEN:
            self._out.append(close_frame(code, text))
            self.close_code = code
        self.state = State.CLOSED
        self._message = None
        return False

"""Websocket frames as a client writes them, and as one that breaks the rules does."""

from __future__ import annotations

import struct

TEXT, BINARY, CLOSE, PING, PONG, CONTINUATION = 0x1, 0x2, 0x8, 0x9, 0xA, 0x0
MASK = b"\x11\xa2\x33\xf4"


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    reserved: int = 0,
    mask: bytes | None = MASK,
    length_bits: int = 0,
    length: int | None = None,
) -> bytes:
    """One frame.

    Args:
        reserved: the three reserved bits.
        mask: None leaves the payload unmasked, as a client must not.
        length_bits: how the length is written, 7, 16 or 64; 0 for the shortest way.
        length: what is written as the length, if not that of the payload.
    """
    size = len(payload) if length is None else length
    bits = length_bits or (7 if size < 126 else 16 if size < 65536 else 64)
    first = (0x80 if fin else 0) | reserved << 4 | opcode
    masked = 0x80 if mask is not None else 0
    if bits == 7:
        head = bytes((first, masked | size))
    elif bits == 16:
        head = struct.pack("!BBH", first, masked | 126, size)
    else:
        head = struct.pack("!BBQ", first, masked | 127, size)
    if mask is None:
        return head + payload
    return head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))


def close(code: int, reason: str = "") -> bytes:
    return frame(CLOSE, code.to_bytes(2, "big") + reason.encode())


def cuts(data: bytes) -> list[tuple[bytes, bytes]]:
    """Every way to cut the bytes in two."""
    return [(data[:at], data[at:]) for at in range(len(data) + 1)]

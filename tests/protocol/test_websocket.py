"""RFC 6455 as the server keeps it, rule by rule; every stream is also fed byte by byte."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from client_frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, close, cuts, frame

from pystream.protocol.websocket import State, WebSocket, close_frame, header, text_frame

LIMIT = 100_000


@dataclass
class Outcome:
    """What a socket made of a stream."""

    messages: list[bytes | bytearray] = field(default_factory=list)
    sent: bytes = b""
    state: State = State.OPEN
    code: int = 1006
    by_peer: bool = False


def outcome(*pieces: bytes, most: int = LIMIT, socket: WebSocket | None = None) -> Outcome:
    socket = socket or WebSocket(most)
    messages = [message for piece in pieces for message in socket.receive(piece)]
    sent = b"".join(socket.to_send())
    assert socket.to_send() == []
    return Outcome(messages, sent, socket.state, socket.close_code, socket.closed_by_peer)


def taken(stream: bytes, most: int = LIMIT) -> Outcome:
    """Feed it whole and byte by byte, which must come to the same."""
    whole = outcome(stream, most=most)
    assert whole == outcome(*(stream[at : at + 1] for at in range(len(stream))), most=most)
    return whole


def breach(stream: bytes, most: int = LIMIT) -> int:
    """The code with which the stream is refused; it ends the connection, and nothing of it is a message."""
    found = taken(stream, most)
    assert found.messages == []
    assert found.state is State.CLOSED
    assert found.sent[:1] == b"\x88"
    assert len(found.sent) == 2 + found.sent[1]
    assert found.code == int.from_bytes(found.sent[2:4], "big")
    found.sent[4:].decode()
    assert not found.by_peer
    # Nothing that follows counts.
    assert outcome(stream + frame(TEXT, b"late"), most=most) == found
    return found.code


def length_forms(size: int) -> list[int]:
    return [7] if size < 126 else [16] if size < 65536 else [64]


# 5.2 and 5.7: frames


@pytest.mark.parametrize("size", [0, 1, 2, 124, 125, 126, 127, 128, 65534, 65535, 65536, 65537])
@pytest.mark.parametrize("opcode", [TEXT, BINARY])
def test_a_message_of_any_length_arrives(opcode: int, size: int) -> None:
    payload = bytes(32 + at % 90 for at in range(size))
    found = taken(frame(opcode, payload))
    assert found == Outcome([payload])
    assert type(found.messages[0]) is (bytes if opcode == TEXT else bytearray)


def test_the_examples_of_the_rfc_are_read() -> None:
    hello = bytes((0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58))
    assert taken(hello) == Outcome([b"Hello"])
    assert text_frame(b"Hello") == bytes((0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F))
    pong = bytes((0x8A, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58))
    assert taken(pong) == Outcome()
    assert header(BINARY, 256) == bytes((0x82, 0x7E, 0x01, 0x00))
    assert header(BINARY, 65536) == bytes((0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0))


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536])
def test_a_length_goes_out_in_its_shortest_form(size: int) -> None:
    written = text_frame(b"x" * size)
    assert written == header(TEXT, size) + b"x" * size
    assert len(written) - size == {7: 2, 16: 4, 64: 10}[length_forms(size)[0]]


@pytest.mark.parametrize("mask", [b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x01\x02\x03\x04"])
def test_any_mask_is_taken_off(mask: bytes) -> None:
    for size in (0, 1, 3, 4, 5, 8, 125, 126, 1000):
        payload = b"abcdefghij" * 100
        assert taken(frame(TEXT, payload[:size], mask=mask)) == Outcome([payload[:size]])


def test_messages_of_one_read_arrive_in_order() -> None:
    stream = b"".join(frame(TEXT if n % 2 else BINARY, b"%d" % n) for n in range(20))
    assert taken(stream) == Outcome([b"%d" % n for n in range(20)])


def test_a_stream_may_be_cut_anywhere() -> None:
    stream = (
        frame(TEXT, "grüße".encode()) + frame(TEXT, b"a" * 200, fin=False) + frame(PING, b"p")
        + frame(CONTINUATION, b"b" * 3) + frame(BINARY, b"\xff" * 130) + frame(PONG) + close(1001, "ä")
    )  # fmt: skip
    expected = taken(stream)
    assert expected.messages == ["grüße".encode(), b"a" * 200 + b"bbb", b"\xff" * 130]
    assert (expected.code, expected.by_peer) == (1001, True)
    for pieces in cuts(stream):
        assert outcome(*pieces) == expected


# 5.1: masking


@pytest.mark.parametrize("opcode", [TEXT, BINARY, PING, PONG, CLOSE])
@pytest.mark.parametrize("payload", [b"", b"hi", b"x" * 126])
def test_a_frame_without_a_mask_is_a_breach(opcode: int, payload: bytes) -> None:
    assert breach(frame(opcode, payload, mask=None) + b"more bytes") == 1002


def test_a_frame_without_a_mask_is_refused_at_its_second_byte() -> None:
    assert outcome(b"\x81\x00").code == 1002


# 5.2: reserved bits, opcodes, lengths


@pytest.mark.parametrize("reserved", range(1, 8))
@pytest.mark.parametrize("opcode", [TEXT, BINARY, PING, PONG, CLOSE])
def test_a_reserved_bit_is_a_breach(opcode: int, reserved: int) -> None:
    assert breach(frame(opcode, b"", reserved=reserved)) == 1002


@pytest.mark.parametrize("reserved", [1, 2, 4])
def test_a_reserved_bit_of_a_continuation_is_a_breach(reserved: int) -> None:
    assert breach(frame(TEXT, b"a", fin=False) + frame(CONTINUATION, b"b", reserved=reserved)) == 1002


@pytest.mark.parametrize("opcode", [3, 4, 5, 6, 7, 11, 12, 13, 14, 15])
@pytest.mark.parametrize("fin", [True, False])
def test_an_unknown_opcode_is_a_breach(opcode: int, fin: bool) -> None:
    assert breach(frame(opcode, b"x", fin=fin)) == 1002


@pytest.mark.parametrize(("size", "bits"), [(0, 16), (125, 16), (0, 64), (125, 64), (126, 64), (65535, 64)])
@pytest.mark.parametrize("opcode", [TEXT, BINARY])
def test_a_length_that_is_not_written_in_the_shortest_form_is_a_breach(
    opcode: int, size: int, bits: int
) -> None:
    assert breach(frame(opcode, b"x" * size, length_bits=bits)) == 1002


@pytest.mark.parametrize("length", [1 << 63, (1 << 64) - 1, (1 << 63) + 5])
def test_a_length_of_64_bits_is_a_breach(length: int) -> None:
    assert breach(frame(TEXT, b"x", length_bits=64, length=length)) == 1002


@pytest.mark.parametrize("length", [LIMIT + 1, 1 << 32, (1 << 63) - 1])
@pytest.mark.parametrize("opcode", [TEXT, BINARY])
def test_a_length_over_the_limit_is_refused_before_its_payload_comes(opcode: int, length: int) -> None:
    assert breach(frame(opcode, b"", length_bits=64, length=length)) == 1009


# 5.4: fragments


def test_fragments_are_one_message() -> None:
    stream = frame(TEXT, b"one ", fin=False) + frame(CONTINUATION, b"two ", fin=False)
    assert taken(stream) == Outcome()
    assert taken(stream + frame(CONTINUATION, b"three")) == Outcome([b"one two three"])


def test_fragments_of_a_binary_message_are_one() -> None:
    found = taken(frame(BINARY, b"\xff", fin=False) + frame(CONTINUATION, b"\xfe"))
    assert found == Outcome([b"\xff\xfe"])
    assert type(found.messages[0]) is bytearray


def test_fragments_may_be_empty() -> None:
    empty = frame(CONTINUATION, fin=False)
    assert taken(frame(TEXT, fin=False) + empty + empty + frame(CONTINUATION)) == Outcome([b""])
    assert taken(frame(TEXT, fin=False) + empty + frame(CONTINUATION, b"x")) == Outcome([b"x"])


def test_control_frames_may_come_between_fragments() -> None:
    stream = (
        frame(TEXT, b"a", fin=False) + frame(PING, b"1") + frame(CONTINUATION, b"b", fin=False)
        + frame(PONG, b"x") + frame(PING, b"2") + frame(CONTINUATION, b"c")
    )  # fmt: skip
    assert taken(stream) == Outcome([b"abc"], header(PONG, 1) + b"1" + header(PONG, 1) + b"2")


def test_a_close_may_come_between_fragments() -> None:
    found = taken(frame(TEXT, b"a", fin=False) + close(1000) + frame(CONTINUATION, b"b"))
    assert found == Outcome([], close_frame(1000), State.CLOSED, 1000, by_peer=True)


@pytest.mark.parametrize("fin", [True, False])
def test_a_continuation_of_nothing_is_a_breach(fin: bool) -> None:
    assert breach(frame(CONTINUATION, b"x", fin=fin)) == 1002


def test_a_continuation_after_the_last_fragment_is_a_breach() -> None:
    stream = frame(TEXT, b"a", fin=False) + frame(CONTINUATION, b"b")
    found = taken(stream + frame(CONTINUATION, b"c"))
    assert (found.messages, found.code) == ([b"ab"], 1002)


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
@pytest.mark.parametrize("fin", [True, False])
def test_a_new_message_amid_fragments_is_a_breach(opcode: int, fin: bool) -> None:
    assert breach(frame(TEXT, b"a", fin=False) + frame(opcode, b"b", fin=fin)) == 1002


def test_a_message_may_have_any_number_of_fragments() -> None:
    socket = WebSocket(LIMIT)
    assert socket.receive(frame(TEXT, b"", fin=False)) == []
    one = frame(CONTINUATION, b"x", fin=False) + frame(CONTINUATION, b"", fin=False)
    for _ in range(40):
        assert socket.receive(one * 1000) == []
    assert socket.receive(frame(CONTINUATION, b"!")) == [b"x" * 40_000 + b"!"]


# 5.5: control frames


@pytest.mark.parametrize("size", [0, 1, 124, 125])
def test_a_ping_is_answered_by_its_payload(size: int) -> None:
    payload = bytes(range(256))[-size:] if size else b""
    assert taken(frame(PING, payload)) == Outcome([], header(PONG, size) + payload)


def test_each_ping_is_answered_once_and_in_order() -> None:
    found = taken(b"".join(frame(PING, b"%d" % n) for n in range(10)))
    assert found.sent == b"".join(header(PONG, 1) + b"%d" % n for n in range(10))


@pytest.mark.parametrize("payload", [b"", b"unasked", b"x" * 125])
def test_a_pong_is_passed_over(payload: bytes) -> None:
    assert taken(frame(PONG, payload)) == Outcome()


@pytest.mark.parametrize("opcode", [PING, PONG, CLOSE])
@pytest.mark.parametrize("size", [126, 127, 65535, 65536])
def test_a_control_frame_over_125_bytes_is_a_breach(opcode: int, size: int) -> None:
    assert breach(frame(opcode, b"\x03\xe8" + b"x" * (size - 2))) == 1002


@pytest.mark.parametrize("opcode", [PING, PONG, CLOSE])
def test_a_control_frame_in_fragments_is_a_breach(opcode: int) -> None:
    assert breach(frame(opcode, b"", fin=False)) == 1002


# 5.5.1 and 7.4: closing

ALLOWED = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014]


@pytest.mark.parametrize("code", [*ALLOWED, 3000, 3001, 3999, 4000, 4410, 4999])
def test_a_close_is_answered_by_its_code(code: int) -> None:
    expected = Outcome([], header(CLOSE, 2) + code.to_bytes(2, "big"), State.CLOSED, code, by_peer=True)
    assert taken(close(code)) == expected
    assert taken(close(code, "why: äöü")) == expected


def test_every_code_that_is_not_to_be_sent_is_a_breach() -> None:
    for code in (*range(3000), 5000, 5001, 32768, 65535):
        if code not in ALLOWED:
            found = outcome(close(code))
            assert (found.code, found.by_peer, found.state) == (1002, False, State.CLOSED), code
    assert breach(close(1005)) == breach(close(1006)) == breach(close(1015)) == breach(close(999)) == 1002


def test_a_close_without_a_code_is_answered_without_one() -> None:
    assert taken(frame(CLOSE)) == Outcome([], header(CLOSE, 0), State.CLOSED, 1005, by_peer=True)


def test_half_a_close_code_is_a_breach() -> None:
    assert breach(frame(CLOSE, b"\x03")) == 1002


def test_a_reason_may_have_123_bytes() -> None:
    assert taken(close(1000, "r" * 123)).code == 1000


@pytest.mark.parametrize("reason", [b"\xff", b"ok\xc3", b"\xed\xa0\x80"])
def test_a_reason_that_is_not_utf8_is_a_breach(reason: bytes) -> None:
    assert breach(frame(CLOSE, b"\x03\xe8" + reason)) == 1007


@pytest.mark.parametrize(
    ("reason", "sent"),
    [
        ("", ""),
        ("r" * 123, "r" * 123),
        ("r" * 124, "r" * 123),
        ("r" * 122 + "ä", "r" * 122),
        ("r" * 121 + "ä", "r" * 121 + "ä"),
        ("r" * 121 + "€", "r" * 121),
        ("r" * 120 + "€!", "r" * 120 + "€"),
        ("r" * 120 + "😀", "r" * 120),
    ],
)
def test_a_long_reason_is_cut_between_characters(reason: str, sent: str) -> None:
    written = close_frame(4400, reason)
    assert written == header(CLOSE, 2 + len(sent.encode())) + b"\x11\x30" + sent.encode()
    assert len(written) <= 127


# 8.1: UTF-8

VALID = ["", "a", "\x00", "\x7f", "\x80", "ä", "\u07ff", "\u0800", "€", "\ud7ff", "\ue000", "\uffff"]
VALID += ["\ufeffbom", "\U00010000", "😀", "\U0010ffff", "κόσμε" * 50]
INVALID = [
    b"\x80", b"\xbf", b"a\x80", b"\xff", b"\xfe", b"\xf8\x88\x80\x80\x80", b"\xfc\x84\x80\x80\x80\x80",
    # overlong
    b"\xc0\x80", b"\xc0\xaf", b"\xc1\xbf", b"\xe0\x80\x80", b"\xe0\x9f\xbf",
    b"\xf0\x80\x80\x80", b"\xf0\x8f\xbf\xbf",
    # surrogates
    b"\xed\xa0\x80", b"\xed\xaf\xbf", b"\xed\xbf\xbf", b"\xed\xa0\x80\xed\xb0\x80",
    # beyond U+10FFFF
    b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xf7\xbf\xbf\xbf",
    # cut short
    b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"ok\xe2\x82", b"\xc3a", b"\xe2\x82a", b"\xf0\x9f\x98a",
    b"\xc3\xc3\xa4",
]  # fmt: skip


@pytest.mark.parametrize("text", VALID)
def test_text_arrives_as_it_is(text: str) -> None:
    payload = text.encode()
    assert taken(frame(TEXT, payload)) == Outcome([payload])
    for first, last in cuts(payload):
        fragments = frame(TEXT, first, fin=False) + frame(CONTINUATION, last)
        assert outcome(fragments) == Outcome([payload])


@pytest.mark.parametrize("payload", INVALID)
def test_text_that_is_not_utf8_is_a_breach(payload: bytes) -> None:
    assert breach(frame(TEXT, payload)) == 1007
    assert breach(frame(TEXT, b"x" * 200 + payload)) == 1007
    for first, last in cuts(payload):
        assert outcome(frame(TEXT, first, fin=False) + frame(CONTINUATION, last)).code == 1007


@pytest.mark.parametrize("payload", INVALID)
def test_binary_may_hold_anything(payload: bytes) -> None:
    assert taken(frame(BINARY, payload)) == Outcome([payload])
    stream = frame(BINARY, payload[:1], fin=False) + frame(CONTINUATION, payload[1:])
    assert taken(stream) == Outcome([payload])


def test_what_came_before_bad_text_still_counts() -> None:
    found = taken(frame(TEXT, b"good") + frame(TEXT, b"\xff") + frame(TEXT, b"late"))
    assert (found.messages, found.code) == ([b"good"], 1007)


# 10.4: limits


@pytest.mark.parametrize("most", [0, 1, 125, 126, 65535, 65536])
@pytest.mark.parametrize("opcode", [TEXT, BINARY])
def test_a_message_of_the_limit_is_taken_and_one_byte_more_is_not(opcode: int, most: int) -> None:
    assert outcome(frame(opcode, b"x" * most), most=most) == Outcome([b"x" * most])
    assert breach(frame(opcode, b"x" * (most + 1)), most) == 1009


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
def test_fragments_count_together(opcode: int) -> None:
    first, middle = frame(opcode, b"x" * 50, fin=False), frame(CONTINUATION, b"y" * 25, fin=False)
    assert taken(first + middle + frame(CONTINUATION, b"z" * 25), 100).messages[0][-1:] == b"z"
    assert breach(first + middle + frame(CONTINUATION, b"z" * 26), 100) == 1009
    # A new message begins to count anew.
    twice = (first + frame(CONTINUATION, b"y" * 50)) * 2
    assert [len(message) for message in taken(twice, 100).messages] == [100, 100]


def test_a_fragment_over_the_limit_is_refused_by_its_header() -> None:
    header_only = frame(CONTINUATION, b"", length=51, fin=False)
    assert breach(frame(TEXT, b"x" * 50, fin=False) + header_only, 100) == 1009


def test_control_frames_do_not_count() -> None:
    stream = frame(TEXT, b"x" * 5, fin=False) + frame(PING, b"p" * 125) + frame(CONTINUATION, b"y" * 5)
    assert taken(stream, 10).messages == [b"x" * 5 + b"y" * 5]


@pytest.mark.parametrize("piece", [1, 2, 3, 7])
def test_a_message_in_pieces_takes_little_more_than_its_bytes(piece: int) -> None:
    size = 200_000
    stream = frame(BINARY, b"x" * size)[:-1]
    pieces = (stream[at : at + piece] for at in range(0, len(stream), piece))
    assert held(WebSocket(size), pieces) < 1.3 * size


def test_a_message_in_fragments_takes_little_more_than_its_bytes() -> None:
    size = 50_000
    pieces = [frame(BINARY, b"x", fin=False), *[frame(CONTINUATION, b"x", fin=False)] * (size - 1)]
    assert held(WebSocket(size), pieces) < 1.3 * size
    # Nor do empty ones.
    empty = [frame(BINARY, b"", fin=False), *[frame(CONTINUATION, b"", fin=False)] * size]
    assert held(WebSocket(size), empty) < 1000


def held(socket: WebSocket, pieces: Iterable[bytes]) -> int:
    """Bytes of memory that the socket keeps after these pieces."""
    for piece in pieces:
        assert socket.receive(piece) == []
    seen: dict[int, object] = {}
    queue: list[object] = [getattr(socket, name) for name in WebSocket.__slots__]
    while queue:
        value = queue.pop()
        if id(value) not in seen and isinstance(value, bytes | bytearray | list):
            seen[id(value)] = value
            queue += value if isinstance(value, list) else []
    return sum(map(sys.getsizeof, seen.values()))


def steps(work: Callable[[], object]) -> int:
    """How many lines of Python the work runs: what it costs, whatever else the machine does."""
    count = 0

    def trace(*_: object) -> object:
        nonlocal count
        count += 1
        return trace

    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(None)
    return count


def test_a_message_cut_into_bytes_costs_in_proportion_to_its_length() -> None:
    def work(size: int) -> Callable[[], object]:
        stream = frame(TEXT, b"x" * size)
        socket = WebSocket(size)
        return lambda: [socket.receive(stream[at : at + 1]) for at in range(len(stream))]

    small, large = steps(work(2000)), steps(work(20_000))
    assert large < 11 * small
    assert large < 12 * 20_000


def test_many_frames_of_one_read_cost_in_proportion_to_their_number() -> None:
    def work(count: int) -> Callable[[], object]:
        stream = frame(TEXT, b"x") * count
        socket = WebSocket(10)
        return lambda: socket.receive(stream)

    assert steps(work(5000)) < 11 * steps(work(500))


class Counted(bytearray):
    """Counts the bytes that are copied out of it."""

    copied = 0

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        if isinstance(found, bytearray):
            Counted.copied += len(found)
        return found


def test_many_frames_of_one_read_are_copied_once() -> None:
    count = 5000
    stream = Counted(frame(TEXT, b"x" * 10) * count)
    Counted.copied = 0
    assert len(WebSocket(10).receive(stream)) == count
    assert Counted.copied <= len(stream)


# The table at the top of pystream/protocol/websocket.py


def closing() -> WebSocket:
    socket = WebSocket(LIMIT)
    socket.close(4400, "why")
    assert socket.to_send() == [close_frame(4400, "why")]
    assert socket.state is State.CLOSING
    return socket


def closed() -> WebSocket:
    socket = WebSocket(LIMIT)
    socket.receive(close(1001))
    socket.to_send()
    assert socket.state is State.CLOSED
    return socket


BREACHES = {
    "unmasked": frame(TEXT, b"x", mask=None),
    "reserved": frame(TEXT, b"x", reserved=4),
    "opcode": frame(3),
    "long ping": frame(PING, b"x" * 126),
    "ping in fragments": frame(PING, fin=False),
    "close code": close(1005),
    "half a close code": frame(CLOSE, b"\x03"),
    "close reason": frame(CLOSE, b"\x03\xe8\xff"),
    "length": frame(TEXT, b"x", length_bits=64),
    "too large": frame(TEXT, b"", length=LIMIT + 1),
}


def test_open_a_message_leaves_it_open() -> None:
    assert outcome(frame(TEXT, b"a")) == Outcome([b"a"])


def test_open_close_by_the_owner_leads_to_closing() -> None:
    socket = WebSocket(LIMIT)
    socket.close(1012, "restart")
    assert (socket.state, socket.close_code, socket.closed_by_peer) == (State.CLOSING, 1012, False)
    assert socket.to_send() == [close_frame(1012, "restart")]


def test_open_ping_by_the_owner_goes_out() -> None:
    socket = WebSocket(LIMIT)
    socket.ping()
    assert socket.to_send() == [header(PING, 0)]


def test_closing_the_peers_close_leads_to_closed_without_an_answer() -> None:
    for answer in (close(4400, "why"), close(1000), frame(CLOSE)):
        assert outcome(answer, socket=closing()) == Outcome([], b"", State.CLOSED, 4400)


@pytest.mark.parametrize(
    "stream",
    [
        frame(TEXT, b"x"), frame(BINARY, b"x"), frame(TEXT, b"\xff"), frame(PING, b"p"), frame(PONG),
        frame(TEXT, b"x", fin=False), frame(CONTINUATION, b"x"), frame(TEXT, b"x" * 70_000),
    ],
)  # fmt: skip
def test_closing_anything_else_is_passed_over(stream: bytes) -> None:
    for pieces in ([stream], [stream[at : at + 1] for at in range(min(len(stream), 300))]):
        socket = closing()
        assert outcome(*pieces, socket=socket) == Outcome([], b"", State.CLOSING, 4400)
    then = outcome(stream + close(4400), socket=closing())
    assert then == Outcome([], b"", State.CLOSED, 4400)


@pytest.mark.parametrize("stream", BREACHES.values(), ids=BREACHES)
def test_closing_a_breach_leads_to_closed_without_an_answer(stream: bytes) -> None:
    assert outcome(stream, socket=closing()) == Outcome([], b"", State.CLOSED, 4400)


@pytest.mark.parametrize("stream", BREACHES.values(), ids=BREACHES)
def test_open_a_breach_leads_to_closed(stream: bytes) -> None:
    assert breach(stream) in {1002, 1007, 1009}


@pytest.mark.parametrize("stream", [frame(TEXT, b"x"), frame(PING), close(1000), frame(3), b"\0" * 50])
def test_closed_nothing_happens_any_more(stream: bytes) -> None:
    assert outcome(stream, socket=closed()) == Outcome([], b"", State.CLOSED, 1001, by_peer=True)


def test_closing_and_closed_the_owner_says_no_more() -> None:
    for socket in (closing(), closed()):
        state, code = socket.state, socket.close_code
        socket.ping()
        socket.close(1011, "again")
        assert socket.to_send() == []
        assert (socket.state, socket.close_code) == (state, code)


def test_a_close_ends_a_message_under_way() -> None:
    socket = WebSocket(LIMIT)
    assert socket.receive(frame(TEXT, b"half", fin=False)) == []
    socket.close(1000, "")
    assert socket.receive(frame(CONTINUATION, b"rest") + close(1000)) == []
    assert socket.state is State.CLOSED

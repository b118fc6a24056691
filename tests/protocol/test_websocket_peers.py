"""The server's websocket against another implementation, and against bytes that nobody would send."""

from __future__ import annotations

import itertools
import os
import random
from typing import Any

import pytest
from client_frames import frame
from fuzz.websocket import LIMITS, survives
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from websockets.frames import Close, Frame, Opcode
from websockets.protocol import CLIENT, OPEN, SERVER, Protocol

from pystream.protocol.websocket import BINARY, State, WebSocket, header, text_frame

LIMIT = 200_000
# More, for a run by hand: PYSTREAM_EXAMPLES=20000.
EXAMPLES = int(os.environ.get("PYSTREAM_EXAMPLES", "150"))
thorough = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def ours(pieces: list[bytes], most: int = LIMIT) -> tuple[list[Any], list[bytes], int | None]:
    """Messages (text as str), pongs, and the code of the close frame sent; None for none."""
    socket = WebSocket(most)
    messages: list[Any] = []
    client = Protocol(CLIENT, state=OPEN, max_size=None)
    for piece in pieces:
        received = socket.receive(piece)
        messages += [bytes(one) if type(one) is bytearray else one.decode() for one in received]
        # What we send is read by the other implementation, which takes it without an error.
        for sent in socket.to_send():
            client.receive_data(sent)
    assert client.parser_exc is None
    frames = client.events_received()
    pongs = [bytes(sent.data) for sent in frames if sent.opcode is Opcode.PONG]
    closes = [sent for sent in frames if sent.opcode is Opcode.CLOSE]
    assert len(pongs) + len(closes) == len(frames)
    assert len(closes) == (socket.state is State.CLOSED)
    return messages, pongs, Close.parse(closes[0].data).code if closes else None


class Reference(Protocol):
    """The server's half of `websockets`, and what it leaves to its connections: joining and UTF-8."""

    def __init__(self, most: int) -> None:
        super().__init__(SERVER, state=OPEN, max_size=most)
        self.messages: list[Any] = []
        self.kind, self.message = Opcode.TEXT, b""

    def recv_frame(self, frame: Frame) -> None:
        super().recv_frame(frame)
        if frame.opcode > Opcode.BINARY:
            return
        if frame.opcode is not Opcode.CONT:
            self.kind, self.message = frame.opcode, b""
        self.message += bytes(frame.data)
        if frame.fin:
            self.messages.append(self.message.decode() if self.kind is Opcode.TEXT else self.message)


def theirs(stream: bytes, most: int = LIMIT) -> tuple[list[Any], list[bytes], int | None]:
    """The same of `websockets`."""
    server = Reference(most)
    server.receive_data(stream)
    client = Protocol(CLIENT, state=OPEN, max_size=None)
    for sent in server.data_to_send():
        if sent:  # else the end of the stream
            client.receive_data(sent)
    answers = client.events_received()
    pongs = [bytes(answer.data) for answer in answers if answer.opcode is Opcode.PONG]
    closes = [Close.parse(answer.data).code for answer in answers if answer.opcode is Opcode.CLOSE]
    return server.messages, pongs, closes[0] if closes else None


def written(opcode: Opcode, payload: bytes, fin: bool = True) -> bytes:
    return Frame(opcode, payload, fin).serialize(mask=True)


texts = st.text(max_size=40) | st.integers(0, 5).map(lambda n: "ä€😀x" * 30 * n)
# Around the lengths where the header changes its form; what is in them matters little.
lengths = st.sampled_from([0, 1, 2, 125, 126, 127, 128, 1000, 65535, 65536, 65537])
payloads = st.binary(max_size=60) | lengths.map(lambda size: bytes(at % 251 for at in range(size)))
controls = st.tuples(st.sampled_from([Opcode.PING, Opcode.PONG]), st.binary(max_size=125))


@st.composite
def messages(draw: st.DrawFn) -> list[bytes]:
    """The frames of one message, with control frames amid them."""
    if draw(st.booleans()):
        opcode, payload = Opcode.TEXT, draw(texts).encode()
    else:
        opcode, payload = Opcode.BINARY, draw(payloads)
    marks = sorted(draw(st.lists(st.integers(0, len(payload)), max_size=4)))
    parts = [payload[a:b] for a, b in itertools.pairwise([0, *marks, len(payload)])]
    frames = []
    for at, part in enumerate(parts):
        kind = Opcode.CONT if at else opcode
        frames.append(written(kind, part, fin=at == len(parts) - 1))
        frames += [written(*control) for control in draw(st.lists(controls, max_size=2))]
    return frames


codes = st.sampled_from([1000, 1001, 1007, 1011, 1014, 3000, 4410, 4999])
closes = st.builds(lambda code, reason: Close(code, reason[:30]).serialize(), codes, st.text(max_size=30))
breaches = st.sampled_from(
    [
        frame(1, b"x", mask=None), frame(2, b"x", reserved=4), frame(3, b"x"), frame(11), frame(0, b"x"),
        frame(8, b"\x03"), frame(8, (1005).to_bytes(2, "big")), frame(8, b"\x03\xe8\xff"), frame(1, b"a\xff"),
        frame(1, "\udc80".encode("utf-8", "surrogatepass")), frame(9, b"x" * 126), frame(9, fin=False),
        frame(2, b"", length=LIMIT + 1), frame(1, b"a", fin=False) + frame(1, b"b"),
        frame(1, b"\xe2", fin=False) + frame(0, b"\x82"),
    ]
)  # fmt: skip
endings = (
    st.just(b"")
    | st.just(written(Opcode.CLOSE, b""))
    | closes.map(lambda p: written(Opcode.CLOSE, p))
    | breaches
)


@st.composite
def streams(draw: st.DrawFn) -> bytes:
    frames = [one for message in draw(st.lists(messages(), max_size=5)) for one in message]
    frames += [written(*control) for control in draw(st.lists(controls, max_size=2))]
    return b"".join(frames) + draw(endings) + draw(st.just(b"") | messages().map(b"".join))


def pieces_of(stream: bytes, marks: list[int]) -> list[bytes]:
    return [stream[a:b] for a, b in itertools.pairwise([0, *sorted(marks), len(stream)])]


@given(st.data())
@thorough
def test_both_make_the_same_of_a_stream_cut_anywhere(data: st.DataObject) -> None:
    stream = data.draw(streams())
    marks = data.draw(st.lists(st.integers(0, len(stream)), max_size=12))
    assert ours(pieces_of(stream, marks)) == theirs(stream)


@given(streams())
@settings(thorough, max_examples=max(20, EXAMPLES // 4))
def test_both_make_the_same_of_a_stream_byte_by_byte(stream: bytes) -> None:
    stream = stream[:5000]
    assert ours([stream[at : at + 1] for at in range(len(stream))]) == theirs(stream)


FIXED = {
    "texts": frame(1, b"hello") + frame(1, "größe".encode()) + frame(1) + frame(8, b"\x03\xe8bye"),
    "lengths": frame(2, b"a" * 125) + frame(2, b"b" * 126) + frame(1, b"c" * 127),
    "fragments": frame(1, b"\xe2", fin=False) + frame(9, b"ping") + frame(0, b"\x82", fin=False)
    + frame(10, b"pong") + frame(0, b"\xac") + frame(2, b"", fin=False) + frame(0) + frame(8, b"\x11\x3a"),
    "bad text": frame(1, b"ok") + frame(1, b"\xc3", fin=False) + frame(9) + frame(0, b"(") + frame(1),
    "unmasked": frame(1, b"ok") + frame(1, b"not ok", mask=None) + frame(1, b"late"),
    "bad close": frame(9, b"1") + frame(8, b"\x03\xee") + frame(1, b"late"),
    "no code": frame(8) + frame(1, b"late"),
}  # fmt: skip


@pytest.mark.parametrize("stream", FIXED.values(), ids=FIXED)
def test_both_make_the_same_of_every_cut(stream: bytes) -> None:
    expected = theirs(stream)
    for first, second in itertools.combinations_with_replacement(range(len(stream) + 1), 2):
        assert ours([stream[:first], stream[first:second], stream[second:]]) == expected


def test_both_make_the_same_of_every_cut_around_a_long_frame() -> None:
    stream = frame(9, b"p") + frame(2, b"x" * 65536) + frame(1, b"y" * 300) + frame(8, b"\x03\xe9")
    expected = theirs(stream)
    marks = [*range(40), *range(65536, 65600), *range(len(stream) - 40, len(stream))]
    for first in marks:
        assert ours([stream[:first], stream[first:]]) == expected


@given(st.lists(st.tuples(st.booleans(), texts, payloads), max_size=6), st.text(max_size=200))
@thorough
def test_what_goes_out_is_read_by_the_other(sent: list[tuple[bool, str, bytes]], reason: str) -> None:
    client = Protocol(CLIENT, state=OPEN, max_size=None)
    expected: list[tuple[Opcode, bytes]] = []
    socket = WebSocket(LIMIT)
    for is_text, text, payload in sent:
        socket.ping()
        expected.append((Opcode.PING, b""))
        if is_text:
            client.receive_data(text_frame(text.encode()))
            expected.append((Opcode.TEXT, text.encode()))
        else:
            client.receive_data(header(BINARY, len(payload)) + payload)
            expected.append((Opcode.BINARY, payload))
    socket.close(4400, reason)
    for raw in socket.to_send():
        client.receive_data(raw)
    assert client.parser_exc is None
    frames = [(event.opcode, bytes(event.data)) for event in client.events_received()]
    assert sorted(frames[:-1]) == sorted(expected)
    assert frames[-1][0] is Opcode.CLOSE
    said = Close.parse(frames[-1][1])
    assert said.code == 4400
    assert reason.startswith(said.reason)
    # And its answer ends the handshake.
    socket.receive(b"".join(client.data_to_send()))
    assert socket.state is State.CLOSED


@given(st.lists(st.binary(max_size=300), max_size=8), st.integers(0, 400))
@thorough
@example([b"\x81"], 0)
@example([b"\x81\xff" + b"\xff" * 12], 10)
def test_any_bytes_are_survived(pieces: list[bytes], most: int) -> None:
    assert survives(pieces, most) == survives([b"".join(pieces)], most)


@given(streams(), st.randoms(use_true_random=False), st.integers(1, 8), st.sampled_from(LIMITS))
@thorough
def test_a_mutated_stream_is_survived(stream: bytes, chance: random.Random, edits: int, most: int) -> None:
    mutated = bytearray(stream[:100_000] or frame(1, b"x"))
    for _ in range(edits):
        # Near the beginning, where the headers are.
        at = chance.randrange(min(len(mutated), 300)) if mutated else 0
        what = chance.randrange(4)
        if what == 0 and mutated:
            mutated[at] ^= 1 << chance.randrange(8)
        elif what == 1:
            del mutated[at : at + chance.randrange(20)]
        elif what == 2:
            mutated[at:at] = chance.randbytes(chance.randrange(1, 12))
        else:
            mutated[at:at] = mutated[: chance.randrange(200)]
    marks = [chance.randrange(len(mutated) + 1) for _ in range(chance.randrange(12))]
    assert survives(pieces_of(bytes(mutated), marks), most) == survives([bytes(mutated)], most)

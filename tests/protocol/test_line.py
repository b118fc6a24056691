"""The transition table at the top of pystream/protocol/line.py, entry by entry."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pystream import wire
from pystream.protocol.ledger import Ledger
from pystream.protocol.line import Line, State

HELLO = b'["hello",2,"c0ffee",""]'


def sent(line: Line) -> list[Any]:
    """The frames queued, out of the one message that they make."""
    message = line.to_send()
    if message is None:
        return []
    frames = json.loads(message)
    return frames if isinstance(frames[0], list) else [frames]


def opened(max_calls: int = 8) -> Line:
    line = Line(max_calls)
    assert line.receive(HELLO) == [wire.Hello(2, "c0ffee", "")]
    assert line.open(Ledger(100, 10_000)) == []
    assert line.to_send() is None
    return line


def call(id: int) -> bytes:
    return json.dumps(["call", id, "chat.say", ["hi"]], separators=(",", ":")).encode()


def batch(*messages: bytes) -> bytes:
    return b"[" + b",".join(messages) + b"]"


def test_a_line_waits_for_hello_and_opens_when_its_tab_is_found() -> None:
    line = Line(8)
    assert line.state is State.WAITING
    line.receive(HELLO)
    assert line.state is State.GREETING
    line.open(Ledger(100, 10_000))
    assert line.state is State.OPEN


def test_a_hello_of_another_version_is_refused_and_closes_with_4409() -> None:
    line = Line(8)
    assert line.receive(b'["hello",1]') == []
    assert sent(line) == [
        ["refuse", "version", "this server speaks version 2, the page version 1; reload it"]
    ]
    assert (line.state, line.close_code) == (State.CLOSED, 4409)


@pytest.mark.parametrize(
    "first",
    [
        call(1),
        b'["cancel",1]',
        b'["ping",1]',
        b"{",
        bytearray(b"x"),
        b"[]",
        b'["bye"]',
        batch(HELLO, call(1)),
    ],
)
def test_anything_before_hello_is_refused_and_closes_with_4400(first: bytes | bytearray) -> None:
    line = Line(8)
    assert line.receive(first) == []
    assert [frame[:2] for frame in sent(line)] == [["refuse", "hello"]]
    assert (line.state, line.close_code) == (State.CLOSED, 4400)


def test_what_comes_before_the_tab_is_found_is_acted_upon_then() -> None:
    line = Line(8)
    line.receive(HELLO)
    assert line.receive(call(1)) == []
    assert line.receive(b'["ping",3]') == []
    [taken] = line.open(Ledger(100, 10_000))
    assert isinstance(taken, wire.Call)
    assert sent(line) == [["pong", 3.0]]


@pytest.mark.parametrize("messages", [[b'["ping",1]'] * 9, [b"x" * 40_000] * 2], ids=["many", "large"])
def test_too_much_before_the_tab_is_found_closes_with_4400(messages: list[bytes]) -> None:
    line = Line(8)
    line.receive(HELLO)
    for message in messages:
        assert line.receive(message) == []
    assert sent(line)[0][:2] == ["refuse", "flood"]
    assert (line.state, line.close_code) == (State.CLOSED, 4400)
    assert line.open(Ledger(100, 10_000)) == []


def test_a_second_hello_is_refused_and_the_line_stays_open() -> None:
    line = opened()
    assert line.receive(HELLO) == []
    assert sent(line)[0][:2] == ["refuse", "frame"]
    assert line.state is State.OPEN


def test_a_call_is_handed_out() -> None:
    line = opened()
    [taken] = line.receive(call(1))
    assert isinstance(taken, wire.Call)
    assert (taken.id, taken.action, bytes(taken.args)) == (1, "chat.say", b'["hi"]')
    assert line.ledger.in_flight == {1}


def test_calls_of_one_message_are_handed_out_in_order() -> None:
    line = opened()
    taken = line.receive(batch(call(1), b'["ping",1]', call(2)))
    assert [frame.id for frame in taken if isinstance(frame, wire.Call)] == [1, 2]
    assert sent(line) == [["pong", 1.0]]


@pytest.mark.parametrize("id", [1, 0, -5])
def test_an_id_that_is_not_greater_than_those_before_is_refused(id: int) -> None:
    line = opened()
    line.receive(call(1))
    assert line.receive(call(id)) == []
    assert sent(line) == [["refuse", "frame", f"call {id}: ids only go up; use a greater one"]]


def test_more_calls_than_allowed_are_refused_until_one_is_answered() -> None:
    line = opened(max_calls=2)
    line.receive(batch(call(1), call(2)))
    assert line.receive(call(3)) == []
    [[kind, number, error, [text]]] = sent(line)
    assert (kind, number, error) == ("fail", 3, "Denied")
    assert "2 calls are in flight, the most allowed" in text
    line.ledger.answer(1, b"")
    assert len(line.receive(call(4))) == 1


def test_a_line_that_ends_takes_no_calls_and_answers_the_rest() -> None:
    line = opened()
    line.receive(call(1))
    line.is_ending = True
    assert line.receive(batch(call(2), b'["ping",1]', b'["cancel",1]')) == [wire.Cancel(1)]
    assert sent(line) == [["pong", 1.0]]
    assert line.ledger.taken == 1


def test_a_cancelled_call_is_handed_out_as_cancel() -> None:
    line = opened()
    line.receive(call(1))
    assert line.receive(b'["cancel",1]') == [wire.Cancel(1)]
    assert line.ledger.in_flight == set()


def test_a_cancel_that_crosses_the_answer_is_nothing() -> None:
    line = opened()
    assert line.receive(b'["cancel",1]') == []
    assert line.to_send() is None


def test_ping_is_answered_by_pong_with_its_stamp_and_tells_what_was_heard() -> None:
    line = opened()
    line.receive(call(1))
    line.ledger.answer(1, b"x")
    assert line.receive(b'["ping",12.5,1]') == []
    assert sent(line) == [["pong", 12.5]]
    assert line.ledger.kept() == []


def test_more_makes_room_for_items_and_is_handed_out() -> None:
    line = opened()
    line.receive(call(1))
    line.ledger.item(1, b"x")
    room = line.ledger.room(1)
    assert line.receive(b'["more",1,1]') == [wire.More(1, 1)]
    assert line.ledger.room(1) == room + 1


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b'["ping",1', "json"),
        (b"nonsense", "json"),
        (b"", "json"),
        (b"[" * 5000, "json"),
        (b"{}", "frame"),
        (b"[]", "frame"),
        (b"[[]]", "frame"),
        (b'["bye",1]', "frame"),
        (b'["call"]', "frame"),
        (b'["call","1","a"]', "frame"),
        (b'["ping","soon"]', "frame"),
        (b'["ping",1,2,3]', "frame"),
        (b'["reply",1,2]', "frame"),
        (bytearray(b'["ping",1]'), "frame"),
    ],
)
def test_a_bad_message_is_refused_and_the_line_stays_open(message: bytes | bytearray, code: str) -> None:
    line = opened()
    assert line.receive(message) == []
    [refusal] = sent(line)
    assert refusal[:2] == ["refuse", code]
    assert line.state is State.OPEN
    assert len(line.receive(call(1))) == 1


def test_the_good_frames_of_a_message_are_taken_beside_a_bad_one() -> None:
    line = opened()
    taken = line.receive(batch(call(1), b'["bye",1]', call(2)))
    assert [frame.id for frame in taken if isinstance(frame, wire.Call)] == [1, 2]
    assert [frame[:2] for frame in sent(line)] == [["refuse", "frame"]]


@pytest.mark.parametrize("arguments", [b'["\\ud800"]', b"[" * 100_000 + b"]" * 100_000])
@pytest.mark.parametrize("alone", [True, False])
def test_a_call_whose_arguments_no_json_reader_takes_is_failed_by_its_id(
    arguments: bytes, alone: bool
) -> None:
    line = opened()
    bad = b'["call",7,"chat.say",%b]' % arguments
    line.receive(bad if alone else batch(call(6), bad))
    fails = {frame[1]: frame[2:] for frame in sent(line) if frame[0] == "fail"}
    [text] = fails[7][1]
    assert fails[7][0] == "Invalid"
    assert text.startswith("the arguments are nested too deep, or hold text that is not Unicode")
    # The other call of a message that cannot be read at all is told too, or its caller would wait in vain.
    assert alone or 6 in fails or 6 in line.ledger.in_flight
    assert 7 not in line.ledger.in_flight


def test_an_id_of_any_size_is_taken_and_named_without_printing_it() -> None:
    line = opened()
    huge = b"9" * 4000
    assert len(line.receive(b'["call",%b,"a"]' % huge)) == 1
    line.receive(b'["call",%b,"a"]' % huge)
    assert "of that id" in sent(line)[0][2]


def test_a_closed_line_takes_and_sends_nothing_more() -> None:
    line = opened()
    line.receive(b'["ping",1]')
    line.close(1012, "server restarting")
    line.close(1000, "again")
    assert sent(line) == [["pong", 1.0]]
    line.send(wire.Pong(2))
    assert line.receive(call(2)) == []
    assert line.to_send() is None
    assert (line.close_code, line.close_reason) == (1012, "server restarting")

"""The transition table at the top of pystream/protocol/line.py, entry by entry."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pystream import wire
from pystream.protocol.line import Line, State

HELLO = '["hello",1,"c0ffee",""]'


def sent(line: Line) -> list[Any]:
    return [json.loads(message) for message in line.to_send()]


def opened(max_calls: int = 8) -> Line:
    line = Line(max_calls)
    assert line.receive(HELLO) == [wire.Hello(1, "c0ffee", "")]
    assert line.to_send() == []
    return line


def call(id: int) -> str:
    return json.dumps(["call", id, "chat.say", ["hi"]])


def test_a_line_waits_for_hello_and_opens_with_it() -> None:
    line = Line(8)
    assert line.state is State.WAITING
    line.receive(HELLO)
    assert line.state is State.OPEN


def test_a_hello_of_another_version_is_refused_and_closes_with_4409() -> None:
    line = Line(8)
    assert line.receive('["hello",2]') == []
    assert sent(line) == [
        ["refuse", "version", "this server speaks version 1, the page version 2; reload it"]
    ]
    assert (line.state, line.close_code) == (State.CLOSED, 4409)


@pytest.mark.parametrize("first", [call(1), '["cancel",1]', '["ping",1]', "{", b"x", "[]", '["bye"]'])
def test_anything_before_hello_is_refused_and_closes_with_4400(first: str | bytes) -> None:
    line = Line(8)
    assert line.receive(first) == []
    assert [frame[:2] for frame in sent(line)] == [["refuse", "hello"]]
    assert (line.state, line.close_code) == (State.CLOSED, 4400)


def test_a_second_hello_is_refused_and_the_line_stays_open() -> None:
    line = opened()
    assert line.receive(HELLO) == []
    assert sent(line)[0][:2] == ["refuse", "frame"]
    assert line.state is State.OPEN


def test_a_call_is_handed_out_and_its_answer_sent_once() -> None:
    line = opened()
    [taken] = line.receive(call(1))
    assert isinstance(taken, wire.Call)
    assert (taken.id, taken.action, bytes(taken.args)) == (1, "chat.say", b'["hi"]')
    line.send(wire.Reply(1, wire.msgspec.Raw(b"true")))
    line.send(wire.Reply(1, wire.msgspec.Raw(b"false")))
    assert sent(line) == [["reply", 1, True]]


def test_an_id_in_flight_is_refused_and_free_again_after_its_answer() -> None:
    line = opened()
    line.receive(call(1))
    assert line.receive(call(1)) == []
    assert sent(line)[0][:2] == ["refuse", "frame"]
    line.send(wire.Fail(1, "Denied", wire.msgspec.Raw(b"[]")))
    assert len(line.receive(call(1))) == 1


def test_more_calls_than_allowed_are_refused_until_one_is_answered() -> None:
    line = opened(max_calls=2)
    line.receive(call(1))
    line.receive(call(2))
    assert line.receive(call(3)) == []
    [[kind, number, error, [text]]] = sent(line)
    assert (kind, number, error) == ("fail", 3, "Denied")
    assert "2 calls are in flight, the most allowed" in text
    line.send(wire.Reply(1, wire.msgspec.Raw(b"1")))
    assert len(line.receive(call(3))) == 1


def test_a_cancelled_call_is_handed_out_as_cancel_and_never_answered() -> None:
    line = opened()
    line.receive(call(1))
    assert line.receive('["cancel",1]') == [wire.Cancel(1)]
    line.send(wire.Reply(1, wire.msgspec.Raw(b"1")))
    assert line.to_send() == []


def test_a_cancel_that_crosses_the_answer_is_nothing() -> None:
    line = opened()
    assert line.receive('["cancel",1]') == []
    assert line.to_send() == []


def test_ping_is_answered_by_pong_with_its_stamp() -> None:
    line = opened()
    assert line.receive('["ping",12.5]') == []
    assert sent(line) == [["pong", 12.5]]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ('["ping",1', "json"),
        ("nonsense", "json"),
        ("", "json"),
        ("\ud800", "json"),
        ("[" * 5000, "json"),
        ("{}", "frame"),
        ("[]", "frame"),
        ('["bye",1]', "frame"),
        ('["call"]', "frame"),
        ('["call","1","a"]', "frame"),
        ('["ping","soon"]', "frame"),
        ('["ping",1,2]', "frame"),
        ('["reply",1,2]', "frame"),
        (b'["ping",1]', "frame"),
    ],
)
def test_a_bad_message_is_refused_and_the_line_stays_open(message: str | bytes, code: str) -> None:
    line = opened()
    assert line.receive(message) == []
    [refusal] = sent(line)
    assert refusal[:2] == ["refuse", code]
    assert line.state is State.OPEN
    assert len(line.receive(call(1))) == 1


@pytest.mark.parametrize("arguments", ['["\\ud800"]', "[" * 5000 + "]" * 5000])
def test_a_call_whose_arguments_no_json_reader_takes_is_failed_by_its_id(arguments: str) -> None:
    line = opened()
    assert line.receive(f'["call",7,"chat.say",{arguments}]') == []
    [[kind, id, error, [text]]] = sent(line)
    assert (kind, id, error) == ("fail", 7, "Invalid")
    assert text.startswith("the arguments are nested too deep, or hold text that is not Unicode")
    assert line.in_flight == set()


def test_an_id_of_any_size_is_taken_and_named_without_printing_it() -> None:
    line = opened()
    huge = "9" * 4000
    assert len(line.receive(f'["call",{huge},"a"]')) == 1
    line.receive(f'["call",{huge},"a"]')
    assert "of that id" in sent(line)[0][2]


def test_a_closed_line_takes_and_sends_nothing_more() -> None:
    line = opened()
    line.receive(call(1))
    line.receive('["ping",1]')
    line.close(1012, "server restarting")
    line.close(1000, "again")
    assert sent(line) == [["pong", 1.0]]
    line.send(wire.Reply(1, wire.msgspec.Raw(b"1")))
    assert line.receive(call(2)) == []
    assert line.to_send() == []
    assert (line.close_code, line.close_reason) == (1012, "server restarting")
    assert line.in_flight == set()

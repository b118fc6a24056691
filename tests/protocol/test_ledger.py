"""What becomes of a tab's calls: the table of ledger.py, and a browser over a line that breaks anywhere."""

from __future__ import annotations

from collections import deque

from hypothesis import given, settings
from hypothesis import strategies as st

from pystream.protocol.ledger import STREAM_WINDOW, Ledger


def ledger(most_answers: int = 100, most_bytes: int = 10_000) -> Ledger:
    return Ledger(most_answers, most_bytes)


def test_a_call_is_taken_once_and_ids_only_go_up() -> None:
    calls = ledger()
    assert calls.take(1)
    assert not calls.take(1)
    assert calls.take(5)
    assert not calls.take(3)
    assert (calls.taken, calls.in_flight) == (5, {1, 5})


def test_a_call_is_answered_once_and_not_after_its_cancel() -> None:
    calls = ledger()
    calls.take(1)
    calls.take(2)
    assert calls.answer(1, b"one")
    assert not calls.answer(1, b"again")
    assert calls.cancel(2)
    assert not calls.cancel(2)
    assert not calls.answer(2, b"two")
    assert calls.kept() == [(1, b"one")]


def test_answers_are_kept_until_they_were_heard() -> None:
    calls = ledger()
    for id in (1, 2, 3):
        calls.take(id)
        calls.answer(id, b"%d" % id)
    calls.heard(2)
    calls.heard(1)  # an older count changes nothing
    assert calls.kept() == [(3, b"3")]
    calls.heard(99)
    assert calls.kept() == []


def test_a_browser_that_returns_gets_what_it_lacks_and_no_more() -> None:
    calls = ledger()
    for id in range(1, 7):
        calls.take(id)
    for id in (2, 1, 4):
        calls.answer(id, b"%d" % id)
    # It heard the answer to 2, gave 3 up, and sent 7, which never came.
    owed = calls.resume([(1, 0), (4, 0), (5, 0), (6, 0), (7, 0)])
    assert (owed.again, owed.lost, owed.unwanted) == ([b"1", b"4"], [], [3])
    calls.heard(2)
    assert calls.kept() == []


def test_an_answer_that_is_no_longer_kept_is_lost_and_said_so() -> None:
    calls = ledger(most_answers=2)
    for id in (1, 2, 3):
        calls.take(id)
        calls.answer(id, b"x")
    owed = calls.resume([(1, 0), (2, 0), (3, 0)])
    assert (owed.again, owed.lost) == ([b"x", b"x"], [1])


def test_answers_are_bounded_in_bytes_but_one_is_always_kept() -> None:
    calls = ledger(most_bytes=10)
    for id, size in ((1, 6), (2, 6), (3, 50)):
        calls.take(id)
        calls.answer(id, b"x" * size)
        assert [kept for kept, _ in calls.kept()] == [id]


def test_counts_of_heard_answers_hold_when_old_ones_were_dropped() -> None:
    calls = ledger(most_answers=2)
    for id in (1, 2, 3):
        calls.take(id)
        calls.answer(id, b"%d" % id)
    calls.heard(2)
    assert calls.kept() == [(3, b"3")]


def test_a_stream_keeps_its_items_until_they_were_used_up() -> None:
    calls = ledger()
    calls.take(1)
    for number in range(4):
        assert calls.room(1) == STREAM_WINDOW - number
        assert calls.item(1, b"%d" % number)
    calls.more(1, 2)
    assert calls.room(1) == STREAM_WINDOW - 2
    assert calls.resume([(1, 3)]).again == [b"3"]
    calls.answer(1, b"end")
    assert calls.resume([(1, 2)]).again == [b"2", b"3", b"end"]
    assert calls.resume([]).again == []
    assert not calls.item(1, b"late")


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_over_a_line_that_breaks_anywhere_each_call_runs_once_and_is_answered_once(
    data: st.DataObject,
) -> None:
    """Messages are cut off on either side at any moment; both sides go as docs/wire.md says."""
    server = ledger()
    to_server: deque[tuple[str, int]] = deque()
    to_browser: deque[tuple[int, bytes]] = deque()
    queued = deque(range(1, 9))  # calls of the app
    sent: dict[int, int] = {}  # id -> call
    runs: dict[int, int] = {}
    settled: dict[int, bytes] = {}
    call_of: dict[int, int] = {}
    last_id = heard = 0

    def send_queued() -> None:
        nonlocal last_id
        while queued:
            last_id += 1
            sent[last_id] = call_of[last_id] = queued.popleft()
            to_server.append(("call", last_id))

    def browser_takes() -> None:
        nonlocal heard
        id, frame = to_browser.popleft()
        heard += 1
        if id in sent:
            app_call = sent.pop(id)
            assert app_call not in settled
            settled[app_call] = frame
        if data.draw(st.booleans()):
            to_server.append(("heard", heard))

    def server_takes() -> None:
        kind, number = to_server.popleft()
        if kind == "heard":
            server.heard(number)
        elif server.take(number):
            runs[call_of[number]] = runs.get(call_of[number], 0) + 1

    def server_answers() -> None:
        id = data.draw(st.sampled_from(sorted(server.in_flight)))
        frame = b"answer to %d" % call_of[id]
        if server.answer(id, frame):
            to_browser.append((id, frame))

    def breaks() -> None:
        nonlocal heard
        to_server.clear()
        to_browser.clear()
        heard = 0
        again = [id for id in sent if id > server.taken]
        owed = server.resume([(id, 0) for id in sent])
        assert owed.lost == owed.unwanted == []
        for frame in owed.again:
            to_browser.append((next(id for id in sent if frame == b"answer to %d" % call_of[id]), frame))
        for id in reversed(again):
            queued.appendleft(sent.pop(id))
        send_queued()

    send_queued()
    for _ in range(60):
        moves = [breaks] if data.draw(st.integers(0, 9)) == 0 else []
        moves += [browser_takes] if to_browser else []
        moves += [server_takes] if to_server else []
        moves += [server_answers] if server.in_flight else []
        if not moves:
            break
        data.draw(st.sampled_from(moves))()
    breaks()
    while to_server or to_browser or server.in_flight:
        if to_server:
            server_takes()
        elif server.in_flight:
            server_answers()
        else:
            browser_takes()
    assert runs == dict.fromkeys(range(1, 9), 1)
    assert settled == {number: b"answer to %d" % number for number in range(1, 9)}

"""One suite for every backend: the store, the log of events, the bus."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import Callable

import pytest
from backend_harness import Ears, numbers, record, started
from harness import RedisServer, eventually

from pystream.backends.deadlines import Deadlines
from pystream.backends.memory import MemoryBackend
from pystream.backends.rates import Rates
from pystream.backends.redis import RedisBackend
from pystream.server.errors import Changed, StartError, Unreachable
from pystream.server.store import Backend, Position


async def test_a_value_is_what_was_last_put(backend: Backend) -> None:
    async with started(backend):
        assert await backend.get("k") is None
        await backend.put("k", b"1", 60)
        await backend.put("k", b"\x00\xff", 60)
        assert await backend.get("k") == b"\x00\xff"


async def test_a_record_keeps_its_other_fields_when_some_change(backend: Backend) -> None:
    async with started(backend):
        assert await backend.fields("r") == {}
        await backend.change("r", {"a": b"1", "b": b"2"}, 60, "t", b"")
        await backend.change("r", {"a": None, "c": b"3"}, 60, "t", b"")
        assert await backend.fields("r") == {"b": b"2", "c": b"3"}


async def test_an_entry_expires_unless_it_is_kept(backend: Backend) -> None:
    async with started(backend):
        await backend.put("gone", b"1", 0.05)
        await backend.put("kept", b"1", 0.05)
        await backend.keep(["kept", "missing"], 60)

        async def is_gone() -> None:
            while await backend.get("gone") is not None:  # noqa: ASYNC110  # expiry has no event
                await asyncio.sleep(0.02)

        await asyncio.wait_for(is_gone(), 5)
        assert await backend.get("kept") == b"1"
        assert await backend.get("missing") is None


async def test_a_subscription_stands_when_subscribe_returns(backend: Backend) -> None:
    ears = Ears()
    async with started(backend, ears):
        for number in range(20):
            await backend.subscribe(f"t{number}")
            assert await backend.publish(f"t{number}", b"x") == 1
        await eventually(lambda: len(ears.heard) == 20)


async def test_messages_arrive_in_the_order_of_the_publishes(backend: Backend) -> None:
    ears = Ears()
    async with started(backend, ears):
        await backend.subscribe("t")
        sent = [backend.publish("t", b"%d" % number) for number in range(500)]
        await asyncio.gather(*sent)
        await eventually(lambda: len(ears.heard) == 500)
        assert ears.heard == [("t", b"%d" % number) for number in range(500)]


async def test_a_topic_is_no_longer_heard_after_unsubscribe(backend: Backend) -> None:
    ears = Ears()
    async with started(backend, ears):
        await backend.subscribe("a", "b")
        backend.unsubscribe("a", "unknown")
        await backend.subscribe("c")  # behind the unsubscribe, so that one has arrived too
        assert await backend.publish("a", b"x") == 0
        await backend.subscribe("a")
        assert await backend.publish("a", b"y") == 1
        await eventually(lambda: ears.heard == [("a", b"y")])


async def test_many_subscribe_to_one_topic_at_once(backend: Backend) -> None:
    async with started(backend):
        await asyncio.gather(*(backend.subscribe("t", f"own{number}") for number in range(50)))
        assert await backend.publish("t", b"x") == 1


async def test_a_change_is_published_with_the_record(backend: Backend) -> None:
    ears = Ears()
    async with started(backend, ears):
        await backend.subscribe("t")
        assert await backend.change("r", {"a": b"1"}, 60, "t", b"changed") == 1
        await eventually(lambda: ears.heard == [("t", b"changed")])


async def test_a_change_of_what_is_not_as_expected_writes_nothing_and_says_which(backend: Backend) -> None:
    ears = Ears()
    async with started(backend, ears):
        await backend.subscribe("t")
        await backend.change("r", {"a": b"1", "b": b"-"}, 60, "t", b"first", {"a": None, "b": None})
        for wrong, expected in [
            (("a",), {"a": b"2", "b": b"-"}),
            (("a", "b"), {"a": b"", "b": b"=-", "c": None}),
            (("b", "c"), {"a": b"1", "b": None, "c": b"-"}),
        ]:
            with pytest.raises(Changed) as caught:
                await backend.change("r", {"a": b"9", "c": b"9"}, 60, "t", b"no", expected)
            assert caught.value.fields == wrong
        assert await backend.fields("r") == {"a": b"1", "b": b"-"}
        await backend.change("r", {"a": None, "b": b""}, 60, "t", b"then", {"a": b"1", "c": None})
        await backend.change("r", {"a": b"\x00\xff"}, 60, "t", b"last", {"a": None, "b": b""})
        assert await backend.fields("r") == {"a": b"\x00\xff", "b": b""}
        await eventually(lambda: [message for _, message in ears.heard] == [b"first", b"then", b"last"])


async def test_of_many_who_expect_the_same_one_writes(backend: Backend) -> None:
    """A counter: each reads, adds one, and begins again when somebody else was first."""

    async def add() -> None:
        while True:
            before = (await backend.fields("r")).get("n")
            after = b"%d" % (int(before or 0) + 1)
            with contextlib.suppress(Changed):
                await backend.change("r", {"n": after}, 60, "t", b"", {"n": before})
                return

    async with started(backend):
        await asyncio.gather(*(add() for _ in range(30)))
        assert await backend.fields("r") == {"n": b"30"}


async def test_what_is_no_text_fails_its_caller_alone(backend: Backend) -> None:
    async with started(backend):
        results = await asyncio.gather(
            backend.put("a", b"1", 60),
            backend.change("r", {"\ud800": b"1"}, 60, "t", b""),
            backend.put("session:\ud800", b"1", 60),
            backend.put("b", b"2", 60),
            return_exceptions=True,
        )
        assert (results[0], results[3]) == (None, None)
        assert (await backend.get("a"), await backend.get("b")) == (b"1", b"2")


async def test_a_renamed_record_is_elsewhere_and_leaves_what_was_said(backend: Backend) -> None:
    ears = Ears()
    async with started(backend, ears):
        await backend.subscribe("t")
        await backend.change("old", {"a": b"1", "b": b"2"}, 60, "x", b"")
        await backend.change("new", {"stale": b"1"}, 60, "x", b"")
        changes = {"a": None, "c": b"3"}
        assert await backend.rename("old", "new", changes, 60, "t", b"moved", {"moved": b"new"}) == 1
        assert await backend.fields("new") == {"b": b"2", "c": b"3"}
        assert await backend.fields("old") == {"moved": b"new"}
        with pytest.raises(Changed):
            await backend.change("old", {"late": b"1"}, 60, "t", b"", {"moved": None})
        await backend.rename("new", "newer", {}, 60, "t", b"again")
        assert (await backend.fields("new"), await backend.fields("newer")) == ({}, {"b": b"2", "c": b"3"})
        await backend.rename("none", "begun", {"a": b"1"}, 60, "t", b"begun")
        assert (await backend.fields("none"), await backend.fields("begun")) == ({}, {"a": b"1"})
        await eventually(lambda: [message for _, message in ears.heard] == [b"moved", b"again", b"begun"])


async def test_a_rename_expects_what_it_is_told_to(backend: Backend) -> None:
    ears = Ears()
    async with started(backend, ears):
        await backend.subscribe("t")
        await backend.change("old", {"a": b"1"}, 60, "x", b"")
        left = {"moved": b"new"}
        wrong: dict[str, bytes | None] = {"a": b"2", "b": b"3", "moved": None}
        with pytest.raises(Changed) as caught:
            await backend.rename("old", "new", {}, 60, "t", b"no", left, expected=wrong)
        assert caught.value.fields == ("a", "b")
        assert (await backend.fields("old"), await backend.fields("new")) == ({"a": b"1"}, {})
        moves = [
            backend.rename("old", f"new{n}", {}, 60, "t", b"%d" % n, left, expected={"moved": None})
            for n in range(9)
        ]
        results = await asyncio.gather(*moves, return_exceptions=True)
        assert [type(result) for result in results].count(Changed) == 8
        await eventually(lambda: len(ears.heard) == 1)


async def test_no_change_is_lost_by_a_rename_beside_it(backend: Backend) -> None:
    async def add(number: int) -> None:
        """As a worker does that has not heard of the move."""
        field = {f"f{number}": b"1"}
        try:
            await backend.change("old", field, 60, "t", b"", {"moved": None})
        except Changed:
            await backend.change("new", field, 60, "t", b"")

    async with started(backend):
        rename = backend.rename("old", "new", {}, 60, "t", b"", {"moved": b"new"})
        steps = [add(number) for number in range(40)]
        await asyncio.gather(*steps[:20], rename, *steps[20:])
        assert sorted(await backend.fields("new")) == sorted(f"f{number}" for number in range(40))
        assert await backend.fields("old") == {"moved": b"new"}


async def test_tokens_are_taken_until_none_is_left_and_come_back(backend: Backend) -> None:
    async with started(backend):
        waits = [await backend.allow("rate:a", 0.1, 3) for _ in range(4)]
        assert waits[:3] == [0.0, 0.0, 0.0]
        assert 9.0 < waits[3] <= 10.0
        assert await backend.allow("rate:b", 0.1, 3) == 0.0
        assert await backend.allow("rate:c", 20.0, 1) == 0.0
        while wait_s := await backend.allow("rate:c", 20.0, 1):
            assert wait_s <= 0.05
            await asyncio.sleep(wait_s)


async def test_no_token_is_given_twice(backend: Backend) -> None:
    async with started(backend):
        waits = await asyncio.gather(*(backend.allow("rate:a", 0.01, 7) for _ in range(50)))
        assert waits.count(0.0) == 7


async def test_a_kept_event_is_published_with_its_place(backend: Backend) -> None:
    ears = Ears()
    async with started(backend, ears):
        await backend.subscribe("t")
        for number in (7, 8):
            await record(backend, number)
        await eventually(lambda: len(ears.heard) == 2)
        first, second = (json.loads(message) for _, message in ears.heard)
        assert first[:4] == ["event", "a.x", 7, "t"]
        assert (first[5], second[5]) == (1, 2)
        assert first[4] == second[4] != ""
        [past] = await backend.past([("t", None)])
        assert past == (Position(first[4], 2), [])


async def test_the_past_is_what_came_after_a_place_in_order_over_all_events(backend: Backend) -> None:
    async with started(backend):
        assert await backend.past([("t", Position("", 0))]) == [(Position("", 0), [])]
        for number in range(4):
            await record(backend, number, event="a.x" if number % 2 else "a.y", keep=10)
        await record(backend, 99, topic="other")
        [(position, frames)] = await backend.past([("t", Position("", 0))])
        assert (position.offset, numbers(frames)) == (4, [0, 1, 2, 3])
        epoch = position.epoch
        wanted = [("t", Position(epoch, 2)), ("t", position), ("other", Position("", 0)), ("none", None)]
        pasts = await backend.past(wanted)
        assert [numbers(past.frames) for past in pasts] == [[2, 3], [], [99], []]


async def test_a_past_with_a_hole_is_told_as_such(backend: Backend) -> None:
    async with started(backend):
        for number in range(4):
            await record(backend, number)
        await record(backend, 50, event="a.rare")
        [(position, whole)] = await backend.past([("t", None)])
        assert whole == []
        after = [("t", Position(position.epoch, offset)) for offset in range(6)]
        assert [numbers(past.frames) for past in await backend.past(after)] == [
            None, [1, 2, 3, 50], [2, 3, 50], [3, 50], [50], [],
        ]  # fmt: skip
        strangers = [("t", Position("another", 5)), ("unknown", Position("another", 5))]
        assert [past.frames for past in await backend.past(strangers)] == [None, None]


async def test_events_that_expired_are_a_hole_only_for_who_missed_them(
    make: Callable[[float], Backend],
) -> None:
    backend = make(0.05)
    async with started(backend):
        await record(backend, 1)
        [(position, _)] = await backend.past([("t", None)])

        async def are_gone() -> None:
            while (await backend.past([("t", Position("", 0))]))[0].frames is not None:  # noqa: ASYNC110
                await asyncio.sleep(0.02)

        await asyncio.wait_for(are_gone(), 5)
        assert (await backend.past([("t", position)]))[0] == (position, [])
        await record(backend, 2)
        [(later, frames)] = await backend.past([("t", position)])
        assert (later.epoch, later.offset, numbers(frames)) == (position.epoch, 2, [2])


async def test_a_taken_value_is_gone(backend: Backend) -> None:
    async with started(backend):
        await backend.put("k", b"1", 60)
        assert await backend.take("k") == b"1"
        assert await backend.take("k") is None
        assert await backend.get("k") is None


async def test_memory_forgets_expired_entries() -> None:
    now = 0.0
    backend = MemoryBackend(60.0, clock=lambda: now)
    await backend.put("k", b"1", 10)
    now = 9.0
    assert await backend.get("k") == b"1"
    now = 11.0
    assert await backend.get("k") is None


def test_rates_remember_only_keys_that_have_spent() -> None:
    now = 100.0
    rates = Rates(lambda: now)
    for number in range(1000):
        assert rates.allow(f"k{number}", 1.0, 2) == 0.0
    assert len(rates) == 1000
    assert rates.allow("k0", 1.0, 2) == 0.0
    assert rates.allow("k0", 1.0, 2) == 1.0
    now += 0.25
    assert rates.allow("k0", 1.0, 2) == 0.75
    now += 0.75
    assert rates.allow("k0", 1.0, 2) == 0.0
    now += 3
    for _ in range(20):
        rates.allow("again", 1000.0, 100)
    assert len(rates) == 1


def test_deadlines_go_in_bounded_pieces_and_by_the_last_that_was_set() -> None:
    deadlines = Deadlines()
    for number in range(250):
        deadlines.set(f"k{number}", 1.0)
    deadlines.set("k7", 5.0)
    assert [len(list(deadlines.passed(2.0))) for _ in range(4)] == [100, 100, 49, 0]
    assert (len(deadlines), deadlines.get("k7"), deadlines.get("k8")) == (1, 5.0, 0.0)
    deadlines.set("k7", 3.0)
    assert list(deadlines.passed(6.0)) == ["k7"]


async def test_two_prefixes_on_one_redis_do_not_meet(redis_server: RedisServer) -> None:
    here, there = (RedisBackend(redis_server.url, f"{secrets.token_hex(4)}:", 60.0) for _ in range(2))
    ears = Ears()
    async with started(here), started(there, ears):
        await there.subscribe("t")
        await here.put("k", b"1", 60)
        assert await here.publish("t", b"x") == 0
        assert await here.change("r", {"a": b"1"}, 60, "t", b"x") == 0
        assert await here.rename("r", "s", {}, 60, "t", b"x") == 0
        await record(here, 1)
        assert await here.allow("rate:a", 0.01, 1) == 0.0
        assert await there.get("k") is None
        assert await there.fields("s") == {}
        assert await there.past([("t", Position("", 0))]) == [(Position("", 0), [])]
        assert await there.allow("rate:a", 0.01, 1) == 0.0
        assert await there.publish("t", b"own") == 1
        await eventually(lambda: ears.heard == [("t", b"own")])


async def test_redis_that_is_not_there_is_told_at_start() -> None:
    backend = RedisBackend("redis://:secret@127.0.0.1:1/0", "p:", 60.0)
    with pytest.raises(Unreachable, match=r"Redis at redis://127\.0\.0\.1:1/0 does not answer") as caught:
        await backend.start(Ears().deliver, Ears().after_a_gap)
    assert "secret" not in str(caught.value)
    await backend.close()


def test_a_url_of_another_kind_is_refused() -> None:
    with pytest.raises(StartError, match="redis://"):
        RedisBackend("http://127.0.0.1", "p:", 60.0)


async def test_a_restarted_redis_is_followed_again_and_the_gap_told(
    own_redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "pystream.redis")
    ears = Ears()
    async with started(RedisBackend(own_redis.url, "p:", 60.0), ears) as backend:
        await backend.subscribe("a", "b")
        own_redis.stop()
        await eventually(lambda: "is lost" in caplog.text)
        with pytest.raises(Unreachable):
            await backend.publish("a", b"x")
        with pytest.raises(Unreachable):
            await backend.subscribe("c")
        with pytest.raises(Unreachable):
            await backend.get("k")
        backend.unsubscribe("b", "c")
        own_redis.start()
        await eventually(lambda: ears.missed == 1)
        assert await backend.publish("a", b"back") == 1
        assert await backend.publish("b", b"no") == 0
        await eventually(lambda: ears.heard == [("a", b"back")])
        assert "is back; 1 topics are followed again" in caplog.text


async def test_a_place_that_the_log_has_not_reached_is_a_gap(backend: Backend) -> None:
    """As after a failover that lost the last events: who heard them must not ignore the next."""
    async with started(backend):
        await backend.record("t", "e", 10, b'["event","e",1,"t"')
        [past] = await backend.past([("t", None)])
        assert past.position.offset == 1
        [past] = await backend.past([("t", Position(past.position.epoch, 3))])
        assert (past.position.offset, past.frames) == (1, None)

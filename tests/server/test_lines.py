"""What survives a broken line: calls, events, streams; on memory and on Redis, on one worker and on two.

All over websockets, and over events and POSTs.
"""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest
from harness import Failure, Project, RedisServer, Serve, Server, Tab, eventually

from pystream import wire

COOKIE = "s" * 43

SERVER = """
    import asyncio
    from collections.abc import AsyncIterator
    from pystream import Event, action, publish, session, stream, tracked

    message = Event[int](keep=5)
    other = Event[int](keep=100)
    unkept = Event[int]()
    pointer = Event[int](volatile=True)
    ran: list[int] = []
    ended: list[str] = []
    gate = asyncio.Event()

    @action
    async def login(user: str) -> None:
        await session.login(user)

    @action
    def add(number: int) -> int:
        ran.append(number)
        return number

    @action
    async def wait(number: int) -> int:
        ran.append(number)
        try:
            await gate.wait()
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise
        return number

    @action
    def open_gate() -> None:
        gate.set()

    @action
    async def join(room: str) -> None:
        await session.subscribe(room)

    @action
    async def leave(room: str) -> None:
        await session.unsubscribe(room)

    @action
    async def say(room: str, number: int) -> None:
        await publish.channel(room, message, number)

    @action
    async def say_other(room: str, number: int) -> None:
        await publish.channel(room, other, number)

    @action
    async def tell(number: int) -> None:
        await publish.all(unkept, number)

    @stream
    async def count(to: int) -> AsyncIterator[int]:
        try:
            for number in range(to):
                yield number
        finally:
            ended.append("count")

    @stream
    async def gated(after: str | None = None) -> AsyncIterator[int]:
        start = 0 if after is None else int(after) + 1
        for number in range(start, start + 3):
            yield tracked(number, str(number))
        await gate.wait()
        raise ValueError("no more")

    @stream
    async def wrong() -> AsyncIterator[int]:
        yield "text"
"""


@pytest.fixture
def app(project: Project) -> Project:
    project.write(app=SERVER)
    return project


@pytest.fixture(params=["websocket", "events"])
def serve(serve: Serve, request: pytest.FixtureRequest) -> Serve:
    """As for all suites, with each transport; POSTs go to the server that was started last."""
    started: list[Server] = []

    async def start(**settings: Any) -> Server:
        started.append(await serve(**settings))
        if request.param == "events":
            for server in started:
                server.takes_posts = started[-1] if settings.get("redis") else server
        return started[-1]

    return start


def module(server: Server) -> Any:
    """The app's module as this server loaded it; another one of the process has its own."""
    function = server.app.ctx.hub.dispatcher.endpoints["app.add"].function
    return SimpleNamespace(**{name: function.__globals__[name] for name in ("ran", "ended", "gate")})


async def lasting_tab(server: Server) -> Tab:
    """A tab that a stopping server meets open."""
    return await server.tab(cookie=COOKIE, lasts=True)


@pytest.fixture(params=["memory", "redis, one worker", "redis, two workers"])
async def pair(
    request: pytest.FixtureRequest, app: Project, serve: Serve, redis_server: RedisServer
) -> tuple[Server, Server]:
    """Where a tab is, and where it comes back to."""
    redis = "" if request.param == "memory" else redis_server.url
    first = await serve(redis=redis)
    return (first, await serve(redis=redis)) if "two" in request.param else (first, first)


async def answer(tab: Tab, id: int) -> Any:
    async with asyncio.timeout(5):
        return await tab._answers[id]


async def kinds(tab: Tab, count: int) -> list[wire.FromServer]:
    async with asyncio.timeout(5):
        return [await tab.others.get() for _ in range(count)]


async def test_an_answer_that_was_lost_with_the_line_comes_with_the_next(pair: tuple[Server, Server]) -> None:
    first, second = pair
    tab = await first.tab(cookie=COOKIE)
    first_module = module(first)
    tab.socket.transport.pause_reading()
    await tab.begin("app.add", 7)
    await tab.begin("app.wait", 8)
    await eventually(lambda: first_module.ran[-2:] == [7, 8])
    await tab.drop()
    back = await second.tab(cookie=COOKIE, resume=tab.welcome.resume, waiting=[(1, 0), (2, 0), (3, 0)])
    assert (back.welcome.resumed, back.welcome.taken) == (True, 2)
    assert back.welcome.client == tab.welcome.client
    assert await answer(back, 1) == 7
    first_module.gate.set()
    assert await answer(back, 2) == 8
    assert first_module.ran.count(7) == first_module.ran.count(8) == 1


async def test_calls_go_on_while_the_tab_is_away_and_end_when_it_left(app: Project, serve: Serve) -> None:
    server = await serve()
    tab, leaver = await server.tab(cookie=COOKIE), await server.tab()
    for one in (tab, leaver):
        await one.begin("app.wait", 1)
    await eventually(lambda: module(server).ran == [1, 1])
    await tab.drop()
    await leaver.close()
    await eventually(lambda: module(server).ended == ["cancelled"])
    back = await server.tab(cookie=COOKIE, resume=tab.welcome.resume, waiting=[(1, 0)])
    module(server).gate.set()
    assert await answer(back, 1) == 1


async def test_a_call_that_a_returning_tab_does_not_wait_for_is_stopped(pair: tuple[Server, Server]) -> None:
    first, second = pair
    tab = await first.tab(cookie=COOKIE)
    on_first = module(first)
    await tab.begin("app.wait", 1)
    await eventually(lambda: on_first.ran == [1])
    await tab.drop()
    await second.tab(cookie=COOKIE, resume=tab.welcome.resume)
    await eventually(lambda: on_first.ended == ["cancelled"])


async def test_a_call_is_cancelled_through_the_worker_that_has_the_tab(
    pair: tuple[Server, Server],
) -> None:
    first, second = pair
    tab = await first.tab(cookie=COOKIE)
    on_first = module(first)
    await tab.begin("app.wait", 1)
    await eventually(lambda: on_first.ran == [1])
    await tab.drop()
    back = await second.tab(cookie=COOKIE, resume=tab.welcome.resume, waiting=[(1, 0)])
    await back.socket.send('["cancel",1]')
    await eventually(lambda: on_first.ended == ["cancelled"])


async def test_a_second_line_of_a_tab_takes_the_place_of_the_first(pair: tuple[Server, Server]) -> None:
    first, second = pair
    tab = await first.tab(cookie=COOKIE)
    await tab.begin("app.wait", 1)
    on_first = module(first)
    await eventually(lambda: on_first.ran == [1])
    back = await second.tab(cookie=COOKIE, resume=tab.welcome.resume, waiting=[(1, 0)])
    assert (await tab.closed())[0] == 4410
    on_first.gate.set()
    assert await answer(back, 1) == 1
    assert await back.call("app.add", 2) == 2


async def test_a_tab_may_move_on_while_its_call_still_runs_on_the_first_worker(
    app: Project, serve: Serve, redis_server: RedisServer
) -> None:
    servers = [await serve(redis=redis_server.url)]
    tab = await servers[0].tab(cookie=COOKIE)
    on_first = module(servers[0])
    await tab.begin("app.wait", 5)
    await eventually(lambda: on_first.ran == [5])
    for _ in range(2):
        servers.append(await serve(redis=redis_server.url))
        await tab.drop()
        tab = await servers[-1].tab(cookie=COOKIE, resume=tab.welcome.resume, waiting=[(1, 0)])
        assert tab.welcome.taken == 1
    on_first.gate.set()
    assert await answer(tab, 1) == 5


async def test_a_server_that_stops_in_order_answers_what_it_took(
    app: Project, serve: Serve, store: dict[str, str]
) -> None:
    server = await serve(**store, drain_s=0.2)
    tab = await lasting_tab(server)
    waiting = await tab.begin("app.wait", 1)
    assert await tab.call("app.add", 2) == 2
    async with asyncio.TaskGroup() as group:
        group.create_task(server.stop())
        with pytest.raises(Failure, match=r"ConnectionLost.*the server stopped before the call ended"):
            await waiting
    assert (await tab.closed())[0] == 1012
    assert module(server).ended == ["cancelled"]


async def test_the_answers_of_a_server_that_stopped_are_found_by_the_next(
    app: Project, serve: Serve, redis_server: RedisServer
) -> None:
    first = await serve(redis=redis_server.url)
    tab = await first.tab(cookie=COOKIE)
    assert await tab.call("app.add", 2) == 2
    await tab.drop()
    await first.stop()
    second = await serve(redis=redis_server.url)
    back = await second.tab(cookie=COOKIE, resume=tab.welcome.resume, waiting=[(1, 0), (2, 0)])
    assert back.welcome.taken == 1
    assert await answer(back, 1) == 2


async def test_nobody_knows_the_calls_of_a_worker_that_was_killed(
    app: Project, serve: Serve, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await serve(redis=redis_server.url), await serve(redis=redis_server.url)
    tab = await first.tab(cookie=COOKIE)
    await tab.call("app.join", "lobby")
    monkeypatch.setattr("pystream.server.handover.ANSWER_S", 0.1)
    first.app.ctx.hub.handover.heard = lambda message: None  # as if it were gone
    await tab.drop()
    back = await second.tab(cookie=COOKIE, resume=tab.welcome.resume, waiting=[(1, 0)])
    assert (back.welcome.resumed, back.welcome.taken) == (True, -1)
    await back.call("app.say", "lobby", 3)
    assert (await back.event())[1] == 3


async def test_a_returning_tab_hears_what_it_missed_in_order_and_once(pair: tuple[Server, Server]) -> None:
    first, second = pair
    tab, talker = await first.tab(cookie=COOKIE), await second.tab()
    await tab.call("app.join", "lobby")
    [joined] = [
        frame for frame in await kinds(tab, 3) if isinstance(frame, wire.Joined) and "lobby" in frame.topic
    ]
    assert (joined.topic, joined.offset) == ("channel:lobby", 0)
    await talker.call("app.say", "lobby", 1)
    async with asyncio.timeout(5):
        heard = await tab.events.get()
    assert heard.offset == 1
    await tab.drop()
    for number in (2, 3):
        await talker.call("app.say", "lobby", number)
        await talker.call("app.say_other", "lobby", number * 10)
    await talker.call("app.tell", 99)
    positions = {"channel:lobby": (heard.epoch, heard.offset)}
    back = await second.tab(cookie=COOKIE, resume=tab.welcome.resume, positions=positions)
    await talker.call("app.say", "lobby", 4)
    events = [await back.event() for _ in range(5)]
    assert [(name.partition(".")[2], value) for name, value, _ in events] == [
        ("message", 2), ("other", 20), ("message", 3), ("other", 30), ("message", 4),
    ]  # fmt: skip
    assert back.events.empty()


async def test_a_tab_whose_line_nobody_saw_break_hears_what_it_missed(
    pair: tuple[Server, Server],
) -> None:
    first, second = pair
    tab, talker = await first.tab(cookie=COOKIE), await second.tab()
    await tab.call("app.join", "lobby")
    tab.socket.transport.pause_reading()  # as on a line that is half open
    for number in (1, 2):
        await talker.call("app.say", "lobby", number)
    positions = {"channel:lobby": ("", 0)}
    back = await second.tab(cookie=COOKIE, resume=tab.welcome.resume, positions=positions)
    again = await second.tab(cookie=COOKIE, resume=tab.welcome.resume, positions=positions)
    await talker.call("app.say", "lobby", 3)
    assert [(await again.event())[1] for _ in range(3)] == [1, 2, 3]
    assert (await back.closed())[0] == 4410


async def test_answers_that_are_lost_count_among_those_that_were_heard(app: Project, serve: Serve) -> None:
    server = await serve(max_calls_in_flight=2)
    tab = await server.tab(cookie=COOKIE)
    for number in range(4):
        assert await tab.call("app.add", number) == number
    await tab.drop()
    # It heard none of them; two are still kept.
    back = await server.tab(
        cookie=COOKIE, resume=tab.welcome.resume, waiting=[(id, 0) for id in (1, 2, 3, 4)]
    )
    for id in (1, 2):
        with pytest.raises(Failure, match="no longer kept"):
            await answer(back, id)
    assert [await answer(back, id) for id in (3, 4)] == [2, 3]
    [client] = server.app.ctx.hub._tabs.values()
    assert await back.call("app.add", 9) == 9
    await back.socket.send('["ping",1,4]')
    async with asyncio.timeout(5):
        await back.pongs.get()
    assert [id for id, _ in client.ledger.kept()] == [5]


async def test_a_tab_that_missed_more_than_is_kept_is_told(pair: tuple[Server, Server]) -> None:
    first, second = pair
    tab, talker = await first.tab(cookie=COOKIE), await second.tab()
    await tab.call("app.join", "lobby")
    await tab.drop()
    for number in range(6):  # one more than keep=5
        await talker.call("app.say", "lobby", number)
    back = await second.tab(cookie=COOKIE, resume=tab.welcome.resume, positions={"channel:lobby": ("", 0)})
    await back.call("app.say", "lobby", 6)
    assert (await back.event())[1] == 6
    gap, joined = [frame for frame in await kinds(back, 4) if "lobby" in frame.topic]  # type: ignore[union-attr]
    assert isinstance(gap, wire.Gap)
    assert isinstance(joined, wire.Joined)
    assert joined.offset == 6


async def test_a_line_that_takes_the_place_of_another_hears_what_that_one_lost(
    pair: tuple[Server, Server],
) -> None:
    first, second = pair
    tab, talker = await first.tab(cookie=COOKIE), await second.tab()
    await tab.call("app.join", "lobby")
    tab.socket.transport.pause_reading()  # as a network that is gone without a word
    for number in range(3):
        await talker.call("app.say", "lobby", number)
    back = await second.tab(cookie=COOKIE, resume=tab.welcome.resume, positions={"channel:lobby": ("", 0)})
    assert [(await back.event())[1] for _ in range(3)] == [0, 1, 2]


async def test_exactly_as_many_as_are_kept_are_no_gap(pair: tuple[Server, Server]) -> None:
    first, second = pair
    tab, talker = await first.tab(cookie=COOKIE), await second.tab()
    await tab.call("app.join", "lobby")
    await tab.drop()
    for number in range(5):
        await talker.call("app.say", "lobby", number)
    back = await second.tab(cookie=COOKIE, resume=tab.welcome.resume, positions={"channel:lobby": ("", 0)})
    assert [(await back.event())[1] for _ in range(5)] == [0, 1, 2, 3, 4]


async def test_a_tab_whose_record_is_gone_hears_what_it_missed_when_it_joins_again(
    app: Project, serve: Serve, store: dict[str, str]
) -> None:
    server = await serve(**store)
    tab, talker = await server.tab(cookie=COOKIE), await server.tab()
    await tab.call("app.join", "lobby")
    await talker.call("app.say", "lobby", 1)
    async with asyncio.timeout(5):
        heard = await tab.events.get()
    await tab.drop()
    await talker.call("app.say", "lobby", 2)
    back = await server.tab(cookie=COOKIE, positions={"channel:lobby": (heard.epoch, heard.offset)})
    assert not back.welcome.resumed
    await back.call("app.join", "lobby")
    assert (await back.event())[1] == 2


async def test_who_leaves_a_channel_is_told_and_hears_no_more(pair: tuple[Server, Server]) -> None:
    first, second = pair
    tab, talker = await first.tab(cookie=COOKIE), await second.tab()
    await tab.call("app.join", "lobby")
    await tab.call("app.leave", "lobby")
    assert wire.Left("channel:lobby") in await kinds(tab, 4)
    await talker.call("app.say", "lobby", 1)
    await talker.call("app.tell", 2)
    assert (await tab.event())[1] == 2


async def test_events_that_redis_lost_with_its_memory_are_a_gap(
    app: Project, serve: Serve, own_redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "pystream.redis")
    server = await serve(redis=own_redis.url)
    tab = await server.tab()
    await tab.call("app.join", "lobby")
    await tab.call("app.say", "lobby", 1)
    assert (await tab.event())[1] == 1
    await kinds(tab, 3)
    own_redis.stop()
    await eventually(lambda: "is lost" in caplog.text)
    own_redis.start()
    await eventually(lambda: "is back" in caplog.text)
    gap, joined = await kinds(tab, 2)
    assert (gap, joined) == (wire.Gap("channel:lobby"), wire.Joined("channel:lobby", "", 0))
    await tab.call("app.say", "lobby", 2)
    assert (await tab.event())[1] == 2


async def test_a_stream_gives_its_items_and_ends(pair: tuple[Server, Server]) -> None:
    tab = await pair[0].tab()
    assert await tab.call("app.count", 5) is None
    items = await items_of(tab, 5)
    assert [json.loads(bytes(item.value)) for item in items] == [0, 1, 2, 3, 4]


async def items_of(tab: Tab, count: int) -> list[wire.Item]:
    found: list[wire.Item] = []
    async with asyncio.timeout(5):
        while len(found) < count:
            frame = await tab.others.get()
            if isinstance(frame, wire.Item):
                found.append(frame)
    return found


async def test_a_stream_waits_until_its_items_are_used_up(app: Project, serve: Serve) -> None:
    tab = await (await serve()).tab()
    end = await tab.begin("app.count", 100)
    await items_of(tab, 32)
    assert await tab.call("app.add", 1) == 1
    assert tab.others.empty()
    await tab.socket.send('["more",1,32]')
    await items_of(tab, 32)
    await tab.socket.send('["more",1,64]')
    assert [json.loads(bytes(item.value)) for item in await items_of(tab, 32)] == list(range(64, 96))
    await tab.socket.send('["more",1,96]')
    assert len(await items_of(tab, 4)) == 4
    assert await end is None


async def test_a_stream_that_is_left_is_closed(app: Project, serve: Serve) -> None:
    server = await serve()
    tab = await server.tab()
    await tab.begin("app.count", 100)
    await items_of(tab, 32)
    await tab.socket.send('["cancel",1]')
    await eventually(lambda: module(server).ended == ["count"])
    assert await tab.call("app.add", 1) == 1


async def test_a_stream_fails_with_its_exception_after_its_items(app: Project, serve: Serve) -> None:
    server = await serve()
    tab = await server.tab()
    end = await tab.begin("app.gated")
    assert [item.cursor for item in await items_of(tab, 3)] == ["0", "1", "2"]
    module(server).gate.set()
    with pytest.raises(Failure, match="internal error"):
        await end
    with pytest.raises(Failure, match="Failed"):
        await tab.call("app.wrong")


async def test_a_stream_goes_on_over_a_broken_line_without_loss(app: Project, serve: Serve) -> None:
    server = await serve()
    tab = await server.tab(cookie=COOKIE)
    await tab.begin("app.count", 100)
    await items_of(tab, 32)
    await tab.drop()
    back = await server.tab(cookie=COOKIE, resume=tab.welcome.resume, waiting=[(1, 10)])
    await back.socket.send('["more",1,32]')
    values = [json.loads(bytes(item.value)) for item in await items_of(back, 54)]
    assert values == list(range(10, 64))


async def test_a_stream_of_another_worker_is_a_gap(
    app: Project, serve: Serve, redis_server: RedisServer
) -> None:
    first, second = await serve(redis=redis_server.url), await serve(redis=redis_server.url)
    tab = await first.tab(cookie=COOKIE)
    await tab.begin("app.gated")
    await items_of(tab, 3)
    await tab.drop()
    back = await second.tab(cookie=COOKIE, resume=tab.welcome.resume, waiting=[(1, 3)])
    with pytest.raises(Failure, match="Gap"):
        await answer(back, 1)
    await back.begin("app.gated", after="2")
    assert [json.loads(bytes(item.value)) for item in await items_of(back, 3)] == [3, 4, 5]


async def test_a_stopping_server_ends_its_streams_at_once(app: Project, serve: Serve) -> None:
    server = await serve(drain_s=60.0)
    tab = await lasting_tab(server)
    end = await tab.begin("app.gated")
    await items_of(tab, 3)
    async with asyncio.timeout(10):
        await server.stop()
    with pytest.raises(Failure, match="Gap"):
        await end
    assert (await tab.closed())[0] == 1012


async def test_a_peer_that_answers_no_ping_is_dropped(app: Project, serve: Serve) -> None:
    server = await serve(heartbeat_s=0.05)
    tab, deaf = await server.tab(), await server.tab()
    deaf.socket.transport.pause_reading()
    async with asyncio.timeout(5):
        while len(server.app.ctx.hub._connections) > 1:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert await tab.call("app.add", 1) == 1

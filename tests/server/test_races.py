"""Lines that break at the worst moment: each of these once lost or doubled something."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
import redis.asyncio
from harness import Project, RedisServer, Serve, Server, Tab, eventually

from pystream import wire
from pystream.backends.memory import MemoryBackend
from pystream.server.errors import Unreachable
from pystream.server.handover import Given, _decode
from pystream.server.store import Past, Position
from pystream.server.tallies import Tallies
from pystream.server.topics import Topics

COOKIE = "s" * 43

SERVER = """
    import asyncio
    from pystream import Event, action, publish, session

    message = Event[int](keep=100)
    ran: list[int] = []
    gate = asyncio.Event()

    @action
    def add(number: int) -> int:
        ran.append(number)
        return number

    @action
    async def wait(number: int) -> int:
        ran.append(number)
        await gate.wait()
        return number

    @action
    async def join(room: str) -> None:
        await session.subscribe(room)

    @action
    async def say(room: str, number: int) -> None:
        await publish.channel(room, message, number)
"""


@pytest.fixture
def app(project: Project) -> Project:
    project.write(app=SERVER)
    return project


def module(server: Server) -> SimpleNamespace:
    function = server.app.ctx.hub.dispatcher.endpoints["app.add"].function
    return SimpleNamespace(**{name: function.__globals__[name] for name in ("ran", "gate")})


async def back(server: Server, tab: Tab, *waiting: int, at: tuple[str, int] | None = None) -> Tab:
    positions = {"channel:lobby": at} if at else {}
    return await server.tab(
        cookie=COOKIE,
        resume=tab.welcome.resume,
        waiting=[(id, 0) for id in waiting],
        positions=positions,
    )


async def answer(tab: Tab, id: int) -> Any:
    async with asyncio.timeout(5):
        return await tab._answers[id]


async def says_hello(server: Server, tab: Tab) -> Any:
    """A line of which nobody waits for the welcome."""
    socket = await server.connect(additional_headers={"Cookie": f"pystream_session={COOKIE}"})
    await socket.send(f'["hello",{wire.VERSION},"","{tab.welcome.resume}",[[1,0]],{{}}]')
    return socket


@pytest.fixture
async def three(app: Project, serve: Serve, redis_server: RedisServer) -> list[Server]:
    return [await serve(redis=redis_server.url) for _ in range(3)]


async def test_what_went_to_a_dead_line_is_sent_again_on_the_one_that_takes_its_place(
    app: Project, serve: Serve, store: dict[str, str]
) -> None:
    server = await serve(**store)
    tab, talker = await server.tab(cookie=COOKIE), await server.tab()
    await tab.call("app.join", "lobby")
    await talker.call("app.say", "lobby", 1)  # to a line of which the browser knows already that it is dead
    again = await back(server, tab, at=("", 0))
    await talker.call("app.say", "lobby", 2)
    assert [(await again.event())[1] for _ in range(2)] == [1, 2]


async def test_a_line_that_breaks_while_it_is_opened_does_not_silence_the_next(
    app: Project, serve: Serve
) -> None:
    server = await serve()
    tab, talker = await server.tab(cookie=COOKIE), await server.tab()
    await tab.call("app.join", "lobby")
    await tab.drop()
    hub = server.app.ctx.hub
    await eventually(lambda: hub._tabs[tab.welcome.resume].connection is None)
    entered, gate, put = asyncio.Event(), asyncio.Event(), hub.backend.put

    async def slowly(*record: Any) -> None:
        entered.set()
        await gate.wait()
        await put(*record)

    hub.backend.put = slowly
    first = await says_hello(server, tab)
    await entered.wait()
    lines = len(hub._connections)
    opening = asyncio.create_task(back(server, tab, at=("", 0)))
    await eventually(lambda: len(hub._connections) > lines)
    first.transport.abort()
    await eventually(lambda: len(hub._connections) == lines)
    gate.set()
    again = await opening
    await talker.call("app.say", "lobby", 1)
    assert (await again.event())[1] == 1


async def test_an_answer_that_comes_right_behind_the_tab_is_not_lost(three: list[Server]) -> None:
    first, second, _ = three
    tab = await first.tab(cookie=COOKIE)
    await tab.begin("app.wait", 1)
    await eventually(lambda: module(first).ran == [1])
    await tab.drop()
    handover = second.app.ctx.hub.handover
    held, heard = [], handover.heard

    def together(message: bytes) -> None:
        held.append(message)
        if isinstance(_decode(message), Given):
            module(first).gate.set()
        else:
            for one in held:
                heard(one)

    handover.heard = together
    again = await back(second, tab, 1)
    assert again.welcome.taken == 1
    assert await answer(again, 1) == 1


async def test_a_tab_on_its_way_arrives_even_if_its_line_breaks(three: list[Server]) -> None:
    first, second, _ = three
    tab = await first.tab(cookie=COOKIE)
    await tab.begin("app.wait", 1)
    await eventually(lambda: module(first).ran == [1])
    await tab.drop()
    hub = second.app.ctx.hub
    held, heard = asyncio.Queue[bytes](), hub.handover.heard
    hub.handover.heard = held.put_nowait
    line = await says_hello(second, tab)
    given = await held.get()
    line.transport.abort()
    await eventually(lambda: not hub._connections)
    hub.handover.heard = heard
    heard(given)
    again = await back(second, tab, 1)
    assert again.welcome.taken == 1
    module(first).gate.set()
    assert await answer(again, 1) == 1


async def test_a_tab_is_found_while_it_is_on_its_way_to_another_worker(three: list[Server]) -> None:
    first, second, third = three
    tab = await first.tab(cookie=COOKIE)
    await tab.begin("app.wait", 1)
    await eventually(lambda: module(first).ran == [1])
    await tab.drop()
    handover = second.app.ctx.hub.handover
    held, heard = asyncio.Queue[bytes](), handover.heard
    handover.heard = held.put_nowait
    await says_hello(second, tab)
    given = await held.get()
    opening = asyncio.create_task(back(third, tab, 1))
    take = await held.get()  # the third is told by the first to ask the second
    handover.heard = heard
    heard(take)
    heard(given)
    again = await opening
    assert again.welcome.taken == 1
    module(first).gate.set()
    assert await answer(again, 1) == 1


async def test_calls_of_two_workers_are_answered_through_a_third(three: list[Server]) -> None:
    first, second, third = three
    tab = await first.tab(cookie=COOKIE)
    await tab.begin("app.wait", 1)
    await eventually(lambda: module(first).ran == [1])
    await tab.drop()
    moved = await back(second, tab, 1)
    await moved.begin("app.wait", 2)
    await eventually(lambda: module(second).ran == [2])
    await moved.drop()
    again = await back(third, tab, 1, 2)
    module(second).gate.set()
    assert await answer(again, 2) == 2
    module(first).gate.set()
    assert await answer(again, 1) == 1
    for server in three:
        await eventually(lambda server=server: server.app.ctx.hub.handover.moved() == [])


async def test_what_a_stopped_worker_left_is_not_taken_for_what_came_after(
    three: list[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = three
    tab = await first.tab(cookie=COOKIE)
    await tab.call("app.add", 1)
    await tab.drop()
    hub = first.app.ctx.hub
    await hub.handover.leave([hub.tab(tab.welcome.resume)])
    moved = await back(second, tab)
    await moved.call("app.add", 2)
    monkeypatch.setattr("pystream.server.handover.ANSWER_S", 0.1)
    second.app.ctx.hub.handover.heard = lambda message: None  # as if it were killed
    await moved.drop()
    again = await back(third, tab, 2)
    assert again.welcome.taken == -1  # 1 would have the browser send the second call once more
    assert again.welcome.resume != tab.welcome.resume


async def test_a_stopping_server_waits_for_the_calls_of_a_tab_that_is_away(
    app: Project, serve: Serve, redis_server: RedisServer
) -> None:
    first = await serve(redis=redis_server.url)
    on_first = module(first)
    tab = await first.tab(cookie=COOKIE)
    await tab.begin("app.wait", 1)
    await eventually(lambda: on_first.ran == [1])
    await tab.drop()
    hub = first.app.ctx.hub
    await eventually(lambda: not hub._connections)
    async with asyncio.TaskGroup() as group:
        group.create_task(first.stop())
        await eventually(lambda: hub.draining)
        on_first.gate.set()
    again = await back(await serve(redis=redis_server.url), tab, 1)
    assert await answer(again, 1) == 1


async def test_a_stopping_server_leaves_word_of_tabs_that_have_not_called_yet(
    app: Project, serve: Serve, redis_server: RedisServer
) -> None:
    first = await serve(redis=redis_server.url)
    tab = await first.tab(cookie=COOKIE)
    await tab.drop()
    await first.stop()
    again = await back(await serve(redis=redis_server.url), tab, 1)
    assert again.welcome.taken == 0


async def test_a_new_tab_whose_line_breaks_before_its_welcome_leaves_nothing(
    app: Project, serve: Serve
) -> None:
    server = await serve()
    hub = server.app.ctx.hub
    entered, gate, put = asyncio.Event(), asyncio.Event(), hub.backend.put

    async def slowly(*record: Any) -> None:
        entered.set()
        await gate.wait()
        await put(*record)

    hub.backend.put = slowly
    line = await server.connect()
    await line.send(f'["hello",{wire.VERSION},"","",[],{{}}]')
    await entered.wait()
    line.transport.abort()
    await eventually(lambda: not hub._connections)
    gate.set()
    await eventually(lambda: not hub._tabs and not hub.sessions._open)


class Member:
    def __init__(self) -> None:
        self.topics: set[str] = set()
        self.gone = False
        self.heard: list[bytes] = []

    def push(self, message: bytes, topic: str, latest: str = "") -> None:
        self.heard.append(message)


async def test_what_is_published_while_the_past_is_read_comes_after_the_past() -> None:
    backend, gate = MemoryBackend(60.0), asyncio.Event()
    asked = asyncio.Event()
    frames = [b'["event","a.b",%d,"channel:x","e",%d]' % (at, at) for at in (1, 2, 3)]

    async def past(wanted: Any) -> list[Past]:
        asked.set()
        await gate.wait()
        return [Past(Position("e", 2), frames[:2])]

    backend.past = past  # type: ignore[method-assign]
    topics = Topics(backend, keeps=True, tallies=Tallies())
    member = Member()
    joining = asyncio.create_task(topics.join(member, ["channel:x"], {"channel:x": Position("e", 0)}))
    await asked.wait()
    topics.deliver("channel:x", frames[2])
    gate.set()
    told = await joining
    assert member.heard == []
    assert [frame for _, frame in told if b"event" in frame] == frames


async def test_whoever_joins_twice_at_once_has_joined_when_either_is_answered(
    app: Project, serve: Serve
) -> None:
    server = await serve()
    tab, talker = await server.tab(), await server.tab()
    backend = server.app.ctx.hub.backend
    entered, gate, subscribe = asyncio.Event(), asyncio.Event(), backend.subscribe

    async def slowly(*topics: str) -> None:
        entered.set()
        await gate.wait()
        await subscribe(*topics)

    backend.subscribe = slowly
    joins = [await tab.begin("app.join", "lobby") for _ in range(2)]
    await entered.wait()
    await tab.call("app.add", 1)
    assert not any(join.done() for join in joins)
    gate.set()
    await asyncio.gather(*joins)
    await talker.call("app.say", "lobby", 1)
    assert (await tab.event())[1] == 1


async def test_it_heals_when_redis_stumbles_once_more_while_it_heals(
    app: Project, serve: Serve, own_redis: RedisServer
) -> None:
    one, two = await serve(redis=own_redis.url), await serve(redis=own_redis.url)
    tab, talker = await one.tab(), await two.tab()
    await tab.call("app.join", "lobby")
    hub = one.app.ctx.hub
    reload, tries = hub.sessions.reload, []

    async def stumble() -> None:
        tries.append(1)
        if len(tries) == 1:
            await talker.call("app.say", "lobby", 1)
            raise Unreachable("not yet")
        await reload()

    hub.sessions.reload = stumble
    one.app.ctx.hub.topics.deliver = lambda name, message: None  # this one passes it by
    async with redis.asyncio.Redis.from_url(own_redis.url) as admin:
        await admin.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
    assert (await tab.event())[1] == 1


async def test_many_lines_at_once_need_few_connections_to_redis(
    app: Project, serve: Serve, own_redis: RedisServer
) -> None:
    server = await serve(redis=own_redis.url)
    await asyncio.gather(*(server.tab() for _ in range(200)))
    async with redis.asyncio.Redis.from_url(own_redis.url) as admin:
        clients = await admin.info("clients")
    assert clients["connected_clients"] < 20

"""Who is where: presence over tabs and workers, and what is told of it."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest
from harness import Project, RedisServer, Serve, Server, Tab, eventually

from pystream import Event, Presence
from pystream.server.errors import StartError

APP = """
    from pystream import Event, Presence, action, on, presence, session

    people = Event[Presence](presence="room:{id}")
    everybody = Event[Presence](online=True)
    gone: list[str] = []

    @on.client_gone
    def bye(user: str) -> None:
        gone.append(user)

    @action
    async def login(user: str) -> None:
        await session.login(user)

    @action
    async def logout() -> None:
        await session.logout()

    @action
    async def join(channel: str) -> list[str]:
        await session.subscribe(channel)
        return sorted(await presence.of(channel))

    @action
    async def leave(channel: str) -> None:
        await session.unsubscribe(channel)

    @action
    async def online() -> list[str]:
        return sorted(await presence.online())

    @action
    async def of(channel: str) -> list[str]:
        return sorted(await presence.of(channel))

    @action
    async def counted(user: str) -> tuple[int, bool]:
        return await presence.count(), await presence.is_online(user)

    @action
    def told() -> list[str]:
        return gone
"""


async def user(server: Server, name: str, **more: Any) -> Tab:
    tab = await server.tab(**more)
    await tab.call("main.login", name)
    return tab


async def becomes(tab: Tab, expected: Any, action: str, *args: Any) -> None:
    """Wait until a call's result is that."""
    result = None
    try:
        async with asyncio.timeout(5):
            while (result := await tab.call(action, *args)) != expected:  # noqa: ASYNC110  # it is afar
                await asyncio.sleep(0.01)
    except TimeoutError:
        pytest.fail(f"{action}{args} stays {result}, not {expected}")


class Follower:
    """A page that keeps who is where by what it is told, and notes each change."""

    def __init__(self, tab: Tab, event: str) -> None:
        self.tab = tab
        self.event = event
        self.changes: list[tuple[str, list[str], list[str]]] = []

    async def until(self, condition: Callable[[list[tuple[str, list[str], list[str]]]], bool]) -> None:
        while not condition(self.changes):
            event, payload, channel = await self.tab.event()
            if event == self.event:
                self.changes.append((channel or "", payload["joined"], payload["left"]))

    def now(self) -> list[tuple[str, list[str], list[str]]]:
        """The changes, those included that have arrived by now."""
        while not self.tab.events.empty():
            event = self.tab.events.get_nowait()
            if event.event == self.event:
                payload = json.loads(bytes(event.payload))
                self.changes.append((event.topic.partition(":")[2], payload["joined"], payload["left"]))
        return self.changes


async def test_users_are_there_by_user_and_not_by_tab(
    project: Project, serve: Serve, store: dict[str, str]
) -> None:
    project.write(main=APP)
    server = await serve(**store, presence_grace_s=0.2)
    nobody = await server.tab()
    assert await nobody.call("main.online") == []
    ada, ada2, bob = await user(server, "ada"), await user(server, "ada"), await user(server, "bob")
    assert await nobody.call("main.online") == ["ada", "bob"]
    assert await nobody.call("main.counted", "bob") == [2, True]
    assert await ada.call("main.join", "room:1") == ["ada"]
    assert await nobody.call("main.join", "room:1") == ["ada"]
    assert await bob.call("main.join", "other") == ["bob"]
    await ada2.close()
    await bob.close()
    await becomes(nobody, ["ada"], "main.online")
    assert await nobody.call("main.of", "other") == []
    assert await nobody.call("main.counted", "bob") == [1, False]
    assert await nobody.call("main.of", "nowhere") == []


async def test_signing_in_and_out_and_as_another_moves_at_once(
    project: Project, serve: Serve, store: dict[str, str]
) -> None:
    project.write(main=APP)
    server = await serve(**store, presence_grace_s=60.0)
    other = await server.tab()
    tab = await server.tab()
    await tab.call("main.join", "room:1")
    assert await other.call("main.of", "room:1") == []
    await tab.call("main.login", "ada")
    assert await other.call("main.of", "room:1") == ["ada"]
    await tab.call("main.login", "bob")  # leaves the channels of ada's
    assert await other.call("main.online") == ["bob"]
    assert await other.call("main.of", "room:1") == []
    assert await tab.call("main.join", "room:1") == ["bob"]
    await tab.call("main.leave", "room:1")
    assert await other.call("main.of", "room:1") == []
    await tab.call("main.logout")
    assert await other.call("main.online") == []
    await becomes(other, ["ada", "bob"], "main.told")


async def test_a_user_is_said_to_come_and_to_go_once(
    project: Project, serve: Serve, store: dict[str, str]
) -> None:
    project.write(main=APP)
    server = await serve(**store, presence_grace_s=0.1)
    watcher = await user(server, "eve")
    await watcher.call("main.join", "room:1")
    await watcher.call("main.join", "other")
    follower = Follower(watcher, "main.people")
    ada = await user(server, "ada")
    await ada.call("main.join", "room:1")
    second = await user(server, "ada")
    await second.call("main.join", "room:1")
    await second.call("main.join", "other")  # of which nobody asked to be told
    await second.close()
    await ada.close()
    await follower.until(lambda changes: any(left for _, _, left in changes))
    assert follower.changes == [
        ("room:1", ["eve"], []),
        ("room:1", ["ada"], []),
        ("room:1", [], ["ada"]),
    ]


async def test_those_who_ask_are_told_who_comes_online_and_goes(
    project: Project, serve: Serve, store: dict[str, str]
) -> None:
    project.write(main=APP)
    server = await serve(**store, presence_grace_s=0.1)
    follower = Follower(await server.tab(), "main.everybody")
    ada = await user(server, "ada")
    await ada.close()
    await follower.until(lambda changes: any(left for _, _, left in changes))
    assert follower.changes == [("", ["ada"], []), ("", [], ["ada"])]
    await becomes(follower.tab, ["ada"], "main.told")


async def test_changes_of_the_same_moment_are_told_together(project: Project, serve: Serve) -> None:
    project.write(main=APP)
    server = await serve(presence_grace_s=0.1)
    follower = Follower(await server.tab(), "main.everybody")
    tabs = [await server.tab() for _ in range(20)]
    for number, tab in enumerate(tabs):
        await tab.begin("main.login", f"u{number}")
    await follower.until(lambda changes: sum(len(joined) for _, joined, _ in changes) == 20)
    assert len(follower.changes) < 6


async def test_a_page_that_is_reloaded_neither_leaves_nor_joins(
    project: Project, serve: Serve, store: dict[str, str]
) -> None:
    project.write(main=APP)
    server = await serve(**store, presence_grace_s=2.0)
    watcher = await user(server, "eve")
    await watcher.call("main.join", "room:1")
    follower = Follower(watcher, "main.people")
    cookie = "a" * 43
    tab = await user(server, "ada", cookie=cookie)
    await tab.call("main.join", "room:1")
    await follower.until(lambda changes: len(changes) == 2)
    for _ in range(3):
        await tab.close()
        tab = await server.tab(cookie=cookie)
        await tab.call("main.join", "room:1")
    # A line that breaks and comes back is the same, and so is one that takes the place of another.
    await tab.drop()
    for _ in range(3):
        await server.tab(cookie=cookie, resume=tab.welcome.resume)
    bob = await user(server, "bob")
    await bob.call("main.join", "room:1")
    await follower.until(lambda changes: len(changes) > 2)
    assert follower.changes[2:] == [("room:1", ["bob"], [])]
    assert await watcher.call("main.told") == []


async def test_a_line_that_takes_the_place_of_another_does_not_flap(
    project: Project, serve: Serve, store: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write(main=APP)
    server = await serve(**store, presence_grace_s=5.0)
    follower = Follower(await server.tab(), "main.everybody")
    cookie = "a" * 43
    ada = await user(server, "ada", cookie=cookie)
    await follower.until(lambda changes: len(changes) == 1)
    hub = server.app.ctx.hub
    join = hub.topics.join

    async def slow(*given: Any) -> Any:
        # Whatever has changed by now is told before the new line is there.
        await hub.attendance._settle()
        return await join(*given)

    monkeypatch.setattr(hub.topics, "join", slow)
    await server.tab(cookie=cookie, resume=ada.welcome.resume)
    monkeypatch.undo()
    await user(server, "bob")
    await follower.until(lambda changes: len(changes) > 1)
    assert follower.changes[1:] == [("", ["bob"], [])]


async def test_a_tab_without_a_line_is_there_for_the_grace_alone(
    project: Project, serve: Serve, store: dict[str, str]
) -> None:
    project.write(main=APP)
    server = await serve(**store, presence_grace_s=0.2)
    other = await server.tab()
    cookie = "a" * 43
    ada = await user(server, "ada", cookie=cookie)
    await ada.call("main.join", "room:1")
    await ada.drop()
    await becomes(other, [], "main.online")
    assert await other.call("main.of", "room:1") == []
    await server.tab(cookie=cookie, resume=ada.welcome.resume)
    assert await other.call("main.of", "room:1") == ["ada"]


async def test_tabs_of_one_user_on_two_workers_are_one_user(
    project: Project, serve: Serve, redis_server: RedisServer
) -> None:
    project.write(main=APP)
    settings = {"redis": redis_server.url, "presence_grace_s": 0.1}
    one, two = await serve(**settings), await serve(**settings)
    watcher = await user(one, "eve")
    await watcher.call("main.join", "room:1")
    follower = Follower(watcher, "main.people")
    here, there = await user(one, "ada"), await user(two, "ada")
    await here.call("main.join", "room:1")
    await there.call("main.join", "room:1")
    assert await there.call("main.of", "room:1") == ["ada", "eve"]
    await here.close()
    bob = await user(two, "bob")
    await bob.call("main.join", "room:1")
    await follower.until(lambda changes: len(changes) > 2)
    await there.close()
    await follower.until(lambda changes: any(left for _, _, left in changes))
    assert follower.changes[1:] == [
        ("room:1", ["ada"], []),
        ("room:1", ["bob"], []),
        ("room:1", [], ["ada"]),
    ]


async def test_tabs_that_move_from_a_worker_that_stops_are_not_said_to_leave(
    project: Project, serve: Serve, redis_server: RedisServer
) -> None:
    project.write(main=APP)
    settings = {"redis": redis_server.url, "presence_grace_s": 1.0, "presence_ttl_s": 0.6}
    one, two = await serve(**settings), await serve(**settings)
    watcher = await user(two, "eve")
    await watcher.call("main.join", "room:1")
    follower = Follower(watcher, "main.people")
    cookie = "a" * 43
    ada, bob = await user(one, "ada", cookie=cookie, lasts=True), await user(one, "bob", lasts=True)
    for tab in (ada, bob):
        await tab.call("main.join", "room:1")
    await one.stop()
    await two.tab(cookie=cookie, resume=ada.welcome.resume)
    await follower.until(lambda changes: any(left for _, _, left in changes))
    assert follower.changes[-1] == ("room:1", [], ["bob"])
    assert await watcher.call("main.of", "room:1") == ["ada", "eve"]
    assert await watcher.call("main.told") == ["bob"]


async def test_after_redis_was_restarted_empty_all_are_there_again(
    project: Project, serve: Serve, own_redis: RedisServer
) -> None:
    project.write(main=APP)
    settings = {"redis": own_redis.url, "presence_grace_s": 0.1, "presence_ttl_s": 0.6}
    one, two = await serve(**settings), await serve(**settings)
    ada, bob, eve = await user(one, "ada"), await user(two, "bob"), await user(two, "eve")
    for tab in (ada, bob, eve):
        await tab.call("main.join", "room:1")
    healed = [server.app.ctx.hub.tallies.healed for server in (one, two)]
    own_redis.stop()
    await eve.close()  # nobody can be told
    own_redis.start()
    for server, before in zip((one, two), healed, strict=True):
        await eventually(lambda server=server, before=before: server.app.ctx.hub.tallies.healed > before)
    await becomes(ada, ["ada", "bob"], "main.of", "room:1")
    await becomes(bob, ["ada", "bob"], "main.online")


async def test_a_redis_that_stood_still_for_longer_than_a_lease_makes_nobody_leave(
    project: Project, serve: Serve, own_redis: RedisServer
) -> None:
    project.write(main=APP)
    settings = {"redis": own_redis.url, "presence_grace_s": 0.1, "presence_ttl_s": 0.6}
    servers = [await serve(**settings) for _ in range(4)]
    tabs = [await user(server, f"user{number}") for number, server in enumerate(servers)]
    follower = Follower(tabs[0], "main.everybody")
    everybody = [f"user{number}" for number in range(4)]
    await becomes(tabs[0], everybody, "main.online")
    assert own_redis.process is not None
    before = [server.app.ctx.hub.attendance.beats for server in servers]
    own_redis.process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    while time.monotonic() < began + 1.2:  # noqa: ASYNC110  # it is time that is to pass
        await asyncio.sleep(0.05)
    follower.changes = []
    own_redis.process.send_signal(signal.SIGCONT)
    for server, beats in zip(servers, before, strict=True):
        await eventually(lambda server=server, beats=beats: server.app.ctx.hub.attendance.beats > beats + 4)
    assert await tabs[1].call("main.online") == everybody
    assert [each for each in follower.now() if each[2]] == []
    assert await tabs[0].call("main.told") == []


async def test_who_left_while_a_restored_redis_was_away_is_gone(
    project: Project, serve: Serve, own_redis: RedisServer
) -> None:
    """A Redis that comes back with what it had: its entries of who left meanwhile are struck out."""
    project.write(main=APP)
    settings = {"redis": own_redis.url, "presence_grace_s": 0.1, "presence_ttl_s": 0.6}
    server = await serve(**settings)
    ada, bob = await user(server, "ada"), await user(server, "bob")
    assert await ada.call("main.online") == ["ada", "bob"]
    attendance = server.app.ctx.hub.attendance
    roll = attendance._roll
    # Someone whom the roll has and this worker has not, as after a strike that Redis lost.
    await roll.move(attendance._worker, "all", ["ghost"], [], [], False, False)
    assert await ada.call("main.online") == ["ada", "bob", "ghost"]
    await attendance.heal()
    await becomes(ada, ["ada", "bob"], "main.online")
    await becomes(bob, ["ghost"], "main.told")


def test_a_pattern_of_channels_must_be_one() -> None:
    for wrong in ("room:{id", "room:{}", "room:{a}{b}"):
        with pytest.raises(TypeError, match="Event: presence: "):
            Event[Presence](presence=wrong)


@pytest.mark.parametrize("declared", ["Event[int](presence='a')", "Event(online=True)"])
def test_an_event_of_another_type_is_refused_at_start(project: Project, declared: str) -> None:
    from pystream.server.registry import load

    project.write(main=f"from pystream import Event\npeople = {declared}\n")
    with pytest.raises(StartError, match=r"main.py: event main.people: .* write Event\[Presence\]"):
        load(project.root)

"""Who is where, on every backend, against a model: workers come, are killed, sleep through their lease."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from harness import eventually

from pystream.server.errors import Unreachable
from pystream.server.presence import Attendance, topic_of
from pystream.server.store import Backend, Notice, Roll
from pystream.settings import Settings

NOTICE = [Notice(b"<", b">")]
HUGE_S = 3600.0


class Told:
    """What a page knows that goes by what it is told."""

    def __init__(self) -> None:
        self.users: dict[str, set[str]] = {}
        self.left: dict[str, Counter[str]] = defaultdict(Counter)
        self.count = 0

    def deliver(self, topic: str, message: bytes) -> None:
        change = json.loads(message[message.index(b"{") : message.rindex(b"}") + 1])
        users = self.users.setdefault(topic, set())
        # Nobody comes who is there, nobody goes who is not.
        assert users.isdisjoint(change["joined"]), (topic, change, users)
        assert users.issuperset(change["left"]), (topic, change, users)
        assert change["joined"] or change["left"]
        users.update(change["joined"])
        users.difference_update(change["left"])
        self.left[topic].update(change["left"])
        self.count += 1

    async def missed(self) -> None:
        pass


@pytest.fixture
async def told(backend: Backend) -> AsyncIterator[Told]:
    told = Told()
    await backend.start(told.deliver, told.missed)
    yield told
    await backend.close()


async def test_a_user_is_there_while_any_living_worker_has_him(backend: Backend, told: Told) -> None:
    roll = backend.roll
    await backend.subscribe("t")
    assert await roll.lease("one", HUGE_S, begin=True) == (False, False, [])
    assert await roll.lease("one", HUGE_S) == (True, False, [])
    await roll.lease("two", HUGE_S, begin=True)
    assert await roll.move("one", "t", ["ada", 'b"ö\n'], [], NOTICE, True, False) == []
    assert await roll.move("two", "t", ["ada"], [], NOTICE, True, False) == []
    assert await roll.users("t") == {"ada", 'b"ö\n'}
    assert await roll.move("one", "t", [], ["ada", "nobody"], NOTICE, False, False) == []
    assert await roll.has("t", "ada")
    assert await roll.move("two", "t", [], ["ada"], NOTICE, False, True) == ["ada"]
    assert (await roll.has("t", "ada"), await roll.count("t"), await roll.users("t")) == (False, 1, {'b"ö\n'})
    await eventually(lambda: told.users.get("t") == {'b"ö\n'} and told.count == 2)
    assert (await roll.topics("one"), await roll.topics("two")) == (["t"], [])


async def test_a_dead_worker_is_told_to_one_and_again_if_that_one_dies_too(
    backend: Backend, told: Told
) -> None:
    roll = backend.roll
    for worker in ("one", "two", "three"):
        await roll.lease(worker, HUGE_S, begin=True)
    await roll.move("one", "t", ["ada"], [], NOTICE, True, False)
    await roll.lease("one", -1.0, claim=False)
    assert (await roll.users("t"), await roll.count("t"), await roll.has("t", "ada")) == (set(), 0, False)
    assert await roll.lease("two", 0.05) == (True, False, ["one"])  # and dies with it
    dead: list[str] = []
    async with asyncio.timeout(5):
        while len(dead) < 2:
            dead += (await roll.lease("three", HUGE_S)).dead
    assert sorted(dead) == ["one", "two"]
    assert (await roll.lease("three", HUGE_S)).dead == []
    # It wakes: its lease is gone, and not given again.
    assert await roll.lease("one", HUGE_S) == (False, False, [])
    assert await roll.users("t") == set()
    assert await roll.topics("one") == ["t"]
    assert await roll.strike("one", "t", NOTICE) == ["ada"]
    for worker in ("one", "two"):
        await roll.forget(worker)
    assert await roll.topics("one") == []


async def test_a_worker_whose_own_lease_was_over_takes_nobody_for_dead(backend: Backend, told: Told) -> None:
    roll = backend.roll
    for worker in ("one", "two"):
        await roll.lease(worker, HUGE_S, begin=True)
    for worker in ("one", "two"):
        await roll.lease(worker, -1.0, claim=False)
    assert await roll.lease("one", HUGE_S) == (True, True, [])
    assert await roll.lease("one", HUGE_S) == (True, False, ["two"])


async def test_many_users_move_at_once(backend: Backend, told: Told) -> None:
    await backend.roll.lease("one", HUGE_S, begin=True)
    users = [f"user{number}" for number in range(1700)]
    await backend.subscribe("t")
    await backend.roll.move("one", "t", users, [], NOTICE, True, False)
    assert await backend.roll.count("t") == 1700
    assert sorted(await backend.roll.move("one", "t", [], users, NOTICE, False, True)) == sorted(users)
    await eventually(lambda: told.users.get("t") == set() and told.count >= 2)
    await backend.roll.move("one", "t", users, [], NOTICE, True, False)
    await backend.roll.move("two", "t", users[:10], [], NOTICE, True, False)
    assert sorted(await backend.roll.strike("one", "t", NOTICE)) == sorted(users[10:])
    await eventually(lambda: told.users.get("t") == set(users[:10]))


class Tab:
    """As much of a Client as presence looks at."""

    def __init__(self, user: str | None) -> None:
        self.session = SimpleNamespace(user=user)
        self.connection: object | None = self
        self.channels: set[str] = set()
        self.present: Any = None


class Flaky:
    """A roll whose answers get lost: what was asked was done, or it was not."""

    def __init__(self, roll: Roll, dice: random.Random) -> None:
        self._roll = roll
        self._dice = dice
        self.is_quiet = False

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._roll, name)

        async def call(*given: Any, **named: Any) -> Any:
            fate = 1.0 if self.is_quiet else self._dice.random()
            if fate < 0.1:
                raise Unreachable("as asked, and nothing was done")
            result = await method(*given, **named)
            # Not of leases: whom one has claimed is told again only when that claim is over.
            if fate < 0.2 and name != "lease":
                raise Unreachable("as asked, and it was done")
            return result

        return call


class World:
    """Workers with their tabs, and what must come of it."""

    def __init__(self, backend: Backend, roll: Any = None) -> None:
        self.backend = backend
        self.roll = roll or backend.roll
        self.gone: Counter[str] = Counter()
        self.workers: dict[Attendance, list[Tab]] = {}
        self.corpses: list[Attendance] = []

    async def worker(self) -> None:
        settings = Settings().replace(presence_ttl_s=HUGE_S, presence_grace_s=0.0001)
        hooks = SimpleNamespace(gone=lambda user: self.gone.update([user]))
        backend = SimpleNamespace(roll=self.roll)
        hub: Any = SimpleNamespace(backend=backend, settings=settings, hooks=hooks)
        watched: list[Any] = [
            SimpleNamespace(presence="room:{id}", online=False, name="people"),
            SimpleNamespace(presence="", online=True, name="all"),
        ]
        attendance = Attendance(hub, watched)
        await attendance.start()
        self.workers[attendance] = []

    async def kill(self, victim: Attendance) -> None:
        """Without a word; its lease is over at once."""
        del self.workers[victim]
        await self.freeze(victim)

    async def freeze(self, victim: Attendance) -> None:
        """It does nothing by itself any more, and its lease is over."""
        for timer in (victim._timer, victim._grace):
            if timer is not None:
                timer.cancel()
        await asyncio.gather(*victim._tasks)
        victim._timer = victim._grace = None
        await self.backend.roll.lease(victim._worker, -1.0, claim=False)

    async def renew(self) -> None:
        """A beat of each, long after whatever went before."""
        for worker in self.workers:
            worker._patient_until = 0.0
            await worker.renew()

    async def sleep(self, victim: Attendance) -> None:
        """It is taken for dead, and wakes up after the others have cleaned up."""
        await self.freeze(victim)
        for other in self.workers:
            if other is not victim:
                other._patient_until = 0.0
                await other.renew()
        victim._grace_over()
        await victim.renew()

    def expected(self, name: str) -> set[str]:
        return {
            tab.session.user
            for tabs in self.workers.values()
            for tab in tabs
            if tab.session.user and tab.connection and (not name or name in tab.channels)
        }


def step(world: World, dice: random.Random) -> None:
    """One thing that tabs do."""
    worker, tabs = dice.choice(list(world.workers.items()))
    what = dice.random()
    if what < 0.35 or not tabs:
        tabs.append(Tab(dice.choice(["ada", "bob", "cem", "dora", None])))
        tab = tabs[-1]
    else:
        tab = dice.choice(tabs)
        if what < 0.6:
            tab.channels ^= {dice.choice(["room:1", "room:2", "other"])}
        elif what < 0.7:
            tab.session.user = dice.choice(["ada", "bob", "cem", None])
            tab.channels.clear()
        elif what < 0.85:
            tab.connection = None
            worker.look(tab)  # type: ignore[arg-type]
            if dice.random() < 0.5:
                tabs.remove(tab)  # for good
            return
        else:
            tab.connection = tab
    worker.look(tab)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_tabs_and_workers_do_everybody_knows_who_is_where(
    backend: Backend, told: Told, seed: int
) -> None:
    dice = random.Random(seed)
    world = World(backend)
    for _ in range(3):
        await world.worker()
    names = ["", "room:1", "room:2", "other"]
    await backend.subscribe(*map(topic_of, names))
    for _ in range(25):
        for _ in range(dice.randrange(1, 12)):
            step(world, dice)
            if dice.random() < 0.2:
                await asyncio.sleep(0)
        event = dice.random()
        if event < 0.15 and len(world.workers) > 1:
            await world.kill(dice.choice(list(world.workers)))
        elif event < 0.25 and len(world.workers) > 1:
            await world.sleep(dice.choice(list(world.workers)))
        elif event < 0.35:
            await dice.choice(list(world.workers)).heal()
        if len(world.workers) < 3:
            await world.worker()
        for worker in world.workers:
            while worker._leaving:  # noqa: ASYNC110  # the grace is a tenth of a millisecond
                await asyncio.sleep(0.0002)
        await world.renew()
        for name in names:
            expected = world.expected(name)
            reader = dice.choice(list(world.workers))
            assert await reader.users(name) == expected
            assert await reader.count(name) == len(expected)
            assert await reader.has(name, "ada") == ("ada" in expected)
        for name in names[:3]:
            await eventually(lambda name=name: told.users.get(topic_of(name), set()) == world.expected(name))
    assert told.users.get("channel:other") is None
    # @on.client_gone is called as often as he was said to have left.
    assert world.gone == told.left["all"]


@pytest.mark.parametrize("seed", range(8))
async def test_answers_that_get_lost_leave_nobody_behind_and_nobody_out(
    backend: Backend, told: Told, seed: int
) -> None:
    dice = random.Random(seed)
    flaky = Flaky(backend.roll, dice)
    flaky.is_quiet = True
    world = World(backend, flaky)
    for _ in range(3):
        await world.worker()
    names = ["", "room:1", "room:2", "other"]
    await backend.subscribe(*map(topic_of, names))
    for _ in range(6):
        flaky.is_quiet = False
        for _ in range(40):
            step(world, dice)
            if dice.random() < 0.3:
                with contextlib.suppress(Unreachable):
                    await dice.choice(list(world.workers))._settle()
            if dice.random() < 0.1:
                with contextlib.suppress(Unreachable):
                    await dice.choice(list(world.workers)).renew()
        flaky.is_quiet = True
        for worker in world.workers:
            while worker._leaving:  # noqa: ASYNC110  # the grace is a tenth of a millisecond
                await asyncio.sleep(0.0002)
        # One beat to enter all anew, one to clean up after what was left behind.
        await world.renew()
        await world.renew()
        for name in names:
            assert await dice.choice(list(world.workers)).users(name) == world.expected(name)
        for name in names[:3]:
            await eventually(lambda name=name: told.users.get(topic_of(name), set()) == world.expected(name))

"""Who is where: `presence.online()` and its kin.

One Attendance per worker counts its tabs. It enters a user in the roll, which all workers share, when his
first tab here is there, and strikes him out when the last has left. So a beat costs the same for any number
of users: it renews the worker's lease and nothing else.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pystream import wire
from pystream.server.context import here
from pystream.server.errors import Unreachable
from pystream.server.patterns import Pattern
from pystream.server.store import Notice
from pystream.server.topics import ALL, channel_topic, checked

if TYPE_CHECKING:
    from pystream.server.actions import Event
    from pystream.server.client import Client
    from pystream.server.hub import Hub

log = logging.getLogger("pystream.presence")

# Changes within this time travel together, and are told together.
WINDOW_S = 0.1
# In settings.presence_ttl_s. A lease holds for two of them, so that who is killed right after one has been
# found dead by the third.
BEATS = 3

# "" stands for being online; the other names are channels'.
ONLINE = frozenset({""})
NOWHERE: frozenset[str] = frozenset()


class PresenceView:
    """Who is there, by user id, over all tabs and all workers. Signed-in users only.

    A user is there from the moment a tab of his is, until settings.presence_grace_s after the last has gone
    or lost its line. Those of a worker that was killed are gone after settings.presence_ttl_s.

    Raises (all methods):
        RuntimeError: outside of a server.
        Unreachable: the store is away.
    """

    __slots__ = ()

    async def online(self) -> set[str]:
        """Who has a tab open."""
        return await _attendance().users("")

    async def of(self, channel: str) -> set[str]:
        """Who has a tab that is subscribed to a channel."""
        return await _attendance().users(checked(channel, "channel"))

    async def is_online(self, user: str) -> bool:
        """Whether a user has a tab open."""
        return await _attendance().has("", checked(user, "user id"))

    async def count(self) -> int:
        """How many users have a tab open; costs less than online()."""
        return await _attendance().count("")


def _attendance() -> Attendance:
    return here("presence").hub.attendance


class Attendance:
    """One worker's part in it.

    Attributes:
        beats: how often its lease was renewed.
    """

    def __init__(self, hub: Hub, events: Iterable[Event[Any]]) -> None:
        self._hub = hub
        self._roll = hub.backend.roll
        self._beat_s = hub.settings.presence_ttl_s / BEATS
        self._lease_s = self._beat_s * (BEATS - 1)
        self._grace_s = hub.settings.presence_grace_s
        # What a place is called, or its pattern; the event that tells of it.
        self._told_of: list[tuple[Pattern, str]] = []
        self.become(events)
        # The name that the lease has; another one when it was lost, so that what was entered under it can be
        # struck out whole.
        self._worker = ""
        self._leased_at = 0.0
        # Until when others may be late, and are not taken for dead.
        self._patient_until = 0.0
        self.beats = 0
        self._is_sound = True
        self._abandoned: list[str] = []
        self._dead: list[str] = []
        # How many tabs here a user has somewhere, by name of the place.
        self._tabs: dict[str, dict[str, int]] = {}
        # Users whose last tab has gone, and until when they are there all the same; the queue has that order.
        self._leaving: dict[tuple[str, str], float] = {}
        self._queue: deque[tuple[float, tuple[str, str]]] = deque()
        # What the roll has of this worker, and where the two may differ.
        self._entered: dict[str, set[str]] = {}
        self._changed: dict[str, set[str]] = {}
        self._turn = asyncio.Lock()
        self._sent_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._grace: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def become(self, events: Iterable[Event[Any]]) -> None:
        """Tell by these from now on."""
        self._told_of = [
            (Pattern(event.presence), event.name) for event in events if event.presence or event.online
        ]

    async def start(self) -> None:
        """Begin a lease. Raises Unreachable."""
        async with self._turn:
            await self._begin()

    async def close(self) -> None:
        """Tell what has changed. Who is still here is expected elsewhere within settings.presence_grace_s."""
        for timer in (self._timer, self._grace):
            if timer is not None:
                timer.cancel()
        try:
            await self._settle()
            await self._roll.lease(self._worker, self._grace_s, claim=False)
        except Unreachable as why:
            log.warning("the users of this worker are taken for present for a while: %s", why)

    async def beat(self) -> None:
        """Renew the lease until cancelled, and clean up after workers that have not renewed theirs."""
        while True:
            await asyncio.sleep(self._beat_s)
            try:
                await self.renew()
            except Unreachable as why:
                log.warning("the users of this worker cannot be kept present: %s", why)
            except Exception:
                # Whatever it is, the next beat may be the one that keeps them.
                log.exception("a beat of presence failed")

    async def renew(self) -> None:
        """One beat. Raises Unreachable."""
        async with self._turn:
            await self._renew()
            self.beats += 1
            await self._send()
            # After that, or those who are here by now would be said to leave.
            await self._clean_up()

    async def heal(self) -> None:
        """Redis was away, and may have lost anything. Raises Unreachable."""
        self._is_sound = False
        await self.renew()

    def look(self, client: Client) -> None:
        """A tab has come, gone, or changed its user or channels. One without a line may be back at once."""
        grace = client.connection is None
        user = None if grace else client.session.user
        names = NOWHERE if user is None else ONLINE.union(client.channels) if client.channels else ONLINE
        was, before = client.present or (None, NOWHERE)
        if (was, before) == (user, names):
            return
        client.present = None if user is None else (user, names)
        if user is not None:
            for name in names - before if was == user else names:
                self._more(name, user)
        if was is not None:
            for name in before - names if was == user else before:
                self._less(name, was, grace)

    async def users(self, name: str) -> set[str]:
        """Who is there. Raises Unreachable."""
        await self._settle()
        return await self._roll.users(topic_of(name))

    async def has(self, name: str, user: str) -> bool:
        """Whether a user is there. Raises Unreachable."""
        await self._settle()
        return await self._roll.has(topic_of(name), user)

    async def count(self, name: str) -> int:
        """How many are there. Raises Unreachable."""
        await self._settle()
        return await self._roll.count(topic_of(name))

    def _more(self, name: str, user: str) -> None:
        tabs = self._tabs.setdefault(name, {})
        tabs[user] = tabs.get(user, 0) + 1
        if tabs[user] == 1 and self._leaving.pop((name, user), None) is None:
            self._differs(name, user)

    def _less(self, name: str, user: str, grace: bool) -> None:
        tabs = self._tabs[name]
        tabs[user] -= 1
        if tabs[user]:
            return
        del tabs[user]
        if not tabs:
            del self._tabs[name]
        if not grace:
            self._differs(name, user)
            return
        until = asyncio.get_running_loop().time() + self._grace_s
        self._leaving[name, user] = until
        self._queue.append((until, (name, user)))
        if self._grace is None:
            self._grace = asyncio.get_running_loop().call_at(until, self._grace_over)

    def _grace_over(self) -> None:
        loop = asyncio.get_running_loop()
        self._grace = None
        while self._queue:
            until, (name, user) = self._queue[0]
            if until > loop.time():
                self._grace = loop.call_at(until, self._grace_over)
                return
            self._queue.popleft()
            if self._leaving.get((name, user)) == until:  # else it came back
                del self._leaving[name, user]
                self._differs(name, user)

    def _differs(self, name: str, user: str) -> None:
        """What the roll has of a user may be otherwise: send it soon."""
        self._changed.setdefault(name, set()).add(user)
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time(), self._sent_at + WINDOW_S), self._send_soon)

    def _send_soon(self) -> None:
        task = asyncio.get_running_loop().create_task(self._try_to_settle())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _try_to_settle(self) -> None:
        try:
            await self._settle()
        except Unreachable as why:
            log.warning("users who came or went are told of later: %s", why)

    async def _settle(self) -> None:
        """Make the roll what it should be. Raises Unreachable."""
        if self._changed or self._turn.locked():
            async with self._turn:
                await self._send()

    async def _begin(self) -> None:
        """Begin a lease under a name of its own; all users are to be entered."""
        worker = secrets.token_urlsafe(9)
        await self._lease(worker, begin=True)
        self._worker = worker
        self._is_sound = True
        self._entered = {}
        for name, tabs in self._tabs.items():
            self._changed.setdefault(name, set()).update(tabs)
        for name, user in self._leaving:
            self._changed.setdefault(name, set()).add(user)

    async def _renew(self) -> None:
        if not self._is_sound:
            # What was entered under the old name may be wrong: all of it is struck out when all who are here
            # have been entered under another.
            if self._worker not in self._abandoned:
                self._abandoned.append(self._worker)
            await self._begin()
        elif not await self._lease(self._worker):
            # This worker was taken for dead, or Redis has forgotten everything.
            await self._begin()

    async def _lease(self, worker: str, begin: bool = False) -> bool:
        now = asyncio.get_running_loop().time()
        claim = not begin and now >= self._patient_until
        lease = await self._roll.lease(worker, self._lease_s, begin, claim)
        self._leased_at = now
        if begin or lease.over:
            # Redis was away, or all of us begin: others need a beat, and to find their way back to it.
            self._patient_until = asyncio.get_running_loop().time() + 1.5 * self._beat_s
        self._dead += lease.dead
        return lease.stands

    async def _clean_up(self) -> None:
        for worker in self._abandoned:
            await self._roll.lease(worker, -1.0, claim=False)
        while self._abandoned or self._dead:
            worker = (self._abandoned or self._dead)[0]
            for topic in await self._roll.topics(worker):
                self._gone(topic, await self._roll.strike(worker, topic, self._notices(topic)))
            await self._roll.forget(worker)
            del (self._abandoned or self._dead)[0]

    async def _send(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._changed:
            return
        loop = asyncio.get_running_loop()
        self._sent_at = loop.time()
        if not self._is_sound or self._sent_at > self._leased_at + 1.5 * self._beat_s:
            await self._renew()  # or users would be entered for a worker that nobody believes in
        changed, self._changed = self._changed, {}
        moves = [self._move(name, users) for name, users in changed.items()]
        failures = [why for why in await asyncio.gather(*moves, return_exceptions=True) if why is not None]
        if failures:
            self._is_sound = False  # nobody knows which of them were made
            raise failures[0]

    async def _move(self, name: str, users: set[str]) -> None:
        entered = self._entered.get(name, set())
        tabs = self._tabs.get(name, {})
        there = {user for user in users if user in tabs or (name, user) in self._leaving}
        joined, left = sorted(there - entered), sorted((users & entered) - there)
        if not joined and not left:
            return
        topic = topic_of(name)
        is_last = len(entered) + len(joined) == len(left)
        notices = self._notices(topic)
        gone = await self._roll.move(self._worker, topic, joined, left, notices, not entered, is_last)
        entered = self._entered.setdefault(name, entered)
        entered.update(joined)
        entered.difference_update(left)
        if not entered:
            del self._entered[name]
        self._gone(topic, gone)

    def _gone(self, topic: str, users: Iterable[str]) -> None:
        if topic == ALL:
            for user in users:
                self._hub.hooks.gone(user)

    def _notices(self, topic: str) -> list[Notice]:
        name = name_of(topic)
        return [Notice(*wire.event_around(event, topic)) for like, event in self._told_of if like.fits(name)]


def topic_of(name: str) -> str:
    """Where those are told of it who should be."""
    return channel_topic(name) if name else ALL


def name_of(topic: str) -> str:
    return topic.partition(":")[2]


presence = PresenceView()

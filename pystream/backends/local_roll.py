"""Who is where, in this process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import msgspec

from pystream.server.store import Lease, Notice

_encode = msgspec.json.Encoder().encode


class LocalRoll:
    """See store.Roll.

    Args:
        publish: the bus'.
        clock: counts seconds.
    """

    def __init__(self, publish: Callable[[str, bytes], Awaitable[int]], clock: Callable[[], float]) -> None:
        self._publish = publish
        self._clock = clock
        self._until: dict[str, float] = {}
        # Dead workers that somebody cleans up after, and until when that is believed.
        self._claimed: dict[str, float] = {}
        self._topics: dict[str, dict[str, set[str]]] = {}

    async def lease(self, worker: str, ttl_s: float, begin: bool = False, claim: bool = True) -> Lease:
        now = self._clock()
        stands = worker in self._until
        if not stands and not begin:
            return Lease(False, False, [])
        over = self._until.get(worker, now) < now
        self._until[worker] = now + ttl_s
        leases = self._until | self._claimed if claim and not over else {}
        dead = [each for each, until in leases.items() if until < now]
        for each in dead:
            self._until.pop(each, None)
            self._claimed[each] = now + ttl_s
        return Lease(stands, over, dead)

    async def move(
        self,
        worker: str,
        topic: str,
        joined: Sequence[str],
        left: Sequence[str],
        notices: Sequence[Notice],
        first: bool,
        last: bool,
    ) -> list[str]:
        users = self._topics.setdefault(topic, {})
        new = [user for user in joined if user not in users]
        for user in joined:
            users.setdefault(user, set()).add(worker)
        gone = self._remove(worker, topic, left)
        await self._tell(topic, new, gone, notices)
        return gone

    async def topics(self, worker: str) -> list[str]:
        return [topic for topic, users in self._topics.items() if any(worker in at for at in users.values())]

    async def strike(self, worker: str, topic: str, notices: Sequence[Notice]) -> list[str]:
        gone = self._remove(worker, topic, list(self._topics.get(topic, ())))
        await self._tell(topic, [], gone, notices)
        return gone

    async def forget(self, worker: str) -> None:
        self._claimed.pop(worker, None)
        self._until.pop(worker, None)

    async def users(self, topic: str) -> set[str]:
        living = self._living()
        return {
            user for user, workers in self._topics.get(topic, {}).items() if not living.isdisjoint(workers)
        }

    async def has(self, topic: str, user: str) -> bool:
        return not self._living().isdisjoint(self._topics.get(topic, {}).get(user, ()))

    async def count(self, topic: str) -> int:
        return len(await self.users(topic))

    def _living(self) -> set[str]:
        now = self._clock()
        return {worker for worker, until in self._until.items() if until >= now}

    def _remove(self, worker: str, topic: str, left: Sequence[str]) -> list[str]:
        users = self._topics.get(topic, {})
        gone = []
        for user in left:
            workers = users.get(user, set())
            if worker in workers:
                workers.remove(worker)
                if not workers:
                    del users[user]
                    gone.append(user)
        if not users:
            self._topics.pop(topic, None)
        return gone

    async def _tell(self, topic: str, joined: list[str], left: list[str], notices: Sequence[Notice]) -> None:
        if joined or left:
            for head, tail in notices:
                await self._publish(topic, head + _encode({"joined": joined, "left": left}) + tail)

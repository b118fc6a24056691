"""The listening connection to Redis: confirmed subscriptions, reconnection, no message twice.

One task reads, one writes, so subscribe and unsubscribe reach Redis in the order in which they were called.
After a lost connection all wanted topics are subscribed again, and then the owner is told that it may have
missed messages.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections import deque
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from redis.exceptions import RedisError

from pystream.server.errors import Unreachable
from pystream.server.store import Deliver, Missed

log = logging.getLogger("pystream.redis")

CONFIRM_S = 5.0
PING_S = 15.0
RETRY_S = (0.1, 5.0)
TOPICS_PER_COMMAND = 1000


class Subscriber:
    """Follows topics. `connect` makes an unconnected redis.asyncio Connection without a read timeout."""

    def __init__(self, connect: Callable[[], Any], prefix: str, where: str) -> None:
        self._make = connect
        self._prefix = prefix.encode()
        self._where = where
        self._connection: Any = None  # None while Redis is away
        self._wanted: dict[str, None] = {}
        self._standing: set[str] = set()
        # For each SUBSCRIBE that is not confirmed yet, in order: Redis confirms in order.
        self._unconfirmed: dict[str, deque[asyncio.Future[None]]] = {}
        self._commands: asyncio.Queue[tuple[str, ...]] = asyncio.Queue()
        self._heard = 0.0
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, deliver: Deliver, missed: Missed) -> None:
        """Connect and listen until close(). Raises Unreachable."""
        try:
            await self._connect()
        except (RedisError, OSError) as why:
            raise Unreachable(f"Redis at {self._where} does not answer: {why}") from None
        self._deliver, self._missed = deliver, missed
        self._tasks = [asyncio.create_task(part()) for part in (self._listen, self._write, self._watch)]

    async def close(self) -> None:
        """Stop listening."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._connection is not None:
            await self._connection.disconnect(nowait=True)

    async def subscribe(self, *topics: str) -> None:
        """Follow topics; on return Redis has confirmed. Raises Unreachable."""
        if self._connection is None:
            raise Unreachable(f"Redis at {self._where} is away; trying again")
        new = [topic for topic in topics if topic not in self._wanted]
        self._wanted.update(dict.fromkeys(new))
        self._ask(new)
        waits = [self._unconfirmed[topic][-1] for topic in topics if topic not in self._standing]
        try:
            async with asyncio.timeout(CONFIRM_S):
                for wait in waits:
                    # Shielded: another caller may wait for the same confirmation.
                    await asyncio.shield(wait)
        except TimeoutError:
            raise Unreachable(f"Redis at {self._where} does not confirm a subscription") from None

    def unsubscribe(self, *topics: str) -> None:
        """Follow them no longer."""
        known = [topic for topic in topics if topic in self._wanted]
        for topic in known:
            del self._wanted[topic]
            self._standing.discard(topic)
        if known and self._connection is not None:
            self._commands.put_nowait(("UNSUBSCRIBE", *known))

    def _ask(self, topics: Iterable[str]) -> None:
        rest = iter(topics)
        while some := list(islice(rest, TOPICS_PER_COMMAND)):
            for topic in some:
                future = asyncio.get_running_loop().create_future()
                self._unconfirmed.setdefault(topic, deque()).append(future)
            self._commands.put_nowait(("SUBSCRIBE", *some))

    async def _connect(self) -> None:
        connection = self._make()
        await connection.connect()
        self._connection = connection
        self._heard = asyncio.get_running_loop().time()

    async def _listen(self) -> None:
        while True:
            try:
                while True:
                    answer = await self._connection.read_response(disable_decoding=True)
                    self._heard = asyncio.get_running_loop().time()
                    if isinstance(answer, list) and len(answer) == 3:  # a pong is shorter
                        self._take(*answer)
            except (RedisError, OSError) as why:
                log.error("Redis at %s is lost: %s; trying again", self._where, why)
            await self._lose()
            await self._reconnect()

    def _take(self, kind: bytes, name: bytes, content: Any) -> None:
        topic = name.removeprefix(self._prefix).decode()
        if kind == b"message":
            try:
                self._deliver(topic, content)
            except Exception:
                # Whoever else uses this prefix may publish anything; the bus must outlive it.
                log.exception("a message on %s was not understood", topic)
        elif kind == b"subscribe":
            futures = self._unconfirmed[topic]
            futures.popleft().set_result(None)
            if not futures:
                del self._unconfirmed[topic]
                if topic in self._wanted:
                    self._standing.add(topic)

    async def _lose(self) -> None:
        connection, self._connection = self._connection, None
        await connection.disconnect(nowait=True)
        self._standing.clear()
        while not self._commands.empty():
            self._commands.get_nowait()
        lost, self._unconfirmed = self._unconfirmed, {}
        for futures in lost.values():
            for future in futures:
                future.set_exception(Unreachable(f"Redis at {self._where} was lost"))
                future.exception()  # read: nobody need wait for it

    async def _reconnect(self) -> None:
        delay_s, longest_s = RETRY_S
        while True:
            try:
                await self._connect()
                break
            except (RedisError, OSError):
                # Jitter, or all workers would knock at once.
                await asyncio.sleep(random.uniform(delay_s / 2, delay_s))
                delay_s = min(longest_s, delay_s * 2)
        self._ask(self._wanted)
        waits = [futures[-1] for futures in self._unconfirmed.values()]
        self._tasks.append(asyncio.create_task(self._heal(self._connection, waits)))

    async def _heal(self, connection: Any, waits: list[asyncio.Future[None]]) -> None:
        try:
            for wait in waits:
                await wait
            log.info("Redis at %s is back; %d topics are followed again", self._where, len(waits))
            while True:
                try:
                    await self._missed()
                    return
                except Unreachable as why:
                    log.warning("not healed yet, trying again: %s", why)
                if self._connection is not connection:
                    return
                await asyncio.sleep(RETRY_S[0])
        except Unreachable as why:
            log.warning("not healed yet: %s", why)  # lost again; the next reconnection heals
        finally:
            self._tasks.remove(asyncio.current_task())  # type: ignore[arg-type]  # we are in one

    async def _write(self) -> None:
        while True:
            verb, *topics = await self._commands.get()
            if (connection := self._connection) is None:
                continue
            names = [self._prefix + topic.encode() for topic in topics]
            with contextlib.suppress(RedisError, OSError):  # the reader sees the same loss, and heals it
                await connection.send_command(verb, *names, check_health=False)

    async def _watch(self) -> None:
        """Notice a Redis that is gone without a word."""
        while True:
            await asyncio.sleep(PING_S)
            silent_s = asyncio.get_running_loop().time() - self._heard
            if self._connection is None:
                continue
            if silent_s > 2 * PING_S:
                await self._connection.disconnect(nowait=True)  # the reader's read fails now
            else:
                self._commands.put_nowait(("PING",))

"""The listening side of Redis: confirmed subscriptions, reconnection, no message twice.

A connection to each node that has a channel of ours; one task reads each of them, one task writes, so that
subscribe and unsubscribe reach Redis in the order in which they were called. When one is lost, or its node
no longer has a channel (a failover, a cluster that moves slots), all are given up: the nodes are looked for
again, all wanted topics subscribed again, and then the owner is told that it may have missed messages.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from redis.exceptions import RedisError

from pystream.backends.redis_servers import TROUBLE, Servers
from pystream.server.errors import Unreachable
from pystream.server.store import Deliver, Missed

log = logging.getLogger("pystream.redis")

CONFIRM_S = 5.0
PING_S = 15.0
RETRY_S = (0.1, 5.0)
TOPICS_PER_COMMAND = 1000


class Subscriber:
    """Follows topics.

    Args:
        channel_of: what a topic is called in Redis.
        where: what Redis is called in messages.
    """

    def __init__(self, servers: Servers, channel_of: Callable[[str], str], where: str) -> None:
        self._servers = servers
        self._channel_of = channel_of
        self._where = where
        self._verb = "SSUBSCRIBE" if servers.is_sharded else "SUBSCRIBE"
        self._away = False
        self._generation = 0  # of the connections
        self._connections: dict[str, Any] = {}
        self._heard: dict[str, float] = {}
        self._readers: list[asyncio.Task[None]] = []
        self._wanted: dict[bytes, str] = {}  # channel -> topic
        self._standing: set[bytes] = set()
        # For each SUBSCRIBE that is not confirmed yet, in order: Redis confirms in order.
        self._unconfirmed: dict[bytes, deque[asyncio.Future[None]]] = {}
        self._commands: asyncio.Queue[tuple[str, Sequence[bytes]]] = asyncio.Queue()
        self._lost = asyncio.Event()
        self._attempts = 0  # since all stood
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, deliver: Deliver, missed: Missed) -> None:
        """Listen until close()."""
        self._deliver, self._missed = deliver, missed
        self._tasks = [asyncio.create_task(part()) for part in (self._tend, self._write, self._watch)]

    async def close(self) -> None:
        """Stop listening."""
        tasks = self._tasks + self._readers
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for connection in self._connections.values():
            await connection.disconnect(nowait=True)

    async def subscribe(self, *topics: str) -> None:
        """Follow topics; on return Redis has confirmed. Raises Unreachable."""
        if self._away:
            raise Unreachable(f"Redis at {self._where} is away; trying again")
        channels = {self._channel_of(topic).encode(): topic for topic in topics}
        new = [channel for channel in channels if channel not in self._wanted]
        self._wanted.update(channels)
        self._ask(new)
        waits = [self._unconfirmed[channel][-1] for channel in channels if channel not in self._standing]
        try:
            async with asyncio.timeout(CONFIRM_S):
                for wait in waits:
                    # Shielded: another caller may wait for the same confirmation.
                    await asyncio.shield(wait)
        except TimeoutError:
            raise Unreachable(f"Redis at {self._where} does not confirm a subscription") from None

    def unsubscribe(self, *topics: str) -> None:
        """Follow them no longer."""
        channels = [self._channel_of(topic).encode() for topic in topics]
        known = [channel for channel in channels if channel in self._wanted]
        for channel in known:
            del self._wanted[channel]
            self._standing.discard(channel)
        if known and not self._away:
            self._commands.put_nowait((self._verb.replace("SUB", "UNSUB"), known))

    def _ask(self, channels: Iterable[bytes]) -> None:
        rest = list(channels)
        for channel in rest:
            future = asyncio.get_running_loop().create_future()
            self._unconfirmed.setdefault(channel, deque()).append(future)
        for at in range(0, len(rest), TOPICS_PER_COMMAND):
            self._commands.put_nowait((self._verb, rest[at : at + TOPICS_PER_COMMAND]))

    async def _open(self, node: str) -> Any:
        generation = self._generation
        connection = self._servers.listener(node)
        await connection.connect()
        if generation != self._generation:
            await connection.disconnect(nowait=True)
            raise RedisError("all connections were given up meanwhile")
        self._connections[node] = connection
        self._heard[node] = asyncio.get_running_loop().time()
        self._readers.append(asyncio.create_task(self._listen(node, connection)))
        return connection

    async def _listen(self, node: str, connection: Any) -> None:
        try:
            while True:
                answer = await connection.read_response(disable_decoding=True)
                self._heard[node] = asyncio.get_running_loop().time()
                if isinstance(answer, list) and len(answer) == 3:  # a pong is shorter
                    self._take(*answer)
        except TROUBLE as why:
            self._give_up(why)

    def _take(self, kind: bytes, channel: bytes, content: Any) -> None:
        if kind in (b"message", b"smessage"):
            topic = self._wanted.get(channel)
            if topic is None:
                return
            try:
                self._deliver(topic, content)
            except Exception:
                # Whoever else uses this prefix may publish anything; the bus must outlive it.
                log.exception("a message on %s was not understood", topic)
        elif kind in (b"subscribe", b"ssubscribe"):
            futures = self._unconfirmed[channel]
            futures.popleft().set_result(None)
            if not futures:
                del self._unconfirmed[channel]
                if channel in self._wanted:
                    self._standing.add(channel)
        elif channel in self._standing:  # of ours, they stand no longer when Redis confirms
            self._give_up(RedisError("a channel has moved to another node"))

    def _give_up(self, why: Exception) -> None:
        if not self._away:
            log.error("Redis at %s is lost: %s; trying again", self._where, why)
        self._away = True
        self._lost.set()

    async def _tend(self) -> None:
        while True:
            await self._lost.wait()
            await self._drop()
            await self._reconnect()

    async def _drop(self) -> None:
        self._generation += 1
        for reader in self._readers:
            reader.cancel()
        for connection in self._connections.values():
            await connection.disconnect(nowait=True)
        self._readers, self._connections = [], {}
        self._standing.clear()
        while not self._commands.empty():
            self._commands.get_nowait()
        lost, self._unconfirmed = self._unconfirmed, {}
        for futures in lost.values():
            for future in futures:
                future.set_exception(Unreachable(f"Redis at {self._where} was lost"))
                future.exception()  # read: nobody need wait for it
        self._lost.clear()

    async def _reconnect(self) -> None:
        while True:
            if self._attempts:
                # Jitter, or all workers would knock at once.
                delay_s = min(RETRY_S[1], RETRY_S[0] * 2 ** (self._attempts - 1))
                await asyncio.sleep(random.uniform(delay_s / 2, delay_s))
            self._attempts = min(self._attempts + 1, 10)
            try:
                await self._servers.look_again()
                for node in {self._servers.node_of(channel) for channel in self._wanted}:
                    await self._open(node)
                break
            except TROUBLE:
                await self._drop()
        if self._lost.is_set():
            return  # one of them again
        self._away = False
        self._ask(self._wanted)
        waits = [futures[-1] for futures in self._unconfirmed.values()]
        self._tasks.append(asyncio.create_task(self._heal(waits)))

    async def _heal(self, waits: list[asyncio.Future[None]]) -> None:
        try:
            for wait in waits:
                await wait
            self._attempts = 0
            log.info("Redis at %s is back; %d topics are followed again", self._where, len(waits))
            while True:
                try:
                    await self._missed()
                    return
                except Unreachable as why:
                    log.warning("not healed yet, trying again: %s", why)
                if self._away:
                    return
                await asyncio.sleep(RETRY_S[0])
        except Unreachable as why:
            log.warning("not healed yet: %s", why)  # lost again; the next reconnection heals
        finally:
            self._tasks.remove(asyncio.current_task())  # type: ignore[arg-type]  # we are in one

    async def _write(self) -> None:
        while True:
            verb, channels = await self._commands.get()
            generation = self._generation
            try:
                for node, command in self._by_node(verb, channels):
                    connection = self._connections.get(node) or await self._open(node)
                    if generation != self._generation:
                        break
                    if not connection.is_connected:
                        raise RedisError("the connection is gone")  # sending would open it again
                    await connection.send_packed_command(
                        connection.pack_commands(command), check_health=False
                    )
            except TROUBLE as why:
                if generation == self._generation:
                    self._give_up(why)

    def _by_node(self, verb: str, channels: Sequence[bytes]) -> list[tuple[str, list[tuple[Any, ...]]]]:
        """The commands for each node."""
        if verb == "PING":
            return [(node, [(verb,)]) for node in self._connections]
        at: dict[str, list[bytes]] = {}
        for channel in channels:
            at.setdefault(self._servers.node_of(channel), []).append(channel)
        if self._servers.is_sharded:  # those of one command would have to be in one slot
            return [(node, [(verb, channel) for channel in some]) for node, some in at.items()]
        return [(node, [(verb, *some)]) for node, some in at.items()]

    async def _watch(self) -> None:
        """Notice a Redis that is gone without a word."""
        while True:
            await asyncio.sleep(PING_S)
            if self._away:
                continue
            now = asyncio.get_running_loop().time()
            if any(now - self._heard[node] > 2 * PING_S for node in self._connections):
                self._give_up(RedisError(f"silent for {2 * PING_S:g} s"))
            else:
                self._commands.put_nowait(("PING", ()))

"""Redis: one store and one bus for any number of workers.

Commands and publishes go through a small pool; subscriptions have a connection of their own (Subscriber).
Commands that meet in one turn of the event loop, or while others are on their way, travel together.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

from redis.crc import key_slot
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import NoScriptError
from redis.exceptions import TimeoutError as Unanswered

from pystream.backends.deadlines import NUMBERING_S
from pystream.backends.redis_roll import SCRIPTS, RedisRoll
from pystream.backends.redis_scripts import ALLOW, CHANGE, LEAVE, PAST, PUBLISH, RECORD, RENAME, sha
from pystream.backends.redis_servers import TROUBLE, open_servers, shown
from pystream.backends.redis_subscriber import Subscriber
from pystream.server.at_rest import stored
from pystream.server.errors import Changed, StartError, Unreachable
from pystream.server.store import Deliver, Missed, Past, Position

# Queues a command on a pipeline.
_Step: TypeAlias = Callable[[Any], Any]

# Commands that travel together; a pipeline of thousands would hold up the others.
BATCH = 500


class RedisBackend:
    """Store, log and bus in the Redis at `url`; every key and channel begins with `prefix`.

    Args:
        keep_s: how long events are kept after the last of their topic.

    Raises:
        StartError: not a Redis URL.
    """

    def __init__(self, url: str, prefix: str, keep_s: float) -> None:
        self._servers = open_servers(url)
        self._redis = self._servers.client
        if self._servers.is_sharded and set("{}") & set(prefix):
            raise StartError(f"redis_prefix {prefix!r}: no braces on a cluster, which goes by them")
        self._keep_s = keep_s
        self._where = shown(url)
        self._prefix = prefix
        self._subscriber = Subscriber(self._servers, self._channel, self._where)
        self.roll = RedisRoll(self._run, self._soon, prefix, self._channel)
        self._outgoing: list[tuple[_Step, asyncio.Future[Any]]] = []
        self._sending: asyncio.Task[None] | None = None

    async def start(self, deliver: Deliver, missed: Missed) -> None:
        await self._load_scripts()
        await self._subscriber.start(deliver, missed)

    async def close(self) -> None:
        if self._sending is not None:
            await self._sending
        await self._subscriber.close()
        await self._redis.aclose()

    async def get(self, key: str) -> bytes | None:
        name = self._key(key)
        value: bytes | None = await self._soon(lambda steps: steps.get(name))
        return value

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        name = self._key(key)
        await self._soon(lambda steps: steps.set(name, value, px=_ms(ttl_s)))

    async def take(self, key: str) -> bytes | None:
        name = self._key(key)
        value: bytes | None = await self._soon(lambda steps: steps.getdel(name))
        return value

    async def fields(self, key: str) -> dict[str, bytes]:
        name = self._key(key)
        record = await self._soon(lambda steps: steps.hgetall(name))
        return {field.decode(): value for field, value in record.items()}

    async def change(
        self,
        key: str,
        changes: Mapping[str, bytes | None],
        ttl_s: float,
        topic: str,
        message: bytes,
        expected: Mapping[str, bytes | None] = {},
    ) -> int:
        together = self._is_together(key, topic)
        heard = await self._run(
            CHANGE,
            [self._key(key)],
            _ms(ttl_s),
            self._channel(topic) if together else "",
            message,
            *_listed(changes),
            *_listed(expected),
        )
        return _heard(heard) if together else _heard(heard) + await self.publish(topic, message)

    async def rename(
        self,
        old_key: str,
        new_key: str,
        changes: Mapping[str, bytes | None],
        ttl_s: float,
        topic: str,
        message: bytes,
        left: Mapping[str, bytes] = {},
        left_s: float = 60.0,
        expected: Mapping[str, bytes | None] = {},
    ) -> int:
        if self._servers.is_sharded:
            return await self._move(old_key, new_key, changes, ttl_s, topic, message, left, left_s, expected)
        heard = await self._run(
            RENAME,
            [self._key(old_key), self._key(new_key)],
            _ms(ttl_s),
            self._channel(topic),
            message,
            _ms(left_s),
            *_listed(changes),
            *_listed(left),
            *_listed(expected),
        )
        return _heard(heard)

    async def _move(
        self,
        old_key: str,
        new_key: str,
        changes: Mapping[str, bytes | None],
        ttl_s: float,
        topic: str,
        message: bytes,
        left: Mapping[str, bytes],
        left_s: float,
        expected: Mapping[str, bytes | None],
    ) -> int:
        """rename() between nodes: the new record is there before the old one goes, if that is still the same.

        Until then nobody has been told of new_key.
        """
        channel = self._channel(topic) if self._is_together(old_key, topic) else ""
        new_name = self._key(new_key)
        while True:
            record = await self.fields(old_key)
            if wrong := [field for field, value in expected.items() if record.get(field) != value]:
                raise Changed(wrong)
            moved = {field: value for field, value in {**record, **changes}.items() if value is not None}
            await self._soon(lambda steps: steps.delete(new_name))
            await self._run(CHANGE, [new_name], _ms(ttl_s), "", b"", *_listed(moved), 0)
            heard = await self._run(
                LEAVE, [self._key(old_key)], _ms(left_s), channel, message, *_listed(left), *_listed(record)
            )
            if heard >= 0:
                return int(heard) if channel else await self.publish(topic, message)

    async def keep(self, keys: Iterable[str], ttl_s: float) -> None:
        await self._all([partial(_keep, key=self._key(key), ms=_ms(ttl_s)) for key in keys])

    async def allow(self, key: str, rate: float, burst: int) -> float:
        wait_us = await self._run(ALLOW, [self._key(key)], 1e6 / rate, burst)
        return float(wait_us) / 1e6

    async def subscribe(self, *topics: str) -> None:
        await self._subscriber.subscribe(*topics)

    def unsubscribe(self, *topics: str) -> None:
        self._subscriber.unsubscribe(*topics)

    def publish(self, topic: str, message: bytes) -> asyncio.Future[int]:
        channel = self._channel(topic)
        if self._servers.is_sharded:
            return self._run(PUBLISH, [channel], channel, message)
        return self._soon(lambda steps: steps.publish(channel, message))

    def record(self, topic: str, event: str, keep: int, frame: bytes) -> asyncio.Future[int]:
        head = self._head(topic)
        channel = self._channel(topic)
        ttls = (_ms(self._keep_s), _ms(NUMBERING_S))
        keys = [head, f"{head}:{event}"]
        return self._run(RECORD, keys, secrets.token_hex(4), event, keep, frame, channel, *ttls)

    async def past(self, wanted: Sequence[tuple[str, Position | None]]) -> list[Past]:
        found: list[Past] = []
        for epoch, offset, whole, *frames in await self._all([self._past_step(*one) for one in wanted]):
            position = Position(epoch.decode(), int(offset))
            found.append(Past(position, sorted(frames, key=_offset) if whole else None))
        return found

    def _past_step(self, topic: str, at: Position | None) -> _Step:
        since = ("-", 0) if at is None else at
        command = ("EVALSHA", sha(PAST), 1, self._head(topic).encode(), *since)
        return lambda steps: steps.execute_command(*command)

    def _key(self, key: str) -> str:
        return self._name(stored(key))

    def _channel(self, topic: str) -> str:
        # The topic of a session is named by its id.
        return self._name(stored(topic) if topic.startswith("session:") else topic)

    def _name(self, name: str) -> str:
        # Braces: what a cluster finds the node by, so that the same name is at the same node.
        name = f"{{{name}}}" if self._servers.is_sharded else name
        name.encode()  # what is no text is this caller's trouble, and not that of all in the pipeline
        return self._prefix + name

    def _is_together(self, key: str, topic: str) -> bool:
        """Whether one script can reach both."""
        names = (self._key(key).encode(), self._channel(topic).encode())
        return not self._servers.is_sharded or len({key_slot(name) for name in names}) == 1

    def _head(self, topic: str) -> str:
        # Braces: on a cluster, the keys of a topic are where its channel is.
        return f"{self._prefix}log:{{{topic}}}"

    def _run(self, script: str, keys: Sequence[str], *args: bytes | str | float) -> asyncio.Future[Any]:
        command = ("EVALSHA", sha(self._spoken(script)), len(keys), *keys, *args)
        # As it is: redis-py refuses evalsha() on a cluster, since it does not look where the keys are.
        return self._soon(lambda steps: steps.execute_command(*command))

    def _spoken(self, script: str) -> str:
        return script.replace("'PUBLISH'", "'SPUBLISH'") if self._servers.is_sharded else script

    def _soon(self, step: _Step) -> asyncio.Future[Any]:
        sent: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._outgoing.append((step, sent))
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())
        return sent

    async def _all(self, steps: Iterable[_Step]) -> list[Any]:
        results = await asyncio.gather(*map(self._soon, steps), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return results

    async def _send(self) -> None:
        while self._outgoing:
            batch, self._outgoing = self._outgoing[:BATCH], self._outgoing[BATCH:]
            results: list[Any]
            try:
                results = await self._together([step for step, _ in batch])
            except Exception as why:
                results = [why] * len(batch)
            for (_, sent), result in zip(batch, results, strict=True):
                if sent.done():
                    continue
                if isinstance(result, TROUBLE):
                    sent.set_exception(self._unreachable(result))
                elif isinstance(result, Exception):
                    sent.set_exception(result)
                else:
                    sent.set_result(result)

    async def _together(self, steps: Sequence[_Step]) -> list[Any]:
        """Run commands in one round trip; the result of each, or what it raised."""
        results = await self._pipeline(steps)
        # A Redis that was restarted has forgotten the scripts, and has run none of these.
        again = [at for at, result in enumerate(results) if isinstance(result, NoScriptError)]
        if again:
            await self._load_scripts()
            for at, result in zip(again, await self._pipeline([steps[at] for at in again]), strict=True):
                results[at] = result
        return results

    async def _pipeline(self, steps: Sequence[_Step]) -> list[Any]:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for step in steps:
                step(pipeline)
            results: list[Any] = await self._ask(pipeline.execute(raise_on_error=False))
        if self._servers.is_sharded and any(isinstance(each, Disconnected | Unanswered) for each in results):
            # A node is away; another may have its slots by now.
            await self._ask(self._servers.look_again())
        return results

    async def _load_scripts(self) -> None:
        for script in (ALLOW, CHANGE, LEAVE, PAST, PUBLISH, RECORD, RENAME, *SCRIPTS):
            await self._ask(self._redis.script_load(self._spoken(script)))

    def _unreachable(self, why: Exception) -> Unreachable:
        return Unreachable(f"Redis at {self._where} does not answer: {why}")

    async def _ask(self, command: Any) -> Any:
        # Any: redis-py gives the commands of its two clients one type, awaitable or not.
        try:
            return await command
        except TROUBLE as why:
            raise self._unreachable(why) from None


def _keep(steps: Any, key: str, ms: int) -> None:
    steps.pexpire(key, ms)


def _listed(fields: Mapping[str, bytes | None]) -> list[bytes | int]:
    """Fields as the scripts' arguments."""
    listed: list[bytes | int] = [len(fields)]
    for field, value in fields.items():
        listed += (field.encode(), b"-" if value is None else b"=" + value)
    return listed


def _heard(answer: int | list[bytes]) -> int:
    """How many workers heard of a change; raises Changed if it was not made."""
    if isinstance(answer, list):
        raise Changed(field.decode() for field in answer)
    return int(answer)


def _offset(frame: bytes) -> int:
    return int(frame[:-1].rpartition(b",")[2])


def _ms(seconds: float) -> int:
    return max(1, int(seconds * 1000))

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
from urllib.parse import urlsplit

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, RedisError

from pystream.backends.deadlines import NUMBERING_S
from pystream.backends.redis_roll import SCRIPTS, RedisRoll
from pystream.backends.redis_scripts import ALLOW, CHANGE, PAST, RECORD, RENAME, sha
from pystream.backends.redis_subscriber import Subscriber
from pystream.server.at_rest import stored
from pystream.server.errors import Changed, StartError, Unreachable
from pystream.server.store import Deliver, Missed, Past, Position

# Queues a command on a pipeline.
_Step: TypeAlias = Callable[[Any], Any]

ANSWER_S = 5.0
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
        # No retries: a publish whose answer was lost may have been heard. The pool replaces dead connections.
        options: dict[str, Any] = {"retry": Retry(NoBackoff(), 0), "protocol": 2}
        try:
            self._redis = redis.asyncio.Redis.from_url(
                url, socket_timeout=ANSWER_S, socket_connect_timeout=ANSWER_S, **options
            )
            listening = redis.asyncio.ConnectionPool.from_url(
                url, socket_timeout=None, socket_connect_timeout=ANSWER_S, socket_keepalive=True, **options
            )
        except ValueError as why:
            raise StartError(f"redis: {why}; write redis://host:6379/0") from None
        self._keep_s = keep_s
        self._where = _shown(url)
        self._prefix = prefix
        self._subscriber = Subscriber(listening.make_connection, prefix, self._where)
        self.roll = RedisRoll(self._run, self._soon, prefix)
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
        value: bytes | None = await self._soon(lambda steps: steps.get(self._key(key)))
        return value

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        await self._soon(lambda steps: steps.set(self._key(key), value, px=_ms(ttl_s)))

    async def take(self, key: str) -> bytes | None:
        value: bytes | None = await self._soon(lambda steps: steps.getdel(self._key(key)))
        return value

    async def fields(self, key: str) -> dict[str, bytes]:
        record = await self._soon(lambda steps: steps.hgetall(self._key(key)))
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
        heard = await self._run(
            CHANGE,
            [self._key(key)],
            _ms(ttl_s),
            self._prefix + topic,
            message,
            *_listed(changes),
            *_listed(expected),
        )
        return _heard(heard)

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
        heard = await self._run(
            RENAME,
            [self._key(old_key), self._key(new_key)],
            _ms(ttl_s),
            self._prefix + topic,
            message,
            _ms(left_s),
            *_listed(changes),
            *_listed(left),
            *_listed(expected),
        )
        return _heard(heard)

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
        return self._soon(lambda steps: steps.publish(self._prefix + topic, message))

    def record(self, topic: str, event: str, keep: int, frame: bytes) -> asyncio.Future[int]:
        head = self._head(topic)
        channel = self._prefix + topic
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
        return lambda steps: steps.evalsha(sha(PAST), 1, self._head(topic), *since)

    def _key(self, key: str) -> str:
        return self._prefix + stored(key)

    def _head(self, topic: str) -> str:
        # Braces: on a cluster, the keys of a topic are in one slot.
        return f"{self._prefix}log:{{{topic}}}"

    def _run(self, script: str, keys: Sequence[str], *args: bytes | str | float) -> asyncio.Future[Any]:
        return self._soon(lambda steps: steps.evalsha(sha(script), len(keys), *keys, *args))

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
            except Unreachable as why:
                results = [why] * len(batch)
            for (_, sent), result in zip(batch, results, strict=True):
                if sent.done():
                    continue
                if isinstance(result, Exception):
                    sent.set_exception(self._unreachable(result))
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
        return results

    async def _load_scripts(self) -> None:
        for script in (ALLOW, CHANGE, PAST, RECORD, RENAME, *SCRIPTS):
            await self._ask(self._redis.script_load(script))

    def _unreachable(self, why: Exception) -> Unreachable:
        return Unreachable(f"Redis at {self._where} does not answer: {why}")

    async def _ask(self, command: Any) -> Any:
        # Any: redis-py gives the commands of its two clients one type, awaitable or not.
        try:
            return await command
        except (RedisError, OSError) as why:
            raise self._unreachable(why) from None


def _keep(steps: Any, key: str, ms: int) -> None:
    steps.pexpire(key, ms)


def _listed(fields: Mapping[str, bytes | None]) -> list[bytes | str | int]:
    """Fields as the scripts' arguments."""
    listed: list[bytes | str | int] = [len(fields)]
    for field, value in fields.items():
        listed += (field, b"-" if value is None else b"=" + value)
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


def _shown(url: str) -> str:
    """The URL without its password, for logs."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()

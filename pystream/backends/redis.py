"""Redis: one store and one bus for any number of workers.

Commands and publishes go through a small pool; subscriptions have a connection of their own (Subscriber).
Publishes that meet in one turn of the event loop, or while others are on their way, travel together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from pystream.backends.redis_subscriber import Subscriber
from pystream.server.errors import StartError, Unreachable
from pystream.server.store import Deliver, Missed

ANSWER_S = 5.0


class RedisBackend:
    """Store and bus in the Redis at `url`; every key and channel begins with `prefix`.

    Raises:
        StartError: not a Redis URL.
    """

    def __init__(self, url: str, prefix: str) -> None:
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
        self._where = _shown(url)
        self._prefix = prefix
        self._subscriber = Subscriber(listening.make_connection, prefix, self._where)
        self._outgoing: list[tuple[str, bytes, asyncio.Future[int]]] = []
        self._sending: asyncio.Task[None] | None = None

    async def start(self, deliver: Deliver, missed: Missed) -> None:
        await self._ask(self._redis.ping())
        await self._subscriber.start(deliver, missed)

    async def close(self) -> None:
        if self._sending is not None:
            await self._sending
        await self._subscriber.close()
        await self._redis.aclose()

    async def get(self, key: str) -> bytes | None:
        value: bytes | None = await self._ask(self._redis.get(self._prefix + key))
        return value

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        await self._ask(self._redis.set(self._prefix + key, value, px=_ms(ttl_s)))

    async def fields(self, key: str) -> dict[str, bytes]:
        record = await self._ask(self._redis.hgetall(self._prefix + key))
        return {field.decode(): value for field, value in record.items()}

    async def change(
        self, key: str, changes: Mapping[str, bytes | None], ttl_s: float, topic: str, message: bytes
    ) -> int:
        key = self._prefix + key
        kept = {field: value for field, value in changes.items() if value is not None}
        removed = [field for field, value in changes.items() if value is None]
        async with self._redis.pipeline(transaction=True) as steps:
            if kept:
                steps.hset(key, mapping=kept)  # type: ignore[arg-type]  # its stub forbids bytes values
            if removed:
                steps.hdel(key, *removed)
            steps.pexpire(key, _ms(ttl_s))
            steps.publish(self._prefix + topic, message)
            results = await self._ask(steps.execute())
        return int(results[-1])

    async def keep(self, keys: Iterable[str], ttl_s: float) -> None:
        async with self._redis.pipeline(transaction=False) as steps:
            for key in keys:
                steps.pexpire(self._prefix + key, _ms(ttl_s))
            await self._ask(steps.execute())

    async def subscribe(self, *topics: str) -> None:
        await self._subscriber.subscribe(*topics)

    def unsubscribe(self, *topics: str) -> None:
        self._subscriber.unsubscribe(*topics)

    def publish(self, topic: str, message: bytes) -> asyncio.Future[int]:
        sent: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._outgoing.append((topic, message, sent))
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())
        return sent

    async def _send(self) -> None:
        while self._outgoing:
            batch, self._outgoing = self._outgoing, []
            try:
                async with self._redis.pipeline(transaction=False) as steps:
                    for topic, message, _ in batch:
                        steps.publish(self._prefix + topic, message)
                    counts = await self._ask(steps.execute())
            except Unreachable as why:
                for *_, sent in batch:
                    if not sent.done():
                        sent.set_exception(Unreachable(str(why)))
            else:
                for (*_, sent), count in zip(batch, counts, strict=True):
                    if not sent.done():
                        sent.set_result(int(count))

    async def _ask(self, command: Any) -> Any:
        # Any: redis-py gives the commands of its two clients one type, awaitable or not.
        try:
            return await command
        except (RedisError, OSError) as why:
            raise Unreachable(f"Redis at {self._where} does not answer: {why}") from None


def _ms(seconds: float) -> int:
    return max(1, int(seconds * 1000))


def _shown(url: str) -> str:
    """The URL without its password, for logs."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()

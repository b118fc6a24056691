"""Events to browsers from any Python process: a worker of a queue, a script, another web framework.

    async with Publisher("redis://127.0.0.1:6379/0") as publisher:
        await publisher.channel("room:1", chat.message, Message("bot", "hello"))
        await publisher.user("ada", "chat.note", {"text": "by name, with any JSON"})

docs/publishing.md has the same for other languages.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Any, TypeVar, overload

import msgspec

from pystream.backends import open_backend
from pystream.server.actions import Event
from pystream.server.endpoint import did_you_mean
from pystream.server.errors import StartError, Unreachable
from pystream.server.publish import TERMS, Kind, Terms, channel_topics, gathered, send, user_topics
from pystream.server.registry import name_event
from pystream.server.store import Backend
from pystream.server.topics import ALL, client_topic
from pystream.settings import Settings

__all__ = ["Publisher", "StartError", "Unreachable"]

_T = TypeVar("_T")


class Publisher:
    """Publishes through the Redis that an app's workers share; an async context manager.

    Workers leave there what they have declared when they start, so an event can be given by name. The methods
    are those of `publish` in server code, and return how many workers the event went to: those that have
    somebody there.

    Args:
        redis: as the setting of the app.
        prefix: the app's setting redis_prefix.

    Raises (`async with`):
        StartError: not a Redis URL.
        Unreachable: Redis does not answer.

    Raises (all methods):
        LookupError: no event has that name, or no worker has started yet.
        TypeError: the payload is not what the event declares, or nothing that JSON can hold.
        ValueError: a name is empty, too long or not Unicode; the payload is too large.
        Unreachable: Redis does not answer; nobody knows whether it took the event.
    """

    def __init__(self, redis: str, *, prefix: str = "pystream:") -> None:
        if not redis:
            raise StartError("a publisher meets the workers in Redis: give it the URL that they have")
        self._settings = Settings().replace(redis=redis, redis_prefix=prefix)
        self._backend: Backend | None = None
        self._terms: Terms | None = None

    async def __aenter__(self) -> Publisher:
        self._backend = open_backend(self._settings)
        try:
            left = await self._backend.get(TERMS)
        except Unreachable:
            await self._backend.close()
            raise
        if left is not None:
            self._terms = msgspec.json.decode(left, type=Terms)
            if self._terms.history_s != self._settings.history_s:
                await self._backend.close()
                self._backend = open_backend(self._settings.replace(history_s=self._terms.history_s))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._backend is not None:
            await self._backend.close()
            self._backend = None

    @overload
    async def all(self, event: Event[_T], payload: _T) -> int: ...
    @overload
    async def all(self, event: str, payload: Any) -> int: ...
    async def all(self, event: Event[Any] | str, payload: Any) -> int:
        """To every open tab."""
        return await self._publish([ALL], event, payload)

    @overload
    async def user(self, user_id: str | Iterable[str], event: Event[_T], payload: _T) -> int: ...
    @overload
    async def user(self, user_id: str | Iterable[str], event: str, payload: Any) -> int: ...
    async def user(self, user_id: str | Iterable[str], event: Event[Any] | str, payload: Any) -> int:
        """To all tabs of a user, or of several."""
        return await self._publish(user_topics(user_id), event, payload)

    @overload
    async def channel(self, name: str | Iterable[str], event: Event[_T], payload: _T) -> int: ...
    @overload
    async def channel(self, name: str | Iterable[str], event: str, payload: Any) -> int: ...
    async def channel(self, name: str | Iterable[str], event: Event[Any] | str, payload: Any) -> int:
        """To the tabs subscribed to a channel, or to several."""
        return await self._publish(channel_topics(name), event, payload)

    @overload
    async def client(self, client_id: str, event: Event[_T], payload: _T) -> int: ...
    @overload
    async def client(self, client_id: str, event: str, payload: Any) -> int: ...
    async def client(self, client_id: str, event: Event[Any] | str, payload: Any) -> int:
        """To one tab."""
        return await self._publish([client_topic(client_id)], event, payload)

    async def _publish(self, topics: list[str], event: Event[Any] | str, payload: Any) -> int:
        if self._backend is None:
            raise RuntimeError("the publisher is not open: `async with Publisher(...) as publisher`")
        if isinstance(event, str):
            name, kind = event, self._kind(event)
            try:
                raw = msgspec.json.encode(payload)
            except (TypeError, ValueError, RecursionError) as why:
                raise TypeError(f"{name}: payload: {why}") from None
        else:
            if not event.name:
                name_event(event)
            name, kind, raw = event.name, Kind(event.keep, event.volatile), event.encode(payload)
        most = self._settings.max_outbox_bytes if self._terms is None else self._terms.most_bytes
        return await gathered(send(self._backend, topics, name, kind, raw, most))

    def _kind(self, event: str) -> Kind:
        if self._terms is None:
            raise LookupError(
                f"no worker has left what it declares under {self._settings.redis_prefix!r}: start one, or "
                "see whether its redis_prefix is the same"
            )
        kind = self._terms.events.get(event)
        if kind is None:
            raise LookupError(f"no event {event}{did_you_mean(event, list(self._terms.events))}")
        return kind

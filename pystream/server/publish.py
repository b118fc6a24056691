"""`publish.all / user / channel / client`: an event to browsers, whichever worker they are on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import msgspec

from pystream import wire
from pystream.server.actions import Event
from pystream.server.context import here
from pystream.server.topics import ALL, VOLATILE, channel_topic, client_topic, user_topic

_T = TypeVar("_T")


class Publish:
    """Each method returns when the event is on its way; one task's events arrive in order.

    Raises (all methods):
        TypeError: the payload is not what the event declares; the text names the place.
        ValueError: a name is empty, too long or not Unicode; the payload is over settings.max_outbox_bytes.
        RuntimeError: outside a call, or the event was not declared at module level of server_src.
    """

    __slots__ = ()

    async def all(self, event: Event[_T], payload: _T) -> None:
        """To every open tab."""
        await _publish([ALL], event, payload)

    async def user(self, user_id: str | Iterable[str], event: Event[_T], payload: _T) -> None:
        """To all tabs of a user, or of several."""
        await _publish(_topics(user_topic, user_id), event, payload)

    async def channel(self, name: str | Iterable[str], event: Event[_T], payload: _T) -> None:
        """To the tabs subscribed to a channel, or to several; the handler may take the channel's name."""
        await _publish(_topics(channel_topic, name), event, payload)

    async def client(self, client_id: str, event: Event[_T], payload: _T) -> None:
        """To one tab; `request.client` is the calling one's id."""
        await _publish([client_topic(client_id)], event, payload)


def _topics(topic: Callable[[str], str], names: str | Iterable[str]) -> list[str]:
    return [topic(name) for name in ([names] if isinstance(names, str) else dict.fromkeys(names))]


async def _publish(topics: list[str], event: Event[_T], payload: _T) -> None:
    hub = here("publish").hub
    if not event.name:
        raise RuntimeError("publish: the event has no name; declare it at module level of server_src")
    raw = event.encode(payload)
    most = hub.settings.max_outbox_bytes
    if len(raw) > most:
        raise ValueError(f"{event.name}: payload has {len(raw)} bytes; max_outbox_bytes is {most}")
    hub.tallies.published[event.name] += len(topics)
    sent: list[Awaitable[int]] = []
    for topic in topics:
        frame = wire.event_head(event.name, msgspec.Raw(raw), topic)
        if event.keep:
            sent.append(hub.backend.record(topic, event.name, event.keep, frame))
        else:
            sent.append(hub.backend.publish(topic, (VOLATILE if event.volatile else b"") + frame + b"]"))
    await _all(sent)


async def _all(sent: list[Awaitable[int]]) -> None:
    # All are on their way already; a failure must not leave the others' results unread.
    failures = []
    for result in sent:
        try:
            await result
        except Exception as why:
            failures.append(why)
    if failures:
        raise failures[0]


publish = Publish()

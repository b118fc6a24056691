"""`publish.all / user / channel / client`: an event to browsers, whichever worker they are on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import msgspec

from pystream import wire
from pystream.server.actions import Event
from pystream.server.context import here
from pystream.server.store import Backend
from pystream.server.topics import ALL, VOLATILE, channel_topic, client_topic, user_topic

_T = TypeVar("_T")

# Where the store has the Terms.
TERMS = "publishing"
TERMS_S = 365 * 86_400.0


class Kind(msgspec.Struct, frozen=True):
    """What an event declares, as far as publishing goes; see Event."""

    keep: int = 0
    volatile: bool = False


class Terms(msgspec.Struct, frozen=True):
    """What whoever publishes has to know of an app: workers leave it in the store when they start.

    Attributes:
        history_s, most_bytes: see settings.history_s and max_outbox_bytes.
    """

    history_s: float
    most_bytes: int
    events: dict[str, Kind]


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
        await _publish(user_topics(user_id), event, payload)

    async def channel(self, name: str | Iterable[str], event: Event[_T], payload: _T) -> None:
        """To the tabs subscribed to a channel, or to several; the handler may take the channel's name."""
        await _publish(channel_topics(name), event, payload)

    async def client(self, client_id: str, event: Event[_T], payload: _T) -> None:
        """To one tab; `request.client` is the calling one's id."""
        await _publish([client_topic(client_id)], event, payload)


def user_topics(user_id: str | Iterable[str]) -> list[str]:
    """The topics of a user, or of several. Raises ValueError, TypeError: one of them is no user id."""
    return _topics(user_topic, user_id)


def channel_topics(name: str | Iterable[str]) -> list[str]:
    """The topics of a channel, or of several. Raises ValueError, TypeError: one of them is no channel."""
    return _topics(channel_topic, name)


def _topics(topic: Callable[[str], str], names: str | Iterable[str]) -> list[str]:
    return [topic(name) for name in ([names] if isinstance(names, str) else dict.fromkeys(names))]


async def _publish(topics: list[str], event: Event[_T], payload: _T) -> None:
    hub = here("publish").hub
    if not event.name:
        raise RuntimeError("publish: the event has no name; declare it at module level of server_src")
    kind = Kind(event.keep, event.volatile)
    sent = send(hub.backend, topics, event.name, kind, event.encode(payload), hub.settings.max_outbox_bytes)
    hub.tallies.published[event.name] += len(topics)
    await gathered(sent)


def send(
    backend: Backend, topics: Iterable[str], event: str, kind: Kind, payload: bytes, most_bytes: int
) -> list[Awaitable[int]]:
    """Put an event on its way; await the results for how many workers each topic went to.

    Args:
        payload: its JSON.
    Raises:
        ValueError: it has more than most_bytes.
    """
    if len(payload) > most_bytes:
        raise ValueError(f"{event}: payload has {len(payload)} bytes; max_outbox_bytes is {most_bytes}")
    sent: list[Awaitable[int]] = []
    for topic in topics:
        frame = wire.event_head(event, msgspec.Raw(payload), topic)
        if kind.keep:
            sent.append(backend.record(topic, event, kind.keep, frame))
        else:
            sent.append(backend.publish(topic, (VOLATILE if kind.volatile else b"") + frame + b"]"))
    return sent


async def gathered(sent: Iterable[Awaitable[int]]) -> int:
    """The sum of send()'s results. Raises Unreachable."""
    # All are on their way already; a failure must not leave the others' results unread.
    total, failures = 0, []
    for result in sent:
        try:
            total += await result
        except Exception as why:
            failures.append(why)
    if failures:
        raise failures[0]
    return total


publish = Publish()

"""Who hears what: topics of the bus, and the tabs of this worker that follow them.

A topic is a kind and a name: "all", "channel:lobby", "user:ada", "client:x7f", and, for the workers
themselves, "session:..." and "worker:...". The bus carries only topics that have a member here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from pystream.server.store import Bus

ALL = "all"
MAX_NAME = 200


def channel_topic(channel: str) -> str:
    return f"channel:{checked(channel, 'channel')}"


def user_topic(user: str) -> str:
    return f"user:{checked(user, 'user id')}"


def client_topic(client: str) -> str:
    return f"client:{checked(client, 'client id')}"


def checked(name: str, what: str) -> str:
    """The name of a channel, user or client, if it is one. Raises TypeError or ValueError that say why."""
    if not isinstance(name, str):
        raise TypeError(f"{what} must be text, got {type(name).__name__}")
    if not 1 <= len(name) <= MAX_NAME:
        raise ValueError(f"{what} must have 1 to {MAX_NAME} characters, got {len(name)}")
    try:
        name.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{what} holds half of a surrogate pair, got {name!a}") from None
    return name


class Member(Protocol):
    """Someone who follows topics. `topics` is kept by Topics."""

    topics: set[str]
    gone: bool

    def push(self, message: bytes) -> None:
        """Take a message; must neither raise nor leave at once."""


class Topics:
    """The membership of this worker."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        # A dict for its order: members hear in the order in which they joined.
        self._members: dict[str, dict[Member, None]] = {}

    async def join(self, member: Member, *topics: str) -> None:
        """On return the member gets every message published from now on. Raises Unreachable, joining none."""
        new = [topic for topic in topics if topic not in member.topics]
        for topic in new:
            self._members.setdefault(topic, {})[member] = None
        member.topics.update(new)
        try:
            # All of them, not the new ones: another call of this tab may still wait for the same one.
            await self._bus.subscribe(*topics)
        except BaseException:
            self.leave(member, new)
            raise
        if member.gone:
            self.leave(member, new)

    def leave(self, member: Member, topics: Iterable[str]) -> None:
        """The member gets no more of these; ones it did not join are ignored."""
        for topic in [topic for topic in topics if topic in member.topics]:
            member.topics.discard(topic)
            members = self._members[topic]
            del members[member]
            if not members:
                del self._members[topic]
                self._bus.unsubscribe(topic)

    def deliver(self, topic: str, message: bytes) -> None:
        """Hand a message of the bus to the topic's members; one message, encoded once."""
        for member in list(self._members.get(topic, ())):
            member.push(message)

"""Who hears what: topics of the bus, and the tabs of this worker that follow them.

A topic is a kind and a name: "all", "channel:lobby", "user:ada", "client:x7f", and, for the workers
themselves, "session:..." and "worker:...". The bus carries only topics that have a member here.

Events that are kept are numbered by topic, without holes, so a worker sees that it missed some, whatever the
reason, and reads them from the log before it goes on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from pystream import wire
from pystream.server.errors import Unreachable
from pystream.server.store import Backend, Past, Position
from pystream.server.tallies import Tallies
from pystream.wire import Gap, Joined, Left

log = logging.getLogger("pystream.lines")

ALL = "all"
MAX_NAME = 200
VOLATILE = b"~"  # before a message of which only the newest counts
NOWHERE = Position("", 0)
PAUSES_S = (0.2, 0.5, 1.0, 2.0)  # between tries to read missed events, before members are told of a gap


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

    def push(self, message: bytes, topic: str, latest: str = "") -> None:
        """Take a message of a topic; must neither raise nor leave at once. `latest`: see Peer.send_latest."""


class _Topic:
    __slots__ = ("again", "held", "members", "position")

    def __init__(self) -> None:
        # A dict for its order: members hear in the order in which they joined. The list of one that is
        # joining is what it is to hear after the past.
        self.members: dict[Member, list[bytes] | None] = {}
        # The last kept event delivered; None until it is known.
        self.position: Position | None = None
        # Kept events that wait until missed ones have been read.
        self.held: list[tuple[Position, bytes]] | None = None
        # Read them once more: what has been read may be from before a loss.
        self.again = False


class Topics:
    """The membership of this worker.

    Attributes:
        keeps: whether any event of the app is kept; without one there are no places to tell.
    """

    def __init__(self, backend: Backend, keeps: bool, tallies: Tallies) -> None:
        self._backend = backend
        self._tallies = tallies
        self.keeps = keeps
        self._topics: dict[str, _Topic] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def join(
        self, member: Member, topics: Sequence[str], heard: Mapping[str, Position] | None = None
    ) -> list[tuple[str, bytes]]:
        """On return the member gets every message published from now on. Raises Unreachable, joining none.

        Args:
            heard: where a member that returns was in its topics; it gets what it missed since, in those too
                that it never left, since nobody saw its line break.
        Returns:
            Frames that the member is to get, with their topics: the events it missed, and its place in each.
        """
        new = [topic for topic in topics if topic not in member.topics]
        later: dict[str, list[bytes]] = {topic: [] for topic in new}
        for topic in new:
            self._topics.setdefault(topic, _Topic()).members[member] = later[topic]
        member.topics.update(new)
        try:
            # All of them, not the new ones: another call of this tab may still wait for the same one.
            await self._backend.subscribe(*topics)
            placed = new if heard is None else topics
            past = await self._places(placed, heard or {}) if self.keeps else {}
        except BaseException:
            self.leave(member, self._joining(member, later))
            raise
        joining = self._joining(member, later)
        if member.gone:
            self.leave(member, joining)
            return []
        for topic in joining:
            self._topics[topic].members[member] = None
        stayed = [topic for topic in past if topic not in later and topic in member.topics]
        return [
            (topic, frame)
            for topic in (*joining, *stayed)
            for frame in (*past.get(topic, ()), *later.get(topic, ()))
        ]

    def _joining(self, member: Member, later: Mapping[str, list[bytes]]) -> list[str]:
        """Those of the topics that the member has not left, or left and joined again, meanwhile."""
        return [
            name
            for name, held in later.items()
            if (topic := self._topics.get(name)) is not None and topic.members.get(member) is held
        ]

    def leave(self, member: Member, topics: Iterable[str]) -> None:
        """The member gets no more of these; ones it did not join are ignored."""
        for name in [topic for topic in topics if topic in member.topics]:
            member.topics.discard(name)
            topic = self._topics[name]
            del topic.members[member]
            if not topic.members:
                del self._topics[name]
                self._backend.unsubscribe(name)

    def drop(self, member: Member, topics: Iterable[str]) -> None:
        """As leave(), and the member is told."""
        gone = [topic for topic in topics if topic in member.topics]
        self.leave(member, gone)
        if self.keeps:
            for topic in gone:
                member.push(wire.encode(Left(topic)), topic)

    def deliver(self, name: str, message: bytes) -> None:
        """Hand a message of the bus to the topic's members; one message, encoded once."""
        topic = self._topics.get(name)
        if topic is None:
            return
        latest = ""
        if message.startswith(VOLATILE):
            message = message[1:]
            latest = f"{name} {message.split(b',', 2)[1].decode()}"
        elif (
            self.keeps
            and (at := position_of(message)) is not None
            and not self._is_next(name, topic, at, message)
        ):
            return
        self._push(name, topic, message, latest)

    def _push(self, name: str, topic: _Topic, message: bytes, latest: str = "") -> None:
        self._tallies.delivered += len(topic.members)
        for member, later in list(topic.members.items()):
            if later is None:
                member.push(message, name, latest)
            else:
                later.append(message)

    def gap(self, name: str) -> list[bytes]:
        """What a member is told that could not take some of a topic's events."""
        topic = self._topics.get(name)
        place = topic.position if topic is not None else None
        frames = [wire.encode(Gap(name))]
        return frames if place is None else [*frames, wire.encode(Joined(name, *place))]

    async def heal(self) -> None:
        """Messages may have been missed: read what was, topic by topic."""
        stale = [(name, topic) for name, topic in self._topics.items() if topic.position is not None]
        for _, topic in stale:
            # One that is being read now may have been read before the loss.
            topic.again = topic.held is not None
            topic.held = topic.held or []
        await asyncio.gather(*(self._fill(name, topic) for name, topic in stale if not topic.again))

    def _is_next(self, name: str, topic: _Topic, at: Position, message: bytes) -> bool:
        known = topic.position
        if topic.held is not None:
            topic.held.append((at, message))
            return False
        if known is not None:
            if at.epoch == known.epoch and at.offset <= known.offset:
                return False  # it was in the log already
            if at.offset != known.offset + 1 or (at.epoch != known.epoch and known.epoch):
                topic.held = [(at, message)]
                task = asyncio.get_running_loop().create_task(self._fill(name, topic))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
                return False
        topic.position = at
        return True

    async def _fill(self, name: str, topic: _Topic) -> None:
        """Deliver what was missed, then what was held meanwhile."""
        topic.again = True
        while topic.again:
            topic.again = False
            past = await self._past(name, topic.position or NOWHERE)
            for frame in _owed(name, past):
                self._push(name, topic, frame)
            topic.position = past.position
        held, topic.held = topic.held or [], None
        for at, message in held:
            if self._is_next(name, topic, at, message):
                self._push(name, topic, message)

    async def _past(self, name: str, known: Position) -> Past:
        for pause_s in PAUSES_S:
            try:
                return (await self._backend.past([(name, known)]))[0]
            except Unreachable as why:
                log.warning("missed events of %s cannot be read: %s", name, why)
            await asyncio.sleep(pause_s)
        return Past(known, None)

    async def _places(self, names: Sequence[str], heard: Mapping[str, Position]) -> dict[str, list[bytes]]:
        frames: dict[str, list[bytes]] = {name: [] for name in names}
        asked: list[tuple[str, Position | None]] = []
        for name in names:
            topic = self._topics.get(name)
            known = topic.position if topic is not None else None
            was = heard.get(name)
            if known is not None and was in (None, known):
                frames[name].append(wire.encode(Joined(name, known.epoch, known.offset)))
            else:
                asked.append((name, was))
        if asked:
            for (name, was), past in zip(asked, await self._backend.past(asked), strict=True):
                topic = self._topics.get(name)
                if topic is not None and topic.position is None and topic.held is None:
                    topic.position = past.position
                frames[name] += _owed(name, past) if was is not None else []
                if was is None or past.frames is not None:
                    frames[name].append(wire.encode(Joined(name, *past.position)))
        return frames


def position_of(message: bytes) -> Position | None:
    """The place of an encoded Event; None when it is not kept."""
    parts = message[:-1].rsplit(b",", 2)
    if len(parts) < 3 or not parts[2].isdigit() or parts[2] == b"0":
        return None
    return Position(parts[1].strip(b'"').decode(), int(parts[2]))


def _owed(name: str, past: Past) -> list[bytes]:
    if past.frames is None:
        return [wire.encode(Gap(name)), wire.encode(Joined(name, *past.position))]
    return past.frames

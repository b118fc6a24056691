"""What workers share: a Store for state, a Log of events, a Bus for messages, a Roll of who is where.

pystream.backends.memory serves one process, pystream.backends.redis any number of them.
Every method may raise Unreachable, and then has done nothing that a caller may count on.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias

# Called in the event loop for each message of a subscribed topic: (topic, message). Must not raise.
Deliver: TypeAlias = Callable[[str, bytes], None]
# Awaited after messages may have been missed, once the subscriptions stand again.
Missed: TypeAlias = Callable[[], Awaitable[None]]


class Position(NamedTuple):
    """A place among the kept events of a topic: the epoch of its numbering ("": none yet), and an offset."""

    epoch: str
    offset: int


class Past(NamedTuple):
    """Where a topic is, and the encoded events since a place; None when some of them are no longer kept."""

    position: Position
    frames: list[bytes] | None


class Store(Protocol):
    """Values that outlive a line. Each expires `ttl_s` seconds after it was last written or kept."""

    async def get(self, key: str) -> bytes | None:
        """The value last put, None when there is none or it expired."""

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        """Set the value."""

    async def take(self, key: str) -> bytes | None:
        """The value, which is then removed, in one step; None when there is none or it expired."""

    async def fields(self, key: str) -> dict[str, bytes]:
        """All fields of a record; empty when there is none or it expired."""

    async def change(
        self,
        key: str,
        changes: Mapping[str, bytes | None],
        ttl_s: float,
        topic: str,
        message: bytes,
        expected: Mapping[str, bytes | None] = {},
    ) -> int:
        """Set (or, for None, remove) fields of a record and publish the message, as one step.

        Whoever follows the topic sees the messages in the order in which the record changed. Changes that a
        worker makes are made in the order in which it began them.

        Args:
            expected: what fields must be just before, byte by byte; None: they must be absent. A record that
                is missing or expired has no fields.
        Returns:
            How many workers the message went to.
        Raises:
            Changed: some of the expected fields are otherwise; nothing was written and nothing published.
        """

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
        """Move a record to another key, with some fields changed, and publish the message, as one step.

        What was at new_key is gone. No change() of the old record gets lost: it comes before and moves along,
        or after, and then finds `left`, which an `expected` of it can tell (`{"moved": None}`, say).

        Args:
            changes: as for change(); made to the moved record. When there is none at old_key, they are all.
            left: the fields that old_key has from now on, for left_s seconds; empty: it is gone.
            expected: as for change(), of the old record.
        Returns:
            How many workers the message went to.
        Raises:
            Changed: as change().
        """

    async def keep(self, keys: Iterable[str], ttl_s: float) -> None:
        """Start the expiry of these keys anew; missing ones stay missing."""

    def allow(self, key: str, rate: float, burst: int) -> Awaitable[float]:
        """Take one of `burst` tokens, of which `rate` come back in a second, in one step over all workers.

        Each key has its own tokens, all of them at first. What is refused costs none. A key is forgotten once
        all of its tokens are back, so nothing need be expired; an embedded store forgets it at a restart too.

        Args:
            rate: tokens a second, more than 0; 0.1 is one in ten seconds.
            burst: at least 1.
        Returns:
            0.0 when there was one, otherwise the seconds until there is; a future that is done when the
            store can answer at once.
        """


class Log(Protocol):
    """The events that are kept, by topic and event. Offsets of a topic go up by one with each kept event."""

    def record(self, topic: str, event: str, keep: int, frame: bytes) -> Awaitable[int]:
        """Give an event its place, keep it and publish it, in one step and in the order of the calls.

        The newest `keep` of that event are kept in the topic, for `settings.keep_s` after the last.

        Args:
            frame: an encoded wire.Event without epoch and offset, and without its closing bracket.
        Returns:
            How many workers it went to.
        """

    async def past(self, wanted: Sequence[tuple[str, Position | None]]) -> list[Past]:
        """For each topic its position, and the events since a place in it (none for None)."""


class Bus(Protocol):
    """Messages by topic between all workers."""

    async def start(self, deliver: Deliver, missed: Missed) -> None:
        """Connect. Raises Unreachable when that fails; later failures heal by themselves."""

    async def close(self) -> None:
        """Disconnect; what was published before has been sent."""

    async def subscribe(self, *topics: str) -> None:
        """Follow topics; on return every message published from now on will be delivered."""

    def unsubscribe(self, *topics: str) -> None:
        """Follow them no longer; messages on their way may still be delivered."""

    def publish(self, topic: str, message: bytes) -> Awaitable[int]:
        """Send to every worker that follows the topic, this one included, in the order of the calls.

        The message is on its way when this returns; await the result for success.

        Returns:
            How many workers it went to.
        """


class Lease(NamedTuple):
    """Whether a worker had one, and whether it was over; dead workers, for the caller to clean up after."""

    stands: bool
    over: bool
    dead: list[str]


class Notice(NamedTuple):
    """What is published in a topic when users come or go: an encoded event, around its Presence."""

    head: bytes
    tail: bytes


class Roll(Protocol):
    """Who is where: by topic, user ids and the workers that have them there.

    A worker has a lease, which it renews; of one whose lease is over nobody is present. Its entries are there
    until another worker has removed them, which is when they are said to have left.
    """

    async def lease(self, worker: str, ttl_s: float, begin: bool = False, claim: bool = True) -> Lease:
        """Renew a worker's lease, for ttl_s from now.

        Args:
            begin: it has none yet; otherwise one that is gone is not given again.
            claim: tell of dead workers, unless the worker's own lease was over: then that of others may be
                for the same reason. Each is told to one caller, and again when that one has not called
                forget() within ttl_s.
        """

    async def move(
        self,
        worker: str,
        topic: str,
        joined: Sequence[str],
        left: Sequence[str],
        notices: Sequence[Notice],
        first: bool,
        last: bool,
    ) -> list[str]:
        """Enter users and strike others out, in one step; publish what that changed over all workers, if any.

        Args:
            first: the worker has had nobody in the topic until now.
            last: it has nobody there from now on.
        Returns:
            The users who are no longer there.
        """

    async def topics(self, worker: str) -> list[str]:
        """Where a worker has users."""

    async def strike(self, worker: str, topic: str, notices: Sequence[Notice]) -> list[str]:
        """Strike out all users of a dead worker; as move()."""

    async def forget(self, worker: str) -> None:
        """A dead worker, or one that gave its lease up, has nobody any more."""

    async def users(self, topic: str) -> set[str]:
        """Who is present."""

    async def has(self, topic: str, user: str) -> bool:
        """Whether a user is present."""

    async def count(self, topic: str) -> int:
        """How many users are present."""


class Backend(Store, Log, Bus, Protocol):
    """A store, a log and a bus; and the roll."""

    @property
    def roll(self) -> Roll: ...

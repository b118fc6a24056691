"""One browser tab, over all its lines: its session, its topics, its calls under way.

    state     on                                       then
    attached  the line breaks                          detached
    attached  the browser closes the line              gone
    detached  the tab is back on this worker           attached
    detached  settings.resume_s over                   gone
    either    the tab is back on another worker        moved: calls end here, answers go there

Calls go on while the tab is detached; when it is gone they are cancelled.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from pystream import wire
from pystream.protocol.ledger import Ledger
from pystream.server.connection import CLOSE_REPLACED, CLOSE_RESTART, Connection
from pystream.server.uploads import Upload, Uploads
from pystream.wire import Chunk, Fail, Item, Want

if TYPE_CHECKING:
    from pystream.server.hub import Hub
    from pystream.server.session import Session
    from pystream.server.store import Position
    from pystream.server.tickets import Awaited


class Client:
    """One tab.

    Attributes:
        id: publish.client takes it; the same on every line.
        token: what the browser shows to be this tab again; a secret.
        session: the browser's session.
        user: the session's when its line was opened; another one when it is back ends its subscriptions.
        channels: what it subscribed to.
        ledger: what has become of its calls.
        connection: its line; None while detached.
        topics, gone: see topics.Member. `gone`: it hears no events any more, until it is attached.
        present: see Attendance.look: for whom it counts, and where.
        announced: the app knows of it, by @on.connect.
        awaited: set while its browser may still have the cookie of an id that the session had.
        uploads: the files that its calls read.
        forward: where answers go when the tab has moved to another worker.
    """

    __slots__ = (
        "_calls",
        "_held",
        "_hub",
        "_private",
        "_room",
        "announced",
        "awaited",
        "channels",
        "connection",
        "expiry",
        "foreign",
        "forward",
        "gone",
        "heard",
        "id",
        "ip",
        "ledger",
        "present",
        "session",
        "token",
        "topics",
        "uploads",
        "user",
    )

    def __init__(self, hub: Hub, session: Session, id: str = "", token: str = "") -> None:
        self.id = id or secrets.token_urlsafe(12)
        self.token = token or secrets.token_urlsafe(24)
        self.ip = ""
        self.session = session
        self.user: str | None = None
        self.channels: set[str] = set()
        self.topics: set[str] = set()
        self.gone = True
        self.announced = False
        self.present: tuple[str, frozenset[str]] | None = None
        # Where the tab says it was in topics that it has not joined again yet.
        self.heard: dict[str, Position] | None = None
        settings = hub.settings
        self.ledger = Ledger(settings.max_calls_in_flight, settings.max_outbox_bytes)
        self.connection: Connection | None = None
        self.forward: Callable[[int, bytes], None] | None = None
        # Calls that another worker still runs for this tab: id -> worker.
        self.foreign: dict[int, str] | None = None
        self.expiry: asyncio.TimerHandle | None = None
        # None while there are none: most tabs never send a file.
        self.uploads: Uploads | None = None
        self.awaited: Awaited | None = None
        self._hub = hub
        self._calls: dict[int, asyncio.Task[None]] | None = None
        self._room: dict[int, asyncio.Event] | None = None
        # The streams that are for who has signed in.
        self._private: set[int] | None = None
        # Published while the line was being opened: they come after the welcome.
        self._held: list[tuple[bytes, str, str]] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether no call is under way."""
        return not self.ledger.in_flight

    def awaits(self, call_id: int) -> bool:
        """Whether an answer to the call would still be sent."""
        return call_id in self.ledger.in_flight

    def enter(self, session: Session) -> None:
        """The session goes on as this one, under another id."""
        old, self.session = self.session, session
        session.clients.add(self)
        self._hub.sessions.release(old, self)

    async def hand_over(self, old_id: str) -> None:
        """Return when the browser has the cookie of the session's new id, or seems not to take it.

        Raises:
            Unreachable.
        """
        await self._hub.hand_over(self, old_id)

    def hold(self) -> None:
        """Events from now on wait for attach()."""
        self.gone = False
        self._held = []

    def attach(self, connection: Connection, first: list[bytes]) -> None:
        """The tab has a line: send these frames, then the events that were held."""
        self.replace(connection)
        self.ip = connection.ip
        if self.uploads is not None:
            first = [*first, *map(wire.encode, self.uploads.wanted())]
        held, self._held = self._held or [], None
        connection.open(self, first)
        for message, topic, latest in held:
            self.push(message, topic, latest)

    def replace(self, connection: Connection | None) -> None:
        """Take another line, or none; the one before is closed."""
        old, self.connection = self.connection, connection
        if old is not None and old is not connection:
            old.client = None
            old.close(CLOSE_REPLACED, "the tab has another line")

    def detach(self, connection: Connection, left: bool) -> None:
        """The line is down."""
        if self.connection is connection:
            self.connection = None
            self._hub.detached(self, left)

    def run(self, call_id: int, call: Coroutine[Any, Any, None]) -> None:
        """Run a call in a task, which ends with the tab or by the browser's Cancel."""
        task = _task(call, asyncio.get_running_loop())
        if task.done():
            self._end_parts(call_id)
            return
        if self._calls is None:
            self._calls = {}
        self._calls[call_id] = task
        task.add_done_callback(lambda done: self._ended(call_id))

    def answer_encoded(self, id: int, raw: bytes) -> None:
        """Send an encoded Reply or Fail, unless nobody waits for it any more."""
        if not self.ledger.answer(id, raw):
            return
        if self.forward is not None:
            self.forward(id, raw)
        elif self.connection is not None:
            self.connection.write(raw)
        if self.forward is not None or self._hub.draining:
            self._settled()

    @property
    def tasks(self) -> list[asyncio.Task[None]]:
        """Those of the calls under way."""
        return list((self._calls or {}).values())

    def fail(self, id: int, error: str, text: str) -> None:
        """Answer a call with one of pystream's errors."""
        self.answer_encoded(id, wire.encode(Fail(id, error, msgspec.Raw(msgspec.json.encode([text])))))

    def begin_stream(self, id: int, is_private: bool) -> None:
        """Call `id`, which is about to run, is a stream; `is_private`: for who has signed in."""
        if self._room is None:
            self._room = {}
        self._room[id] = asyncio.Event()
        if is_private:
            self._private = self._private or set()
            self._private.add(id)

    def item(self, frame: Item) -> None:
        """Send an item of a stream; the caller has waited for room()."""
        raw = wire.encode(frame)
        if self.ledger.item(frame.id, raw) and self.connection is not None:
            self.connection.write(raw)

    async def room(self, id: int) -> None:
        """Wait until the browser takes another item of the stream."""
        assert self._room is not None
        while self.ledger.room(id) <= 0:
            self._room[id].clear()
            await self._room[id].wait()

    def more(self, id: int) -> None:
        """The browser has used up items of a stream."""
        if self._room is not None and (event := self._room.get(id)) is not None:
            event.set()

    def begin_uploads(self, id: int, files: Sequence[tuple[str, Upload]]) -> None:
        """Call `id` is to run with these files; each with what errors call it. Raises Denied for too many."""
        if self.uploads is None:
            self.uploads = Uploads(self._hub.settings.max_uploads, self._want)
        self.uploads.begin(id, files)

    def chunk(self, frame: Chunk) -> None:
        """The browser has sent some of a file."""
        if self.uploads is not None:
            self.uploads.take(frame)

    def push(self, message: bytes, topic: str, latest: str = "") -> None:
        """Send an encoded frame of a topic."""
        if self._held is not None:
            self._held.append((message, topic, latest))
        elif self.connection is not None:
            self.connection.push(message, topic, latest)

    def cancel(self, call_id: int) -> None:
        """Nobody waits for the call any more; the ledger knows."""
        if self._calls is not None and (task := self._calls.get(call_id)):
            task.cancel()
        elif self.foreign is not None and (worker := self.foreign.pop(call_id, None)):
            self._hub.handover.cancel(worker, self.token, call_id)
        self._settled()

    def cancel_all(self) -> None:
        """The tab is gone for good."""
        for id in list(self.ledger.in_flight):
            self.ledger.cancel(id)
            self.cancel(id)

    def end_streams(self) -> None:
        """The streams under way cannot go on from here; their callers are told so."""
        for id in list(self._room or ()):
            self.fail(id, "Gap", "the server that ran the stream has gone")
            self.cancel(id)

    def end_private_streams(self) -> None:
        """Who had signed in when they began is there no longer; their callers are told so."""
        for id in sorted(self._private or ()):
            self.fail(id, "SignedOut", "sign in first: the stream was another user's")
            self.cancel(id)

    def end_uploads(self) -> None:
        """The rest of the files does not come here; the actions that read them are told so."""
        if self.uploads is not None:
            self.uploads.lose()

    def _want(self, frame: Want) -> None:
        if self.connection is not None:
            self.connection.write(wire.encode(frame))

    def _ended(self, call_id: int) -> None:
        assert self._calls is not None
        del self._calls[call_id]
        self._end_parts(call_id)
        if not self._calls:
            self._calls = None

    def _settled(self) -> None:
        """A call is over: with the last one, what waited for it may end."""
        if not self.is_idle:
            return
        if self.forward is not None:
            self._hub.retire(self)
        if self._hub.draining:
            if self.connection is not None and self.connection.is_ending:
                self.connection.close(CLOSE_RESTART, "server restarting")
            self._hub.settled()

    def _end_parts(self, call_id: int) -> None:
        """Forget what the call had of streams: its own, and of files."""
        if self.uploads is not None and not self.uploads.end(call_id):
            self.uploads = None
        if self._room is not None:
            self._room.pop(call_id, None)
            self._room = self._room or None
        if self._private is not None:
            self._private.discard(call_id)
            self._private = self._private or None


if sys.version_info >= (3, 12):

    def _task(call: Coroutine[Any, Any, None], loop: asyncio.AbstractEventLoop) -> asyncio.Task[None]:
        # Begun at once: a call that waits for nothing is answered in the message that answers its neighbours.
        return asyncio.Task(call, loop=loop, eager_start=True)

else:

    def _task(call: Coroutine[Any, Any, None], loop: asyncio.AbstractEventLoop) -> asyncio.Task[None]:
        return loop.create_task(call)

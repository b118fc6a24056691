"""A browser tab's half of the line, for tests: docs/wire.md spoken in memory, as pystream/runtime/*.js does.

up        drop()                    down: calls wait; the server keeps what is owed to the tab
up        the server closes         opening, as soon as a server is there
down      reconnect()               opening
opening   welcome                   up: what waits is sent, what was missed comes
any       close()                   closed: calls end as Cancelled
"""

from __future__ import annotations

import asyncio
import importlib
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextvars import Context
from typing import TYPE_CHECKING, Any

import msgspec

from pystream import errors, wire
from pystream.contract import Action
from pystream.server.connection import CLOSE_RESTART, Connection
from pystream.server.values import Codec, Mismatch
from pystream.testing.files import TestFile

if TYPE_CHECKING:
    from pystream.testing.app import App

_TELL_EVERY = 16  # items of a stream, as the browser does
_MOST_SENT = 128
_UNKNOWN = -1
_OUTDATED = 4409


class Profile:
    """What the tabs of one browser share: its session's cookie, its address.

    Attributes:
        cookie: the id of its session.
        turn: its tabs redeem tickets one after the other.
    """

    def __init__(self, cookie: str, ip: str) -> None:
        self.cookie = cookie
        self.ip = ip
        self.turn = asyncio.Lock()


class Entry:
    """A call or a stream that is under way."""

    def __init__(self, action: Action, args: bytes, named: bytes, result: Codec) -> None:
        self.action = action
        self.args = args
        self.named = named
        self.result = result
        self.id = 0
        self.files: list[TestFile] = []
        self.sent_upto: dict[int, int] = {}  # of each file, on this line
        self.done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.timer: asyncio.TimerHandle | None = None
        # Of a stream.
        self.items: deque[Any] = deque()
        self.heard = 0
        self.used = 0
        self.cursor: str | None = None
        self.moved = asyncio.Event()


class Tab:
    """The line and what travels on it. `hear_event` is told of each event: name, payload as JSON, topic."""

    def __init__(self, app: App, profile: Profile) -> None:
        self.profile = profile
        self.welcome: wire.Welcome | None = None
        self.is_closed = False
        self.gaps: list[str] = []
        self.hear_event: Callable[[str, bytes, str], None] = lambda name, payload, topic: None
        self.told: Callable[..., None] = lambda what, *details: None
        self._app = app
        self._peer: _Peer | None = None
        self._stands: asyncio.Future[None] | None = None
        self._greeted = False
        self._queued: list[Entry] = []
        self._sent: dict[int, Entry] = {}
        self._last_id = 0
        self._places: dict[str, tuple[str, int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_up(self) -> bool:
        return self._peer is not None and self._peer.is_welcome

    @property
    def connection(self) -> Connection | None:
        """The server's end."""
        return None if self._peer is None else self._peer.connection

    @property
    def waits(self) -> bool:
        """Whether an answer is on its way, or the line is being opened."""
        opening = self._stands is not None and not self._stands.done()
        return opening or any(not entry.action.stream for entry in self._sent.values()) or bool(self._tasks)

    async def open(self) -> None:
        """Return when the server has greeted the tab."""
        if self._peer is None:
            self._connect()
        assert self._stands is not None
        await asyncio.shield(self._stands)

    def lose(self, left: bool = False) -> None:
        """The line breaks; what is on its way is lost."""
        peer, self._peer = self._peer, None
        if peer is None:
            return
        was_up = peer.is_welcome
        peer.cut(left)
        if was_up:
            self._down()

    def close(self) -> None:
        """The tab is closed."""
        self.is_closed = True
        self.lose(left=True)
        for entry in [*self._sent.values(), *self._queued]:
            self._end(entry, errors.Cancelled(f"{entry.action.name}: the page was left"))
        for task in self._tasks:
            task.cancel()

    async def call(
        self, action: Action, result: Codec, args: tuple[Any, ...], named: Mapping[str, Any]
    ) -> Any:
        """The value that the action returns."""
        entry = self._entry(action, result, args, named)
        self._enter(entry)
        seconds = self._timeout_s if action.timeout is None else action.timeout
        entry.timer = asyncio.get_running_loop().call_later(seconds, self._expire, entry, seconds)
        try:
            return await entry.done
        finally:
            self._give_up(entry)

    async def stream(
        self, action: Action, result: Codec, args: tuple[Any, ...], named: Mapping[str, Any]
    ) -> AsyncIterator[Any]:
        """The items of a stream."""
        entry = self._entry(action, result, args, named)
        self._enter(entry)
        try:
            while True:
                while entry.items:
                    value = entry.items.popleft()
                    entry.used += 1
                    if entry.used % _TELL_EVERY == 0 and self.is_up:
                        self._send(wire.More(entry.id, entry.used))
                    yield value
                if entry.done.done():
                    entry.done.result()
                    return
                entry.moved.clear()
                await entry.moved.wait()
        finally:
            self._give_up(entry)

    # Opening and losing the line.

    def _connect(self) -> None:
        self._stands = asyncio.get_running_loop().create_future()
        self._peer = _Peer(self._app, self)
        waiting = [(id, entry.heard) for id, entry in sorted(self._sent.items())]
        resume = "" if self.welcome is None else self.welcome.resume
        # The contract is that of the server: a test's pages cannot be older.
        self._send(wire.Hello(wire.VERSION, self._app.contract.hash, resume, waiting, self._places))

    def closed(self, code: int, reason: str) -> None:
        """The server has closed the line."""
        peer, self._peer = self._peer, None
        assert peer is not None
        if code == CLOSE_RESTART and peer.is_welcome:
            self._requeue(list(self._sent.values()))
        if peer.is_welcome:
            self._down()
        if code == _OUTDATED:
            self.close()
        else:
            self.reopen_soon()

    def reopen_soon(self) -> None:
        """As a browser does, when there is a server."""
        self._start(self._reopen())

    async def _reopen(self) -> None:
        await self._app.serves.wait()
        if self._peer is None and not self.is_closed:
            self._connect()

    def _down(self) -> None:
        for entry in [entry for entry in self._queued if entry.action.volatile]:
            self._end(entry, errors.ConnectionLost(f"{entry.action.name}: not sent, no line"))
        for entry in self._sent.values():
            entry.sent_upto.clear()
        self.told("disconnect")
        self.told("state", "closed" if self.is_closed else "reconnecting")

    def _welcomed(self, welcome: wire.Welcome) -> None:
        assert self._peer is not None
        assert self._stands is not None
        self._peer.is_welcome = True
        self.welcome = welcome
        self.told("state", "connected")
        again = []
        for id, entry in sorted(self._sent.items()):
            may_repeat = self._may_repeat(entry)
            if id > welcome.taken if welcome.taken != _UNKNOWN else may_repeat:
                again.append(entry)
            elif welcome.taken == _UNKNOWN:
                kind = errors.Gap if entry.action.stream else errors.ConnectionLost
                self._end(
                    entry, kind(f"{entry.action.name}: its server is gone; nobody knows whether it ran")
                )
            elif entry.action.stream:
                self._send(wire.More(id, entry.used))
        self._requeue(again)
        self._flush()
        if not self._stands.done():
            self._stands.set_result(None)
        was_greeted, self._greeted = self._greeted, True
        if was_greeted:
            self.told("reconnect", welcome.resumed)
        else:
            self.told("welcome")

    @property
    def _timeout_s(self) -> float:
        return 10.0 if self.welcome is None else self.welcome.timeout_ms / 1000

    # Calls.

    def _entry(self, action: Action, result: Codec, args: tuple[Any, ...], named: Mapping[str, Any]) -> Entry:
        files: list[TestFile] = []

        def described(value: Any) -> Any:
            if not isinstance(value, TestFile):
                raise TypeError(f"{type(value).__name__} does not travel; use a dataclass or a builtin type")
            files.append(value)
            return {
                "upload": len(files) - 1,
                "name": value.name,
                "size": len(value.content),
                "type": value.type,
            }

        try:
            texts = [msgspec.json.encode(given, enc_hook=described) for given in (list(args), dict(named))]
        except (TypeError, ValueError) as why:
            raise TypeError(f"{action.name}: an argument does not travel: {why}") from None
        entry = Entry(action, texts[0], texts[1], result)
        entry.files = files
        return entry

    def _enter(self, entry: Entry) -> None:
        if self.is_closed:
            raise errors.Cancelled(f"{entry.action.name}: not sent, the connection is closed")
        if entry.action.volatile and not self.is_up:
            raise errors.ConnectionLost(f"{entry.action.name}: not sent, no line")
        self._queued.append(entry)
        self._flush()

    def _flush(self) -> None:
        while self._queued and self.is_up and len(self._sent) < _MOST_SENT:
            entry = self._queued.pop(0)
            self._last_id += 1
            entry.id = self._last_id
            self._sent[entry.id] = entry
            args, named = msgspec.Raw(entry.args), msgspec.Raw(entry.named)
            self._send(wire.Call(entry.id, entry.action.name, args, named))

    def _send(self, frame: wire.FromBrowser) -> None:
        assert self._peer is not None
        self._peer.write(wire.encode(frame))

    def _requeue(self, entries: list[Entry]) -> None:
        for entry in entries:
            self._sent.pop(entry.id, None)
        self._queued = [*entries, *self._queued]

    def _expire(self, entry: Entry, seconds: float) -> None:
        what = "no line" if entry in self._queued else "no answer"
        self._give_up(entry, errors.Timeout(f"{entry.action.name}: {what} within {seconds:g} s"))

    def _give_up(self, entry: Entry, why: Exception | None = None) -> None:
        was_sent = self._sent.get(entry.id) is entry
        self._end(entry, why or errors.Cancelled(f"{entry.action.name}: given up"))
        if was_sent and self.is_up:
            self._send(wire.Cancel(entry.id))

    def _end(self, entry: Entry, outcome: Exception | None, value: Any = None) -> None:
        """Settle a call, once."""
        if entry.timer is not None:
            entry.timer.cancel()
        if self._sent.get(entry.id) is entry:
            del self._sent[entry.id]
        if entry in self._queued:
            self._queued.remove(entry)
        if not entry.done.done():
            if outcome is None:
                entry.done.set_result(value)
            else:
                entry.done.set_exception(outcome)
                entry.done.exception()  # read: a stream that was left is asked for it by nobody
        entry.moved.set()
        self._flush()

    def _may_repeat(self, entry: Entry) -> bool:
        """Whether it can be begun again when its server is gone; a stream is set to go on then."""
        if not entry.action.stream:
            return entry.action.idempotent
        takes = next((each.name for each in entry.action.parameters if each.name == "after"), None)
        if takes is None or (entry.cursor is None and entry.heard):
            return False
        if entry.cursor is not None:
            named = {**msgspec.json.decode(entry.named), takes: entry.cursor}
            entry.named = msgspec.json.encode(named)
        entry.heard = entry.used = 0
        entry.items.clear()
        return True

    # What the server says.

    def hear(self, message: bytes) -> None:
        """Take one message of the server's."""
        for frame in wire.decode_from_server(message):
            self._take(frame)

    def _take(self, frame: wire.FromServer) -> None:
        if isinstance(frame, wire.Welcome):
            self._welcomed(frame)
        elif isinstance(frame, wire.Reply):
            if (entry := self._sent.get(frame.id)) is not None:
                self._reply(entry, bytes(frame.value))
        elif isinstance(frame, wire.Fail):
            if (entry := self._sent.get(frame.id)) is not None:
                self._fail(entry, frame)
        elif isinstance(frame, wire.Item):
            if (entry := self._sent.get(frame.id)) is not None:
                entry.heard += 1
                entry.cursor = frame.cursor
                entry.items.append(entry.result.decode(bytes(frame.value), entry.action.name))
                entry.moved.set()
        elif isinstance(frame, wire.Event):
            self._event(frame)
        elif isinstance(frame, wire.Joined):
            self._places[frame.topic] = (frame.epoch, frame.offset)
        elif isinstance(frame, wire.Left):
            self._places.pop(frame.topic, None)
        elif isinstance(frame, wire.Gap):
            self.gaps.append(frame.topic.removeprefix("channel:"))
            self.told("gap", frame.topic)
        elif isinstance(frame, wire.Want):
            self._want(frame)
        elif isinstance(frame, wire.Ticket):
            self._start(self._redeem(frame.ticket))
        elif isinstance(frame, wire.Refuse):
            raise AssertionError(f"the server refused a message: {frame.code}: {frame.text}")

    def _reply(self, entry: Entry, value: bytes) -> None:
        if entry.action.stream:
            self._end(entry, None)
            return
        try:
            self._end(entry, None, entry.result.decode(value, entry.action.name))
        except Mismatch as why:
            self._end(entry, TypeError(str(why)))

    def _fail(self, entry: Entry, frame: wire.Fail) -> None:
        lost = frame.error == ("Gap" if entry.action.stream else "ConnectionLost")
        if lost and self._may_repeat(entry):
            self._requeue([entry])
            self._flush()
            return
        args = msgspec.json.decode(frame.args)
        why = error_of(frame.error, args)
        if isinstance(why, errors.Failed):
            why.__cause__ = self._app.cause(str(why))
        self._end(entry, why)

    def _event(self, frame: wire.Event) -> None:
        if frame.offset:
            epoch, offset = self._places.get(frame.topic, ("", 0))
            if epoch == frame.epoch and frame.offset <= offset:
                return  # it came from the log and as it was published
            self._places[frame.topic] = (frame.epoch, frame.offset)
        self.hear_event(frame.event, bytes(frame.payload), frame.topic)

    def _want(self, frame: wire.Want) -> None:
        entry = self._sent.get(frame.id)
        if entry is None or frame.begin >= frame.upto:
            return
        begin = entry.sent_upto.get(frame.upload, frame.begin)
        entry.sent_upto[frame.upload] = frame.upto
        data = entry.files[frame.upload].content[begin : frame.upto]
        self._send(wire.Chunk(frame.id, frame.upload, begin, data))

    async def _redeem(self, ticket: str) -> None:
        """What detour.js does: POST the ticket, and once more with the cookie that came."""
        profile = self.profile
        async with profile.turn:
            for _ in range(2):
                given = await self._app.hub.tickets.redeem(ticket, profile.cookie)
                if given is None:
                    return
                profile.cookie = given

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work, context=Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class _Peer:
    """One line in memory: the server's Peer, and what carries the tab's messages. All of a turn's go as one.

    Each message is taken in a turn of the event loop of its own, and in a context of its own: what the test
    has set is nothing that a server could see.
    """

    def __init__(self, app: App, tab: Tab) -> None:
        self.is_welcome = False
        self._app = app
        self._tab = tab
        self._is_open = True
        self._out: list[bytes] = []
        self.connection = app.hub.connect(tab.profile.cookie, tab.profile.ip, self)

    def write(self, frame: bytes) -> None:
        """Send a frame to the server."""
        self._out.append(frame)
        if len(self._out) == 1:
            self._soon(self._arrive)

    def cut(self, left: bool) -> None:
        """The line is gone, on both sides. `left`: the tab will not be back."""
        self._is_open = False
        Context().run(self.connection.lost, left)

    def send(self, message: bytes) -> None:
        self._soon(self._tell, message)

    def offer(self, message: bytes) -> bool:
        self.send(message)
        return True

    def send_latest(self, key: str, message: bytes) -> None:
        self.send(message)

    def beat(self) -> None:
        """It answers."""

    def close(self, code: int, reason: str) -> None:
        self._soon(self._closed, code, reason)

    def _arrive(self) -> None:
        out, self._out = self._out, []
        if self._is_open and not self._app.mishap(self._tab):
            self.connection.receive(wire.join(out))

    def _tell(self, message: bytes) -> None:
        if self._is_open and not self._app.mishap(self._tab):
            try:
                self._tab.hear(message)
            except Exception as why:  # nobody else would hear of it
                self._app.broken.append(why)

    def _closed(self, code: int, reason: str) -> None:
        if self._is_open:
            self._is_open = False
            self.connection.lost(left=False)
            self._tab.closed(code, reason)

    def _soon(self, do: Callable[..., None], *args: Any) -> None:
        self._app.count_message()
        asyncio.get_running_loop().call_soon(do, *args, context=Context())


def error_of(name: str, args: list[Any]) -> Exception:
    """The exception that a browser raises for a Fail."""
    kind = getattr(errors, name, None)
    if kind is None and name.startswith("shared_src."):
        module, _, attribute = name.rpartition(".")
        kind = getattr(importlib.import_module(module), attribute, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        return kind(*args)
    return errors.Denied(*args[:1])

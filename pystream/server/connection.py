"""One line under way: what it brings goes to the tab that it belongs to, once the hello has told which."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Protocol

from pystream.protocol.line import Line, Received, State
from pystream.server.errors import Unreachable
from pystream.wire import Call, Cancel, Chunk, Hello, Refuse

if TYPE_CHECKING:
    from pystream.server.client import Client
    from pystream.server.hub import Hub

log = logging.getLogger("pystream.lines")

CLOSE_RESTART = 1012  # RFC 6455 7.4.1 registry: service restart; the browser comes back
CLOSE_TRY_LATER = 1013
CLOSE_REPLACED = 4410
CLOSE_OTHER_ID = 4411  # the browser has another cookie now, and comes back with it
# After the HTTP codes they resemble; docs/wire.md#closing.
CLOSE_NO_HELLO = 4408
CLOSE_FLOOD = 4429
# Over which the rate of messages is taken: what a tab has stored up while it was offline comes at once.
FLOOD_S = 5.0


class Peer(Protocol):
    """The far end, as the transport offers it."""

    def send(self, message: bytes) -> None:
        """Write a text message after those before, soon. Never blocks or raises.

        A peer that has left settings.max_outbox_bytes unread is cut off.
        """

    def offer(self, message: bytes) -> bool:
        """As send(), but what a peer that reads too slowly cannot take is dropped: False then."""

    def send_latest(self, key: str, message: bytes) -> None:
        """As send(); while the peer does not read, a later message of the same key takes its place."""

    def beat(self) -> None:
        """Called every heartbeat: ask a silent peer for a sign of life, drop one that gave none."""

    def close(self, code: int, reason: str) -> None:
        """Close after what was sent before."""


class Connection:
    """The transport feeds receive() and calls lost() when the line is down.

    Attributes:
        client: the tab, from the welcome on.
        is_down: the line is closed, or closing.
        session_id, ip: of the request that opened the line.
    """

    __slots__ = (
        "_allowed",
        "_allowed_since",
        "_deadline",
        "_dropped",
        "_drops",
        "_flushes",
        "_greeting",
        "_hub",
        "_line",
        "_peer",
        "_receiving",
        "client",
        "ip",
        "session_id",
    )

    def __init__(self, hub: Hub, session_id: str, ip: str, peer: Peer) -> None:
        self.client: Client | None = None
        self.session_id = session_id
        self.ip = ip
        self._hub = hub
        self._peer = peer
        self._line = Line(hub.settings.max_calls_in_flight)
        self._receiving = False
        loop = asyncio.get_running_loop()
        self._allowed = int(hub.settings.max_messages_per_s * FLOOD_S)
        self._allowed_since = loop.time()
        self._deadline: asyncio.TimerHandle | None = loop.call_later(
            hub.settings.hello_timeout_s, self._no_hello
        )
        self._flushes = False
        self._drops = hub.settings.slow_reader == "drop"
        self._dropped: set[str] | None = None
        self._greeting: asyncio.Task[None] | None = None

    @property
    def is_down(self) -> bool:
        return self._line.state is State.CLOSED

    @property
    def is_ending(self) -> bool:
        """Whether it takes no more calls; see end()."""
        return self._line.is_ending

    def receive(self, message: bytes | bytearray) -> None:
        """Act on one message of the browser's, text as bytes; instant answers are with the peer then."""
        self._receiving = True
        try:
            for frame in self._line.receive(message):
                if isinstance(frame, Call) and self.client is not None:
                    self._hub.dispatcher.start(self.client, frame)
                else:
                    self._act(frame)
            if self._line.heard > self._allowed:
                self._count()
        finally:
            self._receiving = False
        self._flush()

    def lost(self, left: bool) -> None:
        """The line is down. `left`: the browser closed it, and will not be back."""
        self._line.close(1006, "")
        self._wait_no_more()
        self._hub.forget(self)
        if self.client is not None:
            self.client.detach(self, left)

    def open(self, client: Client, first: list[bytes]) -> None:
        """The tab is found: send these, then act on what came meanwhile."""
        self.client = client
        for frame in first:
            self._line.write(frame)
        self._receiving = True
        try:
            for received in self._line.open(client.ledger):
                self._act(received)
        finally:
            self._receiving = False
        self._flush()

    def write(self, frame: bytes) -> None:
        """Send an encoded frame, in one message with all that this turn of the event loop brings."""
        self._line.write(frame)
        if not self._receiving and not self._flushes:
            self._flushes = True
            asyncio.get_running_loop().call_soon(self._flush)

    def push(self, message: bytes, topic: str, latest: str = "") -> None:
        """Send an encoded frame of a topic, at once; `latest`: see Peer.send_latest."""
        if self._line.state is not State.OPEN:
            return
        if self._line.has_output:
            self._flush()
        if latest:
            self._peer.send_latest(latest, message)
        elif not self._drops:
            self._peer.send(message)
        elif not self._peer.offer(message):
            self._hub.tallies.dropped += 1
            # Told when it reads again; nothing is lost in silence.
            self._dropped = (self._dropped or set()) | {topic}

    def writable(self) -> None:
        """The peer reads again."""
        dropped, self._dropped = self._dropped, None
        for topic in sorted(dropped or ()):
            for frame in self._hub.topics.gap(topic):
                self._peer.send(frame)

    def too_slow(self) -> None:
        """The peer left too much unread, and is about to be cut off."""
        self._hub.tallies.cut_off += 1
        most = self._hub.settings.max_outbox_bytes
        log.warning("a reader is cut off: it left more than %d bytes unread (max_outbox_bytes)", most)

    def beat(self) -> None:
        """See Peer.beat."""
        self._peer.beat()

    def end(self) -> None:
        """Take no more calls; close with 1012 as soon as those under way are answered."""
        self._line.is_ending = True
        if self.client is None or self.client.is_idle:
            self.close(CLOSE_RESTART, "server restarting")

    def close(self, code: int, reason: str) -> None:
        """End the line; the browser sees code and reason."""
        self._line.close(code, reason)
        self._flush()

    def _act(self, frame: Received) -> None:
        if isinstance(frame, Hello):
            self._wait_no_more()
            self._greeting = asyncio.get_running_loop().create_task(self._greet(frame))
            return
        client = self.client
        assert client is not None  # the line hands out nothing but a Hello before it is open
        if isinstance(frame, Call):
            self._hub.dispatcher.start(client, frame)
        elif isinstance(frame, Cancel):
            client.cancel(frame.id)
        elif isinstance(frame, Chunk):
            client.chunk(frame)
        else:
            client.more(frame.id)

    def _no_hello(self) -> None:
        self._deadline = None
        self._hub.notices.say("hello", "a line of %s is closed: no hello in hello_timeout_s", self.ip)
        self._line.send(Refuse("hello", "no hello has come in time"))
        self.close(CLOSE_NO_HELLO, "no hello in time")

    def _wait_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _count(self) -> None:
        """All that was allowed since the clock was last read has come; if that was too soon, end the line."""
        now = asyncio.get_running_loop().time()
        if now - self._allowed_since >= FLOOD_S:
            self._allowed = self._line.heard + int(self._hub.settings.max_messages_per_s * FLOOD_S)
            self._allowed_since = now
            return
        self._hub.notices.say("flood", "a line of %s is closed: more than max_messages_per_s", self.ip)
        self._line.send(Refuse("flood", "too many messages; see the setting `max_messages_per_s`"))
        self._line.close(CLOSE_FLOOD, "too many messages")

    async def _greet(self, hello: Hello) -> None:
        try:
            await self._hub.welcome(self, hello)
        except Unreachable as why:
            log.warning("line refused: %s", why)
            self._line.send(Refuse("unavailable", "the server cannot reach its store; try again later"))
            self.close(CLOSE_TRY_LATER, "try again later")
        except Exception:
            log.exception("a line could not be opened")
            self.close(1011, "internal error")
        finally:
            self._greeting = None

    def _flush(self) -> None:
        self._flushes = False
        line = self._line
        if (message := line.to_send()) is not None:
            self._peer.send(message)
        if line.state is State.CLOSED:
            self._peer.close(line.close_code, line.close_reason)

"""One browser tab on this worker: its line, its session, its topics, its calls under way."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Protocol

from pystream.protocol.line import Line, State
from pystream.server.errors import Unreachable
from pystream.wire import Call, Fail, Hello, Refuse, Reply

if TYPE_CHECKING:
    from pystream.server.hub import Hub
    from pystream.server.sessions import Session

log = logging.getLogger("pystream.lines")

CLOSE_RESTART = 1012  # RFC 6455 7.4.1 registry: service restart; the browser comes back
CLOSE_TRY_LATER = 1013


class Peer(Protocol):
    """The far end, as the transport offers it."""

    def send(self, messages: list[bytes]) -> None:
        """Write text messages in order, soon. Never blocks or raises."""

    def close(self, code: int, reason: str) -> None:
        """Close after what was sent before."""


class Client:
    """One tab. The transport feeds receive() and calls leave() when the line is down.

    Attributes:
        id: of this connection; publish.client takes it.
        session: the browser's session, from the Welcome on.
        channels: what it subscribed to.
        resume: the token that restores its channels on a later line.
        topics, gone: see topics.Member.
    """

    def __init__(self, hub: Hub, session_id: str, ip: str, peer: Peer) -> None:
        self.id = secrets.token_urlsafe(12)
        self.resume = secrets.token_urlsafe(32)
        self.ip = ip
        self.session_id = session_id
        self.session: Session  # set by Sessions.open; the line hands out no call before
        self.channels: set[str] = set()
        self.topics: set[str] = set()
        self.gone = False
        # Records of one tab are written one at a time, or an older one could land last.
        self.saving = asyncio.Lock()
        self._hub = hub
        self._peer = peer
        self._line = Line(hub.settings.max_calls_in_flight)
        self._calls: dict[int, asyncio.Task[None]] = {}
        # Published while the Welcome was under way; it must be the first frame.
        self._held: list[bytes] | None = []
        self._receiving = False

    @property
    def is_idle(self) -> bool:
        """Whether no call is under way."""
        return not self._line.in_flight

    def awaits(self, call_id: int) -> bool:
        """Whether an answer to the call would still be sent."""
        return call_id in self._line.in_flight

    async def receive(self, message: str | bytes) -> None:
        """Act on one message of the browser's; on return its immediate answers are with the peer."""
        self._receiving = True
        try:
            for frame in self._line.receive(message):
                if isinstance(frame, Call):
                    self._hub.dispatcher.start(self, frame)
                elif isinstance(frame, Hello):
                    await self._hello(frame)
                else:
                    self._cancel(frame.id)
        finally:
            self._receiving = False
        self._flush()

    def run(self, call_id: int, call: Coroutine[Any, Any, None]) -> None:
        """Run a call in a task, which ends with the line or by the browser's Cancel."""
        task = asyncio.get_running_loop().create_task(call)
        self._calls[call_id] = task
        task.add_done_callback(lambda done: self._ended(call_id, done))

    def answer(self, frame: Reply | Fail) -> None:
        """Send the answer to a call, unless nobody waits for it any more."""
        self._line.send(frame)
        if not self._receiving:
            self._flush()
        if self._hub.draining and self.is_idle:
            self.close(CLOSE_RESTART, "server restarting")

    def push(self, message: bytes) -> None:
        """Send an encoded Event frame."""
        if self._held is not None:
            self._held.append(message)
        elif self._line.state is State.OPEN:
            self._flush()
            self._peer.send([message])

    def close(self, code: int, reason: str) -> None:
        """End the line; the browser sees code and reason."""
        self._line.close(code, reason)
        self._flush()

    def leave(self) -> None:
        """The line is down: cancel the calls under way, leave the topics."""
        if self.gone:
            return
        self.gone = True
        self._line.close(1006, "")
        for task in self._calls.values():
            task.cancel()
        self._hub.forget(self)

    async def _hello(self, hello: Hello) -> None:
        try:
            welcome = await self._hub.welcome(self, hello)
        except Unreachable as why:
            log.warning("line refused: %s", why)
            self._line.send(Refuse("unavailable", "the server cannot reach its store; try again later"))
            self.close(CLOSE_TRY_LATER, "try again later")
            return
        self._line.send(welcome)
        self._flush()
        self._held, held = None, self._held
        if held and self._line.state is State.OPEN:
            self._peer.send(held)

    def _ended(self, call_id: int, task: asyncio.Task[None]) -> None:
        # A cancelled call ends later than its Cancel is read, and a peer may use the id again in between.
        if self._calls.get(call_id) is task:
            del self._calls[call_id]

    def _cancel(self, call_id: int) -> None:
        if task := self._calls.get(call_id):
            task.cancel()

    def _flush(self) -> None:
        if messages := self._line.to_send():
            self._peer.send(messages)
        if self._line.state is State.CLOSED and not self.gone:
            self._peer.close(self._line.close_code, self._line.close_reason)

"""A tab that comes back to another worker: its calls are asked of the one that had it.

    new worker            old worker
      | -- take token ------> |     its Client is moved: the line is closed, streams end
      | <-- given state ----- |     calls taken, answers kept, calls still running
      | <-- answer ---------- |     for each of these, when it ends
      | -- cancel ----------> |     when nobody waits for one any more

Messages go over the bus, on the topic of each worker. A worker that stops in order leaves the states of its
tabs in the store; one that was killed leaves none, and nobody knows what became of the calls it had.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from pystream.server.errors import Unreachable

if TYPE_CHECKING:
    from pystream.server.client import Client
    from pystream.server.hub import Hub

log = logging.getLogger("pystream.lines")

ANSWER_S = 2.0
_encode = msgspec.json.Encoder().encode


class State(msgspec.Struct, array_like=True):
    """A tab's calls. `worker` runs those of `running`; answers are by call id, encoded frames."""

    worker: str
    taken: int
    running: list[int]
    answers: list[tuple[int, msgspec.Raw]]


class Take(msgspec.Struct, array_like=True, tag="take"):
    worker: str
    request: int
    token: str


class Given(msgspec.Struct, array_like=True, tag="given"):
    request: int
    state: State | None


class Answer(msgspec.Struct, array_like=True, tag="answer"):
    token: str
    id: int
    frame: msgspec.Raw


class Cancel(msgspec.Struct, array_like=True, tag="cancel"):
    token: str
    id: int


class Confirmed(msgspec.Struct, array_like=True, tag="confirmed"):
    """See Sessions.confirmed."""

    id: int


_states: msgspec.json.Decoder[State] = msgspec.json.Decoder(State)
_decode = msgspec.json.Decoder(Take | Given | Answer | Cancel | Confirmed).decode


def confirmation(id: int) -> bytes:
    """The message to another worker that its change of a session was taken."""
    return _encode(Confirmed(id))


class Handover:
    """This worker's part in it."""

    def __init__(self, hub: Hub, worker: str) -> None:
        self._hub = hub
        self._worker = worker
        self._requests: dict[int, asyncio.Future[State | None]] = {}
        self._ids = itertools.count(1)
        self._moved: dict[str, Client] = {}
        self._tasks: set[asyncio.Future[Any]] = set()

    async def take(self, token: str, worker: str) -> State | None:
        """The state of a tab that `worker` had; None when nobody knows it. Raises Unreachable."""
        if worker != self._worker:
            request = next(self._ids)
            future = self._requests[request] = asyncio.get_running_loop().create_future()
            try:
                message = _encode(Take(self._worker, request, token))
                if await self._hub.backend.publish(f"worker:{worker}", message):
                    async with asyncio.timeout(ANSWER_S):
                        state: State | None = await future
                        if state is not None:
                            return state
            except TimeoutError:
                log.warning("a worker did not hand a tab over within %g s", ANSWER_S)
            finally:
                del self._requests[request]
        stored = await self._hub.backend.take(_key(token))
        return None if stored is None else _states.decode(stored)

    async def leave(self, clients: Sequence[Client]) -> None:
        """This worker stops: put its tabs' states where the next one finds them."""
        ttl_s = self._hub.settings.resume_s
        puts = [
            self._hub.backend.put(_key(client.token), _encode(self._state(client)), ttl_s)
            for client in clients
        ]
        for result in await asyncio.gather(*puts, return_exceptions=True):
            if isinstance(result, Unreachable):
                log.warning("the states of this worker's tabs are lost: %s", result)
                return
            if isinstance(result, BaseException):
                raise result

    def cancel(self, worker: str, token: str, id: int) -> None:
        """Nobody waits any more for a call that another worker runs."""
        self._send(worker, Cancel(token, id))

    def heard(self, message: bytes) -> None:
        """Take a message of another worker."""
        match _decode(message):
            case Take(worker, request, token):
                self._send(worker, Given(request, self._give(token, worker)))
            case Given(request, state):
                if (future := self._requests.get(request)) is not None and not future.done():
                    future.set_result(state)
            case Answer(token, id, frame):
                if (client := self._hub.tab(token) or self._moved.get(token)) is not None:
                    if client.foreign is not None:
                        client.foreign.pop(id, None)
                    client.answer_encoded(id, bytes(frame))
            case Cancel(token, id):
                if (client := self._moved.get(token)) is not None and client.ledger.cancel(id):
                    client.cancel(id)
            case Confirmed(id):
                self._hub.sessions.confirmed(id)

    def forget(self, client: Client) -> None:
        """The last call of a moved tab has ended."""
        if self._moved.get(client.token) is client:
            del self._moved[client.token]

    def _give(self, token: str, worker: str) -> State | None:
        client = self._hub.tab(token)
        if client is None:
            return None
        client.end_streams()
        state = self._state(client)
        client.forward = lambda id, frame: self._send(worker, Answer(token, id, msgspec.Raw(frame)))
        self._hub.moved(client)
        if state.running:
            self._moved[token] = client
        return state

    def _state(self, client: Client) -> State:
        ledger = client.ledger
        answers = [(id, msgspec.Raw(frame)) for id, frame in ledger.kept()]
        return State(self._worker, ledger.taken, sorted(ledger.in_flight), answers)

    def _send(self, worker: str, message: Given | Answer | Cancel) -> None:
        sent = asyncio.ensure_future(self._hub.backend.publish(f"worker:{worker}", _encode(message)))
        self._tasks.add(sent)
        sent.add_done_callback(self._sent)

    def _sent(self, done: asyncio.Future[Any]) -> None:
        self._tasks.discard(done)
        if not done.cancelled() and (why := done.exception()) is not None:
            log.warning("another worker could not be told: %s", why)


def _key(token: str) -> str:
    return f"calls:{token}"

"""A tab that comes back to another worker: its calls are asked of the one that had it.

    new worker            old worker
      | -- take token ------> |     its Client is moved: the line is closed, streams and uploads end
      | <-- given state ----- |     calls taken, answers kept, calls still running
      | <-- answer ---------- |     for each of these, when it ends
      | -- cancel ----------> |     when nobody waits for one any more
      | -- posted ----------> |     what a browser sent to a line that the other has; see posts.py
      | <-- settled --------- |     whether the line took it

Messages go over the bus, on the topic of each worker. A worker that stops in order leaves the states of its
tabs in the store; one that was killed leaves none, and nobody knows what became of the calls it had.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from pystream.server.errors import Unreachable

if TYPE_CHECKING:
    from pystream.server.client import Client
    from pystream.server.hub import Hub

log = logging.getLogger("pystream.lines")

ANSWER_S = 2.0
GIVEN_S = 10.0  # how long a worker can say where it gave a tab
MOST_HOPS = 4
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
    """`elsewhere`: the worker that the tab was given to before."""

    request: int
    state: State | None
    elsewhere: str


class Answer(msgspec.Struct, array_like=True, tag="answer"):
    token: str
    id: int
    frame: msgspec.Raw


class Cancel(msgspec.Struct, array_like=True, tag="cancel"):
    token: str
    id: int


class Posted(msgspec.Struct, array_like=True, tag="posted"):
    """See Posts.take."""

    worker: str
    request: int
    line: str
    number: int
    body: bytes | None


class Settled(msgspec.Struct, array_like=True, tag="settled"):
    request: int
    taken: bool


class Confirmed(msgspec.Struct, array_like=True, tag="confirmed"):
    """See Sessions.confirmed."""

    id: int


_states: msgspec.json.Decoder[State] = msgspec.json.Decoder(State)
_decode = msgspec.json.Decoder(Take | Given | Answer | Cancel | Posted | Settled | Confirmed).decode


def confirmation(id: int) -> bytes:
    """The message to another worker that its change of a session was taken."""
    return _encode(Confirmed(id))


class Handover:
    """This worker's part in it."""

    def __init__(self, hub: Hub, worker: str) -> None:
        self._hub = hub
        self._worker = worker
        self._requests: dict[int, asyncio.Future[Given | Settled]] = {}
        self._ids = itertools.count(1)
        self._moved: dict[str, Client] = {}
        self._given: dict[str, str] = {}
        self._expected: dict[str, list[Answer]] = {}
        self._tasks: set[asyncio.Future[Any]] = set()

    async def take(self, token: str, worker: str) -> State | None:
        """The state of a tab that `worker` had; None when nobody knows it. Raises Unreachable."""
        for _ in range(MOST_HOPS):
            if worker == self._worker:
                break
            given = await self._ask(worker, lambda request: Take(self._worker, request, token))
            if not isinstance(given, Given):
                break
            if given.state is not None:
                return given.state
            if not given.elsewhere:
                break
            worker = given.elsewhere
        stored = await self._hub.backend.take(_key(worker, token))
        return None if stored is None else _states.decode(stored)

    @contextmanager
    def expecting(self, token: str) -> Iterator[list[Answer]]:
        """Answers to calls of a tab that is being taken: they may come before the tab is here."""
        early = self._expected[token] = []
        try:
            yield early
        finally:
            del self._expected[token]

    def moved(self) -> list[Client]:
        """The tabs that have moved on while their calls run here."""
        return list(self._moved.values())

    async def post(self, worker: str, line: str, number: int, body: bytes | None) -> bool:
        """Hand a POST to another worker's line; whether it was taken. Raises Unreachable."""
        settled = await self._ask(worker, lambda request: Posted(self._worker, request, line, number, body))
        return isinstance(settled, Settled) and settled.taken

    async def _ask(self, worker: str, message: Callable[[int], Take | Posted]) -> Given | Settled | None:
        """Another worker's answer; None when it gives none."""
        request = next(self._ids)
        future: asyncio.Future[Given | Settled] = asyncio.get_running_loop().create_future()
        self._requests[request] = future
        try:
            if await self._hub.backend.publish(f"worker:{worker}", _encode(message(request))):
                async with asyncio.timeout(ANSWER_S):
                    return await future
        except TimeoutError:
            log.warning("a worker did not answer another within %g s", ANSWER_S)
        finally:
            del self._requests[request]
        return None

    async def leave(self, clients: Sequence[Client]) -> None:
        """This worker stops: put its tabs' states where the next one finds them."""
        ttl_s = self._hub.settings.resume_s
        puts = [
            self._hub.backend.put(_key(self._worker, client.token), _encode(self._state(client)), ttl_s)
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
                self._run(self._give(token, worker, request))
            case (Given(request) | Settled(request)) as given:
                if (future := self._requests.get(request)) is not None and not future.done():
                    future.set_result(given)
            case Posted(worker, request, line, number, body):
                self._send(worker, Settled(request, self._hub.posts.take_here(line, number, body)))
            case Answer(token, id, frame) as answer:
                if (early := self._expected.get(token)) is not None:
                    early.append(answer)
                elif (client := self._hub.tab(token) or self._moved.get(token)) is not None:
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

    async def _give(self, token: str, worker: str, request: int) -> None:
        async with self._hub.turns.take(token):
            client = self._hub.tab(token)
            if client is None:
                self._send(worker, Given(request, None, self._given.get(token, "")))
                return
            # What this worker still writes about the tab comes before what the other will write.
            async with self._hub.records.take(token):
                client.end_streams()
                client.end_uploads()
                state = self._state(client)
                client.forward = lambda id, frame: self._send(worker, Answer(token, id, msgspec.Raw(frame)))
                if state.running:
                    self._moved[token] = client
                self._hub.moved(client)
                self._send(worker, Given(request, state, ""))
        self._given[token] = worker
        asyncio.get_running_loop().call_later(GIVEN_S, self._given.pop, token, None)

    def _state(self, client: Client) -> State:
        ledger = client.ledger
        answers = [(id, msgspec.Raw(frame)) for id, frame in ledger.kept()]
        return State(self._worker, ledger.taken, sorted(ledger.in_flight), answers)

    def _send(self, worker: str, message: Given | Answer | Cancel | Settled) -> None:
        self._run(self._hub.backend.publish(f"worker:{worker}", _encode(message)))

    def _run(self, what: Awaitable[Any]) -> None:
        task = asyncio.ensure_future(what)
        self._tasks.add(task)
        task.add_done_callback(self._sent)

    def _sent(self, done: asyncio.Future[Any]) -> None:
        self._tasks.discard(done)
        if not done.cancelled() and (why := done.exception()) is not None:
            log.warning("another worker could not be told: %s", why)


def _key(worker: str, token: str) -> str:
    # By worker: what one of them left must not be found after another has had the tab.
    return f"calls:{worker}:{token}"

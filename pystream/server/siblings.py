"""The workers behind one port: any of them can be asked for what all of them have to report.

Over the bus, in a topic of their own: another port's workers may share the backend.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from pystream.server.errors import Unreachable
from pystream.server.store import Backend

log = logging.getLogger("pystream.workers")

GATHER_S = 1.0


class Place(NamedTuple):
    """Where a worker stands: the name its siblings share ("": it has none), and its number among them."""

    siblings: str = ""
    number: int = 1


ALONE = Place()


class Report(msgspec.Struct, array_like=True):
    """What one worker says of itself; `started` tells which of two with one number is the newer."""

    number: int
    started: float
    content: bytes


class _Ask(msgspec.Struct, array_like=True, tag="ask"):
    worker: str
    request: int


class _Told(msgspec.Struct, array_like=True, tag="told"):
    request: int
    report: Report


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Ask | _Told).decode


class Siblings:
    """One worker's way to the others.

    Args:
        worker: this one's id, which no other has.

    Attributes:
        report: makes what this worker has to say; None: it has nothing.
    """

    def __init__(self, backend: Backend, place: Place, worker: str) -> None:
        self.report: Callable[[], Report] | None = None
        self._backend = backend
        self._place = place
        self._worker = worker
        self._ids = itertools.count(1)
        self._gathering: dict[int, asyncio.Queue[Report]] = {}
        self._tasks: set[asyncio.Future[int]] = set()

    async def start(self) -> None:
        """Be there to be asked. Raises Unreachable."""
        if self._place.siblings:
            await self._backend.subscribe(f"siblings:{self._place.siblings}", f"sibling:{self._worker}")

    async def reports(self) -> list[Report]:
        """This worker's own, and those of the others that answer within GATHER_S; one of each number."""
        assert self.report is not None
        if not self._place.siblings:
            return [self.report()]
        request = next(self._ids)
        answers = self._gathering[request] = asyncio.Queue()
        found: list[Report] = []
        try:
            async with asyncio.timeout(GATHER_S):
                ask = _encode(_Ask(self._worker, request))
                asked = await self._backend.publish(f"siblings:{self._place.siblings}", ask)
                while len(found) < asked:
                    found.append(await answers.get())
        except TimeoutError:
            log.warning("a worker did not report within %g s", GATHER_S)
        except Unreachable as why:
            log.warning("the other workers cannot be asked for their reports: %s", why)
        finally:
            del self._gathering[request]
        own = self.report()
        newest = {own.number: own}
        for report in found:
            if report.started > newest.get(report.number, report).started or report.number not in newest:
                newest[report.number] = report
        return [report for _, report in sorted(newest.items())]

    def heard(self, message: bytes) -> None:
        """Take a message of one of these topics."""
        match _decode(message):
            case _Ask(worker, request) if self.report is not None:
                told = _encode(_Told(request, self.report()))
                sent = asyncio.ensure_future(self._backend.publish(f"sibling:{worker}", told))
                self._tasks.add(sent)
                sent.add_done_callback(self._sent)
            case _Told(request, report):
                if (answers := self._gathering.get(request)) is not None:
                    answers.put_nowait(report)

    def _sent(self, done: asyncio.Future[int]) -> None:
        self._tasks.discard(done)
        if not done.cancelled():
            done.exception()  # read: who asked goes on without this report

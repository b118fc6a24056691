"""What has become of one tab's calls, over all its lines: each is taken once and answered once. No I/O.

Ids of calls only go up, and a websocket keeps order, so `taken` alone tells a returning browser which calls
the server has: it sends the others again. Answers are kept until the browser says that it heard them; after a
broken line it names the calls it still waits for, and gets what it lacks.

    id       what                  then
    unknown  take                  in flight
    flying   answer                answered, kept until heard
    flying   cancel                forgotten; no answer is sent
    flying   item (streams)        in flight, the item kept until used up
    taken    take                  refused
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

STREAM_WINDOW = 32  # items of one stream that may be under way


@dataclass(frozen=True, slots=True)
class Resumption:
    """What a returning browser is owed.

    Attributes:
        again: frames to send again, in the order in which they were made.
        lost: calls it waits for whose answer is no longer kept.
        unwanted: calls in flight that nobody waits for.
    """

    again: list[bytes]
    lost: list[int]
    unwanted: list[int]


class _Stream:
    __slots__ = ("items", "used")

    def __init__(self) -> None:
        self.used = 0
        self.items: deque[bytes] = deque()


class Ledger:
    """The calls of one tab.

    Attributes:
        taken: the highest id of any call that was taken.
        in_flight: taken, and neither answered nor cancelled.
    """

    __slots__ = (
        "_answers",
        "_bytes",
        "_gone",
        "_most_answers",
        "_most_bytes",
        "_streams",
        "in_flight",
        "taken",
    )

    def __init__(self, most_answers: int, most_bytes: int) -> None:
        self.taken = 0
        self.in_flight: set[int] = set()
        self._most_answers = most_answers
        self._most_bytes = most_bytes
        # None while empty: most tabs are idle most of the time.
        self._answers: deque[tuple[int, bytes]] | None = None
        self._bytes = 0
        self._gone = 0  # answers of this line that are no longer kept
        self._streams: dict[int, _Stream] | None = None

    def take(self, id: int) -> bool:
        """Whether the call is new; it is in flight then."""
        if id <= self.taken:
            return False
        self.taken = id
        self.in_flight.add(id)
        return True

    def answer(self, id: int, frame: bytes) -> bool:
        """Settle a call. Whether anybody waits: the frame is to be sent then, and kept until heard."""
        if id not in self.in_flight:
            return False
        self.in_flight.discard(id)
        self._keep(id, frame)
        return True

    def cancel(self, id: int) -> bool:
        """Forget a call. False when it was answered already: the two crossed."""
        if id not in self.in_flight:
            return False
        self.in_flight.discard(id)
        self._forget_stream(id)
        return True

    def item(self, id: int, frame: bytes) -> bool:
        """Note an item of a stream, as answer() notes an answer."""
        if id not in self.in_flight:
            return False
        if self._streams is None:
            self._streams = {}
        self._streams.setdefault(id, _Stream()).items.append(frame)
        return True

    def room(self, id: int) -> int:
        """How many items of a stream may be sent now."""
        stream = self._streams.get(id) if self._streams else None
        return STREAM_WINDOW - (len(stream.items) if stream else 0)

    def more(self, id: int, used: int) -> None:
        """The browser has used up so many items of a stream since it began."""
        if stream := self._streams.get(id) if self._streams else None:
            while stream.items and stream.used < used:
                stream.items.popleft()
                stream.used += 1

    def heard(self, answers: int) -> None:
        """The browser has heard so many answers on this line; they are no longer kept."""
        while self._answers and self._gone < answers:
            self._drop_oldest()

    def resume(self, waiting: Sequence[tuple[int, int]]) -> Resumption:
        """The line broke and the browser is back; what is kept from now on is what is sent again.

        Args:
            waiting: calls without an answer, each with the number of items heard of it, in order of ids.
        """
        heard = dict(waiting)
        known = {id for id in heard if 0 < id <= self.taken}
        again: list[bytes] = []
        for id, stream in list((self._streams or {}).items()):
            if id in known:
                again += list(stream.items)[max(0, heard[id] - stream.used) :]
            else:
                self._forget_stream(id)
        answers = [(id, frame) for id, frame in self._answers or () if id in known]
        again += [frame for _, frame in answers]
        self._answers = deque(answers) if answers else None
        self._bytes = sum(len(frame) for _, frame in answers)
        self._gone = 0
        settled = {id for id, _ in answers}
        return Resumption(
            again,
            lost=sorted(known - self.in_flight - settled),
            unwanted=sorted(self.in_flight - known),
        )

    def owe(self, id: int, frame: bytes) -> None:
        """An answer of another kind is sent to the browser, which counts it among those it heard."""
        self._keep(id, frame)

    def kept(self) -> list[tuple[int, bytes]]:
        """The answers that are kept, in the order in which they were made."""
        return list(self._answers or ())

    def adopt(self, taken: int, in_flight: Sequence[int], answers: Sequence[tuple[int, bytes]]) -> None:
        """Go on where another worker's ledger was."""
        self.taken = taken
        self.in_flight = set(in_flight)
        for id, frame in answers:
            self._keep(id, frame)

    def _keep(self, id: int, frame: bytes) -> None:
        if self._answers is None:
            self._answers = deque()
        answers = self._answers
        answers.append((id, frame))
        self._bytes += len(frame)
        while len(answers) > self._most_answers or (self._bytes > self._most_bytes and len(answers) > 1):
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        assert self._answers is not None
        id, frame = self._answers.popleft()
        self._bytes -= len(frame)
        self._gone += 1
        if self._streams is not None:
            self._forget_stream(id)
        if not self._answers:
            self._answers = None

    def _forget_stream(self, id: int) -> None:
        if self._streams is not None and self._streams.pop(id, None) is not None and not self._streams:
            self._streams = None

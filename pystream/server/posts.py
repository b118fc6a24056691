"""Lines that hear their browser by POST: each request may meet another worker than the one that has the line.

A line's id says which worker that is; the messages are handed on to it, over the bus.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from pystream.server.handover import Handover

# What a POST brings: its number, and its body; None: the tab has left. Whether it was taken.
Take: TypeAlias = Callable[[int, bytes | None], bool]

_ID = re.compile(r"([\w-]{12})\.[\w-]{32}", re.ASCII)


class Posts:
    """This worker's lines of that kind."""

    def __init__(self, handover: Handover, worker: str) -> None:
        self._handover = handover
        self._worker = worker
        self._lines: dict[str, Take] = {}

    def open(self, take: Take) -> str:
        """The id of a new line, a secret; until close()."""
        id = f"{self._worker}.{secrets.token_urlsafe(24)}"
        self._lines[id] = take
        return id

    def close(self, id: str) -> None:
        """The line is gone."""
        self._lines.pop(id, None)

    def take_here(self, id: str, number: int, body: bytes | None) -> bool:
        """Hand a POST to a line of this worker; False: there is none, or it cannot take it."""
        take = self._lines.get(id)
        return take is not None and take(number, body)

    async def take(self, id: str, number: int, body: bytes | None) -> bool:
        """Hand a POST to its line, wherever that is. Raises Unreachable."""
        found = _ID.fullmatch(id)
        if found is None:
            return False
        if found[1] == self._worker:
            return self.take_here(id, number, body)
        return await self._handover.post(found[1], id, number, body)

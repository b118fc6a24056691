"""How a browser gets the cookie of a session that has another id since somebody signed in or out over a line.

Pages cannot read the cookie and a line cannot set it. So the tab that signed in or out gets a ticket over
its line, POSTs it, and is answered with the cookie; it POSTs once more, and the cookie that comes along
shows that the browser has it. Then the session's other tabs are told to open their lines anew. A ticket is
good once, for settings.resume_s, and only along with the cookie of the id that the session had.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
from typing import TYPE_CHECKING

import msgspec

from pystream.server.at_rest import seal, unseal
from pystream.server.store import Store
from pystream.wire import Ticket, encode

if TYPE_CHECKING:
    from pystream.server.sessions import Sessions

log = logging.getLogger("pystream.sessions")

CONFIRM_S = 20.0  # between the first POST and the second
_ID_BYTES = 24
MOST_TICKET = 64


class Awaited:
    """A tab whose browser may still have the cookie of an id that its session had.

    Attributes:
        old_ids: those ids.
        unsent: the frame with a ticket, for the line that is being opened.
        done: the browser has the cookie.
    """

    __slots__ = ("done", "old_ids", "unsent")

    def __init__(self, old_ids: tuple[str, ...]) -> None:
        self.old_ids = old_ids
        self.unsent: bytes | None = None
        self.done = asyncio.Event()


class _Redemption(msgspec.Struct, array_like=True):
    old_ids: list[str]
    new_id: str


class Tickets:
    """All tickets of all workers; they are in the store."""

    def __init__(self, store: Store, sessions: Sessions, ttl_s: float) -> None:
        self._store = store
        self._sessions = sessions
        self._ttl_s = ttl_s

    async def issue(self, awaited: Awaited, new_id: str) -> bytes:
        """The frame with a new ticket. Raises Unreachable."""
        ticket = secrets.token_urlsafe(_ID_BYTES)
        redemption = seal(ticket, _Redemption(list(awaited.old_ids), new_id))
        await self._store.put(f"ticket:{ticket}", redemption, self._ttl_s)
        return encode(Ticket(ticket))

    async def redeem(self, ticket: str, shown_id: str) -> str | None:
        """The id whose cookie is the answer to a POST; None: refused.

        Args:
            shown_id: of the cookie that came along; empty if none did.
        """
        if not ticket or len(ticket) > MOST_TICKET:
            return None
        if (raw := await self._store.take(f"ticket:{ticket}")) is not None:
            redemption = unseal(ticket, raw, _Redemption)
            if _is_one_of(shown_id, [redemption.new_id]):  # by another ticket of the same tab
                await self._sessions.arrived(redemption.old_ids, redemption.new_id)
                return redemption.new_id
            # Not to an id that was left again: a later ticket leads to the one after it.
            if not _is_one_of(shown_id, redemption.old_ids) or await self._sessions.is_left(
                redemption.new_id
            ):
                log.warning("a ticket was shown with the cookie of another session, or too late; refused")
                return None
            await self._store.put(f"given:{ticket}", raw, CONFIRM_S)
            return redemption.new_id
        if (raw := await self._store.take(f"given:{ticket}")) is not None:
            redemption = unseal(ticket, raw, _Redemption)
            if _is_one_of(shown_id, [redemption.new_id]):
                await self._sessions.arrived(redemption.old_ids, redemption.new_id)
                return redemption.new_id
        return None


def _is_one_of(id: str, ids: list[str]) -> bool:
    return any(hmac.compare_digest(id.encode(), each.encode()) for each in ids)

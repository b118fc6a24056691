"""Who makes a request: the session that its cookie names, or the user whose credentials it shows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sanic.response import BaseHTTPResponse

from pystream.server.context import Context, current
from pystream.server.credentials import Credentials, WrongCredentials
from pystream.server.hub import Hub
from pystream.server.session import Session, UnsavedSession
from pystream.transports.cookies import fresh_id, set_session, shown_id
from pystream.transports.request import Request


class HttpCaller:
    """The Caller of a request's calls.

    Attributes:
        id: empty: it is no tab.
    """

    id = ""

    def __init__(self, hub: Hub, session: Session, ip: str, shown_id: str) -> None:
        self.session = session
        self.ip = ip
        self._hub = hub
        self._shown_id = shown_id
        self._has_moved = False

    def enter(self, session: Session) -> None:
        """The session goes on as this one, under another id."""
        self.session = session
        self._has_moved = True

    async def hand_over(self, old_id: str) -> None:
        """The browser gets the session's new id with the answer; its tabs follow."""
        self._hub.sessions.arrives(old_id, self.session.id)

    def finish(self, request: Request, response: BaseHTTPResponse, session_days: float) -> None:
        """Give the browser the session's cookie if it must have another, or has none and needs one."""
        is_kept = bool(self.session.fields) and not isinstance(self.session, UnsavedSession)
        if (is_kept or self._has_moved) and self.session.id != self._shown_id:
            set_session(response, request, self.session.id, session_days)


@asynccontextmanager
async def caller_of(request: Request, hub: Hub, credentials: Credentials) -> AsyncIterator[HttpCaller]:
    """Whoever makes this request.

    Raises:
        WrongCredentials: it shows some that are nobody's. Unreachable: the store is away.
    """
    shown = request.headers.getall("authorization", ())
    if len(shown) > 1:
        raise WrongCredentials
    user = None
    if shown and credentials.kinds:
        token = current.set(Context(hub))
        try:
            user = await credentials.user_of(shown[0])
        finally:
            current.reset(token)
    if user is not None:
        yield HttpCaller(hub, UnsavedSession(user), request.client_ip, "")
        return
    shown_session = shown_id(request)
    async with hub.sessions.open(shown_session or fresh_id()) as session:
        yield HttpCaller(hub, session, request.client_ip, shown_session)

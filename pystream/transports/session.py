"""POST /_pystream/session: the cookie of a session that has another id; see server/tickets.py."""

from __future__ import annotations

from typing import Any

from sanic import Sanic
from sanic.response import HTTPResponse, empty, text

from pystream.server.errors import Unreachable
from pystream.server.hub import Hub
from pystream.server.tickets import MOST_TICKET
from pystream.transports.cookies import set_session, shown_id
from pystream.transports.request import Request

PATH = "/_pystream/session"


def add_session(app: Sanic[Any, Any], hub: Hub, cookie_days: float) -> None:
    """Redeem the hub's tickets. The guard has refused other origins' pages."""

    async def redeem(request: Request) -> HTTPResponse:
        if len(request.body) > MOST_TICKET or not request.body.isascii():
            return text("that is no ticket", 403)
        try:
            new_id = await hub.tickets.redeem(request.body.decode(), shown_id(request))
        except Unreachable:
            return text("the store cannot be reached", 503)
        if new_id is None:
            return text("this ticket was used, or is for another session", 403)
        response = empty(204, {"Cache-Control": "no-store"})
        set_session(response, request, new_id, cookie_days)
        return response

    app.add_route(redeem, PATH, methods=["POST"], name="session")

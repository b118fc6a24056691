"""The line over Sanic's websocket: GET /_pystream/line."""

from __future__ import annotations

import asyncio
from typing import Any

from sanic import Request, Sanic
from sanic.exceptions import WebsocketClosed
from sanic.response import HTTPResponse, text
from websockets.exceptions import ConnectionClosed

from pystream.server.hub import Hub
from pystream.transports.cookies import origin_allowed, session_id
from pystream.transports.outbox import Outbox

PATH = "/_pystream/line"


def add_line(app: Sanic[Any, Any], hub: Hub) -> None:
    """Serve lines to the hub."""
    settings = hub.settings
    # Larger messages are answered by close code 1009, by the websockets library, while they arrive.
    app.config.WEBSOCKET_MAX_SIZE = settings.max_frame_bytes
    # Protocol pings, which a browser answers even when it has put the tab's timers to sleep.
    app.config.WEBSOCKET_PING_INTERVAL = settings.heartbeat_s
    app.config.WEBSOCKET_PING_TIMEOUT = settings.heartbeat_s

    async def admit(request: Request) -> HTTPResponse | None:
        if request.path != PATH:
            return None
        if not origin_allowed(request, settings.origins):
            return text("this page's origin may not open a line here; see the setting `origins`", 403)
        request.ctx.session_id = session_id(request)
        # The websockets library refuses a handshake with text beyond Latin-1 in any header, and needs none of
        # it; another app of this host may have set such a cookie.
        for name in [name for name, value in request.headers.items() if not value.isascii()]:
            request.headers.popall(name, None)
        return None

    async def line(request: Request, websocket: Any) -> None:
        outbox = Outbox(websocket, settings.max_outbox_bytes)
        client = hub.connect(request.ctx.session_id, request.client_ip, outbox)
        try:
            while (message := await websocket.recv()) is not None:
                await client.receive(message)
        except (ConnectionClosed, WebsocketClosed, asyncio.CancelledError):
            pass  # Sanic's recv() ends in any of these when the socket is down
        finally:
            client.leave()
            outbox.stop()

    app.register_middleware(admit, "request")
    app.add_websocket_route(line, PATH)

"""GET /_pystream/dev/events: what the pages of a dev server are told; and the scripts that listen there.

Each message is a JSON object with a `kind`; docs/development.md lists them. It is no part of the line, so
that it works when the app does not.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from importlib import resources
from math import inf
from typing import Any, TypeAlias

from sanic import Sanic
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse

from pystream.transports.request import Request

Message: TypeAlias = dict[str, Any]
PATH = "/_pystream/dev/"
SCRIPT = "dev.js"
FINE: Message = {"kind": "fine"}
# A browser has six connections to a host, for all its tabs together, and loads nothing once channels have
# them all. From so many on, pages that nobody looks at are to do without.
MOST_PAGES = 4
REST: Message = {"kind": "rest"}


class Channel:
    """To all pages that listen.

    Args:
        greeting: makes what a page is told first.
    """

    def __init__(self, greeting: Callable[[], Message]) -> None:
        self._greeting = greeting
        self._pages: set[asyncio.Queue[Message | None]] = set()
        self._standing: dict[str, Message] = {}
        self._is_closed = False

    def send(self, message: Message) -> None:
        """Tell the pages that are there."""
        for page in self._pages:
            page.put_nowait(message)

    def stand(self, source: str, message: Message | None) -> None:
        """Tell something that holds until the source says something else; None: all is well there.

        Pages that come meanwhile are told too.
        """
        before = self._standing.pop(source, None)
        if message is not None:
            self._standing[source] = message
            self.send(message)
        elif before is not None:
            self.send(FINE)
            for each in self._standing.values():
                self.send(each)

    def close(self) -> None:
        """The server stops; pages come back to the next one."""
        self._is_closed = True
        for page in self._pages:
            page.put_nowait(None)

    async def listen(self, request: Request) -> None:
        """Answer a page, until it goes or the channel is closed."""
        # Quiet for as long as nobody edits.
        protocol: Any = request.transport.get_protocol()
        protocol.response_timeout = inf
        response = await request.respond(
            content_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )
        assert response is not None
        page: asyncio.Queue[Message | None] = asyncio.Queue()
        for message in (self._greeting(), *self._standing.values()):
            page.put_nowait(message)
        if self._is_closed:
            page.put_nowait(None)
        if len(self._pages) >= MOST_PAGES:
            self.send(REST)
        self._pages.add(page)
        try:
            while (told := await page.get()) is not None:
                await response.send(f"data: {json.dumps(told)}\n\n")
        finally:
            self._pages.discard(page)
        await response.eof()


def add_channel(app: Sanic[Any, Any], channel: Channel) -> None:
    """Serve it, and the scripts of browser/."""
    folder = resources.files("pystream.dev") / "browser"
    names = {entry.name for entry in folder.iterdir() if entry.name.endswith(".js")}

    async def script(request: Request, name: str) -> HTTPResponse:
        if name not in names:
            raise NotFound("not found")
        content = (folder / name).read_bytes()
        headers = {"Cache-Control": "no-cache"}
        return HTTPResponse(content, headers=headers, content_type="text/javascript; charset=utf-8")

    app.add_route(channel.listen, f"{PATH}events", methods=["GET"], name="dev_events")
    app.add_route(script, f"{PATH}<name:str>", methods=["GET", "HEAD"], name="dev_script")

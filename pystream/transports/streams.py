"""A @stream over HTTP: a line of JSON for each item, or server-sent events for who asks for these.

first item, or HEAD_S      the response begins; what goes wrong before has a status of its own
item                       sent when the client takes it: back-pressure
nothing for heartbeat_s    an empty line or a comment, so that nobody on the way thinks it dead
the end                    the response ends
an error                   `event: error`, or, of lines, a response that is cut short
"""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from sanic.exceptions import RequestCancelled
from sanic.response import BaseHTTPResponse

from pystream.transports.request import Request

HEAD_S = 1.0
LINES = "application/x-ndjson"
EVENTS = "text/event-stream"


class StreamAnswer:
    """The response of one stream. Within `async with` it begins and beats by itself."""

    def __init__(self, request: Request, heartbeat_s: float) -> None:
        self._request = request
        self._heartbeat_s = heartbeat_s
        self._are_events = EVENTS in request.headers.get("accept", "").lower()
        self._response: BaseHTTPResponse | None = None
        self._lock = asyncio.Lock()
        self._beating: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._beating = asyncio.create_task(self._beat())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._beating is not None:
            self._beating.cancel()

    async def send(self, raw: bytes, cursor: str | None) -> None:
        """One item as JSON, which has no line breaks."""
        if not self._are_events:
            await self._write(raw + b"\n")
            return
        # The place to go on from, for who reads that; one that would break its line is left out.
        place = f"id: {cursor}\n" if cursor is not None and cursor.isprintable() else ""
        await self._write(place.encode() + b"data: " + raw + b"\n\n")

    async def stop(self) -> bool:
        """Let it no longer begin by itself; whether it has begun."""
        async with self._lock:  # not in the middle of it
            if self._beating is not None:
                self._beating.cancel()
        return self._response is not None

    async def end(self) -> None:
        """There are no more items."""
        async with self._lock:
            response = await self._begun()
            await response.send(end_stream=True)

    async def fail(self, problem: bytes) -> None:
        """What begun cannot go on; the problem as JSON."""
        if self._are_events:
            await self._write(b"event: error\ndata: " + problem + b"\n\n")
            await self.end()
        elif self._request.transport is not None:
            # Without its last chunk, every client takes it for what it is.
            self._request.transport.close()

    async def _write(self, data: bytes) -> None:
        async with self._lock:
            response = await self._begun()
            try:
                await response.send(data)
            except RequestCancelled:
                # The client is gone: this task is about to be cancelled.
                await asyncio.get_running_loop().create_future()
        # A generator that waits for nothing would keep the worker to itself.
        await asyncio.sleep(0)

    async def _begun(self) -> BaseHTTPResponse:
        if self._response is None:
            kind = f"{EVENTS}; charset=utf-8" if self._are_events else LINES
            headers = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}
            self._response = await self._request.respond(content_type=kind, headers=headers)
        return self._response

    async def _beat(self) -> None:
        await asyncio.sleep(HEAD_S)
        await self._write(b"")
        while True:
            await asyncio.sleep(self._heartbeat_s)
            await self._write(b":\n\n" if self._are_events else b"\n")

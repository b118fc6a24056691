"""The line over events and POSTs as a browser speaks it, with the surface of a websockets connection."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping


class EventsClient:
    """One line.

    Attributes:
        id: the line's, from its first event.
        transport: of the stream.
        close_code, close_reason: as the server told them; 1006 when it did not.
        beats: how often the server asked whether this side lives.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
        self.id = ""
        self.transport = writer.transport
        self._writer = writer  # which closes the transport with its end
        self.close_code: int | None = None
        self.close_reason: str | None = None
        self.beats = 0
        self._reader = reader
        self._port = port
        self._number = 0
        self._messages: asyncio.Queue[str | None] = asyncio.Queue()
        self._posting = asyncio.Lock()
        self._task: asyncio.Task[None]

    @classmethod
    async def open(
        cls, port: int, post_port: int | None = None, headers: Mapping[str, str] | None = None
    ) -> EventsClient:
        """Open a line with the server on a port; POSTs may go to another."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
        writer.write(_request("GET", "events", {"Accept": "text/event-stream", **(headers or {})}))
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 "), head
        client = cls(reader, writer, post_port or port)
        kind, data = await client._event()
        assert kind == "line"
        client.id = data
        client._task = asyncio.create_task(client._read())
        return client

    async def send(self, message: str) -> None:
        async with self._posting:
            self._number += 1
            status = await self.post("send", message, self._number)
        if status != 202:
            raise ConnectionError(f"the POST was answered by {status}")

    async def post(
        self, path: str, body: str | bytes = "", number: int = 0, headers: Mapping[str, str] | None = None
    ) -> int:
        """One request of its own; the status of its answer."""
        content = body.encode() if isinstance(body, str) else body
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        named = {"Pystream-Line": self.id, "Pystream-Number": str(number), "Connection": "close"}
        writer.write(_request("POST", path, {**named, **(headers or {})}, content))
        try:
            return int((await reader.readuntil(b"\r\n")).split()[1])
        finally:
            writer.close()

    async def recv(self) -> str:
        message = await self._messages.get()
        if message is None:
            raise ConnectionError(f"closed by {self.close_code}")
        return message

    async def __aiter__(self) -> AsyncIterator[str]:
        while (message := await self._messages.get()) is not None:
            yield message

    async def close(self) -> None:
        """What a page does that is left."""
        if not self._task.done():
            with contextlib.suppress(ConnectionError):  # that server has stopped
                await self.post("leave")
            self.transport.abort()
        await self._task

    async def wait_closed(self) -> None:
        await asyncio.shield(self._task)

    async def _event(self) -> tuple[str, str]:
        kind, data = "message", []
        while line := (await self._reader.readuntil(b"\n")).decode()[:-1]:
            field, _, value = line.partition(": ")
            if field == "event":
                kind = value
            else:
                assert field == "data", line
                data.append(value)
        return kind, "\n".join(data)

    async def _read(self) -> None:
        try:
            while self.close_code is None:
                kind, data = await self._event()
                if kind == "message":
                    self._messages.put_nowait(data)
                elif kind == "ping":
                    self.beats += 1
                    await self.send("")
                else:
                    assert kind == "close"
                    self.close_code, self.close_reason = json.loads(data)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.close_code = 1006
        finally:
            self._messages.put_nowait(None)
            self.transport.abort()


def _request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    fields = {"Host": "localhost", "Content-Length": str(len(body)), **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"{method} /_pystream/{path} HTTP/1.1\r\n{lines}\r\n".encode() + body

"""Who comes to a server by HTTP and by new lines, again and again, and what became of each visit."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import websockets
from harness import Tab


class Visitors:
    """Connections of several kinds, one after the other, until stopped.

    Attributes:
        served: requests answered, by kind.
        moved: lines that were told to come again.
        lost: what went wrong with the others.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.served: Counter[str] = Counter()
        self.moved = 0
        self.lost: list[str] = []
        self._stopping = False
        kinds = [self._fresh] * 4 + [self._kept] * 2 + [self._slow] * 2 + [self._line] * 2
        self._tasks = [asyncio.create_task(self._again(kind)) for kind in kinds]

    async def stop(self) -> None:
        self._stopping = True
        await asyncio.gather(*self._tasks)

    async def _again(self, kind: Callable[[], Awaitable[None]]) -> None:
        while not self._stopping:
            try:
                await kind()
            except (OSError, EOFError, AssertionError, websockets.WebSocketException) as why:
                self.lost.append(f"{kind.__name__}: {why!r}")

    async def _get(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Ask for the page; whether the connection may be used again."""
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        async with asyncio.timeout(10):
            head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 "), head
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.split(b":")[1]))
        return b"connection: close" not in head.lower()

    async def _fresh(self) -> None:
        """A connection for one request."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        await self._get(reader, writer)
        self.served["fresh"] += 1
        writer.close()

    async def _kept(self) -> None:
        """A connection for many, until the server says that it closes it."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        while await self._get(reader, writer) and not self._stopping:
            self.served["kept"] += 1
            await asyncio.sleep(0.01)
        writer.close()

    async def _slow(self) -> None:
        """A connection whose request comes late, and in two pieces."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        await asyncio.sleep(0.2)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: local")
        await asyncio.sleep(0.2)
        writer.write(b"host\r\nConnection: close\r\n\r\n")
        async with asyncio.timeout(10):
            assert (await reader.read()).startswith(b"HTTP/1.1 200 ")
        self.served["slow"] += 1
        writer.close()

    async def _line(self) -> None:
        address = f"ws://127.0.0.1:{self.port}/_pystream/line"
        async with websockets.connect(address, compression=None) as socket:
            try:
                tab = Tab(socket)
                await tab.hello()
                await tab.call("app.pid")
                self.served["line"] += 1
            except (websockets.ConnectionClosed, ConnectionError):
                assert socket.close_code == 1012, socket.close_code
                self.moved += 1

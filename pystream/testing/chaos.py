"""A bad network between a test and a server: connections that break, stall, or are refused.

    async with chaos("http://127.0.0.1:3000", drop=0.1, delay_ms=50, cut=0.05) as url:
        await page.goto(url)

Lines that break are healed by pystream, so what the app shows must be the same as without.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

PIECE_BYTES = 65_536


class Proxy:
    """Passes TCP connections on, as badly as it is told.

    A piece is what is read at once. All chances are from 0 to 1, and may be changed at any time.

    Attributes:
        port: where it listens on 127.0.0.1.
        target: host and port of the server; new connections go there.
        drop: the chance that a new connection is broken at once.
        cut: the chance of each piece that the connection breaks within it: by a reset, or by an orderly end
            of both directions or of one.
        mute: the chance of each piece that nothing passes any more, while the connection stays open.
        delay_ms: the longest time that a piece waits.
        broken: how many connections were broken.
    """

    def __init__(
        self,
        target: tuple[str, int],
        *,
        drop: float = 0.0,
        cut: float = 0.0,
        mute: float = 0.0,
        delay_ms: float = 0.0,
        seed: int | None = None,
    ) -> None:
        self.port = 0
        self.target = target
        self.drop, self.cut, self.mute, self.delay_ms = drop, cut, mute, delay_ms
        self.broken = 0
        self._random = random.Random(seed)
        self._server: asyncio.Server | None = None
        self._open: set[_Pair] = set()

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Break what is open, and listen no more."""
        assert self._server is not None
        self._server.close()
        self.break_all()
        await asyncio.gather(*(pair.over.wait() for pair in tuple(self._open)))

    def heal(self) -> None:
        """From now on nothing goes wrong; what is mute already stays so."""
        self.drop = self.cut = self.mute = self.delay_ms = 0.0

    def break_all(self) -> None:
        """Reset every connection."""
        for pair in tuple(self._open):
            pair.reset()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._random.random() < self.drop:
            self.broken += 1
            _reset(writer)
            return
        try:
            their_reader, their_writer = await asyncio.open_connection(*self.target)
        except OSError:
            _reset(writer)
            return
        pair = _Pair([writer, their_writer])
        self._open.add(pair)
        try:
            await asyncio.gather(
                self._pass_on(pair, reader, their_writer), self._pass_on(pair, their_reader, writer)
            )
        finally:
            for one in pair.writers:
                one.close()
            self._open.discard(pair)
            pair.over.set()

    async def _pass_on(self, pair: _Pair, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        chance = self._random.random
        try:
            while piece := await reader.read(PIECE_BYTES):
                if self.delay_ms:
                    await asyncio.sleep(chance() * self.delay_ms / 1000)
                if pair.is_mute:
                    continue
                if chance() < self.mute:
                    self.broken += 1
                    pair.is_mute = True
                    continue
                if chance() < self.cut:
                    self.broken += 1
                    writer.write(piece[: self._random.randrange(len(piece))])
                    await writer.drain()
                    self._random.choice((pair.reset, pair.end, writer.write_eof))()
                    return
                writer.write(piece)
                await writer.drain()
            if not pair.is_mute:
                writer.write_eof()
        except OSError:
            pair.reset()


class _Pair:
    """Two connections that are to look like one."""

    def __init__(self, writers: list[asyncio.StreamWriter]) -> None:
        self.writers = writers
        self.is_mute = False
        self.over = asyncio.Event()

    def reset(self) -> None:
        for writer in self.writers:
            _reset(writer)

    def end(self) -> None:
        for writer in self.writers:
            writer.close()


def _reset(writer: asyncio.StreamWriter) -> None:
    # Closed with this option, TCP sends RST at once, and what waits is lost.
    raw = writer.get_extra_info("socket")
    if raw is not None and raw.fileno() >= 0:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@asynccontextmanager
async def chaos(
    url: str,
    *,
    drop: float = 0.0,
    cut: float = 0.0,
    mute: float = 0.0,
    delay_ms: float = 0.0,
    seed: int | None = None,
) -> AsyncIterator[str]:
    """The URL under which the server at `url` (http) is met over a bad network; see Proxy.

    Args:
        seed: with the same one the same faults happen, as far as the traffic is the same.
    """
    place = urlsplit(url)
    proxy = Proxy(
        (place.hostname or "127.0.0.1", place.port or 80),
        drop=drop,
        cut=cut,
        mute=mute,
        delay_ms=delay_ms,
        seed=seed,
    )
    await proxy.start()
    try:
        yield place._replace(netloc=f"127.0.0.1:{proxy.port}").geturl()
    finally:
        await proxy.stop()

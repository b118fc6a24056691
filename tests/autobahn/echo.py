"""Sends back what it gets: the server's websocket alone, for the Autobahn test suite.

python tests/autobahn/echo.py                                  # listens on port 9601
wstest -m fuzzingclient -s tests/autobahn/fuzzingclient.json   # of autobahntestsuite, Python 2.7
"""

from __future__ import annotations

import asyncio
import re

from pystream.protocol.websocket import BINARY, State, WebSocket, header, text_frame
from pystream.transports.websocket import switching

PORT = 9601
LIMIT = 16 * 2**20


class Echo(asyncio.Protocol):
    """One connection; of its request nothing counts but the key."""

    def __init__(self) -> None:
        self.head = b""
        self.websocket: WebSocket | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if self.websocket is None:
            head, end, data = (self.head + data).partition(b"\r\n\r\n")
            if not end:
                self.head = head
                return
            key = re.search(rb"(?i)\r\nsec-websocket-key: *(\S+)", head)
            assert key
            self.transport.write(switching(key[1].decode()))
            self.websocket = WebSocket(LIMIT)
        messages = self.websocket.receive(data)
        if self.websocket.state is State.OPEN:
            self.transport.writelines(self.websocket.to_send())
        for message in messages:
            if isinstance(message, bytes):
                self.transport.write(text_frame(message))
            else:
                self.transport.write(header(BINARY, len(message)) + message)
        self.transport.writelines(self.websocket.to_send())
        if self.websocket.state is State.CLOSED:
            self.transport.close()


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", PORT)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

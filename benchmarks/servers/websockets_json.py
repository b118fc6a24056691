"""The websockets package and orjson, on uvloop."""

import asyncio
import sys

import orjson
import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve


async def main(port: int) -> None:
    async def line(ws: ServerConnection) -> None:
        async for message in ws:
            kind, number, *rest = orjson.loads(message)
            if kind == "call":
                assert rest[0] == "echo.square"
                await ws.send(orjson.dumps(["reply", number, rest[1][0] ** 2]).decode())
            else:
                broadcast(server.connections, orjson.dumps(["event", number]).decode())

    async with serve(line, "127.0.0.1", port, compression=None, backlog=1024) as server:
        await asyncio.Future()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))

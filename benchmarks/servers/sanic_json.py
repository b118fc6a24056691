"""Stock Sanic and orjson, as its guide writes a websocket handler."""

import sys

import orjson
from sanic import Request, Sanic, Websocket

app = Sanic("peer")
app.config.ACCESS_LOG = False
app.config.MOTD = False
lines: set[Websocket] = set()


@app.websocket("/line")
async def line(request: Request, ws: Websocket) -> None:
    lines.add(ws)
    try:
        async for message in ws:
            kind, number, *rest = orjson.loads(message)
            if kind == "call":
                assert rest[0] == "echo.square"
                await ws.send(orjson.dumps(["reply", number, rest[1][0] ** 2]).decode())
            else:
                text = orjson.dumps(["event", number]).decode()
                for each in list(lines):
                    await each.send(text)
    finally:
        lines.discard(ws)


if __name__ == "__main__":
    app.run("127.0.0.1", int(sys.argv[1]), single_process=True, access_log=False)

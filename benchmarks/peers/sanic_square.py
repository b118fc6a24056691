"""The same call on stock Sanic and orjson, written as its guide writes a websocket handler."""

import sys

import orjson
from sanic import Request, Sanic, Websocket

app = Sanic("square")
app.config.ACCESS_LOG = False
app.config.MOTD = False


@app.websocket("/line")
async def line(request: Request, ws: Websocket) -> None:
    async for message in ws:
        kind, number, name, args = orjson.loads(message)
        assert (kind, name) == ("call", "echo.square")
        await ws.send(orjson.dumps(["reply", number, args[0] * args[0]]).decode())


if __name__ == "__main__":
    app.run("127.0.0.1", int(sys.argv[1]), single_process=True, access_log=False)

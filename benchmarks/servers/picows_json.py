"""picows (a websocket in Cython) and orjson, on uvloop: about what one core of Python can do."""

import asyncio
import sys

import orjson
import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

lines: set[WSTransport] = set()


class Line(WSListener):
    def on_ws_connected(self, transport: WSTransport) -> None:
        lines.add(transport)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        lines.discard(transport)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
            return
        kind, number, *rest = orjson.loads(frame.get_payload_as_memoryview())
        if kind == "call":
            assert rest[0] == "echo.square"
            transport.send(WSMsgType.TEXT, orjson.dumps(["reply", number, rest[1][0] ** 2]))
        else:
            text = orjson.dumps(["event", number])
            for each in lines:
                each.send(WSMsgType.TEXT, text)


def accept(request: WSUpgradeRequest) -> WSListener:
    return Line()


async def main(port: int) -> None:
    server = await ws_create_server(accept, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(int(sys.argv[1])))

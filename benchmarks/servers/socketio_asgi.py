"""python-socketio, served by uvicorn on uvloop."""

import sys

import socketio
import uvicorn

sio = socketio.AsyncServer(async_mode="asgi")


@sio.on("echo.square")
async def square(sid: str, number: int) -> int:
    return number * number


@sio.on("publish")
async def publish(sid: str, text: str) -> None:
    await sio.emit("event", text)


if __name__ == "__main__":
    app = socketio.ASGIApp(sio)
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), loop="uvloop", log_level="warning")

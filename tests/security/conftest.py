"""A server to attack, and requests as no library would write them."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
import uvloop
from harness import Project, Server
from sanic import Request, Sanic
from sanic.response import HTTPResponse, json, redirect, text

from pystream.app import create_app
from pystream.serving import bind, listen
from pystream.settings import Settings

APP = """
    import asyncio
    from pystream import action, request

    @action
    def echo(text: str) -> str:
        return text

    @action
    def ip() -> str:
        return request.ip

    @action
    async def wait() -> None:
        await asyncio.Event().wait()
"""


def pytest_asyncio_loop_factories(item: pytest.Item) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    # They differ in what a transport does as it closes, and under TLS.
    both = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}
    return both if item.path.name in ("test_limits.py", "test_tls.py") else {"uvloop": uvloop.new_event_loop}


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def __getitem__(self, name: str) -> str:
        """A header, "" without."""
        return ", ".join(value for key, value in self.headers if key == name)


async def read_answer(reader: asyncio.StreamReader, has_body: bool = True) -> Answer:
    async with asyncio.timeout(10):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, *lines = head.rstrip().split("\r\n")
        headers = [
            (name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)
        ]
        answer = Answer(int(status.split()[1]), headers, b"")
        if (length := answer["content-length"]) and has_body:
            answer.body = await reader.readexactly(int(length))
        return answer


async def send(
    server: Server, *lines: str, body: bytes = b"", tls: ssl.SSLContext | None = None, port: int = 0
) -> Answer:
    """Send a request line and headers as they are; the answer to it."""
    name = "chat.example" if tls else None
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", port or server.port, ssl=tls, server_hostname=name
    )
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
    try:
        return await read_answer(reader, not lines[0].startswith("HEAD"))
    finally:
        writer.close()


async def upgrade(server: Server, *headers: str) -> Answer:
    """Ask for a websocket."""
    return await send(
        server,
        "GET /_pystream/line HTTP/1.1",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *headers,
    )


def add_own_routes(app: Sanic[Any, Any]) -> None:
    """What an app of somebody's may add."""

    async def transfer(request: Request) -> HTTPResponse:
        return text("moved")

    async def seen(request: Any) -> HTTPResponse:
        return json([request.client_ip, request.scheme, request.host])

    async def page(request: Any) -> HTTPResponse:
        html = f'<script nonce="{request.nonce}">document.title = "ran"</script>'
        return HTTPResponse(html, content_type="text/html")

    async def fail(request: Request) -> HTTPResponse:
        raise ValueError("the password is hunter2")

    async def away(request: Request) -> HTTPResponse:
        return redirect("/")

    app.add_route(transfer, "/transfer", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    app.add_route(seen, "/seen")
    app.add_route(page, "/page")
    app.add_route(fail, "/fail")
    app.add_route(away, "/away")


Attacked = Callable[..., Awaitable[Server]]


@pytest.fixture
async def attacked(project: Project) -> AsyncIterator[Attacked]:
    """`await attacked(hosts=[...])` runs an app with routes of its own, with these settings."""
    project.write(app=APP)
    async with AsyncExitStack() as stack:

        async def start(**settings: Any) -> Server:
            chosen = Settings(root=project.root).replace(
                **{"port": 0, "drain_s": 1.0, "store": "memory", **settings}
            )
            listener = stack.enter_context(bind(chosen))
            redirect = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            app = create_app(chosen, project.build)
            add_own_routes(app)
            app.ctx.redirect_port = redirect.getsockname()[1]
            await stack.enter_async_context(listen(app, listener, redirect))
            return Server(app, listener.getsockname()[1], stack)

        yield start

"""A dev server in this process, whose compiler is the tests' own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
from harness import Browser, Project, Server

from pystream.dev.compiling import Outcome
from pystream.dev.serving import DevServer
from pystream.settings import Settings


class Compiler:
    """Stands in for the real one, which tests of its own have."""

    def __init__(self) -> None:
        self.outcome = Outcome()
        self.settings: list[Settings] = []
        self.is_closed = False

    async def compile(self, settings: Settings, shown: frozenset[str]) -> Outcome:
        self.settings.append(settings)
        return self.outcome

    def close(self) -> None:
        self.is_closed = True


class Dev:
    """A dev server and what a page hears of it."""

    def __init__(self, server: DevServer, stack: AsyncExitStack, project: Project, port: int) -> None:
        self.dev = server
        self.hub = server.app.ctx.hub
        self.project = project
        self.port = port
        self._stack = stack
        self._browsers: dict[str, Browser] = {}
        self.lines = Server(server.app, port, stack, self._browsers)
        self.tab = self.lines.tab

    async def ear(self) -> Ear:
        """A page's, closed when the server stops."""
        client = await self._stack.enter_async_context(httpx.AsyncClient(timeout=20))
        answer = await self._stack.enter_async_context(
            client.stream("GET", f"http://127.0.0.1:{self.port}/_pystream/dev/events")
        )
        ear = Ear(answer)
        assert (await ear.next())["kind"] == "hello"
        return ear

    async def rebuild(self) -> None:
        """What an edit leads to; for servers that do not watch."""
        await self.dev._rebuild()

    def edit(self, **modules: str) -> None:
        """Write server_src modules without building."""
        self.project.write_sources(**modules)


class Ear:
    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.aiter_lines()

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(15):
            async for line in self._lines:
                if line:
                    told: dict[str, Any] = json.loads(line.removeprefix("data: "))
                    return told
        raise EOFError

    async def hear(self, kind: str) -> dict[str, Any]:
        """The next message of that kind."""
        while (message := await self.next())["kind"] != kind:
            pass
        return message


Follow = Callable[..., Awaitable[Dev]]

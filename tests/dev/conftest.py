from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from dev_server import Compiler, Dev, Follow
from harness import Project

from pystream.dev.compiling import BUILD, Outcome
from pystream.dev.serving import DevServer
from pystream.serving import bind, listen
from pystream.settings import Settings


@pytest.fixture
async def follow(project: Project) -> AsyncIterator[Follow]:
    """`await follow(chat="...")` writes server modules and follows edits of them."""
    async with AsyncExitStack() as stack:

        async def start(
            read: Callable[[], Settings] | None = None, watches: bool = True, **modules: str
        ) -> Dev:
            project.build = project.root / BUILD
            project.write(**modules)
            chosen = {"port": 0, "drain_s": 5.0, "store": "memory"}
            settings = read() if read else Settings(root=project.root).replace(**chosen)
            listener = stack.enter_context(bind(settings))
            compiler: Any = Compiler()
            dev = DevServer(settings, read or (lambda: settings), compiler)
            dev.take(Outcome())
            await stack.enter_async_context(listen(dev.app, listener))
            if watches:
                await stack.enter_async_context(dev)
            return Dev(dev, stack, project, listener.getsockname()[1])

        yield start

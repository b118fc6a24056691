"""A running `run`, for tests of signals, logs and several workers."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import websockets
from harness import Browser, Tab

RUN = """
import ast, sys
from pathlib import Path
from typing import Any
from pystream.settings import Settings
from pystream.workers import run
if __name__ == "__main__":
    root, given = Path(sys.argv[1]), ast.literal_eval(sys.argv[2])
    sys.exit(run(Settings(root=root).replace(**{"port": 0, **given}), root / "build"))
"""


class Process:
    """A running `run`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.port = 0
        self.line = ""

    async def started(self) -> Process:
        assert self.process.stdout is not None
        async with asyncio.timeout(20):
            self.line = (await self.process.stdout.readline()).decode()
        found = re.match(r"pystream: http://127\.0\.0\.1:(\d+)  ", self.line)
        if found is None:
            pytest.fail(f"not started: {self.line!r} {(await self.ended())[2]}")
        self.port = int(found[1])
        return self

    async def tab(self, browser: Browser | None = None, **hello: Any) -> Tab:
        """A tab; without a browser, of one that does not mind which session it has."""

        async def line() -> websockets.ClientConnection:
            address = f"ws://127.0.0.1:{self.port}/_pystream/line"
            headers = {"Cookie": f"pystream_session={browser.cookie}"} if browser else {}
            return await websockets.connect(address, compression=None, additional_headers=headers)

        tab = Tab(await line(), browser, self.port, line)
        await tab.hello(**hello)
        return tab

    async def told(self, part: str) -> str:
        """The next message in the log that has this in it; what comes before is skipped."""
        assert self.process.stderr is not None
        async with asyncio.timeout(30):
            while line := await self.process.stderr.readline():
                message = str(json.loads(line)["message"])
                if part in message:
                    return message
        pytest.fail(f"it ended, and never said {part!r}")

    async def ended(self) -> tuple[int | None, str, str]:
        """Exit code, stdout, stderr."""
        async with asyncio.timeout(20):
            out, err = await self.process.communicate()
        return self.process.returncode, out.decode(), err.decode()


Run = Callable[..., Awaitable[Process]]


async def there(path: Path) -> None:
    async with asyncio.timeout(10):
        while not path.exists():  # noqa: ASYNC110, ASYNC240  # another process writes it
            await asyncio.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A child that nobody has waited for is dead all the same.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"

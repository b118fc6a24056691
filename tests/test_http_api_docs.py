"""The examples of docs/http-api.md give what they say."""

from __future__ import annotations

import asyncio
import re
import shlex
from pathlib import Path

import pytest
from harness import Project, Serve

PAGE = (Path(__file__).parent.parent / "docs" / "http-api.md").read_text("utf-8")
MODULES = dict(re.findall(r'```python title="server_src/(\w+)\.py"\n(.*?)```', PAGE, re.DOTALL))
EXAMPLES: list[tuple[str, str]] = re.findall(r"```console\n\$ (curl [^\n]*)\n(.*?)\n```", PAGE, re.DOTALL)


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) >= 5
    assert set(MODULES) == {"notes", "tokens", "site"}


@pytest.mark.parametrize(("command", "answer"), EXAMPLES)
async def test_an_example_gives_what_it_says(
    project: Project, serve: Serve, command: str, answer: str
) -> None:
    project.write(**MODULES)
    server = await serve(app={"token": "a-long-secret"})
    line = command.replace("http://localhost:3000", server.address)
    process = await asyncio.create_subprocess_exec(
        *shlex.split(line), "-s", stdout=asyncio.subprocess.PIPE, stdin=asyncio.subprocess.DEVNULL
    )
    out, _ = await process.communicate()
    assert out.decode().rstrip("\n") == answer

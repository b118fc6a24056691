"""/api/openapi.json: what it says of each endpoint, and that the server does what it says (schemathesis)."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from harness import Project, Serve, Server

ROOT = Path(__file__).parent.parent
TYPES = """
    from __future__ import annotations
    import datetime as dt
    import enum
    from collections.abc import AsyncIterator
    from dataclasses import dataclass, field
    from decimal import Decimal
    from typing import Any, Literal
    from uuid import UUID
    from pystream import Denied, Upload, action, credentials, session, stream

    class Mood(enum.Enum):
        GOOD = "good"
        BAD = "bad"

    class Level(enum.IntEnum):
        LOW = 1
        HIGH = 2

    class Rights(enum.Flag):
        READ = 1
        WRITE = 2

    @dataclass
    class Message:
        who: str
        price: Decimal
        tags: list[str] = field(default_factory=list)
        mood: Mood = Mood.GOOD
        at: dt.datetime | None = None

    @dataclass
    class Tree:
        name: str
        leaves: list[Tree] = field(default_factory=list)

    @action
    def plain(text: str, number: int, real: float, flag: bool, nothing: None) -> list[Any]:
        return [text, number, real, flag, nothing]

    @action
    def times(at: dt.datetime, day: dt.date, hour: dt.time, long: dt.timedelta) -> str:
        return f"{at} {day} {hour} {long}"

    @action
    def naive_time(hour: dt.time) -> dt.time:
        return hour

    @action
    def length(long: dt.timedelta) -> dt.timedelta:
        return long

    @action
    def special(price: Decimal, id: UUID, raw: bytes) -> Decimal:
        return price

    @action
    def same(id: UUID) -> UUID:
        return id

    @action
    def data(raw: bytes) -> bytes:
        return raw

    @action
    def choices(mood: Mood, level: Level, rights: Rights, word: Literal["on", "off"] = "on") -> Mood:
        return mood

    @action
    def holders(
        items: list[int],
        unique: set[str],
        frozen: frozenset[Level],
        pair: tuple[int, str],
        rest: tuple[bool, ...],
        table: dict[str, float],
        numbered: dict[int, str],
    ) -> set[str]:
        return unique

    @action
    def either(value: int | str | None, message: Message | None = None, other: Any = None) -> Any:
        return value

    @action
    async def post(message: Message) -> Message:
        return message

    @action
    def grow(tree: Tree) -> list[Tree]:
        return [tree, Tree("root", [tree])]

    @action
    def place(x: int, /, y: int = 2, *rest: int, z: int = 0, **more: int) -> int:
        return x + y + sum(rest) + z + sum(more.values())

    @action
    def nothing() -> None:
        pass

    @action(safe=True)
    def find(
        text: str,
        limit: int = 10,
        ratio: float | None = None,
        tags: list[str] = [],
        levels: set[Level] = frozenset(),
        mood: Mood = Mood.GOOD,
        day: dt.date | None = None,
        deep: bool = False,
    ) -> list[str]:
        return [text, *tags]

    @action(safe=True)
    def look(message: Message, pair: tuple[int, int] = (1, 2), *words: str) -> list[str]:
        return list(words)

    @action(auth=True)
    def secret() -> str:
        return session.user or ""

    @action(auth=True, safe=True)
    def peek(number: int) -> int:
        return number

    @action
    def never(text: str) -> None:
        raise Denied(text)

    @action(upload_limit=1000)
    async def store(file: Upload, note: str = "", count: int = 1) -> int:
        return len(await file.read()) * count

    @stream
    async def count(upto: Literal[0, 1, 5]) -> AsyncIterator[int]:
        for number in range(upto):
            yield number

    @credentials("bearer")
    def user_of(token: str) -> str | None:
        return "ada" if token == "s3cret" else None
"""


# Left out: 2.0, which JSON Schema takes for an integer and Python does not, and null in a form, which no text
# says.
CONFIG = """
[auth.openapi.bearer]
bearer = "s3cret"
"""
HOOKS = """
import schemathesis

def has_whole_float(value):
    if isinstance(value, float):
        return value.is_integer()
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(has_whole_float, parts))

@schemathesis.hook
def filter_body(context, body):
    is_form = isinstance(body, dict) and "file" in body
    return not has_whole_float(body) and not (is_form and None in body.values())
"""


async def schemathesis(server: Server, folder: Path, examples: int, *options: str) -> tuple[int, str]:
    """Exit code and report of a run against a server of this loop, the same each time."""
    (folder / "schemathesis.toml").write_text(CONFIG)
    (folder / "hooks.py").write_text(HOOKS)
    command = [
        *("-m", "schemathesis.cli", "run", f"{server.address}/api/openapi.json", "--no-color"),
        *("--checks", "all", "--mode", "all", "--phases", "fuzzing", "--generation-deterministic"),
        *("--max-examples", str(examples), "--continue-on-failure", *options),
    ]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        cwd=folder,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "hooks"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode()


@pytest.fixture
async def server(project: Project, serve: Serve) -> Server:
    project.write(types=TYPES)
    return await serve()


async def document_of(server: Server) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=server.address) as http:
        answer = await http.get("/api/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    document: dict[str, Any] = answer.json()
    return document


async def test_the_server_does_what_the_document_says(server: Server, tmp_path: Path) -> None:
    code, report = await schemathesis(server, tmp_path, 10)
    assert code == 0, report


async def test_the_reference_app_does_what_its_document_says(
    project: Project, serve: Serve, tmp_path: Path
) -> None:
    for folder in ("server_src", "shared_src"):
        shutil.copytree(ROOT / folder, project.root / folder, dirs_exist_ok=True)
    project.compile()
    # Nobody answers there: what needs it is Denied.
    server = await serve(app={"geocode_url": "http://127.0.0.1:9"})
    code, report = await schemathesis(server, tmp_path, 10)
    assert code == 0, report


async def test_the_document_says_what_signatures_and_docstrings_say(project: Project, serve: Serve) -> None:
    project.write(
        notes="""
            from pystream import Upload, action, stream
            @action(safe=True, rate="5/m")
            def find(word: str, limit: int = 10, *, tags: list[str] = []) -> list[str]:
                '''Find notes.

                In all of them.

                Args:
                    word: what they
                        contain.
                    limit (int): how many at most.
                Returns:
                    The notes.
                Raises:
                    Denied: never.
                '''
                return []
            @action(auth=True)
            async def store(file: Upload, note: str = "") -> None: ...
        """
    )
    server = await serve()
    document = await document_of(server)
    assert document["openapi"] == "3.1.0"
    assert sorted(document["paths"]) == ["/api/notes/find", "/api/notes/store"]
    post, get = document["paths"]["/api/notes/find"]["post"], document["paths"]["/api/notes/find"]["get"]
    assert (post["operationId"], get["operationId"]) == ("notes.find", "get.notes.find")
    assert post["summary"] == "Find notes."
    assert post["description"] == "In all of them.\n\nAt most 5 calls in 60 s."
    assert post["responses"]["200"]["description"] == "The notes."
    body = post["requestBody"]["content"]["application/json"]["schema"]
    assert body == {
        "type": "object",
        "properties": {
            "word": {"type": "string", "description": "what they contain."},
            "limit": {"type": "integer", "description": "how many at most.", "default": 10},
            "tags": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["word"],
        "additionalProperties": False,
    }
    assert get["parameters"][0] == {
        "name": "word",
        "in": "query",
        "required": True,
        "description": "what they contain.",
        "schema": {"type": "string"},
    }
    store = document["paths"]["/api/notes/store"]["post"]
    assert store["security"] == [{"session": []}]
    form = store["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert form["properties"]["file"] == {"type": "string", "format": "binary"}
    assert document["components"]["securitySchemes"]["session"]["name"] == "pystream_session"
    assert set(post["responses"]) - {"200"} <= set(document["components"]["responses"])

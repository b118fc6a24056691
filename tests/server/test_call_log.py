"""What a call leaves in the log, and what it never does."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import signal
from typing import Any

import httpx
import pytest
import websockets
from harness import Failure, Project, Serve, Tab
from processes import Run

ACTIONS = """
    import asyncio, logging
    from pystream import Denied, action, session, stream
    from collections.abc import AsyncIterator
    from enum import Enum

    class Color(Enum):
        RED = "red"

    @action
    def add(a: int, b: int) -> int:
        return a + b

    @action(silent=True)
    def ping() -> None:
        pass

    @action(silent=True)
    def picky(password: str) -> None:
        raise Denied(f"{password} is wrong")

    @action
    def paint(color: Color) -> None:
        pass

    @action
    def bug(password: str) -> None:
        check(password=password)

    def check(password: str) -> None:
        raise ValueError(f"bad password={password} of {session.id}")

    @action
    async def login(user: str, password: str) -> None:
        await session.login(user)
        extra = {"user": user, "password": password, "at": {"token": password}}
        logging.getLogger(__name__).info("signed in", extra=extra)

    @action
    async def forever() -> None:
        await asyncio.Event().wait()

    @stream
    async def numbers(upto: int) -> AsyncIterator[int]:
        for number in range(upto):
            yield number
"""


@pytest.fixture(autouse=True)
def actions(project: Project) -> None:
    project.write(main=ACTIONS)


def calls(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [vars(record)["fields"] for record in caplog.records if record.name == "pystream.calls"]


async def refused(tab: Tab, action: str, *args: Any) -> None:
    with pytest.raises(Failure):
        await tab.call(action, *args)


async def test_a_call_tells_who_called_what_and_how_it_went(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    tab = await (await serve()).tab()
    await tab.call("main.add", 1, 2)
    await tab.call("main.login", "ada", "x")
    await tab.call("main.numbers", 0)
    await refused(tab, "main.bug", "x")
    ok, login, stream, bug = calls(caplog)
    assert ok.pop("ms") > 0
    assert ok == {
        "action": "main.add",
        "outcome": "ok",
        "user": None,
        "client": tab.welcome.client,
        "ip": "127.0.0.1",
    }
    assert (login["user"], login["outcome"]) == ("ada", "ok")
    assert (stream["action"], stream["outcome"]) == ("main.numbers", "ok")
    assert (bug["action"], bug["outcome"], len(bug["ref"])) == ("main.bug", "Failed", 6)


async def test_a_call_that_is_cancelled_is_a_line_too(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    tab = await (await serve()).tab()
    call = await tab.begin("main.forever")
    await tab.call("main.add", 1, 2)
    await tab.socket.send('["cancel",1]')
    await tab.call("main.add", 1, 2)
    assert sorted(each["outcome"] for each in calls(caplog)) == ["cancelled", "ok", "ok"]
    call.cancel()


async def test_silent_actions_are_logged_when_they_fail(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    tab = await (await serve()).tab()
    await tab.call("main.ping")
    await refused(tab, "main.picky", "x")
    assert [(each["action"], each["outcome"]) for each in calls(caplog)] == [("main.picky", "Denied")]


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("all", ["ok", "Denied", "Failed", "Invalid"]),
        ("failed", ["Denied", "Failed", "Invalid"]),
        ("off", ["Failed"]),
    ],
)
async def test_the_setting_says_which_calls_are_logged(
    serve: Serve, caplog: pytest.LogCaptureFixture, setting: str, expected: list[str]
) -> None:
    caplog.set_level(logging.INFO)
    tab = await (await serve(log_calls=setting)).tab()
    await tab.call("main.add", 1, 2)
    await refused(tab, "main.picky", "x")
    await refused(tab, "main.bug", "x")
    await refused(tab, "no.such")
    assert [each["outcome"] for each in calls(caplog)] == expected


async def test_the_level_says_so_too(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    tab = await (await serve()).tab()
    await tab.call("main.add", 1, 2)
    await refused(tab, "main.bug", "x")
    assert [each["outcome"] for each in calls(caplog)] == ["Failed"]


def test_silent_must_be_a_bool() -> None:
    from pystream import action

    with pytest.raises(TypeError, match="silent must be True or False, got 'yes'"):
        action(silent="yes")  # type: ignore[call-overload]


@pytest.mark.parametrize("log_format", ["text", "json"])
async def test_planted_secrets_are_nowhere_in_the_log(run: Run, log_format: str) -> None:
    planted = f"hunter2-{secrets.token_hex(4)}"
    cookie = secrets.token_urlsafe(32)
    server = await (await run(log_format=log_format, log_level="debug")).started()
    headers = {"Cookie": f"pystream_session={cookie}; sid={planted}", "Authorization": f"Bearer {planted}"}
    address = f"http://127.0.0.1:{server.port}"
    async with httpx.AsyncClient(headers=headers) as browser:
        for path in ("/", f"/?password={planted}", f"/{planted}", "/metrics", "/readyz"):
            await browser.get(address + path)
        await browser.post(address + "/_pystream/send", content=f"{planted}\n")
    line = f"ws://127.0.0.1:{server.port}/_pystream/line?token={planted}"
    tab = Tab(await websockets.connect(line, additional_headers=headers))
    await tab.hello()
    await tab.call("main.login", "ada", planted)
    for action, *args in (
        ("main.bug", planted),
        ("main.picky", planted),
        ("main.add", planted, 1),
        ("main.paint", planted),
        ("main.add", *[planted] * 5),
        ("no.such", planted),
    ):
        await refused(tab, action, *args)
    await tab.socket.send(f'["nonsense","{planted}"]')
    await tab.refusals.get()
    token, old = tab.welcome.resume, tab.socket
    again = Tab(await websockets.connect(line, additional_headers=headers))
    await again.hello(resume=token)
    await old.wait_closed()
    server.process.send_signal(signal.SIGTERM)
    _, _, log = await server.ended()
    assert "main.login" in log
    assert "reference" in log
    for secret in (planted, cookie, token, again.welcome.resume):
        assert secret not in log
    if log_format == "json":
        assert all(isinstance(json.loads(each), dict) for each in log.splitlines())


async def test_a_line_for_each_of_many_calls_is_whole(run: Run) -> None:
    server = await (await run()).started()
    tab = await server.tab()
    answers = [await tab.begin("main.add", number, 1) for number in range(200)]
    assert await asyncio.gather(*answers) == [number + 1 for number in range(200)]
    server.process.send_signal(signal.SIGTERM)
    _, _, log = await server.ended()
    lines = [json.loads(line) for line in log.splitlines()]
    assert [line["action"] for line in lines] == ["main.add"] * 200
    assert {line["ip"] for line in lines} == {"127.0.0.1"}

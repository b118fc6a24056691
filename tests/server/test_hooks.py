"""What happens on a server, told to the app: @on.connect and its kin, and @lifespan."""

from __future__ import annotations

import asyncio
import gc
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from harness import Failure, Project, Serve, eventually

from pystream import lifespan, on
from pystream.app import create_app
from pystream.server.errors import StartError
from pystream.settings import Settings

APP = """
    import asyncio
    from collections.abc import AsyncIterator
    from pystream import Denied, Event, action, config, lifespan, on, publish, request, session, stream

    log: list[list[object]] = []
    gate = asyncio.Event()
    note = Event[str]()

    @on.connect
    async def greet() -> None:
        log.append(["connect", session.user, request.client, request.action])
        session.data["greeted"] = True
        await publish.client(request.client, note, "welcome")

    @on.connect
    def count() -> None:
        log.append(["count"])

    @on.disconnect
    def part() -> None:
        session.data["left"] = request.client
        log.append(["disconnect", session.user, request.client])

    @on.subscribe
    async def came(channel: str) -> None:
        log.append(["subscribe", session.user, channel])

    @on.unsubscribe
    def left(channel: str) -> None:
        log.append(["unsubscribe", session.user, channel])
        if channel == "broken":
            raise ValueError("as asked")

    @on.error
    async def broke(error: BaseException, where: str, reference: str) -> None:
        log.append(["error", type(error).__name__, where, reference])
        raise RuntimeError("twice")

    @action
    def what() -> list[list[object]]:
        return log

    @action
    def greeted() -> object:
        return session.data.get("greeted")

    @action
    def who_left() -> object:
        return session.data.get("left")

    @action
    async def login(user: str) -> None:
        await session.login(user)

    @action
    async def logout() -> None:
        await session.logout()

    @action
    async def join(channel: str) -> None:
        await session.subscribe(channel)

    @action
    async def leave(channel: str) -> None:
        await session.unsubscribe(channel)

    @action
    def fail(kind: str) -> None:
        raise {"denied": Denied, "value": ValueError}[kind]("on purpose")

    @stream
    async def numbers() -> AsyncIterator[int]:
        yield 1
        raise KeyError("on purpose")

    async def in_the_background() -> None:
        raise OSError("nobody awaits this")

    @action
    async def start() -> None:
        asyncio.get_running_loop().create_task(in_the_background())
"""

Log = list[list[Any]]


def of(log: Log, *kinds: str) -> Log:
    return [entry for entry in log if entry[0] in kinds]


async def logged(tab: Any, *kinds: str, count: int) -> Log:
    """What the app has noted of these kinds, once there are so many."""
    async with asyncio.timeout(5):
        while len(found := of(await tab.call("main.what"), *kinds)) < count:  # noqa: ASYNC110  # it is afar
            await asyncio.sleep(0.005)
    return found


async def test_a_new_tab_is_told_of_with_its_session_and_request(
    project: Project, serve: Serve, store: dict[str, str]
) -> None:
    project.write(main=APP)
    server = await serve(**store)
    tab = await server.tab()
    id = tab.welcome.client
    assert await tab.event() == ("main.note", "welcome", None)
    assert await logged(tab, "connect", "count", count=2) == [["connect", None, id, "main.greet"], ["count"]]
    await server.tab()
    await logged(tab, "connect", count=2)


async def test_a_tab_that_comes_back_neither_connects_nor_disconnects(
    project: Project, serve: Serve, store: dict[str, str]
) -> None:
    project.write(main=APP)
    cookie = "a" * 43
    server = await serve(**store)
    tab = await server.tab(cookie=cookie)
    await tab.drop()
    back = await server.tab(cookie=cookie, resume=tab.welcome.resume)
    assert back.welcome.client == tab.welcome.client
    other = await server.tab()
    await logged(other, "connect", count=2)
    assert of(await other.call("main.what"), "disconnect") == []


@pytest.mark.parametrize("how", ["leaves", "stays away"])
async def test_a_tab_that_is_gone_for_good_leaves_its_channels_and_disconnects(
    project: Project, serve: Serve, store: dict[str, str], how: str
) -> None:
    project.write(main=APP)
    server = await serve(**store, resume_s=0.2 if how == "stays away" else 120.0)
    tab, other = await server.tab(), await server.tab()
    await tab.call("main.login", "ada")
    await tab.call("main.join", "b")
    await tab.call("main.join", "a")
    await (tab.close() if how == "leaves" else tab.drop())
    assert await logged(other, "unsubscribe", "disconnect", count=3) == [
        ["unsubscribe", "ada", "a"],
        ["unsubscribe", "ada", "b"],
        ["disconnect", "ada", tab.welcome.client],
    ]


async def test_what_a_hook_saves_in_the_session_stays(
    project: Project, serve: Serve, store: dict[str, str]
) -> None:
    project.write(main=APP)
    tab = await (await serve(**store)).tab()
    await logged(tab, "connect", count=1)
    async with asyncio.timeout(5):
        while await tab.call("main.greeted") is not True:  # noqa: ASYNC110  # as above
            await asyncio.sleep(0.005)


async def test_what_the_last_tab_of_a_session_saves_as_it_goes_is_there_for_the_next(
    project: Project, serve: Serve, store: dict[str, str]
) -> None:
    project.write(main=APP)
    server = await serve(**store)
    cookie = "a" * 43
    tab = await server.tab(cookie=cookie)
    await tab.close()
    other = await server.tab()
    await logged(other, "disconnect", count=1)
    async with asyncio.timeout(5):
        while True:
            tab = await server.tab(cookie=cookie)
            if await tab.call("main.who_left") is not None:
                break
            await tab.close()


async def test_subscriptions_are_told_of_one_by_one(
    project: Project, serve: Serve, store: dict[str, str]
) -> None:
    project.write(main=APP)
    tab = await (await serve(**store)).tab()
    for channel in ("a", "a", "b"):
        await tab.call("main.join", channel)
    await tab.call("main.leave", "a")
    await tab.call("main.leave", "never joined")
    await tab.call("main.login", "ada")
    await tab.call("main.join", "c")
    await tab.call("main.logout")
    found = await logged(tab, "subscribe", "unsubscribe", count=6)
    assert [entry[::2] for entry in found] == [
        ["subscribe", "a"],
        ["subscribe", "b"],
        ["unsubscribe", "a"],
        ["subscribe", "c"],
        ["unsubscribe", "b"],
        ["unsubscribe", "c"],
    ]


async def test_what_breaks_reaches_on_error_once_with_the_reference_of_the_log(
    project: Project, serve: Serve, store: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    project.write(main=APP)
    tab = await (await serve(**store)).tab()
    with pytest.raises(Failure) as told:
        await tab.call("main.fail", "value")
    ((_, kind, where, reference),) = await logged(tab, "error", count=1)
    assert (kind, where) == ("ValueError", "main.fail")
    assert told.value.arguments == [f"internal error, reference {reference}"]
    # It failed as well, which is only logged.
    await eventually(lambda: "main.broke failed" in caplog.text)
    assert len(await logged(tab, "error", count=1)) == 1


async def test_a_refusal_is_no_error(project: Project, serve: Serve) -> None:
    project.write(main=APP)
    tab = await (await serve()).tab()
    with pytest.raises(Failure):
        await tab.call("main.fail", "denied")
    with pytest.raises(Failure):
        await tab.call("main.numbers")
    assert [entry[1:3] for entry in await logged(tab, "error", count=1)] == [["KeyError", "main.numbers"]]


async def test_a_hook_that_breaks_and_a_task_that_nobody_awaits_reach_on_error(
    project: Project, serve: Serve
) -> None:
    project.write(main=APP)
    tab = await (await serve()).tab()
    await tab.call("main.join", "broken")
    await tab.call("main.leave", "broken")
    assert [entry[1:3] for entry in await logged(tab, "error", count=1)] == [["ValueError", "main.left"]]
    await tab.call("main.start")

    async def collected() -> None:
        while len(of(await tab.call("main.what"), "error")) < 2:
            gc.collect()

    await asyncio.wait_for(collected(), 5)
    assert of(await tab.call("main.what"), "error")[1][1:3] == ["OSError", "in_the_background"]


SPANS = """
    import asyncio
    from collections.abc import AsyncIterator
    from pathlib import Path
    from pystream import Event, action, config, lifespan, publish, session

    tick = Event[int]()
    out = Path(__file__).parent.parent / "log.txt"

    def say(line: str) -> None:
        with out.open("a") as file:
            file.write(line + "\\n")

    async def ticking() -> None:
        number = 0
        while True:
            await publish.all(tick, number)
            number += 1
            await asyncio.sleep(0.01)

    @lifespan
    async def database() -> AsyncIterator[None]:
        say("database in")
        yield
        say("database out")

    @lifespan
    async def clock() -> AsyncIterator[None]:
        say("clock in")
        try:
            session.user
        except RuntimeError as why:
            say(str(why))
        async with asyncio.TaskGroup() as group:
            task = group.create_task(ticking())
            yield
            task.cancel()
        say("clock out")

    @action
    async def slow() -> str:
        await asyncio.sleep(0.1)
        say("call over")
        return "done"
"""


async def test_lifespans_hold_from_before_the_first_call_to_after_the_last(
    project: Project, serve: Serve, store: dict[str, str]
) -> None:
    project.write(main=SPANS)
    server = await serve(**store)
    tab = await server.tab(lasts=True)
    assert (await tab.event())[0] == "main.tick"
    call = await tab.begin("main.slow")
    await tab.event()
    await server.stop()
    assert await call == "done"
    assert (project.root / "log.txt").read_text().splitlines() == [
        "database in",
        "clock in",
        "session belongs to a call: use it inside an action, or in a task that an action started",
        "call over",
        "clock out",
        "database out",
    ]


async def test_a_lifespan_that_fails_at_start_is_one_line_and_undoes_those_before(
    project: Project, serve: Serve
) -> None:
    project.write(
        main=SPANS,
        other="""
        from collections.abc import AsyncIterator
        from pystream import lifespan

        @lifespan
        async def queue() -> AsyncIterator[None]:
            raise OSError("no broker\\nat all")
            yield
        """,
    )
    with pytest.raises(StartError) as told:
        await serve()
    assert str(told.value) == "server_src/other.py:5: lifespan queue: OSError: no broker at all"
    assert (project.root / "log.txt").read_text().splitlines()[-2:] == ["clock out", "database out"]


async def test_a_lifespan_that_fails_later_is_told_and_the_others_are_left_in_order(
    project: Project, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    project.write(main=SPANS.replace('say("clock out")', 'raise ValueError("at the end")'))
    server = await serve()
    await server.stop()
    assert "lifespan clock failed, reference" in caplog.text
    assert (project.root / "log.txt").read_text().splitlines()[-1] == "database out"


async def test_a_task_group_of_a_lifespan_that_breaks_is_told_at_once_and_the_others_stay(
    project: Project, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    project.write(main=SPANS.replace("number += 1", "number += 1 / 0"))
    server = await serve()
    await eventually(lambda: "lifespan clock failed, reference" in caplog.text)
    assert await (await server.tab()).call("main.slow") == "done"
    assert "database out" not in (project.root / "log.txt").read_text()
    await server.stop()
    assert (project.root / "log.txt").read_text().splitlines()[-1] == "database out"


async def agen() -> Any:
    yield


@pytest.mark.parametrize(
    ("mark", "function", "text"),
    [
        (on.connect, lambda x: None, "is called with nothing"),
        (on.client_gone, lambda: None, "is called with one argument"),
        (on.error, lambda x: None, "is called with an exception, where it was, and its reference"),
        (on.subscribe, agen, "is a generator"),
        (on.disconnect, 3, "goes on a function, not on 3"),
        (lifespan, lambda: None, "goes on an `async def` with a yield"),
    ],
)
def test_what_cannot_be_called_is_refused_where_it_is_declared(
    mark: Callable[[Any], Any], function: Any, text: str
) -> None:
    with pytest.raises(TypeError, match=re.escape(text)):
        mark(function)


def test_a_hook_that_does_not_fit_is_one_line_at_start(project: Project) -> None:
    project.write(main="from pystream import on\n@on.subscribe\ndef came(): ...\n")
    with pytest.raises(StartError, match=r"^server_src/main.py:2: TypeError: @on.subscribe: came is"):
        create_app(Settings(root=project.root), project.build)


TYPED = """
from collections.abc import AsyncIterator
from pystream import lifespan, on

@on.connect
async def a() -> None: ...

@on.error
def b(error: BaseException, where: str, reference: str) -> None: ...

@lifespan
async def c() -> AsyncIterator[None]:
    yield

@on.client_gone
def d(user: int) -> None: ...

@on.connect
def e(channel: str) -> None: ...

@lifespan
async def f() -> None: ...
"""


def test_the_decorators_are_typed(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(TYPED)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "app.py"]
    root = str(Path(__file__).parent.parent.parent)
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, env={"MYPYPATH": root, "PYTHONPATH": root}
    )
    lines = [int(line.split(":")[1]) for line in done.stdout.splitlines() if " error: " in line]
    assert lines == [15, 18, 21], done.stdout

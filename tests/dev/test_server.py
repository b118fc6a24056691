"""Server modules are imported again while tabs stay connected."""

from __future__ import annotations

import gc
import sys
import textwrap
import weakref
from typing import Any

import httpx
import pytest
from dev_server import Follow
from harness import Failure, eventually

CHAT = """
    from pystream import action, session, publish, Event

    said = Event[str]()

    @action
    async def say(text: str) -> str:
        return "old " + text

    @action
    async def join(room: str) -> None:
        await session.subscribe(room)

    @action
    async def tell(text: str) -> None:
        await publish.channel("lobby", said, text)
"""


async def test_a_call_after_an_edit_runs_the_new_code_on_the_same_line(follow: Follow) -> None:
    dev = await follow(chat=CHAT)
    ear, tab = await dev.ear(), await dev.tab()
    await tab.call("chat.join", "lobby")
    assert await tab.call("chat.say", "x") == "old x"
    dev.edit(chat=CHAT.replace('"old "', '"new "'))
    assert await ear.hear("server") == {"kind": "server", "modules": ["server_src.chat"]}
    assert await tab.call("chat.say", "x") == "new x"
    # What it was subscribed to it still is.
    await tab.call("chat.tell", "hello")
    assert await tab.event() == ("chat.said", "hello", "lobby")
    assert dev.hub.line_count == 1


async def test_state_of_other_modules_stays(follow: Follow) -> None:
    counts = """
        from pystream import action

        seen = []

        @action
        def see() -> int:
            seen.append(1)
            return len(seen)
    """
    dev = await follow(counts=counts, chat=CHAT)
    ear, tab = await dev.ear(), await dev.tab()
    assert await tab.call("counts.see") == 1
    dev.edit(chat=CHAT.replace('"old "', '"new "'))
    await ear.hear("server")
    assert await tab.call("counts.see") == 2


async def test_a_call_under_way_ends_on_the_code_that_it_began_on(follow: Follow) -> None:
    source = """
        import asyncio
        from pystream import action

        begun, go = asyncio.Event(), asyncio.Event()

        @action
        async def wait() -> str:
            begun.set()
            await go.wait()
            return "old"
    """
    dev = await follow(chat=source)
    ear, tab = await dev.ear(), await dev.tab()
    old = sys.modules["server_src.chat"]
    answer = await tab.begin("chat.wait")
    await old.begun.wait()
    dev.edit(chat=source.replace('return "old"', 'return "new"'))
    await ear.hear("server")
    old.go.set()
    assert await answer == "old"


async def test_a_module_that_fails_is_told_with_its_frames_and_the_old_code_goes_on(follow: Follow) -> None:
    dev = await follow(chat=CHAT)
    ear, tab = await dev.ear(), await dev.tab()
    dev.edit(chat=CHAT + "\n    def early() -> None:\n        1 / 0\n\n    early()\n")
    told = await ear.hear("exception")
    assert (told["type"], told["message"]) == ("ZeroDivisionError", "division by zero")
    assert [(each["path"], each["function"], each["source"]) for each in told["frames"]] == [
        ("server_src/chat.py", "<module>", "early()"),
        ("server_src/chat.py", "early", "1 / 0"),
    ]
    assert await tab.call("chat.say", "x") == "old x"
    # A page that comes meanwhile is told too.
    late = await dev.ear()
    assert (await late.next())["type"] == "ZeroDivisionError"
    dev.edit(chat=CHAT.replace('"old "', '"mended "'))
    await ear.hear("fine")
    assert await tab.call("chat.say", "x") == "mended x"


async def test_an_edit_that_is_taken_back_is_fine(follow: Follow) -> None:
    dev = await follow(chat=CHAT)
    ear = await dev.ear()
    dev.edit(chat=CHAT + "\n    nothing_like_it\n")
    assert (await ear.hear("exception"))["type"] == "NameError"
    dev.edit(chat=CHAT)
    await ear.hear("fine")


async def test_actions_come_and_go_and_change_with_the_contract(follow: Follow) -> None:
    dev = await follow(chat=CHAT)
    ear, tab = await dev.ear(), await dev.tab()
    dev.edit(chat=CHAT.replace("async def say(text: str)", "async def shout(text: str, loud: bool = True)"))
    await ear.hear("server")
    assert await tab.call("chat.shout", "x") == "old x"
    with pytest.raises(Failure, match=r"no action chat\.say"):
        await tab.call("chat.say", "x")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{dev.port}") as client:
        assert (await client.post("/api/chat/shout", json={"text": "x"})).json() == "old x"
        assert (await client.post("/api/chat/say", json={"text": "x"})).status_code == 404
        assert "/api/chat/shout" in (await client.get("/api/openapi.json")).json()["paths"]


SPAN = """
    from pystream import action, lifespan

    log = []

    @lifespan
    async def pool():
        log.append("entered")
        yield
        log.append("left")
"""


async def test_lifespans_begin_again_when_their_module_changed(follow: Follow) -> None:
    dev = await follow(chat=CHAT, db=SPAN)
    ear = await dev.ear()
    db = sys.modules["server_src.db"]
    dev.edit(chat=CHAT.replace('"old "', '"new "'))
    await ear.hear("server")
    assert db.log == ["entered"]
    dev.edit(db=SPAN + "\n    more = 1\n")
    await ear.hear("server")
    assert sys.modules["server_src.db"].log == ["entered"]
    await eventually(lambda: db.log == ["entered", "left"])


async def test_a_lifespan_that_fails_leaves_the_old_one_entered(follow: Follow) -> None:
    dev = await follow(chat=CHAT, db=SPAN)
    ear, tab = await dev.ear(), await dev.tab()
    db = sys.modules["server_src.db"]
    dev.edit(db=SPAN.replace('log.append("entered")', "raise OSError('no database')"))
    told = await ear.hear("exception")
    assert told["message"] == "no database"
    assert sys.modules["server_src.db"] is db
    assert db.log[-1] == "entered"
    assert await tab.call("chat.say", "x") == "old x"


async def test_a_lifespan_that_needs_what_the_old_one_holds_waits_for_it(
    follow: Follow, tmp_path: Any
) -> None:
    source = f"""
        import os
        from pystream import lifespan

        @lifespan
        async def lock():
            os.mkdir({str(tmp_path / "lock")!r})
            yield
            os.rmdir({str(tmp_path / "lock")!r})
    """
    dev = await follow(chat=CHAT, db=source)
    ear = await dev.ear()
    dev.edit(db=source + "\n        more = 1\n")
    assert (await ear.next())["kind"] == "server"
    assert (tmp_path / "lock").is_dir()


async def test_hooks_gates_channels_and_middleware_are_those_of_the_edit(follow: Follow) -> None:
    source = (
        CHAT
        + """
    from pystream import channel, on, middleware, Denied

    broken = []

    @on.error
    def error(why: BaseException, where: str, reference: str) -> None:
        broken.append(where)

    @channel("lobby")
    def lobby() -> bool:
        return True

    @middleware
    async def around(call, next):
        return await next(call)

    @action
    def fail() -> None:
        raise KeyError("no")
    """
    )
    dev = await follow(chat=source)
    ear, tab = await dev.ear(), await dev.tab()
    await tab.call("chat.join", "lobby")
    changed = source.replace("return True", "return False").replace(
        "return await next(call)", 'return "wrapped" if call.action == "chat.say" else await next(call)'
    )
    dev.edit(chat=changed.replace("broken.append(where)", 'broken.append("new " + where)'))
    await ear.hear("server")
    assert await tab.call("chat.say", "x") == "wrapped"
    with pytest.raises(Failure, match="Denied"):
        await (await dev.tab()).call("chat.join", "lobby")
    with pytest.raises(Failure, match="reference"):
        await tab.call("chat.fail")
    told = await ear.hear("exception")
    assert (told["type"], told["where"]) == ("KeyError", "chat.fail")
    await eventually(lambda: sys.modules["server_src.chat"].broken == ["new chat.fail"])


ROUTES = """
    from sanic import Blueprint
    from sanic.response import text

    pages = Blueprint("pages", url_prefix="/pages")

    @pages.get("/one")
    async def one(request):
        return text("old")
"""


async def test_handlers_of_routes_change_and_other_routes_need_a_restart(
    follow: Follow, caplog: pytest.LogCaptureFixture
) -> None:
    dev = await follow(chat=CHAT, pages=ROUTES)
    ear = await dev.ear()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{dev.port}") as client:
        assert (await client.get("/pages/one")).text == "old"
        dev.edit(pages=ROUTES.replace("old", "new"))
        await ear.hear("server")
        assert (await client.get("/pages/one")).text == "new"
        assert "restart" not in caplog.text
        dev.edit(pages=ROUTES.replace("/one", "/two"))
        await ear.hear("server")
        assert (await client.get("/pages/two")).status_code == 404
    assert "server_src.pages: blueprint pages: its routes are others; restart to apply" in caplog.messages


async def test_many_files_that_change_at_once_are_one_rebuild(follow: Follow) -> None:
    dev = await follow(chat=CHAT)
    ear = await dev.ear()
    new = {f"part{number}": f"x = {number}\n" for number in range(50)}
    dev.edit(**new, chat=CHAT.replace('"old "', '"new "'))
    told = await ear.hear("server")
    assert told["modules"] == sorted(["server_src.chat", *(f"server_src.{name}" for name in new)])


async def test_edits_leave_nothing_behind(follow: Follow) -> None:
    source = textwrap.dedent(CHAT) + textwrap.dedent(SPAN) + textwrap.dedent(ROUTES)
    dev = await follow(watches=False, chat=source)
    tab = await dev.tab()
    modules: list[weakref.ref[Any]] = []
    objects: list[int] = []
    for number in range(200):
        dev.edit(chat=source.replace('"old "', f'"{number} "'))
        await dev.rebuild()
        assert await tab.call("chat.say", "x") == f"{number} x"
        modules.append(weakref.ref(sys.modules["server_src.chat"].say))
        if number in (99, 199):
            gc.collect()
            objects.append(len(gc.get_objects()))
    assert len([each for each in modules if each() is not None]) <= 3
    # A hundred modules that stayed would be some thousands.
    assert objects[1] - objects[0] < 500


async def test_when_nothing_can_be_imported_at_first_it_is_served_once_it_can(follow: Follow) -> None:
    dev = await follow(chat=CHAT + "\n    import nowhere_at_all\n")
    ear = await dev.ear()
    told = await ear.next()
    assert (told["kind"], told["type"]) == ("exception", "ModuleNotFoundError")
    tab = await dev.tab()
    dev.edit(chat=CHAT)
    await ear.hear("fine")
    assert await tab.call("chat.say", "x") == "old x"


async def test_values_of_pages_are_those_of_the_edit(follow: Follow) -> None:
    source = """
        from pystream import page
        from shared_src.words import loud

        @page
        def values():
            return {"word": loud("old")}
    """
    words = "def loud(text: str) -> str:\n    return text + '!'\n"
    dev = await follow(chat=source, shared_words=words)
    paint, ear = dev.dev.app.ctx.first_paint, await dev.ear()
    assert [function() for function in paint._functions.values()] == [{"word": "old!"}]
    dev.edit(shared_words=words.replace("!", "?"), chat=source.replace('"old"', '"new"'))
    await ear.hear("server")
    assert [function() for function in paint._functions.values()] == [{"word": "new?"}]
    dev.edit(chat=source.replace("@page", '@page("nobody")'))
    assert "no client is called 'nobody'" in (await ear.hear("exception"))["message"]


async def test_a_compile_under_way_ends_with_the_server(follow: Follow) -> None:
    dev = await follow(watches=False, chat=CHAT)
    compiler: Any = dev.dev._compiler
    async with dev.dev:
        assert not compiler.is_closed
    assert compiler.is_closed


async def test_tabs_that_nobody_sees_leave_the_browser_its_connections(follow: Follow) -> None:
    dev = await follow(chat=CHAT)
    ears = [await dev.ear() for _ in range(4)]
    dev.dev.channel.send({"kind": "first"})
    last = await dev.ear()
    dev.dev.channel.send({"kind": "second"})
    for ear in ears:
        assert [(await ear.next())["kind"] for _ in range(3)] == ["first", "rest", "second"]
    assert (await last.next())["kind"] == "second"

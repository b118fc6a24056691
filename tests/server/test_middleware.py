"""`@middleware` around actions and streams: its order, what it may change, and that it hides no gate."""

from __future__ import annotations

import sys

import httpx
import pytest
from harness import Failure, Project, Serve, eventually

from pystream.server.errors import StartError
from pystream.server.registry import load

LAYER = """
    from typing import Any
    from pystream import Call, Next, middleware
    from server_src.notes import notes

    @middleware
    async def {name}(call: Call, next: Next) -> Any:
        notes.append("{name}")
        try:
            return await next(call)
        finally:
            notes.append("{name} ends")
"""
MODULE = """
    from pystream import action
    from server_src.notes import notes

    @action
    def act(text: str = "") -> None:
        notes.append("act")

    @action(auth=True)
    def closed() -> None: ...
"""


def notes() -> list[str]:
    """What the app has noted since this was last asked."""
    noted: list[str] = sys.modules["server_src.notes"].notes
    lines = list(noted)
    noted.clear()
    return lines


async def test_the_apps_comes_first_then_the_packages_then_the_modules(
    project: Project, serve: Serve
) -> None:
    project.write(
        **{
            "__init__": LAYER.format(name="app"),
            "notes": "notes: list[str] = []",
            "shop/__init__": LAYER.format(name="package"),
            "shop/cart": LAYER.format(name="first") + LAYER.format(name="second") + MODULE,
            "shop/Basket": MODULE,
            "shopping": MODULE,
        }
    )
    tab = await (await serve()).tab()
    layers = ["app", "package", "first", "second"]
    for action, passed in (
        ("shop.cart.act", layers),
        ("shop.Basket.act", layers[:2]),
        ("shopping.act", layers[:1]),
    ):
        await tab.call(action)
        assert notes() == [*passed, "act", *(f"{name} ends" for name in reversed(passed))]
    # Who is refused at the gate, or does not fit the signature, does not come so far.
    for action, args in (("shop.cart.closed", []), ("shop.cart.act", [1])):
        with pytest.raises(Failure):
            await tab.call(action, *args)
        assert not notes()


async def test_middleware_may_change_answer_and_refuse(project: Project, serve: Serve) -> None:
    project.write(
        app="""
            from typing import Any
            from pystream import Call, Denied, Next, action, middleware, request, session

            ran: list[str] = []

            @middleware
            async def judge(call: Call, next: Next) -> Any:
                text = call.args[0] if call.args else call.kwargs["text"]
                match text:
                    case "refuse":
                        raise Denied("not that")
                    case "answer":
                        return f"answered {call.action}"
                    case "change":
                        call.args, call.kwargs = ("changed",), {}
                    case "other":
                        return await next(Call(call.action, ("another",), {}))
                    case "twice":
                        return [await next(call), await next(call)][1]
                    case "wrong":
                        return 5
                    case "save":
                        session.data["seen"] = request.action
                return await next(call)

            @action
            def say(text: str) -> str:
                ran.append(text)
                return text

            @action
            async def say_later(text: str) -> str:
                ran.append(text)
                return text

            @action
            def read(text: str) -> tuple[list[str], object]:
                return ran, session.data.get("seen")
        """
    )
    tab = await (await serve()).tab()
    for action in ("app.say", "app.say_later"):
        with pytest.raises(Failure, match="not that"):
            await tab.call(action, "refuse")
        assert await tab.call(action, "answer") == f"answered {action}"
        assert await tab.call(action, text="change") == "changed"
        assert await tab.call(action, "other") == "another"
        assert await tab.call(action, "twice") == "twice"
        # Its answer must be what the action declares, too.
        with pytest.raises(Failure, match="internal error"):
            await tab.call(action, "wrong")
        await tab.call(action, "save")
    ran = ["changed", "another", "twice", "twice", "save"]
    assert await tab.call("app.read", "x") == [ran * 2, "app.say_later"]


async def test_middleware_of_streams_gets_the_iterator_and_both_are_closed(
    project: Project, serve: Serve
) -> None:
    project.write(
        notes="notes: list[str] = []",
        app="""
            import asyncio
            from collections.abc import AsyncIterator
            from typing import Any
            from pystream import Call, Denied, Next, middleware, stream
            from server_src.notes import notes

            @middleware
            async def doubled(call: Call, next: Next) -> Any:
                items = await next(call)
                match call.args[0]:
                    case 0:
                        raise Denied("none")
                    case 1:
                        return items
                    case 2:
                        return 5

                async def twice() -> AsyncIterator[int]:
                    try:
                        async for item in items:
                            yield item * 2
                    finally:
                        notes.append("twice ends")

                return twice()

            @stream
            async def count(to: int) -> AsyncIterator[int]:
                try:
                    for number in range(to):
                        yield number
                    if to == 9:
                        await asyncio.Event().wait()
                finally:
                    notes.append("count ends")
        """,
    )
    tab = await (await serve()).tab()
    for count, error in ((0, "Denied"), (2, "Failed")):
        with pytest.raises(Failure, match=error):
            await tab.call("app.count", count)
    await tab.call("app.count", 1)
    assert notes() == ["count ends"]
    await tab.call("app.count", 3)
    assert [bytes(tab.others.get_nowait().value) for _ in range(4)] == [b"0", b"0", b"2", b"4"]  # type: ignore[union-attr]
    assert notes() == ["count ends", "twice ends"]
    await tab.begin("app.count", 9)
    for _ in range(9):
        await tab.others.get()
    await tab.socket.send(f'["cancel",{tab._next}]')
    await eventually(lambda: len(sys.modules["server_src.notes"].notes) == 2)
    assert set(notes()) == {"count ends", "twice ends"}


async def test_calls_by_http_pass_it_too(project: Project, serve: Serve) -> None:
    project.write(
        **{
            "__init__": LAYER.format(name="app"),
            "notes": "notes: list[str] = []",
            "shop": """
                from collections.abc import AsyncIterator
                from pystream import action, stream

                @action(safe=True)
                def add(a: int, b: int) -> int:
                    '''The sum.'''
                    return a + b

                @stream
                async def count(to: int) -> AsyncIterator[int]:
                    for number in range(to):
                        yield number
            """,
        }
    )
    server = await serve()
    async with httpx.AsyncClient(base_url=server.address) as http:
        assert (await http.post("/api/shop/add", json={"a": 1, "b": 2})).json() == 3
        assert (await http.get("/api/shop/add?a=1&b=2")).json() == 3
        assert notes() == ["app", "app ends"] * 2
        streamed = await http.post("/api/shop/count", json={"to": 3})
        assert streamed.status_code == 200
        assert notes() == ["app", "app ends"]
        document = (await http.get("/api/openapi.json")).json()
        assert document["paths"]["/api/shop/add"]["post"]["summary"] == "The sum."


@pytest.mark.parametrize(
    ("function", "line"),
    [
        ("def f(call, next): ...", "@middleware goes on an `async def`"),
        ("async def f(call): ...", "@middleware: f must take (call: Call, next: Next)"),
        ("async def f(call, next): yield", "@middleware goes on an `async def`"),
    ],
)
def test_what_is_no_middleware_stops_the_start(project: Project, function: str, line: str) -> None:
    (project.root / "server_src").mkdir()
    source = f"from pystream import middleware\n@middleware\n{function}\n"
    (project.root / "server_src" / "app.py").write_text(source, "utf-8")
    with pytest.raises(StartError) as caught:
        load(project.root)
    assert str(caught.value).startswith("server_src/app.py:2: ")
    assert line in str(caught.value)

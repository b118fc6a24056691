"""Who may call what, and how often: attacked over the line, and as a call that comes another way."""

from __future__ import annotations

import asyncio
import json
import secrets
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from harness import Failure, Project, RedisServer, Serve, Server, Tab, eventually

from pystream.rate import Rate, parse_rate
from pystream.server.errors import StartError
from pystream.server.gates import Gate
from pystream.server.registry import load
from pystream.server.session import Session

LOGIN = """
    from pystream import action, session

    @action(auth=False)
    async def login(user: str) -> None:
        await session.login(user)

    @action(auth=False)
    async def logout() -> None:
        await session.logout()
"""
# Every kind of endpoint, each for the owner alone.
KINDS = """
    import asyncio
    from collections.abc import AsyncIterator
    from pystream import Upload, action, request, session, stream

    asked: list[str] = []
    ran: list[str] = []

    def is_ada() -> bool:
        asked.append(request.action)
        return session.user == "ada"

    async def owns(document_id: int) -> bool:
        await asyncio.sleep(0)
        asked.append(request.action)
        return session.user == "ada" and document_id == 7

    @action(auth=is_ada)
    def at_once() -> str:
        ran.append(request.action)
        return "ok"

    @action(auth=is_ada)
    async def later() -> str:
        ran.append(request.action)
        return "ok"

    @action(auth=owns)
    def owned(document_id: int) -> str:
        ran.append(request.action)
        return "ok"

    @action(auth=owns, rate="1000/s")
    async def owned_later(text: str = "", document_id: int = 7) -> str:
        ran.append(request.action)
        return "ok"

    @action(auth=is_ada)
    async def uploaded(file: Upload) -> str:
        ran.append(request.action)
        return "ok"

    @stream(auth=is_ada)
    async def items() -> AsyncIterator[str]:
        ran.append(request.action)
        yield "ok"

    @stream(auth=owns)
    async def owned_items(document_id: int) -> AsyncIterator[str]:
        ran.append(request.action)
        yield "ok"
"""
FILE = {"upload": 1, "name": "a.txt", "size": 2, "type": ""}
CALLS: dict[str, list[Any]] = {
    "kinds.at_once": [],
    "kinds.later": [],
    "kinds.owned": [7],
    "kinds.owned_later": [],
    "kinds.uploaded": [FILE],
    "kinds.items": [],
    "kinds.owned_items": [7],
}


def module(server: Server, action: str) -> dict[str, Any]:
    """The globals of the module that the action is in."""
    found: dict[str, Any] = server.app.ctx.hub.dispatcher.endpoints[action].function.__globals__
    return found


async def refused(tab: Tab, action: str, *args: Any, **named: Any) -> tuple[str, Any]:
    with pytest.raises(Failure) as caught:
        await tab.call(action, *args, **named)
    return caught.value.error, caught.value.arguments


@pytest.fixture
async def kinds(project: Project, serve: Serve) -> Server:
    project.write(kinds=KINDS, account=LOGIN)
    return await serve()


@pytest.mark.parametrize("action", CALLS)
async def test_nobody_signed_in_is_asked_to_sign_in_before_anything_runs(kinds: Server, action: str) -> None:
    tab = await kinds.tab()
    assert await refused(tab, action, *CALLS[action]) == ("SignedOut", ["sign in first"])
    assert await refused(tab, action, "no", "such", "arguments") == ("SignedOut", ["sign in first"])
    names = module(kinds, action)
    assert not names["asked"]
    assert not names["ran"]


@pytest.mark.parametrize("action", CALLS)
async def test_another_user_is_denied_and_the_question_is_asked_once(kinds: Server, action: str) -> None:
    tab = await kinds.tab()
    await tab.call("account.login", "eve")
    assert await refused(tab, action, *CALLS[action]) == ("Denied", ["not allowed"])
    names = module(kinds, action)
    assert names["asked"] == [action]
    assert not names["ran"]


@pytest.mark.parametrize("action", CALLS)
async def test_the_right_user_is_let_in(kinds: Server, action: str) -> None:
    tab = await kinds.tab()
    await tab.call("account.login", "ada")
    answer = await tab.call(action, *CALLS[action])
    names = module(kinds, action)
    assert answer in ("ok", None)  # a stream's end is null
    assert names["asked"] == [action]
    assert names["ran"] == [action]


@pytest.mark.parametrize("by_name", [False, True])
async def test_a_question_gets_the_arguments_it_names_however_they_came(kinds: Server, by_name: bool) -> None:
    tab = await kinds.tab()
    await tab.call("account.login", "ada")
    right, wrong = ({"document_id": 7}, {"document_id": 8}) if by_name else ([7], [8])
    for action in ("kinds.owned", "kinds.owned_items"):
        if isinstance(right, dict):
            await tab.call(action, **right)
            assert (await refused(tab, action, **wrong))[0] == "Denied"
        else:
            await tab.call(action, *right)
            assert (await refused(tab, action, *wrong))[0] == "Denied"
    # What does not fit is refused before the question is asked.
    module(kinds, "kinds.owned")["asked"].clear()
    assert (await refused(tab, "kinds.owned", "7"))[0] == "Invalid"
    assert not module(kinds, "kinds.owned")["asked"]


def mixed(a: int, /, b: int = 2, *rest: int, c: int = 3, **more: int) -> None: ...


@pytest.mark.parametrize(
    ("args", "kwargs", "seen"),
    [
        ((1,), {}, (1, 2, 3)),
        ((1, 5), {}, (1, 5, 3)),
        ((1, 5, 6, 7), {"c": 8}, (1, 5, 8)),
        ((1,), {"c": 8, "b": 9}, (1, 9, 8)),
        ((1,), {"a": 66, "x": 7}, (1, 2, 3)),
    ],
)
def test_a_question_sees_what_the_action_will(
    args: tuple[int, ...], kwargs: dict[str, int], seen: tuple[int, ...]
) -> None:
    heard: list[tuple[int, ...]] = []

    def question(c: int, a: int, b: int) -> bool:
        heard.append((a, b, c))
        return True

    Gate("a", question=question, of=mixed).ask_now(args, kwargs)
    assert heard == [seen]


@pytest.mark.parametrize("name", ["rest", "more", "z"])
def test_a_question_takes_single_arguments_only(name: str) -> None:
    with pytest.raises(
        TypeError, match=f"takes {name}, which is no argument of the action; those are: a, b, c"
    ):
        Gate("a", question=eval(f"lambda {name}: True"), of=mixed)


@pytest.mark.parametrize(
    "name",
    ["kinds.is_ada", "kinds.owns", "kinds.asked", "kinds.__init__", "kinds.owned.function", ".kinds.owned"],
)
async def test_no_other_name_leads_to_anything(kinds: Server, name: str) -> None:
    tab = await kinds.tab()
    await tab.call("account.login", "ada")
    error, [text] = await refused(tab, name)
    assert error == "Invalid"
    assert text.startswith(f"no action {name}")


async def test_signing_out_ends_the_streams_that_needed_a_user(project: Project, serve: Serve) -> None:
    project.write(
        account=LOGIN,
        feed="""
            import asyncio
            from collections.abc import AsyncIterator
            from pystream import session, stream

            closed: list[str] = []

            def anyone() -> bool:
                return True

            async def slowly() -> bool:
                await asyncio.Event().wait()
                return True

            async def follow(name: str) -> AsyncIterator[str]:
                try:
                    yield str(session.user)
                    await asyncio.Event().wait()
                finally:
                    closed.append(name)

            @stream(auth=True)
            async def private() -> AsyncIterator[str]:
                async for item in follow("private"):
                    yield item

            @stream(auth=anyone)
            async def asked() -> AsyncIterator[str]:
                async for item in follow("asked"):
                    yield item

            @stream(auth=slowly)
            async def asking() -> AsyncIterator[str]:
                async for item in follow("asking"):
                    yield item

            @stream
            async def public() -> AsyncIterator[str]:
                async for item in follow("public"):
                    yield item
        """,
    )
    server = await serve()
    for leave in (("account.logout",), ("account.login", "eve")):
        cookie = secrets.token_urlsafe(32)
        tab, other = await server.tab(cookie=cookie), await server.tab(cookie=cookie)
        await tab.call("account.login", "ada")
        await other.follow()
        names = ("private", "asked", "asking", "public")
        calls = {name: await tab.begin(f"feed.{name}") for name in names}
        for _ in range(3):
            await tab.others.get()  # all have begun that will
        await other.call(*leave)
        for name in ("private", "asked", "asking"):
            with pytest.raises(Failure, match="SignedOut"):
                await calls[name]
        assert not calls["public"].done()


async def test_signing_out_on_one_worker_ends_streams_on_another(
    project: Project, serve: Serve, redis_server: RedisServer
) -> None:
    project.write(
        account=LOGIN,
        feed="""
            import asyncio
            from collections.abc import AsyncIterator
            from pystream import session, stream

            authenticate = True

            @stream
            async def private() -> AsyncIterator[str]:
                yield str(session.user)
                await asyncio.Event().wait()
        """,
    )
    servers = [await serve(redis=redis_server.url) for _ in range(2)]
    tab, other = [await server.tab(cookie="s" * 43) for server in servers]
    await tab.call("account.login", "ada")
    await other.follow()
    following = await other.begin("feed.private")
    await other.others.get()
    await tab.call("account.logout")
    # It has ended when the call is answered.
    assert not servers[1].app.ctx.hub.tab(other.welcome.resume).ledger.in_flight
    with pytest.raises(Failure, match="SignedOut"):
        await following


async def test_a_question_that_raises_or_hangs_lets_nobody_in(project: Project, serve: Serve) -> None:
    project.write(
        account=LOGIN,
        app="""
            import asyncio
            from typing import Any
            from pystream import Denied, action

            ran: list[str] = []
            ended: list[str] = []

            def breaks() -> bool:
                raise ValueError("secret")

            async def breaks_later() -> bool:
                raise ValueError("secret")

            def says_why() -> bool:
                raise Denied("members only")

            async def hangs() -> bool:
                try:
                    await asyncio.Event().wait()
                finally:
                    ended.append("hangs")
                return True

            def forgets() -> Any:
                pass

            def hides() -> Any:
                return hangs()

            @action(auth=breaks)
            def one() -> None: ran.append("one")

            @action(auth=breaks_later)
            def two() -> None: ran.append("two")

            @action(auth=says_why)
            def three() -> None: ran.append("three")

            @action(auth=hangs)
            def four() -> None: ran.append("four")

            @action(auth=forgets)
            def five() -> None: ran.append("five")

            @action(auth=hides)
            def six() -> None: ran.append("six")

            def yields() -> Any:
                yield True

            @action(auth=yields)
            def seven() -> None: ran.append("seven")

            async def text() -> Any:
                return "no"

            @action(auth=text)
            def eight() -> None: ran.append("eight")

            @action
            def free() -> None: ...
        """,
    )
    server = await serve()
    tab = await server.tab()
    await tab.call("account.login", "ada")
    for name in ("one", "two", "six", "seven", "eight"):
        error, [text] = await refused(tab, f"app.{name}")
        assert error == "Failed"
        assert "secret" not in text
    assert await refused(tab, "app.three") == ("Denied", ["members only"])
    assert await refused(tab, "app.five") == ("Denied", ["not allowed"])
    await tab.begin("app.four")
    await tab.call("app.free")  # goes on beside it
    assert not module(server, "app.four")["ended"]
    await tab.socket.send(json.dumps(["cancel", tab._next - 1]))
    await eventually(lambda: module(server, "app.four")["ended"] == ["hangs"])
    await tab.call("app.free")
    assert not module(server, "app.four")["ran"]


async def test_the_nearest_of_action_module_package_and_setting_says_who_may_call(
    project: Project, serve: Serve
) -> None:
    plain = """
        from pystream import action
        {}
        @action
        def usual() -> None: ...
        @action(auth=False)
        def free() -> None: ...
        @action(auth=True)
        def closed() -> None: ...
    """
    project.write(
        **{
            "top": plain.format(""),
            "free": plain.format("authenticate = False"),
            "admin/__init__": "authenticate = True",
            "admin/users": plain.format(""),
            "admin/help": plain.format("authenticate = False"),
            "admin/deep/logs": plain.format(""),
        }
    )
    modules = ("top", "free", "admin.users", "admin.help", "admin.deep.logs")
    for setting, closed in (
        (False, {"admin.users", "admin.deep.logs"}),
        (True, {"top", "admin.users", "admin.deep.logs"}),
    ):
        tab = await (await serve(authenticate=setting)).tab()
        for name in modules:
            await tab.call(f"{name}.free")
            assert (await refused(tab, f"{name}.closed"))[0] == "SignedOut"
            if name in closed:
                assert (await refused(tab, f"{name}.usual"))[0] == "SignedOut"
            else:
                await tab.call(f"{name}.usual")


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("@action(auth='yes')\ndef f() -> None: ...", "auth must be True, False or a function, got 'yes'"),
        (
            "@action(auth=str)\ndef f() -> None: ...",
            "or a function, got <class 'str'>",
        ),
        ("@action(rate='5/x')\ndef f() -> None: ...", '''rate must be text such as "5/s"'''),
        ("@action(rate=5)\ndef f() -> None: ...", "got 5"),
        ("@action(safe=1)\ndef f() -> None: ...", "safe must be True or False, got 1"),
        (
            "def q(who: str) -> bool: ...\n@action(auth=q)\ndef f(a: int, b: int) -> None: ...",
            "auth: q takes who, which is no argument of the action; those are: a, b",
        ),
        (
            "def q(*who: str) -> bool: ...\n@action(auth=q)\ndef f(a: int) -> None: ...",
            "auth: q must take the action's arguments by name: *who",
        ),
        ("rate = 5\n@action\ndef f() -> None: ...", "got 5; rename it if it is something else"),
        ("rate = '5/year'\n@action\ndef f() -> None: ...", "rate must be text such as"),
        ("authenticate = 'yes'\n@action\ndef f() -> None: ...", "authenticate must be True or False"),
    ],
)
def test_a_gate_that_cannot_be_built_stops_the_start(project: Project, source: str, line: str) -> None:
    project.root.joinpath("server_src").mkdir()
    project.root.joinpath("server_src/app.py").write_text(f"from pystream import action\n{source}\n", "utf-8")
    with pytest.raises(StartError) as caught:
        load(project.root)
    assert str(caught.value).startswith("server_src/app.py")
    assert line in str(caught.value)


def test_rates_are_read() -> None:
    assert parse_rate("5/s") == Rate(5, 1)
    assert parse_rate("100/m") == Rate(100, 60)
    assert parse_rate("10/30s") == Rate(10, 30)
    assert parse_rate("1000/2h") == Rate(1000, 7200)
    assert parse_rate("") is None
    for text in (
        "5",
        "0/s",
        "5/0s",
        "-5/s",
        "5 /s",
        "5/s ",
        "5/s\n",
        "5/year",
        "1.5/s",
        "٥/s",
        "/s",
        5,
        None,
    ):
        with pytest.raises(ValueError, match="must be text such as"):
            parse_rate(text)


RATED = """
    from collections.abc import AsyncIterator
    from pystream import action, session, stream

    ran: list[int] = []

    @action(rate="3/h")
    def say(number: int) -> int:
        ran.append(number)
        return number

    @action(rate="3/h")
    async def say_later(number: int) -> int:
        return number

    @stream(rate="3/h")
    async def items(number: int) -> AsyncIterator[int]:
        yield number

    @action
    def unlimited() -> None: ...
"""


@pytest.mark.parametrize("action", ["app.say", "app.say_later", "app.items"])
async def test_a_rate_is_exact_over_all_tabs_and_workers(
    project: Project, serve: Serve, store: dict[str, str], action: str
) -> None:
    project.write(app=RATED, account=LOGIN)
    servers = [await serve(**store)]
    if "redis" in store:
        servers.append(await serve(**store))
    tabs = [await server.tab() for server in servers * 2]
    results = await asyncio.gather(
        *(tab.call(action, n) for n in range(4) for tab in tabs), return_exceptions=True
    )
    failures = [result for result in results if isinstance(result, Failure)]
    assert len(results) - len(failures) == 3
    assert {failure.error for failure in failures} == {"SlowDown"}
    text, retry_after = failures[0].arguments
    assert text == f"too many calls to {action}: try again in 1200 s"
    assert 1190 < retry_after <= 1200
    # Refused before it is looked at, so that a flood costs little.
    assert (await refused(tabs[0], action, "no", "such"))[0] == "SlowDown"
    await tabs[0].call("app.unlimited")


async def test_who_has_signed_in_has_a_rate_of_their_own_in_all_sessions(
    project: Project, serve: Serve
) -> None:
    project.write(app=RATED, account=LOGIN)
    server = await serve()
    tabs = [await server.tab() for _ in range(3)]
    for number in range(3):
        await tabs[0].call("app.say", number)
    assert (await refused(tabs[1], "app.say", 1))[0] == "SlowDown"  # the same address
    await tabs[1].call("account.login", "ada")
    await tabs[2].call("account.login", "ada")
    for tab in (tabs[1], tabs[2], tabs[1]):
        await tab.call("app.say", 1)
    assert (await refused(tabs[2], "app.say", 1))[0] == "SlowDown"
    await tabs[2].call("account.login", "bob")
    await tabs[2].call("app.say", 1)


async def test_the_rate_of_module_and_setting_holds_for_each_action_that_says_nothing(
    project: Project, serve: Serve
) -> None:
    project.write(
        top="from pystream import action\n@action\ndef a() -> None: ...\n@action\ndef b() -> None: ...",
        slow="""
            from pystream import action
            rate = "1/h"
            @action
            def a() -> None: ...
            @action(rate="")
            def free() -> None: ...
            @action
            def rate_film() -> None: ...
        """,
        film="from pystream import action\n@action(rate='1/h')\ndef rate(stars: int = 1) -> None: ...",
    )
    tab = await (await serve(rate="2/h")).tab()
    for action, count in (("top.a", 2), ("top.b", 2), ("slow.a", 1), ("slow.rate_film", 1), ("film.rate", 1)):
        for _ in range(count):
            await tab.call(action)
        assert (await refused(tab, action))[0] == "SlowDown"
    for _ in range(5):
        await tab.call("slow.free")


async def test_without_its_store_a_limited_action_is_closed(
    project: Project, serve: Serve, own_redis: RedisServer
) -> None:
    project.write(app=RATED)
    server = await serve(redis=own_redis.url)
    tab = await server.tab()
    assert await tab.call("app.say", 1) == 1
    own_redis.stop()
    assert (await refused(tab, "app.say", 2))[0] == "Failed"
    assert module(server, "app.say")["ran"] == [1]
    await tab.call("app.unlimited")


class Visitor:
    """A caller that is no tab."""

    def __init__(self, ip: str, user: str | None = None) -> None:
        self.id = ""
        self.ip = ip
        self.session = Session("")
        if user is not None:
            self.session.fields = {"user": msgspec.json.encode(user)}


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("1.2.3.4", "1.2.3.4", True),
        ("1.2.3.4", "1.2.3.5", False),
        ("1.2.3.4", "::ffff:1.2.3.4", True),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("unix", "unix", True),
    ],
)
async def test_addresses_are_counted_by_what_one_has_at_least(
    project: Project, serve: Serve, first: str, second: str, together: bool
) -> None:
    project.write(app=RATED)
    dispatcher = (await serve()).app.ctx.hub.dispatcher
    endpoint = dispatcher.endpoints["app.say"]

    def decode() -> tuple[tuple[Any, ...], Mapping[str, Any]]:
        return (1,), {}

    for _ in range(3):
        assert not (await dispatcher.invoke(Visitor(first), endpoint, decode)).error
    outcome = await dispatcher.invoke(Visitor(second), endpoint, decode)
    assert outcome.error == ("SlowDown" if together else "")
    assert (outcome.retry_after > 1190) == together


async def test_a_call_that_is_no_tabs_passes_the_same_gate(kinds: Server) -> None:
    dispatcher = kinds.app.ctx.hub.dispatcher
    ada, eve, nobody = Visitor("::1", "ada"), Visitor("::1", "eve"), Visitor("::1")
    for name in ("kinds.at_once", "kinds.later", "kinds.owned", "kinds.owned_later"):
        endpoint = dispatcher.endpoints[name]
        args = msgspec.Raw(msgspec.json.encode(CALLS[name]))

        def decode(endpoint: Any = endpoint, args: msgspec.Raw = args) -> Any:
            return endpoint.decode(args, msgspec.Raw(b"{}"))

        outcome = await dispatcher.invoke(ada, endpoint, decode)
        assert (outcome.value, outcome.error) == (b'"ok"', "")
        outcome = await dispatcher.invoke(eve, endpoint, decode)
        assert (outcome.error, outcome.args, outcome.text) == ("Denied", b'["not allowed"]', "not allowed")
        assert (await dispatcher.invoke(nobody, endpoint, decode)).error == "SignedOut"
        assert sum(endpoint.tally.counts) == 3
        assert endpoint.tally.failures == {"Denied": 1, "SignedOut": 1}


def test_a_gate_that_asks_nothing_is_open() -> None:
    assert Gate("a").is_open
    assert Gate("a", needs_user=True).is_open
    assert not Gate("a", rate=Rate(1, 1)).is_open


TYPED = """\
from collections.abc import AsyncIterator
from typing import Any
from pystream import Call, Next, SlowDown, action, channel, middleware, session, stream

def is_ada() -> bool:
    return session.user == "ada"

async def owns(document_id: int) -> bool:
    return document_id == 7

@action(auth=owns, rate="5/s", safe=True)
def read(document_id: int) -> str:
    return str(document_id)

@action(auth=is_ada, rate="")
async def write(document_id: int, text: str) -> int:
    return len(text)

@stream(auth=True, rate="1/s")
async def items(count: int) -> AsyncIterator[int]:
    yield count

@stream
async def plain() -> AsyncIterator[str]:
    yield ""

@channel("room:{id}")
async def room(id: int) -> bool:
    return id > 0

@channel("lobby")
def lobby() -> None: ...

@middleware
async def timed(call: Call, next: Next) -> Any:
    call.kwargs["text"] = call.action
    return await next(call)

async def use() -> float:
    text: str = await read(7)
    length: int = await write(7, text=text)
    async for item in items(length):
        length += item
    await session.subscribe("a", "b")
    await session.unsubscribe(*session.channels)
    try:
        await read("7")
    except SlowDown as why:
        return why.retry_after
    async for word in items("x"):
        text = word
    return 0.0

@action(auth=5)
def wrong() -> None: ...

@action(rate=5)
def wrong_too() -> None: ...

@middleware
async def no_middleware(call: int, next: Next) -> Any: ...
"""


def test_the_decorators_are_typed(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(TYPED)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "app.py"]
    root = str(Path(__file__).parent.parent.parent)
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, env={"MYPYPATH": root, "PYTHONPATH": root}
    )
    lines = {int(line.split(":")[1]) for line in done.stdout.splitlines() if " error: " in line}
    assert lines == {47, 50, 51, 54, 57, 60}, done.stdout

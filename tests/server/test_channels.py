"""`@channel`: who may be in which channel, asked when a tab subscribes and when it is back."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from harness import Failure, Project, RedisServer, Serve, Server, Tab
from hypothesis import given
from hypothesis import strategies as st

from pystream import wire
from pystream.server.errors import StartError
from pystream.server.patterns import Pattern

COOKIE = "s" * 43

APP = """
    import asyncio
    import enum
    from typing import Literal
    from uuid import UUID
    from pystream import Denied, Event, action, channel, publish, request, session

    message = Event[str](keep=5)
    asked: list[str] = []
    banned: set[str] = set()
    hangs = asyncio.Event()

    class Floor(enum.Enum):
        GROUND = "ground"
        FIRST = "first"

    def note(name: str) -> None:
        asked.append(f"{name} by {session.user}")

    @channel("room:{id}")
    async def room(id: int) -> bool:
        await asyncio.sleep(0)
        note(f"room {id!r}")
        return session.user not in banned

    @channel("room:lobby")
    def lobby() -> None:
        note("lobby")

    @channel("room:{id}:{side}")
    def side(side: Literal["left", "right"], id: int = 0) -> bool:
        note(f"{side} of {id!r}")
        return True

    @channel("floor:{floor}")
    def floor(floor: Floor) -> bool:
        note(f"{floor}")
        return True

    @channel("document:{id}")
    def document(id: UUID) -> bool:
        note(f"{id!r}")
        return True

    @channel("switch:{on}")
    def switch(on: bool) -> bool:
        note(f"{on!r}")
        return True

    @channel("secret:{name}")
    def secret(name: str) -> bool:
        if session.user is None:
            raise Denied("this one is secret")
        if name == "broken":
            raise ValueError("internal")
        return session.user == name

    @channel("nobody:{name}")
    def nobody(name: str) -> bool:
        return session.user is None

    @channel("slow:{name}")
    async def slow(name: str) -> bool:
        await hangs.wait()
        return True

    @action
    async def join(*channels: str) -> list[str]:
        await session.subscribe(*channels)
        return sorted(session.channels)

    @action
    async def leave(*channels: str) -> list[str]:
        await session.unsubscribe(*channels)
        return sorted(session.channels)

    @action
    async def leave_all() -> list[str]:
        await session.unsubscribe(*session.channels)
        return sorted(session.channels)

    @action
    def joined() -> list[str]:
        return sorted(session.channels)

    @action
    async def say(channel: str, text: str) -> None:
        await publish.channel(channel, message, text)

    @action
    async def login(user: str) -> None:
        await session.login(user)

    @action
    async def logout() -> None:
        await session.logout()
"""


def names(server: Server) -> dict[str, Any]:
    """The app's module as this server loaded it."""
    found: dict[str, Any] = server.app.ctx.hub.dispatcher.endpoints["app.join"].function.__globals__
    return found


async def refused(tab: Tab, action: str, *args: Any) -> tuple[str, str]:
    with pytest.raises(Failure) as caught:
        await tab.call(action, *args)
    return caught.value.error, caught.value.arguments[0]


@pytest.fixture
def app(project: Project) -> Project:
    project.write(app=APP)
    return project


async def test_a_channels_gate_gets_what_its_name_says(app: Project, serve: Serve) -> None:
    server = await serve()
    tab = await server.tab()
    uuid = "5a1a4a4e-7a3c-4d35-9d3f-0a4e3b4d9c11"
    for channel, asked in (
        ("room:7", "room 7"),
        ("room:-3", "room -3"),
        ("room:lobby", "lobby"),
        ("room:7:left", "left of 7"),
        ("floor:first", "Floor.FIRST"),
        (f"document:{uuid}", f"UUID('{uuid}')"),
        ("switch:true", "True"),
        ("open", None),
        ("room", None),
    ):
        await tab.call("app.join", channel)
        assert names(server)["asked"] == ([] if asked is None else [f"{asked} by None"])
        names(server)["asked"].clear()
    await tab.call("app.join", "room:7")  # it is in there
    assert not names(server)["asked"]


@pytest.mark.parametrize(
    "channel",
    [
        "room:x",
        "room:07",
        "room:+7",
        "room: 7",
        "room:7.0",
        "room:7\n",
        "room:٧",
        "room:1e3",
        "room:7:up",
        "room:7:left ",
        "floor:second",
        "floor:GROUND",
        "switch:1",
        "switch:True",
        "document:5A1A4A4E-7A3C-4D35-9D3F-0A4E3B4D9C11",
        "document:5a1a4a4e7a3c4d359d3f0a4e3b4d9c11",
        "document:x",
    ],
)
async def test_what_is_no_value_of_its_type_is_no_channel(app: Project, serve: Serve, channel: str) -> None:
    server = await serve()
    tab = await server.tab()
    assert await refused(tab, "app.join", channel) == (
        "Denied",
        f"not subscribed to {channel}: no such channel",
    )
    assert not names(server)["asked"]
    assert await tab.call("app.joined") == []


async def test_channels_without_a_gate_can_be_closed(app: Project, serve: Serve) -> None:
    server = await serve(open_channels=False)
    tab = await server.tab()
    for channel in ("open", "room", "room:1:left:2"):
        assert await refused(tab, "app.join", "room:1", channel) == (
            "Denied",
            f"not subscribed to {channel}: no such channel",
        )
    assert await tab.call("app.join", "room:lobby") == ["room:lobby"]


async def test_a_tab_from_a_server_that_had_them_open_leaves_them(
    app: Project, serve: Serve, redis_server: RedisServer
) -> None:
    first = await serve(redis=redis_server.url)
    tab = await first.tab(cookie=COOKIE)
    await tab.call("app.join", "open", "room:lobby")
    await tab.drop()
    second = await serve(redis=redis_server.url, open_channels=False)
    back = await second.tab(cookie=COOKIE, resume=tab.welcome.resume)
    assert await back.call("app.joined") == ["room:lobby"]


async def test_what_is_neither_true_nor_false_lets_nobody_in(project: Project, serve: Serve) -> None:
    project.write(
        app="""
            from typing import Any
            from pystream import action, channel, session

            @channel("forgot:{x}")
            def forgot(x: str) -> bool:
                session.user  # type: ignore

            @channel("text:{x}")
            def text(x: str):
                return "no"

            @channel("coroutine:{x}")
            async def coroutine(x: str) -> Any:
                return forgot

            @channel("nothing:{x}")
            def nothing(x: str) -> bool | None:
                pass

            @action
            async def join(channel: str) -> None:
                await session.subscribe(channel)
        """
    )
    tab = await (await serve()).tab()
    for channel in ("forgot:x", "text:x", "coroutine:x"):
        assert (await refused(tab, "app.join", channel))[0] == "Failed"
    await tab.call("app.join", "nothing:x")


async def test_who_is_denied_is_in_none_of_the_new_channels(app: Project, serve: Serve) -> None:
    server = await serve()
    tab = await server.tab()
    await tab.call("app.join", "open", "room:1")
    assert await refused(tab, "app.join", "room:2", "secret:ada", "room:3") == (
        "Denied",
        "this one is secret",
    )
    assert await tab.call("app.joined") == ["open", "room:1"]
    await tab.call("app.login", "eve")
    assert await refused(tab, "app.join", "secret:ada") == (
        "Denied",
        "not subscribed to secret:ada: not allowed",
    )
    error, text = await refused(tab, "app.join", "secret:broken")
    assert error == "Failed"
    assert "internal error" in text
    assert await tab.call("app.join", "secret:eve") == ["open", "room:1", "secret:eve"]


async def test_many_channels_are_joined_and_left_at_once(
    app: Project, serve: Serve, store: dict[str, str]
) -> None:
    server = await serve(**store, max_subscriptions=20)
    hub = server.app.ctx.hub
    writes: list[str] = []
    put = hub.backend.put

    async def counted(key: str, value: bytes, ttl_s: float) -> None:
        writes.append(key)
        await put(key, value, ttl_s)

    hub.backend.put = counted
    tab, other = await server.tab(), await server.tab()
    writes.clear()
    channels = sorted(f"room:{n}" for n in range(20))
    assert await tab.call("app.join", *channels, "room:1") == channels
    assert len(writes) == 1
    assert await tab.call("app.join", *channels) == channels
    assert len(writes) == 1
    assert "a tab may have 20 subscriptions" in (await refused(tab, "app.join", "room:20"))[1]
    await other.call("app.say", "room:19", "hello")
    assert await tab.event() == ("app.message", "hello", "room:19")
    assert await tab.call("app.leave", "room:0", "room:0", "never") == channels[1:]
    assert await tab.call("app.leave_all") == []
    assert len(writes) == 3
    assert await tab.call("app.leave_all") == []
    assert await tab.call("app.join") == []
    assert len(writes) == 3


async def test_who_signs_out_while_the_gate_is_asked_does_not_get_in(app: Project, serve: Serve) -> None:
    server = await serve()
    tab, other = await server.tab(cookie=COOKIE), await server.tab(cookie=COOKIE)
    await tab.call("app.login", "ada")
    await other.follow()
    joining = await tab.begin("app.join", "slow:x", "open")
    await other.call("app.logout")
    await tab.follow()
    names(server)["hangs"].set()
    with pytest.raises(Failure, match="the user has changed meanwhile"):
        await joining
    assert await tab.call("app.joined") == []


async def test_a_limit_holds_for_those_who_ask_at_the_same_time(app: Project, serve: Serve) -> None:
    server = await serve(max_subscriptions=3)
    tab = await server.tab()
    joins = [await tab.begin("app.join", f"slow:{n}a", f"slow:{n}b") for n in range(3)]
    await tab.call("app.joined")
    names(server)["hangs"].set()
    results = await asyncio.gather(*joins, return_exceptions=True)
    assert [isinstance(result, Failure) for result in results].count(False) == 1
    assert len(await tab.call("app.joined")) == 2


async def test_signing_in_asks_again_for_channels_joined_before(app: Project, serve: Serve) -> None:
    server = await serve()
    tab, other = await server.tab(cookie=COOKIE), await server.tab(cookie=COOKIE)
    for each in (tab, other):
        await each.call("app.join", "nobody:x", "room:1", "open")
    await tab.call("app.login", "ada")
    await other.follow()
    for each in (tab, other):
        assert await each.call("app.joined") == ["open", "room:1"]
    left = await tab.others.get()
    while not isinstance(left, wire.Left):
        left = await tab.others.get()
    assert left.topic == "channel:nobody:x"
    await other.call("app.say", "nobody:x", "secret")
    await other.call("app.say", "room:1", "hello")
    assert await tab.event() == ("app.message", "hello", "room:1")


@pytest.mark.parametrize("how", ["false", "hangs", "broken"])
async def test_a_tab_that_comes_to_another_worker_is_asked_again(
    app: Project, serve: Serve, redis_server: RedisServer, how: str
) -> None:
    first = await serve(redis=redis_server.url)
    second = await serve(redis=redis_server.url, call_timeout_s=0.2)
    before, after = names(first), names(second)
    tab = await first.tab(cookie=COOKIE)
    await tab.call("app.login", "ada")
    before["hangs"].set()
    gone = {"false": "room:1", "hangs": "slow:x", "broken": "secret:ada"}[how]
    await tab.call("app.join", "open", "room:lobby", gone)
    await tab.call("app.say", gone, "one")
    await tab.event()
    if how == "false":
        after["banned"].add("ada")
    if how == "broken":
        after["session"] = None
        after["note"] = lambda name: None
    places = {"channel:open": ("", 0), f"channel:{gone}": ("", 0)}
    await tab.drop()
    back = await second.tab(cookie=COOKIE, resume=tab.welcome.resume, positions=places)
    assert back.welcome.resumed
    after["session"] = before["session"]
    assert await back.call("app.joined") == ["open", "room:lobby"]
    lefts = [frame.topic for frame in back.others._queue if isinstance(frame, wire.Left)]  # type: ignore[attr-defined]
    assert lefts == [f"channel:{gone}"]
    assert back.events.empty()
    # What was published while it was out does not come when it is let in again.
    await back.call("app.say", gone, "two")
    after["banned"].clear()
    after["hangs"].set()
    await back.call("app.join", gone)
    await back.call("app.say", gone, "three")
    assert (await back.event())[1] == "three"


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("@channel('room:{id}')\ndef f() -> None: ...", "f must take what stands in braces, got f() -> None"),
        ("@channel('room:{id}')\ndef f(id, who) -> None: ...", "f must take what stands in braces"),
        ("@channel('room:{id')\ndef f(id) -> None: ...", "a { stands alone"),
        ("@channel('room:{id}{who}')\ndef f(id, who) -> None: ...", "something must part {id} from {who}"),
        ("@channel('room:{}')\ndef f() -> None: ...", "{} must be a name"),
        ("@channel('{id}:{id}')\ndef f(id) -> None: ...", "{id} must be a name, each another one"),
        ("@channel(room)\ndef f() -> None: ...", "room"),
        ("@channel\ndef f() -> None: ...", 'write @channel("room:{id}")'),
        (
            "@channel('room:{id}')\ndef f(id: list[int]) -> None: ...",
            "no part of a channel's name is a list[int]",
        ),
        (
            "@channel('room:{id}')\ndef f(id: int): ...\n@channel('room:{name}')\ndef g(name): ...",
            "@channel('room:{name}') and 'room:{id}' of server_src/app.py:2 fit the same channels",
        ),
        (
            "@channel('a:{x}')\ndef f(x) -> None: ...\n@channel('{y}:b')\ndef g(y) -> None: ...",
            "fit the same channels; change one of them",
        ),
    ],
)
async def test_a_gate_that_cannot_be_asked_stops_the_start(
    project: Project, serve: Serve, source: str, line: str
) -> None:
    project.write(app=f"from pystream import channel\n{source}\n")
    with pytest.raises(StartError) as caught:
        await serve()
    assert str(caught.value).startswith("server_src/app.py:")
    assert line in str(caught.value)


TEXTS = st.text(alphabet="ab:", max_size=5)


@st.composite
def patterns(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.one_of(st.just("{}"), st.sampled_from(["a", "b", ":", "ab", "a:"])), max_size=4))
    text = "".join(parts)
    while "{}{}" in text:
        text = text.replace("{}{}", "{}")
    for number in range(text.count("{}")):
        text = text.replace("{}", f"{{n{number}}}", 1)
    return text


@given(patterns(), patterns(), TEXTS)
def test_patterns_that_fit_one_channel_are_known_to_meet(one: str, other: str, channel: str) -> None:
    first, second = Pattern(one), Pattern(other)
    both = first.match(channel) is not None and second.match(channel) is not None
    assert not both or first.meets(second)
    assert first.meets(second) == second.meets(first)


@given(patterns(), patterns())
def test_patterns_that_meet_fit_one_channel(one: str, other: str) -> None:
    first, second = Pattern(one), Pattern(other)
    if first.meets(second):
        channels = [""]
        for _ in range(9):
            if any(first.match(text) is not None and second.match(text) is not None for text in channels):
                return
            channels = [text + letter for text in channels for letter in "ab:"]
        raise AssertionError(f"no channel fits both {one} and {other}")

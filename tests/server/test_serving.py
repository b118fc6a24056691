"""A real server on loopback: calls, errors, sessions, subscriptions, publishing; on memory and on Redis."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
from pathlib import Path

import pytest
from harness import Failure, Project, RedisServer, Serve, eventually

from pystream import config, request, session, wire
from pystream.app import create_app
from pystream.server.errors import StartError
from pystream.settings import Settings

RULES = """
    from pystream import Denied

    class TooLong(Denied):
        pass

    class Odd(Exception):
        pass
"""

CHAT = """
    import asyncio, sys
    from typing import Any
    from dataclasses import dataclass
    from pystream import Denied, Event, PystreamError, action, config, publish, request, session
    from shared_src.rules import Odd, TooLong

    @dataclass
    class Message:
        who: str
        text: str

    class Local(TooLong):
        pass

    message = Event[Message](keep=5)
    note = Event[int]()
    gate = asyncio.Event()
    log: list[str] = []

    @action
    def add(a: int, b: int = 2) -> int:
        return a + b

    @action
    async def echo(message: Message) -> Message:
        return message

    @action
    async def join(room: str) -> list[str]:
        await session.subscribe(room)
        return sorted(session.channels)

    @action
    async def part(room: str) -> list[str]:
        await session.unsubscribe(room)
        return sorted(session.channels)

    @action
    async def say(room: str, text: str) -> None:
        await publish.channel(room, message, Message(session.user or "nobody", text))

    @action
    async def shout(rooms: list[str]) -> None:
        await publish.channel(rooms, note, 1)

    @action
    async def count(room: str, upto: int) -> None:
        for number in range(upto):
            await publish.channel(room, note, number)

    @action
    async def tell_all(number: int) -> None:
        await publish.all(note, number)

    @action
    async def tell_user(user: str | list[str], number: int) -> None:
        await publish.user(user, note, number)

    @action
    async def tell_client(client: str, number: int) -> None:
        await publish.client(client, note, number)

    @action
    async def tell_wrong() -> None:
        await publish.all(note, "one")

    @action
    async def login(user: str) -> str | None:
        await session.login(user)
        return session.user

    @action
    async def logout() -> str | None:
        await session.logout()
        return session.user

    @action
    def who() -> str | None:
        return session.user

    @action
    def put(key: str, value: Any) -> None:
        session.data[key] = value

    @action
    def get(key: str) -> Any:
        return session.data.get(key)

    @action
    async def put_and_fail(key: str, how: str) -> None:
        session.data[key] = 1
        raise Denied("no") if how == "Denied" else ValueError(how)

    @action
    def me() -> list[Any]:
        return [request.client, request.ip, request.action, config["greeting"], len(config)]

    @action
    async def wait() -> str:
        log.append("waiting")
        try:
            await gate.wait()
        except asyncio.CancelledError:
            log.append("cancelled")
            raise
        return "done"

    @action
    def open_gate() -> list[str]:
        gate.set()
        return log

    @action
    async def later(number: int) -> None:
        async def tell() -> None:
            await gate.wait()
            await publish.client(request.client, note, number)
        session.data["task"] = 1
        request_tasks.append(asyncio.create_task(tell()))

    request_tasks: list[object] = []

    @action
    def fail(how: str) -> int:
        match how:
            case "Denied": raise Denied("not you", 3)
            case "PystreamError": raise PystreamError("plain")
            case "TooLong": raise TooLong("100 characters")
            case "Odd": raise Odd({"a": [1]})
            case "Local": raise Local("local")
            case "object": raise Denied(object())
            case "surrogate": raise Denied("\\ud800")
            case "exit": sys.exit(1)
            case "type": return "text"
            case "interrupt": raise KeyboardInterrupt
            case "cancelled": raise asyncio.CancelledError
        raise ValueError("the database password is hunter2")
"""


@pytest.fixture
def chat(project: Project) -> Project:
    members = "authenticate = True\nfrom pystream import action\n@action\ndef enter() -> str: return 'in'"
    project.write(shared_rules=RULES, chat=CHAT, members=members)
    return project


async def failure(call: object) -> tuple[str, list[object]]:
    with pytest.raises(Failure) as caught:
        await call  # type: ignore[misc]
    return caught.value.error, caught.value.arguments


async def test_a_call_is_answered_with_its_value(chat: Project, serve: Serve) -> None:
    tab = await (await serve()).tab()
    assert await tab.call("chat.add", 1) == 3
    assert await tab.call("chat.add", 1, b=4) == 5
    said = {"who": "ada", "text": "hi"}
    assert await tab.call("chat.echo", said) == said


async def test_many_calls_at_once_are_each_answered_once(chat: Project, serve: Serve) -> None:
    tab = await (await serve()).tab()
    answers = [await tab.begin("chat.add" if n % 2 else "chat.echo", *_arguments(n)) for n in range(200)]
    for number, answer in enumerate(answers):
        value = await answer
        assert value == number + 2 if number % 2 else value == {"who": "", "text": str(number)}


def _arguments(number: int) -> list[object]:
    return [number] if number % 2 else [{"who": "", "text": str(number)}]


async def test_welcome_tells_version_contract_and_times(chat: Project, serve: Serve) -> None:
    server = await serve(heartbeat_s=7.0, call_timeout_s=3.5)
    tab = await server.tab()
    welcome = tab.welcome
    assert (welcome.version, welcome.resumed, welcome.taken, welcome.user) == (2, False, 0, None)
    assert welcome.contract is not None
    assert re.fullmatch("[0-9a-f]{6}", welcome.contract["chat.say"])
    assert (welcome.heartbeat_ms, welcome.timeout_ms) == (7000, 3500)
    other = await server.tab()
    contract = json.loads((chat.build / "contract.json").read_text())["hash"]
    socket = await server.connect()
    await socket.send(json.dumps(["hello", 2, contract, ""]))
    [same, *_] = wire.decode_from_server(await socket.recv())
    assert isinstance(same, wire.Welcome)
    assert same.contract is None
    await socket.close()
    assert other.welcome.client != welcome.client


@pytest.mark.parametrize(
    ("action", "args", "sentence"),
    [
        ("chat.add", ["1"], "chat.add: a must be int, got str"),
        ("chat.add", [], "chat.add: missing argument a"),
        ("chat.ad", [], "no action chat.ad; did you mean chat.add?"),
        ("x" * 5000, [], f"no action {'x' * 100}..."),
        ("chat.Message", [], "no action chat.Message; did you mean chat.get?"),
        ("chat.__init__", [], None),
    ],
)
async def test_a_call_that_does_not_fit_is_invalid_and_names_the_argument(
    chat: Project, serve: Serve, action: str, args: list[object], sentence: str | None
) -> None:
    tab = await (await serve()).tab()
    error, [text] = await failure(tab.call(action, *args))
    assert error == "Invalid"
    if sentence is not None:
        assert str(text).split("; did")[0] == sentence.split("; did")[0]
    assert await tab.call("chat.add", 1) == 3


async def test_bad_messages_are_refused_and_the_line_stays_open(chat: Project, serve: Serve) -> None:
    tab = await (await serve()).tab()
    for message, code in [("{", "frame"), ("no", "json"), (b"\x00", "frame"), ('["call"]', "frame")]:
        await tab.socket.send(message)
        async with asyncio.timeout(5):
            assert (await tab.refusals.get()).code == code
    await tab.socket.send('["ping",1.5]')
    async with asyncio.timeout(5):
        assert (await tab.pongs.get()).stamp == 1.5
    assert await tab.call("chat.add", 1) == 3


async def test_one_call_too_many_is_refused(chat: Project, serve: Serve) -> None:
    tab = await (await serve(max_calls_in_flight=2)).tab()
    waiting = [await tab.begin("chat.wait") for _ in range(2)]
    with pytest.raises(Failure, match="2 calls are in flight"):
        await tab.call("chat.add", 1)
    await tab.socket.send('["cancel",1]')
    await tab.call("chat.open_gate")
    assert await waiting[1] == "done"


@pytest.mark.parametrize(
    ("how", "error", "args"),
    [
        ("Denied", "Denied", ["not you", 3]),
        ("PystreamError", "PystreamError", ["plain"]),
        ("TooLong", "shared_src.rules.TooLong", ["100 characters"]),
        ("Odd", "shared_src.rules.Odd", [{"a": [1]}]),
        ("Local", "shared_src.rules.TooLong", ["local"]),
        ("surrogate", "Denied", ["?"]),
    ],
)
async def test_an_actions_own_error_reaches_the_caller(
    chat: Project, serve: Serve, how: str, error: str, args: list[object]
) -> None:
    tab = await (await serve()).tab()
    assert await failure(tab.call("chat.fail", how)) == (error, args)


@pytest.mark.parametrize("how", ["bug", "exit", "type", "interrupt", "cancelled"])
async def test_a_broken_action_gives_a_reference_and_the_log_has_its_traceback(
    chat: Project, serve: Serve, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    tab = await (await serve()).tab()
    error, [text] = await failure(tab.call("chat.fail", how))
    assert error == "Failed"
    found = re.fullmatch(r"internal error, reference ([0-9a-f]{6})", str(text))
    assert found is not None
    [record] = [r for r in caplog.records if r.name == "pystream.calls" and r.levelno == logging.ERROR]
    assert found[1] in record.getMessage()
    assert record.exc_info is not None
    assert await tab.call("chat.add", 1) == 3


async def test_an_error_whose_text_cannot_be_made_is_answered_like_any_other(
    project: Project, serve: Serve
) -> None:
    project.write(
        odd="""
            from pystream import Denied, action

            class Mute(Denied):
                def __str__(self) -> str:
                    raise ValueError("no text")

            class Broken(Exception):
                __str__ = Mute.__str__

            @action
            def mute() -> None:
                raise Mute("why")

            @action
            async def mute_later() -> None:
                raise Mute("why")

            @action
            def broken() -> None:
                raise Broken

            @action
            def circular() -> None:
                error = Denied()
                error.args = (error,)
                raise error
        """
    )
    tab = await (await serve()).tab()
    for name, error, arguments in (
        ("mute", "Denied", ["why"]),
        ("mute_later", "Denied", ["why"]),
        ("circular", "Denied", ["Denied"]),
    ):
        with pytest.raises(Failure) as raised:
            await tab.call(f"odd.{name}")
        assert (raised.value.error, raised.value.arguments) == (error, arguments)
    with pytest.raises(Failure, match=r"Failed: \['internal error, reference"):
        await tab.call("odd.broken")


async def test_a_peer_writes_no_lines_into_the_log(
    chat: Project, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pystream.calls")
    tab = await (await serve()).tab()
    with pytest.raises(Failure, match="no action"):
        await tab.call("chat.x\nERROR forged \u2028\x1b[2J")
    [message] = [record.getMessage() for record in caplog.records if record.name == "pystream.calls"]
    assert message.startswith(r"chat.x\nERROR forged \u2028\x1b[2J ")
    assert message.isprintable()


async def test_a_result_or_payload_over_max_outbox_bytes_is_told_and_the_line_stays(
    project: Project, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    project.write(
        big="""
            from pystream import Event, action, publish
            text = Event[str]()

            @action
            def result(size: int) -> str:
                return "x" * (size - 2)  # the quotes

            @action
            async def event(size: int) -> None:
                await publish.all(text, "x" * (size - 2))
        """
    )
    tab = await (await serve(max_outbox_bytes=5000)).tab()
    assert len(await tab.call("big.result", 5000)) == 4998
    await tab.call("big.event", 4900)
    assert len((await tab.event())[1]) == 4898
    for name in ("result", "event"):
        with pytest.raises(Failure, match="internal error"):
            await tab.call(f"big.{name}", 5001)
    assert "big.result: its result has 5001 bytes; max_outbox_bytes is 5000" in caplog.text
    assert "big.text: payload has 5001 bytes; max_outbox_bytes is 5000" in caplog.text


async def test_the_id_of_a_call_is_used_once(chat: Project, serve: Serve) -> None:
    tab = await (await serve()).tab()
    assert await tab.call("chat.add", 1) == 3
    await tab.socket.send('["call",1,"chat.add",[1]]')
    async with asyncio.timeout(5):
        assert (await tab.refusals.get()).text == "call 1: ids only go up; use a greater one"


async def test_each_call_is_one_line_in_the_log(
    chat: Project, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pystream.calls")
    tab = await (await serve()).tab()
    await tab.call("chat.add", 1)
    await failure(tab.call("chat.fail", "Denied"))
    lines = [r.getMessage() for r in caplog.records if r.name == "pystream.calls"]
    assert len(lines) == 2
    assert re.fullmatch(r"chat\.add ok \d+\.\d+ ms -", lines[0])
    assert re.fullmatch(r"chat\.fail Denied \d+\.\d+ ms -", lines[1])


async def test_a_cancelled_call_is_stopped_and_not_answered(chat: Project, serve: Serve) -> None:
    tab = await (await serve()).tab()
    call = await tab.begin("chat.wait")
    assert await tab.call("chat.add", 1) == 3  # it waits by now
    await tab.socket.send('["cancel",1]')
    assert await tab.call("chat.add", 1) == 3
    assert await tab.call("chat.open_gate") == ["waiting", "cancelled"]
    assert not call.done()


async def test_calls_of_a_closed_tab_are_stopped(chat: Project, serve: Serve) -> None:
    server = await serve()
    tab, other = await server.tab(), await server.tab()
    await tab.begin("chat.wait")
    assert await other.call("chat.who") is None
    await tab.close()
    await eventually(lambda: len(server.app.ctx.hub._tabs) == 1)
    assert await other.call("chat.open_gate") == ["waiting", "cancelled"]


async def test_request_and_config_tell_about_the_call(chat: Project, serve: Serve) -> None:
    tab = await (await serve(app={"greeting": "hi"})).tab()
    assert await tab.call("chat.me") == [tab.welcome.client, "127.0.0.1", "chat.me", "hi", 1]


@pytest.mark.parametrize(
    ("ask", "whose"),
    [
        (lambda: session.user, "a call"),
        (lambda: request.ip, "a call"),
        (lambda: session.data, "a call"),
        (lambda: config["a"], "a server"),
    ],
)
def test_outside_a_call_they_say_so(ask: object, whose: str) -> None:
    with pytest.raises(RuntimeError, match=f"belongs to {whose}: use it inside an action"):
        ask()  # type: ignore[operator]


async def test_a_task_that_an_action_started_keeps_its_call(chat: Project, serve: Serve) -> None:
    tab = await (await serve()).tab()
    await tab.call("chat.later", 7)
    await tab.call("chat.open_gate")
    assert await tab.event() == ("chat.note", 7, None)


async def test_login_signs_in_and_opens_what_needs_a_user(
    chat: Project, serve: Serve, store: dict[str, str]
) -> None:
    tab = await (await serve(**store)).tab()
    assert await failure(tab.call("members.enter")) == ("SignedOut", ["sign in first"])
    assert await tab.call("chat.login", "ada") == "ada"
    assert await tab.call("members.enter") == "in"
    assert await tab.call("chat.logout") is None
    assert await failure(tab.call("members.enter")) == ("SignedOut", ["sign in first"])


COOKIE = "a" * 43


async def test_a_session_is_shared_by_the_tabs_of_a_browser_and_outlives_them(
    chat: Project, serve: Serve, store: dict[str, str]
) -> None:
    server = await serve(**store)
    one, two = await server.tab(cookie=COOKIE), await server.tab(cookie=COOKIE)
    stranger = await server.tab()
    await one.call("chat.login", "ada")
    await one.call("chat.put", "n", {"deep": [1, None]})
    assert (await two.follow()).user == "ada"
    assert await two.call("chat.who") == "ada"
    assert await two.call("chat.get", "n") == {"deep": [1, None]}
    assert await stranger.call("chat.who") is None
    await one.close()
    await two.close()
    again = await server.tab(cookie=COOKIE)
    assert again.welcome.user == "ada"
    assert await again.call("chat.get", "n") == {"deep": [1, None]}


async def test_an_ill_formed_cookie_is_a_fresh_session(chat: Project, serve: Serve) -> None:
    server = await serve()
    one, two = await server.tab(cookie="admin"), await server.tab(cookie="admin")
    await one.call("chat.login", "ada")
    assert await two.call("chat.who") is None


async def test_data_is_saved_when_the_action_refuses_and_not_when_it_breaks(
    chat: Project, serve: Serve, store: dict[str, str]
) -> None:
    tab = await (await serve(**store)).tab()
    await failure(tab.call("chat.put_and_fail", "a", "Denied"))
    await failure(tab.call("chat.put_and_fail", "b", "bug"))
    assert await tab.call("chat.get", "a") == 1
    assert await tab.call("chat.get", "b") is None


async def test_logout_drops_data_and_channels_in_all_tabs(
    chat: Project, serve: Serve, store: dict[str, str]
) -> None:
    server = await serve(**store)
    one, two = await server.tab(cookie=COOKIE), await server.tab(cookie=COOKIE)
    await one.call("chat.login", "ada")
    await one.call("chat.put", "n", 1)
    await two.follow()
    await two.call("chat.join", "secret")
    await one.call("chat.logout")
    assert (await two.follow()).user is None
    assert await two.call("chat.get", "n") is None
    assert await two.call("chat.join", "open") == ["open"]
    await one.call("chat.say", ["x"][0], "nobody hears")
    await one.call("chat.say", "secret", "nobody hears")
    await one.call("chat.say", "open", "heard")
    assert (await two.event())[1]["text"] == "heard"


async def test_a_change_on_one_worker_is_seen_by_the_next_call_on_another(
    chat: Project, serve: Serve, redis_server: RedisServer
) -> None:
    first, second = await serve(redis=redis_server.url), await serve(redis=redis_server.url)
    one, two = await first.tab(cookie=COOKIE), await second.tab(cookie=COOKIE)
    for number in range(30):
        here, there = (one, two) if number % 2 else (two, one)
        await here.call("chat.put", "n", number)
        assert await there.call("chat.get", "n") == number
    await one.call("chat.login", "ada")
    assert (await two.follow()).resumed
    assert await two.call("chat.who") == "ada"
    await one.call("chat.tell_user", "ada", 5)
    assert await two.event() == ("chat.note", 5, None)


async def test_names_changed_on_two_workers_at_once_do_not_undo_each_other(
    chat: Project, serve: Serve, redis_server: RedisServer
) -> None:
    first, second = await serve(redis=redis_server.url), await serve(redis=redis_server.url)
    one, two = await first.tab(cookie=COOKIE), await second.tab(cookie=COOKIE)
    for number in range(20):
        await asyncio.gather(one.call("chat.put", "a", number), two.call("chat.put", "b", number))
    for tab in (one, two):
        assert [await tab.call("chat.get", "a"), await tab.call("chat.get", "b")] == [19, 19]


@pytest.fixture(params=["memory", "redis, one worker", "redis, two workers"])
async def pair(
    request: pytest.FixtureRequest, chat: Project, serve: Serve, redis_server: RedisServer
) -> tuple[object, object]:
    """The servers of two people, which may be one."""
    redis = "" if request.param == "memory" else redis_server.url
    first = await serve(redis=redis)
    return (first, await serve(redis=redis)) if "two" in request.param else (first, first)


async def test_all_hear_what_is_published_to_all(pair: tuple[object, object]) -> None:
    one, two = [await server.tab() for server in pair]  # type: ignore[attr-defined]
    await one.call("chat.tell_all", 1)
    assert await one.event() == await two.event() == ("chat.note", 1, None)


async def test_a_channel_is_heard_by_its_subscribers_only_and_in_order(pair: tuple[object, object]) -> None:
    one, two = [await server.tab() for server in pair]  # type: ignore[attr-defined]
    other = await pair[1].tab()  # type: ignore[attr-defined]
    assert await two.call("chat.join", "lobby") == ["lobby"]
    await one.call("chat.count", "lobby", 300)
    assert [await two.event() for _ in range(300)] == [("chat.note", n, "lobby") for n in range(300)]
    assert await two.call("chat.part", "lobby") == []
    await one.call("chat.say", "lobby", "gone")
    await one.call("chat.tell_all", 1)
    for tab in (one, two, other):
        assert await tab.event() == ("chat.note", 1, None)


async def test_a_tab_in_two_channels_hears_both(pair: tuple[object, object]) -> None:
    one, two = [await server.tab() for server in pair]  # type: ignore[attr-defined]
    await two.call("chat.join", "a")
    await two.call("chat.join", "b")
    await one.call("chat.shout", ["a", "b", "a", "c"])
    assert [(await two.event())[2], (await two.event())[2]] == ["a", "b"]


async def test_a_user_hears_in_all_tabs_and_others_do_not(pair: tuple[object, object]) -> None:
    one, two = [await server.tab() for server in pair]  # type: ignore[attr-defined]
    again, other = [await server.tab() for server in pair]  # type: ignore[attr-defined]
    await two.call("chat.login", "ada")
    await again.call("chat.login", "ada")
    await other.call("chat.login", "bob")
    await one.call("chat.tell_user", "ada", 1)
    await one.call("chat.tell_user", ["ada", "bob", "ada"], 2)
    for tab, numbers in ((two, [1, 2]), (again, [1, 2]), (other, [2])):
        assert [(await tab.event())[1] for _ in numbers] == numbers
        assert tab.events.empty()


async def test_one_client_hears_what_is_for_it(pair: tuple[object, object]) -> None:
    one, two = [await server.tab() for server in pair]  # type: ignore[attr-defined]
    await one.call("chat.tell_client", two.welcome.client, 1)
    await one.call("chat.tell_all", 2)
    assert [(await two.event())[1], (await two.event())[1], (await one.event())[1]] == [1, 2, 2]


async def test_a_payload_of_another_type_is_not_published(
    chat: Project, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    tab = await (await serve()).tab()
    assert (await failure(tab.call("chat.tell_wrong")))[0] == "Failed"
    assert "chat.note: payload must be int, got str" in caplog.text


@pytest.mark.parametrize("name", ["", "x" * 201])
async def test_a_channel_name_has_1_to_200_characters(chat: Project, serve: Serve, name: str) -> None:
    tab = await (await serve()).tab()
    assert (await failure(tab.call("chat.join", name)))[0] == "Failed"
    assert await tab.call("chat.join", "x" * 200) == ["x" * 200]


async def test_one_subscription_too_many_is_denied(chat: Project, serve: Serve) -> None:
    tab = await (await serve(max_subscriptions=2)).tab()
    await tab.call("chat.join", "a")
    await tab.call("chat.join", "b")
    await tab.call("chat.join", "b")
    error, [text] = await failure(tab.call("chat.join", "c"))
    assert (error, text) == ("Denied", "not subscribed to c: a tab may have 2 subscriptions")


async def test_a_resumed_tab_has_its_channels_again_on_any_worker(pair: tuple[object, object]) -> None:
    first, second = pair
    tab = await first.tab(cookie=COOKIE)  # type: ignore[attr-defined]
    await tab.call("chat.login", "ada")
    await tab.call("chat.join", "a")
    await tab.call("chat.join", "b")
    await tab.call("chat.part", "a")
    token = tab.welcome.resume
    await tab.drop()
    back = await second.tab(cookie=COOKIE, resume=token)  # type: ignore[attr-defined]
    assert back.welcome.resumed
    await back.call("chat.say", "a", "not heard")
    await back.call("chat.say", "b", "heard")
    assert (await back.event())[1] == {"who": "ada", "text": "heard"}


@pytest.mark.parametrize("how", ["another session", "another user", "unknown", "too late"])
async def test_a_token_resumes_only_its_own_session_user_and_time(
    chat: Project, serve: Serve, store: dict[str, str], how: str
) -> None:
    server = await serve(**store, resume_s=0.05 if how == "too late" else 60.0)
    tab = await server.tab(cookie=COOKIE)
    await tab.call("chat.login", "ada")
    await tab.call("chat.join", "a")
    token = "x" * 43 if how == "unknown" else tab.welcome.resume
    await tab.drop()
    if how == "another user":
        other = await server.tab(cookie=COOKIE)
        await other.call("chat.login", "eve")
    if how == "too late":
        await eventually(lambda: not server.app.ctx.hub._tabs)
        back = await server.tab(cookie=COOKIE, resume=token)
        assert not back.welcome.resumed
        assert await back.call("chat.part", "a") == []
        return
    back = await server.tab(cookie="b" * 43 if how == "another session" else COOKIE, resume=token)
    assert not back.welcome.resumed
    assert await back.call("chat.part", "a") == []


async def test_an_open_tab_is_resumable_however_long_it_was_open(
    chat: Project, serve: Serve, store: dict[str, str]
) -> None:
    server = await serve(**store, resume_s=0.3)
    tab = await server.tab(cookie=COOKIE)
    await tab.call("chat.join", "a")
    await asyncio.sleep(0.7)  # the record's life, twice over: the passing time is what is tested
    await tab.drop()
    assert (await server.tab(cookie=COOKIE, resume=tab.welcome.resume)).welcome.resumed


async def test_a_redis_restart_heals(
    chat: Project, serve: Serve, own_redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pystream.redis")
    first, second = await serve(redis=own_redis.url), await serve(redis=own_redis.url)
    one, two = await first.tab(cookie=COOKIE), await second.tab(cookie=COOKIE)
    await one.call("chat.login", "ada")
    await two.follow()
    await two.call("chat.join", "lobby")
    own_redis.stop()
    await eventually(lambda: caplog.text.count("is lost") == 2)
    assert await one.call("chat.add", 1) == 3
    assert (await failure(one.call("chat.say", "lobby", "lost")))[0] == "Failed"
    assert (await failure(one.call("chat.put", "n", 1)))[0] == "Failed"
    assert (await failure(one.call("chat.join", "other")))[0] == "Failed"
    assert "Redis at redis://127.0.0.1" in caplog.text
    stranger = await first.connect()
    await stranger.send('["hello",2]')
    assert json.loads(await stranger.recv())[:2] == ["refuse", "unavailable"]
    await stranger.wait_closed()
    assert stranger.close_code == 1013
    own_redis.start()
    await eventually(lambda: caplog.text.count("is back") == 2)
    await one.call("chat.say", "lobby", "back")
    assert (await two.event())[1] == {"who": "ada", "text": "back"}
    # Redis came back empty; the session was written back from the mirrors.
    third = await serve(redis=own_redis.url)

    async def signed_in() -> None:
        while (tab := await third.tab(cookie=COOKIE)).welcome.user != "ada":
            await tab.close()

    await asyncio.wait_for(signed_in(), 5)


async def test_stopping_answers_calls_under_way_then_closes_with_1012(chat: Project, serve: Serve) -> None:
    server = await serve()
    busy, idle = await server.tab(), await server.tab()
    call = await busy.begin("chat.wait")
    await busy.call("chat.add", 1)
    draining = asyncio.create_task(server.app.ctx.hub.drain())
    assert await idle.closed() == (1012, "server restarting")
    assert not draining.done()
    # Taken if the line's turn to end has not come; if not, the browser sends it to the next server.
    late = await busy.begin("chat.add", 5)
    sys.modules["server_src.chat"].gate.set()
    assert await call == "done"
    assert await busy.closed() == (1012, "server restarting")
    assert not late.done() or isinstance(late.exception(), ConnectionError) or late.result() == 7
    await draining


async def test_stopping_waits_no_longer_than_drain_s(chat: Project, serve: Serve) -> None:
    server = await serve(drain_s=0.1)
    tab = await server.tab()
    await tab.begin("chat.wait")
    await tab.call("chat.add", 1)
    await server.app.ctx.hub.drain()
    assert await tab.closed() == (1012, "server restarting")


def test_a_stale_build_does_not_start(chat: Project) -> None:
    (chat.root / "server_src/chat.py").write_text("from pystream import action\n@action\ndef f() -> int: ...")
    with pytest.raises(StartError, match="is older than the server's code; run `pystream compile`"):
        create_app(Settings(root=chat.root), chat.build)


def test_a_missing_build_does_not_start(chat: Project, tmp_path: Path) -> None:
    with pytest.raises(StartError, match="run `pystream compile`"):
        create_app(Settings(root=chat.root), tmp_path / "none")

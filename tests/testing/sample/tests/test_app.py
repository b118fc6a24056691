"""What docs/testing.md promises of `app`."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from pystream import (
    Cancelled,
    ConnectionLost,
    Denied,
    Failed,
    Invalid,
    SignedOut,
    SlowDown,
    Timeout,
    presence,
    publish,
)
from pystream.testing import App, file
from server_src import account, chat, market
from server_src.chat import later, message
from shared_src.models import Message, TooLong

pytestmark = pytest.mark.asyncio


async def test_nothing_is_lost_while_the_line_is_down(app: App) -> None:
    ada, bob = await app.client(user="ada"), await app.client(user="bob")
    with bob:
        await chat.join("lobby")
    await bob.drop()
    with ada:
        await chat.say("lobby", "are you there?")
    await bob.reconnect()
    assert (await bob.next(chat.message)).text == "are you there?"


async def test_values_travel_by_their_types(app: App) -> None:
    when = datetime(2026, 11, 26, tzinfo=UTC)
    with await app.client():
        assert await later(when, {"a", "b"}) == (when, {"a", "b"})


async def test_a_call_goes_through_the_gates(app: App) -> None:
    ada = await app.client(user="ada")
    with await app.client(), pytest.raises(SignedOut, match="sign in first"):
        await chat.join("lobby")
    with ada:
        assert await chat.shout("a") == "A"
        assert await chat.shout("a", times=3) == "AAA"
        with pytest.raises(SlowDown) as slow:
            await chat.shout("a")
        assert slow.value.retry_after > 0
        assert await chat.shout_twice("b") == "BB"
        await app.pass_time(60)
        assert await chat.shout("c") == "C"


async def test_errors_arrive_as_in_the_browser(app: App) -> None:
    ada = await app.client(user="ada")
    with ada:
        with pytest.raises(TooLong, match="at most 20"):
            await chat.say("lobby", "x" * 21)
        with pytest.raises(Failed, match="internal error, reference") as failed:
            await chat.broken()
        # What really happened is there for the person who reads the failed test.
        assert isinstance(failed.value.__cause__, ZeroDivisionError)
        wrong: Any = 5
        with pytest.raises(Invalid, match="text must be str, got int"):
            await chat.say("lobby", wrong)
        with pytest.raises(TypeError, match="missing a required argument: 'text'"):
            await chat.say("lobby")  # type: ignore[call-arg]
    with pytest.raises(Invalid, match=r"no action chat\.sy; did you mean chat.say"):
        await ada.call("chat.sy", "lobby", "x")
    with pytest.raises(Invalid, match=r"no action chat\._name"):
        await ada.call("chat._name")
    with pytest.raises(Invalid, match=r"no action market\.price"):
        await anext(ada.stream("market.price"))


async def test_without_a_client_an_action_is_a_function(app: App) -> None:
    assert await later(datetime.min, {"a"}) == (datetime.min, {"a"})
    with pytest.raises(RuntimeError, match=r"session\.subscribe belongs to a call"):
        await chat.join("lobby")


async def test_what_did_not_come_says_what_came_instead(app: App) -> None:
    ada = await app.client(user="ada")
    with ada:
        await chat.join("lobby")
        await chat.say("lobby", "hi")
    with pytest.raises(AssertionError) as nothing:
        await ada.next(chat.typing, within_s=0.01)
    assert str(nothing.value).splitlines() == [
        "no chat.typing came to ada within 0.01 s",
        "it is subscribed to: lobby",
        "what came instead:",
        "  chat.message in lobby: Message(who='ada', text='hi')",
    ]
    assert await ada.next(message, channel="lobby") == Message("ada", "hi")


async def test_the_server_publishes_by_itself(app: App) -> None:
    ada, bob = await app.client(user="ada"), await app.client(user="bob")
    with app.server:
        await publish.user("bob", chat.typing, "ada")
        await publish.all(chat.message, Message("server", "hello"))
        await publish.client(ada.id, chat.typing, "bob")
    assert await bob.next(chat.typing) == "ada"
    assert await ada.next(chat.typing) == "bob"
    await app.settle()
    assert ada.events(chat.message) == bob.events(chat.message) == [Message("server", "hello")]


async def test_presence_is_told(app: App) -> None:
    ada = await app.client(user="ada")
    bob = await app.client(user="bob")
    for each in (ada, bob):
        with each:
            await chat.join("lobby")
    with app.server:
        assert await presence.of("lobby") == {"ada", "bob"}
    bob.close()
    await app.pass_time(app.settings.presence_grace_s + 1)
    with ada:
        assert await chat.who("lobby") == ["ada"]
    assert (await ada.next(chat.around)).joined


async def test_signing_in_moves_the_session_and_its_tabs(app: App) -> None:
    ada = await app.client()
    second = await ada.tab()
    cookie = ada.tab_line.profile.cookie
    assert ada.user is second.user is None
    with ada:
        await account.sign_in("ada")
    await app.settle()
    assert ada.user == second.user == "ada"
    assert ada.tab_line.profile.cookie != cookie
    with second:
        assert await account.since() == "today"
        assert await chat.greeting() == "hello, ada from 127.0.0.1"
        await account.sign_out()
    await app.settle()
    assert ada.user is None
    with ada, pytest.raises(SignedOut):
        await chat.join("lobby")


async def test_streams_are_loops(app: App) -> None:
    with await app.client():
        assert [price async for price in market.prices("ACME")] == [float(each) for each in range(100)]
        async for price in market.prices("ACME"):
            if price == 50:
                break
        await app.settle()
        assert market.left == 2


async def test_a_stream_goes_on_where_it_was(app: App) -> None:
    ada = await app.client()
    heard = []
    with ada:
        async for tick in market.ticks():
            heard.append(tick)
            if tick == 3:
                await ada.drop()
                await ada.reconnect()
            if tick == 6:
                await app.kill()
            if tick == 10:
                break
    assert heard == list(range(11))


async def test_calls_wait_for_the_line(app: App) -> None:
    ada = await app.client(user="ada")
    await ada.drop()
    with ada:
        call = asyncio.create_task(chat.say("lobby", "late"))
        await app.settle()
        assert not call.done()
        await ada.reconnect()
        assert (await call).text == "late"
        await ada.drop()
        call = asyncio.create_task(chat.say("lobby", "never"))
        await app.settle()
        await app.pass_time(app.settings.call_timeout_s)
        with pytest.raises(Timeout, match="no line within 10 s"):
            await call
        ada.close()
        with pytest.raises(Cancelled):
            await chat.say("lobby", "x")


async def test_a_killed_server_leaves_calls_unknown(app: App) -> None:
    ada = await app.client()
    with ada:
        unknown = asyncio.create_task(market.once(0.01))
        repeated = asyncio.create_task(market.slow(0.01))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await app.kill()
        assert await repeated == "done"
        with pytest.raises(ConnectionLost, match="nobody knows whether it ran"):
            await unknown


async def test_a_server_that_stops_in_order_answers(app: App) -> None:
    ada = await app.client(user="ada")
    with ada:
        await account.sign_in("ada")
        call = asyncio.create_task(market.once(0.01))
        await asyncio.sleep(0.001)
        await app.restart()
        assert await call == "done"
        assert await account.since() == "today"


async def test_files_go_up(app: App) -> None:
    with await app.client():
        assert await market.size(file("a.bin", b"x" * 1_000_000)) == ("a.bin", 1_000_000)
        with pytest.raises(Invalid, match="max_upload_bytes"):
            await market.size(file("b.bin", b"x" * 11_000_000))


@pytest.mark.parametrize("attempt", range(2))
async def test_state_of_modules_is_new_in_each_test(app: App, attempt: int) -> None:
    assert (chat.count, list(chat.said), chat.seen, chat.room.guests) == (0, [], set(), [])
    chat.seen.add("ada")
    chat.room.guests.append("ada")
    chat.room.is_open = False
    with await app.client(user="ada"):
        await chat.say("lobby", "hi")
        assert await chat.counted() == 2
    assert len(chat.said) == 1


async def test_many_calls_at_once(app: App) -> None:
    with await app.client():
        assert await asyncio.gather(*(chat.counted() for _ in range(500))) == list(range(1, 501))


async def test_what_nobody_hears_of_fails_the_test(app: App) -> None:
    (await app.client(user="mallory")).close()
    await app.settle()
    (why,) = app.broken
    assert str(why) == "a hook that breaks"
    app.broken.clear()


async def test_calls_run_once_in_chaos(app: App) -> None:
    ada, bob = await app.client(user="ada"), await app.client(user="bob")
    with bob:
        await chat.join("lobby")
    async with app.chaos(drop=0.1, seed=1) as mishaps:
        with ada:
            for each in range(50):
                await chat.say("lobby", f"{each}")
    assert mishaps.broken > 5
    assert [each.text for each in bob.events(chat.message)] == [f"{each}" for each in range(50)]


async def test_nothing_kept_is_lost_when_servers_die(app: App) -> None:
    ada, bob = await app.client(user="ada"), await app.client(user="bob")
    with bob:
        await chat.join("lobby")
    said = []
    async with app.chaos(drop=0.1, kill_server=True, seed=3) as mishaps:
        with ada:
            for each in range(40):
                try:
                    await chat.say("lobby", f"{each}")
                except ConnectionLost:
                    continue  # nobody knows
                said.append(f"{each}")
    assert mishaps.killed
    assert set(said) <= {each.text for each in bob.events(chat.message)}


@pytest.mark.app(authenticate=True, app={"greeting": "good day"})
async def test_settings_are_the_tests_own(app: App) -> None:
    with await app.client(user="ada", ip="192.0.2.1"):
        assert await chat.greeting() == "good day, ada from 192.0.2.1"
    with await app.client(), pytest.raises(SignedOut):
        await account.since()


@pytest.mark.app(store="sqlite")
async def test_another_store(app: App) -> None:
    ada = await app.client(user="ada")
    with ada:
        await chat.join("lobby")
        await chat.say("lobby", "kept")
        await app.kill()
        assert ada.user == "ada"
    assert (await ada.next(chat.message)).text == "kept"


async def test_denied_is_for_who_asks(app: App) -> None:
    with await app.client(user="ada"), pytest.raises(Denied):
        await chat.say("lobby", "x" * 21)

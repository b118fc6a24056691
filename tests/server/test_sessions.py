"""Sessions, on each store: no write is lost or crosses over; signing in and out; how long they last."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from typing import Any

import httpx
import pytest
import websockets
from harness import Browser, Failure, Project, RedisServer, Serve, Server, Tab

from pystream import wire

COOKIE = "a" * 43

SERVER = """
    import asyncio
    from dataclasses import dataclass, field
    from datetime import datetime
    from typing import Any

    from pystream import Denied, action, session

    gate = asyncio.Event()

    @action
    def put(key: str, value: Any) -> None:
        session.data[key] = value

    @action
    def write(browser: int, number: int) -> int:
        session.data[f"k{number % 10}"] = [browser, number]
        session.data["count"] = session.data.get("count", 0) + 1
        return session.data["count"]

    @action
    def get(key: str) -> Any:
        return session.data.get(key)

    @action
    def names() -> list[str]:
        return sorted(session.data)

    @action
    def remove(key: str) -> None:
        del session.data[key]

    @action
    def add(key: str) -> int:
        session.data[key] = session.data.get(key, 0) + 1
        return session.data[key]

    @action
    async def add_slowly(key: str) -> int:
        count = session.data.get(key, 0)
        await asyncio.sleep(0)
        session.data[key] = count + 1
        return count + 1

    @action
    async def add_gated(key: str) -> int:
        count = session.data.get(key, 0)
        await gate.wait()
        session.data[key] = count + 1
        return count + 1

    @action
    async def set_gated(key: str, value: Any, other: str) -> None:
        await gate.wait()
        session.data[key] = value
        session.data.setdefault(other, value)

    @action
    async def add_locked(key: str) -> int:
        async with session.lock():
            count = session.data.get(key, 0)
            await asyncio.sleep(0)
            session.data[key] = count + 1
        return count + 1

    @action
    async def lock_and_break(key: str) -> Any:
        try:
            async with session.lock():
                session.data[key] = "lost"
                raise ValueError("broken")
        except ValueError:
            return session.data.get(key)

    @action
    async def hold() -> None:
        async with session.lock():
            await gate.wait()

    @action
    async def wait_for_lock() -> str:
        try:
            async with session.lock(timeout_s=0.05):
                return "got it"
        except TimeoutError as why:
            return str(why)

    @action
    def open_gate() -> None:
        gate.set()

    @action
    async def login(user: str) -> str:
        await session.login(user)
        return session.id

    @action
    async def logout() -> str:
        await session.logout()
        return session.id

    @action
    async def logout_everywhere() -> None:
        await session.logout(everywhere=True)

    @action
    async def slow_login(user: str) -> str | None:
        before = session.user
        await gate.wait()
        await session.login(user)
        return before

    @action
    def who() -> str | None:
        return session.user

    @action
    async def join(room: str) -> None:
        await session.subscribe(room)

    @action
    async def rooms() -> list[str]:
        return sorted(session.channels)

    @dataclass
    class Address:
        city: str = ""

    @dataclass
    class Shopping:
        cart: list[str] = field(default_factory=list)
        address: Address = field(default_factory=Address)
        seen: datetime | None = None
        visits: int = 0

    @action
    def shop(what: str) -> tuple[list[str], int]:
        shopping = session.data_as(Shopping)
        shopping.cart.append(what)
        shopping.address.city = what
        shopping.seen = datetime(2030, 1, 2)
        return shopping.cart, shopping.visits

    @action
    def look() -> Shopping:
        return session.data_as(Shopping)

    @action
    def shop_wrong() -> None:
        session.data_as(Shopping).visits = "many"

    @action
    def mix() -> list[Any]:
        session.data["visits"] = 7
        shopping = session.data_as(Shopping)
        shopping.visits += 1
        try:
            session.data["visits"] = 9
        except TypeError as why:
            return [session.data["visits"], str(why)]
        return []

    @action
    async def shop_locked(what: str) -> None:
        shopping = session.data_as(Shopping)
        async with session.lock():
            cart = [*shopping.cart, what]
            await asyncio.sleep(0)
            shopping.cart = cart
"""


@pytest.fixture
def app(project: Project) -> Project:
    project.write(app=SERVER)
    return project


@pytest.fixture(params=["memory", "sqlite", "redis", "redis, two workers"])
async def servers(request: pytest.FixtureRequest, app: Project, serve: Serve) -> list[Server]:
    """The workers of a server, on each kind of store."""
    if request.param == "memory":
        return [await serve()]
    if request.param == "sqlite":
        return [await serve(store="state.sqlite3")]
    redis: RedisServer = request.getfixturevalue("redis_server")
    return [await serve(redis=redis.url) for _ in range(2 if "two" in request.param else 1)]


async def failure(call: Any) -> str:
    with pytest.raises(Failure) as caught:
        await call
    return caught.value.error


async def tabs(servers: list[Server], count: int) -> list[Tab]:
    """Tabs of one browser."""
    return [await servers[number % len(servers)].tab(cookie=COOKIE) for number in range(count)]


@pytest.mark.parametrize("servers", ["sqlite", "redis, two workers"], indirect=True)
async def test_data_of_200_sessions_at_once_is_neither_lost_nor_crossed(servers: list[Server]) -> None:
    async def browser(number: int) -> None:
        cookie = secrets.token_urlsafe(32)
        for round in range(2):
            server = servers[(number + round) % len(servers)]
            tab = await server.tab(cookie=cookie)
            for count in range(20):
                write = round * 20 + count
                assert await tab.call("app.write", number, write) == write + 1
            await tab.close()
        tab = await servers[0].tab(cookie=cookie)
        assert await tab.call("app.names") == ["count", *(f"k{key}" for key in range(10))]
        assert [await tab.call("app.get", f"k{key}") for key in range(10)] == [
            [number, 30 + key] for key in range(10)
        ]
        await tab.close()

    await asyncio.gather(*map(browser, range(200)))


async def test_calls_that_await_nothing_never_conflict_on_one_worker(
    app: Project, serve: Serve, store: dict[str, str]
) -> None:
    all_tabs = await tabs([await serve(**store)], 4)
    await asyncio.gather(*(tab.call("app.add", "n") for tab in all_tabs for _ in range(50)))
    assert await all_tabs[0].call("app.get", "n") == 200


async def test_a_write_that_would_undo_another_fails_and_says_what_to_do(
    servers: list[Server], caplog: pytest.LogCaptureFixture
) -> None:
    all_tabs = await tabs(servers, 4)
    calls = [
        tab.call(f"app.{name}", "n") for tab in all_tabs for name in ("add", "add_slowly") for _ in range(20)
    ]
    results = await asyncio.gather(*calls, return_exceptions=True)
    done = sorted(result for result in results if isinstance(result, int))
    failed = [result for result in results if not isinstance(result, int)]
    assert done == list(range(1, len(done) + 1))
    assert {result.error for result in failed} <= {"Failed"}
    assert await all_tabs[0].call("app.get", "n") == len(done)
    assert failed
    assert "another call changed 'n' meanwhile; make the action async" in caplog.text
    assert "Traceback" not in caplog.text


async def test_with_the_lock_all_writes_count(servers: list[Server]) -> None:
    all_tabs = await tabs(servers, 4)
    results = await asyncio.gather(*(tab.call("app.add_locked", "n") for tab in all_tabs for _ in range(15)))
    assert sorted(results) == list(range(1, 61))
    assert await all_tabs[0].call("app.get", "n") == 60


async def test_a_conflict_saves_nothing_of_the_call(
    app: Project, serve: Serve, store: dict[str, str]
) -> None:
    one, two = await tabs([await serve(**store)], 2)
    slow = await one.begin("app.add_gated", "n")
    blind = await one.begin("app.set_gated", "b", 1, "c")
    await one.call("app.get", "n")  # both have begun
    await two.call("app.add", "n")
    await two.call("app.put", "b", 2)
    await two.call("app.open_gate")
    assert await failure(slow) == "Failed"
    await blind
    assert [await two.call("app.get", key) for key in ("n", "b", "c")] == [1, 1, 1]
    await two.call("app.remove", "b")
    assert await one.call("app.names") == ["c", "n"]
    assert await failure(one.call("app.remove", "b")) == "Failed"


async def test_a_block_with_the_lock_that_breaks_saves_nothing(servers: list[Server]) -> None:
    one, two = await tabs(servers, 2)
    assert await one.call("app.lock_and_break", "n") is None
    assert await two.call("app.get", "n") is None
    assert await two.call("app.wait_for_lock") == "got it"


async def test_who_waits_for_the_lock_waits_no_longer_than_it_says(servers: list[Server]) -> None:
    one, two = await tabs(servers, 2)
    held = await one.begin("app.hold")
    assert await two.call("app.wait_for_lock") == "session.lock: not free within 0.05 s"
    for tab in (one, two):
        await tab.call("app.open_gate")
    await held
    assert await two.call("app.wait_for_lock") == "got it"


async def test_data_as_has_the_types_of_the_dataclass(servers: list[Server]) -> None:
    one, two = await tabs(servers, 2)
    assert await one.call("app.look") == {"cart": [], "address": {"city": ""}, "seen": None, "visits": 0}
    assert await one.call("app.names") == []
    assert await one.call("app.shop", "pear") == [["pear"], 0]
    assert await two.call("app.shop", "fig") == [["pear", "fig"], 0]
    assert await two.call("app.names") == ["address", "cart", "seen"]
    assert await one.call("app.look") == {
        "cart": ["pear", "fig"],
        "address": {"city": "fig"},
        "seen": "2030-01-02T00:00:00",
        "visits": 0,
    }
    await asyncio.gather(*(tab.call("app.shop_locked", str(n)) for n in range(10) for tab in (one, two)))
    assert len((await one.call("app.look"))["cart"]) == 22


async def test_what_is_not_of_its_type_is_not_saved_and_its_default_is_read(
    app: Project, serve: Serve, store: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    tab = await (await serve(**store)).tab()
    assert await failure(tab.call("app.shop_wrong")) == "Failed"
    assert "Shopping.visits must be int, got str" in caplog.text
    await tab.call("app.put", "visits", "many")
    await tab.call("app.put", "cart", ["fig"])
    for _ in range(3):
        assert await tab.call("app.look") == {
            "cart": ["fig"],
            "address": {"city": ""},
            "seen": None,
            "visits": 0,
        }
    warning = (
        "a session holds what no longer fits, its default is taken: Shopping.visits must be int, got str"
    )
    assert [record.getMessage() for record in caplog.records].count(warning) == 1
    assert await tab.call("app.get", "visits") == "many"


async def test_a_name_has_one_value_in_a_call(app: Project, serve: Serve) -> None:
    tab = await (await serve()).tab()
    why = "session.data['visits'] is Shopping.visits in this call; change it there"
    assert await tab.call("app.mix") == [8, why]
    assert await tab.call("app.get", "visits") == 8


async def test_a_session_holds_max_session_bytes(
    app: Project, serve: Serve, store: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    tab = await (await serve(**store, max_session_bytes=100)).tab()
    await tab.call("app.put", "a", "x" * 60)
    assert await failure(tab.call("app.put", "b", "x" * 60)) == "Failed"
    assert "session.data has 126 bytes; max_session_bytes is 100" in caplog.text
    assert await tab.call("app.names") == ["a"]
    await tab.call("app.remove", "a")
    await tab.call("app.put", "b", "x" * 60)


async def test_nothing_is_written_for_who_has_no_data(
    app: Project, serve: Serve, store: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = await serve(**store)
    backend, written = server.app.ctx.hub.backend, []
    change = backend.change

    async def counted(key: str, *args: Any) -> int:
        written.append(key)
        return await change(key, *args)

    monkeypatch.setattr(backend, "change", counted)
    tab = await server.tab(cookie=COOKIE)
    assert await tab.call("app.get", "n") is None
    await tab.call("app.look")
    await tab.close()
    assert written == []
    tab = await server.tab(cookie=COOKIE)
    await tab.call("app.put", "n", 1)
    await tab.call("app.put", "n", 1)
    assert written == [f"session:{COOKIE}"]
    assert set(await backend.fields(written[0])) == {"data:n", "since"}
    assert json.loads((await backend.fields(written[0]))["since"]) > 1e9


@pytest.fixture(params=["websocket", "events"])
def lines(request: pytest.FixtureRequest, servers: list[Server]) -> list[Server]:
    """The servers, with each transport; POSTs go to the one that was started last."""
    if request.param == "events":
        for server in servers:
            server.takes_posts = servers[-1]
    return servers


async def visitor(server: Server, cookie: str, **more: Any) -> Tab:
    """A tab of another browser that shows this very cookie."""
    line = await server.connect(additional_headers={"Cookie": f"pystream_session={cookie}"})
    tab = Tab(line, Browser(cookie), server.post_port)
    await tab.hello(**more)
    return tab


async def user_of(server: Server, cookie: str) -> str | None:
    """Who is signed in with this cookie, as a tab sees it that is closed again."""
    tab = await visitor(server, cookie)
    await tab.close()
    return tab.welcome.user


async def ticket_of(tab: Tab) -> str:
    """The next ticket that a tab gets whose browser does not redeem it."""
    async with asyncio.timeout(5):
        frame = await tab.others.get()
    assert isinstance(frame, wire.Ticket)
    return frame.ticket


async def test_signing_in_gives_the_browser_another_id_and_keeps_its_data(lines: list[Server]) -> None:
    one, two = await tabs(lines, 2)
    await two.call("app.put", "cart", ["pear"])
    await two.call("app.join", "lobby")
    running = await two.begin("app.add_gated", "n")
    id = await one.call("app.login", "ada")
    # When it is answered, the browser has the cookie.
    assert id == one.cookie != COOKIE
    assert await one.call("app.who") == "ada"
    assert await one.call("app.get", "cart") == ["pear"]
    welcome = await two.follow()
    assert (welcome.user, welcome.resumed, welcome.client) == ("ada", True, two.welcome.client)
    assert await two.call("app.rooms") == ["lobby"]
    await two.call("app.open_gate")
    if len(lines) > 1:
        await one.call("app.open_gate")
    assert await running == 1
    # Both are tabs of one session.
    await one.call("app.put", "n", 5)
    assert await two.call("app.get", "n") == 5
    later = await lines[0].tab(cookie=COOKIE)
    assert later.welcome.user == "ada"


async def test_signing_out_is_at_once_in_all_tabs_and_the_old_id_is_dead(lines: list[Server]) -> None:
    one, two = await tabs(lines, 2)
    id = await one.call("app.login", "ada")
    await two.follow()
    await two.call("app.put", "cart", ["pear"])
    await two.call("app.join", "private")
    one.browser.redeems = False
    out = await one.begin("app.logout")
    ticket = await ticket_of(one)
    # No cookie has been fetched yet.
    for tab in (one, two):
        assert await tab.call("app.who") is None
        assert await tab.call("app.names") == []
    assert await two.call("app.rooms") == []
    for server in lines:
        assert (await visitor(server, id)).welcome.user is None
    assert not out.done()
    assert await one.browser.redeem(lines[-1].port, ticket) == [204, 204]
    assert await out == one.cookie != id
    assert (await two.follow()).user is None
    for server in lines:
        stranger = await visitor(server, id)
        assert (stranger.welcome.user, await stranger.call("app.names")) == (None, [])


async def test_whoever_planted_the_cookie_is_not_signed_in_along(
    lines: list[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pystream.server.sessions.FOLLOW_S", 0.1)
    attackers = [await visitor(server, COOKIE) for server in lines]
    victim = await lines[0].tab(cookie=COOKIE)
    await attackers[0].call("app.put", "planted", 1)
    await victim.call("app.login", "ada")
    await victim.call("app.put", "secret", 1)
    for attacker in attackers:
        assert (await attacker.closed())[0] == 4411
    for server, before in zip(lines, attackers, strict=True):
        back = await visitor(server, COOKIE, resume=before.welcome.resume)
        assert back.welcome.user is None
        assert await back.call("app.names") == []
        assert await failure(back.call("app.put", "n", 1)) == "Failed"
        # Nor by what the victim's tab has: its token is of another session.
        assert (await visitor(server, COOKIE, resume=victim.welcome.resume)).welcome.user is None
        # They may sign in by themselves, which is another session.
        await back.call("app.login", "eve")
        assert await victim.call("app.who") == "ada"
        assert await back.call("app.get", "secret") is None


async def test_a_ticket_is_good_once_and_for_its_own_browser(
    lines: list[Server], caplog: pytest.LogCaptureFixture
) -> None:
    port = lines[-1].port
    tab = await lines[0].tab(cookie=COOKIE)
    tab.browser.redeems = False
    running = await tab.begin("app.login", "ada")
    stolen = await ticket_of(tab)
    thief = Browser("t" * 43)
    assert await thief.redeem(port, stolen) == [403]
    assert thief.cookie == "t" * 43
    # The thief has used it up; the browser gets another with its next line.
    assert await tab.browser.redeem(port, stolen) == [403]
    assert not running.done()
    await tab.drop()
    again = await lines[-1].tab(cookie=COOKIE, resume=tab.welcome.resume, waiting=[(1, 0)])
    assert again.welcome.user == "ada"
    second = await ticket_of(again)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert await tab.browser.post(port, second, headers) == 403
    assert await Browser("").redeem(port, "") == [403]
    assert await Browser(COOKIE).redeem(port, "x" * 5000) == [403]
    assert await tab.browser.redeem(port, second) == [204, 204]
    assert await again._answers[1] == tab.cookie
    assert await tab.browser.redeem(port, second) == [403]
    assert await Browser(COOKIE).redeem(port, second) == [403]
    assert "a ticket was shown with the cookie of another session" in caplog.text


async def test_a_tab_goes_on_if_its_line_breaks_before_the_ticket_is_redeemed(lines: list[Server]) -> None:
    tab = await lines[0].tab(cookie=COOKIE)
    tab.browser.redeems = False
    await tab.begin("app.login", "ada")
    await ticket_of(tab)
    await tab.drop()
    tab.browser.redeems = True
    again = await lines[-1].tab(cookie=COOKIE, resume=tab.welcome.resume, waiting=[(1, 0)])
    assert (again.welcome.user, again.welcome.client) == ("ada", tab.welcome.client)
    assert await again._answers[1] == again.cookie
    # Not any more, once the browser has the cookie.
    assert (await visitor(lines[0], COOKIE, resume=tab.welcome.resume)).welcome.user is None


async def test_tabs_that_sign_in_at_once_end_in_one_session(lines: list[Server]) -> None:
    all_tabs = await tabs(lines, 3)
    calls = [await tab.begin("app.login", f"u{number % 3}") for number, tab in enumerate(all_tabs)]

    async def follow(tab: Tab) -> None:
        while True:
            with contextlib.suppress(TimeoutError):  # it need not
                await tab.follow()

    following = [asyncio.create_task(follow(tab)) for tab in all_tabs]
    async with asyncio.timeout(15):
        await asyncio.gather(*calls)
    last = (await lines[0].tab(cookie=COOKIE)).welcome.user
    assert last in ("u0", "u1", "u2")
    for tab in all_tabs:
        async with asyncio.timeout(5):
            while True:
                with contextlib.suppress(ConnectionError, websockets.ConnectionClosed):
                    if await tab.call("app.who") == last:
                        break
    for task in following:
        task.cancel()
    await asyncio.gather(*following, return_exceptions=True)


async def test_a_browser_that_takes_no_cookie_does_not_hold_up_the_call_for_ever(
    app: Project, serve: Serve, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("pystream.server.hub.REDEEM_S", 0.05)
    tab = await (await serve()).tab()
    tab.browser.redeems = False
    await tab.call("app.login", "ada")
    assert "a browser has not fetched its session's new cookie within 0.05 s" in caplog.text
    assert await tab.call("app.who") == "ada"


async def test_another_user_gets_nothing_of_the_one_before(servers: list[Server]) -> None:
    one, two = await tabs(servers, 2)
    await one.call("app.login", "ada")
    await two.follow()
    await two.call("app.put", "secret", 1)
    await two.call("app.join", "private")
    await one.call("app.login", "eve")
    assert (await two.follow()).user == "eve"
    assert await two.call("app.rooms") == []
    assert await two.call("app.names") == []
    await one.call("app.login", "eve")
    await two.follow()
    assert await two.call("app.who") == "eve"


async def test_all_sessions_of_a_user_end_at_once(servers: list[Server]) -> None:
    here, there, away, other = [await servers[number % len(servers)].tab() for number in range(4)]
    for tab, user in ((here, "ada"), (there, "ada"), (away, "ada"), (other, "bob")):
        await tab.call("app.login", user)
        await tab.call("app.put", "n", 1)
        await tab.call("app.join", "private")
    await away.close()
    await here.call("app.logout_everywhere")
    for tab in (here, there):
        assert await tab.call("app.who") is None
        assert await tab.call("app.names") == []
        assert await tab.call("app.rooms") == []
    for server in servers:
        assert (await visitor(server, away.cookie)).welcome.user is None
    assert await other.call("app.who") == "bob"
    # Who signs in again is not ended by it.
    await there.call("app.login", "ada")
    await there.close()
    for server in servers:
        assert (await visitor(server, there.cookie)).welcome.user == "ada"


async def test_who_signs_in_while_all_sessions_of_the_user_end_is_out_or_later(servers: list[Server]) -> None:
    one, two = [await servers[number % len(servers)].tab() for number in range(2)]
    await one.call("app.login", "ada")
    await asyncio.gather(one.call("app.logout_everywhere"), two.call("app.login", "ada"))
    # What its worker holds is what anybody who reads it will find.
    user = await two.call("app.who")
    await two.close()
    assert (await visitor(servers[-1], two.cookie)).welcome.user == user


SECOND = 1 / 86_400


async def test_a_session_ends_at_its_age_however_it_is_used(
    app: Project, serve: Serve, store: dict[str, str]
) -> None:
    server = await serve(**store, session_max_days=0.8 * SECOND, resume_s=0.3)
    tab, closed = await server.tab(), await server.tab()
    await tab.call("app.join", "private")
    for each in (tab, closed):
        await each.call("app.put", "n", 1)
        await each.call("app.login", "ada")
    await closed.close()
    async with asyncio.timeout(5):
        while await tab.call("app.who") == "ada":  # noqa: ASYNC110  # its time is what passes
            await asyncio.sleep(0.02)
    assert (await tab.call("app.names"), await tab.call("app.rooms")) == ([], [])
    async with asyncio.timeout(5):
        while await user_of(server, closed.cookie) == "ada":  # noqa: ASYNC110  # it is a moment younger
            await asyncio.sleep(0.02)


async def test_an_open_tab_keeps_its_session_alive(app: Project, serve: Serve, store: dict[str, str]) -> None:
    server = await serve(**store, session_days=0.6 * SECOND, resume_s=0.3)
    tab, closed = await server.tab(), await server.tab()
    for each in (tab, closed):
        await each.call("app.login", "ada")
    await closed.close()
    async with asyncio.timeout(5):
        while await user_of(server, closed.cookie) == "ada":  # noqa: ASYNC110  # as above
            await asyncio.sleep(0.8)  # longer than it lives after its last use, which each look is
    assert await tab.call("app.who") == "ada"


async def test_signing_in_by_http_is_answered_with_another_cookie_and_the_tabs_follow(
    servers: list[Server],
) -> None:
    tab = await servers[-1].tab(cookie=COOKIE)
    await tab.call("app.put", "cart", 1)
    async with httpx.AsyncClient(base_url=servers[0].address) as http:
        http.cookies.set("pystream_session", COOKIE, domain="127.0.0.1")
        answer = await http.post("/api/app/login", json={"user": "ada"})
        assert answer.status_code == 200
        assert answer.json() == http.cookies["pystream_session"] != COOKIE
        tab.browser.cookie = http.cookies["pystream_session"]
        assert (await http.post("/api/app/who", json={})).json() == "ada"
        assert (await tab.follow()).user == "ada"
        assert await tab.call("app.get", "cart") == 1
        id = tab.cookie
        assert (await http.post("/api/app/logout", json={})).json() == http.cookies["pystream_session"] != id
        assert await tab.call("app.who") is None
        tab.browser.cookie = http.cookies["pystream_session"]
        assert (await tab.follow()).user is None
    # The cookies from before are worth nothing.
    for cookie in (COOKIE, id):
        for server in servers:
            headers = {"Cookie": f"pystream_session={cookie}"}
            async with httpx.AsyncClient(base_url=server.address, headers=headers) as http:
                assert (await http.post("/api/app/who", json={})).json() is None


async def test_the_page_gives_a_cookie_and_replaces_one_that_is_none(app: Project, serve: Serve) -> None:
    server = await serve(session_days=2.0, session_max_days=1.0)
    for sent in (None, "admin", "x" * 44, "a" * 42 + "!"):
        headers = {} if sent is None else {"Cookie": f"pystream_session={sent}"}
        async with httpx.AsyncClient() as http:
            answer = await http.get(server.address, headers=headers)
        assert len(answer.cookies["pystream_session"]) == 43
        assert "Max-Age=86400" in answer.headers["set-cookie"]
    async with httpx.AsyncClient() as http:
        answer = await http.get(server.address, headers={"Cookie": f"pystream_session={COOKIE}"})
    assert answer.cookies["pystream_session"] == COOKIE

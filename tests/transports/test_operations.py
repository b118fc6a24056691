"""/healthz, /readyz and /metrics: what they tell, and to whom."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

import httpx
import pytest
from harness import Failure, Project, RedisServer, Serve, Server, eventually
from prometheus_client.parser import text_string_to_metric_families

from pystream.app import create_app
from pystream.backends.memory import MemoryBackend
from pystream.server.errors import Unreachable
from pystream.server.health import Health
from pystream.server.siblings import Place
from pystream.serving import bind, listen
from pystream.settings import Settings

APP = """
    import asyncio
    from pystream import Denied, Event, action, publish, session, stream
    from shared_src.rules import TooLong

    note = Event[int]()
    gate = asyncio.Event()

    @action
    def add(a: int, b: int) -> int:
        return a + b

    @action
    async def tell(number: int) -> None:
        await publish.all(note, number)

    @action
    def refuse() -> None:
        raise Denied("no")

    @action
    def shorten() -> None:
        raise TooLong("shorter")

    @action
    def bug() -> None:
        1 / 0

    @action
    async def wait() -> None:
        await gate.wait()

    @action
    def open() -> None:
        gate.set()

    @action
    async def join(room: str) -> None:
        await session.subscribe(room)
"""
RULES = """
    from pystream import PystreamError

    class TooLong(PystreamError):
        pass
"""


@pytest.fixture
def app(project: Project) -> Project:
    project.write(main=APP, shared_rules=RULES)
    return project


async def get(server: Server, path: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await client.get(server.address + path, headers=named)


async def figures(server: Server) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Samples by name and labels; the label `worker` is 1 and left out."""
    answer = await get(server, "/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            labels = dict(sample.labels)
            assert labels.pop("worker") == "1"
            key = sample.name, frozenset(labels.items())
            assert key not in found
            found[key] = sample.value
    return found


def named(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    return name, frozenset(labels.items())


async def test_a_server_that_lives_says_so_to_anybody(app: Project, serve: Serve) -> None:
    server = await serve()
    answer = await get(server, "/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers


async def test_a_server_is_ready_once_it_serves(app: Project, serve: Serve, store: dict[str, str]) -> None:
    server = await serve(**store)
    answer = await get(server, "/readyz")
    checks = {"started": True, "not_draining": True, "backend": True}
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "checks": checks})


async def test_a_draining_server_is_not_ready_but_lives(app: Project, serve: Serve) -> None:
    server = await serve()
    tab = await server.tab()
    call = await tab.begin("main.wait")
    async with httpx.AsyncClient(base_url=server.address) as client:  # its connection outlives the listener
        assert (await client.get("/readyz")).status_code == 200
        await tab.call("main.add", 1, 2)  # so the first call is under way
        drained = asyncio.create_task(server.app.ctx.hub.drain())
        await eventually(lambda: server.app.ctx.hub.draining)
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()["checks"]["not_draining"]) == (503, False)
        assert (await client.get("/healthz")).status_code == 200
    server.app.ctx.hub.drain = lambda: asyncio.sleep(0)  # once is enough
    from server_src import main  # type: ignore[import-not-found]

    main.gate.set()
    assert await call is None
    await drained


async def test_a_server_whose_redis_is_gone_is_not_ready_until_it_is_back(
    app: Project, serve: Serve, own_redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pystream.server.health.CACHED_S", 0.01)
    server = await serve(redis=own_redis.url)
    own_redis.stop()
    answer = await get(server, "/readyz")
    assert (answer.status_code, answer.json()["checks"]["backend"]) == (503, False)
    assert str(own_redis.port) not in answer.text
    assert (await get(server, "/healthz")).status_code == 200
    own_redis.start()
    async with asyncio.timeout(10):
        while (await get(server, "/readyz")).status_code != 200:
            pass


class _Counted(MemoryBackend):
    """Counts what it is asked; answers when told, if it answers."""

    def __init__(self) -> None:
        super().__init__(60.0)
        self.asked = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.away = False

    async def get(self, key: str) -> bytes | None:
        self.asked += 1
        await self.gate.wait()
        if self.away:
            raise Unreachable("Redis at redis://secret-host does not answer")
        return None


async def test_however_many_ask_the_backend_is_asked_once() -> None:
    backend = _Counted()
    health = Health(backend)
    assert all(await asyncio.gather(*(health.backend_answers() for _ in range(1000))))
    assert await health.backend_answers()
    assert backend.asked == 1


async def test_a_visitor_who_leaves_does_not_end_the_question_for_others() -> None:
    backend = _Counted()
    backend.gate.clear()
    health = Health(backend)
    first, second = (asyncio.create_task(health.backend_answers()) for _ in range(2))
    await eventually(lambda: backend.asked == 1)
    first.cancel()
    backend.gate.set()
    assert await second


async def test_a_backend_that_does_not_answer_in_time_counts_as_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pystream.server.health.ANSWER_S", 0.01)
    backend = _Counted()
    backend.gate.clear()
    assert not await Health(backend).backend_answers()


async def test_a_backend_that_goes_and_comes_is_logged_once_each(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("pystream.server.health.CACHED_S", 0.0)
    backend = _Counted()
    health = Health(backend)
    with caplog.at_level(logging.INFO, "pystream.health"):
        for away in (False, True, True, False, False):
            backend.away = away
            assert await health.backend_answers() is not away
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


async def test_calls_are_counted_by_action_and_outcome(app: Project, serve: Serve) -> None:
    server = await serve()
    tab = await server.tab()
    for number in range(3):
        await tab.call("main.add", number, 1)
    await tab.call("main.tell", 1)
    for action, *args in (["main.add", "x"], ["main.refuse"], ["main.shorten"], ["main.bug"], ["no.such"]):
        with pytest.raises(Failure):
            await tab.call(action, *args)
    found = await figures(server)
    calls = {
        (labels["action"], labels["outcome"]): count
        for (name, pairs), count in found.items()
        if name == "pystream_calls_total" and (labels := dict(pairs)) and count
    }
    assert calls == {
        ("main.add", "ok"): 3,
        ("main.add", "Invalid"): 1,
        ("main.tell", "ok"): 1,
        ("main.refuse", "Denied"): 1,
        ("main.shorten", "shared_src.rules.TooLong"): 1,
        ("main.bug", "Failed"): 1,
        ("(unknown)", "Invalid"): 1,
    }
    assert found[named("pystream_call_seconds_count", action="main.add")] == 4
    assert found[named("pystream_call_seconds_bucket", action="main.add", le="+Inf")] == 4
    assert 0 < found[named("pystream_call_seconds_sum", action="main.add")] < 4
    assert found[named("pystream_events_published_total", event="main.note")] == 1
    assert found[named("pystream_events_delivered_total")] == 1


async def test_calls_by_http_are_counted_alike(app: Project, serve: Serve) -> None:
    server = await serve()
    async with httpx.AsyncClient(base_url=server.address) as client:
        bodies = (
            ("main/add", {"a": 1, "b": 2}),
            ("main/add", {"a": "x"}),
            ("main/refuse", {}),
            ("no/such", {}),
        )
        for path, body in bodies:
            await client.post(f"/api/{path}", json=body)
    found = await figures(server)
    for action, outcome in (
        ("main.add", "ok"),
        ("main.add", "Invalid"),
        ("main.refuse", "Denied"),
        ("(unknown)", "Invalid"),
    ):
        assert found[named("pystream_calls_total", action=action, outcome=outcome)] == 1
    assert found[named("pystream_calls_total", action="(unknown)", outcome="ok")] == 0


async def test_names_that_peers_make_up_are_no_labels(app: Project, serve: Serve) -> None:
    server = await serve()
    tab = await server.tab()
    before = len(await figures(server))
    for number in range(50):
        with pytest.raises(Failure):
            await tab.call(f'made.up{number}"}} 1\nfake 7')
    after = await figures(server)
    assert len(after) == before + 1  # the outcome Invalid of "(unknown)"
    assert not any("up" in repr(key) or "fake" in repr(key) for key in after if "gc" not in key[0])


async def test_a_call_that_is_cancelled_is_counted_so(app: Project, serve: Serve) -> None:
    server = await serve()
    tab = await server.tab()
    await tab.begin("main.wait")
    await tab.call("main.join", "lobby")
    found = await figures(server)
    assert found[named("pystream_calls_in_flight")] == 1
    assert [found[named(f"pystream_{name}")] for name in ("tabs", "lines", "sessions", "subscriptions")] == [
        1,
        1,
        1,
        1,
    ]
    await tab.close()
    hub = server.app.ctx.hub
    await eventually(lambda: hub.dispatcher.tallies()["main.wait"].failures["cancelled"] == 1)
    found = await figures(server)
    assert found[named("pystream_calls_in_flight")] == 0
    assert found[named("pystream_tabs")] == 0


async def test_the_process_the_loop_and_the_build_have_figures(
    app: Project, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pystream.server.tallies.LAG_EVERY_S", 0.01)
    server = await serve()
    await eventually(lambda: sum(server.app.ctx.hub.tallies.lag.counts) > 0)
    found = await figures(server)
    names = {name for name, _ in found}
    assert {"process_resident_memory_bytes", "process_open_fds", "pystream_build_info"} <= names
    assert found[named("pystream_event_loop_lag_seconds_count")] > 0


async def test_a_redis_that_comes_back_is_counted(app: Project, serve: Serve, own_redis: RedisServer) -> None:
    server = await serve(redis=own_redis.url)
    assert (await figures(server))[named("pystream_backend_reconnects_total")] == 0
    own_redis.stop()
    own_redis.start()
    await eventually(lambda: server.app.ctx.hub.tallies.healed == 1)
    assert (await figures(server))[named("pystream_backend_reconnects_total")] == 1


PROXIED: Iterable[dict[str, str]] = [
    {"X-Forwarded-For": "127.0.0.1"},
    {"X-Real-IP": "127.0.0.1"},
    {"Forwarded": "for=127.0.0.1"},
    {"Via": "1.1 proxy"},
    {"Host": "example.com"},
    {"Host": "127.0.0.1.example.com"},
]


@pytest.mark.parametrize("headers", PROXIED, ids=lambda headers: str(headers))
async def test_what_comes_through_a_proxy_on_this_machine_is_not_local(
    app: Project, serve: Serve, headers: dict[str, str]
) -> None:
    server = await serve(hosts=["*"])
    answer = await get(server, "/metrics", **headers)
    assert answer.status_code == 403
    assert "pystream_" not in answer.text


@pytest.mark.parametrize("host", ["localhost:3000", "[::1]:3000", "127.0.0.1"])
async def test_this_machine_has_several_names(app: Project, serve: Serve, host: str) -> None:
    assert (await get(await serve(), "/metrics", Host=host)).status_code == 200


async def test_a_token_is_asked_of_everybody(app: Project, serve: Serve) -> None:
    server = await serve(metrics_token="s3cret-tökén")
    for shown in ("", "s3cret-tökén", "Bearer", "Bearer s3cret", "Basic s3cret-tökén"):
        answer = await get_raw(server, shown)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    assert (await get_raw(server, "Bearer s3cret-tökén")).status_code == 200


async def get_raw(server: Server, authorization: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        headers = {"Authorization": authorization.encode(), "X-Forwarded-For": b"203.0.113.9"}
        return await client.get(f"{server.address}/metrics", headers=headers)


@pytest.mark.parametrize(("setting", "status"), [("", 404), ("open", 200), ("local", 403)])
async def test_the_setting_says_who_gets_them(app: Project, serve: Serve, setting: str, status: int) -> None:
    server = await serve(metrics=setting)
    assert (await get(server, "/metrics", X_Forwarded_For="203.0.113.9")).status_code == status


async def worker(app: Project, redis: RedisServer, place: Place) -> Any:
    settings = Settings(root=app.root).replace(port=0, redis=redis.url, redis_prefix=f"{place.siblings}:")
    return create_app(settings, app.build, place), bind(settings)


async def test_any_worker_tells_the_figures_of_all(app: Project, redis_server: RedisServer) -> None:
    one, one_socket = await worker(app, redis_server, Place("port-a", 1))
    two, two_socket = await worker(app, redis_server, Place("port-a", 2))
    with one_socket, two_socket:
        async with listen(one, one_socket), listen(two, two_socket):
            for number, listener in ((1, one_socket), (2, two_socket)):
                for app_number, each in ((1, one), (2, two)):
                    each.ctx.hub.tallies.cut_off = app_number * 10
                async with httpx.AsyncClient() as client:
                    answer = await client.get(f"http://127.0.0.1:{listener.getsockname()[1]}/metrics")
                assert 'pystream_slow_readers_total{worker="1"} 10.0' in answer.text, number
                assert 'pystream_slow_readers_total{worker="2"} 20.0' in answer.text, number
                assert answer.text.count("# HELP pystream_slow_readers_total ") == 1


async def test_a_worker_that_does_not_answer_holds_up_nobody(
    app: Project, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pystream.server.siblings.GATHER_S", 0.05)
    one, one_socket = await worker(app, redis_server, Place("port-b", 1))
    two, two_socket = await worker(app, redis_server, Place("port-b", 2))
    with one_socket, two_socket:
        async with listen(one, one_socket), listen(two, two_socket):
            two.ctx.hub.siblings.report = None
            async with httpx.AsyncClient() as client:
                answer = await client.get(f"http://127.0.0.1:{one_socket.getsockname()[1]}/metrics")
            assert 'worker="1"' in answer.text
            assert 'worker="2"' not in answer.text

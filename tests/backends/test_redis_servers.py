"""Sentinels and clusters: which URL names what, what a failover costs, what travels where."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from backend_harness import Ears, numbers, record, started
from harness import Project, RedisCluster, RedisSentinel, RedisServer, Serve, eventually

from pystream.backends.redis import RedisBackend
from pystream.backends.redis_servers import open_servers, shown
from pystream.server.errors import StartError, Unreachable
from pystream.server.store import Backend


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1",
        "redis+sentinel://127.0.0.1:26379",
        "redis+sentinel://127.0.0.1:26379/mymaster/x",
        "redis+sentinel://127.0.0.1:26379/mymaster?password=secret",
        "redis+sentinel://:26379/mymaster",
        "redis+cluster://127.0.0.1:7000/0",
        "redis+cluster://127.0.0.1:port",
        "redis+cluster://a:1,,b:2",
        "redis://:secret/more@127.0.0.1:6379",
        "redis+other://127.0.0.1",
    ],
)
def test_a_url_that_names_no_redis_is_one_line_that_shows_what_does(url: str) -> None:
    with pytest.raises(StartError, match=r"^redis: .*; write redis://host:6379/0, rediss://") as caught:
        open_servers(url)
    assert "secret" not in str(caught.value)


def test_passwords_are_not_shown() -> None:
    for url, expected in {
        "redis://:secret@h:1/0": "redis://h:1/0",
        "redis://h:1/0?password=secret": "redis://h:1/0",
        "rediss+sentinel://me:secret@h:1,i:2/m/0?sentinel_password=secret": "rediss+sentinel://h:1,i:2/m/0",
        "redis+cluster://:secret@h:1,i:2": "redis+cluster://h:1,i:2",
        "unix://me:secret@/run/redis.sock": "unix:///run/redis.sock",
    }.items():
        assert shown(url) == expected


def test_credentials_reach_every_server() -> None:
    found = open_servers("rediss+sentinel://me:se%40cret@h:1/m/3?sentinel_password=other")
    pool = found.client.connection_pool
    kwargs = pool.connection_kwargs
    assert (kwargs["username"], kwargs["password"], kwargs["db"]) == ("me", "se@cret", 3)
    [sentinel] = pool.sentinel_manager.sentinels
    assert sentinel.connection_pool.connection_kwargs["password"] == "other"
    cluster = open_servers("redis+cluster://:secret@h:1,i").client
    assert cluster.connection_kwargs["password"] == "secret"
    assert {(node.host, node.port) for node in cluster.nodes_manager.startup_nodes.values()} == {
        ("h", 1),
        ("i", 6379),
    }


async def test_a_unix_socket_is_a_redis_too(tmp_path: Path) -> None:
    backend = RedisBackend(f"unix://{tmp_path}/none.sock", "p:", 60.0)
    with pytest.raises(Unreachable, match=r"Redis at unix:///.*none\.sock does not answer"):
        await backend.start(Ears().deliver, Ears().after_a_gap)
    await backend.close()


@pytest.mark.parametrize("kind", ["redis+sentinel://127.0.0.1:1/m/0", "redis+cluster://127.0.0.1:1"])
async def test_servers_that_are_not_there_are_told_at_start(kind: str) -> None:
    backend = RedisBackend(kind.replace("://", "://:secret@"), "p:", 60.0)
    with pytest.raises(Unreachable) as caught:
        await backend.start(Ears().deliver, Ears().after_a_gap)
    assert str(caught.value).startswith(f"Redis at {kind} does not answer: ")
    assert "secret" not in str(caught.value)
    await backend.close()


def test_braces_in_a_prefix_are_refused_on_a_cluster() -> None:
    with pytest.raises(StartError, match=r"redis_prefix '{app}:': no braces on a cluster"):
        RedisBackend("redis+cluster://127.0.0.1:1", "{app}:", 60.0)
    RedisBackend("redis://127.0.0.1:1", "{app}:", 60.0)


@pytest.fixture
def sentinel(tmp_path: Path) -> Iterator[RedisSentinel]:
    servers = RedisSentinel(tmp_path)
    servers.start()
    yield servers
    servers.stop()


@pytest.fixture
def replicated_cluster(tmp_path: Path) -> Iterator[RedisCluster]:
    cluster = RedisCluster(tmp_path, replica=True)
    cluster.start()
    yield cluster
    cluster.stop()


async def published(backend: Backend, topic: str) -> None:
    """Publish until somebody hears."""
    for number in itertools.count():
        try:
            if await backend.publish(topic, b"%d" % number):
                return
        except Unreachable:
            pass
        await asyncio.sleep(0.05)


async def test_a_master_that_dies_is_replaced_and_followed(sentinel: RedisSentinel) -> None:
    ears = Ears()
    async with started(RedisBackend(sentinel.url, "p:", 60.0), ears) as backend:
        await backend.subscribe("t")
        await backend.put("k", b"1", 60)
        assert await backend.publish("t", b"x") == 1
        sentinel.replica.until("1", "GET", "p:k")
        sentinel.master.stop()
        async with asyncio.timeout(20):
            await published(backend, "t")
            while ears.missed == 0:  # noqa: ASYNC110  # a failover takes longer than eventually() waits
                await asyncio.sleep(0.02)
        assert await backend.get("k") == b"1"
        await record(backend, 1)
        await eventually(lambda: ears.heard[-1][1].startswith(b'["event","a.x",1'))


async def test_events_that_a_failover_lost_are_a_gap_for_who_heard_them(sentinel: RedisSentinel) -> None:
    """Though the new master has given their numbers to others."""
    old, new = (RedisBackend(server.url, "p:", 60.0) for server in (sentinel.master, sentinel.replica))
    async with started(old):
        await record(old, 1)
        sentinel.replica.until("1", "HGET", "p:log:{t}", "offset")
        sentinel.replica.ask("REPLICAOF", "NO", "ONE")
        await record(old, 2)
        [(heard, _)] = await old.past([("t", None)])
    async with started(new):
        assert (await new.past([("t", heard)]))[0].frames is None
        await record(new, 3)
        [(position, frames)] = await new.past([("t", heard)])
        assert (position.offset, frames) == (heard.offset, None)
        assert position.epoch != heard.epoch
        await record(new, 4)
        assert numbers((await new.past([("t", position)]))[0].frames) == [4]


async def test_a_node_that_dies_is_replaced_and_followed(replicated_cluster: RedisCluster) -> None:
    ears = Ears()
    topics = [f"t{number}" for number in range(30)]
    async with started(RedisBackend(replicated_cluster.url, "p:", 60.0), ears) as backend:
        await backend.subscribe(*topics)
        replicated_cluster.servers[0].stop()
        async with asyncio.timeout(20):
            while ears.missed == 0:  # noqa: ASYNC110  # as above
                await asyncio.sleep(0.02)
            for topic in topics:
                await published(backend, topic)
        ears.heard.clear()
        for topic in topics:
            assert await backend.publish(topic, b"once") == 1
        await eventually(lambda: sorted(ears.heard) == sorted((topic, b"once") for topic in topics))


async def test_a_slot_that_moves_is_followed(replicated_cluster: RedisCluster) -> None:
    first, second, *_ = replicated_cluster.servers
    ears = Ears()
    async with started(RedisBackend(replicated_cluster.url, "p:", 60.0), ears) as backend:
        await backend.subscribe("here", "there")
        slot = first.ask("CLUSTER", "KEYSLOT", "p:{here}").strip()
        owner, other = (first, second) if int(slot) <= 5461 else (second, first)
        old, new = (server.ask("CLUSTER", "MYID").strip() for server in (owner, other))
        other.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", old)
        owner.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", new)
        for server in (other, owner):
            server.ask("CLUSTER", "SETSLOT", slot, "NODE", new)
        await eventually(lambda: ears.missed == 1)
        assert await backend.publish("here", b"x") == 1
        assert await backend.publish("there", b"y") == 1
        await eventually(lambda: sorted(ears.heard) == [("here", b"x"), ("there", b"y")])


async def test_a_node_sends_a_message_to_nobody_who_does_not_follow_it(redis_cluster: RedisCluster) -> None:
    """And to no other node: PUBLISH would go to all of them."""
    prefix = f"{secrets.token_hex(4)}:"
    here, there = (RedisBackend(redis_cluster.url, prefix, 60.0) for _ in range(2))
    ears = Ears()
    async with started(here, ears), started(there):
        await here.subscribe("a")
        await there.subscribe("b")
        asked = [server.ask("PUBSUB", "SHARDCHANNELS", f"{prefix}*") for server in redis_cluster.servers]
        assert sorted("".join(asked).split()) == [f"{prefix}{{a}}", f"{prefix}{{b}}"]
        assert await there.publish("a", b"x") == 1
        await record(there, 1, topic="a")
        assert await there.change("session:s", {"f": b"1"}, 60, "a", b"elsewhere") == 1
        await eventually(lambda: len(ears.heard) == 3)


APP = """
    from pystream import Event, action, publish, session

    said = Event[str](keep=10)

    @action
    async def enter(user: str) -> None:
        await session.login(user)
        await session.subscribe("lobby")

    @action
    async def say(text: str) -> None:
        await publish.channel("lobby", said, text)

    @action
    def who() -> str | None:
        return session.user
"""


async def test_workers_meet_in_a_cluster(project: Project, serve: Serve, redis_cluster: RedisCluster) -> None:
    project.write(main=APP)
    one, two = await serve(redis=redis_cluster.url), await serve(redis=redis_cluster.url)
    ada, bob = await one.tab(), await two.tab()
    for tab, user in ((ada, "ada"), (bob, "bob")):
        await tab.call("main.enter", user)
        assert await tab.call("main.who") == user
    for number in range(20):
        await ada.call("main.say", f"n{number}")
        assert await bob.event() == ("main.said", f"n{number}", "lobby")


async def test_two_apps_on_one_redis_do_not_hear_each_other(
    project: Project, serve: Serve, redis_server: RedisServer
) -> None:
    project.write(main=APP)
    mine, also_mine, other = [
        await serve(redis=redis_server.url, redis_prefix=prefix) for prefix in ("mine:", "mine:", "other:")
    ]
    tabs = [await server.tab() for server in (mine, also_mine, other)]
    for tab in tabs:
        await tab.call("main.enter", "ada")
    await tabs[0].call("main.say", "for mine")
    await tabs[2].call("main.say", "for other")
    heard = [await tab.event() for tab in tabs]
    assert [text for _, text, _ in heard] == ["for mine", "for mine", "for other"]
    assert all(tab.events.empty() for tab in tabs)

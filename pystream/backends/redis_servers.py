"""Where Redis is: one server, the master that sentinels name, or the nodes of a cluster."""

from __future__ import annotations

from typing import Any, Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import redis.asyncio
from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import NoBackoff
from redis.crc import key_slot
from redis.exceptions import RedisClusterException, RedisError

from pystream.server.errors import StartError

ANSWER_S = 5.0
FORMS = (
    "write redis://host:6379/0, rediss://, unix:///path, redis+sentinel://host:26379,host2:26379/master/0 "
    "or redis+cluster://host:7000,host2:7000"
)
# What a client raises when Redis cannot be asked, or refuses.
TROUBLE = (RedisError, RedisClusterException, OSError)
_SENTINELS_OWN = ("sentinel_username", "sentinel_password")


class Servers(Protocol):
    """The servers that make up one Redis.

    Attributes:
        client: redis-py's, for commands; it finds the right server by itself.
        is_sharded: a channel belongs to a node, as a key does.
    """

    client: Any
    is_sharded: bool

    def node_of(self, channel: bytes) -> str:
        """The node that a channel is at. Raises TROUBLE when there is none just now."""

    def listener(self, node: str) -> Any:
        """An unconnected connection to a node, without a read timeout."""

    async def look_again(self) -> None:
        """Find out which nodes there are now. Raises TROUBLE."""


def open_servers(url: str) -> Servers:
    """What a URL names; nothing is connected yet.

    Raises:
        StartError: it is not a Redis URL.
    """
    try:
        parts = urlsplit(url)
        kind, _, how = parts.scheme.partition("+")
        if kind in ("redis", "rediss") and how == "sentinel":
            return _sentinel(parts)
        if kind in ("redis", "rediss") and how == "cluster":
            return _Cluster(parts)
        return _one(url)
    except ValueError:
        # Not its text, which may be a part of a password.
        raise StartError(
            f"redis: no URL of a Redis (in a password, / ? # @ are %2F %3F %23 %40); {FORMS}"
        ) from None


def shown(url: str) -> str:
    """The URL without its passwords, for logs."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _options(**more: Any) -> dict[str, Any]:
    # No retries: a publish whose answer was lost may have been heard. Pools replace dead connections.
    return {
        "retry": Retry(NoBackoff(), 0),
        "protocol": 2,
        "socket_connect_timeout": ANSWER_S,
        "socket_timeout": ANSWER_S,
        **more,
    }


class _One:
    """One server, or whichever is the master now."""

    is_sharded = False

    def __init__(self, client: Any, listening: Any) -> None:
        self.client = client
        self._listening = listening  # a pool that makes the listening connections

    def node_of(self, channel: bytes) -> str:
        return ""

    def listener(self, node: str) -> Any:
        return self._listening.make_connection()

    async def look_again(self) -> None:
        pass  # who connects asks the sentinels, if there are any


def _one(url: str) -> Servers:
    options = _options(socket_timeout=None)
    if not url.startswith("unix:"):
        options["socket_keepalive"] = True
    listening = redis.asyncio.ConnectionPool.from_url(url, **options)
    return _One(redis.asyncio.Redis.from_url(url, **_options()), listening)


def _sentinel(parts: SplitResult) -> Servers:
    name, _, db = parts.path.strip("/").partition("/")
    if not name:
        raise StartError(f"redis: the URL of sentinels ends in the name of their master; {FORMS}")
    query = parse_qs(parts.query, strict_parsing=bool(parts.query))
    if unknown := query.keys() - set(_SENTINELS_OWN):
        names = ", ".join(sorted(unknown))
        raise StartError(f"redis: {names} is not known in the URL of sentinels; {FORMS}")
    own = {key.removeprefix("sentinel_"): values[0] for key, values in query.items()}
    secure = {"ssl": True} if parts.scheme.startswith("rediss") else {}
    options = _options(**secure, **own)
    sentinels = Sentinel(_hosts(parts, 26379), sentinel_kwargs=options)  # type: ignore[no-untyped-call]
    credentials = {**_credentials(parts), "db": int(db or 0), **secure}
    client = sentinels.master_for(name, **_options(**credentials))
    options = _options(**credentials, socket_timeout=None, socket_keepalive=True)
    return _One(client, sentinels.master_for(name, **options).connection_pool)


class _Cluster:
    """Sharded channels: a message goes to the workers that follow it, by the one node that has it."""

    is_sharded = True

    def __init__(self, parts: SplitResult) -> None:
        if parts.path.strip("/") or parts.query:
            raise StartError(f"redis: the URL of a cluster ends after its hosts; {FORMS}")
        nodes = [ClusterNode(host, port) for host, port in _hosts(parts, 6379)]
        secure = {"ssl": True} if parts.scheme.startswith("rediss") else {}
        # A part that is away must not take the others with it.
        options = _options(**_credentials(parts), **secure, require_full_coverage=False)
        self.client: Any = RedisCluster(startup_nodes=nodes, **options)

    def node_of(self, channel: bytes) -> str:
        node: ClusterNode = self.client.nodes_manager.get_node_from_slot(key_slot(channel))
        return node.name

    def listener(self, node: str) -> Any:
        found = self.client.get_node(node_name=node)
        if found is None:
            raise RedisError(f"{node} has left the cluster")
        return found.connection_class(**{**found.connection_kwargs, "socket_timeout": None})

    async def look_again(self) -> None:
        await self.client.nodes_manager.initialize()


def _hosts(parts: SplitResult, port: int) -> list[tuple[str, int]]:
    split = [urlsplit(f"//{each}") for each in parts.netloc.rpartition("@")[2].split(",")]
    hosts = [(each.hostname, each.port or port) for each in split]
    if None in (host for host, _ in hosts):
        raise StartError(f"redis: a host is missing; {FORMS}")
    return [(str(host), number) for host, number in hosts]


def _credentials(parts: SplitResult) -> dict[str, str]:
    given, at, _ = parts.netloc.rpartition("@")
    user, _, password = given.partition(":")
    found = {"username": unquote(user), "password": unquote(password)} if at else {}
    return {key: value for key, value in found.items() if value}

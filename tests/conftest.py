"""Fixtures shared by all suites; their types are in harness.py."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from harness import Browser, Project, RedisCluster, RedisServer, Serve, Server

from pystream.app import create_app
from pystream.serving import bind, listen
from pystream.settings import Settings


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def redis_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisCluster]:
    cluster = RedisCluster(tmp_path_factory.mktemp("cluster"))
    cluster.start()
    yield cluster
    cluster.stop()


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis that the test may stop and start."""
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "redis"])
def store(request: pytest.FixtureRequest) -> dict[str, str]:
    """Settings, once for each kind of store that outlives a server; a test that uses it runs on both."""
    if request.param == "sqlite":
        return {"store": "state.sqlite3"}
    server: RedisServer = request.getfixturevalue("redis_server")
    return {"redis": server.url}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture
async def serve(project: Project) -> AsyncIterator[Serve]:
    """`await serve(redis=url, ...)` runs the project until the test ends; in memory, unless told."""
    async with AsyncExitStack() as all_servers:
        prefix = f"{secrets.token_hex(4)}:"
        browsers: dict[str, Browser] = {}

        async def start(**settings: Any) -> Server:
            chosen = {"port": 0, "drain_s": 5.0, "store": "memory", "redis_prefix": prefix, **settings}
            stack = await all_servers.enter_async_context(AsyncExitStack())
            all_settings = Settings(root=project.root).replace(**chosen)
            listener = stack.enter_context(bind(all_settings))
            app = create_app(all_settings, project.build)
            await stack.enter_async_context(listen(app, listener))
            return Server(app, listener.getsockname()[1], stack, browsers)

        yield start

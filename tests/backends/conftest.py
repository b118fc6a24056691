"""A backend of each kind."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from pystream.backends.memory import MemoryBackend
from pystream.backends.redis import RedisBackend
from pystream.backends.sqlite import SqliteBackend
from pystream.server.store import Backend


@pytest.fixture(params=["memory", "sqlite", "redis", "cluster"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[float], Backend]:
    """Makes a backend, not started, that keeps events so many seconds; its tests run on all kinds."""
    if request.param == "memory":
        return MemoryBackend
    if request.param == "sqlite":
        return partial(SqliteBackend, tmp_path / "state.sqlite3")
    server = request.getfixturevalue("redis_server" if request.param == "redis" else "redis_cluster")
    return partial(RedisBackend, server.url, f"{secrets.token_hex(4)}:")


@pytest.fixture
def backend(make: Callable[[float], Backend]) -> Backend:
    return make(60.0)

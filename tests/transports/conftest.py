"""What takes connections over is tested on both event loops: they differ in how a transport closes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import pytest
import uvloop

TAKES_OVER = ("test_events.py", "test_http.py", "test_upgrade.py")


def pytest_asyncio_loop_factories(item: pytest.Item) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    both = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}
    return both if item.path.name in TAKES_OVER else {"uvloop": uvloop.new_event_loop}

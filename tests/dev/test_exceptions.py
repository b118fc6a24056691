"""What pages of a dev server are told of exceptions on the server."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pystream.dev.exceptions import ExceptionWatch
from pystream.logs import call_record

ORDERS = '''\
"""Orders."""


def price(count):
    é = "é"; return é + count


def total(counts):
    try:
        return [price(count) for count in counts]
    except TypeError as error:
        raise ValueError("no total") from error
'''


@pytest.fixture
def orders(tmp_path: Path) -> ModuleType:
    path = tmp_path / "server_src" / "orders.py"
    path.parent.mkdir()
    path.write_text(ORDERS, "utf-8")
    spec = importlib.util.spec_from_file_location("orders", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
async def told(tmp_path: Path) -> AsyncIterator[list[dict[str, Any]]]:
    messages: list[dict[str, Any]] = []
    watch = ExceptionWatch(messages.append, tmp_path)
    logging.getLogger().addHandler(watch)
    yield messages
    logging.getLogger().removeHandler(watch)


def raised(work: Callable[[], object]) -> BaseException:
    try:
        work()
    except Exception as why:
        return why
    raise AssertionError("it raised nothing")


async def test_a_call_is_told_with_its_frames_its_caller_and_what_led_to_it(
    told: list[dict[str, Any]], orders: ModuleType
) -> None:
    why = raised(lambda: orders.total([1]))
    fields = {"action": "orders.total", "user": "ada", "client": "c1", "ip": "127.0.0.1", "ref": "7f3a9c"}
    text = "orders.total failed, reference 7f3a9c, 1 ms ada: no total"
    logging.getLogger("pystream.calls").handle(
        call_record("pystream.calls", logging.ERROR, text, fields, why)
    )
    await asyncio.sleep(0)
    [message] = told
    assert {
        name: message[name] for name in ("kind", "type", "message", "where", "ref", "user", "client")
    } == {
        "kind": "exception",
        "type": "ValueError",
        "message": "no total",
        "where": "orders.total",
        "ref": "7f3a9c",
        "user": "ada",
        "client": "c1",
    }
    assert message["link"] == "cause"
    own = [frame for frame in message["frames"] if frame["own"]]
    assert [(frame["path"], frame["line"], frame["function"]) for frame in own] == [
        ("server_src/orders.py", 12, "total")
    ]
    assert own[0]["source"] == 'raise ValueError("no total") from error'
    assert own[0]["lines"][0] == (10, "        return [price(count) for count in counts]")
    [before] = message["before"]
    assert before["text"].startswith("TypeError: can only concatenate str")
    # Columns count characters: `é + count`, behind two letters of two bytes each.
    last = before["frames"][-1]
    line = ORDERS.split("\n")[last["line"] - 1]
    assert line[last["col"] - 1 : last["end"] - 1] == "é + count"


async def test_frames_of_libraries_are_told_from_the_apps(
    told: list[dict[str, Any]], orders: ModuleType
) -> None:
    why = raised(lambda: asyncio.run(orders.total([1])))
    logging.getLogger("pystream.hooks").error("the task sweep failed, reference 123abc", exc_info=why)
    await asyncio.sleep(0)
    [message] = told
    assert message["where"] == "the task sweep"
    assert message["ref"] == "123abc"
    assert message["client"] is None
    assert not message["frames"][0]["own"]
    assert message["frames"][0]["path"] == __file__
    assert message["frames"][0]["lines"] == []


async def test_of_a_group_one_of_those_in_it_is_told(told: list[dict[str, Any]]) -> None:
    why = ExceptionGroup("2 failed", [ExceptionGroup("inner", [KeyError("x")]), ValueError("y")])
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: ..", exc_info=why)
    await asyncio.sleep(0)
    [message] = told
    assert message["where"] == "Task exception was never retrieved"
    assert (message["type"], message["link"]) == ("KeyError", "group")
    assert message["before"][0]["text"] == "ExceptionGroup: 2 failed (2 sub-exceptions)"


async def test_what_was_caught_is_not_told(told: list[dict[str, Any]]) -> None:
    why = raised(lambda: 1 / 0)
    logging.getLogger("server_src.orders").error("caught it", exc_info=why)
    logging.getLogger("pystream.calls").warning("no error", exc_info=why)
    logging.getLogger("pystream.calls").error("no traceback: %s", why)
    await asyncio.sleep(0)
    assert told == []


async def test_a_thread_may_log_one(told: list[dict[str, Any]]) -> None:
    why = raised(lambda: 1 / 0)
    await asyncio.to_thread(logging.getLogger("pystream.x").error, "in a thread", exc_info=why)
    await asyncio.sleep(0)
    assert told[0]["type"] == "ZeroDivisionError"

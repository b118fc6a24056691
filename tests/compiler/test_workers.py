"""@worker functions: what runs in a Web Worker, here a thread of node's."""

from __future__ import annotations

import pytest

from pystream.compiler.messages import CompileError
from tests.compiler.built import Built, compiled

APP = '''
import asyncio
from datetime import date, timedelta
from decimal import Decimal

from pystream import Denied
from pystream.client import dom, expose, on, worker
from client_src import maths
from shared_src.shapes import Colour, Point, TooFar

SEEN: list[str] = []
TABLE: dict[int, int] = {}
for number in range(4):
    TABLE[number] = number * number
SEEN.append("page only")


@on("click", "#go")
def clicked() -> None:
    dom["#n"].text = str(TABLE)


@worker
def pi(n: int, start: float = 0.0, *, times: int = 1) -> float:
    """Leibniz."""
    return start + times * 4 * maths.alternating(n)


@worker
def moved(point: Point, by: tuple[float, float], colours: set[Colour]) -> list[Point]:
    if point.x > 100:
        raise TooFar(point.x)
    return [point.shifted(*by), Point(1.0, TABLE[3], max(colours))]


@worker
async def twice(data: bytes, when: date, days: timedelta, price: Decimal) -> dict[str, object]:
    await asyncio.sleep(0)
    half = await pi(10)
    return {"data": data * 2, "when": when + days, "price": price * 2, "big": 2**70, "half": half, "n": None}


@worker
def fails(how: str) -> int:
    if how == "denied":
        raise Denied('not today', 3)
    if how == "key":
        return {}[how]
    return len(how) // 0


@worker
def for_ever() -> None:
    while True:
        pass


@worker
async def waits() -> str:
    try:
        await asyncio.sleep(1000)
    except asyncio.CancelledError:
        maths.NOTES.append("told")
        raise
    return "never"


@worker
def notes() -> list[str]:
    return maths.NOTES


async def run_pi() -> list[object]:
    one, two = await asyncio.gather(pi(1000), pi(10, 1.0, times=2))
    return [round(one, 3), round(two, 3), repr(await pi(0))]


async def run_moved() -> list[object]:
    made = await moved(Point(1.5, 2.0, Colour.RED), (1, 2.0), {Colour.RED, Colour.BLUE})
    return [repr(made), made[0].shifted(1, 1).x, made[0].colour is Colour.RED]


async def run_twice() -> str:
    data = b"abc"
    got = await twice(data, date(2026, 1, 31), timedelta(days=1), Decimal("1.10"))
    return f"{got['data']!r} {data!r} {got['when']} {got['price']} {got['big']} {got['half'] > 3} {got['n']}"


async def run_fails() -> list[str]:
    said = []
    far = moved(Point(500.0, 0.0, Colour.RED), (0, 0), set())
    for call in (fails("denied"), far, fails("key"), fails("x")):
        try:
            await call
        except (Denied, TooFar, KeyError, Exception) as why:
            said.append(f"{type(why).__name__} {why.args!r}")
            note = why.__notes__[0].splitlines()
            said.append(f"{note[0]} | {note[-2].strip()} | {note[-1]}")
            assert 'File "client_src/app.py", line' in note[2], note
    return said


async def run_cancelled() -> list[object]:
    said: list[object] = []
    for call in (for_ever(), waits()):
        try:
            await asyncio.wait_for(call, 0.3)
        except asyncio.TimeoutError:
            said.append("timeout")
    # All workers are asked: one of them was told.
    answers = await asyncio.gather(*[notes() for _ in range(4)])
    return [*said, round(await pi(1000), 3), max(answers)]


async def run_odd() -> str:
    try:
        await pi(lambda: 1)
    except TypeError as why:
        return str(why)
    return ""


for each in (run_pi, run_moved, run_twice, run_fails, run_cancelled, run_odd):
    expose(each.__name__, each)
'''
MATHS = """
NOTES: list[str] = []
print("whole modules are not run in workers")


def alternating(n: int) -> float:
    if n < 0:
        raise ValueError("no such series")
    total, sign = 0.0, 1.0
    for each in range(n):
        total += sign / (2 * each + 1)
        sign = -sign
    return total
"""
SHAPES = """
from dataclasses import dataclass
from enum import IntEnum


class Colour(IntEnum):
    RED = 1
    BLUE = 2


@dataclass
class Point:
    x: float
    y: float
    colour: Colour

    def shifted(self, x: float, y: float) -> "Point":
        return Point(self.x + x, self.y + y, self.colour)


class TooFar(Exception):
    pass
"""
FILES = {"client_src/app.py": APP, "client_src/maths.py": MATHS, "shared_src/shapes.py": SHAPES}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built(tmp_path_factory.mktemp("workers"), FILES)


def test_calls_take_defaults_and_keywords_and_run_side_by_side(built: Built) -> None:
    assert built.run("run_pi") == [3.141, 7.084, "0.0"]


def test_what_a_signature_names_arrives_as_what_it_was(built: Built) -> None:
    point = "Point(x=2.5, y=4.0, colour=<Colour.RED: 1>)"
    assert built.run("run_moved") == [
        f"[{point}, Point(x=1.0, y=9, colour=<Colour.BLUE: 2>)]", 3.5, True,
    ]  # fmt: skip
    assert built.run("run_twice") == "b'abcabc' b'abc' 2026-02-01 2.20 1180591620717411303424 True None"


def test_exceptions_cross_as_themselves_with_the_workers_traceback(built: Built) -> None:
    said = built.run("run_fails")
    assert said[::2] == [
        "Denied ('not today', 3)", "TooFar (500.0,)", "KeyError ('key',)",
        "Exception ('ZeroDivisionError: integer division or modulo by zero',)",
    ]  # fmt: skip
    assert said[1] == "in a worker: | raise Denied('not today', 3) | pystream.errors.Denied: ('not today', 3)"


def test_a_call_that_is_cancelled_ends(built: Built) -> None:
    assert built.run("run_cancelled") == ["timeout", "timeout", 3.141, ["told"]]


def test_what_cannot_travel_is_said(built: Built) -> None:
    assert built.run("run_odd").startswith("'function' cannot go to a worker")


def test_each_script_has_what_runs_there(built: Built) -> None:
    page, worker = built.text(), built.text(".js.worker.js")
    assert ("#go" in page, "#go" in worker) == (True, False)
    assert ("whole modules are not run" in page, "whole modules are not run" in worker) == (True, False)
    assert ("no such series" in page, "no such series" in worker) == (False, True)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('dom["#x"].text = "x"', "PS047 client_src/app.py:7:5  ..workers have no page"),
        ("inner()", "PS047 client_src/app.py:12:12  ..the server is asked from the"),
        ("document.title = 'x'", "PS047 client_src/app.py:7:5  ..workers have no document"),
        ("deep()", "PS047 client_src/deep.py:3:12  ..workers have no page"),
        ("yield 1", "PS046 client_src/app.py:5:2  `f` cannot run in a worker: it is a generator"),
    ],
)  # fmt: skip
def test_the_page_and_the_server_are_out_of_reach(body: str, said: str) -> None:
    app = (
        "from pystream.browser import document\nfrom pystream.client import dom, worker\n"
        "from server_src import chat\nfrom client_src.deep import deep\n"
        f"@worker\ndef f() -> None:\n    {body}\n\n\n\n"
        "def inner() -> object:\n    return chat.say()\n"
    )
    deep = "from pystream.client import connection\ndef deep() -> str:\n    return connection.state\n"
    server = "from pystream import action\n@action\nasync def say() -> None: ...\n"
    files = {"client_src/app.py": app, "client_src/deep.py": deep, "server_src/chat.py": server}
    with pytest.raises(CompileError) as caught:
        compiled(files)
    place, _, text = said.partition("..")
    assert place in str(caught.value)
    assert text in str(caught.value)


def test_a_call_that_nobody_awaits_is_refused() -> None:
    app = "from pystream.client import worker\n@worker\ndef f() -> int:\n    return 1\ndef g():\n    f()\n"
    with pytest.raises(CompileError, match=r"PS032 client_src/app\.py:6:5  `f` never runs"):
        compiled({"client_src/app.py": app})


def test_transcrypt_has_no_workers() -> None:
    app = "from pystream.client import worker\n@worker\ndef f() -> int:\n    return 1\n"
    with pytest.raises(CompileError, match=r"PS029 client_src/app\.py:3:1"):
        compiled({"client_src/app.py": app}, engine="transcrypt")

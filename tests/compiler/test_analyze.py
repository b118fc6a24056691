"""What is said about names that lead nowhere and calls that do not fit."""

from __future__ import annotations

from functools import cache

import pytest

from pystream.compiler.analyze import analyze
from pystream.compiler.engines.pystream.libraries import offered
from pystream.compiler.messages import CompileError
from pystream.compiler.scan import scan
from pystream.declarations import read_contract
from pystream.output import read_library


@cache
def runtime() -> dict[str, str]:
    return {path.removeprefix("pystream/runtime/"): text.decode() for path, text in read_library().items()}


FILES = {
    "server_src/chat.py": """\
from pystream import Event, action

message = Event[str]()
limit = 3

class Room: ...

@action
def join(room: str): ...

@action
async def say(room: str, text: str = "hi", *, to: str = ""): ...

@action
def pick(a, /, *rest, **options): ...

def _name(): ...
def helper(): ...
""",
    "server_src/users/online.py": "from pystream import action\n@action\ndef now(): ...\n",
    "client_src/view.py": "def line(text):\n    return text\n",
    "client_src/shapes.py": """\
from dataclasses import dataclass, field

from server_src.chat import say as speak

async def load(name, *, again=False): ...

def deco(f):
    return f

@deco
def wrapped(): ...

def swapped(a): ...

def change():
    global swapped
    swapped = print

class Base:
    def __init__(self, size): ...

class Inner(Base): ...

class Meta(Inner, metaclass=type): ...

@dataclass
class Point:
    x: int
    y: int = 0

class Bad(Exception): ...
""",
}


def said(app: str) -> list[str]:
    """The problems of client_src/app.py, each as one line: code, line:col, text, next step."""
    files = {**FILES, "client_src/app.py": app}
    try:
        warnings = analyze(scan(files), files, read_contract(files), lambda name: offered(name, runtime()))
        return [
            f"{each.code} {each.span.line}:{each.span.col} {each.message} | {each.hint}" for each in warnings
        ]
    except CompileError as why:
        return [
            f"{each.code} {each.span.line}:{each.span.col} {each.message} | {each.hint}"
            for each in why.problems
        ]


def test_a_client_that_fits_has_no_problems() -> None:
    app = """\
from pystream import Denied
from pystream.client import dom, on
from pystream.browser import document
from server_src import chat, users
from server_src.chat import say as speak
import server_src.users.online
from client_src import view
from client_src.view import line

@on(chat.message)
async def show(text, *more, **named):
    try:
        await chat.say("lobby")
        await chat.say("lobby", text, to="ada")
        await chat.say(*more)
        await chat.say(**named)
        await speak(text="x", room="y")
        await chat.pick(1, 2, 3, x=4)
        await server_src.users.online.now()
        await users.online.now()
    except Denied as why:
        print(str(why), document, dom, view.line(text), line(text), __name__)
    return [each for each in more if (found := each)], lambda x: x + found

class Card:
    size = 1
    def area(self):
        return self.size * len(chat_names)

chat_names = [name for name in "ab"]
"""
    assert said(app) == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "chat.sey('a')",
            "PS021 4:1 chat has no action `sey` | public: join, message, pick, say; did you mean say?",
        ),
        ("chat.limit", "PS021 4:1 chat has no action `limit` | public: join, message, pick, say"),
        (
            "chat._name()",
            "PS020 4:1 `_name` has no @action: it is private to the server | "
            "put @action over it in server_src/chat.py if browsers may call it",
        ),
        (
            "from server_src.chat import helper",
            "PS020 4:1 `helper` has no @action: it is private to the server | "
            "put @action over it in server_src/chat.py if browsers may call it",
        ),
        (
            "chat.Room()",
            "PS022 4:1 `Room` lives in server_src.chat, which browsers never get | "
            "use it in annotations only, or move the class to shared_src",
        ),
        (
            "server_src.users.online.then()",
            "PS021 4:1 users.online has no action `then` | public: now",
        ),
        (
            "chat.say()",
            "PS023 4:1 chat.say: `room` is missing | its signature: chat.say(room, text='hi', *, to='')",
        ),
        (
            "chat.say('a', 'b', 'c')",
            "PS023 4:20 chat.say: it takes 2 argument(s) by position, got 3 | "
            "its signature: chat.say(room, text='hi', *, to='')",
        ),
        (
            "chat.say('a', txt='b')",
            "PS023 4:15 chat.say: it has no parameter `txt`; did you mean text? | "
            "its signature: chat.say(room, text='hi', *, to='')",
        ),
        (
            "chat.say('a', room='b')",
            "PS023 4:15 chat.say: `room` is given twice | its signature: chat.say(room, text='hi', *, to='')",
        ),
        (
            "chat.pick()",
            "PS023 4:1 chat.pick: `a` is missing | its signature: chat.pick(a, /, *rest, **options)",
        ),
        (
            "chat.pick(a=1, *[2])",
            "PS032 4:1 `chat.pick` never runs: nothing awaits it | write `await chat.pick(...)` in an "
            "`async def`: `init` of client_src/app.py, or a handler; to go on without waiting: "
            "asyncio.create_task(chat.pick(...))",
        ),
        ("chta.say('a')", "PS030 4:1 nothing defines `chta` | did you mean chat?"),
        ("asyncio.sleep(1)", "PS030 4:1 nothing defines `asyncio` | did you mean `import asyncio`?"),
        ("view.line('a')", "PS030 4:1 nothing defines `view` | did you mean `from client_src import view`?"),
        (
            "dom['#a']",
            "PS030 4:1 nothing defines `dom` | did you mean `from pystream.client import dom`?",
        ),
        ("Denied", "PS030 4:1 nothing defines `Denied` | did you mean `from pystream import Denied`?"),
        ("pritn(1)", "PS030 4:1 nothing defines `pritn` | did you mean print?"),
        (
            "from client_src.view import lien",
            "PS015 4:1 `client_src.view` has no `lien` | did you mean line?",
        ),
        (
            "from pystream import session",
            "PS014 4:1 `pystream` has no `session` for client code | client code can use: Cancelled, "
            "ConnectionLost, Denied, Failed, Gap, Invalid, LineError, Outdated, "
            "Presence, PystreamError, SignedOut, SlowDown, Timeout",
        ),
        (
            "from pystream.client import dmo",
            "PS014 4:1 `pystream.client` has no `dmo` for client code | did you mean dom?",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place_and_a_next_step(line: str, problem: str) -> None:
    app = f"from server_src import chat\nimport server_src.users.online\n\n{line}\n"
    assert said(app) == [problem]


def test_a_local_name_hides_an_imported_module() -> None:
    assert said("from server_src import chat\ndef f(chat):\n    return chat.anything\n") == []


def test_names_of_a_function_are_not_seen_outside_of_it() -> None:
    assert [each.split(" ")[0] for each in said("def f():\n    inner = 1\nprint(inner)\n")] == ["PS030"]


def test_names_of_a_class_are_not_seen_in_its_methods() -> None:
    text = "class A:\n    size = 1\n    def f(self):\n        return size\n"
    assert [each.split(" | ")[0] for each in said(text)] == ["PS030 4:16 nothing defines `size`"]


def test_all_problems_of_all_modules_are_told_at_once() -> None:
    assert len(said("from server_src import chat\nchat.sey()\nchat.say()\nnowhere\n")) == 3


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("import math\nmath.sqr(2)", "PS202 2:1 `math` has no `sqr` for client code | did you mean sqrt?"),
        ("from math import sqr", "PS202 1:1 `math` has no `sqr` for client code | did you mean sqrt?"),
        (
            "import json as j\nj.dump_s",
            "PS202 2:1 `json` has no `dump_s` for client code | did you mean dumps?",
        ),
        (
            "from client_src import view\nview.lien('a')",
            "PS015 2:1 `client_src.view` has no `lien` | did you mean line?",
        ),
        (
            "import client_src.view\nclient_src.view.lien('a')",
            "PS015 2:1 `client_src.view` has no `lien` | did you mean line?",
        ),
    ],
)
def test_an_attribute_that_a_module_does_not_have_is_named(text: str, problem: str) -> None:
    assert said(text) == [problem]


def test_what_a_module_may_have_all_the_same_is_left_alone() -> None:
    text = """\
import math
import collections
import urllib
from client_src import view

view.later = 1
print(view.later, math.__name__, collections.abc, urllib.parse)
try:
    from math import nothing
    import numpy as np
except ImportError:
    nothing = np = None
try:
    math.nothing
except AttributeError:
    pass
if hasattr(math, "cube"):
    math.cube(2)
try:
    unknown
except NameError:
    pass
def f(math):
    return math.anything
"""
    assert said(text) == []


SHAPES = "from client_src import shapes\nfrom client_src.shapes import Base, Inner, Point, load, swapped\n"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Base()", "Base: `size` is missing | its signature: Base(size), in client_src/shapes.py:19"),
        ("Inner(1, 2)", "Inner: it takes 1 argument(s) by position, got 2 | its signature: Inner(size), "),
        ("shapes.Base(siez=1)", "Base: it has no parameter `siez`; did you mean size? | "),
        ("Point()", "Point: `x` is missing | its signature: Point(x, y=0), in client_src/shapes.py:27"),
        ("Point(1, x=2)", "Point: `x` is given twice | "),
        ("Point(*[1], 2, 3, 4)", "Point: it takes 2 argument(s) by position, got 3 | "),
        ("shapes.wrapped(1); load", ""),
        ("swapped()", ""),
        ("shapes.Meta()", ""),
        ("Base(*[1]); Base(**{'size': 1}); Point(*[], y=1)", ""),
        ("shapes.Bad(1, 2)", ""),
        ("print(Base)\ntry:\n    Base()\nexcept TypeError:\n    pass", ""),
        ("def f(Base):\n    return Base()", ""),
        ("class Base:\n    def __new__(cls): ...\nBase()", ""),
    ],
)
def test_calls_of_the_clients_own_are_held_against_their_signatures(line: str, problem: str) -> None:
    found = said(SHAPES + line + "\n")
    assert [each.partition(" ")[2].partition(" ")[2][: len(problem)] for each in found] == [problem] * bool(
        problem
    )
    assert all(each.startswith("PS031 3:") for each in found)


AWAITED = """\
import asyncio
from client_src.shapes import load, speak
from pystream.client import dom
from server_src import chat, users
import server_src.users.online as online

async def init():
    {}
"""


@pytest.mark.parametrize(
    "line",
    [
        "chat.say('a')",
        "speak('a')",
        "load('a')",
        "asyncio.sleep(1)",
        "x = online.now()\n    print(f'{{x}}')",
        "x = online.now()\n    return x + 1",
        "x = online.now()\n    return x.name",
        "x = online.now()\n    for y in x: pass",
        "x = online.now()",
        "print(online.now())",
        "return online.now() == 3",
        "return f'{{online.now()}}'",
        "a, b = online.now()",
        "return [a for a in online.now()]",
        "return online.now()[0]",
        "if online.now(): pass",
        "if (x := online.now()): pass",
        "dom['#a'].text = online.now()",
        "chat.say('a') if chat else None",
        "return not online.now()",
        "def f():\n        chat.say('a')",
    ],
)
def test_a_coroutine_that_nothing_awaits_is_refused(line: str) -> None:
    found = said(AWAITED.format(line.replace("{{", "{").replace("}}", "}")))
    assert [each.partition(" ")[0] for each in found] == ["PS032"]


@pytest.mark.parametrize(
    "line",
    [
        "return chat.say('a')",
        "await chat.say('a')",
        "x = await online.now()\n    print(x)",
        "asyncio.create_task(chat.say('a'))",
        "x = chat.say('a')\n    await asyncio.gather(x, chat.say('b'))",
        "calls = [chat.say(name) for name in 'ab']\n    await asyncio.gather(*calls)",
        "x = online.now()\n    x = await x\n    print(x + 1)",
        "x = online.now()\n    if x is not None: await x",
        "calls = []\n    calls.append(chat.say('a'))\n    await asyncio.wait_for(calls[0], 3)",
        "return lambda: chat.say('a')",
        "await (chat.say('a') if chat else chat.say('b'))",
        "init.pending = chat.say('a')",
        "yield online.now()",
        "await asyncio.wait_for(online.now(), timeout=1)",
        "def f(chat): chat.say(1)",
        "x = online.now()\n    def f(): return x\n    await f()",
        "for call in (online.now(), chat.say('a')):\n        await call",
        "x = {}\n    x['a'] = online.now()",
        "online.now().close()",
    ],
)
def test_a_coroutine_that_something_may_await_is_left_alone(line: str) -> None:
    assert said(AWAITED.format(line)) == []


def test_the_way_out_of_a_missing_await_names_the_function_to_change() -> None:
    text = "from server_src import chat\ndef show():\n    chat.say('a')\n"
    assert said(text) == [
        "PS032 3:5 `chat.say` never runs: nothing awaits it | write `await chat.say(...)` and make `show` an "
        "`async def`; to go on without waiting: asyncio.create_task(chat.say(...))"
    ]


def test_a_handler_behind_one_that_catches_all_it_could_is_a_warning() -> None:
    text = """\
from pystream import Denied, PystreamError
class Odd(ValueError): ...
try:
    pass
except (Exception, KeyboardInterrupt):
    pass
except (Odd, OSError):
    pass
try:
    pass
except Odd:
    pass
except ValueError:
    pass
except PystreamError:
    pass
except Denied:
    pass
"""
    assert said(text) == [
        "PS033 7:1 `except (Odd, OSError)` is never reached: `except Exception` in line 5 comes first | "
        "put it before that one, or take it out",
        "PS033 17:1 `except Denied` is never reached: `except PystreamError` in line 15 comes first | "
        "put it before that one, or take it out",
    ]


def test_an_attribute_of_self_that_nothing_sets_is_a_warning() -> None:
    text = """\
class Card:
    kind = "card"

    def __init__(self, name):
        self.name = name

    def line(self):
        return self.nmae + self.kind + self.line() + self.given

class Loose(Exception):
    def line(self):
        return self.anything

class Open:
    def __getattr__(self, name):
        return 1

    def line(self):
        return self.whatever

Card("a").given = 1
"""
    assert said(text) == ["PS034 8:16 nothing ever sets `nmae` of `Card` | did you mean name?"]


def test_a_text_in_the_form_of_a_secret_is_a_warning_that_does_not_repeat_it() -> None:
    key = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    (warned,) = said(f'KEY = "{key}"\nOTHER = "an ordinary text of some length"\n')
    assert warned.startswith("PS045 1:7 a text in client code: it looks like a secret key of Stripe")
    files = {**FILES, "client_src/app.py": f'KEY = "{key}"\n'}
    (problem,) = analyze(scan(files), files, read_contract(files), lambda name: offered(name, runtime()))
    assert key not in str(problem)


def test_names_of_a_class_body_are_seen_by_defaults_and_first_iterables() -> None:
    text = """\
class A:
    sizes = [1, 2]
    doubled = [each * 2 for each in sizes]

    def f(self, sizes=sizes):
        match sizes:
            case {"a": 1, **rest}:
                return rest, __class__
"""
    assert said(text) == []

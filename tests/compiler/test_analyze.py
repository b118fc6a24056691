"""What is said about names that lead nowhere and calls that do not fit."""

from __future__ import annotations

import pytest

from pystream.compiler.analyze import analyze
from pystream.compiler.messages import CompileError
from pystream.compiler.scan import scan
from pystream.declarations import read_contract

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
}


def said(app: str) -> list[str]:
    """The problems of client_src/app.py, each as one line: code, line:col, text, next step."""
    files = {**FILES, "client_src/app.py": app}
    try:
        analyze(scan(files), files, read_contract(files))
    except CompileError as why:
        return [
            f"{each.code} {each.span.line}:{each.span.col} {each.message} | {each.hint}"
            for each in why.problems
        ]
    return []


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
        ("chta.say('a')", "PS030 4:1 nothing defines `chta` | did you mean chat?"),
        (
            "from client_src.view import lien",
            "PS015 4:1 `client_src.view` has no `lien` | did you mean line?",
        ),
        (
            "from pystream import session",
            "PS014 4:1 `pystream` has no `session` for client code | client code can use: Cancelled, "
            "ConnectionLost, Denied, Failed, Invalid, LineError, PystreamError, Timeout",
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

"""Loading server_src: what becomes public, and one line for what is broken."""

from __future__ import annotations

import subprocess
import sys

import pytest
from harness import Project

from pystream import Event, action
from pystream.server.errors import StartError
from pystream.server.registry import load


def test_actions_are_named_by_module_and_function(project: Project) -> None:
    project.write(
        **{
            "chat": "from pystream import action\n@action\ndef say() -> None: ...",
            "users/__init__": "from pystream import action\n@action()\nasync def all() -> None: ...",
            "users/online": "from pystream import action\n@action\ndef now() -> None: ...",
        }
    )
    assert set(load(project.root).endpoints) == {"chat.say", "users.all", "users.online.now"}


def test_only_marked_functions_are_public_and_only_where_they_are_written(project: Project) -> None:
    project.write(
        chat="""
            from pystream import action
            @action
            def say() -> None: ...
            shout = say
            def private() -> None: ...
        """,
        other="from server_src.chat import say",
    )
    assert set(load(project.root).endpoints) == {"chat.say"}


def test_authenticate_makes_all_actions_of_the_module_need_a_user(project: Project) -> None:
    project.write(
        chat="from pystream import action\nauthenticate = True\n@action\ndef say() -> None: ...",
        open="from pystream import action\n@action\ndef see() -> None: ...",
    )
    endpoints = load(project.root).endpoints
    assert endpoints["chat.say"].needs_user
    assert not endpoints["open.see"].needs_user


def test_events_are_named_and_encode_by_their_type(project: Project) -> None:
    project.write(
        chat="""
            from dataclasses import dataclass
            from pystream import Event
            @dataclass
            class Message:
                who: str
            message = Event["Message"](keep=50)
        """
    )
    [(name, event)] = load(project.root).events.items()
    assert (name, event.name, event.keep) == ("chat.message", "chat.message", 50)
    module = sys.modules["server_src.chat"]
    assert event.encode(module.Message("ada")) == b'{"who":"ada"}'
    with pytest.raises(TypeError, match=r"chat\.message: payload\.who must be str, got int"):
        event.encode(module.Message(1))


def test_an_event_is_named_where_it_is_declared_and_not_where_it_is_imported(project: Project) -> None:
    project.write(
        admin="from server_src.chat import message",
        chat="from pystream import Event\nmessage = Event[str]()\nplain = Event()",
    )
    assert set(load(project.root).events) == {"chat.message", "chat.plain"}


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("x = 1\ndef broken(:\n", "server_src/chat.py:2: SyntaxError: invalid syntax"),
        (
            "\n\nimport missing_thing",
            "server_src/chat.py:3: ModuleNotFoundError: No module named 'missing_thing'",
        ),
        ("x = 1\n1 / 0", "server_src/chat.py:2: ZeroDivisionError: division by zero"),
        ("import sys\nsys.exit('no')", "server_src/chat.py:2: SystemExit: no"),
        ("from shared_src.rules import x", "shared_src/rules.py:2: ValueError: bad rules"),
        ("import json\njson.loads('{')", "server_src/chat.py:2: JSONDecodeError: Expecting property name"),
        ("authenticate = 'yes'", "server_src/chat.py: authenticate must be True or False, got 'yes'"),
        (
            "from pystream import action\nclass C: ...\n@action\ndef f(x: C) -> None: ...",
            "server_src/chat.py:3: chat.f: x: C does not travel; use a dataclass or a builtin type",
        ),
        (
            "from pystream import action\n@action\ndef f():\n    yield 1",
            "server_src/chat.py:2: TypeError: @action: f is a generator; use @stream, or return one value",
        ),
        (
            "from pystream import Event\nclass C: ...\ne = Event[C]()",
            "server_src/chat.py: event chat.e: C does not travel; use a dataclass or a builtin type",
        ),
    ],
)
def test_a_broken_module_is_one_line_with_file_and_line(project: Project, source: str, line: str) -> None:
    (project.root / "server_src").mkdir()
    (project.root / "shared_src").mkdir()
    (project.root / "server_src/chat.py").write_text(source)
    (project.root / "shared_src/rules.py").write_text("\nraise ValueError('bad\\nrules')")
    with pytest.raises(StartError) as caught:
        load(project.root)
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)


def test_a_module_and_a_package_of_one_name_are_refused(project: Project) -> None:
    project.write(**{"chat": "", "chat/__init__": ""})
    with pytest.raises(StartError, match=r"server_src/chat\.py and server_src/chat/ have the same name"):
        load(project.root)


def test_a_folder_without_server_src_is_refused(project: Project) -> None:
    with pytest.raises(StartError, match="holds no folder server_src"):
        load(project.root)


def test_loading_again_sees_the_files_as_they_are_now(project: Project) -> None:
    project.write(chat="from pystream import action\n@action\ndef one() -> None: ...")
    load(project.root)
    project.write(chat="from pystream import action\n@action\ndef another() -> None: ...")
    assert set(load(project.root).endpoints) == {"chat.another"}


async def test_a_plain_def_is_awaited_by_its_callers_too() -> None:
    @action
    def double(x: int) -> int:
        return 2 * x

    assert await double(4) == 8


def test_action_refuses_what_is_no_function_and_unknown_options() -> None:
    with pytest.raises(TypeError, match="@action goes on a function"):
        action(3)  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        action(idempotnet=True)  # type: ignore[call-overload]


def test_an_event_keeps_a_number_of_events() -> None:
    with pytest.raises(TypeError, match="keep must be a number"):
        Event[str](keep=-1)


def test_importing_pystream_is_light() -> None:
    code = "import sys, pystream; print([m for m in ('sanic', 'redis', 'transcrypt') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

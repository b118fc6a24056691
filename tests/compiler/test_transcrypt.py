"""Samples run under CPython and, compiled, under node: both must print the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pystream.compiler import sourcemap
from pystream.compiler.analyze import analyze
from pystream.compiler.engines.transcrypt import Transcrypt
from pystream.compiler.engines.transcrypt.link import JsModule
from pystream.compiler.messages import CompileError
from pystream.compiler.parse import parse
from pystream.compiler.scan import scan
from pystream.compiler.source import Module, Source
from pystream.compiler.stubs import entries, stubs
from pystream.compiler.travels import travels
from pystream.declarations import read_contract, shared_errors

HERE = Path(__file__).parent
SAMPLES = sorted((HERE / "samples").glob("*.py"))
RUN_ONE = (
    "import asyncio, runpy, sys; m = runpy.run_path(sys.argv[1]); 'init' in m and asyncio.run(m['init']())"
)


def sample_module(path: Path) -> Module:
    source = Source(f"client_src/{path.name}", path.read_text("utf-8"))
    return parse(f"client_src.{path.stem}", source)


def write(folder: Path, modules: list[JsModule]) -> None:
    (folder / "package.json").write_text('{"type": "module"}')
    for module in modules:
        (folder / f"{module.name}.js").write_text(module.code)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each compiled sample prints under node; all in one run of the engine and one of node."""
    folder = tmp_path_factory.mktemp("samples")
    modules = [sample_module(path) for path in SAMPLES]
    write(folder, Transcrypt().compile(modules))
    (folder / "run.js").write_text((HERE / "run_samples.js").read_text("utf-8"))
    command = ["node", "run.js", *(module.name for module in modules)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=True)
    result: dict[str, str] = json.loads(done.stdout)
    return result


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_prints_under_node_what_it_prints_under_cpython(path: Path, printed: dict[str, str]) -> None:
    assert Transcrypt().check(sample_module(path), {}) == []
    command = [sys.executable, "-c", RUN_ONE, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert printed[f"client_src.{path.stem}"].rstrip("\n") == done.stdout.rstrip("\n")


PROJECT = {
    "client_src/app.py": """\
from __future__ import annotations

from pystream import Denied
from pystream.client import on
from server_src import chat
from server_src.users.online import now as who
import server_src.todo
from shared_src.models import Message
from shared_src.rules import TooLong, too_long
from client_src import view

ROOM = "lobby"


async def init() -> None:
    said = await chat.say(ROOM, text="hello")
    print(view.line(said), said.name is None, sorted(said.tags), said.at)
    print(await who(), await server_src.todo.delete(1, 2, 3, loud=True))
    for text in ["x" * 11, "denied"]:
        try:
            await chat.say(ROOM, text)
        except TooLong as why:
            print("too long", why, too_long(text), why.args)
        except Denied as why:
            print("denied", str(why))


@on(chat.message)
def show(message: Message) -> None:
    print("got", view.line(message))
""",
    "client_src/view.py": "def line(message):\n    return f'{message.who}: {message.text:>7}'\n",
    "server_src/chat.py": """\
from pystream import Event, action
from shared_src.models import Message

message = Event[Message](keep=50)


@action
async def say(room: str, text: str = "hi", at: float = float(3), *, to: list[str] | None = None) -> Message:
    raise NotImplementedError
""",
    "server_src/users/online.py": (
        "from pystream import action\n\n\n@action\ndef now() -> dict[str, tuple[int, str]]: ...\n"
    ),
    "server_src/todo.py": (
        "from pystream import action\n\n\n@action\n"
        "def delete(var: int, *others: int, **options: bool) -> list[int]: ...\n"
    ),
    "shared_src/models.py": """\
from dataclasses import dataclass


@dataclass
class Message:
    who: str
    text: str
    name: str | None
    tags: set[str]
    at: "Place | None"


@dataclass
class Place:
    type: str
""",
    "shared_src/rules.py": """\
class TooLong(Exception):
    pass


def too_long(text: str) -> bool:
    return len(text) > 10
""",
}
# Stands in for runtime/client.js: logs calls and answers at once.
CLIENT = (HERE / "client_stand_in.js").read_text("utf-8")


def project_modules() -> list[Module]:
    contract = read_contract(PROJECT)
    found = scan(PROJECT)
    analyze(found, PROJECT, contract)
    moved = travels(found.modules, found.server, contract, PROJECT, classes=False)
    made = [*stubs(found, contract, moved, PROJECT), *entries(found, contract, shared_errors(PROJECT), moved)]
    return [*found.modules, *made]


def test_a_project_calls_actions_gets_events_and_catches_its_errors(tmp_path: Path) -> None:
    write(tmp_path, Transcrypt().compile(project_modules()))
    (tmp_path / "pystream.client.js").write_text(CLIENT)
    command = ["node", "__entry__.js"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines() == [
        'call chat.say ["lobby","hello"] []',
        "got ada:   hello",
        "ada:   hello True ['a', 'b'] None",
        "call users.online.now [] []",
        'call todo.delete [1,2,3] [["loud",true]]',
        "{'a': (1, 'x')} [1, 2, 3]",
        'call chat.say ["lobby","xxxxxxxxxxx"] []',
        "too long 11 True (11,)",
        'call chat.say ["lobby","denied"] []',
        "denied not now",
    ]


def test_imports_name_modules_of_the_bundle() -> None:
    modules = Transcrypt().compile(project_modules())
    names = {module.name for module in modules} | {"pystream.client", "pystream.browser"}
    assert "pystream.client" not in {module.name for module in modules}
    assert {target for module in modules for target in module.imports.values()} <= names


def test_equal_sources_give_equal_output() -> None:
    assert Transcrypt().compile(project_modules()) == Transcrypt().compile(project_modules())


def test_a_map_leads_to_the_line_that_the_author_wrote() -> None:
    text = "x = [1,\n     2]\n\n\ndef f(a):\n    # why\n    return a.nowhere\n"
    module = parse("client_src.app", Source("client_src/app.py", text))
    compiled = next(each for each in Transcrypt().compile([module]) if each.name == "client_src.app")
    assert compiled.map
    line = next(n for n, row in enumerate(compiled.code.splitlines()) if "nowhere" in row)
    source_map = json.loads(compiled.map)
    assert source_map["sources"] == ["client_src/app.py"]
    segments = [each for each in sourcemap.decode(source_map) if each.line <= line]
    assert segments[-1].source_line == 6


def test_what_transcrypt_itself_refuses_is_a_problem_with_a_place() -> None:
    source = Source("client_src/app.py", 'x = 1\n\n__pragma__("nonsense")\n')
    with pytest.raises(CompileError) as caught:
        Transcrypt().compile([parse("client_src.app", source)])
    [problem] = caught.value.problems
    assert (problem.code, problem.path, problem.span.line) == ("PS190", "client_src/app.py", 3)
    assert "nonsense" in problem.message


def test_values_go_over_the_wire_and_back(tmp_path: Path) -> None:
    source = Source("client_src/app.py", (HERE / "values_sample.py").read_text("utf-8"))
    write(tmp_path, Transcrypt().compile([parse("client_src.app", source)]))
    (tmp_path / "check.js").write_text((HERE / "values_check.js").read_text("utf-8"))
    done = subprocess.run(["node", "check.js"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""

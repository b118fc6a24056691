"""What a peer sends is data: nothing that serves, and nothing that runs in a browser, can make code of it."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
from harness import Failure, Server

from tests.security.conftest import Attacked

ROOT = Path(__file__).parent.parent.parent / "pystream"
# A compile reads the app's own sources; nothing of these is imported by what serves (tests/test_layers.py).
OFFLINE = {"compiler", "cli", "templates", "runtime", "cache.py", "preprocessor.py", "testing"}
SERVING = [path for path in sorted(ROOT.rglob("*.py")) if path.relative_to(ROOT).parts[0] not in OFFLINE]
# They make objects of any type from bytes, or run text.
MODULES = {
    "pickle", "_pickle", "marshal", "shelve", "dbm", "dill", "cloudpickle", "joblib", "yaml", "jsonpickle",
    "code", "codeop", "ctypes", "cffi", "xmlrpc", "plistlib", "runpy", "subprocess", "pty", "commands",
}  # fmt: skip
NAMES = {"eval", "exec", "compile", "__import__", "execfile", "breakpoint", "input"}
METHODS = {"system", "popen", "spawnl", "execv", "execl", "fork", "unsafe_load"}
# Modules of server_src by their files' names, and those of shared_src that declare a template's functions.
IMPORTS_BY_NAME = {"server/registry.py", "server/rendering.py", "__init__.py"}


def test_there_is_something_to_look_at() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in SERVING}
    assert {"wire.py", "server/dispatcher.py", "transports/events.py", "backends/redis.py"} <= names


@pytest.mark.parametrize("path", SERVING, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_serves_makes_no_code_and_no_objects_of_bytes(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        where = f"{name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Import):
            imported = {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported = {(node.module or "").partition(".")[0]}
        else:
            imported = set()
        assert not imported & MODULES, where
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name):
            assert node.func.id not in NAMES, where
            assert node.func.id != "import_module" or name in IMPORTS_BY_NAME, where
        elif isinstance(node.func, ast.Attribute):
            assert node.func.attr not in METHODS, where
            assert node.func.attr != "import_module" or name in IMPORTS_BY_NAME, where


BROWSER = sorted((ROOT / "runtime").rglob("*.js"))
MARKUP = re.compile(
    r"\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|srcdoc|\.setHTML"
    r"|\beval\(|\bnew Function\b|(?<![\w.$])Function\(|javascript:|setTimeout\(['\"`]|setInterval\(['\"`]"
    r"|createElement\(['\"]script|unsafe-inline"
)

# Templates escape, and what they make is elements by one line, through the page's one policy for HTML.
ELEMENTS = {"_jinja.js": ["made.innerHTML = fragment._$policy.createHTML(html);"]}


@pytest.mark.parametrize("path", BROWSER, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_browser_half_makes_no_markup_and_no_code_of_text(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    found = [line.strip() for line in lines if MARKUP.search(line)]
    assert [line for line in found if not line.startswith(("//", "*"))] == ELEMENTS.get(path.name, [])


BOMBS: dict[str, str] = {
    "deep arrays": "[" * 200_000,
    "deep arrays that close": "[" * 100_000 + "]" * 100_000,
    "deep objects": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "deep arguments": '["call",{id},"app.echo",[' + "[" * 50_000 + "]" * 50_000 + "],{}]",
    "a long integer": '["call",' + "9" * 400_000 + ',"app.echo",["x"],{}]',
    "a long argument": '["call",{id},"app.echo",[' + "9" * 400_000 + "],{}]",
    "a large exponent": '["call",{id},"app.echo",[1e999999999],{}]',
    "a long fraction": '["call",{id},"app.echo",[0.' + "0" * 400_000 + "1],{}]",
    "half a character": '["call",{id},"app.echo",["\\ud800"],{}]',
    "half a character as a name": '["call",{id},"app.echo",[],{"\\udfff":"x"}]',
    "a name of the class": '["call",{id},"app.echo",[],{"__class__":"x"}]',
    "no number": '["call",{id},"app.echo",[NaN],{}]',
    "infinity": '["call",{id},"app.echo",[-Infinity],{}]',
    "a type": '["call",{id},"app.echo",[{"__type__":"os.system","args":["id"]}],{}]',
    "a pickle": '["call",{id},"app.echo",[{"py/object":"os.system"}],{}]',
    "a prototype": '["call",{id},"app.echo",[{"__proto__":{"x":1}}],{}]',
    "an action of the class": '["call",{id},"app.__class__",[],{}]',
    "a private one": '["call",{id},"app.asyncio",[],{}]',
    "a path": '["call",{id},"app/../os.system",["id"],{}]',
    "many names": '["call",{id},"app.echo",[],{' + ",".join(f'"a{n}":1' for n in range(50_000)) + "}]",
    "many arguments": '["call",{id},"app.echo",[' + ",".join("1" * 100_000) + "],{}]",
}


@pytest.mark.parametrize("what", BOMBS)
async def test_a_bomb_of_json_is_refused_and_harms_nobody(attacked: Attacked, what: str) -> None:
    server = await attacked()
    other, socket = await server.tab(), await server.connect()
    await socket.send('["hello",2]')
    await socket.recv()
    await socket.send(BOMBS[what].replace("{id}", "1"))
    said = json.loads(await socket.recv())
    assert said[0] in ("refuse", "fail")
    if said[0] == "fail":
        assert said[2] in ("Invalid", "Denied")
    assert len(json.dumps(said)) < 2_000
    assert "Traceback" not in json.dumps(said)
    assert await other.call("app.echo", "hi") == "hi"
    await socket.send('["call",9007199254740000,"app.echo",["still here"],{}]')
    assert json.loads(await socket.recv()) == ["reply", 9007199254740000, "still here"]
    await socket.close()


async def outcome(server: Server, message: str) -> Any:
    socket = await server.connect()
    await socket.send('["hello",2]')
    await socket.recv()
    await socket.send(message)
    said = json.loads(await socket.recv())
    await socket.close()
    return said


async def test_of_two_arguments_of_one_name_one_is_checked_and_the_same_one_used(attacked: Attacked) -> None:
    server = await attacked()
    said = await outcome(server, '["call",1,"app.echo",[],{"text":1,"text":"two"}]')
    assert said in (["reply", 1, "two"], [*said[:2], "Invalid", *said[3:]])


async def test_a_value_of_another_type_is_never_converted(attacked: Attacked) -> None:
    tab = await (await attacked()).tab()
    for value in (1, True, None, ["x"], {"x": "y"}, 1.5):
        with pytest.raises(Failure, match="Invalid"):
            await tab.call("app.echo", value)

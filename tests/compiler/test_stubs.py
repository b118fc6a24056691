"""What the client gets in place of the server's modules."""

from __future__ import annotations

import ast

import pytest

from pystream.compiler.scan import scan
from pystream.compiler.source import Module
from pystream.compiler.stubs import entries, stubs
from pystream.compiler.travels import travels
from pystream.declarations import read_contract, shared_errors

HEAD = "from pystream import Event, action\n"

ENTRY = "__entry__"


def path_of(keyword: str) -> str:
    """`client_src__parts__card` -> `client_src/parts/card.py`."""
    package, init, _ = keyword.partition("____init__")
    return package.replace("__", "/") + ("/__init__.py" if init else ".py")


def generated(server: str, app: str = "from server_src import chat\n", **more: str) -> dict[str, Module]:
    files = {"client_src/app.py": app, "server_src/chat.py": HEAD + server}
    files |= {path_of(path): text for path, text in more.items()}
    found, contract = scan(files), read_contract(files)
    moved = travels(found.modules, found.server, contract, files)
    made = [
        *stubs(found, contract, moved, files),
        *entries(found, contract, shared_errors(files), moved),
    ]
    return {module.name: module for module in made}


def stub_of(signature: str) -> str:
    tree = generated(f"@action\nasync def f({signature}) -> str: ...\n")["server_src.chat"].tree
    return ast.unparse(tree.body[1])


def test_an_action_becomes_an_async_function_that_sends_its_arguments() -> None:
    assert stub_of("room, text='hi'") == (
        "async def f(room, text='hi'):\n    return await _call('chat.f', [room, text], [], 'str')"
    )


def test_a_default_that_only_the_server_knows_goes_by_name_and_only_if_given() -> None:
    assert stub_of("a, at=now(), b=1, *, to=None") == (
        "async def f(a, at=_UNSET, b=1, *, to=_UNSET):\n"
        "    return await _call('chat.f', [a], _given([['at', at], ['b', b], ['to', to]]), 'str')"
    )


def test_rest_and_named_arguments_are_passed_on() -> None:
    assert stub_of("a, b=now(), *rest, c, **options") == (
        "async def f(a, b=_UNSET, *rest, c, **options):\n"
        "    return await _call('chat.f', [a] + ([] if b is _UNSET else [b]) + list(rest), "
        "_given([['c', c]]) + [[_key, _value] for _key, _value in options.items()], 'str')"
    )


def test_an_event_has_its_name_and_type() -> None:
    tree = generated("message = Event[list[int]](keep=3)\n")["server_src.chat"].tree
    assert ast.unparse(tree.body[1]) == "message = _event('chat.message', ['list', 'int'], 'kept')"


def test_a_stream_is_begun_again_by_its_parameter_after() -> None:
    server = (
        "from collections.abc import AsyncIterator\nfrom pystream import stream\n"
        "@stream\nasync def prices(symbol: str, after: str | None = None) -> AsyncIterator[float]:\n"
        "    yield 1.0\n"
        "@stream\nasync def ticks() -> AsyncIterator[int]: yield 1\n"
    )
    tree = generated(server)["server_src.chat"].tree
    assert [ast.unparse(node) for node in tree.body[1:]] == [
        "def prices(symbol, after=None):\n    return _stream('chat.prices', [symbol], "
        "_given([['after', after]]), 'float', 'stream', 'after')",
        "def ticks():\n    return _stream('chat.ticks', [], [], 'int', 'stream', None)",
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("idempotent=True", ", ['idempotent']"),
        ("idempotent=True, volatile=True, timeout=2.5", ", ['idempotent', 'volatile'], 2500"),
        ("timeout=3", ", [], 3000"),
        ("volatile=False", ""),
    ],
)
def test_what_an_action_says_of_itself_goes_with_each_call(options: str, said: str) -> None:
    tree = generated(f"@action({options})\ndef f() -> int: ...\n")["server_src.chat"].tree
    assert ast.unparse(tree.body[1]).endswith(f"return await _call('chat.f', [], [], 'int'{said})")


def test_only_modules_that_the_client_names_and_their_packages_are_made() -> None:
    made = generated(
        "", app="import server_src.users.online\n", server_src__users__online=HEAD, server_src__secret=HEAD
    )
    assert set(made) == {"server_src", "server_src.users", "server_src.users.online", ENTRY}
    assert made["server_src.users"].is_package
    assert not made["server_src.users.online"].is_package


def entry(**more: str) -> list[str]:
    server = "from shared_src.models import M\n@action\ndef f() -> M: ...\n"
    models = "from dataclasses import dataclass\n@dataclass\nclass M:\n    x: int\n"
    app = "from server_src import chat\nfrom shared_src.rules import Bad\nasync def init():\n    Bad\n"
    rules = "class Bad(Exception): ...\n"
    other = "class Unreached(Exception): ...\n"
    parts = {"shared_src__models": models, "shared_src__rules": rules, "shared_src__other": other, **more}
    app = parts.pop("app", app)
    return ast.unparse(generated(server, app, **parts)[ENTRY].tree).splitlines()


@pytest.mark.parametrize("name", ["SignedOut", "SlowDown"])
def test_errors_that_few_programs_look_at_are_registered_for_a_program_that_names_them(name: str) -> None:
    app = "from server_src import chat\nfrom pystream import {0}\nasync def init():\n    {0}\n"
    assert f"define_error('{name}', {name})" not in entry()
    assert f"define_error('{name}', {name})" in entry(app=app.format(name))


def test_the_entry_registers_errors_and_types_and_starts() -> None:
    lines = entry()
    assert "define_error('Denied', Denied)" in lines
    assert "from shared_src.rules import Bad as _error0" in lines
    assert "define_error('shared_src.rules.Bad', _error0)" in lines
    assert "define_type('shared_src.models.M', 'dataclass', [['x', 'int']])" in lines
    assert "from client_src.app import init as _init" in lines
    assert lines[-1].startswith("start('")
    assert lines[-1].endswith(", _init, [['chat.f', '91e892']])")


def test_errors_of_modules_that_are_not_in_the_bundle_are_left_out() -> None:
    assert not [line for line in entry() if "Unreached" in line]


def test_a_main_module_without_init_is_only_imported() -> None:
    lines = entry(app="print('here')\n")
    assert "import client_src.app" in lines
    assert lines[-1].endswith(", None, [])")

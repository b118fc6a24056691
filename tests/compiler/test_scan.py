"""Which modules make up the client."""

from __future__ import annotations

import pytest

from pystream.compiler.messages import CompileError
from pystream.compiler.scan import scan

SERVER = {"server_src/chat.py": "", "server_src/users/online.py": "", "server_src/secret.py": "import os\n"}


def path_of(keyword: str) -> str:
    """`client_src__parts__card` -> `client_src/parts/card.py`."""
    package, init, _ = keyword.partition("____init__")
    return package.replace("__", "/") + ("/__init__.py" if init else ".py")


def names(app: str, **more: str) -> list[str]:
    files = {"client_src/app.py": app, **SERVER}
    found = scan(files | {path_of(path): text for path, text in more.items()})
    # The errors come along always, since the entry module registers them.
    assert found.modules[0].name == "pystream.errors"
    return [module.name for module in found.modules[1:]]


def said(app: str, **more: str) -> str:
    with pytest.raises(CompileError) as caught:
        names(app, **more)
    return str(caught.value)


def test_imported_modules_come_before_those_that_import_them() -> None:
    assert names(
        "from client_src import view\nfrom shared_src.rules import limit\n",
        client_src__view="from client_src.parts.card import card\n",
        client_src__parts__card="import shared_src.rules\n",
        client_src__unused="",
        shared_src__rules="limit = 3\n",
    ) == ["shared_src.rules", "client_src.parts.card", "client_src.view", "client_src.app"]


def test_a_package_runs_its_init_and_relative_imports_work() -> None:
    assert names(
        "from .parts import card\n",
        client_src__parts____init__="from . import base\n",
        client_src__parts__base="",
        client_src__parts__card="from .base import x\n",
    ) == ["client_src.parts.base", "client_src.parts", "client_src.parts.card", "client_src.app"]


def test_server_modules_are_noted_and_never_read() -> None:
    files = {"client_src/app.py": "from server_src import chat\nimport server_src.users.online\n", **SERVER}
    found = scan(files)
    assert [module.name for module in found.modules] == ["pystream.errors", "client_src.app"]
    assert found.server == {"server_src", "server_src.chat", "server_src.users.online"}


def test_presence_comes_along_for_a_client_that_names_it() -> None:
    assert names("from pystream import Denied\n") == ["pystream", "client_src.app"]
    assert names("from pystream import Presence\n") == ["pystream.people", "pystream", "client_src.app"]


def test_errors_of_pystream_come_along_and_the_runtime_does_not() -> None:
    app = "from pystream import Denied\nfrom pystream.client import on\nimport pystream.browser\n"
    assert names(app) == ["pystream", "client_src.app"]


def test_a_project_without_a_main_module_is_told_what_to_create() -> None:
    with pytest.raises(CompileError, match=r"PS002 client_src/app.py  there is no such file\n  create it"):
        scan({"client_src/main.py": ""})


@pytest.mark.parametrize(
    ("line", "code", "hint"),
    [
        ("import client_src.veiw", "PS010", "did you mean client_src.view?"),
        ("import view", "PS010", "did you mean client_src.view?"),
        ("import nothing", "PS010", "client code can import"),
        ("import numpy as np", "PS011", "compute in an action"),
        ("import os.path", "PS011", "files are the server's"),
        ("from threading import Thread", "PS011", "asyncio.create_task"),
        ("import requests", "PS011", "window.fetch"),
        ("from server_src import nothing.x", "PS001", "not Python"),
        ("import server_src.chta", "PS010", "did you mean server_src.chat?"),
        ("import pystream.server", "PS010", "did you mean pystream.browser?"),
        ("import sqlite3", "PS011", "query in an action"),
        ("import msgspec", "PS011", "do it in an action"),
        ("from server_src.chat import *", "PS012", "import the names you use"),
        ("from client_src.odd import *", "PS012", "import the names you use"),
        ("from math import *", "PS012", "import the names you use"),
    ],
)
def test_an_import_that_leads_nowhere_is_refused_with_a_next_step(line: str, code: str, hint: str) -> None:
    text = said(f"{line}\n", client_src__view="", client_src__odd="__all__ = sorted(dir())\n")
    assert text.startswith(f"{code} client_src/app.py:1:")
    assert hint in text


def test_a_circle_of_imports_is_noted_for_engines_that_cannot_take_it() -> None:
    files = {
        "client_src/app.py": "import client_src.a\n",
        "client_src/a.py": "import client_src.b\n",
        "client_src/b.py": "import client_src.a\n",
    }
    found = scan(files)
    assert [module.name for module in found.modules[1:]] == ["client_src.b", "client_src.a", "client_src.app"]
    (problem,) = found.circles
    assert "circular import: client_src.a -> client_src.b -> client_src.a" in str(problem)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("a = 1\n_b = 2\ndef c(): ...\n", ["a", "c"]),
        ("__all__ = ['a', '_b']\na = _b = c = 1\n", ["a", "_b"]),
        ("__all__ = ['a']\n__all__ += ['b']\n__all__.append('c')\n__all__.extend(('d',))\n", list("abcd")),
        ("from client_src import other\n__all__ = ['a'] + other.__all__\n", ["a", "o"]),
        ("from client_src.other import *\nb = 1\n", ["o", "b"]),
    ],
)
def test_a_star_import_stands_for_the_names_it_brings_in(text: str, taken: list[str]) -> None:
    files = {
        "client_src/app.py": "from client_src.view import *\n",
        "client_src/view.py": text,
        "client_src/other.py": "__all__ = ['o']\no = p = 1\n",
    }
    (((_, target, names)),) = scan(files).modules[-1].imports
    assert (target, names) == ("client_src.view", taken)


def test_problems_of_all_modules_are_told_at_once() -> None:
    text = said("import os\nimport client_src.a\n", client_src__a="import socket\nx = (\n")
    assert text.count("PS0") == 2

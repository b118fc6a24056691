"""Budgets: how sizes are written, and a compile that is over them."""

from __future__ import annotations

import pytest

from pystream.budgets import parse_bytes, read_budgets
from pystream.compiler.messages import CompileError
from pystream.compiler.pipeline import compile_project
from pystream.output import read_library
from pystream.settings import Settings, SettingsError

FILES = {
    "client_src/app.py": b"print(sorted([3, 1]), f'{2:>4}')\n",
    "client_src/app.html": b"<head>{{ pystream() }}</head>",
    "client_src/app.css": b"a{}",
    "client_src/admin/app.py": b"print('admin')\n",
    "client_src/admin/app.html": b"<head>{{ pystream() }}</head>",
}


@pytest.mark.parametrize(
    ("text", "count"), [("20 kB", 20_000), ("1.5MB", 1_500_000), ("18 KiB", 18_432), (512, 512), ("9 B", 9)]
)
def test_sizes_are_read(text: object, count: int) -> None:
    assert parse_bytes(text) == count


@pytest.mark.parametrize("text", ["20", "20 KB", "-1 kB", True, -5, 1.5, "lots"])
def test_other_sizes_are_refused(text: object) -> None:
    with pytest.raises(ValueError, match="such as"):
        parse_bytes(text)


def test_a_client_may_have_its_own_budget() -> None:
    table = {"script": "20 kB", "total": 9, "admin": {"script": "60 kB"}}
    assert read_budgets(table, "app") == {"script": 20_000, "total": 9}
    assert read_budgets(table, "admin") == {"script": 60_000, "total": 9}
    for bad in ({"scripts": 1}, {"admin": {"css": 1}}, {"script": "x"}, {"admin": {"page": "x"}}):
        with pytest.raises(SettingsError, match="budgets"):
            Settings().replace(budgets=bad)


def test_a_compile_over_its_budget_fails_and_says_what_weighs_most() -> None:
    settings = Settings(clients={"admin": "/admin"})
    fine = compile_project(FILES, read_library(), settings)
    for client, weights in fine.weights.items():
        script = next(size for size in fine.sizes if size.client == client and size.path.endswith(".js"))
        assert 0 <= script.raw - sum(weights.values()) < 200  # its exports and its map's name
    table = {"script": "900 B", "style": "1 B", "total": "99 kB", "admin": {"script": "30 kB"}}
    with pytest.raises(CompileError) as caught:
        compile_project(FILES, read_library(), settings.replace(budgets=table))
    told = [(problem.code, problem.message.partition(" has ")[0]) for problem in caught.value.problems]
    assert told == [
        ("PS060", "[tool.pystream] budgets app: script"),
        ("PS060", "[tool.pystream] budgets app: style"),
    ]
    assert "over its 900" in str(caught.value)
    assert "pystream/runtime/builtins/" in str(caught.value)
    # While developing nothing is compressed, and nothing measured.
    assert compile_project(FILES, read_library(), settings.replace(budgets=table), compress=False).files

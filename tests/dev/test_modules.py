"""Which modules are imported again, and that the others stay."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pystream.dev.modules import renewed, stale
from pystream.server.errors import StartError
from pystream.server.registry import load

FILES = {
    "server_src/__init__.py": "",
    "server_src/chat.py": "from server_src import people\nfrom shared_src.rules import LONGEST\nx = 1\n",
    "server_src/people.py": "known = []\n",
    "server_src/rooms/__init__.py": "",
    "server_src/rooms/big.py": "from ..people import known\nfrom . import small\n",
    "server_src/rooms/small.py": "def later():\n    import server_src.chat\n",
    "shared_src/rules.py": "LONGEST = 3\n",
}


def encoded(files: dict[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in files.items()}


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({"server_src/chat.py": "x = 2"}, "server_src.chat server_src.rooms.small server_src.rooms.big"),
        (
            {"server_src/people.py": "known = [1]"},
            "server_src.people server_src.chat server_src.rooms.big server_src.rooms.small",
        ),
        ({"server_src/rooms/big.py": ""}, "server_src.rooms.big"),
        ({"server_src/rooms/__init__.py": "x = 1"}, "server_src.rooms server_src.rooms.big"),
        (
            {"shared_src/rules.py": ""},
            "shared_src.rules server_src.chat server_src.rooms.big server_src.rooms.small",
        ),
        ({"server_src/new.py": "x"}, "server_src.new"),
        ({"server_src/new.py": "import server_src.rooms.new\n"}, "server_src.new"),
        ({"server_src/people.py": "this is ("}, "server_src.people server_src.chat server_src.rooms.big "
                                               "server_src.rooms.small"),
        ({}, ""),
    ],
)  # fmt: skip
def test_what_was_changed_is_stale_and_whatever_imports_it(changed: dict[str, str], names: str) -> None:
    assert stale(encoded(FILES), encoded(FILES | changed)) == set(names.split())


def test_a_file_of_another_kind_may_be_read_by_any_module() -> None:
    files = encoded(FILES)
    names = {"server_src", "server_src.chat", "server_src.people", "shared_src.rules"}
    assert stale(files, {**files, "server_src/words.txt": b"x"}) >= names


def test_what_belongs_together_is_stale_together() -> None:
    files = {f"server_src/{name}.py": b"" for name in "abc"}
    together = [["server_src.a", "server_src.b"]]
    assert stale(files, {**files, "server_src/a.py": b"1"}, together) == {"server_src.a", "server_src.b"}


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    kept = list(sys.path)
    load(tmp_path)
    yield tmp_path
    sys.path[:] = kept


def test_modules_that_are_not_stale_stay_what_they_are(root: Path) -> None:
    before = dict(sys.modules)
    (root / "server_src/chat.py").write_text("from server_src import people\nx = 2\n")
    with renewed({"server_src.chat"}):
        registry = load(root, afresh=False)
    assert registry.modules["server_src.chat"].x == 2
    assert registry.modules["server_src.chat"].people is before["server_src.people"]
    assert sys.modules["server_src"].chat is registry.modules["server_src.chat"]


def test_an_edit_of_the_same_size_in_the_same_second_counts(root: Path) -> None:
    for number in range(10):
        (root / "server_src/people.py").write_text(f"known = [{number}]\n")
        with renewed({"server_src.people"}):
            assert load(root, afresh=False).modules["server_src.people"].known == [number]


def test_a_package_that_is_renewed_has_the_submodules_that_are_not(root: Path) -> None:
    small = sys.modules["server_src.rooms.small"]
    with renewed({"server_src.rooms", "server_src.rooms.big"}):
        load(root, afresh=False)
    assert sys.modules["server_src.rooms"].small is small
    assert sys.modules["server_src"].rooms is sys.modules["server_src.rooms"]


def test_when_the_new_code_fails_all_is_as_before(root: Path) -> None:
    before = {name: module for name, module in sys.modules.items() if name.startswith("server_src")}
    (root / "server_src/people.py").write_text("known = []\n")
    (root / "server_src/chat.py").write_text("from server_src import people\n1 / 0\n")
    with pytest.raises(StartError, match=r"server_src/chat.py:2: ZeroDivisionError"):  # noqa: SIM117
        with renewed({"server_src.people", "server_src.chat"}):
            load(root, afresh=False)
    assert {name: module for name, module in sys.modules.items() if name.startswith("server_src")} == before
    assert sys.modules["server_src"].chat is before["server_src.chat"]
    assert sys.modules["server_src"].people is before["server_src.people"]


def test_a_module_that_is_gone_is_forgotten(root: Path) -> None:
    (root / "server_src/rooms/big.py").unlink()
    with renewed({"server_src.rooms.big"}):
        assert "server_src.rooms.big" not in load(root, afresh=False).modules
    assert not hasattr(sys.modules["server_src.rooms"], "big")

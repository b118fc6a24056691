"""The layers of ARCHITECTURE.md, held by reading what each module imports."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "pystream"
# Templates are a user's, and runtime/lib is client Python: neither is a module of pystream.
MODULES = sorted(path for path in ROOT.rglob("*.py") if not {"templates", "lib"} & set(path.parts))

# Each room may import what stands before it in this list, and itself.
LAYERS = [
    ["rate", "vlq", "clients", "budgets"],
    ["errors", "durations", "people", "settings", "contract", "wire", "signals"],
    ["declarations", "logs"],
    ["templating"],
    ["compiler", "protocol"],
    ["server"],
    ["backends", "transports", "output", "cache", "preprocessor"],
    ["app", "oidc", "publisher"],
    ["serving"],
    ["workers", "testing", "dev"],
    ["client", "browser"],
    ["building"],
    ["html"],
    ["cli"],
]
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms}
# A room that may use a library which is closed to all others.
ONLY_IN = {
    "sanic": {"transports", "app", "serving", "oidc", "dev"},
    "redis": {"backends"},
    "authlib": {"oidc"},
    "joserfc": {"oidc"},
    "httpx": {"oidc", "testing"},
    "bs4": {"testing"},
    "playwright": {"testing"},
    "prometheus_client": {"server"},
    "transcrypt": set(),
    "click": {"cli"},
    "rich": {"cli"},
}
PURE = ("compiler", "protocol", "wire", "contract", "declarations")
IMPURE_LIBRARIES = {"asyncio", "socket", "subprocess", "tempfile", "threading", "pathlib", "os", "shutil"}
# Transcrypt is a program that reads and writes files: its engine gives it a folder of its own.
PURE_EXCEPTION = "compiler/engines/transcrypt"


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            names.add(node.module or "")
            if node.module == "pystream":
                names |= {f"pystream.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_down_and_stay_in_their_room(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return
    assert room in RANK, f"{room} has no layer; give it one in this test and in ARCHITECTURE.md"
    for name in imports_of(path):
        top, _, rest = name.partition(".")
        if top == "pystream" and rest:
            target = rest.split(".")[0]
            if target in RANK:
                assert RANK[target] < RANK[room] or target == room, f"{room} imports {name}"
                if target == "compiler":
                    assert room in ("compiler", "cli", "dev", "testing"), f"{room} imports {name}"
        assert top not in ONLY_IN or room in ONLY_IN[top], f"{room} imports {name}"


@pytest.mark.parametrize("room", PURE)
def test_the_pure_rooms_touch_neither_disk_nor_network_nor_clock(room: str) -> None:
    for path in MODULES:
        if room_of(path) != room or PURE_EXCEPTION in path.as_posix():
            continue
        bad = {name.split(".")[0] for name in imports_of(path)} & IMPURE_LIBRARIES
        assert not bad, f"{path} imports {bad}"
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        assert not [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "open"], path


def test_a_compile_imports_nothing_of_the_server() -> None:
    asks = "import sys, pystream.cli.compile; print([name for name in sys.argv[1:] if name in sys.modules])"
    names = ["pystream.server", "asyncio", "sanic", "redis", "transcrypt", "msgspec"]
    told = subprocess.run([sys.executable, "-c", asks, *names], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"

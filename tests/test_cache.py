# ruff: noqa: E501
"""The cache of compiles: what comes out is what a compile without it makes, whatever happens to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.bulk import project
from pystream import cache as cache_module
from pystream.cache import Cache
from pystream.compiler.engines.pystream.reach import Reach
from pystream.compiler.messages import CompileError
from pystream.compiler.pipeline import compile_project
from pystream.compiler.results import Memory
from pystream.output import read_library
from pystream.settings import load

LIBRARY = read_library()
HEAD = "<!doctype html>\n<head>{{ pystream() }}</head>\n"
# Versions of each module: what one says alters how another is translated, or whether it stands at all.
VERSIONS = {
    "client_src/app.py": (
        "from client_src import shapes, text\n\n\nasync def init():\n    print(shapes.area(2), text.show(shapes.Box(3)))\n",
        "from client_src import shapes, text\n\n\nasync def init():\n    print(shapes.area(side=2.5), text.show(None))\n",
        "from client_src.text import *\n",
        "import client_src.text\n\n\nasync def init():\n    setattr(client_src.text, 'width', 3)\n    print(client_src.text.pad('a'))\n",
        "from client_src import text\n\n\nasync def init():\n    print(text.missing)\n",
    ),
    "client_src/shapes.py": (
        "def area(side):\n    total = 0.0\n    for x in [1.5, 2.5]:\n        total += x * side\n    return total\n\n\n"
        "class Box:\n    def __init__(self, size):\n        self.size = size\n\n    def width(self):\n        return self.size\n",
        "def area(*, side):\n    return side\n\n\nclass Box(str):\n    def width(self):\n        return f'{self}'\n",
        "from client_src.text import pad as area\n\n\nclass Box:\n    width = 1\n",
        "async def area(side):\n    return side\n\n\nclass Box:\n    def size(self):\n        return self.width\n",
        "def area(side):\n    return globals\n\n\nBox = area\nBox.width = 3\n",
    ),
    "client_src/text.py": (
        "width = 2\n\n\ndef pad(x):\n    y = x + 1\n    return y\n\n\ndef show(box):\n    read = box.width\n    return pad(1), read\n",
        "width = 2.5\n\n\ndef pad(x: int) -> int:\n    return x * width\n\n\ndef show(box):\n    return f'{box.size} {pad(2)}'\n",
        "import math as width\n\n\ndef pad(side=1, *rest, **more):\n    return width.sqrt(side)\n\n\nshow = pad\n",
        "def pad(x):\n    return x.__annotations__\n\n\ndef show(box: int):\n    return pad(show)\n",
        "def pad(x:\n",
    ),
}  # fmt: skip


def made(texts: dict[str, str], root: Path, cache: Cache | None, memory: Memory | None = None) -> object:
    """The files that compiling makes, or what it says."""
    files = {path: text.encode() for path, text in texts.items()}
    try:
        compiled = compile_project(files, LIBRARY, load(root, {}), cache, memory)
    except CompileError as why:
        return str(why)
    finally:
        if cache is not None:
            cache.save()
    return compiled.files, [str(each) for each in compiled.warnings]


@given(
    edits=st.lists(
        st.tuples(st.sampled_from(sorted(VERSIONS)), st.integers(0, len(VERSIONS["client_src/app.py"]) - 1)),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_edits_a_build_is_the_one_without_a_cache(
    edits: list[tuple[str, int]], tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path / ".cache", ignore_errors=True)
    texts = {path: versions[0] for path, versions in VERSIONS.items()} | {"client_src/app.html": HEAD}
    made(texts, tmp_path, Cache(tmp_path))
    memory = Memory()
    for path, version in edits:
        texts[path] = VERSIONS[path][version]
        expected = made(texts, tmp_path, None)
        assert made(texts, tmp_path, Cache(tmp_path)) == expected
        assert made(texts, tmp_path, None, memory) == expected


def test_what_one_module_says_alters_how_another_is_translated(tmp_path: Path) -> None:
    # Otherwise the test above would show nothing.
    texts = {path: versions[0] for path, versions in VERSIONS.items()} | {"client_src/app.html": HEAD}
    cache = Cache(tmp_path)
    made(texts, tmp_path, cache)
    before = {key for key in cache if key.startswith("lowered-")}
    again = {key: cache[key] for key in before}
    # `box.width` may have to bind a method, in text.py too, as long as some class has one of that name.
    texts["client_src/shapes.py"] = texts["client_src/shapes.py"].replace("def width", "def height")
    assert made(texts, tmp_path, cache) == made(texts, tmp_path, None)
    assert [key for key in before if cache[key] != again[key]]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def turn(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def nonsense(path: Path) -> None:
    path.write_bytes(b"x 3\n[]")


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def gone(path: Path) -> None:
    shutil.rmtree(path.parent)


@pytest.mark.parametrize("damage", [cut, turn, empty, nonsense, folder, gone])
def test_a_damaged_cache_is_none(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    texts = {path: versions[0] for path, versions in VERSIONS.items()} | {"client_src/app.html": HEAD}
    cold = made(texts, tmp_path, Cache(tmp_path))
    damage(Cache(tmp_path).path)
    assert not Cache(tmp_path)
    assert made(texts, tmp_path, Cache(tmp_path)) == cold


def test_a_cache_deleted_meanwhile_does_no_harm(tmp_path: Path) -> None:
    texts = {path: versions[0] for path, versions in VERSIONS.items()} | {"client_src/app.html": HEAD}
    cold = made(texts, tmp_path, Cache(tmp_path))
    cache = Cache(tmp_path)
    gone(cache.path)
    assert made(texts, tmp_path, cache) == cold


def test_compiles_at_once_each_make_the_right_thing(tmp_path: Path) -> None:
    texts = {path: versions[0] for path, versions in VERSIONS.items()} | {"client_src/app.html": HEAD}
    others = {**texts, "client_src/shapes.py": VERSIONS["client_src/shapes.py"][1]}
    right = [made(each, tmp_path, None) for each in (texts, others)]
    with ThreadPoolExecutor(4) as pool:
        got = list(
            pool.map(lambda number: made((texts, others)[number % 2], tmp_path, Cache(tmp_path)), range(8))
        )
    assert got == right * 4
    assert len(list((tmp_path / ".cache").iterdir())) == 1
    assert Cache(tmp_path)


def test_an_edit_translates_one_module(tmp_path: Path) -> None:
    files = project(4)
    cache = Cache(tmp_path)
    compile_project(files, LIBRARY, load(tmp_path, {}), cache)
    before = set(cache)
    path = next(path for path in files if path.endswith("s.py"))
    files[path] = files[path].replace(b"return 0.0, 0.0, 0.0", b"return 0.5, 0.5, 0.5")
    compile_project(files, LIBRARY, load(tmp_path, {}), cache)
    added = sorted(key.partition("-")[0] for key in set(cache) - before)
    assert added == sorted({*added}), "more than one module was looked at again"
    assert "lowered" in added


def test_the_cache_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "SPARE_BYTES", 1000)
    for number in range(30):
        cache = Cache(tmp_path)
        cache[f"key {number}"] = "x" * 200
        cache.save()
    assert 2 < len(Cache(tmp_path)) <= 6
    assert "key 29" in Cache(tmp_path)
    for number in range(6):
        (tmp_path / ".cache" / f"old{number}.cache").touch()
    cache = Cache(tmp_path)
    cache["one more"] = "x"
    cache.save()
    assert len(list((tmp_path / ".cache").iterdir())) == cache_module.FILES
    assert "one more" in Cache(tmp_path)


def test_a_disk_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / ".cache").touch()
    cache = Cache(tmp_path)
    cache["a"] = "b"
    cache.save()
    assert not Cache(tmp_path)


def test_what_a_call_must_fit_may_change_far_away(tmp_path: Path) -> None:
    texts = {
        "client_src/app.html": HEAD,
        "client_src/app.py": "from client_src.near import Child\n\n\nasync def init():\n    print(Child(1).x)\n",
        "client_src/near.py": "from client_src.far import Base as Root\n\n\nclass Child(Root):\n    pass\n",
        "client_src/far.py": "class Base:\n    def __init__(self, x):\n        self.x = x\n",
    }
    memory, cache = Memory(), Cache(tmp_path)
    assert isinstance(made(texts, tmp_path, cache, memory), tuple)
    texts["client_src/far.py"] = texts["client_src/far.py"].replace("x):", "x, y):")
    said = made(texts, tmp_path, cache, memory)
    assert "`y` is missing" in str(said)
    assert said == made(texts, tmp_path, Cache(tmp_path)) == made(texts, tmp_path, None)


def test_an_edit_that_reaches_the_same_parts_does_not_look_for_them_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {path: versions[0] for path, versions in VERSIONS.items()} | {"client_src/app.html": HEAD}
    memory = Memory()
    made(texts, tmp_path, None, memory)
    runs: list[Reach] = []
    run = Reach.run
    monkeypatch.setattr(Reach, "run", lambda self: (runs.append(self), run(self)))
    texts["client_src/text.py"] = texts["client_src/text.py"].replace("x + 1", "x + 12")
    texts["client_src/text.py"] += "\n\ndef nobody_calls(x):\n    return sorted(x)\n"
    again = made(texts, tmp_path, None, memory)
    assert not runs
    assert again == made(texts, tmp_path, None)
    assert runs
    runs.clear()
    texts["client_src/text.py"] += "\n\nprint(nobody_calls('ba'))\n"
    assert made(texts, tmp_path, None, memory) == made(texts, tmp_path, None)

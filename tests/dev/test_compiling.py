"""The compiler in its own process."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from harness import eventually

from pystream.dev.compiling import BUILD, Compiler
from pystream.output import read_manifest
from pystream.settings import Settings


async def test_it_compiles_again_and_again_and_survives_its_process(tmp_path: Path) -> None:
    client = tmp_path / "client_src"
    client.mkdir()
    (client / "app.html").write_text("<!doctype html><head>{{ pystream() }}</head>")
    (client / "app.py").write_text("print(1)\n")
    settings = Settings(root=tmp_path)
    compiler = Compiler()
    try:
        assert (await compiler.compile(settings, frozenset())).text == ""
        first = read_manifest(tmp_path / BUILD)
        # Nothing is compressed: that would cost more than all else of an edit.
        assert not [name for name in first.files if name.endswith((".br", ".gz"))]
        (client / "app.py").write_text("print(1)\nprint(nobody)\n")
        broken = await compiler.compile(settings, frozenset())
        [problem] = broken.problems
        assert (problem["path"], problem["line"], problem["col"], problem["end"]) == (
            "client_src/app.py",
            2,
            7,
            13,
        )
        assert problem["excerpt"] == "print(nobody)"
        assert broken.text.startswith(f"{problem['code']} client_src/app.py:2:7")
        assert read_manifest(tmp_path / BUILD) == first
        (client / "app.py").write_text("print(2)\n")
        assert not (await compiler.compile(settings, frozenset())).crash
        assert read_manifest(tmp_path / BUILD).clients != first.clients
        assert compiler._process.pid is not None
        compiler._process.kill()
        compiler._process.join()
        assert compiler._process.exitcode == -signal.SIGKILL
        assert not (await compiler.compile(settings, frozenset())).crash
    finally:
        compiler.close()


async def test_ending_it_ends_a_compile_that_is_under_way(tmp_path: Path) -> None:
    client = tmp_path / "client_src"
    client.mkdir()
    (client / "app.html").write_text("<!doctype html><head>{{ pystream() }}</head>")
    (client / "app.py").write_text("print(1)\n")
    (client / "app.scss").write_text("a {}\n")
    settings = Settings(root=tmp_path, css={"command": "sh -c 'touch begun; exec sleep 60'"})
    compiler = Compiler()
    try:
        compiling = asyncio.create_task(compiler.compile(settings, frozenset()))
        await eventually((tmp_path / "begun").exists)
        compiler.close()
        async with asyncio.timeout(5):
            assert (await compiling).crash
    finally:
        compiler.close()


async def test_what_is_wrong_with_the_disk_is_no_fault_of_the_compiler(tmp_path: Path) -> None:
    static = tmp_path / "client_src" / "static"
    static.mkdir(parents=True)
    (static / "secret.txt").symlink_to(tmp_path / "pyproject.toml")
    compiler = Compiler()
    try:
        outcome = await compiler.compile(Settings(root=tmp_path), frozenset())
    finally:
        compiler.close()
    assert not outcome.crash
    [problem] = outcome.problems
    assert "is a link that leads out of client_src/static" in problem["message"]

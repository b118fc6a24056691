"""The compiler in its own process."""

from __future__ import annotations

import signal
from pathlib import Path

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
        assert (await compiler.compile(settings, frozenset())).is_good
        first = read_manifest(tmp_path / BUILD)
        # Nothing is compressed: that would cost more than all else of an edit.
        assert not [name for name in first.files if name.endswith((".br", ".gz"))]
        (client / "app.py").write_text("print(1)\nprint(nobody)\n")
        broken = await compiler.compile(settings, frozenset())
        assert not broken.is_good
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
        assert (await compiler.compile(settings, frozenset())).is_good
        assert read_manifest(tmp_path / BUILD).clients != first.clients
        assert compiler._process.pid is not None
        compiler._process.kill()
        compiler._process.join()
        assert compiler._process.exitcode == -signal.SIGKILL
        assert (await compiler.compile(settings, frozenset())).is_good
    finally:
        compiler.close()

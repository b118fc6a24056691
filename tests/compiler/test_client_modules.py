"""Clients of several modules, in clients/: node prints what CPython prints for the same files."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from pystream.compiler.analyze import analyze
from pystream.compiler.engines.pystream import standalone
from pystream.compiler.engines.pystream.libraries import starred
from pystream.compiler.scan import MAIN, scan
from pystream.declarations import read_contract
from pystream.output import read_library


@cache
def runtime() -> dict[str, str]:
    return {path.removeprefix("pystream/runtime/"): text.decode() for path, text in read_library().items()}


def printed(files: dict[str, str], folder: Path) -> tuple[str, str]:
    """What the client prints under node, and under CPython."""
    found = scan(files, lambda module: starred(module, runtime()))
    analyze(found, files, read_contract(files))
    (folder / "main.mjs").write_text(standalone(runtime(), found.modules, MAIN).code, "utf-8")
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    done = [
        subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
        for command in (["node", "main.mjs"], [sys.executable, "-c", f"import {MAIN}"])
    ]
    assert done[1].returncode == 0, done[1].stderr
    return done[0].stdout + done[0].stderr, done[1].stdout


CLIENTS = {
    folder.name: {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.py"))
    }
    for folder in sorted((Path(__file__).parent / "clients").iterdir())
}


# Client Python is Python 3.11, texts and frames included; a newer one is no measure of it.
only_3_11 = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="compares with CPython 3.11")


@only_3_11
@pytest.mark.parametrize("files", CLIENTS.values(), ids=CLIENTS)
def test_a_client_prints_what_it_prints_under_cpython(files: dict[str, str], tmp_path: Path) -> None:
    ours, theirs = printed(files, tmp_path)
    assert ours == theirs

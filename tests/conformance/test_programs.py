"""Programs whose output under CPython 3.11 is known, compiled and run by node."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from pystream.compiler.messages import CompileError
from pystream.compiler.program import compile_program
from pystream.output import read_library

PROGRAMS = Path(__file__).parent / "programs"
# Programs that need what no browser has are refused by name.
REFUSED = {"repr_eval_roundtrip": "PS201"}
NAMES = sorted(path.stem for path in PROGRAMS.glob("*.out") if path.stem not in REFUSED)


@cache
def runtime() -> dict[str, str]:
    return {path.removeprefix("pystream/runtime/"): text.decode() for path, text in read_library().items()}


def read(path: str) -> str | None:
    file = PROGRAMS / path
    return file.read_text("utf-8") if file.is_file() else None


@pytest.mark.parametrize(("name", "code"), REFUSED.items())
def test_a_program_that_no_browser_can_run_is_refused(name: str, code: str) -> None:
    with pytest.raises(CompileError, match=code):
        compile_program(f"{name}.py", read, runtime())


@pytest.mark.parametrize("name", NAMES)
def test_a_program_prints_what_cpython_prints(name: str, tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node, "node is needed: apt-get install nodejs"
    script = tmp_path / f"{name}.mjs"
    script.write_text(compile_program(f"{name}.py", read, runtime()).code, "utf-8")
    done = subprocess.run(
        [node, str(script)], cwd=PROGRAMS, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.stdout == (PROGRAMS / f"{name}.out").read_text("utf-8"), done.stderr[-2000:]

"""A program that node runs ends as CPython ends it: what was printed, the report, the exit code."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pystream.compiler.program import compile_program
from pystream.output import read_library

PROGRAMS = {
    "an exit code": "import sys\nprint('a', end='')\nsys.exit(3)\n",
    "a message": "import sys\nsys.exit('enough')\n",
    "an exception": "print('partial', end='')\nraise ValueError('boom')\n",
    "a cause": "try:\n    {}['k']\nexcept KeyError as e:\n    raise RuntimeError('late') from e\n",
    "all is well": "print('done')\n",
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_a_program_ends_as_it_does_under_cpython(text: str, tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node, "node is needed: apt-get install nodejs"
    runtime = {path.removeprefix("pystream/runtime/"): code.decode() for path, code in read_library().items()}
    script = tmp_path / "main.mjs"
    script.write_text(compile_program("main.py", {"main.py": text}.get, runtime).code, "utf-8")
    (tmp_path / "main.py").write_text(text)
    ours, theirs = (
        subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
        for command in ([node, "main.mjs"], [sys.executable, "main.py"])
    )
    assert (ours.stdout, ours.returncode) == (theirs.stdout, theirs.returncode)
    # Frames need a source map, and node's switch for it.
    frames = ("  File", "    ")
    without = [line for line in theirs.stderr.splitlines() if not line.startswith(frames)]
    assert ours.stderr.splitlines() == without


ORDER = """
class Box:
    pass


def say(value):
    print(value)
    return value


def box():
    print("box")
    return held


held = first = Box()
boxes = [held]
box().a = say(1)
box().a += say(2)
boxes[say(0)].a = say(3)
box().a, box().b = say(4), say(5)


def swapped():
    global held
    held = Box()
    return 6


held.a = swapped()
print(first.a, held.a, first.b)


class Outer:
    def __init__(self):
        self.inner = Box()

    def renewed(self):
        self.inner = Box()
        return 7

    def run(self):
        self.inner.a = self.renewed()
        print(self.inner.a)


Outer().run()
"""


def test_a_value_is_evaluated_before_what_it_is_stored_in(tmp_path: Path) -> None:
    test_a_program_ends_as_it_does_under_cpython(ORDER, tmp_path)

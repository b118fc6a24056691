"""Numbers and operators of the runtime, against CPython's own answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="node runs the runtime"),
    pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the texts are those of CPython 3.11"),
]


def run_node(name: str, **env: str) -> None:
    """Run one file of node tests; its report is the failure's text."""
    command = ["node", "--test", str(HERE / name)]
    run = subprocess.run(command, env=os.environ | env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_numbers_do_what_cpython_does(tmp_path: Path) -> None:
    vectors = tmp_path / "vectors.jsonl"
    with vectors.open("wb") as out:
        subprocess.run([sys.executable, str(HERE / "make_vectors.py")], stdout=out, check=True)
    run_node("numbers.test.mjs", PYSTREAM_VECTORS=str(vectors))


def test_operators_ask_methods_as_cpython_does() -> None:
    run_node("operators.test.mjs", PYTHON=sys.executable)

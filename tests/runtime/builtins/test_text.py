"""str, bytes, format, repr and print of the runtime, against CPython's own answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.skipif(shutil.which("node") is None, reason="node runs the runtime")
@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the texts of errors are those of CPython 3.11")
def test_text_behaves_as_in_cpython(tmp_path: Path) -> None:
    vectors = tmp_path / "vectors.jsonl"
    subprocess.run([sys.executable, "-W", "ignore", HERE / "make_text_vectors.py", vectors], check=True)
    env = os.environ | {"PYSTREAM_TEXT_VECTORS": str(vectors)}
    run = subprocess.run(["node", "--test", HERE / "text.test.mjs"], env=env, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr

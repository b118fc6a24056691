"""Lists, tuples, dicts, sets, slices, ranges and iterators of the runtime against CPython."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the texts are those of CPython 3.11")
@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_containers_do_what_cpython_does() -> None:
    done = subprocess.run(
        ["node", "--test", str(HERE / "containers.test.mjs")],
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr

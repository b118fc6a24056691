"""Run objects.test.mjs: the object model of the runtime has CPython's results and error texts."""

import shutil
import subprocess
from pathlib import Path

import pytest

TEST = Path(__file__).with_name("objects.test.mjs")


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_the_object_model_gives_what_cpython_gives():
    run = subprocess.run(["node", "--test", str(TEST)], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout + run.stderr

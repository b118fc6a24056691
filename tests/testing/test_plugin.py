"""The pytest plugin, as a project has it: pytest in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SAMPLE = HERE / "sample"
PLUGIN = [] if entry_points(group="pytest11", name="pystream") else ["-p", "pystream.testing.plugin"]


def run(folder: Path, *options: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", *PLUGIN, "-p", "no:cacheprovider", "-q", *options]
    environ = {**os.environ, "PYTHONPATH": str(HERE.parent.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("--asyncio-mode=strict", "tests/test_page.py"),
        ("--asyncio-mode=auto", "--import-mode=importlib", "tests/test_app.py", "tests/test_http.py"),
    ],
    ids=["strict", "auto"],
)
def test_the_sample_projects_tests_pass(options: tuple[str, ...]) -> None:
    code, said = run(SAMPLE, *options)
    assert code == 0, said


def test_what_does_not_fit_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "server_src").mkdir()
    (tmp_path / "server_src" / "chat.py").write_text(
        "from pystream import action\n@action\ndef hi() -> str: return 'hi'\n"
    )
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text(
        "import pytest\n"
        "def test_sync(app): pass\n"
        "async def test_unmarked(app): pass\n"
        "@pytest.mark.anyio\n"
        "async def test_anyio(app): pass\n"
        "@pytest.mark.asyncio\n"
        "@pytest.mark.app(stroe='memory')\n"
        "async def test_setting(app): pass\n"
    )
    code, said = run(tmp_path)
    assert code == 1
    failures = re.findall(r"^ERROR tests/test_it.py::(\w+)(?:\[asyncio\])? - (.*)$", said, re.MULTILINE)
    assert [name for name, _ in failures] == ["test_sync", "test_unmarked", "test_anyio", "test_setting"]
    for expected in (
        "test_sync uses `app`, so write `async def test_sync`",
        'test_unmarked uses `app`, so mark it @pytest.mark.asyncio, or set asyncio_mode = "auto" for all',
        "test_anyio[asyncio]: `app` runs on asyncio: mark it asyncio instead of anyio",
        "no setting is called stroe; did you mean store?",
    ):
        assert expected in said

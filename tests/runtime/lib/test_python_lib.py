"""The library's modules through whole programs: node prints what CPython prints.

python/<module>/*.py are the programs; each is compiled by the engine, run by node, and run by CPython.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from pystream.compiler.engines.pystream import standalone
from pystream.compiler.parse import syntax_tree
from pystream.compiler.source import Module, Source

HERE = Path(__file__).parent
RUNTIME = HERE.parents[2] / "pystream" / "runtime"
PROGRAMS = sorted((HERE / "python").glob("*/*.py"))


@pytest.fixture(scope="module")
def runtime() -> Mapping[str, str]:
    return {
        path.relative_to(RUNTIME).as_posix(): path.read_text("utf-8")
        for folder in ("builtins", "lib")
        for path in sorted((RUNTIME / folder).rglob("*"))
        if path.suffix in (".js", ".py")
    }


@pytest.fixture(scope="module")
def expected(request: pytest.FixtureRequest) -> Mapping[Path, Future[str]]:
    """CPython's output of the selected programs, all under way at once while the engine compiles."""
    pool = ThreadPoolExecutor(4)
    request.addfinalizer(lambda: pool.shutdown(cancel_futures=True))
    wanted = {
        item.callspec.params["path"]
        for item in request.session.items
        if isinstance(item, pytest.Function) and hasattr(item, "callspec") and "path" in item.callspec.params
    }
    return {path: pool.submit(_cpython, path) for path in PROGRAMS if path in wanted}


def _cpython(path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(path)], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_program_prints_what_it_prints_under_cpython(
    path: Path, runtime: Mapping[str, str], expected: Mapping[Path, Future[str]], tmp_path: Path
) -> None:
    text = path.read_text("utf-8")
    module = Module("__main__", Source(path.name, text), syntax_tree)
    script = tmp_path / "main.mjs"
    script.write_text(standalone(runtime, [module], "__main__").code, "utf-8")
    got = subprocess.run(["node", str(script)], capture_output=True, text=True, check=False, timeout=60)
    assert got.stdout == expected[path].result(), got.stderr[-2000:]

# ruff: noqa: SIM905
"""runtime/lib against CPython: answers of single expressions, whole programs, and the names of properties."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from pystream.compiler.engines.pystream import standalone
from pystream.compiler.engines.pystream.names import BUILTIN_ATTRIBUTES, JAVASCRIPT
from pystream.compiler.parse import syntax_tree
from pystream.compiler.source import Module, Source

HERE = Path(__file__).parent
RUNTIME = HERE.parents[2] / "pystream" / "runtime"
MODULES = "asyncio json re _reparse random datetime time uuid base64 sys".split()
PROGRAMS = sorted((HERE / "programs").glob("*.py"))


@pytest.fixture(scope="module")
def runtime() -> Mapping[str, str]:
    return {
        path.relative_to(RUNTIME).as_posix(): path.read_text()
        for folder in ("builtins", "lib")
        for path in sorted((RUNTIME / folder).rglob("*"))
        if path.suffix in (".js", ".py")
    }


@pytest.mark.parametrize("name", ["lib.test.mjs", "async.test.mjs"])
def test_under_node(name: str) -> None:
    environment = {**os.environ, "PYTHON": sys.executable}
    done = subprocess.run(
        ["node", "--test", str(HERE / name)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:]


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_program_prints_what_it_prints_under_cpython(
    path: Path, runtime: Mapping[str, str], tmp_path: Path
) -> None:
    text = path.read_text()
    module = Module("main", Source(path.name, text), syntax_tree)
    script = tmp_path / "main.mjs"
    script.write_text(standalone(runtime, [module], "main").code)
    expected = subprocess.run(
        [sys.executable, "-W", "ignore", str(path)], capture_output=True, text=True, check=True
    )
    got = subprocess.run(["node", str(script)], capture_output=True, text=True, check=False)
    assert got.stdout == expected.stdout, got.stderr


@pytest.mark.parametrize("name", MODULES)
def test_attributes_are_stored_under_the_property_the_compiler_reads(name: str) -> None:
    text = (RUNTIME / "lib" / f"{name}.js").read_text()
    stored = re.findall(r"^  c\.([\w$]+) = ", text, re.M)
    stored += re.findall(r"(?:prop|classm|staticm|dateLazy)\(c, '([\w$]+)'", text)
    reserved = BUILTIN_ATTRIBUTES | JAVASCRIPT
    for each in stored:
        if each.startswith("$"):
            assert each[1:] in reserved, each
        elif not each.startswith("_$"):
            assert each not in reserved, each

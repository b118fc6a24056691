"""Programs that try to break what type inference proves: compiled, each must print what CPython prints."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pystream.compiler.engines.pystream import standalone
from pystream.compiler.engines.pystream.lower.infer import infer
from pystream.compiler.engines.pystream.lower.outline import definitions
from pystream.compiler.engines.pystream.lower.program import Program, View
from pystream.compiler.engines.pystream.lower.types import ANY, FLOAT, INT, LIST
from pystream.compiler.parse import syntax_tree
from pystream.compiler.source import Module, Source

RUNTIME = Path(__file__).parents[3] / "pystream" / "runtime"
CASES = sorted((Path(__file__).parent / "infer").glob("*.py"))


@pytest.fixture(scope="module")
def runtime() -> dict[str, str]:
    return {
        path.relative_to(RUNTIME).as_posix(): path.read_text("utf-8")
        for path in RUNTIME.rglob("*")
        if path.suffix in (".js", ".py") and path.parent != RUNTIME
    }


def module(text: str, path: str = "case.py") -> Module:
    return Module("__main__", Source(path, text), syntax_tree)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_compiled_program_prints_what_cpython_prints(
    path: Path, runtime: dict[str, str], tmp_path: Path
) -> None:
    made = standalone(runtime, [module(path.read_text("utf-8"), path.name)], "__main__")
    script = tmp_path / "case.mjs"
    script.write_text(made.code, "utf-8")
    commands = ([sys.executable, str(path)], ["node", str(script)])
    expected, got = (subprocess.run(each, capture_output=True, text=True, timeout=60) for each in commands)
    assert expected.returncode == 0, expected.stderr
    assert got.stdout == expected.stdout, got.stderr[-2000:]


def kinds(text: str, function: str, variable: str) -> int:
    """The kinds that are proven of a variable."""
    program, made = Program(), module(text)
    program.add(made)
    scopes = program.scopes(made)
    facts = infer(View(program), made, scopes, definitions(made, scopes))
    for (scope, identifier), var in facts.variables.items():
        if scope.name == function and identifier == variable:
            return var.find().mask
    raise AssertionError(f"no {variable} in {function}")


CALLED = "def f(x, xs):\n    y = x + 1.5\n    return xs[0]\n"


def test_parameters_are_what_all_calls_pass() -> None:
    assert kinds(f"{CALLED}f(1, [2])\nf(3, [])\n", "f", "x") == INT
    assert kinds(f"{CALLED}f(1, [2])\nf(0.5, [])\n", "f", "x") == INT | FLOAT
    assert kinds(f"{CALLED}f(1, [2])\n", "f", "xs") == LIST


def test_a_function_that_escapes_takes_anything() -> None:
    assert kinds(f"{CALLED}f(1, [2])\ng = f\n", "f", "x") == ANY
    assert kinds(f"{CALLED}f(1, [2])\nf(*g)\n", "f", "x") == ANY
    assert kinds(f"{CALLED}f(1, [2])\nh(o.f)\n", "f", "x") == ANY
    assert kinds(f"@cache\n{CALLED}f(1, [2])\n", "f", "x") == ANY
    assert kinds(f"{CALLED}f(1, [2])\nglobals()\n", "f", "x") == ANY
    assert kinds(CALLED, "f", "x") == ANY


def test_annotations_prove_nothing() -> None:
    assert kinds("def f(x: float) -> float:\n    y: float = x\n    return y\n", "f", "y") == ANY


def test_a_list_in_unknown_hands_holds_anything() -> None:
    body = "def f():\n    xs = [1.5]\n    {}\n    y = xs[0]\n"
    assert kinds(body.format("pass"), "f", "y") == FLOAT
    assert kinds(body.format("print(xs, len(xs))"), "f", "y") == FLOAT
    uses = "g(xs)", "o.xs = xs", "d[0] = xs", "t = (xs,)", "push = xs.append", "h(a=xs)", "yield xs", "xs + o"
    for use in uses:
        assert kinds(body.format(use), "f", "y") == ANY, use

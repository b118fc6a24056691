"""The linker keeps of the runtime what a program can reach, and folds away what it cannot."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from pystream.compiler.engines.pystream import standalone
from pystream.compiler.engines.pystream.bundle import Unit, bundle, read_library
from pystream.compiler.parse import syntax_tree
from pystream.compiler.source import Module, Source

RUNTIME = Path(__file__).parents[3] / "pystream" / "runtime"


@pytest.fixture(scope="module")
def runtime() -> dict[str, str]:
    return read()


def linked(text: str, attributes: str = "", says: str = "") -> str:
    """The script of a one-file runtime whose `main` is exported."""
    library = read_library({"builtins/a.js": text})
    unit = Unit((), [f"0;/*{says}*/"], False, frozenset(attributes.split()))
    return bundle(library, [unit], {"main": "builtins/a.js:main"}).code


def test_a_type_that_nothing_makes_is_no_ones_type() -> None:
    made = linked(
        """
class T {}
export function main(x) {
  if (x instanceof T) return 'a T';
  return x instanceof T && x.more ? 1 : 2;
}
"""
    )
    assert "instanceof" not in made
    assert "a T" not in made
    assert "class" not in made


def test_a_type_that_something_makes_keeps_what_asks_for_it() -> None:
    made = linked(
        """
class T {}
function make() { return new T(); }
export function main(x) { return x instanceof T ? 'a T' : make(); }
"""
    )
    assert "instanceof" in made
    assert "a T" in made


def test_an_internal_property_that_nothing_writes_reads_as_undefined() -> None:
    assert "yes" not in linked("export function main(x) { return x._$p !== undefined ? 'yes' : 'no'; }")
    both = "function set(x) { x._$p = 1; }\nexport function main(x) { set(x); return x._$p ? 'yes' : 'no'; }"
    assert "yes" in linked(both)


def test_a_store_that_nothing_reads_goes() -> None:
    assert "=1" not in linked("export function main(x) { x._$p = 1; return x; }")


def test_a_function_that_comes_to_a_constant_is_not_called() -> None:
    made = linked(
        """
function odd(x) { return x._$p !== undefined; }
export function main(x) { if (odd(x)) throw new Error('odd'); return x; }
"""
    )
    assert made.count("function") == 1
    assert "odd" not in made


def test_a_method_stays_when_its_type_and_its_name_are_reached() -> None:
    text = """
function method(T, name, f) { T.prototype['$' + name] = f; }
class T {}
method(T, 'used', function () { return 'used'; });
method(T, 'other', function () { return 'other'; });
export function main() { return new T(); }
"""
    made = linked(text, attributes="used")
    assert '"used"' in made
    assert '"other"' not in made


def test_reached_is_true_only_of_what_something_else_keeps() -> None:
    text = """
import {reached} from './reached.js';
function rare() { return 'rare'; }
export function main() { return reached(rare) ? rare() : 'common'; }
"""
    made = linked(text)
    assert "rare" not in made
    assert "common" in made


def test_spoken_is_true_of_strings_in_the_program() -> None:
    text = "import {spoken} from './reached.js';\nexport function main() { return spoken('set') ? 1 : 2; }"
    assert "return 2" in linked(text)
    assert "return 1" in linked(text, says='["set"]')


def test_names_and_order_do_not_depend_on_the_run(runtime: dict[str, str], tmp_path: Path) -> None:
    source = "xs = {1: 'a'}\nclass C:\n    def m(self): return xs\nprint(C().m(), sorted([2, 1]))\n"
    program = tmp_path / "program.py"
    program.write_text(source, "utf-8")
    code = (
        "import sys; sys.path[:0] = [sys.argv[1], sys.argv[2]]\n"
        "import test_reach as t; from pathlib import Path\n"
        "sys.stdout.write(t.compiled(t.read(), Path(sys.argv[3]).read_text()))\n"
    )
    here = Path(__file__)
    args = [sys.executable, "-c", code, str(here.parents[3]), str(here.parent), str(program)]
    first, second = (subprocess.run(args, capture_output=True, text=True, check=True).stdout for _ in "ab")
    assert first == second


def test_a_parameter_that_no_call_gives_a_value_goes() -> None:
    made = linked(
        """
function take(a, b, c = 0) { return b === undefined ? [a, c] : 'both'; }
export function main(x) { return take(x); }
"""
    )
    assert "both" not in made
    assert "[e,0]" in made


@pytest.mark.parametrize("call", ["take(x, 1)", "take(...x)", "[take]", "take(x, take(x, 1))", "twice(x, 1)"])
def test_a_parameter_that_a_call_may_give_a_value_stays(call: str) -> None:
    made = linked(
        f"""
function take(a, b) {{ return b === undefined ? 'one' : 'both'; }}
function twice(a, b) {{ return take(a, b); }}
export function main(x) {{ return {call}; }}
"""
    )
    assert "both" in made


def test_a_call_that_comes_to_a_constant_passes_its_arguments() -> None:
    made = linked(
        """
function some(x) { return x !== undefined ? x : undefined; }
export function main(x) { return some(x) === undefined ? 'none' : 'some'; }
"""
    )
    assert "some" in made


@pytest.mark.parametrize(
    ("attributes", "calls", "kept"),
    [("", {("strip", 0)}, False), ("", {("strip", 1)}, True), ("strip", {("strip", 0)}, True)],
)
def test_a_methods_parameters_are_those_that_the_program_passes(
    attributes: str, calls: set[tuple[str, int]], kept: bool
) -> None:
    strip = "function (chars) { return chars === undefined ? 1 : 'chars'; }"
    text = f"function method(T, name, f) {{ T.prototype[name] = f; }}\nmethod(String, 'strip', {strip});"
    library = read_library({"builtins/a.js": text})
    unit = Unit((), ["0;"], False, frozenset(attributes.split()), frozenset(calls))
    assert ("chars" in bundle(library, [unit], {}).code) is kept


DATACLASS = "from dataclasses import dataclass\n@dataclass({})\nclass P:\n    x: int\nprint(P(1))"


@pytest.mark.parametrize(
    ("keywords", "kept"), [("", False), ("frozen=True", True), ("**{'fro' + 'zen': True}", True)]
)
def test_what_only_a_keyword_argument_asks_for_stays_with_it(
    keywords: str, kept: bool, runtime: dict[str, str]
) -> None:
    assert ("cannot assign to field" in compiled(runtime, DATACLASS.format(keywords))) is kept


# Programs and the most that they may weigh, gzip -9; the report of uncaught exceptions is 1.7 KB of each.
@pytest.mark.parametrize(
    ("source", "most"),
    [
        ("print('hello', 1 + 2)", 4_600),
        ("x = 3\nprint(f'x is {x}')", 4_700),
        ("try:\n    raise ValueError('no')\nexcept ValueError as e:\n    print(e)", 4_800),
        ("class P:\n    def __init__(self, x):\n        self.x = x\nprint(P(3).x)", 7_300),
        ("print({'a': 1}, [1, 2])", 7_500),
        (DATACLASS.format(""), 14_100),
    ],
)
def test_a_small_program_stays_small(source: str, most: int, runtime: dict[str, str]) -> None:
    assert len(gzip.compress(compiled(runtime, source).encode(), 9)) <= most


@pytest.mark.parametrize(
    ("use", "checks"),
    [
        ("area(2, 3)", False),
        ("area(*[2, 3])", True),
        ("area(2)", True),
        ("list(map(area, [2], [3]))", True),
    ],
)
def test_arguments_are_counted_where_a_call_may_have_a_wrong_number(
    use: str, checks: bool, runtime: dict[str, str]
) -> None:
    made = compiled(runtime, f"def area(width, height):\n    return width * height\n\n\nprint({use})\n")
    assert ("arguments.length!==2" in made) is checks


def read() -> dict[str, str]:
    return {
        path.relative_to(RUNTIME).as_posix(): path.read_text("utf-8")
        for path in RUNTIME.rglob("*")
        if path.suffix in (".js", ".py") and path.parent != RUNTIME
    }


def compiled(runtime: dict[str, str], source: str) -> str:
    return standalone(runtime, [Module("__main__", Source("case.py", source), syntax_tree)], "__main__").code

"""Expressions that hypothesis makes up: node prints what CPython prints, the errors' texts included."""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pystream.compiler.program import compile_program
from pystream.output import read_library

ints = st.integers(-(2**70), 2**70) | st.integers(-20, 20)
floats = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([0.0, -0.0, 1.0, 2.5, 1e16, 1e-7])
texts = st.text(
    st.characters(max_codepoint=0x2FFF, exclude_categories=["Cs", "Cn", "Co"]), max_size=8
) | st.sampled_from(["", "abc", "a,b,,c", "  x ", "😀é", "Hello World", "%s", "{}", "ß"])
small = st.integers(-6, 6)
lists = st.lists(small | texts, max_size=6)
dicts = st.dictionaries(small | texts | st.booleans(), small, max_size=5)
specs = st.builds(
    "{}{}{}{}{}{}".format,
    st.sampled_from(["", "*<", "0>", "^", "=", ">"]),
    st.sampled_from(["", "+", " ", "-"]),
    st.sampled_from(["", "#", "0"]),
    st.sampled_from(["", "5", "12"]),
    st.sampled_from(["", ",", "_", ".0", ".3"]),
    st.sampled_from(["", "d", "f", "e", "g", "x", "b", "s", "%", "n", "c"]),
)
numbers = (ints | floats | st.booleans()).map(repr)
operators = st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "<", "==", "<=", "&", "|", "^", "<<", ">>"])
slices = st.builds("{}:{}:{}".format, small | st.just(""), small | st.just(""), small | st.just(""))
methods = st.sampled_from(
    [
        "upper()", "title()", "split()", "split(',')", "strip()", "replace('a', 'bb')", "find('b')", "zfill(6)",
        "center(9, '*')", "partition(',')", "isdigit()", "capitalize()", "swapcase()", "splitlines()",
        "encode()", "count('')", "rjust(7)", "startswith('a')", "join(['x', 'y'])", "rsplit(None, 1)",
    ]
)  # fmt: skip
expressions = st.one_of(
    st.builds("({}) {} ({})".format, numbers, operators, numbers).filter(
        # CPython would compute for minutes what nobody writes.
        lambda text: not any(operator in text for operator in ("** (", "<< ("))
    ),
    st.builds("({}) {} ({})".format, small, st.sampled_from(["**", "<<", ">>"]), small),
    st.builds("format({}, {!r})".format, numbers | texts.map(repr), specs),
    st.builds("({!r})[{}]".format, lists | texts, slices | small.map(str)),
    st.builds("{!r}.{}".format, texts, methods),
    st.builds("{!r} {} {!r}".format, lists, st.sampled_from(["+", "==", "<", ">=", "!="]), lists),
    st.builds("{!r}.get({!r}, 'none')".format, dicts, small | texts),
    st.builds("sorted({!r}, key=str, reverse=True)".format, lists),
    st.builds("{}({})".format, st.sampled_from(["int", "float", "str", "repr", "bool", "abs", "hash"]), numbers),
    st.builds("round({}, {})".format, floats.map(repr), small),
    st.builds("divmod({}, {})".format, numbers, numbers),
    st.builds("{!r} % ({!r},)".format, st.sampled_from(["%d", "%5.2f", "%s", "%r", "%x", "%-6s|"]), ints | floats | texts),
    st.builds("set({!r}) {} set({!r})".format, lists, st.sampled_from(["|", "&", "-", "^", "<="]), lists).map(
        lambda text: f"sorted(map(repr, {text}))" if "<=" not in text else text
    ),
    st.builds("int({!r}, {})".format, st.text("0123456789abcxyz_- ", max_size=6), st.sampled_from([0, 2, 10, 16, 36])),
)  # fmt: skip


@cache
def runtime() -> dict[str, str]:
    return {path.removeprefix("pystream/runtime/"): text.decode() for path, text in read_library().items()}


def program(batch: list[str]) -> str:
    """Each expression on its own, its error told in its place."""
    lines = []
    for expression in batch:
        lines += ["try:", f"    print(repr({expression}))"]
        lines += ["except Exception as error:", "    print(type(error).__name__, error)"]
    return "\n".join(lines) + "\n"


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # a batch says which expression failed; shrinking it would take minutes
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
@given(st.lists(expressions, min_size=80, max_size=80))
def test_made_up_expressions_print_what_cpython_prints(tmp_path: Path, batch: list[str]) -> None:
    node = shutil.which("node")
    assert node, "node is needed: apt-get install nodejs"
    text = program(batch)
    expected = io.StringIO()
    with contextlib.redirect_stdout(expected):
        exec(compile(text, "batch", "exec"), {})
    script = tmp_path / "batch.mjs"
    script.write_text(compile_program("batch.py", {"batch.py": text}.get, runtime()).code, "utf-8")
    done = subprocess.run([node, str(script)], capture_output=True, text=True, timeout=60, check=False)
    got, wanted = done.stdout.splitlines(), expected.getvalue().splitlines()
    for expression, ours, theirs in zip(batch, got, wanted, strict=False):
        assert ours == theirs, expression
    assert len(got) == len(wanted), done.stderr[-1000:]

"""What Pythons newer than 3.11 can say, compiled by such a Python, means what that Python makes of it."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pystream.compiler.engines.pystream.check import builtins, check
from pystream.compiler.parse import syntax_tree
from pystream.compiler.pipeline import compile_project
from pystream.compiler.program import compile_program, parse_module
from pystream.compiler.source import Module, Source
from pystream.output import read_library
from pystream.settings import Settings

from_3_12 = pytest.mark.skipif(sys.version_info < (3, 12), reason="the syntax is new in 3.12")

GENERICS = '''\
"""Its docstring stays first."""
from __future__ import annotations

type Name = str
type Tree = list[Tree] | Leaf
type Pair[T] = tuple[T, T]


class Leaf:
    pass


def first[T](items: list[T]) -> T:
    return items[0]


def own_name[T](T):
    return [T for T in (T, T)]


def same_name[T](x: T):
    return T.__name__, lambda T: T, [T.__name__ for T in [T]]


class Box[T]:
    def __init__(self, value: T) -> None:
        self.value = value

    def map[U](self, function) -> Box[U]:
        return Box(function(self.value))


class Both[K, V](Box[K]):
    def all[T](self, other: T) -> tuple[K, V, T]:
        return (self.value, other)


async def wait[**P](call: P) -> P:
    return call


print(Name, Tree, Tree.__name__, Pair, Name.__value__ is str)
print(first([1, 2]), own_name(3), same_name(4)[0], same_name(4)[1](5), same_name(6)[2])
print(Box(3).map(lambda x: x + 1).value, Box[int](4).value, isinstance(Both(1), Box))
print(Both[int, str](1).all(2), [base.__name__ for base in Both.__mro__])
'''
F_STRINGS = """\
names = {"a": [1, 2.5], "b": "x"}
width = 8
print(f"{names["a"]} {f"{names["b"]}{f"{width}"}"}")
print(f"{", ".join(map(str, names["a"]))} {
    names["b"]  # a comment
!r:>{width}}|{width:{width}}|{width:{width}d}{"\\n".join("ab")}")
"""


def compiled(text: str) -> str:
    runtime = {path.removeprefix("pystream/runtime/"): text.decode() for path, text in read_library().items()}
    return compile_program("main.py", {"main.py": text}.get, runtime).code


@from_3_12
@pytest.mark.parametrize("text", [GENERICS, F_STRINGS], ids=["type parameters", "f-strings"])
def test_a_program_prints_what_the_host_prints(text: str, tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node, "node is needed: apt-get install nodejs"
    script, program = tmp_path / "main.mjs", tmp_path / "main.py"
    script.write_text(compiled(text), "utf-8")
    program.write_text(text, "utf-8")
    ours = subprocess.run([node, script], capture_output=True, text=True, timeout=30, check=False)
    theirs = subprocess.run([sys.executable, program], capture_output=True, text=True, timeout=30, check=True)
    assert ours.stdout == theirs.stdout, ours.stderr


@from_3_12
def test_type_parameters_that_only_annotations_name_cost_nothing() -> None:
    plain = compiled("def first(items):\n    return items[0]\n\n\nprint(first([1]))\n")
    generic = compiled("def first[T](items: list[T]) -> T:\n    return items[0]\n\n\nprint(first([1]))\n")
    assert generic == plain


@from_3_12
def test_a_client_may_use_them_in_modules_that_it_shares() -> None:
    files = {
        "client_src/app.html": "<head>{{ pystream() }}</head>",
        "client_src/app.py": (
            "from shared_src.rows import Row, last\n\ntype Rows = list[Row]\n\n\n"
            "def newest(rows: Rows) -> Row:\n    return last(rows)\n\n\nprint(newest([1]))\n"
        ),
        "shared_src/rows.py": (
            "type Row = int\n\n\ndef last[T](rows: list[T]) -> T:\n"
            "    kept: list[T] = rows\n    return kept[-1]\n"
        ),
    }
    encoded = {path: text.encode() for path, text in files.items()}
    assert compile_project(encoded, read_library(), Settings()).files


@pytest.mark.skipif(sys.version_info < (3, 14), reason="the syntax is new in 3.14")
def test_exceptions_need_no_parentheses() -> None:
    old = "try:\n    print(1)\nexcept (KeyError, ValueError):\n    print(2)\n"
    assert compiled(old.replace("(KeyError, ValueError)", "KeyError, ValueError")) == compiled(old)


def test_a_template_string_is_refused_by_name() -> None:
    # As Python 3.14 parses t"": only there is ast.TemplateStr.
    module = parse_module("main", "main.py", "print(f'')\n")
    call = next(node for node in module.nodes if isinstance(node, ast.Call))
    template = type("TemplateStr", (ast.expr,), {"_fields": ("values",)})(values=[])
    call.args = [ast.copy_location(template, call.args[0])]
    refused = Module("main", module.source, lambda source: module.tree)
    assert [(each.code, str(each.span.col)) for each in builtins(refused)] == [("PS203", "7")]


def test_a_module_that_newer_pythons_removed_is_refused_by_all() -> None:
    module = Module("main", Source("main.py", "import cgi\n"), syntax_tree)
    assert [each.code for each in check(module, {})] == ["PS200"]

"""A dev build is changed while it runs: what is swapped keeps its state, and what cannot be is said."""

from __future__ import annotations

import json
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from pystream.compiler.engines import Built
from pystream.compiler.engines.pystream import Pystream
from pystream.compiler.program import dev_program
from pystream.compiler.results import Memory, Results
from pystream.output import read_library

RUNTIME = {path.removeprefix("pystream/runtime/"): code.decode() for path, code in read_library().items()}
MEMORY = Memory()
# Runs a page, and after each swap its check().
DRIVER = """
import {$hotModule} from './%s';
const main = $hotModule('__main__');
await import('./main.mjs');
main.check();
for (const swap of %s) {
    await import(swap);
    main.check();
}
"""

Version = str | dict[str, str]


def build(version: Version) -> Built:
    files = {"main.py": version} if isinstance(version, str) else version
    return dev_program("main.py", files.get, RUNTIME, Results(memory=MEMORY))


def run(folder: Path, *versions: Version) -> list[str]:
    """What check() of the first version prints, and then after each swap to the next."""
    builds = [build(version) for version in versions]
    for name, text in builds[0].files.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "main.mjs").write_text(builds[0].bundle.code, "utf-8")
    swaps = []
    for number, (before, after) in enumerate(pairwise(builds)):
        made = Pystream().swap(before, after)
        assert not isinstance(made, str), made
        swaps.append(f"./swap-{number}.mjs")
        (folder / swaps[-1]).write_text(made.code, "utf-8")
    runtime = next(iter(builds[0].files))
    (folder / "driver.mjs").write_text(DRIVER % (runtime, json.dumps(swaps)), "utf-8")
    node = shutil.which("node")
    assert node, "node is needed: apt-get install nodejs"
    done = subprocess.run(
        [node, "driver.mjs"], cwd=folder, capture_output=True, text=True, timeout=30, check=False
    )
    assert not done.stderr, done.stderr
    return done.stdout.splitlines()


def edited(text: str, *edits: tuple[str, str]) -> list[str]:
    """The text, and what it is after each edit."""
    versions = [text]
    for old, new in edits:
        assert old in versions[-1], old
        versions.append(versions[-1].replace(old, new))
    return versions


def refusal(before: Version, after: Version) -> str:
    made = Pystream().swap(build(before), build(after))
    assert isinstance(made, str)
    return made


COUNTER = '''
count = 0
handlers = []

def step():
    return 1

def bump():
    """Adds."""
    global count
    count += step()

handlers.append(bump)

def check():
    for handler in handlers:
        handler()
    print(count, bump.__doc__, bump.__name__)
'''


def test_a_function_runs_its_new_code_and_the_module_keeps_its_state(tmp_path: Path) -> None:
    versions = edited(COUNTER, ("return 1", "return 10"), ("+= step()", "-= step() * 2"), ("Adds", "Takes"))
    assert run(tmp_path, *versions) == ["1 Adds. bump", "11 Adds. bump", "-9 Adds. bump", "-29 Takes. bump"]


def test_a_captured_function_has_its_new_signature_too(tmp_path: Path) -> None:
    text = """
from functools import partial

def area(width):
    return width

held = [area, partial(area, 2)]

def check():
    try:
        print([each(3) for each in held[:1]], held[1](), area(width=4), area.__defaults__)
    except TypeError as error:
        print(error)
"""
    versions = edited(
        text,
        ("def area(width):\n    return width", "def area(width, height=5):\n    return width * height"),
        ("height=5", "height"),
        ("def area(width, height)", "async def area(width, *, height=1)"),
        (
            "print([",
            "import asyncio\n        print(asyncio.iscoroutinefunction(held[0]))\n        raise TypeError;([",
        ),
    )
    assert run(tmp_path, *versions)[:3] == [
        "[3] 2 4 None",
        "[15] 10 20 (5,)",
        "area() missing 1 required positional argument: 'height'",
    ]


CLASSES = """
class Base:
    def name(self):
        return "base"

class Shape(Base):
    made = []

    def __init__(self, size):
        self.size = size
        Shape.made.append(self)

    def area(self):
        return self.size

    @property
    def label(self):
        return f"{self.name()} {self.size}"

    @classmethod
    def count(cls):
        return len(cls.made)

    @staticmethod
    def unit():
        return "cm"

shape = Shape(3)
bound = shape.area

def check():
    print(bound(), shape.area(), shape.label, Shape.count(), shape.unit(), Shape.unit(), Shape.area(shape))
"""


def test_instances_and_bound_methods_run_the_new_code_of_methods(tmp_path: Path) -> None:
    versions = edited(
        CLASSES,
        ("return self.size\n", "return self.size ** 2\n"),
        ('return f"{', 'return f"a {'),
        ("len(cls.made)", "-len(cls.made)"),
        ('"cm"', '"mm"'),
        ('"base"', '"Base"'),
    )
    assert run(tmp_path, *versions) == [
        "3 3 base 3 1 cm cm 3",
        "9 9 base 3 1 cm cm 9",
        "9 9 a base 3 1 cm cm 9",
        "9 9 a base 3 -1 cm cm 9",
        "9 9 a base 3 -1 mm mm 9",
        "9 9 a Base 3 -1 mm mm 9",
    ]


def test_classes_get_members_and_lose_them(tmp_path: Path) -> None:
    text = """
class Node:
    def __init__(self):
        self.value = 1

    def show(self):
        return "shown"

class Leaf(Node):
    pass

leaf = Leaf()

def check():
    show = getattr(leaf, "show", None)
    print(show and show(), getattr(leaf, "extra", "-"), hasattr(Leaf, "make"))
"""
    versions = edited(
        text,
        ("    def show", "    @property\n    def extra(self):\n        return self.value\n\n    def show"),
        ("    def show", "    @classmethod\n    def make(cls):\n        return cls()\n\n    def show"),
        ('    def show(self):\n        return "shown"\n', ""),
        (
            "    @property\n    def extra(self):\n        return self.value\n",
            "    def extra(self): return 5\n",
        ),
        ('"extra", "-")', '"extra", "-")()'),
        ("    pass\n", "    def extra(self):\n        return super().extra() + self.make().value\n"),
    )
    assert run(tmp_path, *versions)[:4] == ["shown - False", "shown 1 False", "shown 1 True", "None 1 True"]
    assert run(tmp_path, *versions)[5:] == ["None 5 True", "None 6 True"]


def test_what_is_new_is_run_new_modules_and_the_library_too(tmp_path: Path) -> None:
    main = "import helper\nitems = [3, 1]\n\ndef check():\n    print(items)\n"
    helper = "def double(x):\n    return x * 2\n"
    added = main.replace("def check", "def more():\n    return helper.double(len(items))\n\ndef check")
    libraries = "import json\nfrom collections import Counter\nfrom dataclasses import dataclass\n"
    libraries += "from other import TEN\n"
    point = "@dataclass\nclass Point:\n    x: int\n    y: int = TEN\n\nstore = {}\n\n"
    rich = libraries + added.replace("def check", point + "def check").replace(
        "print(items)",
        "store[len(store)] = 1; print(json.dumps(items), more(), Counter(items), Point(1), store)",
    )
    versions: list[Version] = [
        {"main.py": main, "helper.py": helper},
        {"main.py": added.replace("print(items)", "print(items, more())"), "helper.py": helper},
        {"main.py": rich, "helper.py": helper, "other.py": "TEN = 10\n"},
        {
            "main.py": rich.replace("Point(1)", "Point(2)"),
            "helper.py": helper.replace("2", "3"),
            "other.py": "TEN = 10\n",
        },
    ]
    assert run(tmp_path, *versions) == [
        "[3, 1]",
        "[3, 1] 4",
        "[3, 1] 4 Counter({3: 1, 1: 1}) Point(x=1, y=10) {0: 1}",
        "[3, 1] 6 Counter({3: 1, 1: 1}) Point(x=2, y=10) {0: 1, 1: 1}",
    ]


def test_a_constant_changes_where_nobody_has_used_it(tmp_path: Path) -> None:
    text = "LIMIT = 3\nSIZE = (1, 2)\n\ndef check():\n    print(LIMIT, SIZE)\n"
    versions = edited(text, ("LIMIT = 3", "LIMIT = -1.0"), ("(1, 2)", "'much'"))
    assert run(tmp_path, *versions) == ["3 (1, 2)", "-1.0 (1, 2)", "-1.0 much"]


def test_generators_end_in_the_code_that_they_began_in(tmp_path: Path) -> None:
    text = """
def numbers():
    yield 1
    yield 2

running = numbers()

def check():
    print(next(running, None), list(numbers()))
"""
    assert run(tmp_path, *edited(text, ("yield 2", "yield 20"))) == ["1 [1, 2]", "2 [1, 20]"]


def test_decorated_functions_run_their_new_code_in_what_was_made_of_them(tmp_path: Path) -> None:
    text = """
from functools import cache

def loud(function):
    def inner(*args):
        return f"{function(*args)}!"
    return inner

@loud
def hello(name):
    return f"hello {name}"

@cache
def costly(x):
    return x + 1

def check():
    print(hello("you"), costly(1))
"""
    versions = edited(text, ("hello {", "good day {"), ("x + 1", "x + 2"), ("costly(1)", "costly(2)"))
    assert run(tmp_path, *versions) == [
        "hello you! 2",
        "good day you! 2",
        "good day you! 2",
        "good day you! 4",
    ]


def test_decorated_classes_have_their_own_methods_changed(tmp_path: Path) -> None:
    text = """
from dataclasses import dataclass

class Named:
    def title(self):
        return "named"

@dataclass
class Item(Named):
    price: float

    class Part:
        def text(self):
            return "part"

    def title(self):
        return super().title()

item, part = Item(2.0), Item.Part()

def check():
    print(item, item.title(), part.text())
"""
    versions = edited(
        text, ("return super().title()", "return super().title() + f' {self.price}'"), ('"part"', '"a part"')
    )
    assert run(tmp_path, *versions) == [
        "Item(price=2.0) named part",
        "Item(price=2.0) named 2.0 part",
        "Item(price=2.0) named 2.0 a part",
    ]


def test_tracebacks_name_the_new_lines(tmp_path: Path) -> None:
    text = """
import traceback

def fails():
    raise ValueError("no")

def check():
    try:
        fails()
    except ValueError as error:
        print([(frame.lineno, frame.name, frame.line) for frame in traceback.extract_tb(error.__traceback__)])
"""
    versions = edited(text, ("def fails", "\n\ndef fails"), ("    raise", "    x = 1\n    raise"))
    assert run(tmp_path, *versions) == [
        """[(9, 'check', 'fails()'), (5, 'fails', 'raise ValueError("no")')]""",
        """[(11, 'check', 'fails()'), (7, 'fails', 'raise ValueError("no")')]""",
        """[(12, 'check', 'fails()'), (8, 'fails', 'raise ValueError("no")')]""",
    ]


PROGRAMS = Path(__file__).parents[2] / "conformance" / "programs"
SOME = sorted(path.stem for path in PROGRAMS.glob("*.out"))[::40]


@pytest.mark.parametrize("name", SOME)
def test_a_dev_build_runs_programs_as_cpython_does(name: str, tmp_path: Path) -> None:
    made = build((PROGRAMS / f"{name}.py").read_text("utf-8"))
    for file, text in {**made.files, "main.mjs": made.bundle.code}.items():
        (tmp_path / file).write_text(text, "utf-8")
    done = subprocess.run(
        ["node", tmp_path / "main.mjs"], cwd=PROGRAMS, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.stdout == (PROGRAMS / f"{name}.out").read_text("utf-8"), done.stderr


REFUSED = {
    "a statement": ("x = []\nx.append(1)\n", "x = []\nx.append(2)\n", "main.py:2: module level changed"),
    "a value": ("x = [1]\n", "x = [2]\n", "main.py:1: module level changed"),
    "a statement that went": ("print(1)\n", "", "main.py: a statement is gone from module level"),
    "bases": (
        "class C: pass\n",
        "class C(Exception): pass\n",
        "main.py:1: class C has other bases or decorators",
    ),
    "fields": ("class C:\n    x = 1\n", "class C:\n    x = 2\n", "main.py:1: class C has other fields"),
    "a special method": (
        "class C: pass\n",
        "class C:\n    def __call__(self): pass\n",
        "main.py:1: class C has another __call__",
    ),
    "a decorator": (
        "def d(f): return f\ndef f(): pass\n",
        "def d(f): return f\n@d\ndef f(): pass\n",
        "main.py:3: f has other decorators",
    ),
    "a constant in use": (
        "N = 1\nM = [N]\n",
        "N = 2\nM = [N]\n",
        "main.py: N changed, and main.py has used it",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_swapped_is_said(name: str) -> None:
    before, after, reason = REFUSED[name]
    assert refusal(before, after) == reason

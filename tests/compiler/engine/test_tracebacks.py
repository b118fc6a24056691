"""Tracebacks of compiled programs have the frames that CPython's have."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pystream.compiler.program import compile_program
from pystream.output import read_library

HEAD = """\
import asyncio
import traceback


class Account:
    def __init__(self, most=3):
        self.most = most

    def withdraw(self, count):
        if count > self.most:
            raise ValueError("too much")
        return [self.step(each) for each in range(count)]

    def step(self, by):
        return 1 // (1 - by)


def passes(count):
    return Account().withdraw(count)


def raises(error):
    raise error


def show(what=""):
    print(traceback.format_exc())


async def inner():
    await asyncio.sleep(0)
    raise LookupError("in a coroutine 😀")


async def middle():
    text = "😀"; await inner()


"""
PROGRAMS = {
    "methods and a comprehension": """
for count in (3, 5):
    try:
        passes(count)
    except Exception:
        show()
""",
    "a cause and a context": """
def second(how):
    try:
        passes(9)
    except ValueError as error:
        if how:
            raise RuntimeError("again") from error
        raise RuntimeError("again")
for how in (0, 1):
    try:
        second(how)
    except RuntimeError:
        show()
""",
    "an exception made elsewhere": """
error = ValueError("made")
try:

    raises(error)
except ValueError:
    show()
""",
    "raised again by name, and bare": """
def named():
    try:
        raises(ValueError("made"))
    except ValueError as error:
        raise error
def bare():
    try:
        raises(ValueError("made"))
    except ValueError:
        show()
        raise
for f in (named, bare):
    try:
        f()
    except ValueError:
        show()
""",
    "a clause that does not match, and finally": """
def f():
    try:
        try:
            passes(9)
        except KeyError:
            pass
    finally:
        print("finally")
try:
    f()
except ValueError:
    show()
""",
    "recursion": """
def down(count):
    if count:
        return down(count - 1)
    raise KeyError("bottom")
for depth in (2, 3, 4, 50):
    try:
        down(depth)
    except KeyError:
        show()
""",
    "coroutines and tasks": """
async def main():
    try:
        await middle()
    except LookupError:
        show()
    task = asyncio.create_task(middle())
    try:
        await task
    except LookupError:
        show()
    for result in await asyncio.gather(middle(), return_exceptions=True):
        print("".join(traceback.format_exception(result)))
    await middle()
try:
    asyncio.run(main())
except LookupError:
    show()
""",
    "asyncio.run in a function": """
def start():
    asyncio.run(middle())
try:
    start()
except LookupError:
    show()
""",
    "generators": """
def numbers():
    yield 1
    raise ValueError("after one")
def use():
    yield from numbers()
try:
    for each in use():
        list(passes(2 + each + other) for other in use())
except ValueError:
    show()
""",
    "what the runtime raises": """
def f(text):
    return text.missing
works = lambda: passes(), lambda: {}["k"], lambda: [][3], lambda: f("x"), lambda: f(None), lambda: int("x")
for work in works:
    try:
        work()
    except (TypeError, KeyError, IndexError, AttributeError, ValueError):
        show()
""",
    "class bodies": """
try:
    class Bad:
        size = 4
        rate = size / 0
except ZeroDivisionError:
    show()
class Good:
    try:
        passes(7)
    except ValueError:
        show()
""",
    "a callback of the runtime": """
try:
    sorted([1, 2], key=lambda each: each.missing)
except AttributeError:
    show()
""",
    "with": """
class Manager:
    def __enter__(self):
        return self
    def __exit__(self, kind, error, tb):
        print(tb.tb_lineno, [frame.name for frame in traceback.extract_tb(tb)])
def f():
    with Manager():
        passes(8)
try:
    f()
except ValueError:
    show()
""",
    "a context manager that is a generator": """
import contextlib
@contextlib.contextmanager
def turned():
    try:
        yield 1
    except KeyError as error:
        raise ValueError("from a context manager") from error
def use():
    with turned() as one:
        {}["k"]
try:
    use()
except ValueError:
    show()
""",
    "an exception thrown into a generator": """
def numbers():
    try:
        yield 1
    except ValueError:
        raise TypeError("inside")
def drive():
    each = numbers()
    next(each)
    each.throw(ValueError("thrown"))
try:
    drive()
except TypeError:
    show()
""",
    "special methods": """
class Node:
    def __init__(self, value, *, deep=1, **others):
        self.value = value / deep
    @property
    def half(self):
        return self.value // 0
    @classmethod
    def make(cls, value): return cls(value, deep=0)
    @staticmethod
    def read(x): return x.nope
    def __add__(self, other): return self.half
    def __getattr__(self, name): raise AttributeError("no " + name)
    def __iter__(self):
        yield self.value
        yield self.half
    def __eq__(self, other): raise RuntimeError("eq")
def match(x):
    match x:
        case {"a": y} if y / 0:
            pass
works = [
    lambda: Node(1).half,
    lambda: Node.make(1),
    lambda: Node.read(1),
    lambda: Node(1) + 2,
    lambda: Node(1).other,
    lambda: list(Node(1)),
    lambda: Node(1) in [3],
    lambda: match({"a": 1}),
]
for work in works:
    try:
        work()
    except Exception:
        show()
""",
    "decorators": """
import functools
def logged(f):
    @functools.wraps(f)
    def around(*args, **kw):
        return f(*args, **kw)
    return around
@logged
def work(a, b=2):
    return a / (b - 2)
try:
    work(1)
except ZeroDivisionError:
    show()
""",
    "groups": """
try:
    try:
        passes(8)
    except ValueError as error:
        raise ExceptionGroup("both", [error, KeyError("k")])
except* ValueError:
    print("part")
except* KeyError:
    print("other")
""",
    "the traceback object": """
try:
    passes(9)
except ValueError as error:
    tb = error.__traceback__
    while tb is not None:
        code = tb.tb_frame.f_code
        print(tb.tb_lineno, code.co_name, code.co_filename.endswith("main.py"))
        tb = tb.tb_next
    last = traceback.extract_tb(error.__traceback__)[-1]
    name, line = last.name, last[1]
    print(name, line, last.line, len(last))
    print([each.name for each in traceback.extract_tb(error.__traceback__, limit=1)])
    print("".join(traceback.format_tb(error.__traceback__, limit=-1)))
    print("".join(traceback.format_exception(error, limit=2)))
    print("".join(traceback.TracebackException.from_exception(error).format()))
    print([frame.f_code.co_name for frame, _ in traceback.walk_tb(error.__traceback__)])
    traceback.print_exc()
print("".join(traceback.format_exception(ValueError("never raised"))))
def here():
    return traceback.extract_stack()
print([frame.name for frame in here()], here()[-1].line)
""",
    "lines over several lines": """
def add(*parts):
    return sum(parts)
try:
    total = add(
        1,
        passes(
            9
        ),
        3,
    )
except ValueError:
    show()
""",
    "nobody catches it": """
def f():
    try:
        passes(9)
    except ValueError as error:
        raise KeyError("late") from error
f()
""",
}
# What only CPython has: marks below a line, and frames of library modules, which run as JavaScript here.
_MARKS = re.compile(r"^[ |]*[~^]+\n", re.M)
_LIBRARY = re.compile(r'^ *(?:\| )*  File "[^"]*/lib/python3[^"]*", line .*\n(?:[ |]*    .*\n)?', re.M)


def frames_of(text: str, folder: Path) -> str:
    return _LIBRARY.sub("", _MARKS.sub("", text)).replace(f"{folder}/", "")


# Client Python is Python 3.11, texts and frames included; a newer one is no measure of it.
only_3_11 = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="compares with CPython 3.11")


@only_3_11
@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_a_traceback_is_that_of_cpython(text: str, tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node, "node is needed: apt-get install nodejs"
    runtime = {path.removeprefix("pystream/runtime/"): code.decode() for path, code in read_library().items()}
    (tmp_path / "main.py").write_text(HEAD + text, "utf-8")
    code = compile_program("main.py", {"main.py": HEAD + text}.get, runtime).code
    (tmp_path / "main.mjs").write_text(code, "utf-8")
    ours, theirs = (
        subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60, check=False)
        for command in ([node, "main.mjs"], [sys.executable, "-X", "utf8", "main.py"])
    )
    assert ours.stdout == frames_of(theirs.stdout, tmp_path), ours.stderr
    assert ours.stderr == frames_of(theirs.stderr, tmp_path)
    assert ours.returncode == theirs.returncode

"""Generic classes cost a program nothing that does not ask for what is generic of them."""

from __future__ import annotations

import pytest

from pystream.compiler.program import compile_program
from pystream.output import read_library

GENERIC = """
from typing import Generic, TypeVar

T = TypeVar("T")
K = TypeVar("K")


class Box(Generic[T]):
    def __init__(self, value):
        self.value = value


class Pair(Box[T], Generic[K, T]):
    pass


def first(boxes: list[Box[int]]) -> int:
    return boxes[0].value


print(first([Pair(1)]))
"""
PLAIN = """
class Box:
    def __init__(self, value):
        self.value = value


class Pair(Box):
    pass


def first(boxes):
    return boxes[0].value


print(first([Pair(1)]))
"""


def compiled(text: str) -> str:
    runtime = {path.removeprefix("pystream/runtime/"): code.decode() for path, code in read_library().items()}
    return compile_program("main.py", {"main.py": text}.get, runtime).code


def test_a_generic_class_is_as_small_as_a_plain_one() -> None:
    assert compiled(GENERIC) == compiled(PLAIN)


@pytest.mark.parametrize(
    "asking",
    [
        "Box[int](1)",
        "print(Box.__mro__)",
        "print(isinstance(Pair(1), Generic))",
        "def f(kind):\n    return kind.__bases__",
    ],
)
def test_a_program_that_can_tell_has_it_all(asking: str) -> None:
    assert "Generic" in compiled(f"{GENERIC}\n{asking}\n")

"""pystream/client.py offers what client.pyi declares: the names, and what functions and methods take."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import Any

import pytest

import pystream.client

DECLARED = ast.parse((Path(pystream.client.__file__).with_suffix(".pyi")).read_text("utf-8")).body
CLASSES = {node.name: node for node in DECLARED if isinstance(node, ast.ClassDef)}
# What a module-level name of the page is an instance of: `on: _On`.
INSTANCES = {
    node.target.id: node.annotation.id
    for node in DECLARED
    if isinstance(node, ast.AnnAssign)
    and isinstance(node.target, ast.Name)
    and isinstance(node.annotation, ast.Name)
    and node.annotation.id.startswith("_")
}
FUNCTIONS = {node.name: node for node in DECLARED if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def public() -> set[str]:
    names = {name for name in (*CLASSES, *INSTANCES, *FUNCTIONS) if not name.startswith("_")}
    return names - {"State"}


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    args = node.args
    rest = [each for each in (args.vararg, args.kwarg) if each]
    return [
        each.arg for each in (*args.posonlyargs, *args.args, *args.kwonlyargs, *rest) if each.arg != "self"
    ]


def test_every_name_is_there() -> None:
    missing = {name for name in public() if not hasattr(pystream.client, name)}
    assert not missing, (
        f"pystream/client.py lacks {missing}: give it their CPython half, in pystream/testing/half.py"
    )
    assert public() | {"State"} == set(pystream.client.__all__)


@pytest.mark.parametrize("name", sorted(name for name in FUNCTIONS if not name.startswith("_")))
def test_functions_take_the_same(name: str) -> None:
    there = [each for each in inspect.signature(getattr(pystream.client, name)).parameters if each != "self"]
    assert there == parameters(FUNCTIONS[name])


@pytest.mark.parametrize(
    "name", sorted({*INSTANCES, *(name for name in CLASSES if not name.startswith("_"))})
)
def test_objects_have_the_same_members(name: str) -> None:
    thing: Any = getattr(pystream.client, name)
    for node in CLASSES[INSTANCES.get(name, name)].body:
        if isinstance(node, ast.FunctionDef):
            is_property = any(
                isinstance(each, ast.Name) and each.id == "property" for each in node.decorator_list
            )
            # Of an element, what __init__ sets is a property to who reads the stub.
            member = inspect.getattr_static(thing, node.name, None)
            if is_property:
                source = inspect.getsource(thing if isinstance(thing, type) else type(thing))
                assert member is not None or f"self.{node.name} = " in source, f"{name}.{node.name}"
            else:
                assert member is not None or hasattr(type(thing), node.name), f"{name}.{node.name}"
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            assert hasattr(thing, node.target.id), f"{name}.{node.target.id}"

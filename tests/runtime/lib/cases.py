# ruff: noqa: E501, SIM905
"""Expressions over the standard library with CPython's answer: cases.py MODULE -> JSON [[source, tree, expected], ...]."""

from __future__ import annotations

import ast
import base64  # noqa: F401
import datetime  # noqa: F401
import importlib
import json
import math  # noqa: F401
import random  # noqa: F401
import re  # noqa: F401
import sys
import time  # noqa: F401
import uuid  # noqa: F401
import warnings
from pathlib import Path
from typing import Any

BINARY = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
    ast.BitOr: "bitor",
    ast.BitAnd: "bitand",
}
COMPARE = {ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge"}


def tree(node: ast.expr) -> list[Any]:
    match node:
        case ast.Constant(value=bool() | None as value):
            return ["const", value]
        case ast.Constant(value=int() as value):
            return ["int", str(value)]
        case ast.Constant(value=float() as value):
            return ["float", repr(value)]
        case ast.Constant(value=str() as value):
            return ["str", value]
        case ast.Constant(value=bytes() as value):
            return ["bytes", list(value)]
        case ast.List(elts=items):
            return ["list", [tree(each) for each in items]]
        case ast.Tuple(elts=items):
            return ["tuple", [tree(each) for each in items]]
        case ast.Set(elts=items):
            return ["set", [tree(each) for each in items]]
        case ast.Dict(keys=keys, values=values):
            return ["dict", [[tree(k), tree(v)] for k, v in zip(keys, values, strict=True) if k is not None]]
        case ast.Name(id=name):
            return ["name", name]
        case ast.Attribute(value=value, attr=attr):
            return ["attr", tree(value), attr]
        case ast.Subscript(value=value, slice=key):
            return ["item", tree(value), tree(key)]
        case ast.Call(func=func, args=args, keywords=keywords):
            return [
                "call",
                tree(func),
                [tree(each) for each in args],
                [[k.arg, tree(k.value)] for k in keywords],
            ]
        case ast.Lambda(args=args, body=body):
            return ["lambda", [a.arg for a in args.args], tree(body)]
        case ast.BinOp(left=left, op=op, right=right):
            return ["bin", BINARY[type(op)], tree(left), tree(right)]
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            if isinstance(op, ast.Is | ast.IsNot):
                return ["bin", "eq" if isinstance(op, ast.Is) else "ne", tree(left), tree(right)]
            return ["bin", COMPARE[type(op)], tree(left), tree(right)]
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return ["int", str(-value)] if isinstance(value, int) else ["float", repr(-value)]
        case ast.UnaryOp(op=ast.USub(), operand=value):
            return ["unary", "neg", tree(value)]
        case ast.UnaryOp(op=ast.Not(), operand=value):
            return ["not", tree(value)]
        case ast.ListComp(elt=elt, generators=[ast.comprehension(target=ast.Name(id=name), iter=source)]):
            return ["comp", tree(elt), name, tree(source)]
    raise ValueError(ast.dump(node))


def answer(source: str, scope: dict[str, Any]) -> str:
    try:
        return repr(eval(source, scope))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def main(module: str) -> None:
    warnings.simplefilter("ignore")
    sys.path.insert(0, str(Path(__file__).parent))
    scope = {
        name: importlib.import_module(name)
        for name in "base64 datetime json math random re time uuid".split()
    }
    sources = importlib.import_module(f"cases_{module}").sources()
    rows = [
        [source, tree(ast.parse(source, mode="eval").body), answer(source, dict(scope))] for source in sources
    ]
    json.dump(rows, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])

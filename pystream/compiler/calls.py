"""Calls against signatures: of actions, and of the client's functions and classes where these are certain."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from pystream.compiler import messages
from pystream.compiler.outline import Client, Outline
from pystream.compiler.source import walk
from pystream.contract import Parameter
from pystream.declarations import parameters_of

# They take what they are given.
_EXCEPTIONS = frozenset(
    "Exception ArithmeticError KeyError LookupError RuntimeError TypeError ValueError".split()
)


def misfits(call: ast.Call, parameters: Sequence[Parameter]) -> Iterator[tuple[ast.AST, str]]:
    """Where and why the arguments of a call do not fit."""
    plain = [arg for arg in call.args if not isinstance(arg, ast.Starred)]
    starred = len(plain) < len(call.args)
    spread = any(keyword.arg is None for keyword in call.keywords)
    ordinary = [each for each in parameters if each.kind in ("positional_only", "normal")]
    by_kind = {each.kind for each in parameters}
    if len(plain) > len(ordinary) and "rest" not in by_kind:
        many = f"it takes {len(ordinary)} argument(s) by position, got {len(plain)}"
        yield plain[len(ordinary)], many
    # What a star gives is not known, nor then what stands behind it.
    first = next((at for at, arg in enumerate(call.args) if isinstance(arg, ast.Starred)), len(call.args))
    given = {each.name for each in ordinary[:first]}
    nameable = {each.name for each in parameters if each.kind in ("normal", "keyword")}
    misspelt = False
    for keyword in call.keywords:
        if keyword.arg in given & nameable:
            yield keyword, f"`{keyword.arg}` is given twice"
        elif keyword.arg is not None and keyword.arg not in nameable:
            if "keywords" not in by_kind:
                misspelt = True
                near = messages.nearest(keyword.arg, nameable)
                yield keyword, f"it has no parameter `{keyword.arg}`" + (f"; {near}" if near else "")
        elif keyword.arg is not None:
            given.add(keyword.arg)
    if spread or misspelt:
        return
    for each in parameters:
        if each.kind in ("rest", "keywords") or each.default is not None or each.name in given:
            continue
        if each.kind == "keyword" or not starred:
            yield call, f"`{each.name}` is missing"


def written(name: str, parameters: Sequence[Parameter]) -> str:
    """`chat.say(room, text='hi', *, to=None)`."""
    parts: list[str] = []
    last: str = ""
    for each in parameters:
        if last == "positional_only" and each.kind != last:
            parts.append("/")
        if each.kind == "keyword" and last not in ("keyword", "rest"):
            parts.append("*")
        stars = {"rest": "*", "keywords": "**"}.get(each.kind, "")
        parts.append(f"{stars}{each.name}" + ("" if each.default is None else f"={each.default}"))
        last = each.kind
    if last == "positional_only":
        parts.append("/")
    return f"{name}({', '.join(parts)})"


def signature(client: Client, full: str) -> tuple[Parameter, ...] | None:
    """What a function or class of the client takes; None when that is not certain."""
    found = client.definition(full)
    if found is None:
        return None
    outline, node = found
    if isinstance(node, ast.ClassDef):
        return _constructor(client, outline, node)
    return None if node.decorator_list else _parameters(node.args)


def _parameters(args: ast.arguments) -> tuple[Parameter, ...]:
    return tuple(parameters_of(args, lambda _: "any"))


def _constructor(
    client: Client, outline: Outline, node: ast.ClassDef, depth: int = 0
) -> tuple[Parameter, ...] | None:
    if client.touched & {"__init__", "__new__"} or node.keywords or len(node.bases) > 1:
        return None
    if node.decorator_list:
        return _fields(outline, node)
    inherited: tuple[Parameter, ...] | None = ()
    if node.bases and outline.builtin(node.bases[0]) in _EXCEPTIONS:
        inherited = (Parameter("args", "rest", "any"),)
    elif node.bases and outline.builtin(node.bases[0]) != "object":
        # Enum and its kin, whose metaclass calls __init__ in its own way, are among those not known.
        found = client.definition(outline.full(node.bases[0]) or "")
        if found is None or not isinstance(found[1], ast.ClassDef) or depth > 20:
            return None
        inherited = _constructor(client, found[0], found[1], depth + 1)
    special = [each for each in walk(node) if getattr(each, "name", "") in ("__init__", "__new__")]
    special += [each for each in walk(node) if getattr(each, "id", "") in ("__init__", "__new__")]
    match special:
        case []:
            return inherited
        case [ast.FunctionDef(name="__init__", decorator_list=[]) as init] if init in node.body:
            parameters = _parameters(init.args)
            certain = inherited is not None and parameters and parameters[0].kind != "rest"
            return parameters[1:] if certain else None
    return None


def _fields(outline: Outline, node: ast.ClassDef) -> tuple[Parameter, ...] | None:
    """What a plain `@dataclass` takes."""
    decorator = node.decorator_list[0]
    if len(node.decorator_list) > 1 or node.bases or outline.full(decorator) != "dataclasses.dataclass":
        return None
    found: dict[str, Parameter] = {}
    for part in node.body:
        match part:
            case ast.AnnAssign(
                target=ast.Name(id=name), annotation=ast.Constant(value=str(note)), value=value
            ):
                if "ClassVar" in note:
                    continue
                if "KW_ONLY" in note or (isinstance(value, ast.Call)):
                    return None
                found[name] = Parameter(name, "normal", "any", ast.unparse(value) if value else None)
            case ast.FunctionDef(name="__init__" | "__new__") | ast.If() | ast.Try() | ast.With() | ast.For():
                return None
    return tuple(found.values())

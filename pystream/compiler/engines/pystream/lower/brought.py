"""Whether a module lets JavaScript's own objects loose: then any value of the program may be one.

It does not where all that it takes of the browser's globals are texts and numbers, used up where they stand:
`str(Intl.NumberFormat("de").format(x * 2))`, `if not isSecureContext`.
"""

from __future__ import annotations

import ast

from pystream.compiler.scan import SHARED
from pystream.compiler.source import Module, children

BROWSER = "pystream.browser"
# What gives nothing of JavaScript's away.
PLAIN = frozenset(("storage", "position", "to_js", "to_py", "JsError"))
# Methods whose results are texts or numbers, whosever they are.
PRIMITIVE = frozenset(("format", "getItem", "now", "toISOString", "toLocaleString"))
_CONSUMERS = frozenset(("bool", "float", "int", "len", "print", "repr", "round", "str"))


def brings_javascript(module: Module) -> bool:
    """Whether an object of JavaScript's may come out of its use of the browser's globals, or of a script."""
    if module.name in SHARED:
        return False  # they keep what they take to themselves
    names: set[str] = set()
    for node, target, taken in module.imports:
        if target.split(".")[0] == "js" or (target == "pystream" and "browser" in taken):
            return True
        if target != BROWSER:
            continue
        if isinstance(node, ast.Import):
            return True
        names |= {alias.asname or alias.name for alias in node.names if alias.name not in PLAIN}
    if not names:
        return False
    parents = {id(child): node for node in module.nodes for child in children(node)}
    return any(
        isinstance(node, ast.Name) and node.id in names and not _used_up(node, parents)
        for node in module.nodes
    )


def _used_up(node: ast.expr, parents: dict[int, ast.AST]) -> bool:
    """Whether what `node` leads to, by attributes and calls, ends where a text or a number does."""
    while True:
        above = parents[id(node)]
        match above:
            case ast.Attribute(value=value) if value is node:
                node = above
            case ast.Call(func=function) if function is node:
                if not all(map(_harmless, [*above.args, *(each.value for each in above.keywords)])):
                    return False
                node = above
                if isinstance(function, ast.Attribute) and function.attr in PRIMITIVE:
                    return True
            case ast.Call(func=ast.Name(id=consumer)):
                return consumer in _CONSUMERS
            case ast.Call(func=ast.Attribute()):
                # An argument in another such chain.
                node = above.func
            case ast.BinOp() | ast.Compare() | ast.FormattedValue() | ast.If() | ast.While() | ast.Expr():
                return True
            case ast.UnaryOp():
                return True
            case _:
                return False


def _harmless(node: ast.expr) -> bool:
    """Whether an argument can neither be called back nor kept: a text, a number, options of these."""
    match node:
        case ast.Constant() | ast.JoinedStr() | ast.BinOp() | ast.Compare() | ast.UnaryOp():
            return True
        case ast.Dict(keys=keys, values=values):
            return all(each is not None and _harmless(each) for each in (*keys, *values))
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return all(map(_harmless, items))
        case ast.Attribute(value=value):
            return isinstance(value, ast.Name)
    return False

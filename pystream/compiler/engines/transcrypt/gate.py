"""Refuses, by name and place, what Transcrypt 3.9.5 would drop, abort on, or turn into something else.

Most of Python's operators and builtins are put right by lower.py and python.js; what is refused here is
what was seen to go wrong and is not worth a translation. Left are differences that no source shows:

- int and float are one kind of number: `4 / 2` prints as 2, `isinstance(2.0, int)` holds, ints are exact
  to 2**53.
- Keys of a dict are text. Another key raises TypeError; keys made of digits come first, in their order; a
  key called like a method of dict does not hide it.
- len() and indices of text count UTF-16 units: an emoji counts as two.
- A missing attribute reads as None, a function's __name__ too. An argument that is not given reads as
  None, one too many is left aside.
- Sets keep the order of insertion and compare their items one by one. range(), dict.keys() and
  dict.values() are lists of that moment.
- A generator has no send(), throw() or close(). `for a, b in rows` does not count what a row has.
- Instances cannot be called, and iterate by __iter__ only.
- Words that Transcrypt renames (`name`, `type`, `get`, `keys`...) reach an attribute of a browser's object
  through `js_name` or getattr(object, "name").
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from pystream.compiler import messages
from pystream.compiler.engines.transcrypt.lower import ERRORS, FUNCTIONS, TYPES
from pystream.compiler.engines.transcrypt.refusals import REFUSALS
from pystream.compiler.messages import Problem
from pystream.compiler.scope import BUILTINS, scopes
from pystream.compiler.source import Module

# What Transcrypt's own modules were seen to do as Python's do.
STANDARD_LIBRARY = {
    "copy": {"copy", "deepcopy"},
    "math": {"acos", "asin", "atan", "atan2", "ceil", "cos", "e", "exp", "floor", "hypot", "inf", "isnan"}
    | {"log", "log10", "nan", "pi", "pow", "sin", "sqrt", "tan", "trunc"},
    "random": {"choice", "randint", "random"},
    "time": {"time"},
}
PLAIN_BUILTINS = frozenset(
    {"abs", "bin", "bool", "callable", "chr", "classmethod", "delattr", "divmod", "hex", "isinstance"}
    | {"issubclass", "object", "oct", "ord", "property", "setattr", "staticmethod", "super", "type"}
    | {"AssertionError", "AttributeError", "BaseException", "Exception", "IndexError", "KeyError"}
    | {"NotImplementedError", "StopIteration", "TypeError", "ValueError", "__name__"}
)
SPECIAL_METHODS = frozenset(
    {"__new__", "__hash__", "__getattribute__", "__init_subclass__", "__class_getitem__", "__set_name__"}
    | {"__get__", "__set__", "__delete__", "__del__", "__missing__", "__instancecheck__", "__dir__"}
    | {"__await__", "__aiter__", "__anext__", "__aenter__", "__aexit__", "__reversed__", "__complex__"}
    | {"__index__", "__prepare__", "__setattr__", "__delattr__", "__matmul__", "__call__"}
)
SPECIAL_ATTRIBUTES = frozenset(
    {"__dict__", "__doc__", "__mro__", "__qualname__", "__annotations__", "__cause__", "__context__"}
    | {"__suppress_context__", "__traceback__"}
)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
# Nodes that are refused wherever they stand.
_NEVER: dict[type[ast.AST], str] = {
    ast.Match: "match",
    ast.NamedExpr: "walrus",
    ast.AsyncFor: "async for",
    ast.AsyncWith: "async with",
    ast.With: "with",
    ast.TryStar: "except*",
    ast.MatMult: "matrix",
}


def check(module: Module) -> list[Problem]:
    """The problems of one module; what the compiler generated is not looked at."""
    return [] if module.generated else list(_Gate(module).problems())


# Of pystream.browser: the half that is written for this engine too.
BROWSER_NAMES = ("document", "window", "navigator", "console", "storage", "position")


class _Gate:
    def __init__(self, module: Module) -> None:
        self.module = module
        self.scopes = scopes(module.tree)
        self.parents = {child: node for node in ast.walk(module.tree) for child in ast.iter_child_nodes(node)}

    def problems(self) -> Iterator[Problem]:
        for node in ast.walk(self.module.tree):
            if type(node) in _NEVER:
                place = self.parents[node] if isinstance(node, ast.operator) else node
                yield self._refuse(_NEVER[type(node)], place)
            elif type(node).__name__ in ("TypeAlias", "TypeVar", "ParamSpec", "TypeVarTuple", "TemplateStr"):
                yield self._refuse("new syntax", node)
            look = getattr(self, f"_{type(node).__name__}", None)
            if look:
                yield from look(node)

    def _refuse(self, name: str, node: ast.AST, detail: str = "") -> Problem:
        refusal = REFUSALS[name]
        text = refusal.text.format(detail)
        return messages.problem(refusal.code, self.module.source, node, text, refusal.hint)

    def _inside(self, node: ast.AST, kinds: tuple[type[ast.AST], ...]) -> ast.AST | None:
        """The innermost of the nodes around `node` that is of one of these kinds."""
        around = self.parents.get(node)
        while around is not None and not isinstance(around, kinds):
            around = self.parents.get(around)
        return around

    # Async and generators.

    def _comprehension(self, node: ast.comprehension) -> Iterator[Problem]:
        if node.is_async:
            yield self._refuse("async comprehension", self.parents[node])
        yield from self._target(node.target)

    def _Await(self, node: ast.Await) -> Iterator[Problem]:
        around = self._inside(node, (*_FUNCTIONS, *_COMPREHENSIONS, ast.ClassDef))
        if isinstance(around, _COMPREHENSIONS):
            yield self._refuse("async comprehension", node)
        elif not isinstance(around, ast.AsyncFunctionDef):
            yield self._refuse("await outside", node)

    def _Yield(self, node: ast.Yield) -> Iterator[Problem]:
        if isinstance(self._inside(node, _FUNCTIONS), ast.AsyncFunctionDef):
            yield self._refuse("async generator", node)
        elif not isinstance(self.parents[node], ast.Expr):
            yield self._refuse("yield value", node)

    # Statements.

    def _Try(self, node: ast.Try) -> Iterator[Problem]:
        if node.orelse:
            yield self._refuse("try else", node.orelse[0])

    def _For(self, node: ast.For) -> Iterator[Problem]:
        yield from self._target(node.target)

    def _target(self, target: ast.expr) -> Iterator[Problem]:
        for part in ast.walk(target):
            if isinstance(part, ast.Subscript | ast.Attribute | ast.Starred):
                yield self._refuse("loop target", part)
                return

    def _Delete(self, node: ast.Delete) -> Iterator[Problem]:
        for target in node.targets:
            if isinstance(target, ast.Name | ast.Tuple | ast.List):
                yield self._refuse("del name", target)

    def _Global(self, node: ast.Global) -> Iterator[Problem]:
        for name in node.names:
            if not self.scopes.module.bound.get(name):
                yield self._refuse("unbound global", node, name)

    def _Assign(self, node: ast.Assign) -> Iterator[Problem]:
        for target in node.targets:
            for part in ast.walk(target):
                if isinstance(part, ast.Attribute) and (part.attr, type(part.ctx)) == ("length", ast.Store):
                    yield self._refuse("length", part)

    # Functions and classes.

    def _arguments(self, node: ast.arguments) -> Iterator[Problem]:
        for default in (*node.defaults, *node.kw_defaults):
            if default is not None and not self._is_constant(default):
                yield self._refuse("default", default)

    def _is_constant(self, node: ast.expr) -> bool:
        """Whether it does not matter that a default is evaluated anew for each call."""
        if isinstance(node, ast.UnaryOp):
            return self._is_constant(node.operand)
        if isinstance(node, ast.Tuple):
            return all(self._is_constant(part) for part in node.elts)
        if isinstance(node, ast.Name):
            return len(self.scopes.module.bound.get(node.id, [])) == 1 and node.id.isupper()
        return isinstance(node, ast.Constant)

    def _ClassDef(self, node: ast.ClassDef) -> Iterator[Problem]:
        if len(node.bases) > 1:
            yield self._refuse("two bases", node.bases[1])
        for base in node.bases:
            if isinstance(base, ast.Name) and base.id in TYPES:
                yield self._refuse("builtin base", base, base.id)
        if node.keywords:
            yield self._refuse("class keywords", node.keywords[0])
        bound: set[str] = set()
        for part in node.body:
            if isinstance(part, ast.AnnAssign):
                part = ast.Assign([part.target], part.value) if part.value else ast.Pass()
            if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
                if part.name in SPECIAL_METHODS:
                    yield self._refuse("special method", part, part.name)
            elif isinstance(part, ast.Assign) and all(isinstance(each, ast.Name) for each in part.targets):
                names = {each.id for each in ast.walk(part.value) if isinstance(each, ast.Name)}
                if names & bound:
                    yield self._refuse("class body name", part.value)
                bound |= {each.id for each in part.targets if isinstance(each, ast.Name)}
            elif not isinstance(part, ast.Pass | ast.ClassDef) and not (
                isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)
            ):
                yield self._refuse("class body", part)

    def _Call(self, node: ast.Call) -> Iterator[Problem]:
        if isinstance(node.func, ast.Name) and node.func.id == "super":
            method = self.parents.get(node)
            call = self.parents.get(method) if method else None
            used = isinstance(method, ast.Attribute) and isinstance(call, ast.Call) and call.func is method
            if node.args or not used:
                yield self._refuse("super", node)

    def _Attribute(self, node: ast.Attribute) -> Iterator[Problem]:
        if node.attr in SPECIAL_ATTRIBUTES:
            yield self._refuse("special attribute", node, node.attr)
        value = node.value
        of_type = (
            isinstance(value, ast.Name) and value.id in TYPES and not self.scopes.of[value].find(value.id)
        )
        if of_type and node.attr not in ("fromkeys", "__name__"):
            yield self._refuse("method of type", node, ast.unparse(node))
        if node.attr == "deleter" and isinstance(self.parents.get(node), ast.FunctionDef):
            yield self._refuse("deleter", node)

    # Expressions.

    def _Compare(self, node: ast.Compare) -> Iterator[Problem]:
        for middle in node.comparators[:-1]:
            if any(isinstance(part, ast.Call | ast.Await | ast.Subscript) for part in ast.walk(middle)):
                yield self._refuse("chained comparison", middle)

    def _BoolOp(self, node: ast.BoolOp) -> Iterator[Problem]:
        if isinstance(node.op, ast.Or) or self._is_test(node):
            return
        for value in node.values[:-1]:
            if not _is_bool(value) and not isinstance(value, ast.Name | ast.Attribute | ast.Constant):
                yield self._refuse("and", value)

    def _is_test(self, node: ast.AST) -> bool:
        """Whether only the truth of an expression matters where it stands."""
        around = self.parents[node]
        if isinstance(around, ast.BoolOp) or (
            isinstance(around, ast.UnaryOp) and isinstance(around.op, ast.Not)
        ):
            return isinstance(around, ast.UnaryOp) or self._is_test(around)
        if isinstance(around, ast.comprehension):
            return node in around.ifs
        if isinstance(around, ast.Call):
            return ast.unparse(around.func) == "bool"
        return isinstance(around, ast.If | ast.While | ast.IfExp | ast.Assert) and around.test is node

    def _BinOp(self, node: ast.BinOp) -> Iterator[Problem]:
        text = isinstance(node.left, ast.JoinedStr) or (
            isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)
        )
        if isinstance(node.op, ast.Mod) and text:
            yield self._refuse("percent", node)

    def _AugAssign(self, node: ast.AugAssign) -> Iterator[Problem]:
        if isinstance(node.target, ast.Subscript) and isinstance(node.target.slice, ast.Slice):
            yield self._refuse("slice augmented", node)

    def _Constant(self, node: ast.Constant) -> Iterator[Problem]:
        value = node.value
        if isinstance(value, complex):
            yield self._refuse("complex", node)
        elif isinstance(value, bytes):
            yield self._refuse("bytes", node)
        elif value is ... and not isinstance(self.parents.get(node), ast.Expr):
            yield self._refuse("ellipsis", node)
        elif isinstance(value, int | float) and (abs(value) == math.inf or int(value) == value > 2**53):
            yield self._refuse("big number", node)

    def _Dict(self, node: ast.Dict) -> Iterator[Problem]:
        for key in node.keys:
            value = key.value if isinstance(key, ast.Constant) else "computed"
            if isinstance(key, ast.Tuple) or (key is not None and not isinstance(value, str)):
                yield self._refuse("dict key", key)
            elif key is not None and isinstance(value, str) and _is_taken(value):
                yield self._refuse("taken key", key, value)

    def _Subscript(self, node: ast.Subscript) -> Iterator[Problem]:
        if isinstance(node.slice, ast.Tuple):
            yield self._refuse("dict key", node.slice)

    def _Name(self, node: ast.Name) -> Iterator[Problem]:
        if not isinstance(node.ctx, ast.Load) or self.scopes.of[node].find(node.id):
            return
        allowed = PLAIN_BUILTINS | FUNCTIONS | TYPES | ERRORS
        if node.id in BUILTINS and node.id not in allowed:
            yield self._refuse("builtin", node, node.id)

    # Imports of the standard library; scan has seen to all others.

    def _Import(self, node: ast.Import) -> Iterator[Problem]:
        for alias in node.names:
            yield from self._library(node, alias.name, [])

    def _ImportFrom(self, node: ast.ImportFrom) -> Iterator[Problem]:
        if not node.level:
            yield from self._library(node, node.module or "", [alias.name for alias in node.names])

    def _library(self, node: ast.stmt, name: str, taken: list[str]) -> Iterator[Problem]:
        if name == "pystream.browser":
            for each in taken:
                if each not in BROWSER_NAMES:
                    yield self._refuse("global", node, each)
        if name.split(".")[0] == "js":
            yield self._refuse("script", node)
            return
        if name.split(".")[0] in ("client_src", "shared_src", "server_src", "pystream"):
            return
        if name not in STANDARD_LIBRARY:
            kind = name if name in ("dataclasses", "enum", "asyncio", "datetime", "json") else "module"
            yield self._refuse(kind, node, name)
            return
        for each in taken:
            if each not in STANDARD_LIBRARY[name]:
                yield self._refuse("module name", node, f"{name}.{each}")
        if not taken:
            for part in ast.walk(self.module.tree):
                if (
                    isinstance(part, ast.Attribute)
                    and ast.unparse(part.value) == name
                    and part.attr not in STANDARD_LIBRARY[name]
                ):
                    yield self._refuse("module name", part, f"{name}.{part.attr}")


def _is_bool(node: ast.expr) -> bool:
    """Whether an expression surely gives True or False."""
    if isinstance(node, ast.BoolOp):
        return all(_is_bool(value) for value in node.values)
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        return name in ("isinstance", "issubclass", "callable", "bool", "any", "all", "hasattr") or (
            name in ("startswith", "endswith", "isdigit", "isalpha", "isalnum", "isspace")
        )
    return isinstance(node, ast.Compare) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))


def _is_taken(key: str) -> bool:
    """Whether Transcrypt's dict keeps this key for itself."""
    return key == "constructor" or key.startswith("py_") or (key.startswith("__") and key.endswith("__"))

"""Python to the Python that Transcrypt translates with its meaning kept.

Transcrypt turns `a == b` into JavaScript's `==`, leaves `a[-1]` as it is, drops format specs, counts no items
when it unpacks. Here each of these becomes a call of a function in python.js that does what Python does.
"""

from __future__ import annotations

import ast
import copy

from pystream.compiler.scope import scopes
from pystream.compiler.source import Module

COMPARE: dict[type[ast.cmpop], str] = {
    ast.Eq: "eq",
    ast.NotEq: "ne",
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
    ast.In: "in",
    ast.NotIn: "not_in",
}
BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
    ast.BitOr: "or",
    ast.BitAnd: "and",
    ast.BitXor: "xor",
    ast.LShift: "lshift",
    ast.RShift: "rshift",
}
# Builtin functions that python.js has in a right version, under `__py_name__`.
FUNCTIONS = frozenset(
    {"all", "any", "enumerate", "filter", "format", "getattr", "hasattr", "len", "map", "max", "min"}
    | {"iter", "next", "print", "range", "repr", "reversed", "round", "sorted", "sum", "zip"}
)
# Types of which only the call needs a right version; the name itself must stay Transcrypt's class.
TYPES = frozenset({"dict", "float", "int", "list", "set", "str", "tuple"})
ERRORS = frozenset(
    {"ArithmeticError", "LookupError", "NameError", "OverflowError", "RuntimeError", "ZeroDivisionError"}
)
# Called through python.js: on a dict they check the key, on anything else they are the object's own.
METHODS = frozenset({"get", "items", "pop", "setdefault", "update"})
# Methods of builtins that are passed on without being called often enough: `key=counts.get`.
BOUND = frozenset({"add", "append", "get", "index"})
# Words of JavaScript that are names in Python, less those that Transcrypt renames itself.
RESERVED = frozenset(
    {"catch", "const", "debugger", "delete", "do", "enum", "eval", "export", "extends", "function"}
    | {"implements"}
    | {"instanceof", "interface", "let", "null", "package", "private", "protected", "public", "static"}
    | {"super_", "this", "throw", "typeof", "var", "void"}
)


def lower(module: Module) -> ast.Module:
    """The module's tree with all that Transcrypt would get wrong as calls; the given tree stays as it is."""
    lowered = _Lower(copy.deepcopy(module.tree)).lowered()
    return ast.fix_missing_locations(lowered)


def _call(name: str, *args: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(f"__op_{name}__", ast.Load()), list(args), [])


def _or_none(node: ast.expr | None) -> ast.expr:
    return node or ast.Constant(None)


class _Lower(ast.NodeTransformer):
    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.scopes = scopes(tree)
        self.temporaries = 0
        self.called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
        self.modules = {
            (alias.asname or alias.name).split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }

    def lowered(self) -> ast.Module:
        self.visit(self.tree)
        return self.tree

    # Names.

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if isinstance(node.ctx, ast.Load) and self._is_builtin(node) and node.id in FUNCTIONS | ERRORS:
            node.id = f"__py_{node.id}__"
        else:
            node.id = _safe(node.id)
        return node

    def _is_builtin(self, node: ast.Name) -> bool:
        return node in self.scopes.of and self.scopes.of[node].find(node.id) is None

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = _safe(node.arg)
        return node

    def visit_keyword(self, node: ast.keyword) -> ast.keyword:
        node.arg = _safe(node.arg) if node.arg else None
        node.value = self.visit(node.value)
        return node

    def visit_Global(self, node: ast.Global) -> ast.Global:
        node.names = [_safe(name) for name in node.names]
        return node

    def visit_Nonlocal(self, node: ast.Nonlocal) -> ast.Nonlocal:
        node.names = [_safe(name) for name in node.names]
        return node

    def visit_alias(self, node: ast.alias) -> ast.alias:
        node.name = ".".join(_safe(part) for part in node.name.split("."))
        node.asname = _safe(node.asname) if node.asname else None
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        node.name = _safe(node.name) if node.name else None
        return self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        root: ast.expr = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name) and root.id in self.modules:
            # A module's own names are renamed where they are defined.
            node.attr = _safe(node.attr)
        elif node.attr in BOUND and isinstance(node.ctx, ast.Load) and node not in self.called:
            self.generic_visit(node)
            return _call("bound", node.value, ast.Constant(node.attr))
        return self.generic_visit(node)

    # Expressions.

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        pairs: list[ast.expr] = []
        left = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            name = COMPARE.get(type(op))
            if isinstance(right, ast.Constant) and right.value is None and isinstance(op, ast.Is | ast.IsNot):
                pairs.append(_call("is_none" if isinstance(op, ast.Is) else "is_not_none", left))
            else:
                pairs.append(_call(name, left, right) if name else ast.Compare(left, [op], [right]))
            left = right
        return pairs[0] if len(pairs) == 1 else ast.BoolOp(ast.And(), pairs)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """`a and b` -> `b if a else a`: Transcrypt's own gives False for an `a` that is not true."""
        self.generic_visit(node)
        if isinstance(node.op, ast.Or):
            return node
        result = node.values[-1]
        for value in reversed(node.values[:-1]):
            if isinstance(value, ast.Name | ast.Attribute | ast.Constant):
                result = ast.IfExp(value, result, value)
            else:
                result = ast.BoolOp(ast.And(), [value, result])
        return result

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        return _call(BINARY[type(node.op)], node.left, node.right)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        name = {ast.USub: "neg", ast.Invert: "invert"}.get(type(node.op))
        return node if name is None or isinstance(node.operand, ast.Constant) else _call(name, node.operand)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.slice, ast.Slice):
            return _call("getslice", node.value, *_bounds(node.slice))
        return _call("getitem", node.value, node.slice)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        parts: list[ast.expr] = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                spec = self.visit(part.format_spec) if part.format_spec else ast.Constant("")
                conversion = ast.Constant(chr(part.conversion) if part.conversion > 0 else "")
                parts.append(_call("format", self.visit(part.value), spec, conversion))
            elif not isinstance(part, ast.Constant) or part.value:  # 3.12's parser has empty texts
                parts.append(part)
        return _call("concat", *parts)

    def visit_List(self, node: ast.List) -> ast.AST:
        return self._display(node, node.elts, None)

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        return self._display(node, node.elts, "tuple")

    def visit_Set(self, node: ast.Set) -> ast.AST:
        return self._display(node, node.elts, "set")

    def _display(self, node: ast.expr, elements: list[ast.expr], kind: str | None) -> ast.AST:
        """`[*a, b]` -> `chain(a, [b])`; without a star it stays."""
        self.generic_visit(node)
        if isinstance(getattr(node, "ctx", None), ast.Store):
            return node
        if not any(isinstance(element, ast.Starred) for element in elements):
            whole = ast.List(elements, ast.Load())
            return ast.Call(_name("__py_set__"), [whole], []) if kind == "set" else node
        parts = [
            element.value if isinstance(element, ast.Starred) else ast.List([element], ast.Load())
            for element in elements
        ]
        chain = _call("chain", *parts)
        return ast.Call(_name(f"__py_{kind}__"), [chain], []) if kind else chain

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        self.generic_visit(node)
        if all(isinstance(key, ast.Constant) for key in node.keys):
            return node
        pairs = [
            value if key is None else ast.List([ast.List([key, value], ast.Load())], ast.Load())
            for key, value in zip(node.keys, node.values, strict=True)
        ]
        return _call("dict", *pairs)

    def visit_DictComp(self, node: ast.DictComp) -> ast.AST:
        pair = ast.List([node.key, node.value], ast.Load())
        listed = ast.ListComp(pair, node.generators)
        self.scopes.of[pair] = self.scopes.of[node]
        return _call("dict", self.generic_visit(listed))  # type: ignore[arg-type]

    def visit_Call(self, node: ast.Call) -> ast.AST:
        func = node.func
        if isinstance(func, ast.Name) and self._is_builtin(func):
            if func.id == "isinstance" and len(node.args) == 2:
                node.args[1] = _either(node.args[1])
            if func.id in TYPES:
                self.generic_visit(node)
                node.func = _name(f"__py_{func.id}__")
                return node
        if isinstance(func, ast.Attribute) and func.attr in METHODS and ast.unparse(func.value) != "super()":
            self.generic_visit(node)
            call = _call(func.attr, func.value, *node.args)
            call.keywords = node.keywords
            return call
        return self.generic_visit(node)

    # Statements.

    def visit_Assign(self, node: ast.Assign) -> ast.AST | list[ast.stmt]:
        self.generic_visit_targets(node.targets)
        value = self.visit(node.value)
        if len(node.targets) == 1:
            return self._placed(node, self._assign(node.targets[0], value))
        if all(isinstance(target, ast.Name) for target in node.targets):
            node.value = value
            return node
        name = self._temporary()
        statements: list[ast.stmt] = [ast.Assign([ast.Name(name, ast.Store())], value)]
        for target in node.targets:
            statements += self._assign(target, _name(name))
        return self._placed(node, statements)

    def generic_visit_targets(self, targets: list[ast.expr]) -> None:
        """Lower what stands inside of targets, but not the targets themselves."""
        for target in targets:
            if isinstance(target, ast.Tuple | ast.List):
                self.generic_visit_targets(target.elts)
            elif isinstance(target, ast.Starred):
                self.generic_visit_targets([target.value])
            elif isinstance(target, ast.Name):
                self.visit(target)
            else:
                self.generic_visit(target)

    def _placed(self, origin: ast.AST, statements: list[ast.stmt]) -> list[ast.stmt]:
        for statement in statements:
            ast.copy_location(statement, origin)
        return statements

    def _temporary(self) -> str:
        self.temporaries += 1
        return f"__t{self.temporaries}__"

    def _assign(self, target: ast.expr, value: ast.expr) -> list[ast.stmt]:
        if isinstance(target, ast.Subscript):
            if isinstance(target.slice, ast.Slice):
                return [ast.Expr(_call("setslice", value, target.value, *_bounds(target.slice)))]
            return [ast.Expr(_call("setitem", value, target.value, target.slice))]
        if not isinstance(target, ast.Tuple | ast.List):
            return [ast.Assign([target], value)]
        star = next((index for index, part in enumerate(target.elts) if isinstance(part, ast.Starred)), None)
        parts = [part.value if isinstance(part, ast.Starred) else part for part in target.elts]
        count = ast.Constant(len(parts) if star is None else star)
        after = ast.Constant(None if star is None else len(parts) - star - 1)
        value = _call("unpack", value, count, after)
        if all(isinstance(part, ast.Name | ast.Attribute) for part in parts):
            return [ast.Assign([ast.Tuple(parts, ast.Store())], value)]
        names = [self._temporary() for _ in parts]
        first = ast.Tuple([ast.Name(name, ast.Store()) for name in names], ast.Store())
        statements: list[ast.stmt] = [ast.Assign([first], value)]
        for name, part in zip(names, parts, strict=True):
            statements += self._assign(part, _name(name))
        return statements

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | list[ast.stmt]:
        if node.value is None:
            return ast.copy_location(ast.Pass(), node)
        return self.visit_Assign(ast.copy_location(ast.Assign([node.target], node.value), node))

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST | list[ast.stmt]:
        self.generic_visit_targets([node.target])
        value = self.visit(node.value)
        statements: list[ast.stmt] = []
        if isinstance(node.target, ast.Subscript):
            # The container and the key are evaluated once.
            owner, key = _name(self._temporary()), _name(self._temporary())
            statements.append(_store(owner.id, node.target.value))
            statements.append(_store(key.id, node.target.slice))
            target: ast.expr = ast.Subscript(owner, key, ast.Store())
            now: ast.expr = _call("getitem", owner, key)
        elif isinstance(node.target, ast.Attribute) and not isinstance(node.target.value, ast.Name):
            owner = _name(self._temporary())
            statements.append(_store(owner.id, node.target.value))
            target = ast.Attribute(owner, node.target.attr, ast.Store())
            now = ast.Attribute(owner, node.target.attr, ast.Load())
        else:
            target = node.target
            now = _loaded(node.target)
        result = _call("inplace", ast.Constant(BINARY[type(node.op)]), now, value)
        return self._placed(node, statements + self._assign(target, result))

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        self.generic_visit(node)
        if node.exc and not isinstance(node.exc, ast.Call):
            node.exc = _call("error", node.exc)
        return node

    def visit_Delete(self, node: ast.Delete) -> ast.AST | list[ast.stmt]:
        statements: list[ast.stmt] = []
        for target in node.targets:
            self.generic_visit_targets([target])
            if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
                bounds = _bounds(target.slice)
                nothing = ast.List([], ast.Load())
                statements.append(ast.Expr(_call("setslice", nothing, target.value, *bounds)))
            elif isinstance(target, ast.Subscript):
                statements.append(ast.Expr(_call("delitem", target.value, target.slice)))
            else:
                statements.append(ast.Delete([target]))
        return self._placed(node, statements)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._function(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        if not isinstance(self.scopes.of[node].node, ast.ClassDef):
            node.name = _safe(node.name)
        node.args.args = node.args.posonlyargs + node.args.args
        node.args.posonlyargs = []
        node.body = _without_text(node.body)
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = _safe(node.name)
        node.body = _without_text(node.body)
        return self.generic_visit(node)

    def visit_Module(self, node: ast.Module) -> ast.AST:
        node.body = _without_text(node.body)
        return self.generic_visit(node)


def _safe(name: str) -> str:
    return f"{name}_" if name in RESERVED else name


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _store(name: str, value: ast.expr) -> ast.Assign:
    return ast.Assign([ast.Name(name, ast.Store())], value)


def _loaded(target: ast.expr) -> ast.expr:
    if isinstance(target, ast.Name):
        return _name(target.id)
    assert isinstance(target, ast.Attribute)
    return ast.Attribute(target.value, target.attr, ast.Load())


def _bounds(piece: ast.Slice) -> tuple[ast.expr, ast.expr, ast.expr]:
    return _or_none(piece.lower), _or_none(piece.upper), _or_none(piece.step)


def _either(classes: ast.expr) -> ast.expr:
    """`int | str` -> `(int, str)`."""
    if isinstance(classes, ast.BinOp) and isinstance(classes.op, ast.BitOr):
        return ast.Tuple([_either(classes.left), _either(classes.right)], ast.Load())
    return classes


def _without_text(body: list[ast.stmt]) -> list[ast.stmt]:
    """A body without docstrings and `...`, which would cost bytes or fail."""
    kept = [
        node for node in body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]
    return kept or [ast.copy_location(ast.Pass(), body[0])] if body else []

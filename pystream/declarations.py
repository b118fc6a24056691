"""What the server's source declares: actions, events and their types, read as text and never imported.

The compiler makes stubs from it; a starting server compares it with what its build was made from.
"""

from __future__ import annotations

import ast
import builtins
import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pystream.contract import Action, Contract, DataType, EventType, Parameter, ParameterKind, TypeTree
from pystream.rate import parse_rate

SCALARS: dict[str, TypeTree] = {
    "None": "none",
    "bool": "bool",
    "int": "int",
    "float": "float",
    "str": "str",
    "bytes": "bytes",
    "object": "any",
    "list": ["list", "any"],
    "set": ["set", "any"],
    "frozenset": ["frozenset", "any"],
    "dict": ["dict", "any", "any"],
    "tuple": ["rest", "any"],
    "typing.Any": "any",
    "datetime.datetime": "datetime",
    "datetime.date": "date",
    "datetime.time": "time",
    "datetime.timedelta": "timedelta",
    "decimal.Decimal": "decimal",
    "uuid.UUID": "uuid",
}
# Containers by the name of their last part: `list`, `typing.List` and `collections.abc.Sequence` are one.
CONTAINERS = {
    "list": "list",
    "List": "list",
    "Sequence": "list",
    "MutableSequence": "list",
    "Iterable": "list",
    "Collection": "list",
    "set": "set",
    "Set": "set",
    "MutableSet": "set",
    "frozenset": "frozenset",
    "FrozenSet": "frozenset",
    "AbstractSet": "set",
    "dict": "dict",
    "Dict": "dict",
    "Mapping": "dict",
    "MutableMapping": "dict",
}
UPLOAD = "pystream.Upload"
STREAM_OPTIONS = ("auth", "rate")
ACTION_OPTIONS = (*STREAM_OPTIONS, "safe", "silent", "idempotent", "volatile", "timeout", "upload_limit")
# A dataclass that both halves have from pystream.
PRESENCE = "pystream.Presence"
ENUMS = {f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag")}
WAY_OUT = (
    "use builtins, list/dict/set/tuple, Optional, unions, Literal, Any, datetime types, Decimal, UUID, "
    "or a dataclass or Enum from server_src or shared_src"
)


@dataclass(frozen=True, slots=True)
class DeclarationProblem:
    """A declaration that cannot be read. Line and column count from 1."""

    path: str
    line: int
    col: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.col}: {self.message}"


class DeclarationError(Exception):
    """Some declarations cannot be read; `problems` has them all."""

    def __init__(self, problems: list[DeclarationProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def module_name(path: str) -> str:
    """`server_src/users/__init__.py` -> `server_src.users`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def read_contract(files: Mapping[str, str]) -> Contract:
    """The contract that the source declares.

    Args:
        files: Python sources by path from the project's root; those outside server_src/ and shared_src/
            are left aside.
    Raises:
        DeclarationError: a syntax error, or a type that cannot travel.
    """
    reader = _Reader(files)
    contract = reader.contract()
    if reader.problems:
        raise DeclarationError(reader.problems)
    return contract


def shared_errors(files: Mapping[str, str]) -> list[str]:
    """Full names (`shared_src.rules.TooLong`) of the exception classes that shared_src defines."""
    reader = _Reader(files)
    return sorted(
        f"{module.name}.{node.name}"
        for module in reader.modules.values()
        if module.name.split(".")[0] == "shared_src"
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and reader.is_error(module, node)
    )


class _Module:
    """One parsed file and what its top-level names stand for."""

    def __init__(self, path: str, tree: ast.Module) -> None:
        self.path = path
        self.name = module_name(path)
        self.tree = tree
        self.names: dict[str, str] = {}  # local name -> full name of what was imported
        self.classes: dict[str, ast.ClassDef] = {}
        self.aliases: dict[str, ast.expr] = {}
        package = self.name if path.endswith("/__init__.py") else self.name.rpartition(".")[0]
        for node in _top_level(tree.body):
            match node:
                case ast.Import():
                    for alias in node.names:
                        name = alias.asname or alias.name.split(".")[0]
                        self.names[name] = alias.name if alias.asname else name
                case ast.ImportFrom():
                    origin = absolute(package, node)
                    for alias in node.names:
                        self.names[alias.asname or alias.name] = f"{origin}.{alias.name}"
                case ast.ClassDef():
                    self.classes[node.name] = node
                case ast.Assign(targets=[ast.Name(name)], value=value):
                    self.aliases[name] = value
                case ast.AnnAssign(target=ast.Name(name), value=ast.expr() as value):
                    self.aliases[name] = value
                case _ if type(node).__name__ == "TypeAlias":  # Python 3.12's `type X = ...`
                    self.aliases[node.name.id] = node.value  # type: ignore[attr-defined]


def absolute(package: str, node: ast.ImportFrom) -> str:
    """The module that `from ... import` names, relative dots resolved against `package`."""
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    base = parts[: len(parts) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def parameters_of(args: ast.arguments, type_of: Callable[[ast.expr | None], TypeTree]) -> Iterator[Parameter]:
    """A function's parameters, in the order of its signature; `type_of` reads their annotations."""

    def parameter(arg: ast.arg, kind: ParameterKind, default: ast.expr | None = None) -> Parameter:
        text = None if default is None else ast.unparse(default)
        return Parameter(arg.arg, kind, type_of(arg.annotation), text)

    ordinary = args.posonlyargs + args.args
    defaults: list[ast.expr | None] = [None] * (len(ordinary) - len(args.defaults))
    defaults += args.defaults
    for index, (arg, default) in enumerate(zip(ordinary, defaults, strict=True)):
        kind: ParameterKind = "positional_only" if index < len(args.posonlyargs) else "normal"
        yield parameter(arg, kind, default)
    if args.vararg:
        yield parameter(args.vararg, "rest")
    for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        yield parameter(arg, "keyword", default)
    if args.kwarg:
        yield parameter(args.kwarg, "keywords")


def _top_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements of a module, those under `if TYPE_CHECKING:` and `try:` included."""
    for node in body:
        yield node
        if isinstance(node, ast.If):
            yield from _top_level(node.body + node.orelse)
        elif isinstance(node, ast.Try):
            yield from _top_level(node.body)


class _Reader:
    def __init__(self, files: Mapping[str, str]) -> None:
        self.problems: list[DeclarationProblem] = []
        self.modules: dict[str, _Module] = {}
        self.types: dict[str, DataType] = {}
        for path in sorted(files):
            if path.endswith(".py") and path.split("/")[0] in ("server_src", "shared_src"):
                try:
                    module = _Module(path, ast.parse(files[path]))
                except SyntaxError as why:
                    self.problems.append(
                        DeclarationProblem(path, why.lineno or 1, max(1, why.offset or 1), why.msg)
                    )
                else:
                    self.modules[module.name] = module

    def contract(self) -> Contract:
        actions: dict[str, Action] = {}
        events: dict[str, EventType] = {}
        for module in self.modules.values():
            if module.name.split(".")[0] != "server_src":
                continue
            prefix = module.name.removeprefix("server_src").lstrip(".")
            prefix = f"{prefix}." if prefix else ""
            for node in module.tree.body:
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    for each in node.decorator_list:
                        if self._is(module, each, "pystream.action"):
                            actions[prefix + node.name] = self._action(module, prefix + node.name, node, each)
                        elif self._is(module, each, "pystream.stream"):
                            actions[prefix + node.name] = self._stream(module, prefix + node.name, node, each)
                elif event := self._event(module, prefix, node):
                    events[event.name] = event
        return Contract(actions, events, self.types)

    def is_error(self, module: _Module, node: ast.ClassDef, seen: tuple[str, ...] = ()) -> bool:
        """Whether a class descends from Exception, followed through the project's own modules."""
        for base in node.bases:
            full = self._full_name(module, base)
            if full.startswith("pystream.") or full in _ERROR_NAMES:
                return True
            home, _, name = full.rpartition(".")
            found = self.modules.get(home)
            if found and name in found.classes and full not in seen:
                return self.is_error(found, found.classes[name], (*seen, full))
        return False

    def _is(self, module: _Module, node: ast.expr, full_name: str) -> bool:
        if isinstance(node, ast.Call):
            node = node.func
        return self._full_name(module, node) == full_name

    def _full_name(self, module: _Module, node: ast.expr) -> str:
        """`Message` -> `shared_src.models.Message`, as far as imports tell; "" for no dotted name."""
        if isinstance(node, ast.Attribute):
            base = self._full_name(module, node.value)
            return self._through(f"{base}.{node.attr}") if base else ""
        if not isinstance(node, ast.Name):
            return ""
        if node.id in module.classes or node.id in module.aliases:
            return f"{module.name}.{node.id}"
        return self._through(module.names.get(node.id, node.id))

    def _through(self, full: str, depth: int = 8) -> str:
        """A name that a project module only re-exports, as the name it has at home."""
        home, _, name = full.rpartition(".")
        module = self.modules.get(home)
        if module and depth and name not in module.classes and name in module.names:
            return self._through(module.names[name], depth - 1)
        return full

    def _action(
        self, module: _Module, name: str, node: ast.FunctionDef | ast.AsyncFunctionDef, decorator: ast.expr
    ) -> Action:
        return Action(
            name,
            tuple(parameters_of(node.args, lambda annotation: self._argument(module, node, annotation))),
            self._type(module, node.returns),
            ast.get_docstring(node) or "",
            **self._options(module, decorator, ACTION_OPTIONS),
        )

    def _argument(
        self, module: _Module, node: ast.FunctionDef | ast.AsyncFunctionDef, annotation: ast.expr | None
    ) -> TypeTree:
        """The type of an action's parameter, which may be a file."""
        ordinary = [arg.annotation for arg in node.args.posonlyargs + node.args.args + node.args.kwonlyargs]
        is_async = isinstance(node, ast.AsyncFunctionDef)
        if annotation is None or not is_async or all(annotation is not each for each in ordinary):
            return self._type(module, annotation)
        named = annotation
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            try:
                named = ast.parse(annotation.value.strip(), mode="eval").body
            except SyntaxError:
                return self._type(module, annotation)
        return "upload" if self._full_name(module, named) == UPLOAD else self._type(module, annotation)

    def _options(self, module: _Module, decorator: ast.expr, known: Sequence[str]) -> dict[str, Any]:
        """What `@action(...)` says that its caller must know; what can be told of the rest is checked."""
        options: dict[str, Any] = {}
        for keyword in decorator.keywords if isinstance(decorator, ast.Call) else []:
            name = keyword.arg
            value: Any = keyword.value.value if isinstance(keyword.value, ast.Constant) else ...
            if name is not None and (wrong := _wrong_option(name, value, known)):
                self._problem(module, keyword.value, wrong)
            elif name in ("idempotent", "volatile"):
                options[name] = value
            elif name == "timeout" and value is not None:
                options[name] = float(value)
        return options

    def _stream(
        self, module: _Module, name: str, node: ast.FunctionDef | ast.AsyncFunctionDef, decorator: ast.expr
    ) -> Action:
        self._options(module, decorator, STREAM_OPTIONS)
        item: TypeTree = "any"
        if isinstance(node.returns, ast.Subscript):
            inner = node.returns.slice
            item = self._type(module, inner.elts[0] if isinstance(inner, ast.Tuple) else inner)
        parameters = tuple(parameters_of(node.args, lambda annotation: self._type(module, annotation)))
        return Action(name, parameters, item, ast.get_docstring(node) or "", stream=True)

    def _event(self, module: _Module, prefix: str, node: ast.stmt) -> EventType | None:
        """`message = Event[Message](keep=50)`, or with the type in an annotation of the name."""
        match node:
            case ast.Assign(targets=[ast.Name(name)], value=ast.Call() as call):
                annotation = None
            case ast.AnnAssign(target=ast.Name(name), annotation=annotation, value=ast.Call() as call):
                pass
            case _:
                return None
        tree: TypeTree = "any"
        maker = call.func.value if isinstance(call.func, ast.Subscript) else call.func
        if self._full_name(module, maker) != "pystream.Event":
            return None
        if isinstance(call.func, ast.Subscript):
            tree = self._type(module, call.func.slice)
        elif isinstance(annotation, ast.Subscript):
            tree = self._type(module, annotation.slice)
        keep = 0
        for keyword in call.keywords:
            if keyword.arg == "keep":
                if isinstance(keyword.value, ast.Constant) and type(keyword.value.value) is int:
                    keep = keyword.value.value
                else:
                    self._problem(module, keyword.value, "keep must be a whole number, written out")
        return EventType(prefix + name, tree, keep)

    def _problem(self, module: _Module, node: ast.AST, message: str) -> TypeTree:
        line, col = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        problem = DeclarationProblem(module.path, line, col + 1, message)
        if problem not in self.problems:
            self.problems.append(problem)
        return "any"

    def _type(self, module: _Module, node: ast.expr | None, depth: int = 0) -> TypeTree:
        """The type tree of an annotation; problems are noted and read as "any"."""
        if node is None:
            return "any"
        if depth > 32:
            return self._problem(module, node, f"this type goes in circles: `{ast.unparse(node)}`")
        match node:
            case ast.Constant(value=None):
                return "none"
            case ast.Constant(value=str(text)):
                try:
                    inner = ast.parse(text.strip(), mode="eval").body
                except SyntaxError:
                    return self._problem(module, node, f"this annotation is no type: {text!r}")
                for part in ast.walk(inner):
                    ast.copy_location(part, node)
                return self._type(module, inner, depth + 1)
            case ast.BinOp(op=ast.BitOr(), left=left, right=right):
                return _union([self._type(module, left, depth + 1), self._type(module, right, depth + 1)])
            case ast.Subscript(value=value, slice=inner):
                items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
                return self._generic(module, node, self._full_name(module, value), items, depth)
            case ast.Name() | ast.Attribute():
                return self._named(module, node, depth)
            case ast.Call(func=func, args=[_, origin]) if self._full_name(module, func) == "typing.NewType":
                return self._type(module, origin, depth + 1)
        return self._problem(module, node, f"`{ast.unparse(node)}` cannot travel; {WAY_OUT}")

    def _generic(
        self, module: _Module, node: ast.Subscript, full: str, items: list[ast.expr], depth: int
    ) -> TypeTree:
        def types() -> list[TypeTree]:
            return [self._type(module, item, depth + 1) for item in items]

        last = full.rpartition(".")[2]
        if last in ("Optional", "Union"):
            return _union([*types(), *(["none"] if last == "Optional" else [])])
        if last == "Annotated":
            return self._type(module, items[0], depth + 1)
        if last == "Literal":
            values = [item.value for item in items if isinstance(item, ast.Constant)]
            if len(values) == len(items):
                return ["literal", *values]
        elif last in ("tuple", "Tuple"):
            if len(items) == 2 and isinstance(items[1], ast.Constant) and items[1].value is ...:
                return ["rest", self._type(module, items[0], depth + 1)]
            return ["tuple", *types()]
        elif last in CONTAINERS and len(items) == (2 if CONTAINERS[last] == "dict" else 1):
            return [CONTAINERS[last], *types()]
        return self._problem(module, node, f"`{ast.unparse(node)}` cannot travel; {WAY_OUT}")

    def _named(self, module: _Module, node: ast.expr, depth: int) -> TypeTree:
        full = self._full_name(module, node)
        if full in SCALARS:
            return SCALARS[full]
        if full == UPLOAD:
            return self._problem(
                module, node, "`Upload` stands alone: as the type of a parameter of an `async def` action"
            )
        if full == PRESENCE:
            names = ["list", "str"]
            self.types[full] = DataType(full, "dataclass", (("joined", names), ("left", names)))
            return ["ref", full]
        home, _, name = full.rpartition(".")
        found = self.modules.get(home)
        if found and name in found.classes:
            return self._class(module, node, found, found.classes[name])
        if found and name in found.aliases:
            return self._type(found, found.aliases[name], depth + 1)
        if home in ("typing", "collections.abc") and name in CONTAINERS:
            return SCALARS[CONTAINERS[name]]
        return self._problem(module, node, f"`{ast.unparse(node)}` cannot travel; {WAY_OUT}")

    def _class(self, module: _Module, node: ast.expr, home: _Module, found: ast.ClassDef) -> TypeTree:
        full = f"{home.name}.{found.name}"
        if full in self.types:
            return ["ref", full]
        if any(self._is(home, each, "dataclasses.dataclass") for each in found.decorator_list):
            # Noted before its fields are read, since a type may hold itself.
            self.types[full] = DataType(full, "dataclass", ())
            self.types[full] = DataType(full, "dataclass", tuple(self._fields(home, found)))
        elif any(self._full_name(home, base) in ENUMS for base in found.bases):
            self.types[full] = DataType(full, "enum", tuple(self._members(home, found)))
        else:
            return self._problem(module, node, f"`{found.name}` is no dataclass and no Enum; {WAY_OUT}")
        return ["ref", full]

    def _fields(self, home: _Module, found: ast.ClassDef) -> Iterator[tuple[str, TypeTree]]:
        fields: dict[str, TypeTree] = {}
        for base in found.bases:
            full = self._full_name(home, base)
            origin, _, name = full.rpartition(".")
            module = self.modules.get(origin)
            if module and name in module.classes:
                fields |= dict(self._fields(module, module.classes[name]))
        for node in found.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                outer = node.annotation
                outer = outer.value if isinstance(outer, ast.Subscript) else outer
                if self._full_name(home, outer) not in ("typing.ClassVar", "dataclasses.InitVar"):
                    fields[node.target.id] = self._type(home, node.annotation)
        yield from fields.items()

    def _members(self, home: _Module, found: ast.ClassDef) -> Iterator[tuple[str, Any]]:
        text = any(self._full_name(home, base) == "enum.StrEnum" for base in found.bases)
        last = 0
        for node in found.body:
            match node:
                case ast.Assign(targets=[ast.Name(name)], value=value) if not name.startswith("_"):
                    member: Any
                    if self._is(home, value, "enum.auto"):
                        member = name.lower() if text else last + 1
                    else:
                        try:
                            member = ast.literal_eval(value)
                        except ValueError:
                            member = self._problem(home, value, "an Enum's values must be written out")
                    last = member if isinstance(member, int) else last
                    yield name, member


def _wrong_option(name: str, value: Any, known: Sequence[str]) -> str:
    """What is wrong with an option of a decorator; `value` is ... when it is not written out."""
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
        return f"no option is called {name}; {hint}"
    if name in ("idempotent", "volatile") and not isinstance(value, bool):
        return f"{name} must be True or False, written out"
    if name == "timeout" and value is not None:
        fits = isinstance(value, int | float) and not isinstance(value, bool) and value > 0
        return "" if fits else "timeout must be a number of seconds, written out"
    if value is ... or value is None:
        return ""
    if name in ("safe", "silent") and not isinstance(value, bool):
        return f"{name} must be True or False, got {value!r}"
    if name == "auth" and not isinstance(value, bool):
        return f"auth must be True, False or a function, got {value!r}"
    if name == "rate":
        try:
            parse_rate(value)
        except ValueError as why:
            return f"rate {why}"
    return ""


def _union(types: list[TypeTree]) -> TypeTree:
    """One flat union without doubles; a union of one is that one."""
    flat: list[TypeTree] = []
    for tree in types:
        parts = tree[1:] if isinstance(tree, list) and tree[0] == "union" else [tree]
        flat += [part for part in parts if part not in flat]
    return flat[0] if len(flat) == 1 else ["union", *flat]


_ERROR_NAMES = {
    name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, Exception)
}

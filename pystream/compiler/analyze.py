"""Modules against what they name: imports, actions and their arguments, names that nothing defines."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pystream.compiler import messages
from pystream.compiler.messages import CompileError, Problem
from pystream.compiler.scan import ERRORS, Scan
from pystream.compiler.scope import BUILTINS, Scopes, scopes
from pystream.compiler.source import Module
from pystream.contract import Action, Contract, Parameter
from pystream.declarations import module_name

CLIENT_NAMES = ("on", "dom", "create", "connection", "expose", "DomEvent", "Element")
BROWSER_NAMES = ("document", "window", "navigator", "console", "storage", "position")


def analyze(scan: Scan, files: Mapping[str, str], contract: Contract) -> None:
    """Hold the client's modules against each other and against the contract.

    Args:
        scan: the client, as `scan` found it.
        files: the project's Python sources by path.
        contract: what the server declares.
    Raises:
        CompileError: with every problem of every module.
    """
    known = _Names(scan, files, contract)
    problems: list[Problem] = []
    for module in scan.modules:
        if module.name.split(".")[0] != "pystream":
            problems += _Analysis(module, known).problems()
    if problems:
        raise CompileError(problems)


@dataclass(frozen=True, slots=True)
class Server:
    """One module of the server, as the client sees it."""

    name: str
    path: str
    public: frozenset[str]
    functions: frozenset[str]
    classes: frozenset[str]
    modules: frozenset[str]


class _Names:
    """What each module offers to those that import it."""

    def __init__(self, scan: Scan, files: Mapping[str, str], contract: Contract) -> None:
        self.contract = contract
        self.scopes = {module.name: scopes(module.tree) for module in scan.modules}
        self.client = {name: set(each.module.bound) for name, each in self.scopes.items()}
        self.client["pystream"] = set(ERRORS)
        self.client["pystream.client"] = set(CLIENT_NAMES)
        self.client["pystream.browser"] = set(BROWSER_NAMES)
        paths = {module_name(path): path for path in files}
        self.modules = {
            name.rsplit(".", depth)[0] for name in paths for depth in range(1, name.count(".") + 1)
        } | set(paths)
        self.server: dict[str, Server] = {}
        for name in self.modules:
            if name.split(".")[0] == "server_src":
                path = paths.get(name, "")
                self.server[name] = self._server(name, path, files.get(path, ""))

    def _server(self, name: str, path: str, text: str) -> Server:
        prefix = name.removeprefix("server_src").lstrip(".")
        public = {
            full.rpartition(".")[2]
            for full in (*self.contract.actions, *self.contract.events)
            if full.rpartition(".")[0] == prefix
        }
        body = ast.parse(text).body
        functions = {node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        classes = {node.name for node in body if isinstance(node, ast.ClassDef)}
        inner = {other.rpartition(".")[2] for other in self.modules if other.rpartition(".")[0] == name}
        return Server(
            name, path, frozenset(public), frozenset(functions), frozenset(classes), frozenset(inner)
        )


class _Analysis:
    def __init__(self, module: Module, known: _Names) -> None:
        self.module = module
        self.source = module.source
        self.known = known
        self.scopes: Scopes = known.scopes[module.name]
        # What a module-level name stands for in full, `chat` -> `server_src.chat`; only names that nothing
        # else binds, since what the others stand for is known at run time alone.
        self.full: dict[str, str] = {}

    def problems(self) -> Iterator[Problem]:
        yield from self._imports()
        yield from self._names()
        parents = {child: node for node in self.module.nodes for child in ast.iter_child_nodes(node)}
        for node in self.module.nodes:
            if isinstance(node, ast.Attribute | ast.Name) and not isinstance(
                parents.get(node), ast.Attribute
            ):
                yield from self._server_name(node, parents)

    def _imports(self) -> Iterator[Problem]:
        for node, target, names in self.module.imports:
            if isinstance(node, ast.Import):
                continue
            for name, alias in zip(names, node.names, strict=True):
                self._bind(alias.asname or name, f"{target}.{name}")
                if target in self.known.server:
                    yield from self._server_part(node, self.known.server[target], name)
                elif f"{target}.{name}" in self.known.modules:
                    continue
                elif target in self.known.client and name not in self.known.client[target]:
                    offered = self.known.client[target]
                    own = target.split(".")[0] != "pystream"
                    say = messages.no_such_name if own else messages.not_for_clients
                    yield say(self.source, node, name, target, offered)
        for statement in self.module.nodes:
            if isinstance(statement, ast.Import):
                for alias in statement.names:
                    name = alias.asname or alias.name.split(".")[0]
                    self._bind(name, alias.name if alias.asname else name)

    def _bind(self, name: str, full: str) -> None:
        bindings = self.scopes.module.bound.get(name, [])
        if bindings and all(isinstance(node, ast.Import | ast.ImportFrom) for node in bindings):
            self.full[name] = full

    def _names(self) -> Iterator[Problem]:
        for node, scope in self.scopes.of.items():
            if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
                continue
            if not scope.find(node.id) and node.id not in BUILTINS:
                reachable = [*self.scopes.module.bound, *scope.bound, *BUILTINS]
                yield messages.undefined_name(self.source, node, node.id, reachable)

    def _server_part(self, node: ast.AST, server: Server, name: str) -> Iterator[Problem]:
        """`name` is taken from a module of the server: is it public?"""
        if name in server.public or name in server.modules:
            return
        if name in server.functions:
            yield messages.private_function(self.source, node, name, server.path)
        elif name in server.classes:
            yield messages.server_type(self.source, node, name, server.name)
        else:
            short = server.name.removeprefix("server_src").lstrip(".") or "server_src"
            yield messages.no_such_action(self.source, node, short, name, server.public)

    def _server_name(
        self, node: ast.Attribute | ast.Name, parents: Mapping[ast.AST, ast.AST]
    ) -> Iterator[Problem]:
        """A dotted name that may lead into the server: its parts exist, and a call of it fits."""
        chain: list[ast.AST] = [node]
        inner: ast.expr = node
        while isinstance(inner, ast.Attribute):
            inner = inner.value
            chain.append(inner)
        if not isinstance(inner, ast.Name) or inner.id not in self.full:
            return
        if not self.scopes.is_global(inner):
            return
        full = self.full[inner.id]
        for part in reversed(chain):
            if isinstance(part, ast.Attribute):
                if full in self.known.server:
                    found = list(self._server_part(part, self.known.server[full], part.attr))
                    yield from found
                    if found:
                        return
                full = f"{full}.{part.attr}"
            action = self.known.contract.actions.get(full.removeprefix("server_src."))
            if action and full.startswith("server_src."):
                call = parents.get(part)
                if isinstance(call, ast.Call) and call.func is part:
                    yield from self._call(call, action)
                return

    def _call(self, call: ast.Call, action: Action) -> Iterator[Problem]:
        """A call of an action, against its signature."""
        starred = any(isinstance(arg, ast.Starred) for arg in call.args)
        spread = any(keyword.arg is None for keyword in call.keywords)
        parameters = action.parameters
        ordinary = [each for each in parameters if each.kind in ("positional_only", "normal")]
        by_kind = {each.kind for each in parameters}

        def bad(node: ast.AST, what: str) -> Problem:
            return messages.bad_call(self.source, node, action.name, what, signature(action))

        if len(call.args) > len(ordinary) and "rest" not in by_kind and not starred:
            yield bad(
                call.args[len(ordinary)],
                f"it takes {len(ordinary)} argument(s) by position, got {len(call.args)}",
            )
        given = {each.name for each in ordinary[: len(call.args)]}
        nameable = {each.name for each in parameters if each.kind in ("normal", "keyword")}
        for keyword in call.keywords:
            if keyword.arg in given:
                yield bad(keyword, f"`{keyword.arg}` is given twice")
            elif keyword.arg is not None and keyword.arg not in nameable and "keywords" not in by_kind:
                near = messages.nearest(keyword.arg, nameable)
                yield bad(keyword, f"it has no parameter `{keyword.arg}`" + (f"; {near}" if near else ""))
            elif keyword.arg is not None:
                given.add(keyword.arg)
        if not starred and not spread:
            for each in parameters:
                if each.kind not in ("rest", "keywords") and each.default is None and each.name not in given:
                    yield bad(call, f"`{each.name}` is missing")


def signature(action: Action) -> str:
    """`chat.say(room, text='hi', *, to=None)`."""
    parts: list[str] = []
    last: str = ""
    for each in action.parameters:
        if last == "positional_only" and each.kind != last:
            parts.append("/")
        if each.kind == "keyword" and last not in ("keyword", "rest"):
            parts.append("*")
        parts.append(_written(each))
        last = each.kind
    if last == "positional_only":
        parts.append("/")
    return f"{action.name}({', '.join(parts)})"


def _written(parameter: Parameter) -> str:
    stars = {"rest": "*", "keywords": "**"}.get(parameter.kind, "")
    default = "" if parameter.default is None else f"={parameter.default}"
    return f"{stars}{parameter.name}{default}"

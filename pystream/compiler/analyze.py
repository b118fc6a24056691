"""Modules against what they name: imports, calls and their arguments, names that nothing defines."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from types import MappingProxyType

from pystream.compiler import messages, statics
from pystream.compiler.awaiting import UNUSED, fate
from pystream.compiler.browser_names import CLASSES, GLOBALS
from pystream.compiler.calls import misfits, signature, written
from pystream.compiler.gist import Gist, gist
from pystream.compiler.jinja import rendering
from pystream.compiler.messages import CompileError, Problem
from pystream.compiler.offload import DECORATOR
from pystream.compiler.outline import Client, Outline, Outlines
from pystream.compiler.results import digest
from pystream.compiler.scan import ERRORS, PRESENCE, SERVER_ONLY, SHARED, Scan, shared_names
from pystream.compiler.scope import BUILTINS, Scope
from pystream.compiler.scripts import Script, js_name
from pystream.compiler.source import Module, walk
from pystream.compiler.suspicions import suspicions
from pystream.contract import Action, Contract
from pystream.declarations import module_name

CLIENT_NAMES = (
    "on", "dom", "create", "connection", "expose", "handle", "upload", "DomEvent", "Element", "load",
    "preload", "worker",
)  # fmt: skip
# Gone when the engine comes: the compiler puts values in their places.
COMPILED_NAMES = (statics.NAME, rendering.NAME)

PROJECT = ("client_src", "shared_src", "server_src", "pystream")
# Coroutine functions of the library that people forget to await.
COROUTINES = frozenset({"asyncio.sleep", "asyncio.wait_for", "asyncio.wait", "pystream.client.load"})


Offers = Callable[[str], frozenset[str] | None]


def analyze(
    scan: Scan,
    files: Mapping[str, str],
    contract: Contract,
    offers: Offers = lambda module: None,
    scripts: Mapping[str, Script] = MappingProxyType({}),
) -> list[Problem]:
    """Hold the client's modules against each other and against the contract.

    Args:
        scan: the client, as `scan` found it.
        files: the project's Python sources by path.
        contract: what the server declares.
        offers: the names in a module of the standard library, as the engine has it.
        scripts: the vendored scripts, by the modules that stand for them.
    Returns:
        What looks like a slip and compiles all the same.
    Raises:
        CompileError: with every problem of every module.
    """
    modules = [module for module in scan.modules if module.name.split(".")[0] != "pystream"]
    client, gists, said = _client(modules)
    shared = [module.name for module in scan.modules if module.name in SHARED]
    known = _Names(
        {name: set(each.exports) for name, each in gists.items()}, files, contract, scripts, shared
    )
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for module in modules:
        # What is fine stays fine until something changes that was looked at.
        key = module.results.key("fine", module.digest, _surroundings(module, client, gists, said, known))
        if module.results.find(key):
            continue
        outline = client.outlines[module.name]
        found = list(_Analysis(outline, client, known, offers).problems())
        slips = list(suspicions(client, outline, said))
        problems += found
        warnings += slips
        if not found and not slips:
            module.results.keep(key, True)
    if problems:
        raise CompileError(problems)
    return sorted(warnings, key=lambda each: (each.path, each.span.line, each.span.col))


def _client(modules: Sequence[Module]) -> tuple[Client, dict[str, Gist], frozenset[str] | None]:
    """All modules, the gist of each, and every name by which an attribute may come to be."""
    outlines = Outlines(modules)
    gists: dict[str, Gist] = {}
    touched: set[str] = set()
    said: set[str] | None = set()
    for module in modules:
        key = module.results.key("gist", module.digest)
        made = module.results.find(key)
        if made is None:
            made = asdict(gist(outlines[module.name]))
            module.results.keep(key, made)
        each = gists[module.name] = Gist(**made)
        touched.update(each.touched)
        said = None if said is None or each.said is None else said.union(each.said)
    return Client(outlines, frozenset(touched)), gists, None if said is None else frozenset(said)


def _surroundings(
    module: Module, client: Client, gists: Mapping[str, Gist], said: frozenset[str] | None, known: _Names
) -> str:
    """A digest of all beside the module itself that what is found in it can depend on."""
    reached: dict[str, None] = {}
    waiting = [module.name]
    while waiting:
        name = waiting.pop()
        if name not in reached and name in gists:
            reached[name] = None
            for full in client.outlines.modules[name].imported:
                waiting += [full.rsplit(".", depth)[0] for depth in range(full.count(".") + 1)]
    others = {name: gists[name] for name in sorted(reached) if name != module.name}
    # Names by which it gets at parts of others, and these at parts of each other.
    seen = {*gists[module.name].identifiers, "__init__", "__new__", "__getattr__"}
    seen.update(*[each.taken for each in others.values()])
    count = 0
    while count < len(seen):
        count = len(seen)
        seen.update(*[each.leads[name] for each in others.values() for name in seen & each.leads.keys()])
    shapes = [
        (name, each.rest, sorted((part, each.shapes[part]) for part in seen & each.shapes.keys()))
        for name, each in others.items()
    ]
    return digest(
        known.fingerprint,
        repr(shapes),
        repr(sorted(gists)),
        repr(sorted(client.touched & seen)),
        repr(said is not None and sorted(said & seen)),
    )


@dataclass(frozen=True, slots=True)
class Server:
    """One module of the server, as the client sees it."""

    name: str
    path: str
    public: frozenset[str]
    functions: frozenset[str]
    classes: frozenset[str]
    modules: frozenset[str]

    @property
    def offers(self) -> tuple[frozenset[str], ...]:
        return self.public, self.functions, self.classes, self.modules


class _Names:
    """What each module offers to those that import it."""

    def __init__(
        self,
        client: dict[str, set[str]],
        files: Mapping[str, str],
        contract: Contract,
        scripts: Mapping[str, Script],
        shared: Sequence[str],
    ) -> None:
        self.contract = contract
        self.scripts = scripts
        self.client = client
        self.client["pystream"] = {*ERRORS, PRESENCE}
        self.client["pystream.client"] = {*CLIENT_NAMES, *COMPILED_NAMES}
        self.client["pystream.browser"] = set(GLOBALS)
        self.client.update((name, set(shared_names(name))) for name in shared)
        paths = {module_name(path): path for path in files}
        self.modules = {
            name.rsplit(".", depth)[0] for name in paths for depth in range(1, name.count(".") + 1)
        } | set(paths)
        self.server: dict[str, Server] = {}
        for name in self.modules:
            if name.split(".")[0] == "server_src":
                path = paths.get(name, "")
                self.server[name] = self._server(name, path, files.get(path, ""))

    @cached_property
    def fingerprint(self) -> str:
        """Of the server and of the names of all modules; what the client's offer is in their gists."""
        server = [(each.path, *map(sorted, each.offers)) for _, each in sorted(self.server.items())]
        scripts = repr(
            [
                (name, each.path, each.text, sorted(each.exports), sorted(each.classes))
                for name, each in sorted(self.scripts.items(), key=lambda item: item[0])
            ]
        )
        return digest(self.contract.hash, repr(sorted(self.modules)), repr(server), scripts)

    def _server(self, name: str, path: str, text: str) -> Server:
        prefix = name.removeprefix("server_src").lstrip(".")
        public = {
            full.rpartition(".")[2]
            for full in (*self.contract.actions, *self.contract.events)
            if full.rpartition(".")[0] == prefix
        }
        # The stub has what travels of its classes.
        public |= {full.rpartition(".")[2] for full in self.contract.types if full.rpartition(".")[0] == name}
        body = ast.parse(text).body
        functions = {node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        classes = {node.name for node in body if isinstance(node, ast.ClassDef)}
        inner = {other.rpartition(".")[2] for other in self.modules if other.rpartition(".")[0] == name}
        return Server(
            name, path, frozenset(public), frozenset(functions), frozenset(classes), frozenset(inner)
        )


class _Analysis:
    def __init__(self, outline: Outline, client: Client, known: _Names, offers: Offers) -> None:
        self.outline = outline
        self.source = outline.module.source
        self.client = client
        self.known = known
        self.offers = offers

    def problems(self) -> Iterator[Problem]:
        yield from self._imports()
        yield from self._names()
        for node in self.outline.module.nodes:
            if isinstance(node, ast.Attribute | ast.Name) and not isinstance(
                self.outline.parents.get(node), ast.Attribute
            ):
                yield from self._dotted(node)
            if isinstance(node, ast.ClassDef):
                yield from self._bases(node)
            if isinstance(node, ast.Call):
                found = list(self._call(node))
                yield from found or self._coroutine(node)

    def _imports(self) -> Iterator[Problem]:
        for node, target, names in self.outline.module.parsed_imports:
            if isinstance(node, ast.Import) or self.outline.expects(node, "ImportError", "Exception", ""):
                continue
            for name in names:
                if target in self.known.server:
                    yield from self._server_part(node, self.known.server[target], name)
                elif f"{target}.{name}" in self.known.modules:
                    continue
                elif target == "pystream.browser" or target in self.known.scripts:
                    yield from self._javascript_part(node, target, name)
                elif target in self.known.client and name not in self.known.client[target]:
                    offered = self.known.client[target]
                    own = target.split(".")[0] != "pystream"
                    say = messages.no_such_name if own else messages.not_for_clients
                    if not (own and "__getattr__" in offered):
                        yield say(self.source, node, name, target, offered)
                elif target.split(".")[0] not in PROJECT:
                    yield from self._library_part(node, target, name)

    def _names(self) -> Iterator[Problem]:
        for node, scope in self.outline.scopes.of.items():
            if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
                continue
            if scope.find(node.id) or node.id in BUILTINS or self.outline.expects(node, "NameError"):
                continue
            reachable = {*BUILTINS, *_reachable(scope)}
            yield messages.undefined_name(self.source, node, node.id, reachable, self._ways_in(node.id))

    def _ways_in(self, name: str) -> Iterator[str]:
        """The imports that would define a name."""
        for module in sorted(self.known.modules):
            home, _, last = module.rpartition(".")
            if last == name and home and module != self.outline.module.name:
                yield f"from {home} import {name}"
        for module in ("pystream", "pystream.client", "pystream.browser"):
            if name in self.known.client[module]:
                yield f"from {module} import {name}"
        for module in SHARED:
            if name in shared_names(module) and name not in self.known.client["pystream"]:
                yield f"from {module} import {name}"
        if name in sys.stdlib_module_names and name not in SERVER_ONLY:
            yield f"import {name}"

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

    def _dotted(self, node: ast.Attribute | ast.Name) -> Iterator[Problem]:
        """A dotted name that may lead through modules: each part of it exists in the one before."""
        inner: ast.expr = node
        parts: list[ast.Attribute] = []
        while isinstance(inner, ast.Attribute):
            parts.append(inner)
            inner = inner.value
        full = self.outline.full(inner)
        for part in reversed(parts):
            if full in self.known.server:
                found = list(self._server_part(part, self.known.server[full], part.attr))
                yield from found
                if found:
                    return
            elif full and full in self.client.outlines:
                yield from self._part(part, full)
            elif full and (full == "pystream.browser" or full in self.known.scripts):
                yield from self._javascript_part(part, full, part.attr)
            elif (
                full
                and full.split(".")[0] not in PROJECT
                and not self.outline.expects(part, "AttributeError")
            ):
                yield from self._library_part(part, full, part.attr)
            full = f"{full}.{part.attr}"

    def _javascript_part(self, node: ast.AST, module: str, name: str) -> Iterator[Problem]:
        """`name` is taken from the browser's globals or from a vendored script."""
        script = self.known.scripts.get(module)
        if script is None:
            if js_name(name) not in GLOBALS:
                yield messages.no_such_global(self.source, node, name, GLOBALS)
        elif script.exported(js_name(name)) is None and f"{module}.{name}" not in self.known.scripts:
            yield messages.no_such_export(self.source, node, name, script.path, script.exports)

    def _bases(self, node: ast.ClassDef) -> Iterator[Problem]:
        """No class of JavaScript's can stand above one of Python's."""
        for base in node.bases:
            module, _, name = (self.outline.full(base) or "").rpartition(".")
            if (module == "pystream.browser" and name in CLASSES) or module in self.known.scripts:
                yield messages.javascript_base(self.source, base, name)

    def _part(self, part: ast.Attribute, module: str) -> Iterator[Problem]:
        """An attribute of a module of the client is read: does the module bind it?"""
        bound = self.known.client[module]
        if part.attr in bound or f"{module}.{part.attr}" in self.known.modules or part.attr[:2] == "__":
            return
        if part.attr in self.client.touched or "__getattr__" in bound:
            return
        if not self.outline.expects(part, "AttributeError"):
            yield messages.no_such_name(self.source, part, part.attr, module, bound)

    def _library_part(self, node: ast.AST, module: str, name: str) -> Iterator[Problem]:
        """`name` is taken from a module of the standard library, if `module` is one."""
        offered = self.offers(module)
        if offered is None or name in offered or name[:2] == "__" or name in self.client.touched:
            return
        if self.offers(f"{module}.{name}") is None:
            yield messages.no_library_name(self.source, node, name, module, offered)

    def _call(self, call: ast.Call) -> Iterator[Problem]:
        """A call of an action, or of a function or class of the client, against its signature."""
        full = self.client.resolved(self.outline.full(call.func) or "")
        action = self._action(full)
        if self.outline.expects(call, "TypeError"):
            return
        if action:
            shown = written(action.name, action.parameters)
            for node, what in misfits(call, action.parameters):
                yield messages.bad_call(self.source, node, action.name, what, shown)
            return
        parameters = signature(self.client, full) if full else None
        if parameters is None:
            return
        home, _, name = full.rpartition(".")
        found = self.client.outlines[home]
        definition = found.definition(name)
        assert definition
        place = f"{found.module.path}:{definition.lineno}"
        for node, what in misfits(call, parameters):
            yield messages.bad_own_call(self.source, node, name, what, written(name, parameters), place)

    def _action(self, full: str) -> Action | None:
        if not full.startswith("server_src."):
            return None
        return self.known.contract.actions.get(full.removeprefix("server_src."))

    def _coroutine(self, call: ast.Call) -> Iterator[Problem]:
        """A call of an action or of another coroutine function: is it awaited before its result is used?"""
        full = self.client.resolved(self.outline.full(call.func) or "")
        found = self.client.definition(full)
        decorators = [found[0].full(each) for each in found[1].decorator_list] if found else []
        own = found and (
            decorators == [DECORATOR] or (isinstance(found[1], ast.AsyncFunctionDef) and not decorators)
        )
        generates = own and found and any(isinstance(each, ast.Yield) for each in walk(found[1]))
        action = self._action(full)
        if not ((action and not action.stream) or full in COROUTINES or (own and not generates)):
            return
        became = fate(self.outline, call)
        if became:
            shown = ast.unparse(call.func)
            way = f"write `await {shown}(...)`"
            around = self.outline.function(call)
            if not isinstance(around, ast.AsyncFunctionDef):
                if isinstance(around, ast.FunctionDef):
                    way += f" and make `{around.name}` an `async def`"
                else:
                    way += " in an `async def`: `init` of client_src/app.py, or a handler"
            if became == UNUSED:
                way += f"; to go on without waiting: asyncio.create_task({shown}(...))"
            yield messages.unawaited(self.source, call, shown, became == UNUSED, way)


def _reachable(scope: Scope | None) -> Iterator[str]:
    while scope:
        yield from scope.bound
        scope = scope.parent

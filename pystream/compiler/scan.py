"""Files to modules: everything that a client's main module reaches through its imports."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources

from pystream import errors, people
from pystream.compiler import messages
from pystream.compiler.chunks import HOME, Demand, demands
from pystream.compiler.jinja import Templates
from pystream.compiler.jinja.rendering import INNER, with_templates
from pystream.compiler.messages import CompileError, Problem
from pystream.compiler.offload import offloaded, travelling
from pystream.compiler.parse import parse, syntax_tree
from pystream.compiler.results import Results, digest
from pystream.compiler.scripts import FOLDER, PACKAGE, candidates, module_of
from pystream.compiler.source import Module, Source, walk
from pystream.compiler.stars import Library, Stars
from pystream.declarations import module_name

MAIN = "client_src.app"
OWN = ("client_src", "shared_src")
RUNTIME = ("pystream.client", "pystream.browser")
# pystream's own modules that are compiled into bundles, as their text is.
SHARED = (
    "pystream.errors",
    "pystream.people",
    "pystream.durations",
    "pystream.signals",
    "pystream.building",
    "pystream.html",
)
ERRORS = tuple(name for name, value in vars(errors).items() if isinstance(value, type))
PRESENCE = people.Presence.__name__
# Needs files, sockets, processes or threads: no engine will ever offer it in a browser.
SERVER_ONLY = set(
    re.findall(
        r"\w+",
        """
        os socket ssl sqlite3 subprocess threading multiprocessing concurrent pathlib shutil tempfile
        signal select selectors fcntl pwd ctypes mmap http smtplib ftplib imaplib importlib runpy
        sanic redis requests httpx aiohttp flask django fastapi starlette msgspec sqlalchemy psycopg psycopg2
        pymongo peewee urllib3 websockets numpy scipy pandas polars sklearn torch tensorflow matplotlib PIL
        cv2 lxml bs4 pytest
        """,
    )
)


@dataclass(slots=True)
class Scan:
    """What the client consists of."""

    # The name of its main module.
    main: str
    # A module stands after those that it imports.
    modules: list[Module] = field(default_factory=list)
    # The modules below server_src that the client names, as `server_src.users.online`.
    server: set[str] = field(default_factory=set)
    # Modules that import each other, for engines that cannot take that.
    circles: list[Problem] = field(default_factory=list)
    # Modules that are loaded on demand, and the first place that does.
    demanded: dict[str, tuple[Source, Demand]] = field(default_factory=dict)
    # Vendored scripts that the client names: `js.chart` -> client_src/lib/chart.js.
    scripts: dict[str, str] = field(default_factory=dict)


def scan(
    files: Mapping[str, str],
    library: Library = lambda module: None,
    results: Results | None = None,
    main: str = MAIN,
    templates: Templates | None = None,
    also: Iterable[str] = (),
) -> Scan:
    """Find and parse the client's modules.

    Args:
        files: the project's Python sources and vendored scripts, by path.
        library: what `from module import *` takes from a module of the standard library.
        results: what earlier compiles found out.
        main: the name of the client's main module.
        templates: those that it may render.
        also: modules that it needs though it imports none of them.
    Raises:
        CompileError: syntax errors, imports that lead nowhere.
    """
    path = f"{main.replace('.', '/')}.py"
    if path not in files:
        raise CompileError([messages.no_main_module(path, files)])
    scanner = _Scanner(files, library, results or Results(), main, templates)
    # The entry module registers the errors, whether the client names any or not.
    scanner.reach("pystream.errors", ())
    scanner.reach(main, ())
    for name in also:
        scanner.demand(name)
    if scanner.problems:
        raise CompileError(scanner.problems)
    return scanner.result


@cache
def shared_text(name: str) -> str:
    """The text of a module in SHARED."""
    file = f"{name.removeprefix('pystream.')}.py"
    return resources.files("pystream").joinpath(file).read_text("utf-8")


@cache
def shared_names(name: str) -> frozenset[str]:
    """What a module in SHARED defines for others."""
    defined: set[str] = set()
    for node in ast.parse(shared_text(name)).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined.add(node.name)
        elif isinstance(node, ast.ImportFrom) and node.module in SHARED:
            defined.update(alias.name for alias in node.names if alias.asname == alias.name)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            defined.add(node.target.id)
    return frozenset(each for each in defined if not each.startswith("_"))


def tried_imports(module: Module) -> list[list[int]]:
    """Where imports stand that may fail: in a `try` that catches ImportError."""
    key = module.results.key("tried", module.digest)
    found: list[list[int]] = module.results.get(key, lambda: list(_tried_imports(module)))
    return found


def _tried_imports(module: Module) -> Iterator[list[int]]:
    for node in module.nodes:
        if isinstance(node, ast.Try):
            caught = " ".join(ast.unparse(each.type) if each.type else "Exception" for each in node.handlers)
            if re.search(r"\b(ImportError|ModuleNotFoundError|(Base)?Exception)\b", caught):
                for statement in node.body:
                    for inner in walk(statement):
                        if isinstance(inner, ast.Import | ast.ImportFrom):
                            yield [inner.lineno, inner.col_offset]


class _Scanner:
    def __init__(
        self,
        files: Mapping[str, str],
        library: Library,
        results: Results,
        main: str,
        templates: Templates | None,
    ) -> None:
        self.templates = templates
        self.template_names = (
            {templates.module_of(name): name for name in templates.texts} if templates else {}
        )
        self.stars = Stars(self._tree, library)
        self.paths = {module_name(path): path for path in files if path.endswith(".py")}
        self.files = files
        self.texts = {name: files[path] for name, path in self.paths.items() if name.split(".")[0] in OWN}
        self.results = results
        self.says_presence = any(
            PRESENCE in files[path] for name, path in self.paths.items() if name.split(".")[0] in OWN
        )
        # A folder is a package even without __init__.py.
        self.packages = {
            name.rsplit(".", depth)[0] for name in self.paths for depth in range(1, name.count(".") + 1)
        }
        self.result = Scan(main)
        self.problems: list[Problem] = []
        self.done: set[str] = set()

    def reach(self, name: str, chain: tuple[str, ...]) -> None:
        """Take in module `name` and all it imports; `chain` led to it."""
        if name in chain:
            circle = [*chain[chain.index(name) :], name]
            if name in self.template_names:
                return  # one that includes itself
            self.result.circles.append(messages.circular_import(self._source(name), circle))
        if name in self.done or name in sys.stdlib_module_names:
            return
        self.done.add(name)
        try:
            if self.templates and name in self.template_names:
                module = self.templates.module(self.template_names[name], self.results)
            else:
                module = parse(name, self._source(name), self.results)
            if any(names == ["*"] for _, _, names in module.imports):
                module = self._written_out(module)
            if self.templates and not module.generated:
                module = with_templates(module, self.templates)
            imports, tried, loads = module.imports, tried_imports(module), demands(module)
        except CompileError as why:
            self.problems += why.problems
            return
        for node, target, names in imports:
            known = len(self.problems)
            targets = list(self._targets(module, node, target, names))
            if [node.lineno, node.col_offset] in tried:
                del self.problems[known:]
            for found in targets:
                self.reach(found, (*chain, name))
        self.result.modules.append(module)
        for demand in loads:
            self._demand(module, demand)
        if offloaded(module):
            # Classes that come from workers, though nothing but annotations may name them here.
            for full in travelling(module, self.texts):
                self.reach(full.rpartition(".")[0], ())

    def _demand(self, module: Module, demand: Demand) -> None:
        """Take in what is loaded on demand."""
        if demand.target is None:
            self.problems.append(messages.computed_load(module.source, demand.span, demand.name))
        elif demand.target not in self.paths:
            known = [name.removeprefix(HOME) for name in self.paths if name.startswith(HOME)]
            name = demand.target.removeprefix(HOME)
            self.problems.append(messages.nothing_to_load(module.source, demand.span, name, known))
        else:
            self.result.demanded.setdefault(demand.target, (module.source, demand))
            self.demand(demand.target)

    def demand(self, name: str) -> None:
        """Take in a module that nothing imports, after the packages that it is in."""
        parts = name.split(".")
        for depth in range(1, len(parts) + 1):
            outer = ".".join(parts[:depth])
            if outer in self.paths or outer in SHARED:
                self.reach(outer, ())

    def _written_out(self, module: Module) -> Module:
        """The module with names in place of stars: what it is then depends on the modules of these names."""
        tree = module.tree
        self.stars.expand(module.name, tree, module.is_package)
        stars = [ast.dump(node) for node in walk(tree) if hasattr(node, "star")]
        return replace(module, parser=lambda source: tree, expanded=digest(*stars))

    def _tree(self, name: str) -> tuple[ast.Module, bool] | None:
        if name.split(".")[0] not in OWN or name not in self.paths:
            return None
        try:
            return syntax_tree(self._source(name)), self.paths[name].endswith("/__init__.py")
        except CompileError:
            return None  # said where the module itself is read

    def _source(self, name: str) -> Source:
        if name.split(".")[0] == "pystream":
            if name == "pystream":
                # Of the public names these exist on both sides; the dataclass is compiled if it is named.
                more = f"from pystream.people import {PRESENCE}\n" if self.says_presence else ""
                errors_line = f"from pystream.errors import {', '.join(ERRORS)}\n"
                return Source("pystream/__init__.py", errors_line + more)
            return Source(f"{name.replace('.', '/')}.py", shared_text(name))
        path = self.paths[name]
        return Source(path, self.files[path])

    def _targets(
        self, module: Module, node: ast.Import | ast.ImportFrom, target: str, names: list[str]
    ) -> Iterator[str]:
        """The Python modules that one import reaches; problems and server modules are noted."""
        source, top = module.source, target.split(".")[0]
        if names == ["*"]:
            self.problems.append(messages.star_import(source, node))
        elif top == "server_src":
            self._server(source, node, target, names)
        elif top == "pystream":
            if target == "pystream" or target in SHARED:
                yield target
            elif target not in RUNTIME:
                known = ["pystream", *RUNTIME, "pystream.signals", "pystream.html"]
                self.problems.append(messages.unknown_module(source, node, target, known))
        elif top in self.template_names:
            yield target
        elif top.startswith(INNER) and (module.generated or module.expanded):
            return
        elif top in OWN:
            inner = [f"{target}.{name}" for name in names if f"{target}.{name}" in self.paths]
            if target not in self.paths and target not in self.packages:
                known = [name for name in self.paths if name.split(".")[0] in OWN]
                self.problems.append(messages.unknown_module(source, node, target, known))
            parts = target.split(".")
            for depth in range(1, len(parts) + 1):
                outer = ".".join(parts[:depth])
                # An __init__.py runs before what is in its package, unless that is where we are.
                if outer in self.paths and not f"{module.name}.".startswith(f"{outer}."):
                    yield outer
            yield from inner
        elif top == PACKAGE:
            self._script(source, node, target, names)
        elif top in SERVER_ONLY:
            self.problems.append(messages.server_only_module(source, node, target))
        elif top not in sys.stdlib_module_names:
            known = [name for name in self.paths if name.split(".")[0] in OWN]
            # `import cards` where client_src.cards was meant is the commonest way to get here.
            meant = [name for name in known if name.endswith(f".{target}")]
            self.problems.append(messages.unknown_module(source, node, target, known, meant))

    def _script(self, source: Source, node: ast.stmt, target: str, names: list[str]) -> None:
        if target == PACKAGE and not names:
            known = {module_of(path) for path in self.files if path.startswith(FOLDER)}
            self.problems.append(messages.no_such_script(source, node, PACKAGE, f"{FOLDER}NAME.js", known))
        # `from js import chart` names js.chart.
        for module in [target] if target != PACKAGE else [f"{PACKAGE}.{name}" for name in names]:
            paths = candidates(module)
            found = [path for path in paths if path in self.files]
            if found:
                self.result.scripts[module] = found[0]
            else:
                known = {module_of(path) for path in self.files if path.startswith(FOLDER)}
                self.problems.append(messages.no_such_script(source, node, module, paths[0], known))

    def _server(self, source: Source, node: ast.stmt, target: str, names: list[str]) -> None:
        known = {name for name in self.paths if name.split(".")[0] == "server_src"} | {"server_src"}
        known |= {name for name in self.packages if name.split(".")[0] == "server_src"}
        if target not in known:
            self.problems.append(messages.unknown_module(source, node, target, known))
            return
        self.result.server.add(target)
        self.result.server |= {f"{target}.{name}" for name in names if f"{target}.{name}" in known}

"""@worker functions: what of a client's modules runs in a Web Worker, and what stands for it on the page.

A worker's script is a program of its own. It has the functions and, of the modules that they are in and
import, the statements that bind what they name, or change it: the rest of a module, which may well be about
the page, is not run there.
"""

from __future__ import annotations

import ast
import builtins
import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pystream import errors as pystream_errors
from pystream.compiler import messages
from pystream.compiler.messages import CompileError, Problem
from pystream.compiler.outline import Outline, Outlines
from pystream.compiler.parse import syntax_tree
from pystream.compiler.results import Results, digest
from pystream.compiler.source import Module, Source, walk
from pystream.declarations import absolute

CLIENT = "pystream.client"
DECORATOR = f"{CLIENT}.worker"
ENTRY, IN_PLACE = "__worker__", "__in_place__"
# Worker code awaits @worker functions as the page does.
_IN_PLACE = """
def in_place(function):
    async def run(*args, **named):
        return function(*args, **named)
    return run
"""
PROJECT = ("client_src", "shared_src")
# Globals of a page that no worker has.
PAGE_GLOBALS = re.compile(
    r"window|document|localStorage|sessionStorage|history|screen|alert|confirm|prompt|parent|top|opener|frames"
    r"|HTML\w*|SVG\w*|Element|Node|Document\w*|DOMParser|MutationObserver|Image|Audio|customElements"
)
# Classes of the library that travel as what functions make of them: how one is written, and how it is read.
STANDARD = {
    "datetime.datetime": ("lambda each: each.isoformat()", "lambda text: {}.fromisoformat(text)"),
    "datetime.date": ("lambda each: each.isoformat()", "lambda text: {}.fromisoformat(text)"),
    "datetime.time": ("lambda each: each.isoformat()", "lambda text: {}.fromisoformat(text)"),
    "datetime.timedelta": (
        "lambda each: [each.days, each.seconds, each.microseconds]",
        "lambda parts: {}(*parts)",
    ),
    "decimal.Decimal": ("str", "{}"),
    "fractions.Fraction": ("str", "{}"),
    "uuid.UUID": ("str", "{}"),
}
# The same of an app's classes: enums by their names, others by what they hold.
ENUM, RECORD = ("lambda each: each.name", "lambda name: {}[name]"), ("None", "None")
Function = ast.FunctionDef | ast.AsyncFunctionDef
ERRORS = tuple(name for name, value in vars(pystream_errors).items() if isinstance(value, type))


@dataclass(frozen=True, slots=True)
class Offload:
    """What runs in workers: the functions by their full names, and the classes of what travels."""

    functions: Mapping[str, Function] = field(default_factory=dict)
    # Each with how it travels.
    classes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    errors: Sequence[str] = ()
    modules: Sequence[Module] = ()


NOTHING = Offload()


def worker_names(module: Module) -> set[str]:
    """What `worker` is called in a module."""
    return {
        alias.asname or alias.name
        for node, target, taken in module.imports
        if target == CLIENT and "worker" in taken and isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == "worker"
    }


def offloaded(module: Module) -> list[tuple[str, int]]:
    """The @worker functions of a module: name and line."""
    key = module.results.key("offloaded", module.digest)
    found = module.results.get(key, lambda: [[node.name, node.lineno] for node in _offloaded(module)])
    return [(name, line) for name, line in found]


def _offloaded(module: Module) -> Iterator[Function]:
    names = worker_names(module)
    for node in module.tree.body if names else ():
        if isinstance(node, Function) and any(
            isinstance(each, ast.Name) and each.id in names for each in node.decorator_list
        ):
            yield node


def travelling(module: Module, known: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The classes that the signatures of a module's @worker functions name, in full, and how they travel.

    Args:
        known: the project's modules, with their texts.
    """
    functions = {name for name, _ in offloaded(module)}
    if not functions:
        return {}
    tree = syntax_tree(module.source)
    nodes = [node for node in tree.body if isinstance(node, Function) and node.name in functions]
    found: dict[str, tuple[str, str]] = {}
    waiting: list[tuple[str, ast.Module, ast.AST]] = []
    for node in nodes:
        hints = [each.annotation for each in ast.walk(node.args) if isinstance(each, ast.arg)]
        waiting += [(module.name, tree, each) for each in (*hints, node.returns) if each]
    trees: dict[str, ast.Module] = {module.name: tree}
    while waiting:
        home, tree, hint = waiting.pop()
        for full in _named(home, tree, hint):
            owner, _, name = full.rpartition(".")
            if full in found:
                continue
            if full in STANDARD:
                found[full] = STANDARD[full]
            elif owner in known:
                inner = trees.setdefault(owner, syntax_tree(Source(owner, known[owner])))
                for each in inner.body:
                    if isinstance(each, ast.ClassDef) and each.name == name:
                        is_enum = any(re.search(r"(Enum|Flag)$", ast.unparse(base)) for base in each.bases)
                        found[full] = ENUM if is_enum else RECORD
                        waiting += [(owner, inner, part) for part in _hints(each)]
    return found


def _hints(node: ast.ClassDef) -> Iterator[ast.AST]:
    yield from node.bases
    for each in node.body:
        if isinstance(each, ast.AnnAssign):
            yield each.annotation


def _named(home: str, tree: ast.Module, hint: ast.AST) -> Iterator[str]:
    """The full names in an annotation."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            origin = absolute(home.rpartition(".")[0], node)
            names |= {alias.asname or alias.name: f"{origin}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ClassDef):
            names[node.name] = f"{home}.{node.name}"
    for node in ast.walk(hint):
        if isinstance(node, ast.Name):
            yield names.get(node.id, "")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{names.get(node.value.id, '')}.{node.attr}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                yield from _named(home, tree, ast.parse(node.value.strip(), mode="eval").body)
            except SyntaxError:
                continue


def offload(modules: Sequence[Module], known: Mapping[str, str], results: Results) -> Offload:
    """What runs in workers.

    Args:
        modules: the client's, after the checks.
        known: the project's modules, with their texts.
    Raises:
        CompileError: a @worker function that cannot be one, or that reaches the page.
    """
    functions: dict[str, Function] = {}
    classes: dict[str, tuple[str, str]] = {}
    problems: list[Problem] = []
    by_name = {module.name: module for module in modules}
    for module in modules:
        problems += _misplaced(module)
        for node in _offloaded(module) if offloaded(module) else ():
            functions[f"{module.name}.{node.name}"] = node
        classes |= travelling(module, known)
    if problems:
        raise CompileError(problems)
    if not functions:
        return NOTHING
    slicer = _Slicer(by_name)
    for full in (*functions, *classes):
        home, _, name = full.rpartition(".")
        if home in by_name:
            slicer.reach(home, name)
    slicer.run()
    if slicer.problems:
        raise CompileError(dict.fromkeys(slicer.problems))
    made = [slicer.cut(module) for module in modules if module.name in slicer.kept]
    errors = [full for full in slicer.classes() if full not in classes]
    for name, text in ((IN_PLACE, _IN_PLACE), (ENTRY, _worker_entry(functions, classes))):
        made.append(Module(name, Source(f"{name}.py", text), syntax_tree, generated=True, results=results))
    return Offload(functions, classes, errors, made)


def _misplaced(module: Module) -> Iterator[Problem]:
    names = worker_names(module)
    if not names:
        return
    for node in module.nodes:
        if not isinstance(node, Function | ast.ClassDef):
            continue
        ours = [each for each in node.decorator_list if isinstance(each, ast.Name) and each.id in names]
        if not ours:
            continue
        if node not in module.tree.body or isinstance(node, ast.ClassDef):
            yield messages.no_worker(
                module.source, ours[0], node.name, "it is no function of the module's own"
            )
        elif len(node.decorator_list) > 1:
            yield messages.no_worker(module.source, ours[0], node.name, "it has another decorator")
        elif any(isinstance(each, ast.Yield | ast.YieldFrom) for each in walk(node)):
            yield messages.no_worker(module.source, ours[0], node.name, "it is a generator")


class _Slicer:
    def __init__(self, modules: Mapping[str, Module]) -> None:
        self.modules = modules
        self.outlines = Outlines(modules.values())
        # Module -> the places in its body of what stays.
        self.kept: dict[str, set[int]] = {}
        self.needed: set[tuple[str, str]] = set()
        self.waiting: list[tuple[str, str]] = []
        self.problems: list[Problem] = []

    def reach(self, module: str, name: str) -> None:
        """A name of a module is needed; "*": all of it."""
        if module not in self.modules:
            return
        parts = module.split(".")
        for depth in range(1, len(parts) + 1):
            outer = ".".join(parts[:depth])
            if outer in self.modules:
                self.kept.setdefault(outer, set())
        if (module, name) not in self.needed:
            self.needed.add((module, name))
            self.waiting.append((module, name))

    def run(self) -> None:
        while self.waiting:
            module, name = self.waiting.pop()
            outline = self.outlines[module]
            for place, node in enumerate(outline.module.tree.body):
                if name == "*" or name in _binds(node) or _changes(node, name):
                    self._keep(outline, place, node)
                    if isinstance(node, ast.Import | ast.ImportFrom):
                        self._inner_import(outline, node, name)

    def _keep(self, outline: Outline, place: int, node: ast.stmt) -> None:
        module = outline.module
        if place in self.kept[module.name]:
            return
        self.kept[module.name].add(place)
        if isinstance(node, ast.Import | ast.ImportFrom):
            return  # what is named of it is followed where it is
        for each in walk(node):
            if isinstance(each, ast.Import | ast.ImportFrom):
                self._inner_import(outline, each, "*")
            elif isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load):
                self._name(outline, each)

    def _inner_import(self, outline: Outline, node: ast.Import | ast.ImportFrom, name: str) -> None:
        """What an import brings that is needed by that name is needed where it comes from."""
        package = outline.module.name if outline.module.is_package else outline.module.name.rpartition(".")[0]
        for alias in node.names:
            if name not in ("*", alias.asname or alias.name.split(".")[0]):
                continue
            if isinstance(node, ast.Import):
                self._follow(outline, node, alias.name, None)
            else:
                self._follow(outline, node, f"{absolute(package, node)}.{alias.name}", None)

    def _name(self, outline: Outline, node: ast.Name) -> None:
        scope = outline.scopes.of[node].find(node.id)
        if scope is not outline.scopes.module:
            return
        full = outline.imported.get((id(scope), node.id))
        if full is None:
            self.reach(outline.module.name, node.id)
            return
        self.needed.add((outline.module.name, node.id))
        body = outline.module.tree.body
        self.kept[outline.module.name] |= {
            place
            for place, each in enumerate(body)
            if isinstance(each, ast.Import | ast.ImportFrom) and node.id in _binds(each)
        }
        if full != DECORATOR:
            parent = outline.parents.get(node)
            self._follow(outline, node, full, parent if isinstance(parent, ast.Attribute) else None)

    def _follow(self, outline: Outline, node: ast.AST, full: str, part: ast.Attribute | None) -> None:
        """What an import leads to is named, or an attribute of it."""
        top = full.split(".")[0]
        home, _, name = full.rpartition(".")
        source = outline.module.source
        if full in self.modules and top in PROJECT:
            if part is not None and f"{full}.{part.attr}" in self.modules:
                self.reach(f"{full}.{part.attr}", "*")
            else:
                self.reach(full, part.attr if part is not None else "*")
        elif home in self.modules:
            self.reach(home, name)
        elif top in PROJECT and part is not None:
            self._follow(outline, node, f"{full}.{part.attr}", None)
        elif top == "server_src":
            self.problems.append(messages.not_in_workers(source, node, "the server is asked from the page"))
        elif full == CLIENT or home == CLIENT:
            if full != DECORATOR:
                self.problems.append(
                    messages.not_in_workers(source, node, "workers have no page and no line")
                )
        elif home == "pystream.browser" or full == "pystream.browser":
            named = part.attr if full == "pystream.browser" and part is not None else name
            if PAGE_GLOBALS.fullmatch(named):
                self.problems.append(messages.not_in_workers(source, node, f"workers have no {named}"))
        elif top == "js":
            self.problems.append(messages.not_in_workers(source, node, "vendored scripts run in the page"))

    def cut(self, module: Module) -> Module:
        """The module with what stays of it."""
        if (module.name, "*") in self.needed or module.name.split(".")[0] == "pystream":
            return module
        places = sorted(self.kept[module.name])
        mine = {name for name, _ in offloaded(module)}
        names = {name for home, name in self.needed if home == module.name}

        def cut(source: object) -> ast.Module:
            tree = copy.deepcopy(module.tree)
            tree.body = list(_cut([tree.body[place] for place in places], mine, names))
            return tree

        return replace(
            module, parser=cut, expanded=f"{module.expanded} {digest(repr((places, sorted(names))))}"
        )

    def classes(self) -> Iterator[str]:
        """The exceptions that worker code may raise, of the project's own."""
        known: set[str] = set()
        for name, places in self.kept.items():
            if name.split(".")[0] not in PROJECT:
                continue
            outline = self.outlines[name]
            for place in sorted(places):
                node = outline.module.tree.body[place]
                if isinstance(node, ast.ClassDef) and any(
                    _is_error(outline.full(base) or ast.unparse(base), known) for base in node.bases
                ):
                    known.add(f"{name}.{node.name}")
                    yield f"{name}.{node.name}"


def _is_error(base: str, known: set[str]) -> bool:
    last = base.rpartition(".")[2]
    builtin = getattr(builtins, last, None)
    standard = isinstance(builtin, type) and issubclass(builtin, BaseException)
    return base in known or standard or base.startswith("pystream.") or last.endswith(("Error", "Exception"))


def _cut(body: Sequence[ast.stmt], mine: set[str], names: set[str]) -> Iterator[ast.stmt]:
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            kept = [alias for alias in node.names if (alias.asname or alias.name.split(".")[0]) in names]
            if isinstance(node, ast.ImportFrom) and node.module == CLIENT:
                kept = []
            if kept:
                node.names = kept
                yield node
        elif isinstance(node, Function) and node.name in mine:
            node.decorator_list = []
            if isinstance(node, ast.FunctionDef):
                head = ast.ImportFrom(IN_PLACE, [ast.alias("in_place", "_in_place")], 0)
                yield ast.fix_missing_locations(ast.copy_location(head, node))
                node.decorator_list = [ast.copy_location(ast.Name("_in_place", ast.Load()), node)]
            yield node
        else:
            yield node


def _binds(node: ast.stmt) -> set[str]:
    """The names that a statement of a module binds."""
    if isinstance(node, Function | ast.ClassDef):
        return {node.name}
    found: set[str] = set()
    for each in walk(node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store | ast.Del):
            found.add(each.id)
        elif isinstance(each, Function | ast.ClassDef):
            found.add(each.name)
        elif isinstance(each, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name.split(".")[0] for alias in each.names}
    return found


def _changes(node: ast.stmt, name: str) -> bool:
    """Whether a statement changes what a name stands for: `name[k] = v`, `name.add(x)`."""
    if isinstance(node, Function | ast.ClassDef | ast.Import | ast.ImportFrom):
        return False
    for each in walk(node):
        target: ast.AST | None = None
        if isinstance(each, ast.Attribute | ast.Subscript) and isinstance(each.ctx, ast.Store | ast.Del):
            target = each
        elif isinstance(each, ast.Expr) and isinstance(each.value, ast.Call):
            target = each.value.func if isinstance(each.value.func, ast.Attribute) else None
        while isinstance(target, ast.Attribute | ast.Subscript):
            target = target.value
        if isinstance(target, ast.Name) and target.id == name:
            return True
    return False


# ---- the page ----


def with_calls(modules: Sequence[Module], work: Offload) -> list[Module]:
    """The page's modules: calls of workers in the place of what runs there."""
    return (
        [_calling(module) if offloaded(module) else module for module in modules]
        if work.functions
        else [*modules]
    )


def _calling(module: Module) -> Module:
    mine = {name for name, _ in offloaded(module)}

    def calling(source: object) -> ast.Module:
        tree = copy.deepcopy(module.tree)
        names = worker_names(module)
        body: list[ast.stmt] = []
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and node.module == CLIENT:
                node.names = [each for each in node.names if (each.asname or each.name) not in names]
                node.names.append(ast.copy_location(ast.alias("work", "_work"), node))
            body.append(
                _call(node, module.name) if isinstance(node, Function) and node.name in mine else node
            )
        tree.body = body
        return tree

    return replace(module, parser=calling, expanded=f"{module.expanded} calls workers")


def _call(node: Function, module: str) -> ast.stmt:
    """`async def pi(n): return await _work("client_src.app.pi", [n], {})`."""
    args = node.args
    given: list[ast.expr] = [ast.Name(each.arg, ast.Load()) for each in (*args.posonlyargs, *args.args)]
    if args.vararg:
        given.append(ast.Starred(ast.Name(args.vararg.arg, ast.Load()), ast.Load()))
    keys: list[ast.expr | None] = [ast.Constant(each.arg) for each in args.kwonlyargs]
    values: list[ast.expr] = [ast.Name(each.arg, ast.Load()) for each in args.kwonlyargs]
    if args.kwarg:
        keys.append(None)
        values.append(ast.Name(args.kwarg.arg, ast.Load()))
    said: list[ast.expr] = [ast.Constant(f"{module}.{node.name}"), ast.List(given, ast.Load())]
    said += [ast.Dict(keys, values), ast.Constant(isinstance(node, ast.AsyncFunctionDef))]
    call = ast.Call(ast.Name("_work", ast.Load()), said, [])
    doc = node.body[:1] if ast.get_docstring(node, clean=False) is not None else []
    made = ast.AsyncFunctionDef(node.name, args, [*doc, ast.Return(ast.Await(call))], [], None, None)
    made.type_params = []  # type: ignore[attr-defined]
    return ast.fix_missing_locations(ast.copy_location(made, node))


def page_lines(work: Offload, present: set[str], texts: Sequence[str]) -> Iterator[str]:
    """What the page's entry tells of what comes from workers.

    Args:
        present: the page's modules.
        texts: theirs; an exception that none of them names cannot be told from its base.
    """
    if not work.functions:
        return
    words = set(re.findall(r"\w+", " ".join(texts)))
    yield "from pystream.client import define_class as _define_class, define_raised as _define_raised"
    for name, value in vars(builtins).items():
        if isinstance(value, type) and issubclass(value, Exception) and name in words:
            yield f"_define_raised({name!r}, {name})"
    yield from _class_lines(
        {full: how for full, how in work.classes.items() if _home(full) in present or full in STANDARD}
    )
    errors = [full for full in work.errors if _home(full) in present]
    errors += [f"pystream.errors.{name}" for name in ERRORS if name in words]
    for number, full in enumerate(errors):
        yield f"from {_home(full)} import {full.rpartition('.')[2]} as _raised{number}"
        yield f"_define_raised({full!r}, _raised{number})"


def _home(full: str) -> str:
    return full.rpartition(".")[0]


def _class_lines(classes: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    for number, (full, (write, read)) in enumerate(classes.items()):
        yield f"from {_home(full)} import {full.rpartition('.')[2]} as _class{number}"
        yield f"_define_class({full!r}, _class{number}, {write}, {read.format(f'_class{number}')})"


# ---- the worker ----


def _worker_entry(functions: Iterable[str], classes: Mapping[str, tuple[str, str]]) -> str:
    lines = ["import traceback", "from pystream.worker import define_class as _define_class, serve"]
    # Imports first: what stands behind something that acts runs later than it could.
    for number, full in enumerate(functions):
        lines.append(f"from {_home(full)} import {full.rpartition('.')[2]} as _function{number}")
    lines += _class_lines(classes)
    pairs = [f"{full!r}: _function{number}" for number, full in enumerate(functions)]
    lines += [
        f"functions = {{{', '.join(pairs)}}}",
        "async def run(name, args, named):",
        "    return await functions[name](*args, **named)",
        "def told(error):",
        "    return ''.join(traceback.format_exception(error))",
        "serve(run, told)",
    ]
    return "\n".join(lines) + "\n"

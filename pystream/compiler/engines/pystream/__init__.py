"""pystream's own engine: Python that means Python, as small as what is used.

lower/     syntax trees -> JavaScript nodes, one file per area of the grammar
js/        nodes, their printer, and the scanner that reads the runtime's own files
bundle.py  units of modules and runtime -> one script: tree shaking and naming
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib import resources

from pystream.compiler.chunks import Chunk
from pystream.compiler.engines import Built, Bundle
from pystream.compiler.engines.pystream import dev
from pystream.compiler.engines.pystream.apart import Apart
from pystream.compiler.engines.pystream.bare import without_generic_bases
from pystream.compiler.engines.pystream.bundle import Library, Unit, UnitPart, bundle, read_library, resolve
from pystream.compiler.engines.pystream.check import check
from pystream.compiler.engines.pystream.dump import dump
from pystream.compiler.engines.pystream.generics import without_type_parameters
from pystream.compiler.engines.pystream.js.build import call, string
from pystream.compiler.engines.pystream.js.nodes import Do, Function, Let, Name, Object, Symbol
from pystream.compiler.engines.pystream.js.print import Top, print_statements
from pystream.compiler.engines.pystream.libraries import offered, starred
from pystream.compiler.engines.pystream.lower.brought import BROWSER
from pystream.compiler.engines.pystream.lower.lowered import Lowered, lower
from pystream.compiler.engines.pystream.lower.order import Order, order
from pystream.compiler.engines.pystream.lower.program import Program
from pystream.compiler.engines.pystream.names import PLAIN_METHODS, prop
from pystream.compiler.engines.pystream.swap import swap
from pystream.compiler.engines.pystream.whole import read_runtime
from pystream.compiler.messages import Problem
from pystream.compiler.parse import syntax_tree
from pystream.compiler.results import Results, digest
from pystream.compiler.scripts import Script, js_name
from pystream.compiler.source import Module, Source

LIB = "lib/"


# The browser half's own modules, as client code imports them.
BROWSER_HALF = {
    "pystream.client": "client.js",
    "pystream.browser": "browser.js",
    "pystream.worker": "worker.js",
}


# This engine's own files among the runtime's.
VALUES, TRACE, CROSSING, HOT = "values.js", "trace.js", "crossing.js", "hot.js"
# What a dev build of a page fetches when nobody caught an exception: it is in the runtime already.
DEV_TRACE = 'export{%s as tell}from"./%s";\n'
# What browser.js stands on: a standalone program has it, and nothing of a page.
BROWSER_FILES = frozenset(("browser.js", "contract.js", "keywords.js", VALUES))
# What the engine adds to the browser's own names.
ADDED = ("JsError", "to_js", "to_py")


class Pystream:
    """Engine; see pystream.compiler.engines."""

    circular_imports = True
    loads = True
    templates = True
    classes = True

    def check(self, module: Module, runtime: Mapping[str, str]) -> list[Problem]:
        return check(module, library_names(runtime))

    def offers(self, module: str, runtime: Mapping[str, str]) -> frozenset[str] | None:
        return offered(module, runtime)

    def starred(self, module: str, runtime: Mapping[str, str]) -> list[str] | None:
        return starred(module, runtime)

    def build(
        self,
        modules: Sequence[Module],
        runtime: Mapping[str, str],
        entry: str,
        scripts: Mapping[str, Script],
        chunks: Sequence[Chunk] = (),
        dev: bool = False,
    ) -> Built:
        whole = {**runtime, **_own(VALUES, TRACE, CROSSING)}
        if dev:
            return _build_dev(whole, modules, entry, scripts)
        return _build(whole, modules, entry, exports=False, scripts=scripts, chunks=chunks)

    def swap(self, before: Built, after: Built) -> Bundle | str:
        if not isinstance(before.program, dev.Program) or not isinstance(after.program, dev.Program):
            return "the page runs no dev build"
        return swap(before.program, after.program)


def _own(*names: str) -> dict[str, str]:
    folder = resources.files(__package__)
    return {name: folder.joinpath(name).read_text("utf-8") for name in names}


def library_names(runtime: Mapping[str, str]) -> set[str]:
    """The modules of the standard library that client code can import."""
    names = {
        path.removeprefix(LIB).rpartition(".")[0].removesuffix("/__init__").replace("/", ".")
        for path in runtime
        if path.startswith(LIB)
    }
    packages = {name.rsplit(".", depth)[0] for name in names for depth in range(1, name.count(".") + 1)}
    return {name for name in names | packages if not name.startswith("_")}


def standalone(runtime: Mapping[str, str], modules: Sequence[Module], entry: str) -> Bundle:
    """One ES module that runs `entry` and exports its functions and classes, with nothing of a page in it.

    Args:
        runtime: as of Engine.build.
        modules: the program, imported modules first.
    """
    whole = {**runtime, **_own(VALUES, CROSSING)}
    files = {path: text for path, text in whole.items() if "/" in path or path in BROWSER_FILES}
    return _build(files, modules, entry, exports=True, scripts={}).bundle


def _build(
    runtime: Mapping[str, str],
    modules: Sequence[Module],
    entry: str,
    exports: bool,
    scripts: Mapping[str, Script],
    chunks: Sequence[Chunk] = (),
) -> Built:
    plan, ordered = _planned(runtime, modules, entry)
    reached = _reached(runtime, ordered)
    results = modules[-1].results
    library = results.here(results.key("library", *reached), lambda: read_library(reached))
    libraries = _libraries(library)
    methods = _library_methods(runtime, ordered) | PLAIN_METHODS
    homes = _homes(ordered, chunks)
    program = Program(library.builtins, libraries, methods, plan.lazy, plan.circular, scripts, homes)
    for module in ordered:
        program.add(module)
    lowered = {module.name: lower(program, module) for module in ordered}
    units = _needed(program, lowered.values())
    units.insert(0, _prelude(library.builtins if exports else library.exports[VALUES]))
    spaces = results.here(results.key("namespaces", *reached), lambda: _namespaces(libraries, library))
    units = [*spaces, *units]
    taken = set[tuple[str, str]]().union(*[each.taken for each in lowered.values()])
    units = [*_scripts(scripts, taken, library), *units]
    top = program.modules[entry]
    outside = {
        name: f"{entry}:{name}"
        for name in top.symbols
        if exports
        and name in top.definitions
        and not name.startswith("_")
        # What the program itself calls is made for how it calls it.
        and name not in lowered[entry].closed
    }
    sources = {module.path: module.source.text for module in modules}
    foreign, places = library.builtins["foreign"], library.builtins["places"]
    fixed = {
        id(unit): homes.get(module.name, "") for module in ordered for unit in lowered[module.name].units
    }
    runs = {chunk.name: f"{chunk.entry}:run" for chunk in chunks}
    made = bundle(library, units, outside, foreign, places, sources, results, entry, Apart(fixed, runs))

    def debug() -> dict[str, str]:
        units = {module.name: lowered[module.name].units for module in modules}
        return dict(dump(program, modules, units, made))

    beside = {chunk: made.chunks[chunk.name] for chunk in chunks}
    if exports or ".trace.js" not in made.code:
        return Built(made, debug, chunks=beside)
    tell = {"tell": library.exports[TRACE]["tell"]}
    return Built(made, debug, bundle(library, [], tell, results=modules[-1].results).code, beside)


def _homes(modules: Sequence[Module], chunks: Sequence[Chunk]) -> dict[str, str]:
    """Module -> its chunk's name, if it is in one; the library's go with those that import them."""
    homes = {name: chunk.name for chunk in chunks for name in (*chunk.modules, chunk.entry)}
    if not homes:
        return {}
    users: defaultdict[str, set[str]] = defaultdict(set)
    for module in reversed(modules):  # what imports others stands behind them
        if module.path.startswith(f"pystream/runtime/{LIB}"):
            found = users[module.name]
            if len(found) == 1 and "" not in found:
                homes[module.name] = next(iter(found))
        for name in module.imported:
            users[name].add(homes.get(module.name, ""))
    return homes


def _planned(runtime: Mapping[str, str], modules: Sequence[Module], entry: str) -> tuple[Order, list[Module]]:
    """When the program's modules run; all modules in that order, the library's own Python modules first."""
    sources = {
        path.removeprefix(LIB).removesuffix(".py").removesuffix("/__init__").replace("/", "."): text
        for path, text in runtime.items()
        if path.startswith(LIB) and path.endswith(".py")
    }
    plan = order([without_type_parameters(module) for module in modules], entry)
    library = _library_modules(modules, sources, modules[-1].results)
    return plan, without_generic_bases([*library, *plan.modules])


def _libraries(library: Library) -> dict[str, dict[str, str]]:
    """The library's modules that are JavaScript: name -> exported name -> key."""
    libraries: dict[str, dict[str, str]] = {
        path.removeprefix(LIB).removesuffix(".js").replace("/", "."): exported
        for path, exported in library.exports.items()
        if path.startswith(LIB)
    } | {name: library.exports[path] for name, path in BROWSER_HALF.items() if path in library.exports}
    if BROWSER in libraries:
        libraries[BROWSER] = {**libraries[BROWSER], **{name: library.builtins[name] for name in ADDED}}
    return libraries


def standalone_dev(runtime: Mapping[str, str], modules: Sequence[Module], entry: str) -> Built:
    """A dev build of a program without a page; as standalone()."""
    whole = {**runtime, **_own(VALUES, CROSSING)}
    files = {path: text for path, text in whole.items() if "/" in path or path in BROWSER_FILES}
    return _build_dev(files, modules, entry, {})


def _build_dev(
    runtime: Mapping[str, str], modules: Sequence[Module], entry: str, scripts: Mapping[str, Script]
) -> Built:
    plan, ordered = _planned(runtime, modules, entry)
    javascript = {
        **{path: text for path, text in runtime.items() if path.endswith(".js") and path != "detour.js"},
        f"builtins/{HOT}": _own(HOT)[HOT],
    }
    results = modules[-1].results
    library = results.here(results.key("dev library", *javascript), lambda: read_library(javascript))
    whole = results.here(results.key("dev runtime", *javascript), lambda: read_runtime(library))
    libraries = _libraries(library)
    program = Program(library.builtins, libraries, (), plan.lazy, plan.circular, scripts, dev=True)
    for module in ordered:
        program.add(module)
    parts = {}
    taken: set[tuple[str, str]] = set()
    for module in ordered:
        lowered = lower(program, module)
        parts[module.name] = dev.Part(module, lowered.units, lowered.made_of)
        taken |= lowered.taken
    page = "client.js" in runtime
    made = dev.Program(
        whole,
        parts,
        results.here(results.key("dev namespaces", *javascript), lambda: _namespaces(libraries, library)),
        frozenset(plan.lazy),
        _scripts(scripts, taken, library),
        digest(*[f"{name} {script.url}" for name, script in scripts.items()]),
        _prelude(library.exports[VALUES] if page else library.builtins),
        library.builtins["foreign"],
    )
    sources = {module.path: module.source.text for module in ordered}
    trace = DEV_TRACE % (whole.names[library.exports[TRACE]["tell"]], whole.name) if page else ""
    files = {whole.name: whole.text}
    return Built(dev.write(made, sources), dict, trace, files=files, program=made, version=made.version)


def _needed(program: Program, lowered: Collection[Lowered]) -> list[Unit]:
    """The units of all modules, without signatures that nobody asks for."""
    escaping = program.escaping.union(*[each.escaping for each in lowered])
    units = []
    for each in lowered:
        spare = {place for name, place in each.signatures if name not in escaping}
        units += [unit for place, unit in enumerate(each.units) if place not in spare]
    return units


def _prelude(exported: Mapping[str, str]) -> Unit:
    """What runs before a program: its uncaught exceptions are told as CPython tells them."""
    reporting = Name(Symbol(exported["reporting"], True))
    return Unit((), [*print_statements([Do(call(reporting))]), ";"], False)


_IMPORTED_FILE = re.compile(r"^(?:import|export)\b.*?from '(.+?)';", re.M | re.S)


def _reached(runtime: Mapping[str, str], modules: Sequence[Module]) -> dict[str, str]:
    """The runtime's JavaScript, without what only library modules use that nobody imports."""
    files = {
        path: text for path, text in runtime.items() if path.endswith(".js") and not path.startswith(LIB)
    }
    waiting = [f"{LIB}{name.replace('.', '/')}.js" for module in modules for name in module.imported]
    while waiting:
        path = waiting.pop()
        if path not in files and path in runtime:
            files[path] = runtime[path]
            waiting += [resolve(path, source) for source in _imported_files(runtime[path])]
    return files


@cache
def _imported_files(text: str) -> list[str]:
    return _IMPORTED_FILE.findall(text)


# How the library's JavaScript writes a method: `c.run = ..`, `method(C, 'run', ..)`, `'C.run(self)'`.
METHOD = re.compile(r"\bc\.([A-Za-z]\w*) = |\bmethod\(\w+, '(\w+)'|'\w+\.(\w+)\((?:self|cls)\b")


def _library_methods(runtime: Mapping[str, str], modules: Sequence[Module]) -> set[str]:
    """Names of methods in the imported JavaScript half of the library: reading one may have to bind it."""
    texts = {
        runtime.get(f"{LIB}{name.replace('.', '/')}.js", "") for module in modules for name in module.imported
    }
    # Tasks and futures are builtins, since every coroutine needs them.
    texts.add(runtime.get("builtins/coroutines.js", ""))
    return set[str]().union(*map(_methods, texts))


@cache
def _methods(text: str) -> frozenset[str]:
    return frozenset(name for found in METHOD.findall(text) for name in found if name)


def _library_modules(modules: Sequence[Module], sources: Mapping[str, str], results: Results) -> list[Module]:
    """The library's own Python modules that a program reaches, imported ones first."""
    found: dict[str, Module] = {}

    def reach(name: str) -> None:
        if name in found or name not in sources:
            return
        path = f"pystream/runtime/{LIB}{name.replace('.', '/')}.py"
        module = Module(name, Source(path, sources[name]), syntax_tree, results=results)
        for inner in module.imported:
            reach(inner)
        found[name] = module

    for module in modules:
        for name in module.imported:
            reach(name)
    return list(found.values())


def _scripts(scripts: Mapping[str, Script], every: set[tuple[str, str]], library: Library) -> list[Unit]:
    """What the program takes of vendored scripts: imports of ES modules, globals of classic ones."""
    units = []
    for module, script in scripts.items():
        taken = sorted(name for home, name in every if home == module)
        if script.is_module and not taken:
            units.append(Unit((), [f"import{json.dumps(script.url)};"], False))
        for identifier in taken:
            key = f"{module}:{identifier}"
            name = script.exported(js_name(identifier)) or identifier
            if identifier == "*" and script.is_module:
                parts: list[UnitPart] = ["import*as ", Top(key), f" from{json.dumps(script.url)};"]
            elif script.is_module:
                parts = [f"import{{{name} as ", Top(key), f"}}from{json.dumps(script.url)};"]
            elif identifier == "*":
                parts = ["const ", Top(key), "=globalThis;"]
            else:
                told = call(Name(Symbol(library.builtins["script"], True)), string(name), string(script.path))
                parts = [*print_statements([Let([(Name(Symbol(key, True)), told)])]), ";"]
            units.append(Unit((key,), parts, True, source=script.path))
    return units


def _namespaces(libraries: dict[str, dict[str, str]], library: Library) -> list[Unit]:
    """Module objects of the JavaScript half of the library, for programs that handle them as values."""
    units = []
    for module, exports in reversed(libraries.items()):
        key = f"{module}:$module"
        entries = [
            (prop(name), Function("arrow", [], Name(Symbol(target, True)), []))
            for name, target in exports.items()
        ]
        namespace = Name(Symbol(library.builtins["namespace"], True))
        made = call(namespace, string(module), Object(entries))
        parts = print_statements([Let([(Name(Symbol(key, True)), made)])])
        units.append(Unit((key,), [*parts, ";"], True))
    return units


__all__ = ["call", "standalone"]

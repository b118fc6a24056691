"""The phases in order: texts in, the files of build/ out. Touches neither disk nor clock of its own."""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from importlib import metadata

import brotli

from pystream.compiler import messages
from pystream.compiler.analyze import analyze
from pystream.compiler.constants import PATH as CONSTANTS
from pystream.compiler.constants import pruned, with_constants
from pystream.compiler.engines import Built, Engine
from pystream.compiler.engines.pystream import Pystream
from pystream.compiler.messages import CompileError, Problem
from pystream.compiler.minify import minify_css, minify_script
from pystream.compiler.page import render
from pystream.compiler.places import table
from pystream.compiler.results import Memory, Results, digest
from pystream.compiler.scan import scan
from pystream.compiler.scripts import FOLDER, Scripts, gather
from pystream.compiler.source import Module, Source
from pystream.compiler.sourcemap import encode
from pystream.compiler.stubs import ENTRY, stubs
from pystream.contract import Contract
from pystream.declarations import DeclarationError, read_contract, shared_errors
from pystream.settings import Settings

# Brotli's qualities: 11 makes a script a tenth smaller than 5 does, and takes sixty times as long.
BEST, QUICK = 11, 5
VERSION = metadata.version("pystream")
RUNTIME = "pystream/runtime/"
# What a page's script fetches from its own URL and this ending when websockets do not open.
DETOUR = ".detour.js"
TEXTS = (".py", ".html", ".css")
SCRIPTS = (".js", ".mjs")


@dataclass(frozen=True, slots=True)
class Size:
    """One file as it goes over the line, in bytes."""

    path: str
    raw: int
    gzip: int
    brotli: int


@dataclass(frozen=True, slots=True)
class Compiled:
    """The content of build/ by path, and the sizes of what a browser fetches."""

    files: dict[str, bytes]
    sizes: list[Size]
    engine: str
    warnings: list[Problem]
    # What shared_src/constants.py is to be; None if there is nothing to be in it.
    constants: bytes | None = None


def inputs_digest(files: Mapping[str, bytes], library: Mapping[str, bytes], settings: Settings) -> str:
    """One hash over all that the output depends on; equal digests, equal builds."""
    own = sorted(settings.constants.items()), settings.public_constants
    total = hashlib.sha256(repr((VERSION, settings.engine, settings.page_title, own)).encode())
    for path, content in sorted({**library, **files}.items()):
        total.update(f"{path}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def compile_project(
    files: Mapping[str, bytes],
    library: Mapping[str, bytes],
    settings: Settings,
    cache: MutableMapping[str, str] | None = None,
    memory: Memory | None = None,
    *,
    release: bool = False,
    debug: bool = False,
    begins: Callable[[str], None] = lambda phase: None,
) -> Compiled:
    """Compile one project.

    Args:
        files: everything below client_src/, server_src/ and shared_src/, by path.
        library: pystream's own runtime, by path: pystream/runtime/*.js.
        cache: what earlier compiles found out, by this very version of the compiler; added to.
        memory: of a process that compiles again and again.
        release: compress as well as can be, which takes a second for each megabyte.
        debug: put what each phase made among the files, below debug/.
        begins: told the name of each phase as it begins.
    Raises:
        CompileError: with every problem that its phase found.
    """
    begins("reading")
    files = with_constants(files, settings.constants, settings.public_constants)
    texts = _texts(files)
    python = {path: text for path, text in texts.items() if path.endswith(".py")}
    contract, errors = _declared(python)
    vendored = {path: text for path, text in texts.items() if path.endswith(SCRIPTS)}
    engine = _engine(settings.engine)
    runtime = {path.removeprefix(RUNTIME): text.decode() for path, text in library.items()}
    results = Results(
        cache, settings.engine, *[part for item in runtime.items() for part in item], memory=memory
    )
    found = scan({**python, **vendored}, lambda module: engine.starred(module, runtime), results)
    if found.circles and not engine.circular_imports:
        raise CompileError(found.circles)
    scripts = gather(found.scripts, vendored)
    begins("checking")
    warnings = analyze(
        found, python, contract, lambda module: engine.offers(module, runtime), scripts.modules
    )
    _check(engine, settings.engine, found.modules, runtime)
    *servers, entry = stubs(found, contract, errors, results)
    modules = [*servers, *pruned(found.modules), entry]
    begins("translating")
    built = engine.build(modules, runtime, ENTRY, scripts.modules)
    begins("compressing")
    style = minify_css("\n".join(text for path, text in sorted(texts.items()) if path.endswith(".css")))
    made_from = inputs_digest(files, library, settings)
    detour = minify_script(runtime["detour.js"])
    outputs = _outputs(built, detour, style, texts, settings, modules, contract, made_from, scripts, release)
    if debug:
        dump = {**dict(_dump(modules)), **built.debug()}
        outputs |= {f"debug/{path}": text.encode() for path, text in dump.items()}
    outputs["manifest.json"] = json.dumps(
        {**json.loads(outputs["manifest.json"]), "files": sorted(outputs)}, indent=1
    ).encode()
    sizes = [
        Size(path, len(content), len(outputs[path + ".gz"]), len(outputs[path + ".br"]))
        for path, content in outputs.items()
        if path + ".gz" in outputs and not path.endswith((".map", ".trace.js", DETOUR))
    ]
    constants = files.get(CONSTANTS) if settings.constants else None
    return Compiled(outputs, sizes, settings.engine, warnings, constants)


def _dump(modules: Sequence[Module]) -> Iterator[tuple[str, str]]:
    """What the phases before the engine made of each module, for a person to read."""
    lines = []
    for module in modules:
        lines.append(f"{module.name}  {module.path}")
        lines += [f"    {target}  {', '.join(names)}".rstrip() for _, target, names in module.imports]
        if module.generated:
            yield f"2-stubs/{module.name}.py", module.source.text
        yield f"3-trees/{module.name}.txt", ast.dump(module.tree, indent=1) + "\n"
    yield "1-imports.txt", "\n".join(lines) + "\n"


def _check(engine: Engine, name: str, modules: Sequence[Module], runtime: Mapping[str, str]) -> None:
    """Refuse what the engine would not translate; a module that passed is not checked again."""
    problems = []
    offered = digest(name, *sorted(runtime))
    for module in modules:
        key = module.results.key("checked", module.digest, offered)
        if module.results.find(key):
            continue
        found = engine.check(module, runtime)
        problems += found
        if not found:
            module.results.keep(key, True)
    if problems:
        raise CompileError(problems)


def _engine(name: str) -> Engine:
    if name == "transcrypt":
        # Imported by those who use it.
        from pystream.compiler.engines.transcrypt import Transcrypt

        return Transcrypt()
    return Pystream()


def _texts(files: Mapping[str, bytes]) -> dict[str, str]:
    texts: dict[str, str] = {}
    problems = []
    for path, content in files.items():
        if path.endswith(TEXTS) or (path.startswith(FOLDER) and path.endswith(SCRIPTS)):
            try:
                texts[path] = content.decode("utf-8-sig").replace("\r\n", "\n")
            except UnicodeDecodeError as why:
                line = content[: why.start].count(b"\n") + 1
                problems.append(messages.not_utf8(Source(path, ""), line))
    if problems:
        raise CompileError(problems)
    return texts


def _declared(python: Mapping[str, str]) -> tuple[Contract, list[str]]:
    try:
        return read_contract(python), shared_errors(python)
    except DeclarationError as why:
        raise CompileError(
            messages.declaration(Source(each.path, python[each.path]), each.line, each.col, each.message)
            for each in why.problems
        ) from None


def _outputs(
    built: Built,
    detour: str,
    style: str,
    texts: Mapping[str, str],
    settings: Settings,
    modules: Sequence[Module],
    contract: Contract,
    made_from: str,
    scripts: Scripts,
    release: bool,
) -> dict[str, bytes]:
    """What is served, compressed beside it, and what the server reads at start."""
    sources = {module.path: module.source.text for module in modules}
    script = built.bundle
    mapped = encode(script.segments, sources)
    if built.trace:
        mapped["x_pystream"] = table(script.places)
    source_map = json.dumps(mapped)
    name = f"assets/app-{_hash(script.code, source_map, built.trace, detour)}.js"
    code = f"{script.code}\n//# sourceMappingURL={name.removeprefix('assets/')}.map\n"
    assets = {name: code.encode(), f"{name}.map": source_map.encode(), name + DETOUR: detour.encode()}
    if built.trace:
        assets[f"{name}.trace.js"] = built.trace.encode()
    for path, text in scripts.files.items():
        assets[f"assets/{path}"] = minify_script(text).encode()
    link = ""
    if style:
        link = f"assets/app-{_hash(style)}.css"
        assets[link] = style.encode()
    before = [(f"/assets/{each.url.removeprefix('./')}", each.is_module) for each in scripts.modules.values()]
    html = render(texts, f"/{name}", f"/{link}" if link else "", settings.page_title, before)
    page = f"app-{_hash(html)}.html"
    manifest = {
        "version": VERSION,
        "sources": made_from,
        "contract": contract.hash,
        "page": page,
        "assets": list(assets),
    }
    # The server writes the page anew for each visit, so it is compressed there.
    outputs: dict[str, bytes] = {page: html.encode()}
    with ThreadPoolExecutor() as pool:
        pending: dict[str, Future[bytes]] = {}
        for path, content in assets.items():
            best = release and not path.endswith(".map")  # which only a debugger fetches
            pending[path + ".gz"] = pool.submit(gzip.compress, content, 9, mtime=0)
            pending[path + ".br"] = pool.submit(brotli.compress, content, quality=BEST if best else QUICK)
        for path, content in assets.items():
            outputs[path] = content
            for end in (".gz", ".br"):
                outputs[path + end] = pending[path + end].result()
    outputs["contract.json"] = contract.to_json().encode()
    outputs["manifest.json"] = json.dumps(manifest).encode()
    return outputs


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:8]

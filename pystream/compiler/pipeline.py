"""The phases in order: texts in, the files of build/ out. Touches neither disk nor clock of its own."""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata

from pystream.budgets import read_budgets
from pystream.clients import Client
from pystream.compiler import messages, offline
from pystream.compiler.analyze import analyze
from pystream.compiler.assets import (
    DETOUR,
    TRACE,
    content_hash,
    integrity,
    plain_name,
    script_files,
    static_files,
    style_file,
    swap_files,
    vendored_files,
    with_compressed,
)
from pystream.compiler.chunks import split, with_loads
from pystream.compiler.constants import PATH as CONSTANTS
from pystream.compiler.constants import pruned, with_constants
from pystream.compiler.engines import Built, Engine
from pystream.compiler.engines.pystream import Pystream
from pystream.compiler.jinja import PREFIX, Templates, templates_of
from pystream.compiler.messages import CompileError, Problem
from pystream.compiler.minify import minify_script
from pystream.compiler.offload import ENTRY as WORKER
from pystream.compiler.offload import offload, offloaded, with_calls
from pystream.compiler.page import INCOMPATIBLE, MISSING, render, render_plain
from pystream.compiler.results import Memory, Results, digest
from pystream.compiler.scan import OWN, Scan, scan
from pystream.compiler.scripts import FOLDER, gather
from pystream.compiler.source import Module, Source, Span
from pystream.compiler.statics import FOLDER as STATIC
from pystream.compiler.statics import Statics, with_statics
from pystream.compiler.statics import gather as gather_statics
from pystream.compiler.stubs import entries, stubs
from pystream.compiler.styles import FOREIGN, Preprocess, own_order, preprocessed, stylesheet
from pystream.compiler.travels import travels
from pystream.contract import Contract
from pystream.declarations import DeclarationError, module_name, read_contract, shared_errors
from pystream.settings import Settings

VERSION = metadata.version("pystream")
RUNTIME = "pystream/runtime/"
TEXTS = (".py", ".html", ".css", *FOREIGN)
SCRIPTS = (".js", ".mjs")
# How the server compresses pages.
PAGE_GZIP = 6
# Sources that a refusal names.
HEAVIEST = 5


@dataclass(frozen=True, slots=True)
class Size:
    """One file as it goes over the line, in bytes, and the client that was the first to need it."""

    client: str
    path: str
    raw: int
    gzip: int
    brotli: int


@dataclass(frozen=True, slots=True)
class Running:
    """What of a client a swap is made from; `worker`: the script that its workers run."""

    engine: str
    built: Built
    modules: Sequence[Module]
    worker: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """The content of build/ by path, and the sizes of what a browser fetches."""

    files: dict[str, bytes]
    sizes: list[Size]
    clients: tuple[Client, ...]
    warnings: list[Problem]
    # By client: how many characters of its script each source added, of an engine that knows.
    weights: Mapping[str, Mapping[str, int]]
    # What shared_src/constants.py is to be; None if there is nothing to be in it.
    constants: bytes | None = None
    # By client.
    running: Mapping[str, Running] = field(default_factory=dict)


def inputs_digest(files: Mapping[str, bytes], library: Mapping[str, bytes], settings: Settings) -> str:
    """One hash over all that the output depends on; equal digests, equal builds."""
    own = sorted(settings.constants.items()), settings.public_constants, settings.all_clients
    kept = settings.offline, settings.offline_file_bytes, settings.fallback
    total = hashlib.sha256(
        repr((VERSION, settings.engine, settings.page_title, settings.cdn, settings.css, own, kept)).encode()
    )
    for path, content in sorted({**library, **files}.items()):
        total.update(f"{path}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


@dataclass(frozen=True, slots=True)
class _Project:
    """What all clients of a project are compiled from."""

    texts: Mapping[str, str]
    statics: Statics
    contract: Contract
    # Full names of the exceptions of shared_src.
    errors: Sequence[str]
    templates: Templates
    runtime: Mapping[str, str]
    settings: Settings
    cache: MutableMapping[str, str] | None
    memory: Memory
    is_readable: bool
    dev: bool

    @property
    def python(self) -> dict[str, str]:
        return {path: text for path, text in self.texts.items() if path.endswith(".py")}

    @property
    def vendored(self) -> dict[str, str]:
        return {path: text for path, text in self.texts.items() if path.endswith(SCRIPTS)}

    def results(self, engine: str) -> Results:
        """Of one engine, whichever client they were made for: what clients share costs once."""
        parts = [part for item in self.runtime.items() for part in item]
        return Results(self.cache, engine, *parts, memory=self.memory)


@dataclass(frozen=True, slots=True)
class _Made:
    """One client: its page, where that goes, the paths of its files, and what browsers fetch."""

    html: str
    page: str
    script: str
    style: str
    assets: Mapping[str, bytes]
    warnings: Sequence[Problem]
    weights: Mapping[str, int]
    debug: Callable[[], Mapping[str, str]]
    running: Running


@dataclass(frozen=True, slots=True)
class Swap:
    """What changes the pages of a client while they run.

    Attributes:
        path: of the ES module that does it, among the files.
    """

    path: str
    files: Mapping[str, bytes]


def swap(before: Compiled, after: Compiled, client: str) -> Swap | str | None:
    """What makes a client's pages of one dev build those of another, with their state.

    Its Python, that is: styles and the page itself are not looked at. Who imports the module into a page of
    another build, or one that failed, gets an exception, and loads the page again.

    Returns:
        It, or why pages have to be loaded again in one line; None when no Python changed.
    """
    old, new = before.running[client], after.running[client]
    if old.engine != new.engine:
        return "the engine is another"
    if old.built.version and (old.built.version, old.worker) == (new.built.version, new.worker):
        return None
    if old.worker or new.worker:
        return "@worker functions run in a script that begins anew with the page"
    made = _engine(new.engine).swap(old.built, new.built)
    if isinstance(made, str):
        return made
    path, files = swap_files(f"{client}-swap", made, new.modules)
    return Swap(path, files)


def compile_project(
    files: Mapping[str, bytes],
    library: Mapping[str, bytes],
    settings: Settings,
    cache: MutableMapping[str, str] | None = None,
    memory: Memory | None = None,
    *,
    release: bool = False,
    compress: bool = True,
    preprocess: Preprocess | None = None,
    dev: bool = False,
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
        compress: put compressed forms beside what browsers fetch; else the build is one to develop with,
            whose style sheets can be read.
        preprocess: runs the project's command for style sheets that are not CSS.
        dev: make scripts that swap() can change while they run.
        debug: put what each phase made among the files, below debug/.
        begins: told the name of each phase as it begins.
    Raises:
        CompileError: with every problem that its phase found, in any client.
    """
    begins("reading")
    if not compress:
        # Nothing keeps what is being changed, here or elsewhere.
        settings = settings.replace(offline=False, cdn="")
    memory = memory or Memory()
    memory.begin()
    files = with_constants(files, settings.constants, settings.public_constants)
    texts = _texts(files)
    contract, errors = _declared({path: text for path, text in texts.items() if path.endswith(".py")})
    runtime = {path.removeprefix(RUNTIME): text.decode() for path, text in library.items()}
    command = str(settings.css.get("command", ""))
    texts |= preprocessed(texts, preprocess, command, Results(cache, "css", memory=memory))
    statics = gather_statics(files, settings.cdn)
    templates = templates_of(texts)
    project = _Project(
        texts, statics, contract, errors, templates, runtime, settings, cache, memory, not compress, dev
    )
    made: dict[Client, _Made] = {}
    problems: dict[Problem, None] = {}
    clients = settings.all_clients
    for client in clients:
        told = f" {client.name}" if clients[1:] else ""
        try:
            made[client] = _client(project, client, begins, told)
        except CompileError as why:
            problems |= dict.fromkeys(why.problems)
    if problems:
        raise CompileError(problems)
    begins("compressing")
    homes = {path: client.name for client in reversed(clients) for path in made[client].assets}
    assets = {path: content for client in clients for path, content in made[client].assets.items()}
    outputs = {each.page: each.html.encode() for each in made.values()}
    # The server writes pages anew for each visit, so they are compressed there.
    outputs |= with_compressed(assets, release) if compress else assets
    outputs |= static_files(statics, release) if compress else statics.files
    style = made[clients[0]].style and f"{settings.cdn}/{made[clients[0]].style}"
    plain = {
        path: render_plain(texts, path, style, settings.page_title, statics)
        for path in (INCOMPATIBLE, MISSING)
        if path in texts or path == INCOMPATIBLE
    }
    names = {path: plain_name(path, html) for path, html in plain.items()}
    outputs |= {names[path]: html.encode() for path, html in plain.items()}
    workers = {client: _worker(client, each, project) for client, each in made.items()}
    outputs |= {path: text.encode() for path, text in workers.values()}
    outputs["contract.json"] = contract.to_json().encode()
    server_templates = f"templates-{content_hash(templates.bundle)}.json" if templates.texts else ""
    if server_templates:
        outputs[server_templates] = templates.bundle.encode()
    if debug:
        for client, each in made.items():
            inner = "" if client is clients[0] else f"{client.name}/"
            outputs |= {f"debug/{inner}{path}": text.encode() for path, text in each.debug().items()}
    manifest = {
        "version": VERSION,
        "sources": inputs_digest(files, library, settings),
        "contract": contract.hash,
        "clients": {
            client.name: {
                "path": client.path,
                "page": each.page,
                "script": each.script,
                "style": each.style,
                "worker": workers[client][0],
            }
            for client, each in made.items()
        },
        "assets": [*assets, *dict.fromkeys(statics.paths.values())],
        "incompatible": names[INCOMPATIBLE],
        "missing": names.get(MISSING, ""),
        "statics": statics.paths,
        "roots": statics.roots,
        "templates": server_templates,
        "files": sorted(outputs),
    }
    outputs["manifest.json"] = json.dumps(manifest, indent=1).encode()
    sizes = [
        Size(homes[path], path, len(content), len(outputs[path + ".gz"]), len(outputs[path + ".br"]))
        for path, content in assets.items()
        if compress and not path.endswith((".map", TRACE, DETOUR))
    ]
    constants = files.get(CONSTANTS) if settings.constants else None
    warnings = list(dict.fromkeys(warning for each in made.values() for warning in each.warnings))
    if compress:
        _check_budgets(made, outputs, settings)
    weights = {client.name: each.weights for client, each in made.items()}
    running = {client.name: each.running for client, each in made.items()}
    return Compiled(outputs, sizes, clients, warnings, weights, constants, running)


def with_assets(files: Mapping[str, bytes], others: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a build, with others that are served beside them."""
    manifest = json.loads(files["manifest.json"])
    manifest["assets"] += [path for path in others if path not in manifest["assets"]]
    manifest["files"] = sorted({*manifest["files"], *others})
    return {**files, **others, "manifest.json": json.dumps(manifest, indent=1).encode()}


def _client(project: _Project, client: Client, begins: Callable[[str], None], told: str) -> _Made:
    """Compile one client; `told` stands behind the names of phases. Raises CompileError."""
    name = client.engine or project.settings.engine
    engine, runtime, results = _engine(name), project.runtime, project.results(name)
    python, vendored = project.python, project.vendored
    begins(f"checking{told}")

    def scanned(also: Sequence[str]) -> Scan:
        return scan(
            {**python, **vendored},
            lambda module: engine.starred(module, runtime),
            results,
            client.module,
            project.templates,
            also,
        )

    found = scanned(())
    moved = travels(found.modules, found.server, project.contract, python, classes=engine.classes)
    if homes := moved.homes():
        found = scanned(homes)
    if not engine.loads and (problems := list(_beside(found, name))):
        raise CompileError(problems)
    rendered = [each.source for each in found.modules if each.name.startswith(PREFIX)]
    if rendered and not engine.templates:
        raise CompileError(map(messages.templates_elsewhere, rendered))
    if found.circles and not engine.circular_imports:
        raise CompileError(found.circles)
    scripts = gather(found.scripts, vendored)
    warnings = analyze(
        found, python, project.contract, lambda module: engine.offers(module, runtime), scripts.modules
    )
    _check(engine, name, found.modules, runtime)
    servers = stubs(found, project.contract, moved, python, results)
    parts = split([*servers, *found.modules], client.module, ["pystream.errors", *homes], found.demanded)
    if project.dev:
        parts = parts.together()
    warnings += parts.warnings
    compiled = with_statics(pruned(found.modules), project.statics)
    work = offload(
        compiled,
        {module_name(path): text for path, text in python.items() if path.split("/")[0] in OWN},
        results,
    )
    more = entries(found, project.contract, project.errors, moved, results, parts, work)
    own = with_loads(with_calls(compiled, work), parts)
    modules = [*servers, *own, *more]
    begins(f"translating{told}")
    built = engine.build(modules, runtime, more[-1].name, scripts.modules, parts.chunks, project.dev)
    labour = engine.build(work.modules, runtime, WORKER, {}) if work.modules else None
    script, assets = script_files(client.name, built, labour, minify_script(runtime["detour.js"]), modules)
    assets |= vendored_files(scripts)
    style, styles = style_file(client.name, _css(project, client))
    base = project.settings.cdn
    before = [
        (f"{base}/assets/{each.url.removeprefix('./')}", each.is_module) for each in scripts.modules.values()
    ]
    html = render(
        project.texts,
        f"{base}/{script}",
        style and f"{base}/{style}",
        project.settings.page_title,
        before,
        client.page,
        project.statics,
        # This host's own word needs no proof.
        {f"{base}/{path}": integrity(content) for path, content in (assets | styles).items()} if base else {},
        offline.registration(client) if project.settings.offline else "",
    )
    page = f"{client.name}-{content_hash(html)}.html"

    def debug() -> dict[str, str]:
        return {**dict(_dump(modules)), **built.debug()}

    running = Running(name, built, modules, labour.bundle.code if labour else "")
    return _Made(html, page, script, style, assets | styles, warnings, built.bundle.weights, debug, running)


def _check_budgets(made: Mapping[Client, _Made], outputs: Mapping[str, bytes], settings: Settings) -> None:
    """Raises CompileError for every client that weighs more than it may."""
    problems = []
    for client, each in made.items():
        sent = {
            "page": len(gzip.compress(each.html.encode(), PAGE_GZIP)),
            "script": len(outputs[each.script + ".gz"]),
            "style": len(outputs[each.style + ".gz"]) if each.style else 0,
        }
        vendored = [path for path in each.assets if path.startswith("assets/lib-")]
        sent["total"] = sum(sent.values()) + sum(len(outputs[path + ".gz"]) for path in vendored)
        heaviest = sorted(each.weights.items(), key=lambda item: -item[1])[:HEAVIEST]
        for kind, budget in read_budgets(settings.budgets, client.name).items():
            if sent[kind] > budget:
                parts = heaviest if kind in ("script", "total") else []
                problems.append(messages.over_budget(client.name, kind, sent[kind], budget, parts))
    if problems:
        raise CompileError(problems)


def _worker(client: Client, made: _Made, project: _Project) -> tuple[str, str]:
    """A client's service worker: its path and its text."""
    settings = project.settings
    if not settings.offline:
        return offline.worker_file("none", offline.retired()), offline.retired()
    text = offline.worker(
        client,
        settings.all_clients,
        made.page,
        made.assets,
        project.statics,
        settings.offline_file_bytes,
        settings.fallback,
    )
    return offline.worker_file(client.name, text), text


def _beside(found: Scan, engine: str) -> Iterator[Problem]:
    """What would need another script beside a client's, where the engine makes but one."""
    for source, demand in found.demanded.values():
        yield messages.no_loading(source, demand.span, engine)
    for module in found.modules:
        for _, line in offloaded(module):
            text = module.source.line(line)
            yield messages.no_loading(module.source, Span(line, 1, line, len(text) + 1), engine)


def _css(project: _Project, client: Client) -> str:
    """All CSS of a client: that of its folder; of the main one all that is in no other's."""
    others = tuple(each.folder for each in project.settings.all_clients if each.path != "/")
    sheets = [
        path
        for path in project.texts
        if path.endswith(".css")
        and (path.startswith(client.folder) if client.path != "/" else not path.startswith(others))
    ]
    return stylesheet(
        project.texts, own_order(sheets, client.folder), project.statics, readable=project.is_readable
    )


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
        if path.startswith(STATIC):
            continue
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

"""What an engine made of a client -> the files of build/ that browsers fetch, named by their content."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import brotli

from pystream.compiler.engines import MAIN_SCRIPT, Built, Bundle
from pystream.compiler.minify import minify_script
from pystream.compiler.places import table
from pystream.compiler.scripts import Scripts
from pystream.compiler.source import Module
from pystream.compiler.sourcemap import encode
from pystream.compiler.statics import Statics, shrinks

FOLDER = "assets/"
# Brotli's qualities: 11 makes a script a tenth smaller than 5 does, and takes sixty times as long.
BEST, QUICK = 11, 5
# What a page's script fetches from its own URL and this ending when websockets do not open.
DETOUR = ".detour.js"
# What its workers run.
WORKER = ".js.worker.js"
# And what it fetches when nobody caught an exception.
TRACE = ".trace.js"


def script_files(
    stem: str, built: Built, worker: Built | None, detour: str, modules: Sequence[Module]
) -> tuple[str, dict[str, bytes]]:
    """A client's script, what it may fetch beside itself, and the path of the script among them.

    Args:
        stem: what its name begins with.
        worker: what its workers run.
        modules: those that it was made of.
    """
    scripts = {".js": built.bundle}
    scripts |= {f"{chunk.ending}.js": bundle for chunk, bundle in built.chunks.items()}
    if worker is not None:
        scripts[WORKER] = worker.bundle
    maps = {ending: _map(script, modules, bool(built.trace)) for ending, script in scripts.items()}
    codes = [script.code for script in scripts.values()]
    base = f"{stem}-{content_hash(*codes, *maps.values(), built.trace, detour)}"
    name = f"{FOLDER}{base}.js"
    files = {FOLDER + path: text.encode() for path, text in built.files.items()}
    # Where the code is that fetches them.
    home = next(iter(files), name)
    for ending, script in scripts.items():
        path = f"{FOLDER}{base}{ending}"
        code = script.code.replace(f'from"{MAIN_SCRIPT}"', f'from"./{base}.js"', 1)
        code += f"\n//# sourceMappingURL={base}{ending}.map\n"
        files |= {path: code.encode(), f"{path}.map": maps[ending].encode()}
    files[home + DETOUR] = detour.encode()
    if built.trace:
        files[home + TRACE] = built.trace.encode()
    if worker is not None and worker.trace:
        files[f"{FOLDER}{base}{WORKER}{TRACE}"] = worker.trace.encode()
    return name, files


def swap_files(stem: str, script: Bundle, modules: Sequence[Module]) -> tuple[str, dict[str, bytes]]:
    """A script that changes pages of a dev build, with its map, and its path."""
    told = {segment.source for segment in script.segments}
    mapped = _map(script, [module for module in modules if module.path in told], True)
    base = f"{stem}-{content_hash(script.code, mapped)}.js"
    code = f"{script.code}\n//# sourceMappingURL={base}.map\n"
    return FOLDER + base, {FOLDER + base: code.encode(), f"{FOLDER}{base}.map": mapped.encode()}


def _map(script: Bundle, modules: Sequence[Module], has_places: bool) -> str:
    mapped = encode(script.segments, {module.path: module.source.text for module in modules})
    if has_places:
        mapped["x_pystream"] = table(script.places)
    return json.dumps(mapped)


def vendored_files(scripts: Scripts) -> dict[str, bytes]:
    """The scripts of client_src/lib/ that a client reaches."""
    return {FOLDER + path: minify_script(text).encode() for path, text in scripts.files.items()}


def style_file(stem: str, style: str) -> tuple[str, dict[str, bytes]]:
    """A client's style sheet and its path; empty, both, when there is none."""
    if not style:
        return "", {}
    path = f"{FOLDER}{stem}-{content_hash(style)}.css"
    return path, {path: style.encode()}


def with_compressed(assets: Mapping[str, bytes], release: bool) -> dict[str, bytes]:
    """The files, each with its gzip and brotli forms behind it."""
    files: dict[str, bytes] = {}
    with ThreadPoolExecutor() as pool:
        pending: dict[str, Future[bytes]] = {}
        for path, content in assets.items():
            best = release and not path.endswith(".map")  # which only a debugger fetches
            pending[path + ".gz"] = pool.submit(gzip.compress, content, 9, mtime=0)
            pending[path + ".br"] = pool.submit(brotli.compress, content, quality=BEST if best else QUICK)
        for path, content in assets.items():
            files[path] = content
            for end in (".gz", ".br"):
                files[path + end] = pending[path + end].result()
    return files


def static_files(statics: Statics, release: bool) -> dict[str, bytes]:
    """Static files, with those compressed forms that save a tenth and more."""
    files = statics.files
    shrinking = with_compressed({path: each for path, each in files.items() if shrinks(path)}, release)
    return files | {
        path: content
        for path, content in shrinking.items()
        if path not in files and len(content) < 0.9 * len(files[path[:-3]])
    }


def plain_name(path: str, html: str) -> str:
    """Where a page without a script goes: client_src/404.html -> 404-1a2b3c4d.html."""
    stem = path.rpartition("/")[2].removesuffix(".html")
    return f"{stem}-{content_hash(html)}.html"


def integrity(content: bytes) -> str:
    """What a page demands of a file that another host serves. Source: Subresource Integrity, 3.1."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def content_hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:8]

"""Other ways to run Python in a browser, measured beside pystream: all of them by node.

Each has an adapter `NAME.mjs` with `run(path)` and `load(path)`, which returns the program's `bench`. Those
that compile beforehand share compiled.mjs; the others are npm packages of the versions in package.json.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

import rjsmin

from pystream.compiler.messages import CompileError
from pystream.compiler.program import compile_program
from pystream.output import read_library

FOLDER = Path(__file__).parent
PACKAGES = FOLDER / "node_modules"


@dataclass(frozen=True)
class Peer:
    name: str
    label: str
    adapter: str
    # A program and an empty folder -> what the adapter runs; None: refused, or the compiler failed.
    translate: Callable[[Path, Path], Path | None] = field(default=lambda program, _: program)
    # Files of npm packages: what a page that says hello loads, and what more when a program imports.
    core: tuple[str, ...] = ()
    library: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    def command(self, script: str | Path, *arguments: str | Path) -> list[str]:
        """`node SCRIPT ...`; the adapter and what it runs are the caller's last arguments."""
        return ["node", *self.flags, str(script), *map(str, arguments)]

    @property
    def module(self) -> Path:
        return FOLDER / self.adapter


def pystream(program: Path, folder: Path) -> Path | None:
    def read(path: str) -> str | None:
        file = program.parent / path
        return file.read_text("utf-8") if file.is_file() else None

    target = folder / f"{program.stem}.mjs"
    try:
        target.write_text(compile_program(program.name, read, runtime()).code, "utf-8")
    except CompileError:
        return None
    return target


@cache
def runtime() -> dict[str, str]:
    return {path.removeprefix("pystream/runtime/"): text.decode() for path, text in read_library().items()}


def transcrypt(*switches: str) -> Callable[[Path, Path], Path | None]:
    def translate(program: Path, folder: Path) -> Path | None:
        shutil.copy(program, folder)
        # Without -n it would want Java, for Google's minifier.
        command = [sys.executable, "-m", "transcrypt", "-b", "-n", *switches, program.name]
        try:
            subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
        except subprocess.TimeoutExpired:
            return None
        # It exits 0 whatever happened.
        target = folder / "__target__" / f"{program.stem}.js"
        if not target.is_file():
            return None
        target.with_name("package.json").write_text('{"type": "module"}', "utf-8")
        return target

    return translate


PINNED: dict[str, str] = json.loads((FOLDER / "package.json").read_text("utf-8"))["dependencies"]
MICROPYTHON = "@micropython/micropython-webassembly-pyscript"
# Most programs pass with these; see ARCHITECTURE.md for others.
SWITCHES = ("-t", "-i", "-o", "-k", "-sf")

PEERS = (
    Peer("pystream", f"pystream {version('pystream')}", "compiled.mjs", pystream),
    Peer(
        "pyodide",
        f"Pyodide {PINNED['pyodide']}",
        "pyodide.mjs",
        core=tuple(
            f"pyodide/{file}"
            for file in (
                "pyodide.mjs",
                "pyodide.asm.mjs",
                "pyodide.asm.wasm",
                "pyodide-lock.json",
                "python_stdlib.zip",
            )
        ),
        # asyncio.run() waits inside WebAssembly; browsers have it without a flag.
        flags=("--experimental-wasm-stack-switching",),
    ),
    Peer(
        "brython",
        f"Brython {PINNED['brython']}",
        "brython.mjs",
        core=("brython/brython.min.js",),
        library=("brython/brython_stdlib.js",),
    ),
    Peer(
        "skulpt",
        f"Skulpt {PINNED['skulpt']}",
        "skulpt.mjs",
        core=("skulpt/dist/skulpt.min.js", "skulpt/dist/skulpt-stdlib.js"),
    ),
    Peer(
        "micropython",
        f"MicroPython {PINNED[MICROPYTHON]}",
        "micropython.mjs",
        core=(f"{MICROPYTHON}/micropython.mjs", f"{MICROPYTHON}/micropython.wasm"),
    ),
    Peer(
        "transcrypt",
        f"Transcrypt {version('transcrypt')} {' '.join(SWITCHES)}",
        "compiled.mjs",
        transcrypt(*SWITCHES),
    ),
    Peer("transcrypt-default", f"Transcrypt {version('transcrypt')}", "compiled.mjs", transcrypt()),
)


def parser(description: str | None) -> argparse.ArgumentParser:
    """Command line of a benchmark: which peers."""
    made = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument(
        "--peer",
        action="append",
        choices=[peer.name for peer in PEERS],
        help="measure this one, and others named so; all of them if none is",
    )
    return made


def chosen(names: Sequence[str] | None) -> list[Peer]:
    """The peers, installed."""
    peers = [peer for peer in PEERS if not names or peer.name in names]
    if any(peer.core for peer in peers):
        install()
    return peers


def install() -> None:
    """Have the npm packages of package.json, of just those versions, in node_modules/ beside it."""
    found = {
        name: json.loads(file.read_text("utf-8"))["version"]
        for name in PINNED
        if (file := PACKAGES / name / "package.json").is_file()
    }
    if found != PINNED:
        print("npm install: " + ", ".join(f"{name} {PINNED[name]}" for name in PINNED), file=sys.stderr)
        command = "npm install --silent --ignore-scripts --no-package-lock --no-audit --no-fund"
        subprocess.run(command.split(), cwd=FOLDER, check=True)


def download(peer: Peer, translated: Path) -> tuple[int, int]:
    """Bytes, gzip, that a page loads for a translated program: without and with the whole library."""
    if peer.core:
        core = sum(_gzip((PACKAGES / file).read_bytes()) for file in peer.core)
        return core, core + sum(_gzip((PACKAGES / file).read_bytes()) for file in peer.library)
    files = [translated, *translated.parent.glob("org.transcrypt*.js")]
    size = sum(_gzip(_minified(file)) for file in files)
    return size, size


def _minified(file: Path) -> bytes:
    # pystream's are already.
    text = file.read_text("utf-8")
    return (text if file.suffix == ".mjs" else str(rjsmin.jsmin(text))).encode()


def _gzip(content: bytes) -> int:
    return len(gzip.compress(content, 9, mtime=0))


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Markdown, aligned: the first column to the left, the others to the right."""
    lines = [list(header), *map(list, rows)]
    widths = [max(3, *map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])])
    texts = []
    for first, *others in lines:
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        texts.append(f"| {' | '.join(cells)} |")
    return "\n".join(texts)


def progress(text: str) -> None:
    """One line of standard error, in a terminal over the one before; an empty text takes it away."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
    elif text:
        print(text, file=sys.stderr, flush=True)

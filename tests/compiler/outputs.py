"""Prints a hash of each thing that the compiler makes: of two apps, programs, and the whole library.

python tests/compiler/outputs.py

Any Python that pystream supports prints the same: tests/run compares those that it finds. What is compressed
is left out, and the manifest that counts it: zlib and Brotli have versions of their own.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from pystream.compiler.engines import Bundle
from pystream.compiler.engines.pystream import library_names
from pystream.compiler.pipeline import compile_project
from pystream.compiler.program import compile_program
from pystream.compiler.sourcemap import encode
from pystream.output import read_library, read_sources
from pystream.settings import load

ROOT = Path(__file__).parents[2]
NEW_APP = ROOT / "pystream" / "templates" / "minimal"
PROGRAMS = ROOT / "tests" / "conformance" / "programs"
# Areas of the grammar in which the trees of Python's own parser change from version to version.
AREAS = ("app", "class", "comp", "fmt", "gen", "match", "str", "typing", "unpack")


def say(name: str, content: bytes) -> None:
    print(hashlib.sha256(content).hexdigest()[:16], name)


def say_bundle(name: str, bundle: Bundle, sources: dict[str, str]) -> None:
    say(f"{name}.mjs", bundle.code.encode())
    say(f"{name}.mjs.map", json.dumps(encode(bundle.segments, sources)).encode())


def main() -> None:
    library = read_library()
    runtime = {path.removeprefix("pystream/runtime/"): text.decode() for path, text in library.items()}
    for root, engine in ((ROOT, "pystream"), (NEW_APP, "pystream"), (NEW_APP, "transcrypt")):
        settings = replace(load(root, {}), engine=engine)
        compiled = compile_project(read_sources(root), library, settings)
        for path, content in compiled.files.items():
            if not path.endswith((".gz", ".br")) and path != "manifest.json":
                say(f"{root.name if root == NEW_APP else ''} {engine}/{path}", content)
    texts = {path.name: path.read_text("utf-8") for path in sorted(PROGRAMS.glob("*.py"))}
    texts = {name: text for name, text in texts.items() if name.partition("_")[0] in AREAS}
    texts["library.py"] = "".join(f"import {name}\n" for name in sorted(library_names(runtime)))
    for name, text in texts.items():
        say_bundle(name, compile_program(name, {name: text}.get, runtime), {name: text})


if __name__ == "__main__":
    main()

"""A compiled project on disk, whose functions node calls."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from pystream.compiler.pipeline import Compiled, compile_project
from pystream.output import read_library
from pystream.settings import Settings

PAGE = Path(__file__).parent / "page.mjs"
LIBRARY = read_library()
HTML = "<!doctype html><title>{{ title }}</title>{{ pystream() }}"


def compiled(files: dict[str, str], **settings: Any) -> Compiled:
    encoded = {path: text.encode() for path, text in {"client_src/app.html": HTML, **files}.items()}
    return compile_project(encoded, LIBRARY, Settings(**settings))


class Built:
    """One of them."""

    def __init__(self, folder: Path, files: dict[str, str]) -> None:
        self.made = compiled(files)
        for path, content in self.made.files.items():
            if path.endswith((".js", ".map")):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(content)
        self.script = json.loads(self.made.files["manifest.json"])["clients"]["app"]["script"]
        self.folder = folder

    def run(self, name: str, *args: object) -> Any:
        """What a function that the client exposes gives; of an exception "raised" and its text."""
        command = ["node", str(PAGE), str(self.folder / self.script), name, json.dumps(args)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert not done.stderr, done.stderr
        said = done.stdout.strip().rpartition("\n")[2]
        return said if said.startswith("raised") else json.loads(said)

    def text(self, ending: str = ".js") -> str:
        """A script: the client's own, or one that is fetched by it."""
        return self.made.files[self.script.replace(".js", ending)].decode()

"""Runs Transcrypt over a folder of its own and reads what it wrote.

The one place of the compiler that touches a disk and a process: Transcrypt knows no other way.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

# -b: from scratch; -n: not minified (it would want Java); -m: with source maps; -t: Python's idea of truth;
# -i: a `for` over a dict; -k: keyword arguments; -sf: format specs; -da: asserts; -xr: a module offers what
# it imports. Not -o, operators of its own: those fail on None, on generators and on `del d[k]`.
SWITCHES = ("-b", "-n", "-m", "-t", "-i", "-k", "-sf", "-da", "-xr")
TIMEOUT_S = 120


class TranscryptError(Exception):
    """Transcrypt failed; the text is what it printed."""


def run(files: Mapping[str, str], main: str) -> dict[str, str]:
    """Translate `files` (path to text), of which `main` is the module that imports all others.

    Returns:
        What was written, by file name: `client_src.app.js`, `client_src.app.map`...
    Raises:
        TranscryptError: as its exit code does not, its output tells of an error.
    """
    with tempfile.TemporaryDirectory(prefix="pystream-") as folder:
        root = Path(folder)
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, "utf-8")
        command = [sys.executable, "-m", "transcrypt", *SWITCHES, main]
        try:
            done = subprocess.run(
                command,
                cwd=root,
                # Transcrypt writes names in the order of a set.
                env={**os.environ, "PYTHONHASHSEED": "0"},
                capture_output=True,
                text=True,
                timeout=TIMEOUT_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise TranscryptError(f"Transcrypt did not finish within {TIMEOUT_S} s") from None
        printed = (done.stdout + done.stderr).replace(folder + "/", "")
        if "\nError" in printed or "\nReady" not in printed:
            raise TranscryptError(printed.strip())
        return {
            path.name: path.read_text("utf-8")
            for path in sorted((root / "__target__").iterdir())
            if path.suffix in (".js", ".map")
        }

"""build/.cache: what earlier compiles found out, in one file for each version of the compiler.

    sha256 of the rest, length of the index, line feed; index [[key, length], ...] as JSON; the texts

A file is replaced in one step, so whoever reads sees one compile's cache or another's; one that is cut off,
changed or gone is the same as none. The texts are JSON (pystream.compiler.results): nothing here can run.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator, MutableMapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

FOLDER = ".cache"
# Of texts that the last compile had no use for, so many bytes stay, the last used ones first.
SPARE_BYTES = 16 * 2**20
# Other versions of the compiler have files of their own; so many stay.
FILES = 3


class Cache(MutableMapping[str, str]):
    """The cache of one project, for this version of the compiler and of Python.

    Args:
        build: the project's build/; it need not exist.
    """

    def __init__(self, build: Path) -> None:
        self.path = build / FOLDER / f"{version()}.cache"
        # What this compile has asked for or added, and the rest as it was.
        self._used: dict[str, bytes] = {}
        self._rest = _read(self.path)
        self._changed = False

    def __getitem__(self, key: str) -> str:
        if key not in self._used:
            self._used[key] = self._rest.pop(key)
        return self._used[key].decode("utf-8", "surrogatepass")

    def __setitem__(self, key: str, text: str) -> None:
        self._rest.pop(key, None)
        self._used[key] = text.encode("utf-8", "surrogatepass")
        self._changed = True

    def __delitem__(self, key: str) -> None:
        del (self._used if key in self._used else self._rest)[key]
        self._changed = True

    def __iter__(self) -> Iterator[str]:
        yield from [*self._used, *self._rest]

    def __len__(self) -> int:
        return len(self._used) + len(self._rest)

    def save(self) -> None:
        """Write what is new to the disk; a disk that cannot be written is no failure of the compile."""
        if not self._changed:
            return
        kept, room = dict(self._used), SPARE_BYTES
        for key, text in self._rest.items():
            room -= len(text)
            if room < 0:
                break
            kept[key] = text
        with contextlib.suppress(OSError):
            _replace(self.path, kept)
            _sweep(self.path)
        self._rest = {key: text for key, text in kept.items() if key not in self._used}
        self._changed = False


def version() -> str:
    """A digest of the compiler's own text, and of Python's version."""
    total = hashlib.sha256(sys.version.encode())

    def add(folder: Traversable) -> None:
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.is_dir():
                if entry.name != "__pycache__":
                    add(entry)
            elif entry.name.endswith((".py", ".js")):
                total.update(f"{entry.name}\0".encode() + entry.read_bytes())

    root = resources.files("pystream")
    add(root / "compiler")
    for name in ("contract", "declarations", "errors", "people", "signals", "building", "html"):
        total.update((root / f"{name}.py").read_bytes())
    return total.hexdigest()[:16]


def _read(path: Path) -> dict[str, bytes]:
    try:
        head, _, rest = path.read_bytes().partition(b"\n")
        digest, length = head.split()
        if hashlib.sha256(rest).hexdigest() != digest.decode():
            return {}
        place = int(length)
        texts: dict[str, bytes] = {}
        for key, size in json.loads(rest[:place]):
            texts[key] = rest[place : place + size]
            place += size
    except (OSError, ValueError, TypeError):
        return {}
    return texts


def _replace(path: Path, texts: dict[str, bytes]) -> None:
    index = json.dumps([[key, len(text)] for key, text in texts.items()]).encode()
    rest = b"".join([index, *texts.values()])
    path.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own: another compile may be writing too.
    handle, fresh = tempfile.mkstemp(".new", path.stem, path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(f"{hashlib.sha256(rest).hexdigest()} {len(index)}\n".encode() + rest)
        Path(fresh).replace(path)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise


def _sweep(path: Path) -> None:
    """Remove the files of versions that have long been replaced."""
    files = sorted(path.parent.glob("*.cache"), key=lambda each: each.stat().st_mtime_ns, reverse=True)
    for each in files[FILES:]:
        each.unlink(missing_ok=True)

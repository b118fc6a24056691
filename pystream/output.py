"""The disk: reads a project's sources, and is the only writer of build/."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

SOURCE_FOLDERS = ("client_src", "server_src", "shared_src")
MANIFEST = "manifest.json"
PREVIOUS = "previous.json"
ASSETS = "assets/"
STATICS = "client_src/static"


class BuildError(Exception):
    """build/ is missing or not a build; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Page:
    """One client of a build: where it is served, and its files."""

    path: str
    page: str
    script: str
    style: str
    # Its service worker, or the one that takes an older one's place.
    worker: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """build/manifest.json: what the server serves, and what it was made from."""

    version: str
    sources: str
    contract: str
    # By name; the main one, "app", is the first.
    clients: Mapping[str, Page]
    assets: tuple[str, ...]
    files: tuple[str, ...]
    # Pages beside the clients': for browsers that are too old, and for what is not there, if it has one.
    incompatible: str = ""
    missing: str = ""
    # Files of client_src/static/ by name, and those that are served under names of their own, by URL.
    statics: Mapping[str, str] = field(default_factory=dict)
    roots: Mapping[str, str] = field(default_factory=dict)
    # The file of the templates, for the server; empty if there are none.
    templates: str = ""


def read_sources(root: Path, folders: Sequence[str] = SOURCE_FOLDERS) -> dict[str, bytes]:
    """Every file below these folders, by its path from `root` with forward slashes, in order.

    Raises:
        BuildError: a static file is a link that leads elsewhere.
    """
    files: dict[str, bytes] = {}
    _refuse_links(root / STATICS)
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
                files[path.relative_to(root).as_posix()] = path.read_bytes()
    return files


def _refuse_links(folder: Path) -> None:
    """Everybody gets static files; what a link leads to elsewhere was not put there to be seen.

    Raises:
        BuildError: a link leads elsewhere, or is a folder's, which nothing follows.
    """
    inside = folder.resolve()
    for path in [folder, *sorted(folder.rglob("*"))]:
        if path.is_symlink():
            target = path.resolve()
            if path == folder or not target.is_relative_to(inside):
                raise BuildError(f"{path} is a link that leads out of {STATICS}; put a copy there")
            if not target.is_file():
                raise BuildError(f"{path} is a link, and its target is no file; put a copy there")


def read_library() -> dict[str, bytes]:
    """What bundles are made of, by path: pystream/runtime/*.js, builtins/*.js, lib/*.js and *.py."""
    files: dict[str, bytes] = {}

    def read(folder: Traversable, path: str) -> None:
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.is_dir():
                read(entry, f"{path}{entry.name}/")
            elif entry.name.endswith((".js", ".py")):
                files[path + entry.name] = entry.read_bytes()

    read(resources.files("pystream") / "runtime", "pystream/runtime/")
    return files


def write(build: Path, files: Mapping[str, bytes]) -> None:
    """Put `files` into `build`, and remove what earlier builds left there; other files are not touched.

    The manifest is replaced last, in one step, and names everything else by content, so whoever reads it
    sees the old build or the new one, whatever interrupts this. The assets of the build before stay until
    the next: pages that have been opened may still ask for them.
    """
    build.mkdir(parents=True, exist_ok=True)
    with _alone(build):
        last, older = _files(build / MANIFEST), _files(build / PREVIOUS)
        kept = {path for path in last - files.keys() if path.startswith(ASSETS)} or older - files.keys()
        # Twice, so that what is not removed, since this was interrupted, the next removes.
        _note(build, kept | older)
        for path in sorted(files, key=lambda path: path == MANIFEST):
            if not path.startswith(ASSETS) or not _holds(build / path, files[path]):
                replace(build / path, files[path])
        for path in (last | older) - files.keys() - kept:
            (build / path).unlink(missing_ok=True)
            for folder in (build / path).parents:
                if folder == build:
                    break
                with contextlib.suppress(OSError):  # not empty
                    folder.rmdir()
        _note(build, kept)


@contextlib.contextmanager
def _alone(build: Path) -> Iterator[None]:
    """Hold the folder: of two compiles at once, each would remove what the other just wrote."""
    folder = os.open(build, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def previous_assets(build: Path) -> list[str]:
    """Those of the build before that are still there, by their paths in `build`."""
    return sorted(path for path in _files(build / PREVIOUS) if (build / path).is_file())


def _note(build: Path, previous: set[str]) -> None:
    if previous:
        replace(build / PREVIOUS, json.dumps({"files": sorted(previous)}).encode())
    else:
        (build / PREVIOUS).unlink(missing_ok=True)


def _files(manifest: Path) -> set[str]:
    try:
        return set(json.loads(manifest.read_text("utf-8"))["files"])
    except (OSError, ValueError, TypeError, KeyError):
        return set()


def _holds(path: Path, content: bytes) -> bool:
    """Whether a file is as it should be: static ones may be large, and few of them change."""
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(content)
    fresh.replace(path)


def write_made(path: Path, content: bytes | None, is_made: Callable[[bytes], bool]) -> None:
    """Put a file that was made among the sources, or take it away; nothing is written that is there."""
    there = path.read_bytes() if path.is_file() else None
    if content is None and there is not None and is_made(there):
        path.unlink()
    elif content is not None and content != there:
        replace(path, content)


def read_templates(build: Path, manifest: Manifest) -> dict[str, Any]:
    """The texts of the templates by name, and what shared_src adds to Jinja2."""
    if not manifest.templates:
        return {"texts": {}, "functions": []}
    found: dict[str, Any] = json.loads((build / manifest.templates).read_text("utf-8"))
    return found


def read_manifest(build: Path) -> Manifest:
    """What is in `build`.

    Raises:
        BuildError: there is no build, or it is not whole.
    """
    path = build / MANIFEST
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        manifest = Manifest(
            **{
                **content,
                "clients": {name: Page(**page) for name, page in content["clients"].items()},
                "assets": tuple(content["assets"]),
                "files": tuple(content["files"]),
            }
        )
    except FileNotFoundError:
        raise BuildError(f"{build} holds no build; run `pystream compile`") from None
    except (ValueError, TypeError, KeyError, AttributeError) as why:
        raise BuildError(f"{path} is not a manifest ({why}); run `pystream compile`") from None
    for name in (
        *[each.page for each in manifest.clients.values()],
        *manifest.assets,
        *filter(None, [manifest.templates]),
    ):
        if not os.access(build / name, os.R_OK):
            raise BuildError(f"{build / name} is missing; run `pystream compile`")
    return manifest

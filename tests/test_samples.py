"""Every sample of the documentation is part of an app that compiles and starts, and passes its own tests.

A page is one project, or several, each begun by `<!-- project -->`. A block of code whose fence has a `title`
is a file of it; further blocks of that title go on in the file, or, after `<!-- instead -->`, take its place.
What a sample needs and no reader wants to see stands in a comment: `<!-- file: server_src/db.py` and code.
`<!-- template: minimal -->` begins with what `pystream new` writes; at `<!-- step -->` the project so far is
tried, and goes on.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
import pytest

from pystream.app import create_app
from pystream.cli.main import main
from pystream.cli.new import command
from pystream.compiler.constants import PATH as CONSTANTS
from pystream.compiler.pipeline import compile_project
from pystream.output import read_library, read_sources, write
from pystream.settings import load

ROOT = Path(__file__).parent.parent
LIBRARY = read_library()
PAGES = sorted(path for path in (ROOT / "docs").rglob("*.md") if path.name != "STATE.md")
PART = re.compile(
    r"<!-- (?P<word>project|step|instead) -->"
    r"|<!-- template: (?P<template>\w+) -->"
    r"|<!-- file: (?P<hidden>\S+)\n(?P<hidden_code>.*?)-->"
    r"|^(?P<indent> *)```(?P<language>\w*)(?P<about>[^\n]*)\n(?P<code>.*?)^(?P=indent)```$",
    re.DOTALL | re.MULTILINE,
)
PAGE = "<!doctype html>\n<html>\n<head>\n{{ pystream() }}\n</head>\n<body></body>\n</html>\n"
# What earlier pages have found out.
CACHE: dict[str, str] = {}


@dataclass
class Sample:
    """One project of a page."""

    page: Path
    number: int
    files: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT / 'docs')}-{self.number}"


@dataclass
class Block:
    page: Path
    language: str
    title: str
    code: str


@dataclass
class Template:
    name: str


def parts(page: Path) -> Iterator[Block | Template | str]:
    """The page's blocks of code, and its comments for this test."""
    for found in PART.finditer(page.read_text("utf-8")):
        if found["language"] is not None:
            title = re.search(r'title="([^"]+)"', found["about"])
            code = re.sub(f"^{found['indent']}", "", found["code"], flags=re.MULTILINE)
            yield Block(page, found["language"], title[1] if title else "", code)
        elif found["hidden"]:
            yield Block(page, "", found["hidden"], found["hidden_code"])
        elif found["template"]:
            yield Template(found["template"])
        else:
            yield found["word"]


def new(template: str) -> dict[str, str]:
    """The text files of an app that `pystream new` writes."""
    with tempfile.TemporaryDirectory() as folder:
        app = Path(folder) / "talk"
        assert command.main([str(app), "--template", template], standalone_mode=False) is None
        return {
            path.relative_to(app).as_posix(): path.read_text("utf-8")
            for path in app.rglob("*")
            if path.is_file() and not {"deploy", "__pycache__"} & set(path.parts)
        }


def samples(page: Path) -> list[Sample]:
    projects = [Sample(page, 1)]
    instead = False
    for part in parts(page):
        files = projects[-1].files
        if part in ("project", "step"):
            projects.append(Sample(page, len(projects) + 1, dict(files) if part == "step" else {}))
        elif isinstance(part, Template):
            files |= new(part.name)
        elif isinstance(part, Block) and part.title:
            before = "" if instead or part.title not in files else files[part.title] + "\n\n"
            files[part.title] = before + part.code
        instead = part == "instead"
    return [each for each in projects if each.files]


BLOCKS = [part for page in PAGES for part in parts(page) if isinstance(part, Block)]


@pytest.mark.parametrize("sample", [each for page in PAGES for each in samples(page)], ids=str)
def test_a_sample_compiles_and_its_server_starts(sample: Sample, tmp_path: Path) -> None:
    (tmp_path / "server_src").mkdir()
    for path, code in {"client_src/app.html": PAGE, "client_src/app.py": "", **sample.files}.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(code, "utf-8")
        if path.endswith(".py"):
            compile(code, path, "exec")
    settings = load(tmp_path, {})
    compiled = compile_project(read_sources(tmp_path), LIBRARY, settings, CACHE)
    assert not compiled.warnings
    if compiled.constants:
        (tmp_path / CONSTANTS).write_bytes(compiled.constants)
    write(tmp_path / "build", compiled.files)
    create_app(settings.replace(store="memory"), tmp_path / "build")
    if any(path.startswith("tests/") for path in sample.files):
        ran = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "asyncio_mode=auto", "."],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"},
            capture_output=True,
            text=True,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_sample_of_python_belongs_to_a_project() -> None:
    python = [block for block in BLOCKS if block.language == "python"]
    assert not [(block.page.name, block.code) for block in python if not block.title]


def test_every_block_says_its_language() -> None:
    said = [(block.page.name, block.code[:60]) for block in BLOCKS if not block.language and not block.title]
    assert not said


def test_data_in_samples_is_well_formed() -> None:
    for block in BLOCKS:
        if block.language == "json":
            for line in [block.code] if block.code.startswith("{\n") else block.code.splitlines():
                json.loads(line)
        elif block.language == "toml":
            tomllib.loads(block.code)


def commands() -> list[str]:
    return sorted(
        {
            re.split(" #| &&| [|>]", line.removeprefix("$ "))[0].strip()
            for block in BLOCKS
            if block.language in ("sh", "console")
            for line in block.code.replace("\\\n", "").splitlines()
            if re.match(r"(\$ )?pystream ", line)
        }
    )


@pytest.mark.parametrize("line", commands())
def test_a_command_has_the_options_that_are_shown(line: str) -> None:
    name, *arguments = shlex.split(line)[1:]
    if name.startswith("-"):
        return
    found = main.get_command(click.Context(main), name)
    assert found, line
    found.make_context(name, arguments)

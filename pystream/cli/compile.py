"""`pystream compile`: sources -> build/, and what became of them."""

from __future__ import annotations

import time
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from pystream.cli.main import project_option, project_settings
from pystream.compiler.messages import CompileError
from pystream.compiler.pipeline import Compiled, compile_project, inputs_digest
from pystream.output import BuildError, read_library, read_manifest, read_sources, write
from pystream.settings import Settings

BUILD = "build"


@click.command(name="compile")
@project_option
@click.option("--engine", help="The compiler engine, instead of the project's setting.")
def command(project: Path, engine: str | None) -> None:
    """Turn client_src/ into build/: one page, one script, one style sheet."""
    settings = project_settings(project)
    compile_to_disk(settings.replace(engine=engine) if engine else settings)


def compile_to_disk(settings: Settings) -> None:
    """Compile the project into its build/ and print the sizes.

    Raises:
        click.ClickException: the project has errors (all of them in the text), or build/ cannot be written;
            the last build stands.
    """
    started = time.perf_counter()
    try:
        compiled = compile_project(read_sources(settings.root), read_library(), settings)
    except CompileError as why:
        count = len(why.problems)
        summary = f"{count} problem{'s' if count > 1 else ''}; nothing was written to {BUILD}/"
        raise click.ClickException(f"{summary}\n\n{why}") from None
    try:
        write(settings.root / BUILD, compiled.files)
    except OSError as why:
        raise click.ClickException(f"{why.filename or BUILD} cannot be written: {why.strerror}") from None
    _report(compiled, time.perf_counter() - started)


def is_current(settings: Settings) -> bool:
    """Whether build/ was made from the sources as they are now, by this version with these settings."""
    try:
        manifest = read_manifest(settings.root / BUILD)
    except BuildError:
        return False
    return manifest.sources == inputs_digest(read_sources(settings.root), read_library(), settings)


def _report(compiled: Compiled, seconds: float) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in (f"{BUILD}/", "raw", "gzip", "brotli"):
        table.add_column(column, justify="left" if column.endswith("/") else "right")
    for size in compiled.sizes:
        table.add_row(size.path, f"{size.raw:,}", f"{size.gzip:,}", f"{size.brotli:,}")
    console = Console()
    console.print(table)
    console.print(f"compiled in {seconds:.2f} s by the {compiled.engine} engine", style="dim")

"""`pystream compile`: sources -> build/, and what became of them."""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from pystream.cache import Cache
from pystream.cli.main import project_option, project_settings
from pystream.cli.progress import Progress
from pystream.compiler.constants import PATH as CONSTANTS
from pystream.compiler.constants import is_made
from pystream.compiler.messages import CompileError
from pystream.compiler.pipeline import RUNTIME, Compiled, compile_project, inputs_digest
from pystream.compiler.program import compile_program
from pystream.output import BuildError, read_library, read_manifest, read_sources, replace, write, write_made
from pystream.preprocessor import preprocessor
from pystream.settings import Settings

BUILD = "build"


@click.command(name="compile")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--output", help="With FILE: where the JavaScript goes; - prints it.  [default: FILE.mjs]")
@project_option
@click.option("--engine", help="The compiler engine, instead of the project's setting.")
@click.option(
    "--release", is_flag=True, help="Compress as well as can be: about a second for each megabyte of script."
)
@click.option(
    "--debug",
    is_flag=True,
    help="Write what each phase made into build/debug/: imports, stubs, trees, scopes, proven types, "
    "JavaScript before shaking, what stayed, short names.",
)
@click.option("--sizes", is_flag=True, help="Show what each module and file of the runtime adds to a script.")
@click.option(
    "--offline",
    is_flag=True,
    help="Let pages open without a network, as the setting `offline` does, which `pystream serve` goes by.",
)
def command(
    file: Path | None,
    output: str | None,
    project: Path,
    engine: str | None,
    release: bool,
    debug: bool,
    offline: bool,
    sizes: bool,
) -> None:
    """Turn client_src/ into build/: a page, a script and a style sheet for each client.

    With FILE: turn one Python program, with what it imports, into a JavaScript module that node runs.
    """
    if file is not None:
        compile_file(file, output or str(file.with_suffix(".mjs")))
        return
    if output is not None:
        raise click.ClickException("--output goes with a FILE; a project is compiled into its build/")
    settings = project_settings(project)
    if engine:
        settings = settings.replace(engine=engine)
    if offline:
        settings = settings.replace(offline=True)
    compile_to_disk(settings, release, debug, sizes)


def compile_to_disk(
    settings: Settings, release: bool = False, debug: bool = False, sizes: bool = False
) -> None:
    """Compile the project into its build/ and print the sizes.

    Args:
        release, debug: as of compile_project.
        sizes: print what each source adds to a script, too.
    Raises:
        click.ClickException: the project has errors (all of them in the text), or build/ cannot be written;
            the last build stands.
    """
    started = time.perf_counter()
    try:
        sources, library = read_sources(settings.root), read_library()
    except BuildError as why:
        raise click.ClickException(str(why)) from None
    cache = Cache(settings.root / BUILD)
    # Trees and what is made of them stay to the end: there is nothing to collect, and much to look through.
    gc.disable()
    try:
        with Progress(sys.stderr) as progress:
            compiled = compile_project(
                sources,
                library,
                settings,
                cache,
                release=release,
                debug=debug,
                begins=progress,
                preprocess=preprocessor(settings),
            )
    except CompileError as why:
        count = len(why.problems)
        summary = f"{count} problem{'s' if count > 1 else ''}; nothing was written to {BUILD}/"
        raise click.ClickException(f"{summary}\n\n{why}") from None
    finally:
        gc.enable()
        cache.save()
    try:
        write_made(settings.root / CONSTANTS, compiled.constants, is_made)
        write(settings.root / BUILD, compiled.files)
    except OSError as why:
        raise click.ClickException(f"{why.filename or BUILD} cannot be written: {why.strerror}") from None
    for warning in compiled.warnings:
        click.echo(f"warning: {warning}\n", err=True)
    _report(compiled, settings, time.perf_counter() - started)
    if sizes:
        _report_sources(compiled)


def compile_file(file: Path, output: str) -> None:
    """Compile one program into a standalone ES module.

    Raises:
        click.ClickException: the program has errors; no output is written.
    """

    def read(path: str) -> str | None:
        try:
            return (file.parent / path).read_text("utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, UnicodeDecodeError) as why:
            raise click.ClickException(f"{file.parent / path}: {why}") from None

    runtime = {path.removeprefix(RUNTIME): text.decode() for path, text in read_library().items()}
    try:
        code = compile_program(file.name, read, runtime).code
    except CompileError as why:
        raise click.ClickException(f"{file} was not compiled\n\n{why}") from None
    if output == "-":
        click.echo(code, nl=False)
    else:
        replace(Path(output), code.encode())


def is_current(settings: Settings) -> bool:
    """Whether build/ was made from the sources as they are now, by this version with these settings."""
    try:
        manifest = read_manifest(settings.root / BUILD)
    except BuildError:
        return False
    return manifest.sources == inputs_digest(read_sources(settings.root), read_library(), settings)


def _report(compiled: Compiled, settings: Settings, seconds: float) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in (f"{BUILD}/", "raw", "gzip", "brotli"):
        table.add_column(column, justify="left" if column.endswith("/") else "right")
    for client in compiled.clients:
        if compiled.clients[1:]:
            table.add_row(f"[dim]{client.name}, {client.path}[/dim]")
        for size in [each for each in compiled.sizes if each.client == client.name]:
            table.add_row(size.path, f"{size.raw:,}", f"{size.gzip:,}", f"{size.brotli:,}")
    console = Console()
    console.print(table)
    engines = sorted({client.engine or settings.engine for client in compiled.clients})
    plural = "s" if engines[1:] else ""
    told = f"compiled in {seconds:.2f} s by the {' and '.join(engines)} engine{plural}"
    console.print(told, style="dim")
    if settings.cdn:
        console.print(f"for the CDN: copy {BUILD}/assets/ to {settings.cdn}/assets/, then restart the server")


def _report_sources(compiled: Compiled) -> None:
    """What each source adds to a script before it is compressed, the heaviest first."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("source", "bytes", "share"):
        table.add_column(column, justify="left" if column == "source" else "right")
    for client, weights in compiled.weights.items():
        total = sum(weights.values())
        if len(compiled.weights) > 1:
            table.add_row(f"[dim]{client}[/dim]", f"[dim]{total:,}[/dim]", "")
        for path, count in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
            table.add_row(path, f"{count:,}", f"{count / total:.1%}")
    Console().print(table)

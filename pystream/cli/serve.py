"""`pystream serve`: compile if anything changed, then serve."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pystream.cli.main import project_option, project_settings
from pystream.settings import SettingsError, load

PEM = click.Path(resolve_path=True)


@click.command()
@project_option
@click.option("--host", help="The address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="The TCP port; 0 for any free one.  [default: 3000]")
@click.option("--workers", type=int, help="Server processes; more than one needs --redis.  [default: 1]")
@click.option("--redis", metavar="URL", help="Where workers meet, as redis://host:6379/0.")
@click.option("--tls-cert", type=PEM, help="Speak https with this certificate and its chain.")
@click.option("--tls-key", type=PEM, help="The certificate's private key, if it is in another file.")
@click.option("--redirect-port", type=int, help="A port where http is led to https, as 80.")
@click.option(
    "--dev", is_flag=True, help="Follow edits: each is in the browser at once, and what is wrong with it too."
)
def command(project: Path, dev: bool, **given: str | int | None) -> None:
    """Compile if anything changed, then serve the app until Ctrl-C."""
    chosen = {name: value for name, value in given.items() if value is not None}
    settings = project_settings(project)
    try:
        settings = settings.replace(**chosen)
    except SettingsError as why:
        raise click.ClickException(str(why)) from None
    if dev:
        from pystream.dev.serving import run as run_dev

        sys.exit(run_dev(lambda: load(project).replace(**chosen)))
    from pystream.cli.compile import BUILD, compile_to_disk, is_current
    from pystream.workers import run

    if not is_current(settings):
        compile_to_disk(settings)
    sys.exit(run(settings, settings.root / BUILD))

"""`pystream`: the command line. Each command is a module of its own, imported when it is called."""

from __future__ import annotations

import importlib
from importlib import metadata
from pathlib import Path

import click

from pystream.settings import Settings, SettingsError, load

COMMANDS = {
    "actions": "List every action, stream and channel, with who may call it.",
    "bench": "Put load on the app, and see what it bears.",
    "compile": "Turn client_src/ into build/: one page, one script, one style sheet.",
    "completion": "Print what makes a shell complete commands and options.",
    "config": "Every setting: its value, and where that is from.",
    "console": "Python in the app's context, with await, as any user, on a live cluster.",
    "explain": "Say what a code of the compiler means.",
    "new": "Write a small app to begin with.",
    "publish": "Send an event to browsers, by way of Redis.",
    "serve": "Compile if anything changed, then serve the app.",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"pystream.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(metadata.version("pystream"), prog_name="pystream")
def main() -> None:
    """Real-time web apps with both halves in Python, over one websocket."""


def project_settings(folder: Path) -> Settings:
    """The settings of the project in `folder`.

    Raises:
        click.ClickException: it is no project, or its settings do not fit; in one line.
    """
    if not (folder / "client_src").is_dir():
        where = "here" if folder == Path() else f"in {folder}"
        raise click.ClickException(
            f"there is no client_src/ {where}; go to a project's folder, or make one: pystream new NAME"
        )
    try:
        return load(folder)
    except SettingsError as why:
        raise click.ClickException(str(why)) from None


project_option = click.option(
    "--project",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path(),
    help="The project's folder.  [default: this folder]",
)

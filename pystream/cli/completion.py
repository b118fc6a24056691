"""`pystream completion`: what makes a shell complete pystream's commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from pystream.cli.main import main

SHELLS = {
    "bash": "pystream completion bash > ~/.local/share/bash-completion/completions/pystream",
    "zsh": "pystream completion zsh > ~/.zfunc/_pystream   (with fpath+=~/.zfunc before compinit)",
    "fish": "pystream completion fish > ~/.config/fish/completions/pystream.fish",
}


@click.command(epilog="\b\n" + "\n".join(SHELLS.values()))
@click.argument("shell", type=click.Choice(list(SHELLS)))
def command(shell: str) -> None:
    """Print the script with which a shell completes commands and options."""
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(main, {}, "pystream", "_PYSTREAM_COMPLETE").source())

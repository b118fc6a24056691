"""`pystream new NAME`: a small app, from real files in pystream/templates/."""

from __future__ import annotations

import re
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import click
import jinja2

# The first is the default.
TEMPLATES = {
    "chat": "rooms, who is there, what was said, and a line that may break",
    "minimal": "one call, to build on",
    "dashboard": "live figures of the server itself: tiles and sparklines",
    "game": "a race for up to twelve: a world that the server moves, drawn by every page",
    "board": "notes to drag about, together, also while the line is down",
    "members": "people register, sign in and talk: passwords, sessions, a module for members only",
}


@click.command()
@click.argument("name")
@click.option(
    "--template",
    type=click.Choice(list(TEMPLATES)),
    default=next(iter(TEMPLATES)),
    show_default=True,
    help="; ".join(f"{name}: {what}" for name, what in TEMPLATES.items()) + ".",
)
def command(name: str, template: str) -> None:
    """Write a small app to begin with, into a new folder NAME."""
    folder = Path(name)
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", folder.name):
        raise click.ClickException(
            f"{folder.name!r} cannot name an app: begin with a letter, go on with letters, digits, - and _"
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise click.ClickException(f"{folder} is there already; choose another name or remove it")
    templates = resources.files("pystream") / "templates"
    _write(templates / template, folder, folder.name)
    _write(templates / "deploy", folder / "deploy", folder.name)
    install = "\n  pip install -e ." if template == "members" else ""
    click.echo(f"{folder} is ready:\n\n  cd {folder}{install}\n  pystream serve --dev\n")


def _write(template: Traversable, target: Path, name: str) -> None:
    """Copy a folder: `dot-x` becomes `.x`, and `x.jinja` becomes `x`, rendered with `name`."""
    target.mkdir(parents=True, exist_ok=True)
    for entry in template.iterdir():
        if entry.name == "__pycache__":
            continue
        path = target / re.sub(r"^dot-", ".", entry.name)
        if entry.is_dir():
            _write(entry, path, name)
        elif path.suffix == ".jinja":
            text = jinja2.Template(entry.read_text("utf-8"), keep_trailing_newline=True).render(name=name)
            path.with_suffix("").write_text(text, "utf-8")
        else:
            path.write_bytes(entry.read_bytes())

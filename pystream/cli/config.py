"""`pystream config`: every setting, its value, and where that is from."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pystream.cli.main import project_option, project_settings
from pystream.logs import safe
from pystream.settings import ENV_PREFIX, Settings, load

DEFAULT, FILE = "default", "pyproject.toml"
ROOM = 120


@click.command()
@project_option
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object, for programs.")
def command(project: Path, as_json: bool) -> None:
    """Every setting: its value, its unit, what it is for, and what it was set by. Secrets are masked."""
    settings = project_settings(project)
    rows = [
        (entry.name, _shown(entry.name, settings), _origin(entry.name, settings))
        for entry in dataclasses.fields(Settings)
        if entry.name != "root"
    ]
    if as_json:
        told = {name: {"value": value, "from": origin} for name, value, origin in rows}
        click.echo(json.dumps(told, indent=1))
        return
    screen = Console()
    # What each is for, where there is room to read it.
    columns = ("setting", "value", "from", "")[: 4 if screen.width >= ROOM else 3]
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold")
    about = {entry.name: entry.metadata for entry in dataclasses.fields(Settings)}
    for name, value, origin in rows:
        style = "dim" if origin == DEFAULT else ""
        unit = f" {about[name]['unit']}" if about[name]["unit"] else ""
        cells = (name, f"{json.dumps(value)}{unit}", origin, about[name]["help"])
        table.add_row(*(Text(cell, style=style) for cell in cells[: len(columns)]))
    screen.print(table)


def _shown(name: str, settings: Settings) -> Any:
    value = getattr(settings, name)
    return safe({name: value})[name] if value else value


def _origin(name: str, settings: Settings) -> str:
    variable = f"{ENV_PREFIX}{name.upper()}"
    set_there = [key for key in sorted(os.environ) if key == variable or key.startswith(f"{variable}_")]
    if set_there and name in ("app", "constants"):
        return f"{FILE}, {', '.join(set_there)}"
    if variable in os.environ:
        return variable
    there: Any = getattr(load(settings.root, {}), name)
    return DEFAULT if there == getattr(Settings(), name) else FILE

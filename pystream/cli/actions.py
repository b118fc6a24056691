"""`pystream actions`: every endpoint, with who may call it."""

from __future__ import annotations

import inspect
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pystream.cli.main import project_option, project_settings
from pystream.server.channels import Channel
from pystream.server.endpoint import Endpoint
from pystream.server.errors import StartError
from pystream.server.openapi import path_of
from pystream.server.registry import Registry, load
from pystream.settings import Settings

ANYBODY = "anybody"
SIGNED_IN = "who has signed in"


@dataclass(frozen=True, slots=True)
class Row:
    """One endpoint; `rate` and `http` are empty where there is none."""

    name: str
    kind: str  # action, stream or channel
    signature: str
    who: str
    rate: str
    http: str
    where: str


@click.command()
@project_option
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array, for programs.")
def command(project: Path, as_json: bool) -> None:
    """Every action, stream and channel, with who may call it and how often.

    What is not listed cannot be reached from outside.
    """
    settings = project_settings(project)
    try:
        registry = load(settings.root, settings.authenticate, settings.rate)
    except StartError as why:
        raise click.ClickException(str(why)) from None
    rows = endpoints(registry, settings)
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], indent=1))
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("", "endpoint", "who may", "rate", "over http", "where"):
        table.add_column(column, overflow="fold")
    for row in rows:
        who = Text(row.who, style="yellow" if row.who == ANYBODY else "")
        methods = row.http.partition(" /")[0]
        table.add_row(
            Text(row.kind, style="dim"), row.name, who, row.rate, methods, Text(row.where, style="dim")
        )
    console = Console()
    console.print(table if rows else "no function of server_src has @action or @stream")
    if not settings.open_channels:
        return
    told = "\nchannels that no @channel function asks about are open to server code, and to nobody else"
    console.print(told, style="dim", soft_wrap=True)


def endpoints(registry: Registry, settings: Settings) -> list[Row]:
    """What can be reached from outside, by name; channels last."""
    rows = [_row(endpoint, settings) for _, endpoint in sorted(registry.endpoints.items())]
    for marked in registry.of(Channel):
        who = f"asks {marked.module.partition('.')[2]}.{marked.function.__name__}"
        rows.append(Row(marked.mark.pattern.text, "channel", "", who, "", "", marked.where))
    return rows


def _row(endpoint: Endpoint, settings: Settings) -> Row:
    function = inspect.unwrap(endpoint.function)
    gate = endpoint.gate
    if gate is not None and gate.question:
        who = f"{SIGNED_IN}, asks {gate.question}"
    else:
        who = SIGNED_IN if endpoint.needs_user else ANYBODY
    path = Path(function.__code__.co_filename)
    root = settings.root.resolve()
    where = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    http = ""
    if settings.http_api:
        http = f"{'GET, ' if endpoint.is_safe else ''}POST {path_of(endpoint.name)}"
    return Row(
        endpoint.name,
        "stream" if endpoint.is_stream else "action",
        str(inspect.signature(function)),
        who,
        str(gate.rate) if gate is not None and gate.rate else "",
        http,
        f"{where}:{function.__code__.co_firstlineno}",
    )

"""`pystream explain PS014`: what a refusal means, from the compiler's own words."""

from __future__ import annotations

import difflib

import click

from pystream.compiler.explanations import explanations


@click.command()
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Say what a code of the compiler means; without one, list them all."""
    known = explanations()
    if code is None:
        for each, text in known.items():
            click.echo(f"{each}  {text.splitlines()[0]}")
        return
    if code.upper() not in known:
        near = difflib.get_close_matches(code.upper(), known, 1)
        hint = f"did you mean {near[0]}?" if near else "pystream explain lists them all"
        raise click.ClickException(f"no refusal is called {code}; {hint}")
    click.echo(f"{code.upper()}  {known[code.upper()]}")

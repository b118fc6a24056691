"""`pystream explain PS014`: what a refusal means, from the compiler's own words."""

from __future__ import annotations

import difflib
import inspect
import re
from types import ModuleType

import click

from pystream.compiler import messages
from pystream.compiler.engines.transcrypt import refusals


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


def explanations() -> dict[str, str]:
    """Code -> its explanation: the docstrings of the functions that refuse, in order."""
    found: dict[str, str] = {}
    for each in refusals.REFUSALS.values():
        found[each.code] = f"Transcrypt: {each.text}; {each.hint}"
    return dict(sorted((found | _of(messages)).items()))


def _of(module: ModuleType) -> dict[str, str]:
    found = {}
    for _, thing in inspect.getmembers(module, inspect.isfunction):
        match = re.match(r"(PS\d{3}): (.*)", inspect.getdoc(thing) or "", re.S)
        if match:
            found[match[1]] = match[2]
    return found

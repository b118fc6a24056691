"""`pystream publish`: an event to browsers, from a shell."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import click

from pystream.cli.main import project_option, project_settings
from pystream.publisher import Publisher, StartError, Unreachable
from pystream.settings import Settings

AUDIENCES = ("all", "user", "channel", "client")


@click.command()
@click.argument("audience", type=click.Choice(AUDIENCES))
@click.argument("words", nargs=-1, metavar="[NAME] EVENT JSON")
@project_option
@click.option("--redis", metavar="URL", help="Where the workers meet.  [default: the project's setting]")
@click.option("--prefix", help="The app's redis_prefix.  [default: the project's setting]")
def command(
    audience: str, words: tuple[str, ...], project: Path, redis: str | None, prefix: str | None
) -> None:
    """Publish an event: pystream publish channel room:1 chat.message '{"text": "hi"}'

    NAME is of a user, channel or client; `all` has none.
    """
    named = audience != "all"
    if len(words) != 2 + named:
        name = f"{audience.upper()} " if named else ""
        raise click.UsageError(f"write: pystream publish {audience} {name}EVENT JSON")
    *names, event, text = words
    try:
        payload = json.loads(text)
    except ValueError as why:
        raise click.ClickException(f"not JSON: {why}") from None
    is_project = redis is None or (project / "client_src").is_dir()
    settings = project_settings(project) if is_project else Settings()
    try:
        count = asyncio.run(
            _publish(
                redis or settings.redis, prefix or settings.redis_prefix, audience, names, event, payload
            )
        )
    except (StartError, Unreachable, LookupError, TypeError, ValueError) as why:
        raise click.ClickException(str(why.args[0] if why.args else why)) from None
    click.echo(f"{count} worker{'' if count == 1 else 's'} had somebody to tell")


async def _publish(
    redis: str, prefix: str, audience: str, names: list[str], event: str, payload: object
) -> int:
    async with Publisher(redis, prefix=prefix) as publisher:
        send = getattr(publisher, audience)
        count: int = await send(*names, event, payload)
        return count

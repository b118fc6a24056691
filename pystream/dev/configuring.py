"""pyproject.toml has changed: what can be taken up while the server runs, and what cannot."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from pystream.settings import Settings

# What the compiler goes by, and what is asked anew each time that it matters.
COMPILED = frozenset({"title", "engine", "constants", "public_constants", "css", "budgets"})
# The app is imported once more: these say how its actions are guarded.
IMPORTED = frozenset({"authenticate", "rate"})
SERVED = frozenset({"app", "open_channels", "csp"})
# Of what pages show their developer.
TOOLS = frozenset({"editor", "dev_panel"})
LIVE = COMPILED | IMPORTED | SERVED | TOOLS


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed, by name.

    Attributes:
        live: what holds from now on.
        of_restart: what does not.
        settings: the running ones with what is live.
    """

    live: list[str]
    of_restart: list[str]
    settings: Settings

    @property
    def is_imported(self) -> bool:
        """Whether the app is to be imported once more."""
        return not IMPORTED.isdisjoint(self.live)


def changes(running: Settings, read: Settings) -> Changes:
    """From the settings of a running server to those that were read just now."""
    names = [
        field.name
        for field in dataclasses.fields(Settings)
        if getattr(running, field.name) != getattr(read, field.name)
    ]
    live = [name for name in names if name in LIVE]
    of_restart = [name for name in names if name not in LIVE]
    return Changes(
        live, of_restart, dataclasses.replace(running, **{name: getattr(read, name) for name in live})
    )

"""Why a server does not start, and why a started one cannot do what was asked."""

from __future__ import annotations

from collections.abc import Iterable


class StartError(Exception):
    """The server cannot start; the text is one line: what, where, and what to do about it."""


class Unreachable(Exception):
    """The store or the bus is away; it is tried again by itself, and this call fails."""


class Conflict(Exception):
    """What a call changed of its session could not be saved, as another call saved first; says what to do."""


class Changed(Exception):
    """Somebody else changed a record first; nothing was written.

    Attributes:
        fields: the names of those that were not as expected, sorted.
    """

    def __init__(self, fields: Iterable[str]) -> None:
        self.fields = tuple(sorted(fields))
        super().__init__(f"changed meanwhile: {', '.join(self.fields)}")

"""What goes wrong inside `app.chaos(...)`; pystream.testing.chaos does it to real connections."""

from __future__ import annotations

import random

FATAL = 0.1


class Mishaps:
    """Chances from 0 to 1, which may be changed at any time.

    Attributes:
        drop: of each message, that its line breaks before it arrives.
        kills: some of these break the server.
        broken: how many lines were broken; killed: how many servers.
    """

    def __init__(self, drop: float, kills: bool, seed: int | None) -> None:
        self.drop = drop
        self.kills = kills
        self.broken = 0
        self.killed = 0
        self._random = random.Random(seed)

    def happens(self) -> bool:
        happens = self._random.random() < self.drop
        self.broken += happens
        return happens

    def is_fatal(self) -> bool:
        fatal = self.kills and self._random.random() < FATAL
        self.killed += fatal
        return fatal

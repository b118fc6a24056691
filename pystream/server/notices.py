"""Log lines about what strangers do: at most one a second of each kind, with how many were left out."""

from __future__ import annotations

import logging
import time
from typing import Any

EVERY_S = 1.0

log = logging.getLogger("pystream.safety")


class Notices:
    """What was said when. Kinds are written in code, so the tables stay small."""

    def __init__(self) -> None:
        self._said: dict[str, float] = {}
        self._left_out: dict[str, int] = {}

    def say(self, kind: str, message: str, *args: Any) -> None:
        """Log a warning, unless one of this kind was logged within the last second."""
        now = time.monotonic()
        if now - self._said.get(kind, -EVERY_S) < EVERY_S:
            self._left_out[kind] = self._left_out.get(kind, 0) + 1
            return
        self._said[kind] = now
        left_out = self._left_out.pop(kind, 0)
        log.warning(
            f"{message} (and %d like it)" if left_out else message, *args, *([left_out] if left_out else [])
        )

    def once(self, kind: str, message: str) -> None:
        """Log a warning the first time."""
        if kind not in self._said:
            self._said[kind] = time.monotonic()
            log.warning(message)

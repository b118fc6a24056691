"""Lines of source around one that is meant."""

from __future__ import annotations

from collections.abc import Sequence

AROUND = 2


def around(lines: Sequence[str], line: int) -> list[tuple[int, str]]:
    """The line and those next to it, each with its number, from 1; none if the file has no such line."""
    if not 0 < line <= len(lines):
        return []
    numbers = range(max(1, line - AROUND), min(len(lines), line + AROUND) + 1)
    return [(number, lines[number - 1].rstrip("\r\n")) for number in numbers]

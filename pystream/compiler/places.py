"""Which Python function and line each place of a script belongs to: what tracebacks at run time go by.

A source map has lines, but not the names of functions, nor which of JavaScript's functions are Python's.
runtime/builtins/places.js and server/tracebacks.py read the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pystream.vlq import vlq


class Place(NamedTuple):
    """From this place of the script on, up to the next: line and column from 0, in UTF-16 units.

    Without a `source`, what stands there is in no Python function.
    """

    line: int
    col: int
    source: str = ""
    source_line: int = 0
    code: str = ""


def table(places: Iterable[Place]) -> dict[str, Any]:
    """The table as JSON has it.

    `codes` are the functions: a file's number and a name, for each. `rows` are four numbers for each place,
    as source maps write numbers: its line and column, Python's line, which function (from 1; 0 is none); each
    less that of the row before, the column only within a line.
    """
    sources: dict[str, int] = {}
    codes: dict[tuple[int, str], int] = {}
    rows = []
    line = col = source_line = code = 0
    for place in places:
        number = 0
        if place.source:
            file = sources.setdefault(place.source, len(sources))
            number = codes.setdefault((file, place.code), len(codes) + 1)
        if place.line > line:
            col = 0
        # A row without a function keeps the line: no difference is the shortest.
        python = place.source_line if place.source else source_line
        rows.append(
            vlq(place.line - line) + vlq(place.col - col) + vlq(python - source_line) + vlq(number - code)
        )
        line, col, source_line, code = place.line, place.col, python, number
    return {
        "files": list(sources),
        "codes": [part for each in codes for part in each],
        "rows": "".join(rows),
    }


def table_with_lines(places: Iterable[Place], sources: Mapping[str, str]) -> dict[str, Any]:
    """The table with the text of the lines that it names: an array of lines for each file."""
    places = list(places)
    made = table(places)
    used: dict[str, set[int]] = {}
    for place in places:
        used.setdefault(place.source, set()).add(place.source_line)
    made["lines"] = [
        "\n".join(
            line.strip() if number in used[file] else ""
            for number, line in enumerate(sources[file].split("\n")[: max(used[file])], 1)
        )
        for file in made["files"]
    ]
    return made

"""Source maps, version 3: the segments of generated text, moved along as the text moves.

Source: https://tc39.es/ecma426/
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from pystream.vlq import unvlq, vlq


class Segment(NamedTuple):
    """One place of the generated text and where it came from; lines and columns from 0."""

    line: int
    col: int
    source: str
    source_line: int
    source_col: int
    # Of the function that begins here.
    name: str = ""


def encode(segments: Iterable[Segment], sources: dict[str, str]) -> dict[str, Any]:
    """A source map object; `sources` gives each named source's text."""
    names = list(sources)
    index = {name: number for number, name in enumerate(names)}
    functions: dict[str, int] = {}
    lines: list[list[str]] = [[]]
    source = source_line = source_col = col = function = 0
    for segment in sorted(segments):
        while len(lines) <= segment.line:
            lines.append([])
            col = 0
        number = index[segment.source]
        lines[-1].append(
            vlq(segment.col - col)
            + vlq(number - source)
            + vlq(segment.source_line - source_line)
            + vlq(segment.source_col - source_col)
        )
        if segment.name:
            before, function = function, functions.setdefault(segment.name, len(functions))
            lines[-1][-1] += vlq(function - before)
        col, source = segment.col, number
        source_line, source_col = segment.source_line, segment.source_col
    return {
        "version": 3,
        "sources": names,
        "sourcesContent": list(sources.values()),
        "names": list(functions),
        "mappings": ";".join(",".join(line) for line in lines),
    }


def decode(source_map: dict[str, Any]) -> list[Segment]:
    """The segments of a source map object that name a source."""
    segments: list[Segment] = []
    names: Sequence[str] = source_map["sources"]
    functions: Sequence[str] = source_map.get("names", ())
    source = source_line = source_col = function = 0
    for line, text in enumerate(source_map["mappings"].split(";")):
        col = 0
        for part in filter(None, text.split(",")):
            values = unvlq(part)
            col += values[0]
            if len(values) >= 4:
                source += values[1]
                source_line += values[2]
                source_col += values[3]
                name = ""
                if len(values) > 4:
                    function += values[4]
                    name = functions[function]
                segments.append(Segment(line, col, names[source], source_line, source_col, name))
    return segments


def follow(segments: Iterable[Segment], before: str, after: str) -> list[Segment]:
    """The segments of `before` at their places in `after`: the same text less white space and comments."""
    places = _places(before, after)
    starts = _line_starts(before)
    line_starts = _line_starts(after)
    moved: list[Segment] = []
    line = 0
    for segment in sorted(segments):
        if segment.line >= len(starts):
            break
        offset = places[min(starts[segment.line] + segment.col, len(before))]
        while line + 1 < len(line_starts) and line_starts[line + 1] <= offset:
            line += 1
        moved.append(segment._replace(line=line, col=offset - line_starts[line]))
    return moved


def _places(before: str, after: str) -> list[int]:
    """For each offset of `before` and for its end: the offset in `after` of what is kept from there on."""
    places = [len(after)] * (len(before) + 1)
    here = 0
    for there, char in enumerate(after):
        while here < len(before):
            end = _comment_end(before, here, after, there)
            if not end and (before[here] == char or (char.isspace() and not before[here].isspace())):
                break
            end = end or here + 1
            places[here:end] = [there] * (end - here)
            here = end
        # Unequal: a line break that the minifier put where there was none.
        if here < len(before) and before[here] == char:
            places[here] = there
            here += 1
    return places


def _comment_end(before: str, here: int, after: str, there: int) -> int:
    """Where the comment at `here` ends; 0 for none, or for one that `after` has too (in a string)."""
    start = before[here : here + 2]
    if start not in ("//", "/*") or after[there : there + 2] == start:
        return 0
    end = before.find("\n" if start == "//" else "*/", here + 2)
    return len(before) if end < 0 else end + (0 if start == "//" else 2)


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts[:-1]

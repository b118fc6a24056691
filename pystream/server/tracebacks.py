"""Places of a browser's script -> frames of Python, by the map that the build has of it.

A browser tells lines and columns; what file, function and text these are, it has no say in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec

from pystream.vlq import unvlq

# Scripts whose tables are remembered: pages', with what they load, and of pages that were open at a deploy.
MOST_SCRIPTS = 8
_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}\.js")


class Frame(NamedTuple):
    """Where an exception passed: a path in the project, a line from 1, a function, the line's text."""

    file: str
    line: int
    function: str
    source: str


class _Places(msgspec.Struct):
    """compiler/places.py."""

    files: list[str]
    codes: list[int | str]
    rows: str


class _Map(msgspec.Struct):
    sources: list[str]
    sources_content: list[str] = msgspec.field(name="sourcesContent")
    places: _Places = msgspec.field(name="x_pystream")


class _Table:
    """Of one script."""

    def __init__(self, content: bytes) -> None:
        read = msgspec.json.decode(content, type=_Map)
        texts = dict(zip(read.sources, read.sources_content, strict=True))
        self._lines = [texts.get(file, "").split("\n") for file in read.places.files]
        self._files = read.places.files
        self._codes = read.places.codes
        self._starts: list[tuple[int, int]] = []
        self._rows: list[tuple[int, int]] = []
        line = column = python = code = 0
        numbers = iter(unvlq(read.places.rows))
        for down, right, python_down, other in zip(numbers, numbers, numbers, numbers, strict=True):
            line, column = line + down, right + (0 if down else column)
            python, code = python + python_down, code + other
            self._starts.append((line, column))
            self._rows.append((python, code))

    def frame(self, line: int, column: int) -> Frame | None:
        at = bisect_right(self._starts, (line, column)) - 1
        if at < 0 or not self._rows[at][1]:
            return None
        number, code = self._rows[at]
        file, name = self._codes[code * 2 - 2 : code * 2]
        assert isinstance(file, int)
        lines = self._lines[file]
        source = lines[number - 1].strip() if 0 < number <= len(lines) else ""
        return Frame(self._files[file], number, str(name), source)


class Tracebacks:
    """Of the scripts of a build.

    Args:
        read: the content of a build's file, by path; raises OSError where there is none.
    """

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._tables: OrderedDict[str, _Table] = OrderedDict()

    def knows(self, script: str) -> bool:
        """Whether a script of this name was built here, with a table of places."""
        return self._table(script) is not None

    def frames(self, places: Iterable[tuple[str, int, int]]) -> list[Frame]:
        """The frames at these lines and columns, from 0, of scripts; what is unknown is left out."""
        found = []
        for script, line, column in places:
            table = self._table(script)
            frame = None if table is None else table.frame(line, column)
            if frame is not None:
                found.append(frame)
        return found

    def _table(self, script: str) -> _Table | None:
        table = self._tables.get(script)
        if table is None:
            # The name is a peer's: nothing but the name of a file.
            if not _NAME.fullmatch(script):
                return None
            try:
                table = _Table(self._read(f"assets/{script}.map"))
            except (OSError, msgspec.DecodeError):
                return None
            self._tables[script] = table
            if len(self._tables) > MOST_SCRIPTS:
                self._tables.popitem(last=False)
        self._tables.move_to_end(script)
        return table

"""What the log looks like: short lines on a terminal, JSON objects for machines; secrets in neither.

It is the standard library's logging, so the app's and other libraries' records come out in the same form:
their `extra={...}` are fields of the object.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TextIO

import msgspec

from pystream.settings import Settings

# Lines wait so long for others to be written with; a warning waits for none.
TOGETHER_S = 0.02
# A pipe takes so much in one piece, so that lines of several workers do not mix. POSIX: PIPE_BUF.
PIECE_BYTES = 4096
MOST_WAITING = 1000
MOST_CHARS = 20_000
MOST_DEPTH = 5

_HIDDEN = "***"
_COLORS = {logging.WARNING: "\x1b[33m", logging.ERROR: "\x1b[31m", logging.CRITICAL: "\x1b[31;1m"}
# As token_urlsafe writes them, from 24 bytes on: session ids, tabs' tokens, most API keys. Long names of
# functions and folders seldom have both capitals and small letters.
_IDS = re.compile(r"(?<![A-Za-z0-9_-])(?=[A-Z0-9_-]*[a-z])(?=[a-z0-9_-]*[A-Z])[A-Za-z0-9_-]{32,}")
_NAMES = r"pass(?:word|wd|phrase)?|secret|token|api[_-]?key|pystream_session"
_NAMED = re.compile(
    rf"""(\b[\w-]{{0,30}}(?:{_NAMES})["']?(?:=|:[ ]?)["']?)[^\s"'&,;)}}\]]+""", re.IGNORECASE | re.ASCII
)
_HEADERS = re.compile(r"""(\b(?:authorization|(?:set-)?cookie)["']?:[ ]?)[^\r\n]+""", re.IGNORECASE)
_BEARER = re.compile(r"(\bbearer )\S+", re.IGNORECASE)
_URL_USER = re.compile(r"(://)[^/\s@]+@")
_QUERY = re.compile(r"""((?:://|[ "']/)[^\s?"']{0,200}\?)[^\s"']+""")
_SECRET_NAME = re.compile(rf"(?:{_NAMES}|authorization|cookie)$", re.IGNORECASE)

# What a record has of its own; all else came by `extra`.
_OWN = {*vars(logging.LogRecord("", 0, "", 0, "", None, None)), "message", "asctime", "taskName", "fields"}


def redacted(text: str) -> str:
    """The text without what looks like a secret: the last line of defence, after not logging any.

    Of a very long one the middle is left out.
    """
    if len(text) > MOST_CHARS:
        # At spaces: half a secret would not look like one.
        head, tail = text[: MOST_CHARS // 2].rpartition(" ")[0], text[-MOST_CHARS // 2 :].partition(" ")[2]
        text = f"{head} [{len(text) - len(head) - len(tail)} characters] {tail}"
    text = _HEADERS.sub(rf"\1{_HIDDEN}", text)
    text = _NAMED.sub(rf"\1{_HIDDEN}", text)
    text = _BEARER.sub(rf"\1{_HIDDEN}", text)
    text = _URL_USER.sub(rf"\1{_HIDDEN}@", text)
    text = _QUERY.sub(rf"\1{_HIDDEN}", text)
    return _IDS.sub(_HIDDEN, text)


def one_line(text: str) -> str:
    """The text with what could begin a line, or move a terminal's cursor, escaped."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


@lru_cache(4096)
def clean(text: str) -> str:
    """A short text of which a peer may have had a say, fit for a field of call_record()."""
    return redacted(one_line(text[:200]))


def call_record(
    name: str, level: int, message: str, fields: dict[str, Any], trace: BaseException | None = None
) -> logging.LogRecord:
    """A record whose message and fields are known to be clean, made at half the price of Logger.log()."""
    exc_info = None if trace is None else (type(trace), trace, trace.__traceback__)
    record = logging.LogRecord(name, level, "", 0, message, None, exc_info)
    record.fields = fields
    return record


class _Clock:
    """Writes times down; what is the same for a second, once in a second."""

    def __init__(self, form: str, zone: Callable[[float], time.struct_time]) -> None:
        self._form = form
        self._zone = zone
        self._second = -1
        self._text = ""

    def __call__(self, created: float) -> str:
        """To the millisecond."""
        second = int(created)
        if second != self._second:
            self._second, self._text = second, time.strftime(self._form, self._zone(second))
        return f"{self._text}.{int((created - second) * 1000):03d}"


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, the worker's number, fields, error."""

    def __init__(self, worker: int = 0) -> None:
        super().__init__()
        self._worker = worker
        self._encode = msgspec.json.Encoder().encode
        self._utc = _Clock("%Y-%m-%dT%H:%M:%S", time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] | None = getattr(record, "fields", None)
        message = record.getMessage()
        line: dict[str, Any] = {
            "time": f"{self._utc(record.created)}Z",  # RFC 3339
            "level": record.levelname.lower(),
            "logger": _unicode(record.name),
            "message": message if fields is not None else _unicode(redacted(message)),
        }
        if self._worker:
            line["worker"] = self._worker
        if fields is not None:
            line |= fields
        else:
            for name, value in vars(record).items():
                if name not in _OWN and name not in line:
                    line[_unicode(name)] = _HIDDEN if _SECRET_NAME.search(name) else safe(value)
        if error := _error(record):
            line["error"] = _unicode(redacted(error))
        text = self._encode(line).decode()
        if text.isprintable():
            return text
        # JSON may hold what some readers take for the end of a line, or a terminal for a command.
        return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)


class TextFormatter(logging.Formatter):
    """`12:00:00.123 INFO    calls: chat.say ok 1.2 ms ada`; a traceback follows, moved to the right."""

    def __init__(self, worker: int = 0, *, colored: bool = False, dated: bool = False) -> None:
        super().__init__()
        self._worker = f"[{worker}] " if worker else ""
        self._colored = colored
        self._clock = _Clock("%Y-%m-%d %H:%M:%S" if dated else "%H:%M:%S", time.localtime)

    def format(self, record: logging.LogRecord) -> str:
        when = self._clock(record.created)
        level, name = f"{record.levelname:<7}", one_line(record.name.removeprefix("pystream."))
        message = record.getMessage()
        if not hasattr(record, "fields"):
            message = redacted(one_line(message))
        if self._colored:
            color = _COLORS.get(record.levelno, "")
            when, name = f"\x1b[2m{when}\x1b[0m", f"\x1b[2m{name}:\x1b[0m"
            level = f"{color}{level}\x1b[0m" if color else level
        else:
            name = f"{name}:"
        text = f"{when} {self._worker}{level} {name} {message}"
        if error := _error(record):
            text += "".join(f"\n    {one_line(line)}" for line in redacted(error).splitlines())
        return text


class Lines(logging.Handler):
    """Writes to a stream, several lines at once where an event loop runs."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._waiting: list[str] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._waiting.append(self.format(record))
            if record.levelno >= logging.WARNING or len(self._waiting) > MOST_WAITING:
                self._write()
                return
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                self._write()
                return
            if self._loop is not loop:
                self._loop = loop
                loop.call_later(TOGETHER_S, self._later)
        except Exception as why:
            # Logging's own report would show the arguments.
            name, kind = ascii(record.name)[1:-1], type(why).__name__
            self._put([f"pystream: a record of {name} could not be logged: {kind}"])

    def flush(self) -> None:
        """Write what waits."""
        self.acquire()
        try:
            self._write()
        finally:
            self.release()

    def _later(self) -> None:
        self._loop = None
        self.flush()

    def _write(self) -> None:
        waiting, self._waiting = self._waiting, []
        piece: list[str] = []
        length = 0
        for line in waiting:
            if piece and length + len(line) >= PIECE_BYTES:
                self._put(piece)
                piece, length = [], 0
            piece.append(line)
            length += len(line) + 1
        if piece:
            self._put(piece)

    def _put(self, piece: list[str]) -> None:
        self._stream.write("\n".join(piece) + "\n")
        self._stream.flush()


def start_logging(settings: Settings, worker: int = 0) -> None:
    """Log to stderr, as the settings say, unless whoever started us logs already.

    Args:
        worker: the process's number among several.
    """
    root = logging.getLogger()
    if root.handlers:
        return
    is_terminal = sys.stderr.isatty()
    form = settings.log_format
    if form == "auto":
        form = "text" if is_terminal else "json"
    formatter: logging.Formatter
    if form == "json":
        formatter = JsonFormatter(worker)
    else:
        # https://no-color.org
        colored = is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        formatter = TextFormatter(worker, colored=colored, dated=not is_terminal)
    # What no form shows need not be found out for each record.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = Lines(sys.stderr)
    handler.setFormatter(formatter)
    root.addHandler(handler)
    root.setLevel(settings.log_level.upper())
    logging.getLogger("sanic").setLevel(logging.WARNING)


def _error(record: logging.LogRecord) -> str:
    if record.exc_info and record.exc_info[1] is not None:
        return "".join(traceback.format_exception(*record.exc_info)).rstrip()
    return record.exc_text or ""


def safe(value: Any, depth: int = 0) -> Any:
    """A value as JSON can have it, without secrets."""
    if value is None or isinstance(value, bool | float) or (type(value) is int and abs(value) < 2**63):
        return value
    if depth < MOST_DEPTH and isinstance(value, Mapping):
        return {
            _unicode(str(key)): _HIDDEN if _SECRET_NAME.search(str(key)) else safe(each, depth + 1)
            for key, each in value.items()
        }
    if depth < MOST_DEPTH and isinstance(value, list | tuple | set | frozenset):
        return [safe(each, depth + 1) for each in value]
    try:
        return _unicode(redacted(str(value)))
    except Exception:
        return type(value).__name__


def _unicode(text: str) -> str:
    """The text without half surrogate pairs, which JSON cannot have."""
    return text if text.isprintable() else text.encode("utf-8", "backslashreplace").decode()

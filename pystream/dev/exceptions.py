"""Exceptions that nobody caught on the server, told to the pages of its developer.

Whatever lets one go writes it to the log with its traceback: calls, hooks, lifespans, tasks, routes. So the
log is where they are met.
"""

from __future__ import annotations

import asyncio
import linecache
import logging
import re
import traceback
from collections.abc import Callable, Iterator
from itertools import dropwhile
from pathlib import Path
from typing import Any

from pystream.dev.channel import Message
from pystream.dev.excerpts import around
from pystream.server.errors import StartError
from pystream.server.failures import text_of

# Who writes down what nobody caught. What an app logs by itself it has caught.
LOGGERS = ("pystream", "asyncio", "sanic")
MOST_FRAMES = 60
MOST_CHAIN = 8
MOST_WHERE = 200

# How a refusal to start names a place.
_PLACE = re.compile(r"(\S+\.py)(?::(\d+))?: ")


class ExceptionWatch(logging.Handler):
    """Tells of what is logged with a traceback.

    Args:
        send: takes what pages are told; called in the event loop that runs now.
        root: the project's folder: its frames are told from those of libraries.
    """

    def __init__(self, send: Callable[[Message], None], root: Path) -> None:
        super().__init__(logging.ERROR)
        self._send = send
        self._root = root.resolve()
        self._loop = asyncio.get_running_loop()

    def emit(self, record: logging.LogRecord) -> None:
        """Any thread may log."""
        why = record.exc_info[1] if record.exc_info else None
        if why is None or record.name.partition(".")[0] not in LOGGERS:
            return
        try:
            message = _logged(record, why, self._root)
        except Exception:
            self.handleError(record)
            return
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._send, message)


def told(why: BaseException, root: Path, reference: str = "", where: str = "") -> Message:
    """The message.

    Args:
        root: the project's folder.
        reference: of the log's entry.
        where: what ran, as "chat.say".
    """
    place = None
    is_import = isinstance(why, StartError)
    if is_import:
        # A line for the terminal, made of what a module raised, or of a place.
        cause = why.__cause__ or why.__context__
        if cause is not None and any(frame["own"] for frame in _frames(cause, root)):
            why = cause
        else:
            place = _PLACE.match(text_of(why))
    *before, last = _chain(why, root)
    if is_import:
        # How it came to be imported tells nothing.
        last["frames"] = list(dropwhile(lambda frame: not frame["own"], last["frames"]))
    if place is not None:
        last["frames"] = [_frame(root, root / place[1], int(place[2] or 1))]
    return {"kind": "exception", **last, "before": before, "where": where, "ref": reference}


def _logged(record: logging.LogRecord, why: BaseException, root: Path) -> Message:
    fields: dict[str, Any] = getattr(record, "fields", {})
    said = record.getMessage()
    found = re.search(r"\breference (\w+)", said)
    where = fields.get("action") or said.partition(" failed, ")[0].partition("\n")[0][:MOST_WHERE]
    message = told(why, root, found[1] if found else "", where)
    return message | {name: fields.get(name) for name in ("user", "client", "ip")}


def _chain(why: BaseException, root: Path) -> list[dict[str, Any]]:
    """What led to it, the first one first, and itself; of a group, one of those in it as well."""
    chain: list[dict[str, Any]] = []
    each: BaseException | None = why
    seen: set[int] = set()
    while each is not None and id(each) not in seen and len(chain) < MOST_CHAIN:
        seen.add(id(each))
        before = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
        link = "" if before is None else "cause" if each.__cause__ else "context"
        chain.insert(0, _one(each, link, root))
        each = before
    if isinstance(why, BaseExceptionGroup):
        inner: BaseException = why
        while isinstance(inner, BaseExceptionGroup):
            inner = inner.exceptions[0]
        chain.append(_one(inner, "group", root))
    return chain


def _one(why: BaseException, link: str, root: Path) -> dict[str, Any]:
    kind = type(why)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    text = "\n".join([text_of(why), *getattr(why, "__notes__", ())])
    return {
        "type": name,
        "message": text,
        "text": f"{name}: {text}" if text else name,
        "link": link,
        "frames": list(_frames(why, root)),
    }


def _frames(why: BaseException, root: Path) -> Iterator[dict[str, Any]]:
    linecache.checkcache()  # files are edited here
    for frame in traceback.extract_tb(why.__traceback__)[-MOST_FRAMES:]:
        end = frame.end_colno if frame.end_lineno == frame.lineno else None
        yield _frame(root, Path(frame.filename), frame.lineno or 0, frame.name, frame.colno, end)
    if isinstance(why, SyntaxError) and why.filename:
        yield _frame(root, Path(why.filename), why.lineno or 1)


def _frame(
    root: Path, path: Path, line: int, function: str = "", begin: int | None = None, end: int | None = None
) -> dict[str, Any]:
    """Of a line, from 1; columns from 0, in bytes."""
    is_own = path.is_relative_to(root) and not {"site-packages", ".venv"} & set(path.parts)
    text = linecache.getline(str(path), line).rstrip("\n")
    return {
        "path": path.relative_to(root).as_posix() if is_own else str(path),
        "line": line,
        "col": _character(text, begin),
        "end": _character(text, end),
        "function": function,
        "source": text.strip(),
        "own": is_own,
        "lines": around(linecache.getlines(str(path)), line) if is_own else [],
    }


def _character(line: str, byte_offset: int | None) -> int:
    """A column from 1, in characters, of what Python counts from 0, in bytes; 0: it is not known."""
    if byte_offset is None:
        return 0
    return len(line.encode()[:byte_offset].decode("utf-8", "ignore")) + 1

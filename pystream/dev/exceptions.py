"""An exception of the server's, as pages are told of it."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

from pystream.dev.channel import Message
from pystream.server.errors import StartError
from pystream.server.failures import text_of

MOST_FRAMES = 30
# How a StartError begins.
_PLACE = re.compile(r"(\S+\.py)(?::(\d+))?: ")


def told(why: BaseException, root: Path, reference: str = "", where: str = "") -> Message:
    """The message.

    Args:
        root: the project's folder; paths in it are told from there.
        reference: of the log's entry.
        where: what ran, as "chat.say".
    """
    frames = _frames(why, root)
    kind, text = type(why).__name__, text_of(why)
    if isinstance(why, StartError):
        cause = why.__cause__ or why.__context__
        if cause is not None and (inner := _frames(cause, root)):
            frames, kind, text = inner, type(cause).__name__, text_of(cause)
        elif found := _PLACE.match(text):
            frames = [_place(root, found[1], int(found[2] or 1))]
    return {
        "kind": "exception",
        "type": kind,
        "message": text,
        "where": where,
        "frames": frames,
        "ref": reference,
    }


def _frames(why: BaseException, root: Path) -> list[Message]:
    """From the first of the project's own on, the outermost first."""
    frames: list[Message] = []
    for frame in traceback.extract_tb(why.__traceback__):
        path = Path(frame.filename)
        is_own = path.is_relative_to(root)
        if is_own or frames:
            frames.append(
                {
                    "path": path.relative_to(root).as_posix() if is_own else frame.filename,
                    "line": frame.lineno or 0,
                    "function": frame.name,
                    "source": frame.line or "",
                }
            )
    if isinstance(why, SyntaxError) and why.filename and Path(why.filename).is_relative_to(root):
        frames.append(_place(root, Path(why.filename).relative_to(root).as_posix(), why.lineno or 1))
    return frames[-MOST_FRAMES:]


def _place(root: Path, path: str, line: int) -> Message:
    try:
        lines = (root / path).read_text("utf-8", "replace").split("\n")
    except OSError:
        lines = []
    source = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    return {"path": path, "line": line, "function": "", "source": source}

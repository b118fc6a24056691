"""[tool.pystream.css] command = "sass --stdin": a program that makes CSS."""

from __future__ import annotations

import posixpath
import re
import shlex
import subprocess
from collections.abc import Callable

from pystream.settings import Settings

TIMEOUT_S = 60
# Where programs say a mistake is: Sass's `- 3:5  root stylesheet`, `file:3:5` as most do, `on line 3`.
_PLACES = [
    re.compile(r"- (\d+):(\d+)\b"),
    re.compile(r":(\d+)(?::(\d+))?(?=[:\s]|$)", re.MULTILINE),
    re.compile(r"\bline (\d+)(?:,? col(?:umn)? (\d+))?"),
]


def preprocessor(settings: Settings) -> Callable[[str, str], tuple[str, str, int, int]] | None:
    """What compile_project takes as `preprocess`; None if the project names no command.

    The command gets a sheet's text and gives its CSS; `{path}` and `{folder}` in it are the sheet's own.
    """
    command = str(settings.css.get("command", ""))
    if not command:
        return None

    def run(path: str, text: str) -> tuple[str, str, int, int]:
        words = [
            word.replace("{path}", path).replace("{folder}", posixpath.dirname(path))
            for word in shlex.split(command)
        ]
        try:
            made = subprocess.run(
                words, input=text, capture_output=True, text=True, encoding="utf-8", cwd=settings.root,
                timeout=TIMEOUT_S,
            )  # fmt: skip
        except FileNotFoundError:
            return "", f"there is no program {words[0]}", 0, 0
        except (OSError, subprocess.TimeoutExpired) as why:
            return "", f"{words[0]}: {why}", 0, 0
        if not made.returncode:
            return made.stdout, "", 0, 0
        said = made.stderr.strip() or made.stdout.strip() or f"{words[0]} ended with {made.returncode}"
        found = next((match for each in _PLACES if (match := each.search(said))), None)
        line, col = (int(found[1]), int(found[2] or 1)) if found else (0, 0)
        return "", said, line, col

    return run

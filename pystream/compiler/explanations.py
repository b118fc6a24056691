"""What each code of the compiler means: the words of the functions that refuse."""

from __future__ import annotations

import inspect
import re
from functools import cache
from types import ModuleType

from pystream.compiler import messages
from pystream.compiler.engines.transcrypt import refusals


@cache
def explanations() -> dict[str, str]:
    """Code -> its explanation: the docstrings of the functions that refuse, in order."""
    found: dict[str, str] = {}
    for each in refusals.REFUSALS.values():
        found[each.code] = f"Transcrypt: {each.text}; {each.hint}"
    return dict(sorted((found | _of(messages)).items()))


def _of(module: ModuleType) -> dict[str, str]:
    found = {}
    for _, thing in inspect.getmembers(module, inspect.isfunction):
        match = re.match(r"(PS\d{3}): (.*)", inspect.getdoc(thing) or "", re.S)
        if match:
            found[match[1]] = match[2]
    return found

"""What phases made before, found again by what they made it from: recompiling costs what was changed.

The entries are somebody else's mapping of texts (output.py has one on disk), so compiling itself touches no
disk. Values are JSON: reading an entry can give a wrong value at worst, and never run anything.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, MutableMapping
from importlib import metadata
from typing import Any

_VERSIONS = f"{metadata.version('pystream')} {sys.version}"


def digest(*texts: str) -> str:
    """A name for these texts in this order; no two sequences share one."""
    return hashlib.sha256("\0".join([*(str(len(text)) for text in texts), *texts]).encode()).hexdigest()[:32]


class Results:
    """Values by phase and inputs. Whoever asks names everything that the value depends on.

    Args:
        entries: from earlier compiles; added to. None: nothing is kept.
        surroundings: texts that every value depends on.
    """

    def __init__(self, entries: MutableMapping[str, str] | None = None, *surroundings: str) -> None:
        self.entries = entries
        self.salt = digest(_VERSIONS, *surroundings)

    def key(self, phase: str, *inputs: str) -> str:
        return f"{phase}-{digest(self.salt, *inputs)}"

    def find(self, key: str) -> Any:
        """The value kept under a key; None when there is none that can be read."""
        text = None if self.entries is None else self.entries.get(key)
        if text is None:
            return None
        try:
            return json.loads(text)
        except ValueError:
            return None

    def keep(self, key: str, value: Any) -> None:
        if self.entries is not None:
            self.entries[key] = json.dumps(value, separators=(",", ":"), ensure_ascii=False)

    def get(self, key: str, make: Callable[[], Any]) -> Any:
        """The value kept under a key, or else what `make` makes, kept from now on."""
        found = self.find(key)
        if found is None:
            found = make()
            self.keep(key, found)
        return found

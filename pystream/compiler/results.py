"""What phases made before, found again by what they made it from: recompiling costs what was changed.

The entries are somebody else's mapping of texts (cache.py has one on disk), so compiling itself touches no
disk. Values are JSON: reading an entry can give a wrong value at worst, and never run anything. A process
that compiles again and again has a Memory too: of the values themselves, and of trees, which are no JSON.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, MutableMapping
from importlib import metadata
from typing import Any, TypeVar

Value = TypeVar("Value")
_VERSIONS = f"{metadata.version('pystream')} {sys.version}"


def digest(*texts: str) -> str:
    """A name for these texts in this order; no two sequences share one."""
    return hashlib.sha256("\0".join([*(str(len(text)) for text in texts), *texts]).encode()).hexdigest()[:32]


class Memory:
    """Values that this process's compiles made or read; what two compiles in a row did not ask for goes."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}
        self._before: dict[str, Any] = {}

    def begin(self) -> None:
        """A compile begins."""
        self._before, self._values = self._values, {}

    def find(self, key: str) -> Any:
        found = self._values.get(key)
        if found is None:
            found = self._before.get(key)
            if found is not None:
                self._values[key] = found
        return found

    def keep(self, key: str, value: Any) -> None:
        self._values[key] = value


class Results:
    """Values by phase and inputs. Whoever asks names everything that the value depends on.

    What is found is shared with later compiles: nobody alters it.

    Args:
        entries: from earlier compiles; added to. None: nothing is kept.
        surroundings: texts that every value depends on.
        memory: of this process.
    """

    def __init__(
        self,
        entries: MutableMapping[str, str] | None = None,
        *surroundings: str,
        memory: Memory | None = None,
    ) -> None:
        self.entries = entries
        self.salt = digest(_VERSIONS, *surroundings)
        self.memory = memory or Memory()

    def key(self, phase: str, *inputs: str) -> str:
        return f"{phase}-{digest(self.salt, *inputs)}"

    def find(self, key: str) -> Any:
        """The value kept under a key; None when there is none that can be read."""
        found = self.memory.find(key)
        text = self.entries.get(key) if found is None and self.entries is not None else None
        if text is None:
            return found
        try:
            found = json.loads(text)
        except ValueError:
            return None
        self.memory.keep(key, found)
        return found

    def keep(self, key: str, value: Any) -> None:
        self.memory.keep(key, value)
        if self.entries is not None:
            self.entries[key] = json.dumps(value, separators=(",", ":"), ensure_ascii=False)

    def get(self, key: str, make: Callable[[], Any]) -> Any:
        """The value kept under a key, or else what `make` makes, kept from now on."""
        found = self.find(key)
        if found is None:
            found = make()
            self.keep(key, found)
        return found

    def here(self, key: str, make: Callable[[], Value]) -> Value:
        """The same of a value that only this process can keep."""
        key = f"here {key}"
        found: Value | None = self.memory.find(key)
        if found is None:
            found = make()
            self.memory.keep(key, found)
        return found

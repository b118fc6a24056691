"""The browser's own objects for client Python, as they are: names and behaviour are the browser's.

The code behind it is pystream/runtime/browser.js; there is no browser.py.
"""

from typing import Any, Protocol

class _Storage(Protocol):
    def getItem(self, key: str, /) -> str | None: ...
    def setItem(self, key: str, value: str, /) -> None: ...
    def removeItem(self, key: str, /) -> None: ...

class _Console(Protocol):
    def debug(self, *values: object) -> None: ...
    def info(self, *values: object) -> None: ...
    def log(self, *values: object) -> None: ...
    def warn(self, *values: object) -> None: ...
    def error(self, *values: object) -> None: ...

class Position(Protocol):
    """Degrees, and how far off they may be in metres."""

    @property
    def latitude(self) -> float: ...
    @property
    def longitude(self) -> float: ...
    @property
    def accuracy(self) -> float: ...

document: Any
window: Any
navigator: Any
console: _Console
storage: _Storage
"""localStorage; where the browser denies it, one that forgets with the page."""

async def position(timeout_s: float = 10) -> Position:
    """Where the device is.

    Raises:
        Denied: the person or the browser refuses.
        Failed: the device cannot tell, or not within `timeout_s`.
    """

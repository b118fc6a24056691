# Not the browser's: what pystream adds.

class Position(Protocol):
    """Degrees, and how far off they may be in metres."""

    @property
    def latitude(self) -> float: ...
    @property
    def longitude(self) -> float: ...
    @property
    def accuracy(self) -> float: ...

storage: Storage
"""localStorage; where the browser denies it, one that forgets with the page."""

async def position(timeout_s: float = 10) -> Position:
    """Where the device is.

    Raises:
        Denied: the person or the browser refuses.
        Failed: the device cannot tell, or not within `timeout_s`.
    """

class JsError(Exception):
    """An exception that JavaScript raised; one that is a TypeError there is a TypeError here too."""

    name: str
    message: str
    js: Any

def to_js(value: object, /) -> Any:
    """JavaScript's form of a value, all through: objects for dicts, arrays of their own, Sets for sets."""

def to_py(value: object, /) -> Any:
    """Lists, dicts, sets and bytes for arrays, plain objects and Maps, Sets, ArrayBuffers; anything else stays."""

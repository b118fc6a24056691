"""A note, and what makes one acceptable: known to both sides."""

from dataclasses import dataclass

from pystream import Denied

COLORS = ("lemon", "mint", "sky", "rose")
LIMIT = 280


@dataclass
class Note:
    """`x` and `y` say where on the free space it hangs, from 0 to 1, so it fits any screen. `version` counts
    what was written to it, on the server: of two versions the higher one is true."""

    id: str
    text: str = ""
    color: str = COLORS[0]
    x: float = 0.0
    y: float = 0.0
    version: int = 0
    gone: bool = False


def check(note: Note) -> None:
    if not (8 <= len(note.id) <= 36 and note.color in COLORS and 0 <= note.x <= 1 and 0 <= note.y <= 1):
        raise Denied("This is no note of this board")
    if len(note.text) > LIMIT:
        raise Denied(f"A note has room for {LIMIT} characters")

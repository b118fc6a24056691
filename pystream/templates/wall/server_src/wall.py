"""The wall: notes that everybody sees."""

from collections import deque

from pystream import Event, action, publish

from shared_src.rules import note_of

# Sent to every open page when somebody pins a note.
pinned = Event[str]()

_notes: deque[str] = deque(maxlen=50)


@action
async def notes() -> list[str]:
    """What hangs on the wall, oldest first."""
    return list(_notes)


@action
async def pin(text: str) -> None:
    """Pin a note; Denied if it is empty or too long."""
    note = note_of(text)
    _notes.append(note)
    await publish.all(pinned, note)

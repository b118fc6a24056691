"""The rules of the wall: the page checks them before it calls, the server because it trusts no page."""

from pystream import Denied

LIMIT = 140


def note_of(text: str) -> str:
    """What somebody typed, fit to be pinned."""
    note = text.strip()
    if len(note) == 0:
        raise Denied("Write something first")
    if len(note) > LIMIT:
        raise Denied(f"A note has room for {LIMIT} characters; this one has {len(note)}")
    return note

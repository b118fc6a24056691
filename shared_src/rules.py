"""The rules of the chat: the page checks them before it sends, the server because it trusts no page."""

from pystream import Denied

NAME_LIMIT = 24
ROOM_LIMIT = 24
TEXT_LIMIT = 500


class TooLong(Denied):
    """A text has more characters than fit."""


def name_of(text: str) -> str:
    """The name that somebody typed, fit to be shown."""
    return _checked("name", text, NAME_LIMIT)


def room_of(text: str) -> str:
    """The room that somebody typed: Python and python are one room."""
    return _checked("room", text, ROOM_LIMIT).lower()


def text_of(text: str) -> str:
    """The message that somebody typed."""
    return _checked("message", text, TEXT_LIMIT)


def _checked(what: str, text: str, limit: int) -> str:
    kept = text.strip()
    if len(kept) == 0:
        raise Denied(f"The {what} is empty; write something")
    if len(kept) > limit:
        raise TooLong(f"The {what} has {len(kept)} characters; at most {limit} fit")
    return kept

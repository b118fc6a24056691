"""What both sides know: the page checks by it before it calls, the server because it trusts no page."""

from dataclasses import dataclass

from pystream import Denied

ROOMS = ("lobby", "kitchen", "garden")
LIMIT = 500


@dataclass
class Message:
    who: str
    text: str
    at: float  # seconds since 1970


def fit(typed: str) -> str:
    """What somebody typed, fit to be said."""
    text = typed.strip()
    if not text:
        raise Denied("Say something")
    if len(text) > LIMIT:
        raise Denied(f"{LIMIT} characters are enough; these are {len(text)}")
    return text

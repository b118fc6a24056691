"""What travels between the two halves."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """Something that was said; `at` is in seconds since 1970, UTC."""

    who: str
    text: str
    room: str
    at: float


@dataclass(frozen=True)
class Place:
    """The town at a position; `code` is its country's, as "DE"; `credit` says whose data this is."""

    name: str
    country: str
    code: str
    credit: str

"""Who came and who went, as both halves know it; see Event(presence=...).

This file is compiled into the bundle of a client that names Presence, so it stays in the Python that every
engine has.
"""

from dataclasses import dataclass


@dataclass
class Presence:
    """User ids: who is there now and was not before, and who is no longer there."""

    joined: list[str]
    left: list[str]

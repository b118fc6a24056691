"""What travels between the halves."""

from dataclasses import dataclass


@dataclass
class Said:
    who: str
    text: str

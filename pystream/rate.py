"""How often something may happen, as it is written: "5/s", "100/m", "10/30s"."""

from __future__ import annotations

import re
from dataclasses import dataclass

EXPECTED = 'text such as "5/s", "100/m", "1000/h" or "10/30s"'
_RATE = re.compile(r"([1-9][0-9]{0,8})/([1-9][0-9]{0,8})?([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` times in `period_s`: so many at once at most, and as many again as time passes."""

    count: int
    period_s: float

    @property
    def per_s(self) -> float:
        return self.count / self.period_s

    def __str__(self) -> str:
        size, unit = max((size, unit) for unit, size in _SECONDS.items() if not self.period_s % size)
        times = int(self.period_s // size)
        return f"{self.count}/{times if times > 1 else ''}{unit}"


def parse_rate(text: object) -> Rate | None:
    """The rate that is written; None for "", no limit. Raises ValueError that says what is expected."""
    if text == "":
        return None
    match = _RATE.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"must be {EXPECTED}, got {text!r}")
    count, times, unit = match.groups()
    return Rate(int(count), int(times or 1) * _SECONDS[unit])

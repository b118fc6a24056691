"""[tool.pystream.budgets]: how many bytes of a client go to a browser at most, compressed by gzip."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

KINDS = ("page", "script", "style", "total")
_BYTES = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(B|kB|MB|KiB|MiB)")
_UNITS = {"B": 1, "kB": 1000, "MB": 1_000_000, "KiB": 1024, "MiB": 1024**2}


def parse_bytes(value: object) -> int:
    """`20 kB`, or a number of bytes. Raises ValueError that says what is expected."""
    found = _BYTES.fullmatch(value) if isinstance(value, str) else None
    if found:
        return int(float(found[1]) * _UNITS[found[2]])
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise ValueError(f'must be a size such as "20 kB", "1.5 MB" or "18 KiB", got {value!r}')


def read_budgets(table: Mapping[str, Any], client: str) -> dict[str, int]:
    """What a client may weigh, by kind: as the table says for all, or for it in a table of its name.

    Raises:
        ValueError: a name or a size does not fit.
    """
    chosen = {name: value for name, value in table.items() if not isinstance(value, Mapping)}
    own = table.get(client, {})
    chosen |= own if isinstance(own, Mapping) else {}
    for name in chosen:
        if name not in KINDS:
            raise ValueError(
                f"nothing is called {name}; there are: {', '.join(KINDS)}, and tables of clients"
            )
    budgets = {}
    for name, value in chosen.items():
        try:
            budgets[name] = parse_bytes(value)
        except ValueError as why:
            raise ValueError(f"{name} {why}") from None
    return budgets

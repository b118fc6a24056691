"""Numbers as source maps write them: base 64 digits of five bits, the sign in the lowest bit."""

from __future__ import annotations

from functools import lru_cache

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}


@lru_cache(4096)
def vlq(value: int) -> str:
    """A number's text."""
    value = -value << 1 | 1 if value < 0 else value << 1
    text = ""
    while value > 31:
        text += _DIGITS[value & 31 | 32]
        value >>= 5
    return text + _DIGITS[value]


def unvlq(text: str) -> list[int]:
    """The numbers of a text. Raises KeyError: it is none."""
    values: list[int] = []
    value = shift = 0
    for char in text:
        digit = _VALUES[char]
        value |= (digit & 31) << shift
        shift += 5
        if not digit & 32:
            values.append(-(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    return values

"""Patterns of channel names: "room:{id}". An {id} is one character or more, but no ":"."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PART = re.compile(r"\{([^{}]*)\}|([^{}]+)|([{}])")
_NAME = "[^:]+"
_ANY = ("", "*")


class Pattern:
    """One pattern.

    Attributes:
        text: as it was written.
        names: what stands in braces, in order.
        literal: how many characters of it are not.
    Raises:
        ValueError: a brace without the other, no name between them, the same twice, nothing between two.
    """

    __slots__ = ("_parts", "_regex", "literal", "names", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.names: list[str] = []
        # What stands in braces is None.
        self._parts: list[str | None] = []
        regex = ""
        for name, literal, brace in _PART.findall(text):
            if brace:
                raise ValueError(f"{text!r}: a {brace} stands alone; write names as {{id}}")
            if literal:
                self._parts.append(literal)
                regex += re.escape(literal)
                continue
            if not name.isidentifier() or name in self.names:
                raise ValueError(f"{text!r}: {{{name}}} must be a name, each another one")
            if self._parts and self._parts[-1] is None:
                raise ValueError(f"{text!r}: something must part {{{self.names[-1]}}} from {{{name}}}")
            self.names.append(name)
            self._parts.append(None)
            regex += f"({_NAME})"
        self.literal = sum(len(part) for part in self._parts if part is not None)
        self._regex = re.compile(regex, re.DOTALL)

    def match(self, channel: str) -> dict[str, str] | None:
        """What stands for each name; None if the channel is none of these."""
        found = self._regex.fullmatch(channel)
        return None if found is None else dict(zip(self.names, found.groups(), strict=True))

    def fits(self, channel: str) -> bool:
        """Whether the channel is one of these."""
        return self._regex.fullmatch(channel) is not None

    def meets(self, other: Pattern) -> bool:
        """Whether some channel fits both."""
        return _meet(self._steps(), other._steps())

    def _steps(self) -> Sequence[str]:
        """One for each character: itself, or "" for any but ":", and then "*" for more of these."""
        return [step for part in self._parts for step in (("", "*") if part is None else part)]


def _meet(one: Sequence[str], other: Sequence[str]) -> bool:
    # Both are walked at once; what is left to be done are the places reached in them.
    places, seen = [(0, 0)], {(0, 0)}
    while places:
        at, beside = places.pop()
        if (at, beside) == (len(one), len(other)):
            return True
        step = one[at] if at < len(one) else None
        other_step = other[beside] if beside < len(other) else None
        ways = []
        if step == "*":
            ways.append((at + 1, beside))
        if other_step == "*":
            ways.append((at, beside + 1))
        if step is not None and other_step is not None and _agree(step, other_step):
            ways.append((at + (step != "*"), beside + (other_step != "*")))
        places += [way for way in ways if way not in seen]
        seen.update(ways)
    return False


def _agree(step: str, other: str) -> bool:
    """Whether one character may be what both say."""
    if step in _ANY and other in _ANY:
        return True
    if step in _ANY or other in _ANY:
        return ":" not in (step, other)
    return step == other

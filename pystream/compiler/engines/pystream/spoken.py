"""What a program's own text says: the strings, keys and properties in its JavaScript.

Texts of a program are long and questions many, so each text is looked through once for each kind.
"""

from __future__ import annotations

import re
from functools import cached_property

_PLAIN = re.compile(r"[\w$]+")
# A quote that ends one string may as well begin another: nothing here knows which are which.
_STRING = re.compile(r"([\"'])([\w$]+)(?=\1)")
# From the end, where the colon is what the search can begin with.
_KEY = re.compile(r":[\"']?(\w+)")
_PROPERTY = re.compile(r"\.([A-Za-z_$][\w$]*)")


class Spoken:
    """The text of all units of a program."""

    def __init__(self, text: str) -> None:
        self.text = text
        # Every question so far with its answer.
        self.asked: dict[tuple[str, str], bool] = {}

    def same(self, other: Spoken) -> bool:
        """Whether another's properties, and its answers to what was asked here, are the same."""
        return self.properties == other.properties and all(
            other._has(*question) == answer for question, answer in self.asked.items()
        )

    @cached_property
    def _strings(self) -> frozenset[str]:
        return frozenset(word for _, word in _STRING.findall(self.text))

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(word[::-1] for word in _KEY.findall(self.text[::-1]))

    @cached_property
    def properties(self) -> frozenset[str]:
        """What is read after a dot."""
        return frozenset(_PROPERTY.findall(self.text))

    def has_string(self, text: str) -> bool:
        return self._ask("string", text)

    def has_key(self, name: str) -> bool:
        return self._ask("key", name)

    def _ask(self, kind: str, text: str) -> bool:
        question = kind, text
        answer = self.asked.get(question)
        if answer is None:
            answer = self.asked[question] = self._has(kind, text)
        return answer

    def _has(self, kind: str, text: str) -> bool:
        if kind == "key":
            return text in self._keys
        if _PLAIN.fullmatch(text):
            return text in self._strings
        return f'"{text}"' in self.text or f"'{text}'" in self.text

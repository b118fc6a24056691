from dataclasses import dataclass, field
from functools import singledispatch
from typing import ClassVar, NamedTuple

from shared_src.models import Message


@dataclass
class Note:
    message: Message
    size: int = 3
    tags: list[str] = field(default_factory=list)
    kind: ClassVar[str] = "note"


class Pair(NamedTuple):
    left: int
    right: "str" = "r"


@singledispatch
def shown(value):
    return "anything"


@shown.register
def _(value: int):
    return "an int"


@shown.register
def _(value: Message):
    return "a message"


print(Note(Message("ada")), Pair(1), Note.kind)
print(shown(1), shown(Message("x")), shown(""))

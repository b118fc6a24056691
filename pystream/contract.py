"""The contract between the two halves: what the server offers, as data.

Read from the server's source text by `declarations`, written to build/contract.json by the compiler, turned
into stubs for the client, and compared at start by the server. Types are JSON trees:

    "any" "none" "bool" "int" "float" "str" "bytes" "datetime" "date" "time" "timedelta" "decimal" "uuid"
    ["list", T]  ["set", T]  ["frozenset", T]  ["dict", K, V]  ["tuple", T, ...]  ["rest", T]  (tuple[T, ...])
    ["union", T, ...]  (Optional is a union with "none")   ["literal", value, ...]   ["ref", "module.Name"]

and `["ref", name]` is looked up in `Contract.types`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeAlias

# A JSON tree as drawn above; recursive, so the checker sees Any.
TypeTree: TypeAlias = Any

ParameterKind = Literal["positional_only", "normal", "rest", "keyword", "keywords"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an action, in the order of its signature."""

    name: str
    kind: ParameterKind
    type: TypeTree
    # Python source of the default, None when the caller must give a value.
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """One public function; `name` is its module below server_src and its own name: `chat.say`."""

    name: str
    parameters: tuple[Parameter, ...]
    returns: TypeTree
    doc: str = ""


@dataclass(frozen=True, slots=True)
class EventType:
    """One event that the server may publish; `keep` events are kept for replay."""

    name: str
    type: TypeTree
    keep: int = 0


@dataclass(frozen=True, slots=True)
class DataType:
    """A dataclass (fields in order) or an Enum (members in order) that travels."""

    name: str
    kind: Literal["dataclass", "enum"]
    # dataclass: (field, type); enum: (member, value)
    fields: tuple[tuple[str, TypeTree], ...]


@dataclass(frozen=True, slots=True)
class Contract:
    """All that the server offers. Equal contracts have equal hashes."""

    actions: dict[str, Action] = field(default_factory=dict)
    events: dict[str, EventType] = field(default_factory=dict)
    types: dict[str, DataType] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """16 hex digits over names, signatures and types; docstrings do not count."""
        content = self._content()
        for action in content["actions"].values():
            del action["doc"]
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def to_json(self) -> str:
        return json.dumps({"hash": self.hash, **self._content()}, indent=1, sort_keys=True) + "\n"

    def _content(self) -> dict[str, Any]:
        return {
            part: {name: asdict(entry) for name, entry in sorted(getattr(self, part).items())}
            for part in ("actions", "events", "types")
        }


def hash_of(contract_json: str) -> str:
    """The hash that a build/contract.json was written with.

    Raises:
        ValueError: the text is not a contract.
    """
    content = json.loads(contract_json)
    if not isinstance(content, dict) or not isinstance(content.get("hash"), str):
        raise ValueError("not a contract: it has no hash")
    return str(content["hash"])

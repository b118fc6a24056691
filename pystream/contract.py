"""The contract between the two halves: what the server offers, as data.

Read from the server's source text by `declarations`, written to build/contract.json by the compiler, turned
into stubs for the client, and compared at start by the server. Types are JSON trees:

    "any" "none" "bool" "int" "float" "str" "bytes" "datetime" "date" "time" "timedelta" "decimal" "uuid"
    ["list", T]  ["set", T]  ["frozenset", T]  ["dict", K, V]  ["tuple", T, ...]  ["rest", T]  (tuple[T, ...])
    "upload"  (a parameter of an async action only)
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
    # Of a stream, the type of its items.
    returns: TypeTree
    doc: str = ""
    stream: bool = False
    # May run twice: sent again when nobody knows whether it ran.
    idempotent: bool = False
    # Worthless when late: fails at once when there is no line.
    volatile: bool = False
    # How long its caller waits, in seconds; None: settings.call_timeout_s.
    timeout: float | None = None


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
        return _digest(content, 16)

    def hashes(self) -> dict[str, str]:
        """6 hex digits for each action and event, over its signature and the types in it."""
        return {
            name: _digest([asdict(entry) | {"doc": ""}, self._types_in(entry)], 6)
            for part in (self.actions, self.events)
            for name, entry in part.items()
        }

    def _types_in(self, entry: Action | EventType) -> list[Any]:
        """The types that an action or event mentions, and those that they mention, in a fixed order."""
        if isinstance(entry, Action):
            trees = [entry.returns, *(each.type for each in entry.parameters)]
        else:
            trees = [entry.type]
        found: dict[str, Any] = {}
        while trees:
            tree = trees.pop()
            if not isinstance(tree, list) or tree[0] == "literal":
                continue
            if tree[0] != "ref":
                trees += tree[1:]
            elif tree[1] not in found:
                kind = self.types[tree[1]]
                found[tree[1]] = asdict(kind)
                trees += [field for _, field in kind.fields] if kind.kind == "dataclass" else []
        return [found[name] for name in sorted(found)]

    def to_json(self) -> str:
        return json.dumps({"hash": self.hash, **self._content()}, indent=1, sort_keys=True) + "\n"

    def _content(self) -> dict[str, Any]:
        return {
            part: {name: asdict(entry) for name, entry in sorted(getattr(self, part).items())}
            for part in ("actions", "events", "types")
        }


def _digest(content: Any, digits: int) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:digits]


def hash_of(contract_json: str) -> str:
    """The hash that a build/contract.json was written with.

    Raises:
        ValueError: the text is not a contract.
    """
    content = json.loads(contract_json)
    if not isinstance(content, dict) or not isinstance(content.get("hash"), str):
        raise ValueError("not a contract: it has no hash")
    return str(content["hash"])

"""JSON Schemas of types: they hold for what is accepted and given, and for nothing else."""

from __future__ import annotations

import datetime as dt
import enum
import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Literal, NewType
from uuid import UUID

import jsonschema_rs
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pystream.server.schemas import REF, Schemas
from pystream.server.values import Codec, Mismatch


class Mood(enum.Enum):
    """How somebody feels."""

    GOOD = "good"
    BAD = "bad"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Rights(enum.Flag):
    READ = 1
    WRITE = 2


class Bits(enum.IntFlag):
    ONE = 1


@dataclass
class Plain:
    """Two numbers."""

    x: int
    y: float


@dataclass
class Message:
    who: str
    price: Decimal
    tags: list[str] = field(default_factory=list)
    mood: Mood = Mood.GOOD
    at: dt.datetime | None = None
    seen: bool = field(init=False, default=False)


@dataclass
class Tree:
    name: str
    leaves: list[Tree]


@dataclass
class Holder:
    message: Message


Name = NewType("Name", str)
HINTS: list[Any] = [
    Any,
    None,
    bool,
    int,
    float,
    str,
    bytes,
    dt.datetime,
    dt.date,
    dt.time,
    dt.timedelta,
    Decimal,
    UUID,
    Name,
    Mood,
    Level,
    Rights,
    Bits,
    Plain,
    Message,
    Tree,
    Holder,
    list[int],
    set[str],
    frozenset[Level],
    tuple[int, str],
    tuple[()],
    tuple[bool, ...],
    dict[str, int],
    dict[int, str],
    dict[Mood, list[int]],
    dict[UUID, None],
    str | None,
    int | str | None,
    Plain | None,
    list[Message] | bool,
    Literal["a", 1, None],
    Literal["on", "off"],
    Annotated[int, msgspec.Meta(ge=1, le=5)],
    Annotated[str, msgspec.Meta(min_length=2, max_length=4, pattern="^[a-z]+$", title="A word")],
    Annotated[list[float], msgspec.Meta(max_length=2)],
    Annotated[dt.datetime, msgspec.Meta(tz=True)],
    Annotated[dt.time, msgspec.Meta(tz=False)],
]
IDS = [str(hint).replace("test_schemas.", "") for hint in HINTS]
ZONES = st.sampled_from([dt.UTC, dt.timezone(dt.timedelta(hours=-3, minutes=-30))])


def validator(schemas: Schemas, schema: dict[str, Any]) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(
        {"$ref": "#/schema", "schema": schema, "components": {"schemas": schemas.components}},
        validate_formats=True,
    )


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Python values of a type, as an action would return them."""
    st.register_type_strategy(dt.datetime, st.datetimes(timezones=ZONES))
    st.register_type_strategy(str, st.text(st.characters(exclude_categories=["Cs"]), max_size=5))
    st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
    st.register_type_strategy(Rights, st.sampled_from([Rights(0), Rights.READ, Rights.READ | Rights.WRITE]))
    if hint is Any:
        return JSON
    if hint is Tree:
        return st.recursive(
            st.builds(Tree, st.text(max_size=2), st.just([])),
            lambda inner: st.builds(Tree, st.text(max_size=2), st.lists(inner, max_size=2)),
            max_leaves=4,
        )
    metadata = getattr(hint, "__metadata__", ())
    if metadata:
        return st.from_type(hint.__origin__).filter(lambda value: _fits(hint, value))
    return st.from_type(hint if hint is not None else type(None))


def _fits(hint: Any, value: Any) -> bool:
    try:
        msgspec.convert(msgspec.to_builtins(value), hint)
    except msgspec.ValidationError:
        return False
    return True


# No float without a fraction: JSON Schema takes 1.0 for an integer, and Python does not.
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-20, 20)
    | st.floats(-9, 9).filter(lambda number: not number.is_integer())
    | st.text(st.characters(codec="ascii"), max_size=4)
    | st.sampled_from(["good", "a", "on", "ab", "1", "2020-01-01", "2020-01-01T00:00:00Z", "00:00:00", "P1D"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.fixed_dictionaries(
            {"x": inner, "y": inner},
            optional=dict.fromkeys(("name", "leaves", "who", "price", "tags", "message"), inner),
        )
    ),
    max_leaves=6,
)


def decodes(hint: Any, raw: bytes) -> bool:
    try:
        Codec(hint).decode(raw, "it")
    except Mismatch:
        return False
    return True


CALMLY = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)


@pytest.mark.parametrize("hint", HINTS, ids=IDS)
def test_what_is_given_is_as_its_schema_says(hint: Any) -> None:
    schemas = Schemas([hint])
    check = validator(schemas, schemas.given(hint))

    @CALMLY
    @given(values(hint))
    def holds(value: Any) -> None:
        raw = Codec(hint).encode(value, "it")
        check.validate(json.loads(raw))
        again = Codec(hint).encode(Codec(hint).decode(raw, "it"), "it")
        check.validate(json.loads(again))

    holds()


def test_what_came_without_its_defaults_is_given_as_its_schema_says() -> None:
    schemas = Schemas([Message])
    codec = Codec(Message)
    raw = codec.encode(codec.decode(b'{"who":"ada","price":1}', "it"), "it")
    validator(schemas, schemas.given(Message)).validate(json.loads(raw))


@pytest.mark.parametrize("hint", HINTS, ids=IDS)
def test_a_schema_takes_what_is_accepted_and_nothing_else(hint: Any) -> None:
    schemas = Schemas([hint])
    check = validator(schemas, schemas.accepted(hint))

    @CALMLY
    @given(st.data())
    def agree(data: st.DataObject) -> None:
        value = json.loads(Codec(hint).encode(data.draw(values(hint)), "it"))
        value = _changed(data, value)
        raw = json.dumps(value).encode()
        assert check.is_valid(value) == decodes(hint, raw), raw

    agree()


def _changed(data: st.DataObject, value: Any) -> Any:
    """The value with some part of it replaced, left out or added."""
    if isinstance(value, dict) and value and data.draw(st.booleans()):
        key = data.draw(st.sampled_from(sorted(value)))
        kind = data.draw(st.sampled_from(["inside", "drop", "add", "rename"]))
        if kind == "inside":
            return value | {key: _changed(data, value[key])}
        if kind == "add":
            return value | {data.draw(st.text(max_size=3)): data.draw(JSON)}
        rest = {name: each for name, each in value.items() if name != key}
        return rest if kind == "drop" else rest | {f"{key}x": value[key]}
    if isinstance(value, list) and value and data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(value) - 1))
        kind = data.draw(st.sampled_from(["inside", "drop", "add"]))
        if kind == "add":
            return [*value, value[at]]
        return [*value[:at], *([_changed(data, value[at])] if kind == "inside" else []), *value[at + 1 :]]
    return data.draw(st.sampled_from([value])) if data.draw(st.integers(0, 3)) == 0 else data.draw(JSON)


def schemas_of(*hints: Any) -> Schemas:
    schemas = Schemas(hints)
    for hint in hints:
        schemas.accepted(hint)
        schemas.given(hint)
    return schemas


def test_a_class_is_one_component_unless_it_is_given_otherwise_than_it_is_accepted() -> None:
    schemas = schemas_of(Plain, Mood, Tree, Message, Holder)
    assert sorted(schemas.components) == [
        "Holder",
        "HolderInput",
        "Message",
        "MessageInput",
        "Mood",
        "Plain",
        "Tree",
    ]
    assert schemas.components["MessageInput"]["required"] == ["who", "price"]
    assert schemas.components["Message"]["required"] == ["who", "price", "tags"]
    assert schemas.components["HolderInput"]["properties"]["message"] == {"$ref": f"{REF}MessageInput"}
    assert schemas.components["Tree"]["properties"]["leaves"]["items"] == {"$ref": f"{REF}Tree"}


def test_a_docstring_describes_its_class_and_a_made_one_does_not() -> None:
    schemas = schemas_of(Plain, Mood, Level, Tree)
    assert schemas.components["Plain"]["description"] == "Two numbers."
    assert schemas.components["Mood"]["description"] == "How somebody feels."
    assert "description" not in schemas.components["Level"]
    assert "description" not in schemas.components["Tree"]


def test_two_classes_of_one_name_have_two_components() -> None:
    other = dataclass(type("Plain", (), {"__annotations__": {"z": str}, "__module__": "shared_src.other"}))
    schemas = schemas_of(Plain, other)
    assert set(schemas.components) == {f"{Plain.__module__}.Plain", "shared_src.other.Plain"}


def test_a_default_is_shown() -> None:
    schemas = schemas_of(Message)
    shown = schemas.components["MessageInput"]["properties"]
    assert shown["at"]["default"] is None
    assert shown["mood"] == {"$ref": f"{REF}Mood", "default": "good"}

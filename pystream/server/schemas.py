"""JSON Schemas (2020-12) of the types that travel: what is accepted of each, and what is given.

They are made from what msgspec knows of a type, which is what decodes it, and not from the contract: that has
no defaults of fields, nor what `Annotated[int, Meta(ge=1)]` adds.

The two differ: a field with a default may be left out, and one whose default is made is always there in an
answer; a Decimal is taken from a number too; a set given has no two alike.
"""

from __future__ import annotations

import dataclasses
import enum
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import msgspec
from msgspec import inspect as known

from pystream.server.uploads import Upload

Schema: TypeAlias = dict[str, Any]

REF = "#/components/schemas/"
# As msgspec takes them, in the syntax that Python's and JavaScript's patterns share.
_BASE64 = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
_TIME = r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
_OFFSET = r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])"
_DURATION = (
    r"^[+-]?[Pp](?:[0-9]{1,9}\.[0-9]{1,9}[Dd]|(?=[0-9Tt])(?:[0-9]{1,9}[Dd])?(?:[Tt](?=[0-9])"
    r"(?:[0-9]{1,9}[Hh])?(?:[0-9]{1,9}[Mm])?(?:[0-9]{1,9}(?:\.[0-9]{1,9})?[Ss])?)?)$"
)
_DECIMAL = (
    r"^[+-]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?"
    r"|[Ss]?[Nn][Aa][Nn][0-9]*|[Ii][Nn][Ff](?:[Ii][Nn][Ii][Tt][Yy])?)$"
)
_WHOLE = r"^-?(?:0|[1-9][0-9]*)$"
_NUMBER = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?$"
_TEXTS = (known.StrType, known.BytesType, known.UUIDType, known.DateType, known.DateTimeType)
_MISSING = dataclasses.MISSING
_DATACLASS_DOC = "{}("  # what dataclass() writes where no docstring is


class Schemas:
    """Schemas of `types` and of all types in them, which become components.

    Attributes:
        components: by name, filled as accepted() and given() refer to them.
    """

    def __init__(self, types: Iterable[Any]) -> None:
        self.components: dict[str, Schema] = {}
        classes: dict[type, known.Type] = {}
        for type in types:
            _collect(known.type_info(type), classes)
        self._names = _names(classes)
        self._unlike = _unlike(classes)

    def accepted(self, type: Any) -> Schema:
        """What a value of the type may look like that comes in."""
        return self._schema(known.type_info(type), gives=False)

    def given(self, type: Any) -> Schema:
        """What a value of the type looks like in an answer."""
        return self._schema(known.type_info(type), gives=True)

    def _schema(self, info: known.Type, gives: bool) -> Schema:
        match info:
            case known.Metadata(type=inner, extra_json_schema=extra):
                return self._schema(inner, gives) | (extra or {})
            case known.DataclassType(cls=cls) | known.EnumType(cls=cls):
                return self._reference(cls, info, gives)
            case known.UnionType(types=parts):
                return _any_of([self._schema(part, gives) for part in parts])
            case known.ListType(item_type=item) | known.VarTupleType(item_type=item):
                return {"type": "array", "items": self._schema(item, gives)} | _lengths(info, "Items")
            case known.SetType(item_type=item) | known.FrozenSetType(item_type=item):
                unique = {"uniqueItems": True} if gives else {}
                return (
                    {"type": "array", "items": self._schema(item, gives)} | unique | _lengths(info, "Items")
                )
            case known.TupleType(item_types=items):
                bounds: Schema = {"minItems": len(items), "maxItems": len(items)}
                if not items:
                    return {"type": "array", **bounds}
                places = [self._schema(item, gives) for item in items]
                return {"type": "array", "prefixItems": places, "items": False, **bounds}
            case known.DictType(key_type=key, value_type=value):
                names = self._key(key)
                return {
                    "type": "object",
                    "additionalProperties": self._schema(value, gives),
                    **({"propertyNames": names} if names else {}),
                    **_lengths(info, "Properties"),
                }
            case known.DecimalType():
                text = {"type": "string", "pattern": _DECIMAL}
                return text if gives else {"anyOf": [text, {"type": "number"}]}
        return _scalar(info)

    def _reference(self, cls: type, info: known.Type, gives: bool) -> Schema:
        name = self._names[cls, gives or cls not in self._unlike]
        if name not in self.components:
            self.components[name] = {}  # it may hold itself
            if isinstance(info, known.DataclassType):
                self.components[name] = self._dataclass(info, gives) | _description(cls)
            else:
                self.components[name] = _members(cls) | _description(cls)
        return {"$ref": REF + name}

    def _dataclass(self, info: known.DataclassType, gives: bool) -> Schema:
        properties = {}
        for field in info.fields:
            schema = self._schema(field.type, gives)
            if not field.required and not gives:
                schema = schema | default_of(field.default)
            properties[field.encode_name] = schema
        # A plain default stays in the class: what was decoded without it is encoded without it.
        made = {each.name for each in dataclasses.fields(info.cls) if each.default_factory is not _MISSING}
        required = [
            field.encode_name for field in info.fields if field.required or (gives and field.name in made)
        ]
        return {
            "type": "object",
            "properties": properties,
            **({"required": required} if required else {}),
        }

    def _key(self, info: known.Type) -> Schema:
        """The schema of a dict's key, which JSON has as text."""
        match info:
            case known.Metadata(type=inner):
                return self._key(inner)
            case known.IntType():
                return {"pattern": _WHOLE}
            case known.FloatType():
                return {"pattern": _NUMBER}
            case known.EnumType(cls=cls):
                return {"enum": [str(member.value) for member in cls]}
            case known.LiteralType(values=values):
                return {"enum": [str(value) for value in values]}
            case known.DecimalType():
                return {"pattern": _DECIMAL}
            case (
                known.StrType()
                | known.BytesType()
                | known.UUIDType()
                | known.DateType()
                | known.DateTimeType()
            ):
                schema = _scalar(info)
                return schema if len(schema) > 1 else {}
        return {}


def default_of(value: Any) -> Schema:
    """`{"default": value}` where the value is one that JSON can show, else nothing."""
    if value is msgspec.NODEFAULT or (isinstance(value, float) and not math.isfinite(value)):
        return {}
    if isinstance(value, enum.Enum):
        value = value.value
    return {"default": value} if value is None or isinstance(value, str | int | float) else {}


def _scalar(info: known.Type) -> Schema:
    match info:
        case known.NoneType():
            return {"type": "null"}
        case known.BoolType():
            return {"type": "boolean"}
        case known.IntType():
            return {"type": "integer", **_range(info)}
        case known.FloatType():
            return {"type": "number", **_range(info)}
        case known.StrType(pattern=pattern):
            return {"type": "string", **_lengths(info, "Length"), **({"pattern": pattern} if pattern else {})}
        case known.BytesType(min_length=least, max_length=most):
            lengths = {"minLength": least, "maxLength": most}
            bounds = {key: -(-length // 3) * 4 for key, length in lengths.items() if length is not None}
            return {"type": "string", "contentEncoding": "base64", "pattern": _BASE64, **bounds}
        case known.DateType():
            return {"type": "string", "format": "date"}
        case known.DateTimeType():
            # The offset may be left out; a format for that does not exist.
            return {"type": "string", "format": "date-time"}
        case known.TimeType(tz=tz):
            offset = {True: _OFFSET, False: "", None: f"{_OFFSET}?"}[tz]
            return {"type": "string", "pattern": f"{_TIME}{offset}$"}
        case known.TimeDeltaType():
            # ISO 8601. The format `duration` has no fractions and no sign.
            return {"type": "string", "pattern": _DURATION}
        case known.UUIDType():
            return {"type": "string", "format": "uuid"}
        case known.LiteralType(values=values):
            return {"enum": list(values)}
        case known.CustomType(cls=cls) if cls is Upload:
            return {"type": "string", "contentMediaType": "application/octet-stream"}
    return {}


def _members(cls: Any) -> Schema:
    values = [member.value for member in cls]
    kind = "string" if all(isinstance(value, str) for value in values) else "integer"
    if issubclass(cls, enum.IntFlag):
        return {"type": kind}
    if issubclass(cls, enum.Flag):
        mask = 0
        for value in values:
            mask |= value
        # What is negative says which are not set.
        return {"type": kind, "minimum": -mask - 1, "maximum": mask}
    return {"type": kind, "enum": values}


def _any_of(schemas: list[Schema]) -> Schema:
    kinds = [schema.get("type") for schema in schemas]
    if all(list(schema) == ["type"] for schema in schemas):
        return {"type": kinds}  # the short form for what says no more than its type
    return {"anyOf": schemas}


def _range(info: known.IntType | known.FloatType) -> Schema:
    bounds = {
        "minimum": info.ge,
        "exclusiveMinimum": info.gt,
        "maximum": info.le,
        "exclusiveMaximum": info.lt,
        "multipleOf": info.multiple_of,
    }
    return {key: bound for key, bound in bounds.items() if bound is not None}


def _lengths(info: Any, noun: str) -> Schema:
    bounds = {f"min{noun}": info.min_length, f"max{noun}": info.max_length}
    return {key: bound for key, bound in bounds.items() if bound is not None}


def _description(cls: type) -> Schema:
    text = (cls.__doc__ or "").strip()
    if not text or text.startswith(_DATACLASS_DOC.format(cls.__name__)) or text == enum.Enum.__doc__:
        return {}
    if issubclass(cls, enum.Enum) and text == "An enumeration.":  # Python 3.11's own
        return {}
    return {"description": "\n".join(line.strip() for line in text.splitlines())}


def _inner(info: known.Type) -> Iterator[known.Type]:
    """The types that a type directly holds."""
    match info:
        case known.DataclassType(fields=fields):
            yield from (field.type for field in fields)
        case known.Metadata(type=inner):
            yield inner
        case known.UnionType(types=parts) | known.TupleType(item_types=parts):
            yield from parts
        case known.DictType(key_type=key, value_type=value):
            yield from (key, value)
        case known.CollectionType(item_type=item):
            yield item


def _collect(info: known.Type, classes: dict[type, known.Type]) -> None:
    if isinstance(info, known.DataclassType | known.EnumType):
        if info.cls in classes:
            return
        classes[info.cls] = info
    for inner in _inner(info):
        _collect(inner, classes)


def _names(classes: Iterable[type]) -> dict[tuple[type, bool], str]:
    """A component's name for each class, as it is given (True) and as it is accepted."""
    plain: dict[str, list[type]] = {}
    for cls in classes:
        plain.setdefault(cls.__qualname__, []).append(cls)
    names: dict[tuple[type, bool], str] = {}
    taken: set[str] = set()
    for name, alike in plain.items():
        for cls in alike:
            full = name if len(alike) == 1 else f"{cls.__module__}.{name}"
            for gives, suffix in ((True, ""), (False, "Input")):
                # What OpenAPI lets a component's name be.
                wanted = re.sub(r"[^A-Za-z0-9._-]", "_", full) + suffix
                while wanted in taken:
                    wanted += "_"
                taken.add(wanted)
                names[cls, gives] = wanted
    return names


def _unlike(classes: dict[type, known.Type]) -> set[type]:
    """The classes that are given otherwise than they are accepted."""

    def differs(info: known.Type) -> bool:
        match info:
            case known.DecimalType() | known.SetType() | known.FrozenSetType():
                return True
            case known.DataclassType(cls=cls) | known.EnumType(cls=cls):
                return cls in found
        return any(differs(inner) for inner in _inner(info))

    found = {
        cls
        for cls, info in classes.items()
        if isinstance(info, known.DataclassType) and not all(field.required for field in info.fields)
    }
    while more := {
        cls
        for cls, info in classes.items()
        if cls not in found and any(differs(inner) for inner in _inner(info))
    }:
        found |= more
    return found

"""Arguments that come as text, in a query or a form: `?room=lobby&tags=a&tags=b&limit=10`.

What its type writes as text in JSON is the text itself; a number, a boolean or null is written as in JSON; a
list of such is repeated; all else is JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter
from typing import Any, Literal

import msgspec
from msgspec import inspect as known

from pystream.errors import Invalid
from pystream.server.endpoint import Endpoint
from pystream.server.uploads import Upload

_encode = msgspec.json.Encoder().encode
_one_value = msgspec.json.Decoder(msgspec.Raw)
_TEXTUAL = (
    known.StrType,
    known.BytesType,
    known.DateType,
    known.DateTimeType,
    known.TimeType,
    known.TimeDeltaType,
    known.UUIDType,
    known.DecimalType,
)
_PLAIN = (known.BoolType, known.IntType, known.FloatType, known.NoneType)


@dataclass(frozen=True, slots=True)
class Form:
    """How a parameter is written: as text, a word, or JSON; `repeated`: so for each item of a list."""

    repeated: bool
    kind: Literal["text", "plain", "json"]


def form_of(endpoint: Endpoint, parameter: Parameter) -> Form:
    """How this parameter of the endpoint is written."""
    info = known.type_info(endpoint.hints.get(parameter.name, Any))
    if parameter.kind is Parameter.VAR_POSITIONAL:
        return Form(True, _kind(info))
    item = _item(_without_none(info))
    # A list of lists has no form in which both can be told apart.
    if item is not None and (kind := _kind(item)) != "json":
        return Form(True, kind)
    return Form(False, _kind(info))


def arguments(endpoint: Endpoint, texts: Mapping[str, Sequence[str]]) -> dict[str, msgspec.Raw]:
    """The arguments by name, as Endpoint.decode_named takes them.

    Raises:
        Invalid: one is given twice, or is no JSON where that is expected.
    """
    forms = {
        parameter.name: form_of(endpoint, parameter)
        for parameter in endpoint.parameters
        if endpoint.hints.get(parameter.name) is not Upload
    }
    others = next((p.name for p in endpoint.parameters if p.kind is Parameter.VAR_KEYWORD), "")
    found = {}
    for name, given in texts.items():
        form = forms.get(name) or forms.get(others)
        if form is not None and form.repeated:
            found[name] = msgspec.Raw(
                b"[" + b",".join(_raw(endpoint, name, form, text) for text in given) + b"]"
            )
        elif len(given) > 1:
            raise Invalid(f"{endpoint.name}: argument {name[:100]} was given twice")
        else:
            found[name] = msgspec.Raw(_raw(endpoint, name, form or Form(False, "text"), given[0]))
    return found


def _raw(endpoint: Endpoint, name: str, form: Form, text: str) -> bytes:
    if form.kind == "text":
        return _encode(text)
    try:
        _one_value.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        if form.kind == "json":
            raise Invalid(f"{endpoint.name}: {name[:100]} must be written as JSON") from None
        return _encode(text)  # which is refused as what it is: text
    return text.encode()


def _kind(info: known.Type) -> Literal["text", "plain", "json"]:
    parts = _parts(info)
    textual = [part for part in parts if _is_text(part)]
    if textual and all(_is_text(part) or isinstance(part, known.NoneType) for part in parts):
        return "text"
    return "plain" if all(_is_plain(part) for part in parts) else "json"


def _parts(info: known.Type) -> Sequence[known.Type]:
    while isinstance(info, known.Metadata):
        info = info.type
    return info.types if isinstance(info, known.UnionType) else (info,)


def _is_text(info: known.Type) -> bool:
    match info:
        case known.Metadata(type=inner):
            return _is_text(inner)
        case known.EnumType(cls=cls):
            return all(isinstance(member.value, str) for member in cls)
        case known.LiteralType(values=values):
            return all(isinstance(value, str) for value in values)
    return isinstance(info, _TEXTUAL)


def _is_plain(info: known.Type) -> bool:
    match info:
        case known.Metadata(type=inner):
            return _is_plain(inner)
        case known.EnumType(cls=cls):
            return all(isinstance(member.value, int) for member in cls)
        case known.LiteralType(values=values):
            return not any(isinstance(value, str) for value in values)
    return isinstance(info, _PLAIN)


def _without_none(info: known.Type) -> known.Type:
    parts = [part for part in _parts(info) if not isinstance(part, known.NoneType)]
    return parts[0] if len(parts) == 1 else info


def _item(info: known.Type) -> known.Type | None:
    while isinstance(info, known.Metadata):
        info = info.type
    return info.item_type if isinstance(info, known.CollectionType) else None

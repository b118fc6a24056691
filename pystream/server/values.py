"""Values of one declared type: decoded with the argument named in the error, encoded with a check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import NoneType
from typing import Any

import msgspec
import msgspec.inspect

from pystream.server.uploads import Upload, described

_encoder = msgspec.json.Encoder()


class Mismatch(Exception):
    """A value is not of its type; the text names the place: `message.who must be str, got int`."""


class Codec:
    """JSON to a value of `type` and back. `type` is any annotation; Any takes everything.

    Raises:
        TypeError: no value of that type can be told from JSON; the text says why.
    """

    __slots__ = ("_decoder", "_is_any", "_plain")

    def __init__(self, type: Any) -> None:
        # `object` takes everything, as the contract has it.
        type = Any if type is object else type
        for part in _parts(msgspec.inspect.type_info(type)):
            if isinstance(part, msgspec.inspect.CustomType) and part.cls is Upload and type is not Upload:
                raise TypeError("Upload stands alone: as the type of a parameter of an `async def` action")
            if isinstance(part, msgspec.inspect.CustomType) and part.cls not in (object, Upload):
                raise TypeError(f"{_name(part.cls)} does not travel; use a dataclass or a builtin type")
        self._is_any = type is Any
        # Every value of exactly these types is what it says, if it could be encoded.
        self._plain = type if type in (str, bool, int) else NoneType if type in (None, NoneType) else None
        self._decoder = msgspec.json.Decoder(type, dec_hook=as_is)

    def decode(self, raw: msgspec.Raw | bytes, place: str) -> Any:
        """The value. Raises Mismatch, which begins with the place."""
        try:
            return self._decoder.decode(raw)
        except msgspec.ValidationError as why:
            raise Mismatch(_sentence(str(why), place)) from None
        except (msgspec.DecodeError, UnicodeError):
            raise Mismatch(f"{place} holds text that is not Unicode (half of a surrogate pair)") from None
        except RecursionError:
            raise Mismatch(f"{place} is nested too deep") from None

    def encode(self, value: Any, place: str) -> bytes:
        """JSON that decode() takes. Raises Mismatch, which begins with the place."""
        try:
            raw = _encoder.encode(value)
        except UnicodeError:
            raise Mismatch(f"{place} holds text that is not Unicode (half of a surrogate pair)") from None
        except (TypeError, ValueError, OverflowError) as why:
            raise Mismatch(f"{place} does not travel: {why}") from None
        except RecursionError:
            raise Mismatch(f"{place} is nested too deep, or contains itself") from None
        # Decoding what was just encoded checks the whole tree in C; it also finds NaN, which encodes as null.
        if not self._is_any and type(value) is not self._plain:
            self.decode(raw, place)
        return raw


def as_is(type: Any, value: Any) -> Any:
    """What msgspec asks for the types that it does not know: here, `object` and Upload only."""
    return described(value) if type is Upload else value


def _parts(info: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """A described type and every type inside it, each once."""
    seen = set() if seen is None else seen
    if id(info) in seen:
        return
    seen.add(id(info))
    yield info
    if isinstance(info, msgspec.Struct):
        for name in info.__struct_fields__:
            inner = getattr(info, name)
            for part in inner if isinstance(inner, tuple) else (inner,):
                if isinstance(part, msgspec.inspect.Type | msgspec.inspect.Field):
                    yield from _parts(part, seen)


def _name(thing: Any) -> str:
    return getattr(thing, "__qualname__", None) or repr(thing)


# msgspec says what was wrong in JSON's words and JSONPath; people wrote Python.
_PLACE = re.compile(r"^(?P<what>.*?)(?: - at `(?P<key>key in )?\$(?P<path>.*)`)?$", re.DOTALL)
_EXPECTED = re.compile(r"^Expected `(?P<expected>[^`]*)`(?P<rule> .*?)?(?:, got (?P<got>.*))?$")
_MISSING = re.compile(r"^Object missing required field `(?P<field>.*)`$")
_PYTHON = {"array": "list", "null": "None"}


def _sentence(text: str, place: str) -> str:
    match = _PLACE.match(text)
    assert match is not None  # every part of the pattern may be empty
    what = match["what"]
    place += (match["path"] or "").replace("[...]", "[]")
    if match["key"]:
        place = f"a key of {place}"
    if expected := _EXPECTED.match(what):
        kind = " | ".join(_PYTHON.get(word, word) for word in expected["expected"].split(" | "))
        got = (expected["got"] or "").strip("`")
        got = f", got {_PYTHON.get(got, got)}" if got else ""
        return f"{place} must be {kind}{expected['rule'] or ''}{got}"
    if missing := _MISSING.match(what):
        return f"{place}.{missing['field']} is missing"
    return f"{place}: {what[:1].lower()}{what[1:]}"

"""What one call sees and changes of its session's data: `session.data`, and `session.data_as(...)`.

A key is decoded when it is first looked at, and what was saved of it then is noted. At the call's end the
changed keys are written, each that was read before only if the saved value is still the noted one: so no call
undoes what another saved, unless it set a key without ever looking at it.
"""

from __future__ import annotations

import dataclasses
import logging
import typing
from collections.abc import Iterator, MutableMapping
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from pystream.server.values import Codec, Mismatch

if TYPE_CHECKING:
    from pystream.server.context import Caller

log = logging.getLogger("pystream.sessions")

DATA = "data:"  # a field of the record for each key
_encode = msgspec.json.Encoder().encode
_GONE = object()
_T = TypeVar("_T")


class _Fields:
    """The fields of an app's dataclass: its type's name, and by field its codec and its default's maker."""

    __slots__ = ("codecs", "defaults", "kind", "warned")

    def __init__(self, kind: type[Any]) -> None:
        if not dataclasses.is_dataclass(kind):
            raise TypeError(f"session.data_as takes a dataclass, got {kind!r}")
        self.kind = kind
        self.warned: set[str] = set()
        self.codecs: dict[str, Codec] = {}
        self.defaults: dict[str, Any] = {}
        hints = typing.get_type_hints(kind)
        for field in dataclasses.fields(kind):
            place = f"{kind.__name__}.{field.name}"
            if field.default_factory is not dataclasses.MISSING:
                self.defaults[field.name] = field.default_factory
            elif field.default is not dataclasses.MISSING:
                self.defaults[field.name] = lambda default=field.default: default
            else:
                raise TypeError(f"{place} needs a default: a session begins without it")
            try:
                self.codecs[field.name] = Codec(hints[field.name])
            except TypeError as why:
                raise TypeError(f"{place}: {why}") from None

    def place(self, name: str) -> str:
        return f"{self.kind.__name__}.{name}"

    def decode(self, name: str, raw: bytes | None) -> Any:
        """The field's value; its default when none is saved, or one of another type."""
        if raw is not None:
            try:
                return self.codecs[name].decode(raw, self.place(name))
            except Mismatch as why:
                if name not in self.warned:
                    self.warned.add(name)
                    log.warning("a session holds what no longer fits, its default is taken: %s", why)
        return self.defaults[name]()

    def encode(self, name: str, value: Any) -> bytes:
        try:
            return self.codecs[name].encode(value, self.place(name))
        except Mismatch as why:
            raise TypeError(str(why)) from None


_known: dict[type[Any], _Fields] = {}


def _fields(kind: type[Any]) -> _Fields:
    if kind not in _known:
        _known[kind] = _Fields(kind)
    return _known[kind]


class SessionData(MutableMapping[str, Any]):
    """JSON values by name. Not for two calls: each has its own."""

    __slots__ = ("_caller", "_seen", "_typed", "_values")

    def __init__(self, caller: Caller) -> None:
        self._caller = caller  # whose session goes on under another id when it signs in
        self._seen: dict[str, bytes | None] = {}  # what was saved when the call first looked
        self._values: dict[str, Any] = {}
        # Instances of the app's dataclasses, and what each field was when it was read.
        self._typed: dict[type[Any], tuple[Any, dict[str, bytes]]] = {}

    def __getitem__(self, key: str) -> Any:
        if (typed := self._owner(key)) is not None:
            # The instance has the value; this is a copy.
            return msgspec.json.decode(_fields(typed).encode(key, getattr(self._typed[typed][0], key)))
        if key not in self._values:
            raw = self._read(key)
            self._values[key] = _GONE if raw is None else msgspec.json.decode(raw)
        if (value := self._values[key]) is _GONE:
            raise KeyError(key)
        return value

    def __setitem__(self, key: str, value: Any) -> None:
        if not isinstance(key, str):
            raise TypeError(f"session.data: keys must be text, got {key!r}")
        self._refuse_typed(key)
        self._values[key] = value

    def __delitem__(self, key: str) -> None:
        self._refuse_typed(key)
        self[key]  # which raises KeyError
        self._values[key] = _GONE

    def __iter__(self) -> Iterator[str]:
        saved = [field.removeprefix(DATA) for field in self._caller.session.fields if field.startswith(DATA)]
        keys = [key for key in saved if self._values.get(key) is not _GONE]
        keys += [key for key, value in self._values.items() if value is not _GONE and key not in saved]
        for kind in self._typed:
            keys += [key for key in _fields(kind).codecs if key not in keys]
        return iter(keys)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"<session.data {dict(self)!r}>"

    def as_type(self, kind: type[_T]) -> _T:
        """See session.data_as."""
        if kind not in self._typed:
            fields = _fields(kind)
            for name in fields.codecs:
                if (other := self._owner(name)) is not None:
                    raise TypeError(f"{fields.place(name)} is a field of {other.__name__} already")
            # What the call has set so far counts, saved or not.
            now = {
                name: self._raw(name, self._values.pop(name)) if name in self._values else self._read(name)
                for name in fields.codecs
            }
            made = kind(**{name: fields.decode(name, raw) for name, raw in now.items()})
            self._typed[kind] = (made, {})
            self._note(kind, fields.codecs)
            for name, raw in now.items():
                if raw != self._seen.setdefault(name, self._saved(name)):
                    self._typed[kind][1].pop(name, None)  # so that it counts as changed
        instance: _T = self._typed[kind][0]
        return instance

    def changes(self) -> tuple[dict[str, bytes | None], dict[str, bytes | None]]:
        """The fields of the record that are to be written, and what those that were read must be until then.

        Raises:
            TypeError: a value is nothing that JSON can hold, or not what the dataclass says.
        """
        now = {key: self._raw(key, value) for key, value in self._values.items()}
        for kind, (instance, before) in self._typed.items():
            fields = _fields(kind)
            for name in fields.codecs:
                raw = fields.encode(name, getattr(instance, name))
                if raw != before.get(name):
                    now[name] = raw
        changes = {key: raw for key, raw in now.items() if raw != self._seen.get(key, self._saved(key))}
        expected = {DATA + key: self._seen[key] for key in changes if key in self._seen}
        return {DATA + key: raw for key, raw in changes.items()}, expected

    def saved(self, changes: dict[str, bytes | None]) -> None:
        """These have been written."""
        for field, raw in changes.items():
            key = field.removeprefix(DATA)
            self._seen[key] = raw
            if (kind := self._owner(key)) is not None and raw is not None:
                self._typed[kind][1][key] = raw

    def refresh(self) -> None:
        """Look again at what the call has read and not changed."""
        changed = {field.removeprefix(DATA) for field in self.changes()[0]}
        for key in [key for key in self._seen if key not in changed]:
            del self._seen[key]
            self._values.pop(key, None)
            if (kind := self._owner(key)) is not None:
                value = _fields(kind).decode(key, self._read(key))
                object.__setattr__(self._typed[kind][0], key, value)
                self._note(kind, (key,))

    def _saved(self, key: str) -> bytes | None:
        return self._caller.session.fields.get(DATA + key)

    def _read(self, key: str) -> bytes | None:
        return self._seen.setdefault(key, self._saved(key))

    def _note(self, kind: type[Any], names: Any) -> None:
        instance, before = self._typed[kind]
        for name in names:
            before[name] = _fields(kind).encode(name, getattr(instance, name))

    def _raw(self, key: str, value: Any) -> bytes | None:
        if value is _GONE:
            return None
        try:
            return _encode(value)
        except (TypeError, ValueError, RecursionError) as why:
            raise TypeError(f"session.data[{key!r}] cannot be saved: {why}") from None

    def _owner(self, key: str) -> type[Any] | None:
        return next((kind for kind in self._typed if key in _fields(kind).codecs), None)

    def _refuse_typed(self, key: str) -> None:
        if (kind := self._owner(key)) is not None:
            raise TypeError(
                f"session.data[{key!r}] is {_fields(kind).place(key)} in this call; change it there"
            )

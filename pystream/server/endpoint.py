"""One action as the wire sees it: arguments decoded by its signature, its result encoded."""

from __future__ import annotations

import difflib
import inspect
import typing
from collections.abc import Callable, Mapping, Sequence
from inspect import Parameter
from typing import Any

import msgspec

from pystream.errors import Invalid
from pystream.server.gates import Gate
from pystream.server.middleware import Middleware, around
from pystream.server.tallies import Tally
from pystream.server.uploads import Upload
from pystream.server.values import Codec, Mismatch, as_is
from pystream.wire import NO_NAMES

_NOTHING: dict[str, Any] = {}  # never changed
_by_position: msgspec.json.Decoder[list[msgspec.Raw]] = msgspec.json.Decoder(list[msgspec.Raw])
_by_name: msgspec.json.Decoder[dict[str, msgspec.Raw]] = msgspec.json.Decoder(dict[str, msgspec.Raw])
_EMPTY = msgspec.Raw(b"[]")
_POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


class Endpoint:
    """A loaded action.

    Attributes:
        name: as on the wire, "chat.say".
        function: with the middleware around it; an `async def` if is_async, an async generator if is_stream.
        needs_user: only for sessions that are signed in.
        gate: what a call must pass; None when that is no more than needs_user.
        is_safe: it reads only.
        parameters, hints: of its signature; the hint of "return" is a stream's items'.
        takes_uploads: some of its parameters are files.
        is_silent: its calls that go well are not logged.
        tally: what has become of its calls.

    Raises:
        TypeError: a parameter's or the result's type cannot travel; the text names it.
    """

    __slots__ = (
        "_codecs",
        "_fast",
        "_result",
        "_result_place",
        "function",
        "gate",
        "hints",
        "is_async",
        "is_safe",
        "is_silent",
        "is_stream",
        "name",
        "needs_user",
        "parameters",
        "takes_uploads",
        "tally",
        "upload_limit",
    )

    def __init__(
        self,
        name: str,
        function: Callable[..., Any],
        gate: Gate | None = None,
        upload_limit: int | None = None,
        silent: bool = False,
        safe: bool = False,
    ) -> None:
        self.name = name
        self.function = function
        self.is_async = inspect.iscoroutinefunction(function)
        self.is_stream = inspect.isasyncgenfunction(function)
        self.needs_user = gate is not None and gate.needs_user
        self.gate = None if gate is None or gate.is_open else gate
        self.is_silent = silent
        self.is_safe = safe
        self.hints = hints = type_hints(function)
        self.parameters = list(inspect.signature(function).parameters.values())
        self._codecs = {
            parameter.name: _codec(hints.get(parameter.name, Any), f"{name}: {parameter.name}")
            for parameter in self.parameters
        }
        self.tally = Tally()
        self.upload_limit = upload_limit
        self.takes_uploads = self._check_uploads(hints)
        result = hints.get("return", Any)
        if self.is_stream:
            result = (typing.get_args(result) or (Any,))[0]
        hints["return"] = result
        self._result_place = f"{name}: its result"
        self._result = _codec(result, self._result_place)
        self._fast = self._fast_decoder(hints)

    def wrap(self, layers: Sequence[Middleware]) -> None:
        """Put middleware around the function, the outermost first."""
        if layers:
            self.function = around(self.name, self.function, layers)
            self.is_async = not self.is_stream

    def decode(self, args: msgspec.Raw, named: msgspec.Raw) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The positional and named arguments to call the function with.

        Raises:
            Invalid: they do not fit the signature; the text names the argument.
        """
        if self._fast is not None and named == NO_NAMES:
            try:
                values = self._fast.decode(args)
                if isinstance(values, tuple):
                    return values, _NOTHING
                values = msgspec.structs.astuple(values)
            except (msgspec.MsgspecError, UnicodeError, RecursionError):
                pass  # again below, parameter by parameter, to name the one that does not fit
            else:
                given = len(values)
                while given and values[given - 1] is msgspec.UNSET:
                    given -= 1
                return values[:given], _NOTHING
        try:
            return self._bind(args, named)
        except Mismatch as why:
            raise Invalid(f"{self.name}: {why}") from None

    def decode_named(self, named: Mapping[str, msgspec.Raw]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """As decode(), with all by name: positional-only ones too, and what `*rest` takes as a list.

        Raises:
            Invalid: they do not fit the signature; the text names the argument.
        """
        try:
            return self._bind_named(dict(named))
        except Mismatch as why:
            raise Invalid(f"{self.name}: {why}") from None

    def files(
        self, args: tuple[Any, ...], kwargs: Mapping[str, Any], most_bytes: int
    ) -> list[tuple[str, Upload]]:
        """The files among decoded arguments, each with what errors call it.

        Raises:
            Invalid: one is larger than the action's limit, or than `most_bytes` if it has none.
        """
        names = (parameter.name for parameter in self.parameters)
        given = [*zip(names, args, strict=False), *kwargs.items()]
        files = [(key, value) for key, value in given if isinstance(value, Upload)]
        most, setting = most_bytes, "max_upload_bytes"
        if self.upload_limit is not None:
            most, setting = self.upload_limit, "upload_limit"
        for key, file in files:
            if file.size > most:
                raise Invalid(f"{self.name}: {key} has {file.size} bytes; {setting} is {most}")
        return [(f"{self.name}: {key}", file) for key, file in files]

    def encode(self, result: Any) -> bytes:
        """The result as JSON. Raises Mismatch when it is not what the function declares to return."""
        return self._result.encode(result, self._result_place)

    def _check_uploads(self, hints: Mapping[str, Any]) -> bool:
        if hints.get("return") is Upload:
            raise TypeError(f"{self.name}: its result does not travel; an Upload comes from a browser only")
        uploads = [parameter for parameter in self.parameters if hints.get(parameter.name) is Upload]
        for parameter in uploads:
            if not self.is_async:
                raise TypeError(f"{self.name}: {parameter.name}: an Upload needs an `async def` action")
            if parameter.kind in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD):
                raise TypeError(f"{self.name}: {parameter.name}: an Upload needs a parameter of its own")
        if self.upload_limit is not None and not uploads:
            raise TypeError(f"{self.name}: upload_limit is for actions that take an Upload")
        return bool(uploads)

    def _fast_decoder(self, hints: Mapping[str, Any]) -> msgspec.json.Decoder[Any] | None:
        # A call by position is decoded by one type of the whole signature, in one pass in C: a tuple, or,
        # where there are defaults, a struct. Left-out arguments come as UNSET: the function's own apply.
        if any(p.kind not in _POSITIONAL for p in self.parameters):
            return None
        if all(p.default is Parameter.empty for p in self.parameters):
            kinds = tuple(hints.get(p.name, Any) for p in self.parameters)
            return msgspec.json.Decoder(tuple[kinds] if kinds else tuple[()], dec_hook=as_is)  # type: ignore[valid-type]
        fields: list[Any] = []
        for position, parameter in enumerate(self.parameters):
            hint = hints.get(parameter.name, Any)
            if parameter.default is Parameter.empty:
                fields.append((f"a{position}", hint))
            else:
                fields.append((f"a{position}", hint | msgspec.UnsetType, msgspec.UNSET))
        struct = msgspec.defstruct("Arguments", fields, array_like=True, forbid_unknown_fields=True)
        return msgspec.json.Decoder(struct, dec_hook=as_is)

    def _bind(self, args: msgspec.Raw, named: msgspec.Raw) -> tuple[tuple[Any, ...], dict[str, Any]]:
        given = _raw(_by_position, args, "arguments by position must be a list")
        left = _raw(_by_name, named, "named arguments must be an object")
        positional: list[Any] = []
        keywords: dict[str, Any] = {}
        for parameter in self.parameters:
            name, codec = parameter.name, self._codecs[parameter.name]
            if parameter.kind is Parameter.VAR_POSITIONAL:
                positional += [codec.decode(raw, f"{name}[{at}]") for at, raw in enumerate(given)]
                given = []
            elif parameter.kind is Parameter.VAR_KEYWORD:
                keywords |= {key: codec.decode(raw, _shown(key)) for key, raw in left.items()}
                left = {}
            elif parameter.kind in _POSITIONAL and given:
                # The name is checked below: a positional-only one may also be a key of **keywords.
                if parameter.kind is Parameter.POSITIONAL_OR_KEYWORD and name in left:
                    raise Mismatch(f"argument {name} was given twice, by position and by name")
                positional.append(codec.decode(given.pop(0), name))
            elif parameter.kind is not Parameter.POSITIONAL_ONLY and name in left:
                keywords[name] = codec.decode(left.pop(name), name)
            elif parameter.default is Parameter.empty and parameter.kind is Parameter.KEYWORD_ONLY and given:
                break  # too many by position comes first: the missing one is likely among them
            elif parameter.default is Parameter.empty:
                hint = "; it is taken by position only" if name in left else ""
                raise Mismatch(f"missing argument {name}{hint}")
        if given:
            most = sum(parameter.kind in _POSITIONAL for parameter in self.parameters)
            noun = "argument" if most == 1 else "arguments"
            raise Mismatch(f"takes at most {most} {noun} by position, got {most + len(given)}")
        if left:
            raise Mismatch(self._unknown(next(iter(left))))
        return tuple(positional), keywords

    def _bind_named(self, left: dict[str, msgspec.Raw]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        positional: list[Any] = []
        keywords: dict[str, Any] = {}
        for parameter in self.parameters:
            name, codec = parameter.name, self._codecs[parameter.name]
            if parameter.kind is Parameter.VAR_POSITIONAL:
                rest = _raw(_by_position, left.pop(name, _EMPTY), f"{name} must be a list")
                positional += [codec.decode(raw, f"{name}[{at}]") for at, raw in enumerate(rest)]
            elif parameter.kind is Parameter.VAR_KEYWORD:
                keywords |= {key: codec.decode(raw, _shown(key)) for key, raw in left.items()}
                left = {}
            elif name not in left and parameter.default is Parameter.empty:
                raise Mismatch(f"missing argument {name}")
            elif parameter.kind in _POSITIONAL:
                # A default that is left out is written in: something may follow by position.
                given = name in left
                positional.append(codec.decode(left.pop(name), name) if given else parameter.default)
            elif name in left:
                keywords[name] = codec.decode(left.pop(name), name)
        if left:
            key = next(iter(left))
            near = did_you_mean(key, [parameter.name for parameter in self.parameters])
            raise Mismatch(f"no argument is called {_shown(key)}{near}")
        return tuple(positional), keywords

    def _unknown(self, key: str) -> str:
        names = [p.name for p in self.parameters if p.kind is not Parameter.POSITIONAL_ONLY]
        return f"no argument is called {_shown(key)}{did_you_mean(key, names)}"


def type_hints(function: Callable[..., Any]) -> dict[str, Any]:
    """A function's annotations as types. Raises TypeError that names the one that does not resolve."""
    try:
        hints = typing.get_type_hints(function, include_extras=True)
    except NameError as why:
        raise TypeError(f"{function.__qualname__}: an annotation cannot be resolved: {why}") from None
    return {name: Any if hint is object else hint for name, hint in hints.items()}


def did_you_mean(name: str, known: list[str]) -> str:
    """`; did you mean text?`, or nothing."""
    # Comparing is quadratic in the name's length, and a peer chooses the name.
    near = difflib.get_close_matches(name, known, 1) if len(name) <= 100 else []
    return f"; did you mean {near[0]}?" if near else ""


def _shown(name: str) -> str:
    return name if len(name) <= 100 else f"{name[:100]}..."


def _codec(hint: Any, place: str) -> Codec:
    try:
        return Codec(hint)
    except TypeError as why:
        raise TypeError(f"{place}: {why}") from None


def _raw(decoder: msgspec.json.Decoder[Any], raw: msgspec.Raw, otherwise: str) -> Any:
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError:
        raise Mismatch(otherwise) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Mismatch("the arguments are nested too deep, or hold text that is not Unicode") from None

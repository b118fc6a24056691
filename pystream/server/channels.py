"""Who may be in which channel: `@channel("room:{id}")`."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import logging
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import msgspec.inspect

from pystream.errors import Denied, PystreamError
from pystream.server.actions import mark
from pystream.server.context import CallContext, current
from pystream.server.endpoint import type_hints
from pystream.server.errors import StartError
from pystream.server.patterns import Pattern
from pystream.server.registry import Marked, Registry

if TYPE_CHECKING:
    from pystream.server.client import Client
    from pystream.server.hub import Hub

log = logging.getLogger("pystream.channels")

_Function = TypeVar("_Function", bound=Callable[..., object])
# What a part of a channel's name can be.
_TYPES = (
    msgspec.inspect.AnyType,
    msgspec.inspect.StrType,
    msgspec.inspect.IntType,
    msgspec.inspect.BoolType,
    msgspec.inspect.UUIDType,
    msgspec.inspect.DateType,
    msgspec.inspect.EnumType,
    msgspec.inspect.LiteralType,
)


@dataclass(frozen=True, slots=True)
class Channel:
    """What @channel says about a function."""

    pattern: Pattern


def channel(pattern: str) -> Callable[[_Function], _Function]:
    """Ask a function, async or not, before a tab may be in a channel: `@channel("room:{id}")`.

    `{id}` stands for one character or more, but no ":", and comes as the parameter of that name, by its
    annotation: text, int, bool, UUID, date, an Enum or Literal; a channel that does not fit is denied. The
    function returns False to deny, or raises Denied with a text of its own; True lets in, and so does None
    unless the function is to return a bool. Of several patterns that fit, the one with the most characters
    outside of braces is asked. Channels that fit none are open to server code; see settings.open_channels.

    It is asked when `session.subscribe` is called, and again when a tab comes back to another worker, or when
    somebody signs in on it; then a channel that is denied is left.

    Raises:
        TypeError: not a function, no pattern, or parameters that are not those in braces.
    """
    try:
        parsed = Pattern(pattern)
    except (TypeError, ValueError) as why:
        raise TypeError(f'@channel: {why}; write @channel("room:{{id}}")') from None

    def marked(function: _Function) -> _Function:
        if not inspect.isfunction(function) or inspect.isgeneratorfunction(function):
            raise TypeError(f"@channel goes on a plain or async function, not on {function!r}")
        taken = inspect.signature(function).parameters
        required = {name for name, each in taken.items() if each.default is inspect.Parameter.empty}
        if not required <= set(parsed.names) <= set(taken):
            raise TypeError(
                f"@channel({pattern!r}): {function.__qualname__} must take what stands in braces, "
                f"got {function.__qualname__}{inspect.signature(function)}"
            )
        mark(function, Channel(parsed))
        return function

    return marked


class _Gate:
    """One pattern's function."""

    def __init__(self, marked: Marked[Channel]) -> None:
        self.where = marked.where
        self.pattern = marked.mark.pattern
        self.name = f"{marked.module}.{marked.function.__name__}".partition(".")[2]
        self._function = marked.function
        hints = type_hints(marked.function)
        # None lets in where that is all it can return, and not where a return was forgotten.
        self._must_say = hints.get("return") is bool
        self._types = {name: hints.get(name, str) for name in self.pattern.names}
        for name, kind in self._types.items():
            if not isinstance(msgspec.inspect.type_info(kind), _TYPES):
                raise TypeError(f"{self.pattern.text}: {name}: no part of a channel's name is a {kind}")

    async def admit(self, channel: str, values: dict[str, str]) -> None:
        """Raises Denied, and what the function raises."""
        try:
            given = {name: _value(text, self._types[name]) for name, text in values.items()}
        except (msgspec.ValidationError, ValueError):
            raise Denied(f"not subscribed to {channel}: no such channel") from None
        answer = self._function(**given)
        if inspect.isawaitable(answer):
            answer = await answer
        if answer is False:
            raise Denied(f"not subscribed to {channel}: not allowed")
        if answer is not True and (answer is not None or self._must_say):
            raise TypeError(f"{self.name} must return True or False, got {type(answer).__name__}")


def _value(text: str, kind: Any) -> Any:
    """What a part of a name says. Raises ValidationError, and ValueError for another spelling of a value."""
    value = msgspec.convert(text, kind, strict=False)
    plain = msgspec.to_builtins(value)
    # "room:07" is not the channel of "room:7", though both are room 7.
    if (plain if isinstance(plain, str) else msgspec.json.encode(plain).decode()) != text:
        raise ValueError(text)
    return value


class Channels:
    """The gates of one worker's channels.

    Raises:
        StartError: two of them could be asked for one channel, and neither is the more literal.
    """

    def __init__(self, hub: Hub, registry: Registry) -> None:
        self._hub = hub
        self._gates: list[_Gate] = []
        for marked in registry.of(Channel):
            try:
                gate = _Gate(marked)
            except TypeError as why:
                raise StartError(f"{marked.where}: @channel: {why}") from None
            for other in self._gates:
                same = gate.pattern.literal == other.pattern.literal
                if same and gate.pattern.meets(other.pattern):
                    raise StartError(
                        f"{gate.where}: @channel({gate.pattern.text!r}) and {other.pattern.text!r} of "
                        f"{other.where} fit the same channels; change one of them"
                    )
            self._gates.append(gate)
        self._gates.sort(key=lambda gate: -gate.pattern.literal)

    async def admit(self, channels: Iterable[str]) -> None:
        """Ask for the call under way. Raises Denied, and what the app's function raises."""
        for channel in channels:
            if (found := self._of(channel)) is not None:
                gate, values = found
                await gate.admit(channel, values)
            elif not self._hub.settings.open_channels:
                raise Denied(f"not subscribed to {channel}: no such channel")

    async def refused(self, client: Client) -> set[str]:
        """The channels of a tab that it may no longer be in. Raises nothing; who gives no answer refuses."""
        asked = [(channel, *found) for channel in client.channels if (found := self._of(channel)) is not None]
        ungated = client.channels.difference(channel for channel, *_ in asked)
        stays = await asyncio.gather(*(self._begin(client, *each) for each in asked))
        refused = {channel for (channel, *_), stay in zip(asked, stays, strict=True) if not stay}
        return refused if self._hub.settings.open_channels else refused | ungated

    def _of(self, channel: str) -> tuple[_Gate, dict[str, str]] | None:
        for gate in self._gates:
            if (values := gate.pattern.match(channel)) is not None:
                return gate, values
        return None

    def _begin(self, client: Client, channel: str, gate: _Gate, values: dict[str, str]) -> asyncio.Task[bool]:
        # A context of its own: no call is under way, or one that happens to run.
        context = contextvars.Context()
        context.run(current.set, CallContext(self._hub, client, gate.name))
        asking = self._stays(client, channel, gate, values)
        return asyncio.get_running_loop().create_task(asking, context=context)

    async def _stays(self, client: Client, channel: str, gate: _Gate, values: dict[str, str]) -> bool:
        try:
            async with asyncio.timeout(self._hub.settings.call_timeout_s):
                await gate.admit(channel, values)
        except PystreamError:
            return False
        except (Exception, SystemExit, KeyboardInterrupt) as why:
            reference = secrets.token_hex(3)
            log.error("%s failed, reference %s: a tab has left a channel", gate.name, reference, exc_info=why)
            self._hub.hooks.broke(why, gate.name, reference, client)
            return False
        return True

"""Who uses the app in a test: a tab of a browser, with what it has heard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextvars import Token
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from pystream.contract import Action
from pystream.server.actions import Event
from pystream.server.values import Codec
from pystream.testing.acting import Actor, acting
from pystream.testing.line import Profile, Tab

if TYPE_CHECKING:
    from httpx import AsyncClient

    from pystream.testing.app import App

_T = TypeVar("_T")

NEXT_S = 1.0
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Heard:
    """An event that has come to a tab; `channel` is None when it did not come by one."""

    name: str
    payload: Any
    channel: str | None

    def __str__(self) -> str:
        where = "" if self.channel is None else f" in {self.channel}"
        return f"{self.name}{where}: {self.payload!r}"


class Client:
    """A tab. Inside `with client:` actions and streams are called as its page would call them."""

    def __init__(self, app: App, profile: Profile, name: str | None) -> None:
        self.heard: list[Heard] = []
        self.tab_line = Tab(app, profile)
        self.is_down = False
        self._app = app
        self._name = name or "nobody"
        self._tokens: list[Token[Actor | None]] = []
        self._had: set[int] = set()  # places in heard, of what next() gave
        self._moved = asyncio.Event()
        self._http: AsyncClient | None = None
        self.tab_line.hear_event = self._hear
        app.clients.append(self)

    def __repr__(self) -> str:
        return f"<client {self._name}>"

    def __enter__(self) -> Client:
        self._tokens.append(acting.set(self))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        acting.reset(self._tokens.pop())

    @property
    def http(self) -> AsyncClient:
        """Requests of this browser, with its cookie."""
        if self._http is None:
            self._http = self._app.requests_of(self.tab_line.profile)
        return self._http

    @property
    def id(self) -> str:
        """As publish.client takes it."""
        welcome = self.tab_line.welcome
        return "" if welcome is None else welcome.client

    @property
    def user(self) -> str | None:
        """Who is signed in, as the server has it; while the line is down, as it was at last."""
        connection, welcome = self.tab_line.connection, self.tab_line.welcome
        if connection is not None and connection.client is not None:
            return connection.client.session.user
        return None if welcome is None else welcome.user

    @property
    def channels(self) -> frozenset[str]:
        """What it is subscribed to, as the server has it."""
        connection = self.tab_line.connection
        client = None if connection is None else connection.client
        return frozenset() if client is None else frozenset(client.channels)

    @property
    def gaps(self) -> list[str]:
        """The channels of which it was told that events were missed and are no longer kept."""
        return self.tab_line.gaps

    async def open(self) -> None:
        """Return when the server has greeted it."""
        await self.tab_line.open()

    async def tab(self) -> Client:
        """Another tab of the same browser."""
        client = Client(self._app, self.tab_line.profile, self._name)
        await client.open()
        return client

    async def drop(self) -> None:
        """The line breaks, and does not come back before reconnect(); the server expects the tab back."""
        self.is_down = True
        self.tab_line.lose()
        await self._app.settle()

    async def reconnect(self) -> None:
        """The line is back: what was missed has come on return."""
        self.is_down = False
        await self.tab_line.open()
        await self._app.settle()

    def close(self) -> None:
        """The tab is closed, for good."""
        self.is_down = True
        self.tab_line.close()

    async def call(self, action: str, /, *args: Any, **named: Any) -> Any:
        """Call an action by its name, as "chat.say", with any arguments that JSON can hold."""
        endpoint = self._app.registry.endpoints.get(action)
        declared = self._app.contract.actions.get(action)
        if declared is None or endpoint is None:  # the server is to say what it says to whoever asks for it
            return await self.tab_line.call(Action(action, (), "any"), Codec(Any), args, named)
        return await self.tab_line.call(declared, Codec(endpoint.hints["return"]), args, named)

    def stream(self, action: str, /, *args: Any, **named: Any) -> AsyncIterator[Any]:
        """The items of a stream, by its name."""
        endpoint = self._app.registry.endpoints.get(action)
        declared = self._app.contract.actions.get(action)
        if declared is None or endpoint is None:
            return self.tab_line.stream(Action(action, (), "any", stream=True), Codec(Any), args, named)
        return self.tab_line.stream(declared, Codec(endpoint.hints["return"]), args, named)

    async def next(self, event: Event[_T], *, channel: str | None = None, within_s: float = NEXT_S) -> _T:
        """The next event of this kind that the test has not had yet; those of others are left for later.

        Args:
            channel: of this channel only.
        Raises:
            AssertionError: none came in time; it says what came instead.
        """
        name = self._app.event_name(event)
        loop = asyncio.get_running_loop()
        until = loop.time() + within_s
        while True:
            for place, each in enumerate(self.heard):
                if place not in self._had and each.name == name and channel in (None, each.channel):
                    self._had.add(place)
                    return each.payload  # type: ignore[no-any-return]
            self._moved.clear()
            try:
                async with asyncio.timeout_at(until):
                    await self._moved.wait()
            except TimeoutError:
                raise AssertionError(self._nothing(name, channel, within_s)) from None

    def events(self, event: Event[_T], *, channel: str | None = None) -> list[_T]:
        """All events of this kind that have come so far, those that next() gave included."""
        name = self._app.event_name(event)
        return [each.payload for each in self.heard if each.name == name and channel in (None, each.channel)]

    def _hear(self, name: str, payload: bytes, topic: str) -> None:
        kind, _, rest = topic.partition(":")
        channel = rest if kind == "channel" else None
        self.heard.append(Heard(name, self._app.decode(name, payload), channel))
        self._moved.set()

    def _nothing(self, name: str, channel: str | None, within_s: float) -> str:
        where = "" if channel is None else f" in {channel}"
        lines = [f"no {name}{where} came to {self._name} within {within_s:g} s"]
        others = [each for place, each in enumerate(self.heard) if place not in self._had]
        if self.is_down:
            lines.append("its line is down: await client.reconnect()")
        elif channels := sorted(self.channels):
            lines.append(f"it is subscribed to: {', '.join(channels)}")
        else:
            lines.append("it is subscribed to no channel")
        if others:
            lines.append("what came instead:")
            lines += [f"  {each}" for each in others[-_SHOWN:]]
        else:
            lines.append("nothing else came either")
        return "\n".join(lines)

"""What server code may ask about itself: `session`, `request`, `config`. Tasks it starts inherit them.

One context variable holds the call; the public names are stateless views of it, so calls cannot mix.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from pystream.server.client import Client
from pystream.server.sessions import DATA
from pystream.server.topics import checked

if TYPE_CHECKING:
    from pystream.server.hub import Hub
    from pystream.server.sessions import Session

_encode = msgspec.json.Encoder().encode
_NOTHING: Mapping[str, bytes] = {}


class Caller(Protocol):
    """Who makes a call: a browser tab (a Client), or an HTTP request.

    Attributes:
        id: of the tab, as publish.client takes it; empty for a request.
        ip: the address that it comes from.
    """

    @property
    def id(self) -> str: ...
    @property
    def ip(self) -> str: ...
    @property
    def session(self) -> Session: ...


class Context:
    """Where server code runs: on a worker; in a CallContext, for a call too.

    Code that no call runs, such as a lifespan, has no CallContext; it may publish all the same.
    """

    __slots__ = ("hub",)

    def __init__(self, hub: Hub) -> None:
        self.hub = hub


class CallContext(Context):
    """One call under way."""

    __slots__ = ("_data", "_seen", "action", "caller")

    def __init__(self, hub: Hub, caller: Caller, action: str) -> None:
        self.hub = hub  # as super() would: there is one of these for each call
        self.caller = caller
        self.action = action
        self._data: dict[str, Any] | None = None
        self._seen: Mapping[str, bytes] = _NOTHING

    @property
    def data(self) -> dict[str, Any]:
        # This call's own copy, made when it first looks: what other calls save meanwhile is not mixed in.
        if self._data is None:
            self._seen = dict(self.caller.session.fields)
            self._data = self.caller.session.data()
        return self._data

    def forget_data(self) -> None:
        """Drop this call's copy; the next look sees what is saved."""
        self._data = None

    def has_changes(self) -> bool:
        """Whether changes() is not empty, or raises."""
        try:
            return self._data is not None and bool(self.changes())
        except TypeError:
            return True

    def changes(self) -> dict[str, bytes | None]:
        """The fields of the session that this call's copy changed; None for a removed one.

        Raises:
            TypeError: a key is not text, or a value is nothing that JSON can hold.
        """
        if self._data is None:
            return {}
        changes: dict[str, bytes | None] = {}
        for key, value in self._data.items():
            if not isinstance(key, str):
                raise TypeError(f"session.data: keys must be text, got {key!r}")
            try:
                raw = _encode(value)
            except (TypeError, ValueError, RecursionError) as why:
                raise TypeError(f"session.data[{key!r}] cannot be saved: {why}") from None
            if self._seen.get(DATA + key) != raw:
                changes[DATA + key] = raw
        for field in self._seen:
            if field.startswith(DATA) and field.removeprefix(DATA) not in self._data:
                changes[field] = None
        return changes


current: ContextVar[Context] = ContextVar("pystream call")


def here(what: str) -> Context:
    """What runs now. Raises RuntimeError outside of a server, saying that `what` belongs to one."""
    try:
        return current.get()
    except LookupError:
        raise RuntimeError(
            f"{what} belongs to a server: use it inside an action, or in a task that an action started"
        ) from None


def call(what: str) -> CallContext:
    """The call under way. Raises RuntimeError outside one, saying that `what` belongs to a call."""
    context = current.get(None)
    if not isinstance(context, CallContext):
        raise RuntimeError(
            f"{what} belongs to a call: use it inside an action, or in a task that an action started"
        )
    return context


def _tab(what: str) -> tuple[Hub, Client]:
    """The worker, and the tab that calls. Raises RuntimeError when none does, saying what `what` needs."""
    context = call(what)
    if not isinstance(context.caller, Client):
        raise RuntimeError(f"{what} is for a browser's tab: this call came by HTTP")
    return context.hub, context.caller


class SessionView:
    """The browser's session and the calling tab's subscriptions."""

    __slots__ = ()

    @property
    def id(self) -> str:
        """Stays the same for the browser's whole session; a secret, so do not publish it."""
        return call("session").caller.session.id

    @property
    def user(self) -> str | None:
        """Who is signed in."""
        return call("session").caller.session.user

    @property
    def data(self) -> dict[str, Any]:
        """The app's own notes about the session, JSON values by name; saved when the call ends, if changed.

        Two calls that change the same name at once: the later end wins. A call that breaks saves nothing.
        """
        return call("session").data

    @property
    def channels(self) -> frozenset[str]:
        """The channels that the calling tab is subscribed to."""
        return frozenset(_tab("session.channels")[1].channels)

    async def login(self, user_id: str) -> None:
        """Sign the session's browser in, in all its tabs. Data of another user before is dropped."""
        await self._become(checked(user_id, "user id"))

    async def logout(self) -> None:
        """Sign out in all tabs: data is dropped, and the tabs leave all their channels."""
        await self._become(None)

    async def subscribe(self, channel: str) -> None:
        """From the return on, the calling tab gets what is published to the channel."""
        hub, client = _tab("session.subscribe")
        await hub.subscribe(client, channel)

    async def unsubscribe(self, channel: str) -> None:
        """The calling tab gets no more of the channel."""
        hub, client = _tab("session.unsubscribe")
        await hub.unsubscribe(client, channel)

    async def _become(self, user: str | None) -> None:
        context = call("session")
        session = context.caller.session
        changes: dict[str, bytes | None] = {"user": None if user is None else _encode(user)}
        if user is None or session.user not in (None, user):
            changes |= {field: None for field in session.fields if field.startswith(DATA)}
            context.forget_data()
        await context.hub.sessions.change(session, changes)


class RequestView:
    """The call under way."""

    __slots__ = ()

    @property
    def client(self) -> str:
        """The calling tab's id, as publish.client takes it; empty when the call came by HTTP."""
        return call("request").caller.id

    @property
    def ip(self) -> str:
        """The address that the caller connects from."""
        return call("request").caller.ip

    @property
    def action(self) -> str:
        """The action's name, as "chat.say"."""
        return call("request").action


class ConfigView(Mapping[str, Any]):
    """The app's own settings: [tool.pystream.app] and PYSTREAM_APP_..."""

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:
        return here("config").hub.settings.app[name]

    def __iter__(self) -> Iterator[str]:
        return iter(here("config").hub.settings.app)

    def __len__(self) -> int:
        return len(here("config").hub.settings.app)


session = SessionView()
request = RequestView()
config = ConfigView()

"""What server code may ask about itself: `session`, `request`, `config`. Tasks it starts inherit them.

One context variable holds the call; the public names are stateless views of it, so calls cannot mix.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping, MutableMapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pystream.errors import ConnectionLost, Denied
from pystream.server.client import Client
from pystream.server.session_data import SessionData
from pystream.server.topics import checked

if TYPE_CHECKING:
    from pystream.server.hub import Hub
    from pystream.server.session import Session

_T = TypeVar("_T")


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

    def enter(self, session: Session) -> None:
        """Its session goes on as this one, under another id."""

    async def hand_over(self, old_id: str) -> None:
        """Return when the browser has the session's new id, or will have it with the answer."""


class Context:
    """Where server code runs: on a worker; in a CallContext, for a call too.

    Code that no call runs, such as a lifespan, has no CallContext; it may publish all the same.
    """

    __slots__ = ("hub",)

    def __init__(self, hub: Hub) -> None:
        self.hub = hub


class CallContext(Context):
    """One call under way."""

    __slots__ = ("_data", "action", "caller")

    def __init__(self, hub: Hub, caller: Caller, action: str) -> None:
        self.hub = hub  # as super() would: there is one of these for each call
        self.caller = caller
        self.action = action
        self._data: SessionData | None = None

    @property
    def data(self) -> SessionData:
        if self._data is None:
            self._data = SessionData(self.caller)
        return self._data

    def forget_data(self) -> None:
        """Drop what this call changed and saw of session.data; the next look sees what is saved."""
        self._data = None

    def refresh_data(self) -> None:
        """Let the next look at what this call has not changed see what is saved."""
        if self._data is not None:
            self._data.refresh()

    def save(self) -> Awaitable[None] | None:
        """Begin to save what this call has changed of session.data; None when that is nothing.

        The next call on this worker sees it at once. Await the result to know that it is saved.

        Raises:
            TypeError: a key is not text, or a value is nothing that JSON can hold, or not of its type.
            ValueError: it is too much.
        """
        if self._data is None:
            return None
        changes, expected = self._data.changes()
        if not changes:
            return None
        saving = self.hub.sessions.save(self.caller.session, changes, expected)
        self._data.saved(changes)
        return saving


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
    """The worker, and the tab that calls. Raises Denied when it is none, saying what `what` needs."""
    context = call(what)
    if not isinstance(context.caller, Client):
        # Its caller's mistake, and no fault of the action: there is no tab that could hear anything.
        raise Denied(f"{what} is for a browser's tab: this call came by HTTP")
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
    def data(self) -> MutableMapping[str, Any]:
        """The app's own notes about the session, JSON values by name; saved when the call ends, if changed.

        A call that breaks saves nothing. What the call has read and changed must still be what it read; if
        another call changed it meanwhile, this one fails (as Failed) and saves nothing. That can happen to
        async actions, and between workers; see lock(). A name that is set without being read is just set.
        """
        return call("session").data

    def data_as(self, kind: type[_T]) -> _T:
        """The same as an instance of a dataclass of the app: its fields are names of session.data.

        Change it as any object; what is changed is saved when the call ends. Each field needs a default, for
        as long as nothing is saved, and for what is saved but no longer of its type (the log warns).
        """
        return call("session").data.as_type(kind)

    @asynccontextmanager
    async def lock(self, timeout_s: float = 10.0) -> AsyncIterator[None]:
        """Let no other call that takes the lock change the session's data meanwhile, on any worker.

        What is read within is what was saved last; what is changed is saved at the block's end, and dropped
        if the block raises. For calls that read, await something, and then write.

        Raises:
            TimeoutError: it was not free in time.
        """
        context = call("session.lock")
        async with context.hub.sessions.locks.hold(context.caller.session.id, timeout_s):
            context.refresh_data()
            try:
                yield
                if (saving := context.save()) is not None:
                    await saving
            except BaseException:
                context.forget_data()
                raise

    @property
    def channels(self) -> frozenset[str]:
        """The channels that the calling tab is subscribed to."""
        return frozenset(_tab("session.channels")[1].channels)

    async def login(self, user_id: str) -> None:
        """Sign the session's browser in. Data of another user before is dropped.

        The session gets another id, so whoever knew the one before is not signed in along with it. On return
        the browser has its cookie; its other tabs follow by themselves.

        Raises:
            ConnectionLost: the calling tab has moved to another worker; nobody is signed in.
        """
        caller = call("session.login").caller
        if isinstance(caller, Client) and caller.forward is not None:
            raise ConnectionLost("not signed in: the tab has moved to another worker")
        await self._become(checked(user_id, "user id"))

    async def logout(self, everywhere: bool = False) -> None:
        """Sign out in all tabs, at once: data is dropped, and the tabs leave all their channels.

        The session gets another id, as by login(); the one before is worth nothing any more.

        Args:
            everywhere: end all other sessions of the user too, in any browser.
        """
        context = call("session.logout")
        if everywhere and (user := context.caller.session.user) is not None:
            context.forget_data()
            await context.hub.sessions.revoke(user)
        await self._become(None)

    async def subscribe(self, *channels: str) -> None:
        """From the return on, the calling tab gets what is published to the channels.

        Raises:
            Denied: by a @channel, or there would be too many; then the tab is in none of the new ones.
        """
        hub, client = _tab("session.subscribe")
        await hub.subscribe(client, channels)

    async def unsubscribe(self, *channels: str) -> None:
        """The calling tab gets no more of the channels."""
        hub, client = _tab("session.unsubscribe")
        await hub.unsubscribe(client, channels)

    async def _become(self, user: str | None) -> None:
        context = call("session")
        before = context.caller.session.user
        old_id = await context.hub.sessions.rotate(context.caller, user)
        if user is None or before not in (None, user):
            context.forget_data()
        await context.caller.hand_over(old_id)


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

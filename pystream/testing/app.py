"""The app under test: its server in memory, and who uses it. The `app` fixture is one of these.

Everything but the network is the real thing: registry, gates, codecs, sessions, the line's protocol, the Hub.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from contextvars import Context
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pystream.backends import IN_MEMORY, open_backend
from pystream.backends.memory import MemoryBackend
from pystream.contract import Contract
from pystream.server.actions import Event
from pystream.server.context import Context as ServerContext
from pystream.server.context import current
from pystream.server.hub import Hub
from pystream.server.registry import Registry, load, read_declared
from pystream.server.session import Session
from pystream.server.store import Backend
from pystream.server.tallies import Tally
from pystream.settings import Settings
from pystream.testing.client import Client
from pystream.testing.line import Profile
from pystream.testing.mishaps import Mishaps
from pystream.testing.module_state import ModuleState

if TYPE_CHECKING:
    from httpx import AsyncClient

    from pystream.testing.line import Tab
    from pystream.testing.page import Page
    from pystream.testing.served import Served

_CALM = 10  # turns of the event loop in which nothing happens
SETTLED_S = 10.0
CLOSE_BROKEN = 1011  # the browser comes back


class Project:
    """An app's folder. Its modules are imported once, for all tests."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.contract = read_declared(self.root)
        self._registries: dict[tuple[bool, str], Registry] = {}
        self._state: ModuleState | None = None

    def registry(self, settings: Settings) -> Registry:
        """What server_src declares, as if its server had just been started. Raises StartError."""
        if self._state is not None:
            self._state.put_back()
        key = settings.authenticate, settings.rate
        if key not in self._registries:
            _unname()
            self._registries[key] = load(self.root, *key, afresh=False)
        if self._state is None:
            self._state = ModuleState(_modules())
        registry = self._registries[key]
        for endpoint in registry.endpoints.values():
            endpoint.tally = Tally()
        return registry

    def put_back(self) -> None:
        """Make the modules' state what it was."""
        if self._state is not None:
            self._state.put_back()


class App:
    """A server of the project, for one test; see docs/testing.md.

    Attributes:
        settings: as the project has them, with a store of the test's own.
        contract: what it offers.
        hub: the server itself.
        clients: who has come so far.
        broken: what the app's code raised where nobody heard of it: in hooks, in tasks. What is left in here
            fails the test.
    """

    def __init__(self, project: Project, settings: Settings) -> None:
        self.project = project
        self.settings = settings
        self.contract: Contract = project.contract
        self.clients: list[Client] = []
        self.broken: list[BaseException] = []
        self.hub: Hub
        self.registry: Registry
        self.serves = asyncio.Event()
        self._shift_s = 0.0
        self._backend: Backend | None = None
        self._mishaps: Mishaps | None = None
        self._causes: dict[str, BaseException] = {}
        self._pages: list[Page] = []
        self._requests: list[AsyncClient] = []
        self._messages = 0
        self._restarting: asyncio.Task[None] | None = None
        self._served: Served | None = None
        self._http: AsyncClient | None = None
        self._loop = asyncio.get_running_loop()

    async def client(self, user: str | None = None, *, ip: str = "127.0.0.1") -> Client:
        """A browser that opens the page: signed in as `user`, or as nobody."""
        self._check_loop()
        client = Client(self, Profile(await self.sign_in(user), ip), user)
        await client.open()
        return client

    async def page(
        self,
        path: str = "/",
        *,
        user: str | None = None,
        ip: str = "127.0.0.1",
        answers: Mapping[str, Callable[..., Any]] | None = None,
        browser: Mapping[str, Any] | None = None,
    ) -> Page:
        """A page without a browser: client_src under CPython, in a small DOM, on a line to this server.

        Args:
            path: of which client.
            answers: by action's name, as "chat.say": functions that answer in the server's place.
            browser: globals of pystream.browser that stand in for those that are not here.
        """
        from pystream.testing.page import Page

        self._check_loop()
        page = Page(self, Profile(await self.sign_in(user), ip), user, path, answers or {}, browser or {})
        self._pages.append(page)
        return await page.open()

    @property
    def http(self) -> AsyncClient:
        """Requests to the app, by httpx: `await app.http.post("/api/chat/say", json={...})`."""
        if self._http is None:
            self._http = self.requests_of(None)
        return self._http

    def requests_of(self, profile: Profile | None) -> AsyncClient:
        """As `http`, of a browser."""
        from pystream.testing.served import requests_of

        client = requests_of(self.served, profile)
        self._requests.append(client)
        return client

    @property
    def served(self) -> Served:
        """Where the app is met by HTTP."""
        if self._served is None:
            from pystream.testing.served import Served

            self._served = Served(self)
        return self._served

    @property
    @contextmanager
    def server(self) -> Iterator[None]:
        """Inside, the test's code is the server's: `publish`, `presence`, `config` work as they do there."""
        token = current.set(ServerContext(self.hub))
        try:
            yield
        finally:
            current.reset(token)

    async def settle(self) -> None:
        """Return when nothing is on its way: every call that was sent is answered, every event has come.

        Raises:
            TimeoutError: something is still on its way after 10 s.
        """
        self._check_loop()
        calm = 0
        until = time.monotonic() + SETTLED_S
        while calm < _CALM:
            before = self._messages
            await asyncio.sleep(0)
            if self._messages != before:
                calm = 0
            elif self._is_busy():
                calm = 0
                await asyncio.sleep(0.0005)  # threads and stores work meanwhile
            else:
                calm += 1
            if time.monotonic() > until:
                raise TimeoutError(
                    "the app does not come to rest: a call has no answer yet, or tabs cannot open"
                )

    async def pass_time(self, seconds: float) -> None:
        """Let time pass at once for pystream and the event loop: rates, absence, `asyncio.sleep`.

        The time of day, `time.time()`, stays what it is.
        """
        self._check_loop()
        if self._shift_s == 0.0:
            clock = self._loop.time
            try:
                self._loop.time = lambda: clock() + self._shift_s  # type: ignore[method-assign]
            except AttributeError:
                kind = type(self._loop).__name__
                raise RuntimeError(f"the clock of {kind} cannot be moved; use asyncio's own loop") from None
        self._shift_s += seconds
        await self.settle()

    async def restart(self) -> None:
        """Stop the server in order, and start another: its modules are as new, its store is what it was."""
        self._check_loop()
        self.serves.clear()
        await self.hub.drain()
        served = self._served is not None and await self._served.close()
        await self.hub.close()
        await self._begin()
        if self._served is not None and served:
            await self._served.open()
        await self.settle()

    async def kill(self) -> None:
        """As restart(), but nothing is brought to an end, as when the machine fails."""
        self._check_loop()
        await self._die()
        await self.settle()

    @asynccontextmanager
    async def chaos(
        self, *, drop: float = 0.1, kill_server: bool = False, seed: int | None = None
    ) -> AsyncIterator[Mishaps]:
        """Inside, things go wrong: lines break, and their tabs come back by themselves.

        Args:
            drop: the chance of each message that its line breaks before it arrives.
            kill_server: each tenth time it is the server that fails, and all lines with it.
            seed: with the same one the same messages are lost, as far as the traffic is the same.
        """
        self._mishaps = Mishaps(drop, kill_server, seed)
        try:
            yield self._mishaps
        finally:
            self._mishaps = None
            await self.settle()

    def decode(self, event: str, payload: bytes) -> Any:
        """The payload of an event."""
        return self.registry.events[event].decode(payload)

    def event_name(self, event: Event[Any]) -> str:
        """An event's name. Raises LookupError: it is none of the server's."""
        if self.registry.events.get(event.name) is not event:
            raise LookupError(
                f"{event!r} is no event of this server; declare it at module level of server_src"
            )
        return event.name

    # For the lines.

    def cause(self, text: str) -> BaseException | None:
        """What broke on the server, by the reference in the text that a browser is told."""
        return self._causes.get(text.rpartition(" ")[2])

    def count_message(self) -> None:
        self._messages += 1

    def mishap(self, tab: Tab) -> bool:
        """Whether a message is lost, with its line."""
        mishaps = self._mishaps
        if mishaps is None or not mishaps.happens():
            return False
        if mishaps.is_fatal() and self.serves.is_set():
            self.serves.clear()
            self._restarting = self._loop.create_task(self._die(), context=Context())
        else:
            tab.lose()
            tab.reopen_soon()
        return True

    # Starting and stopping.

    async def start(self) -> None:
        """Raises StartError."""
        await self._begin()

    async def stop(self) -> None:
        """The test is over."""
        if self._restarting is not None:
            await self._restarting
        for page in self._pages:
            page.close()
        for client in self.clients:
            client.close()
        if self._shift_s:
            del self._loop.time
        for requests in self._requests:
            await requests.aclose()
        if self._served is not None:
            await self._served.close()
        await self.hub.close()
        self.project.put_back()
        for page in self._pages:
            page.check()
        if self.broken:
            raise self.broken[0]

    async def _begin(self) -> None:
        self.registry = self.project.registry(self.settings)
        if self._backend is None or self.settings.store != IN_MEMORY or self.settings.redis:
            self._backend = self._open_backend()
        self.hub = Hub(self.settings, self.registry, self._backend, self.contract)
        broke: Callable[..., None] = self.hub.hooks.broke

        def remembered(why: BaseException, where: str, reference: str, caller: Any = None) -> None:
            self._causes[reference] = why
            if where not in self.registry.endpoints:  # else its caller is told
                self.broken.append(why)
            broke(why, where, reference, caller)

        self.hub.hooks.broke = remembered  # type: ignore[method-assign]
        await self.hub.start()
        self.serves.set()

    def _open_backend(self) -> Backend:
        if self.settings.redis or self.settings.store != IN_MEMORY:
            return open_backend(self.settings)
        return MemoryBackend(self.settings.history_s, lambda: time.monotonic() + self._shift_s)

    async def _die(self) -> None:
        self.serves.clear()
        hub = self.hub
        hub.draining = True  # nobody is told of it
        for client in self.clients:
            if not client.is_down:
                client.tab_line.lose()
                client.tab_line.reopen_soon()
        for connection in hub.lines:
            connection.close(CLOSE_BROKEN, "the server is gone")
        served = self._served is not None and await self._served.close()
        await hub.close()
        await self._begin()
        if self._served is not None and served:
            await self._served.open()

    async def sign_in(self, user: str | None) -> str:
        """The id of a new session, which is its cookie: of who is signed in as `user`, or of nobody."""
        id = secrets.token_urlsafe(32)
        if user is None:
            return id
        sessions = self.hub.sessions
        async with sessions.open(id) as session:
            caller = _Caller(session)
            await sessions.rotate(caller, user)
            return caller.session.id

    def _is_busy(self) -> bool:
        restarting = self._restarting is not None and not self._restarting.done()
        return restarting or any(client.tab_line.waits for client in self.clients if not client.is_down)

    def _check_loop(self) -> None:
        if asyncio.get_running_loop() is not self._loop:
            raise RuntimeError(
                "`app` belongs to another event loop than this test: give the test and its fixtures one "
                "loop_scope (pytest-asyncio), and use no other plugin for async tests"
            )


class _Caller:
    """Who signs in before a page is opened."""

    id = ""
    ip = ""

    def __init__(self, session: Session) -> None:
        self.session = session

    def enter(self, session: Session) -> None:
        self.session = session

    async def hand_over(self, old_id: str) -> None:
        """The page is opened with it."""


def settings_of(
    project: Project, base: Settings, changes: Mapping[str, Any], folder: Callable[[], Path]
) -> Settings:
    """The settings of a test: the project's with changes; in memory, unless the changes name another store.

    Args:
        changes: `store="sqlite"` stands for a file of the test's own; `app` is added to what there is.
        folder: makes one for that file.
    Raises:
        SettingsError.
    """
    given = dict(changes)
    given.setdefault("redis", "")
    given.setdefault("store", IN_MEMORY)
    given.setdefault("host", "127.0.0.1")
    if given["store"] == "sqlite":
        given["store"] = str(folder() / "state.sqlite3")
    if given["redis"]:
        given.setdefault("redis_prefix", f"pystream-test-{secrets.token_hex(6)}:")
    given["app"] = {**base.app, **given.get("app", {})}
    return base.replace(**given)


def _modules() -> list[ModuleType]:
    return [
        module
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] in ("server_src", "shared_src")
    ]


def _unname() -> None:
    """Let events be named again, by what loads their modules for other settings."""
    for module in _modules():
        for thing in list(vars(module).values()):
            if isinstance(thing, Event):
                thing.name = ""

"""One worker's half of the conversation: all its tabs, and what they share. Knows no network."""

from __future__ import annotations

import asyncio
import logging
import secrets

import msgspec

from pystream import wire
from pystream.errors import Denied
from pystream.server.client import CLOSE_RESTART, Client, Peer
from pystream.server.dispatcher import Dispatcher
from pystream.server.errors import Unreachable
from pystream.server.registry import Registry
from pystream.server.sessions import Session, Sessions
from pystream.server.store import Backend
from pystream.server.topics import ALL, Topics, channel_topic, client_topic, user_topic
from pystream.settings import Settings
from pystream.wire import Hello, Welcome

log = logging.getLogger("pystream.lines")

DAY_S = 86_400


class _Tab(msgspec.Struct, array_like=True):
    """What the store keeps about a tab, under its resume token."""

    session: str
    user: str | None
    channels: list[str]


class Hub:
    """Start it, connect clients to it, drain it, close it.

    Attributes:
        draining: no line is taken any more; each closes when its calls are answered.
    """

    def __init__(self, settings: Settings, registry: Registry, backend: Backend, contract: str) -> None:
        self.settings = settings
        self.backend = backend
        self.draining = False
        self.dispatcher = Dispatcher(self, registry.endpoints)
        self._worker = secrets.token_urlsafe(9)
        self._session_ttl_s = settings.session_days * DAY_S
        self.sessions = Sessions(backend, self._worker, self._session_ttl_s, self._user_changed)
        self.topics = Topics(backend)
        self._contract = contract
        self._clients: set[Client] = set()
        self._empty = asyncio.Event()
        self._empty.set()
        self._upkeep: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect the backend. Raises Unreachable."""
        await self.backend.start(self._deliver, self._missed)
        await self.backend.subscribe(f"worker:{self._worker}")
        self._upkeep = asyncio.create_task(self._keep())

    async def drain(self) -> None:
        """Close every line with 1012, each when its calls are answered, all after settings.drain_s."""
        self.draining = True
        for client in tuple(self._clients):
            if client.is_idle:
                client.close(CLOSE_RESTART, "server restarting")
        if await self._emptied(self.settings.drain_s):
            return
        log.warning("stopping with calls under way after %g s", self.settings.drain_s)
        for client in tuple(self._clients):
            client.close(CLOSE_RESTART, "server restarting")
        await self._emptied(1.0)

    async def close(self) -> None:
        """Drop what is left, disconnect the backend."""
        for client in tuple(self._clients):
            client.leave()
        if self._upkeep is not None:
            self._upkeep.cancel()
        await self.backend.close()

    def connect(self, session_id: str, ip: str, peer: Peer) -> Client:
        """A new line. The client lives until its leave()."""
        client = Client(self, session_id, ip, peer)
        self._clients.add(client)
        self._empty.clear()
        if self.draining:
            client.close(CLOSE_RESTART, "server restarting")
        return client

    async def welcome(self, client: Client, hello: Hello) -> Welcome:
        """Give the client its session and its topics. Raises Unreachable."""
        session = await self.sessions.open(client.session_id, client)
        tab = await self._tab(hello.resume)
        resumed = tab is not None and tab.session == session.id and tab.user == session.user
        if tab is not None and resumed:
            client.channels.update(tab.channels)
        topics = [ALL, client_topic(client.id), *map(channel_topic, client.channels)]
        if session.user is not None:
            topics.append(user_topic(session.user))
        await self.topics.join(client, *topics)
        await self._save_tab(client)
        if client.gone:  # while this waited; forget() had nothing to release yet
            self._release(client)
        return Welcome(
            version=wire.VERSION,
            client=client.id,
            resume=client.resume,
            resumed=resumed,
            current=hello.contract == self._contract,
            user=session.user,
            heartbeat_ms=int(self.settings.heartbeat_s * 1000),
            timeout_ms=int(self.settings.call_timeout_s * 1000),
        )

    def forget(self, client: Client) -> None:
        """The client's line is down. Its tab's record stays for settings.resume_s."""
        self._clients.discard(client)
        self._release(client)
        if not self._clients:
            self._empty.set()

    async def subscribe(self, client: Client, channel: str) -> None:
        """See session.subscribe. Raises Denied for one too many, Unreachable."""
        topic = channel_topic(channel)
        most = self.settings.max_subscriptions
        if channel not in client.channels and len(client.channels) >= most:
            raise Denied(f"not subscribed to {channel}: a tab may have {most} subscriptions")
        was_new = channel not in client.channels
        client.channels.add(channel)
        try:
            await self.topics.join(client, topic)
        except BaseException:
            if was_new:
                client.channels.discard(channel)
            raise
        if was_new:
            await self._save_tab(client)

    async def unsubscribe(self, client: Client, channel: str) -> None:
        """See session.unsubscribe. Raises Unreachable."""
        topic = channel_topic(channel)
        if channel in client.channels:
            client.channels.discard(channel)
            self.topics.leave(client, [topic])
            await self._save_tab(client)

    def _release(self, client: Client) -> None:
        self.topics.leave(client, list(client.topics))
        if session := getattr(client, "session", None):
            self.sessions.release(session, client)

    def _deliver(self, topic: str, message: bytes) -> None:
        kind, _, name = topic.partition(":")
        if kind == "session":
            self.sessions.heard(name, message)
        elif kind == "worker":
            self.sessions.confirmed(int(message))
        else:
            self.topics.deliver(topic, message)

    async def _missed(self) -> None:
        await self.sessions.reload()
        for client in tuple(self._clients):
            if not client.gone and hasattr(client, "session"):
                await self._save_tab(client)

    async def _user_changed(self, session: Session, before: str | None) -> None:
        clients = list(session.clients)
        for client in clients:
            stale = [topic for topic in client.topics if topic.startswith("user:")]
            if before is not None:
                # They were joined with that user's rights.
                stale += [channel_topic(channel) for channel in client.channels]
                client.channels.clear()
            self.topics.leave(client, stale)
        for client in clients:
            if session.user is not None and not client.gone:
                await self.topics.join(client, user_topic(session.user))
            await self._save_tab(client)

    async def _tab(self, token: str) -> _Tab | None:
        record = await self.backend.get(_tab_key(token)) if token and len(token) <= 100 else None
        return None if record is None else msgspec.json.decode(record, type=_Tab)

    async def _save_tab(self, client: Client) -> None:
        async with client.saving:
            record = _Tab(client.session.id, client.session.user, sorted(client.channels))
            key = _tab_key(client.resume)
            await self.backend.put(key, msgspec.json.encode(record), self.settings.resume_s)

    async def _keep(self) -> None:
        """Keep what open lines have in the store from expiring."""
        while True:
            await asyncio.sleep(self.settings.resume_s / 3)
            try:
                tabs = [_tab_key(client.resume) for client in self._clients]
                await self.backend.keep(tabs, self.settings.resume_s)
                await self.sessions.keep()
            except Unreachable as why:
                log.warning("records of open tabs not kept: %s", why)

    async def _emptied(self, timeout_s: float) -> bool:
        try:
            async with asyncio.timeout(timeout_s):
                await self._empty.wait()
        except TimeoutError:
            return False
        return True


def _tab_key(token: str) -> str:
    return f"tab:{token}"

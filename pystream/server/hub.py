"""One worker's half of the conversation: all its tabs, and what they share. Knows no network."""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any, NamedTuple

import msgspec

from pystream import wire
from pystream.contract import Contract
from pystream.errors import ConnectionLost, Denied
from pystream.server.addresses import subscriber_of
from pystream.server.at_rest import digest, seal, unseal
from pystream.server.channels import Channels
from pystream.server.client import Client
from pystream.server.connection import CLOSE_OTHER_ID, CLOSE_RESTART, Connection, Peer
from pystream.server.dispatcher import Dispatcher
from pystream.server.errors import Unreachable
from pystream.server.handover import Handover
from pystream.server.hooks import Hooks
from pystream.server.lifespans import Lifespans
from pystream.server.notices import Notices
from pystream.server.posts import Posts
from pystream.server.presence import Attendance
from pystream.server.publish import TERMS, TERMS_S, Kind, Terms
from pystream.server.registry import Registry
from pystream.server.rendering import Renderer, from_sources
from pystream.server.requests import Requests
from pystream.server.session import Session
from pystream.server.sessions import EVERYBODY, Sessions
from pystream.server.siblings import ALONE, Place, Siblings
from pystream.server.store import Backend, Position
from pystream.server.tallies import Tallies
from pystream.server.tickets import Awaited, Tickets
from pystream.server.topics import ALL, Topics, channel_topic, client_topic, user_topic
from pystream.server.turns import Turns
from pystream.settings import Settings
from pystream.wire import Fail, Hello, Left, Welcome

log = logging.getLogger("pystream.lines")

DAY_S = 86_400
MOST_TOKEN = 100
REDEEM_S = 5.0  # how long signing in or out waits for the browser
# Lines that a stopping worker ends: a second's, and how often.
ENDED_PER_S = 2000
PACE_S = 0.01


class _Tab(msgspec.Struct, array_like=True):
    """What the store keeps about a tab, under its token."""

    session: str  # the digest of its id
    user: str | None
    channels: list[str]
    client: str
    worker: str
    ids: bytes = b""  # _Ids, sealed, while its browser may have another cookie


class _Ids(msgspec.Struct, array_like=True):
    """The id of a tab's session, and those it had whose cookie the browser may have; see Awaited."""

    old_ids: list[str]
    now: str


class _Found(NamedTuple):
    """A tab; whether its subscriptions stand, its calls are known, its channels are to be asked for again."""

    client: Client
    resumed: bool
    is_known: bool
    asks_again: bool


class Hub:
    """Start it, connect lines to it, drain it, close it.

    Attributes:
        is_started: it has a backend.
        draining: no line is taken any more; each closes when its calls are answered.
        place: where this worker stands among others.
    """

    def __init__(
        self,
        settings: Settings,
        registry: Registry,
        backend: Backend,
        contract: Contract,
        place: Place = ALONE,
    ) -> None:
        self.settings = settings
        self.backend = backend
        self.place = place
        self.is_started = False
        self.draining = False
        self.tallies = Tallies()
        # The build's, as soon as it is shown.
        self._renderer: Renderer | None = None
        self.dispatcher = Dispatcher(self, registry.endpoints)
        self.hooks = Hooks(self, registry)
        self.channels = Channels(self, registry)
        self.lifespans = Lifespans(self, registry)
        self._worker = secrets.token_urlsafe(9)
        self.sessions = Sessions(
            backend,
            self._worker,
            settings.session_days * DAY_S,
            settings.session_max_days * DAY_S,
            settings.resume_s,
            settings.max_session_bytes,
            self._user_changed,
            self._cookie_arrived,
        )
        self.tickets = Tickets(backend, self.sessions, settings.resume_s)
        self.topics = Topics(backend, _keeps(registry), self.tallies)
        self.attendance = Attendance(self, registry.events.values())
        self._terms = self._terms_of(registry)
        self.siblings = Siblings(backend, place, self._worker)
        self.handover = Handover(self, self._worker)
        self.posts = Posts(self.handover, self._worker)
        self._contract = contract.hash
        self._hashes = contract.hashes()
        self.notices = Notices()
        self.lines_of: Counter[str] = Counter()  # by subscriber
        self._connections: set[Connection] = set()
        self._tabs: dict[str, Client] = {}
        # By token: one line of a tab is opened at a time, and its records are written one at a time, or an
        # older one could land last.
        self.turns = Turns()
        self.records = Turns()
        self._joins = Turns()
        self.requests = Requests(self.settled)
        self._beside: set[asyncio.Task[None]] = set()
        self._greetings = 0
        self._empty = asyncio.Event()
        self._empty.set()
        self._upkeep: list[asyncio.Task[None]] = []

    @property
    def renderer(self) -> Renderer:
        """The app's templates."""
        if self._renderer is None:
            self._renderer = from_sources(self.settings.root)
        return self._renderer

    @renderer.setter
    def renderer(self, renderer: Renderer) -> None:
        self._renderer = renderer

    async def start(self) -> None:
        """Connect the backend, enter the lifespans. Raises Unreachable, StartError; then it is closed."""
        try:
            await self.backend.start(self._deliver, self._missed)
            await self.backend.subscribe(f"worker:{self._worker}")
            await self.sessions.start()
            await self.siblings.start()
            await self._leave_terms()
            await self.attendance.start()
            self.hooks.watch()
            await self.lifespans.enter()
        except BaseException:
            await self.hooks.close()
            await self.backend.close()
            raise
        upkeep = (self._keep(), self._beat(), self.tallies.watch_loop(), self.attendance.beat())
        self._upkeep = [asyncio.create_task(task) for task in upkeep]
        self.is_started = True

    async def become(self, registry: Registry, contract: Contract) -> None:
        """Serve these from now on, on the lines that are open; calls under way end as they began.

        Raises:
            StartError: something of them does not fit, and all is as before.
        """
        channels = Channels(self, registry)
        leave = await self.lifespans.become(registry)
        # In one step from here.
        under_way = [task for client in self._with_calls() for task in client.tasks]
        self.channels = channels
        self.hooks.become(registry)
        self.dispatcher.become(registry.endpoints)
        self.topics.keeps = _keeps(registry)
        self.attendance.become(registry.events.values())
        self._terms = self._terms_of(registry)
        self._contract, self._hashes = contract.hash, contract.hashes()
        self._keep_task(self._leave_after(under_way, leave))
        try:
            await self._leave_terms()
        except Unreachable as why:
            log.warning("what other processes publish may go by the terms from before: %s", why)

    async def _leave_after(
        self, under_way: list[asyncio.Task[None]], leave: Callable[[], Awaitable[None]]
    ) -> None:
        """Leave lifespans when the calls are over that may use them."""
        if under_way:
            await asyncio.wait(under_way, timeout=self.settings.drain_s)
        await leave()

    async def drain(self) -> None:
        """Close every line with 1012, each when its calls are answered, all after settings.drain_s.

        What 1012 tells a browser: each call that was taken on this line has been answered.
        """
        self.draining = True
        self._empty.clear()
        loop = asyncio.get_running_loop()
        until = loop.time() + self.settings.drain_s
        for client in self._with_calls():
            if client.connection is None:
                client.end_streams()
        self.requests.end_streams()
        await self._end_lines(list(self.lines))
        self.settled()
        if not await self._emptied(until - loop.time()):
            log.warning("stopping with calls under way after %g s", self.settings.drain_s)
            for client in self._with_calls():
                for id in sorted(client.ledger.in_flight):
                    client.fail(id, ConnectionLost.__name__, "the server stopped before the call ended")
                    client.cancel(id)
            self.requests.end()
            for connection in self.lines:
                connection.close(CLOSE_RESTART, "server restarting")
            await self._emptied(1.0)
        await self.handover.leave(list(self._tabs.values()))

    async def _end_lines(self, connections: list[Connection]) -> None:
        """End them, not all at once: whoever serves next is to greet them.

        Until its turn comes, a line works as ever.
        """
        loop = asyncio.get_running_loop()
        begun = loop.time()
        each_s = min(1 / ENDED_PER_S, self.settings.drain_s / 2 / max(1, len(connections)))
        random.shuffle(connections)  # or the longest open would always be the first to wait
        for number, connection in enumerate(connections):
            if (early_s := begun + number * each_s - loop.time()) > 0:
                await asyncio.sleep(max(early_s, PACE_S))
            if connection.client is not None:
                connection.client.end_streams()
            connection.end()

    async def close(self) -> None:
        """Drop what is left, leave the lifespans, disconnect the backend."""
        for connection in self.lines:
            connection.lost(left=False)
        for client in tuple(self._tabs.values()):
            self.retire(client)
        for task in self._upkeep:
            task.cancel()
        await self.hooks.settle()  # they may use what the lifespans opened
        if self._beside:
            await asyncio.wait(self._beside, timeout=self.settings.drain_s)
        await self.lifespans.leave()
        await self.attendance.close()
        await self.hooks.close()
        await self.backend.close()

    def connect(self, session_id: str, ip: str, peer: Peer) -> Connection:
        """A new line, until its lost()."""
        connection = Connection(self, session_id, ip, peer)
        self._connections.add(connection)
        self.lines_of[subscriber_of(ip)] += 1
        self._empty.clear()
        if self.draining:
            connection.close(CLOSE_RESTART, "server restarting")
        return connection

    def forget(self, connection: Connection) -> None:
        """The line is down."""
        if connection in self._connections:
            self._connections.discard(connection)
            key = subscriber_of(connection.ip)
            self.lines_of[key] -= 1
            if not self.lines_of[key]:
                del self.lines_of[key]
        self.settled()

    @property
    def lines(self) -> tuple[Connection, ...]:
        """The open lines."""
        return tuple(self._connections)

    @property
    def line_count(self) -> int:
        return len(self._connections)

    def settled(self) -> None:
        """Something that a stopping server waits for is over."""
        if not self._connections and not (
            self.draining and (self._greetings or self.requests.count or self._with_calls())
        ):
            self._empty.set()

    def gauges(self) -> dict[str, tuple[str, int]]:
        """What there is of what just now: name -> what it says, how many."""
        tabs = self._tabs.values()
        return {
            "tabs": ("Tabs, those expected back included", len(self._tabs)),
            "lines": ("Open lines", len(self._connections)),
            "sessions": ("Sessions mirrored", len(self.sessions)),
            "subscriptions": ("Channels that tabs are subscribed to", sum(len(tab.channels) for tab in tabs)),
            "calls_in_flight": ("Calls under way", sum(len(tab.ledger.in_flight) for tab in tabs)),
        }

    async def hand_over(self, client: Client, old_id: str) -> None:
        """See Client.hand_over."""
        if client.awaited is None:
            client.awaited = Awaited((old_id,))
        else:
            client.awaited.old_ids += (old_id,)
        awaited = client.awaited
        await self._save_tab(client)
        if client.forward is not None or self._tabs.get(client.token) is not client:
            return  # it is out of reach
        ticket = await self.tickets.issue(awaited, client.session.id)
        if client.connection is not None:
            client.connection.write(ticket)
        else:
            awaited.unsent = ticket
        try:
            async with asyncio.timeout(REDEEM_S):
                await awaited.done.wait()
        except TimeoutError:
            log.warning(
                "a browser has not fetched its session's new cookie within %g s; it is asked again", REDEEM_S
            )

    def _cookie_arrived(self, session: Session) -> None:
        for client in tuple(session.clients):
            if session.moved:
                if client.connection is not None:
                    client.connection.close(CLOSE_OTHER_ID, "the session has another id")
            elif client.awaited is not None:
                awaited, client.awaited = client.awaited, None
                self._keep_task(self._save_arrival(client, awaited))

    def _keep_task(self, work: Coroutine[Any, Any, None]) -> None:
        """Run it beside all else; nothing else would hold on to its task."""
        task = asyncio.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _save_arrival(self, client: Client, awaited: Awaited) -> None:
        """The tab is not found by the cookies from before any more."""
        try:
            await self._save_tab(client)
        except Unreachable as why:
            log.warning("the record of a tab is not up to date: %s", why)
        awaited.done.set()

    def tab(self, token: str) -> Client | None:
        """The tab that shows this token, if it is here."""
        return self._tabs.get(token)

    async def welcome(self, connection: Connection, hello: Hello) -> None:
        """Find the tab, or make it, and attach it to its new line. Raises Unreachable."""
        token = hello.resume if len(hello.resume) <= MOST_TOKEN else ""
        self._greetings += 1
        try:
            async with (
                self.sessions.open(connection.session_id) as session,
                self.turns.take(token or secrets.token_hex()),
            ):
                # Once begun it goes on to its end, even if the line breaks: a tab that another worker gave
                # away must arrive.
                if not connection.is_down:
                    await self._open(connection, hello, token, session)
        finally:
            self._greetings -= 1
            self.settled()

    async def _open(self, connection: Connection, hello: Hello, token: str, shown: Session) -> None:
        was_left = shown.moved
        client, resumed, is_known, asks_again = await self._find(token, shown)
        # The browser does not know of a new tab before its welcome.
        is_new = client.token != token
        client.replace(None)
        self._cancel_expiry(client)
        client.hold()
        client.ip = connection.ip
        try:
            # Who was let in on another worker, or as nobody, may not have the right now.
            refused = await self.channels.refused(client) if asks_again else set()
            self._leave(client, refused)
            topics = [ALL, client_topic(client.id), *map(channel_topic, client.channels)]
            if client.session.user is not None:
                topics.append(user_topic(client.session.user))
            heard = {topic: Position(*hello.positions[topic]) for topic in topics if topic in hello.positions}
            frames = await self.topics.join(client, topics, heard)
            await self._look_at_cookie(client, shown)
            await self._save_tab(client)
        except BaseException:
            self.detached(client, left=is_new)
            raise
        if client.session is shown and shown.moved != was_left:
            # Meanwhile. The browser may have had the new cookie before this line could be told.
            connection.close(CLOSE_OTHER_ID, "the session has another id")
        if connection.is_down:
            self.detached(client, left=is_new)
            return
        # In one go from here: what is answered from now on goes to the new line.
        resumption = client.ledger.resume(hello.waiting)
        for id in resumption.unwanted:
            client.ledger.cancel(id)
            client.cancel(id)
        welcome = Welcome(
            version=wire.VERSION,
            client=client.id,
            resume=client.token,
            resumed=resumed,
            taken=client.ledger.taken if is_known or not hello.waiting else -1,
            user=client.session.user,
            heartbeat_ms=int(self.settings.heartbeat_s * 1000),
            timeout_ms=int(self.settings.call_timeout_s * 1000),
            limit_bytes=self.settings.max_frame_bytes,
            contract=None if hello.contract == self._contract else self._hashes,
        )
        client.user = client.session.user
        left = [topic for topic in map(channel_topic, refused) if topic in hello.positions]
        frames += [(topic, wire.encode(Left(topic))) for topic in left]
        topics += left
        rest = [(name, Position(*at)) for name, at in hello.positions.items() if name not in topics]
        client.heard = dict(rest[: self.settings.max_subscriptions]) or None
        lost = [(id, _lost(id)) for id in resumption.lost]
        for id, frame in lost:
            client.ledger.owe(id, frame)
        first = [wire.encode(welcome), *resumption.again, *(frame for _, frame in (*lost, *frames))]
        if client.awaited is not None and client.awaited.unsent is not None:
            first.append(client.awaited.unsent)
            client.awaited.unsent = None
        client.attach(connection, first)
        if not client.announced:
            client.announced = True
            self.hooks.connected(client)
        self.attendance.look(client)

    def detached(self, client: Client, left: bool) -> None:
        """The tab has no line; it is expected back for settings.resume_s, unless it left."""
        self._leave_topics(client)
        self.attendance.look(client)
        if left:
            self.retire(client)
        elif client.forward is None and self._tabs.get(client.token) is client and client.expiry is None:
            loop = asyncio.get_running_loop()
            client.expiry = loop.call_later(self.settings.resume_s, self.retire, client)

    def retire(self, client: Client) -> None:
        """The tab is gone for good: its calls are cancelled."""
        self._cancel_expiry(client)
        self._leave_topics(client)
        self.attendance.look(client)
        if self._tabs.get(client.token) is client:
            del self._tabs[client.token]
            if client.announced and not self.draining:  # those of a stopping server are expected back
                self.hooks.disconnected(client)
        self.handover.forget(client)
        client.cancel_all()
        self.sessions.release(client.session, client)

    def moved(self, client: Client) -> None:
        """Another worker has the tab; its calls go on here, and their answers there."""
        self._cancel_expiry(client)
        self._leave_topics(client)
        del self._tabs[client.token]
        client.replace(None)
        self.attendance.look(client)
        if client.is_idle:
            self.sessions.release(client.session, client)

    async def subscribe(self, client: Client, channels: Sequence[str]) -> None:
        """See session.subscribe. Raises Denied, Unreachable, ConnectionLost, joining none of the new ones."""
        topics = {channel: channel_topic(channel) for channel in channels}
        user = client.session.user
        await self.channels.admit([channel for channel in topics if channel not in client.channels])
        async with AsyncExitStack() as turns:
            # One at a time, or the second would return before the first has joined; sorted, or two could wait
            # for each other.
            for channel in sorted(topics):
                await turns.enter_async_context(self._joins.take(f"{client.token} {channel}"))
            if client.session.user != user:
                raise Denied(f"not subscribed to {', '.join(topics)}: the user has changed meanwhile")
            await self._subscribe(client, topics)

    async def _subscribe(self, client: Client, topics: Mapping[str, str]) -> None:
        new = [channel for channel in topics if channel not in client.channels]
        if not new:
            return
        what = f"not subscribed to {', '.join(new)}"
        if client.forward is not None:
            raise ConnectionLost(f"{what}: the tab has moved to another worker")
        most = self.settings.max_subscriptions
        if len(client.channels) + len(new) > most:
            raise Denied(f"{what}: a tab may have {most} subscriptions")
        client.channels.update(new)
        if not client.gone:  # else it joins when it is back
            try:
                joined = [topics[channel] for channel in new]
                was = client.heard or {}
                heard = {topic: was.pop(topic) for topic in joined if topic in was} or None
                for topic, frame in await self.topics.join(client, joined, heard):
                    client.push(frame, topic)
            except BaseException:
                client.channels.difference_update(new)
                raise
        self.attendance.look(client)
        await self._save_tab(client)
        for channel in new:
            self.hooks.subscribed(client, channel)

    async def unsubscribe(self, client: Client, channels: Iterable[str]) -> None:
        """See session.unsubscribe. Raises Unreachable."""
        topics = {channel: channel_topic(channel) for channel in channels}
        if self._leave(client, [channel for channel in topics if channel in client.channels]):
            await self._save_tab(client)

    def _leave(self, client: Client, channels: Collection[str]) -> bool:
        """The tab is in these channels no longer, and is told so. Whether there are any."""
        client.channels.difference_update(channels)
        self.topics.drop(client, map(channel_topic, channels))
        self.attendance.look(client)
        self.hooks.unsubscribed(client, channels)
        return bool(channels)

    async def _look_at_cookie(self, client: Client, shown: Session) -> None:
        """See to a tab whose browser was to fetch another cookie. Raises Unreachable."""
        if (awaited := client.awaited) is None:
            return
        if shown is client.session:
            await self.sessions.arrived(awaited.old_ids, shown.id)
        else:
            awaited.unsent = await self.tickets.issue(awaited, client.session.id)

    async def _find(self, token: str, shown: Session) -> _Found:
        """See _Found.

        Args:
            shown: the session of the cookie that came with the token. The tab's may be another: one that it
                moved to while the browser has not fetched the cookie of, or that the shown one moved on from.
        """
        client = self._tabs.get(token)
        if client is not None:
            if client.session is shown:
                return _Found(client, client.user == shown.user, True, False)
            if client.awaited is not None and shown.id in client.awaited.old_ids:
                return _Found(client, client.user == client.session.user, True, False)
            if await self.sessions.was(shown.id, digest(client.session.id)):
                before = client.user
                self.sessions.follow(client, shown)
                return _Found(client, before in (None, shown.user), True, before != shown.user)
        record = None
        if client is None and token:
            record = await self.backend.get(_tab_key(token))
        tab = None if record is None else msgspec.json.decode(record, type=_Tab)
        if tab is not None:
            known = unseal(token, tab.ids, _Ids) if tab.ids else _Ids([], "")
            if shown.id in known.old_ids:
                async with self.sessions.open(known.now) as session:
                    return await self._take(token, tab, session, known)
            if tab.session == digest(shown.id) or await self.sessions.was(shown.id, tab.session):
                return await self._take(token, tab, shown, known)
        return _Found(self._new(Client(self, shown)), False, False, False)

    async def _take(self, token: str, tab: _Tab, session: Session, known: _Ids) -> _Found:
        """See _find; the tab was another worker's."""
        with self.handover.expecting(token) as early:
            state = await self.handover.take(token, tab.worker)
            # A worker that could not be asked may have the tab still. The two must never be taken for each
            # other, or a call that one of them took would be sent again: so it has another token from now on.
            client = self._new(Client(self, session, tab.client, token if state is not None else ""))
        if known.old_ids:
            client.awaited = Awaited(tuple(known.old_ids))
        stands = tab.user == session.user or (tab.session != digest(session.id) and tab.user is None)
        if stands:
            client.channels.update(tab.channels)
        if state is not None:
            answers = [(id, bytes(frame)) for id, frame in state.answers]
            client.ledger.adopt(state.taken, state.running, answers)
            for answer in early:
                client.ledger.answer(answer.id, bytes(answer.frame))
            client.foreign = dict.fromkeys(client.ledger.in_flight, state.worker) or None
        client.announced = True
        return _Found(client, stands, state is not None, stands)

    def _with_calls(self) -> list[Client]:
        """The tabs whose calls run here, those that have moved on included."""
        return [client for client in (*self._tabs.values(), *self.handover.moved()) if not client.is_idle]

    def _new(self, client: Client) -> Client:
        self._tabs[client.token] = client
        client.session.clients.add(client)
        return client

    def _leave_topics(self, client: Client) -> None:
        client.gone = True
        self.topics.leave(client, list(client.topics))

    def _cancel_expiry(self, client: Client) -> None:
        if client.expiry is not None:
            client.expiry.cancel()
            client.expiry = None

    def _deliver(self, topic: str, message: bytes) -> None:
        kind, _, name = topic.partition(":")
        if kind == "session":
            self.sessions.heard(name, message)
        elif kind == EVERYBODY:
            self.sessions.heard_by_all(message)
        elif kind == "worker":
            self.handover.heard(message)
        elif kind in ("sibling", "siblings"):
            self.siblings.heard(message)
        else:
            self.topics.deliver(topic, message)

    def _terms_of(self, registry: Registry) -> Terms:
        kinds = {name: Kind(event.keep, event.volatile) for name, event in registry.events.items()}
        return Terms(self.settings.history_s, self.settings.max_outbox_bytes, kinds)

    async def _leave_terms(self) -> None:
        await self.backend.put(TERMS, msgspec.json.encode(self._terms), TERMS_S)

    async def _missed(self) -> None:
        await self._leave_terms()
        await self.sessions.reload()
        await asyncio.gather(*map(self._save_tab, tuple(self._tabs.values())))
        await self.topics.heal()
        await self.attendance.heal()
        self.tallies.healed += 1

    async def _user_changed(self, session: Session, before: str | None) -> None:
        clients = list(session.clients)
        for client in clients:
            client.end_private_streams()
            stale = [topic for topic in client.topics if topic.startswith("user:")]
            if before is not None:
                # They were joined with that user's rights.
                stale += [channel_topic(channel) for channel in client.channels]
                self.hooks.unsubscribed(client, client.channels)
                client.channels.clear()
            self.topics.drop(client, stale)
            self.attendance.look(client)
        if before is None:
            # They were joined by nobody in particular.
            for client, refused in zip(clients, await self._all_refused(clients), strict=True):
                self._leave(client, refused)
        for client in clients:
            if session.user is not None and not client.gone:
                for topic, frame in await self.topics.join(client, [user_topic(session.user)]):
                    client.push(frame, topic)
            if client.connection is not None:
                client.user = session.user
            await self._save_tab(client)

    async def _all_refused(self, clients: Iterable[Client]) -> list[set[str]]:
        return await asyncio.gather(*map(self.channels.refused, clients))

    async def _save_tab(self, client: Client) -> None:
        async with self.records.take(client.token):
            if self._tabs.get(client.token) is not client:
                return  # it has moved: its record is another worker's
            session = client.session
            channels = sorted(client.channels)
            record = _Tab(digest(session.id), session.user, channels, client.id, self._worker)
            if client.awaited is not None:
                record.ids = seal(client.token, _Ids(list(client.awaited.old_ids), session.id))
            key = _tab_key(client.token)
            await self.backend.put(key, msgspec.json.encode(record), self.settings.resume_s)

    async def _keep(self) -> None:
        """Keep what the tabs here have in the store from expiring."""
        while True:
            await asyncio.sleep(self.settings.resume_s / 3)
            try:
                tabs = [_tab_key(token) for token, client in self._tabs.items() if client.connection]
                await self.backend.keep(tabs, self.settings.resume_s)
                await self.sessions.keep()
            except Unreachable as why:
                log.warning("records of open tabs not kept: %s", why)

    async def _beat(self) -> None:
        """Find the lines whose other end is gone without a word."""
        while True:
            await asyncio.sleep(self.settings.heartbeat_s)
            self._beat_all()

    def _beat_all(self) -> None:
        # A loop in _beat() would hold on to its last line while it sleeps.
        for connection in self.lines:
            connection.beat()

    async def _emptied(self, timeout_s: float) -> bool:
        try:
            async with asyncio.timeout(timeout_s):
                await self._empty.wait()
        except TimeoutError:
            return False
        return True


def _keeps(registry: Registry) -> bool:
    """Whether any event is kept."""
    return any(event.keep for event in registry.events.values())


def _lost(id: int) -> bytes:
    text = "its answer is no longer kept; nobody knows what it was"
    return wire.encode(Fail(id, ConnectionLost.__name__, msgspec.Raw(msgspec.json.encode([text]))))


def _tab_key(token: str) -> str:
    return f"tab:{token}"

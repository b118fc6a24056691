"""Sessions: one record per browser in the Store, mirrored by every worker that has a tab of it.

Reading costs nothing: a call sees its worker's mirror. Writing costs one round trip to the store and one
message to each worker with a tab of the session, and ends when all of them have said that they took it. So
when a call is answered, the next call of any tab sees what it changed, whichever worker it meets. The mirror
of the worker that writes has a change at once, and loses it again if the store refuses it: so calls that
await nothing never conflict on one worker.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from pystream.server.at_rest import digest
from pystream.server.errors import Changed, Conflict, Unreachable
from pystream.server.handover import confirmation
from pystream.server.session import (
    EPOCH,
    MOVED,
    SINCE,
    USER,
    Arrived,
    Change,
    Ended,
    Moved,
    Revoked,
    Session,
    Told,
    UnsavedSession,
    decode,
    decode_revoked,
)
from pystream.server.session_data import DATA
from pystream.server.session_locks import UNLOCKED, SessionLocks
from pystream.server.store import Backend
from pystream.server.turns import Turns

if TYPE_CHECKING:
    from pystream.server.client import Client
    from pystream.server.context import Caller

log = logging.getLogger("pystream.sessions")

EVERYBODY = "sessions"  # the topic of all workers
MOST_BEFORE = 8
MOST_TRIES = 50
# How long a tab that signs in waits for its browser, when another tab did just before.
FOLLOW_S = 5.0
ARRIVAL_S = 1.0
CONFIRM_S = 2.0

_encoder = msgspec.json.Encoder()


@dataclass(slots=True, eq=False)
class _Move:
    """A session that is about to have another id, with the fields that are set then."""

    caller: Caller
    to: Session
    keeps_data: bool
    fields: dict[str, bytes]


class _Confirmations:
    """Counts the workers that took a change."""

    __slots__ = ("_count", "_done", "_expected", "here")

    def __init__(self) -> None:
        self.here = False
        self._count = 0
        self._expected: int | None = None
        self._done = asyncio.Event()

    def add(self) -> None:
        self._count += 1
        if self._expected is not None and self._count >= self._expected:
            self._done.set()

    async def reach(self, expected: int) -> None:
        self._expected = expected
        if self._count < expected:
            async with asyncio.timeout(CONFIRM_S):
                await self._done.wait()


# Told that a session's user changed, after the mirror did: (session, the user before).
UserChanged = Callable[[Session, str | None], Awaitable[None]]
# Told that the browser has the cookie of a session's new id: of the session that is new, or of one it was.
CookieArrived = Callable[[Session], None]


class Sessions:
    """All sessions with a tab on this worker."""

    def __init__(
        self,
        backend: Backend,
        worker: str,
        ttl_s: float,
        max_s: float,
        resume_s: float,
        max_bytes: int,
        user_changed: UserChanged,
        arrived: CookieArrived,
    ) -> None:
        self.locks = SessionLocks(backend)
        self._max_bytes = max_bytes
        self._backend = backend
        self._worker = worker
        self._marker = f"mirrors:{worker}"
        self._ttl_s = ttl_s
        self._max_s = max_s
        # Tabs come back to find where their session is for so long after they lost their lines, and those may
        # be closed as late as a ticket is good.
        self._left_s = 2 * resume_s
        self._user_changed = user_changed
        self._arrived = arrived
        self._turns = Turns()
        self._moves: dict[int, _Move] = {}
        self._open: dict[str, Session] = {}
        self._ids = itertools.count(1)
        self._pending: dict[int, _Confirmations] = {}
        self._tasks: set[asyncio.Future[None]] = set()

    def __len__(self) -> int:
        return len(self._open)

    async def start(self) -> None:
        """Hear what concerns all sessions, and mark the store to know it again. Raises Unreachable."""
        await self._backend.subscribe(EVERYBODY)
        await self._backend.put(self._marker, b"1", self._ttl_s)

    @asynccontextmanager
    async def open(self, id: str) -> AsyncIterator[Session]:
        """The session, read from the store unless a tab of it is here; during the block it may get clients.

        Raises:
            Unreachable: the store is away.
        """
        session = self._open.get(id)
        if session is None:
            session = self._open[id] = Session(id)
            session.loading = asyncio.create_task(self._load(session))
        session.openers += 1
        try:
            if session.loading is not None:
                # Shielded: other tabs may wait for the same read.
                await asyncio.shield(session.loading)
                session.loading = None
            yield session
        finally:
            session.openers -= 1
            self._release(session)

    def release(self, session: Session, client: Client) -> None:
        """The tab is gone; with the last one goes the mirror."""
        session.clients.discard(client)
        self._release(session)

    def _release(self, session: Session) -> None:
        if not session.clients and not session.openers and self._open.get(session.id) is session:
            del self._open[session.id]
            self._backend.unsubscribe(_topic(session))

    def save(
        self, session: Session, changes: Mapping[str, bytes | None], expected: Mapping[str, bytes | None]
    ) -> Awaitable[None]:
        """Write fields of session.data (None removes one); this worker's mirror has them when this returns.

        Args:
            expected: what fields must be until then.
        Returns:
            What ends when every worker's mirror has them. It raises Conflict when one was not as expected, or
            somebody signed in or out; Unreachable; nothing is written then.
        Raises:
            ValueError: it would be more than settings.max_session_bytes.
            RuntimeError: it is a session that is not saved.
            Conflict: the session goes on under another id.
        """
        _refuse_unsaved(session)
        if session.moved:
            raise Conflict(_ELSEWHERE)
        self._check_size(session, changes)
        if SINCE not in session.fields:
            changes = {**changes, SINCE: _encoder.encode(time.time())}
        change = self._change(changes)
        session.expect(change)
        # Begun now: changes of one session reach the store in the order in which the mirror took them. And it
        # goes on if the call that waits is cancelled: the mirror must hear how it ended.
        saving = asyncio.ensure_future(
            self._save(session, change, changes, {**expected, MOVED: None, USER: session.fields.get(USER)})
        )
        self._tasks.add(saving)
        saving.add_done_callback(self._saved)
        return asyncio.shield(saving)

    async def change(self, session: Session, changes: Mapping[str, bytes | None]) -> None:
        """Write fields (None removes one); on return every worker's mirror has them.

        Raises:
            Unreachable. RuntimeError: it is a session that is not saved.
        """
        _refuse_unsaved(session)
        await self._write(session, self._change(changes), changes, {})

    async def rotate(self, caller: Caller, user: str | None) -> str:
        """Sign in or out: the caller's session gets another id, and is dead under the one it had.

        Data is kept unless that of another user. Whoever else has a tab of it stays with the dead one, where
        nobody is signed in; see follow().

        Returns:
            The id it had. The browser must be given the new one.
        Raises:
            Unreachable. Conflict: others change the session all the time.
            RuntimeError: it is a session that is not saved.
        """
        _refuse_unsaved(caller.session)
        waited = None
        for _ in range(MOST_TRIES):
            session = caller.session
            if session.moved and waited is not session:
                waited = session
                await self._wait_to_follow(caller, session)
                continue
            async with self._turns.take(session.id):
                if caller.session is not session or (session.moved and waited is not session):
                    continue  # another call was first
                try:
                    await self._move(caller, session, user)
                except Changed:
                    # Another worker was first, or somebody signed in or out there.
                    before = session.user
                    session.replace(await self._backend.fields(_key(session.id)))
                    await self._tell(session, before)
                else:
                    return session.id
        raise Conflict("the session was signed in or out by other calls meanwhile")

    async def is_left(self, id: str) -> bool:
        """Whether the session goes on under another id. Raises Unreachable."""
        return MOVED in await self._backend.fields(_key(id))

    async def was(self, id: str, digest_before: str) -> bool:
        """Whether a session had an id before, of which this is the digest. Raises Unreachable."""
        return digest_before in await self._before(id)

    async def _before(self, id: str) -> list[str]:
        raw = await self._backend.get(f"was:{id}")
        return [] if raw is None else msgspec.json.decode(raw, type=list[str])

    def follow(self, client: Client, session: Session) -> None:
        """A tab that was left behind has shown that its browser has the cookie of the session's new id."""
        old = client.session
        client.enter(session)
        if old.followed is not None:
            old.followed.set()
            old.followed = None

    async def arrived(self, old_ids: Iterable[str], new_id: str) -> None:
        """The browser has the cookie of a session's new id: tell all workers. Raises Unreachable."""
        message = _encoder.encode(Arrived())
        for id in (*old_ids, new_id):
            await self._backend.publish(f"session:{id}", message)

    def arrives(self, old_id: str, new_id: str) -> None:
        """The browser will have the cookie in a moment, as it comes with the answer to a request."""
        asyncio.get_running_loop().call_later(ARRIVAL_S, self._tell_arrival, old_id, new_id)

    def _tell_arrival(self, old_id: str, new_id: str) -> None:
        telling = asyncio.ensure_future(self.arrived([old_id], new_id))
        self._tasks.add(telling)
        telling.add_done_callback(self._saved)

    async def _move(self, caller: Caller, session: Session, user: str | None) -> None:
        # As it is now, whatever is heard meanwhile.
        expected = {field: session.fields.get(field) for field in (MOVED, USER)}
        keeps_data = user is not None and session.user in (None, user)
        fields: dict[str, bytes] = {}
        if user is not None:
            epoch = await self._epoch(user)
            fields = {USER: _encoder.encode(user), SINCE: _encoder.encode(time.time())}
            if epoch is not None:
                fields[EPOCH] = epoch
        new = Session(secrets.token_urlsafe(32))
        new.early, new.openers = None, 1
        self._open[new.id] = new
        moved = Moved(self._worker, next(self._ids), digest(new.id))
        confirmed = self._pending[moved.id] = _Confirmations()
        self._moves[moved.id] = _Move(caller, new, keeps_data, fields)
        try:
            await self._backend.subscribe(_topic(new))
            before = [digest(session.id), *await self._before(session.id)][:MOST_BEFORE]
            await self._backend.put(f"was:{new.id}", msgspec.json.encode(before), self._left_s)
            target, ttl_s = _key(new.id), self._ttl_s
            changes: dict[str, bytes | None] = {**fields, MOVED: None}
            if not keeps_data:
                # What another worker has just saved, and this one has not heard of, must not stay either.
                gone = f"gone:{new.id}"
                if fields:
                    await self._backend.change(target, fields, ttl_s, gone, b"")
                target, changes, ttl_s = gone, {}, 1.0
            workers = await self._backend.rename(
                _key(session.id),
                target,
                changes,
                ttl_s,
                _topic(session),
                _encoder.encode(moved),
                {MOVED: _encoder.encode(digest(new.id))},
                self._left_s,
                expected,
            )
            await confirmed.reach(workers)
            if moved.id in self._moves:  # the bus is healing, or the last tab left
                await self._apply(session, moved)
            if user is not None:
                await self._backend.keep([f"revoked:{user}"], self._max_s)
                if await self._is_revoked(new):  # meanwhile
                    await self._end(new)
        except TimeoutError:
            log.warning("a worker did not confirm a session's change within %g s; going on", CONFIRM_S)
        finally:
            del self._pending[moved.id]
            self._moves.pop(moved.id, None)
            new.openers -= 1
            self._release(new)

    async def _wait_to_follow(self, caller: Caller, session: Session) -> None:
        """Another tab was first: this one's browser is about to have the other cookie, and to say so."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FOLLOW_S):
                while caller.session is session:
                    session.followed = session.followed or asyncio.Event()
                    await session.followed.wait()

    def _change(self, changes: Mapping[str, bytes | None]) -> Change:
        return Change(
            self._worker,
            next(self._ids),
            {field: msgspec.Raw(raw) for field, raw in changes.items() if raw is not None},
            [field for field, raw in changes.items() if raw is None],
        )

    async def _save(
        self,
        session: Session,
        change: Change,
        changes: Mapping[str, bytes | None],
        expected: Mapping[str, bytes | None],
    ) -> None:
        try:
            await self._write(session, change, changes, expected)
        except Changed as why:
            raise Conflict(_conflict(why)) from None
        finally:
            session.forget(change)

    def _saved(self, saving: asyncio.Future[None]) -> None:
        self._tasks.discard(saving)
        if not saving.cancelled():
            saving.exception()  # read: the call that waited may have been cancelled

    def _check_size(self, session: Session, changes: Mapping[str, bytes | None]) -> None:
        size = sum(
            len(field) - len(DATA) + len(raw)
            for field, raw in {**session.fields, **changes}.items()
            if raw is not None and field.startswith(DATA)
        )
        if size > self._max_bytes:
            raise ValueError(f"session.data has {size} bytes; max_session_bytes is {self._max_bytes}")

    async def _write(
        self,
        session: Session,
        change: Change,
        changes: Mapping[str, bytes | None],
        expected: Mapping[str, bytes | None],
    ) -> None:
        confirmed = self._pending[change.id] = _Confirmations()
        try:
            message = _encoder.encode(change)
            workers = await self._backend.change(
                _key(session.id), changes, self._ttl_s, _topic(session), message, expected
            )
            await confirmed.reach(workers)
        except TimeoutError:
            log.warning("a worker did not confirm a session's change within %g s; going on", CONFIRM_S)
        finally:
            del self._pending[change.id]
        if not confirmed.here:  # the bus is healing, or the last tab left
            await self._apply(session, change)

    async def keep(self) -> None:
        """Start the expiry of all sessions here anew, and end those that are too old. Raises Unreachable."""
        for session in [each for each in self._open.values() if self._is_over(each)]:
            await self._end(session)
        kept = [_key(id) for id, session in self._open.items() if not session.moved]
        await self._backend.keep([*kept, self._marker], self._ttl_s)

    async def reload(self) -> None:
        """Read all sessions again, after changes may have been missed. Raises Unreachable.

        When the store has lost all (it was restarted empty), they are written back from the mirrors. A record
        that alone is gone was ended on purpose.
        """
        is_empty = await self._backend.get(self._marker) is None
        for session in list(self._open.values()):
            if session.early is not None or session.moved:
                continue  # it is being read just now; or is no more
            stored = await self._backend.fields(_key(session.id))
            if stored or not session.fields or not is_empty:
                before = session.user
                session.replace(stored)
                await self._tell(session, before)
            else:
                await self.change(session, session.fields)
        await self.start()

    def heard(self, id: str, message: bytes) -> None:
        """Take a message of a session's topic."""
        if message == UNLOCKED:
            self.locks.unlocked(id)
            return
        change = decode(message)
        session = self._open.get(id)
        if isinstance(change, Arrived):
            if session is not None:
                self._arrived(session)
        elif session is None:
            self._confirm(change)
        elif session.early is not None:
            session.early.append(change)
            self._confirm(change)
        else:
            before = session.user
            told = [(each, before) for each in self._take(session, change) if each.user != before]
            if not told:
                self._confirm(change)
            else:
                task = asyncio.create_task(self._tell_then_confirm(told, change))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def confirmed(self, id: int) -> None:
        """A worker took the change that this one made."""
        if pending := self._pending.get(id):
            pending.add()

    async def _load(self, session: Session) -> None:
        await self._backend.subscribe(_topic(session))
        session.replace(await self._backend.fields(_key(session.id)))
        for change in session.early or ():
            self._take(session, change)
        session.early = None
        if self._is_over(session) or await self._is_revoked(session):
            await self._end(session)
        if session.fields:
            await self._backend.keep([_key(session.id)], self._ttl_s)

    def _is_over(self, session: Session) -> bool:
        since = session.fields.get(SINCE)
        return since is not None and msgspec.json.decode(since, type=float) + self._max_s < time.time()

    async def _is_revoked(self, session: Session) -> bool:
        user = session.user
        return user is not None and session.fields.get(EPOCH) != await self._epoch(user)

    async def _epoch(self, user: str) -> bytes | None:
        return await self._backend.get(f"revoked:{user}")

    async def revoke(self, user: str) -> None:
        """End all sessions of a user, those without a tab too; on return it is done. Raises Unreachable."""
        revoked = Revoked(self._worker, next(self._ids), user, secrets.token_hex(8))
        confirmed = self._pending[revoked.id] = _Confirmations()
        try:
            # It outlives what signed in before it; who signs in later keeps it.
            await self._backend.put(f"revoked:{user}", _encoder.encode(revoked.epoch), self._max_s)
            await confirmed.reach(await self._backend.publish(EVERYBODY, _encoder.encode(revoked)))
        except TimeoutError:
            log.warning("a worker did not confirm that a user was signed out within %g s", CONFIRM_S)
        finally:
            del self._pending[revoked.id]

    def heard_by_all(self, message: bytes) -> None:
        """Take a message of EVERYBODY."""
        ending = asyncio.ensure_future(self._end_revoked(decode_revoked(message)))
        self._tasks.add(ending)
        ending.add_done_callback(self._saved)

    async def _end_revoked(self, revoked: Revoked) -> None:
        epoch = _encoder.encode(revoked.epoch)
        try:
            for session in list(self._open.values()):
                if session.loading is not None:
                    await asyncio.wait([session.loading])  # it may have looked before it was revoked
                if session.user == revoked.user and session.fields.get(EPOCH) != epoch:
                    await self._end(session)
        except Unreachable as why:
            log.warning("sessions of a user end when they are next read: %s", why)
        self._confirm(revoked)

    async def _end(self, session: Session) -> None:
        """Leave nothing of the session, on any worker; whose it was is signed out."""
        ended = Ended(self._worker, next(self._ids))
        expected = {field: session.fields.get(field) for field in (MOVED, USER, SINCE, EPOCH)}
        confirmed = self._pending[ended.id] = _Confirmations()
        message = _encoder.encode(ended)
        gone = f"gone:{secrets.token_urlsafe(24)}"
        try:
            workers = await self._backend.rename(
                _key(session.id), gone, {}, 1.0, _topic(session), message, expected=expected
            )
            await confirmed.reach(workers)
        except Changed:
            return  # somebody else ended it, or signed in
        except TimeoutError:
            log.warning("a worker did not confirm the end of a session within %g s; going on", CONFIRM_S)
        finally:
            del self._pending[ended.id]
        if not confirmed.here:  # the bus is healing, or the last tab left
            await self._apply(session, ended)

    async def _apply(self, session: Session, change: Told) -> None:
        before = session.user
        for each in self._take(session, change):
            await self._tell(each, before)

    async def _tell(self, session: Session, before: str | None) -> None:
        if session.user != before:
            await self._user_changed(session, before)

    async def _tell_then_confirm(self, told: Sequence[tuple[Session, str | None]], change: Told) -> None:
        try:
            for session, before in told:
                await self._user_changed(session, before)
        except Unreachable as why:
            log.warning("tabs of a session could not follow its user: %s", why)
        self._confirm(change)

    def _take(self, session: Session, change: Told) -> list[Session]:
        """Bring the mirror up to date; the sessions whose user may be another then."""
        is_own = change.worker == self._worker
        if isinstance(change, Change):
            session.hear(change, is_own)
            return [session]
        if isinstance(change, Ended):
            session.replace({})
            return [session]
        move = self._moves.pop(change.id, None) if is_own else None
        if move is not None:
            move.to.replace((session.saved_data() if move.keeps_data else {}) | move.fields)
            move.caller.enter(move.to)
        session.replace({MOVED: _encoder.encode(change.to_digest)})
        return [session] if move is None else [session, move.to]

    def _confirm(self, change: Told | Revoked) -> None:
        if change.worker != self._worker:
            sent = asyncio.ensure_future(
                self._backend.publish(f"worker:{change.worker}", confirmation(change.id))
            )
            # A confirmation that is lost costs the other side CONFIRM_S; the failure is logged by the bus.
            sent.add_done_callback(lambda done: done.cancelled() or done.exception())
        elif pending := self._pending.get(change.id):
            pending.here = True
            pending.add()


def _refuse_unsaved(session: Session) -> None:
    if isinstance(session, UnsavedSession):
        raise RuntimeError(
            "nothing of this call's session can be changed: it came with credentials, not with a session"
        )


_ELSEWHERE = "session.data was not saved: the session was signed in or out meanwhile"


def _conflict(why: Changed) -> str:
    if USER in why.fields or MOVED in why.fields:
        return _ELSEWHERE
    keys = ", ".join(repr(field.removeprefix(DATA)) for field in why.fields)
    return (
        f"session.data was not saved: another call changed {keys} meanwhile; make the action async, and"
        " read and change it within `async with session.lock():`"
    )


def _key(id: str) -> str:
    return f"session:{id}"


def _topic(session: Session) -> str:
    return f"session:{session.id}"

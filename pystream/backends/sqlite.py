"""The embedded default: one SQLite file, for one worker. It outlives the process, however that ends.

Everything runs in the event loop's thread. What is written in one turn of the loop travels in one
transaction, and a commit takes as long as a write to a pipe, since nothing waits for the disk: that is left
to checkpoints, which have a thread. (Writing in a thread would be slower: beside a busy loop it waits 5 ms
for Python's global lock, again at each statement.)
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from pystream.backends.deadlines import NUMBERING_S
from pystream.backends.local_bus import LocalBus
from pystream.backends.local_roll import LocalRoll
from pystream.backends.rates import Rates
from pystream.backends.sqlite_file import StateFile, connect
from pystream.server.at_rest import stored
from pystream.server.errors import Changed, Unreachable
from pystream.server.store import Deliver, Missed, Past, Position

log = logging.getLogger("pystream.sqlite")

# How long a transaction may hold up the loop before the rest waits for the next turn.
TURN_S = 0.005
UPKEEP_S = 1.0
SWEEP_MOST = 200
# Keys are kept from expiring in pieces, and only when they have come nearer by this part of their time.
KEEP_MOST = 500
KEEP_STEP = 0.01
# Pages of the write-ahead log at which a commit copies them itself: the thread has not kept up.
MOST_LOG_PAGES = 16_384
# What of the log's file is left once it has been copied.
LOG_BYTES = 4_194_304

# Writes, within a transaction; the result is handed to what comes after the commit.
_Write: TypeAlias = Callable[[sqlite3.Connection], Any]
# After the commit: makes the caller's result of the write's; it delivers, too.
_Settle: TypeAlias = Callable[[Any], Any]


_T = TypeVar("_T")


class _Queued:
    """A write that waits for its transaction, and what follows the commit."""

    __slots__ = ("_done", "_settle", "write")

    def __init__(self, write: _Write, settle: _Settle, done: asyncio.Future[Any]) -> None:
        self.write = write
        self._settle = settle
        self._done = done

    def end(self, result: Any, trouble: Exception | None) -> None:
        """It was committed, or not because of this trouble."""
        try:
            if trouble is not None:
                raise trouble
            value = self._settle(result)
        except Exception as why:
            if not self._done.done():
                self._done.set_exception(why)
        else:
            if not self._done.done():
                self._done.set_result(value)


class SqliteBackend(LocalBus):
    """Store, log and bus of a single worker.

    Args:
        keep_s: how long events are kept after the last of their topic.
        clock: seconds since 1970; it is there for tests.
    """

    def __init__(self, path: Path, keep_s: float, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._path = path
        self._keep_s = keep_s
        self._clock = clock
        self._file: StateFile
        self._rates = Rates(time.monotonic)
        self.roll = LocalRoll(self.publish, time.monotonic)
        self._queue: deque[_Queued] = deque()
        self._ending = False
        self._uncopied = False
        self._upkeep: asyncio.Task[None] | None = None

    async def start(self, deliver: Deliver, missed: Missed) -> None:
        """As Bus.start. Raises StartError."""
        self._file = StateFile(self._path)
        self._file.connection.execute(f"PRAGMA wal_autocheckpoint = {MOST_LOG_PAGES}")
        self._file.connection.execute(f"PRAGMA journal_size_limit = {LOG_BYTES}")
        await super().start(deliver, missed)
        self._upkeep = asyncio.create_task(self._keep_up())

    async def close(self) -> None:
        if self._upkeep is None:
            return  # it did not start
        self._upkeep.cancel()
        await asyncio.gather(self._upkeep, return_exceptions=True)
        while self._queue:
            self._commit()
        self._upkeep = None
        self._file.close()
        await super().close()

    async def get(self, key: str) -> bytes | None:
        return self._read(lambda db: _fields(db, stored(key), self._clock()).get(""))

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        await self._soon(partial(_set, key=stored(key), changes={"": value}, expires=self._clock() + ttl_s))

    async def take(self, key: str) -> bytes | None:
        def write(db: sqlite3.Connection) -> bytes | None:
            value = _fields(db, stored(key), self._clock()).get("")
            _delete(db, [stored(key)])
            return value

        found: bytes | None = await self._soon(write)
        return found

    async def fields(self, key: str) -> dict[str, bytes]:
        return self._read(lambda db: _fields(db, stored(key), self._clock()))

    async def change(
        self,
        key: str,
        changes: Mapping[str, bytes | None],
        ttl_s: float,
        topic: str,
        message: bytes,
        expected: Mapping[str, bytes | None] = {},
    ) -> int:
        def write(db: sqlite3.Connection) -> list[str]:
            now = self._clock()
            record = _fields(db, stored(key), now)
            if wrong := _wrong(record, expected):
                return wrong
            if not record:
                _delete(db, [stored(key)])  # what expired and is not swept yet
            _set(db, stored(key), changes, now + ttl_s)
            return []

        return await self._send_after(write, topic, message)

    async def rename(
        self,
        old_key: str,
        new_key: str,
        changes: Mapping[str, bytes | None],
        ttl_s: float,
        topic: str,
        message: bytes,
        left: Mapping[str, bytes] = {},
        left_s: float = 60.0,
        expected: Mapping[str, bytes | None] = {},
    ) -> int:
        def write(db: sqlite3.Connection) -> list[str]:
            now = self._clock()
            record = _fields(db, stored(old_key), now)
            if wrong := _wrong(record, expected):
                return wrong
            _delete(db, [stored(old_key), stored(new_key)])
            _set(db, stored(new_key), {**record, **changes}, now + ttl_s)
            if left:
                _set(db, stored(old_key), left, now + left_s)
            return []

        return await self._send_after(write, topic, message)

    async def _send_after(
        self, write: Callable[[sqlite3.Connection], list[str]], topic: str, message: bytes
    ) -> int:
        """Publish once it is written; raises Changed with what `write` found to be not as expected."""

        def settle(wrong: list[str]) -> int:
            if wrong:
                raise Changed(wrong)
            return self._send(topic, message)

        return int(await self._soon(write, settle))

    async def keep(self, keys: Iterable[str], ttl_s: float) -> None:
        rest = iter(keys)
        pieces = []
        while some := [stored(key) for key in islice(rest, KEEP_MOST)]:
            now = self._clock()
            pieces.append(self._soon(partial(_keep, keys=some, now=now, ttl_s=ttl_s)))
        for piece in pieces:
            await piece

    def allow(self, key: str, rate: float, burst: int) -> asyncio.Future[float]:
        return self._rates.answer(key, rate, burst)

    def record(self, topic: str, event: str, keep: int, frame: bytes) -> asyncio.Future[int]:
        # Delivered once it is committed: what somebody heard is there after a crash, and its number is taken.
        write = partial(
            _record,
            topic=topic,
            event=event,
            keep=keep,
            frame=frame,
            expires=self._clock() + self._keep_s,
        )
        return self._soon(write, lambda placed: self._send(topic, placed))

    async def past(self, wanted: Sequence[tuple[str, Position | None]]) -> list[Past]:
        return self._read(lambda db: [_past(db, topic, at) for topic, at in wanted])

    def publish(self, topic: str, message: bytes) -> asyncio.Future[int]:
        if self._queue or self._ending:
            # Not before what came before it.
            return self._soon(lambda _: None, lambda _: self._send(topic, message))
        return super().publish(topic, message)

    def _soon(self, write: _Write, settle: _Settle = lambda result: result) -> asyncio.Future[Any]:
        """Write in this turn's transaction; on the result, nothing can undo it."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Any] = loop.create_future()
        if not self._queue:
            loop.call_soon(self._commit)
        self._queue.append(_Queued(write, settle, done))
        return done

    def _commit(self) -> None:
        """Run what is queued in one transaction; a write that fails is left out of it."""
        if not self._queue:
            return
        db = self._file.connection
        written: list[tuple[_Queued, Any]] = []
        trouble: Exception | None = None
        until = time.perf_counter() + TURN_S
        try:
            db.execute("BEGIN IMMEDIATE")
            while self._queue and time.perf_counter() < until:
                queued = self._queue.popleft()
                try:
                    written.append((queued, queued.write(db)))
                except Exception as why:
                    # The others begin again without it: what it did so far cannot be told from what they did.
                    self._queue.extendleft(other for other, _ in reversed(written))
                    written, trouble = [(queued, None)], why
                    break
            else:
                db.execute("COMMIT")
                self._uncopied = True
        except sqlite3.Error as why:
            trouble = why
        if db.in_transaction:
            db.rollback()
        if self._queue:
            asyncio.get_running_loop().call_soon(self._commit)
        if isinstance(trouble, sqlite3.Error):
            trouble = self._unreachable(trouble)
            log.error("%s", trouble)
        self._ending = True
        for queued, result in written:
            queued.end(result, trouble)
        self._ending = False

    def _read(self, read: Callable[[sqlite3.Connection], _T]) -> _T:
        try:
            return read(self._file.connection)
        except sqlite3.Error as why:
            raise self._unreachable(why) from None

    def _unreachable(self, why: sqlite3.Error) -> Unreachable:
        return Unreachable(f"store {self._path}: {why}")

    async def _keep_up(self) -> None:
        """Remove what expired, in small pieces; copy the write-ahead log into the file."""
        with ThreadPoolExecutor(1, "pystream checkpoint") as thread:
            loop = asyncio.get_running_loop()
            while True:
                await asyncio.sleep(UPKEEP_S)
                try:
                    while await self._soon(partial(_sweep, now=self._clock())):
                        pass  # each piece is a transaction of its own turn
                    if self._uncopied:
                        self._uncopied = False
                        await loop.run_in_executor(thread, _checkpoint, self._path)
                except (Unreachable, sqlite3.Error) as why:
                    log.warning("upkeep of the store, trying again: %s", why)


def _fields(db: sqlite3.Connection, key: str, now: float) -> dict[str, bytes]:
    rows = db.execute(
        "SELECT field, value FROM entries JOIN fields USING (key) WHERE key = ? AND expires > ?", (key, now)
    )
    return dict(rows.fetchall())


def _set(db: sqlite3.Connection, key: str, changes: Mapping[str, bytes | None], expires: float) -> None:
    for field, value in changes.items():
        if value is None:
            db.execute("DELETE FROM fields WHERE key = ? AND field = ?", (key, field))
        else:
            db.execute("REPLACE INTO fields VALUES (?, ?, ?)", (key, field, value))
    db.execute("REPLACE INTO entries VALUES (?, ?)", (key, expires))


def _wrong(record: Mapping[str, bytes], expected: Mapping[str, bytes | None]) -> list[str]:
    return [field for field, value in expected.items() if record.get(field) != value]


def _delete(db: sqlite3.Connection, keys: Sequence[str]) -> None:
    for table in ("fields", "entries"):
        db.executemany(f"DELETE FROM {table} WHERE key = ?", [(key,) for key in keys])


def _keep(db: sqlite3.Connection, keys: Sequence[str], now: float, ttl_s: float) -> None:
    near = now + ttl_s * (1 - KEEP_STEP)
    db.executemany(
        "UPDATE entries SET expires = ? WHERE key = ? AND expires > ? AND expires < ?",
        [(now + ttl_s, key, now, near) for key in keys],
    )


def _record(db: sqlite3.Connection, topic: str, event: str, keep: int, frame: bytes, expires: float) -> bytes:
    """Keep an event; the frame with its place."""
    head = db.execute('SELECT epoch, "offset" FROM topics WHERE topic = ?', (topic,)).fetchone()
    epoch, offset = head or (secrets.token_hex(4), 0)
    offset += 1
    db.execute("REPLACE INTO topics VALUES (?, ?, ?, ?)", (topic, epoch, offset, expires))
    of_event = (topic, event)
    last = db.execute('SELECT "offset" FROM last WHERE topic = ? AND event = ?', of_event).fetchone()
    db.execute("REPLACE INTO last VALUES (?, ?, ?)", (*of_event, offset))
    frame = b'%b,"%b",%d]' % (frame, epoch.encode(), offset)
    before = last[0] if last else 0
    db.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?)", (*of_event, offset, before, frame))
    db.execute(
        'DELETE FROM events WHERE topic = ?1 AND event = ?2 AND "offset" <= (SELECT "offset" FROM events '
        'WHERE topic = ?1 AND event = ?2 ORDER BY "offset" DESC LIMIT 1 OFFSET ?3)',
        (*of_event, keep),
    )
    return frame


def _past(db: sqlite3.Connection, topic: str, at: Position | None) -> Past:
    head = db.execute('SELECT epoch, "offset" FROM topics WHERE topic = ?', (topic,)).fetchone()
    if head is None:
        return Past(Position("", 0), None if at is not None and at.epoch else [])
    position = Position(*head)
    if at is None:
        return Past(position, [])
    if at.epoch not in ("", position.epoch) or at.offset > position.offset:
        return Past(position, None)
    # Of each event with something new, the oldest that is kept must follow one that the reader has.
    hole = db.execute(
        'SELECT 1 FROM last WHERE topic = ?1 AND "offset" > ?2 AND coalesce((SELECT "before" FROM events '
        'WHERE events.topic = ?1 AND events.event = last.event ORDER BY "offset" LIMIT 1), ?2 + 1) > ?2',
        (topic, at.offset),
    ).fetchone()
    if hole is not None:
        return Past(position, None)
    frames = db.execute(
        'SELECT frame FROM events WHERE topic = ? AND "offset" > ? ORDER BY "offset"', (topic, at.offset)
    )
    return Past(position, [frame for (frame,) in frames.fetchall()])


def _sweep(db: sqlite3.Connection, now: float) -> bool:
    """Remove some of what expired; whether there may be more."""
    due = f"WHERE expires <= ? ORDER BY expires LIMIT {SWEEP_MOST}"
    keys = [key for (key,) in db.execute(f"SELECT key FROM entries {due}", (now,)).fetchall()]
    _delete(db, keys)
    topics = db.execute(f"SELECT topic FROM topics {due}", (now,)).fetchall()
    for topic in topics:
        if db.execute("DELETE FROM events WHERE topic = ?", topic).rowcount:
            db.execute("UPDATE topics SET expires = ? WHERE topic = ?", (now + NUMBERING_S, *topic))
        else:
            db.execute("DELETE FROM last WHERE topic = ?", topic)
            db.execute("DELETE FROM topics WHERE topic = ?", topic)
    return SWEEP_MOST in (len(keys), len(topics))


def _checkpoint(path: Path) -> None:
    db = connect(path)
    try:
        db.execute("PRAGMA wal_checkpoint(PASSIVE)")
    finally:
        db.close()

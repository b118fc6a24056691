"""The board: notes in SQLite. Whoever writes last wins, note by note; everybody hears of it."""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import astuple, replace

from pystream import Denied, Event, action, config, lifespan, publish

from shared_src.notes import Note, check

# Who was away hears what they missed, as long as it is among the last 200 changes; else the page loads all.
changed = Event[Note](keep=200)

_database: sqlite3.Connection


@lifespan
async def database() -> AsyncIterator[None]:
    """Open before the server listens, closed when it has stopped. Statements take microseconds."""
    global _database
    _database = sqlite3.connect(config["database"], isolation_level=None)
    columns = "id PRIMARY KEY, text, color, x REAL, y REAL, version, gone"
    _database.execute(f"CREATE TABLE IF NOT EXISTS note ({columns})")
    yield
    _database.close()


def _stored(where: str, *values: str) -> list[Note]:
    rows = _database.execute(f"SELECT * FROM note WHERE {where} ORDER BY rowid", values)
    return [replace(Note(*row), gone=bool(row[-1])) for row in rows]


@action(safe=True)
async def notes() -> list[Note]:
    return _stored("NOT gone")


@action(idempotent=True)
async def save(note: Note) -> Note:
    """Write a note as it is now: a new one, another text or place, or `gone`. What is gone stays so.

    Written twice it is the same, so a page may send it again when a server has died (`idempotent`).
    """
    check(note)
    before = _stored("id = ?", note.id)
    if not before and len(_stored("NOT gone")) >= 200:
        raise Denied("The board is full; take some notes down first")
    note.version = before[0].version + 1 if before else 1
    note.gone = note.gone or any(each.gone for each in before)
    _database.execute("REPLACE INTO note VALUES (?, ?, ?, ?, ?, ?, ?)", astuple(note))
    await publish.all(changed, note)
    return note

"""Who there is: a table of names and hashes, and one of attempts to sign in."""

import sqlite3
import time
from collections.abc import AsyncIterator

from pystream import config, lifespan

MOST_TRIES, TRIES_S = 10, 600.0

TABLES = """
    CREATE TABLE IF NOT EXISTS person (name TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS try (name TEXT NOT NULL, at REAL NOT NULL);
    CREATE INDEX IF NOT EXISTS try_at ON try (at);
    CREATE INDEX IF NOT EXISTS try_name ON try (name);
"""


class People:
    """The database. Its statements take microseconds, so they are made where they are needed."""

    def __init__(self, path: str) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.executescript(TABLES)

    def close(self) -> None:
        self._database.close()

    def add(self, name: str, hash: str) -> bool:
        """Whether the name was free, and is theirs now."""
        added = self._database.execute("INSERT OR IGNORE INTO person VALUES (?, ?)", (name, hash))
        return added.rowcount == 1

    def hash_of(self, name: str) -> str | None:
        row = self._database.execute("SELECT hash FROM person WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_hash(self, name: str, hash: str) -> None:
        self._database.execute("UPDATE person SET hash = ? WHERE name = ?", (hash, name))

    def may_try(self, name: str) -> bool:
        """Note an attempt to sign in, by a name that somebody may have; whether there were not too many."""
        now = time.time()
        self._database.execute("DELETE FROM try WHERE at < ?", (now - TRIES_S,))
        (tries,) = self._database.execute("SELECT count(*) FROM try WHERE name = ?", (name,)).fetchone()
        if tries >= MOST_TRIES:
            return False
        self._database.execute("INSERT INTO try VALUES (?, ?)", (name, now))
        return True

    def forget_tries(self, name: str) -> None:
        self._database.execute("DELETE FROM try WHERE name = ?", (name,))


_people: People | None = None


@lifespan
async def database() -> AsyncIterator[None]:
    global _people
    _people = People(config["database"])
    yield
    _people.close()


def people() -> People:
    """The database that this server has open."""
    assert _people is not None
    return _people

"""The file of the embedded store: made, locked, opened, brought up to date; each trouble is one line."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import ExitStack
from pathlib import Path

from pystream.server.errors import StartError

# "pyst": other programs' databases are left alone.
APPLICATION_ID = 0x70797374

# One for each version of the schema, and what leads to it from the one before; user_version counts them.
# An entry is a value, in the field "", or a record. A topic's numbering goes on after its events expired.
MIGRATIONS = (
    """
    CREATE TABLE entries (key TEXT PRIMARY KEY, expires REAL NOT NULL) WITHOUT ROWID;
    CREATE INDEX entries_by_expiry ON entries (expires);
    CREATE TABLE fields (
      key TEXT NOT NULL, field TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (key, field)
    ) WITHOUT ROWID;
    CREATE TABLE topics (
      topic TEXT PRIMARY KEY, epoch TEXT NOT NULL, "offset" INTEGER NOT NULL, expires REAL NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX topics_by_expiry ON topics (expires);
    CREATE TABLE last (
      topic TEXT NOT NULL, event TEXT NOT NULL, "offset" INTEGER NOT NULL, PRIMARY KEY (topic, event)
    ) WITHOUT ROWID;
    CREATE TABLE events (
      topic TEXT NOT NULL, event TEXT NOT NULL, "offset" INTEGER NOT NULL, "before" INTEGER NOT NULL,
      frame BLOB NOT NULL, PRIMARY KEY (topic, event, "offset")
    ) WITHOUT ROWID;
    """,
)


class StateFile:
    """An open state file, this process's alone until close().

    Attributes:
        connection: in autocommit mode; commits reach the operating system, so they outlive this process.
            A power cut may cost the last ones, and never the file.

    Raises:
        StartError: it cannot be made, opened or read, or another process has it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with ExitStack() as undo:
            try:
                _make_folder(path.parent)
                self._lock = _lock(path)
                undo.callback(os.close, self._lock)
                # SQLite gives its other files the mode of this one. They hold the app's data of all sessions.
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
                path.chmod(0o600)
            except OSError as why:
                raise StartError(
                    f"store {path}: {why.strerror}; let it be written to, or set another file or "
                    '"memory" as store'
                ) from None
            try:
                self.connection = connect(path)
                undo.callback(self.connection.close)
                _migrate(self.connection, path)
            except sqlite3.Error as why:
                raise StartError(
                    f"store {path}: {why}; move it away to begin without its sessions, or set another store"
                ) from None
            undo.pop_all()

    def close(self) -> None:
        """Everything committed is in the file itself, and another process may have it."""
        self.connection.close()
        os.close(self._lock)


def connect(path: Path) -> sqlite3.Connection:
    """Another connection to an existing state file; any thread may use it, one at a time."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = FAST")
    return connection


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(0o700, parents=True)
    (folder / ".gitignore").write_text("*\n")


def _lock(path: Path) -> int:
    """An open file whose lock is held until it is closed or the process ends, however it ends.

    A file of its own: SQLite's exclusive lock would keep this process's second connection out, too.
    """
    lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 20).decode("ascii", "replace") or "another process"
        os.close(lock)
        raise StartError(
            f"store {path}: in use by {holder}; stop that server, set another store, "
            "or let both meet in Redis with --redis"
        ) from None
    os.truncate(lock, 0)
    os.pwrite(lock, f"process {os.getpid()}".encode(), 0)
    return lock


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    ours = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if tables and ours != APPLICATION_ID:
        raise StartError(f"store {path}: a database of another program; set another store")
    if version > len(MIGRATIONS):
        raise StartError(
            f"store {path}: written by a newer pystream (version {version}, this one knows "
            f"{len(MIGRATIONS)}); update pystream, or move the file away to begin without its sessions"
        )
    connection.execute("PRAGMA journal_mode = WAL")
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        marks = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {number};"
        connection.executescript(f"BEGIN; {script} {marks} COMMIT;")

"""What the embedded store adds to the suite of all backends: it outlives its process, and tells troubles."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
from pathlib import Path

import pytest
from backend_harness import Ears, numbers, record, started
from harness import eventually

from pystream.backends import sqlite
from pystream.backends.sqlite import SqliteBackend
from pystream.backends.sqlite_file import APPLICATION_ID
from pystream.server.errors import StartError, Unreachable
from pystream.server.store import Position


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "state.sqlite3"


async def test_everything_is_there_when_it_is_opened_again(path: Path) -> None:
    async with started(SqliteBackend(path, 60.0)) as backend:
        await backend.put("k", b"\x00\xff", 60)
        await backend.change("r", {"a": b"1", "b": b"2"}, 60, "t", b"")
        for number in range(5):
            await record(backend, number)
        [(position, _)] = await backend.past([("t", None)])
    async with started(SqliteBackend(path, 60.0)) as backend:
        assert await backend.get("k") == b"\x00\xff"
        assert await backend.fields("r") == {"a": b"1", "b": b"2"}
        await record(backend, 5)
        [(later, frames)] = await backend.past([("t", Position(position.epoch, 3))])
        assert later == Position(position.epoch, 6)
        assert numbers(frames) == [3, 4, 5]


async def test_what_expired_while_it_was_closed_is_gone(path: Path) -> None:
    now = 1000.0
    async with started(SqliteBackend(path, 60.0, lambda: now)) as backend:
        await backend.put("k", b"1", 10)
        await backend.change("r", {"a": b"1"}, 10, "t", b"")
        await backend.put("lasting", b"1", 100)
    now = 1011.0
    async with started(SqliteBackend(path, 60.0, lambda: now)) as backend:
        assert await backend.get("k") is None
        assert await backend.fields("r") == {}
        await backend.change("r", {"b": b"2"}, 10, "t", b"", {"a": None})
        assert await backend.fields("r") == {"b": b"2"}
        await backend.keep(["k", "lasting"], 100)
        now = 1105.0
        assert await backend.get("k") is None
        assert await backend.get("lasting") == b"1"


async def test_what_expired_is_swept_in_pieces(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "UPKEEP_S", 0.01)
    now = 1000.0
    async with started(SqliteBackend(path, 10.0, lambda: now)) as backend:
        await asyncio.gather(*(backend.put(f"k{number}", b"1", 10) for number in range(450)))
        await backend.put("stays", b"1", 100)
        await record(backend, 1)
        now = 1050.0
        with sqlite3.connect(path) as reader:

            def count(table: str) -> int:
                return int(reader.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

            await eventually(lambda: [count(name) for name in ("entries", "fields", "events")] == [1, 1, 0])
            assert (count("topics"), count("last")) == (1, 1)
            now += 31 * 86_400
            await eventually(lambda: (count("entries"), count("topics"), count("last")) == (0, 0, 0))
        reader.close()


async def test_a_message_is_not_delivered_before_what_was_published_before_it(path: Path) -> None:
    ears = Ears()
    async with started(SqliteBackend(path, 60.0), ears) as backend:
        await backend.subscribe("t")
        sent = [backend.publish("t", b"1")]
        for number in range(2, 40, 2):
            sent.append(backend.record("t", "e", 3, b"[%d" % number))
            sent.append(backend.publish("t", b"%d" % (number + 1)))
        await asyncio.gather(*sent)
        heard = [int(message.split(b",")[0].strip(b"[")) for _, message in ears.heard]
        assert heard == list(range(1, 40))


async def test_a_write_that_fails_leaves_those_beside_it_alone(path: Path) -> None:
    async with started(SqliteBackend(path, 60.0)) as backend:
        writes = [
            backend.put("a", b"1", 60),
            backend.change("r", {"good": b"1", "\ud800": b"no text"}, 60, "t", b""),
            backend.put("b", b"2", 60),
        ]
        results = await asyncio.gather(*writes, return_exceptions=True)
        assert [type(result) for result in results] == [type(None), UnicodeEncodeError, type(None)]
        assert (await backend.get("a"), await backend.get("b"), await backend.fields("r")) == (b"1", b"2", {})


async def test_a_full_disk_fails_the_write_and_nothing_else(path: Path) -> None:
    async with started(SqliteBackend(path, 60.0)) as backend:
        await backend.put("k", b"1", 60)
        other = backend._file.connection
        pages = other.execute("PRAGMA page_count").fetchone()[0]
        other.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(Unreachable, match=r"state\.sqlite3: database or disk is full"):
            await backend.put("k", b"2" * 100_000, 60)
        assert await backend.get("k") == b"1"
        other.execute("PRAGMA max_page_count = 100000")
        await backend.put("k", b"3" * 100_000, 60)
        assert await backend.get("k") == b"3" * 100_000


async def test_nobody_else_reads_it_and_it_tells_no_session_id(path: Path) -> None:
    async with started(SqliteBackend(path, 60.0)) as backend:
        await backend.change("session:verysecret", {"user": b'"ada"'}, 60, "session:verysecret", b"")
        await backend.put("tab:alsosecret", b"1", 60)
        files = {file.name: file for file in path.parent.iterdir()}
        ours = {name for name in files if name.startswith("state.")}
        assert ours == {"state.sqlite3", "state.sqlite3-wal", "state.sqlite3-shm", "state.sqlite3.lock"}
        assert {stat.S_IMODE(files[name].stat().st_mode) for name in ours} == {0o600}
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert files[".gitignore"].read_text() == "*\n"
        assert all(b"secret" not in file.read_bytes() for file in files.values())


async def test_a_folder_that_was_there_is_left_as_it_is(tmp_path: Path) -> None:
    async with started(SqliteBackend(tmp_path / "mine.db", 60.0)):
        assert not (tmp_path / ".gitignore").exists()


def read(path: Path) -> bytes:
    return path.read_bytes()


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


async def refused(path: Path) -> str:
    backend = SqliteBackend(path, 60.0)
    with pytest.raises(StartError) as caught:
        await backend.start(Ears().deliver, Ears().after_a_gap)
    await backend.close()
    assert "\n" not in str(caught.value)
    return str(caught.value)


async def test_a_second_server_is_refused(path: Path) -> None:
    async with started(SqliteBackend(path, 60.0)) as backend:
        await backend.put("k", b"1", 60)
        assert await refused(path) == (
            f"store {path}: in use by process {os.getpid()}; stop that server, set another store, "
            "or let both meet in Redis with --redis"
        )
        assert await backend.get("k") == b"1"
    async with started(SqliteBackend(path, 60.0)):
        pass


async def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "state.sqlite3", Path("/proc/none/state.sqlite3"), tmp_path):
        told = await refused(path)
        assert told.startswith(f"store {path}: ")
        assert told.endswith('; let it be written to, or set another file or "memory" as store')


async def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path) -> None:
    text = b"precious text " * 1000
    write(path, text)
    told = "file is not a database; move it away to begin without its sessions, or set another store"
    assert await refused(path) == f"store {path}: {told}"
    assert read(path) == text


async def test_a_broken_file_is_refused(path: Path) -> None:
    async with started(SqliteBackend(path, 60.0)):
        pass
    content = read(path)
    write(path, content[:100] + b"\xff" * 3996 + content[4096:])
    assert "malformed; move it away to begin without its sessions" in await refused(path)


async def test_another_programs_database_is_refused(path: Path) -> None:
    write(path, b"")
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (x)")
    other.close()
    assert await refused(path) == f"store {path}: a database of another program; set another store"


async def test_a_newer_schema_is_refused(path: Path) -> None:
    async with started(SqliteBackend(path, 60.0)):
        pass
    newer = sqlite3.connect(path)
    assert newer.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert newer.execute("PRAGMA user_version").fetchone() == (1,)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    told = await refused(path)
    assert "written by a newer pystream (version 99, this one knows 1); update pystream, or move" in told

import time
from collections.abc import Iterator

import pytest

from server_src.people import MOST_TRIES, TRIES_S, People


@pytest.fixture
def database() -> Iterator[People]:
    database = People(":memory:")
    yield database
    database.close()


def test_a_name_is_had_by_one(database: People) -> None:
    assert database.add("ada", "hash")
    assert not database.add("ada", "other")
    assert database.hash_of("ada") == "hash"
    assert database.hash_of("bob") is None


def test_a_hash_is_replaced(database: People) -> None:
    database.add("ada", "hash")
    database.set_hash("ada", "newer")
    assert database.hash_of("ada") == "newer"


def test_attempts_are_counted_by_name(database: People) -> None:
    assert all(database.may_try("ada") for _ in range(MOST_TRIES))
    assert not database.may_try("ada")
    assert database.may_try("bob")
    database.forget_tries("ada")
    assert database.may_try("ada")


def test_attempts_are_forgotten_in_time(database: People, monkeypatch: pytest.MonkeyPatch) -> None:
    while database.may_try("ada"):
        pass
    later = time.time() + TRIES_S + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert database.may_try("ada")

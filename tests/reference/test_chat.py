"""The chat's rules and memory."""

from collections.abc import Iterator

import pytest

from pystream import Denied
from server_src import arithmetic, chat
from shared_src.models import Message
from shared_src.rules import NAME_LIMIT, ROOM_LIMIT, TEXT_LIMIT, TooLong, name_of, room_of, text_of

RULES = [(name_of, NAME_LIMIT), (room_of, ROOM_LIMIT), (text_of, TEXT_LIMIT)]


@pytest.fixture(autouse=True)
def no_memory() -> Iterator[None]:
    chat._recent.clear()
    yield
    chat._recent.clear()


@pytest.mark.parametrize(("rule", "limit"), RULES)
def test_space_around_a_text_does_not_count(rule: type[str], limit: int) -> None:
    assert rule(" " + "x" * limit + "\n") == "x" * limit


@pytest.mark.parametrize(("rule", "limit"), RULES)
@pytest.mark.parametrize("text", ["", " \t\n"])
def test_an_empty_text_is_denied(rule: type[str], limit: int, text: str) -> None:
    with pytest.raises(Denied, match="is empty"):
        rule(text)


@pytest.mark.parametrize(("rule", "limit"), RULES)
def test_a_text_that_is_too_long_is_denied_with_both_lengths(rule: type[str], limit: int) -> None:
    with pytest.raises(TooLong, match=f"has {limit + 1} characters; at most {limit} fit"):
        rule("x" * (limit + 1))


def test_a_room_is_the_same_in_capitals() -> None:
    assert room_of("Python ") == "python"


def test_a_room_keeps_its_latest_messages() -> None:
    for number in range(chat.KEPT_MESSAGES + 5):
        chat._keep(Message("ada", str(number), "lobby", float(number)))
    kept = [said.text for said in chat._recent["lobby"]]
    assert kept == [str(number) for number in range(5, chat.KEPT_MESSAGES + 5)]


def test_of_too_many_rooms_the_one_silent_for_longest_is_forgotten() -> None:
    for number in range(chat.KEPT_ROOMS):
        chat._keep(Message("ada", "hello", f"room {number}", 0.0))
    chat._keep(Message("ada", "again", "room 0", 1.0))
    chat._keep(Message("ada", "hello", "one more", 2.0))
    assert len(chat._recent) == chat.KEPT_ROOMS
    assert "room 1" not in chat._recent
    assert [said.text for said in chat._recent["room 0"]] == ["hello", "again"]


async def test_a_number_is_squared_in_its_own_kind() -> None:
    assert await arithmetic.square(25) == 625
    assert await arithmetic.square(-0.5) == 0.25
    assert isinstance(await arithmetic.square(25), int)


@pytest.mark.parametrize("number", [1e151, -1e151, 10**400, float("nan"), float("inf")])
async def test_a_number_whose_square_is_no_number_is_denied(number: float) -> None:
    with pytest.raises(Denied, match="can be squared"):
        await arithmetic.square(number)

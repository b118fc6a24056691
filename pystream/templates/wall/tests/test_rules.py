import pytest
from pystream import Denied

from shared_src.rules import LIMIT, note_of


def test_a_note_loses_the_space_around_it() -> None:
    assert note_of("  hello ") == "hello"


@pytest.mark.parametrize("text", ["", "   ", "x" * (LIMIT + 1)])
def test_an_empty_or_too_long_note_is_denied(text: str) -> None:
    with pytest.raises(Denied):
        note_of(text)

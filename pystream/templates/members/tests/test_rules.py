import pytest
from pystream import Denied

from shared_src.rules import LONGEST, checked_name, checked_password


def test_a_name_is_kept_in_small_letters() -> None:
    assert checked_name(" Ada_1 ") == "ada_1"


@pytest.mark.parametrize("name", ["", "a", "a" * 25, "ada lovelace", "аda", "ada\u200b", "ada@example"])
def test_a_name_that_could_be_mistaken_is_denied(name: str) -> None:
    with pytest.raises(Denied):
        checked_name(name)


@pytest.mark.parametrize(
    "password", ["correct horse battery", "        8", "пароль-парол", "x" * LONGEST, "😀" * 8]
)
def test_any_long_password_will_do(password: str) -> None:
    assert checked_password("ada", password) == password


@pytest.mark.parametrize("password", ["", "1234567", "Password1", "ada12345", "x" * (LONGEST + 1)])
def test_short_long_and_well_known_passwords_are_denied(password: str) -> None:
    with pytest.raises(Denied):
        checked_password("ada", password)

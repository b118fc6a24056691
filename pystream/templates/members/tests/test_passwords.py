import asyncio

from argon2 import PasswordHasher

from server_src.passwords import fits, hashed, is_outdated


def test_a_password_fits_its_own_hash_only() -> None:
    kept = asyncio.run(hashed("correct horse"))
    assert "correct" not in kept
    assert asyncio.run(fits(kept, "correct horse"))
    assert not asyncio.run(fits(kept, "correct horse "))


def test_nobody_has_no_password() -> None:
    assert not asyncio.run(fits(None, ""))


def test_equal_passwords_have_different_hashes() -> None:
    assert asyncio.run(hashed("correct horse")) != asyncio.run(hashed("correct horse"))


def test_letters_may_be_typed_in_several_ways() -> None:
    assert asyncio.run(fits(asyncio.run(hashed("caf\u00e9 au lait")), "cafe\u0301 au lait"))


def test_what_is_no_hash_fits_nothing() -> None:
    assert not asyncio.run(fits("plain", "plain"))


def test_a_hash_of_other_parameters_is_outdated() -> None:
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8192).hash("x"))
    assert not is_outdated(asyncio.run(hashed("x")))

"""Passwords: only their Argon2id hashes are kept."""

import asyncio
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
# A hash takes some 50 ms and 64 MiB: it must not hold up the others' calls, nor may many be made at once.
_threads = ThreadPoolExecutor(2, "passwords")
# What is checked for a name that nobody has, so that it takes as long.
_NOBODYS = _hasher.hash(secrets.token_hex())


async def hashed(password: str) -> str:
    """What to keep of a password."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, _plain(password))


async def fits(kept: str | None, password: str) -> bool:
    """Whether it is the password of that hash; of none: no, after the same time."""
    verify = asyncio.get_running_loop().run_in_executor(_threads, _verify, kept or _NOBODYS, _plain(password))
    return await verify and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than those of today."""
    return _hasher.check_needs_rehash(kept)


def _verify(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def _plain(password: str) -> str:
    # The same letters may be typed in several ways, as é by one key or by two.
    return unicodedata.normalize("NFKC", password)

"""Who somebody is: register, sign in, sign out."""

from pystream import Denied, SlowDown, action, session

from server_src.passwords import fits, hashed, is_outdated
from server_src.people import TRIES_S, people
from shared_src.rules import LONGEST, checked_name, checked_password

# Does not tell which of the two is wrong, or anybody could ask who is a member here.
WRONG = "Wrong name or password"


@action
async def me() -> str | None:
    """Who is signed in."""
    return session.user


@action(rate="10/m")
async def register(name: str, password: str) -> str:
    """Make a new member and sign them in; Denied if the name is taken, or either is not as it must be."""
    name = checked_name(name)
    hash = await hashed(checked_password(name, password))
    if not people().add(name, hash):
        raise Denied(f"{name} is taken; choose another name")
    await session.login(name)
    return name


@action(rate="20/m")
async def sign_in(name: str, password: str) -> str:
    """Sign a member in; the same Denied for a wrong name and a wrong password."""
    name = checked_name(name)
    if not people().may_try(name):
        raise SlowDown("too many attempts to sign in by this name", TRIES_S)
    kept = people().hash_of(name)
    if len(password) > LONGEST or not await fits(kept, password) or kept is None:
        raise Denied(WRONG)
    people().forget_tries(name)
    if is_outdated(kept):
        people().set_hash(name, await hashed(password))
    await session.login(name)
    return name


@action
async def sign_out() -> None:
    """Sign this browser out, in all its tabs."""
    await session.logout()

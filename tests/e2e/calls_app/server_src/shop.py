"""Actions whose running can be watched: what ran, what was cancelled, what ended."""

import asyncio
from collections.abc import AsyncIterator

from pystream import Event, Presence, action, presence, publish, session, stream, tracked

said = Event[int](keep=100)
people = Event[Presence](presence="room:{id}")
log: list[str] = []
gate = asyncio.Event()


@action
def seen() -> list[str]:
    return list(log)


@action
def note(text: str) -> int:
    log.append(text)
    return len(log)


@action
async def wait(name: str) -> str:
    log.append(f"{name} begins")
    try:
        await gate.wait()
    except asyncio.CancelledError:
        log.append(f"{name} is cancelled")
        raise
    log.append(f"{name} ends")
    return name


@action
def open_gate() -> None:
    gate.set()


@action
async def login(user: str) -> None:
    await session.login(user)


@action
async def logout() -> None:
    await session.logout()


@action(auth=True)
def private() -> str:
    return f"hello {session.user}"


def is_owner(owner: str) -> bool:
    return session.user == owner


@action(auth=is_owner)
def owned(owner: str) -> str:
    return owner


@action(rate="1/h")
def rare() -> None: ...


@stream(auth=True)
async def feed() -> AsyncIterator[str]:
    yield f"for {session.user}"
    await gate.wait()


@action
def boom(text: str) -> None:
    raise ValueError(text)


@action
async def join(room: str) -> None:
    await session.subscribe(room)


@action
async def say(room: str, number: int) -> None:
    await publish.channel(room, said, number)


@stream
async def count(to: int, after: str | None = None) -> AsyncIterator[int]:
    log.append(f"count to {to} after {after}")
    try:
        for number in range(0 if after is None else int(after) + 1, to):
            yield tracked(number, str(number))
            await asyncio.sleep(0.001)
    finally:
        log.append(f"count to {to} is closed")


@stream
async def plain() -> AsyncIterator[int]:
    yield 1
    await gate.wait()


@action
async def enter(user: str, room: str) -> set[str]:
    await session.login(user)
    await session.subscribe(f"room:{room}")
    return await presence.of(f"room:{room}")

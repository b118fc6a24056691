"""What client Python may do with calls and streams, each a function that the test calls from outside."""

import asyncio

from pystream import Cancelled, ConnectionLost, Denied, Failed, Gap, Presence, SignedOut, SlowDown, Timeout
from pystream.client import connection, expose, on
from server_src import shop

heard: list[int] = []
states: list[str] = []
here: set[str] = set()
changes: list[str] = []


@on(shop.said)
def hear(number: int, channel: str | None) -> None:
    heard.append(number)


@on(shop.people)
def moved(diff: Presence, channel: str) -> None:
    here.update(diff.joined)
    here.difference_update(diff.left)
    changes.append(f"{channel} +{','.join(diff.joined)} -{','.join(diff.left)}")


@on.state
def tell(state: str) -> None:
    states.append(state)


async def gathered() -> list[int]:
    results = await asyncio.gather(shop.note("a"), shop.note("b"), shop.note("c"))
    return list(results)


async def gathered_failure() -> list[str]:
    results = await asyncio.gather(shop.boom("x"), shop.note("still"), return_exceptions=True)
    return [type(results[0]).__name__, str(isinstance(results[0], Failed)), str(results[1] > 0)]


async def timed_out() -> str:
    try:
        await asyncio.wait_for(shop.wait("timed"), 0.2)
    except TimeoutError:
        return "TimeoutError"
    return "no timeout"


async def in_timeout_block() -> str:
    try:
        async with asyncio.timeout(0.2):
            await shop.wait("block")
    except TimeoutError:
        return "TimeoutError"
    return "no timeout"


async def cancelled() -> str:
    task = asyncio.create_task(shop.wait("task"))
    await shop.note("task was sent")
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        return "CancelledError"
    return "went on"


async def grouped() -> str:
    failures = 0
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(shop.wait("sibling"))
            await shop.note("sibling was sent")
            group.create_task(shop.boom("group"))
    except* Failed as group_error:
        failures = len(group_error.exceptions)
    return str(failures)


async def whole_stream(to: int) -> list[int]:
    return [number async for number in shop.count(to)]


async def left_stream() -> list[int]:
    got = []
    async for number in shop.count(1000):
        got.append(number)
        if number == 40:
            break
    return got


async def failed_in_stream() -> str:
    try:
        async for number in shop.count(2000):
            if number == 3:
                raise KeyError("mine")
    except KeyError as why:
        return str(why)
    return "no error"


async def gap() -> list[str]:
    got = []
    try:
        async for number in shop.plain():
            got += [str(number)]
    except Gap:
        got.append("Gap")
    return got


async def refusals() -> list[str]:
    told = []
    try:
        await shop.private()
    except SignedOut as why:
        told.append(f"SignedOut: {why}, {isinstance(why, Denied)}")
    await shop.login("ada")
    told.append(await shop.private())
    try:
        await shop.owned("bob")
    except SignedOut:
        told.append("SignedOut")
    except Denied as why:
        told.append(f"Denied: {why}")
    for _ in range(2):
        try:
            await shop.rare()
        except SlowDown as why:
            told.append(f"SlowDown: {why}, {3500 < why.retry_after <= 3600}")
    try:
        async for item in shop.feed():
            told.append(item)
            await shop.logout()
    except SignedOut as why:
        told.append(f"feed: {why}")
    return told


async def outcome(name: str) -> str:
    try:
        return await shop.wait(name)
    except (Timeout, Cancelled, ConnectionLost) as why:
        return type(why).__name__


async def enter(user: str, room: str) -> list[str]:
    here.clear()
    here.update(await shop.enter(user, room))
    return sorted(here)


expose("gathered", gathered)
expose("gatheredFailure", gathered_failure)
expose("timedOut", timed_out)
expose("inTimeoutBlock", in_timeout_block)
expose("cancelled", cancelled)
expose("grouped", grouped)
expose("wholeStream", whole_stream)
expose("leftStream", left_stream)
expose("failedInStream", failed_in_stream)
expose("gap", gap)
expose("outcome", outcome)
expose("refusals", refusals)
expose("note", shop.note)
expose("seen", shop.seen)
expose("openGate", shop.open_gate)
expose("join", shop.join)
expose("enter", enter)
expose("here", lambda: sorted(here))
expose("changes", lambda: list(changes))
expose("say", shop.say)
expose("heard", lambda: list(heard))
expose("states", lambda: list(states))
expose("state", lambda: connection.state)

import asyncio
from collections.abc import AsyncIterator

from pystream import Upload, action, stream, tracked

left = 0


@stream
async def prices(symbol: str, upto: int = 100) -> AsyncIterator[float]:
    global left
    try:
        for each in range(upto):
            yield float(each)
    finally:
        left += 1


@stream
async def ticks(after: str | None = None) -> AsyncIterator[int]:
    each = 0 if after is None else int(after) + 1
    while True:
        yield tracked(each, str(each))
        each += 1
        await asyncio.sleep(0.001)


@action
async def size(file: Upload) -> tuple[str, int]:
    return file.name, sum([len(piece) async for piece in file])


@action(idempotent=True)
async def slow(seconds: float) -> str:
    await asyncio.sleep(seconds)
    return "done"


@action
async def once(seconds: float) -> str:
    await asyncio.sleep(seconds)
    return "done"

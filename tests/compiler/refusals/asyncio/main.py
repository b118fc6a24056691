import asyncio


async def init():
    await asyncio.sleep(1)

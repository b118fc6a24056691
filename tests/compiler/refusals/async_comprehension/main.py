async def init(work):
    print([await item for item in work])
    print([item async for item in work])

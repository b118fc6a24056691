async def init():
    async for row in rows():
        print(row)


def rows():
    return []

from server_src import echo


async def init():
    print(await echo.square(5))

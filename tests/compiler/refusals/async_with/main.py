async def init(lock):
    async with lock:
        pass

class S:
    def __init__(self):
        self.n = 0
    async def inc(self, by=1):
        self.n += by
        return self.n
    async def twice(self):
        await self.inc()
        return await self.inc(by=5)
async def init():
    s = S()
    print(await s.twice(), s.n)
    f = s.inc
    print(await f(3))
    async def inner(x):
        return x * 2
    print(await inner(4))
